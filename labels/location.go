package labels

import (
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/symbol"
)

// Arrow points from a label on a beam to the location it names.
type Arrow uint8

// The arrows.
const (
	ArrowNone Arrow = iota
	ArrowUp
	ArrowDown
)

var arrows = [...]string{"", "▲", "▼"}

// Location is the label of a storage location.
type Location struct {
	Size      Size   // zero = Size100x50
	Code      string // as people read it, "A-01-02-3"
	Barcode   string // what the scanner sends; "" = Code
	Zone      string
	Kind      string // "拣货位 Pick face"
	Warehouse string
	Arrow     Arrow
	Check     string // check digits for pickers who speak or type, "" = none
	Reprint   int
}

// Least sides of the layout in millimetres.
const locationWide, locationHigh = 60, 30

// Pages gives one label. Errors: ReasonIncomplete.
func (l Location) Pages() ([]Page, error) {
	if l.Size == (Size{}) {
		l.Size = Size100x50
	}
	if l.Barcode == "" {
		l.Barcode = l.Code
	}
	var g fault.Gather
	if strings.TrimSpace(l.Code) == "" {
		g.Add("code", ReasonIncomplete, "is missing")
	}
	if int(l.Arrow) >= len(arrows) {
		g.Add("arrow", ReasonIncomplete, "is %d, which does not exist", l.Arrow)
	}
	if l.Size.W < locationWide || l.Size.H < locationHigh {
		g.Add("size", ReasonIncomplete, "is %g by %g mm, at least %d by %d", l.Size.W, l.Size.H, locationWide, locationHigh)
	}
	if err := g.Invalid(ReasonIncomplete, "location label %q cannot be printed", l.Code); err != nil {
		return nil, err
	}
	p := Page{Size: l.Size}
	all := Rect{0, 0, l.Size.W, l.Size.H}.inset(2.5, 2)
	rows := all.rows(all.H*0.44, all.H*0.12, all.H*0.44)
	big := rows[0]
	if l.Arrow != ArrowNone {
		side := big.H
		p.text(Text{Field: "arrow", Text: arrows[l.Arrow], Rect: Rect{big.right() - side, big.Y, side, big.H}, Size: 48, Least: 20, Align: Center, VAlign: Middle})
		big.W -= side
	}
	p.text(Text{Field: "code", Text: l.Code, Rect: big, Size: min(60, big.H*pointsPerMM/1.02), Least: 14, Align: Center, VAlign: Middle, Bold: true, Whole: true})
	p.rule(Rect{all.X, rows[1].Y, all.W, hairline})
	p.text(Text{Field: "zone", Text: join(" · ", l.Warehouse, l.Zone, l.Kind), Rect: rows[1], Size: 9, Least: 5, VAlign: Middle})
	p.text(Text{Field: "check", Text: join("  ", reprint(l.Reprint), l.Check), Rect: rows[1], Size: 11, Least: 6, Align: Right, VAlign: Middle, Bold: true})
	codes := rows[2]
	side := codes.H
	p.code(Code{Field: "barcode", Kind: symbol.Code128, Content: l.Barcode, Rect: Rect{0.5, codes.Y, codes.right() - side - 0.5, codes.H}, MostDots: 4}) // the quiet zone may use the margin
	p.code(Code{Field: "barcode", Kind: symbol.DataMatrix, Content: l.Barcode, Rect: Rect{codes.right() - side, codes.Y, side, side}, Align: Right})
	return []Page{p}, nil
}
