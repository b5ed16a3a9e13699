package fulfilment

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func (b *scaleBench) weight(kind weightKind, code string) (w Weight) {
	b.look(endsHouse, func(r store.Reader) { w, _ = Weights.Get(r, weightKey(kind, code)) })
	return w
}

// A bag of 30 g is missing among 20 tins: at first nobody can tell, after a day of parcels the scale can. What the shop's box
// weighs with its filling was learned on the way.
func TestLearningNarrowsTheTolerance(t *testing.T) {
	b := newScaleBench(t)
	first, err := b.put(b.boxed("BOX", "TIN", 20, "BAG", 1), 2216)
	if err != nil || first.Expected != 2230 || first.Tolerance != 72 {
		t.Fatalf("a first parcel without its bag: got %+v, %v", first, err)
	}
	rnd := rand.New(rand.NewPCG(7, 1))
	for i := range 200 { // the box has 16 g of filling, tins are 1 % heavy; the scale and the tape are up to 3 g off
		n := 1 + rnd.Int64N(20)
		if _, err := b.put(b.boxed("BOX", "TIN", int(n)), 216+101*n+rnd.Int64N(7)-3); err != nil {
			t.Fatalf("parcel %d: %v", i, err)
		}
	}
	box, tin := b.weight(ofCarton, "BOX"), b.weight(ofItem, "TIN")
	if box.One < 211_000 || box.One > 221_000 || tin.One < 100_500 || tin.One > 101_500 {
		t.Errorf("the box is believed to weigh %d mg, a tin %d; they weigh 216,000 and 101,000", box.One, tin.One)
	}
	id := b.boxed("BOX", "TIN", 20, "BAG", 1)
	if _, err := b.put(id, 2236); endsReason(err) != "weight.outside" {
		t.Errorf("without its bag: got %v, want weight.outside", err)
	}
	got, err := b.put(id, 2266)
	if err != nil || got.Tolerance >= 30 {
		t.Errorf("with its bag: got %+v, %v", got, err)
	}
	if b.cost > 12 {
		t.Errorf("weighing wrote %d records, want at most 12", b.cost)
	}
	t.Logf("weighing writes %d records", b.cost)
	t.Logf("tolerance %d g at first, %d g after 200 parcels", first.Tolerance, got.Tolerance)
}

// A supervisor who lets a weight pass that was allowed before anything was learned opens the tolerance again; one far off
// teaches nothing. A typed weight teaches nothing, nor does weighing the same parcel twice.
func TestWhatTeaches(t *testing.T) {
	b := newScaleBench(t)
	learn := func(n int) {
		for range n {
			if _, err := b.put(b.boxed("BOX", "TIN", 8), 1000); err != nil {
				t.Fatal(err)
			}
		}
	}
	learn(40)
	exact := b.weight(ofCarton, "BOX")
	if exact.Evidence < proven || exact.Spread > 800 {
		t.Fatalf("after 40 parcels of one weight: %+v", exact)
	}
	same := func(why string) {
		t.Helper()
		if now := b.weight(ofCarton, "BOX"); now != exact {
			t.Errorf("%s taught: %+v, want %+v", why, now, exact)
		}
	}
	id := b.boxed("BOX", "TIN", 8)
	endsMust(b.ends, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 1001, Raw: "1001", Typed: true})
	same("a typed weight")
	endsMust(b.ends, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 1001, Raw: "S S"})
	same("a second weighing")
	far := WeighInput{Parcel: b.boxed("BOX", "TIN", 8), Grams: 1100, Raw: "S S", Override: "a gift", Supervisor: "BADGE-SUN"}
	endsMust(b.ends, endsHouse, Weigh, far)
	same("a weight far off")
	refused := b.boxed("BOX", "TIN", 8)
	if _, err := b.put(refused, 1030); endsReason(err) != "weight.outside" {
		t.Fatalf("30 g off: got %v, want weight.outside", err)
	}
	same("a refused weight")
	endsMust(b.ends, endsHouse, Weigh, WeighInput{Parcel: refused, Grams: 1030, Raw: "S S", Override: "new filling", Supervisor: "BADGE-SUN"})
	if now := b.weight(ofCarton, "BOX"); now.One <= exact.One || now.Spread <= exact.Spread {
		t.Errorf("an override within what was allowed at first: %+v, before %+v", now, exact)
	}
}

// What the catalogue says anew is believed: what was learned under the old word counts no more.
func TestANewWordOfTheCatalogueBeginsAnew(t *testing.T) {
	b := newScaleBench(t)
	for range 12 {
		if _, err := b.put(b.boxed("BOX", "TIN", 8), 1020); err != nil {
			t.Fatal(err)
		}
	}
	b.company(func(tx *store.Tx) error {
		it, err := inventory.FindItem(tx, "TIN")
		if err == nil {
			it.Packs = eachOf(150)
			_, err = inventory.PutItem(tx, it, it.Revision)
		}
		return err
	})
	got, err := b.put(b.boxed("BOX", "TIN", 8), 1410)
	if err != nil || got.Expected < 1400 || got.Expected > 1425 {
		t.Errorf("got %+v, %v; want about 1,400 g and what the box was learned to weigh", got, err)
	}
}

// Goods nobody ever weighed are known after eight parcels.
func TestGoodsNobodyWeighedAreLearned(t *testing.T) {
	b := newScaleBench(t)
	for i := range 8 {
		got, err := b.put(b.boxed("BOX", "NEW", 1+i%3), 200+int64(1+i%3)*70+int64(i%2))
		if err != nil || len(got.Unknown) != 1 {
			t.Fatalf("parcel %d: got %+v, %v", i, got, err)
		}
	}
	if _, err := b.put(b.boxed("BOX", "NEW", 3), 340); endsReason(err) != "weight.outside" {
		t.Errorf("one of three is missing: got %v, want weight.outside", err)
	}
	if got, err := b.put(b.boxed("BOX", "NEW", 3), 411); err != nil || len(got.Unknown) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A parcel of very many different goods stays within a command's budget and is judged as a whole.
func TestWeighAParcelOfManyGoods(t *testing.T) {
	b := newScaleBench(t)
	units := []any{}
	for i := range maxParts {
		sku := fmt.Sprintf("N%03d", i)
		b.company(func(tx *store.Tx) error {
			_, err := inventory.PutItem(tx, item.Item{SKU: item.SKU(sku), Name: sku, Packs: eachOf(10)}, 0)
			return err
		})
		units = append(units, sku, 1)
	}
	if got, err := b.put(b.boxed("BOX", units...), 4300); err != nil || got.Expected != 4200 || got.Tolerance != 131 {
		t.Errorf("%d goods: got %+v, %v", maxParts, got, err)
	}
	if _, err := b.put(b.boxed("BOX", units...), 4000); endsReason(err) != "weight.outside" {
		t.Errorf("%d goods, 200 g short: got %v", maxParts, err)
	}
	id := b.boxed("BOX", append(units, "TIN", 1)...)
	b.do(func(tx *store.Tx) error {
		p, err := FindParcel(tx, id)
		p.Expected = 4300
		Parcels.Put(tx, &p)
		return err
	})
	if _, err := b.put(id, 4435); endsReason(err) != "weight.outside" {
		t.Errorf("%d goods: got %v", maxParts+1, err)
	}
	if got, err := b.put(id, 4434); err != nil || got.Expected != 4300 || got.Tolerance != 134 {
		t.Errorf("%d goods: got %+v, %v", maxParts+1, got, err)
	}
}

// workshop is a world of goods whose true weights are not quite the catalogue's.
type workshop struct {
	parts []part // what is believed; the carton first
	truth []int64
	noise int64 // mg a weighing is off at most
}

func (w *workshop) content(qty []int64) *content {
	c := &content{parts: append([]part{}, w.parts...)}
	for i := range c.parts[1:] {
		c.parts[i+1].qty = qty[i]
	}
	return c
}

// pack weighs a parcel; what was accepted teaches.
func (w *workshop) pack(qty []int64, noise int64) (accepted bool) {
	c := w.content(qty)
	off := w.weight(qty) + noise - c.expected()
	if abs(off) > c.tolerance() {
		return false
	}
	for _, p := range c.teach(off) {
		for i := range w.parts {
			if w.parts[i].sku == p.sku {
				w.parts[i].learned = p.learned
			}
		}
	}
	return true
}

func (w *workshop) weight(qty []int64) int64 {
	mg := w.truth[0]
	for i, q := range qty {
		mg += q * w.truth[i+1]
	}
	return mg
}

// TestWhatIsMissingIsSeen learns from parcels of any goods and noise. Whatever it learned: the tolerance is never wider than
// at first, and a parcel that lacks a unit heavier than the tolerance, by as much as the scale may be off and the belief is
// off, is refused.
func TestWhatIsMissingIsSeen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &workshop{noise: rapid.Int64Range(0, 5_000).Draw(rt, "noise")}
		between := func(what string, lo, hi int64) int64 { return rapid.Int64Range(lo, hi).Draw(rt, what) }
		tare := between("tare", 0, 900) * milli
		w.parts, w.truth = []part{{qty: 1, nominal: tare}}, []int64{tare + between("filling", -5_000, 20_000)}
		for i := range between("goods", 1, 4) {
			one := between("grams", 1, 3000) * milli
			w.parts = append(w.parts, part{sku: item.SKU(fmt.Sprint("SKU", i)), nominal: one})
			w.truth = append(w.truth, one+one*between("off", -30, 30)/1000)
		}
		some := func() []int64 {
			qty := make([]int64, len(w.parts)-1)
			for i := range qty {
				qty[i] = between("qty", 1, 12)
			}
			return qty
		}
		for range 40 {
			w.pack(some(), between("off", -w.noise, w.noise))
			qty := some()
			c := w.content(qty)
			tol := c.tolerance()
			if cold := c.cold(); tol > cold {
				rt.Fatalf("the tolerance is %d mg, at first it was %d", tol, cold)
			}
			for i := range qty {
				lacks := append([]int64{}, qty...)
				lacks[i]--
				gross := w.weight(lacks) + between("noise", -w.noise, w.noise)
				bias := abs(w.weight(qty) - c.expected())
				if off := gross - c.expected(); w.truth[i+1] > tol+bias+w.noise && abs(off) <= tol {
					rt.Fatalf("a unit of %d mg is missing and passes: %d mg off, tolerance %d", w.truth[i+1], off, tol)
				}
			}
			if p := c.parts[0]; p.one() < 0 || p.learned.Spread < 0 || p.learned.Evidence > window {
				rt.Fatalf("learned: %+v", p.learned)
			}
		}
	})
}

// In a seeded month the scale learns what a bench is like: few right parcels are stopped, and what was below the first
// tolerance is seen.
func TestAMonthAtTheBench(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20261122, 4))
	w := &workshop{}
	add := func(sku item.SKU, nominal, truth int64) {
		w.parts, w.truth = append(w.parts, part{sku: sku, qty: 1, nominal: nominal}), append(w.truth, truth)
	}
	add("", 250_000, 262_000)
	add("BAG", 30_000, 30_200)
	add("CUP", 310_000, 308_000)
	add("TIN", 120_000, 121_500)
	some := func() []int64 {
		qty := []int64{rnd.Int64N(3), rnd.Int64N(4), rnd.Int64N(7)}
		qty[rnd.IntN(3)]++
		return qty
	}
	noise := func(qty []int64) int64 { // the scale, the tape, and cups that are not all alike
		return int64(rnd.NormFloat64()*2000) + int64(rnd.NormFloat64()*1500)*qty[1]
	}
	stopped, bags, seen := 0, 0, 0
	for i := range 2000 {
		qty := some()
		ok := w.pack(qty, noise(qty))
		if i < 500 {
			continue
		}
		if !ok {
			stopped++
		}
		if qty[0] > 0 {
			lacks := append([]int64{}, qty...)
			lacks[0]--
			bags++
			if c := w.content(qty); abs(w.weight(lacks)+noise(lacks)-c.expected()) > c.tolerance() {
				seen++
			}
		}
	}
	t.Logf("stopped %d of 1500 right parcels; saw %d of %d missing bags of 30 g", stopped, seen, bags)
	for _, p := range w.parts {
		t.Logf("%-4s %+v", p.sku, p.learned)
	}
	if stopped > 30 || seen*100 < bags*90 {
		t.Errorf("stopped %d of 1500 right parcels, want at most 30; saw %d of %d missing bags, want nine of ten", stopped, seen, bags)
	}
}

func TestRoot(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(0, 1<<62).Draw(rt, "n")
		if r := root(n); r*r > n || (r+1)*(r+1) <= n && r < 1<<31 {
			rt.Fatalf("root of %d is not %d", n, r)
		}
	})
}
