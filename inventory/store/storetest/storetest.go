// Package storetest gives tests a store that is checked when they end: closed, opened again, verified by bbolt's own check,
// its ledgers' hash chains followed, and compared key by key with a twin that lived in memory beside it.
//
// It is for tests only and never skips a check. Start at Open, or at Memory for tests in a synctest bubble.
package storetest

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/oklog/ulid/v2"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// T is what a fixture needs of a test: testing.TB and *rapid.T have it.
type T interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Fixture is a running executor on a store of the test's own.
type Fixture struct {
	*store.Executor
	Clock *Clock
	Path  string // of the bbolt file; "" in memory

	t       T
	options store.Options
	shadow  *store.Memory
	broken  bool          // stopped while its engine was down: nothing could be stored at the end
	memory  *store.Memory // the real engine of a store in memory

	mu  sync.Mutex // guards the two below, which the executor's reopening changes
	now *twin
	ids uint64
}

// Open starts an executor on a bbolt file in a temporary folder. with changes the options before the start.
func Open(t T, with ...func(*store.Options)) *Fixture {
	t.Helper()
	return start(t, &Fixture{Path: filepath.Join(folder(t), "tote.db")}, with)
}

// folder gives a new folder that goes with the test.
func folder(t T) string {
	t.Helper()
	if own, ok := t.(interface{ TempDir() string }); ok {
		return own.TempDir()
	}
	dir, err := os.MkdirTemp("", "storetest")
	if err != nil {
		t.Fatalf("a folder for the store: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// Memory starts an executor on an engine in memory: quick, and fit for synctest (set Options.Now to time.Now there).
func Memory(t T, with ...func(*store.Options)) *Fixture {
	t.Helper()
	return start(t, &Fixture{memory: store.NewMemory()}, with)
}

func start(t T, f *Fixture, with []func(*store.Options)) *Fixture {
	t.Helper()
	f.t, f.shadow, f.Clock = t, store.NewMemory(), &Clock{now: Begin}
	f.options = store.Options{Open: f.open, Now: f.Clock.Now}
	for _, change := range with {
		change(&f.options)
	}
	f.start()
	t.Cleanup(func() {
		f.stop()
		f.verify()
	})
	return f
}

func (f *Fixture) open() (store.Engine, error) {
	var real store.Engine
	if f.memory != nil {
		real = f.memory.Reopen()
	} else {
		e, err := store.OpenBolt(f.Path)
		if err != nil {
			return nil, err
		}
		real = e
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = &twin{real: real, shadow: f.shadow}
	return f.now, nil
}

func (f *Fixture) start() {
	f.t.Helper()
	x, err := store.Start(f.options)
	if err != nil {
		f.t.Fatalf("starting the store: %v", err)
	}
	f.Executor = x
}

func (f *Fixture) stop() {
	f.t.Helper()
	reason := fault.ReasonOf(f.Ready())
	f.broken = reason != "" && reason != "store.closed"
	if err := f.Close(); err != nil {
		f.t.Errorf("closing the store: %v", err)
	}
}

func (f *Fixture) twin() *twin {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Restart stops the executor cleanly, verifies what is on disk, and starts another one on it.
func (f *Fixture) Restart() {
	f.t.Helper()
	f.stop()
	f.verify()
	f.start()
}

// Crash goes on with the store as a killed process would have left it at this moment: what is on disk, without a clean
// stop. Commands still under way are answered and lost, so wait for them first. Outbox handlers must be given again.
func (f *Fixture) Crash() {
	f.t.Helper()
	if f.memory != nil { // memory has no unclean state: what was applied is there
		f.Restart()
		return
	}
	image := f.Path + ".crash"
	resume := f.twin().pause()
	err := copyFile(image, f.Path)
	held := f.shadow.Clone()
	resume()
	if err != nil {
		f.t.Fatalf("copying the store: %v", err)
	}
	f.stop()
	f.shadow = held
	if err := os.Rename(image, f.Path); err != nil {
		f.t.Fatalf("%v", err)
	}
	f.start()
}

// FailNextApply makes the next commit answer err. With landed the group is on disk all the same, as when only the answer
// of the last sync was lost.
func (f *Fixture) FailNextApply(err error, landed bool) { f.twin().fail(err, landed) }

// Pause keeps commits from being applied until the function it gives is called.
func (f *Fixture) Pause() (resume func()) { return f.twin().pause() }

// Command gives a command of a new id from an integration, at the clock's moment.
func (f *Fixture) Command(p store.Partition, verb string) store.Command {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ids++
	now := f.options.Now()
	var id ulid.ULID
	if err := id.SetTime(ulid.Timestamp(now)); err != nil {
		f.t.Fatalf("%v", err)
	}
	for i := range 8 {
		id[15-i] = byte(f.ids >> (8 * i))
	}
	return store.Command{Partition: p, Verb: verb, Source: store.Source{Kind: store.FromKey, ID: "test"}, ID: id.String(), At: now, OccurredAt: now}
}

// DeviceCommand gives command number n of a device; its id follows from both.
func (f *Fixture) DeviceCommand(p store.Partition, verb, device string, n, floor uint64) store.Command {
	now := f.options.Now()
	return store.Command{Partition: p, Verb: verb, Source: store.Source{Kind: store.FromDevice, ID: device}, Device: device,
		ID: fmt.Sprintf("%s/%d", device, n), Number: n, Floor: floor, At: now, OccurredAt: now}
}

// Verify checks the store as it is now, without stopping it: compared with its twin and its chains followed.
func (f *Fixture) Verify() {
	f.t.Helper()
	resume := f.twin().pause()
	defer resume()
	f.compare(f.twin().real)
}

// verify opens the closed store once more and checks all of it.
func (f *Fixture) verify() {
	f.t.Helper()
	if f.memory != nil {
		f.compare(f.memory.Reopen())
		return
	}
	if stored, err := store.FreelistStored(f.Path); err != nil || (!stored && !f.broken) {
		f.t.Errorf("after a clean stop the list of free pages is not stored (%v)", err)
	}
	e, err := store.OpenBolt(f.Path)
	if err != nil {
		f.t.Errorf("opening the store again: %v", err)
		return
	}
	if err := e.Verify(); err != nil {
		f.t.Errorf("bbolt's check: %v", err)
	}
	f.compare(e)
	if err := e.Close(); err != nil {
		f.t.Errorf("closing the store again: %v", err)
	}
}

func (f *Fixture) compare(e store.Engine) {
	f.t.Helper()
	switch d, err := difference(e, f.shadow.Reopen()); {
	case err != nil:
		f.t.Errorf("comparing with the twin: %v", err)
	case d != "":
		f.t.Errorf("the store and its twin differ: %s", d)
	}
	parts, err := partitions(e)
	if err != nil {
		f.t.Errorf("listing partitions: %v", err)
	}
	for _, p := range parts {
		if err := followChain(e, p); err != nil {
			f.t.Errorf("ledger of %s: %v", p, err)
		}
	}
}

func copyFile(to, from string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	dst, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dst, src); err != nil {
		return err
	}
	return dst.Close()
}
