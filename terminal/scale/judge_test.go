package scale

import (
	"testing"
	"time"

	"example.com/tote/inventory/fault"
)

// at is so many milliseconds after the beginning of a test's day.
func at(ms int64) time.Time { return time.UnixMilli(1_800_000_000_000 + ms) }

func stands(ms, grams int64) Reading {
	return Reading{Grams: grams, Division: 1, Flagged: true, Stable: true, Raw: "S S", At: at(ms)}
}

func moves(ms, grams int64) Reading {
	r := stands(ms, grams)
	r.Stable = false
	return r
}

func says(ms int64, why *fault.Error) Reading {
	return Reading{Why: why, Flagged: true, Raw: "?", At: at(ms)}
}

func plain(ms, grams, division int64) Reading {
	return Reading{Grams: grams, Division: division, Raw: "g", At: at(ms)}
}

// A weight counts only if everything is right with it. The parcel was scanned at 1000 ms.
func TestJudge(t *testing.T) {
	empty := stands(100, 0)
	for _, c := range []struct {
		name string
		see  []Reading
		now  int64
		want string
	}{
		{"an empty plate, then a parcel that stands", []Reading{empty, stands(1200, 829)}, 1300, ""},
		{"nothing was heard", nil, 1300, "scale.silent"},
		{"it moves", []Reading{empty, moves(1200, 829)}, 1300, "scale.moving"},
		{"it moved, and stands", []Reading{empty, moves(1200, 512), stands(1400, 829)}, 1500, ""},
		{"it stood before the scan", []Reading{empty, stands(900, 829)}, 1300, "scale.stale"},
		{"it is old", []Reading{empty, stands(1200, 829)}, 3201, "scale.stale"},
		{"just fresh", []Reading{empty, stands(1200, 829)}, 3200, ""},
		{"the plate was never empty", []Reading{stands(100, 500), stands(1200, 829)}, 1300, "scale.not_zeroed"},
		{"the plate was nearly empty", []Reading{stands(100, 5), stands(1200, 829)}, 1300, ""},
		{"crumbs too many", []Reading{stands(100, 6), stands(1200, 829)}, 1300, "scale.not_zeroed"},
		{"below zero is not empty", []Reading{stands(100, -6), stands(1200, 829)}, 1300, "scale.not_zeroed"},
		{"the scale says that it is empty", []Reading{{Zero: true, Grams: 30, Flagged: true, At: at(100)}, stands(1200, 829)}, 1300, ""},
		{"empty while it moved", []Reading{moves(100, 2), stands(1200, 829)}, 1300, ""},
		{"nothing on it", []Reading{empty, stands(1200, 0)}, 1300, "scale.light"},
		{"less than the least", []Reading{empty, stands(1200, 9)}, 1300, "scale.light"},
		{"the least", []Reading{empty, stands(1200, 10)}, 1300, ""},
		{"below zero", []Reading{empty, stands(1200, -6)}, 1300, "scale.under"},
		{"over", []Reading{empty, says(1200, errOver())}, 1300, "scale.over"},
		{"a unit nobody knows", []Reading{empty, says(1200, errUnit("ct"))}, 1300, "scale.unknown_unit"},
		{"over, then taken off and right", []Reading{empty, says(1200, errOver()), stands(1400, 829)}, 1500, ""},

		{"three equal readings", []Reading{plain(100, 0, 5), plain(1200, 830, 5), plain(1500, 830, 5), plain(1700, 830, 5)}, 1800, ""},
		{"two are not enough", []Reading{plain(100, 0, 5), plain(1200, 830, 5), plain(1700, 830, 5)}, 1800, "scale.moving"},
		{"three too quick", []Reading{plain(100, 0, 5), plain(1200, 830, 5), plain(1400, 830, 5), plain(1699, 830, 5)}, 1800, "scale.moving"},
		{"within one division", []Reading{plain(100, 0, 5), plain(1200, 830, 5), plain(1500, 835, 5), plain(1700, 830, 5)}, 1800, ""},
		{"creeping", []Reading{plain(100, 0, 5), plain(1200, 825, 5), plain(1500, 830, 5), plain(1700, 835, 5)}, 1800, "scale.moving"},
		{"crept, and stands", []Reading{plain(100, 0, 5), plain(1200, 825, 5), plain(1500, 830, 5), plain(1700, 835, 5), plain(2100, 835, 5)}, 2200, ""},
		{"equal before the scan", []Reading{plain(100, 0, 5), plain(500, 830, 5), plain(900, 830, 5), plain(1100, 830, 5)}, 1200, "scale.moving"},
		{"a gap between them", []Reading{plain(100, 0, 5), plain(1200, 830, 5), plain(1300, 830, 5), plain(3400, 830, 5)}, 3500, "scale.moving"},
		{"trouble between them", []Reading{plain(100, 0, 5), plain(1200, 830, 5), plain(1500, 830, 5), says(1600, errOver()), plain(1800, 830, 5)}, 1900, "scale.moving"},

		{"typed needs neither plate nor rest", []Reading{stands(100, 500), {Typed: true, Grams: 829, At: at(1200)}}, 1300, ""},
		{"typed too little", []Reading{{Typed: true, Grams: 0, At: at(1200)}}, 1300, "scale.light"},
		{"typed for the parcel before", []Reading{{Typed: true, Grams: 829, At: at(900)}}, 1300, "scale.stale"},
	} {
		j := NewJudge(Rules{})
		for i, r := range c.see {
			if i == 1 || i == 0 && len(c.see) == 1 {
				j.Ask(at(1000))
			}
			j.See(r)
		}
		r, err := j.Weight(at(c.now))
		if fault.ReasonOf(err) != c.want {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if err == nil && r != c.see[len(c.see)-1] {
			t.Errorf("%s: got %+v", c.name, r)
		}
		if f := fault.From(err); err != nil && (Reasons[f.Reason] == "" || f.Message == "") {
			t.Errorf("%s: %v is in no table", c.name, err)
		}
	}
}

// After a parcel was booked the plate must be empty before the next; a parcel that is corrected stays where it is.
func TestThePlateReturnsToZeroBetweenParcels(t *testing.T) {
	j := NewJudge(Rules{})
	step := func(ms, grams int64, want string) {
		t.Helper()
		j.See(stands(ms, grams))
		if _, err := j.Weight(at(ms)); fault.ReasonOf(err) != want {
			t.Errorf("at %d: got %v, want %q", ms, err, want)
		}
	}
	step(0, 0, "scale.light")
	j.Ask(at(1000))
	step(1100, 700, "")
	step(1300, 829, "") // something was missing: added on the plate
	j.Taken()
	j.Ask(at(2000))
	step(2100, 829, "scale.not_zeroed")
	step(2200, 1500, "scale.not_zeroed") // the next one was put on top
	step(2300, 3, "scale.light")
	step(2400, 671, "")
}

func TestTheRunIsBounded(t *testing.T) {
	j := NewJudge(Rules{})
	j.See(plain(0, 0, 1))
	j.Ask(at(1))
	for i := range int64(1000) {
		j.See(plain(100+i*10, 500, 1))
	}
	if _, err := j.Weight(at(10_100)); err != nil || len(j.run) > maxRun {
		t.Errorf("got %v, %d readings held", err, len(j.run))
	}
}
