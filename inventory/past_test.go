package inventory

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// recordedStock is what the balances and LPNs said at a moment, written down while it was now.
type recordedStock struct {
	at    time.Time
	seq   uint64
	stock []PastBalance
}

func (h *house) writeDown() recordedStock {
	s := recordedStock{at: h.now(), stock: []PastBalance{}}
	h.look(func(r store.Reader) {
		s.seq = store.Tail(r)
		for b := range Balances.All(r, store.K(tagBalance), nil) {
			in := Within(r, b.Holder)
			s.stock = append(s.stock, PastBalance{Goods: b.Goods, OnHand: b.OnHand, Grams: b.Grams, Place: in[len(in)-1]})
		}
	})
	slices.SortFunc(s.stock, func(a, b PastBalance) int { return compareGoods(&a.Goods, &b.Goods) })
	return s
}

// gone tells whether a holder is an LPN that has left the house.
func gone(r store.Reader, h Holder) bool {
	in := Within(r, h)
	return h.Kind == InLPN && in[len(in)-1].Kind == Outside
}

// folded folds in stretches of a size, joined in order.
func (h *house) folded(q PastQuery, size uint64) *Past {
	h.t.Helper()
	var all *Past
	h.look(func(r store.Reader) {
		whole := NewPast(r, q)
		all = whole
		for i, p := range whole.Split(size) {
			for done := false; !done; {
				var err error
				if done, err = p.Piece(r); err != nil {
					h.t.Fatal(err)
				}
			}
			if i == 0 {
				all = p
				continue
			}
			all.Join(p)
		}
	})
	return all
}

// randomHistory moves, adjusts, carries and sells at random for so many moments and gives what was recorded at each. Of a
// moment with several commands the last counts.
func randomHistory(h *house, rng *rand.Rand, moments int) []recordedStock {
	skus := []item.SKU{"A1", "MILK", "QC"}
	lpns := []string{"P-1", "P-2", "P-3", "T-1"}
	holders := []Holder{Location("DOCK"), Location("A1-1"), Location("A1-2"), Location("R1-1"), Worker("w1"), Supplier, Customer, Scrap, Adjustment, InTransit}
	for _, id := range lpns {
		holders = append(holders, LPNHolder(id), LPNHolder(id))
	}
	pick := func() Goods {
		g := Goods{SKU: skus[rng.IntN(len(skus))], Holder: holders[rng.IntN(len(holders))], Status: Available, Owner: []string{"", "web"}[rng.IntN(2)]}
		if g.SKU == "MILK" {
			g.Lot = item.Lot(fmt.Sprint("L", rng.IntN(2)))
		}
		if rng.IntN(4) == 0 {
			g.Status = Damaged
		}
		return g
	}
	for _, id := range lpns {
		h.do(func(tx *store.Tx) error {
			_, err := RegisterLPN(tx, id, PalletLPN, Holder{})
			return err
		})
	}
	var out []recordedStock
	for range moments {
		for n := rng.IntN(4); n >= 0; n-- {
			_ = h.try(func(tx *store.Tx) error { // what is refused changes nothing
				if rng.IntN(5) == 0 {
					id, to := lpns[rng.IntN(len(lpns))], holders[rng.IntN(len(holders))]
					for range Contents(tx, LPNHolder(id)) {
						if to.Kind == Outside {
							return fault.Refused("lpn.full", "goods leave the house by a movement, before what they lay in")
						}
					}
					if to.Kind == Outside && len(Children(tx, LPNHolder(id), 1)) > 0 {
						return fault.Refused("lpn.full", "what stands on it leaves before it")
					}
					if gone(tx, to) {
						return fault.Refused("lpn.gone", "nothing is put onto what has left the house")
					}
					return Carry(tx, id, to, "test")
				}
				from, to := pick(), pick()
				if gone(tx, to.Holder) {
					return fault.Refused("lpn.gone", "nothing is put into what has left the house")
				}
				if rng.IntN(2) == 0 {
					from.Holder = Supplier
				}
				qty := int64(1 + rng.IntN(9))
				return Move(tx, Movement{From: from, To: Side{to.Holder, from.Lot, to.Status, to.Owner}, Qty: qty, Grams: qty * int64(rng.IntN(3))})
			})
		}
		out = append(out, h.writeDown())
		h.set(h.now().Add(time.Duration(1+rng.IntN(5*86_400)) * time.Second))
	}
	return out
}

// TestStockOfEveryMomentIsWhatTheBalancesWere: the ledger folded up to a moment gives what balances and LPNs said at that
// moment, in whatever stretches it is folded.
func TestStockOfEveryMomentIsWhatTheBalancesWere(t *testing.T) {
	for seed := range uint64(6) {
		h := newHouse(t)
		rng := rand.New(rand.NewPCG(seed, 1))
		for _, was := range randomHistory(h, rng, 40) {
			size := uint64(1 + rng.IntN(60))
			p := h.folded(PastQuery{Before: was.at.Add(time.Microsecond), Balances: true}, size)
			got, err := p.Stock()
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(was.stock, got); d != "" || p.Last() != was.seq {
				t.Fatalf("seed %d, entry %d of %s, stretches of %d (-recorded +folded):\n%s", seed, p.Last(), was.at, size, d)
			}
			one := h.folded(PastQuery{Before: was.at.Add(time.Microsecond), Balances: true, SKU: "A1"}, size)
			some, _ := one.Stock()
			if want := slices.DeleteFunc(slices.Clone(got), func(b PastBalance) bool { return b.SKU != "A1" }); !slices.Equal(some, want) {
				t.Fatalf("seed %d, entry %d: of one item %v, want %v", seed, p.Last(), some, want)
			}
		}
	}
}

// TestTurnoverFollowsFromTheStockOfEachMoment: what a period opened and closed with, and its average stock, are those of the
// balances written down; what came and went lies between.
func TestTurnoverFollowsFromTheStockOfEachMoment(t *testing.T) {
	type key struct {
		sku   item.SKU
		owner string
	}
	h := newHouse(t)
	rng := rand.New(rand.NewPCG(11, 1))
	history := randomHistory(h, rng, 60)
	for range 30 {
		i, j := rng.IntN(len(history)-1), rng.IntN(len(history)-1)
		i, j = min(i, j), max(i, j)+1
		from, to := history[i].at.Add(time.Second), history[j].at.Add(time.Second)
		opening, closing, stood := map[key]int64{}, map[key]int64{}, map[key]int64{}
		for n := i; n <= j; n++ {
			until := to
			if n < j {
				until = history[n+1].at
			}
			begin := history[n].at
			if n == i {
				begin = from
			}
			for _, b := range history[n].stock {
				k := key{b.SKU, b.Owner}
				stood[k] += b.OnHand * int64(until.Sub(begin).Seconds())
				if n == i {
					opening[k] += b.OnHand
				}
				if n == j {
					closing[k] += b.OnHand
				}
			}
		}
		seen := map[key]bool{}
		for _, v := range h.folded(PastQuery{From: from, Before: to, Turnovers: true}, uint64(1+rng.IntN(50))).Turnovers() {
			k := key{v.SKU, v.Owner}
			seen[k] = true
			if v.Opening != opening[k] || v.Closing != closing[k] {
				t.Errorf("%v: opened with %d, closed with %d; want %d, %d", k, v.Opening, v.Closing, opening[k], closing[k])
			}
			if got := v.Opening + v.Received + v.OtherIn - v.Shipped - v.Sent - v.OtherOut; got != v.Closing {
				t.Errorf("%v: what came and went makes %d of %+v", k, got, v)
			}
			want := stood[k] * 1000 / int64(to.Sub(from).Seconds())
			if got := v.Average(from, to); got != want {
				t.Errorf("%v: %d thousandths on average, want %d", k, got, want)
			}
		}
		for k := range maps.Keys(closing) {
			if !seen[k] {
				t.Errorf("%v is missing", k)
			}
		}
	}
}

// TestTurnoverTellsWhatCameAndWent walks one item through everything that changes what the house has.
func TestTurnoverTellsWhatCameAndWent(t *testing.T) {
	h := newHouse(t)
	begin := h.now()
	move := func(from, to Holder, qty int64, fromOwner, toOwner string) {
		h.t.Helper()
		h.do(func(tx *store.Tx) error {
			return Move(tx, Movement{From: Goods{SKU: "A1", Holder: from, Status: Available, Owner: fromOwner}, To: Side{Holder: to, Status: Available, Owner: toOwner}, Qty: qty})
		})
		h.set(h.now().AddDate(0, 0, 1))
	}
	shelf := Location("A1-1")
	move(Supplier, shelf, 100, "", "")          // day 0
	move(shelf, Customer, 30, "", "")           // 1
	move(Customer, Location("DOCK"), 2, "", "") // 2
	move(shelf, Location("R1-1"), 50, "", "")   // 3: within
	move(shelf, shelf, 5, "", "web")            // 4
	move(shelf, Scrap, 1, "", "")               // 5
	move(InTransit, shelf, 7, "", "")           // 6
	move(shelf, InTransit, 4, "", "")           // 7
	day := func(n int) int64 { return begin.AddDate(0, 0, n).UnixMicro() }
	all := h.folded(PastQuery{From: begin.AddDate(0, 0, 1), Before: h.now(), Turnovers: true}, 100).Turnovers()
	if len(all) != 2 {
		t.Fatalf("got %d owners, want the house and web: %+v", len(all), all)
	}
	for i := range all {
		all[i].stood = wide{}
	}
	want := []Turnover{
		{SKU: "A1", Opening: 100, Received: 2, OtherIn: 7, Shipped: 30, Sent: 4, OtherOut: 6, Closing: 69, ShippedLines: 1, FirstIn: day(0), LastIn: day(6), LastOut: day(7)},
		{SKU: "A1", Owner: "web", OtherIn: 5, Closing: 5, FirstIn: day(4)},
	}
	for i := range want {
		if !reflect.DeepEqual(all[i], want[i]) {
			t.Errorf("got  %+v\nwant %+v", all[i], want[i])
		}
	}
	// Picked for an order: a visit to the shelf.
	h.order("O-1", "A1", 3)
	if err := h.reserve("O-1", shelf, 3); err != nil {
		t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error { return BindTote(tx, "T1", "O-1", Worker("w1")) })
	err := h.withLine("O-1", func(tx *store.Tx, l *Line) error {
		_, err := Advance(tx, l, Onward{Res: 1, Qty: 3, To: LPNHolder("T1"), ToPhase: Picked})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.set(h.now().Add(time.Hour))
	for _, v := range h.folded(PastQuery{From: begin, Before: h.now(), Turnovers: true}, 3).Turnovers() {
		if v.Owner == "" && (v.Picks != 1 || v.Picked != 3 || v.Closing != 69) {
			t.Errorf("after a pick: %+v", v)
		}
	}
}

// TestLeanReadsWhatEntriesSay: the quick reading of a stored entry and the whole one agree, whatever fields are set.
func TestLeanReadsWhatEntriesSay(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	word := func() string { return "lorem ipsum dolor sit amet, consetetur sadipscing elitr 库位"[:rng.IntN(40)] }
	number := func() int64 { return rng.Int64() >> rng.IntN(64) }
	side := func() Side {
		return Side{Holder: Holder{HolderKind(rng.IntN(100)), word()}, Lot: item.Lot(word()), Status: Status(rng.IntN(4)), Owner: word()}
	}
	for range 5_000 {
		e := Entry{Kind: EntryKind(1 + rng.IntN(7)), SKU: item.SKU(word()), Qty: number(), Grams: -number(), From: side(), To: side(), Serials: []string{word(), word()}[:rng.IntN(3)],
			Ref: Ref{word(), rng.IntN(9), rng.IntN(900)}, NewRes: rng.IntN(3), FromPhase: Phase(rng.IntN(7)), ToPhase: Phase(rng.IntN(7)), Reason: word(), Document: word(),
			Noun: word(), ID: word(), FromState: word(), Event: word(), Worker: word(), OccurredAt: number(), Command: word(), Why: word()}
		if rng.IntN(2) == 0 {
			e.From = Side{}
		}
		var got lean
		body := store.Marshal(&e)
		if err := readLean(store.Stored{Seq: 1, Body: body}, &got); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		if e.Kind != EntryMove && e.Kind != EntryCarry {
			if got.kind != e.Kind {
				t.Fatalf("%+v was read as %v", e, got.kind)
			}
			continue
		}
		for i, pair := range [][2]any{{got.kind, e.Kind}, {string(got.sku), string(e.SKU)}, {got.qty, e.Qty}, {got.grams, e.Grams}, {string(got.id), e.ID}, {got.fromPhase, e.FromPhase},
			{got.toPhase, e.ToPhase}, {got.from.goods(""), Goods{Lot: e.From.Lot, Holder: e.From.Holder, Status: e.From.Status, Owner: e.From.Owner}},
			{got.to.goods(""), Goods{Lot: e.To.Lot, Holder: e.To.Holder, Status: e.To.Status, Owner: e.To.Owner}}} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				t.Fatalf("field %d of %+v: got %v, want %v", i, e, pair[0], pair[1])
			}
		}
		if string(got.to.raw) != string(store.Marshal(&e.To)[1:]) {
			t.Fatalf("side %+v: its bytes are not those it is stored as", e.To)
		}
		for cut := range body { // whatever is cut off is no entry, and nothing hangs or falls
			if err := readLean(store.Stored{Seq: 1, Body: body[:cut]}, &got); err == nil {
				t.Fatalf("%d of %d bytes of %+v were read as an entry", cut, len(body), e)
			}
		}
	}
}

// FuzzLean: whatever the quick reading accepts, the whole one reads alike.
func FuzzLean(f *testing.F) {
	f.Add(store.Marshal(&Entry{Kind: EntryMove, SKU: "A", Qty: 3, From: Side{Holder: Supplier}, To: Side{Holder: Location("A1"), Lot: "L", Status: Available, Owner: "web"}}))
	f.Add([]byte{1, 0xa1, 9, 0x9f})
	f.Fuzz(func(t *testing.T, body []byte) {
		var got lean
		if readLean(store.Stored{Body: body}, &got) != nil {
			return
		}
		var e Entry
		if store.Unmarshal(body, &e) != nil {
			return // it checks more: texts that are no UTF-8, keys twice, numbers that do not fit a field
		}
		if got.kind != EntryMove && got.kind != EntryCarry && got.kind == e.Kind {
			return
		}
		if got.kind != e.Kind || string(got.sku) != string(e.SKU) || got.qty != e.Qty || string(got.id) != e.ID {
			t.Errorf("%x: got %+v, want %+v", body, got, e)
		}
	})
}

// TestWideCountsBeyond63Bits: a thousand tonnes in grams for ten years.
func TestWideCountsBeyond63Bits(t *testing.T) {
	const grams, years = int64(1e9), int64(10 * 365 * 86_400)
	var w wide
	for range 1000 {
		w.add(grams, years)
	}
	w.add(-grams, years)
	if got := w.per(1000, years); got != 999*grams*1000 {
		t.Errorf("got %d, want %d", got, 999*grams*1000)
	}
	w = wide{}
	w.add(-5, 7)
	w.add(7, 7)
	if got := w.per(1, 7); got != 2 {
		t.Errorf("got %d, want 2", got)
	}
	w.add(-3, 7)
	if got := w.per(1, 7); got != 0 {
		t.Errorf("below zero: got %d, want 0", got)
	}
}
