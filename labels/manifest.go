package labels

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/symbol"
)

// Manifest is the sheet a carrier's driver signs: the parcels of one load.
type Manifest struct {
	Number    string           `json:"number"` // printable ASCII: it is a barcode too
	Carrier   string           `json:"carrier"`
	Warehouse string           `json:"warehouse"`
	Date      string           `json:"date"` // as printed
	Vehicle   string           `json:"vehicle"`
	Dock      string           `json:"dock"`
	Parcels   []ManifestParcel `json:"parcels"`
	Reprint   int              `json:"reprint"`
}

// ManifestParcel is one line of a manifest. It carries no name and no address: the sheet goes to a driver.
type ManifestParcel struct {
	Waybill string `json:"waybill"`
	Order   string `json:"order"`
	Pieces  int    `json:"pieces"` // 0 counts as 1
	Grams   int64  `json:"grams"`
}

// Pages gives A4 sheets with totals and signatures on the last. Errors: ReasonIncomplete with every missing field.
func (m Manifest) Pages() ([]Page, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	t := table{field: "parcels", columns: []column{
		{title: "序 No.", weight: 1.5, align: Right}, {title: "运单号 Waybill", weight: 5}, {title: "订单号 Order", weight: 4.5},
		{title: "件数 Pieces", weight: 1.8, align: Right}, {title: "重量 Weight", weight: 2.5, align: Right}, {title: "核对 Check", weight: 2, align: Center},
	}}
	pieces, grams := 0, int64(0)
	for i, c := range m.Parcels {
		n := max(c.Pieces, 1)
		pieces += n
		grams += c.Grams
		t.rows = append(t.rows, []string{strconv.Itoa(i + 1), c.Waybill, c.Order, strconv.Itoa(n), kilograms(c.Grams), "□"})
	}
	pages, tail := t.sheets(m.top, 50)
	last := &pages[len(pages)-1]
	last.text(Text{Field: "totals", Text: "合计 Total: " + strconv.Itoa(len(m.Parcels)) + " 票 waybills, " + strconv.Itoa(pieces) + " 件 pieces, " + kilograms(grams),
		Rect: Rect{tail.X, tail.Y, tail.W, 7}, Size: 12, Least: 8, Align: Right, VAlign: Middle, Bold: true})
	for i, r := range (Rect{tail.X, tail.Y + 14, tail.W, 26}).columns(1, 1) {
		caption := [...]string{"发货人签字 Handed over by", "司机签字 Received by driver"}[i]
		p := r.inset(3, 0)
		last.rule(Rect{p.X, p.below() - 7, p.W, hairline})
		last.text(Text{Field: "signature", Text: caption, Rect: Rect{p.X, p.below() - 6, p.W * 0.6, 5}, Size: 9, Least: 6})
		last.text(Text{Field: "signature", Text: "时间 Time", Rect: Rect{p.X + p.W*0.6, p.below() - 6, p.W * 0.4, 5}, Size: 9, Least: 6})
	}
	return pages, nil
}

func (m Manifest) check() error {
	var g fault.Gather
	for _, f := range []struct{ field, value string }{{"number", m.Number}, {"carrier", m.Carrier}} {
		if strings.TrimSpace(f.value) == "" {
			g.Add(f.field, ReasonIncomplete, "is missing")
		}
	}
	if len(m.Parcels) == 0 || len(m.Parcels) > MostRows {
		g.Add("parcels", ReasonIncomplete, "are %d, want 1 to %d", len(m.Parcels), MostRows)
	}
	for i, c := range m.Parcels {
		if strings.TrimSpace(c.Waybill) == "" || c.Grams < 0 || c.Pieces < 0 {
			g.Add("parcels["+strconv.Itoa(i)+"]", ReasonIncomplete, "has no waybill number, or a negative figure")
		}
	}
	return g.Invalid(ReasonIncomplete, "manifest %q cannot be printed", m.Number)
}

func (m Manifest) top(p *Page, first bool) float64 {
	wide := SizeA4.W - 2*a4Margin
	p.text(Text{Field: "title", Text: join("  ", "交接清单 Manifest", reprint(m.Reprint)), Rect: Rect{a4Margin, a4Margin, wide * 0.55, 9}, Size: 20, Least: 10, VAlign: Middle, Bold: true})
	if !first {
		p.text(Text{Field: "number", Text: m.Number, Rect: Rect{a4Margin + wide*0.6, a4Margin, wide * 0.4, 9}, Size: 12, Least: 6, Align: Right, VAlign: Middle})
		return a4Margin + 12
	}
	p.text(Text{Field: "carrier", Text: m.Carrier, Rect: Rect{a4Margin, a4Margin + 10, wide * 0.55, 8}, Size: 14, Least: 8, VAlign: Middle})
	p.code(Code{Field: "number", Kind: symbol.Code128, Content: m.Number, Rect: Rect{a4Margin + wide*0.55, a4Margin, wide * 0.45, 13}, Align: Right, MostDots: 3})
	p.text(Text{Field: "number", Text: m.Number, Rect: Rect{a4Margin + wide*0.55, a4Margin + 13, wide*0.45 - quietA4, 5}, Size: 10, Least: 6, Align: Right, VAlign: Middle, Whole: true})
	box := Rect{a4Margin, a4Margin + 22, wide, 12}
	p.frame(box)
	facts(p, box, []fact{{"number", "清单号 Manifest", m.Number, 3}, {"warehouse", "仓库 Warehouse", m.Warehouse, 2.4}, {"date", "日期 Date", m.Date, 2},
		{"dock", "月台 Dock", m.Dock, 1.4}, {"vehicle", "车牌 Vehicle", m.Vehicle, 2}})
	return box.below() + 5
}
