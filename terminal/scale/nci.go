package scale

import (
	"bytes"
	"strings"

	"example.com/tote/inventory/fault"
)

// nci reads an answer of NCI, also called ECR: LF, the weight with its unit, CR, LF, status bytes, CR, ETX. Some scales
// send the status alone while the weight moves; LF ? CR ETX is a question they do not know. A weight of carets is over the
// range, of underlines below it, of dashes one that was never zeroed.
func nci(assumed string) reader {
	return func(raw []byte) (int, Reading, bool) {
		came := sevenBits(raw)
		start := bytes.IndexByte(came, lf)
		if start != 0 {
			if start < 0 {
				return len(came), Reading{}, false
			}
			return start, Reading{}, false
		}
		end := bytes.IndexByte(came, etx)
		if end < 0 {
			return overlong(came), Reading{}, false
		}
		r, ok := nciAnswer(came[1:end], assumed)
		return end + 1, r, ok
	}
}

func nciAnswer(body []byte, assumed string) (Reading, bool) {
	parts := strings.Split(strings.TrimSuffix(string(body), "\r"), "\r")
	for i := range parts {
		parts[i] = strings.TrimPrefix(parts[i], "\n")
	}
	r := Reading{Raw: printable([]byte(strings.Join(parts, " ")))}
	switch {
	case len(parts) == 1 && parts[0] == "?":
		r.Why = troubled("scale.refused", "the scale does not know the question W: set it to NCI (ECR), or its own protocol here")
		return r, true
	case len(parts) == 1:
		s, ok := nciStatus(parts[0])
		if !ok {
			return r, false
		}
		if r = r.withStatus(s); r.Why == nil {
			r.Why = errMoving() // a weight that stands still would have come with it
		}
		return r, true
	case len(parts) != 2:
		return r, false // half an answer before a whole one: which digits are whose?
	}
	s, flagged := nciStatus(parts[1])
	if parts[1] != "" && !flagged {
		return r, false
	}
	number, name := splitUnit(parts[0])
	if d, ok := parseDecimal(number); ok {
		r = r.weighed(d, name, assumed)
	} else if r.Why = nciNoWeight(number); r.Why == nil {
		return r, false
	}
	if flagged {
		r = r.withStatus(s)
	}
	return r, true
}

// status is what NCI's status bytes say.
type status struct{ moving, zero, broken, under, over, net, neverZero bool }

// nciStatus reads them. Bits 4 and 5 are always set; bit 6 of the second says that a third follows.
func nciStatus(s string) (st status, ok bool) {
	if len(s) < 1 || len(s) > 4 {
		return st, false
	}
	for _, b := range []byte(s) {
		if b&0x30 != 0x30 {
			return st, false
		}
	}
	st.moving, st.zero, st.broken = s[0]&1 != 0, s[0]&2 != 0, s[0]&0x0C != 0
	if len(s) > 1 {
		st.under, st.over = s[1]&1 != 0, s[1]&2 != 0
		st.broken = st.broken || s[1]&0x0C != 0
	}
	if len(s) > 2 && s[1]&0x40 != 0 {
		st.net, st.neverZero = s[2]&4 != 0, s[2]&8 != 0
	}
	return st, true
}

func (r Reading) withStatus(s status) Reading {
	r.Flagged, r.Stable, r.Zero = true, !s.moving, s.zero
	switch {
	case s.broken:
		r.Why = errBroken("memory or calibration")
	case s.over:
		r.Why = errOver()
	case s.neverZero:
		r.Why = errNeverZeroed()
	case s.under:
		r.Why = errUnder()
	case s.net:
		r.Why = errTared()
	}
	if r.Why != nil {
		r.Grams, r.Zero = 0, false
	}
	return r
}

func nciNoWeight(number string) *fault.Error {
	number = strings.ReplaceAll(number, ".", "")
	switch {
	case number == "":
		return nil
	case strings.Trim(number, "^") == "":
		return errOver()
	case strings.Trim(number, "_") == "":
		return errUnder()
	case strings.Trim(number, "-") == "":
		return errNeverZeroed()
	}
	return nil
}
