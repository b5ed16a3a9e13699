package forecast

import "slices"

// YearWeeks is how many weeks must be over before there is a season.
const YearWeeks = 52

// Bounds of a season's index.
const (
	minSeasonal = 20    // items that must have been wanted for a whole year: fewer tell of themselves, not of the year
	leastIndex  = 200   // permille: a week the shop was shut is not divided by nothing
	mostIndex   = 5_000 // five times a usual week
	believed    = 60    // items of a category whose own season counts as much as the whole house's
)

// Season is how much more or less than usual is wanted in each week of the year, in permille. A nil season is 1000 always.
type Season struct{ index [YearWeeks + 1]int64 }

// At gives the index of a week.
func (s *Season) At(week int64) Milli {
	if s == nil {
		return 1000
	}
	return s.index[weekOfYear(week)]
}

// weekOfYear gives 0 to 52 by the ISO rule: a week belongs to the year of its Thursday.
func weekOfYear(week int64) int {
	thursday := (MondayOf(week) + 3).Time()
	return (thursday.YearDay() - 1) / 7
}

// Pool adds up the demand of many items, each in shares of its own usual week, so that the best seller does not speak for all.
type Pool struct {
	first  int64
	shares []int64 // by week, permille
	items  []int64 // that had begun by then
}

// Add takes in an item's history; one that is wanted in fewer than half of all weeks, or was not there a whole year, says nothing about the year.
func (p *Pool) Add(h History) {
	begin := slices.IndexFunc(h.Weeks, func(x int64) bool { return x > 0 })
	if begin < 0 || len(h.Weeks)-begin < YearWeeks+1 {
		return
	}
	weeks, first := h.Weeks[begin:], h.First+int64(begin)
	sum, wanted := int64(0), int64(0)
	for _, q := range weeks {
		if q > 0 {
			sum += min(q, MostWanted)
			wanted++
		}
	}
	n := int64(len(weeks))
	if n > 2*wanted {
		return
	}
	for i, q := range weeks {
		// Five usual weeks are the most that one item says of a week: the rest is its own affair.
		p.at(first+int64(i), min(share(min(max(0, q), MostWanted)*1000, n, sum), mostIndex))
	}
}

func (p *Pool) at(week, permille int64) {
	if len(p.shares) == 0 {
		p.first = week
	}
	for week < p.first {
		p.shares, p.items = slices.Insert(p.shares, 0, 0), slices.Insert(p.items, 0, 0)
		p.first--
	}
	for int64(len(p.shares)) <= week-p.first {
		p.shares, p.items = append(p.shares, 0), append(p.items, 0)
	}
	p.shares[week-p.first] += permille
	p.items[week-p.first]++
}

// Items tells how many items speak.
func (p *Pool) Items() int64 {
	if len(p.items) == 0 {
		return 0
	}
	return slices.Max(p.items)
}

// Season gives the year as the pool's items saw it, or nil while there is no whole year of enough items. within, if there is
// one, is the season of the larger whole the pool is part of: a few items lean on it, many speak for themselves.
func (p *Pool) Season(within *Season) *Season {
	n := p.Items()
	if within == nil && n < minSeasonal || len(p.shares) <= YearWeeks {
		return within
	}
	raw := p.ratios()
	var s Season
	for w := range s.index {
		// A week leans on its neighbours: Easter moves, and one year is not the next.
		before, after := raw[(w+YearWeeks)%(YearWeeks+1)], raw[(w+1)%(YearWeeks+1)]
		v := (before + 2*raw[w] + after) / 4
		if within != nil {
			v = (v*n + within.index[w]*believed) / (n + believed)
		}
		s.index[w] = min(max(v, leastIndex), mostIndex)
	}
	return &s
}

// ratios compares each week of the year with the year around it. Where two years are known the mean of both counts, and growth
// from one to the other is no season.
func (p *Pool) ratios() (out [YearWeeks + 1]int64) {
	var n [YearWeeks + 1]int64
	mean := func(i int) int64 {
		if p.items[i] == 0 {
			return 0
		}
		return p.shares[i] / p.items[i]
	}
	weeks := len(p.shares)
	for i := range weeks {
		from := min(max(0, i-YearWeeks/2), weeks-YearWeeks)
		sum := int64(0)
		for j := from; j < from+YearWeeks; j++ {
			sum += mean(j)
		}
		if sum == 0 {
			continue
		}
		w := weekOfYear(p.first + int64(i))
		out[w] += mean(i) * 1000 * YearWeeks / sum
		n[w]++
	}
	for w := range out {
		if n[w] > 0 {
			out[w] /= n[w]
		}
	}
	for w := range out { // the 53rd week is in few years
		if n[w] == 0 {
			out[w] = out[(w+YearWeeks)%(YearWeeks+1)]
		}
	}
	return out
}
