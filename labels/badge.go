package labels

import "example.com/tote/labels/symbol"

// Badge is what a worker signs in with: a card of the size of a bank card.
type Badge struct {
	Size      Size   `json:"size"`   // zero = SizeCard
	Worker    string `json:"worker"` // staff number
	NameZH    string `json:"name_zh"`
	Name      string `json:"name"`
	Badge     string `json:"badge"` // what the barcodes say, printable ASCII
	Role      string `json:"role"`  // "拣货员 Picker"
	Warehouse string `json:"warehouse"`
	Reprint   int    `json:"reprint"`
}

// Least sides of the layout in millimetres.
const badgeWide, badgeHigh = 70, 45

// Pages gives one card. Errors: ReasonIncomplete with every missing field.
func (b Badge) Pages() ([]Page, error) {
	var f fields
	b.Size = f.size(b.Size, SizeCard, badgeWide, badgeHigh)
	f.needed("worker", b.Worker)
	f.needed("name", b.Name+b.NameZH)
	f.needed("badge", b.Badge)
	if err := f.Invalid(ReasonIncomplete, "badge of worker %q cannot be printed", b.Worker); err != nil {
		return nil, err
	}
	p := Page{Size: b.Size}
	all := Rect{0, 0, b.Size.W, b.Size.H}.inset(3, 3)
	head := Rect{0, 0, b.Size.W, 9}
	p.fill(head)
	p.text(Text{Field: "warehouse", Text: join(" · ", b.Warehouse, "工牌 Badge"), Rect: Rect{all.X, 0, all.W * 0.62, head.H}, Size: 10, Least: 6, VAlign: Middle, White: true})
	p.text(Text{Field: "worker", Text: b.Worker, Rect: Rect{all.X + all.W*0.62, 0, all.W * 0.38, head.H}, Size: 14, Least: 7, Align: Right, VAlign: Middle, Bold: true, White: true, Whole: true})
	const bars, gap = 14.0, 1.5
	body := Rect{all.X, head.below() + gap, all.W, all.below() - bars - head.below() - 2*gap}
	// the square is for cameras, the bars for scanners that know nothing else
	side := min(body.H, 18)
	p.code(Code{Field: "badge", Kind: symbol.DataMatrix, Content: b.Badge, Rect: Rect{body.right() - side, body.Y, side, side}, Align: Right, MostDots: 8})
	body.W -= side + 2
	b.words(&p, body)
	p.code(Code{Field: "badge", Kind: symbol.Code128, Content: b.Badge, Rect: Rect{0.5, all.below() - bars, b.Size.W - 1, bars - 1}, Align: Center, MostDots: 4})
	return []Page{p}, nil
}

// words shares the room among what is there: a card is read across a bench.
func (b Badge) words(p *Page, r Rect) {
	main, second := b.NameZH, b.Name
	if main == "" {
		main, second = b.Name, ""
	}
	name := Text{Field: "name", Text: main, Rect: r, Size: 30, Least: 9, Lines: 2, VAlign: Middle, Bold: true}
	if below := join("  ", b.Role, reprint(b.Reprint)); below != "" {
		name.Rect.H -= r.H * 0.24
		p.text(Text{Field: "role", Text: below, Rect: Rect{r.X, name.Rect.below(), r.W, r.H * 0.24}, Size: 10, Least: 6, VAlign: Middle})
	}
	if second != "" {
		high := r.H * 0.27
		name.Rect.H -= high
		p.text(Text{Field: "name", Text: second, Rect: Rect{r.X, name.Rect.below(), r.W, high}, Size: 13, Least: 6, Lines: 2, VAlign: Middle})
	}
	p.text(name)
}
