package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func TestIndexesFollowTheirRecord(t *testing.T) {
	f := storetest.Open(t)
	want := func(tx *store.Tx, color string, ids ...string) {
		t.Helper()
		if got := colored(tx, color); !slices.Equal(got, ids) {
			t.Errorf("%s: %v, want %v", color, got, ids)
		}
	}
	steps := []func(tx *store.Tx){
		func(tx *store.Tx) {
			tins.Put(tx, &tin{ID: "a", Color: "red"})
			tins.Put(tx, &tin{ID: "b", Color: "red"})
			want(tx, "red", "a", "b")
		},
		func(tx *store.Tx) { // read, change, put
			one, _ := tins.Get(tx, tinKey("a"))
			one.Color = "blue"
			tins.Put(tx, &one)
			want(tx, "red", "b")
			want(tx, "blue", "a")
		},
		func(tx *store.Tx) { // put without reading, twice
			tins.Put(tx, &tin{ID: "b", Color: "blue"})
			tins.Put(tx, &tin{ID: "b", Color: "green"})
			want(tx, "blue", "a")
			want(tx, "green", "b")
		},
		func(tx *store.Tx) { // out of the index, and deleted
			tins.Put(tx, &tin{ID: "a"})
			tins.Delete(tx, tinKey("b"))
			want(tx, "blue")
			want(tx, "green")
		},
		func(tx *store.Tx) { // deleted and put again in one command
			tins.Delete(tx, tinKey("a"))
			tins.Put(tx, &tin{ID: "a", Color: "red"})
			want(tx, "red", "a")
		},
		func(tx *store.Tx) { want(tx, "red", "a") },
	}
	for _, step := range steps {
		do(t, f, f.Command(warehouse, "step"), func(tx *store.Tx) (int, error) { step(tx); return 0, nil })
	}
}

func TestWalksSeeWhatWasWrittenBefore(t *testing.T) {
	f := storetest.Open(t)
	put := func(ids ...string) func(*store.Tx) (int, error) {
		return func(tx *store.Tx) (int, error) {
			for _, id := range ids {
				tins.Put(tx, &tin{ID: id})
			}
			return 0, nil
		}
	}
	do(t, f, f.Command(warehouse, "put"), put("a", "c", "e", "g"))
	do(t, f, f.Command(warehouse, "walk"), func(tx *store.Tx) (int, error) {
		tins.Delete(tx, tinKey("c"))
		tins.Put(tx, &tin{ID: "e", Color: "new"})
		tins.Put(tx, &tin{ID: "f"})
		tins.Put(tx, &tin{ID: "h"})
		for _, c := range []struct {
			from store.Key
			want string
		}{{nil, "aefgh"}, {tinKey("b"), "efgh"}, {tinKey("f"), "fgh"}, {tinKey("x"), ""}} {
			got := ""
			for one := range tins.All(tx, store.K(tagTin), c.from) {
				got += one.ID
				tins.Put(tx, &tin{ID: "z"}) // written meanwhile: not given
				tins.Delete(tx, tinKey("z"))
			}
			if got != c.want {
				t.Errorf("from %q: %q, want %q", c.from, got, c.want)
			}
		}
		for one := range tins.All(tx, store.K(tagTin), nil) {
			if one.ID == "e" {
				break
			}
			if one.ID > "e" {
				t.Error("the walk goes on after the break")
			}
		}
		return 0, nil
	})
}

func TestPagesBeginBehindWhatWasSeen(t *testing.T) {
	f := storetest.Open(t)
	do(t, f, f.Command(warehouse, "put"), func(tx *store.Tx) (int, error) {
		for _, id := range []string{"a", "aa", "b", "c"} {
			tins.Put(tx, &tin{ID: id})
		}
		for _, c := range []struct {
			after string
			limit int
			want  string
		}{{"", 9, "a aa b c"}, {"", 2, "a aa"}, {"a", 2, "aa b"}, {"ab", 9, "b c"}, {"c", 9, ""}, {"", 0, ""}} {
			var got []string
			for _, one := range tins.Page(tx, store.K(tagTin), c.after, c.limit) {
				got = append(got, one.ID)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%d behind %q: got %q, want %q", c.limit, c.after, got, c.want)
			}
		}
		return 0, nil
	})
}

func TestMust(t *testing.T) {
	f := storetest.Open(t)
	_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "look"), func(tx *store.Tx) (tin, error) {
		return tins.Must(tx, tinKey("x"), "x")
	})
	wantReason(t, "unknown", err, "tin.unknown")
	if fault.CodeFrom(err) != fault.CodeNotFound {
		t.Errorf("code %v, want not_found", fault.CodeFrom(err))
	}
}

func TestMomentsAreReadBackAsTheyWereWritten(t *testing.T) {
	f := storetest.Open(t)
	for i := range 200 {
		at := time.Date(2026, 3, 4, 5, 6, 7, i*997_000, time.UTC)
		do(t, f, f.Command(warehouse, "put"), func(tx *store.Tx) (int, error) {
			tins.Put(tx, &tin{ID: fmt.Sprint(i), At: at})
			return 0, nil
		})
		got, _ := shelf(t, f, warehouse)
		if d := cmp.Diff(at, got[fmt.Sprint(i)].At); d != "" {
			t.Fatalf("moment (-want +got):\n%s", d)
		}
	}
}

func TestRecordOfANewerVersionIsRefusedNotHalfRead(t *testing.T) {
	f := storetest.Open(t)
	newer := &store.Collection[tin]{Noun: "tin", Version: 2, Key: tins.Key}
	do(t, f, f.Command(warehouse, "put"), func(tx *store.Tx) (int, error) {
		newer.Put(tx, &tin{ID: "a"})
		return 0, nil
	})
	_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
	wantReason(t, "the older program", err, "command.panicked")
}

func TestNumbers(t *testing.T) {
	f := storetest.Open(t)
	next := func(tx *store.Tx) (uint64, error) { return tx.Next("parcel"), nil }
	for want := uint64(1); want <= 3; want++ {
		if got := do(t, f, f.Command(warehouse, "number"), next); got != want {
			t.Errorf("number %d, want %d", got, want)
		}
	}
	first := do(t, f, f.Command(warehouse, "block"), func(tx *store.Tx) (uint64, error) { return tx.Reserve("parcel", 100), nil })
	if after := do(t, f, f.Command(warehouse, "number"), next); first != 4 || after != 104 {
		t.Errorf("the block begins at %d and %d follows, want 4 and 104", first, after)
	}
	if got := do(t, f, f.Command(elsewhere, "number"), next); got != 1 {
		t.Errorf("another partition's first number is %d", got)
	}
}

func TestLedgerNeverGoesBackInTime(t *testing.T) {
	f := storetest.Open(t)
	late := f.Command(warehouse, "paint")
	f.Clock.Advance(time.Hour)
	one := do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
	two := do(t, f, late, paint("a", "red"))
	if two.At != one.At {
		t.Errorf("a command that came in earlier is recorded at %v, want %v", two.At, one.At)
	}
}

func TestEntriesAndKeysOutliveTheirLook(t *testing.T) {
	f := storetest.Open(t)
	var entries []store.LogEntry
	var keys []store.Key
	for i := range 50 {
		do(t, f, f.Command(warehouse, "paint"), paint(fmt.Sprint(i), "red"))
	}
	if err := f.View(t.Context(), warehouse, func(v *store.View) error {
		for e := range store.Entries(v, 1) {
			entries = append(entries, e)
		}
		keys = slices.Collect(store.Keys(v, store.K(tagTin), nil))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	f.Restart() // the map those bytes would lie in is gone
	for i, e := range entries {
		if want := fmt.Sprint("painted ", i); string(e.Body) != want {
			t.Errorf("entry %d says %q, want %q", e.Seq, e.Body, want)
		}
	}
	if !slices.IsSortedFunc(keys, func(a, b store.Key) int { return slices.Compare(a, b) }) || len(keys) != 50 {
		t.Errorf("%d keys, sorted %v", len(keys), keys)
	}
}
