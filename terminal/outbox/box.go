package outbox

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// Bounds of a box.
const (
	MaxKept       = 10_000    // commands: more than a picker does in a day without radio (a scan every 3 s)
	MaxDrafts     = 100       // in one Append: one step of work is a few
	MaxInput      = 200 << 10 // bytes of one command's body: below what the service takes of one
	MaxText       = 200       // characters of a verb, warehouse or chain: ours have 20
	MaxFile       = 64 << 20  // bytes of the file: MaxKept commands of a usual size take 5 MB
	MaxBatch      = 100       // commands sent at once: what the service takes
	MaxBatchBytes = 900 << 10 // bytes of bodies sent at once: below what the service takes of a batch
	compactBehind = 512 << 10 // bytes of history that are worth a rewrite
)

const (
	fileName = "outbox.log"
	lockName = "lock"
)

var errLocked = fault.Conflict("outbox.locked", "another Tote works on this device with the same folder: close that one first")

// Options say where a Box lives and where its ids and times come from.
type Options struct {
	Dir   string           // made if it is not there
	NewID func() string    // ids of commands, unique for ever: ULIDs
	Now   func() time.Time // when a command was appended
	Max   int              // commands kept, answered and not consumed ones included; 0: MaxKept

	disk disk // nil: the real one
}

// Draft is a command without number and id.
type Draft struct {
	Verb      string
	Warehouse string // "" for verbs of the company
	Chain     string // the task; "" if nothing waits for it
	Input     json.RawMessage
}

// Entry is a kept command.
type Entry struct {
	wire.Command
	At     time.Time    // when it was appended
	Sent   bool         // went out at least once since the box was opened
	Tries  int          // how often the service said 500 to it
	Held   bool         // its chain is stopped: a person decides
	Answer *wire.Answer // nil: none yet
}

// chainKey names the chain for stops: a command without one is a chain of its own.
func (e *Entry) chainKey() string {
	if e.Chain == "" {
		return loneChain(e.Number)
	}
	return e.Chain
}

// Report is what Open found.
type Report struct {
	File    string
	Waiting int   // commands without an answer; the last may be one whose Append never returned: look before asking again
	Answers int   // answers not consumed
	Cut     int64 // bytes of a torn end that was never acknowledged and was cut off; 0: none
	CutAt   int64 // where they began
}

// Box is the queue. It is safe for use by several goroutines.
type Box struct {
	mu      sync.Mutex
	opt     Options
	path    string
	lock    *os.File
	file    file
	size    int64 // end of the sound part
	base    int64 // size after the last rewrite
	slot    int   // the header's slot to write next
	trouble error // the file cannot be trusted or written; the next change rewrites it first
	failed  error // what the last change ended with
	closed  bool

	next    uint64   // number
	entries []*Entry // by number
	ids     map[string]*Entry
	stops   map[string]*stop
	waiting int // entries without an answer

	changed chan struct{} // something may be sent
}

type stop struct {
	cause   Entry
	problem *wire.Problem
}

// Open opens or makes the box in a folder. Errors: outbox.locked (another process has it), outbox.corrupt (names file and
// offset; the file stays as it is), outbox.disk_full, outbox.unwritable, outbox.options.
func Open(o Options) (*Box, Report, error) {
	if o.NewID == nil || o.Now == nil || o.Dir == "" {
		return nil, Report{}, fault.Invalid("outbox.options", "a box needs a folder, ids and a clock")
	}
	if o.Max <= 0 {
		o.Max = MaxKept
	}
	if o.disk == nil {
		o.disk = realDisk{}
	}
	b := &Box{opt: o, path: filepath.Join(o.Dir, fileName), changed: make(chan struct{}, 1), ids: map[string]*Entry{},
		stops: map[string]*stop{}, next: 1}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, Report{}, unwritable(o.Dir, err)
	}
	var err error
	if b.lock, err = lockFile(filepath.Join(o.Dir, lockName)); err != nil {
		if errors.Is(err, errLocked) {
			return nil, Report{}, err
		}
		return nil, Report{}, unwritable(o.Dir, err)
	}
	r, err := b.load()
	if err != nil {
		_ = b.lock.Close() // the trouble is the file's
		return nil, Report{}, err
	}
	b.signal()
	return b, r, nil
}

func (b *Box) load() (Report, error) {
	r := Report{File: b.path}
	data, err := os.ReadFile(b.path)
	if errors.Is(err, os.ErrNotExist) {
		if err := b.rewrite(); err != nil {
			return r, err
		}
		return r, nil
	}
	if err != nil {
		return r, unwritable(b.path, err)
	}
	c, err := readFile(b.path, data)
	if err != nil {
		return r, err
	}
	for i := range c.records {
		b.apply(&c.records[i])
	}
	b.size, b.base = c.size, headerSize
	if b.file, err = b.opt.disk.Open(b.path); err != nil {
		return r, unwritable(b.path, err)
	}
	if c.cut > 0 {
		r.Cut, r.CutAt = c.cut, c.size
		if err := errors.Join(b.file.Truncate(c.size), b.file.Sync()); err != nil {
			return r, errors.Join(unwritable(b.path, err), b.file.Close())
		}
	}
	r.Waiting, r.Answers = b.waiting, len(b.entries)-b.waiting
	return r, nil
}

// Append keeps commands, all or none, and returns when they are synced to disk. Errors: outbox.full, outbox.disk_full,
// outbox.unwritable, outbox.input: nothing was kept.
func (b *Box) Append(drafts ...Draft) ([]Entry, error) {
	if err := checkDrafts(drafts); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.entries)+len(drafts) > b.opt.Max {
		return nil, fault.Unavailable("outbox.full", "this device keeps %d commands and has no room for %d more: this was not saved, all "+
			"before it is; bring the device where the radio reaches, wait until the number of waiting commands falls, then do it again",
			b.opt.Max, len(drafts))
	}
	records, out := make([]record, 0, len(drafts)), make([]Entry, 0, len(drafts))
	now := b.opt.Now().UTC()
	for i, d := range drafts {
		c := wire.Command{ID: b.opt.NewID(), Number: b.next + uint64(i), Verb: d.Verb, Warehouse: d.Warehouse, Chain: d.Chain, Input: compact(d.Input)}
		if c.ID == "" || b.ids[c.ID] != nil || slices.ContainsFunc(out, func(e Entry) bool { return e.ID == c.ID }) {
			return nil, fault.Internal("outbox.id", "the id maker gave %q twice", c.ID)
		}
		records = append(records, record{Op: opCommand, Command: &c, At: now})
		out = append(out, Entry{Command: c, At: now})
	}
	if err := b.write(records); err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Held = b.stops[out[i].chainKey()] != nil
	}
	b.signal()
	return out, nil
}

// Consume says that the terminal has dealt with the answers of these commands; others are passed over.
func (b *Box) Consume(numbers ...uint64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var records []record
	for _, n := range numbers {
		if e := b.entry(n); e != nil && e.Answer != nil {
			records = append(records, record{Op: opConsume, Number: n})
		}
	}
	if len(records) == 0 {
		return nil
	}
	if err := b.write(records); err != nil {
		return err
	}
	b.shrink()
	return nil
}

// Release lets a stopped chain go on: its commands are sent again. A chain that is not stopped: nothing happens.
func (b *Box) Release(chain string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stops[chain] == nil {
		return nil
	}
	if err := b.write([]record{{Op: opRelease, Chain: chain}}); err != nil {
		return err
	}
	b.signal()
	return nil
}

// Drop gives up what waits in a stopped chain and gives it back, for the record of who decided what. The chain is free
// again. A chain that is not stopped: nothing happens.
func (b *Box) Drop(chain string) ([]Entry, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stops[chain] == nil {
		return nil, nil
	}
	dropped := b.waitingIn(chain)
	if err := b.write([]record{{Op: opDrop, Chain: chain}}); err != nil {
		return nil, err
	}
	b.shrink()
	b.signal()
	return dropped, nil
}

// Close lets the folder go. What waits stays on disk.
func (b *Box) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	var err error
	if b.file != nil {
		err = b.file.Close()
	}
	return errors.Join(err, b.lock.Close())
}

func (b *Box) signal() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// SetAside puts an unreadable box out of the way, so that the next Open begins an empty one, and gives back every command
// before the damage that has no answer. It is a person's decision: the device must enrol anew afterwards, since its
// numbers may be lost. Errors: outbox.locked, outbox.unwritable.
func SetAside(dir string, now time.Time) (file string, readable []Entry, err error) {
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	path := filepath.Join(dir, fileName)
	data, err := os.ReadFile(path)
	if err != nil {
		return "", nil, unwritable(path, err)
	}
	c, _ := readFile(path, data) // its error is why we are here
	b := &Box{ids: map[string]*Entry{}, stops: map[string]*stop{}}
	for i := range c.records {
		b.apply(&c.records[i])
	}
	file = path + ".aside-" + now.UTC().Format("20060102T150405.000000000")
	if err := errors.Join(os.Rename(path, file), realDisk{}.SyncDir(dir)); err != nil {
		return "", nil, unwritable(path, err)
	}
	return file, b.Waiting(), nil
}
