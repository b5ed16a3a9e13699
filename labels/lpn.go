package labels

import (
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
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

var lpnKinds = [...]string{LPNTote: "tote", LPNCarton: "carton", LPNPallet: "pallet"}

// ParseLPNKind reads tote, carton or pallet; "" is tote.
func ParseLPNKind(word string) (LPNKind, error) {
	if i := slices.Index(lpnKinds[:], strings.ToLower(word)); i >= 0 || word == "" {
		return LPNKind(max(i, 0)), nil
	}
	return 0, fault.Invalid(ReasonIncomplete, "there is no LPN on a %q: use %s", word, strings.Join(lpnKinds[:], ", "))
}

// UnmarshalText reads a kind as ParseLPNKind does.
func (k *LPNKind) UnmarshalText(text []byte) (err error) {
	*k, err = ParseLPNKind(string(text))
	return err
}

var lpnCaptions = [...]string{LPNTote: "周转箱 Tote", LPNCarton: "箱 Carton", LPNPallet: "托盘 Pallet"}

// LPN is the licence plate of a tote, carton or pallet. With an SSCC the bars are GS1-128 (00) and anyone in the supply chain
// reads them; without, they hold the code and only this warehouse does.
type LPN struct {
	Size      Size     `json:"size"` // zero = Size100x50, with an SSCC Size100x100
	Kind      LPNKind  `json:"kind"`
	Code      string   `json:"code"` // as people say it, "T-0012345-6"
	SSCC      string   `json:"sscc"` // 18 digits, or ""
	Warehouse string   `json:"warehouse"`
	Lines     []string `json:"lines"`   // what is in it, if it is known when printing
	Reprint   int      `json:"reprint"` // 0 for the first, n prints "补打 REPRINT n"
}

// lpnWide is the least width in millimetres: bars of an SSCC at two dots, with quiet zones and margins.
const lpnWide, lpnHigh = 50, 25

const lpnText = 11 // points of the content lines

// LPNOf reads a licence plate as people type or scan it: 18 digits, or 20 with their (00) in front, whose check digit is
// right are an SSCC, anything else is a code of the house.
func LPNOf(kind LPNKind, scanned string) LPN {
	digits := strings.NewReplacer("(", "", ")", "", " ", "").Replace(scanned)
	if len(digits) == gs1.LenSSCC+2 {
		digits = strings.TrimPrefix(digits, "00")
	}
	if gs1.VerifyKey(digits, gs1.LenSSCC) == nil {
		return LPN{Kind: kind, SSCC: digits}
	}
	return LPN{Kind: kind, Code: scanned}
}

// Pages gives one label. Errors: ReasonIncomplete.
func (l LPN) Pages() ([]Page, error) {
	var f fields
	usual := Size100x50
	if l.SSCC != "" {
		usual = Size100x100
	}
	l.Size = f.size(l.Size, usual, lpnWide, lpnHigh)
	if strings.TrimSpace(l.Code+l.SSCC) == "" {
		f.Add("code", ReasonIncomplete, "is missing, and there is no SSCC")
	}
	f.sscc("sscc", l.SSCC)
	if int(l.Kind) >= len(lpnCaptions) {
		f.Add("kind", ReasonIncomplete, "is %d, which does not exist", l.Kind)
	}
	if err := f.Invalid(ReasonIncomplete, "LPN label %q cannot be printed", l.Code); err != nil {
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

// body draws what people call it, the bars, their text and the contents below each other. An SSCC that has no name in the
// house is only below its bars, but larger there.
func (l LPN) body(p *Page, r Rect) {
	bars := Code{Field: "code", Kind: symbol.Code128, Content: l.Code, Align: Center, MostDots: 4}
	below, text := 0.0, Text{Field: "sscc", Text: "(00) " + l.SSCC, Size: 12, Least: 7, Align: Center, VAlign: Middle, Whole: true}
	if l.SSCC != "" {
		bars.Kind, bars.Content, below = symbol.GS1128, "(00)"+l.SSCC, 6
		if l.Code == "" {
			text.Size, text.Bold, below = 22, true, min(10, r.H*0.25)
		}
	}
	lines := 0.0
	if len(l.Lines) > 0 {
		lines = min(r.H*0.35, float64(len(l.Lines))*lpnText*lineHeight/pointsPerMM+1)
	}
	big := 0.0
	if l.Code != "" {
		big = min(20, (r.H-lines-below)*0.42)
		p.text(Text{Field: "code", Text: l.Code, Rect: Rect{r.X, r.Y, r.W, big}, Size: min(44, big*pointsPerMM/1.05), Least: 8, Align: Center, VAlign: Middle, Bold: true, Whole: true})
	}
	bars.Rect = Rect{r.X, r.Y + big + 1, r.W, r.H - big - 1 - below - lines}
	p.code(bars)
	if below > 0 {
		text.Rect = Rect{r.X, bars.Rect.below(), r.W, below}
		p.text(text)
	}
	if lines > 0 {
		p.text(Text{Field: "lines", Text: strings.Join(l.Lines, string(lineBreak)), Rect: Rect{r.X, r.below() - lines + 0.8, r.W, lines - 0.8}, Size: lpnText, Least: 6, Lines: 12})
	}
}
