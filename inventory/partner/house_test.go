package partner

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

var now = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// house is a store for one test; reopen closes it and opens it again.
type house struct {
	t    *testing.T
	path string
	x    *store.Executor
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "tote.db")}
	h.open()
	t.Cleanup(func() { _ = h.x.Close() })
	return h
}

func (h *house) open() {
	h.t.Helper()
	x, err := store.Start(store.Options{
		Open: func() (store.Engine, error) { return store.OpenBolt(h.path) }, Now: func() time.Time { return now }})
	if err != nil {
		h.t.Fatal(err)
	}
	h.x = x
}

func (h *house) reopen() {
	h.t.Helper()
	if err := h.x.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.open()
}

func (h *house) do(p store.Partition, run func(*store.Tx) error) error {
	cmd := store.Command{Partition: p, Verb: "test", At: now}
	_, err := store.Do(context.Background(), h.x, cmd, func(tx *store.Tx) (bool, error) { return true, run(tx) })
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

// reasons gives the error's reason and its details' reasons with their places.
func reasons(err error) []string {
	if err == nil {
		return nil
	}
	out := []string{fault.ReasonOf(err)}
	for _, d := range fault.From(err).Details {
		out = append(out, d.Where+": "+d.Reason)
	}
	return out
}
