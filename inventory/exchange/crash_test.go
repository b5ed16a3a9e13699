package exchange

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// lives lets an engine commit so many times and then die, as the whole process would; until revived it cannot be opened.
type lives struct {
	mu     sync.Mutex
	left   int // negative: for ever
	landed bool
	dead   chan struct{}
}

var errDead = errors.New("the process died")

func (l *lives) spend() (land bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left < 0 {
		return true, nil
	}
	if l.left > 0 {
		l.left--
		return true, nil
	}
	first := false
	select {
	case <-l.dead:
	default:
		first = true
		close(l.dead)
	}
	return first && l.landed, errDead
}

func (l *lives) isDead() bool {
	select {
	case <-l.dead:
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.left >= 0
	default:
		return false
	}
}

func (l *lives) revive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = -1
}

type mortal struct {
	store.Engine
	lives *lives
}

func (m mortal) Apply(g []store.Group) error {
	land, failure := m.lives.spend()
	if land {
		if err := m.Engine.Apply(g); err != nil {
			return err
		}
	}
	return failure
}

func (m mortal) Acquire(p store.Partition) (uint64, error) {
	if m.lives.isDead() {
		return 0, errDead
	}
	return m.Engine.Acquire(p)
}

func (l *lives) wrap(o *store.Options) {
	open := o.Open
	o.Open = func() (store.Engine, error) {
		if l.isDead() {
			return nil, errDead
		}
		e, err := open()
		if err != nil {
			return nil, err
		}
		return mortal{e, l}, nil
	}
}

// Wherever the process dies, once it is up again the file is in as a whole or not at all, and no name is held.
func TestDyingAnywhere(t *testing.T) {
	var good strings.Builder
	good.WriteString("sku,name,state,each_barcodes\n")
	const records = 3*stageRecords + 1
	for i := range records {
		fmt.Fprintf(&good, "S%03d,Name,approved,code-%d\n", i, i)
	}
	bad := good.String() + "S000,again,,\n"
	for _, c := range []struct {
		name, file string
		landed     bool
		open       func(storetest.T, ...func(*store.Options)) *storetest.Fixture
		every      int
	}{
		{"good", good.String(), false, storetest.Memory, 1}, {"good, last commit landed", good.String(), true, storetest.Memory, 1},
		{"bad", bad, false, storetest.Memory, 1}, {"bad, last commit landed", bad, true, storetest.Memory, 1},
		{"good on disk", good.String(), false, storetest.Open, 4},
	} {
		outcomes := map[ImportState]int{}
		for at := 1; ; at += c.every {
			ended := false
			t.Run(fmt.Sprint(c.name, " at commit ", at), func(t *testing.T) {
				ended = dieAt(t, at, c.file, c.landed, c.open, outcomes)
			})
			if ended || t.Failed() {
				t.Logf("%s: died at %d places; outcomes %v", c.name, at/c.every, outcomes)
				break
			}
		}
		if strings.HasPrefix(c.name, "good") == (outcomes[Applied] == 0) || outcomes[Aborted] == 0 {
			t.Errorf("%s: outcomes %v do not show both sides of the decision", c.name, outcomes)
		}
	}
}

// dieAt tells true if all was done before the commit it was to die at.
func dieAt(t *testing.T, at int, file string, landed bool, open func(storetest.T, ...func(*store.Options)) *storetest.Fixture, outcomes map[ImportState]int) bool {
	l := &lives{left: at, landed: landed, dead: make(chan struct{})}
	h := &house{t: t, jobs: make(chan string, 100)}
	small := func(o *store.Options) { o.GroupCommands = 24 } // so that staging takes several commits
	h.Fixture = open(t, h.watch, l.wrap, small)
	h.open()
	out, err := Import(context.Background(), h.Executor, h.options(Items{}, WholeFile, strings.NewReader(file)))
	if err != nil && !l.isDead() {
		t.Fatalf("got %v from a live service", err)
	}
	decided := err == nil && out.Job != 0
	if err == nil { // a job is on its way: decided or given up
		select {
		case <-h.jobs:
		case <-l.dead:
		}
	}
	ended := !l.isDead()
	l.revive()
	h.Restart()
	h.jobs = h.drained()
	if _, err := AbortStale(context.Background(), h.Executor, store.Company, h.Clock.Now(), h.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	h.open()
	state := h.lastImport().State
	if state == Applying || state == Aborting {
		h.settled()
		state = h.lastImport().State
	}
	outcomes[state]++
	want := 0
	if state == Applied {
		want = strings.Count(file, "\n") - 1
	}
	items := h.all()
	if state != Applied && state != Aborted && state != 0 || len(items) != want || decided && state != Applied {
		t.Errorf("import is %q (decided %t) with %d items, want applied or aborted with %d", state, decided, len(items), want)
	}
	for _, it := range items {
		if it.State != item.Approved {
			t.Errorf("%s is %s, want approved", it.SKU, it.State)
		}
	}
	h.nothingLeft(store.Company)
	return ended
}

// drained throws away what jobs told before the restart, keeping the channel the observer holds.
func (h *house) drained() chan string {
	for {
		select {
		case <-h.jobs:
		default:
			return h.jobs
		}
	}
}

func (h *house) lastImport() (im Staged) {
	h.look(store.Company, func(r store.Reader) {
		for im = range Imports.All(r, store.K(tagImport).Byte(importRecord), nil) {
		}
	})
	return im
}

func (h *house) all() []item.Item { return h.items() }
