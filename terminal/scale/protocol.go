package scale

import (
	"bytes"
	"slices"
)

// Protocol is a scale's language.
type Protocol string

// The protocols.
const (
	MTSICS     Protocol = "mt-sics"     // Mettler Toledo, and many others
	Toledo8217 Protocol = "toledo-8217" // counter scales; the line carries no unit: Settings.Unit says it
	NCI        Protocol = "nci"         // also called ECR
	AND        Protocol = "a&d"         // asked with Q
	ANDStream  Protocol = "a&d-stream"  // the same lines, sent without being asked
	Plain      Protocol = "plain"       // a stream of lines with a number and its unit: nothing tells moving from standing
	HID        Protocol = "hid"         // USB reports, read from /dev/hidraw
	ByHand     Protocol = "typed"       // no scale
)

// language is what a protocol asks and how its answers are read.
type language struct {
	ask    []byte // nil: the scale sends by itself
	lines  bool   // a stream of lines: after a gap in reading the first is likely half a line
	sips   int    // bytes of one read; 0: as many as come
	answer reader
}

// reader looks for one answer at the beginning of what came. It gives how many bytes are done with, answered or noise; none
// means that more must come. It never holds on to the bytes.
type reader func(came []byte) (used int, r Reading, ok bool)

// maxAnswer bounds one answer: the longest, of NCI with all its status bytes, has under 40 bytes.
const maxAnswer = 80

func (p Protocol) language(assumed string) (language, bool) {
	switch p {
	case MTSICS:
		return language{ask: []byte("SI\r\n"), answer: byLine(sicsLine)}, true
	case Toledo8217:
		return language{ask: []byte("W"), answer: toledo(assumed)}, true
	case NCI:
		return language{ask: []byte("W\r"), answer: nci(assumed)}, true
	case AND:
		return language{ask: []byte("Q\r\n"), answer: byLine(andLine(assumed))}, true
	case ANDStream:
		return language{lines: true, answer: byLine(andLine(assumed))}, true
	case Plain:
		return language{lines: true, answer: byLine(plainLine(assumed))}, true
	case HID:
		return language{sips: hidReport, answer: hid}, true
	}
	return language{}, false
}

// byLine reads answers that are lines, ended by CR, LF or both.
func byLine(parse func(line string) (Reading, bool)) reader {
	return func(came []byte) (int, Reading, bool) {
		end := bytes.IndexAny(came, "\r\n")
		if end < 0 || end > maxAnswer {
			return overlong(came), Reading{}, false
		}
		line := string(sevenBits(came[:end]))
		r, ok := parse(line)
		if ok {
			r.Raw = printable([]byte(line))
		}
		return end + 1, r, ok
	}
}

// overlong gives up what can no more become an answer.
func overlong(came []byte) int {
	if len(came) > maxAnswer {
		return len(came) - maxAnswer
	}
	return 0
}

// sevenBits takes the parity bit away that stands in a byte when a 7E1 line is read as 8N1.
func sevenBits(b []byte) []byte {
	out := slices.Clone(b)
	for i := range out {
		out[i] &= 0x7F
	}
	return out
}
