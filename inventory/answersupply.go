package inventory

import (
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// AnswerSupplyResult tells how a purchase order stands after the supplier's answer.
type AnswerSupplyResult struct {
	Number   string    `cbor:"1,keyasint"`
	Supplier string    `cbor:"2,keyasint"`
	Promised item.Date `cbor:"3,keyasint,omitempty"`
	Replied  int64     `cbor:"4,keyasint"`           // unix seconds of the first answer
	Refused  int64     `cbor:"5,keyasint,omitempty"` // units that were ordered and will not come, as the supplier says
}

// AnswerSupply notes what a supplier said to a purchase order. What it will not bring counts as on order no more, and so is
// proposed anew by the next plan. Errors: as partner.AnswerPurchaseOrder.
func AnswerSupply(tx *store.Tx, a partner.Answer) (AnswerSupplyResult, error) {
	p, err := partner.AnswerPurchaseOrder(tx, a)
	if err != nil {
		return AnswerSupplyResult{}, err
	}
	out := AnswerSupplyResult{Number: p.Number, Supplier: p.Supplier, Promised: p.Promised, Replied: p.Replied}
	for _, l := range partner.PurchaseLines(tx, p.Number) {
		out.Refused += l.Ordered - l.Due()
	}
	return out, nil
}
