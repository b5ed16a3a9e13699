package labels

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/symbol"
)

// PackingSlip is the sheet inside a parcel: what should be in it.
type PackingSlip struct {
	Shop      string     `json:"shop"`       // the name the buyer knows
	Order     string     `json:"order"`      // printable ASCII: it is a barcode too
	OrderDate string     `json:"order_date"` // as printed
	Waybill   string     `json:"waybill"`    // "" if there is none yet
	Carrier   string     `json:"carrier"`
	Parcel    int        `json:"parcel"`
	Parcels   int        `json:"parcels"`
	Recipient Party      `json:"recipient"`
	Privacy   Privacy    `json:"privacy"`
	Lines     []SlipLine `json:"lines"`
	Message   string     `json:"message"` // to the buyer
	Reprint   int        `json:"reprint"`
}

// SlipLine is one line of a packing slip.
type SlipLine struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Lot      string `json:"lot"`
	Quantity int64  `json:"quantity"` // in UoM
	UoM      string `json:"uom"`      // "瓶 each"
}

// Pages gives A4 sheets. Errors: ReasonIncomplete with every missing field.
func (s PackingSlip) Pages() ([]Page, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	t := table{field: "lines", columns: []column{
		{title: "序 No.", weight: 1.5, align: Right}, {title: "SKU", weight: 3.2}, {title: "品名 Item", weight: 7},
		{title: "批次 Lot", weight: 2.6}, {title: "数量 Qty", weight: 1.7, align: Right}, {title: "单位 UoM", weight: 1.9},
	}}
	var units int64
	for i, l := range s.Lines {
		units += l.Quantity
		t.rows = append(t.rows, []string{strconv.Itoa(i + 1), l.SKU, l.Name, l.Lot, strconv.FormatInt(l.Quantity, 10), l.UoM})
	}
	pages, tail := t.sheets(s.top, 30)
	last := &pages[len(pages)-1]
	last.text(Text{Field: "totals", Text: "合计 Total: " + strconv.Itoa(len(s.Lines)) + " 行 lines, " + strconv.FormatInt(units, 10) + " 件 units",
		Rect: Rect{tail.X, tail.Y, tail.W, 7}, Size: 12, Align: Right, VAlign: Middle, Bold: true})
	last.text(Text{Field: "message", Text: s.Message, Rect: Rect{tail.X, tail.Y + 9, tail.W, 16}, Size: 10, Least: 7, Lines: 4})
	return pages, nil
}

func (s PackingSlip) check() error {
	var g fault.Gather
	if strings.TrimSpace(s.Order) == "" {
		g.Add("order", ReasonIncomplete, "is missing")
	}
	if len(s.Lines) == 0 || len(s.Lines) > MostRows {
		g.Add("lines", ReasonIncomplete, "are %d, want 1 to %d", len(s.Lines), MostRows)
	}
	return g.Invalid(ReasonIncomplete, "packing slip of order %q cannot be printed", s.Order)
}

func (s PackingSlip) top(p *Page, first bool) float64 {
	wide := SizeA4.W - 2*a4Margin
	p.text(Text{Field: "title", Text: join("  ", "装箱单 Packing slip", reprint(s.Reprint)), Rect: Rect{a4Margin, a4Margin, wide * 0.55, 9}, Size: 20, Least: 10, VAlign: Middle, Bold: true})
	if !first {
		p.text(Text{Field: "order", Text: s.Order, Rect: Rect{a4Margin + wide*0.6, a4Margin, wide * 0.4, 9}, Size: 12, Least: 6, Align: Right, VAlign: Middle})
		return a4Margin + 12
	}
	p.text(Text{Field: "shop", Text: s.Shop, Rect: Rect{a4Margin, a4Margin + 10, wide * 0.55, 7}, Size: 12, Least: 7, VAlign: Middle})
	p.code(Code{Field: "order", Kind: symbol.Code128, Content: s.Order, Rect: Rect{a4Margin + wide*0.55, a4Margin, wide * 0.45, 13}, Align: Right, MostDots: 3})
	p.text(Text{Field: "order", Text: s.Order, Rect: Rect{a4Margin + wide*0.55, a4Margin + 13, wide*0.45 - quietA4, 5}, Size: 10, Least: 6, Align: Right, VAlign: Middle})
	y := a4Margin + 22.0
	parcels := ""
	if s.Parcels > 0 {
		parcels = strconv.Itoa(s.Parcel) + " / " + strconv.Itoa(s.Parcels)
	}
	box := Rect{a4Margin, y, wide, 12}
	p.frame(box)
	facts(p, box, []fact{{"order", "订单号 Order", s.Order, 3}, {"order_date", "下单日期 Ordered", s.OrderDate, 2}, {"carrier", "承运商 Carrier", s.Carrier, 2},
		{"waybill", "运单号 Waybill", s.Waybill, 3}, {"parcel", "件数 Parcel", parcels, 1.3}})
	who := s.Recipient.shown(s.Privacy)
	y = box.below() + 3
	p.text(Text{Field: "recipient.caption", Text: "收货人 Ship to", Rect: Rect{a4Margin, y, 30, 5}, Size: 9, VAlign: Middle})
	p.text(Text{Field: "recipient.name", Text: join("  ", who.Name, who.Company, who.Phone), Rect: Rect{a4Margin + 30, y, wide - 30, 5}, Size: 11, Least: 7, VAlign: Middle, Bold: true})
	p.text(Text{Field: "recipient.address", Text: who.address(), Rect: Rect{a4Margin + 30, y + 6, wide - 30, 10}, Size: 10, Least: 6.5, Lines: 2})
	return y + 19
}
