package api_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"example.com/tote/api"
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// A paper that cannot be made ends its job with the reason, once; one that nobody wants any more is no news.
func TestAPaperThatCannotBeMadeIsGivenUpOnce(t *testing.T) {
	papers, err := api.NewPrinter(filepath.Join(t.TempDir(), "prints"))
	if err != nil {
		t.Fatal(err)
	}
	f := storetest.Memory(t)
	key := inventory.PrintKey{Document: "no_such_paper", Entity: "E", Copy: 1}
	gone := inventory.PrintKey{Document: "no_such_paper", Entity: "F", Copy: 1}
	_, err = store.Do(context.Background(), f.Executor, f.Command("SH1", "test"), func(tx *store.Tx) (struct{}, error) {
		for _, k := range []inventory.PrintKey{key, gone} {
			if _, err := inventory.RequestPrint(tx, inventory.PrintRequested{PrintKey: k}); err != nil {
				return struct{}{}, err
			}
		}
		_, err := inventory.StepPrintJob(tx, gone, inventory.PrintCancel, "")
		return struct{}{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	tried := make(chan error, 2)
	err = f.RunOutbox(map[string]store.Handler{inventory.Print: func(ctx context.Context, d *store.Delivery) error {
		err := papers.Handle(ctx, d)
		tried <- err
		return err
	}}, []store.Partition{"SH1"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-tried; err != nil {
			t.Errorf("it is tried for ever: %v", err)
		}
	}
	err = f.View(context.Background(), "SH1", func(v *store.View) error {
		j, err := inventory.GetPrintJob(v, key)
		if err == nil && (j.State != inventory.PaperFailed || j.Reason != "print.document") {
			t.Errorf("job: %+v", j)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What a crash left half written has somebody's address on it.
func TestHalfWrittenPapersAreRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prints")
	if _, err := api.NewPrinter(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"abc.123.part", "abc.pdf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := api.NewPrinter(dir); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "abc.pdf" {
		t.Errorf("left %v, %v; want the whole one", left, err)
	}
}
