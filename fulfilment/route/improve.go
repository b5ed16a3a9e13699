package route

import (
	"slices"
)

// work is what has been spent, in columns of the program with two cross aisles; more cross aisles cost as their states.
func (c *chooser) work() int {
	states := max(1, len(c.sweep.slots)/statesOfTwo)
	if c.probe != nil {
		return c.probe.walks * states
	}
	return c.walks * len(c.sweep.g.shape.Aisles) * states
}

// improve ruins a part of the choice and builds it anew while rounds and the context last. It returns the rounds done.
func (c *chooser) improve(rounds int) int {
	if c.forced || len(c.e.Articles) == 0 {
		return 0
	}
	length := c.settle(c.length)
	c.keep(length)
	for r := 0; rounds == 0 || r < rounds; r++ {
		if c.ctx.Err() != nil || rounds == 0 && (r == maxRounds || r >= minRounds && c.work() > defaultWork) {
			c.restore()
			return r
		}
		length = c.settle(c.ruin(r))
		if length <= c.length {
			c.keep(length)
		} else {
			c.restore()
		}
	}
	return rounds
}

// ruin takes a part out and builds it anew: everything in an aisle or behind a point of it, which is then kept out of while
// there are other places; or some articles at random; or it sends one article to a place drawn at random, and others may follow.
func (c *chooser) ruin(round int) int64 {
	var gone []int
	forced := -1
	switch victim := c.rng.IntN(len(c.order)); round % 3 {
	case 0:
		p := c.e.Articles[victim].At[c.chosen[victim][c.rng.IntN(len(c.chosen[victim]))]].Place
		deep := c.rng.IntN(2) == 0
		c.banned = func(q Place) bool { return q.X == p.X && (!deep || q.Y >= p.Y) }
		for _, a := range c.order {
			if slices.ContainsFunc(c.chosen[a], func(k int) bool { return c.banned(c.e.Articles[a].At[k].Place) }) {
				gone = append(gone, a)
			}
		}
	case 1:
		gone = c.some(4, -1)
	default:
		forced = victim
		gone = c.some(1+c.rng.IntN(3), forced)
	}
	for _, a := range gone {
		c.drop(a)
	}
	c.rng.Shuffle(len(gone), func(i, j int) { gone[i], gone[j] = gone[j], gone[i] })
	if forced >= 0 {
		c.drop(forced)
		if k := c.rng.IntN(len(c.e.Articles[forced].At)); c.e.Articles[forced].At[k].Quantity > 0 {
			c.add(forced, k)
		}
		gone = append([]int{forced}, gone...)
	}
	length := c.walk(nil)
	for _, a := range gone {
		length = c.insert(a, length)
	}
	c.banned = nil
	return length
}

// some draws one article in n, but never the one given.
func (c *chooser) some(n, never int) []int {
	var out []int
	for _, a := range c.order {
		if a != never && c.rng.IntN(n) == 0 {
			out = append(out, a)
		}
	}
	return out
}

// settle takes each article out and in again until that helps no more.
func (c *chooser) settle(length int64) int64 {
	for better := true; better; {
		better = false
		for _, a := range c.order {
			if c.ctx.Err() != nil {
				return length
			}
			if len(c.e.Articles[a].At) == len(c.chosen[a]) {
				continue
			}
			if c.hopeless(a, length) {
				continue
			}
			before := slices.Clone(c.chosen[a])
			c.drop(a)
			switch l := c.insert(a, c.walk(nil)); {
			case l < length:
				length, better = l, true
			case l > length:
				c.put(a, before)
			}
		}
	}
	return length
}

// hopeless tells, from walks that differ in one place only, that an article taken from one source is best left there.
func (c *chooser) hopeless(a int, length int64) bool {
	if c.probe == nil || len(c.chosen[a]) != 1 {
		return false
	}
	here := c.e.Articles[a].At[c.chosen[a][0]].Place
	if c.count[here] > 1 && here.Off == 0 {
		return true
	}
	off := c.off + c.e.Start.Off + c.e.End.Off
	saved := 2 * here.Off
	if c.count[here] == 1 {
		saved = length - (c.probe.without(here) + off - 2*here.Off)
	}
	if saved <= 0 {
		return true
	}
	for k := range c.e.Articles[a].At {
		s := &c.e.Articles[a].At[k]
		if s.Quantity >= c.e.Articles[a].Need && (c.count[s.Place] > 0 && s.Place != here || c.count[s.Place] == 0 && c.walk(&s.Place)-length < saved) {
			return false
		}
	}
	return true
}
