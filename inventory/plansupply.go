package inventory

import (
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// SupplyJob is the kind of the job that plans what is to be ordered. Midnight does the same.
const SupplyJob = "plan-supply"

// PlanSupplyResult names the job.
type PlanSupplyResult struct {
	Job uint64 `cbor:"1,keyasint"`
}

// PlanSupply starts the job that counts what customers took since it last ran, and plans for every item that anybody took,
// that orders wait for, or that a person or the catalogue wants kept.
func PlanSupply(tx *store.Tx) (PlanSupplyResult, error) {
	return PlanSupplyResult{Job: tx.StartJob(SupplyJob, nil).ID}, nil
}

// LotOf names a lot of an item.
type LotOf struct {
	SKU item.SKU
	Lot item.Lot
}

// HeldLots gives the lots that are held as a whole, here or by a recall everywhere: nobody may count on them. What is held at a
// place, until it was counted or looked at, is there all the same.
func HeldLots(r store.Reader) map[LotOf]bool {
	out := map[LotOf]bool{}
	for _, part := range []store.Reader{r, r.Company()} {
		for h := range Holds.All(part, store.K(tagHold).Byte(byte(HoldLot)), nil) {
			out[LotOf{h.Target.SKU, h.Target.Lot}] = true
		}
	}
	return out
}

// SupplyIn gives what of a balance the house can count on: its own, not claimed by orders, not damaged, expired or held for
// ever. What waits for inspection mostly passes it.
func SupplyIn(r store.Reader, b *Balance, held map[LotOf]bool, today item.Date) int64 {
	if b.Owner != "" || b.Status == Damaged || b.Lot != "" && (held[LotOf{b.SKU, b.Lot}] || Expired(ExpiryOf(r, b.SKU, b.Lot), today)) {
		return 0
	}
	return b.Unreserved()
}
