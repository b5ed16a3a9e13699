package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// A pallet that another warehouse of the house has sent is received by one scan: what stands on it, in which cartons, of
// which lots and how old, its sender has told, and they are the house's own goods. Whoever wants to count them does so
// afterwards, as with any other stock; what a supplier sent is counted before it is booked.

// wholeLPN tells whether the input names an LPN of a notice, and no goods.
func (in *ReceiveInput) wholeLPN() bool {
	return in.ASN != "" && in.LPN != "" && in.Line == 0 && in.SKU == "" && in.Qty == 0
}

// receiveLPN takes in all that a transfer's notice has on an LPN and that has not come yet. One that was sent whole holds no
// more runs than a command sends. Errors: asn.unknown, receive.not_transfer, receive.not_on_lpn, lpn.too_mixed, and those of
// each run.
func receiveLPN(tx *store.Tx, in ReceiveInput) (ReceiveResult, error) {
	asn, err := partner.FindASN(tx, in.ASN)
	if err != nil {
		return ReceiveResult{}, err
	}
	if asn.From == "" {
		return ReceiveResult{}, fault.Refused("receive.not_transfer", "ASN %s is of supplier %s: count what came, line by line", asn.Number, asn.Supplier)
	}
	var lines []partner.ASNLine
	for _, l := range partner.ASNLines(tx, asn.Number) {
		if l.StandsOn(in.LPN) && l.Received < l.Quantity {
			lines = append(lines, l)
		}
	}
	switch {
	case len(lines) == 0:
		return ReceiveResult{}, fault.Refused("receive.not_on_lpn", "nothing of ASN %s that is still to come is on LPN %s", asn.Number, in.LPN)
	case len(lines) > maxSendRuns:
		return ReceiveResult{}, fault.Refused("lpn.too_mixed", "LPN %s holds more than %d runs of goods: receive them line by line", in.LPN, maxSendRuns)
	}
	out := ReceiveResult{Receipt: in.Receipt, Status: Available}
	for _, l := range lines {
		run := ReceiveInput{Receipt: out.Receipt, ASN: in.ASN, Line: l.Line, SKU: l.SKU, Qty: l.Quantity - l.Received, Lot: l.Lot, Expiry: l.Expiry,
			Damaged: in.Damaged, Dock: in.Dock, Override: in.Override, LPN: l.LPN, LPNKind: LPNKind(l.Kind), nested: l.On}
		run.Grams = max(l.Grams-l.ReceivedGrams, 0)
		if l.Received == 0 {
			run.Serials = l.Serials
		}
		did, err := Receive(tx, run)
		if err != nil {
			return ReceiveResult{}, err
		}
		out.Receipt, out.Status, out.Measure = did.Receipt, did.Status, out.Measure || did.Measure
		out.Units, out.Runs = out.Units+run.Qty, out.Runs+1
	}
	out.Holder = LPNHolder(in.LPN)
	return out, nil
}

// parent gives what the LPN stands on: the dock, or the LPNs it came on, which are made known there with it.
func (in *ReceiveInput) parent(tx *store.Tx) (Holder, error) {
	on := Location(in.Dock)
	for _, outer := range slices.Backward(in.nested) {
		l, err := in.standing(tx, outer.ID, LPNKind(outer.Kind), on)
		if err != nil {
			return on, err
		}
		on = l.Holder()
	}
	return on, nil
}

// standing gives an LPN that is new here, or that went out with a transfer and comes back, where it stands now; any other one
// as it stands. By the books it may still be on the pallet it left on, which is on the road or came back without it: what was
// restacked in the other house stands where it came.
func (in *ReceiveInput) standing(tx *store.Tx, id string, kind LPNKind, on Holder) (LPN, error) {
	l, err := RegisterLPN(tx, id, kind, on)
	if err != nil || l.Parent == on {
		return l, err
	}
	within := Within(tx, l.Holder())
	gone := within[len(within)-1] == InTransit
	if gone || in.transfer && l.Parent.Kind == InLPN && emptyLPN(tx, &l) {
		err = carry(tx, &l, on, "received")
	}
	return l, err
}

func emptyLPN(r store.Reader, l *LPN) bool {
	for range Contents(r, l.Holder()) {
		return false
	}
	return len(Children(r, l.Holder(), 1)) == 0
}
