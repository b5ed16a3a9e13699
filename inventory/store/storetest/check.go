package storetest

import (
	"bytes"
	"fmt"
	"slices"

	"example.com/tote/inventory/store"
)

// partitions lists whose records and ledgers a store holds.
func partitions(e store.Engine) ([]store.Partition, error) {
	all, err := contents(e)
	if err != nil {
		return nil, err
	}
	var out []store.Partition
	for _, entry := range all {
		name, _, found := bytes.Cut(entry.key, []byte{0})
		if p := store.Partition(name); found && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, nil
}

// followChain checks that a ledger begins at 1, has no gap, never goes back in time, and that each entry carries the hash
// of the one before it.
func followChain(e store.Engine, p store.Partition) error {
	return store.Look(e, p, func(v *store.View) error {
		want := uint64(1)
		var before store.LogEntry
		for entry := range store.Entries(v, 0) {
			if entry.Seq != want {
				return fmt.Errorf("entry %d follows entry %d", entry.Seq, before.Seq)
			}
			if want > 1 && entry.Head.Previous != store.HashOf(before.Raw) {
				return fmt.Errorf("entry %d does not carry the hash of entry %d", entry.Seq, before.Seq)
			}
			if want == 1 && entry.Head.Previous != (store.Hash{}) {
				return fmt.Errorf("the first entry carries a hash")
			}
			if entry.Head.RecordedAt.Before(before.Head.RecordedAt) {
				return fmt.Errorf("entry %d was recorded before entry %d", entry.Seq, before.Seq)
			}
			before, want = entry, want+1
		}
		if tail := store.Tail(v); tail != want-1 {
			return fmt.Errorf("the tail is %d, the last entry %d", tail, want-1)
		}
		return nil
	})
}
