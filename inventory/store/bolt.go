package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"example.com/tote/inventory/fault"
)

// How a bbolt file is opened. Measured: with a synced freelist each commit of a large file writes a megabyte more;
// without a large map a growing file waits for all readers to be mapped anew.
const (
	boltOpenTimeout = 4 * time.Second // another process holds the file: long enough for one that is stopping, told within 5 s
	boltPageSize    = 4096            // larger pages only write more bytes
	boltLogFill     = 0.9             // the log is appended: leave its pages nearly full
)

// mapBytes is the address space reserved for the file: far above any size it should reach. Windows would grow the file
// to it, and 32-bit machines have no such space; there (0) it grows as the file does.
func mapBytes(system string, bits int) int {
	if bits < 64 || system == "windows" {
		return 0
	}
	gigabytes := 64
	return gigabytes << 30
}

var boltSpaces = []Space{Records, Log}

// Bolt is the default engine: one bbolt file, one process.
type Bolt struct {
	db      *bolt.DB
	mu      sync.Mutex
	epochs  map[Partition]uint64
	closing bool
	readers sync.WaitGroup
	failed  atomic.Bool // a commit failed: what is in memory is not to be trusted with another one
}

// OpenBolt opens or makes the file at path.
func OpenBolt(path string) (*Bolt, error) {
	if err := checkWhole(path); err != nil {
		return nil, err
	}
	warm(path)
	db, err := bolt.Open(path, 0o600, boltOptions(mapBytes(runtime.GOOS, strconv.IntSize)))
	if err != nil && noAddressSpace(err) {
		db, err = bolt.Open(path, 0o600, boltOptions(0)) // a limit on address space: grow with the file instead
	}
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fault.Unavailable("store.held", "another process holds %s: stop it, or ask it with tote check --server", path).Because(err)
	}
	if errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
		return nil, fault.Internal("store.broken", "%s is no store, or its first pages are damaged: restore the last backup", path).Because(err)
	}
	var pathless *fs.PathError
	if errors.As(err, &pathless) {
		return nil, err // it names the file itself
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := makeSpaces(db); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return &Bolt{db: db, epochs: map[Partition]uint64{}}, nil
}

func boltOptions(mapped int) *bolt.Options {
	return &bolt.Options{
		Timeout: boltOpenTimeout, FreelistType: bolt.FreelistMapType, NoFreelistSync: true, PageSize: boltPageSize,
		InitialMmapSize: mapped,
	}
}

// makeSpaces writes only to a new file: the first commit makes the stored list of free pages invalid, and a program that
// only looks and is killed should not cost the next one a walk over the file.
func makeSpaces(db *bolt.DB) error {
	there := false
	err := db.View(func(tx *bolt.Tx) error {
		there = tx.Bucket([]byte{byte(Records)}) != nil && tx.Bucket([]byte{byte(Log)}) != nil
		return nil
	})
	if err != nil || there {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		for _, s := range boltSpaces {
			if _, err := tx.CreateBucketIfNotExists([]byte{byte(s)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read opens a snapshot.
func (e *Bolt) Read() (Snapshot, error) {
	tx, err := e.begin()
	if err != nil {
		return nil, err
	}
	return &boltSnapshot{engine: e, tx: tx, records: tx.Bucket([]byte{byte(Records)}), log: tx.Bucket([]byte{byte(Log)})}, nil
}

// begin opens a read transaction, unless the engine is being closed: bbolt itself would let it wait behind the close, and
// the close behind the readers, and so a look within a look forever.
func (e *Bolt) begin() (*bolt.Tx, error) {
	e.mu.Lock()
	if e.closing {
		e.mu.Unlock()
		return nil, ErrClosed
	}
	e.readers.Add(1)
	e.mu.Unlock()
	tx, err := e.db.Begin(false)
	if err != nil {
		e.readers.Done()
		return nil, err
	}
	return tx, nil
}

func (e *Bolt) end(tx *bolt.Tx) {
	_ = tx.Rollback() // a read transaction has nothing to lose
	e.readers.Done()
}

// read runs fn on a read transaction.
func (e *Bolt) read(fn func(*bolt.Tx) error) error {
	tx, err := e.begin()
	if err != nil {
		return err
	}
	defer e.end(tx)
	return fn(tx)
}

// Apply writes all groups in one bbolt transaction; it returns after both of its syncs.
func (e *Bolt) Apply(groups []Group) error {
	if err := e.fence(groups); err != nil {
		return err
	}
	return e.update(func(tx *bolt.Tx) error {
		records, log := tx.Bucket([]byte{byte(Records)}), tx.Bucket([]byte{byte(Log)})
		log.FillPercent = boltLogFill
		for _, g := range groups {
			for _, w := range g.Writes {
				b := records
				if w.Space == Log {
					b = log
				}
				if err := boltWrite(b, w); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (e *Bolt) update(fn func(*bolt.Tx) error) error {
	e.mu.Lock()
	closing := e.closing
	e.mu.Unlock()
	if closing {
		return ErrClosed
	}
	done := false
	defer func() {
		if !done {
			e.failed.Store(true)
		}
	}()
	err := e.db.Update(fn)
	done = err == nil
	return err
}

func boltWrite(b *bolt.Bucket, w Write) error {
	if w.Value == nil {
		return b.Delete(w.Key)
	}
	return b.Put(w.Key, w.Value)
}

func (e *Bolt) fence(groups []Group) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, g := range groups {
		if g.Epoch == 0 || g.Epoch != e.epochs[g.Partition] {
			return fmt.Errorf("%w: %s", ErrStaleEpoch, g.Partition)
		}
	}
	return nil
}

// Acquire raises the partition's epoch, on disk, so that it never repeats.
func (e *Bolt) Acquire(p Partition) (epoch uint64, err error) {
	key := epochKey(p)
	err = e.update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte{byte(Records)})
		if v := b.Get(key); len(v) == 8 {
			epoch = binary.BigEndian.Uint64(v)
		}
		epoch++
		return b.Put(key, binary.BigEndian.AppendUint64(nil, epoch))
	})
	if err != nil {
		return 0, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.epochs[p] = epoch
	return epoch, nil
}

// Backup writes one consistent copy. Executor.Backup does it at a pace that disturbs nobody.
func (e *Bolt) Backup(w io.Writer) error {
	return e.read(func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
}

// Verify runs bbolt's own check of the file's structure. It reads all of it in one transaction: for closed stores,
// backups and tests.
func (e *Bolt) Verify() error {
	return e.read(func(tx *bolt.Tx) error {
		var all error
		for err := range tx.Check() {
			all = errors.Join(all, err)
		}
		return all
	})
}

// Size gives the bytes of the file.
func (e *Bolt) Size() (n int64, err error) {
	err = e.read(func(tx *bolt.Tx) error {
		n = tx.Size()
		return nil
	})
	return n, err
}

// Stats gives bbolt's own figures, for benchmarks and metrics.
func (e *Bolt) Stats() bolt.Stats { return e.db.Stats() }

// Close stores the list of free pages with one last commit, so that the next open takes a millisecond instead of a walk
// over the whole file. After a failed commit there is none: what is in memory may be wrong.
func (e *Bolt) Close() error {
	e.mu.Lock()
	closing := e.closing
	e.closing = true
	e.mu.Unlock()
	if closing {
		return nil
	}
	e.readers.Wait()
	var err error
	if !e.failed.Load() {
		e.db.NoFreelistSync = false
		err = e.db.Update(func(*bolt.Tx) error { return nil })
	}
	return errors.Join(err, e.db.Close())
}
