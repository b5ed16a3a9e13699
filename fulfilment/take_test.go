package fulfilment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// The outbox may deliver twice and a crash may come between any two ranges: the order is here once, whole.
func TestTakeTwiceAndAcrossACrash(t *testing.T) {
	e := newEndsOnDisk(t)
	id := e.accept(e.order(703)).Order
	for range 20 {
		if endsMust(e, endsHouse, Take, TakeInput{id}).Done {
			t.Fatal("703 lines were taken in 20 ranges of 16")
		}
	}
	if o := e.taken(id); o.State != OrderTaking || o.Reached != 320 {
		t.Fatalf("got %s at %d, want taking at 320", o.State, o.Reached)
	}
	e.f.Crash()
	e.settle() // the record is still there: it was never settled
	for range 2 {
		if got := endsMust(e, endsHouse, Take, TakeInput{id}); !got.Done || got.State != OrderOpen {
			t.Errorf("taken again: got %+v, want it open and done", got)
		}
	}
	no := 0
	e.look(endsHouse, func(r store.Reader) {
		for l := range inventory.LinesOf(r, id, 1) {
			no++
			if want := endsLine(no); l.No != no || l.SKU != want.SKU || l.In(inventory.Open) != want.Qty {
				t.Fatalf("line %d: got %+v, want %+v open", no, l, want)
			}
		}
	})
	if o := e.taken(id); no != 703 || o.State != OrderOpen || o.Reached != 0 {
		t.Errorf("got %d lines, %s, reached %d; want 703, open, 0", no, o.State, o.Reached)
	}
}

func TestTakeRefusesWhatIsNotItsOwn(t *testing.T) {
	e := newEnds(t)
	in := e.order(1)
	in.Paid = false
	waits := e.accept(in).Order
	good := e.accept(e.order(1)).Order
	for _, c := range []struct {
		p    store.Partition
		id   string
		want string
	}{{endsHouse, waits, "order.state"}, {"BJ2", good, "order.elsewhere"}, {endsHouse, "O-77", "order.unknown"}, {store.Company, good, "partition.wrong"}} {
		if _, err := endsVerb(e, c.p, Take, TakeInput{c.id}); endsReason(err) != c.want {
			t.Errorf("take %s in %s: got %v, want %s", c.id, c.p, err, c.want)
		}
	}
}

// A line that a person took out of the order is cancelled in the warehouse, so that line numbers stay the channel's.
func TestRemovedLineKeepsItsNumber(t *testing.T) {
	e := newEnds(t)
	in := e.order(3)
	in.Lines[1].SKU = "NONE"
	id := e.accept(in).Order
	endsMust(e, store.Company, Resolve, ResolveInput{Order: id, Lines: []LineFix{{No: 2, Remove: true}}})
	e.settle()
	var got []string
	e.look(endsHouse, func(r store.Reader) {
		for l := range inventory.LinesOf(r, id, 1) {
			got = append(got, fmt.Sprint(l.No, l.In(inventory.Open), l.In(inventory.Cancelled)))
		}
	})
	if want := []string{"1 2 0", "2 0 1", "3 2 0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// How far an order is when its cancel comes decides what becomes of it.
func TestCancel(t *testing.T) {
	for _, c := range []struct {
		name  string
		bring func(e *ends, id string)
		state IntakeState
		sums  [7]int64 // ordered, open, allocated, picked, packed, shipped, cancelled
		back  int      // totes to put back
	}{
		{"before it came", func(*ends, string) {}, IntakeCancelled, [7]int64{}, 0},
		{"open", func(e *ends, id string) { e.settle() }, IntakeCancelled, [7]int64{5, 0, 0, 0, 0, 0, 5}, 0},
		{"reserved", func(e *ends, id string) { e.settle(); e.reserve(id) }, IntakeCancelled, [7]int64{5, 0, 0, 0, 0, 0, 5}, 0},
		{"picked", func(e *ends, id string) { e.settle(); e.reserve(id); e.pick(id) }, IntakeCancelled, [7]int64{5, 0, 0, 0, 0, 0, 5}, 1},
		{"packed", func(e *ends, id string) { e.settle(); e.reserve(id); e.pick(id); e.pack(id, 500) }, IntakeAssigned, [7]int64{5, 0, 0, 0, 5, 0, 0}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEnds(t)
			id := e.accept(e.order(3)).Order
			c.bring(e, id)
			got := endsMust(e, store.Company, Cancel, CancelInput{Order: id, Reason: "customer"})
			if again := endsMust(e, store.Company, Cancel, CancelInput{Order: id, Reason: "customer"}); got.State != IntakeCancelling || again != got {
				t.Errorf("got %s, then %s; want cancelling twice", got.State, again.State)
			}
			e.overtake(OutboxCancel)
			e.settle() // it comes again, with all else
			in := e.intake(id)
			if sums := e.sums(id); in.State != c.state || sums != c.sums {
				t.Errorf("got %s, %v; want %s, %v", in.State, sums, c.state, c.sums)
			}
			if (in.Kept != "") != (c.state == IntakeAssigned) {
				t.Errorf("got kept %q", in.Kept)
			}
			var back []PutBack
			e.look(endsHouse, func(r store.Reader) { back = ListPutBacks(r) })
			if len(back) != c.back {
				t.Errorf("got %v to put back, want %d", back, c.back)
			}
		})
	}
}

// overtake delivers the company's waiting records of one kind before all others, which leaves them to come again.
func (e *ends) overtake(kind string) {
	e.t.Helper()
	for _, rec := range e.waiting(store.Company) {
		if rec.Kind == kind {
			e.deliver(rec)
		}
	}
}

// Orders that no warehouse has are cancelled at once, shipped ones never.
func TestCancelInTheCompany(t *testing.T) {
	e := newEnds(t)
	in := e.order(20)
	half := endsMust(e, store.Company, Accept, in)
	if got := endsMust(e, store.Company, Cancel, CancelInput{Order: half.Order, Reason: "gave.up"}); got.State != IntakeCancelled {
		t.Errorf("accepting: got %s, want cancelled", got.State)
	}
	if _, err := endsVerb(e, store.Company, Accept, AcceptInput{Order: half.Order, From: 17, Lines: []AcceptLine{{SKU: "A1", Qty: 1}}}); endsReason(err) != "order.state" {
		t.Errorf("a further range: got %v, want order.state", err)
	}
	again := e.order(1)
	again.Number = in.Number
	if got := e.accept(again); got.State != IntakeException || got.Why[0].Reason != OrderDuplicate {
		t.Errorf("its number again: got %s %v, want a duplicate", got.State, got.Why)
	}
	for _, bad := range []CancelInput{{Order: half.Order}, {Order: half.Order, Reason: strings.Repeat("x", 65)}} {
		if _, err := endsVerb(e, store.Company, Cancel, bad); endsReason(err) != "reason.missing" {
			t.Errorf("got %v, want reason.missing", err)
		}
	}
	id := e.shipped(2)
	if _, err := endsVerb(e, store.Company, Cancel, CancelInput{Order: id, Reason: "late"}); endsReason(err) != "order.state" {
		t.Errorf("shipped: got %v, want order.state", err)
	}
	// Answers that come late or twice change nothing.
	for _, a := range []CancelAnswer{{Order: id}, {Order: id, Kept: OrderPackedKept}} {
		if got := endsMust(e, store.Company, SettleCancel, a); got.State != IntakeShipped {
			t.Errorf("after %+v: got %s, want shipped", a, got.State)
		}
	}
}

// shipped brings an order of some lines all the way out.
func (e *ends) shipped(lines int) string {
	e.t.Helper()
	id := e.accept(e.order(lines)).Order
	e.settle()
	e.reserve(id)
	e.pick(id)
	p := e.pack(id, int64(lines)*150)
	e.confirmed(p)
	m := endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{p}})
	endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest})
	e.settle()
	return id
}

// A cancel may meet an order half taken, and an order of many lines is cancelled in a series.
func TestCancelLongOrderHalfTaken(t *testing.T) {
	for _, ranges := range []int{1, 7, 44} {
		e := newEnds(t)
		id := e.accept(e.order(703)).Order
		for range ranges {
			endsMust(e, endsHouse, Take, TakeInput{id})
		}
		if ranges == 44 {
			e.reserve(id)
			e.pick(id)
		}
		endsMust(e, store.Company, Cancel, CancelInput{Order: id, Reason: "customer"})
		e.overtake(OutboxCancel)
		e.settle()
		sums, o := e.sums(id), e.taken(id)
		if sums[0] == 0 || sums[0] != sums[inventory.Cancelled] || o.State != OrderCancelled || e.intake(id).State != IntakeCancelled {
			t.Errorf("after %d ranges: got %v, %s; want all that came cancelled", ranges, sums, o.State)
		}
		if got := o.Lines; got != min(703, ranges*RangeLines) {
			t.Errorf("after %d ranges: got %d lines", ranges, got)
		}
	}
}

// Cancelled goods stay in their tote until somebody puts them back; then the tote is free.
func TestPutBack(t *testing.T) {
	e := newEnds(t)
	id := e.accept(e.order(2)).Order
	e.settle()
	e.reserve(id)
	e.pick(id)
	endsMust(e, store.Company, Cancel, CancelInput{Order: id, Reason: "customer"})
	e.settle()
	tote := inventory.LPNHolder(endsTote(id))
	err := e.run(endsHouse, func(tx *store.Tx) error { return EndPutBack(tx, tote) })
	if want := []string{"A1:putback.goods", "B2:putback.goods"}; endsReason(err) != "putback.goods" || !slices.Equal(endsDetails(err), want) {
		t.Errorf("got %v, want putback.goods for %q", err, want)
	}
	e.do(func(tx *store.Tx) error {
		for b := range inventory.Contents(tx, tote) {
			to := inventory.Side{Holder: inventory.Location("A1-1"), Status: b.Status}
			if err := inventory.Move(tx, inventory.Movement{From: b.Goods, To: to, Qty: b.OnHand, Reason: "put.back"}); err != nil {
				return err
			}
		}
		return EndPutBack(tx, tote)
	})
	e.look(endsHouse, func(r store.Reader) {
		l, _ := inventory.GetLPN(r, tote.ID)
		b := inventory.GetBalance(r, inventory.Goods{SKU: "A1", Holder: inventory.Location("A1-1"), Status: inventory.Available})
		if l.State != inventory.ToteFree || b.Unreserved() != 1_000_000 || len(ListPutBacks(r)) != 0 {
			t.Errorf("tote %s, %d free, %v to put back; want it free, all there, nothing", l.State, b.Unreserved(), ListPutBacks(r))
		}
	})
}

// The real outbox: what the company decides reaches the warehouse and comes back, through a restart in the middle.
func TestHandlers(t *testing.T) {
	t.Parallel()
	e := newEndsOnDisk(t)
	ids := make([]string, 0, 12)
	for i := range 12 {
		ids = append(ids, e.accept(e.order(1+i*9)).Order)
	}
	if err := e.f.RunOutbox(Handlers(), []store.Partition{store.Company, endsHouse}); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		e.until(endsHouse, "the order is taken", func(r store.Reader) bool { o, _ := GetOrder(r, id); return o.State == OrderOpen })
	}
	e.f.Restart()
	for _, id := range ids[:6] {
		endsMust(e, store.Company, Cancel, CancelInput{Order: id, Reason: "customer"})
	}
	var manifest string
	for _, id := range ids[6:] {
		e.reserve(id)
		e.pick(id)
		p := e.pack(id, 400)
		e.company(func(tx *store.Tx) error {
			_, err := GrantWaybills(tx, WaybillsAsked{Warehouse: string(endsHouse), Carrier: "TOP", N: 1})
			return err
		})
		for _, rec := range e.waiting(store.Company) {
			if rec.Kind == OutboxWaybillGrant {
				e.deliver(rec)
			}
		}
		endsMust(e, endsHouse, Weigh, WeighInput{Parcel: p, Grams: 400, Raw: "typed"})
		w := endsMust(e, endsHouse, Label, LabelInput{Parcel: p}).Waybill
		endsMust(e, endsHouse, Confirm, ConfirmInput{Parcel: p, Scanned: w})
		manifest = endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{w}}).Manifest
	}
	if got := endsMust(e, endsHouse, Ship, ShipInput{Manifest: manifest}); got.State != ManifestShipping || got.Parcels != 6 {
		t.Fatalf("got %+v, want 6 parcels shipping", got)
	}
	if err := e.f.RunOutbox(Handlers(), []store.Partition{store.Company, endsHouse}); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		want := IntakeCancelled
		if i >= 6 {
			want = IntakeShipped
		}
		e.until(store.Company, "the order is "+want.String(), func(r store.Reader) bool { o, _ := FindIntake(r, id); return o.State == want })
	}
}

// until waits for something a partition's ledger will say.
func (e *ends) until(p store.Partition, what string, is func(store.Reader) bool) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*endsSecond)
	defer cancel()
	for {
		tail, ok := uint64(0), false
		e.look(p, func(r store.Reader) { tail, ok = store.Tail(r), is(r) })
		if ok {
			return
		}
		if err := e.f.WaitBeyond(ctx, p, tail); err != nil {
			e.t.Fatalf("waiting until %s: %v", what, err)
		}
	}
}

// Random orders at random points of their way, cancelled or not, their records delivered in any order, late and twice: no
// cancelled order keeps a claim, no packed one is lost, both sides agree, and the ledger accounts for everything.
func TestRandomCancels(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		e := newEnds(rt)
		var ids []string
		var held []store.OutboxRecord
		parcels := map[string]string{}
		for range rapid.IntRange(1, 4).Draw(rt, "orders") {
			ids = append(ids, e.accept(e.order(rapid.SampledFrom([]int{1, 3, 16, 17, 40}).Draw(rt, "lines"))).Order)
		}
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			for _, p := range []store.Partition{store.Company, endsHouse} {
				for _, rec := range e.waiting(p) {
					e.seen[p] = rec.Seq
					held = append(held, rec)
				}
			}
			id := rapid.SampledFrom(ids).Draw(rt, "order")
			switch o := e.taken(id); rapid.SampledFrom([]string{"deliver", "deliver", "again", "work", "work", "cancel"}).Draw(rt, "what") {
			case "deliver":
				if len(held) > 0 {
					i := rapid.IntRange(0, len(held)-1).Draw(rt, "record")
					rec := held[i]
					held = slices.Delete(held, i, i+1)
					e.deliver(rec)
				}
			case "again":
				if len(held) > 0 {
					e.deliver(rapid.SampledFrom(held).Draw(rt, "record"))
				}
			case "cancel":
				if _, err := endsVerb(e, store.Company, Cancel, CancelInput{Order: id, Reason: "customer"}); err != nil && endsReason(err) != "order.state" {
					rt.Fatal(err)
				}
			case "work":
				switch sums := e.sums(id); {
				case o.State == OrderOpen:
					e.reserve(id)
				case o.State == OrderReleased && sums[inventory.Allocated] > 0:
					e.pick(id)
				case o.State == OrderReleased:
					parcels[id] = e.pack(id, 0)
				}
			}
		}
		for _, rec := range held {
			e.deliver(rec)
		}
		e.settle()
		for _, id := range ids {
			in, o, sums := e.intake(id), e.taken(id), e.sums(id)
			switch {
			case in.State == IntakeCancelled:
				if o.State != OrderCancelled || sums[0] != sums[inventory.Cancelled] || parcels[id] != "" {
					rt.Fatalf("%s is cancelled, in the warehouse %s with %v and parcel %q", id, o.State, sums, parcels[id])
				}
			case in.State == IntakeAssigned:
				if o.State == OrderCancelled || sums[inventory.Cancelled] != 0 || (in.Kept != "") != (in.Cancel != "") {
					rt.Fatalf("%s is assigned (asked %q, kept %q), in the warehouse %s with %v", id, in.Cancel, in.Kept, o.State, sums)
				}
			default:
				rt.Fatalf("%s is %s when all is delivered", id, in.State)
			}
		}
		e.check()
	})
}
