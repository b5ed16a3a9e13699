package inventory

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func (h *house) cheese() {
	h.item("GOUDA", func(it *item.Item) { it.WeighedPieces, it.Packs[0].Grams, it.WeightTolerance = true, 1250, 200 })
}

// What may be told of weight, as the goods are counted.
func TestWhatGoodsWeigh(t *testing.T) {
	pieces := &item.Item{SKU: "GOUDA", WeighedPieces: true, WeightTolerance: 200, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 1250}}}
	byGram := &item.Item{SKU: "HAM", CatchWeight: true}
	plain := &item.Item{SKU: "TEA"}
	for _, c := range []struct {
		name               string
		it                 *item.Item
		qty, grams         int64
		wantQty, wantGrams int64
		want               string
	}{
		{"pieces and what they weigh", pieces, 3, 3720, 3, 3720, ""},
		{"the least that is believed", pieces, 3, 3000, 3, 3000, ""},
		{"the most", pieces, 3, 4500, 3, 4500, ""},
		{"too little", pieces, 3, 2999, 3, 2999, "goods.weight_off"},
		{"too much", pieces, 3, 4501, 3, 4501, "goods.weight_off"},
		{"of no piece", pieces, 0, 10, 0, 10, "goods.weight_off"},
		{"less than nothing", pieces, 3, -3720, 3, -3720, "goods.weight_off"},
		{"nobody weighed them", pieces, 3, 0, 3, 0, ""},
		{"grams alone are the quantity", byGram, 0, 5250, 5250, 5250, ""},
		{"and the quantity is grams", byGram, 5250, 0, 5250, 5250, ""},
		{"two figures for one thing", byGram, 3, 5250, 3, 5250, "goods.weight"},
		{"tins are not weighed", plain, 3, 300, 3, 300, "goods.weight"},
		{"tins", plain, 3, 0, 3, 0, ""},
	} {
		var g fault.Gather
		qty, grams := c.qty, c.grams
		Weigh(&g, "", c.it, &qty, &grams)
		got := ""
		if d := g.Details(); len(d) > 0 {
			got = d[0].Reason
		}
		if qty != c.wantQty || grams != c.wantGrams || got != c.want {
			t.Errorf("%s: %d of %d g, %q; want %d of %d g, %q", c.name, qty, grams, got, c.wantQty, c.wantGrams, c.want)
		}
	}
}

func TestShareOfAWeight(t *testing.T) {
	for _, c := range []struct{ grams, part, all, want int64 }{
		{3720, 1, 3, 1240}, {3721, 1, 3, 1240}, {3721, 3, 3, 3721}, {3721, 4, 3, 3721}, {0, 1, 3, 0}, {5, 0, 3, 0}, {5, 1, 0, 0},
		{math.MaxInt64, MaxAdjust - 1, MaxAdjust, 9223372027631403770},
	} {
		if got := Share(c.grams, c.part, c.all); got != c.want {
			t.Errorf("share of %d in %d of %d = %d, want %d", c.grams, c.part, c.all, got, c.want)
		}
	}
}

// A piece that is weighed takes what the scale says. What the others cannot weigh then is booked as never there.
func TestAWeighedPartTakesItsWeight(t *testing.T) {
	for _, c := range []struct {
		name         string
		have, grams  int64 // at the face
		take, weighs int64
		left         int64 // grams
		booked       int64 // against the outside
	}{
		{"the rest weighs the rest", 3, 3720, 1, 1300, 2420, 0},
		{"nobody weighs: its share", 3, 3721, 1, 0, 2481, 0},
		{"the last pieces are lighter than the books", 3, 3720, 3, 3690, 0, -30},
		{"and heavier", 3, 3720, 3, 3750, 0, 30},
		{"what is left cannot be so light", 2, 2050, 1, 1400, 1000, 350},
		{"nor so heavy", 2, 2950, 1, 1010, 1500, -440},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.cheese()
			face, tote := Location("A1-1"), LPNHolder("T1")
			if err := h.adjust(AdjustInput{SKU: "GOUDA", Holder: face, Delta: c.have, Grams: c.grams, Reason: AdjustFound}); err != nil {
				t.Fatal(err)
			}
			h.order("O1", "GOUDA", c.take)
			if err := h.reserve("O1", face, c.take); err != nil {
				t.Fatal(err)
			}
			var did Advanced
			h.do(func(tx *store.Tx) error { return BindTote(tx, "T1", "O1", Worker("w1")) })
			if err := h.withLine("O1", func(tx *store.Tx, l *Line) (err error) {
				did, err = Advance(tx, l, Onward{Res: 1, Qty: c.take, Grams: c.weighs, To: tote, ToPhase: Picked})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if want := c.grams + c.booked - c.left; did.Grams != want || h.balance("GOUDA", "", tote).Grams != want || h.balance("GOUDA", "", face).Grams != c.left {
				t.Errorf("%d g went, %d are in the tote and %d left; want %d and %d", did.Grams, h.balance("GOUDA", "", tote).Grams, h.balance("GOUDA", "", face).Grams, want, c.left)
			}
			if got := h.measured(); got != c.booked {
				t.Errorf("%d g booked against the outside, want %d", got, c.booked)
			}
		})
	}
}

// measured sums the grams that scales found, above what the books had.
func (h *house) measured() (grams int64) {
	h.look(func(r store.Reader) {
		for e := range Ledger(r, 1) {
			switch {
			case e.Qty != 0 || e.Kind != EntryMove:
			case e.To.Holder == Adjustment:
				grams -= e.Grams
			default:
				grams += e.Grams
			}
		}
	})
	return grams
}

// What a count found is compared with the weight of its own moment: a piece that was picked before it by a device without a
// link is taken off.
func TestACountWeighsByItsMoment(t *testing.T) {
	h := newHouse(t)
	h.cheese()
	face := Location("A1-1")
	if err := h.adjust(AdjustInput{SKU: "GOUDA", Holder: face, Delta: 4, Grams: 5000, Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	counted := h.now().Add(time.Hour)
	h.set(counted.Add(time.Hour)) // in between one piece of 1,250 g went
	h.do(func(tx *store.Tx) error {
		return Move(tx, Movement{From: Goods{SKU: "GOUDA", Holder: face, Status: Available}, To: Side{Holder: Location("A1-2"), Status: Available}, Qty: 1, Reason: "move"})
	})
	h.do(func(tx *store.Tx) error {
		tx.Command().Worker, tx.Command().OccurredAt = "GU", counted
		_, err := CountGoods(tx, CountInput{Holder: face, SKU: "GOUDA", Qty: 4, Grams: 4970}, nil)
		return err
	})
	if b := h.balance("GOUDA", "", face); b.OnHand != 3 || b.Grams != 3720 {
		t.Errorf("%d of %d g lie there, want 3 of 3720: thirty fewer than the books had", b.OnHand, b.Grams)
	}
}

// A weight that is counted is booked together with the pieces, whatever the pieces brought or took of it.
func TestCountedPiecesAndTheirWeight(t *testing.T) {
	for _, c := range []struct {
		name             string
		counted, grams   int64
		wantQty, wantAll int64
	}{
		{"all there, dried", 4, 4900, 4, 4900},
		{"one missing, its share taken with it", 3, 0, 3, 3750},
		{"one missing, the others weighed", 3, 3600, 3, 3600},
		{"one missing, and the others as heavy as all", 3, 4400, 3, 4400},
		{"one found", 5, 6400, 5, 6400},
		{"one found that nobody weighed", 5, 0, 5, 6250},
		{"none there", 0, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.cheese()
			face := Location("A1-1")
			if err := h.adjust(AdjustInput{SKU: "GOUDA", Holder: face, Delta: 4, Grams: 5000, Reason: AdjustFound}); err != nil {
				t.Fatal(err)
			}
			h.set(h.now().Add(time.Hour))
			out := h.countedBy("GU", CountInput{Holder: face, SKU: "GOUDA", Qty: c.counted, Grams: c.grams})
			if out.State == CountRecount {
				out = h.countedBy("MA", CountInput{Holder: face, SKU: "GOUDA", Qty: c.counted, Grams: c.grams})
			}
			if b := h.balance("GOUDA", "", face); b.OnHand != c.wantQty || b.Grams != c.wantAll {
				t.Errorf("%s: %d of %d g, want %d of %d g", out.State, b.OnHand, b.Grams, c.wantQty, c.wantAll)
			}
		})
	}
}

// Whatever is received, moved, picked with or without a scale, given back, counted and lost: grams are conserved as pieces are,
// none is left where no piece is, and no piece is without. The check at the end folds the ledger once more.
func TestWeightsAreConserved(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := newHouse(t)
			h.cheese()
			rnd := rand.New(rand.NewPCG(20261122, seed))
			weight := func(n int64) int64 { return n*1250 + rnd.Int64N(2*n*200+1) - n*200 }
			places := []Holder{Location("A1-1"), Location("A1-2"), Location("R1-1")}
			any := func() Holder { return places[rnd.IntN(len(places))] }
			if _, err := h.receive(ReceiveInput{Supplier: "S", SKU: "GOUDA", Qty: 12, Grams: weight(12), Dock: "DOCK"}); err != nil {
				t.Fatal(err)
			}
			places = append(places, Location("DOCK"))
			for step := range 60 {
				h.set(h.now().Add(time.Minute))
				at, n := any(), 1+rnd.Int64N(3)
				grams := weight(n) * rnd.Int64N(2)
				goods := Goods{SKU: "GOUDA", Holder: at, Status: Available}
				err := error(nil)
				switch rnd.IntN(6) {
				case 0:
					_, err = h.receive(ReceiveInput{Supplier: "S", SKU: "GOUDA", Qty: n, Grams: weight(n), Dock: "DOCK"})
				case 1:
					to := any()
					err = h.try(func(tx *store.Tx) error {
						return Move(tx, Movement{From: goods, To: Side{Holder: to, Status: Available}, Qty: n, Reason: "move"})
					})
				case 2:
					err = h.adjust(AdjustInput{SKU: "GOUDA", Holder: at, Delta: n * (1 - 2*rnd.Int64N(2)), Grams: grams, Reason: AdjustFound})
				case 3, 4:
					err = h.pickAndShip(fmt.Sprint("O", step), at, n, grams, rnd.IntN(3))
				case 5:
					b := h.balance("GOUDA", "", at)
					h.countedBy("GU", CountInput{Holder: at, SKU: "GOUDA", Qty: b.OnHand, Grams: weight(max(b.OnHand, 1)) * min(b.OnHand, 1)})
				}
				if code := fault.CodeFrom(err); err != nil && code != fault.CodeRefused {
					t.Fatal(err)
				}
				h.weighAll(step)
			}
		})
	}
}

// pickAndShip picks pieces into a tote, and gives them back, leaves them there, or ships them.
func (h *house) pickAndShip(order string, at Holder, n, grams int64, far int) error {
	h.order(order, "GOUDA", n)
	if err := h.reserve(order, at, n); err != nil {
		return err
	}
	tote := "T" + order
	h.do(func(tx *store.Tx) error { return BindTote(tx, tote, order, Worker("w1")) })
	return h.withLine(order, func(tx *store.Tx, l *Line) error {
		did, err := Advance(tx, l, Onward{Res: 1, Qty: n, Grams: grams, To: LPNHolder(tote), ToPhase: Picked})
		switch {
		case err != nil:
			return err
		case grams > 0 && did.Grams != grams:
			h.t.Errorf("%d g went of %d that were weighed", did.Grams, grams)
		case far == 0:
			if err := SetAside(tx, l, did.Res, "cancelled"); err != nil {
				return err
			}
			return Move(tx, Movement{From: Goods{SKU: "GOUDA", Holder: LPNHolder(tote), Status: Available}, To: Side{Holder: at, Status: Available}, Qty: max(n-1, 1), Reason: "putback"})
		case far == 1:
			_, err = Advance(tx, l, Onward{Res: did.Res, Qty: n, To: Customer, ToPhase: Shipped, Reason: "shipped"})
		}
		return err
	})
}

// weighAll looks at every balance.
func (h *house) weighAll(step int) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		for b := range Balances.All(r, store.K(tagBalance), nil) {
			if least := b.OnHand; b.SKU == "GOUDA" && (b.Grams < least || b.Grams > b.OnHand*1250*2) {
				h.t.Fatalf("step %d: %d pieces at %s weigh %d g", step, b.OnHand, b.Holder, b.Grams)
			}
		}
	})
}

// A weight is corrected where the goods lie; no piece comes to weigh nothing, and a place without pieces has none.
func TestCorrectingAWeight(t *testing.T) {
	h := newHouse(t)
	h.cheese()
	face := Location("A1-1")
	in := AdjustInput{SKU: "GOUDA", Holder: face, Delta: 3, Grams: 3720, Reason: AdjustFound}
	for _, c := range []struct {
		in   AdjustInput
		want string
	}{
		{in, ""},
		{AdjustInput{SKU: "GOUDA", Holder: face, Grams: -120, Reason: AdjustDamaged}, ""},
		{AdjustInput{SKU: "GOUDA", Holder: face, Grams: -3598, Reason: AdjustDamaged}, "goods.weight_off"},
		{AdjustInput{SKU: "GOUDA", Holder: Location("A1-2"), Grams: 100, Reason: AdjustFound}, "goods.weight_off"},
		{AdjustInput{SKU: "A1", Holder: face, Grams: 100, Reason: AdjustFound}, "adjust.invalid"},
		{AdjustInput{SKU: "GOUDA", Holder: face, Delta: -1, Grams: 12_500, Reason: AdjustLost}, "adjust.invalid"},
		{AdjustInput{SKU: "GOUDA", Holder: face, Delta: -1, Grams: 1300, Reason: AdjustLost}, ""},
		{AdjustInput{SKU: "GOUDA", Holder: face, Reason: AdjustLost}, "adjust.invalid"},
	} {
		if got := fault.ReasonOf(h.adjust(c.in)); got != c.want {
			t.Errorf("%+v: %q, want %q", c.in, got, c.want)
		}
	}
	if b := h.balance("GOUDA", "", face); b.OnHand != 2 || b.Grams != 2300 {
		t.Errorf("%d of %d g, want 2 of 2300 g", b.OnHand, b.Grams)
	}
}
