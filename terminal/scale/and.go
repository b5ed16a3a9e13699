package scale

import "strings"

// andLine reads a line of A&D and of the many indicators that speak like it: "ST,+00123.45  g", or with a second field GS,
// NT or TR. ST stands still, US moves, OL is beyond the range, QT counts pieces.
func andLine(assumed string) func(string) (Reading, bool) {
	return func(line string) (Reading, bool) {
		f := strings.Split(line, ",")
		if len(f) < 2 || len(f) > 3 {
			return Reading{}, false
		}
		r := Reading{Flagged: true}
		head, value := strings.TrimSpace(f[0]), f[len(f)-1]
		if len(f) == 3 {
			switch kind := strings.TrimSpace(f[1]); kind {
			case "GS":
			case "NT", "TR":
				r.Why = errTared()
			default:
				return r, false
			}
		}
		switch head {
		case "ST", "US":
			r.Stable = head == "ST"
		case "OL":
			r.Why = errOver()
			if strings.HasPrefix(strings.TrimSpace(value), "-") {
				r.Why = errUnder()
			}
			return r, true
		case "QT":
			r.Why = errUnit("pieces")
			return r, true
		default:
			return r, false
		}
		number, name := splitUnit(value)
		d, ok := parseDecimal(number)
		if !ok {
			return r, false
		}
		if r.Why != nil {
			return r, true
		}
		return r.weighed(d, name, assumed), true
	}
}

// plainLine reads a number with its unit, or in the unit set.
func plainLine(assumed string) func(string) (Reading, bool) {
	return func(line string) (Reading, bool) {
		number, name := splitUnit(line)
		d, ok := parseDecimal(number)
		if !ok {
			return Reading{}, false
		}
		return Reading{}.weighed(d, name, assumed), true
	}
}
