package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// tagItemChange begins the keys of what changed in the catalogue, in the company's partition.
const (
	tagItemChange byte = 0x4F // and one of the bytes below

	itemChanged  byte = 0x00 // sku
	itemChangeAt byte = 0x01 // version sku
	itemVersion  byte = 0x02 // the version itself
)

// MaxItemDeltas bounds one answer of changed items: about 250 KB, two seconds of a weak radio.
const MaxItemDeltas = 1000

// itemChange is the version of the catalogue that last changed an item, so that a device fetches only what changed since
// it last looked.
type itemChange struct {
	SKU     item.SKU `cbor:"1,keyasint"`
	Version uint64   `cbor:"2,keyasint"`
}

var itemChanges = store.Collection[itemChange]{
	Noun: "item change", Version: 1,
	Key: func(c *itemChange) store.Key { return store.K(tagItemChange).Byte(itemChanged).Str(string(c.SKU)) },
	Indexes: []store.Index[itemChange]{{Name: "change", Keys: func(c *itemChange) []store.Key {
		return []store.Key{store.K(tagItemChange).Byte(itemChangeAt).Uint(c.Version).Str(string(c.SKU))}
	}}},
}

// catalogueVersion counts the changes of the catalogue.
type catalogueVersion struct {
	N uint64 `cbor:"1,keyasint"`
}

var catalogueVersions = store.Collection[catalogueVersion]{
	Noun: "catalogue version", Version: 1,
	Key: func(*catalogueVersion) store.Key { return catalogueVersionKey() },
}

func catalogueVersionKey() store.Key { return store.K(tagItemChange).Byte(itemVersion) }

// CatalogueVersion gives the number of the last change of the catalogue, 0 if there is none. It only grows.
func CatalogueVersion(r store.Reader) uint64 {
	v, _ := catalogueVersions.Get(r.Company(), catalogueVersionKey())
	return v.N
}

// keepItem is the sole writer of items: it counts the catalogue's version up.
func keepItem(tx *store.Tx, it *item.Item) {
	Items.Put(tx, it)
	v := catalogueVersion{N: CatalogueVersion(tx) + 1}
	catalogueVersions.Put(tx, &v)
	itemChanges.Put(tx, &itemChange{SKU: it.SKU, Version: v.N})
}

// CatalogueDelta is what changed in the catalogue since a version.
type CatalogueDelta struct {
	Items   []item.Item // in order of change, each once, as it is now
	Version uint64      // ask from here on next time
	More    bool        // there is more behind Version: ask again at once
	Anew    bool        // the version asked from is not one of this store, which was restored: forget the table, this begins it
}

// ItemsSince gives what changed in the catalogue since a version a device knows, from any partition; 0 gives everything. An
// item is never taken away: a retired one still lies on shelves and is told as retired, and a barcode that moved is told
// with both of its items.
func ItemsSince(r store.Reader, version uint64) (CatalogueDelta, error) {
	r = r.Company()
	d := CatalogueDelta{Version: version}
	if version > CatalogueVersion(r) {
		d.Version, d.Anew = 0, true
	}
	prefix := store.K(tagItemChange).Byte(itemChangeAt)
	for k := range store.Keys(r, prefix, prefix.Clone().Uint(d.Version+1)) {
		if len(d.Items) == MaxItemDeltas {
			d.More = true
			return d, nil
		}
		kr := store.ReadKey(k, len(prefix))
		at := kr.Uint()
		it, err := FindItem(r, item.SKU(kr.Str()))
		if err != nil {
			return d, fault.Internal("item.index", "change %d leads to an item that is not there", at)
		}
		d.Items, d.Version = append(d.Items, it), at
	}
	return d, nil
}
