package inventory

import (
	"context"
	"fmt"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// What a transfer has in transit is what was sent, less what the other end has received, less what is settled. It never goes
// below zero: goods that come and were not sent by the books are booked as sent from the outside when they come. It is zero
// once the transfer has ended: what the other end does not wait for any more is lost, and booked so in the sender's ledger.
// If it comes after all, or the other end waits again, that is booked back. Each piece says how much of it is settled.

// SettleReason is why goods that were sent never came.
type SettleReason string

// The reasons, a closed list: reports are made of them.
const (
	SettleLost       SettleReason = "lost"
	SettleStolen     SettleReason = "stolen"
	SettleDamaged    SettleReason = "damaged"
	SettleMiscounted SettleReason = "miscounted" // fewer were sent than was told
	SettleUnknown    SettleReason = "unknown"
)

// SettleReasons lists them in the order they are offered.
var SettleReasons = []SettleReason{SettleLost, SettleStolen, SettleDamaged, SettleMiscounted, SettleUnknown}

// Why goods left transit, or came into it, without anybody sending or receiving them; a supervisor's own reason stands behind
// transfer.short.
const (
	ReasonRoadShort = "transfer.short" // they never came
	ReasonRoadOver  = "transfer.over"  // more came than was sent
	ReasonRoadLate  = "transfer.late"  // what was given up came after all, or is waited for again
)

// maxSettled bounds the pieces one command settles: each writes its record and up to two entries, of 200 writes.
const maxSettled = 50

// SettleJob is the kind of the job that settles what one command does not.
const SettleJob = "settle-transfer"

// SettleInput gives up what has not come of a transfer.
type SettleInput struct {
	Transfer string
	Reason   SettleReason
}

// SettleResult tells what was given up.
type SettleResult struct {
	Transfer string        `cbor:"1,keyasint"`
	State    TransferState `cbor:"2,keyasint"`
	Short    int64         `cbor:"3,keyasint,omitempty"` // base units that never came
	Over     int64         `cbor:"4,keyasint,omitempty"` // base units that came and were not sent
	More     bool          `cbor:"5,keyasint,omitempty"` // a job books the rest
}

// SettleTransfer gives up what has not come of a transfer, whether or not the other end still waits for it: it is booked from
// in transit to adjustment. What comes all the same is booked back when it does. Errors: transfer.unknown, transfer.state,
// settle.invalid, settle.nothing.
func SettleTransfer(tx *store.Tx, in SettleInput) (SettleResult, error) {
	if !slices.Contains(SettleReasons, in.Reason) {
		return SettleResult{}, fault.Invalid("settle.invalid", "transfer %s cannot be settled like this", in.Transfer).
			With(fault.Detail{Where: "reason", Reason: "settle.reason", Message: fmt.Sprintf("reason %q must be one of %v", in.Reason, SettleReasons)})
	}
	t, err := GetTransfer(tx, in.Transfer)
	switch {
	case err != nil:
		return SettleResult{}, err
	case t.State != TransferSent && t.State != TransferArrived:
		return SettleResult{}, fault.Conflict("transfer.state", "transfer %s is %s: only what is on the road is given up", t.ID, t.State)
	case t.Balanced:
		return SettleResult{}, fault.Refused("settle.nothing", "nothing of transfer %s is in transit: all of it came, or is settled", t.ID)
	}
	t.Settler, t.Reason, t.Ended = tx.Command().Worker, in.Reason, tx.Now().Unix()
	if t.Settler == "" {
		t.Settler = tx.Command().Source.ID
	}
	if err := stepTransfer(tx, &t, transferSettle, string(in.Reason)); err != nil {
		return SettleResult{}, err
	}
	out := SettleResult{Transfer: t.ID, State: t.State}
	for _, p := range PiecesOf(tx, t.ID) {
		out.Short += max(p.Qty-p.Arrived, 0)
		out.Over += max(p.Arrived-p.Qty, 0)
	}
	err = t.balance(tx)
	out.More = !t.Balanced
	return out, err
}

// balance settles the pieces of a transfer as its state wants them; what one command cannot a job goes on with. It puts the
// transfer.
func (t *Transfer) balance(tx *store.Tx) error {
	n := 0
	for _, p := range PiecesOf(tx, t.ID) {
		if units, grams := t.unsettled(&p); units == 0 && grams == 0 {
			continue
		}
		if n++; n > maxSettled {
			tx.StartJob(SettleJob, t.ID)
			Transfers.Put(tx, t)
			return nil
		}
		t.settle(tx, &p)
	}
	t.Balanced = t.State == TransferArrived
	Transfers.Put(tx, t)
	return nil
}

// balanceOne does so with the one piece there is news of.
func (t *Transfer) balanceOne(tx *store.Tx, n int) error {
	p, err := Pieces.Must(tx, pieceKey(t.ID, n), t.ID)
	if err != nil {
		return err
	}
	t.settle(tx, &p)
	Transfers.Put(tx, t)
	return nil
}

// unsettled gives what is still to be booked off a piece; below zero: booked back, or as sent too much.
func (t *Transfer) unsettled(p *Piece) (units, grams int64) {
	units, grams = p.Qty-p.Arrived, p.Grams-p.ArrivedGrams
	if t.State == TransferSent { // the rest may come
		units = min(units, 0)
		if grams = min(grams, 0); p.Arrived == p.Qty {
			grams = p.Grams - p.ArrivedGrams // all came: a scale there knew better
		}
	}
	return units - p.Settled, grams - p.SettledGrams
}

// settle books a piece's difference between transit and the outside. Both are holders of nothing: only the ledger tells.
func (t *Transfer) settle(tx *store.Tx, p *Piece) {
	units, grams := t.unsettled(p)
	if units == 0 && grams == 0 {
		return
	}
	reason := ReasonRoadShort
	switch {
	case units < 0 && p.Settled+units < 0:
		reason = ReasonRoadOver
	case units < 0:
		reason = ReasonRoadLate
	case units == 0:
		reason = ReasonMeasured
	case t.Reason != "":
		reason += ":" + string(t.Reason)
	}
	if (units < 0) != (grams < 0) && units != 0 && grams != 0 {
		t.road(tx, p, 0, grams, ReasonMeasured) // too few came, and heavier ones
		t.road(tx, p, units, 0, reason)
	} else {
		t.road(tx, p, units, grams, reason)
	}
	p.Settled += units
	p.SettledGrams += grams
	Pieces.Put(tx, p)
}

// road books units and grams out of transit, or below zero into it.
func (t *Transfer) road(tx *store.Tx, p *Piece, units, grams int64, reason string) {
	g := Goods{SKU: p.SKU, Lot: p.Lot, Holder: InTransit, Status: Available, Owner: p.Owner}
	e := Entry{Kind: EntryMove, SKU: p.SKU, Qty: units, Grams: grams, From: g.side(), To: g.At(Adjustment).side(), Reason: reason, Document: t.ID}
	if units < 0 || grams < 0 {
		e.Qty, e.Grams, e.From, e.To = -units, -grams, e.To, e.From
	}
	record(tx, e)
}

// SettleOn is the job that settles a transfer of many pieces: one bounded command after the other.
func SettleOn(ctx context.Context, r *store.JobRun) (note string, err error) {
	var id string
	if err := store.Unmarshal(r.Job.Payload, &id); err != nil {
		return "", err
	}
	for {
		more, err := store.Piece(ctx, r, 0, store.Command{Verb: SettleJob}, func(tx *store.Tx) (bool, error) { return settleMore(tx, id) })
		if err != nil || !more {
			return "transfer=" + id, err
		}
	}
}

// settleMore settles the next pieces and tells whether there are others.
func settleMore(tx *store.Tx, id string) (more bool, err error) {
	t, err := GetTransfer(tx, id)
	if err != nil {
		return false, err
	}
	n := 0
	for _, p := range PiecesOf(tx, id) {
		if units, grams := t.unsettled(&p); units == 0 && grams == 0 {
			continue
		}
		if n++; n > maxSettled {
			return true, nil
		}
		t.settle(tx, &p)
	}
	t.Balanced = t.State == TransferArrived
	Transfers.Put(tx, &t)
	return false, nil
}

// onRoad is what the books have in transit of one item of a transfer, by its pieces.
type onRoad struct{ units, grams int64 }

func roadOf(pieces []Piece) map[item.SKU]onRoad {
	out := map[item.SKU]onRoad{}
	for _, p := range pieces {
		r := out[p.SKU]
		out[p.SKU] = onRoad{r.units + p.Qty - p.Settled, r.grams + p.Grams - p.SettledGrams}
	}
	return out
}
