package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// move books goods brought to another place.
var move = mapping[wire.Move, fulfilment.MoveInput, fulfilment.MoveResult, wire.Moved]{
	In: func(w wire.Move) (fulfilment.MoveInput, error) {
		var g fault.Gather
		in := fulfilment.MoveInput{LPN: w.LPN, From: holderFrom(&g, "from", w.From), SKU: item.SKU(w.SKU), Lot: item.Lot(w.Lot), Owner: w.Owner,
			Status: conditionFrom(&g, "status", w.Status), Qty: w.Quantity, UoM: w.UoM, To: holderFrom(&g, "to", w.To), Reserved: fulfilment.Reserved(w.Reserved),
			Reason: w.Reason, Override: w.Override, Surprise: surpriseFrom(w.Surprise)}
		return in, g.Invalid("move.invalid", "this move cannot be understood")
	},
	Judge: func(c *caller, in *fulfilment.MoveInput) error { return overrides(c, in.Override) },
	Do:    fulfilment.Move,
	Out:   showMoved,
}

func surpriseFrom(w wire.Surprise) *inventory.Surprise {
	if w == (wire.Surprise{}) {
		return nil
	}
	return &inventory.Surprise{At: layout.Code(w.At), What: inventory.SurpriseKind(w.What)}
}

func showMoved(r fulfilment.MoveResult) wire.Moved {
	return wire.Moved{To: r.To.String(), Units: r.Units, Runs: r.Runs, LPNs: r.LPNs, Left: showRemains(r.Left), More: r.More, Affected: showMovedReserved(r.Affected)}
}

func showRemains(left []inventory.Remains) []wire.Remains {
	var out []wire.Remains
	for _, l := range left {
		out = append(out, wire.Remains{LPN: l.LPN, SKU: string(l.SKU), Lot: string(l.Lot), Quantity: l.Qty, Reason: l.Reason, Why: l.Why})
	}
	return out
}

func showMovedReserved(affected []fulfilment.MoveAffected) []wire.MovedReserved {
	var out []wire.MovedReserved
	for _, a := range affected {
		out = append(out, wire.MovedReserved{Ref: refOf(a.Ref), Quantity: a.Qty, Got: string(a.Got)})
	}
	return out
}

// split books a part of an LPN put onto a new one.
var split = mapping[wire.Split, fulfilment.SplitInput, fulfilment.SplitResult, wire.SplitDone]{
	In: func(w wire.Split) (fulfilment.SplitInput, error) {
		var g fault.Gather
		kind := inventory.LPNKindOf(w.Kind)
		if w.Kind != "" && kind != inventory.PalletLPN && kind != inventory.CartonLPN {
			g.Add("kind", "lpn.kind", "a new LPN is a pallet or a carton, not %q", w.Kind)
		}
		in := fulfilment.SplitInput{LPN: w.LPN, To: w.To, Kind: kind, Numbers: inventory.LPNSeries(w.Numbers), LPNs: w.LPNs, Reserved: fulfilment.Reserved(w.Reserved)}
		for i, l := range w.Lines {
			in.Lines = append(in.Lines, fulfilment.SplitLine{SKU: item.SKU(l.SKU), Lot: item.Lot(l.Lot), Owner: l.Owner,
				Status: conditionFrom(&g, lineAt(i, "status"), l.Status), Qty: l.Quantity, UoM: l.UoM})
		}
		return in, g.Invalid("split.invalid", "LPN %s cannot be split like this", w.LPN)
	},
	Do: fulfilment.SplitLPN,
	Out: func(r fulfilment.SplitResult) wire.SplitDone {
		return wire.SplitDone{LPN: r.LPN, Units: r.Units, Runs: r.Runs, LPNs: r.LPNs, Affected: showMovedReserved(r.Affected)}
	},
}

// merge books everything on an LPN put onto another.
var merge = mapping[wire.Merge, fulfilment.MergeInput, fulfilment.MoveResult, wire.Moved]{
	In: func(w wire.Merge) (fulfilment.MergeInput, error) {
		return fulfilment.MergeInput{LPN: w.LPN, Into: w.Into, Reserved: fulfilment.Reserved(w.Reserved)}, nil
	},
	Do:  fulfilment.Merge,
	Out: showMoved,
}
