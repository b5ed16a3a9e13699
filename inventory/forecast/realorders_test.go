package forecast

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/item"
	"example.com/tote/testdata"
)

// The months of the proof, by number of the week in the data: week 0 begins on Monday, 29 November 2010. The weights of the
// package were chosen on April to June; July to September were only looked at.
const (
	april   = 17
	july    = 31
	october = 43 // the last week of September is not whole
)

// shop is what was wanted of each SKU in each week.
type shop struct {
	first  int64
	skus   []string
	wanted map[string][]int64
}

// realDemand counts real orders by week. A line counts for at most most units: 1 counts lines, as a picker sees them; without
// bound a wholesaler's pallet is a week's demand of a shop.
func realDemand(t testing.TB, most int64) *shop {
	begin := time.Date(2010, time.December, 1, 0, 0, 0, 0, time.UTC)
	s := &shop{first: WeekOf(item.MakeDate(2010, time.November, 29)), wanted: map[string][]int64{}}
	for o, err := range testdata.Orders(testdata.Gifts, testdata.Original, 14_744) {
		if err != nil {
			t.Fatal(err)
		}
		week := WeekOf(item.DateOf(begin.Add(o.PlacedAt), time.UTC)) - s.first
		if o.Fault != "" || week >= october {
			continue
		}
		for _, l := range o.Lines {
			if s.wanted[l.SKU] == nil {
				s.wanted[l.SKU] = make([]int64, october)
				s.skus = append(s.skus, l.SKU)
			}
			s.wanted[l.SKU][week] += min(l.Qty, most)
		}
	}
	slices.Sort(s.skus)
	return s
}

// regular gives the SKUs wanted in most weeks before one: a mean gap of at most 1.3 weeks since they were first wanted.
func (s *shop) regular(before int, want bool) (out []string) {
	for _, sku := range s.skus {
		e := Fit(s.history(sku, before), nil)
		if e.Weeks >= 8 && (e.Weeks*10 <= 13*e.Wanted) == want {
			out = append(out, sku)
		}
	}
	return out
}

func (s *shop) history(sku string, before int) History {
	return History{First: s.first, Weeks: s.wanted[sku][:before]}
}

// rule gives the forecast of the coming week and the level up to which is ordered, having seen some weeks.
type rule func(h History, service int64) (week Milli, upTo int64)

func ours(h History, service int64) (Milli, int64) {
	e := Fit(h, nil)
	next := h.First + int64(len(h.Weeks))
	l := e.Levels(Terms{From: MondayOf(next), Lead: 14_000, Review: 7, Service: service})
	return e.Week(next), l.UpTo
}

// textbook is a rule of algorithms that others use, for comparison: a forecast, and the normal quantile of its error.
func textbook(predict func(weeks []int64) int64) rule {
	return func(h History, service int64) (Milli, int64) {
		squares, n := 0.0, 0.0
		for i := 4; i < len(h.Weeks); i++ {
			off := float64(h.Weeks[i]*1000 - predict(h.Weeks[:i]))
			squares, n = squares+off*off, n+1
		}
		week := predict(h.Weeks)
		z := float64(Factor(service)) / 1000
		safety := int64(0)
		if n > 0 {
			safety = int64(z*squareRoot(3*squares/n)) + 999
		}
		return week, (3*week + safety) / 1000
	}
}

func squareRoot(x float64) float64 {
	r := x
	for range 60 {
		if r > 0 {
			r = (r + x/r) / 2
		}
	}
	return r
}

func lastWeek(weeks []int64) int64 { return weeks[len(weeks)-1] * 1000 }

func meanOfFour(weeks []int64) int64 {
	last := weeks[max(0, len(weeks)-4):]
	sum := int64(0)
	for _, x := range last {
		sum += x * 1000
	}
	return sum / int64(len(last))
}

func smoothed(trend int64) func([]int64) int64 {
	return func(weeks []int64) int64 {
		level, step := weeks[0]*1000, int64(0)
		for i, x := range weeks[1:] {
			expected := level + step*9/10
			next := expected + (x*1000-expected)*max(200, 1000/int64(i+2))/1000
			step, level = step*9/10+(next-expected)*trend/1000, next
		}
		return max(0, level+step*18/10)
	}
}

// outcome is a season played through.
type outcome struct {
	fill  float64 // of what was wanted, delivered at once, in percent
	stock float64 // mean stock at the end of a week, in weeks of demand
	off   float64 // absolute error of the week's forecast, against "last week again"
}

// play plays the weeks through: what is there is delivered, what is missing is owed; at the end of each week it is ordered up to
// the level. waits is how many weeks of demand pass until it is there: the two weeks of the lead time, and as the proof of
// reference counts (see TestSeptember) one of them only.
func (s *shop) play(skus []string, from, to int, r rule, service int64, waits int) outcome {
	var wanted, delivered, stock, off, again int64
	for _, sku := range skus {
		weeks := s.wanted[sku]
		week, upTo := r(s.history(sku, from), service)
		coming := make([]int64, waits)
		have := upTo
		for i := range coming {
			coming[i] = week / 1000
			have = max(0, have-coming[i])
		}
		owed := int64(0)
		for w := from; w < to; w++ {
			off += abs(weeks[w]*1000 - week)
			again += abs(weeks[w]-weeks[w-1]) * 1000
			ship := min(have, weeks[w])
			have, owed = have-ship, owed+weeks[w]-ship
			wanted, delivered, stock = wanted+weeks[w], delivered+ship, stock+have
			have += coming[0]
			pay := min(owed, have)
			have, owed = have-pay, owed-pay
			copy(coming, coming[1:])
			coming[waits-1] = 0
			week, upTo = r(s.history(sku, w+1), service)
			position := have - owed
			for _, c := range coming {
				position += c
			}
			coming[waits-1] = max(0, upTo-position)
		}
	}
	return outcome{float64(delivered) * 100 / float64(wanted), float64(stock) / float64(wanted), float64(off) / float64(again)}
}

func abs(n int64) int64 { return max(n, -n) }

var services = []int64{500, 850, 900, 950, 980}

// row plays a rule at all services and words it.
func (s *shop) row(name string, skus []string, from, to int, r rule, waits int) string {
	line := fmt.Sprintf("| %-22s |", name)
	var o outcome
	for _, service := range services {
		o = s.play(skus, from, to, r, service, waits)
		line += fmt.Sprintf(" %.1f / %.2f |", o.fill, o.stock)
	}
	return line + fmt.Sprintf(" %.3f |", o.off)
}

// A season on real orders, July to September 2011, 1,168 SKUs that are wanted in most weeks, weekly orders, a lead time of two
// weeks. How it is counted makes more of a difference than the rule: by lines as a picker sees them, by units of at most twelve
// a line, or by all units, wholesalers' pallets included; and whether all of the two weeks pass before the goods are there.
const (
	byLine  = 1
	byDozen = 12
	byUnit  = 1 << 40
)

// TestRealSeason is the criterion: of what was wanted at least 98 % is there at once, with at most 2.4 weeks of stock, and the
// forecast is off by at most 0.82 of what "last week again" is off by. The first is kept with both waits, for lines and for
// dozens; with all units, of which 3 % of the lines bring half, no rule comes near it (BenchmarkSeason). The forecast's error
// keeps the bound on the units as they were sold; on lines and dozens, where a week is little more than chance, it is 0.83 to
// 0.85, as others' is.
func TestRealSeason(t *testing.T) {
	for _, c := range []struct {
		name    string
		most    int64
		waits   int
		service int64
		stock   float64
		off     float64
	}{
		{"lines, all of the lead time", byLine, 2, 965, 2.4, 0.85},
		{"dozens, a week less", byDozen, 1, 850, 2.4, 0.84},
	} {
		s := realDemand(t, c.most)
		got := s.play(s.regular(july, true), july, october, ours, c.service, c.waits)
		t.Logf("%s: %.2f %% at %.2f weeks' stock, off by %.3f", c.name, got.fill, got.stock, got.off)
		if got.fill < 98 || got.stock > c.stock || got.off > c.off {
			t.Errorf("%s: got %.2f %% at %.2f weeks' stock, off by %.3f; want 98 %% at %.1f and %.2f", c.name, got.fill, got.stock, got.off, c.stock, c.off)
		}
	}
	s := realDemand(t, byUnit)
	skus := s.regular(july, true)
	got, others := s.play(skus, july, october, ours, 900, 2), s.play(skus, july, october, textbook(meanOfFour), 900, 2)
	if len(skus) < 1_000 || got.off > 0.82 || got.stock > others.stock || got.fill < others.fill-1 {
		t.Errorf("units: got %+v of %d SKUs, want at most 0.82 off and less stock than %+v for as much", got, len(skus), others)
	}
}

// TestNowAndThen plays the SKUs that are wanted now and then, as they were sold: about as much is there at once as with the
// mean of the last four weeks, with a fifth less stock.
func TestNowAndThen(t *testing.T) {
	s := realDemand(t, byUnit)
	skus := s.regular(july, false)
	got, others := s.play(skus, july, october, ours, 980, 2), s.play(skus, july, october, textbook(meanOfFour), 950, 2)
	if len(skus) < 1_500 || got.fill < others.fill-1 || got.off > others.off || got.stock > others.stock*8/10 {
		t.Errorf("got %+v of %d SKUs, want about as much at once with a fifth less stock than %+v", got, len(skus), others)
	}
}

// BenchmarkSeason words the table that algorithms are compared by: how much was there at once, at how many weeks of stock, by
// service level.
func BenchmarkSeason(b *testing.B) {
	rules := []struct {
		name string
		rule rule
	}{{"last week again", textbook(lastWeek)}, {"mean of the last four", textbook(meanOfFour)}, {"smoothing 0.2", textbook(smoothed(0))},
		{"with damped trend", textbook(smoothed(100))}, {"ours", ours}}
	for range b.N {
		for _, most := range []int64{byLine, byDozen, byUnit} {
			s := realDemand(b, most)
			for _, span := range [][2]int{{april, july}, {july, october}} {
				for _, regular := range []bool{true, false} {
					skus := s.regular(span[0], regular)
					for _, waits := range []int{1, 2} {
						b.Logf("at most %d a line, weeks %d to %d, %d SKUs, regular %t, %d weeks' wait: fill / stock at service %v, off", most, span[0], span[1], len(skus), regular, waits, services)
						for _, m := range rules {
							b.Log(s.row(m.name, skus, span[0], span[1], m.rule, waits))
						}
					}
				}
			}
		}
	}
}
