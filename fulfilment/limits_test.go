package fulfilment

import (
	"fmt"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// These tests pin commands and jobs that real sizes once took beyond their budget.

// Orders that wait behind hundreds of hopeless ones are looked at too.
func TestRetryReachesEveryWaitingOrder(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for i := range allocateRetry + 5 {
		id := fmt.Sprintf("O%04d", i)
		h.do(func(tx *store.Tx) error {
			sku := item.SKU("CUP")
			if i == allocateRetry+4 {
				sku = "TEA"
			}
			if _, err := inventory.OpenLine(tx, inventory.NewLine{Order: id, No: 1, SKU: sku, Qty: 1}); err != nil {
				return err
			}
			o := Order{ID: id, Lines: 1}
			if err := stepOrder(tx, &o, orderTaken, ""); err != nil {
				return err
			}
			Orders.Put(tx, &o)
			_, err := Allocate(tx, AllocateInput{Order: id})
			return err
		})
	}
	h.stock("TEA", "", faceA, 1, 0)
	h.runJobs()
	job := doVerb(h, AllocateAll, AllocateAllInput{Retry: true})
	if j := h.job(job.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	if o := h.orderNow(fmt.Sprintf("O%04d", allocateRetry+4)); o.State != OrderAllocated {
		t.Errorf("the last waiting order is %s", o.State)
	}
}

// A popular place: more orders wait for one balance than a command may read.
func TestADivertedPickAtAPopularPlace(t *testing.T) {
	t.Parallel()
	h := newHall(t, storetest.Memory)
	const orders = store.MaxCommandReads + 100
	h.stock("TEA", "", faceA, orders, 0)
	for from := 0; from < orders; from += 20 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < from+20; i++ {
				l, err := inventory.OpenLine(tx, inventory.NewLine{Order: fmt.Sprintf("O%05d", i), No: 1, SKU: "TEA", Qty: 1})
				if err != nil {
					return err
				}
				if _, err := inventory.Reserve(tx, &l, inventory.ReserveInput{Goods: inventory.Goods{SKU: "TEA", Holder: faceA, Status: inventory.Available}, Qty: 1}); err != nil {
					return err
				}
				inventory.Lines.Put(tx, &l)
				o := Order{ID: l.Order, Lines: 1, State: OrderAllocated}
				Orders.Put(tx, &o)
			}
			return nil
		})
	}
	out, err := tryVerb(h, Pick, PickInput{Order: "GONE", Line: 1, Res: 1, From: faceA, SKU: "TEA", Qty: 3, Tote: "T1"})
	if err != nil || out.Diverted != 3 || len(out.Taken) != 3 {
		t.Errorf("got %+v, %v; want 3 taken from others", out, err)
	}
}

// A restarted job finds a manifest of which more is shipped than one command may read.
func TestShippingGoesOnBehindManyShippedParcels(t *testing.T) {
	h := newHall(t, storetest.Memory)
	const parcels = store.MaxCommandReads
	h.do(func(tx *store.Tx) error {
		m := Manifest{ID: "M1", Carrier: "C", State: ManifestShipping, Parcels: parcels, Shipped: parcels}
		Manifests.Put(tx, &m)
		return nil
	})
	for from := 0; from < parcels; from += 50 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < from+50; i++ {
				Parcels.Put(tx, &Parcel{ID: fmt.Sprintf("P%05d", i), Order: "O1", State: ParcelShipped, Manifest: "M1"})
			}
			return nil
		})
	}
	for at, done, n := "", false, 0; !done; n++ {
		if n > 20 {
			t.Fatal("no end")
		}
		h.do(func(tx *store.Tx) error {
			p, err := shipSome(tx, "M1", at)
			at, done = p.Next, p.Done
			return err
		})
	}
	h.look(func(r store.Reader) {
		if m, _ := GetManifest(r, "M1"); m.State != ManifestShipped || m.Shipped != parcels {
			t.Errorf("manifest: %+v", m)
		}
	})
}

// The costliest lines: hundreds of lots, each on a pallet on a pallet, and a hold in the house and one in the company.
func TestTheCostliestLineUnderHolds(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for i := range 20 {
		h.do(func(tx *store.Tx) error {
			for j := range 20 {
				n := i*20 + j
				lot, outer, inner := item.Lot(fmt.Sprintf("L%03d", n)), fmt.Sprintf("U%03d", n), fmt.Sprintf("V%03d", n)
				inventory.Lots.Put(tx, &inventory.Lot{SKU: "MILK", Number: lot, Expiry: h.today() + 5}) // too short: every candidate is looked at for nothing
				if _, err := inventory.RegisterLPN(tx, outer, inventory.PalletLPN, reserveR); err != nil {
					return err
				}
				if _, err := inventory.RegisterLPN(tx, inner, inventory.PalletLPN, inventory.LPNHolder(outer)); err != nil {
					return err
				}
			}
			return nil
		})
		h.do(func(tx *store.Tx) error {
			for j := range 20 {
				n := i*20 + j
				g := inventory.Goods{SKU: "MILK", Lot: item.Lot(fmt.Sprintf("L%03d", n)), Holder: inventory.LPNHolder(fmt.Sprintf("V%03d", n)), Status: inventory.Available}
				m := inventory.Movement{From: g.At(inventory.Supplier), To: inventory.Side{Holder: g.Holder, Lot: g.Lot, Status: g.Status}, Qty: 1}
				if err := inventory.Move(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	hold := func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldSKU, SKU: "TEA"}, inventory.QualityHold, "recall")
		return err
	}
	h.do(hold)
	if err := h.in(store.Company, hold); err != nil {
		t.Fatal(err)
	}
	h.order("O1", wants{"CUP", 1}, wants{"MILK", 450}, wants{"CUP", 1}, wants{"MILK", 450})
	if res := h.allocate("O1"); res.State != OrderWaiting || len(res.Short) != 4 {
		t.Errorf("got %+v", res)
	}
	for i := range 8 {
		h.order(fmt.Sprint("P", i), wants{"CUP", 1}, wants{"CUP", 1}, wants{"CUP", 1}, wants{"MILK", 1})
	}
	h.runJobs()
	if j := h.job(doVerb(h, AllocateAll, AllocateAllInput{}).Job); j.State != store.JobDone || j.Note != "allocated=0 waiting=8 refused=0" {
		t.Errorf("job: %+v", j)
	}
}

// One order that cannot even be read does not keep the others from their goods.
func TestABrokenOrderDoesNotStopTheJob(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.stock("TEA", "", faceA, 10, 0)
	for i := range 4 {
		h.order(fmt.Sprint("O", i), wants{"TEA", 1})
	}
	var good inventory.Line
	h.do(func(tx *store.Tx) error {
		good, _ = inventory.GetLine(tx, "O1", 1)
		store.Mark(tx, inventory.LineKey("O1", 1)) // a record of no bytes
		return nil
	})
	h.runJobs()
	j := h.job(doVerb(h, AllocateAll, AllocateAllInput{}).Job)
	if j.State != store.JobDone || j.Note != "allocated=3 waiting=0 refused=1" {
		t.Errorf("job: %+v", j)
	}
	h.do(func(tx *store.Tx) error {
		store.Unmark(tx, inventory.LineKey("O1", 1))
		return nil
	})
	h.do(func(tx *store.Tx) error {
		inventory.Lines.Put(tx, &good) // for the check at the end
		return nil
	})
}
