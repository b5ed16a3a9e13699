package labels

import (
	"strconv"

	"example.com/tote/labels/gs1"
	"example.com/tote/labels/symbol"
)

// Carton is the logistic label of a carton or pallet that other houses read: what is in it, and at the foot its SSCC, all as
// GS1-128. What does not fit one symbol in comfortable bars goes into several.
//
// With an SSCC the GTIN is that of the contents, (02) with their count (37); without, it is the carton's own, (01).
type Carton struct {
	Size       Size   `json:"size"` // zero = Size100x150
	SSCC       string `json:"sscc"` // 18 digits
	GTIN       string `json:"gtin"`
	Count      int64  `json:"count"` // trade items of that GTIN in it; 1 to 99999999
	Lot        string `json:"lot"`
	BestBefore string `json:"best_before"` // "2027-05-31"
	Expiry     string `json:"expiry"`
	SKU        string `json:"sku"`
	NameZH     string `json:"name_zh"`
	Name       string `json:"name"`
	From       string `json:"from"`
	To         string `json:"to"`
	Order      string `json:"order"` // purchase order or order number, as text
	Grams      int64  `json:"grams"` // gross; 0 = not shown
	Pallet     bool   `json:"pallet"`
	Reprint    int    `json:"reprint"`
}

// Least sides in millimetres: an SSCC in two dots, and three symbols below each other.
const cartonWide, cartonHigh = 70, 90

// comfortable is the module in millimetres up to which elements share a symbol: three dots at 203 dpi, four at 300.
const comfortable = 0.375

// Pages gives one label. Errors: ReasonIncomplete with every missing or wrong field.
func (c Carton) Pages() ([]Page, error) {
	c.Size = orSize(c.Size, Size100x150)
	els, err := c.elements()
	if err != nil {
		return nil, err
	}
	p := Page{Size: c.Size}
	all := Rect{0, 0, c.Size.W, c.Size.H}.inset(3, 3)
	codes := split(els, all.W-1) // inside the frame, whose lines would stand in a quiet zone
	if c.SSCC != "" {
		codes = append(codes, "(00)"+c.SSCC) // always the lowest: the one a lift truck's driver looks for
	}
	// Text needs the same height whatever there is to scan; the rest is shared by the bars.
	head := c.words(&p, all)
	rest := Rect{all.X + 0.5, head + 1.5, all.W - 1, all.below() - head - 1.5}
	each := min(rest.H/float64(len(codes)), 42)
	y := rest.below() - each*float64(len(codes))
	const number = 5.5 // mm for the text below the bars
	for i, content := range codes {
		r := Rect{rest.X, y + float64(i)*each, rest.W, each}
		p.code(Code{Field: "codes[" + strconv.Itoa(i) + "]", Kind: symbol.GS1128, Content: content, Rect: Rect{r.X, r.Y, r.W, r.H - number - 1}, Align: Center, MostDots: 4})
		p.text(Text{Field: "codes[" + strconv.Itoa(i) + "]", Text: readable(content), Rect: Rect{all.X, r.below() - number - 1, all.W, number}, Size: 11, Least: 6, Align: Center, VAlign: Middle, Whole: true})
	}
	p.frame(all)
	return []Page{p}, nil
}

// elements checks the label and gives what goes into bars, but for the SSCC: fixed lengths first, the lot last.
func (c Carton) elements() (gs1.Elements, error) {
	var f fields
	f.size(c.Size, Size100x150, cartonWide, cartonHigh)
	f.sscc("sscc", c.SSCC)
	gtin, best, expiry := f.gtin("gtin", c.GTIN), f.yymmdd("best_before", c.BestBefore), f.yymmdd("expiry", c.Expiry)
	f.element("lot", "10", c.Lot)
	if c.SSCC == "" && c.GTIN == "" {
		f.Add("sscc", ReasonIncomplete, "is missing, and there is no GTIN: a carton has one of them")
	}
	if c.GTIN == "" && c.Lot+c.BestBefore+c.Expiry != "" {
		f.Add("gtin", ReasonIncomplete, "is missing: a lot or a date says nothing without it")
	}
	const most = 99_999_999 // (37) has eight digits
	switch {
	case c.Count < 0 || c.Count > most:
		f.Add("count", ReasonIncomplete, "is %d, want 1 to %d", c.Count, most)
	case c.SSCC != "" && c.GTIN != "" && c.Count == 0:
		f.Add("count", ReasonIncomplete, "is missing: how many of GTIN %s are in it", c.GTIN)
	case c.Count > 0 && (c.SSCC == "" || c.GTIN == ""):
		f.Add("count", ReasonIncomplete, "needs an SSCC and the GTIN of what is counted")
	}
	if c.Grams < 0 {
		f.Add("grams", ReasonIncomplete, "is %d", c.Grams)
	}
	if err := f.Invalid(ReasonIncomplete, "carton label %q cannot be printed", c.SSCC+c.GTIN); err != nil {
		return nil, err
	}
	own, content, count := gtin, "", ""
	if c.SSCC != "" && gtin != "" {
		own, content, count = "", gtin, strconv.FormatInt(c.Count, 10)
	}
	var els gs1.Elements
	for _, el := range []gs1.Element{{AI: "01", Value: own}, {AI: "02", Value: content}, {AI: "15", Value: best}, {AI: "17", Value: expiry}, {AI: "37", Value: count}, {AI: "10", Value: c.Lot}} {
		if el.Value != "" {
			els = append(els, el)
		}
	}
	return els, nil
}

// split shares elements among as few symbols as stay comfortable in a width of millimetres, in their order. One that is
// alone in its symbol and still too wide is judged when it is placed at the printer's resolution.
func split(els gs1.Elements, width float64) []string {
	var out []string
	var now gs1.Elements
	for _, el := range els {
		if with := append(now[:len(now):len(now)], el); len(now) == 0 || fits(with, width) {
			now = with
			continue
		}
		out, now = append(out, now.String()), gs1.Elements{el}
	}
	if len(now) > 0 {
		out = append(out, now.String())
	}
	return out
}

func fits(els gs1.Elements, width float64) bool {
	m, err := symbol.Encode(symbol.GS1128, els.String())
	return err == nil && float64(m.Width+2*m.Quiet)*comfortable <= width
}

// readable puts a blank behind each bracket, as it is printed below bars.
func readable(bracketed string) string {
	els, err := gs1.ParseBracketed(bracketed)
	if err != nil {
		return bracketed
	}
	parts := make([]string, len(els))
	for i, el := range els {
		parts[i] = "(" + el.AI + ") " + el.Value
	}
	return join("  ", parts...)
}

// words draws what people read, without rows that would be empty, and gives where it ends.
func (c Carton) words(p *Page, all Rect) float64 {
	kind := "箱 Carton"
	if c.Pallet {
		kind = "托盘 Pallet"
	}
	y := all.Y
	row := func(high float64) Rect {
		r := Rect{all.X, y, all.W, high}
		y += high
		p.rule(Rect{r.X, y - hairline/2, r.W, hairline})
		return r
	}
	r := row(8)
	p.text(Text{Field: "from", Text: c.From, Rect: Rect{r.X + 2, r.Y, r.W*0.55 - 2, r.H}, Size: 10, Least: 6, Lines: 2, VAlign: Middle})
	p.text(Text{Field: "kind", Text: join("  ", kind, reprint(c.Reprint)), Rect: Rect{r.X + r.W*0.55, r.Y, r.W*0.45 - 2, r.H}, Size: 12, Least: 6, Lines: 2, Align: Right, VAlign: Middle, Bold: true})
	if c.To != "" {
		p.text(Text{Field: "to", Text: c.To, Rect: row(9).inset(2, 0.5), Size: 14, Least: 7, Lines: 2, VAlign: Middle, Bold: true})
	}
	if name := join(string(lineBreak), join("  ", c.SKU, c.NameZH), c.Name); name != "" {
		p.text(Text{Field: "name", Text: name, Rect: row(12).inset(2, 0.5), Size: 12, Least: 6, Lines: 3, VAlign: Middle})
	}
	if cells := c.facts(); len(cells) > 0 {
		facts(p, row(10), cells)
	}
	return y
}

// facts are the cells that say something.
func (c Carton) facts() []fact {
	count := ""
	if c.Count > 0 {
		count = strconv.FormatInt(c.Count, 10)
	}
	var out []fact
	for _, f := range []fact{{"count", "数量 Count", count, 1.5}, {"lot", "批次 Lot", c.Lot, 2.4}, {"best_before", "保质期至 Best before", c.BestBefore, 2.3},
		{"expiry", "到期 Expiry", c.Expiry, 2.2}, {"order", "单号 Order", c.Order, 2.4}, {"weight", "毛重 Gross", kilograms(c.Grams), 1.8}} {
		if f.value != "" {
			out = append(out, f)
		}
	}
	return out
}

func orSize(given, usual Size) Size {
	if given == (Size{}) {
		return usual
	}
	return given
}
