package inventory

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/tote/inventory/store"
)

// The check reads in pieces, each of one short snapshot, so that a service under load neither waits nor grows its file:
// 5,000 entries fold in about 20 ms, and 5,000 records compare in half of that.
const (
	CheckEntries = 5_000
	CheckRecords = 5_000
)

// checkedTags are the records the ledger accounts for, and the indexes that lead to them.
var checkedTags = []byte{tagBalance, tagHold, tagLPN, tagOrder, tagTask, tagOfItem, tagFree, tagChildren, tagUnpicked, tagSerial, tagTasksToDo, tagTasksOf, tagTasksEnded, tagCountWanted, tagCount, tagTransfer, tagRefill, tagSupply}

// CheckStep is where a check stands between two pieces: which records are still to be compared.
type CheckStep struct {
	tag  int       // of checkedTags
	from store.Key // nil: the tag's first
	Done bool
}

// FoldTail takes in entries the auditor has not seen, at most limit; it tells whether it has reached the end.
func (a *Auditor) FoldTail(r store.Reader, limit int) (end bool) {
	n := 0
	for l := range store.Entries(r, a.seq+1) {
		if n++; n > limit {
			return false
		}
		a.Fold(l) // decoded at once: nothing of the snapshot is kept
	}
	return true
}

// Piece does one piece of the check in one snapshot: it folds what the ledger has got since, and once nothing is left to
// fold, compares one range of records both ways at that number.
func (a *Auditor) Piece(r store.Reader, s CheckStep) CheckStep {
	if !a.FoldTail(r, CheckEntries) {
		return s
	}
	if s.tag >= len(checkedTags) {
		s.Done = true
		return s
	}
	a.tasks = map[string]Task{}
	prefix := store.K(checkedTags[s.tag])
	var next store.Key
	if prefix[0] == tagHold {
		a.compareHolds(r) // a house has few of them at a time
	} else {
		next = a.compareRange(r, prefix, s.from)
	}
	if next != nil {
		return CheckStep{tag: s.tag, from: next}
	}
	return CheckStep{tag: s.tag + 1, Done: s.tag+1 == len(checkedTags)}
}

// compareRange compares the records from a key on, at most CheckRecords of them, with what the ledger says of exactly
// that range, and gives the key to go on with, nil at the end.
func (a *Auditor) compareRange(r store.Reader, prefix, from store.Key) (next store.Key) {
	clock, _ := Clocks.Get(r, store.K(tagClock))
	a.now = max(a.now, clock.At)
	stored := map[string]bool{}
	var keys []store.Key
	for k := range store.Keys(r, prefix, from) {
		if len(keys) == CheckRecords {
			next = k.Clone()
			break
		}
		keys = append(keys, k.Clone())
	}
	for _, k := range keys {
		stored[string(k)] = true
		a.compare(r, k)
	}
	folded, _ := demandsFolded.Get(r, supplyTag(supplyThrough))
	lo := string(prefix)
	if from != nil {
		lo = string(from)
	}
	a.want.Ascend(lo, func(k string, w *wanted) bool {
		if (next != nil && k >= string(next)) || k[0] != prefix[0] {
			return false
		}
		if !stored[k] && !w.empty() && !a.swept(k[0], w) && !a.uncounted(k, folded.Through) {
			a.differ("record", w.name, w, "nothing")
		}
		return true
	})
	return next
}

// swept tells whether a record has ended so long ago that nobody keeps it: see sweep.go.
func (a *Auditor) swept(tag byte, w *wanted) bool {
	kept := time.Duration(0)
	switch {
	case tag == tagTask && (w.state == TaskDone.String() || w.state == TaskHandedOver.String() || w.state == TaskCancelled.String()):
		kept = TasksKept
	case tag == tagCount && (w.state == CountMatched.String() || w.state == CountPosted.String() || w.state == CountRejected.String()):
		kept = CountsKept
	case tag == tagRefill && (w.state == RefillDone.String() || w.state == RefillCancelled.String()):
		kept = RefillsKept
	default:
		return false
	}
	return w.since+int64(kept/time.Second) <= a.now+secondsDay // the clock that swept may have been ahead of what it left behind
}

func (w *wanted) empty() bool {
	return w.onHand == 0 && w.reserved == 0 && w.grams == 0 && w.sums == [7]int64{} && w.parent.IsZero() &&
		w.state == "" && w.holds == 0
}

// String words what the ledger says in a report.
func (w *wanted) String() string {
	switch {
	case w.sums != [7]int64{}:
		return fmt.Sprintf("sums %v", w.sums)
	case !w.parent.IsZero():
		return "in " + w.parent.String()
	case w.state != "":
		return w.state
	}
	return fmt.Sprintf("%d on hand, %d reserved, %d g", w.onHand, w.reserved, w.grams)
}

func (a *Auditor) compare(r store.Reader, k store.Key) {
	w, _ := a.want.Get(string(k))
	if w == nil {
		w = &wanted{name: fmt.Sprintf("%q", []byte(k))}
	}
	switch k[0] {
	case tagBalance:
		a.compareBalance(r, k, w)
	case tagLPN:
		a.compareLPN(r, k, w)
	case tagSerial:
		if s, _ := Serials.Get(r, k); s.Holder.String() != w.state {
			a.differ("serial", w.name, "in "+w.state, "in "+s.Holder.String())
		}
	case tagTask:
		t, _ := Tasks.Get(r, k)
		if t.State.String() != w.state {
			a.differ("task", t.ID, w.state, t.State)
		}
		sameIndex(a, r, "task "+t.ID, &Tasks, &t)
	case tagCountWanted:
		a.compareWish(r, k, w)
	case tagCount:
		a.compareCounting(r, k, w)
	case tagOrder:
		if isLineKey(k) {
			a.compareLine(r, k, w)
		}
	case tagTransfer:
		a.compareTransfer(r, k, w)
	case tagRefill:
		a.compareRefill(r, k, w)
	case tagSupply:
		a.compareSupply(r, k, w)
	default:
		if !leadsBack(r, k) {
			a.differ("index", w.name, "no entry", "one that leads to no such record")
		}
	}
}

func (a *Auditor) compareLPN(r store.Reader, k store.Key, w *wanted) {
	l, _ := LPNs.Get(r, k)
	if l.Parent != w.parent || l.Kind.String() != w.kind {
		a.differ("lpn", l.ID, w.kind+" in "+w.parent.String(), l.Kind.String()+" in "+l.Parent.String())
	}
	if state := w.state; l.Kind == ToteLPN && (l.State.String() != state || (l.State == ToteFree) != (l.Order == "")) {
		a.differ("lpn", l.ID, state, fmt.Sprintf("%s for order %q", l.State, l.Order))
	}
	sameIndex(a, r, "LPN "+l.ID, &LPNs, &l)
}

// compareHolds counts the holds on each target, both ways.
func (a *Auditor) compareHolds(r store.Reader) {
	have := map[string]int{}
	names := map[string]string{}
	for h := range Holds.All(r, store.K(tagHold), nil) {
		k := string(h.Target.key())
		have[k]++
		names[k] = h.Target.String()
	}
	a.want.Ascend(string(store.K(tagHold)), func(k string, w *wanted) bool {
		if k[0] != tagHold {
			return false
		}
		if have[k] != w.holds {
			a.differ("hold", w.name[len("hold "):], w.holds, have[k])
		}
		delete(have, k)
		return true
	})
	for _, k := range slices.Sorted(maps.Keys(have)) {
		a.differ("hold", names[k], 0, have[k])
	}
}

func (a *Auditor) compareBalance(r store.Reader, k store.Key, w *wanted) {
	b, _ := Balances.Get(r, k)
	if b.OnHand != w.onHand || b.Reserved != w.reserved || b.Grams != w.grams {
		a.differ("balance", nameOf(b.Goods), w, fmt.Sprintf("%d on hand, %d reserved, %d g", b.OnHand, b.Reserved, b.Grams))
	}
	sameIndex(a, r, nameOf(b.Goods), &Balances, &b)
}

// sameIndex tells whether a record can be found through its indexes.
func sameIndex[T any](a *Auditor, r store.Reader, name string, c *store.Collection[T], v *T) {
	for _, ix := range c.Indexes {
		if ix.Late && slices.Contains(a.unbuilt, c.Noun+"/"+ix.Name) {
			continue
		}
		for _, k := range ix.Keys(v) {
			if !store.Marked(r, k) {
				a.differ("index", ix.Name+" of "+name, "an entry", "none")
			}
		}
	}
}

func (a *Auditor) compareLine(r store.Reader, k store.Key, w *wanted) {
	l, _ := Lines.Get(r, k)
	name := fmt.Sprintf("order %s line %d", l.Order, l.No)
	if l.Sums != w.sums {
		a.differ("line", name, fmt.Sprintf("sums %v", w.sums), fmt.Sprintf("%v", l.Sums))
	}
	if parts := l.Sums[Open] + l.Sums[Allocated] + l.Sums[Picked] + l.Sums[Packed] + l.Sums[Shipped] + l.Sums[Cancelled]; parts != l.Ordered() {
		a.differ("line", name, fmt.Sprintf("%d ordered in all its phases", l.Ordered()), parts)
	}
	sameIndex(a, r, name, &Lines, &l)
	have := map[int]*wantRes{}
	for i := range l.Res {
		a.compareMarks(r, &l, &l.Res[i])
		have[l.Res[i].N] = &wantRes{l.Goods(&l.Res[i]), l.Res[i].Qty, l.Res[i].Phase}
	}
	for _, n := range slices.Sorted(maps.Keys(w.res)) {
		if h := have[n]; h == nil || *h != *w.res[n] {
			a.differ("reservation", fmt.Sprintf("%s no. %d", name, n), w.res[n], h)
		}
		delete(have, n)
	}
	for _, n := range slices.Sorted(maps.Keys(have)) {
		a.differ("reservation", fmt.Sprintf("%s no. %d", name, n), "none", have[n])
	}
}

// Check audits a partition whole, for a store nobody writes to.
func Check(r store.Reader) ([]Difference, int) { return CheckBut(r, nil) }

// CheckBut is Check of a closed store that an older program wrote: the late indexes it was not built with are not looked for.
func CheckBut(r store.Reader, unbuilt []string) ([]Difference, int) {
	a := NewAuditor(r.Partition())
	a.unbuilt = unbuilt
	for step := (CheckStep{}); !step.Done; {
		step = a.Piece(r, step)
	}
	return a.Differences()
}

// compareMarks compares what the ledger does not tell of a reservation: a step of an open task is one of that task's, and
// what is picked lies in a tote of its order.
func (a *Auditor) compareMarks(r store.Reader, l *Line, res *Reservation) {
	name := fmt.Sprintf("order %s line %d no. %d", l.Order, l.No, res.N)
	if res.Task != "" {
		t, known := a.tasks[res.Task]
		if !known {
			t, _ = Tasks.Get(r, TaskKey(res.Task))
			a.tasks[res.Task] = t
		}
		open := t.State == TaskOpen || t.State == TaskClaimed
		if res.Phase != Allocated || !open || !slices.ContainsFunc(t.Steps, func(s TaskStep) bool { return s.Ref == l.Ref(res.N) }) {
			a.differ("task", name, "an unpicked step of an open task, or of none", fmt.Sprintf("%s, of task %s %q", res.Phase, res.Task, t.State))
		}
	}
	if res.Phase != Picked || res.Holder.Kind != InLPN {
		return
	}
	if tote, ok := LPNs.Get(r, LPNKey(res.Holder.ID)); !ok || tote.Kind == ToteLPN && tote.Order != l.Order {
		a.differ("tote", name, "in a tote of its order", fmt.Sprintf("in %s of order %q", res.Holder, tote.Order))
	}
}

// leadsBack tells whether an index entry leads to a record that should be found by it.
func leadsBack(r store.Reader, k store.Key) bool {
	kr := store.ReadKey(k, 1)
	switch k[0] {
	case tagOfItem, tagFree:
		g, err := goodsFromItemKey(k)
		return err == nil && foundBy(r, &Balances, g.key(), k)
	case tagChildren:
		kr.Byte()
		kr.Str()
		return foundBy(r, &LPNs, LPNKey(kr.Str()), k)
	case tagUnpicked:
		kr.Byte() // holder
		kr.Str()
		kr.Str() // SKU, lot, status, owner
		kr.Str()
		kr.Byte()
		kr.Str()
		return foundBy(r, &Lines, LineKey(kr.Str(), int(kr.Uint())), k)
	case tagTasksToDo:
		kr.Str()
		kr.Int()
		kr.Int()
	case tagTasksOf:
		kr.Str()
	case tagTasksEnded:
		kr.Int()
	}
	return foundBy(r, &Tasks, TaskKey(kr.Str()), k)
}

func foundBy[T any](r store.Reader, c *store.Collection[T], record, entry store.Key) bool {
	v, ok := c.Get(r, record)
	if !ok {
		return false
	}
	for _, ix := range c.Indexes {
		for _, k := range ix.Keys(&v) {
			if string(k) == string(entry) {
				return true
			}
		}
	}
	return false
}
