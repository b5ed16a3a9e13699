package store

import (
	"unsafe"

	"github.com/tidwall/btree"
)

// overlay holds writes that are not applied yet, in key order. A nil value is a deletion. Keys begin with the space.
type overlay struct{ m btree.Map[string, []byte] }

func (o *overlay) get(key []byte) (value []byte, ok bool) {
	return o.m.Get(ownedString(key)) // the map does not keep the key of a look-up
}

// ownedString makes a string of bytes that nobody changes any more.
func ownedString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func (o *overlay) put(key string, value []byte) { o.m.Set(key, value) }

func (o *overlay) len() int { return o.m.Len() }

// into lays this overlay's writes over another one.
func (o *overlay) into(under *overlay) {
	o.m.Scan(func(key string, value []byte) bool {
		under.m.Set(key, value)
		return true
	})
}

// writes gives the changes in key order, ready for an engine.
func (o *overlay) writes() []Write {
	out := make([]Write, 0, o.m.Len())
	o.m.Scan(func(key string, value []byte) bool {
		b := unsafe.Slice(unsafe.StringData(key), len(key)) // engines do not change keys
		out = append(out, Write{Space: Space(b[0]), Key: b[1:], Value: value})
		return true
	})
	return out
}

type pair struct {
	key   string
	value []byte
}

// between collects the changes in [lo, hi), hi nil meaning the end of the space.
func (o *overlay) between(lo, hi []byte, out []pair) []pair {
	o.m.Ascend(string(lo), func(key string, value []byte) bool {
		if key[0] != lo[0] || (hi != nil && key >= unsafe.String(unsafe.SliceData(hi), len(hi))) {
			return false
		}
		out = append(out, pair{key, value})
		return true
	})
	return out
}

// last gives the greatest change in [lo, hi).
func (o *overlay) last(lo, hi []byte) (key string, value []byte, ok bool) {
	o.m.Descend(string(hi), func(k string, v []byte) bool {
		if k == string(hi) {
			return true
		}
		if k >= string(lo) {
			key, value, ok = k, v, true
		}
		return false
	})
	return key, value, ok
}

// mergePairs merges two sorted lists; where both have a key, over wins.
func mergePairs(over, under []pair) []pair {
	if len(over) == 0 {
		return under
	}
	if len(under) == 0 {
		return over
	}
	out := make([]pair, 0, len(over)+len(under))
	for len(over) > 0 && len(under) > 0 {
		switch {
		case over[0].key < under[0].key:
			out, over = append(out, over[0]), over[1:]
		case over[0].key > under[0].key:
			out, under = append(out, under[0]), under[1:]
		default:
			out, over, under = append(out, over[0]), over[1:], under[1:]
		}
	}
	return append(append(out, over...), under...)
}
