package exchange

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Tags of imports; see doc.go.
const (
	tagImport  byte = 0x71
	tagStaged  byte = 0x72
	tagFailure byte = 0x73

	importRecord byte = 0x00
	importOpen   byte = 0x01

	importNumbers = "import"
)

// Staged is an all-or-nothing import. It is kept after its end, for the person who asks what became of a file.
type Staged struct {
	ID      uint64      `cbor:"1,keyasint"`
	Kind    string      `cbor:"2,keyasint"` // of Sheet
	State   ImportState `cbor:"3,keyasint"`
	Columns []string    `cbor:"4,keyasint,omitempty"` // those the file has
	Key     []byte      `cbor:"5,keyasint,omitempty"` // seals the staged records; dropped at the end
	Records int64       `cbor:"6,keyasint,omitempty"` // staged in all
	Done    int64       `cbor:"7,keyasint,omitempty"` // brought in, or taken away again
	Failed  int64       `cbor:"8,keyasint,omitempty"` // refused by a verb after the decision; see Failures
	Step    int         `cbor:"9,keyasint,omitempty"` // steps done of the record in hand
	Job     uint64      `cbor:"10,keyasint,omitempty"`
	Worker  string      `cbor:"11,keyasint,omitempty"`
	Began   int64       `cbor:"12,keyasint,omitempty"` // unix seconds
	Touched int64       `cbor:"13,keyasint,omitempty"` // when something was staged last
	Reason  string      `cbor:"14,keyasint,omitempty"` // why it was given up
}

// Imports are kept by number; those still staging are found without a walk over all.
var Imports = store.Collection[Staged]{
	Noun: "import", Version: 1,
	Key: func(im *Staged) store.Key { return importKey(im.ID) },
	Indexes: []store.Index[Staged]{{Name: "open", Keys: func(im *Staged) []store.Key {
		if im.State != Staging {
			return nil
		}
		return []store.Key{store.K(tagImport).Byte(importOpen).Uint(im.ID)}
	}}},
}

func importKey(id uint64) store.Key { return store.K(tagImport).Byte(importRecord).Uint(id) }

// FindImport gives an import of the partition. Error: import.unknown.
func FindImport(r store.Reader, id uint64) (Staged, error) {
	return Imports.Must(r, importKey(id), fmt.Sprint(id))
}

// stagedRecord is one record waiting for the decision.
type stagedRecord struct {
	Import uint64            `cbor:"1,keyasint"`
	Seq    uint64            `cbor:"2,keyasint"`
	Line   int               `cbor:"3,keyasint"` // its first one
	Name   string            `cbor:"4,keyasint"`
	Claims []inventory.Claim `cbor:"5,keyasint,omitempty"`
	Steps  int               `cbor:"6,keyasint"`
	Writes int               `cbor:"7,keyasint"`
	Sealed []byte            `cbor:"8,keyasint"`
}

var stagedRecords = store.Collection[stagedRecord]{Noun: "staged record", Version: 1,
	Key: func(s *stagedRecord) store.Key { return stagedKey(s.Import).Uint(s.Seq) }}

func stagedKey(imp uint64) store.Key { return store.K(tagStaged).Uint(imp) }

// drop takes a staged record away with its claims.
func (s *stagedRecord) drop(tx *store.Tx) {
	s.release(tx)
	stagedRecords.Delete(tx, stagedRecords.Key(s))
}

func (s *stagedRecord) release(tx *store.Tx) {
	for _, c := range s.Claims {
		inventory.ReleaseClaim(tx, c, s.Import)
	}
}

// Failure is a record that a verb refused after the decision, since the store had changed in a way no claim keeps off: an
// item was approved meanwhile, a location's rules changed.
type Failure struct {
	Import  uint64 `cbor:"1,keyasint"`
	Seq     uint64 `cbor:"2,keyasint"`
	Line    int    `cbor:"3,keyasint"`
	Name    string `cbor:"4,keyasint"`
	Reason  string `cbor:"5,keyasint"`
	Message string `cbor:"6,keyasint,omitempty"`
}

var failures = store.Collection[Failure]{Noun: "import failure", Version: 1,
	Key: func(f *Failure) store.Key { return store.K(tagFailure).Uint(f.Import).Uint(f.Seq) }}

// Failures lists up to limit of the records of an import that could not be applied, behind a record's number.
func Failures(r store.Reader, imp, after uint64, limit int) []Failure {
	var out []Failure
	prefix := store.K(tagFailure).Uint(imp)
	for f := range failures.All(r, prefix, prefix.Uint(after+1)) {
		if len(out) == limit {
			break
		}
		out = append(out, f)
	}
	return out
}

// sealBytes is the size of an import's key: AES-256. A key seals each record under its number, once.
const sealBytes = 32

func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Internal("import.key", "an import's key has %d bytes, not %d", len(key), sealBytes)
	}
	return cipher.NewGCM(block)
}

func nonceOf(seq uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 4, 12), seq) }

func (s *stagedRecord) open(aead cipher.AEAD) ([]byte, error) {
	body, err := aead.Open(nil, nonceOf(s.Seq), s.Sealed, nil)
	if err != nil {
		return nil, fault.Internal("import.seal", "record %d of import %d does not open with its key", s.Seq, s.Import)
	}
	return body, nil
}
