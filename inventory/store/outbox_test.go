package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// post is a list of what handlers were given.
type post struct {
	mu  sync.Mutex
	got []string
}

func (p *post) note(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, s)
}

func (p *post) list() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

// letter decodes a delivery into "key:payload".
func letter(d *store.Delivery) string {
	var n int
	if err := d.Decode(&n); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s:%d", d.Record.Key, n)
}

func emit(kind, key string, from, to int) func(*store.Tx) (int, error) {
	return func(tx *store.Tx) (int, error) {
		for n := from; n <= to; n++ {
			tx.Emit(kind, key, n)
		}
		return to, nil
	}
}

// delivered waits until nothing is left in memory to deliver.
func delivered(t testing.TB, f *storetest.Fixture) {
	t.Helper()
	for range 1000 {
		if f.OutboxWaiting() == 0 {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Fatalf("%d records still wait", f.OutboxWaiting())
}

func outboxOf(t testing.TB, f *storetest.Fixture, p store.Partition) (out []store.OutboxRecord) {
	t.Helper()
	if err := f.View(t.Context(), p, func(v *store.View) error { out = store.Outbox(v, 0, 1000); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRecordsOfOneKeyAreDeliveredInOrder(t *testing.T) {
	f := storetest.Open(t)
	var got post
	underWay := map[string]int{}
	var mu sync.Mutex
	change := func(key string, by int) {
		mu.Lock()
		defer mu.Unlock()
		if underWay[key] += by; underWay[key] > 1 {
			t.Errorf("two records of %s are under way", key)
		}
	}
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 1, 10)) // before there are handlers
	err := f.RunOutbox(map[string]store.Handler{"letter": func(_ context.Context, d *store.Delivery) error {
		change(d.Record.Key, 1)
		defer change(d.Record.Key, -1)
		got.note(letter(d))
		return nil
	}}, []store.Partition{warehouse})
	if err != nil {
		t.Fatal(err)
	}
	do(t, f, f.Command(warehouse, "write"), emit("letter", "b", 1, 20))
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 11, 20))
	delivered(t, f)
	for _, key := range []string{"a", "b"} {
		n := 0
		for _, l := range got.list() {
			if l[:1] == key {
				if n++; l != fmt.Sprintf("%s:%d", key, n) {
					t.Fatalf("letters %v: number %d of %s is %s", got.list(), n, key, l)
				}
			}
		}
		if n != 20 {
			t.Errorf("%d letters of %s, want 20", n, key)
		}
	}
	if left := outboxOf(t, f, warehouse); len(left) != 0 {
		t.Errorf("%d records are left in the store", len(left))
	}
}

func TestRecordsEmittedWhileTheStoreIsReadAreDeliveredOnce(t *testing.T) {
	f := storetest.Open(t)
	const before, during = 1200, 300 // several pages
	for n := 1; n <= before; n += 50 {
		do(t, f, f.Command(warehouse, "write"), emit("letter", "a", n, n+49))
	}
	var got post
	var writers sync.WaitGroup
	writers.Go(func() {
		for n := before + 1; n <= before+during; n += 10 {
			do(t, f, f.Command(warehouse, "write"), emit("letter", "a", n, n+9))
		}
	})
	if err := f.RunOutbox(map[string]store.Handler{"letter": func(_ context.Context, d *store.Delivery) error {
		got.note(letter(d))
		return nil
	}}, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
	writers.Wait()
	delivered(t, f)
	all := got.list()
	if len(all) != before+during {
		t.Errorf("%d deliveries, want %d", len(all), before+during)
	}
	for i, l := range all {
		if want := fmt.Sprintf("a:%d", i+1); l != want {
			t.Fatalf("delivery %d is %s, want %s", i+1, l, want)
		}
	}
}

func TestDeliveryGoesOnAfterACrash(t *testing.T) {
	f := storetest.Open(t)
	var first, second post
	reached, never := make(chan struct{}), make(chan struct{})
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 1, 3))
	err := f.RunOutbox(map[string]store.Handler{"letter": func(ctx context.Context, d *store.Delivery) error {
		first.note(letter(d))
		if letter(d) == "a:2" {
			close(reached)
			select {
			case <-never:
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		return nil
	}}, []store.Partition{warehouse})
	if err != nil {
		t.Fatal(err)
	}
	<-reached
	f.Crash()
	if err := f.RunOutbox(map[string]store.Handler{"letter": func(_ context.Context, d *store.Delivery) error {
		second.note(letter(d))
		return nil
	}}, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
	delivered(t, f)
	if got := second.list(); !slices.Equal(got, []string{"a:2", "a:3"}) {
		t.Errorf("after the crash %v were delivered, want a:2 and a:3", got)
	}
}

func TestFinishHappensOnce(t *testing.T) {
	f := storetest.Open(t)
	calls := 0
	err := f.RunOutbox(map[string]store.Handler{"letter": func(ctx context.Context, d *store.Delivery) error {
		if calls++; calls == 1 {
			f.FailNextApply(errors.New("the answer of the last sync was lost"), true)
		}
		return d.Finish(ctx, "count", func(tx *store.Tx) error {
			_, err := paint("a", "red")(tx)
			return err
		})
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 1, 1))
	for f.OutboxWaiting() > 0 { // its second try comes after a second of back-off by the clock that stands still
		<-time.After(20 * time.Millisecond)
	}
	if got, _ := shelf(t, f, warehouse); got["a"].N != 1 || calls != 2 {
		t.Errorf("handled %d times, painted %d times; want 2 and 1", calls, got["a"].N)
	}
}

func TestARecordThatLandedWithAFailedCommitIsDelivered(t *testing.T) {
	f := storetest.Open(t)
	var got post
	err := f.RunOutbox(map[string]store.Handler{"letter": func(_ context.Context, d *store.Delivery) error {
		got.note(letter(d))
		return nil
	}}, []store.Partition{warehouse})
	if err != nil {
		t.Fatal(err)
	}
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 1, 1))
	delivered(t, f)
	f.FailNextApply(errors.New("the answer of the last sync was lost"), true)
	_, err = store.Do(t.Context(), f.Executor, f.Command(warehouse, "write"), emit("letter", "a", 2, 2))
	wantReason(t, "the failed commit", err, "store.unavailable")
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 3, 3))
	for len(outboxOf(t, f, warehouse)) > 0 {
		<-time.After(5 * time.Millisecond)
	}
	if l := got.list(); !slices.Equal(l, []string{"a:1", "a:2", "a:3"}) {
		t.Errorf("delivered %v, want all three in order", l)
	}
}

func TestFailingDeliveryBacksOffAndKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := storetest.Memory(t, realTime)
		began := time.Now()
		var tries []time.Duration
		var got post
		handlers := map[string]store.Handler{
			"letter": func(_ context.Context, d *store.Delivery) error {
				if letter(d) == "a:1" && len(tries) < 4 {
					tries = append(tries, time.Since(began))
					if len(tries) == 2 {
						panic("the printer is on fire")
					}
					return errors.New("paper is out")
				}
				got.note(letter(d))
				return nil
			},
			"parcel": func(_ context.Context, d *store.Delivery) error { got.note("parcel"); return nil },
		}
		if err := f.RunOutbox(handlers, []store.Partition{warehouse}); err != nil {
			t.Fatal(err)
		}
		do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 1, 2))
		do(t, f, f.Command(warehouse, "write"), emit("letter", "b", 1, 1))
		do(t, f, f.Command(warehouse, "write"), emit("parcel", "a", 1, 1))
		time.Sleep(3500 * time.Millisecond)
		if l := got.list(); len(l) != 2 || slices.Contains(l, "a:2") {
			t.Errorf("while a:1 fails %v were delivered, want the other key and the other kind", l)
		}
		rec := outboxOf(t, f, warehouse)[0]
		if rec.Attempts != 3 && rec.Attempts != 2 || rec.LastError == "" || rec.Due == 0 {
			t.Errorf("the record says %+v: its tries must be written down", rec)
		}
		f.Restart() // back-off outlives the process
		if err := f.RunOutbox(handlers, []store.Partition{warehouse}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if l := got.list(); !slices.Equal(l[2:], []string{"a:1", "a:2"}) {
			t.Errorf("at last %v were delivered", l)
		}
		for i, want := range []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second} {
			if i >= len(tries) || tries[i].Round(100*time.Millisecond) != want {
				t.Errorf("tried at %v, want number %d after %v", tries, i+1, want)
			}
		}
	})
}

func TestARecordWithoutHandlerWaitsInTheStore(t *testing.T) {
	f := storetest.Open(t)
	if err := f.RunOutbox(map[string]store.Handler{}, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
	do(t, f, f.Command(warehouse, "write"), emit("letter", "a", 1, 1))
	f.Restart()
	var got post
	if err := f.RunOutbox(map[string]store.Handler{"letter": func(_ context.Context, d *store.Delivery) error {
		got.note(letter(d))
		return nil
	}}, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
	delivered(t, f)
	if l := got.list(); !slices.Equal(l, []string{"a:1"}) {
		t.Errorf("delivered %v", l)
	}
}

func TestOneKindThatHangsLeavesRoomForTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := storetest.Memory(t, realTime)
		var got post
		hang := make(chan struct{})
		if err := f.RunOutbox(map[string]store.Handler{
			"letter": func(_ context.Context, d *store.Delivery) error { <-hang; return nil },
			"parcel": func(_ context.Context, d *store.Delivery) error { got.note(letter(d)); return nil },
		}, []store.Partition{warehouse}); err != nil {
			t.Fatal(err)
		}
		for i := range 50 {
			do(t, f, f.Command(warehouse, "write"), emit("letter", fmt.Sprint(i), 1, 1))
		}
		do(t, f, f.Command(warehouse, "write"), emit("parcel", "a", 1, 1))
		synctest.Wait()
		if l := got.list(); !slices.Equal(l, []string{"a:1"}) {
			t.Errorf("while letters hang, parcels delivered: %v", l)
		}
		close(hang)
		synctest.Wait()
		if n := f.OutboxWaiting(); n != 0 {
			t.Errorf("%d records still wait", n)
		}
	})
}

func TestPostRunsInAnotherPartition(t *testing.T) {
	f := storetest.Open(t)
	if err := f.RunOutbox(map[string]store.Handler{"letter": func(ctx context.Context, d *store.Delivery) error {
		_, err := store.Post(ctx, d, elsewhere, "take", paint(letter(d), "red"))
		return err
	}}, []store.Partition{store.Company}); err != nil {
		t.Fatal(err)
	}
	do(t, f, f.Command(store.Company, "write"), emit("letter", "a", 1, 1))
	delivered(t, f)
	if got, tail := shelf(t, f, elsewhere); got["a:1"].N != 1 || tail != 1 {
		t.Errorf("the other partition has %v and %d entries", got, tail)
	}
}

func TestMoreRecordsThanMemoryHoldsWaitInTheStore(t *testing.T) {
	f := storetest.Memory(t)
	var got post
	hang := make(chan struct{})
	if err := f.RunOutbox(map[string]store.Handler{"letter": func(_ context.Context, d *store.Delivery) error {
		<-hang
		got.note(letter(d))
		return nil
	}}, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
	const all, held = 21_000, 20_000
	for n := 1; n <= all; n += 150 {
		do(t, f, f.Command(warehouse, "write"), emit("letter", fmt.Sprint(n), n, n+149))
	}
	if n := f.OutboxWaiting(); n > held {
		t.Errorf("%d records are held in memory, want at most %d", n, held)
	}
	close(hang)
	for n := 0; n < all; n = len(got.list()) {
		<-time.After(20 * time.Millisecond)
	}
	delivered(t, f)
	seen := map[string]bool{}
	for _, l := range got.list() {
		if seen[l] {
			t.Errorf("%s was delivered twice", l)
		}
		seen[l] = true
	}
	if len(seen) != all {
		t.Errorf("%d records were delivered, want %d", len(seen), all)
	}
}
