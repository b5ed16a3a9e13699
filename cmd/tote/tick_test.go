package main

import (
	"context"
	"log/slog"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// TestTheClockLooksAtFaces: only a warehouse that fills a pick face by figures has its faces looked at.
func TestTheClockLooksAtFaces(t *testing.T) {
	svc, err := startService(serviceOptions{data: t.TempDir(), listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := svc.stop(); err != nil {
			t.Error(err)
		}
	}()
	ctx := context.Background()
	do := func(p store.Partition, run func(*store.Tx) error) {
		t.Helper()
		_, err := store.Do(ctx, svc.x, store.Command{Partition: p, Verb: "test", At: svc.opt.now()}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, run(tx) })
		if err != nil {
			t.Fatal(err)
		}
	}
	do(store.Company, func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "SH1", Name: "Shanghai", Zone: "Asia/Shanghai"}, 0)
		return err
	})
	kinds := func() (out []string) {
		if err := svc.x.View(ctx, "SH1", func(v *store.View) error {
			for id := uint64(1); ; id++ {
				j, ok := store.Jobs.Get(v, store.JobKey(id))
				if !ok {
					return nil
				}
				out = append(out, j.Kind)
			}
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, step := range []struct {
		face layout.Location
		want int
	}{{layout.Location{Code: "F-1", Kind: layout.PickFace}, 0}, {layout.Location{Code: "F-2", Kind: layout.PickFace, Fixed: "TEA"}, 0},
		{layout.Location{Code: "F-3", Kind: layout.PickFace, Max: 9, Closed: true}, 0}, {layout.Location{Code: "F-4", Kind: layout.PickFace, Max: 9}, 1}} {
		do("SH1", func(tx *store.Tx) error {
			_, err := inventory.PutLocation(tx, step.face, 0)
			return err
		})
		if err := svc.lookAtFaces(ctx, "SH1"); err != nil {
			t.Fatal(err)
		}
		if got := kinds(); len(got) != step.want || step.want == 1 && got[0] != inventory.RefillJob {
			t.Errorf("with %+v: jobs %v, want %d", step.face, got, step.want)
		}
	}
}
