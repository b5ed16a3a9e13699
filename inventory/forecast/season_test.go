package forecast

import (
	"math/rand/v2"
	"testing"
	"time"

	"example.com/tote/inventory/item"
)

// year is what weeks of a made-up house bring, in permille of a usual one: four times as much in the weeks before Christmas,
// half in summer.
func year(week int64) int64 {
	switch w := weekOfYear(week); {
	case w >= 47 && w < 51:
		return 4_000
	case w >= 26 && w < 34:
		return 500
	}
	return 900
}

// seasonal draws an item's weeks: about so many in a usual week, more or less by chance.
func seasonal(r *rand.Rand, first int64, n int, usual int64) []int64 {
	out := make([]int64, n)
	for i := range out {
		mean := usual * year(first+int64(i)) / 1000
		out[i] = mean/2 + r.Int64N(mean+1)
	}
	return out
}

func seasonOf(items, weeks int, first int64) (*Season, *rand.Rand) {
	r := rand.New(rand.NewPCG(7, 7))
	var p Pool
	for range items {
		p.Add(History{First: first, Weeks: seasonal(r, first, weeks, 20+r.Int64N(50))})
	}
	return p.Season(nil), r
}

// Once a year of history exists the season is known, and what comes is foreseen instead of run after: two years are played, the
// forecasts of the second Christmas are little more than half as wrong with the season as without.
func TestSeasonIsForeseen(t *testing.T) {
	first := WeekOf(item.MakeDate(2024, time.January, 1))
	last := WeekOf(item.MakeDate(2025, time.November, 10))
	s, r := seasonOf(200, int(last-first), first)
	if s == nil {
		t.Fatal("two years of two hundred items make no season")
	}
	with, without := int64(0), int64(0)
	for range 50 {
		weeks := seasonal(r, first, int(last-first)+6, 40)
		for ahead := range int64(6) {
			h := History{First: first, Weeks: weeks[:last-first+ahead]}
			e, plain := Fit(h, s), Fit(h, nil)
			wanted := weeks[last-first+ahead] * 1000
			with += abs(e.Week(last+ahead) - wanted)
			without += abs(plain.Week(last+ahead) - wanted)
		}
	}
	if with*9 > without*5 {
		t.Errorf("off by %d with the season, %d without", with, without)
	}
	e := Fit(History{First: first, Weeks: seasonal(r, first, int(last-first), 40)}, s)
	november, february := e.Levels(Terms{From: MondayOf(last), Lead: 14_000, Review: 7, Service: 950}), e.Levels(Terms{From: MondayOf(last + 14), Lead: 14_000, Review: 7, Service: 950})
	if !e.Seasonal || november.Reorder < 2*february.Reorder || november.Safety <= february.Safety {
		t.Errorf("in November %+v, in February %+v: want more before Christmas", november, february)
	}
}

func TestWhenThereIsASeason(t *testing.T) {
	first := WeekOf(item.MakeDate(2024, time.January, 1))
	for _, c := range []struct {
		name         string
		items, weeks int
		want         bool
	}{
		{"nine months", 200, 40, false},
		{"a year to the week", 200, 52, false},
		{"a year and a week", 200, 53, true},
		{"too few items", 19, 106, false},
		{"two years", 20, 106, true},
	} {
		if s, _ := seasonOf(c.items, c.weeks, first); (s != nil) != c.want {
			t.Errorf("%s: got %v, want a season: %t", c.name, s, c.want)
		}
	}
}

// A category leans on the house: two items of their own say little, hundreds speak for themselves.
func TestCategoriesLeanOnTheHouse(t *testing.T) {
	first := WeekOf(item.MakeDate(2024, time.January, 1))
	house, _ := seasonOf(200, 106, first)
	christmas := first + 49
	flat := make([]int64, 106)
	for i := range flat {
		flat[i] = 50
	}
	at := func(items int) int64 {
		var p Pool
		for range items {
			p.Add(History{First: first, Weeks: flat})
		}
		return p.Season(house).At(christmas)
	}
	if none, few, many := at(0), at(2), at(2_000); none != house.At(christmas) || few < none*9/10 || many > 1_200 {
		t.Errorf("before Christmas the house has %d; got %d of none, %d of two flat items, %d of two thousand", house.At(christmas), none, few, many)
	}
}

// The best seller does not speak for all, and neither does growth: a house that doubles evenly has no season.
func TestWhatIsNoSeason(t *testing.T) {
	first := WeekOf(item.MakeDate(2024, time.January, 1))
	var p Pool
	for range 50 {
		weeks := make([]int64, 106)
		for i := range weeks {
			weeks[i] = 100 + int64(i)
		}
		p.Add(History{First: first, Weeks: weeks})
	}
	huge := make([]int64, 106)
	for i := range huge {
		huge[i] = 1
	}
	huge[60] = 1_000_000
	p.Add(History{First: first, Weeks: huge})
	s := p.Season(nil)
	for w := first + 52; w < first+104; w++ {
		if i := s.At(w); i < 800 || i > 1_250 {
			t.Errorf("week %d of the year has %d", weekOfYear(w), i)
		}
	}
}
