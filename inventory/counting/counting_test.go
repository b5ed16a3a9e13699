package counting

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/layout"
)

func TestClassIsTheStricterOfPicksAndValue(t *testing.T) {
	got := Classes([]Moved{
		{SKU: "gum", Lines: 900, Units: 900, Price: 1},    // the fast one
		{SKU: "watch", Lines: 1, OnHand: 5, Price: 90000}, // the dear one, hardly ever picked
		{SKU: "tea", Lines: 80, Units: 80, Price: 100},
		{SKU: "pen", Lines: 50, Units: 50, Price: 1},
		{SKU: "dust"}, // neither moves nor is worth anything
	})
	want := []Classed{{"dust", C, C, C}, {"gum", A, A, C}, {"pen", C, C, C}, {"tea", B, B, C}, {"watch", A, C, A}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("classes (-want +got):\n%s", d)
	}
}

func TestClassesAreTheSameInAnyOrder(t *testing.T) {
	items := []Moved{{SKU: "a", Lines: 5}, {SKU: "b", Lines: 5}, {SKU: "c", Lines: 5}, {SKU: "d", Lines: 5, Price: 3, OnHand: 2}}
	want := Classes(items)
	for range len(items) {
		items = append(items[1:], items[0])
		if d := cmp.Diff(want, Classes(items)); d != "" {
			t.Errorf("turned (-want +got):\n%s", d)
		}
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name                string
		t                   Tolerance
		book, counted, cost int64
		want                Verdict
	}{
		{"nothing off", Tolerance{}, 10, 10, 5, Right},
		{"no tolerance", Tolerance{}, 10, 9, 5, Beyond},
		{"a unit is allowed", Tolerance{Units: 1}, 10, 9, 5, Within},
		{"two are not", Tolerance{Units: 1}, 10, 12, 5, Beyond},
		{"a part is allowed", Tolerance{Permille: 10}, 500, 495, 5, Within},
		{"one more is not", Tolerance{Permille: 10}, 500, 494, 5, Beyond},
		{"the larger of both", Tolerance{Units: 3, Permille: 10}, 100, 103, 5, Within},
		{"worth too much", Tolerance{Units: 3, Value: 9}, 100, 98, 5, Beyond},
		{"worth just that much", Tolerance{Units: 3, Value: 10}, 100, 98, 5, Within},
		{"a price nobody knows bounds nothing", Tolerance{Units: 3, Value: 1}, 100, 97, 0, Within},
		{"a part of nothing", Tolerance{Permille: 1000}, 0, 1, 5, Beyond},
		{"an enormous book", Tolerance{Permille: 1}, math.MaxInt64 / 1000, 0, 5, Beyond},
		{"an enormous value", Tolerance{Units: math.MaxInt64, Value: 1}, 0, math.MaxInt64 / 2, 1000, Beyond},
	} {
		if got := Judge(c.t, Case{c.book, c.counted, c.cost}); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestDuePlacesByClassAndLateness(t *testing.T) {
	const now = 1000 * day
	r := Rhythm{Days: [3]int64{10, 30, 100}, Untouched: 60, PerDay: 9}
	got := Due([]Place{
		{Code: "A-FRESH", Class: A, Counted: now - 9*day, Moved: now},
		{Code: "A-LATE", Class: A, Counted: now - 20*day, Moved: now},
		{Code: "A-DUE", Class: A, Counted: now - 10*day, Moved: now},
		{Code: "B-DUE", Class: B, Counted: now - 31*day, Moved: now},
		{Code: "C-STILL", Class: C, Counted: now - 61*day, Moved: now - 90*day},
		{Code: "C-MOVED", Class: C, Counted: now - 61*day, Moved: now - 5*day},
		{Code: "UNKNOWN", Counted: now - 99*day, Moved: now - 5*day},
		{Code: "A4", Class: A, Counted: now, Moved: now}, {Code: "A5", Class: A, Counted: now, Moved: now}, {Code: "A6", Class: A, Counted: now, Moved: now},
		{Code: "A7", Class: A, Counted: now, Moved: now}, {Code: "A8", Class: A, Counted: now, Moved: now}, {Code: "A9", Class: A, Counted: now, Moved: now},
		{Code: "A10", Class: A, Counted: now, Moved: now}, {Code: "A11", Class: A, Counted: now, Moved: now}, {Code: "A12", Class: A, Counted: now, Moved: now},
		{Code: "A13", Class: A, Counted: now, Moved: now}, {Code: "A14", Class: A, Counted: now, Moved: now}, {Code: "A15", Class: A, Counted: now, Moved: now},
	}, r, now)
	want := []DuePlace{{"A-LATE", WhyScheduled, 2000}, {"A-DUE", WhyScheduled, 1000}, {"B-DUE", WhyScheduled, 1033}, {"C-STILL", WhyUntouched, 610}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("due (-want +got):\n%s", d)
	}
}

// A house that has never counted is not asked to count everything on its first day, and gets round in time.
func TestFirstRoundIsSpread(t *testing.T) {
	const places = 600
	r := Rhythm{Days: [3]int64{30, 90, 360}}
	all := make([]Place, places)
	for i := range all {
		all[i] = Place{Code: layout.Code(fmt.Sprintf("L%03d", i)), Class: Class(i%3 + 1), Moved: 1}
	}
	worst, days := 0, 0
	for today := int64(1); ; today++ {
		due := Due(all, r, today*day)
		worst = max(worst, len(due))
		for _, d := range due {
			for i := range all {
				if all[i].Code == d.Code {
					all[i].Counted = today * day
				}
			}
		}
		left := 0
		for _, p := range all {
			if p.Counted == 0 {
				left++
			}
		}
		if left == 0 {
			days = int(today)
			break
		}
	}
	if worst > 20 || days > 120 {
		t.Errorf("at worst %d places a day, round after %d days; want at most 20 and 120", worst, days)
	}
}

func TestPerDayBoundsTheDay(t *testing.T) {
	var all []Place
	for i := range 50 {
		all = append(all, Place{Code: layout.Code(fmt.Sprint("L", i)), Class: A})
	}
	if got := Due(all, Rhythm{Days: [3]int64{1, 1, 1}, PerDay: 7}, 5*day); len(got) != 7 {
		t.Errorf("got %d places, want 7", len(got))
	}
	if got := Due(all, Rhythm{}, 5*day); len(got) != 0 {
		t.Errorf("without a rhythm: got %d places, want none", len(got))
	}
}

func TestFiguresNeverNet(t *testing.T) {
	got := Sum([]Observation{
		{Place: "F-1", Class: A, Worker: "li", At: 1000, Book: 10, Variance: 3, Price: 5},
		{Place: "F-1", Class: A, Worker: "li", At: 1060, Book: 10, Variance: -3, Price: 5},
		{Place: "F-2", Class: C, Worker: "li", At: 1120, Book: 80},
		{Place: "F-2", Class: C, Worker: "wu", At: 1120 + day, Book: 100, Variance: -4, Price: 2},
		{Place: "F-3", Class: C, Worker: "wu", At: 1120 + day + Break + 1, Book: 0},
	})
	want := Figures{Lines: 5, RightLines: 2, Places: 4, RightPlaces: 2, Units: 200, OffUnits: 10, LostUnits: 7, FoundUnits: 3, Lost: 23, Found: 15, Seconds: 120, Timed: 2}
	if d := cmp.Diff(want, got.Figures); d != "" {
		t.Errorf("figures (-want +got):\n%s", d)
	}
	if a, u, h := got.PlaceAccuracy(), got.UnitAccuracy(), got.PerHour(); a != 500 || u != 950 || h != 60 {
		t.Errorf("accuracy by place %d, by unit %d, %d an hour; want 500, 950, 60", a, u, h)
	}
	if len(got.Classes) != 2 || got.Classes[0].Name != "A" || got.Classes[0].OffUnits != 6 || len(got.Workers) != 2 || got.Workers[1].Lost != 8 {
		t.Errorf("parts: got %+v", got)
	}
	if none := Sum(nil); none.PlaceAccuracy() != 0 || none.PerHour() != 0 {
		t.Errorf("of nothing: got %+v", none)
	}
}

// Two spans that share no count, place or visit show together what they show apart.
func TestMergedFiguresAreThoseOfAll(t *testing.T) {
	var one, two []Observation
	for i := range int64(40) {
		o := Observation{Place: layout.Code(fmt.Sprint("P", i%7)), SKU: "A", Class: Class(1 + i%3), Worker: fmt.Sprint("W", i%4), At: 1000 + i*60, Book: 10, Variance: i%5 - 2, Price: 3}
		one = append(one, o)
		o.At += 7 * 24 * 3600
		o.Worker = fmt.Sprint("W", i%6)
		two = append(two, o)
	}
	want := Sum(append(append([]Observation{}, one...), two...))
	if d := cmp.Diff(want, Merge(Sum(one), Sum(two))); d != "" {
		t.Errorf("merged (-want +got):\n%s", d)
	}
	if d := cmp.Diff(want, Merge(Merge(Report{}, Sum(two)), Sum(one))); d != "" {
		t.Errorf("the other way round (-want +got):\n%s", d)
	}
}
