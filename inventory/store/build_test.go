package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// The same tins, as a program knew them that had no index by colour, and as one knows them that got it later.
var (
	plainTins = &store.Collection[tin]{Noun: "tin", Version: 1, Key: tins.Key}
	lateTins  = &store.Collection[tin]{Noun: "tin", Version: 1, Key: tins.Key,
		Indexes: []store.Index[tin]{{Name: "color", Keys: tins.Indexes[0].Keys, Late: true}}}
)

// A store that was written without an index has it after Build, whatever happened to its records meanwhile and wherever it was
// stopped; built once, it is not looked at again.
func TestALateIndexIsBuilt(t *testing.T) {
	const old = 130 // more than some commands bring up to date
	late := store.Late(lateTins, store.K(tagTin))
	f := storetest.Open(t)
	for from := 0; from < old; from += 50 {
		do(t, f, f.Command(warehouse, "old"), func(tx *store.Tx) (int, error) {
			for i := from; i < min(from+50, old); i++ {
				plainTins.Put(tx, &tin{ID: fmt.Sprintf("%03d", i), Color: []string{"red", "blue", ""}[i%3]})
			}
			return 0, nil
		})
	}
	f.Restart()
	parts := []store.Partition{store.Company, warehouse}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := store.Build(stopped, f.Executor, parts, late); err == nil {
		t.Error("it went on although it was stopped")
	}
	do(t, f, f.Command(warehouse, "new"), func(tx *store.Tx) (int, error) {
		if got := store.Unbuilt(tx, late); !slices.Equal(got, []string{"tin/color"}) {
			t.Errorf("unbuilt: %q", got)
		}
		lateTins.Put(tx, &tin{ID: "000", Color: "blue"}) // was red
		lateTins.Put(tx, &tin{ID: "001", Color: "blue"}) // as it is: only Build adds it
		lateTins.Delete(tx, tinKey("003"))
		return 0, nil
	})
	for round, want := range []int{87 - 2, 0} { // one has it by its change, one is gone
		n, err := store.Build(context.Background(), f.Executor, parts, late)
		if err != nil || n != want {
			t.Errorf("round %d: %d records brought up to date, %v; want %d", round, n, err, want)
		}
		f.Restart()
	}
	do(t, f, f.Command(warehouse, "read"), func(tx *store.Tx) (int, error) {
		red, blue := 0, 0
		for v := range lateTins.All(tx, store.K(tagTin), nil) {
			switch v.Color {
			case "red":
				red++
			case "blue":
				blue++
			}
		}
		if r, b := len(colored(tx, "red")), len(colored(tx, "blue")); r != red || b != blue || red == 0 {
			t.Errorf("%d red and %d blue tins are found, want %d and %d", r, b, red, blue)
		}
		if got := store.Unbuilt(tx, late); len(got) != 0 {
			t.Errorf("still unbuilt: %q", got)
		}
		return 0, nil
	})
}

// A partition that is new needs no building.
func TestANewPartitionIsBuilt(t *testing.T) {
	late := store.Late(lateTins, store.K(tagTin))
	f := storetest.Open(t)
	do(t, f, f.Command(warehouse, "begin"), func(tx *store.Tx) (int, error) {
		store.MarkBuilt(tx, late)
		return 0, nil
	})
	do(t, f, f.Command(warehouse, "old"), func(tx *store.Tx) (int, error) { plainTins.Put(tx, &tin{ID: "a", Color: "red"}); return 0, nil })
	if n, err := store.Build(context.Background(), f.Executor, []store.Partition{warehouse}, late); n != 0 || err != nil {
		t.Errorf("%d records were looked for, %v; want none", n, err)
	}
	do(t, f, f.Command(warehouse, "clean"), func(tx *store.Tx) (int, error) { plainTins.Delete(tx, tinKey("a")); return 0, nil })
}

// BenchmarkBuild builds an index over a hundred thousand records that lack it.
func BenchmarkBuild(b *testing.B) {
	const tinsOnShelf = 100_000
	late := store.Late(lateTins, store.K(tagTin))
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "old.db")
		e, err := store.OpenBolt(path)
		if err != nil {
			b.Fatal(err)
		}
		l, err := store.NewLoader(e, warehouse)
		for i := 0; i < tinsOnShelf && err == nil; i++ {
			err = store.Load(l, plainTins, &tin{ID: fmt.Sprintf("%06d", i), Color: "red"})
		}
		if err = errors.Join(err, l.Flush(), e.Close()); err != nil {
			b.Fatal(err)
		}
		x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if n, err := store.Build(b.Context(), x, []store.Partition{warehouse}, late); n != tinsOnShelf || err != nil {
			b.Fatal(n, err)
		}
		b.StopTimer()
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(tinsOnShelf)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
