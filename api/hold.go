package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

var holdKinds = map[string]inventory.HoldKind{"quality": inventory.QualityHold, "count": inventory.CountHold}

func showHold(h inventory.Hold) wire.Hold {
	kind := "quality"
	if h.Kind == inventory.CountHold {
		kind = "count"
	}
	return wire.Hold{ID: h.ID, Target: wire.Target{SKU: string(h.Target.SKU), Lot: string(h.Target.Lot), Holder: h.Target.Holder.String()},
		Kind: kind, Reason: h.Reason, Owner: h.Owner, By: h.By, At: instant(h.At)}
}

// targetFrom reads what a hold is on from which fields are there.
func targetFrom(w wire.Target) (inventory.Target, error) {
	t := inventory.Target{SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot)}
	if w.Holder != "" {
		h, err := inventory.ParseHolder(w.Holder)
		if err != nil {
			return t, err
		}
		t.Holder = h
	}
	switch {
	case w.SKU != "" && w.Lot == "" && w.Holder == "":
		t.On = inventory.HoldSKU
	case w.SKU != "" && w.Lot != "" && w.Holder == "":
		t.On = inventory.HoldLot
	case w.SKU == "" && w.Lot == "" && w.Holder != "":
		t.On = inventory.HoldHolder
	case w.SKU != "" && w.Lot == "" && w.Holder != "":
		t.On = inventory.HoldSKUAtPlace
	default:
		return t, fault.Invalid("hold.target", "a hold names a SKU, a SKU and lot, a location or LPN, or a SKU at one of them")
	}
	return t, nil
}

// newHold is what a hold is placed with.
type newHold struct {
	target inventory.Target
	kind   inventory.HoldKind
	reason string
	owner  string
}

// hold keeps goods from being allocated.
var hold = mapping[wire.PlaceHold, newHold, inventory.Hold, wire.Hold]{
	In: func(w wire.PlaceHold) (newHold, error) {
		t, err := targetFrom(w.Target)
		if err != nil {
			return newHold{}, err
		}
		if w.Kind == "" {
			w.Kind = "quality"
		}
		kind := holdKinds[w.Kind]
		if kind == 0 || w.Reason == "" || len(w.Reason) > inventory.MaxStateReason {
			return newHold{}, fault.Invalid("hold.invalid", "a hold is of kind quality or count and has a reason of at most %d bytes", inventory.MaxStateReason)
		}
		return newHold{t, kind, w.Reason, w.Owner}, nil
	},
	Do: func(tx *store.Tx, in newHold) (inventory.Hold, error) {
		return inventory.HoldFor(tx, inventory.NewHold{Target: in.target, Kind: in.kind, Reason: in.reason, Owner: in.owner})
	},
	Out: showHold,
}

// liftedHold names the hold to be lifted.
type liftedHold struct {
	target inventory.Target
	id     uint64
	reason string
}

// unhold takes a hold away.
var unhold = mapping[wire.LiftHold, liftedHold, struct{}, wire.Empty]{
	In: func(w wire.LiftHold) (liftedHold, error) {
		t, err := targetFrom(w.Target)
		return liftedHold{t, w.ID, w.Reason}, err
	},
	Do: func(tx *store.Tx, in liftedHold) (struct{}, error) {
		return struct{}{}, inventory.LiftHold(tx, in.target, in.id, in.reason)
	},
	Out: func(struct{}) wire.Empty { return wire.Empty{} },
}
