package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Tags of the catalogue's keys in the company's partition.
const (
	tagItem    byte = 0x40
	tagBarcode byte = 0x41
)

// Bounds of one page of items. A page that filters looks at no more items than one snapshot may be held for.
const (
	MaxItemPage  = 200  // about 100 KB on the wire
	maxItemsSeen = 2000 // decoding 2,000 items takes about 10 ms
)

// Items is the catalogue, in the company's partition. Each barcode leads to one SKU.
var Items = store.Collection[item.Item]{
	Noun: "item", Version: 1,
	Key: func(it *item.Item) store.Key { return itemKey(it.SKU) },
	Indexes: []store.Index[item.Item]{{Name: "barcode", Keys: func(it *item.Item) []store.Key {
		var out []store.Key
		for _, b := range it.Barcodes() {
			out = append(out, store.K(tagBarcode).Str(b).Str(string(it.SKU)))
		}
		return out
	}}},
}

func itemKey(sku item.SKU) store.Key { return store.K(tagItem).Str(string(sku)) }

// PutItem creates an item (expected 0) or edits the one with that revision. The state given is ignored: a new item is a
// draft, an edit during review makes it one again, an approved item stays approved but keeps its kind of tracking, since
// stock was booked under it. Errors: item.invalid, revision.stale, revision.exists, item.unknown, barcode.taken with all
// of the taken barcodes, item.tracking_fixed.
func PutItem(tx *store.Tx, it item.Item, expected uint64) (item.Item, error) {
	if err := store.CheckHome(tx, "item", true); err != nil {
		return it, err
	}
	it.Packs = clonePacks(it.Packs)
	it.Normalise()
	old, exists := Items.Get(tx, itemKey(it.SKU))
	it.State = item.Draft // for Check; the state itself is set by stepItem
	if err := it.Check(); err != nil {
		return it, err
	}
	if err := store.CheckRevision("item", string(it.SKU), old.Revision, expected); err != nil {
		return it, err
	}
	if err := ClaimedByImport(tx, ItemClaims(&it)...); err != nil {
		return it, err
	}
	if err := checkBarcodes(tx, &it); err != nil {
		return it, err
	}
	if exists {
		if err := checkTracking(&old, &it); err != nil {
			return it, err
		}
	}
	event := itemEdit
	if !exists {
		event = itemCreate
	}
	it.State, it.Revision = old.State, old.Revision+1
	if err := stepItem(tx, &it, event, ""); err != nil {
		return it, err
	}
	keepItem(tx, &it)
	return it, nil
}

func clonePacks(packs []item.Pack) []item.Pack {
	out := slices.Clone(packs)
	for i := range out {
		out[i].Barcodes = slices.Clone(out[i].Barcodes)
	}
	return out
}

// checkBarcodes refuses barcodes of other items: a scan must name one SKU. Drafts and retired items keep theirs, since
// goods with them may stand in the building.
func checkBarcodes(r store.Reader, it *item.Item) error {
	var taken []fault.Detail
	for _, b := range it.Barcodes() {
		if sku, ok := barcodeOwner(r, b); ok && sku != it.SKU {
			taken = append(taken, fault.Detail{Where: b, Reason: "barcode.taken", Message: "belongs to SKU " + string(sku)})
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return fault.Conflict("barcode.taken", "barcodes of item %q belong to other items: take them away there first", it.SKU).With(taken...)
}

func barcodeOwner(r store.Reader, barcode string) (item.SKU, bool) {
	prefix := store.K(tagBarcode).Str(barcode)
	for k := range store.Keys(r, prefix, nil) {
		return item.SKU(store.ReadKey(k, len(prefix)).Str()), true
	}
	return "", false
}

// checkTracking: stock of an approved item stands under lots or without, by unit or by gram; changing that would leave
// balances nobody can name.
func checkTracking(old, it *item.Item) error {
	if old.State != item.Approved && old.State != item.Retired {
		return nil
	}
	var g fault.Gather
	for _, f := range []struct {
		name     string
		was, now bool
	}{{"lot_tracked", old.LotTracked, it.LotTracked}, {"expiry_tracked", old.ExpiryTracked, it.ExpiryTracked},
		{"serial_tracked", old.SerialTracked, it.SerialTracked}, {"serial_at_shipping", old.SerialAtShipping, it.SerialAtShipping}, {"catch_weight", old.CatchWeight, it.CatchWeight},
		{"weighed_pieces", old.WeighedPieces, it.WeighedPieces}} {
		if f.was != f.now {
			g.Add(f.name, "item.tracking_fixed", "is %t since the item was approved", f.was)
		}
	}
	return g.Refused("item.tracking_fixed", "item %q was approved, its stock is booked as it is tracked: make a new SKU to track it otherwise", it.SKU)
}

// SubmitItem hands a draft in for review.
func SubmitItem(tx *store.Tx, sku item.SKU, expected uint64) (item.Item, error) {
	return moveItem(tx, sku, expected, itemSubmit, "")
}

// ApproveItem ends the review: the item may be received, sold and picked.
func ApproveItem(tx *store.Tx, sku item.SKU, expected uint64) (item.Item, error) {
	return moveItem(tx, sku, expected, itemApprove, "")
}

// RejectItem ends the review with a reason: the item is a draft again.
func RejectItem(tx *store.Tx, sku item.SKU, expected uint64, reason string) (item.Item, error) {
	if err := needReason(reason); err != nil {
		return item.Item{}, err
	}
	return moveItem(tx, sku, expected, itemReject, reason)
}

// RetireItem stops buying an item; what is in stock is sold off.
func RetireItem(tx *store.Tx, sku item.SKU, expected uint64, reason string) (item.Item, error) {
	if err := needReason(reason); err != nil {
		return item.Item{}, err
	}
	return moveItem(tx, sku, expected, itemRetire, reason)
}

// ReopenItem brings a retired item back into review.
func ReopenItem(tx *store.Tx, sku item.SKU, expected uint64) (item.Item, error) {
	return moveItem(tx, sku, expected, itemReopen, "")
}

// MaxStateReason bounds a reason: it stands in the ledger for good.
const MaxStateReason = 200

func needReason(reason string) error {
	if reason == "" || len(reason) > MaxStateReason {
		return fault.Invalid("reason.missing", "give a reason of 1 to %d bytes: it is kept in the ledger", MaxStateReason)
	}
	return nil
}

func moveItem(tx *store.Tx, sku item.SKU, expected uint64, e itemEvent, reason string) (item.Item, error) {
	if err := store.CheckHome(tx, "item", true); err != nil {
		return item.Item{}, err
	}
	it, err := FindItem(tx, sku)
	if err != nil {
		return it, err
	}
	if err := store.CheckRevision("item", string(sku), it.Revision, expected); err != nil {
		return it, err
	}
	if err := stepItem(tx, &it, e, reason); err != nil {
		return it, err
	}
	it.Revision++
	keepItem(tx, &it)
	return it, nil
}

// FindItem gives the item of a SKU, from any partition. Error: item.unknown.
func FindItem(r store.Reader, sku item.SKU) (item.Item, error) {
	return Items.Must(r.Company(), itemKey(sku), string(sku))
}

// FindByBarcode gives the item and the pack that carry a barcode, from any partition. A GTIN is found in each of its
// lengths. Error: barcode.unknown.
func FindByBarcode(r store.Reader, code string) (item.Item, item.Pack, error) {
	r = r.Company()
	code = item.Barcode(code)
	sku, ok := barcodeOwner(r, code)
	if !ok {
		return item.Item{}, item.Pack{}, fault.NotFound("barcode.unknown", "no item has barcode %q", code)
	}
	it, err := FindItem(r, sku)
	if err != nil {
		return it, item.Pack{}, err
	}
	pack, ok := it.Packed(code)
	if !ok {
		return it, pack, fault.Internal("barcode.index", "the barcode index leads from %q to SKU %q, which lacks it", code, sku)
	}
	return it, pack, nil
}

// CheckSKUs refuses SKUs that are not in the catalogue or, of those, not approved; all of them at once. where gives the
// place of the i-th in the input. Error: item.unknown with details item.unknown and item.not_approved.
func CheckSKUs(r store.Reader, skus []item.SKU, where func(i int) string) error {
	r = r.Company()
	var g fault.Gather
	seen := map[item.SKU]string{} // a long document names the same SKU often: read it once
	for i, sku := range skus {
		reason, known := seen[sku]
		if !known {
			it, ok := Items.Get(r, itemKey(sku))
			switch {
			case !ok:
				reason = "item.unknown"
			case it.State != item.Approved:
				reason = "item.not_approved"
			}
			seen[sku] = reason
		}
		switch reason {
		case "item.unknown":
			g.Add(where(i), reason, "SKU %q is not in the catalogue", sku)
		case "item.not_approved":
			g.Add(where(i), reason, "SKU %q is not approved", sku)
		}
	}
	return g.Refused("item.unknown", "items are missing in the catalogue or not approved: %d places", g.Len())
}

// ItemQuery asks for a page of items in order of SKU. Zero fields do not filter.
type ItemQuery struct {
	After    item.SKU // the cursor: the last SKU seen
	Limit    int      // 0 and above MaxItemPage: MaxItemPage
	State    item.State
	Category string
	Supplier string
}

// ItemPage is a page of items and where the next one begins; Next is empty at the end. A filtered page may be short or
// empty before the end.
type ItemPage struct {
	Items []item.Item
	Next  item.SKU
}

// ListItems gives a page of the catalogue, from any partition.
func ListItems(r store.Reader, q ItemQuery) ItemPage {
	if q.Limit <= 0 || q.Limit > MaxItemPage {
		q.Limit = MaxItemPage
	}
	var from store.Key
	if q.After != "" {
		from = itemKey(q.After).Byte(0) // the smallest key behind it
	}
	var page ItemPage
	seen := 0
	last := item.SKU("")
	for it := range Items.All(r.Company(), store.K(tagItem), from) {
		if len(page.Items) == q.Limit || seen == maxItemsSeen {
			page.Next = last
			return page
		}
		seen++
		last = it.SKU
		if (q.State == 0 || it.State == q.State) && (q.Category == "" || it.Category == q.Category) &&
			(q.Supplier == "" || it.Supplier == q.Supplier) {
			page.Items = append(page.Items, it)
		}
	}
	return page
}
