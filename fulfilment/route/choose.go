package route

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

// chooser is the search for the places of an errand.
type chooser struct {
	ctx    context.Context
	e      Errand
	sweep  *sweep
	probe  *prober // nil: walks are measured whole
	chosen [][]int // article -> its sources, in order of taking
	best   [][]int
	length int64 // of best
	count  map[Place]int
	off    int64 // ways off the grid to the places chosen, there and back
	forced bool
	walks  int
	banned func(Place) bool
	order  []int // articles, those with the least choice first
	rng    *rand.Rand
}

func newChooser(ctx context.Context, g *Grid, e Errand) *chooser {
	c := &chooser{ctx: ctx, e: e, sweep: newSweep(g), chosen: make([][]int, len(e.Articles)), count: map[Place]int{}, forced: true,
		rng: rand.New(rand.NewPCG(uint64(len(e.Articles)), 0x73636174))} // a fixed seed: the same errand gets the same plan
	var all []Place
	for a := range e.Articles {
		c.order = append(c.order, a)
		sum := int64(0)
		for _, s := range e.Articles[a].At {
			if sum += s.Quantity; s.Quantity > 0 {
				all = append(all, s.Place)
			}
		}
		c.forced = c.forced && (len(e.Articles[a].At) == 1 || sum == e.Articles[a].Need)
	}
	if p, ok := newProber(g, e.Start, e.End, all); ok {
		c.probe = p
	}
	slices.SortFunc(c.order, func(i, j int) int {
		a, b := &e.Articles[i], &e.Articles[j]
		return cmp.Or(cmp.Compare(len(a.At), len(b.At)), cmp.Compare(a.ID, b.ID), cmp.Compare(i, j))
	})
	return c
}

// walk measures the trip past the places chosen, and one more if given.
func (c *chooser) walk(more *Place) int64 {
	c.walks++
	if c.probe != nil {
		length := c.off + c.e.Start.Off + c.e.End.Off
		if more == nil {
			return length + c.probe.length()
		}
		return length + c.probe.with(*more) + 2*more.Off
	}
	s := c.sweep
	s.load(c.e.Start, c.e.End)
	off := int64(0)
	for a := range c.chosen {
		for _, k := range c.chosen[a] {
			p := c.e.Articles[a].At[k].Place
			s.add(p, 0)
			off += 2 * p.Off
		}
	}
	if more != nil {
		s.add(*more, 0)
		off += 2 * more.Off
	}
	length, ok := s.run(false)
	if !ok {
		return Unreachable
	}
	return length + off
}

func (c *chooser) add(a, k int) {
	c.chosen[a] = append(c.chosen[a], k)
	p := c.e.Articles[a].At[k].Place
	if c.count[p]++; c.count[p] == 1 && c.probe != nil {
		c.probe.add(p)
	}
	c.off += 2 * p.Off
}

// leave is the inverse of add, for the i-th source chosen.
func (c *chooser) leave(a, i int) {
	p := c.e.Articles[a].At[c.chosen[a][i]].Place
	if c.count[p]--; c.count[p] == 0 {
		delete(c.count, p)
		if c.probe != nil {
			c.probe.remove(p)
		}
	}
	c.off -= 2 * p.Off
	c.chosen[a] = slices.Delete(c.chosen[a], i, i+1)
}

func (c *chooser) drop(a int) {
	for i := len(c.chosen[a]) - 1; i >= 0; i-- {
		c.leave(a, i)
	}
}

// put gives an article other sources.
func (c *chooser) put(a int, sources []int) {
	c.drop(a)
	for _, k := range sources {
		c.add(a, k)
	}
}

// construct takes each article where the walk grows least.
func (c *chooser) construct() {
	length := c.walk(nil)
	for _, a := range c.order {
		length = c.insert(a, length)
	}
	c.keep(length)
}

func (c *chooser) keep(length int64) {
	c.length = length
	c.best = make([][]int, len(c.chosen))
	for a := range c.chosen {
		c.best[a] = slices.Clone(c.chosen[a])
	}
}

func (c *chooser) restore() {
	for a := range c.chosen {
		if !slices.Equal(c.chosen[a], c.best[a]) {
			c.put(a, c.best[a])
		}
	}
}

// insert takes an article where the walk grows least for what is taken, until there is enough, then leaves out what is
// not needed after all. It returns the length of the walk then. When the context has ended it takes the fullest places.
func (c *chooser) insert(a int, length int64) int64 {
	art := &c.e.Articles[a]
	need := art.Need
	for _, k := range c.chosen[a] { // a place drawn at random
		need -= min(need, art.At[k].Quantity)
	}
	for need > 0 && c.ctx.Err() != nil {
		at := -1
		for k := range art.At {
			if !slices.Contains(c.chosen[a], k) && (at < 0 || art.At[k].Quantity > art.At[at].Quantity) {
				at = k
			}
		}
		need -= min(need, art.At[at].Quantity)
		if c.add(a, at); need == 0 {
			return c.walk(nil)
		}
	}
	for need > 0 {
		best, at, bestLength := 0.0, -1, int64(0)
		for _, strict := range []bool{true, false} {
			for k := range art.At {
				s := &art.At[k]
				if s.Quantity <= 0 || slices.Contains(c.chosen[a], k) || strict && c.banned != nil && c.banned(s.Place) {
					continue
				}
				l := length + 2*s.Off
				if c.count[s.Place] == 0 {
					l = c.walk(&s.Place)
				}
				share := float64(l-length+1) / float64(min(need, s.Quantity)) // only ranks; no length is kept in it
				if at < 0 || share < best {
					best, at, bestLength = share, k, l
				}
			}
			if at >= 0 {
				break
			}
		}
		need -= min(need, art.At[at].Quantity)
		length = bestLength
		c.add(a, at)
	}
	if len(c.chosen[a]) > 1 {
		return c.prune(a, length)
	}
	return length
}

// prune leaves out sources of an article that the others make needless, the one that saves most first.
func (c *chooser) prune(a int, length int64) int64 {
	art := &c.e.Articles[a]
	for {
		sum := int64(0)
		for _, k := range c.chosen[a] {
			sum += art.At[k].Quantity
		}
		best, at := length+1, -1
		for i, k := range c.chosen[a] {
			if sum-art.At[k].Quantity < art.Need {
				continue
			}
			whole := slices.Clone(c.chosen[a])
			c.leave(a, i)
			if l := c.walk(nil); l < best {
				best, at = l, i
			}
			c.put(a, whole)
		}
		if at < 0 {
			return length
		}
		c.leave(a, at)
		length = best
	}
}
