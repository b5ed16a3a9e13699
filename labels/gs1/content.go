package gs1

import "strings"

const (
	set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	set39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	set64 = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)

// shortestPrefix is how many leading digits a value beginning with a company prefix must have.
const shortestPrefix = 4

// yearForValidity decides leap years when only the form of a date is checked; the century rule needs a year and a date
// 100 years apart is a leap year alike, except 1900 and 2100, which YY = 00 cannot mean before 2050.
const yearForValidity = 2026

// checkValue judges one value against its AI: lengths, characters, content. offset is where the value begins.
func (f *aiFormat) checkValue(value string, offset int) error {
	rest := value
	for i, c := range f.components {
		if rest == "" && c.optional {
			continue
		}
		take := min(c.max, len(rest))
		if take < c.min {
			return errorf(KindLength, f.ai, offset, "%q has %d characters, too few for %s", value, len(value), f.title)
		}
		if err := c.checkPart(f.ai, rest[:take], offset+len(value)-len(rest)); err != nil {
			return err
		}
		rest = rest[take:]
		if i == len(f.components)-1 && rest != "" {
			return errorf(KindLength, f.ai, offset, "%q has %d characters, at most %d for %s", value, len(value), f.maxLen(), f.title)
		}
	}
	if rest != "" {
		return errorf(KindLength, f.ai, offset, "%q has %d characters, too many for %s", value, len(value), f.title)
	}
	return nil
}

func (c component) checkPart(ai, part string, offset int) error {
	text := part
	if c.set == 'Z' {
		text = strings.TrimRight(part, "=")
		if pads := len(part) - len(text); pads > 2 || pads > 0 && len(part)%3 != 0 {
			return errorf(KindValue, ai, offset, "%q: must end with one or two = that fill it up to a multiple of three, or none", part)
		}
	}
	for i := range len(text) {
		if !c.allows(text[i]) {
			return errorf(KindCharset, ai, offset+i, "character %q is not allowed", text[i])
		}
	}
	for _, name := range c.checks {
		if kind, text := contentChecks[name](part); text != "" {
			return errorf(kind, ai, offset, "%q: %s", part, text)
		}
	}
	return nil
}

func (c component) allows(b byte) bool {
	switch c.set {
	case 'X':
		return strings.IndexByte(set82, b) >= 0
	case 'Y':
		return strings.IndexByte(set39, b) >= 0
	case 'Z':
		return strings.IndexByte(set64, b) >= 0
	}
	return b >= '0' && b <= '9'
}
