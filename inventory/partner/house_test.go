package partner

import (
	"context"
	"testing"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

var now = storetest.Begin

// house is a store for one test; it is reopened and checked at the end.
type house struct {
	t *testing.T
	x *storetest.Fixture
}

func newHouse(t *testing.T) *house { return &house{t: t, x: storetest.Open(t)} }

// reopen closes the store and opens it again.
func (h *house) reopen() { h.t.Helper(); h.x.Restart() }

func (h *house) do(p store.Partition, run func(*store.Tx) error) error {
	cmd := store.Command{Partition: p, Verb: "test", At: now}
	_, err := store.Do(context.Background(), h.x.Executor, cmd, func(tx *store.Tx) (bool, error) { return true, run(tx) })
	return err
}

func (h *house) must(p store.Partition, run func(*store.Tx) error) {
	h.t.Helper()
	if err := h.do(p, run); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) view(p store.Partition, look func(store.Reader)) {
	h.t.Helper()
	if err := h.x.View(context.Background(), p, func(v *store.View) error { look(v); return nil }); err != nil {
		h.t.Fatal(err)
	}
}
