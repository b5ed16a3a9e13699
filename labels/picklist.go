package labels

import (
	"strconv"

	"example.com/tote/labels/symbol"
)

// PickList is the paper a picker walks with where there is no handheld, and the fallback when the radio is gone for long.
type PickList struct {
	Task      string     `json:"task"` // printable ASCII: it is a barcode too
	Wave      string     `json:"wave"`
	Warehouse string     `json:"warehouse"`
	Zone      string     `json:"zone"`
	Worker    string     `json:"worker"`
	Cart      string     `json:"cart"`
	Date      string     `json:"date"` // as printed
	Note      string     `json:"note"`
	Lines     []PickLine `json:"lines"` // in the order of the walk
	Reprint   int        `json:"reprint"`
}

// PickLine is one stop of the walk.
type PickLine struct {
	Location string `json:"location"`
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Lot      string `json:"lot"`
	Expiry   string `json:"expiry"`
	Quantity int64  `json:"quantity"` // in UoM
	UoM      string `json:"uom"`
	Tote     string `json:"tote"` // tote, or slot of the cart
}

// Pages gives A4 sheets. Errors: ReasonIncomplete with every missing field.
func (l PickList) Pages() ([]Page, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	t := table{field: "lines", columns: []column{
		{title: "序 No.", weight: 1.2, align: Right}, {title: "库位 Location", weight: 3.6, size: 13, bold: true}, {title: "SKU", weight: 2.8},
		{title: "品名 Item", weight: 5.2}, {title: "批次 Lot", weight: 2.4}, {title: "数量 Qty", weight: 1.7, align: Right, size: 13, bold: true},
		{title: "单位 UoM", weight: 1.4}, {title: "箱 Tote", weight: 1.8, align: Center, size: 12, bold: true}, {title: "核对 Check", weight: 1.5, align: Center, size: 18},
	}}
	var units int64
	for i, line := range l.Lines {
		units += line.Quantity
		t.rows = append(t.rows, []string{strconv.Itoa(i + 1), line.Location, line.SKU, line.Name, join(string(lineBreak), line.Lot, line.Expiry),
			strconv.FormatInt(line.Quantity, 10), line.UoM, line.Tote, "□"})
	}
	pages, tail := t.sheets(l.top, 26)
	last := &pages[len(pages)-1]
	last.text(Text{Field: "totals", Text: "合计 Total: " + strconv.Itoa(len(l.Lines)) + " 行 lines, " + strconv.FormatInt(units, 10) + " 件 units",
		Rect: Rect{tail.X, tail.Y, tail.W, 7}, Size: 12, Align: Right, VAlign: Middle, Bold: true})
	last.text(Text{Field: "note", Text: l.Note, Rect: Rect{tail.X, tail.Y, tail.W * 0.55, 10}, Size: 10, Least: 7, Lines: 2})
	for i, r := range (Rect{tail.X, tail.Y + 12, tail.W, 11}).columns(1, 1) {
		in := r.inset(3, 0)
		last.rule(Rect{in.X, in.below() - 5, in.W, hairline})
		last.text(Text{Field: "signature", Text: [...]string{"拣货员签字 Picked by", "开始/结束时间 Began / ended"}[i], Rect: Rect{in.X, in.below() - 4.5, in.W, 4.5}, Size: 9, Least: 6})
	}
	return pages, nil
}

func (l PickList) check() error {
	var f fields
	f.needed("task", l.Task)
	f.rows("lines", len(l.Lines))
	for i, line := range l.Lines {
		at := "lines[" + strconv.Itoa(i) + "]"
		f.needed(at+".location", line.Location)
		f.needed(at+".sku", line.SKU)
		if line.Quantity < 1 || line.Quantity > mostQuantity {
			f.Add(at+".quantity", ReasonIncomplete, "is %d, want 1 to %d", line.Quantity, mostQuantity)
		}
	}
	return f.Invalid(ReasonIncomplete, "pick list of task %q cannot be printed", l.Task)
}

func (l PickList) top(p *Page, first bool) float64 {
	wide := SizeA4.W - 2*a4Margin
	p.text(Text{Field: "title", Text: join("  ", "拣货单 Pick list", reprint(l.Reprint)), Rect: Rect{a4Margin, a4Margin, wide * 0.48, 9}, Size: 20, Least: 10, VAlign: Middle, Bold: true})
	if !first {
		p.text(Text{Field: "task", Text: l.Task, Rect: Rect{a4Margin + wide*0.6, a4Margin, wide * 0.4, 9}, Size: 12, Least: 6, Align: Right, VAlign: Middle})
		return a4Margin + 12
	}
	p.text(Text{Field: "warehouse", Text: l.Warehouse, Rect: Rect{a4Margin, a4Margin + 10, wide * 0.45, 7}, Size: 12, Least: 7, VAlign: Middle})
	p.code(Code{Field: "task", Kind: symbol.Code128, Content: l.Task, Rect: Rect{a4Margin + wide*0.48, a4Margin, wide * 0.52, 13}, Align: Right, MostDots: 3})
	p.text(Text{Field: "task", Text: l.Task, Rect: Rect{a4Margin + wide*0.48, a4Margin + 13, wide*0.52 - quietA4, 5}, Size: 10, Least: 6, Align: Right, VAlign: Middle, Whole: true})
	box := Rect{a4Margin, a4Margin + 20, wide, 12}
	p.frame(box)
	facts(p, box, []fact{{"task", "任务 Task", l.Task, 2.6}, {"wave", "波次 Wave", l.Wave, 2}, {"zone", "分区 Zone", l.Zone, 1.6},
		{"cart", "拣货车 Cart", l.Cart, 1.6}, {"worker", "拣货员 Picker", l.Worker, 2}, {"date", "日期 Date", l.Date, 2}})
	return box.below() + 4
}
