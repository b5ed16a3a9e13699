package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"example.com/tote/inventory/fault"
)

// Migration brings the records of one schema version to the next. Run reads a snapshot and hands out writes; they are
// applied in bounded groups, and the version is raised with the last one. An interrupted migration starts anew, so Run
// must leave alone what an earlier try has brought up to date: tell it by the version byte of the record.
type Migration struct {
	To   uint64
	Name string
	Run  func(s Snapshot, put func(Write)) error
}

// BaseSchema is the version of a store without any migration.
const BaseSchema = 1

var schemaKey = fullKey(nil, Company, Key{tagSchema})

// migrate raises the store to the newest version this program knows, and refuses a store from a newer program.
func migrate(e Engine, steps []Migration) error {
	have, want, fresh, err := knownSchema(e, steps)
	if err != nil { // before anything is written
		return err
	}
	if have == want && !fresh {
		return nil
	}
	epoch, err := e.Acquire(Company)
	if err != nil {
		return err
	}
	w := &migrator{engine: e, epoch: epoch}
	if fresh {
		return w.finish(want) // nothing to bring up to date
	}
	for _, m := range steps {
		if m.To <= have {
			continue
		}
		if err := w.run(m); err != nil {
			return fmt.Errorf("migration %d %q: %w", m.To, m.Name, err)
		}
	}
	return nil
}

// CheckSchema refuses a store from a newer program, for whoever only reads it: what this one does not know it would call wrong.
func CheckSchema(e Engine, steps []Migration) error {
	_, _, _, err := knownSchema(e, steps)
	return err
}

// knownSchema gives the version a store has and the newest one this program knows.
func knownSchema(e Engine, steps []Migration) (have, want uint64, fresh bool, err error) {
	want = BaseSchema
	for _, m := range steps {
		if m.To != want+1 {
			return 0, 0, false, fmt.Errorf("migration %q leads to version %d, expected %d", m.Name, m.To, want+1)
		}
		want = m.To
	}
	have, fresh, err = schemaVersion(e)
	if err == nil && have > want {
		err = fault.Refused("store.newer", "this store was written by a newer program (schema %d, this one knows %d): use that program or restore a backup", have, want)
	}
	return have, want, fresh, err
}

func schemaVersion(e Engine) (version uint64, fresh bool, err error) {
	snap, err := e.Read()
	if err != nil {
		return 0, false, err
	}
	defer snap.Close()
	v, err := snap.Get(Records, schemaKey)
	if err != nil {
		return 0, false, err
	}
	if v == nil {
		return BaseSchema, true, nil
	}
	if len(v) != 8 {
		return 0, false, fmt.Errorf("schema version of %d bytes: this is no store of this program", len(v))
	}
	return binary.BigEndian.Uint64(v), false, nil
}

type migrator struct {
	engine     Engine
	epoch, seq uint64
	pending    overlay
	err        error
}

func (w *migrator) run(m Migration) error {
	snap, err := w.engine.Read()
	if err != nil {
		return err
	}
	var all []pair // copies: what Run hands out may be the snapshot's own bytes
	err = m.Run(snap, func(c Write) { all = append(all, pair{string(c.Space) + string(c.Key), bytes.Clone(c.Value)}) })
	snap.Close() // before writing: a file that must grow waits for readers
	if err != nil {
		return err
	}
	for _, c := range all {
		w.pending.put(c.key, c.value)
		if w.pending.len() >= DefaultGroupWrites {
			w.flush()
		}
	}
	return w.finish(m.To)
}

func (w *migrator) finish(version uint64) error {
	w.pending.put(string(Records)+string(schemaKey), binary.BigEndian.AppendUint64(nil, version))
	w.flush()
	return w.err
}

func (w *migrator) flush() {
	if w.err != nil || w.pending.len() == 0 {
		return
	}
	w.seq++
	w.err = w.engine.Apply([]Group{{Partition: Company, Epoch: w.epoch, Seq: w.seq, Writes: w.pending.writes()}})
	w.pending = overlay{}
}
