package inventory

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// booked sums what the sender's ledger has moved between transit and the outside of a transfer, and gives why, each reason
// once: news that are told anew after newer ones are booked and booked back.
func (w twoHouses) booked(id string) (units int64, reasons []string) {
	w.t.Helper()
	w.look(func(r store.Reader) {
		for e := range Ledger(r, 1) {
			if e.Document != id || e.Kind != EntryMove || e.From.Holder.Kind != Outside || e.To.Holder.Kind != Outside {
				continue
			}
			if !slices.Contains(reasons, e.Reason) {
				reasons = append(reasons, e.Reason)
			}
			if units += e.Qty; e.To.Holder == InTransit {
				units -= 2 * e.Qty
			}
		}
	})
	return units, reasons
}

func (w twoHouses) settle(id string, reason SettleReason) (out SettleResult, err error) {
	err = w.try(func(tx *store.Tx) error {
		out, err = SettleTransfer(tx, SettleInput{Transfer: id, Reason: reason})
		return err
	})
	return out, err
}

// Nothing of a transfer that has ended is in transit, whoever ended it, and whatever comes or is waited for afterwards.
func TestALossOnTheRoadIsBooked(t *testing.T) {
	closed := func(v bool) func(w twoHouses, id string) {
		return func(w twoHouses, id string) {
			w.there(func(tx *store.Tx) error {
				a, err := partner.FindASN(tx, NoticeOf(string(houseCode), id))
				if err == nil {
					_, err = EndASN(tx, a.Number, a.Revision, v)
				}
				return err
			})
		}
	}
	comes := func(n int64) func(w twoHouses, id string) {
		return func(w twoHouses, id string) {
			if err := w.receive(id, 1, "A1", n); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	lost := func(w twoHouses, id string) {
		if out, err := w.settle(id, SettleStolen); err != nil || out.State != TransferArrived {
			w.t.Errorf("settled: %+v, %v", out, err)
		}
	}
	for _, c := range []struct {
		name    string
		steps   []func(w twoHouses, id string)
		booked  int64
		reasons []string
		state   TransferState
	}{
		{"all came", []func(twoHouses, string){comes(8)}, 0, nil, TransferArrived},
		{"the other end closed its notice short", []func(twoHouses, string){comes(5), closed(true)}, 3, []string{"transfer.short"}, TransferArrived},
		{"and waits again", []func(twoHouses, string){comes(5), closed(true), closed(false)}, 0, []string{"transfer.short", "transfer.late"}, TransferSent},
		{"and the rest came", []func(twoHouses, string){comes(5), closed(true), closed(false), comes(3)}, 0, []string{"transfer.short", "transfer.late"}, TransferArrived},
		{"more came than was sent", []func(twoHouses, string){comes(10)}, -2, []string{"transfer.over"}, TransferArrived},
		{"in two parts", []func(twoHouses, string){comes(7), comes(3)}, -2, []string{"transfer.over"}, TransferArrived},
		{"it never came, a supervisor gave it up", []func(twoHouses, string){comes(1), lost}, 7, []string{"transfer.short:stolen"}, TransferArrived},
		{"it came all the same", []func(twoHouses, string){lost, comes(6)}, 2, []string{"transfer.short:stolen", "transfer.late"}, TransferArrived},
		{"and more", []func(twoHouses, string){lost, comes(6), comes(4)}, -2, []string{"transfer.short:stolen", "transfer.late", "transfer.over"}, TransferArrived},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTwoHouses(t)
			w.stock("A1", Location("A1-1"), 20)
			x := w.open(TransferLine{SKU: "A1", Qty: 8})
			if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 8}); err != nil {
				t.Fatal(err)
			}
			w.dispatch(x.Transfer)
			w.deliver(1)
			for _, step := range c.steps {
				step(w, x.Transfer)
				w.deliver(2) // told twice is told once
				if found := w.found(); found != "" {
					t.Fatal(found)
				}
			}
			got, pieces := w.transfer(x.Transfer)
			booked, reasons := w.booked(x.Transfer)
			if booked != c.booked || !slices.Equal(reasons, c.reasons) || got.State != c.state || got.Balanced != (c.state == TransferArrived) {
				t.Errorf("%s, %d booked off for %q; want %s, %d for %q", got.State, booked, reasons, c.state, c.booked, c.reasons)
			}
			if left := pieces[0].Qty - pieces[0].Arrived - pieces[0].Settled; c.state == TransferArrived && left != 0 {
				t.Errorf("%d are in transit of a transfer that has ended", left)
			}
			if found := w.road(); len(found) > 0 {
				t.Error(found)
			}
		})
	}
}

func TestWhatCannotBeSettled(t *testing.T) {
	w := newTwoHouses(t)
	w.stock("A1", Location("A1-1"), 20)
	x := w.open(TransferLine{SKU: "A1", Qty: 8})
	if _, err := w.settle(x.Transfer, SettleLost); fault.ReasonOf(err) != "transfer.state" {
		t.Errorf("what is not sent: %v", err)
	}
	if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 8}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	for reason, want := range map[SettleReason]string{"": "settle.invalid", "eaten": "settle.invalid"} {
		if _, err := w.settle(x.Transfer, reason); fault.ReasonOf(err) != want {
			t.Errorf("reason %q: %v, want %s", reason, err, want)
		}
	}
	if _, err := w.settle("X-1", SettleLost); fault.CodeFrom(err) != fault.CodeNotFound {
		t.Errorf("of no transfer: %v", err)
	}
	if out, err := w.settle(x.Transfer, SettleLost); err != nil || out.Short != 8 {
		t.Errorf("%+v, %v; want 8 given up", out, err)
	}
	if _, err := w.settle(x.Transfer, SettleLost); fault.ReasonOf(err) != "settle.nothing" {
		t.Errorf("twice: %v", err)
	}
}

// A lorry of many runs is settled by a job, one bounded command after the other; a piece that comes meanwhile is no loss.
func TestALorryThatNeverCame(t *testing.T) {
	w := newTwoHouses(t)
	w.stock("A1", Location("A1-1"), 1000)
	const runs = 2*maxSettled + 5
	x := w.open(TransferLine{SKU: "A1", Qty: runs})
	for range runs {
		if err := w.send(SendInput{Transfer: x.Transfer, From: Location("A1-1"), SKU: "A1", Qty: 1}); err != nil {
			t.Fatal(err)
		}
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	out, err := w.settle(x.Transfer, SettleLost)
	if err != nil || !out.More || out.Short != runs {
		t.Fatalf("%+v, %v; want more than one command books", out, err)
	}
	if found := w.found(); found != "" {
		t.Errorf("while a job settles: %s", found)
	}
	if err := w.receive(x.Transfer, runs, "A1", 1); err != nil {
		t.Fatal(err)
	}
	w.deliver(1)
	for more := true; more; {
		w.do(func(tx *store.Tx) (err error) { more, err = settleMore(tx, x.Transfer); return err })
	}
	if booked, _ := w.booked(x.Transfer); booked != runs-1 {
		t.Errorf("%d booked off, want %d", booked, runs-1)
	}
	if got, _ := w.transfer(x.Transfer); !got.Balanced {
		t.Error("it is not settled")
	}
	if found := w.road(); len(found) > 0 {
		t.Error(found)
	}
}

// What one house has had for long goes out first in the other too, and a pallet with its cartons is received by one scan.
func TestAPalletKeepsItsAgeAndItsCartons(t *testing.T) {
	w := newTwoHouses(t)
	w.item("PHONE", func(it *item.Item) { it.SerialTracked = true })
	w.cheese()
	came := w.now()
	w.do(func(tx *store.Tx) error {
		for id, on := range map[string]Holder{"PAL": Location("R1-1")} {
			if _, err := RegisterLPN(tx, id, PalletLPN, on); err != nil {
				return err
			}
		}
		for _, id := range []string{"C1", "C2"} {
			if _, err := RegisterLPN(tx, id, CartonLPN, LPNHolder("PAL")); err != nil {
				return err
			}
		}
		return nil
	})
	w.stock("A1", LPNHolder("C1"), 6)
	if err := w.adjust(AdjustInput{SKU: "GOUDA", Holder: LPNHolder("C2"), Delta: 3, Grams: 3720, Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	if err := w.adjust(AdjustInput{SKU: "PHONE", Holder: LPNHolder("PAL"), Delta: 2, Serials: []string{"S1", "S2"}, Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	w.set(w.now().Add(90 * 24 * time.Hour))
	x := w.open(TransferLine{SKU: "A1", Qty: 6}, TransferLine{SKU: "GOUDA", Qty: 3}, TransferLine{SKU: "PHONE", Qty: 2})
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "PAL", Serials: []string{"S1"}}); fault.ReasonOf(err) != "send.invalid" {
		t.Errorf("one of two phones scanned: %v", err)
	}
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "PAL", Serials: []string{"S1", "S2"}}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	scan := func(in ReceiveInput) (out ReceiveResult, err error) {
		err = w.in(otherCode, func(tx *store.Tx) error {
			in.ASN, in.Dock = NoticeOf(string(houseCode), x.Transfer), "DOCK"
			out, err = Receive(tx, in)
			return err
		})
		return out, err
	}
	if _, err := scan(ReceiveInput{LPN: "PAL-9"}); fault.ReasonOf(err) != "receive.not_on_lpn" {
		t.Errorf("another pallet: %v", err)
	}
	out, err := scan(ReceiveInput{LPN: "PAL"})
	if err != nil || out.Runs != 3 || out.Units != 11 || out.Holder != LPNHolder("PAL") || out.Receipt == "" {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, err := scan(ReceiveInput{LPN: "PAL"}); fault.ReasonOf(err) != "receive.not_on_lpn" {
		t.Errorf("scanned twice: %v", err)
	}
	w.deliver(2)
	w.there(func(tx *store.Tx) error {
		for _, c := range []struct {
			sku   item.SKU
			at    string
			qty   int64
			grams int64
		}{{"A1", "C1", 6, 0}, {"GOUDA", "C2", 3, 3720}, {"PHONE", "PAL", 2, 0}} {
			b := GetBalance(tx, Goods{SKU: c.sku, Holder: LPNHolder(c.at), Status: Available})
			if b.OnHand != c.qty || b.Grams != c.grams || b.Since != came.Unix() {
				t.Errorf("%+v, want %d of %d g since %s", b, c.qty, c.grams, came)
			}
			if at, _ := PlaceOf(tx, LPNHolder(c.at)); at != "DOCK" {
				t.Errorf("%s stands at %q", c.at, at)
			}
		}
		if got := Children(tx, LPNHolder("PAL"), 9); !slices.Equal(got, []string{"C1", "C2"}) {
			t.Errorf("on the pallet stand %q, want both cartons", got)
		}
		if s, ok := GetSerial(tx, "PHONE", "S2"); !ok || s.Holder != LPNHolder("PAL") {
			t.Errorf("unit S2: %+v", s)
		}
		return nil
	})
	if got, _ := w.transfer(x.Transfer); got.State != TransferArrived || !got.Balanced {
		t.Errorf("%+v", got)
	}
	if found := w.road(); len(found) > 0 {
		t.Error(found)
	}
}

// The fullest pallet is received by one command, and so many units are sent by one and no more.
func TestTheFullestPalletIsReceivedByOneScan(t *testing.T) {
	w := newTwoHouses(t)
	var lines []TransferLine
	w.item("PHONE", func(it *item.Item) { it.SerialTracked = true })
	w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, "FULL", PalletLPN, Location("R1-1")); return err })
	for i := range maxSendRuns - 1 {
		sku, carton := item.SKU(fmt.Sprintf("S%02d", i)), fmt.Sprintf("C%02d", i)
		w.item(sku, func(it *item.Item) { it.LotTracked = true })
		if _, err := w.house.receive(ReceiveInput{Supplier: "S", SKU: sku, Qty: 5, Lot: "L", Dock: "DOCK"}); err != nil {
			t.Fatal(err)
		}
		w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, carton, CartonLPN, LPNHolder("FULL")); return err })
		w.do(func(tx *store.Tx) error {
			return Move(tx, Movement{From: Goods{SKU: sku, Lot: "L", Holder: Location("DOCK"), Status: Available}, To: Side{LPNHolder(carton), "L", Available, ""}, Qty: 5, Reason: "move"})
		})
		lines = append(lines, TransferLine{SKU: sku, Qty: 5})
	}
	serials := make([]string, MaxSendSerials+1)
	for i := range serials {
		serials[i] = fmt.Sprintf("U%03d", i)
	}
	if err := w.adjust(AdjustInput{SKU: "PHONE", Holder: LPNHolder("FULL"), Delta: MaxSendSerials, Serials: serials[:MaxSendSerials], Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	x := w.open(append(lines, TransferLine{SKU: "PHONE", Qty: MaxSendSerials})...)
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "FULL", Serials: serials}); fault.ReasonOf(err) != "send.serials" {
		t.Errorf("one unit more: %v", err)
	}
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "FULL", Serials: serials[:MaxSendSerials]}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	w.there(func(tx *store.Tx) error {
		_, err := Receive(tx, ReceiveInput{ASN: NoticeOf(string(houseCode), x.Transfer), LPN: "FULL", Dock: "DOCK"})
		return err
	})
	w.deliverAll()
	if got, _ := w.transfer(x.Transfer); got.State != TransferArrived {
		t.Errorf("%+v", got)
	}
}

// deliverAll delivers until both outboxes have nothing new to say.
func (w twoHouses) deliverAll() {
	for range 3 {
		w.deliver(1)
	}
}
