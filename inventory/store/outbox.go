package store

import (
	"encoding/binary"
)

// OutboxRecord is one thing to be done outside the partition, written by the commit that decided it. Records of one Key
// are delivered in order, one at a time; different keys go side by side.
type OutboxRecord struct {
	Partition Partition `cbor:"-"`
	Seq       uint64    `cbor:"-"`
	Kind      string    `cbor:"1,keyasint"`
	Key       string    `cbor:"2,keyasint,omitempty"`
	Payload   []byte    `cbor:"3,keyasint,omitempty"`
	Attempts  int       `cbor:"4,keyasint,omitempty"`
	Due       int64     `cbor:"5,keyasint,omitempty"` // unix milliseconds; 0: at once
	LastError string    `cbor:"6,keyasint,omitempty"` // reason word only: never a personal datum
}

const (
	outboxVersion = 1
	outboxNumbers = "outbox" // sequence numbers are never used twice: they are command numbers elsewhere
)

func outboxKey(seq uint64) Key { return binary.BigEndian.AppendUint64(Key{tagOutbox}, seq) }

// Emit writes an outbox record in the same commit; payload must be CBOR-encodable.
func (tx *Tx) Emit(kind, key string, payload any) uint64 {
	rec := OutboxRecord{Partition: tx.Partition(), Seq: tx.Next(outboxNumbers), Kind: kind, Key: key, Payload: Marshal(payload)}
	tx.put(Log, outboxKey(rec.Seq), encode(outboxVersion, &rec))
	tx.emitted = append(tx.emitted, rec)
	return rec.Seq
}

// Outbox lists up to limit records of a partition that wait, from a number on.
func Outbox(r Reader, from uint64, limit int) []OutboxRecord {
	var out []OutboxRecord
	r.scan(Log, outboxKey(from), Key{tagOutbox}.after(), func(k Key, v []byte) bool {
		rec := OutboxRecord{Partition: r.Partition(), Seq: binary.BigEndian.Uint64(k[1:])}
		decode("outbox record", outboxVersion, v, &rec)
		out = append(out, rec)
		return len(out) < limit
	})
	return out
}

// settle takes a delivered record away; it tells false if it is gone already, which means the work was done.
func settle(tx *Tx, rec *OutboxRecord) bool {
	k := outboxKey(rec.Seq)
	if tx.get(Log, k) == nil {
		return false
	}
	tx.put(Log, k, nil)
	return true
}

// postpone writes down a failed delivery and when to try again.
func postpone(tx *Tx, rec OutboxRecord) {
	k := outboxKey(rec.Seq)
	if tx.get(Log, k) == nil {
		return
	}
	tx.put(Log, k, encode(outboxVersion, &rec))
}
