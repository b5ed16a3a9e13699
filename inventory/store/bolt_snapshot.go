package store

import (
	"bytes"
	"sync"

	bolt "go.etcd.io/bbolt"
)

type boltSnapshot struct {
	engine       *Bolt
	tx           *bolt.Tx
	records, log *bolt.Bucket
	closed       sync.Once
}

func (s *boltSnapshot) bucket(sp Space) *bolt.Bucket {
	if sp == Log {
		return s.log
	}
	return s.records
}

func (s *boltSnapshot) Get(sp Space, key []byte) ([]byte, error) { return s.bucket(sp).Get(key), nil }

func (s *boltSnapshot) Scan(sp Space, lo, hi []byte, fn func(k, v []byte) bool) error {
	c := s.bucket(sp).Cursor()
	for k, v := c.Seek(lo); k != nil && bytes.Compare(k, hi) < 0; k, v = c.Next() {
		if !fn(k, v) {
			return nil
		}
	}
	return nil
}

func (s *boltSnapshot) Last(sp Space, lo, hi []byte) (key, value []byte, err error) {
	c := s.bucket(sp).Cursor()
	step := c.Prev
	if k, _ := c.Seek(hi); k == nil {
		step = c.Last
	}
	k, v := step()
	if k == nil || bytes.Compare(k, lo) < 0 || bytes.Compare(k, hi) >= 0 {
		return nil, nil, nil
	}
	return k, v, nil
}

func (s *boltSnapshot) Close() { s.closed.Do(func() { s.engine.end(s.tx) }) }
