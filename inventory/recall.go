package inventory

import (
	"context"
	"fmt"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// RecallJob is the kind of the company's job that lists what of a recalled lot is where.
const RecallJob = "recall"

// ReasonRecall is the reason of a recall's hold.
const ReasonRecall = "recall"

// Bounds of a recall.
const (
	MaxOpenRecalls = 500 // looked through for one of the same goods
	recallRows     = 50  // balances in one piece of the list
	MaxHoldOwner   = 40  // who decides about held goods: a person or a department
)

// RecallInput takes a lot, or all of an item, from sale in every warehouse.
type RecallInput struct {
	SKU    item.SKU
	Lot    item.Lot // "": every lot
	Reason string   // for people; the hold's own reason is recall
	Owner  string   // who decides what becomes of the goods
}

// Recall is a lot that nobody may sell or pick, in any warehouse, until it is lifted.
type Recall struct {
	ID     string        `cbor:"1,keyasint"`
	SKU    item.SKU      `cbor:"2,keyasint"`
	Lot    item.Lot      `cbor:"3,keyasint,omitempty"`
	Reason string        `cbor:"4,keyasint"`
	Owner  string        `cbor:"5,keyasint,omitempty"`
	By     string        `cbor:"6,keyasint,omitempty"`
	At     int64         `cbor:"7,keyasint"` // unix seconds
	Hold   uint64        `cbor:"8,keyasint"`
	Job    uint64        `cbor:"9,keyasint"`
	Houses []RecallHouse `cbor:"10,keyasint,omitempty"`
	Lifted int64         `cbor:"11,keyasint,omitempty"` // unix seconds
	Why    string        `cbor:"12,keyasint,omitempty"` // it was lifted
	Listed bool          `cbor:"13,keyasint,omitempty"` // the job has looked into every warehouse
}

// RecallHouse is what one warehouse had when the job looked.
type RecallHouse struct {
	Warehouse string `cbor:"1,keyasint"`
	OnHand    int64  `cbor:"2,keyasint,omitempty"` // base units
	Reserved  int64  `cbor:"3,keyasint,omitempty"`
	Pieces    int    `cbor:"4,keyasint,omitempty"`
}

// RecallFound is one piece of the list.
type RecallFound struct {
	Recall    string      `cbor:"1,keyasint"`
	Warehouse string      `cbor:"2,keyasint"`
	Piece     int         `cbor:"3,keyasint"`
	Rows      []RecallRow `cbor:"4,keyasint,omitempty"`
}

// RecallRow is goods of a recalled lot, and where they stood.
type RecallRow struct {
	Goods    Goods       `cbor:"1,keyasint"`
	OnHand   int64       `cbor:"2,keyasint"`
	Reserved int64       `cbor:"3,keyasint,omitempty"`
	Place    layout.Code `cbor:"4,keyasint,omitempty"` // the location its holder stands at
	Order    string      `cbor:"5,keyasint,omitempty"` // of a tote
}

// State words how far a recall is.
func (r *Recall) State() string {
	switch {
	case r.Lifted != 0:
		return "lifted"
	case r.Listed:
		return "listed"
	}
	return "listing"
}

// Target gives what its hold is on.
func (r *Recall) Target() Target {
	if r.Lot == "" {
		return Target{On: HoldSKU, SKU: r.SKU}
	}
	return Target{On: HoldLot, SKU: r.SKU, Lot: r.Lot}
}

func recallKey(id string) store.Key { return store.K(tagCareOfLots).Byte(careRecall).Str(id) }

func foundKey(id, warehouse string) store.Key {
	return store.K(tagCareOfLots).Byte(careFound).Str(id).Str(warehouse)
}

// Recalls are kept in the company's partition by number, and beside them what was found.
var (
	Recalls = store.Collection[Recall]{Noun: "recall", Version: 1, Key: func(r *Recall) store.Key { return recallKey(r.ID) }}

	RecallsFound = store.Collection[RecallFound]{Noun: "recall list", Version: 1,
		Key: func(f *RecallFound) store.Key { return foundKey(f.Recall, f.Warehouse).Uint(uint64(f.Piece)) }}
)

// FindRecall gives a recall, from any partition. Error: recall.unknown.
func FindRecall(r store.Reader, id string) (Recall, error) {
	return Recalls.Must(r.Company(), recallKey(id), id)
}

// ListRecalls gives a page of recalls by number, from any partition.
func ListRecalls(r store.Reader, after string, limit int) []Recall {
	var from store.Key
	if after != "" {
		from = recallKey(after).Byte(0)
	}
	var out []Recall
	for rec := range Recalls.All(r.Company(), store.K(tagCareOfLots).Byte(careRecall), from) {
		if len(out) == limit {
			break
		}
		out = append(out, rec)
	}
	return out
}

// RecallList gives one piece of what a recall found in a warehouse, and whether there is one.
func RecallList(r store.Reader, id, warehouse string, piece int) (RecallFound, bool) {
	return RecallsFound.Get(r.Company(), foundKey(id, warehouse).Uint(uint64(piece)))
}

// RecallGoods holds a lot in every warehouse by one record, in the company's partition, and starts the job that lists what is
// where: from the answer on nothing of it is allocated, picked or packed. Errors: recall.invalid, item.unknown, recall.open.
func RecallGoods(tx *store.Tx, in RecallInput) (Recall, error) {
	if err := store.CheckHome(tx, "recall", true); err != nil {
		return Recall{}, err
	}
	var g fault.Gather
	if in.SKU == "" {
		g.Add("sku", "item.sku", "say which item is recalled")
	}
	item.CheckLot(&g, "lot", in.Lot)
	if in.Reason == "" || len(in.Reason) > MaxStateReason {
		g.Add("reason", "reason.missing", "give a reason of 1 to %d bytes: it is kept in the ledger", MaxStateReason)
	}
	if len(in.Owner) > MaxHoldOwner {
		g.Add("owner", "hold.owner", "who decides has at most %d bytes", MaxHoldOwner)
	}
	if err := g.Invalid("recall.invalid", "nothing can be recalled like this"); err != nil {
		return Recall{}, err
	}
	if _, err := FindItem(tx, in.SKU); err != nil {
		return Recall{}, err
	}
	rec := Recall{SKU: in.SKU, Lot: in.Lot, Reason: in.Reason, Owner: in.Owner, By: tx.Command().Worker, At: tx.Now().Unix()}
	for _, open := range ListRecalls(tx, "", MaxOpenRecalls) {
		if open.Lifted == 0 && open.Target() == rec.Target() {
			return rec, fault.Conflict("recall.open", "recall %s holds these goods already: lift it, or read what it found", open.ID)
		}
	}
	h, err := HoldFor(tx, NewHold{Target: rec.Target(), Kind: QualityHold, Reason: ReasonRecall, Owner: in.Owner})
	if err != nil {
		return rec, err
	}
	rec.ID, rec.Hold = LocalNumber(tx, 'C'), h.ID
	for _, w := range ListWarehouses(tx) {
		rec.Houses = append(rec.Houses, RecallHouse{Warehouse: w.Code})
	}
	rec.Job = tx.StartJob(RecallJob, rec.ID).ID
	recordState(tx, StateChange{Noun: "recall", ID: rec.ID, To: "listing", Event: "recall", Reason: in.Reason})
	Recalls.Put(tx, &rec)
	return rec, nil
}

// LiftRecall lets the goods of a recall be sold again, by lifting its hold. Lifted twice is once. Errors: recall.unknown,
// reason.missing.
func LiftRecall(tx *store.Tx, id, reason string) (Recall, error) {
	if err := store.CheckHome(tx, "recall", true); err != nil {
		return Recall{}, err
	}
	if err := needReason(reason); err != nil {
		return Recall{}, err
	}
	rec, err := FindRecall(tx, id)
	if err != nil || rec.Lifted != 0 {
		return rec, err
	}
	if Holds.Has(tx, rec.Target().key().Uint(rec.Hold)) {
		if err := LiftHold(tx, rec.Target(), rec.Hold, reason); err != nil {
			return rec, err
		}
	}
	recordState(tx, StateChange{Noun: "recall", ID: rec.ID, From: rec.State(), To: "lifted", Event: "lift", Reason: reason})
	rec.Lifted, rec.Why = tx.Now().Unix(), reason
	Recalls.Put(tx, &rec)
	return rec, nil
}

// ListRecalled is the job of a recall: it looks into one warehouse after another, in short pieces, and writes down what
// stands where. After a crash a warehouse that was begun is looked into anew: nothing of the goods moves meanwhile but by
// people who set them aside.
func ListRecalled(ctx context.Context, run *store.JobRun) (note string, err error) {
	var id string
	if err := store.Unmarshal(run.Job.Payload, &id); err != nil {
		return "", err
	}
	var rec Recall
	err = run.View(ctx, func(v *store.View) (err error) { rec, err = FindRecall(v, id); return err })
	if err != nil {
		return "", err
	}
	total := int64(0)
	for _, h := range rec.Houses {
		found, err := listHouse(ctx, run, &rec, h.Warehouse)
		if err != nil {
			return "", err
		}
		total += found.OnHand
	}
	_, err = store.Piece(ctx, run, 0, store.Command{Verb: "recall.listed"}, func(tx *store.Tx) (struct{}, error) {
		rec, err := FindRecall(tx, id)
		if err == nil && rec.Lifted == 0 {
			recordState(tx, StateChange{Noun: "recall", ID: id, From: rec.State(), To: "listed", Event: "listed"})
		}
		rec.Listed = true
		Recalls.Put(tx, &rec)
		return struct{}{}, err
	})
	return fmt.Sprintf("units=%d", total), err
}

func listHouse(ctx context.Context, run *store.JobRun, rec *Recall, warehouse string) (RecallHouse, error) {
	house := RecallHouse{Warehouse: warehouse}
	var from store.Key
	for more := true; more; {
		piece := RecallFound{Recall: rec.ID, Warehouse: warehouse, Piece: house.Pieces}
		err := run.Delivery().View(ctx, store.Partition(warehouse), func(v *store.View) error {
			piece.Rows, from = recalledFrom(v, rec, from)
			return nil
		})
		if err != nil {
			return house, err
		}
		more = from != nil
		for _, row := range piece.Rows {
			house.OnHand += row.OnHand
			house.Reserved += row.Reserved
		}
		if len(piece.Rows) > 0 {
			house.Pieces++
		}
		_, err = store.Piece(ctx, run, 0, store.Command{Verb: "recall.list"}, func(tx *store.Tx) (struct{}, error) {
			return struct{}{}, keepFound(tx, &piece, house)
		})
		if err != nil {
			return house, err
		}
	}
	return house, nil
}

func keepFound(tx *store.Tx, piece *RecallFound, house RecallHouse) error {
	rec, err := FindRecall(tx, piece.Recall)
	if err != nil {
		return err
	}
	for i := range rec.Houses {
		if rec.Houses[i].Warehouse == house.Warehouse {
			rec.Houses[i] = house
		}
	}
	Recalls.Put(tx, &rec)
	if len(piece.Rows) > 0 {
		RecallsFound.Put(tx, piece)
	}
	return nil
}

// recalledFrom gives the next balances of a recall's goods, and where the piece behind them begins; nil at the end.
func recalledFrom(r store.Reader, rec *Recall, from store.Key) (rows []RecallRow, next store.Key) {
	prefix := store.K(tagOfItem).Str(string(rec.SKU))
	if rec.Lot != "" {
		prefix = prefix.Str(string(rec.Lot))
	}
	for k := range store.Keys(r, prefix, from) {
		if len(rows) == recallRows {
			return rows, k.Clone()
		}
		g, err := goodsFromItemKey(k)
		if err != nil {
			panic(err)
		}
		b := GetBalance(r, g)
		row := RecallRow{Goods: g, OnHand: b.OnHand, Reserved: b.Reserved}
		row.Place, _ = PlaceOf(r, g.Holder)
		if g.Holder.Kind == InLPN {
			l, _ := LPNs.Get(r, LPNKey(g.Holder.ID))
			row.Order = l.Order
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Handlers are the outbox handlers of the care of lots, by kind, for the program to register.
func Handlers() map[string]store.Handler {
	return map[string]store.Handler{RecallJob: store.JobHandler(ListRecalled), ItemMeasured: MeasuredHandler}
}
