// Package sampling says how many units of a delivery are looked at and how many bad ones it may have: the single sampling
// plans of ISO 2859-1:1999 (GB/T 2828.1) for the share of bad units, and the rules by which a supplier's deliveries are
// looked at harder or less hard.
//
// It is pure: no store, no clock, no randomness. It never says which units to take, what a defect is or where bad goods go.
// Start at Find, then State.Judge.
package sampling

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
)

// Level is how much is looked at for the same size of delivery.
type Level byte

// The levels: the special ones for tests that destroy or cost much, II where nothing else is said.
const (
	S1 Level = iota + 1
	S2
	S3
	S4
	I
	II
	III
)

var levelWords = [...]string{S1: "S-1", S2: "S-2", S3: "S-3", S4: "S-4", I: "I", II: "II", III: "III"}

// String gives the word of the standard.
func (l Level) String() string { return word(levelWords[:], int(l)) }

// LevelOf is the inverse of String; 0 for an unknown word.
func LevelOf(text string) Level { return Level(valueOf(levelWords[:], text)) }

// Severity is how hard a supplier's deliveries of an item are looked at.
type Severity byte

// The severities. Stopped is beyond the standard's tightened: nothing is accepted by sample until the supplier has done
// something about it, every unit is looked at.
const (
	Normal Severity = iota + 1
	Tightened
	Reduced
	Stopped
)

var severityWords = [...]string{Normal: "normal", Tightened: "tightened", Reduced: "reduced", Stopped: "stopped"}

// String gives the word used on the wire.
func (s Severity) String() string { return word(severityWords[:], int(s)) }

// SeverityOf is the inverse of String; 0 for an unknown word.
func SeverityOf(text string) Severity { return Severity(valueOf(severityWords[:], text)) }

func word(words []string, i int) string {
	if i > 0 && i < len(words) {
		return words[i]
	}
	return ""
}

func valueOf(words []string, text string) int {
	for i, w := range words {
		if w == text && w != "" {
			return i
		}
	}
	return 0
}

// AQL is an acceptance quality limit in thousandths of a percent of bad units: 2.5 is 2500.
type AQL int64

// limits are the AQLs of the standard for shares of bad units, least first. Those above 10 count defects in a hundred units
// and are of no use where each unit is good or bad.
var limits = [...]AQL{10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000, 1500, 2500, 4000, 6500, 10_000}

// ParseAQL reads "2.5", the spelling of the standard.
func ParseAQL(text string) (AQL, error) {
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(part + "000")[:3], 10, 64)
	if err == nil && len(part) <= 3 {
		for _, a := range limits {
			if int64(a) == n {
				return a, nil
			}
		}
	}
	return 0, fault.Invalid("sampling.aql", "%q is no AQL of the standard: 0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5 or 10", text)
}

// String gives "2.5": no zeros at the end but one behind the point.
func (a AQL) String() string {
	text := strconv.FormatInt(int64(a)/1000, 10)
	part := strings.TrimRight((strconv.FormatInt(1000+int64(a)%1000, 10))[1:], "0")
	if part == "" {
		return text
	}
	return text + "." + part
}

func (a AQL) index() (int, bool) {
	for i, l := range limits {
		if l == a {
			return i, true
		}
	}
	return 0, false
}

// Plan is a single sampling plan: look at Sample units, take the delivery with at most Accept bad ones. With more it is
// not taken.
type Plan struct {
	Letter string // of the row the plan stands in, which may be another than the delivery's
	Sample int64
	Accept int64
	Whole  bool // the sample would be all there is: each unit is looked at, Accept does not count
}

// Reject is the least number of bad units with which a delivery is not taken.
func (p Plan) Reject() int64 { return p.Accept + 1 }

// Query is what a plan is looked up by.
type Query struct {
	Lot      int64 // units in the delivery
	Level    Level
	AQL      AQL
	Severity Severity
}

// Find gives the plan for a delivery. Stopped gives one that looks at every unit. Error: sampling.query.
func Find(q Query) (Plan, error) {
	limit, known := q.AQL.index()
	if q.Lot <= 0 || q.Level < S1 || q.Level > III || !known || q.Severity < Normal || q.Severity > Stopped {
		return Plan{}, fault.Invalid("sampling.query", "there is no plan for %d units at level %q, AQL %s, %q", q.Lot, q.Level, q.AQL, q.Severity)
	}
	row := rowOf(q.Lot, q.Level)
	if q.Severity == Stopped {
		return Plan{Letter: letters[row : row+1], Sample: q.Lot, Whole: true}, nil
	}
	p := tables[q.Severity].plan(row, limit)
	if p.Sample >= q.Lot {
		p.Sample, p.Accept, p.Whole = q.Lot, 0, true
	}
	return p, nil
}

// Letter gives the code letter of a delivery's size, as the standard's table 1 has it.
func Letter(lot int64, level Level) string {
	row := rowOf(lot, level)
	return letters[row : row+1]
}
