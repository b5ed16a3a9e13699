package inventory

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

const otherCode store.Partition = "BJ1"

// twoHouses is a house with another one its goods go to. What one tells the other goes by as often as a test wants, and
// begins anew after a crash.
type twoHouses struct{ *house }

func newTwoHouses(t *testing.T) twoHouses {
	h := newHouse(t)
	h.company(func(tx *store.Tx) error {
		_, err := PutWarehouse(tx, layout.Warehouse{Code: string(otherCode), Name: "Beijing", Zone: "Asia/Shanghai"}, 0)
		return err
	})
	w := twoHouses{h}
	w.there(func(tx *store.Tx) error {
		for i, k := range PrintedKinds {
			ReceiveRange(tx, Grant{string(otherCode), k, Span{uint64(i)*1000 + 100_001, uint64(i)*1000 + 101_000}})
		}
		_, err := PutLocation(tx, layout.Location{Code: "DOCK", Kind: layout.Dock}, 0)
		return err
	})
	return w
}

func (w twoHouses) there(run func(*store.Tx) error) {
	w.t.Helper()
	if err := w.in(otherCode, run); err != nil {
		w.t.Fatal(err)
	}
}

// deliver does what the outboxes ask for, each record as often as said, and takes it away.
func (w twoHouses) deliver(times int) {
	w.t.Helper()
	for _, p := range []store.Partition{houseCode, otherCode} {
		var news []store.OutboxRecord
		if err := w.x.View(context.Background(), p, func(v *store.View) error {
			news = store.Outbox(v, 0, 100)
			return nil
		}); err != nil {
			w.t.Fatal(err)
		}
		for _, n := range news {
			for range times {
				w.tell(n)
			}
		}
	}
}

func (w twoHouses) tell(rec store.OutboxRecord) {
	w.t.Helper()
	var err error
	switch rec.Kind {
	case OutboxTransferSent:
		var n SentGoods
		if err = store.Unmarshal(rec.Payload, &n); err == nil {
			err = w.in(store.Partition(n.To), func(tx *store.Tx) error { return ExpectTransfer(tx, n) })
		}
	case OutboxTransferReceived:
		var n ArrivedGoods
		if err = store.Unmarshal(rec.Payload, &n); err == nil {
			err = w.in(store.Partition(n.Warehouse), func(tx *store.Tx) error { return ArriveTransfer(tx, n) })
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// road compares both ends.
func (w twoHouses) road() (found []Difference) {
	w.t.Helper()
	err := w.x.View(context.Background(), houseCode, func(from *store.View) error {
		return w.x.View(context.Background(), otherCode, func(to *store.View) error {
			found = CheckTransfers(from, func(code string) store.Reader {
				if code == string(otherCode) {
					return to
				}
				return nil
			})
			d, _ := Check(to)
			found = append(found, d...)
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func (w twoHouses) open(lines ...TransferLine) (out TransferResult) {
	w.t.Helper()
	w.do(func(tx *store.Tx) (err error) {
		out, err = MakeTransfer(tx, TransferInput{To: string(otherCode), Lines: lines})
		return err
	})
	return out
}

func (w twoHouses) send(in SendInput) error {
	return w.try(func(tx *store.Tx) error { _, err := Send(tx, in); return err })
}

func (w twoHouses) dispatch(id string) {
	w.t.Helper()
	w.do(func(tx *store.Tx) error {
		for {
			out, err := Dispatch(tx, DispatchInput{Transfer: id})
			if err != nil || !out.More {
				return err
			}
		}
	})
}

func (w twoHouses) receive(id string, line int, sku item.SKU, qty int64) error {
	return w.in(otherCode, func(tx *store.Tx) error {
		_, err := Receive(tx, ReceiveInput{ASN: NoticeOf(string(houseCode), id), Line: line, SKU: sku, Qty: qty, Dock: "DOCK"})
		return err
	})
}

func (w twoHouses) transfer(id string) (t Transfer, pieces []Piece) {
	w.t.Helper()
	w.look(func(r store.Reader) {
		var err error
		if t, err = GetTransfer(r, id); err != nil {
			w.t.Fatal(err)
		}
		pieces = PiecesOf(r, id)
	})
	return t, pieces
}

func TestATransferKeepsItsGoodsFromOrders(t *testing.T) {
	w := newTwoHouses(t)
	w.stock("A1", Location("A1-1"), 10)
	x := w.open(TransferLine{SKU: "A1", Qty: 8}, TransferLine{SKU: "QC", Qty: 1})
	if x.Reserved != 8 || len(x.Short) != 1 || x.Short[0].SKU != "QC" {
		t.Errorf("reserved %+v", x)
	}
	w.order("O1", "A1", 4)
	if err := w.reserve("O1", Location("A1-1"), 4); fault.ReasonOf(err) != "stock.short" {
		t.Errorf("an order got goods of the transfer: %v", err)
	}
	if err := w.reserve("O1", Location("A1-1"), 2); err != nil {
		t.Error(err)
	}
	// The order's goods do not go with the lorry either.
	err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 9})
	if d := fault.From(err).Details; fault.ReasonOf(err) != "send.refused" || d[0].Reason != "stock.reserved" {
		t.Errorf("got %v, want stock.reserved", err)
	}
	if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 8}); err != nil {
		t.Error(err)
	}
	w.dispatch(x.Transfer)
	if found := w.road(); len(found) > 0 {
		t.Errorf("before the news are told: %v", found)
	}
}

// Whatever is told twice, in whatever pieces the goods come: both ends agree after every step, and nothing is lost or doubled.
func TestTransfersAtRandom(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 1))
			w := newTwoHouses(t)
			for _, at := range []Holder{Location("A1-1"), Location("R1-1")} {
				w.stock("A1", at, 1+rng.Int64N(20))
			}
			var want int64 = 1 + rng.Int64N(30)
			x := w.open(TransferLine{SKU: "A1", Qty: want}, TransferLine{SKU: "A1", Qty: 1 + rng.Int64N(5)})
			var sent int64
			for range 1 + rng.IntN(4) {
				n := 1 + rng.Int64N(8)
				err := w.send(SendInput{Transfer: x.Transfer, From: []Holder{Location("A1-1"), Location("R1-1")}[rng.IntN(2)], SKU: "A1", Qty: n})
				if err == nil {
					sent += n
				} else if fault.ReasonOf(err) != "send.refused" {
					t.Fatal(err)
				}
			}
			if sent == 0 {
				return
			}
			w.dispatch(x.Transfer)
			w.deliver(1 + rng.IntN(2))
			_, pieces := w.transfer(x.Transfer)
			var received int64
			for range 1 + rng.IntN(6) {
				n := 1 + rng.Int64N(6)
				switch err := w.receive(x.Transfer, 1+rng.IntN(len(pieces)), "A1", n); fault.ReasonOf(err) {
				case "":
					received += n
				case "receipt.over":
				default:
					t.Fatal(err)
				}
				if found := w.road(); len(found) > 0 {
					t.Fatalf("after a receipt: %v", found)
				}
				if rng.IntN(2) == 0 {
					w.deliver(1 + rng.IntN(3))
				}
			}
			w.deliver(2)
			got, pieces := w.transfer(x.Transfer)
			var way, short, over, arrived int64
			for _, p := range pieces {
				a, b, c := got.Road(&p)
				way, short, over, arrived = way+a, short+b, over+c, arrived+p.Arrived
			}
			if arrived != received || sent != arrived+way+short-over {
				t.Errorf("sent %d, arrived %d of %d, %d on the way, %d short, %d over", sent, arrived, received, way, short, over)
			}
			var there int64
			if err := w.x.View(context.Background(), otherCode, func(v *store.View) error {
				for b := range OfItem(v, "A1") {
					there += b.OnHand
				}
				return nil
			}); err != nil || there != received {
				t.Errorf("%d units are there (%v), want %d", there, err, received)
			}
			if found := w.road(); len(found) > 0 {
				t.Errorf("at the end: %v", found)
			}
		})
	}
}

func TestAnEndThatDiffersIsNamed(t *testing.T) {
	w := newTwoHouses(t)
	w.stock("A1", Location("A1-1"), 10)
	x := w.open(TransferLine{SKU: "A1", Qty: 8})
	if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 8}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	if err := w.receive(x.Transfer, 1, "A1", 5); err != nil {
		t.Fatal(err)
	}
	w.deliver(1)
	// Somebody books at one end only.
	w.there(func(tx *store.Tx) error {
		_, err := partner.AddASNReceived(tx, NoticeOf(string(houseCode), x.Transfer), 1, 1)
		return err
	})
	// What still waits in an outbox counts as told, and nothing takes it away in this test: told anew it says what is stored.
	found := w.road()
	if len(found) != 1 || !strings.Contains(found[0].String(), "6 received") {
		t.Errorf("found %v, want the difference of one unit", found)
	}
	w.there(func(tx *store.Tx) error {
		_, err := partner.AddASNReceived(tx, NoticeOf(string(houseCode), x.Transfer), 1, -1)
		return err
	})
	w.do(func(tx *store.Tx) error {
		p, err := Pieces.Must(tx, pieceKey(x.Transfer, 1), "")
		p.Qty--
		Pieces.Put(tx, &p)
		return err
	})
	w.look(func(r store.Reader) {
		d, _ := Check(r)
		if len(d) != 2 || d[0].What != "transfer" || d[1].What != "transfer" {
			t.Errorf("a piece that was made smaller: %v", d)
		}
	})
	w.forged = true
}

func TestAClosedNoticeTellsWhatIsShort(t *testing.T) {
	w := newTwoHouses(t)
	w.stock("A1", Location("A1-1"), 10)
	x := w.open(TransferLine{SKU: "A1", Qty: 8})
	if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 8}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	if err := w.receive(x.Transfer, 1, "A1", 5); err != nil {
		t.Fatal(err)
	}
	number := NoticeOf(string(houseCode), x.Transfer)
	steps := []struct {
		closed bool
		state  TransferState
		way    int64
		short  int64
	}{{true, TransferArrived, 0, 3}, {false, TransferSent, 3, 0}}
	for i, s := range steps {
		w.there(func(tx *store.Tx) error { _, err := EndASN(tx, number, uint64(i)+1, s.closed); return err })
		w.deliver(1)
		got, pieces := w.transfer(x.Transfer)
		if way, short, _ := got.Road(&pieces[0]); got.State != s.state || way != s.way || short != s.short {
			t.Errorf("closed %v: %s, %d on the way, %d short", s.closed, got.State, way, short)
		}
	}
	if err := w.receive(x.Transfer, 1, "A1", 3); err != nil {
		t.Fatal(err)
	}
	w.deliver(1)
	if got, _ := w.transfer(x.Transfer); got.State != TransferArrived || got.Missing != 0 {
		t.Errorf("the rest came: %+v", got)
	}
	w.there(func(tx *store.Tx) error {
		if _, err := partner.PutASN(tx, partner.ASN{Number: number, Supplier: "SH1"}, []partner.ASNLine{{SKU: "A1", Quantity: 1}}, 3); fault.ReasonOf(err) != "asn.transfer" {
			t.Errorf("the notice of a transfer was edited: %v", err)
		}
		return nil
	})
}

func TestAStatementAddsUp(t *testing.T) {
	h := newHouse(t)
	face, begin := Location("A1-1"), h.now()
	h.stock("A1", face, 10)
	h.set(h.now().Add(time.Hour))
	middle := h.now()
	change := func(from, to string, qty int64) error {
		return h.try(func(tx *store.Tx) error {
			_, err := ChangeOwner(tx, ChangeOwnerInput{SKU: "A1", Owner: from, To: to, Qty: qty})
			return err
		})
	}
	for _, s := range []struct {
		from, to string
		qty      int64
		want     string
	}{{"", "web", 4, ""}, {"", "web", 7, "stock.short"}, {"web", "", 1, ""}, {"web", "web", 1, "owner.invalid"}, {"", "a b", 1, "owner.invalid"}, {"", "web", 0, "owner.invalid"}} {
		if got := fault.ReasonOf(change(s.from, s.to, s.qty)); got != s.want {
			t.Errorf("%d from %q to %q: %q, want %q", s.qty, s.from, s.to, got, s.want)
		}
	}
	h.do(func(tx *store.Tx) error {
		_, err := Adjust(tx, AdjustInput{SKU: "A1", Holder: face, Owner: "web", Delta: -1, Reason: AdjustLost})
		return err
	})
	h.do(func(tx *store.Tx) error { // within the house nothing changes for the owner
		return Move(tx, Movement{From: Goods{SKU: "A1", Holder: face, Status: Available}, To: Side{Holder: Location("A1-2"), Status: Damaged}, Qty: 2})
	})
	statement := func(owner string, from, to time.Time) []StatementLine {
		s := NewStatement(owner, from, to)
		h.look(func(r store.Reader) {
			for done := false; !done; {
				var err error
				if done, err = s.Piece(r); err != nil {
					t.Fatal(err)
				}
			}
		})
		return s.Lines()
	}
	late := h.now().Add(time.Hour)
	for _, c := range []struct {
		owner    string
		from, to time.Time
		want     []StatementLine
	}{
		{"", begin, late, []StatementLine{{SKU: "A1", Adjusted: 10, Owners: -3, Closing: 7}}},
		{"", middle, late, []StatementLine{{SKU: "A1", Opening: 10, Owners: -3, Closing: 7}}},
		{"web", middle, late, []StatementLine{{SKU: "A1", Owners: 3, Adjusted: -1, Closing: 2}}},
		{"web", begin, middle, nil},
		{"nobody", begin, late, nil},
	} {
		got := statement(c.owner, c.from, c.to)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q from %s: %+v, want %+v", c.owner, c.from.Format(time.TimeOnly), got, c.want)
		}
		for _, l := range got {
			if l.Opening+l.In()+l.Out() != l.Closing {
				t.Errorf("%+v does not add up", l)
			}
		}
	}
}

// The longest transfer and the fullest pallet stay within what one command may read and write, series included: one that did
// not would be refused as too large.
func TestTheLargestTransferFits(t *testing.T) {
	w := newTwoHouses(t)
	var lines []TransferLine
	for i := range MaxTransferLines {
		sku := item.SKU(fmt.Sprintf("S%02d", i))
		w.item(sku, func(*item.Item) {})
		for j := range 6 { // in many places each
			id := fmt.Sprintf("P%02d%d", i, j)
			w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, id, PalletLPN, Location("R1-1")); return err })
			w.stock(sku, LPNHolder(id), 10)
		}
		lines = append(lines, TransferLine{SKU: sku, Qty: 55})
	}
	x := w.open(lines...)
	for more, n := x.More, 0; more; n++ {
		w.do(func(tx *store.Tx) error {
			out, err := MakeTransfer(tx, TransferInput{Transfer: x.Transfer})
			more = out.More
			return err
		})
		if n > 20 {
			t.Fatal("it never ends")
		}
	}
	w.look(func(r store.Reader) {
		for l := range LinesOf(r, x.Transfer, 1) {
			if l.In(Allocated) != 55 {
				t.Errorf("line %d has %d reserved", l.No, l.In(Allocated))
			}
		}
	})
	w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, "FULL", PalletLPN, Location("R1-1")); return err })
	for i := range maxSendRuns {
		w.stock(item.SKU(fmt.Sprintf("S%02d", i)), LPNHolder("FULL"), 10)
	}
	// None of it is reserved: each line gives back what it has elsewhere.
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "FULL"}); err != nil {
		t.Fatal(err)
	}
	for commands, more := 0, true; more; commands++ {
		w.do(func(tx *store.Tx) error {
			out, err := Dispatch(tx, DispatchInput{Transfer: x.Transfer})
			more = out.More
			return err
		})
		if commands > 40 {
			t.Fatal("it never ends")
		}
	}
	w.deliver(1)
	if got, _ := w.transfer(x.Transfer); got.State != TransferSent || got.Pieces != maxSendRuns {
		t.Errorf("sent %+v", got)
	}
	if found := w.road(); len(found) > 0 {
		t.Error(found)
	}
}

func TestALorryOfFiveHundredRuns(t *testing.T) {
	w := newTwoHouses(t)
	w.stock("A1", Location("A1-1"), 1000)
	x := w.open(TransferLine{SKU: "A1", Qty: 900})
	for range MaxTransferPieces {
		if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 1}); fault.ReasonOf(err) != "transfer.full" {
		t.Errorf("one more: %v", err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	if err := w.receive(x.Transfer, MaxTransferPieces, "A1", 1); err != nil {
		t.Error(err)
	}
	if found := w.road(); len(found) > 0 {
		t.Error(found[0])
	}
}
