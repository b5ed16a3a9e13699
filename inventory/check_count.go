package inventory

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/store"
)

// What counting keeps is checked like everything else: the states of counts, wishes and stocktakes are those of the ledger,
// what a count says it has booked was booked under its number, no goods have two open counts, a wish is a stop of an open
// trip or of none, and a stocktake's zones add up to it.

// isCountNumber tells whether a document is a count's number.
func isCountNumber(document string) bool { return strings.HasPrefix(document, "N-") }

// posts follows what counts book.
func (a *Auditor) posts(e Recorded) {
	if e.Reason != string(AdjustCount) || !isCountNumber(e.Document) {
		return
	}
	w := a.at(countKey(e.Document), "count "+e.Document)
	if e.From.Holder == Adjustment {
		w.posted += e.Qty
	} else {
		w.posted -= e.Qty
	}
}

func (a *Auditor) compareWish(r store.Reader, k store.Key, w *wanted) {
	c, _ := CountsWantedList.Get(r, k)
	name := "count wanted " + string(c.SKU) + "@" + c.Holder.String()
	if w.state != "wanted" {
		a.differ("record", name, w.state, "wanted")
	}
	sameIndex(a, r, name, &CountsWantedList, &c)
	if c.Task == "" || c.Counted {
		return // of one that was counted, the trip may be over
	}
	t, _ := Tasks.Get(r, TaskKey(c.Task))
	stop := slices.ContainsFunc(t.Steps, func(s TaskStep) bool { return s.From == c.Holder && s.SKU == c.SKU })
	if (t.State != TaskOpen && t.State != TaskClaimed) || !stop {
		a.differ("task", name, "a stop of an open trip, or of none", fmt.Sprintf("of task %s %q", c.Task, t.State))
	}
}

func (a *Auditor) compareCounting(r store.Reader, k store.Key, w *wanted) {
	switch k[1] {
	case countHead:
		a.compareCount(r, k, w)
	case countStocktake:
		a.compareStocktake(r, k, w)
	case countAtGoods, countOpenAt, countEnded:
		id := ""
		if kr := store.ReadKey(k, 2); k[1] == countEnded {
			kr.Int()
			id = kr.Str()
		} else {
			id = countIDAt(k)
		}
		if !foundBy(r, &Counts, countKey(id), k) {
			a.differ("index", id, "no entry", "one that leads to no such count")
		}
	case countWishWalk, countWishUrgent:
		kr := store.ReadKey(k, 2)
		if k[1] == countWishWalk {
			kr.Str()
			kr.Int()
			kr.Str()
		} else {
			kr.Int()
			kr.Int()
		}
		c, ok := wishAt(r, kr)
		if !ok || !foundBy(r, &CountsWantedList, CountsWantedList.Key(&c), k) {
			a.differ("index", fmt.Sprintf("%q", []byte(k)), "no entry", "one that leads to no such wish")
		}
	}
}

func (a *Auditor) compareCount(r store.Reader, k store.Key, w *wanted) {
	c, _ := Counts.Get(r, k)
	name := "count " + c.ID
	if c.State.String() != w.state || c.Posted != w.posted {
		a.differ("record", name, fmt.Sprintf("%s, %d booked", w.state, w.posted), fmt.Sprintf("%s, %d booked", c.State, c.Posted))
	}
	if over := !c.State.Open(); over != (c.Ended != 0) || c.State == CountPosted && c.Posted != c.Variance || c.State == CountMatched && c.Posted != 0 {
		a.differ("record", name, "one that is over has ended, with all of its difference booked",
			fmt.Sprintf("%s, ended %d, %d of %d booked", c.State, c.Ended, c.Posted, c.Variance))
	}
	if c.State.Open() {
		open := 0
		for range store.Keys(r, countGoodsKey(countOpenAt, c.Holder, c.SKU, c.Lot, c.Status), nil) {
			open++
		}
		if open != 1 {
			a.differ("record", name, "the one open count of its goods", open)
		}
	}
	sameIndex(a, r, name, &Counts, &c)
}

func (a *Auditor) compareStocktake(r store.Reader, k store.Key, w *wanted) {
	s, _ := Stocktakes.Get(r, k)
	if s.State.String() != w.state {
		a.differ("record", "stocktake "+s.ID, w.state, s.State)
	}
	places, done := 0, 0
	for z := range ZonesOf(r, s.ID) {
		places += z.Places
		done += z.Done
	}
	if places != s.Places || done != s.Done || done > places {
		a.differ("record", "stocktake "+s.ID, fmt.Sprintf("%d of %d places by its zones", done, places), fmt.Sprintf("%d of %d", s.Done, s.Places))
	}
}
