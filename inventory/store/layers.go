package store

// layers is what a reader sees of one partition: writes that are not on disk yet, the newest on top, over a snapshot.
type layers struct {
	part Partition
	snap Snapshot
	over []*overlay
}

// full gives the key behind its space and partition, in a buffer that the next call uses again.
func (l *layers) full(buf []byte, s Space, k Key) []byte {
	return fullKey(append(buf[:0], byte(s)), l.part, k)
}

// bounds gives a range's ends behind space and partition; a nil hi means the partition's end.
func (l *layers) bounds(s Space, lo, hi Key) (from, to []byte) {
	from = fullKey([]byte{byte(s)}, l.part, lo)
	if hi == nil {
		return from, append(append([]byte{byte(s)}, l.part...), 1)
	}
	return from, fullKey([]byte{byte(s)}, l.part, hi)
}

// get reads a full key.
func (l *layers) get(s Space, full []byte) []byte {
	for _, o := range l.over {
		if v, ok := o.get(full); ok {
			return v
		}
	}
	v, err := l.snap.Get(s, full[1:])
	if err != nil {
		panic(readFailure{err})
	}
	return v
}

// scan gives the keys of [lo, hi) in order until fn answers false. What fn writes meanwhile is not given.
func (l *layers) scan(s Space, lo, hi Key, fn func(k Key, v []byte) bool) {
	from, to := l.bounds(s, lo, hi)
	var changed []pair
	for i := len(l.over) - 1; i >= 0; i-- {
		changed = mergePairs(l.over[i].between(from, to, nil), changed)
	}
	skip := len(l.part) + 1
	more := true
	err := l.snap.Scan(s, from[1:], to[1:], func(k, v []byte) bool {
		for len(changed) > 0 && changed[0].key[1:] <= string(k) {
			c := changed[0]
			changed = changed[1:]
			if c.value != nil {
				if more = fn(Key(c.key[1+skip:]), c.value); !more {
					return false
				}
			}
			if c.key[1:] == string(k) {
				return true
			}
		}
		more = fn(Key(k[skip:]), v)
		return more
	})
	if err != nil {
		panic(readFailure{err})
	}
	for _, c := range changed {
		if !more {
			return
		}
		if c.value != nil {
			more = fn(Key(c.key[1+skip:]), c.value)
		}
	}
}

// last looks from the end, so that the ledger's tail costs one step and not the whole ledger.
func (l *layers) last(s Space, prefix Key) (Key, []byte) {
	from, to := l.bounds(s, prefix, prefix.after())
	for {
		k, v, err := l.snap.Last(s, from[1:], to[1:])
		if err != nil {
			panic(readFailure{err})
		}
		best, value := "", []byte(nil)
		if k != nil {
			best, value = string(s)+string(k), v
		}
		for i := len(l.over) - 1; i >= 0; i-- { // newer layers hide older ones
			if ok, ov, found := l.over[i].last(from, to); found && ok >= best {
				best, value = ok, ov
			}
		}
		if best == "" {
			return nil, nil
		}
		if value != nil {
			return Key(best[1+len(l.part)+1:]), value
		}
		to = []byte(best) // the last one is deleted: look before it
	}
}
