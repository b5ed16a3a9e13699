package fulfilment

import (
	"context"
	"hash/fnv"
	"slices"
	"sort"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of counting.
const (
	reslotEntries = 5_000   // of the ledger in one look: about 15 ms
	reslotPicks   = 200_000 // picks held in memory, some 10 MB: of more, only the orders of a fixed share are counted
)

// pickCount is what was picked in the weeks counted, order by order.
type pickCount struct {
	skus   []item.SKU
	sku    map[item.SKU]int32
	codes  []layout.Code
	code   map[layout.Code]int32
	orders map[string]*pickedOrder
	held   int  // picks in orders
	halved uint // only orders whose hash ends in so many zero bits are counted
	atMost int
	newest time.Time
}

type pickedOrder struct {
	last  time.Time
	picks []pickedFrom
}

type pickedFrom struct {
	sku, code int32
	qty       int64
}

func newPickCount(atMost int) *pickCount {
	return &pickCount{sku: map[item.SKU]int32{}, code: map[layout.Code]int32{}, orders: map[string]*pickedOrder{}, atMost: atMost}
}

// sample tells that one of so many orders is counted.
func (c *pickCount) sample() int64 { return 1 << c.halved }

func (c *pickCount) counts(order string) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(order)) // it never fails
	return h.Sum32()&(1<<c.halved-1) == 0
}

// add counts a pick. When there are too many, every second order is given up.
func (c *pickCount) add(order string, sku item.SKU, code layout.Code, qty int64, at time.Time) {
	if !c.counts(order) {
		return
	}
	o := c.orders[order]
	if o == nil {
		o = &pickedOrder{}
		c.orders[order] = o
	}
	o.last = at
	o.picks = append(o.picks, pickedFrom{numberOf(&c.skus, c.sku, sku), numberOf(&c.codes, c.code, code), qty})
	for c.held++; c.held > c.atMost && c.halved < 20; {
		c.halved++
		for id, o := range c.orders {
			if !c.counts(id) {
				c.held -= len(o.picks)
				delete(c.orders, id)
			}
		}
	}
}

func numberOf[T comparable](list *[]T, index map[T]int32, v T) int32 {
	n, ok := index[v]
	if !ok {
		n = int32(len(*list))
		*list, index[v] = append(*list, v), n
	}
	return n
}

// byID gives the orders by id, so that the same ledger gives the same plan.
func (c *pickCount) byID() []*pickedOrder {
	ids := make([]string, 0, len(c.orders))
	for id := range c.orders {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := make([]*pickedOrder, len(ids))
	for i, id := range ids {
		out[i] = c.orders[id]
	}
	return out
}

// trips gives the items of each order and how many days ago it was picked.
func (c *pickCount) trips() (trips [][]item.SKU, ages []int64) {
	for _, o := range c.byID() {
		skus := make([]item.SKU, len(o.picks))
		for i, p := range o.picks {
			skus[i] = c.skus[p.sku]
		}
		trips, ages = append(trips, skus), append(ages, max(0, int64(c.newest.Sub(o.last)/(24*time.Hour))))
	}
	return trips, ages
}

// bySKU counts the picks of each item that was picked or has a face.
func (c *pickCount) bySKU(faces []slotting.Profile) []slotting.Picks {
	out := make([]slotting.Picks, len(c.skus))
	for i, sku := range c.skus {
		out[i].SKU = sku
	}
	for _, o := range c.orders {
		for _, p := range o.picks {
			out[p.sku].Lines += c.sample()
			out[p.sku].Units += p.qty * c.sample()
		}
	}
	for i := range faces {
		if _, picked := c.sku[faces[i].SKU]; !picked {
			out = append(out, slotting.Picks{SKU: faces[i].SKU})
		}
	}
	return out
}

// lines counts the picks of each item, and those of an item at a place.
func (c *pickCount) lines() (bySKU map[item.SKU]int64, at map[skuAt]int64) {
	bySKU, at = map[item.SKU]int64{}, map[skuAt]int64{}
	for _, o := range c.orders {
		for _, p := range o.picks {
			bySKU[c.skus[p.sku]]++
			at[skuAt{c.skus[p.sku], c.codes[p.code]}]++
		}
	}
	return bySKU, at
}

type skuAt struct {
	sku  item.SKU
	code layout.Code
}

// count reads the picks of the weeks asked for from the ledger, up to where it stands now, a short look at a time.
func (w *reslotting) count(ctx context.Context) error {
	w.picks = newPickCount(reslotPicks)
	since := w.run.Now().Add(-time.Duration(w.plan.Input.Weeks) * 7 * 24 * time.Hour)
	w.picks.newest = w.run.Now()
	var next, tail uint64
	if err := w.run.View(ctx, func(v *store.View) error {
		tail = store.Tail(v)
		next = firstEntry(v, tail, since)
		return nil
	}); err != nil {
		return err
	}
	for next <= tail {
		from := next
		if err := w.run.View(ctx, func(v *store.View) (err error) {
			next, err = w.countFrom(v, from, tail)
			return err
		}); err != nil {
			return err
		}
	}
	w.plan.Since, w.plan.Until = since.Unix(), w.run.Now().Unix()
	w.plan.Picks, w.plan.Orders, w.plan.Sample = int64(w.picks.held), int64(len(w.picks.orders)), w.picks.sample()
	return nil
}

// firstEntry finds the first entry recorded since a moment, by halving: entries are in order of time.
func firstEntry(r store.Reader, tail uint64, since time.Time) uint64 {
	n := sort.Search(int(tail), func(i int) bool {
		for l := range store.Entries(r, uint64(i)+1) {
			return !l.Head.RecordedAt.Before(since)
		}
		return true
	})
	return uint64(n) + 1
}

// countFrom counts the picks of some entries and gives the number to go on with.
func (w *reslotting) countFrom(r store.Reader, from, tail uint64) (next uint64, err error) {
	n := 0
	for e, err := range inventory.Ledger(r, from) {
		if err != nil {
			return 0, err
		}
		if n == reslotEntries || e.Seq > tail {
			return e.Seq, nil
		}
		n++
		if e.Kind != inventory.EntryMove || e.FromPhase != inventory.Allocated || e.ToPhase != inventory.Picked || e.Ref.Order == "" {
			continue
		}
		code, _ := inventory.PlaceOf(r, e.From.Holder)
		w.picks.add(e.Ref.Order, e.SKU, code, e.Qty, e.At)
	}
	return tail + 1, nil
}
