package store

import (
	"context"
	"slices"
)

// An index that a collection gets after stores were written lacks the records of before: those are found by their keys and
// not by it, until each has been put once more, and not even then, since Put writes only what an index gains by a change. So
// an index that came later says so (Index.Late), a partition remembers by name which of them it has been built with, and Build
// builds the others before anybody reads by them. A partition that is new says so at once: MarkBuilt.

// Building is a late index with its collection, for Build.
type Building struct {
	Name    string // of the collection's noun and the index: unique
	missing func(r Reader, from Key, limit int) (records []Key, next Key)
	fill    func(tx *Tx, record Key) (added int)
}

// Bounds of building.
const (
	buildLook  = 5_000 // records read in one look: some 30 ms
	buildFill  = 40    // records one command brings up to date
	buildAdded = 150   // entries it adds at most, of its 200 writes
)

// Late gives the late indexes of a collection whose records lie under a prefix.
func Late[T any](c *Collection[T], prefix Key) (out []Building) {
	for _, ix := range c.Indexes {
		if !ix.Late {
			continue
		}
		lacks := func(r Reader, v *T) (keys []Key) {
			for _, k := range ix.Keys(v) {
				if !Marked(r, k) {
					keys = append(keys, k)
				}
			}
			return keys
		}
		out = append(out, Building{
			Name: c.Noun + "/" + ix.Name,
			missing: func(r Reader, from Key, limit int) (found []Key, next Key) {
				for k, data := range records(r, prefix, from) {
					if limit--; limit < 0 {
						return found, k.Clone()
					}
					var v T
					decode(c.Noun, c.Version, data, &v)
					if len(lacks(r, &v)) > 0 {
						found = append(found, k.Clone())
					}
				}
				return found, nil
			},
			fill: func(tx *Tx, record Key) int {
				v, ok := c.Get(tx, record)
				if !ok {
					return 0
				}
				keys := lacks(tx, &v)
				for _, k := range keys {
					Mark(tx, k)
				}
				return len(keys)
			},
		})
	}
	return out
}

func builtKey(name string) Key { return K(tagBuilt).Str(name) }

// Built tells whether the partition has been built with the index of that name.
func Built(r Reader, name string) bool { return Marked(r, builtKey(name)) }

// MarkBuilt notes that the partition has had these indexes from its first record on.
func MarkBuilt(tx *Tx, late []Building) {
	for _, b := range late {
		if !Built(tx, b.Name) {
			Mark(tx, builtKey(b.Name))
		}
	}
}

// Build brings partitions up to date with the late indexes they lack, by short looks and bounded commands, and tells how many
// records it found by none. Call it before anything that reads by them. Stopped, it begins anew with the index it was at:
// what was added stays, and is only looked at again.
func Build(ctx context.Context, x *Executor, parts []Partition, late []Building) (brought int, err error) {
	for _, p := range parts {
		for _, b := range late {
			n, err := b.build(ctx, x, p)
			if brought += n; err != nil {
				return brought, err
			}
		}
	}
	return brought, nil
}

func (b *Building) build(ctx context.Context, x *Executor, p Partition) (brought int, err error) {
	command := func() Command {
		now := x.opt.Now()
		return Command{Partition: p, Verb: "build-index", Source: Source{Kind: FromClock}, At: now, OccurredAt: now}
	}
	var from Key
	for {
		var lacking []Key
		done := false
		if err := x.View(ctx, p, func(v *View) error {
			if done = Built(v, b.Name); !done {
				lacking, from = b.missing(v, from, buildLook)
			}
			return nil
		}); err != nil || done {
			return brought, err
		}
		for len(lacking) > 0 {
			n, err := Do(ctx, x, command(), func(tx *Tx) (n int, err error) {
				added := 0
				for _, k := range lacking[:min(buildFill, len(lacking))] {
					if added += b.fill(tx, k); added > buildAdded {
						return n + 1, nil
					}
					n++
				}
				return n, nil
			})
			if err != nil {
				return brought, err
			}
			brought, lacking = brought+n, lacking[n:]
		}
		if from == nil {
			break
		}
	}
	_, err = Do(ctx, x, command(), func(tx *Tx) (struct{}, error) {
		MarkBuilt(tx, []Building{*b})
		return struct{}{}, nil
	})
	return brought, err
}

// Unbuilt gives the names of late indexes that a partition has not been built with, sorted.
func Unbuilt(r Reader, late []Building) (names []string) {
	for _, b := range late {
		if !Built(r, b.Name) {
			names = append(names, b.Name)
		}
	}
	slices.Sort(names)
	return names
}
