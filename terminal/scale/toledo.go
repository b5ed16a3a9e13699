package scale

import "bytes"

// Control bytes of framed answers.
const (
	stx = 0x02
	etx = 0x03
	cr  = '\r'
	lf  = '\n'
)

// Bits of Toledo 8217's status byte.
const (
	toledoMoving = 1 << iota
	toledoOver
	toledoNegative
	toledoNotZero // outside the range in which it can be set to zero
	toledoZero    // at the centre of zero
	toledoNet
)

// toledo reads an answer of Toledo 8217: STX, digits with a point, N if a tare is set, CR; it weighs only while nothing moves.
// Else STX, a question mark, a status byte, CR. There is no unit on the line.
func toledo(assumed string) reader {
	return func(raw []byte) (int, Reading, bool) {
		came := sevenBits(raw)
		start := bytes.IndexByte(came, stx)
		if start != 0 {
			if start < 0 {
				return len(came), Reading{}, false
			}
			return start, Reading{}, false
		}
		r := Reading{Flagged: true}
		if len(came) > 1 && came[1] == '?' {
			if len(came) < 4 { // the status byte may look like any other
				return 0, r, false
			}
			if came[3] != cr {
				return 1, r, false
			}
			r.Raw = printable(came[1:3])
			return 4, r.toledoStatus(came[2]), true
		}
		end := bytes.IndexByte(came, cr)
		if again := bytes.IndexByte(came[1:], stx); again >= 0 && (end < 0 || again < end) {
			return again + 1, r, false // half an answer, and then the next
		}
		if end < 0 {
			return overlong(came), r, false
		}
		text, net := bytes.CutSuffix(came[1:end], []byte("N"))
		d, ok := parseDecimal(string(text))
		if !ok {
			return end + 1, r, false
		}
		r.Raw, r.Stable = printable(came[1:end]), true
		if net {
			r.Why = errTared()
			return end + 1, r, true
		}
		return end + 1, r.weighed(d, "", assumed), true
	}
}

func (r Reading) toledoStatus(b byte) Reading {
	switch {
	case b&toledoOver != 0:
		r.Why = errOver()
	case b&toledoNegative != 0:
		r.Why = errUnder()
	case b&toledoMoving != 0:
		r.Why = errMoving()
	case b&toledoNet != 0:
		r.Why = errTared()
	case b&toledoNotZero != 0:
		r.Why = errNeverZeroed()
	case b&toledoZero != 0:
		r.Zero, r.Stable, r.Division = true, true, 1
	default:
		r.Why = troubled("scale.busy", "the scale has no weight now: wait, then weigh again")
	}
	return r
}
