package ledgertest

import (
	"path/filepath"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// A furnished past is one the verbs might have left: the auditor, who shares no code with it, finds nothing.
func TestAFurnishedPastIsSound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	const entries = 20_000
	if err := FillFile(path, Options{Entries: entries, SKUs: 300, Places: 1000}); err != nil {
		t.Fatal(err)
	}
	e, err := store.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	err = store.Look(e, Warehouse, func(v *store.View) error {
		found, more := inventory.Check(v)
		for _, d := range found[:min(len(found), 10)] {
			t.Error(d)
		}
		if len(found)+more > 0 {
			t.Errorf("%d differences", len(found)+more)
		}
		if n := store.Tail(v); n < entries || n > entries+200 {
			t.Errorf("%d entries, want about %d", n, entries)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
