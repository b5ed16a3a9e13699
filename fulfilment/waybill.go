package fulfilment

import (
	"context"

	"example.com/tote/fulfilment/carrier"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// Outbox kinds by which a warehouse comes to waybill numbers. A carrier's range is the company's; each warehouse leases
// blocks of it, so that no two ever print the same number and none has to ask while a parcel waits.
const (
	OutboxWaybillRequest = "waybill.request" // warehouse to company: WaybillsAsked, keyed by the carrier
	OutboxWaybillGrant   = "waybill.grant"   // company to warehouse: WaybillsGranted, keyed by warehouse and carrier
)

// WaybillBlock is how many numbers a warehouse leases at once; at a fifth of its last block it asks for the next.
const WaybillBlock = partner.MaxBlock

// WaybillsAsked is a warehouse's request for its n-th block of a carrier's numbers.
type WaybillsAsked struct {
	Warehouse string `cbor:"1,keyasint"`
	Carrier   string `cbor:"2,keyasint"`
	N         int64  `cbor:"3,keyasint"` // from 1; asked again it is granted once
}

// WaybillsGranted is a block on its way to a warehouse.
type WaybillsGranted struct {
	Warehouse string        `cbor:"1,keyasint"`
	N         int64         `cbor:"2,keyasint"`
	Block     partner.Block `cbor:"3,keyasint"`
}

// waybills are a carrier's numbers that a warehouse may still give out.
type waybills struct {
	Carrier string          `cbor:"1,keyasint"`
	Blocks  []partner.Block `cbor:"2,keyasint,omitempty"` // the first is in use; its Range.Next is the next number
	N       int64           `cbor:"3,keyasint,omitempty"` // blocks that came
	AskAt   int64           `cbor:"4,keyasint,omitempty"` // left when the next block is asked for
	Asked   bool            `cbor:"5,keyasint,omitempty"` // a request is under way
}

var waybillStock = store.Collection[waybills]{Noun: "waybill numbers", Version: 1,
	Key: func(w *waybills) store.Key { return waybillsKey(w.Carrier) }}

func waybillsKey(code string) store.Key { return store.K(tagWaybills).Str(code) }

func (w *waybills) left() int64 {
	var n int64
	for _, b := range w.Blocks {
		n += b.Range.Left()
	}
	return n
}

// topUp asks the company for the next block when few numbers are left; it tells whether the record changed.
func (w *waybills) topUp(tx *store.Tx) bool {
	if w.Asked || w.left() > w.AskAt {
		return false
	}
	w.Asked = true
	tx.Emit(OutboxWaybillRequest, w.Carrier, WaybillsAsked{Warehouse: string(tx.Partition()), Carrier: w.Carrier, N: w.N + 1})
	return true
}

// expectWaybills sees to it that numbers are there when the parcel that is being weighed gets its label.
func expectWaybills(tx *store.Tx, c *partner.Carrier) {
	if c.Range.IsZero() {
		return
	}
	w, _ := waybillStock.Get(tx, waybillsKey(c.Code))
	w.Carrier = c.Code
	if w.topUp(tx) {
		waybillStock.Put(tx, &w)
	}
}

// takeWaybill takes the next number of a carrier. Error: waybill.exhausted, while the next block is on its way.
func takeWaybill(tx *store.Tx, code string, to carrier.Destination) (carrier.Waybill, error) {
	w, _ := waybillStock.Get(tx, waybillsKey(code))
	for len(w.Blocks) > 0 && w.Blocks[0].Range.Left() == 0 {
		w.Blocks = w.Blocks[1:]
	}
	if len(w.Blocks) == 0 {
		return carrier.Waybill{}, fault.Unavailable("waybill.exhausted", "warehouse %s has no number of carrier %s left; the next block is on its way if its range has any", tx.Partition(), code)
	}
	r := &w.Blocks[0].Range
	out, err := carrier.Own(*r, r.Next, to)
	if err != nil {
		return out, err
	}
	r.Next++
	w.topUp(tx)
	waybillStock.Put(tx, &w)
	return out, nil
}

// GrantWaybills leases a block of a carrier's numbers to a warehouse, in the company's partition, and sends it. The same
// request is granted once. Call it for each warehouse when a carrier gets its range, so that the first parcel waits for
// nothing. Errors: those of partner.TakeNumbers.
func GrantWaybills(tx *store.Tx, ask WaybillsAsked) (granted bool, err error) {
	if err := inCompany(tx); err != nil {
		return false, err
	}
	mark := store.K(tagGranted).Str(ask.Carrier).Str(ask.Warehouse).Uint(uint64(ask.N))
	if store.Marked(tx, mark) {
		return false, nil
	}
	b, err := partner.TakeNumbers(tx, ask.Carrier, WaybillBlock)
	if err != nil {
		return false, err
	}
	store.Mark(tx, mark)
	tx.Emit(OutboxWaybillGrant, ask.Warehouse+"/"+ask.Carrier, WaybillsGranted{Warehouse: ask.Warehouse, N: ask.N, Block: b})
	return true, nil
}

// ReceiveWaybills takes a granted block into its warehouse; the same one twice is one.
func ReceiveWaybills(tx *store.Tx, g WaybillsGranted) error {
	w, _ := waybillStock.Get(tx, waybillsKey(g.Block.Carrier))
	if g.N <= w.N {
		return nil
	}
	w.Carrier, w.N, w.Asked = g.Block.Carrier, g.N, false
	w.Blocks = append(w.Blocks, g.Block)
	w.AskAt = g.Block.Range.Left() / 5
	waybillStock.Put(tx, &w)
	return nil
}

// RequestWaybillsHandler delivers a warehouse's request. While the carrier's range is used up it fails and is tried again:
// a new range may be entered any time. A carrier that gives no numbers any more is not asked again.
func RequestWaybillsHandler(ctx context.Context, d *store.Delivery) error {
	var ask WaybillsAsked
	if err := d.Decode(&ask); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Company, "waybill.grant", func(tx *store.Tx) (bool, error) { return GrantWaybills(tx, ask) })
	switch fault.ReasonOf(err) {
	case "carrier.closed", "carrier.no_range", "carrier.unknown":
		return d.Finish(ctx, "waybill.end", func(tx *store.Tx) error {
			w, _ := waybillStock.Get(tx, waybillsKey(ask.Carrier))
			w.Carrier, w.Asked = ask.Carrier, false
			waybillStock.Put(tx, &w)
			return nil
		})
	}
	return err
}

// GrantedWaybillsHandler delivers a block to its warehouse.
func GrantedWaybillsHandler(ctx context.Context, d *store.Delivery) error {
	var g WaybillsGranted
	if err := d.Decode(&g); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Partition(g.Warehouse), "waybill.receive", func(tx *store.Tx) (struct{}, error) { return struct{}{}, ReceiveWaybills(tx, g) })
	return err
}
