package labels

import (
	"strings"

	"example.com/tote/labels/gs1"
	"example.com/tote/labels/symbol"
)

// Item is the label of goods: of a unit, an inner pack or a case. A GTIN is printed as the retail barcode it is, with lot or
// expiry in a GS1 DataMatrix beside it, so that one scan brings all three.
type Item struct {
	Size    Size   `json:"size"` // zero = Size60x40
	SKU     string `json:"sku"`
	NameZH  string `json:"name_zh"`
	Name    string `json:"name"`
	Pack    string `json:"pack"`    // "箱 case × 12"
	GTIN    string `json:"gtin"`    // 8, 12, 13 or 14 digits
	Barcode string `json:"barcode"` // other printable ASCII, if there is no GTIN; "" = SKU
	Lot     string `json:"lot"`
	Expiry  string `json:"expiry"` // "2027-05-31"
	Reprint int    `json:"reprint"`
}

// Least sides in millimetres: an EAN-13 of two dots, and two lines above bars of five millimetres.
const itemWide, itemHigh = 38, 25

// Pages gives one label. Errors: ReasonIncomplete with every missing or wrong field.
func (it Item) Pages() ([]Page, error) {
	var f fields
	it.Size = f.size(it.Size, Size60x40, itemWide, itemHigh)
	f.needed("sku", it.SKU)
	gtin, expiry := f.gtin("gtin", it.GTIN), f.yymmdd("expiry", it.Expiry)
	if gtin != "" && it.Barcode != "" {
		f.Add("barcode", ReasonIncomplete, "is %q beside a GTIN: give one of them", it.Barcode)
	}
	f.element("lot", "10", it.Lot)
	if err := f.Invalid(ReasonIncomplete, "item label of SKU %q cannot be printed", it.SKU); err != nil {
		return nil, err
	}
	p := Page{Size: it.Size}
	all := Rect{0, 0, it.Size.W, it.Size.H}.inset(2, 1.8)
	number := 4.0 // mm for the number below the bars
	bars := Rect{0.5, all.below() - number - all.H*0.3, it.Size.W - 1, all.H * 0.3}
	text := it.bars(&p, bars, gtin)
	p.text(Text{Field: "barcode", Text: text, Rect: Rect{all.X, bars.below(), all.W, number}, Size: 9, Least: 5, Align: Center, VAlign: Middle, Whole: true})
	top := Rect{all.X, all.Y, all.W, bars.Y - all.Y - 1}
	if square := it.square(gtin, expiry); square != nil {
		side := min(top.H, all.W*0.34)
		square.Rect = Rect{top.right() - side, top.Y, side, side}
		p.code(*square)
		top.W -= side + 1
	}
	it.words(&p, top)
	return []Page{p}, nil
}

// bars draws the barcode the till or the warehouse reads and gives its text for people.
func (it Item) bars(p *Page, r Rect, gtin14 string) string {
	c := Code{Field: "barcode", Kind: symbol.Code128, Content: it.Barcode, Rect: r, Align: Center, MostDots: 4}
	retail := gs1.GTINOf(gtin14)
	switch {
	case gtin14 == "" && it.Barcode == "":
		c.Content = it.SKU
	case gtin14 == "":
	case len(retail) == gs1.LenGTIN14:
		c.Kind, c.Content = symbol.GS1128, "(01)"+gtin14
		p.code(c)
		return "(01) " + gtin14
	case len(retail) == gs1.LenGTIN8:
		c.Kind, c.Content = symbol.EAN8, retail
		p.code(c)
		return retail[:4] + " " + retail[4:]
	default:
		c.Kind, c.Content = symbol.EAN13, retail
		p.code(c)
		return retail[:1] + " " + retail[1:7] + " " + retail[7:]
	}
	p.code(c)
	return c.Content
}

// square is the code with lot and expiry, nil if there are none. Without a GTIN it holds the lot alone, in plain form: a GS1
// lot belongs to a GTIN.
func (it Item) square(gtin14, expiry string) *Code {
	c := Code{Field: "lot", Kind: symbol.DataMatrix, Content: it.Lot, Align: Right, MostDots: 6}
	if gtin14 != "" && it.Lot+expiry != "" {
		c.Kind, c.Content = symbol.GS1DataMatrix, bracketed("01", gtin14, "17", expiry, "10", it.Lot)
	}
	if c.Content == "" {
		return nil
	}
	return &c
}

// bracketed writes AIs and values the way people do, without those that are empty.
func bracketed(pairs ...string) string {
	var els gs1.Elements
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			els = append(els, gs1.Element{AI: pairs[i], Value: pairs[i+1]})
		}
	}
	return els.String()
}

func (it Item) words(p *Page, r Rect) {
	var last []string
	if it.Lot != "" {
		last = append(last, "批次 Lot "+it.Lot)
	}
	if it.Expiry != "" {
		last = append(last, "到期 Exp "+it.Expiry)
	}
	foot := min(r.H*0.24, 4.5)
	if len(last) > 0 {
		high := min(r.H*0.3, 3.2*float64(len(last)))
		p.text(Text{Field: "lot", Text: strings.Join(last, string(lineBreak)), Rect: Rect{r.X, r.below() - high, r.W, high}, Size: 7.5, Least: 4.5, Lines: 3, VAlign: Bottom})
		r.H -= high + 0.3
	}
	code := Rect{r.X, r.below() - foot, r.W, foot}
	p.text(Text{Field: "sku", Text: join("  ", it.SKU, it.Pack, reprint(it.Reprint)), Rect: code, Size: 10, Least: 5, Lines: 2, VAlign: Middle, Bold: true})
	r.H -= foot + 0.3
	both := join("\n", it.NameZH, it.Name)
	switch {
	case both == "":
	case it.NameZH == "" || it.Name == "":
		p.text(Text{Field: "name", Text: both, Rect: r, Size: 12, Least: 5.5, Lines: 4, Bold: true})
	default:
		rows := r.rows(r.H*0.55, r.H*0.45)
		p.text(Text{Field: "name_zh", Text: it.NameZH, Rect: rows[0], Size: 12, Least: 5.5, Lines: 3, Bold: true})
		p.text(Text{Field: "name", Text: it.Name, Rect: rows[1], Size: 8, Least: 5, Lines: 3})
	}
}
