package inventory

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/store"
)

// isRefillNumber tells whether a document is a refill's number.
func isRefillNumber(document string) bool { return strings.HasPrefix(document, "F-") }

// brings follows what is brought to faces.
func (a *Auditor) brings(e Recorded) {
	if e.Reason == ReasonReplenish && isRefillNumber(e.Document) {
		a.at(refillKey(e.Document), "refill "+e.Document).posted += e.Qty
	}
}

// compareRefill compares a refill with the ledger: its state, and what was brought with what was moved under its number. One
// that is claimed is a step of an open trip, any other of none; and indexes lead back.
func (a *Auditor) compareRefill(r store.Reader, k store.Key, w *wanted) {
	switch k[1] {
	case refillHead:
	case refillWish, refillWork:
		return // what is to be looked at: looking once more changes nothing
	default:
		if !foundBy(r, &Refills, refillKey(refillAt(k)), k) {
			a.differ("index", fmt.Sprintf("%q", []byte(k)), "no entry", "one that leads to no such refill")
		}
		return
	}
	f, _ := Refills.Get(r, k)
	name := "refill " + f.ID
	if f.State.String() != w.state || f.Done != w.posted {
		a.differ("record", name, fmt.Sprintf("%s, %d brought", w.state, w.posted), fmt.Sprintf("%s, %d brought", f.State, f.Done))
	}
	if (f.State == RefillClaimed) != (f.Task != "") || f.State.Alive() != (f.Ended == 0) || f.Qty <= 0 || f.Pull < 0 || f.Pull > f.Qty {
		a.differ("record", name, "a trip if it is claimed, an end if it is over, no more reserved than wanted",
			fmt.Sprintf("%s, task %q, ended %d, %d wanted, %d reserved", f.State, f.Task, f.Ended, f.Qty, f.Pull))
	}
	sameIndex(a, r, name, &Refills, &f)
	if f.Task == "" {
		return
	}
	t, _ := Tasks.Get(r, TaskKey(f.Task))
	stop := slices.ContainsFunc(t.Steps, func(s TaskStep) bool { return s.Refill == f.ID })
	if t.Kind != ReplenishTask || t.State != TaskOpen && t.State != TaskClaimed || !stop {
		a.differ("task", name, "a step of an open trip, or of none", fmt.Sprintf("of task %s %q", f.Task, t.State))
	}
}
