package store

import (
	"iter"
	"strings"

	"example.com/tote/inventory/fault"
)

// Collection is a kind of record with its key and its indexes. Declare it once, beside the type it holds.
type Collection[T any] struct {
	// Noun names one record in errors: "item", "location".
	Noun string
	// Version is written before each record; raise it with a migration when a field changes its meaning.
	Version byte
	// Key gives a record's key, beginning with a tag that is the collection's own within its family.
	Key func(*T) Key
	// Indexes give further keys to find a record by. An index holds keys only.
	Indexes []Index[T]
}

// Index finds records by other values than their key. Each of the keys it gives begins with the index's own tag and ends
// so that the record's key can be read from it.
type Index[T any] struct {
	Name string
	// Keys gives the record's entries in this index: none, one or several.
	Keys func(*T) []Key
	// Late tells that stores were written before the index was: see Build.
	Late bool
}

// Get gives the record under k.
func (c *Collection[T]) Get(r Reader, k Key) (T, bool) {
	var v T
	data := r.get(Records, k)
	if data == nil {
		return v, false
	}
	decode(c.Noun, c.Version, data, &v)
	if tx, ok := r.(*Tx); ok && len(c.Indexes) > 0 {
		tx.remember(k, c.indexKeys(&v))
	}
	return v, true
}

// Must gives the record under k or refuses with not_found, naming it.
func (c *Collection[T]) Must(r Reader, k Key, name string) (T, error) {
	v, ok := c.Get(r, k)
	if !ok {
		return v, fault.NotFound(unknownReason(c.Noun), "there is no %s %q", c.Noun, name)
	}
	return v, nil
}

// unknownReason makes a reason of a noun as people write it: "print job" gives printjob.unknown.
func unknownReason(noun string) string {
	return strings.ToLower(strings.ReplaceAll(noun, " ", "")) + ".unknown"
}

// Has tells whether there is a record under k, without decoding it.
func (c *Collection[T]) Has(r Reader, k Key) bool { return r.get(Records, k) != nil }

// Put stores the record and brings its indexes up to date.
func (c *Collection[T]) Put(tx *Tx, v *T) {
	k := c.Key(v)
	if len(c.Indexes) > 0 {
		c.reindex(tx, k, c.indexKeys(v))
	}
	tx.put(Records, k, encode(c.Version, v))
}

// Delete takes the record under k away, with its index entries.
func (c *Collection[T]) Delete(tx *Tx, k Key) {
	if len(c.Indexes) > 0 {
		c.reindex(tx, k, nil)
	}
	tx.put(Records, k, nil)
}

// All walks the records whose key begins with prefix, from a key on (nil: from the first), in key order.
func (c *Collection[T]) All(r Reader, prefix, from Key) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, data := range records(r, prefix, from) {
			var v T
			decode(c.Noun, c.Version, data, &v)
			if !yield(v) {
				return
			}
		}
	}
}

// Page gives up to limit records whose key begins with prefix, from behind the one whose key goes on with the text after
// ("": from the first), in key order.
func (c *Collection[T]) Page(r Reader, prefix Key, after string, limit int) (out []T) {
	var from Key
	if after != "" {
		from = prefix.Clone().Str(after).Byte(0) // the smallest key behind it
	}
	for v := range c.All(r, prefix, from) {
		if len(out) == limit {
			break
		}
		out = append(out, v)
	}
	return out
}

func records(r Reader, prefix, from Key) iter.Seq2[Key, []byte] {
	return func(yield func(Key, []byte) bool) {
		lo := prefix
		if from != nil {
			lo = from
		}
		r.scan(Records, lo, prefix.after(), func(k Key, v []byte) bool { return yield(k, v) })
	}
}

// Keys walks the keys that begin with prefix, from a key on (nil: from the first): how an index is read.
func Keys(r Reader, prefix, from Key) iter.Seq[Key] {
	return func(yield func(Key) bool) {
		for k := range records(r, prefix, from) {
			if !yield(k.Clone()) { // the engine's bytes end with the snapshot
				return
			}
		}
	}
}

// Mark sets a key without a value, for sets that are no index of a record. Unmark takes it away.
func Mark(tx *Tx, k Key) { tx.put(Records, k, []byte{}) }

// Unmark takes a marked key away.
func Unmark(tx *Tx, k Key) { tx.put(Records, k, nil) }

// Marked tells whether the key is set.
func Marked(r Reader, k Key) bool { return r.get(Records, k) != nil }

func (c *Collection[T]) indexKeys(v *T) []Key {
	var out []Key
	for _, ix := range c.Indexes {
		out = append(out, ix.Keys(v)...)
	}
	return out
}

// reindex takes away the entries the stored record had and the new one has not, and adds what is new.
func (c *Collection[T]) reindex(tx *Tx, k Key, want []Key) {
	have, known := tx.loaded[string(k)]
	if !known {
		if data := tx.get(Records, k); data != nil {
			var old T
			decode(c.Noun, c.Version, data, &old)
			have = c.indexKeys(&old)
		}
	}
	for _, h := range have {
		if !containsKey(want, h) {
			tx.put(Records, h, nil)
		}
	}
	for _, w := range want {
		if !containsKey(have, w) {
			tx.put(Records, w, []byte{})
		}
	}
	tx.remember(k, want)
}

func (tx *Tx) remember(k Key, indexes []Key) {
	if tx.loaded == nil {
		tx.loaded = make(map[string][]Key, 8)
	}
	tx.loaded[string(k)] = indexes
}

func containsKey(keys []Key, k Key) bool {
	for _, o := range keys {
		if string(o) == string(k) {
			return true
		}
	}
	return false
}

// LastKey gives the greatest key that begins with prefix, or nil.
func LastKey(r Reader, prefix Key) Key {
	k, _ := r.last(Records, prefix)
	return k.Clone()
}
