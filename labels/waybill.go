package labels

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/symbol"
)

// Waybill is the carrier's label on a parcel. Carrier waybills are never marked as reprints: the carrier sees one number.
type Waybill struct {
	Size    Size   `json:"size"`   // zero = Size100x150; also Size76x130, Size100x180, Size4x6in
	Number  string `json:"number"` // the carrier's number, printable ASCII: the large barcode
	Carrier string `json:"carrier"`
	Service string `json:"service"` // "标准快递 Standard"
	Routing string `json:"routing"` // the carrier's large sorting code, "571-A03-12"
	Hub     string `json:"hub"`     // where the parcel is sorted, "杭州转运中心"

	Recipient Party   `json:"recipient"`
	Sender    Party   `json:"sender"` // a company, printed in clear
	Privacy   Privacy `json:"privacy"`

	Order    string   `json:"order"`  // order number; some platforms forbid it, then ""
	Parcel   int      `json:"parcel"` // this one of how many; both 0 = not shown
	Parcels  int      `json:"parcels"`
	Grams    int64    `json:"grams"`     // 0 = not shown
	ShipDate string   `json:"ship_date"` // as printed, "2026-11-21"
	Contents []string `json:"contents"`
	Note     string   `json:"note"` // for the driver, "本人签收 Signature required"
}

// Limits of a waybill.
const (
	// MostContents lines are shown; more say how many are left out.
	MostContents = 6
	// smallest and largest sides in millimetres of the layout below
	leastWaybillW, leastWaybillH = 70, 120
	mostWaybillW, mostWaybillH   = 120, 220
)

// Pages gives one label. Errors: ReasonIncomplete with every missing field.
func (w Waybill) Pages() ([]Page, error) {
	if w.Size == (Size{}) {
		w.Size = Size100x150
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	p := Page{Size: w.Size}
	const margin = 3
	all := Rect{0, 0, w.Size.W, w.Size.H}.inset(margin, margin)
	// Bars keep their height on small labels, texts give way; what is left at the foot holds the contents.
	k := w.Size.H / Size100x150.H
	rows := all.rows(11*k, 18*k, max(23.5, 27*k), 34*k, 16*k, 11*k)
	foot := Rect{all.X, rows[5].below(), all.W, all.below() - rows[5].below()}
	w.header(&p, rows[0])
	w.routing(&p, rows[1])
	w.barcode(&p, rows[2])
	party{tab: "收", caption: "TO", field: "recipient", solid: true, name: 15, street: 16, least: 6.5, lines: 10}.draw(&p, rows[3], w.Recipient.shown(w.Privacy))
	party{tab: "寄", caption: "FROM", field: "sender", name: 9.5, street: 8.5, least: 5.5, lines: 3}.draw(&p, rows[4], w.Sender)
	w.facts(&p, rows[5])
	w.foot(&p, foot)
	p.frame(all)
	for _, r := range rows[:6] {
		p.rule(Rect{r.X, r.below() - hairline/2, r.W, hairline})
	}
	return []Page{p}, nil
}

func (w Waybill) check() error {
	var g fault.Gather
	for _, f := range []struct{ field, value string }{
		{"number", w.Number}, {"carrier", w.Carrier}, {"recipient.name", w.Recipient.Name + w.Recipient.Company},
		{"recipient.street", w.Recipient.Street}, {"sender.name", w.Sender.Name + w.Sender.Company},
	} {
		if strings.TrimSpace(f.value) == "" {
			g.Add(f.field, ReasonIncomplete, "is missing")
		}
	}
	if w.Size.W < leastWaybillW || w.Size.W > mostWaybillW || w.Size.H < leastWaybillH || w.Size.H > mostWaybillH {
		g.Add("size", ReasonIncomplete, "is %g by %g mm; waybills are %d to %d by %d to %d", w.Size.W, w.Size.H,
			leastWaybillW, mostWaybillW, leastWaybillH, mostWaybillH)
	}
	if w.Parcel < 0 || w.Parcel > w.Parcels {
		g.Add("parcel", ReasonIncomplete, "is %d of %d", w.Parcel, w.Parcels)
	}
	if w.Grams < 0 {
		g.Add("grams", ReasonIncomplete, "is %d", w.Grams)
	}
	return g.Invalid(ReasonIncomplete, "waybill %q cannot be printed", w.Number)
}

func (w Waybill) header(p *Page, r Rect) {
	side := r.W * 0.38
	if w.Service == "" {
		side = 0
	}
	p.text(Text{Field: "carrier", Text: w.Carrier, Rect: Rect{r.X + 2, r.Y + 0.8, r.W - side - 4, r.H - 1.6}, Size: 18, Least: 8, Lines: 2, VAlign: Middle, Bold: true})
	if side > 0 {
		box := Rect{r.right() - side, r.Y, side, r.H}
		p.fill(box)
		p.text(Text{Field: "service", Text: w.Service, Rect: box.inset(1.5, 0.5), Size: 12, Least: 6, Lines: 2, Align: Center, VAlign: Middle, Bold: true, White: true})
	}
}

func (w Waybill) routing(p *Page, r Rect) {
	if w.Hub != "" {
		high := r.H * 0.3
		p.text(Text{Field: "hub", Text: w.Hub, Rect: Rect{r.X + 2, r.below() - high - 0.8, r.W - 4, high}, Size: 11, Least: 6, Align: Center, VAlign: Middle})
		r.H -= high
	}
	p.text(Text{Field: "routing", Text: w.Routing, Rect: r.inset(2, 0.5), Size: min(40, r.H*pointsPerMM/1.05), Least: 14, Align: Center, VAlign: Middle, Bold: true, Whole: true})
}

func (w Waybill) barcode(p *Page, r Rect) {
	const number = 7 // mm for the number below the bars
	p.code(Code{Field: "number", Kind: symbol.Code128, Content: w.Number, Rect: Rect{r.X + 0.5, r.Y + 2, r.W - 1, r.H - number - 2}, Align: Center, MostDots: 4})
	p.text(Text{Field: "number", Text: w.Number, Rect: Rect{r.X + 2, r.below() - number, r.W - 4, number}, Size: 15, Least: 7, Align: Center, VAlign: Middle, Bold: true, Whole: true})
}

// party draws one address: a tab with the Chinese word, name and phone, then the address as large as it fits.
type party struct {
	tab, caption, field string
	solid               bool // white on black: the recipient is what the courier looks for
	name, street, least float64
	lines               int
}

func (d party) draw(p *Page, r Rect, who Party) {
	const wide = 10
	tab := Rect{r.X, r.Y, wide, r.H}
	if d.solid {
		p.fill(tab)
	} else {
		p.rule(Rect{tab.right() - hairline/2, r.Y, hairline, r.H})
	}
	word := min(20, r.H*0.9)
	middle := r.Y + r.H/2
	p.text(Text{Field: d.field + ".caption", Text: d.tab, Rect: Rect{tab.X, middle - 7, wide, 8}, Size: word, Align: Center, VAlign: Middle, Bold: true, White: d.solid})
	p.text(Text{Field: d.field + ".caption", Text: d.caption, Rect: Rect{tab.X + 0.5, middle + 1.5, wide - 1, 4}, Size: 7.5, Least: 6, Align: Center, VAlign: Middle, White: d.solid})

	in := Rect{tab.right() + 2, r.Y + 1.2, r.W - wide - 4, r.H - 2}
	head := d.name * lineHeight / pointsPerMM
	name := Text{Field: d.field + ".name", Text: join(string(wideBlank), nameLine(who), who.Phone), Rect: Rect{in.X, in.Y, in.W, head}, Size: d.name, Least: d.name * 0.55, VAlign: Middle, Bold: true}
	if roughWidth(name.Text)*d.name*crowded/pointsPerMM > in.W { // a long name must not push the phone off the label
		head *= 1.5
		name.Text, name.Rect.H = nameLine(who), head/2
		p.text(Text{Field: d.field + ".phone", Text: who.Phone, Rect: Rect{in.X, in.Y + head/2, in.W, head / 2}, Size: d.name * 0.75, Least: d.name * 0.4, VAlign: Middle, Bold: true})
	}
	p.text(name)
	gap := d.name * 0.09
	in.Y, in.H = in.Y+head+gap, in.H-head-gap
	if who.Company != "" && who.Name != "" {
		high := d.street * 0.85 * lineHeight / pointsPerMM
		p.text(Text{Field: d.field + ".company", Text: who.Company, Rect: Rect{in.X, in.Y, in.W, high}, Size: d.street * 0.85, Least: d.least, VAlign: Middle})
		in.Y, in.H = in.Y+high+gap/2, in.H-high-gap/2
	}
	p.text(Text{Field: d.field + ".address", Text: who.address(), Rect: in, Size: d.street, Least: d.least, Lines: d.lines})
}

// crowded is how far a name may shrink before its phone goes to a line of its own.
const crowded = 0.65

// roughWidth estimates a text in sizes, a little too wide: the face is not known before the page is placed.
func roughWidth(text string) float64 {
	w := 0.0
	for _, c := range text {
		if wide(c) {
			w++
		} else {
			w += 0.6
		}
	}
	return w
}

func nameLine(p Party) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Company
}

// address writes the address in the order of its country: large to small in Chinese, small to large elsewhere.
func (p Party) address() string {
	if p.chinese() {
		city := p.City
		if city == p.Province {
			city = "" // 上海市上海市
		}
		sep := ""
		if !strings.ContainsFunc(p.Street, ideograph) && p.Street != "" {
			sep = " "
		}
		return join(" ", join(sep, p.Province, city, p.District, p.Street), p.Postcode)
	}
	postcode := strings.ReplaceAll(p.Postcode, " ", string(hardBlank))
	return join(string(lineBreak), join(", ", p.Street, p.District), join(", ", join(" ", p.City, p.Province, postcode), strings.ToUpper(p.Country)))
}

func join(sep string, parts ...string) string {
	kept := parts[:0:0]
	for _, s := range parts {
		if s = strings.TrimSpace(s); s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, sep)
}

// fact is one small cell: a caption and a value.
type fact struct {
	field, caption, value string
	weight                float64
}

func (w Waybill) facts(p *Page, r Rect) {
	parcels := ""
	if w.Parcels > 0 {
		parcels = strconv.Itoa(w.Parcel) + " / " + strconv.Itoa(w.Parcels)
	}
	facts(p, r, []fact{
		{"order", "订单号 Order", w.Order, 3.6}, {"parcel", "件数 Parcel", parcels, 1.8},
		{"weight", "重量 Weight", kilograms(w.Grams), 2.1}, {"ship_date", "日期 Date", w.ShipDate, 2.3},
	})
}

// facts draws cells side by side with rules between them.
func facts(p *Page, r Rect, cells []fact) {
	weights := make([]float64, len(cells))
	for i, c := range cells {
		weights[i] = c.weight
	}
	for i, cell := range r.columns(weights...) {
		if i > 0 {
			p.rule(Rect{cell.X - hairline/2, cell.Y, hairline, cell.H})
		}
		c := cells[i]
		p.text(Text{Field: c.field, Text: c.caption, Rect: Rect{cell.X + 1.5, cell.Y + 1, cell.W - 2, 3}, Size: 6, Least: 4.5})
		p.text(Text{Field: c.field, Text: c.value, Rect: Rect{cell.X + 1.5, cell.Y + 3.8, cell.W - 2.5, cell.H - 4.6}, Size: 10, Least: 5, Lines: 2, VAlign: Middle, Bold: true})
	}
}

func (w Waybill) foot(p *Page, r Rect) {
	in := r.inset(2, 1.2)
	side := min(in.H, 24)
	// the second code is for the handheld in the van, which reads a small square where the long bars are bent round an edge
	p.code(Code{Field: "number", Kind: symbol.DataMatrix, Content: w.Number, Rect: Rect{in.right() - side, in.Y + (in.H-side)/2, side, side}, Align: Right, MostDots: 8})
	text := Rect{in.X, in.Y, in.W - side - 2, in.H}
	if w.Note != "" {
		p.text(Text{Field: "note", Text: w.Note, Rect: Rect{text.X, text.below() - 5, text.W, 5}, Size: 10, Least: 6, VAlign: Bottom, Bold: true})
		text.H -= 5.5
	}
	if len(w.Contents) == 0 {
		return
	}
	p.text(Text{Field: "contents", Text: "物品 Contents", Rect: Rect{text.X, text.Y, text.W, 3}, Size: 6})
	text.Y, text.H = text.Y+3.2, text.H-3.2
	step := 8 * lineHeight / pointsPerMM
	room := min(MostContents, int(text.H/step))
	for i, line := range w.Contents {
		if i >= room {
			break
		}
		if i == room-1 && len(w.Contents) > room {
			more := strconv.Itoa(len(w.Contents) - i)
			line = "另有 " + more + " 种 / " + more + " more"
		}
		p.text(Text{Field: "contents", Text: line, Rect: Rect{text.X, text.Y + float64(i)*step, text.W, step}, Size: 8, Least: 5.5})
	}
}

// kilograms writes grams as 1.250 kg; nothing for nothing.
func kilograms(grams int64) string {
	if grams <= 0 {
		return ""
	}
	rest := strconv.FormatInt(1000+grams%1000, 10)[1:]
	return strconv.FormatInt(grams/1000, 10) + "." + rest + " kg"
}
