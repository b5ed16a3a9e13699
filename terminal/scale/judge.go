package scale

import (
	"time"

	"example.com/tote/inventory/fault"
)

// Rules are what a weight must keep to count; zero values are the house's.
type Rules struct {
	Minimum int64         // grams: less is an empty plate or a hand
	Zero    int64         // grams, either way: the plate counts as empty
	Fresh   time.Duration // how old a reading may be when it is used
}

// The house's rules.
const (
	DefaultMinimum = 10              // a letter in a bag weighs more
	DefaultZero    = 5               // crumbs, dust, a bench scale's drift
	DefaultFresh   = 2 * time.Second // somebody has changed the parcel by then

	equalReadings = 3                      // where the protocol does not tell standing from moving,
	equalFor      = 500 * time.Millisecond // so many within one division over so long are a weight that stands still
	maxRun        = 16                     // of readings that agree; the first and the newest say it all
)

func (r Rules) filled() Rules {
	if r.Minimum == 0 {
		r.Minimum = DefaultMinimum
	}
	if r.Zero == 0 {
		r.Zero = DefaultZero
	}
	if r.Fresh == 0 {
		r.Fresh = DefaultFresh
	}
	return r
}

// Judge decides whether a weight counts. It is a value made of values: it reads no scale and no clock. Show it every
// reading with See, tell it of each pack scan with Ask and of each booked parcel with Taken, and ask it for the Weight.
type Judge struct {
	rules Rules
	asked time.Time
	empty bool // the plate was seen empty since the parcel before
	last  Reading
	seen  bool
	run   []Reading // the newest readings that agree, without a flag of their own
}

// NewJudge begins with a plate nobody has seen empty yet: what lies there may be the parcel of before the start.
func NewJudge(rules Rules) *Judge { return &Judge{rules: rules.filled()} }

// Ask tells when a parcel was scanned: readings from before do not count for it.
func (j *Judge) Ask(at time.Time) {
	j.asked, j.run = at, nil
}

// Taken tells that the weight was booked: the plate must be empty before the next parcel. A parcel that is corrected and
// weighed again stays the same one, so do not call it for a refused weight.
func (j *Judge) Taken() { j.empty, j.run = false, nil }

// See takes a reading, in the order they were made.
func (j *Judge) See(r Reading) {
	j.last, j.seen = r, true
	if !r.Typed && r.Why == nil && (r.Zero || r.Grams >= -j.rules.Zero && r.Grams <= j.rules.Zero) {
		j.empty = true
	}
	if r.Why != nil || r.Flagged || r.At.Before(j.asked) {
		j.run = nil
		return
	}
	for i := len(j.run) - 1; i >= 0; i-- { // only what agrees with the newest, without a gap
		later := r.At
		if i+1 < len(j.run) {
			later = j.run[i+1].At
		}
		if distance(j.run[i].Grams, r.Grams) > r.Division || later.Sub(j.run[i].At) > j.rules.Fresh {
			j.run = j.run[i+1:]
			break
		}
	}
	if len(j.run) == maxRun {
		j.run = append(j.run[:1:1], j.run[2:]...)
	}
	j.run = append(j.run, r)
}

// Weight gives the newest reading if it counts now. Errors: whatever the scale itself says; scale.silent, scale.stale,
// scale.under, scale.light, scale.not_zeroed, scale.moving.
func (j *Judge) Weight(now time.Time) (Reading, error) {
	r := j.last
	if err := j.judge(r, now); err != nil {
		return r, err
	}
	return r, nil
}

func (j *Judge) judge(r Reading, now time.Time) *fault.Error {
	switch {
	case !j.seen:
		return troubled("scale.silent", "the scale has said nothing yet: wait, or check cable and power")
	case r.Why != nil:
		return r.Why
	case r.At.Before(j.asked):
		return because("scale.stale", "this weight is from before the parcel was scanned: wait for a new one")
	case now.Sub(r.At) > j.rules.Fresh:
		return because("scale.stale", "this weight is %v old: wait for a new one", now.Sub(r.At).Round(time.Second/10))
	case r.Grams < j.rules.Minimum && r.Typed:
		return because("scale.light", "%d g is less than any parcel: type the weight in grams, or with its unit", r.Grams)
	case r.Typed:
		return nil
	case r.Grams < -j.rules.Zero:
		return errUnder()
	case r.Zero || r.Grams < j.rules.Minimum:
		return because("scale.light", "there is no parcel on the scale: put it on")
	case !j.empty:
		return because("scale.not_zeroed", "the scale was not empty since the parcel before: take everything off, then put this parcel on")
	case r.Flagged && !r.Stable, !r.Flagged && !j.stands():
		return errMoving()
	}
	return nil
}

// stands tells of a scale without a flag whether its newest readings agree for long enough.
func (j *Judge) stands() bool {
	n := len(j.run)
	return n >= equalReadings && j.run[n-1].At.Sub(j.run[0].At) >= equalFor
}

func distance(a, b int64) int64 { return max(a-b, b-a) }
