package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/item"
)

func repeat(n int, weeks ...int64) []int64 { return slices.Repeat(weeks, n) }

func TestFit(t *testing.T) {
	climb := make([]int64, 40)
	for i := range climb {
		climb[i] = int64(100 + 10*i)
	}
	spike := repeat(30, 20)
	spike[28] = 5_000
	for _, c := range []struct {
		name       string
		weeks      []int64
		method     Method
		least, top Milli // a week
		sigma      Milli // at most
	}{
		{"nothing is known", nil, Idle, 0, 0, 0},
		{"nobody ever wanted it", repeat(10, 0), Idle, 0, 0, 0},
		{"two weeks old", []int64{0, 0, 0, 10, 20}, Young, 15_000, 15_000, 15_000},
		{"always the same: what is left is doubt", repeat(60, 25), Regular, 25_000, 25_000, 6_000},
		{"a climb is foreseen", climb, Regular, 460_000, 510_000, 140_000},
		{"one wholesaler is no trend", spike, Regular, 20_000, 45_000, 1_200_000},
		{"six once in six weeks", repeat(15, 0, 0, 0, 0, 0, 6), Intermittent, 400, 2_200, 4_000},
		{"wanted every other week is smoothed", repeat(20, 8, 0), Regular, 2_500, 5_500, 6_000},
		{"nobody wants it any more", slices.Concat(repeat(12, 0, 0, 0, 0, 6), repeat(26, 0)), Intermittent, 0, 30, 3_000},
		{"millions of grams", repeat(30, 40_000_000, 60_000_000), Regular, 45_000_000_000, 56_000_000_000, 20_000_000_000},
	} {
		e := Fit(History{First: 2000, Weeks: c.weeks}, nil)
		week := e.Week(2000 + int64(len(c.weeks)))
		if e.Method != c.method || week < c.least || week > c.top || e.Sigma > c.sigma {
			t.Errorf("%s: got %s, %d a week, error %d; want %s, %d to %d, error up to %d", c.name, e.Method, week, e.Sigma, c.method, c.least, c.top, c.sigma)
		}
	}
}

// A climb that was foreseen needs little safety stock, and it does not go on for ever.
func TestTrendFades(t *testing.T) {
	climb := make([]int64, 40)
	for i := range climb {
		climb[i] = int64(100 + 10*i)
	}
	e := Fit(History{First: 100, Weeks: climb}, nil)
	next, later, last := e.Week(140), e.Week(150), e.Week(400)
	if e.Trend <= 0 || later <= next || last-later > later-next {
		t.Errorf("got %d, %d and %d, trend %d: want a climb that fades", next, later, last, e.Trend)
	}
	if past := e.Week(7); past != e.Week(139) {
		t.Errorf("a week that is over counts as the next: got %d", past)
	}
}

func TestOnlyTwoYearsCount(t *testing.T) {
	long := slices.Concat(repeat(50, 9_000), repeat(MaxWeeks, 10))
	got, want := Fit(History{First: 0, Weeks: long}, nil), Fit(History{First: 50, Weeks: long[50:]}, nil)
	if got != want || got.Weeks != MaxWeeks {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Whatever was sold, a plan comes out, the same each time, and no figure is below zero.
func FuzzFit(f *testing.F) {
	f.Add(uint64(1), int64(10), uint8(50), uint8(30))
	f.Add(uint64(2), int64(1_000_000_000), uint8(120), uint8(100))
	f.Fuzz(func(t *testing.T, seed uint64, most int64, n, percent uint8) {
		r := rand.New(rand.NewPCG(seed, 1))
		most = 1 + abs(most)%1_000_000_000_000
		weeks := make([]int64, n)
		for i := range weeks {
			if r.IntN(100) < int(percent) {
				weeks[i] = r.Int64N(most)
			}
		}
		h := History{First: 2800, Weeks: weeks}
		e, again := Fit(h, nil), Fit(h, nil)
		terms := Terms{From: MondayOf(2800 + int64(n)), Lead: r.Int64N(MaxLead * 1000), Spread: r.Int64N(MaxLead * 1000), Review: 7, Cycle: 14, Service: 990}
		l := e.Levels(terms)
		if e != again || e.Level < 0 || e.Sigma < 0 || l.Demand < 0 || l.Safety < 0 || l.Reorder < l.Safety || l.UpTo < l.Reorder {
			t.Fatalf("of %v: %+v, %+v", weeks, e, l)
		}
		if e.Method == Idle && l != (Levels{}) {
			t.Fatalf("of nothing: %+v", l)
		}
		if p := Propose(l, 0, e.Level, nil); p.Qty < 0 || p.Qty != l.UpTo {
			t.Fatalf("of %+v: %+v", l, p)
		}
	})
}

func TestLevels(t *testing.T) {
	steady := Fit(History{First: 100, Weeks: repeat(40, 70)}, nil) // ten a day; three weeks of doubt in 39 make an error of 19.4 a week
	monday := MondayOf(140)
	for _, c := range []struct {
		name  string
		terms Terms
		want  Levels
	}{
		{"nothing kept for chance", Terms{Lead: 14_000, Review: 7, Service: 500}, Levels{210_000, 0, 210, 210}},
		{"19 of 20: 1.645 times 19.4 times the root of three", Terms{Lead: 14_000, Review: 7, Service: 950}, Levels{210_000, 56, 266, 266}},
		{"deliveries that differ by four days: 40 units more or less", Terms{Lead: 14_000, Spread: 4_000, Review: 7, Service: 950}, Levels{210_000, 86, 296, 296}},
		{"the catalogue asks for more", Terms{Lead: 14_000, Review: 7, Service: 950, Floor: 100}, Levels{210_000, 100, 310, 310}},
		{"ordered for four weeks at once", Terms{Lead: 14_000, Review: 7, Cycle: 28, Service: 950}, Levels{210_000, 56, 266, 546}},
		{"here at once, ordered daily", Terms{Review: 1, Service: 950}, Levels{10_000, 13, 23, 23}},
	} {
		c.terms.From = monday
		if got := steady.Levels(c.terms); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPropose(t *testing.T) {
	packs := []item.Pack{{Level: item.Each, Quantity: 1}, {Level: item.Inner, Quantity: 6}, {Level: item.Case, Quantity: 24}, {Level: item.Pallet, Quantity: 960}}
	levels := Levels{Reorder: 100, UpTo: 150}
	for _, c := range []struct {
		name     string
		levels   Levels
		position int64
		weekly   Milli
		packs    []item.Pack
		want     Proposed
	}{
		{"there is enough", levels, 100, 50_000, packs, Proposed{}},
		{"in cases", levels, 99, 50_000, packs, Proposed{72, item.Case, 24}},
		{"more is owed than is there", levels, -20, 50_000, packs, Proposed{192, item.Case, 24}},
		{"as it comes", levels, 99, 50_000, nil, Proposed{51, item.Each, 1}},
		{"a case would be four months: inners", Levels{Reorder: 3, UpTo: 3}, 0, 1_500, packs, Proposed{6, item.Inner, 6}},
		{"an inner would be a year: eaches", Levels{Reorder: 1, UpTo: 1}, 0, 100, packs, Proposed{1, item.Each, 1}},
		{"of what nobody took yet, in cases if they hardly add", Levels{Reorder: 40, UpTo: 40}, 0, 0, packs, Proposed{48, item.Case, 24}},
		{"and in inners if cases would", Levels{Reorder: 26, UpTo: 26}, 0, 0, packs, Proposed{30, item.Inner, 6}},
		{"a pallet, nearly", Levels{Reorder: 900, UpTo: 900}, 0, 300_000, packs, Proposed{960, item.Pallet, 960}},
		{"two pallets and hardly more", Levels{Reorder: 2_000, UpTo: 2_000}, 0, 700_000, packs, Proposed{1920, item.Pallet, 960}},
		{"one and a half pallets in cases", Levels{Reorder: 1_400, UpTo: 1_400}, 0, 700_000, packs, Proposed{1416, item.Case, 24}},
		{"nothing is to be kept", Levels{}, 0, 0, packs, Proposed{}},
		{"nothing is kept but something is owed", Levels{}, -5, 0, nil, Proposed{5, item.Each, 1}},
	} {
		if got := Propose(c.levels, c.position, c.weekly, c.packs); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestFactor(t *testing.T) {
	last := int64(-1)
	for s := int64(MinService); s <= MaxService; s++ {
		if f := Factor(s); f < last {
			t.Errorf("at %d: %d is less than %d before it", s, f, last)
		} else {
			last = f
		}
	}
	for service, want := range map[int64]int64{0: 0, 500: 0, 900: 1282, 930: 1480, 950: 1645, 999: 3090, 1000: 3090} {
		if got := Factor(service); got != want {
			t.Errorf("at %d: got %d, want %d", service, got, want)
		}
	}
}

func TestWeeks(t *testing.T) {
	for _, c := range []struct {
		day    item.Date
		week   int64
		ofYear int
	}{
		{item.MakeDate(1970, time.January, 1), 0, 0},
		{item.MakeDate(2026, time.March, 1), 2930, 8}, // a Sunday
		{item.MakeDate(2026, time.March, 2), 2931, 9},
		{item.MakeDate(2026, time.December, 31), 2974, 52}, // the year has 53 weeks
		{item.MakeDate(2027, time.January, 3), 2974, 52},
		{item.MakeDate(2027, time.January, 4), 2975, 0},
		{item.MakeDate(1969, time.December, 28), -1, 51},
	} {
		if w := WeekOf(c.day); w != c.week || weekOfYear(w) != c.ofYear || MondayOf(w) > c.day || MondayOf(w+1) <= c.day {
			t.Errorf("%s: got week %d, %d of the year; want %d, %d", c.day, w, weekOfYear(w), c.week, c.ofYear)
		}
	}
}

func TestRoots(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		n := r.Int64() >> r.IntN(63)
		if x := root(n); x*x > n || (x+1 <= 3_037_000_499 && (x+1)*(x+1) <= n) {
			t.Fatalf("root of %d: got %d", n, x)
		}
	}
	for _, c := range []struct{ a, b, want int64 }{{0, 0, 0}, {3, 4, 5}, {0, 1 << 60, 1 << 60}, {3 << 50, 4 << 50, 5 << 50}} {
		if got := hypot(c.a, c.b); got != c.want {
			t.Errorf("of %d and %d: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct{ a, b, c, want int64 }{{7, 3, 2, 10}, {1 << 60, 1000, 1000, 1 << 60}, {-7, 3, 2, -10}} {
		if got := share(c.a, c.b, c.c); got != c.want {
			t.Errorf("%d * %d / %d: got %d, want %d", c.a, c.b, c.c, got, c.want)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	weeks := make([]int64, 104)
	for i := range weeks {
		weeks[i] = r.Int64N(40)
	}
	h, terms := History{First: 2800, Weeks: weeks}, Terms{From: MondayOf(2904), Lead: 14_000, Spread: 2_000, Review: 7, Service: 950}
	for b.Loop() {
		e := Fit(h, nil)
		e.Levels(terms)
	}
}

// A week's demand that cannot be (a sheet with a wrong unit, a million tonnes by the gram) neither runs over nor stops the plan of
// everything else; nor does a season that is as steep as one may be.
func TestDemandBeyondReason(t *testing.T) {
	steep := &Season{}
	for w := range steep.index {
		steep.index[w] = []int64{leastIndex, mostIndex}[w%2]
	}
	terms := Terms{From: MondayOf(2906), Lead: MaxLead * 1000, Spread: MaxLead * 1000, Review: MaxReview, Cycle: MaxCycle, Service: MaxService}
	for _, season := range []*Season{nil, steep} {
		for _, q := range []int64{1 << 40, 1e13, 2e13, math.MaxInt64} {
			for name, weeks := range map[string][]int64{"always": repeat(MaxWeeks, q), "once, after years of nothing": append(make([]int64, MaxWeeks), q),
				"now and then": repeat(10, q, 0, 0, 0, 0, 0), "a year ago": append([]int64{q}, make([]int64, 60)...), "returned": {-q, q, -q, q, q}} {
				e := Fit(History{First: 2906 - int64(len(weeks)), Weeks: weeks}, season)
				l := e.Levels(terms)
				if e.Level < 0 || e.Sigma < 0 || l.Demand < 0 || l.Safety < 0 || l.Reorder < l.Safety || l.UpTo < l.Reorder || l.UpTo > 10_000*MostWanted {
					t.Errorf("%s %d: %+v, %+v", name, q, e, l)
				}
				var p Pool
				p.Add(History{First: 0, Weeks: weeks})
			}
		}
	}
}
