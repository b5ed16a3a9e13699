package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/oklog/ulid/v2"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func TestRepeatedCommandGivesItsFirstAnswer(t *testing.T) {
	for _, crash := range []bool{false, true} {
		t.Run(fmt.Sprintf("after a crash %v", crash), func(t *testing.T) {
			f := storetest.Open(t)
			fromKey, fromDevice := f.Command(warehouse, "paint"), f.DeviceCommand(warehouse, "paint", "d1", 1, 1)
			first := do(t, f, fromKey, paint("a", "red"))
			second := do(t, f, fromDevice, paint("a", "blue"))
			if crash {
				f.Crash()
			}
			f.Clock.Advance(time.Hour)
			if got := do(t, f, fromKey, paint("a", "green")); !cmp.Equal(got, first) {
				t.Errorf("repeated command answered %v, want %v", got, first)
			}
			if got := do(t, f, fromDevice, paint("a", "green")); !cmp.Equal(got, second) {
				t.Errorf("repeated command answered %v, want %v", got, second)
			}
			if got, tail := shelf(t, f, warehouse); got["a"].N != 2 || tail != 2 {
				t.Errorf("the tin was painted %d times with %d entries, want 2 and 2", got["a"].N, tail)
			}
		})
	}
}

func TestRefusalsOfTheWarehouseAreRepeatedOthersRunAnew(t *testing.T) {
	f := storetest.Open(t)
	for _, code := range fault.Codes() {
		c := f.Command(warehouse, "paint")
		_, err := store.Do(context.Background(), f.Executor, c, spill("a", code))
		if got := fault.CodeFrom(err); got != code {
			t.Errorf("refused as %v, want %v", got, code)
		}
		_, again := store.Do(context.Background(), f.Executor, c, paint(code.String(), "red"))
		if !code.Stored() {
			if again != nil {
				t.Errorf("%v: sent again it gave %v, want it to run", code, again)
			}
			continue
		}
		if d := cmp.Diff(fault.From(err), fault.From(again)); d != "" {
			t.Errorf("%v: the repeated refusal differs (-first +again):\n%s", code, d)
		}
	}
	got, tail := shelf(t, f, warehouse)
	if want := 6; len(got) != want || tail != uint64(want) {
		t.Errorf("%d tins and %d entries, want %d: a refused command must leave no trace", len(got), tail, want)
	}
	do(t, f, f.Command(warehouse, "count"), func(tx *store.Tx) (uint64, error) {
		if n := tx.Next("spills"); n != 1 {
			t.Errorf("the next spill has number %d, want 1: a refused command uses none", n)
		}
		return 0, nil
	})
}

func TestPanicRefusesItsCommandAlone(t *testing.T) {
	f := storetest.Open(t)
	resume := f.Pause() // so that all three come into one group
	before := store.Queue(f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
	bad := store.Queue(f.Executor, f.Command(warehouse, "paint"), func(tx *store.Tx) (tin, error) {
		_, _ = paint("b", "red")(tx)
		panic("out of paint")
	})
	after := store.Queue(f.Executor, f.Command(warehouse, "paint"), paint("c", "red"))
	resume()
	wantReason(t, "before", before.Wait(t.Context()), "")
	wantReason(t, "the one that panics", bad.Wait(t.Context()), "command.panicked")
	wantReason(t, "after", after.Wait(t.Context()), "")
	got, tail := shelf(t, f, warehouse)
	if _, found := got["b"]; found || len(got) != 2 || tail != 2 {
		t.Errorf("tins %v and %d entries, want a and c alone", got, tail)
	}
}

func TestSameIDWithAnotherInput(t *testing.T) {
	f := storetest.Open(t)
	key, device := f.Command(warehouse, "paint"), f.DeviceCommand(warehouse, "paint", "d1", 1, 1)
	do(t, f, key, paint("a", "red"))
	do(t, f, device, paint("a", "red"))
	key.Input, device.Input = store.Hash{1}, store.Hash{1}
	_, err := store.Do(t.Context(), f.Executor, key, paint("a", "red"))
	wantReason(t, "key", err, "command.reused")
	_, err = store.Do(t.Context(), f.Executor, device, paint("a", "red"))
	wantReason(t, "device", err, "command.reused")
	if fault.CodeFrom(err) != fault.CodeConflict {
		t.Errorf("code %v, want conflict", fault.CodeFrom(err))
	}
}

func TestDeviceNumbersAndFloor(t *testing.T) {
	f := storetest.Open(t)
	send := func(n, floor uint64, id string) error {
		c := f.DeviceCommand(warehouse, "paint", "d1", n, floor)
		if id != "" {
			c.ID = id
		}
		_, err := store.Do(t.Context(), f.Executor, c, paint("a", "red"))
		return err
	}
	for _, c := range []struct {
		name     string
		n, floor uint64
		id       string
		want     string
	}{
		{"the first", 1, 1, "", ""},
		{"a later one overtakes", 5, 2, "", ""},
		{"one between runs, whatever its order", 3, 2, "", ""},
		{"the last below it too", 2, 2, "", ""},
		{"the same number with another id", 3, 2, "other", "device.cloned"},
		{"the floor rises", 6, 6, "", ""},
		{"an answered one below the floor is gone", 3, 3, "", "command.too_old"},
		{"one below the floor never seen", 4, 4, "", "command.too_old"},
		{"a lower floor does not lower it", 7, 1, "", ""},
		{"still too old", 5, 1, "", "command.too_old"},
		{"at the floor", 6, 6, "", ""},
		{"number nought", 0, 0, "", "command.number"},
		{"floor above the number", 8, 9, "", "command.number"},
		{"no floor", 8, 0, "", "command.number"},
	} {
		wantReason(t, c.name, send(c.n, c.floor, c.id), c.want)
	}
	if got, _ := shelf(t, f, warehouse); got["a"].N != 6 {
		t.Errorf("painted %d times, want 6", got["a"].N)
	}
}

func TestFloorTakesAnswersAway(t *testing.T) {
	f := storetest.Open(t)
	const many = 100
	for n := uint64(1); n <= many; n++ {
		do(t, f, f.DeviceCommand(warehouse, "paint", "d1", n, 1), paint("a", "red"))
	}
	for n := uint64(many + 1); n <= many+10; n++ { // each takes away a bounded part of the backlog
		do(t, f, f.DeviceCommand(warehouse, "paint", "d1", n, n), paint("a", "red"))
	}
	if got := answersKept(t, f, 1, "d1"); got != 1 {
		t.Errorf("%d answers kept, want 1: the device lacks only its last", got)
	}
}

// answersKept counts stored answers of a source by looking at the keys.
func answersKept(t testing.TB, f *storetest.Fixture, kind byte, source string) (n int) {
	t.Helper()
	err := f.View(context.Background(), warehouse, func(v *store.View) error {
		for range store.Keys(v, store.K(0x03).Byte(kind).Str(source).Byte(1), nil) {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKeysOfIntegrations(t *testing.T) {
	f := storetest.Open(t)
	at := func(d time.Duration, entropy byte) string {
		var id ulid.ULID
		if err := id.SetTime(ulid.Timestamp(f.Clock.Now().Add(d))); err != nil {
			t.Fatal(err)
		}
		id[15] = entropy
		return id.String()
	}
	for i, c := range []struct {
		name string
		id   string
		want string
	}{
		{"made now", at(0, 1), ""},
		{"a day old", at(-24*time.Hour, 2), ""},
		{"older than a day", at(-24*time.Hour-time.Second, 3), "command.too_old"},
		{"ten minutes ahead", at(10*time.Minute, 4), ""},
		{"further ahead", at(10*time.Minute+time.Second, 5), "command.ahead"},
		{"no ULID", "order-17", "command.id"},
		{"nothing", "", "command.id"},
	} {
		cmd := f.Command(warehouse, "paint")
		cmd.ID = c.id
		_, err := store.Do(t.Context(), f.Executor, cmd, paint(fmt.Sprint(i), "red"))
		wantReason(t, c.name, err, c.want)
	}
}

func TestAnswersOfKeysAreKeptSevenDays(t *testing.T) {
	f := storetest.Open(t)
	first := f.Command(warehouse, "paint")
	do(t, f, first, paint("a", "red"))
	f.Clock.Advance(7 * 24 * time.Hour)
	do(t, f, f.Command(warehouse, "paint"), paint("b", "red"))
	first.At = f.Clock.Now()
	if got := do(t, f, first, paint("a", "blue")); got.Color != "red" {
		t.Errorf("after seven days the answer is %v, want the first one", got)
	}
	f.Clock.Advance(25 * time.Hour)
	do(t, f, f.Command(warehouse, "paint"), paint("b", "red"))
	if got := answersKept(t, f, 2, "test"); got != 2 {
		t.Errorf("%d answers kept, want 2: the first is older than anybody may ask for", got)
	}
	first.At = f.Clock.Now()
	_, err := store.Do(t.Context(), f.Executor, first, paint("a", "blue"))
	wantReason(t, "asked for after eight days", err, "command.too_old")
}

func TestBothSpellingsOfAKeyAreOneCommand(t *testing.T) {
	f := storetest.Open(t)
	c := f.Command(warehouse, "paint")
	do(t, f, c, paint("a", "red"))
	c.ID = string([]byte(c.ID[:10])) + string(lower(c.ID[10:]))
	if got := do(t, f, c, paint("a", "blue")); got.Color != "red" {
		t.Errorf("the id in small letters ran again: %v", got)
	}
}

func lower(s string) []byte {
	b := []byte(s)
	for i := range b {
		if b[i] >= 'A' && b[i] <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return b
}

func TestClockCommandsStoreNoAnswer(t *testing.T) {
	f := storetest.Open(t)
	tick := store.Command{Partition: warehouse, Verb: "tick", Source: store.Source{Kind: store.FromClock}, At: f.Clock.Now()}
	do(t, f, tick, paint("a", "red"))
	do(t, f, tick, paint("a", "red"))
	if got, _ := shelf(t, f, warehouse); got["a"].N != 2 {
		t.Errorf("painted %d times, want 2", got["a"].N)
	}
}

func TestAnswerThatCannotBeStoredRefusesItsCommand(t *testing.T) {
	f := storetest.Open(t)
	_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "report"), func(tx *store.Tx) ([]byte, error) {
		_, err := paint("a", "red")(tx)
		return make([]byte, store.MaxRecordBytes), err
	})
	wantReason(t, "an answer of a megabyte", err, "command.over_budget")
	_, err = store.Do(t.Context(), f.Executor, f.Command(warehouse, "report"), func(tx *store.Tx) (func(), error) {
		_, err := paint("a", "red")(tx)
		return func() {}, err
	})
	wantReason(t, "an answer that is no value", err, "command.panicked")
	if got, _ := shelf(t, f, warehouse); len(got) != 0 {
		t.Errorf("they left %v behind", got)
	}
}

func TestFirstAnswerIsTheOneThatWillBeRepeated(t *testing.T) {
	f := storetest.Open(t)
	type reply struct {
		Lines []string `cbor:"1,keyasint,omitempty"`
		seen  int
	}
	c := f.Command(warehouse, "report")
	run := func(*store.Tx) (reply, error) { return reply{Lines: []string{}, seen: 1}, nil }
	first, again := do(t, f, c, run), do(t, f, c, run)
	if d := cmp.Diff(first, again, cmp.AllowUnexported(reply{})); d != "" {
		t.Errorf("the repeated answer differs (-first +again):\n%s", d)
	}
}
