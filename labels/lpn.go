package labels

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/symbol"
)

// LPNKind is what a licence plate is stuck on.
type LPNKind uint8

// The kinds of holders with a licence plate.
const (
	LPNTote LPNKind = iota
	LPNCarton
	LPNPallet
)

var lpnCaptions = [...]string{LPNTote: "周转箱 Tote", LPNCarton: "箱 Carton", LPNPallet: "托盘 Pallet"}

// LPN is the licence plate of a tote, carton or pallet. With an SSCC the bars are GS1-128 (00) and anyone in the supply chain
// reads them; without, they hold the code and only this warehouse does.
type LPN struct {
	Size      Size // zero = Size100x50, with an SSCC Size100x100
	Kind      LPNKind
	Code      string // as people say it, "T-0012345-6"
	SSCC      string // 18 digits, or ""
	Warehouse string
	Lines     []string // what is in it, if it is known when printing
	Reprint   int      // 0 for the first, n prints "补打 REPRINT n"
}

// lpnWide is the least width in millimetres: bars of an SSCC at two dots, with quiet zones and margins.
const lpnWide, lpnHigh = 50, 25

const lpnText = 11 // points of the content lines

// Pages gives one label. Errors: ReasonIncomplete.
func (l LPN) Pages() ([]Page, error) {
	if l.Size == (Size{}) {
		l.Size = Size100x50
		if l.SSCC != "" {
			l.Size = Size100x100
		}
	}
	var g fault.Gather
	if strings.TrimSpace(l.Code+l.SSCC) == "" {
		g.Add("code", ReasonIncomplete, "is missing, and there is no SSCC")
	}
	if int(l.Kind) >= len(lpnCaptions) {
		g.Add("kind", ReasonIncomplete, "is %d, which does not exist", l.Kind)
	}
	if l.Size.W < lpnWide || l.Size.H < lpnHigh {
		g.Add("size", ReasonIncomplete, "is %g by %g mm, at least %d by %d", l.Size.W, l.Size.H, lpnWide, lpnHigh)
	}
	if err := g.Invalid(ReasonIncomplete, "LPN label %q cannot be printed", l.Code); err != nil {
		return nil, err
	}
	p := Page{Size: l.Size}
	all := Rect{0, 0, l.Size.W, l.Size.H}.inset(2.5, 2.5)
	head := Rect{all.X, all.Y, all.W, 5}
	p.text(Text{Field: "kind", Text: lpnCaptions[l.Kind], Rect: head, Size: 10, Least: 6, VAlign: Middle})
	p.text(Text{Field: "warehouse", Text: join("  ", l.Warehouse, reprint(l.Reprint)), Rect: Rect{head.X + head.W/2, head.Y, head.W / 2, head.H}, Size: 9, Least: 5, Align: Right, VAlign: Middle})
	body := Rect{all.X, head.below(), all.W, all.H - head.H}
	l.body(&p, body)
	return []Page{p}, nil
}

func (l LPN) body(p *Page, r Rect) {
	code, content, kind, text := l.Code, l.Code, symbol.Code128, ""
	if l.SSCC != "" {
		content, kind, text = "(00)"+l.SSCC, symbol.GS1128, "(00) "+l.SSCC
		if code == "" {
			code = l.SSCC
		}
	}
	lines := 0.0
	if len(l.Lines) > 0 {
		lines = min(r.H*0.35, float64(len(l.Lines))*lpnText*lineHeight/pointsPerMM+1)
	}
	below := 0.0
	if text != "" {
		below = 6
	}
	big := min(20, (r.H-lines-below)*0.42)
	p.text(Text{Field: "code", Text: code, Rect: Rect{r.X, r.Y, r.W, big}, Size: min(44, big*pointsPerMM/1.05), Least: 8, Align: Center, VAlign: Middle, Bold: true, Whole: true})
	bars := Rect{r.X, r.Y + big + 1, r.W, r.H - big - 1 - below - lines}
	p.code(Code{Field: "code", Kind: kind, Content: content, Rect: bars, Align: Center, MostDots: 4})
	if text != "" {
		p.text(Text{Field: "sscc", Text: text, Rect: Rect{r.X, bars.below(), r.W, below}, Size: 12, Least: 7, Align: Center, VAlign: Middle, Whole: true})
	}
	if lines > 0 {
		p.text(Text{Field: "lines", Text: strings.Join(l.Lines, string(lineBreak)), Rect: Rect{r.X, r.below() - lines + 0.8, r.W, lines - 0.8}, Size: lpnText, Least: 6, Lines: 12})
	}
}

// reprint marks every copy after the first: two labels of one number on the floor are a mistake waiting.
func reprint(n int) string {
	if n <= 0 {
		return ""
	}
	return "补打 REPRINT " + strconv.Itoa(n)
}
