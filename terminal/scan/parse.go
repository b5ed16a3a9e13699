package scan

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

const (
	maxQuantityDigits = 6    // typed: a pallet of screws; longer digits are codes
	defaultYear       = 2026 // decides centuries when nobody tells the year
)

// Barcode gives the spelling under which an item's code is kept: a GTIN with a right check digit as 14 digits, all else as
// it is, without blanks around it.
func Barcode(text string) string {
	text = strings.Trim(text, " ")
	if g, err := gs1.GTIN14(text); err == nil {
		return g
	}
	return text
}

// Parse says what a raw scan may mean: every candidate, in the order of Kind, or one Unknown. It never gives none.
func Parse(raw string, o Options) []Scan {
	p := parser{opt: o, text: strings.Trim(raw, " \r\n\t")}
	if p.opt.Year == 0 {
		p.opt.Year = defaultYear
	}
	switch {
	case p.text == "":
		p.problem = fault.Invalid("scan.empty", "nothing was scanned: scan again")
	case utf8.RuneCountInString(p.text) > MaxRunes:
		p.problem = fault.Invalid("scan.too_long", "a code of more than %d characters: scan one code at a time", MaxRunes)
		p.text = string([]rune(p.text)[:MaxRunes])
	default:
		p.parse()
	}
	return p.result()
}

// parser gathers the meanings of one text.
type parser struct {
	opt       Options
	text      string // without AIM prefix from parse on
	symbology gs1.Symbology
	found     []Scan
	problem   error // the first thing that was nearly right
}

func (p *parser) result() []Scan {
	if len(p.found) == 0 {
		p.found = []Scan{{Kind: Unknown, Problem: p.problem}}
	}
	for i := range p.found {
		p.found[i].Text, p.found[i].Symbology = p.text, p.symbology
	}
	sortByKind(p.found)
	return p.found
}

// sortByKind keeps the order of discovery within a kind.
func sortByKind(s []Scan) {
	for i := 1; i < len(s); i++ {
		for j := i; j > 0 && s[j].Kind < s[j-1].Kind; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

func (p *parser) add(s Scan) { p.found = append(p.found, s) }

func (p *parser) doubt(err error) {
	if p.problem == nil {
		p.problem = err
	}
}

func (p *parser) parse() {
	if p.text[0] == ']' && len(p.text) >= 3 && p.prefixed() {
		return
	}
	if p.text == "" {
		p.doubt(fault.Invalid("scan.empty", "the code has no content: scan again"))
		return
	}
	if p.command() {
		return
	}
	p.bareElements()
	p.plain()
}

// elementSymbologies are the AIM prefixes of symbols whose content is GS1 elements.
const elementSymbologies = "]C1]d2]Q3]e0]J1"

// prefixed reads a scan with AIM prefix; false: the rest is plain text.
func (p *parser) prefixed() bool {
	aim, text := p.text[:3], p.text[3:]
	if strings.Contains(elementSymbologies, aim) {
		text = p.restoreGS(text)
	}
	s, err := gs1.ParseScan(aim + text)
	p.text = text
	if err == nil {
		p.symbology, p.text = s.Symbology, s.Text
		switch {
		case s.GTIN != "" && (s.Symbology == gs1.EAN13 || s.Symbology == gs1.EAN8):
			p.item(s.GTIN, p.attached(s.Elements), s.Elements)
			return true
		case s.Elements != nil:
			p.elements(s.Elements)
			return true
		}
		return false
	}
	if strings.Contains(elementSymbologies, aim) || aim == "]E0" || aim == "]E4" {
		p.doubt(gs1Problem(err))
		return true
	}
	if gs1.IsDigitalLink(text) {
		p.doubt(gs1Problem(err))
	}
	return false
}

// restoreGS puts GS where a wedge sent something else for it.
func (p *parser) restoreGS(text string) string {
	for _, s := range p.opt.GSSubstitutes {
		if s != "" {
			text = strings.ReplaceAll(text, s, gs1.GS)
		}
	}
	return text
}

// bareElements reads GS1 elements that came without an AIM prefix, in the forms that cannot be chance: with a separator
// inside, in brackets, as a Digital Link, or beginning with a key whose check digit is right.
func (p *parser) bareElements() {
	text := p.text
	switch {
	case strings.Contains(text, gs1.GS):
		p.tryElements(gs1.Parse, text, true)
	case text[0] == '(':
		p.tryElements(gs1.ParseBracketed, text, false)
	case gs1.IsDigitalLink(text):
		p.tryElements(gs1.ParseDigitalLink, text, true)
	case len(text) > 16 && (strings.HasPrefix(text, "01") || strings.HasPrefix(text, "02") || strings.HasPrefix(text, "00")):
		p.tryElements(gs1.Parse, p.restoreGS(text), false)
	case len(text) == 16 && strings.HasPrefix(text, "01"):
		p.tryElements(gs1.Parse, text, false)
	default:
		if restored := p.restoreGS(text); restored != text {
			p.tryElements(gs1.Parse, restored, false)
		}
	}
}

func (p *parser) tryElements(read func(string) (gs1.Elements, error), text string, certain bool) {
	els, err := read(text)
	if err == nil {
		p.elements(els)
	} else if certain {
		p.doubt(gs1Problem(err))
	}
}

// gs1Problem words what is wrong with GS1 data.
func gs1Problem(err error) error {
	kind := gs1.KindSyntax
	var e *gs1.Error
	if errors.As(err, &e) {
		kind = e.Kind
	}
	return fault.Invalid("scan.gs1_"+string(kind), "the code cannot be read, %s: scan again, or use another code on the label", err)
}

// plain finds the meanings of a text that is one code.
func (p *parser) plain() {
	p.houseNumber()
	p.lpn()
	p.location()
	p.itemCode()
	p.order()
	p.waybill()
	p.badge()
	p.quantity()
}

// houseKinds are the kinds of numbers the house prints: letter, at least seven digits, check digit.
var houseKinds = map[byte]Kind{'P': Parcel, 'T': Task, 'O': Order, 'R': Receipt, 'W': Wave, 'M': Manifest, 'Q': Inspection, 'U': LPN}

const (
	houseDigits    = 7
	maxHouseDigits = 20 // of an uint64
)

// houseNumber reads P-0012345-6.
func (p *parser) houseNumber() {
	t := strings.ToUpper(p.text)
	if len(t) < houseDigits+4 || len(t) > maxHouseDigits+4 || t[1] != '-' || t[len(t)-2] != '-' {
		return
	}
	kind, digits, check := houseKinds[t[0]], t[2:len(t)-2], t[len(t)-1]
	if kind == 0 || !allDigits(digits) || check < '0' || check > '9' {
		return
	}
	if want, err := gs1.CheckDigit(digits); err != nil || check != want {
		p.doubt(fault.Invalid("scan.number_check", "%s is no number of the house, a digit is wrong: scan it, or type it again", t))
		return
	}
	if kind == LPN {
		p.addLPN(t)
		return
	}
	p.add(Scan{Kind: kind, Code: t})
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// addLPN adds an LPN's number whose form tells what it is; the table may know it as a tote.
func (p *parser) addLPN(code string) {
	kind := LPN
	if p.opt.Table != nil {
		if m, ok := p.opt.Table.LPN(code); ok && m.Tote {
			kind = Tote
		}
	}
	p.add(Scan{Kind: kind, Code: code})
}

func (p *parser) lpn() {
	t := p.text
	if len(t) == gs1.LenSSCC+2 && strings.HasPrefix(t, "00") {
		t = t[2:]
	}
	if gs1.VerifyKey(t, gs1.LenSSCC) == nil {
		p.addUnlessThere(LPN, t)
		return
	}
	if p.opt.Table != nil {
		if m, ok := p.opt.Table.LPN(p.text); ok {
			kind := LPN
			if m.Tote {
				kind = Tote
			}
			p.addUnlessThere(kind, m.Code)
			return
		}
	}
	for _, k := range []struct {
		kind   Kind
		prefix string
	}{{Tote, p.opt.Prefixes.Tote}, {LPN, p.opt.Prefixes.LPN}} {
		if hasPrefix(p.text, k.prefix) {
			p.add(Scan{Kind: k.kind, Code: strings.ToUpper(p.text[:len(k.prefix)]) + p.text[len(k.prefix):]})
		}
	}
}

// addUnlessThere keeps a number from being told twice: as elements and as plain digits, or as house number and by the table.
func (p *parser) addUnlessThere(kind Kind, code string) {
	for _, s := range p.found {
		if s.Code == code && (s.Kind == LPN || s.Kind == Tote) {
			return
		}
	}
	if kind == LPN {
		p.addLPN(code)
		return
	}
	p.add(Scan{Kind: kind, Code: code})
}

// hasPrefix compares without regard to case: typed codes come in small letters.
func hasPrefix(text, prefix string) bool {
	return prefix != "" && len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

func (p *parser) location() {
	if p.opt.Table != nil {
		for _, text := range []string{p.text, strings.ToUpper(p.text)} {
			if code, ok := p.opt.Table.Location(text); ok {
				p.add(Scan{Kind: Location, Code: code})
				return
			}
		}
	}
	if prefix := p.opt.Prefixes.Location; hasPrefix(p.text, prefix) {
		p.add(Scan{Kind: Location, Code: strings.ToUpper(p.text[len(prefix):])})
	}
}

func (p *parser) itemCode() {
	for _, s := range p.found {
		if s.Kind == Item {
			return // its elements said it already
		}
	}
	code := Barcode(p.text)
	if p.opt.Table != nil && len(p.opt.Table.Items(code)) > 0 || gs1.VerifyKey(code, gs1.LenGTIN14) == nil {
		p.item(code, Attached{}, nil)
	}
}

// item adds an item's code: once for each item the table has for it, or once without.
func (p *parser) item(code string, a Attached, els gs1.Elements) {
	s := Scan{Kind: Item, Code: code, Attached: a, Elements: els}
	if p.opt.Table == nil {
		p.add(s)
		return
	}
	matches := p.opt.Table.Items(code)
	if len(matches) == 0 {
		p.add(s)
	}
	for _, m := range matches {
		s.SKU, s.Units = m.SKU, m.Units
		p.add(s)
	}
}

func (p *parser) order() {
	if p.opt.Table == nil {
		return
	}
	for _, code := range p.opt.Table.Orders(p.text) {
		p.add(Scan{Kind: Order, Code: code})
	}
}

func (p *parser) waybill() {
	if carriers, number := Carriers(p.text); len(carriers) > 0 {
		p.add(Scan{Kind: Waybill, Code: number, Carriers: carriers})
	}
}

func (p *parser) badge() {
	if prefix := p.opt.Prefixes.Badge; hasPrefix(p.text, prefix) {
		p.add(Scan{Kind: Badge, Code: strings.ToUpper(p.text[:len(prefix)]) + p.text[len(prefix):]})
	}
}

func (p *parser) quantity() {
	if p.symbology != gs1.Unknown || len(p.text) > maxQuantityDigits || !allDigits(p.text) {
		return
	}
	n, _ := strconv.ParseInt(p.text, 10, 64) // at most six digits
	p.add(Scan{Kind: Quantity, Number: n})
}
