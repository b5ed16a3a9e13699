package api_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/tote/api"
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// A paper that cannot be made ends its job with the reason, once; one that nobody wants any more is no news.
func TestAPaperThatCannotBeMadeIsGivenUpOnce(t *testing.T) {
	papers, err := api.NewPapers(filepath.Join(t.TempDir(), "prints"), nil)
	if err != nil {
		t.Fatal(err)
	}
	f := storetest.Memory(t)
	key := inventory.PrintKey{Document: inventory.LocationDocument, Entity: "E", Copy: 1}
	gone := inventory.PrintKey{Document: inventory.LocationDocument, Entity: "F", Copy: 1}
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
		if err == nil && (j.State != inventory.PaperFailed || j.Trouble != "warehouse.unknown") {
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
	if _, err := api.NewPapers(dir, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"abc.123.part", "abc.pdf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := api.NewPapers(dir, nil); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "abc.pdf" {
		t.Errorf("left %v, %v; want the whole one", left, err)
	}
}

// What a crash left beside its job, because the job came to be rendered otherwise, is found by no purge: the next start
// removes it, and nothing that a job names.
func TestFilesThatNoJobNamesAreRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prints")
	papers, err := api.NewPapers(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := storetest.Memory(t)
	file := inventory.PrintFile{Hash: strings.Repeat("a", inventory.PrintHashBytes), Extension: "pdf", Size: 1}
	key := func(entity string) inventory.PrintKey {
		return inventory.PrintKey{Document: inventory.LocationDocument, Entity: entity, Copy: 1}
	}
	request := func(entity string) {
		_, err := store.Do(t.Context(), f.Executor, f.Command("SH1", "test"), func(tx *store.Tx) (inventory.PrintJob, error) {
			return inventory.RequestPrint(tx, inventory.PrintRequested{PrintKey: key(entity)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	request("A")
	_, err = store.Do(t.Context(), f.Executor, f.Command("SH1", "test"), func(tx *store.Tx) (inventory.PrintJob, error) {
		return inventory.PrintRendered(tx, key("A"), inventory.Rendered{File: file, Language: "pdf", DPI: 203})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{papers.Path(file), filepath.Join(dir, "b.zpl")} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	left := func() int {
		if err := papers.Sweep(t.Context(), f.Executor, []store.Partition{store.Company, "SH1"}); err != nil {
			t.Fatal(err)
		}
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	if n := left(); n != 2 {
		t.Errorf("nothing is queued, nothing can be left over: %d files, want both", n)
	}
	request("B")
	if n := left(); n != 1 {
		t.Errorf("with a queued job: %d files, want the named one", n)
	}
	if _, err := os.Stat(papers.Path(file)); err != nil {
		t.Error(err)
	}
}
