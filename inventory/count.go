package inventory

import (
	"iter"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Counting stops nobody. A worker says how many of some goods lay at a holder at a moment; the service compares that with
// what the books say of that moment, which is what lies there now less what came and went since (count_fold.go). So a count
// may come in hours after it was made, from a device that was offline, and picks may go on meanwhile: only the difference is
// booked, never the number that was counted. It waits while a device that has a claim there may still hold facts from before
// that moment (count_judge.go). What happens then is the state machine in count_state.go.

// tagCount and one of the bytes below lead to everything counting keeps, but for the wishes (countwanted.go).
const (
	tagCount byte = 0x3C

	countHead       byte = 0x00 // id
	countAtGoods    byte = 0x01 // holder sku lot status id
	countOpenAt     byte = 0x02 // holder sku lot status id, of open ones
	countEnded      byte = 0x03 // unix seconds, id
	countClass      byte = 0x04 // sku
	countPolicyKey  byte = 0x05
	countPlace      byte = 0x06 // code
	countStocktake  byte = 0x07 // id
	countZone       byte = 0x08 // stocktake zone
	countWishWalk   byte = 0x09 // zone travel code holder sku
	countWishUrgent byte = 0x0A // urgency moment holder sku
	countWork       byte = 0x0B
	countDay        byte = 0x0C // day: figures of counts that are no longer kept
)

// Limits of counts.
const (
	MaxCounted = MaxAdjust // base units: a barcode scanned into the quantity has twelve digits and more
	MaxPhoto   = 200       // characters of a photo's reference: a file name or an address
)

// CountResult is what one worker counted.
type CountResult struct {
	Worker  string `cbor:"1,keyasint"`
	Device  string `cbor:"2,keyasint,omitempty"`
	Counted int64  `cbor:"3,keyasint,omitempty"`
	Grams   int64  `cbor:"4,keyasint,omitempty"` // of catch-weight goods
	At      int64  `cbor:"5,keyasint"`           // unix milliseconds: the moment it was counted
	Stamped bool   `cbor:"6,keyasint,omitempty"` // that moment is by the device's clock
	Seq     uint64 `cbor:"7,keyasint"`           // of the ledger when it came in
	Book    int64  `cbor:"8,keyasint,omitempty"` // what the books say of that moment, as last judged
	Photo   string `cbor:"9,keyasint,omitempty"`
	Fold    Fold   `cbor:"10,keyasint,omitzero"`

	BookGrams int64 `cbor:"11,keyasint,omitempty"` // of weighed pieces: what they weigh by the books of that moment
}

// Variance is what the result found above the books of its moment, as last judged.
func (r *CountResult) Variance() int64 { return r.Counted - r.Book }

// Count is the count of one SKU and lot in one condition at one holder, of all owners together: nobody sees on a shelf whose
// the goods are. At most one count of the same goods is open.
type Count struct {
	ID        string         `cbor:"1,keyasint"` // N-0000012-3
	State     CountState     `cbor:"2,keyasint"`
	SKU       item.SKU       `cbor:"3,keyasint"`
	Lot       item.Lot       `cbor:"4,keyasint,omitempty"`
	Holder    Holder         `cbor:"5,keyasint"`
	Status    Status         `cbor:"6,keyasint"`
	Place     layout.Code    `cbor:"7,keyasint,omitempty"` // where the holder stood
	First     CountResult    `cbor:"8,keyasint"`
	Second    CountResult    `cbor:"9,keyasint,omitzero"` // of another worker than the first
	Task      string         `cbor:"10,keyasint,omitempty"`
	Cause     string         `cbor:"11,keyasint,omitempty"` // why it was wanted
	Stocktake string         `cbor:"12,keyasint,omitempty"`
	Class     counting.Class `cbor:"13,keyasint,omitempty"`
	Price     int64          `cbor:"14,keyasint,omitempty"` // of one base unit when it was judged
	Variance  int64          `cbor:"15,keyasint,omitempty"` // as last judged; of a decided one, what was decided
	Posted    int64          `cbor:"16,keyasint,omitempty"` // of it booked
	Why       string         `cbor:"17,keyasint,omitempty"` // why it is in its state: count.disputed, count.differs, ...
	Waits     []CountWait    `cbor:"18,keyasint,omitempty"` // of a provisional one: whom it waits for
	By        string         `cbor:"19,keyasint,omitempty"` // who decided; empty: the rules
	Reason    CountReason    `cbor:"20,keyasint,omitempty"` // by whoever decided
	Note      string         `cbor:"21,keyasint,omitempty"`
	Ended     int64          `cbor:"22,keyasint,omitempty"` // unix seconds
	GramsOff  int64          `cbor:"23,keyasint,omitempty"` // of weighed pieces: variance of their weight, as last judged
	GramsDone int64          `cbor:"24,keyasint,omitempty"` // of it booked, with pieces or without
	Weighed   bool           `cbor:"25,keyasint,omitempty"` // the result that counts was weighed, in pieces
}

// CountWait is a device that may still hold facts of goods that were counted.
type CountWait struct {
	Task   string `cbor:"1,keyasint"`
	Worker string `cbor:"2,keyasint"`
	Device string `cbor:"3,keyasint"`
}

// Latest is the result that came last: of the second worker, if there is one.
func (c *Count) Latest() *CountResult {
	if c.Second.Seq != 0 {
		return &c.Second
	}
	return &c.First
}

func (c *Count) goods(owner string) Goods {
	return Goods{SKU: c.SKU, Lot: c.Lot, Holder: c.Holder, Status: c.Status, Owner: owner}
}

func countTag(kind byte) store.Key { return store.K(tagCount).Byte(kind) }

func countKey(id string) store.Key { return countTag(countHead).Str(id) }

func countGoodsKey(kind byte, h Holder, sku item.SKU, lot item.Lot, s Status) store.Key {
	return h.key(countTag(kind)).Str(string(sku)).Str(string(lot)).Byte(byte(s))
}

// Counts are kept by number, found by their goods, by being open, and by when they ended. Those that ended long ago are folded
// into their day's figures and swept: see sweep.go.
var Counts = store.Collection[Count]{Noun: "count", Version: 1,
	Key: func(c *Count) store.Key { return countKey(c.ID) },
	Indexes: []store.Index[Count]{
		{Name: "of goods", Keys: func(c *Count) []store.Key {
			return []store.Key{countGoodsKey(countAtGoods, c.Holder, c.SKU, c.Lot, c.Status).Str(c.ID)}
		}},
		{Name: "open", Keys: func(c *Count) []store.Key {
			if !c.State.Open() {
				return nil
			}
			return []store.Key{countGoodsKey(countOpenAt, c.Holder, c.SKU, c.Lot, c.Status).Str(c.ID)}
		}},
		{Name: "ended", Keys: func(c *Count) []store.Key {
			if c.Ended == 0 {
				return nil
			}
			return []store.Key{countTag(countEnded).Int(c.Ended).Str(c.ID)}
		}},
	},
}

// GetCount gives a count or refuses, naming it.
func GetCount(r store.Reader, id string) (Count, error) { return Counts.Must(r, countKey(id), id) }

// lastCount gives the latest count of some goods; an open one is always the latest.
func lastCount(r store.Reader, h Holder, sku item.SKU, lot item.Lot, s Status) (Count, bool) {
	k := store.LastKey(r, countGoodsKey(countAtGoods, h, sku, lot, s))
	if k == nil {
		return Count{}, false
	}
	return Counts.Get(r, countKey(countIDAt(k)))
}

// countIDAt reads the number at the end of an index of counts by goods.
func countIDAt(k store.Key) string {
	kr := store.ReadKey(k, 2)
	kr.Byte()
	kr.Str()
	kr.Str()
	kr.Str()
	kr.Byte()
	return kr.Str()
}

// OpenCounts walks the open counts in order of place, from behind a count on (nil: from the first).
func OpenCounts(r store.Reader, after *Count) iter.Seq[Count] {
	return func(yield func(Count) bool) {
		var from store.Key
		if after != nil {
			from = countGoodsKey(countOpenAt, after.Holder, after.SKU, after.Lot, after.Status).Str(after.ID).Byte(0)
		}
		for k := range store.Keys(r, countTag(countOpenAt), from) {
			c, ok := Counts.Get(r, countKey(countIDAt(k)))
			if ok && !yield(c) {
				return
			}
		}
	}
}

// openCountsAt tells whether an item at a holder has open counts.
func openCountsAt(r store.Reader, h Holder, sku item.SKU) bool {
	for range store.Keys(r, h.key(countTag(countOpenAt)).Str(string(sku)), nil) {
		return true
	}
	return false
}

// Freer takes unpicked reservations off goods that turned out not to be there, and tells how many units it freed; fewer than
// asked for if one command may take no more. Orders are not this package's.
type Freer func(tx *store.Tx, g Goods, want int64) (int64, error)

// CountInput is a fact: so many lay there. Or, with Done, that everything there was counted: what the books have beside what
// was told was not found.
type CountInput struct {
	Task   string
	Holder Holder // location, LPN or worker
	SKU    item.SKU
	Lot    item.Lot
	Status Status // 0: available
	Qty    int64
	UoM    string // "case": Qty counts those; "" base units
	Grams  int64
	Photo  string
	Done   bool // all lots of the SKU were counted; without SKU: everything at the holder and on the pallets that stand there
}

// CountOutcome tells what became of a result.
type CountOutcome struct {
	Count string     `cbor:"1,keyasint,omitempty"` // of a line
	State CountState `cbor:"2,keyasint,omitempty"`
	Zero  int        `cbor:"3,keyasint,omitempty"` // with Done: goods the books have and nobody found
	More  bool       `cbor:"4,keyasint,omitempty"` // with Done: there are more of them than one command books, send it once more
	Older bool       `cbor:"5,keyasint,omitempty"` // the same worker has counted these goods since: that counts
}

func (in *CountInput) check(worker string, it *item.Item) error {
	var g fault.Gather
	if worker == "" {
		g.Add("worker", "worker.missing", "a count names its worker")
	}
	if k := in.Holder.Kind; (k != AtLocation && k != InLPN && k != WithWorker) || in.Holder.ID == "" {
		g.Add("holder", "count.holder", "name the location, LPN or worker that was counted, not %q", in.Holder)
	}
	if in.SKU == "" && !in.Done {
		g.Add("sku", "count.sku", "name what was counted, or say that all of it is done")
	}
	if in.SKU == "" && in.Qty > 0 {
		g.Add("quantity", "count.quantity", "a quantity without a SKU says nothing")
	}
	if in.SKU != "" { // grams told alone are a quantity by the gram
		Weigh(&g, "", it, &in.Qty, &in.Grams)
	}
	if in.Qty < 0 || in.Qty > MaxCounted || in.Grams < 0 {
		g.Add("quantity", "count.quantity", "0 to %d units can lie there, not %d", MaxCounted, in.Qty)
	}
	if in.SKU != "" && it.Tracked() && in.Lot == "" && (!in.Done || in.Qty != 0) {
		g.Add("lot", "lot.missing", "SKU %s is tracked by lot: scan or type the lot number", it.SKU)
	}
	item.CheckLot(&g, "lot", in.Lot)
	if len(in.Photo) > MaxPhoto {
		g.Add("photo", "count.photo", "a photo's reference has at most %d characters", MaxPhoto)
	}
	return g.Invalid("count.invalid", "this count cannot be understood")
}

// line tells whether the input counts goods, and does not only say that all of them were.
func (in *CountInput) line(it *item.Item) bool {
	return in.SKU != "" && (in.Lot != "" || !it.Tracked())
}

// CountGoods books what a worker counted, and compares it with the books if it can. Whoever has counted these goods before
// and is not decided upon corrects himself; another worker's result is the recount. Errors: count.invalid, item.unknown,
// location.unknown, lpn.unknown.
func CountGoods(tx *store.Tx, in CountInput, free Freer) (CountOutcome, error) {
	var it item.Item
	var err error
	if in.SKU != "" {
		if it, err = FindItem(tx, in.SKU); err != nil {
			return CountOutcome{}, err
		}
		if err = ToBase(tx, in.SKU, in.UoM, &in.Qty); err != nil {
			return CountOutcome{}, err
		}
	}
	if in.Status == 0 {
		in.Status = Available
	}
	if err := in.check(tx.Command().Worker, &it); err != nil {
		return CountOutcome{}, err
	}
	if err := countable(tx, in.Holder); err != nil {
		return CountOutcome{}, err
	}
	var out CountOutcome
	if in.line(&it) {
		c, older, err := bookCount(tx, &in)
		if err != nil {
			return out, err
		}
		if !older && c.State == CountProvisional {
			if err := judge(tx, &c, free); err != nil {
				return out, err
			}
			Counts.Put(tx, &c)
		}
		out.Count, out.State, out.Older = c.ID, c.State, older
		if !it.Tracked() && !in.Done {
			markCounted(tx, in.Holder, in.SKU)
		}
	}
	if in.Done {
		if err := countDone(tx, &in, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func countable(r store.Reader, h Holder) (err error) {
	switch h.Kind {
	case AtLocation:
		_, err = FindLocation(r, h.Code())
	case InLPN:
		_, err = GetLPN(r, h.ID)
	}
	return err
}

// bookCount stores a result, not yet judged. older tells that this worker's later one stands already.
func bookCount(tx *store.Tx, in *CountInput) (c Count, older bool, err error) {
	res := resultOf(tx, in)
	c, known := lastCount(tx, in.Holder, in.SKU, in.Lot, in.Status)
	switch {
	case !known || !c.State.Open():
		c = Count{ID: LocalNumber(tx, 'N'), SKU: in.SKU, Lot: in.Lot, Holder: in.Holder, Status: in.Status, Task: in.Task, First: res}
		c.Place, _ = PlaceOf(tx, in.Holder)
		if w, ok := wishFor(tx, in.Holder, in.SKU); ok {
			c.Cause, c.Stocktake = w.Reason, w.Stocktake
		}
	case c.State == CountPosting: // decided a moment ago: what this worker saw is looked at once more
		return c, false, WantCount(tx, in.Holder, in.SKU, CountAgain, 0)
	case res.Worker == c.First.Worker && res.At < c.First.At, res.Worker == c.Second.Worker && res.At < c.Second.At:
		return c, true, nil
	case res.Worker == c.First.Worker:
		c.First = res
	default:
		c.Second = res
	}
	c.Why = ""
	if err := stepCount(tx, &c, countBook, in.Holder.String()); err != nil {
		return c, false, err
	}
	Counts.Put(tx, &c)
	return c, false, nil
}

// resultOf is a result with its moment: by the device's clock, but never later than it came in.
func resultOf(tx *store.Tx, in *CountInput) CountResult {
	cmd := tx.Command()
	at := tx.Now()
	stamped := !cmd.OccurredAt.IsZero() && !cmd.OccurredAt.Equal(cmd.At)
	if stamped && cmd.OccurredAt.Before(at) {
		at = cmd.OccurredAt
	}
	res := CountResult{Worker: cmd.Worker, Device: cmd.Device, Counted: in.Qty, Grams: in.Grams, Photo: in.Photo, At: at.UnixMilli(), Stamped: stamped,
		Seq: store.Tail(tx) + 1}
	res.Fold.Through = beforeMoment(tx, res.At-clockSlack)
	return res
}
