package labels

import (
	"slices"
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
	ArrowLeft
	ArrowRight
)

// arrows are drawn, not set: a mark that a face may lack is no mark to climb a rack by.
var arrows = [...]string{"none", "up", "down", "left", "right"}

// ParseArrow reads none, up, down, left or right; "" is none.
func ParseArrow(word string) (Arrow, error) {
	if i := slices.Index(arrows[:], strings.ToLower(word)); i >= 0 || word == "" {
		return Arrow(max(i, 0)), nil
	}
	return ArrowNone, fault.Invalid(ReasonIncomplete, "there is no arrow %q: use %s", word, strings.Join(arrows[:], ", "))
}

// UnmarshalText reads an arrow as ParseArrow does.
func (a *Arrow) UnmarshalText(text []byte) (err error) {
	*a, err = ParseArrow(string(text))
	return err
}

// Location is the label of a storage location.
type Location struct {
	Size      Size   `json:"size"`    // zero = Size100x50
	Code      string `json:"code"`    // as people read it, "A-01-02-3"
	Barcode   string `json:"barcode"` // what the scanner sends; "" = Code
	Zone      string `json:"zone"`
	Kind      string `json:"kind"` // "拣货位 Pick face"
	Warehouse string `json:"warehouse"`
	Arrow     Arrow  `json:"arrow"`
	Check     string `json:"check"` // check digits for pickers who speak or type, "" = none
	Reprint   int    `json:"reprint"`
}

// Least sides of the layout in millimetres.
const locationWide, locationHigh = 60, 30

// Pages gives one label. Errors: ReasonIncomplete.
func (l Location) Pages() ([]Page, error) {
	if l.Barcode == "" {
		l.Barcode = l.Code
	}
	var f fields
	l.Size = f.size(l.Size, Size100x50, locationWide, locationHigh)
	f.needed("code", l.Code)
	if int(l.Arrow) >= len(arrows) {
		f.Add("arrow", ReasonIncomplete, "is %d, which does not exist", l.Arrow)
	}
	if err := f.Invalid(ReasonIncomplete, "location label %q cannot be printed", l.Code); err != nil {
		return nil, err
	}
	p := Page{Size: l.Size}
	all := Rect{0, 0, l.Size.W, l.Size.H}.inset(2.5, 2)
	rows := all.rows(all.H*0.44, all.H*0.12, all.H*0.44)
	big := rows[0]
	if l.Arrow != ArrowNone {
		side := min(big.H, all.W*0.2)
		p.arrow(l.Arrow, Rect{big.right() - side, big.Y + (big.H-side)/2, side, side}.inset(1.5, 1.5))
		big.W -= side + 1
	}
	p.text(Text{Field: "code", Text: l.Code, Rect: big, Size: min(60, big.H*pointsPerMM/1.02), Least: 14, Align: Center, VAlign: Middle, Bold: true, Whole: true})
	p.rule(Rect{all.X, rows[1].Y, all.W, hairline})
	where, check := rows[1], join("  ", reprint(l.Reprint), l.Check)
	if check != "" {
		where.W *= 0.68
		p.text(Text{Field: "check", Text: check, Rect: Rect{where.right() + 1, where.Y, all.W - where.W - 1, where.H}, Size: 12, Least: 5, Align: Right, VAlign: Middle, Bold: true})
	}
	p.text(Text{Field: "zone", Text: join(" · ", l.Warehouse, l.Zone, l.Kind), Rect: where, Size: 9, Least: 5, VAlign: Middle})
	codes := rows[2]
	side := codes.H
	p.code(Code{Field: "barcode", Kind: symbol.Code128, Content: l.Barcode, Rect: Rect{0.5, codes.Y, codes.right() - side - 0.5, codes.H}, MostDots: 4}) // the quiet zone may use the margin
	p.code(Code{Field: "barcode", Kind: symbol.DataMatrix, Content: l.Barcode, Rect: Rect{codes.right() - side, codes.Y, side, side}, Align: Right})
	return []Page{p}, nil
}

// arrow draws a head and a shaft out of bars of a quarter of a millimetre, two dots.
func (p *Page) arrow(a Arrow, r Rect) {
	const step = 0.25
	head := 0.55 // of the length
	n := int(r.H / step)
	for i := range n {
		at := (float64(i) + 0.5) / float64(n) // from the tip
		half := at / head / 2
		if at > head {
			half = 0.17
		}
		from, thick := float64(i)*step, step
		switch a {
		case ArrowUp:
			p.fill(Rect{r.X + r.W*(0.5-half), r.Y + from, r.W * 2 * half, thick})
		case ArrowDown:
			p.fill(Rect{r.X + r.W*(0.5-half), r.below() - from - thick, r.W * 2 * half, thick})
		case ArrowLeft:
			p.fill(Rect{r.X + from, r.Y + r.H*(0.5-half), thick, r.H * 2 * half})
		case ArrowRight:
			p.fill(Rect{r.right() - from - thick, r.Y + r.H*(0.5-half), thick, r.H * 2 * half})
		}
	}
}
