package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// realTime lets a store follow the time of its synctest bubble.
func realTime(o *store.Options) { o.Now = time.Now }

func TestFailedCommitAnswersUnavailableAndGoesOn(t *testing.T) {
	for _, landed := range []bool{false, true} {
		t.Run(fmt.Sprintf("on disk all the same %v", landed), func(t *testing.T) {
			f := storetest.Open(t)
			do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
			c, refused := f.Command(warehouse, "paint"), f.Command(warehouse, "paint")
			f.FailNextApply(errors.New("the plug was pulled"), landed)
			resume := f.Pause()
			first := store.Queue(f.Executor, c, paint("a", "blue"))
			second := store.Queue(f.Executor, refused, refuse(fault.CodeRefused))
			resume()
			wantReason(t, "a command of the failed group", first.Wait(t.Context()), "store.unavailable")
			if err := second.Wait(t.Context()); err == nil {
				t.Error("a refusal of the failed group is a success")
			}
			if got := do(t, f, c, paint("a", "blue")); got.N != 2 || got.Color != "blue" {
				t.Errorf("sent again it answered %v, want the second coat", got)
			}
			if got, tail := shelf(t, f, warehouse); got["a"].N != 2 || tail != 2 {
				t.Errorf("painted %d times with %d entries, want 2", got["a"].N, tail)
			}
			if err := f.Ready(); err != nil {
				t.Errorf("after one failure the store is not ready: %v", err)
			}
		})
	}
}

func TestFailureTakesTheRoundRunningAheadAlong(t *testing.T) {
	f := storetest.Open(t, func(o *store.Options) { o.GroupCommands = 2 })
	do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
	began, release := make(chan struct{}), make(chan struct{})
	stop := store.Command{Partition: elsewhere, Verb: "wait", At: f.Clock.Now()} // stores no answer, so its round is not written
	stopper := store.Queue(f.Executor, stop, func(*store.Tx) (int, error) {
		close(began)
		<-release
		return 0, nil
	})
	<-began
	var commands []store.Command
	var calls []store.Pending[tin]
	for range 5 {
		c := f.Command(warehouse, "paint")
		commands = append(commands, c)
		calls = append(calls, store.Queue(f.Executor, c, paint("a", "blue")))
	}
	f.FailNextApply(errors.New("the plug was pulled"), false)
	close(release)
	failed := 0
	for i, c := range calls {
		if c.Wait(t.Context()) != nil {
			failed++
			do(t, f, commands[i], paint("a", "blue"))
		}
	}
	if failed != 4 {
		t.Errorf("%d commands failed, want the two of the round that failed and the two of the round ahead", failed)
	}
	wantReason(t, "the one that waited", stopper.Wait(t.Context()), "")
	if got, tail := shelf(t, f, warehouse); got["a"].N != 6 || tail != 6 {
		t.Errorf("painted %d times with %d entries, want 6", got["a"].N, tail)
	}
}

func TestSecondFailureWithinAMinuteStaysUpAndTriesEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		f := storetest.Memory(t, realTime, func(o *store.Options) { o.Health = func(reason string, _ error) { told = append(told, reason) } })
		full := fmt.Errorf("write: %w", syscall.ENOSPC)
		for range 2 {
			f.FailNextApply(full, false)
			if _, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red")); err == nil {
				t.Fatal("a failed commit is a success")
			}
			synctest.Wait()
		}
		wantReason(t, "ready", f.Ready(), "store.disk_full")
		began := time.Now()
		_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
		if took := time.Since(began); fault.CodeFrom(err) != fault.CodeUnavailable || took != 0 {
			t.Errorf("while it is down a command gives %v after %v, want unavailable at once", err, took)
		}
		wantReason(t, "the command", err, "store.disk_full")
		time.Sleep(9900 * time.Millisecond)
		wantReason(t, "after 9.9 s", f.Ready(), "store.disk_full")
		time.Sleep(200 * time.Millisecond)
		wantReason(t, "after 10.1 s", f.Ready(), "")
		do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
		if want := []string{"store.disk_full", "", "store.disk_full", ""}; !slices.Equal(told, want) {
			t.Errorf("the owner was told %q, want %q: once a change, however many were turned away", told, want)
		}
	})
}

func TestFailuresFarApartAreMendedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := storetest.Memory(t, realTime)
		for range 3 {
			f.FailNextApply(errors.New("a hiccup"), false)
			_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
			wantReason(t, "the hiccup", err, "store.unavailable")
			synctest.Wait()
			wantReason(t, "ready", f.Ready(), "")
			time.Sleep(61 * time.Second)
		}
	})
}

func TestEngineThatCannotBeOpenedAgainIsTriedEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory()
		var mu sync.Mutex
		var opened []time.Time
		broken := false
		x, err := store.Start(store.Options{Now: time.Now, Open: func() (store.Engine, error) {
			mu.Lock()
			defer mu.Unlock()
			opened = append(opened, time.Now())
			if broken {
				return nil, fmt.Errorf("open: %w", syscall.EROFS)
			}
			return m.Reopen(), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		set := func(b bool) { mu.Lock(); broken = b; mu.Unlock() }
		set(true)
		m.FailNextApply(errors.New("gone"))
		tick := store.Command{Partition: warehouse, Verb: "tick", At: time.Now()}
		began := time.Now()
		if _, err := store.Do(t.Context(), x, tick, paint("a", "red")); err == nil {
			t.Fatal("a failed commit is a success")
		}
		synctest.Wait()
		wantReason(t, "ready", x.Ready(), "store.read_only")
		time.Sleep(25 * time.Second)
		set(false)
		time.Sleep(6 * time.Second)
		wantReason(t, "ready again", x.Ready(), "")
		if _, err := store.Do(t.Context(), x, tick, paint("a", "red")); err != nil {
			t.Error(err)
		}
		for i, want := range []time.Duration{0, 0, 10 * time.Second, 20 * time.Second, 30 * time.Second} {
			if i >= len(opened) || opened[i].Sub(began) != want {
				t.Errorf("opened at %v, want number %d after %v", opened, i, want)
			}
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseWhileDownDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := storetest.Memory(t, realTime)
		for range 2 {
			f.FailNextApply(errors.New("gone"), false)
			_, _ = store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
			synctest.Wait()
		}
		began := time.Now()
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("closing took %v", took)
		}
	})
}

func TestLooksDoNotHoldUpTheExchangeOfTheEngine(t *testing.T) {
	f := storetest.Memory(t)
	done := make(chan error, 1)
	err := f.View(t.Context(), warehouse, func(*store.View) error {
		f.FailNextApply(errors.New("gone"), false)
		_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
		wantReason(t, "while somebody looks", err, "store.unavailable")
		done <- f.View(t.Context(), warehouse, func(*store.View) error { return nil })
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil && fault.CodeFrom(err) != fault.CodeUnavailable {
		t.Error(err)
	}
}
