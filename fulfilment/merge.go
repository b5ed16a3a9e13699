package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// MergeInput is a fact: everything on one LPN was put onto another that stands at the same location.
type MergeInput struct {
	LPN      string
	Into     string
	Reserved Reserved
}

// Merge puts an LPN's goods and cartons onto another. The emptied one stands nowhere from then on, and its number is not used
// again: of a pallet or carton; a reusable one gets a new label. With more on it than one command moves it is a series. What may
// not go stays on it and is told, with the reason; if nothing may it is a refusal.
//
// Errors: merge.invalid, lpn.unknown, lpn.tote, lpn.nowhere, lpn.elsewhere: bring them together first; lpn.in_itself; move.refused,
// move.nothing.
func Merge(tx *store.Tx, in MergeInput) (MoveResult, error) {
	if in.LPN == in.Into || in.LPN == "" {
		return MoveResult{}, fault.Invalid("merge.invalid", "name two LPNs, not %q and %q", in.LPN, in.Into)
	}
	from, err := inventory.GetLPN(tx, in.LPN)
	if err != nil {
		return MoveResult{}, err
	}
	if from.Kind == inventory.ToteLPN {
		return MoveResult{}, fault.Refused("lpn.tote", "%s is a tote: what is in it is picked or goes back to its place", from.ID)
	}
	m, err := newMover(tx, moveOptions{to: inventory.LPNHolder(in.Into), policy: in.Reserved, reason: "merge"})
	if err != nil {
		return MoveResult{}, err
	}
	if !m.land.Same(from.Holder()) {
		return MoveResult{}, fault.Refused("lpn.elsewhere", "LPN %s stands in %s, %s at %s: bring them together first", from.ID, from.Parent, in.Into, m.land.At.Code)
	}
	for _, h := range inventory.Within(tx, m.opt.to)[1:] {
		if h == from.Holder() {
			return MoveResult{}, fault.Refused("lpn.in_itself", "%s stands on %s: take it down first", in.Into, from.ID)
		}
	}
	m.going[from.Holder()] = true
	if err := m.empty(from.Holder()); err != nil {
		return MoveResult{}, err
	}
	if m.out.Runs+m.out.LPNs == 0 {
		return MoveResult{}, m.nothing(from.Holder())
	}
	if holdsGoods(tx, from.Holder()) {
		return m.out, nil
	}
	return m.out, inventory.RetireLPN(tx, from.ID, "merge")
}
