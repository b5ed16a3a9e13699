// Package forecast says how much of an item will be wanted, how sure that is, and so when to order and how much: what a
// warehouse needs for having enough without drowning in stock.
//
// Values in, plan out: no store, no clock, no random, no floats. Quantities in and out are base units; what lies between is in
// thousandths of a base unit a week (Milli), so that an item wanted once in five weeks is not rounded to nothing. Weeks begin on
// Mondays and are numbered from that of 1970-01-01 (WeekOf). The package never looks at stock, suppliers or orders: whoever
// plans brings lead times and what is there.
//
// An item wanted more than once a month is smoothed with a damped trend; a week far above what was expected, a wholesaler's one
// order, moves the level no further than a large week would. One wanted more rarely is split into how often and how
// much (Teunter, Syntetos and Babai: what nobody wants any more fades, which Croston's method never notices). Once there is a
// whole year, demand is first divided by the season's index of its week, which many items give together (Pool), since one item
// alone is noise. The error is the forecast's own, measured by forecasting each past week from the weeks before it: a steady
// climb that was foreseen needs no safety stock.
//
// Start at Fit, then Terms.Levels and Proposal; Pool and Season are the year.
package forecast

import (
	"slices"

	"example.com/tote/inventory/item"
)

// Milli is thousandths: of a base unit, of a day, of a season's usual week.
type Milli = int64

// MaxWeeks is the history that counts, and is worth keeping: two years, so that each week of the year was seen twice, and what
// is needed to compare a year with the one before it.
const MaxWeeks = 106

// WeekOf numbers the week of a day: it begins on Monday.
func WeekOf(d item.Date) int64 { return floorDiv(int64(d)+3, 7) } // 1970-01-01 was a Thursday

// MondayOf gives the first day of a week.
func MondayOf(week int64) item.Date { return item.Date(week*7 - 3) }

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// History is what was wanted of an item in weeks that are over, oldest first.
type History struct {
	First int64 // number of the first week
	Weeks []int64
}

// Method is how an item is forecast.
type Method byte

// The methods.
const (
	Idle         Method = iota + 1 // nobody wanted it in all that is known
	Young                          // fewer than youngWeeks: the mean of what there is
	Regular                        // smoothing with damped trend
	Intermittent                   // how often and how much, apart
)

var methodWords = [...]string{Idle: "idle", Young: "young", Regular: "regular", Intermittent: "intermittent"}

// String gives the word used on the wire.
func (m Method) String() string {
	if int(m) < len(methodWords) {
		return methodWords[m]
	}
	return ""
}

// Estimate is what is known of an item's demand.
type Estimate struct {
	Method   Method
	Level    Milli // a week, without the season
	Trend    Milli // by which the next week differs; it fades
	Sigma    Milli // standard deviation of the error of a week's forecast
	Weeks    int64 // since the first demand
	Wanted   int64 // of them with demand
	Clipped  int64 // weeks that counted for less than they brought
	Seasonal bool
	season   *Season
	next     int64 // number of the first week forecast
}

// tuning holds the weights, in permille. They were chosen on the real orders of April to June and reported on July to
// September: see realorders_test.go. There an item wanted every second or third week is better smoothed than split: that it is
// wanted more and more, or no longer, matters more than that weeks are empty.
type tuning struct {
	level, trend, damping int64
	clip                  int64 // deviations a week may be above what was expected
	often, much           int64 // of intermittent demand
	doubt                 int64 // weeks of an error as large as the demand itself that each item begins with
	gap                   int64 // mean weeks between weeks with demand above which an item is intermittent, permille
}

var usual = tuning{level: 250, trend: 50, damping: 800, clip: 3, often: 200, much: 200, doubt: 3, gap: 4000}

const (
	youngWeeks   = 4
	learnWeeks   = 4  // whose errors do not count: nothing was known yet
	errorWeeks   = 52 // latest errors that count
	deviationMax = 12 // weeks over which the usual deviation is smoothed
	wide         = 27 // bits of the largest figure calculated with: a year's squares fit 63
)

// MostWanted is what counts of a week's demand at most: as much as one line of a purchase order can order, a thousand tonnes by
// the gram. With it the demand of the longest terms in the steepest season fits 63 bits.
const MostWanted = 1_000_000_000

// Fit learns from an item's history. A season of nil is none. The same history gives the same estimate.
func Fit(h History, s *Season) Estimate { return usual.fit(h, s) }

func (t tuning) fit(h History, s *Season) Estimate {
	weeks, first := h.Weeks, h.First
	if cut := len(weeks) - MaxWeeks; cut > 0 {
		weeks, first = weeks[cut:], first+int64(cut)
	}
	e := Estimate{Method: Idle, season: s, Seasonal: s != nil, next: first + int64(len(weeks))}
	begin := slices.IndexFunc(weeks, func(x int64) bool { return x > 0 })
	if begin < 0 {
		return e
	}
	weeks, first = weeks[begin:], first+int64(begin)
	x := make([]int64, len(weeks))
	for i, q := range weeks {
		x[i] = min(max(0, q), MostWanted) * 1000 * 1000 / s.At(first+int64(i))
		if q > 0 {
			e.Wanted++
		}
	}
	e.Weeks = int64(len(weeks))
	shift := narrow(x)
	switch {
	case e.Weeks < youngWeeks:
		e.Method = Young
		e.young(x)
	case e.Weeks*1000 > t.gap*e.Wanted:
		e.Method = Intermittent
		t.intermittent(&e, x)
	default:
		e.Method = Regular
		t.regular(&e, x, 1000>>shift)
	}
	e.Level, e.Trend, e.Sigma = e.Level<<shift, e.Trend<<shift, e.Sigma<<shift
	// Customers who decide each for themselves differ by the root of their number at least.
	e.Sigma = max(e.Sigma, root(e.Level*1000))
	return e
}

// narrow shifts figures to the right until their squares can be summed, and tells how far: an item sold by the gram loses
// less than a millionth.
func narrow(x []int64) (shift int) {
	for slices.Max(x)>>shift >= 1<<wide {
		shift++
	}
	for i := range x {
		x[i] >>= shift
	}
	return shift
}

func (e *Estimate) young(x []int64) {
	for _, v := range x {
		e.Level += v / e.Weeks
	}
	e.Sigma = e.Level // as much as it is: nothing is known yet
}

// regular smooths with a damped trend. unit is one base unit in the figures' scale.
func (t tuning) regular(e *Estimate, x []int64, unit int64) {
	var err errors
	var deviation int64
	e.Level = x[0]
	for i := 1; i < len(x); i++ {
		expected := max(0, e.Level+e.Trend*t.damping/1000)
		if i >= learnWeeks && i >= len(x)-errorWeeks {
			err.add(x[i] - expected)
		}
		y := x[i]
		if most := expected + t.clip*max(deviation*5/4, root(expected*unit)); i > learnWeeks && y > most {
			y = most
			e.Clipped++
		}
		off := y - expected
		deviation += (max(off, -off) - deviation) / min(int64(i), deviationMax)
		faded := e.Trend * t.damping / 1000
		level := expected + off*max(t.level, 1000/int64(i+1))/1000
		e.Trend = faded + (level-e.Level-faded)*t.trend/1000
		e.Level = level
	}
	e.Sigma = err.sigma(e.Level, t.doubt)
}

// intermittent smooths how often something is wanted, in permille of weeks, and how much then.
func (t tuning) intermittent(e *Estimate, x []int64) {
	var err errors
	often, much, times := int64(1000), x[0], int64(1)
	for i := 1; i < len(x); i++ {
		v := x[i]
		if i >= learnWeeks && i >= len(x)-errorWeeks {
			err.add(v - much*often/1000)
		}
		rate := max(t.often, 1000/int64(i+1))
		if v > 0 {
			times++
			often += (1000 - often) * rate / 1000
			much += (v - much) * max(t.much, 1000/times) / 1000
		} else {
			often -= often * rate / 1000
		}
	}
	e.Level = much * often / 1000
	e.Sigma = err.sigma(e.Level, t.doubt)
}

// errors sums up how wrong forecasts were.
type errors struct{ squares, n int64 }

func (e *errors) add(off int64) {
	e.squares += off * off
	e.n++
}

// sigma gives the standard deviation. Few errors that happened to be small are no proof: each item begins in doubt.
func (e *errors) sigma(level, doubt int64) int64 {
	return root((e.squares + doubt*level*level) / max(1, e.n+doubt))
}

// Week gives what will be wanted in a week that is ahead; one that is over counts as the next.
func (e *Estimate) Week(week int64) Milli {
	level, step := e.Level, e.Trend
	for ahead := e.next; ahead <= week && step != 0; ahead++ {
		step = step * usual.damping / 1000
		level += step
	}
	return max(0, level) * e.season.At(week) / 1000
}

// Over gives what will be wanted in some days from a day on.
func (e *Estimate) Over(from item.Date, days Milli) Milli {
	sum := int64(0)
	for week := WeekOf(from); days > 0; week++ {
		span := min(days, int64(MondayOf(week+1)-from)*1000)
		sum += share(e.Week(week), span, 7)
		days -= span
		from = MondayOf(week + 1)
	}
	return (sum + 500) / 1000
}
