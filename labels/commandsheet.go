package labels

import (
	"strconv"

	"example.com/tote/labels/symbol"
)

// CommandSheet is the sheet on the wall or the cart whose barcodes make the keyboard needless: commands, quantities, digits.
type CommandSheet struct {
	Warehouse string `json:"warehouse"`
	Reprint   int    `json:"reprint"`
}

// sheetPart is one page of the sheet.
type sheetPart struct {
	title string
	say   string
	list  []Command
}

// Pages gives A4 sheets.
func (s CommandSheet) Pages() ([]Page, error) {
	q := QuantityCommands()
	half := len(q) / 2
	const how = "扫这里的条码代替按键   Scan a barcode in place of a key"
	parts := []sheetPart{
		{"指令 Commands", how, Commands},
		{"数量 Quantities 1", how, q[:half]},
		{"数量 Quantities 2", how, q[half:]},
		{"数字 Digits", "逐位扫数量，再扫确认   Scan digit by digit, then confirm", DigitCommands()},
	}
	pages := make([]Page, len(parts))
	for i, part := range parts {
		pages[i] = part.page(join("   ", s.Warehouse, reprint(s.Reprint)), strconv.Itoa(i+1)+" / "+strconv.Itoa(len(parts)))
	}
	return pages, nil
}

// Between barcodes above each other on the same side lies the height of a whole band: the one beside a band is empty of
// bars. So an aiming line that is held level crosses one barcode only, and one that slips up or down meets words first.
const bandGap = 2.0

func (t sheetPart) page(warehouse, number string) Page {
	p := Page{Size: SizeA4}
	wide := SizeA4.W - 2*a4Margin
	const margin = 10.0 // above and below: sixteen commands share one sheet
	p.text(Text{Field: "title", Text: t.title, Rect: Rect{a4Margin, margin, wide * 0.5, 9}, Size: 20, Least: 12, VAlign: Middle, Bold: true})
	p.text(Text{Field: "say", Text: join("   ", warehouse, number), Rect: Rect{a4Margin + wide*0.5, margin, wide * 0.5, 4.5}, Size: 9, Least: 6, Align: Right, VAlign: Middle})
	p.text(Text{Field: "say", Text: t.say, Rect: Rect{a4Margin + wide*0.4, margin + 4.5, wide * 0.6, 4.5}, Size: 8.5, Least: 6, Align: Right, VAlign: Middle})
	from := margin + 11
	band := (SizeA4.H - margin - from) / float64(len(t.list))
	for i, c := range t.list {
		row := Rect{a4Margin, from + float64(i)*band, wide, band}
		p.rule(Rect{row.X, row.Y, row.W, 0.15})
		sides := row.columns(1, 1)
		bars, words := sides[0], sides[1]
		if i%2 == 1 {
			bars, words = words, bars
		}
		high := min(band-2*bandGap, 14)
		p.code(Code{Field: c.Word, Kind: symbol.Code128, Content: c.Content(), Rect: Rect{bars.X, bars.Y + (band-high)/2, bars.W, high}, Align: Center, MostDots: 3})
		c.words(&p, words.inset(2, 1), i%2 == 0)
	}
	return p
}

// words stand beside their bars, nearest to them.
func (c Command) words(p *Page, r Rect, right bool) {
	align := Right
	if right {
		align = Left
	}
	name := Text{Field: c.Word, Text: join(" ", c.ZH, c.EN), Rect: r, Size: min(24, r.H*0.52*pointsPerMM), Least: 9, Align: align, VAlign: Middle, Bold: true}
	if c.EN == "" {
		name.Size = 36 // a number is read from farther away
	}
	if say := join("  ", c.SayZH, c.SayEN); say != "" {
		rows := r.rows(r.H*0.6, r.H*0.4)
		name.Rect = rows[0]
		p.text(Text{Field: c.Word, Text: say, Rect: rows[1], Size: 9.5, Least: 6, Align: align, VAlign: Middle})
	}
	p.text(name)
}
