package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/tabular"
)

// article is an item spread over the columns of its row: the first pack of each level has columns of its own, further
// packs of a level (cases of 12 and of 24) stand together in one cell.
type article struct {
	Item  item.Item    `cbor:"1,keyasint"`
	Packs [4]item.Pack `cbor:"2,keyasint"` // by level, each first; quantity 0: there is none
	More  []item.Pack  `cbor:"3,keyasint,omitempty"`
}

var levels = [4]item.Level{item.Each, item.Inner, item.Case, item.Pallet}

var levelLabels = [4]string{"单品", "中包", "箱", "托盘"}

// spread takes an item apart. What it gives shares nothing with it that a merge would write to.
func spread(it item.Item) article {
	a := article{Item: it}
	a.Item.Packs = nil
	seen := map[item.Level]bool{}
	for _, p := range it.Packs {
		if seen[p.Level] || p.Level < item.Each || p.Level > item.Pallet {
			a.More = append(a.More, p)
			continue
		}
		seen[p.Level] = true
		a.Packs[p.Level-item.Each] = p
	}
	a.Packs[0].Level, a.Packs[0].Quantity = item.Each, 1
	return a
}

// gather puts the item together again. A pack of which nothing is told is none.
func (a *article) gather() item.Item {
	it := a.Item
	it.Packs = nil
	for i, p := range a.Packs {
		p.Level = levels[i]
		if i == 0 {
			p.Quantity = 1
		}
		if p.Quantity != 0 || len(p.Barcodes) > 0 || p.Grams != 0 || p.Size != (item.Size{}) {
			it.Packs = append(it.Packs, p)
		}
	}
	it.Packs = append(it.Packs, a.More...)
	for i := range it.Packs {
		it.Packs[i].Barcodes = slices.Clone(it.Packs[i].Barcodes)
	}
	it.Normalise()
	return it
}

// packFields are the columns of one level.
func packFields(i int) []field[article] {
	word, label := levels[i].String(), levelLabels[i]
	pack := func(a *article) *item.Pack { return &a.Packs[i] }
	var out []field[article]
	if i > 0 {
		out = append(out, numberField(tabular.Column{Name: word + "_quantity", Label: label + "数量", Aliases: []string{word + "_qty", label + "含量", label + "规格"},
			Kind: tabular.Quantity, Help: "Base units it holds."}, func(a *article) *int64 { return &pack(a).Quantity }))
	}
	codes := tabular.Column{Name: word + "_barcodes", Label: label + "条码", Aliases: []string{word + "_barcode", word + "_gtin"},
		Help: "Several are parted by semicolons; " + ownCode + " before a number that is no GTIN."}
	if i == 0 {
		codes.Aliases = append(codes.Aliases, "barcode", "barcodes", "gtin", "条码", "国际条码", "商品条码")
	}
	out = append(out, field[article]{codes,
		func(r *tabular.Row, a *article) { pack(a).Barcodes = barcodes(r, codes.Name) },
		func(w *tabular.Record, a *article) { w.Text(codes.Name, joinBarcodes(pack(a).Barcodes)) },
		func(to, from *article) { pack(to).Barcodes = pack(from).Barcodes }})
	grams := tabular.Column{Name: word + "_grams", Label: label + "重量(克)", Aliases: []string{word + "_weight_g", label + "重量"}, Kind: tabular.Grams}
	if i == 0 {
		grams.Aliases = append(grams.Aliases, "grams", "weight_g", "重量(克)")
	}
	out = append(out, numberField(grams, func(a *article) *int64 { return &pack(a).Grams }))
	for _, edge := range []struct {
		word, label string
		at          func(*item.Pack) *int64
	}{{"length", "长", func(p *item.Pack) *int64 { return &p.Size.Length }}, {"width", "宽", func(p *item.Pack) *int64 { return &p.Size.Width }},
		{"height", "高", func(p *item.Pack) *int64 { return &p.Size.Height }}} {
		c := tabular.Column{Name: word + "_" + edge.word + "_mm", Label: label + edge.label + "(毫米)", Aliases: []string{word + "_" + edge.word}, Kind: tabular.Millimetres}
		if i == 0 {
			c.Aliases = append(c.Aliases, edge.word+"_mm", edge.label+"(毫米)")
		}
		out = append(out, numberField(c, func(a *article) *int64 { return edge.at(pack(a)) }))
	}
	return out
}

// Further packs: "case/24/600x400x300/12000/1690...;1690...", several parted by "|". Size and weight may be blank.
var morePacks = tabular.Column{Name: "more_packs", Label: "其他包装",
	Help: "Further packs of a level: level/quantity/LxWxH mm/grams/barcodes, several parted by |. A cell: case/24/600x400x300/12000/16901234567892"}

const (
	packBreak = "|"
	partBreak = "/"
)

var morePacksField = field[article]{morePacks,
	func(r *tabular.Row, a *article) { a.More = readMorePacks(r) },
	func(w *tabular.Record, a *article) { w.Text(morePacks.Name, writeMorePacks(a.More)) },
	func(to, from *article) { to.More = from.More }}

func writeMorePacks(packs []item.Pack) string {
	var out []string
	for _, p := range packs {
		parts := []string{p.Level.String(), strconv.FormatInt(p.Quantity, 10), "", "", ""}
		if p.Size != (item.Size{}) {
			parts[2] = fmt.Sprintf("%dx%dx%d", p.Size.Length, p.Size.Width, p.Size.Height)
		}
		if p.Grams != 0 {
			parts[3] = strconv.FormatInt(p.Grams, 10)
		}
		parts[4] = escapeBreaks(joinBarcodes(p.Barcodes), packBreak+partBreak)
		out = append(out, strings.Join(parts, partBreak))
	}
	return strings.Join(out, packBreak)
}

func readMorePacks(r *tabular.Row) []item.Pack {
	text := r.Text(morePacks.Name, 0)
	if text == "" {
		return nil
	}
	var out []item.Pack
	for _, one := range splitRaw(text, packBreak) {
		p, why := parsePack(one)
		if why != "" {
			r.Fail(morePacks.Name, "item.pack", fmt.Sprintf("%q is no pack: %s", one, why), "write it as case/24/600x400x300/12000/16901234567892")
			continue
		}
		out = append(out, p)
	}
	return out
}

// maxPackDigits keeps numbers in a pack's text within what the item's own limits judge.
const maxPackDigits = 12

func parsePack(text string) (p item.Pack, why string) {
	parts := splitRaw(text, partBreak)
	if len(parts) != 5 {
		return p, "it has not five parts"
	}
	number := func(s string) int64 {
		s = strings.TrimSpace(s)
		n, err := strconv.ParseInt(s, 10, 64)
		if s != "" && (err != nil || len(s) > maxPackDigits || n < 0) {
			why = "one of its numbers is none"
		}
		return n
	}
	p.Level, p.Quantity, p.Grams = item.LevelOf(strings.ToLower(strings.TrimSpace(parts[0]))), number(parts[1]), number(parts[3])
	if p.Level == 0 {
		return p, "its level is not each, inner, case or pallet"
	}
	if size := strings.TrimSpace(parts[2]); size != "" {
		edges := strings.Split(strings.ToLower(size), "x")
		if len(edges) != 3 {
			return p, "its size is not like 600x400x300"
		}
		p.Size = item.Size{Length: number(edges[0]), Width: number(edges[1]), Height: number(edges[2])}
	}
	for _, part := range splitBarcodes(unescape(parts[4])) {
		code, reason := oneBarcode(part)
		if reason != "" {
			return p, fmt.Sprintf("barcode %q is wrong (%s)", part, reason)
		}
		p.Barcodes = append(p.Barcodes, code)
	}
	return p, why
}
