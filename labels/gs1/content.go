package gs1

import "strings"

const (
	set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	set39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// shortestPrefix is how many leading digits a value beginning with a company prefix must have.
const shortestPrefix = 4

// yearForValidity decides leap years when only the form of a date is checked; the century rule needs a year and a date
// 100 years apart is a leap year alike, except 1900 and 2100, which YY = 00 cannot mean before 2050.
const yearForValidity = 2026

// checkValue judges one value against its AI: lengths, characters, content. offset is where the value begins.
func (f aiFormat) checkValue(value string, offset int) error {
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
	for i := range len(part) {
		ok := part[i] >= '0' && part[i] <= '9'
		switch c.set {
		case 'X':
			ok = strings.IndexByte(set82, part[i]) >= 0
		case 'Y':
			ok = strings.IndexByte(set39, part[i]) >= 0
		}
		if !ok {
			return errorf(KindCharset, ai, offset+i, "character %q is not allowed", part[i])
		}
	}
	return c.checkContent(ai, part, offset)
}

func (c component) checkContent(ai, part string, offset int) error {
	fail := func(kind Kind, text string) error { return errorf(kind, ai, offset, "%q: %s", part, text) }
	switch c.check {
	case "csum":
		last := len(part) - 1
		if want := checkDigit(part[:last]); part[last] != want {
			return fail(KindCheckDigit, "check digit must be "+string(want)+": scan or type it again")
		}
	case "yymmd0", "yymmdd":
		if _, err := parseDate(part, yearForValidity, c.check == "yymmd0"); err != nil {
			return fail(KindDate, "no such day, want YYMMDD")
		}
	case "gcp":
		if at := firstNonDigit(part); len(part) < shortestPrefix || (at >= 0 && at < shortestPrefix) {
			return fail(KindValue, "must begin with a company prefix of at least 4 digits")
		}
	case "zero":
		if part != "0" {
			return fail(KindValue, "must be 0")
		}
	case "nonzero":
		if strings.Trim(part, "0") == "" {
			return fail(KindValue, "must not be zero")
		}
	case "winding":
		if part != "0" && part != "1" && part != "9" {
			return fail(KindValue, "winding direction must be 0, 1 or 9")
		}
	case "nozeroprefix":
		if part[0] == '0' {
			return fail(KindValue, "must not begin with 0")
		}
	case "pieces":
		if part[:2] == "00" || part[2:] == "00" || part[:2] > part[2:] {
			return fail(KindValue, "must be a piece number and a total, 01 to 99")
		}
	}
	return nil
}
