package allocation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

const ship = item.Date(20_000)

func line(order string, quantity int64) Line {
	return Line{Order: order, Line: 1, SKU: "TEA", Quantity: quantity, Ship: ship}
}

func face(holder string, available int64) Stock {
	return Stock{Holder: holder, Kind: layout.PickFace, SKU: "TEA", OnHand: available, Available: available}
}

func reserve(holder string, available int64) Stock {
	s := face(holder, available)
	s.Kind = layout.Reserve
	return s
}

func lot(s Stock, l item.Lot, days int64) Stock {
	s.Lot, s.Expiry = l, ship+item.Date(days)
	return s
}

// brief writes picks as "order<-holder:quantity".
func brief(p Plan) []string {
	var out []string
	for _, k := range p.Picks {
		out = append(out, fmt.Sprintf("%s<-%s:%d", k.Order, k.Holder, k.Quantity))
	}
	for _, s := range p.Short {
		out = append(out, fmt.Sprintf("%s short %d: %s", s.Order, s.Wanted-s.Allocated, s.Causes[0].Reason))
	}
	return out
}

func TestAllocate(t *testing.T) {
	received := func(s Stock, d item.Date) Stock { s.Received = d; return s }
	travel := func(s Stock, n int64) Stock { s.Travel = n; return s }
	for name, c := range map[string]struct {
		lines []Line
		stock []Stock
		want  []string
	}{
		"earliest expiry first, whatever the travel": {
			[]Line{line("1", 5)}, []Stock{lot(face("near", 9), "L2", 90), travel(lot(face("far", 9), "L1", 30), 99)}, []string{"1<-far:5"}},
		"goods that never expire come last": {
			[]Line{line("1", 12)}, []Stock{face("a", 9), lot(face("b", 9), "L", 30)}, []string{"1<-b:9", "1<-a:3"}},
		"then the earliest receipt": {
			[]Line{line("1", 5)}, []Stock{received(face("a", 9), 100), received(face("b", 9), 99)}, []string{"1<-b:5"}},
		"one place before two": {
			[]Line{line("1", 8)}, []Stock{face("a", 4), face("b", 4), face("c", 8)}, []string{"1<-c:8"}},
		"the preferred of the fewest": {
			[]Line{line("1", 10)}, []Stock{face("a", 3), face("b", 4), face("c", 8), face("d", 7)}, []string{"1<-a:3", "1<-c:7"}},
		"pick face before reserve below a case": {
			[]Line{{Order: "1", SKU: "TEA", Quantity: 5, Ship: ship, Case: 6}}, []Stock{reserve("a", 60), face("b", 10)}, []string{"1<-b:5"}},
		"whole cases from reserve": {
			[]Line{{Order: "1", SKU: "TEA", Quantity: 6, Ship: ship, Case: 6}}, []Stock{face("a", 10), reserve("b", 60)}, []string{"1<-b:6"}},
		"the dearer order first": {
			[]Line{line("1", 5), {Order: "2", SKU: "TEA", Quantity: 5, Ship: ship, Priority: 1}}, []Stock{face("a", 7)},
			[]string{"2<-a:5", "1<-a:2", "1 short 3: stock.contended"}},
		"then the earlier ship date": {
			[]Line{line("1", 5), {Order: "2", SKU: "TEA", Quantity: 5, Ship: ship - 1}}, []Stock{face("a", 7)},
			[]string{"2<-a:5", "1<-a:2", "1 short 3: stock.contended"}},
		"never below the minimum remaining life": {
			[]Line{{Order: "1", SKU: "TEA", Quantity: 5, Ship: ship, MinDays: 31}}, []Stock{lot(face("a", 9), "L1", 30), lot(face("b", 2), "L2", 31)},
			[]string{"1<-b:2", "1 short 3: lot.short_life"}},
		"the last day counts": {[]Line{line("1", 1)}, []Stock{lot(face("a", 1), "L", 0)}, []string{"1<-a:1"}},
		"never expired":       {[]Line{line("1", 1)}, []Stock{lot(face("a", 1), "L", -1)}, []string{"1 short 1: lot.expired"}},
		"never held":          {[]Line{line("1", 1)}, []Stock{{Holder: "a", Kind: layout.PickFace, SKU: "TEA", OnHand: 3, Hold: "recall"}}, []string{"1 short 1: stock.held"}},
		"never from a dock":   {[]Line{line("1", 1)}, []Stock{{Holder: "a", Kind: layout.Dock, SKU: "TEA", OnHand: 3, Available: 3}}, []string{"1 short 1: stock.not_stored"}},
		"never another owner's": {
			[]Line{line("1", 1)}, []Stock{{Holder: "a", Kind: layout.PickFace, SKU: "TEA", OnHand: 3, Available: 3, Owner: "X"}}, []string{"1 short 1: stock.owner"}},
		"reserved elsewhere":    {[]Line{line("1", 2)}, []Stock{{Holder: "a", Kind: layout.PickFace, SKU: "TEA", OnHand: 3, Available: 1}}, []string{"1<-a:1", "1 short 1: stock.reserved"}},
		"nothing there":         {[]Line{line("1", 2)}, nil, []string{"1 short 2: stock.none"}},
		"all short lines":       {[]Line{line("1", 2), line("2", 3), line("3", 1)}, []Stock{face("a", 1)}, []string{"1<-a:1", "1 short 1: stock.none", "2 short 3: stock.contended", "3 short 1: stock.contended"}},
		"ties by travel":        {[]Line{line("1", 2)}, []Stock{travel(face("a", 5), 2), travel(face("b", 5), 1)}, []string{"1<-b:2"}},
		"then by holder":        {[]Line{line("1", 2)}, []Stock{face("b", 5), face("a", 5)}, []string{"1<-a:2"}},
		"stock of another item": {[]Line{line("1", 2)}, []Stock{{Holder: "a", Kind: layout.PickFace, SKU: "CUP", OnHand: 9, Available: 9}}, []string{"1 short 2: stock.none"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Allocate(c.lines, c.stock)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(brief(p), c.want); d != "" {
				t.Errorf("got -, want +:\n%s", d)
			}
		})
	}
}

func TestShortNamesTheLotThatBlocks(t *testing.T) {
	l := Line{Order: "7", Line: 2, SKU: "TEA", Quantity: 5, Ship: ship, MinDays: 60}
	p, err := Allocate([]Line{l}, []Stock{lot(face("A1", 4), "L9", 30), {Holder: "A2", Kind: layout.Reserve, SKU: "TEA", OnHand: 3, Hold: "count.pending"}})
	if err != nil || len(p.Short) != 1 {
		t.Fatalf("got %+v, %v", p, err)
	}
	got := p.Short[0].Detail()
	want := fault.Detail{Where: "order 7 line 2", Reason: ReasonLife, Want: 5,
		Message: "TEA: 0 of 5 allocated; 4 of lot L9 at A1 expire too soon, 2024-11-03; 3 at A2 under hold count.pending"}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("got -, want +:\n%s", d)
	}
}

func TestAllocateRefusesNonsense(t *testing.T) {
	_, err := Allocate([]Line{line("1", 0), line("2", 1), line("2", 1), {Order: "3", SKU: "TEA", Quantity: 1}}, []Stock{{Holder: "a", Available: -1}})
	e := fault.From(err)
	if e == nil || e.Code != fault.CodeInvalid || len(e.Details) != 4 {
		t.Errorf("got %v, want 4 faults named", err)
	}
}

// rules is an independent judge: what any plan must keep.
func rules(t *testing.T, lines []Line, stock []Stock, p Plan) {
	t.Helper()
	taken := make([]int64, len(stock))
	got := map[string]int64{}
	for _, k := range p.Picks {
		s := stock[k.Stock]
		taken[k.Stock] += k.Quantity
		got[k.Order] += k.Quantity
		if k.Quantity <= 0 || s.Holder != k.Holder || s.SKU != k.SKU || s.Lot != k.Lot || k.Why == "" {
			t.Errorf("pick %+v does not fit balance %+v", k, s)
		}
	}
	for i, s := range stock {
		if taken[i] > s.Available {
			t.Errorf("%d taken of %d at %s", taken[i], s.Available, s.Holder)
		}
	}
	short := map[string]int64{}
	for _, s := range p.Short {
		short[s.Order] = s.Wanted - s.Allocated
		if len(s.Causes) == 0 || s.Wanted <= s.Allocated {
			t.Errorf("short line %+v is not one", s)
		}
	}
	for _, l := range lines {
		if got[l.Order]+short[l.Order] != l.Quantity {
			t.Errorf("order %s: %d picked and %d short of %d", l.Order, got[l.Order], short[l.Order], l.Quantity)
		}
	}
}

// TestSmallWorlds enumerates every world of three balances (0 to 3 units, two expiries, two kinds) and lines of 1 to 6
// units, and compares with a search over all ways to take.
func TestSmallWorlds(t *testing.T) {
	worlds := 0
	for code := range 4 * 4 * 4 * 64 {
		units := []int64{int64(code % 4), int64(code / 4 % 4), int64(code / 16 % 4)}
		var stock []Stock
		for i, bits := 0, code/64; i < 3; i, bits = i+1, bits/4 {
			s := face(string(rune('a'+i)), units[i])
			if bits&1 != 0 {
				s.Kind = layout.Reserve
			}
			stock = append(stock, lot(s, "L", 10+int64(bits&2)*5))
		}
		for need := int64(1); need <= 6; need++ {
			worlds++
			l := line("1", need)
			p, err := Allocate([]Line{l}, stock)
			if err != nil {
				t.Fatal(err)
			}
			rules(t, []Line{l}, stock, p)
			if got, want := picked(p, len(stock)), bestOf(l, stock); !slices.Equal(got, want) {
				t.Fatalf("need %d of %+v: got %v, want %v", need, stock, got, want)
			}
		}
	}
	if worlds != 24_576 {
		t.Errorf("got %d worlds", worlds)
	}
}

func picked(p Plan, n int) []int64 {
	out := make([]int64, n)
	for _, k := range p.Picks {
		out[k.Stock] += k.Quantity
	}
	return out
}

// bestOf searches all ways to take from three balances: most units, then oldest, then fewest places, then pick faces,
// then the first holders.
func bestOf(l Line, stock []Stock) []int64 {
	var best []int64
	better := func(a, b []int64) bool {
		for _, score := range []func([]int64) int64{
			func(w []int64) int64 { return w[0] + w[1] + w[2] },
			func(w []int64) (old int64) {
				for i, q := range w {
					if stock[i].Expiry == ship+10 {
						old += q
					}
				}
				return old
			},
			func(w []int64) (places int64) {
				for _, q := range w {
					if q > 0 {
						places--
					}
				}
				return places
			},
		} {
			if x, y := score(a), score(b); x != y {
				return x > y
			}
		}
		return slices.Compare(wish(a, stock), wish(b, stock)) < 0
	}
	var way [3]int64
	for way[0] = range stock[0].Available + 1 {
		for way[1] = range stock[1].Available + 1 {
			for way[2] = range stock[2].Available + 1 {
				if way[0]+way[1]+way[2] <= l.Quantity && (best == nil || better(way[:], best)) {
					best = slices.Clone(way[:])
				}
			}
		}
	}
	return best
}

// wish lists the balances a way uses as ranks of preference (older, pick face, holder) and then how little each gives.
func wish(way []int64, stock []Stock) []int64 {
	type use struct{ rank, quantity int64 }
	var uses []use
	for i, q := range way {
		if q > 0 {
			uses = append(uses, use{int64(stock[i].Expiry)*100 + int64(stock[i].Kind&1)*10 + int64(i), q})
		}
	}
	slices.SortFunc(uses, func(a, b use) int { return int(a.rank - b.rank) })
	var out []int64
	for _, u := range uses {
		out = append(out, u.rank)
	}
	for _, u := range uses {
		out = append(out, -u.quantity)
	}
	return out
}

func randomWorld(rng *rand.Rand, lines, balances int) ([]Line, []Stock) {
	ls := make([]Line, lines)
	for i := range ls {
		ls[i] = Line{Order: fmt.Sprint("O", i), SKU: item.SKU(fmt.Sprint("S", rng.IntN(balances/8+1))), Quantity: 1 + rng.Int64N(30),
			Ship: ship + item.Date(rng.IntN(3)), MinDays: rng.Int64N(20), Priority: rng.Int64N(3), Case: rng.Int64N(2) * 12}
	}
	ss := make([]Stock, balances)
	for i := range ss {
		on := rng.Int64N(60)
		ss[i] = Stock{Holder: fmt.Sprint("H", i), Kind: layout.Kind(1 + rng.IntN(8)), SKU: item.SKU(fmt.Sprint("S", rng.IntN(balances/8+1))),
			Lot: item.Lot(fmt.Sprint("L", rng.IntN(4))), Expiry: item.Date(rng.IntN(2)) * (ship + item.Date(rng.IntN(40)-5)),
			Received: item.Date(rng.IntN(3)), OnHand: on, Available: rng.Int64N(on + 1), Travel: rng.Int64N(50)}
		if rng.IntN(8) == 0 {
			ss[i].Hold = "quality"
		}
	}
	return ls, ss
}

func TestRandomWorlds(t *testing.T) {
	for seed := range uint64(400) {
		lines, stock := randomWorld(rand.New(rand.NewPCG(seed, 1)), 40, 60)
		p, err := Allocate(lines, stock)
		if err != nil {
			t.Fatal(err)
		}
		rules(t, lines, stock, p)
		for _, k := range p.Picks {
			s := stock[k.Stock]
			l := lines[slices.IndexFunc(lines, func(l Line) bool { return l.Order == k.Order })]
			if s.Hold != "" || !s.Kind.Stocked() || s.Expiry != 0 && l.Ship.Until(s.Expiry) < l.MinDays {
				t.Fatalf("seed %d: %+v may not serve %+v", seed, s, l)
			}
		}
		// The same plan whatever order the balances and lines come in.
		rng := rand.New(rand.NewPCG(seed, 2))
		rng.Shuffle(len(stock), func(i, j int) { stock[i], stock[j] = stock[j], stock[i] })
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		again, err := Allocate(lines, stock)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(brief(again), brief(p)); d != "" {
			t.Fatalf("seed %d: another order of input gives another plan:\n%s", seed, d)
		}
	}
}

func BenchmarkAllocate(b *testing.B) {
	lines, stock := randomWorld(rand.New(rand.NewPCG(1, 1)), 2_000, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Allocate(lines, stock); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2_000, "ns/line")
}
