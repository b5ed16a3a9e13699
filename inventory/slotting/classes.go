package slotting

import (
	"cmp"
	"slices"
	"strings"
)

// Classes sorts items into A, B and C by lines picked, not by money: walks are paid by the line. Items never picked are C.
func Classes(picks []Picks, o ClassOptions) []Classed {
	a, b := cmp.Or(o.A, DefaultA), cmp.Or(o.B, DefaultB)
	sorted := slices.Clone(picks)
	slices.SortFunc(sorted, func(x, y Picks) int {
		return cmp.Or(cmp.Compare(y.Lines, x.Lines), cmp.Compare(y.Units, x.Units), strings.Compare(string(x.SKU), string(y.SKU)))
	})
	total := int64(0)
	for _, p := range sorted {
		total += max(0, p.Lines)
	}
	out := make([]Classed, 0, len(sorted))
	sum := int64(0)
	for i, p := range sorted {
		c := Classed{SKU: p.SKU, Class: C, Rank: i + 1, Lines: p.Lines, Share: 1000}
		if p.Lines > 0 {
			switch before := sum * 1000 / total; {
			case before < a:
				c.Class = A
			case before < b:
				c.Class = B
			}
			sum += p.Lines
		}
		if total > 0 {
			c.Share = sum * 1000 / total
		}
		out = append(out, c)
	}
	return out
}
