package inventory

import (
	"fmt"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// MaxSupplyLines bounds the lines one command orders: each writes its plan and takes it off the list; the order itself may
// have grown to partner.MaxLines.
const MaxSupplyLines = 60

// SupplyNumber begins the numbers of purchase orders that nobody numbered: B-0000012-3.
const SupplyNumber byte = 'B'

// OrderSupplyInput makes a purchase order of what is proposed for a supplier.
type OrderSupplyInput struct {
	Supplier string
	Number   string // of the purchase order; "": the next of the warehouse's own. That of one made before: lines are added
	Expected item.Date
	Lines    []SupplyLine // none: all that is proposed, as it is proposed
}

// SupplyLine orders one item.
type SupplyLine struct {
	SKU item.SKU
	Qty int64  // 0: as proposed
	UoM string // "case": Qty counts those; "" base units
}

// OrderSupplyResult tells what was ordered.
type OrderSupplyResult struct {
	Number   string    `cbor:"1,keyasint"`
	Supplier string    `cbor:"2,keyasint"`
	Expected item.Date `cbor:"3,keyasint,omitempty"`
	Lines    int       `cbor:"4,keyasint"` // ordered by this command
	Units    int64     `cbor:"5,keyasint"`
	Value    int64     `cbor:"6,keyasint,omitempty"` // minor units, by the catalogue's prices; none of several currencies
	Currency string    `cbor:"7,keyasint,omitempty"`
	Left     bool      `cbor:"8,keyasint,omitempty"` // more is proposed: order again under the same number
}

// OrderSupply makes a purchase order of what is proposed for a supplier, or adds to one made so that nobody has answered yet.
// What is ordered counts as on order at once and is proposed no more: of two who order the same the second is refused. So is
// who orders by a plan that does not know of orders made by hand since. Errors: supply.none, supply.invalid with a detail for
// each line (supply.not_proposed, supply.twice, number.range, item.not_approved), supply.stale, supplier.unknown,
// supplier.closed, purchase_order.under_way, purchase_order.invalid. An item whose supplier nobody named may be ordered by name from
// any.
func OrderSupply(tx *store.Tx, in OrderSupplyInput) (OrderSupplyResult, error) {
	supplier, err := partner.FindSupplier(tx, in.Supplier)
	if err != nil {
		return OrderSupplyResult{}, err
	}
	in.Supplier = supplier.Code
	plans, lines, err := in.chosen(tx)
	if err != nil {
		return OrderSupplyResult{}, err
	}
	edits := partner.EditsOf(tx, supplier.Code)
	for i := range plans {
		if plans[i].Edits != edits && plans[i].Supplier != "" {
			return OrderSupplyResult{}, fault.Stale("supply.stale", "purchase orders with supplier %s were made or changed by hand since this was planned: plan again (plan-supply), then order", supplier.Code)
		}
	}
	out := OrderSupplyResult{Supplier: supplier.Code, Lines: len(lines)}
	if in.Expected == item.NoDate {
		if in.Expected, err = expectedBy(tx, plans); err != nil {
			return out, err
		}
	}
	if in.Number == "" {
		in.Number = freeSupplyNumber(tx)
	}
	po, err := partner.PlacePurchaseOrder(tx, partner.PurchaseOrder{Number: in.Number, Supplier: supplier.Code, Expected: in.Expected, Tolerance: supplier.Tolerance}, lines)
	if err != nil {
		return out, err
	}
	out.Number, out.Expected = po.Number, po.Expected
	placed := SuppliesPlaced(tx) + 1
	placedSupplies.Put(tx, &suppliesPlaced{placed})
	var worth Worth
	for i := range plans {
		p := &plans[i]
		it, err := FindItem(tx, p.SKU)
		if err != nil {
			return out, err
		}
		out.Units += lines[i].Ordered
		worth.Add(&it, lines[i].Ordered)
		p.OnOrder += lines[i].Ordered
		p.Proposal, p.Pack, p.Size, p.Placed = 0, 0, 0, placed
		SupplyPlans.Put(tx, p)
	}
	out.Value, out.Currency = worth.Sum()
	for range Proposals(tx, supplier.Code, "", "") {
		out.Left = true
		break
	}
	return out, nil
}

// freeSupplyNumber gives the next number of the warehouse's own row. One that somebody typed, or brought from another system, is
// passed over: a refusal uses no number, so it would be in the way of every order to come.
func freeSupplyNumber(tx *store.Tx) string {
	for {
		number := LocalNumber(tx, SupplyNumber)
		if _, err := partner.FindPurchaseOrder(tx, number); err != nil {
			return number
		}
	}
}

// chosen gives the plans that are ordered with their lines, all that is wrong with them at once.
func (in *OrderSupplyInput) chosen(tx *store.Tx) (plans []SupplyPlan, lines []partner.PurchaseLine, err error) {
	if len(in.Lines) > MaxSupplyLines {
		return nil, nil, fault.Invalid("supply.invalid", "one command orders at most %d lines, not %d: order the others again under the same number", MaxSupplyLines, len(in.Lines))
	}
	var g fault.Gather
	if len(in.Lines) == 0 {
		plans = in.proposed(tx)
		for i := range plans {
			lines = append(lines, partner.PurchaseLine{SKU: plans[i].SKU, Ordered: plans[i].Proposal})
		}
		if len(plans) == 0 {
			return nil, nil, fault.Refused("supply.none", "nothing is proposed for supplier %s: all was ordered, or no plan was made (plan-supply)", in.Supplier)
		}
	}
	seen := map[item.SKU]bool{}
	for i, l := range in.Lines {
		where := fmt.Sprintf("lines[%d]", i)
		p, err := GetSupplyPlan(tx, l.SKU)
		switch {
		case seen[l.SKU]:
			g.Add(where+".sku", "supply.twice", "SKU %s is named twice", l.SKU)
		case err != nil || p.Proposal == 0 || p.Supplier != in.Supplier && p.Supplier != "":
			g.Add(where+".sku", "supply.not_proposed", "SKU %s is not proposed for supplier %s: somebody ordered it, or there is enough", l.SKU, in.Supplier)
		case l.Qty < 0 || l.Qty > partner.MaxQuantity:
			g.Add(where+".quantity", "number.range", "quantity is 1 to %d, or absent for what is proposed, not %d", partner.MaxQuantity, l.Qty)
		}
		seen[l.SKU] = true
		if l.Qty == 0 {
			l.Qty = p.Proposal
		} else if n, err := BaseUnits(tx, l.SKU, l.Qty, l.UoM); err == nil {
			l.Qty = n
		} else {
			g.Add(where+".uom", fault.ReasonOf(err), "%v", err)
		}
		plans, lines = append(plans, p), append(lines, partner.PurchaseLine{SKU: l.SKU, Ordered: l.Qty})
	}
	for i := range lines {
		if it, err := FindItem(tx, lines[i].SKU); err == nil && it.State != item.Approved {
			g.Add(fmt.Sprintf("lines[%d].sku", i), "item.not_approved", "SKU %s is %s: only approved items are received", it.SKU, it.State)
		}
	}
	return plans, lines, g.Refused("supply.invalid", "this cannot be ordered from supplier %s", in.Supplier)
}

// proposed gives all that is proposed, as much as one command orders. Plans of items that were retired since go, as they would
// by the next plan.
func (in *OrderSupplyInput) proposed(tx *store.Tx) (plans []SupplyPlan) {
	var gone []item.SKU
	for p := range Proposals(tx, in.Supplier, "", "") {
		if len(plans)+len(gone) == MaxSupplyLines {
			break
		}
		if it, err := FindItem(tx, p.SKU); err != nil || it.State != item.Approved {
			gone = append(gone, p.SKU)
			continue
		}
		plans = append(plans, p)
	}
	for _, sku := range gone {
		DropSupplyPlan(tx, sku)
	}
	return plans
}

// expectedBy is the day all of the plans' items should be there by.
func expectedBy(tx *store.Tx, plans []SupplyPlan) (item.Date, error) {
	today, err := Today(tx)
	days := int64(0)
	for i := range plans {
		days = max(days, (plans[i].Lead+999)/1000)
	}
	return today + item.Date(days), err
}
