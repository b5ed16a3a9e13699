package store

import (
	"encoding/binary"
	"time"

	"example.com/tote/inventory/fault"
)

// The budget of one command, counted and not timed, so that it is the same on every machine. A commit's cost is the
// pages it writes: 200 writes take about 7 ms, and everybody in the building waits for them.
const (
	MaxCommandWrites = 200
	MaxCommandReads  = 2000
	// MaxKeyBytes and MaxRecordBytes keep one odd record from failing the whole group inside the engine, and with it
	// everybody else's commands: bbolt takes keys of 32 KB, PostgreSQL's index rows end at 2.7 KB; records are usually
	// 300 bytes, and a megabyte would be 256 pages for one write.
	MaxKeyBytes    = 1024
	MaxRecordBytes = 1 << 20
)

// Tx is one command's world: everything committed, everything the group did before it, and its own writes. It belongs to
// the running command and dies with it.
type Tx struct {
	layers  // own writes, the group's before them, the groups still being written, the snapshot
	cmd     *Command
	own     overlay // what this command wrote
	space   [3]*overlay
	company Reader
	tail    tail
	now     time.Time
	emitted []OutboxRecord
	loaded  map[string][]Key // index keys of records as they were read, so that Put need not read again
	scratch []byte
	reads   int
	floor   uint64 // of the command's source, once its answer was looked for
	cost    int    // writes, as the bound of a group counts them
}

// overBudget unwinds a command that is larger than a command may be.
type overBudget struct{ what string }

// Partition tells whose records are read and written.
func (tx *Tx) Partition() Partition { return tx.part }

// Company reads the company's records as of the start of the group; a command of the company itself sees its own writes.
func (tx *Tx) Company() Reader { return tx.company }

// Now is the moment the command is recorded: the moment it came in, but never before the entry before it.
func (tx *Tx) Now() time.Time { return tx.now }

// Command tells who sent the running command and when.
func (tx *Tx) Command() *Command { return tx.cmd }

// ReadsLeft tells how many reads the command may still make: what looks at one record after another stops in time.
func (tx *Tx) ReadsLeft() int { return MaxCommandReads - tx.reads }

func (tx *Tx) read() {
	if tx.reads++; tx.reads > MaxCommandReads {
		panic(overBudget{"reads"})
	}
}

func (tx *Tx) get(s Space, k Key) []byte {
	tx.read()
	tx.scratch = tx.full(tx.scratch, s, k)
	return tx.layers.get(s, tx.scratch)
}

func (tx *Tx) put(s Space, k Key, v []byte) {
	tx.write(s, k, v)
	if tx.own.len() > MaxCommandWrites {
		panic(overBudget{"writes"})
	}
}

// keep writes what is the executor's and not the command's, and so does not count among the command's writes.
func (tx *Tx) keep(k Key, v []byte) { tx.write(Records, k, v) }

func (tx *Tx) write(s Space, k Key, v []byte) {
	full := tx.full(nil, s, k)
	switch {
	case len(full) > MaxKeyBytes:
		panic(overBudget{"bytes in a key"})
	case len(v) > MaxRecordBytes:
		panic(overBudget{"bytes in a record"})
	}
	tx.own.put(ownedString(full), v)
}

func (tx *Tx) scan(s Space, lo, hi Key, fn func(k Key, v []byte) bool) {
	tx.layers.scan(s, lo, hi, func(k Key, v []byte) bool {
		tx.read()
		return fn(k, v)
	})
}

func (tx *Tx) last(s Space, prefix Key) (Key, []byte) {
	tx.read()
	return tx.layers.last(s, prefix)
}

// Append adds an entry to the partition's ledger and gives its number. Entries are never changed or taken away.
func (tx *Tx) Append(body []byte) uint64 {
	raw := joinHead(Head{Previous: tx.tail.hash, RecordedAt: tx.now}, body)
	tx.tail = tail{seq: tx.tail.seq + 1, hash: HashOf(raw), at: tx.now}
	tx.put(Log, binary.BigEndian.AppendUint64(Key{tagEntry}, tx.tail.seq), raw)
	return tx.tail.seq
}

// Next gives the next number of a kind, from 1. A refused command uses none.
func (tx *Tx) Next(kind string) uint64 {
	k := K(tagNumber).Str(kind)
	var n uint64
	if v := tx.get(Records, k); v != nil {
		n = binary.BigEndian.Uint64(v)
	}
	n++
	tx.put(Records, k, binary.BigEndian.AppendUint64(nil, n))
	return n
}

// Reserve takes count numbers of a kind at once and gives the first, as for a block leased to a device.
func (tx *Tx) Reserve(kind string, count uint64) uint64 {
	first := tx.Next(kind)
	tx.put(Records, K(tagNumber).Str(kind), binary.BigEndian.AppendUint64(nil, first+count-1))
	return first
}

// companyReader lets a warehouse's command read the company, within the command's budget.
type companyReader struct {
	tx   *Tx
	view *View
}

func (r companyReader) Partition() Partition { return Company }
func (r companyReader) Company() Reader      { return r }

func (r companyReader) get(s Space, k Key) []byte {
	r.tx.read()
	return r.view.get(s, k)
}

func (r companyReader) scan(s Space, lo, hi Key, fn func(k Key, v []byte) bool) {
	r.view.scan(s, lo, hi, func(k Key, v []byte) bool {
		r.tx.read()
		return fn(k, v)
	})
}

func (r companyReader) last(s Space, prefix Key) (Key, []byte) {
	r.tx.read()
	return r.view.last(s, prefix)
}

// errOverBudget names the way out: the verb should have been split into a series.
func errOverBudget(what string) *fault.Error {
	return fault.Internal("command.over_budget", "the command needs more %s than one command may (%d writes, %d reads, %d bytes a key, %d a record): make it a series of commands",
		what, MaxCommandWrites, MaxCommandReads, MaxKeyBytes, MaxRecordBytes)
}
