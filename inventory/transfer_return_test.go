package inventory

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// scanLPN takes in a whole LPN of a transfer at the other end.
func (w twoHouses) scanLPN(id string, in ReceiveInput) (out ReceiveResult, err error) {
	err = w.in(otherCode, func(tx *store.Tx) error {
		in.ASN, in.Dock = NoticeOf(string(houseCode), id), "DOCK"
		out, err = Receive(tx, in)
		return err
	})
	return out, err
}

// What was on the road when its item was retired, or is heavier than any delivery that is typed in, is taken in all the same:
// the goods are the house's own, and stand at the dock.
func TestWhatIsOnTheRoadIsTakenIn(t *testing.T) {
	w := newTwoHouses(t)
	w.item("FLOUR", func(it *item.Item) { it.CatchWeight = true })
	w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, "SACK", PalletLPN, Location("R1-1")); return err })
	w.stock("A1", LPNHolder("SACK"), 4)
	const grams = item.MaxPackQty + 200_000
	if err := w.adjust(AdjustInput{SKU: "FLOUR", Holder: LPNHolder("SACK"), Delta: grams, Reason: AdjustFound}); err != nil {
		t.Fatal(err)
	}
	x := w.open(TransferLine{SKU: "A1", Qty: 4}, TransferLine{SKU: "FLOUR", Qty: grams})
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "SACK"}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	w.company(func(tx *store.Tx) error {
		it, err := FindItem(tx, "A1")
		if err == nil {
			err = stepItem(tx, &it, itemRetire, "sold off")
			Items.Put(tx, &it)
		}
		return err
	})
	if _, err := w.scanLPN(x.Transfer, ReceiveInput{LPN: "SACK"}); err != nil {
		t.Errorf("a retired item and %d g of flour: %v", grams, err)
	}
	w.deliverAll()
	if got, _ := w.transfer(x.Transfer); got.State != TransferArrived {
		t.Errorf("%+v", got)
	}
}

// A carton that went out on one pallet comes back on another, or by itself: it stands where it came.
func TestACartonComesBackOnAnotherPallet(t *testing.T) {
	for _, on := range []string{"", "OTHER"} {
		t.Run(fmt.Sprintf("on %q", on), func(t *testing.T) {
			w := newTwoHouses(t)
			w.do(func(tx *store.Tx) error {
				if _, err := RegisterLPN(tx, "PAL", PalletLPN, Location("R1-1")); err != nil {
					return err
				}
				_, err := RegisterLPN(tx, "C1", CartonLPN, LPNHolder("PAL"))
				return err
			})
			w.stock("A1", LPNHolder("C1"), 4)
			x := w.open(TransferLine{SKU: "A1", Qty: 4})
			if err := w.send(SendInput{Transfer: x.Transfer, LPN: "PAL"}); err != nil {
				t.Fatal(err)
			}
			w.dispatch(x.Transfer)
			w.deliver(1)
			if _, err := w.scanLPN(x.Transfer, ReceiveInput{LPN: "PAL"}); err != nil {
				t.Fatal(err)
			}
			w.deliverAll()
			back := "C1"
			w.there(func(tx *store.Tx) error {
				if err := Carry(tx, "C1", Location("DOCK"), "move"); err != nil || on == "" {
					return err
				}
				if _, err := RegisterLPN(tx, on, PalletLPN, Location("DOCK")); err != nil {
					return err
				}
				back = on
				return Carry(tx, "C1", LPNHolder(on), "move")
			})
			n := SentGoods{From: string(otherCode), To: string(houseCode), Transfer: "X-9", Lines: []SentPiece{{SKU: "A1", Qty: 4, LPN: "C1"}}}
			w.there(func(tx *store.Tx) error { n.Lines[0].nest(tx); return nil })
			w.do(func(tx *store.Tx) error { return ExpectTransfer(tx, n) })
			if err := w.try(func(tx *store.Tx) error {
				_, err := Receive(tx, ReceiveInput{ASN: NoticeOf(string(otherCode), "X-9"), LPN: back, Dock: "DOCK"})
				return err
			}); err != nil {
				t.Fatalf("the carton comes back: %v", err)
			}
			w.look(func(r store.Reader) {
				if at, ok := PlaceOf(r, LPNHolder("C1")); !ok || at != "DOCK" || GetBalance(r, Goods{SKU: "A1", Holder: LPNHolder("C1"), Status: Available}).OnHand != 4 {
					t.Errorf("the carton stands at %q: %v", at, Within(r, LPNHolder("C1")))
				}
			})
			w.do(func(tx *store.Tx) error { // the other house's transfer is none of this test's
				return nil
			})
		})
	}
}

// Units of one lot in two cartons of a pallet are scanned once each, and a number that is none of them is named.
func TestSerialsOfAPalletOfCartons(t *testing.T) {
	w := newTwoHouses(t)
	w.item("PHONE", func(it *item.Item) { it.SerialTracked = true })
	w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, "PAL", PalletLPN, Location("R1-1")); return err })
	for _, c := range []string{"C1", "C2"} {
		w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, c, CartonLPN, LPNHolder("PAL")); return err })
		if err := w.adjust(AdjustInput{SKU: "PHONE", Holder: LPNHolder(c), Delta: 2, Serials: []string{c + "A", c + "B"}, Reason: AdjustFound}); err != nil {
			t.Fatal(err)
		}
	}
	x := w.open(TransferLine{SKU: "PHONE", Qty: 4})
	for _, c := range []struct {
		serials []string
		want    string
	}{
		{[]string{"C1A", "C1A", "C2A", "C2B"}, "serial.twice"},
		{[]string{"C1A", "C1B", "C2A", "C2B", "C9A"}, "serial.unknown"},
		{[]string{"C1A", "C1B", "C2A"}, "serial.count"},
	} {
		err := w.send(SendInput{Transfer: x.Transfer, LPN: "PAL", Serials: c.serials})
		if d := fault.From(err).Details; fault.ReasonOf(err) != "send.invalid" || d[0].Reason != c.want {
			t.Errorf("%v: %v, want %s", c.serials, err, c.want)
		}
	}
	if err := w.send(SendInput{Transfer: x.Transfer, LPN: "PAL", Serials: []string{"C2B", "C1A", "C1B", "C2A"}}); err != nil {
		t.Fatal(err)
	}
	w.dispatch(x.Transfer)
	w.deliver(1)
	if _, err := w.scanLPN(x.Transfer, ReceiveInput{LPN: "PAL"}); err != nil {
		t.Fatal(err)
	}
	w.deliverAll()
	w.there(func(tx *store.Tx) error {
		if s, ok := GetSerial(tx, "PHONE", "C2B"); !ok || s.Holder != LPNHolder("C2") {
			t.Errorf("unit C2B: %+v", s)
		}
		return nil
	})
}
