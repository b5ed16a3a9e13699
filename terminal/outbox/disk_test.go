package outbox

import (
	"errors"
	"sync"
	"syscall"
	"testing"

	"example.com/tote/api/wire"
)

// quickDisk does not sync: for tests in which no power fails.
type quickDisk struct{ realDisk }

type quickFile struct{ file }

func (quickFile) Sync() error { return nil }

func (quickDisk) SyncDir(string) error { return nil }
func (d quickDisk) Create(path string) (file, error) {
	f, err := d.realDisk.Create(path)
	return quickFile{f}, err
}
func (d quickDisk) Open(path string) (file, error) {
	f, err := d.realDisk.Open(path)
	return quickFile{f}, err
}

// faultyDisk fails as it is told: each named call, from now on.
type faultyDisk struct {
	quickDisk
	mu    sync.Mutex
	fails map[string]error
	half  bool // a failing write leaves half of its bytes
}

func (d *faultyDisk) set(fails map[string]error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails = fails
}

func (d *faultyDisk) fail(call string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fails[call]
}

type faultyFile struct {
	file
	d *faultyDisk
}

func (d *faultyDisk) Create(path string) (file, error) {
	f, err := d.quickDisk.Create(path)
	return faultyFile{f, d}, errors.Join(err, d.fail("create"))
}
func (d *faultyDisk) Open(path string) (file, error) {
	if err := d.fail("open"); err != nil {
		return nil, err
	}
	f, err := d.quickDisk.Open(path)
	return faultyFile{f, d}, err
}
func (d *faultyDisk) Rename(from, to string) error {
	if err := d.fail("rename"); err != nil {
		return err
	}
	return d.quickDisk.Rename(from, to)
}
func (d *faultyDisk) SyncDir(string) error { return d.fail("syncdir") }

func (f faultyFile) WriteAt(p []byte, at int64) (int, error) {
	if err := f.d.fail("write"); err != nil && at >= headerSize || err != nil && len(p) > slotSize {
		n := 0
		if f.d.half {
			n, _ = f.file.WriteAt(p[:len(p)/2], at)
		}
		return n, err
	}
	return f.file.WriteAt(p, at)
}
func (f faultyFile) Sync() error { return f.d.fail("sync") }
func (f faultyFile) Truncate(n int64) error {
	if err := f.d.fail("truncate"); err != nil {
		return err
	}
	return f.file.Truncate(n)
}

var errIO = syscall.EIO

// Whatever the disk refuses, the command is told as not saved, all before it stays, and once the disk works the box goes on.
func TestDiskFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		fails  map[string]error
		reason string
	}{
		{"full", map[string]error{"write": syscall.ENOSPC}, "outbox.disk_full"},
		{"quota", map[string]error{"write": syscall.EDQUOT}, "outbox.disk_full"},
		{"full, and cannot be cut", map[string]error{"write": syscall.ENOSPC, "truncate": errIO}, "outbox.disk_full"},
		{"sync", map[string]error{"sync": errIO}, "outbox.unwritable"},
		{"everything", map[string]error{"write": errIO, "sync": errIO, "truncate": errIO, "create": errIO, "rename": errIO, "syncdir": errIO}, "outbox.unwritable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &faultyDisk{half: true}
			o := testOptions(t.TempDir())
			o.disk = d
			b, _ := open(t, o)
			k := keep(t, b, "T-1", "T-2")
			before := picture(b)

			d.set(c.fails)
			for range 3 {
				_, err := b.Append(draft("T-1"))
				reason(t, err, c.reason)
				if _, err := b.Take([]wire.Answer{done(k[0])}); err == nil {
					t.Error("an answer was taken without being kept")
				}
				if err := b.Consume(1); err != nil {
					t.Errorf("nothing to consume: %v", err)
				}
			}
			reason(t, b.Status().Trouble, c.reason)
			equal(t, "what was saved", picture(b), before)

			d.set(nil)
			equal(t, "the number was not used", numbers(keep(t, b, "T-1")), []uint64{3})
			take(t, b, done(k[0]))
			if b.Status().Trouble != nil {
				t.Errorf("trouble is told although all is well: %v", b.Status().Trouble)
			}
			b = reopen(t, b)
			equal(t, "waiting", numbers(b.Waiting()), []uint64{2, 3})
		})
	}
}

// A disk that fails and then the process ends: what was told as not saved is not there, what was saved is.
func TestDiskFailsThenRestart(t *testing.T) {
	for _, half := range []bool{false, true} {
		d := &faultyDisk{half: half}
		o := testOptions(t.TempDir())
		o.disk = d
		b, _ := open(t, o)
		keep(t, b, "T-1", "T-2")
		before := picture(b)
		d.set(map[string]error{"write": syscall.ENOSPC, "truncate": errIO})
		_, err := b.Append(draft("T-3"))
		reason(t, err, "outbox.disk_full")
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		o.disk = nil
		again, r := open(t, o)
		equal(t, "after the restart", picture(again), before)
		equal(t, "a torn end is told", r.Cut > 0, half)
	}
}

// A rewrite that fails at any step leaves the old file in use and loses nothing.
func TestRewriteFails(t *testing.T) {
	for _, step := range []string{"create", "write", "sync", "rename", "syncdir", "open"} {
		t.Run(step, func(t *testing.T) {
			d := &faultyDisk{half: true}
			o := testOptions(t.TempDir())
			o.disk = d
			b, _ := open(t, o)
			keep(t, b, "T-1", "T-2")
			before := picture(b)
			d.set(map[string]error{step: errIO})
			b.mu.Lock()
			err := b.rewrite()
			b.mu.Unlock()
			reason(t, err, "outbox.unwritable")
			_, err = b.Append(draft("T-1"))
			reason(t, err, "outbox.unwritable")
			d.set(nil)
			b = reopen(t, b)
			equal(t, "after reopening", picture(b), before)
			keep(t, b, "T-3")
			reopen(t, b)
		})
	}
}
