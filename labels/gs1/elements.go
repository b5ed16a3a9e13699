package gs1

import "strings"

// GS is the separator between elements (FNC1 as scanners send it).
const GS = "\x1d"

// LongestMessage bounds what Parse takes. GS1-128 holds 48 characters, GS1 DataMatrix some 2,300; nothing on a box is longer.
const LongestMessage = 3000

// Element is one AI with its value.
type Element struct{ AI, Value string }

// Elements are the elements of one barcode in their order.
type Elements []Element

// Parse reads the message of a GS1 barcode without symbology prefix. A GS in front, after fixed-length elements and at
// the end is tolerated; everything else is checked: AI, length, characters, check digits, dates.
func Parse(message string) (Elements, error) {
	if len(message) > LongestMessage {
		return nil, errorf(KindLength, "", -1, "%d bytes, at most %d", len(message), LongestMessage)
	}
	var out Elements
	at := 0
	if strings.HasPrefix(message, GS) {
		at = 1
	}
	for at < len(message) {
		el, next, err := parseElement(message, at)
		if err != nil {
			return nil, err
		}
		out = append(out, el)
		at = next
	}
	if len(out) == 0 {
		return nil, errorf(KindEmpty, "", -1, "no elements")
	}
	return out, nil
}

func parseElement(message string, at int) (Element, int, error) {
	rest := message[at:]
	f, ok := formatAt(rest)
	if !ok {
		return Element{}, 0, errorf(KindUnknownAI, "", at, "no known application identifier begins %.4q: scan again, "+
			"the separator before it may be missing", rest)
	}
	rest = rest[len(f.ai):]
	end := strings.IndexByte(rest, GS[0])
	if end < 0 {
		end = len(rest)
	}
	if !f.terminated && end > f.maxLen() {
		end = f.maxLen()
	}
	value := rest[:end]
	if err := f.checkValue(value, at+len(f.ai)); err != nil {
		return Element{}, 0, err
	}
	next := at + len(f.ai) + end
	if next < len(message) && message[next] == GS[0] {
		next++
	}
	return Element{AI: f.ai, Value: value}, next, nil
}

// ParseBracketed reads the form people write, (01)09506000134352(10)ABC. A bracket inside a value is written \(.
func ParseBracketed(text string) (Elements, error) {
	return parseBracketed(text, func(ai, value string, at int) error {
		f, ok := formats[ai]
		if !ok {
			return errorf(KindUnknownAI, ai, at, "no such application identifier in the table")
		}
		return f.checkValue(value, at+len(ai)+2)
	})
}

// ParseBracketedLoosely reads the same form and lets AIs of two to four digits pass that the table does not have, with up
// to 90 characters of set 82: brackets say where they end. It is for papers and messages, whose rules between AIs can be
// judged all the same; do not book what such an AI says.
func ParseBracketedLoosely(text string) (Elements, error) {
	return parseBracketed(text, func(ai, value string, at int) error {
		f, ok := formats[ai]
		if !ok && len(ai) >= 2 && len(ai) <= 4 && firstNonDigit(ai) < 0 {
			f = &aiFormat{ai: ai, title: "unknown", components: []component{{set: 'X', min: 1, max: 90}}}
		}
		if f == nil {
			return errorf(KindUnknownAI, ai, at, "no application identifier: want two to four digits")
		}
		return f.checkValue(value, at+len(ai)+2)
	})
}

func parseBracketed(text string, check func(ai, value string, at int) error) (Elements, error) {
	if len(text) > LongestMessage {
		return nil, errorf(KindLength, "", -1, "%d bytes, at most %d", len(text), LongestMessage)
	}
	var out Elements
	at := 0
	for at < len(text) {
		if text[at] != '(' {
			return nil, errorf(KindSyntax, "", at, "want an application identifier in brackets, (01)")
		}
		end := strings.IndexByte(text[at:], ')')
		if end < 0 {
			return nil, errorf(KindSyntax, "", at, "bracket is not closed")
		}
		ai := text[at+1 : at+end]
		from := at + end + 1
		value, next := bracketedValue(text, from)
		if err := check(ai, value, at); err != nil {
			return nil, err
		}
		out = append(out, Element{AI: ai, Value: value})
		at = next
	}
	if len(out) == 0 {
		return nil, errorf(KindEmpty, "", -1, "no elements")
	}
	return out, nil
}

func bracketedValue(text string, at int) (value string, next int) {
	var b strings.Builder
	for at < len(text) && text[at] != '(' {
		if text[at] == '\\' && at+1 < len(text) && text[at+1] == '(' {
			at++
		}
		b.WriteByte(text[at])
		at++
	}
	return b.String(), at
}

// Build checks the elements and gives the message for a barcode: separators exactly where they are needed, in the given
// order. Put fixed-length elements first and one of variable length last: no separator, shortest symbol.
func Build(elements ...Element) (string, error) {
	if len(elements) == 0 {
		return "", errorf(KindEmpty, "", -1, "no elements")
	}
	var b strings.Builder
	for i, el := range elements {
		f, ok := formats[el.AI]
		if !ok {
			return "", errorf(KindUnknownAI, el.AI, -1, "no such application identifier in the table")
		}
		if err := f.checkValue(el.Value, b.Len()+len(el.AI)); err != nil {
			return "", err
		}
		b.WriteString(el.AI)
		b.WriteString(el.Value)
		if f.terminated && i < len(elements)-1 {
			b.WriteString(GS)
		}
	}
	return b.String(), nil
}

// Message gives the canonical message of elements that were parsed.
func (e Elements) Message() (string, error) { return Build(e...) }

// String gives the bracketed form printed under a barcode.
func (e Elements) String() string {
	var b strings.Builder
	for _, el := range e {
		b.WriteString("(" + el.AI + ")")
		b.WriteString(strings.ReplaceAll(el.Value, "(", `\(`))
	}
	return b.String()
}

// Value gives the value of the first element with this AI.
func (e Elements) Value(ai string) (string, bool) {
	for _, el := range e {
		if el.AI == ai {
			return el.Value, true
		}
	}
	return "", false
}
