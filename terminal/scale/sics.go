package scale

import "strings"

// sicsLine reads an answer to SI of the Mettler Toledo Standard Interface Command Set: "S S     100.00 g" stands still,
// "S D" moves, "S I" cannot be executed now, "S +" and "S -" are beyond the range; ES, ET and EL are errors of the question.
// Columns differ by model, so fields count.
func sicsLine(line string) (Reading, bool) {
	f := strings.Fields(line)
	r := Reading{Flagged: true}
	switch {
	case len(f) == 1 && (f[0] == "ES" || f[0] == "EL"):
		r.Why = troubled("scale.refused", "the scale does not know the question (%s): set it to MT-SICS level 0, or its own protocol here", f[0])
	case len(f) == 1 && f[0] == "ET":
		r.Why = troubled("scale.garbled", "the scale did not understand the line (ET): check speed and parity at both ends")
	case len(f) < 2 || f[0] != "S":
		return r, false // what it says when switched on, an echo, noise
	case f[1] == "I":
		r.Why = troubled("scale.busy", "the scale cannot answer now: wait until its menu is left and the weight stands still")
	case f[1] == "+":
		r.Why = errOver()
	case f[1] == "-":
		r.Why = errUnder()
	case (f[1] == "S" || f[1] == "D") && (len(f) == 3 || len(f) == 4):
		d, ok := parseDecimal(f[2])
		if !ok {
			return r, false
		}
		name := ""
		if len(f) == 4 {
			name = f[3]
		}
		r.Stable = f[1] == "S"
		return r.weighed(d, name, ""), true
	default:
		return r, false
	}
	return r, true
}
