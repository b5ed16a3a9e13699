package store_test

import (
	"context"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// The tests' own domain: tins of paint on shelves, found by colour too.

const (
	warehouse = store.Partition("SH1")
	elsewhere = store.Partition("BJ2")

	tagTin   byte = 0x20
	tagColor byte = 0x21
	tagMark  byte = 0x22
)

type tin struct {
	ID    string    `cbor:"1,keyasint"`
	Color string    `cbor:"2,keyasint,omitempty"`
	N     int64     `cbor:"3,keyasint,omitempty"`
	At    time.Time `cbor:"4,keyasint,omitempty"`
}

var tins = &store.Collection[tin]{Noun: "tin", Version: 1,
	Key: func(t *tin) store.Key { return tinKey(t.ID) },
	Indexes: []store.Index[tin]{{Name: "color", Keys: func(t *tin) []store.Key {
		if t.Color == "" {
			return nil
		}
		return []store.Key{store.K(tagColor).Str(t.Color).Str(t.ID)}
	}}},
}

func tinKey(id string) store.Key { return store.K(tagTin).Str(id) }

// paint changes a tin and writes a ledger entry: the usual command of these tests.
func paint(id, color string) func(*store.Tx) (tin, error) {
	return func(tx *store.Tx) (tin, error) {
		t, _ := tins.Get(tx, tinKey(id))
		t.ID, t.Color, t.N, t.At = id, color, t.N+1, tx.Now()
		tins.Put(tx, &t)
		tx.Append([]byte("painted " + id))
		return t, nil
	}
}

// spill writes and then refuses: nothing of it may be seen.
func spill(id string, code fault.Code) func(*store.Tx) (tin, error) {
	return func(tx *store.Tx) (tin, error) {
		if _, err := paint(id, "spilled")(tx); err != nil {
			return tin{}, err
		}
		tx.Next("spills")
		tx.Emit("spilled", id, id)
		return tin{}, &fault.Error{Code: code, Reason: "paint.spilled", Message: "the paint was spilled", Details: []fault.Detail{{Where: id, Want: 1}}}
	}
}

func do[T any](t testing.TB, f *storetest.Fixture, c store.Command, run func(*store.Tx) (T, error)) T {
	t.Helper()
	out, err := store.Do(context.Background(), f.Executor, c, run)
	if err != nil {
		t.Fatalf("%s: %v", c.Verb, err)
	}
	return out
}

func wantReason(t testing.TB, what string, err error, want string) {
	t.Helper()
	if got := fault.ReasonOf(err); got != want {
		t.Errorf("%s: reason %q (%v), want %q", what, got, err, want)
	}
}

// shelf gives all tins of a partition, by id, and the length of its ledger.
func shelf(t testing.TB, f *storetest.Fixture, p store.Partition) (map[string]tin, uint64) {
	t.Helper()
	out, tail := map[string]tin{}, uint64(0)
	err := f.View(context.Background(), p, func(v *store.View) error {
		for one := range tins.All(v, store.K(tagTin), nil) {
			out[one.ID] = one
		}
		tail = store.Tail(v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, tail
}

func colored(r store.Reader, color string) []string {
	var out []string
	prefix := store.K(tagColor).Str(color)
	for k := range store.Keys(r, prefix, nil) {
		out = append(out, store.ReadKey(k, len(prefix)).Str())
	}
	return out
}
