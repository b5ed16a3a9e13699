package store_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"example.com/tote/inventory/store"
)

// The benchmark's world: three kinds of records of about 300 bytes and a ledger, one gigabyte in all, and one command that
// reads one record of each, changes all three and appends an entry, sent by a device that numbers its commands.

const (
	benchWarehouse = store.Partition("SH1")
	benchStoreSize = 1 << 30
	benchFilled    = "TOTE_BENCH_STORE" // names a file to keep the filled store in, to save building it for each run

	tagStock byte = 0x20
	tagOrder byte = 0x21
	tagTask  byte = 0x22
	tagDue   byte = 0x23
)

type benchLine struct {
	SKU   string `cbor:"1,keyasint"`
	Place string `cbor:"2,keyasint"`
	Want  int64  `cbor:"3,keyasint"`
	Have  int64  `cbor:"4,keyasint,omitempty"`
}

type benchRecord struct {
	ID       uint64      `cbor:"1,keyasint"`
	Version  uint64      `cbor:"2,keyasint"`
	SKU      string      `cbor:"3,keyasint"`
	Lot      string      `cbor:"4,keyasint"`
	Place    string      `cbor:"5,keyasint"`
	OnHand   int64       `cbor:"6,keyasint"`
	Reserved int64       `cbor:"7,keyasint"`
	Grams    int64       `cbor:"8,keyasint"`
	State    uint8       `cbor:"9,keyasint"`
	Changed  time.Time   `cbor:"10,keyasint"`
	Lines    []benchLine `cbor:"11,keyasint"`
	Pad      []byte      `cbor:"12,keyasint"`
}

func benchCollection(noun string, tag byte) *store.Collection[benchRecord] {
	return &store.Collection[benchRecord]{Noun: noun, Version: 1, Key: func(r *benchRecord) store.Key { return store.K(tag).Uint(r.ID) }}
}

var (
	benchStock  = benchCollection("stock", tagStock)
	benchOrders = benchCollection("order", tagOrder)
	benchTasks  = func() *store.Collection[benchRecord] {
		c := benchCollection("task", tagTask)
		c.Indexes = []store.Index[benchRecord]{{Name: "due", Keys: func(r *benchRecord) []store.Key {
			return []store.Key{store.K(tagDue).Byte(r.State).Uint(r.ID)}
		}}}
		return c
	}()
	benchKinds = []*store.Collection[benchRecord]{benchStock, benchOrders, benchTasks}
)

var benchBegin = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func benchValue(r *rand.Rand, id uint64) benchRecord {
	v := benchRecord{
		ID: id, Version: 100_000, SKU: fmt.Sprintf("SKU-%07d", id), Lot: fmt.Sprintf("LOT-%06d", id%999_983), Place: fmt.Sprintf("A%02d-%03d-%d", id%40, id%800, id%6),
		OnHand: int64(r.IntN(100_000) + 70_000), Reserved: int64(r.IntN(1000) + 300), Grams: int64(r.IntN(100_000) + 70_000), State: 3,
		Changed: benchBegin, Pad: make([]byte, 60+r.IntN(60)),
	}
	for i := range 2 {
		v.Lines = append(v.Lines, benchLine{SKU: v.SKU, Place: v.Place, Want: int64(i + 1), Have: 1})
	}
	for i := range v.Pad {
		v.Pad[i] = byte(r.Uint32())
	}
	return v
}

const (
	benchBody       = 250 // bytes of a ledger entry behind its head
	benchHead       = 41
	benchRecordSize = 545 // roughly what a record takes in the file, with its key, its index entry and the room its page leaves
)

// benchStoreFile gives the path of a filled store and the number of records of each kind.
func benchStoreFile(t testing.TB, size int64) (path string, records uint64) {
	records = uint64(size / 4 / benchRecordSize)
	path = os.Getenv(benchFilled)
	if path == "" {
		path = filepath.Join(t.TempDir(), "bench.db")
	}
	if _, err := os.Stat(path); err == nil {
		return path, records
	}
	began := time.Now()
	fillStore(t, path, records)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("filled %d MB with %d records of each kind in %v", info.Size()>>20, records, time.Since(began).Round(time.Second))
	return path, records
}

func fillStore(t testing.TB, path string, records uint64) {
	e, err := store.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	epoch, err := e.Acquire(benchWarehouse)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	var seq uint64
	var writes []store.Write
	put := func(s store.Space, k store.Key, v []byte) {
		writes = append(writes, store.Write{Space: s, Key: benchKey(k), Value: v})
		if len(writes) < 100_000 {
			return
		}
		seq++
		if err := e.Apply([]store.Group{{Partition: benchWarehouse, Epoch: epoch, Seq: seq, Writes: writes}}); err != nil {
			t.Fatal(err)
		}
		writes = writes[:0]
	}
	for _, c := range benchKinds {
		for id := range records {
			v := benchValue(r, id)
			put(store.Records, c.Key(&v), store.Marshal(v))
		}
	}
	for id := range records {
		put(store.Records, store.K(tagDue).Byte(3).Uint(id), []byte{})
	}
	for n := uint64(1); n <= records; n++ {
		put(store.Log, benchEntryKey(n), benchEntry())
	}
	seq++
	if err := e.Apply([]store.Group{{Partition: benchWarehouse, Epoch: epoch, Seq: seq, Writes: writes}}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func benchKey(k store.Key) []byte { return append(append([]byte(benchWarehouse), 0), k...) }

func benchEntryKey(n uint64) store.Key { return binary.BigEndian.AppendUint64(store.Key{1}, n) }

func benchEntry() []byte {
	raw := make([]byte, benchHead+benchBody)
	raw[0] = 1
	return raw
}

// benchCommand is the command as a verb would be written.
func benchCommand(ids [3]uint64, body []byte) func(*store.Tx) (uint64, error) {
	return func(tx *store.Tx) (uint64, error) {
		var values [3]benchRecord
		for i, c := range benchKinds {
			v, err := c.Must(tx, c.Key(&benchRecord{ID: ids[i]}), "")
			if err != nil {
				return 0, err
			}
			v.Version++
			v.OnHand--
			v.Changed = tx.Now()
			values[i] = v
		}
		for i, c := range benchKinds {
			c.Put(tx, &values[i])
		}
		return tx.Append(body), nil
	}
}

// plainCommand makes the same reads and writes of the same sizes, as bytes.
type plainCommand struct {
	ids    [3]uint64
	device string
	number uint64
}

func (c *plainCommand) answers() store.Key { return store.K(0x03).Byte(1).Str(c.device) }

func (c *plainCommand) run(tx *plainTx) {
	tx.get(store.Records, benchKey(c.answers().Byte(1).Uint(c.number)))
	var values [3][]byte
	var keys [3][]byte
	for i, tag := range []byte{tagStock, tagOrder, tagTask} {
		keys[i] = benchKey(store.K(tag).Uint(c.ids[i]))
		v := bytes.Clone(tx.get(store.Records, keys[i]))
		v[len(v)-1]++
		values[i] = v
	}
	for i, v := range values {
		tx.put(store.Records, keys[i], v)
	}
	tx.append(benchEntry())
	tx.get(store.Records, benchKey(c.answers().Byte(0)))
	tx.put(store.Records, benchKey(c.answers().Byte(1).Uint(c.number)), make([]byte, 64))
	tx.put(store.Records, benchKey(c.answers().Byte(0)), binary.BigEndian.AppendUint64(nil, c.number))
	if c.number > 1 {
		old := benchKey(c.answers().Byte(1).Uint(c.number - 1))
		tx.get(store.Records, old)
		tx.put(store.Records, old, nil)
	}
}

// plainTx is one command's overlay over a bbolt transaction: no more than is needed to drop a refused command.
type plainTx struct {
	records, log *bolt.Bucket
	own          []store.Write
	tail         uint64
}

func (tx *plainTx) get(s store.Space, k []byte) []byte {
	for i := len(tx.own) - 1; i >= 0; i-- {
		if tx.own[i].Space == s && bytes.Equal(tx.own[i].Key, k) {
			return tx.own[i].Value
		}
	}
	if s == store.Log {
		return tx.log.Get(k)
	}
	return tx.records.Get(k)
}

func (tx *plainTx) put(s store.Space, k, v []byte) {
	tx.own = append(tx.own, store.Write{Space: s, Key: k, Value: v})
}

func (tx *plainTx) append(v []byte) {
	tx.tail++
	tx.put(store.Log, benchKey(benchEntryKey(tx.tail)), v)
}

func (tx *plainTx) commit() error {
	for _, w := range tx.own {
		b := tx.records
		if w.Space == store.Log {
			b = tx.log
		}
		var err error
		if w.Value == nil {
			err = b.Delete(w.Key)
		} else {
			err = b.Put(w.Key, w.Value)
		}
		if err != nil {
			return err
		}
	}
	tx.own = tx.own[:0]
	return nil
}
