package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// observed collects what the executor tells of its commands.
type observed struct {
	mu  sync.Mutex
	all []store.Observation
}

func (o *observed) add(one store.Observation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, one)
}

func (o *observed) list() []store.Observation {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]store.Observation(nil), o.all...)
}

// queueMany fills the queue while the loop stands still in a command of another partition, then lets it go.
func queueMany(t testing.TB, f *storetest.Fixture, n int, next func(i int) *store.Call) {
	t.Helper()
	began, release := make(chan struct{}), make(chan struct{})
	stopper := store.Queue(f.Executor, f.Command(elsewhere, "wait"), func(*store.Tx) (int, error) {
		close(began)
		<-release
		return 0, nil
	})
	<-began
	var calls []*store.Call
	for i := range n {
		calls = append(calls, next(i))
	}
	close(release)
	for _, c := range append(calls, stopper.Call) {
		if err := c.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGroupsAreBounded(t *testing.T) {
	for _, c := range []struct {
		name             string
		commands, writes int
		largest          int
	}{
		{"by commands", 10, 0, 10},
		{"by writes", 0, 21, 8}, // a command costs two writes of its own and one for its answer: the eighth fills it
		{"by neither", 0, 0, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			var seen observed
			f := storetest.Open(t, func(o *store.Options) { o.GroupCommands, o.GroupWrites, o.Observe = c.commands, c.writes, seen.add })
			do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
			queueMany(t, f, 100, func(int) *store.Call {
				return store.Queue(f.Executor, f.Command(warehouse, "paint"), paint("a", "red")).Call
			})
			largest := 0
			for _, o := range seen.list() {
				largest = max(largest, o.Group)
			}
			if largest > c.largest || (c.largest < 100 && largest < c.largest-1) {
				t.Errorf("the largest group has %d commands, want %d", largest, c.largest)
			}
			if got, tail := shelf(t, f, warehouse); got["a"].N != 101 || tail != 101 {
				t.Errorf("painted %d times with %d entries, want 101", got["a"].N, tail)
			}
		})
	}
}

func TestBusyPartitionDoesNotStarveAnother(t *testing.T) {
	var order []string
	var mu sync.Mutex
	f := storetest.Open(t, func(o *store.Options) { o.GroupCommands = 4 })
	note := func(p store.Partition) func(*store.Tx) (int, error) {
		return func(*store.Tx) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, string(p))
			return 0, nil
		}
	}
	queueMany(t, f, 41, func(i int) *store.Call {
		p := store.Company // sorts before every warehouse
		if i == 40 {
			p = warehouse
		}
		return store.Queue(f.Executor, f.Command(p, "note"), note(p)).Call
	})
	for i, p := range order {
		if p == string(warehouse) && i > 4 {
			t.Errorf("the warehouse's one command ran as number %d of %d", i+1, len(order))
		}
	}
}

// TestRoundsRunOverThoseBeingWritten lets full groups follow each other, so that each runs while the one before is being
// written, and looks whether it saw what that one wrote: records, indexes, numbers, deletions, the ledger's end, answers.
func TestRoundsRunOverThoseBeingWritten(t *testing.T) {
	f := storetest.Open(t, func(o *store.Options) { o.GroupCommands = 3 })
	var last atomic.Int64
	before := "none"
	repeated := f.Command(warehouse, "paint")
	queueMany(t, f, 100, func(i int) *store.Call {
		c := f.Command(warehouse, "paint")
		if i%10 == 4 {
			c = repeated
		}
		return store.Queue(f.Executor, c, func(tx *store.Tx) (tin, error) {
			if n := int64(tx.Next("round")); n != last.Add(1) {
				t.Errorf("command %d got number %d", last.Load(), n)
			}
			one, err := paint("a", fmt.Sprint("color", i))(tx)
			tins.Delete(tx, tinKey(before))
			before = fmt.Sprint("b", i)
			tins.Put(tx, &tin{ID: before, Color: "b"})
			if got := colored(tx, "b"); len(got) != 1 {
				t.Errorf("command %d sees %v under one color, want itself alone", i, got)
			}
			return one, err
		}).Call
	})
	if got, tail := shelf(t, f, warehouse); got["a"].N != 91 || tail != 91 || len(got) != 2 {
		t.Errorf("painted %d times with %d entries, want 91", got["a"].N, tail)
	}
}

func TestCompanyIsReadAsOfTheGroupsStart(t *testing.T) {
	f := storetest.Open(t)
	resume := f.Pause()
	company := store.Queue(f.Executor, f.Command(store.Company, "paint"), func(tx *store.Tx) (bool, error) {
		if _, err := paint("a", "red")(tx); err != nil {
			return false, err
		}
		_, sees := tins.Get(tx.Company(), tinKey("a"))
		return sees, nil
	})
	resume()
	if sees, err := company.Answer(t.Context()); err != nil || !sees {
		t.Errorf("a company's command sees its own write: %v, %v", sees, err)
	}
	if sees := do(t, f, f.Command(warehouse, "look"), func(tx *store.Tx) (bool, error) {
		_, sees := tins.Get(tx.Company(), tinKey("a"))
		return sees, nil
	}); !sees {
		t.Error("a warehouse's command does not see the company's committed record")
	}
}

func TestCommandBudget(t *testing.T) {
	f := storetest.Open(t)
	write := func(n int) func(*store.Tx) (int, error) {
		return func(tx *store.Tx) (int, error) {
			for i := range n {
				store.Mark(tx, store.K(tagMark).Uint(uint64(i)))
			}
			return n, nil
		}
	}
	read := func(n int, reader func(*store.Tx) store.Reader) func(*store.Tx) (int, error) {
		return func(tx *store.Tx) (int, error) {
			for range n {
				store.Marked(reader(tx), store.K(tagMark))
			}
			return n, nil
		}
	}
	own := func(tx *store.Tx) store.Reader { return tx }
	company := func(tx *store.Tx) store.Reader { return tx.Company() }
	for _, c := range []struct {
		name string
		run  func(*store.Tx) (int, error)
		want string
	}{
		{"all writes there are", write(store.MaxCommandWrites), ""},
		{"one more", write(store.MaxCommandWrites + 1), "command.over_budget"},
		{"the reads there are, less those for its answer", read(store.MaxCommandReads-2, own), ""},
		{"more", read(store.MaxCommandReads+1, own), "command.over_budget"},
		{"reads of the company count too", read(store.MaxCommandReads+1, company), "command.over_budget"},
		{"walks count too", func(tx *store.Tx) (int, error) {
			n := 0
			for range store.MaxCommandReads/store.MaxCommandWrites + 1 {
				for range store.Keys(tx, store.K(tagMark), nil) {
					n++
				}
			}
			return n, nil
		}, "command.over_budget"},
		{"a key that no engine would take", func(tx *store.Tx) (int, error) {
			store.Mark(tx, store.K(tagMark).Str(string(make([]byte, store.MaxKeyBytes))))
			return 0, nil
		}, "command.over_budget"},
		{"a record of more than a megabyte", func(tx *store.Tx) (int, error) {
			tx.Append(make([]byte, store.MaxRecordBytes+1))
			return 0, nil
		}, "command.over_budget"},
	} {
		_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "budget"), c.run)
		wantReason(t, c.name, err, c.want)
		if c.want != "" && fault.CodeFrom(err) != fault.CodeInternal {
			t.Errorf("%s: code %v, want internal", c.name, fault.CodeFrom(err))
		}
	}
}

func TestAfterClose(t *testing.T) {
	f := storetest.Open(t)
	do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
	wantReason(t, "command", err, "store.stopping")
	err = f.View(t.Context(), warehouse, func(*store.View) error { return nil })
	wantReason(t, "look", err, "store.closed")
	if f.Ready() == nil {
		t.Error("a closed executor says it is ready")
	}
	if err := f.WaitBeyond(t.Context(), warehouse, 0); err == nil {
		t.Error("waiting for a closed executor's ledger succeeds")
	}
}

func TestCloseDropsNoAcceptedCommand(t *testing.T) {
	f := storetest.Open(t)
	var calls []store.Pending[tin]
	for i := range 500 {
		calls = append(calls, store.Queue(f.Executor, f.Command(warehouse, "paint"), paint(fmt.Sprint(i), "red")))
	}
	f.Restart()
	for i, c := range calls {
		if err := c.Wait(t.Context()); err != nil {
			t.Fatalf("command %d: %v", i, err)
		}
	}
	if got, _ := shelf(t, f, warehouse); len(got) != 500 {
		t.Errorf("%d tins, want 500", len(got))
	}
}

func TestWaitBeyond(t *testing.T) {
	f := storetest.Open(t)
	do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
	f.Restart() // so that nothing is known in memory
	if err := f.WaitBeyond(t.Context(), warehouse, 0); err != nil {
		t.Errorf("one entry is there: %v", err)
	}
	woken := make(chan error)
	go func() { woken <- f.WaitBeyond(context.Background(), warehouse, 1) }()
	do(t, f, f.Command(elsewhere, "paint"), paint("a", "red"))
	do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
	if err := <-woken; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := f.WaitBeyond(ctx, warehouse, 2); err == nil {
		t.Error("waiting for an entry that never comes succeeds")
	}
}
