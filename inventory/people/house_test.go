package people

import (
	"context"
	"testing"
	"time"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

var start = storetest.Begin

// house is a store for one test; it is reopened and checked at the end.
type house struct {
	t   *testing.T
	x   *storetest.Fixture
	now time.Time // moves as the test says
}

func newHouse(t *testing.T) *house { return &house{t: t, x: storetest.Open(t), now: start} }

// reopen closes the store and opens it again.
func (h *house) reopen() { h.t.Helper(); h.x.Restart() }

func (h *house) do(run func(*store.Tx) error) error {
	cmd := store.Command{Partition: store.Company, Verb: "test", At: h.now}
	_, err := store.Do(context.Background(), h.x.Executor, cmd, func(tx *store.Tx) (bool, error) { return true, run(tx) })
	return err
}

func (h *house) must(run func(*store.Tx) error) {
	h.t.Helper()
	if err := h.do(run); err != nil {
		h.t.Fatal(err)
	}
}

// view reads as a warehouse does, which must find the company's people all the same.
func (h *house) view(look func(store.Reader)) {
	h.t.Helper()
	if err := h.x.View(context.Background(), "SH1", func(v *store.View) error { look(v); return nil }); err != nil {
		h.t.Fatal(err)
	}
}
