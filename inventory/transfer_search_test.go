package inventory

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/store"
)

// A search for goods that is cut off goes on for its own line: once other goods have been sent for that, the next line is
// looked for from the beginning, and nowhere else.
func TestASearchGoesOnForItsLine(t *testing.T) {
	w := newTwoHouses(t)
	const unsold = 170 // so many LPNs at the dock are more than one command looks at
	for from := 0; from < unsold; from += 20 {
		w.do(func(tx *store.Tx) error {
			for i := from; i < from+20; i++ {
				id := fmt.Sprintf("L%03d", i)
				if _, err := RegisterLPN(tx, id, PalletLPN, Location("DOCK")); err != nil {
					return err
				}
				if _, err := Adjust(tx, AdjustInput{SKU: "A1", Holder: LPNHolder(id), Delta: 1, Reason: AdjustFound}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	w.do(func(tx *store.Tx) error { _, err := RegisterLPN(tx, "Z", PalletLPN, Location("R1-1")); return err })
	w.stock("A1", LPNHolder("Z"), 5)
	w.stock("QC", Location("A1-1"), 5)
	x := w.open(TransferLine{SKU: "A1", Qty: 1}, TransferLine{SKU: "QC", Qty: 5})
	if got, _ := w.transfer(x.Transfer); !x.More || got.Searched == nil {
		t.Fatalf("%+v, %+v: want a search that was cut off", x, got)
	}
	if err := w.send(SendInput{Transfer: x.Transfer, From: LPNHolder("L000"), SKU: "A1", Qty: 1}); err != nil {
		t.Fatal(err)
	}
	w.do(func(tx *store.Tx) (err error) {
		x, err = MakeTransfer(tx, TransferInput{Transfer: x.Transfer})
		return err
	})
	if x.Reserved != 5 || x.More || len(x.Short) != 0 {
		t.Errorf("%+v, want all five of the other line", x)
	}
	w.look(func(r store.Reader) {
		if b := GetBalance(r, Goods{SKU: "QC", Holder: Location("A1-1"), Status: Available}); b.Reserved != 5 {
			t.Errorf("%+v", b)
		}
	})
}
