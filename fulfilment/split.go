package fulfilment

import (
	"fmt"
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// MaxSplitLines bounds what one command takes out of an LPN: each line may write two balances, their index keys and an entry.
const MaxSplitLines = maxMoveRuns

// SplitLine is so much of one balance of the LPN.
type SplitLine struct {
	SKU    item.SKU
	Lot    item.Lot
	Owner  string
	Status inventory.Status // 0: available
	Qty    int64
	UoM    string // "case": Qty counts those; "" base units
}

// SplitInput is a fact: a part of an LPN was put onto another, new one that stands where the first does.
type SplitInput struct {
	LPN      string
	To       string              // the new LPN's number; "": the next of Numbers
	Kind     inventory.LPNKind   // of the new LPN; 0: as the first
	Numbers  inventory.LPNSeries // without To
	Lines    []SplitLine         // goods
	LPNs     []string            // cartons that stand on it
	Reserved Reserved
}

// SplitResult names the new LPN and what is on it.
type SplitResult struct {
	LPN      string         `cbor:"1,keyasint"`
	Units    int64          `cbor:"2,keyasint,omitempty"`
	Runs     int            `cbor:"3,keyasint,omitempty"`
	LPNs     int            `cbor:"4,keyasint,omitempty"`
	Affected []MoveAffected `cbor:"5,keyasint,omitempty"`
}

// SplitLPN takes a part of an LPN onto a new one: goods, cartons, or both. The new one stands in what the first stands in.
// Errors: split.invalid, lpn.unknown, lpn.exists, lpn.tote, lpn.nowhere, lpn.malformed, number.exhausted, warehouse.no_prefix;
// and those of Move.
func SplitLPN(tx *store.Tx, in SplitInput) (SplitResult, error) {
	var g fault.Gather
	if len(in.Lines)+len(in.LPNs) == 0 || len(in.Lines) > MaxSplitLines || len(in.LPNs) > maxMoveLPNs {
		g.Add("lines", "split.lines", "name 1 to %d runs of goods or %d LPNs that go onto the new one", MaxSplitLines, maxMoveLPNs)
	}
	if in.To == in.LPN {
		g.Add("to", "move.same", "the new LPN needs a number of its own, not %q", in.To)
	}
	in.Lines = slices.Clone(in.Lines)
	for i := range in.Lines {
		l := &in.Lines[i]
		inventory.LineToBase(&g, fmt.Sprintf("lines[%d]", i), tx, l.SKU, l.UoM, &l.Qty)
	}
	if err := g.Invalid("split.invalid", "LPN %s cannot be split like this", in.LPN); err != nil {
		return SplitResult{}, err
	}
	from, err := inventory.GetLPN(tx, in.LPN)
	if err != nil {
		return SplitResult{}, err
	}
	if from.Kind == inventory.ToteLPN {
		return SplitResult{}, fault.Refused("lpn.tote", "%s is a tote: what is in it is picked or goes back to its place", from.ID)
	}
	if in.Kind == 0 {
		in.Kind = from.Kind
	}
	to, err := newLPN(tx, &in, from.Parent)
	if err != nil {
		return SplitResult{}, err
	}
	m, err := newMover(tx, moveOptions{to: to.Holder(), policy: in.Reserved, reason: "split"})
	if err != nil {
		return SplitResult{}, err
	}
	for _, l := range in.Lines {
		move := MoveInput{From: from.Holder(), SKU: l.SKU, Lot: l.Lot, Owner: l.Owner, Status: l.Status, Qty: l.Qty, To: to.Holder(), Reserved: in.Reserved}
		if err := move.check(); err != nil {
			return SplitResult{}, err
		}
		if err := m.one(&move); err != nil {
			return SplitResult{}, err
		}
	}
	for _, id := range in.LPNs {
		if child, err := inventory.GetLPN(tx, id); err != nil {
			return SplitResult{}, err
		} else if child.Parent != from.Holder() {
			return SplitResult{}, fault.Refused("lpn.elsewhere", "LPN %s stands in %s, not on %s", id, child.Parent, from.ID)
		}
		if err := m.lpn(id); err != nil {
			return SplitResult{}, err
		}
	}
	return SplitResult{LPN: to.ID, Units: m.out.Units, Runs: m.out.Runs, LPNs: m.out.LPNs, Affected: m.out.Affected}, nil
}

// newLPN makes the new LPN known. A number that is in use already is refused: two things would bear it.
func newLPN(tx *store.Tx, in *SplitInput, parent inventory.Holder) (inventory.LPN, error) {
	if in.To == "" {
		id, err := inventory.NextLPN(tx, in.Numbers)
		if err != nil {
			return inventory.LPN{}, err
		}
		in.To = id
	}
	if l, ok := inventory.LPNs.Get(tx, inventory.LPNKey(in.To)); ok {
		return l, fault.Conflict("lpn.exists", "LPN %s is a %s in %s already: a new LPN needs a number nobody has used", in.To, l.Kind, l.Parent)
	}
	return inventory.RegisterLPN(tx, in.To, in.Kind, parent)
}
