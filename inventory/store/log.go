package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"
)

// Hash is the SHA-256 of an entry's stored bytes.
type Hash [sha256.Size]byte

// HashOf gives the hash the entry after raw must carry.
func HashOf(raw []byte) Hash { return sha256.Sum256(raw) }

// Head is what the store puts before each ledger entry.
type Head struct {
	Previous   Hash      // of the stored bytes of the entry before; zero for the first
	RecordedAt time.Time // never before the entry before
}

const (
	headVersion = 1
	headSize    = 1 + sha256.Size + 8
)

func joinHead(h Head, body []byte) []byte {
	out := make([]byte, 0, headSize+len(body))
	out = append(out, headVersion)
	out = append(out, h.Previous[:]...)
	out = binary.BigEndian.AppendUint64(out, uint64(h.RecordedAt.UnixMicro()))
	return append(out, body...)
}

func splitHead(raw []byte) (Head, []byte, error) {
	if len(raw) < headSize {
		return Head{}, nil, errors.New("entry shorter than its head")
	}
	if raw[0] != headVersion {
		return Head{}, nil, errors.New("entry of an unknown version")
	}
	var h Head
	copy(h.Previous[:], raw[1:])
	h.RecordedAt = time.UnixMicro(int64(binary.BigEndian.Uint64(raw[1+sha256.Size:]))).UTC()
	return h, raw[headSize:], nil
}

// tail is where a partition's ledger ends: what the next entry continues.
type tail struct {
	seq  uint64
	hash Hash
	at   time.Time
}

func readTail(r Reader) (tail, error) {
	k, raw := r.last(Log, Key{tagEntry})
	if k == nil {
		return tail{}, nil
	}
	h, _, err := splitHead(raw)
	if err != nil {
		return tail{}, err
	}
	return tail{seq: binary.BigEndian.Uint64(k[1:]), hash: HashOf(raw), at: h.RecordedAt}, nil
}
