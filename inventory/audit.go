package inventory

import (
	"fmt"
	"unsafe"

	"github.com/tidwall/btree"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Auditor recomputes balances, reservations, line sums, holds, the places of LPNs and the states of totes and tasks from the
// ledger alone, and compares them with what is stored; what only records say (a tote's order, a reservation's task, indexes)
// it compares with each other. It shares no code with the verbs but the shape of an entry: it is the second opinion.
type Auditor struct {
	part  store.Partition
	seq   uint64
	hash  store.Hash
	want  btree.Map[string, *wanted] // by the key the record must have
	found []Difference
	more  int                       // differences beyond MaxDifferences
	tasks map[string]Task           // read in this piece: many reservations are steps of one
	now   int64                     // unix seconds: the last entry's, or the warehouse's clock
	taken map[item.SKU][]takenGoods // by customers, as long as the audit lasts: some bytes an entry

	unbuilt []string // late indexes the store lacks as a whole
}

// wanted is what the ledger says a record must hold.
type wanted struct {
	name                    string
	onHand, reserved, grams int64               // balance
	sums                    [7]int64            // line
	res                     map[int]*wantRes    // line
	parent                  Holder              // LPN
	kind                    string              // LPN
	state                   string              // tote, task
	holds                   int                 // of a target
	posted                  int64               // by a count, or brought by a refill
	since                   int64               // unix seconds of its last state
	road                    map[item.SKU]onRoad // of a transfer: what is in transit
}

type wantRes struct {
	goods Goods
	qty   int64
	phase Phase
}

// MaxDifferences bounds a report: whoever has a thousand has one cause.
const MaxDifferences = 1000

// Difference is one place where the ledger and the records disagree.
type Difference struct {
	What string // "chain", "entry", "balance", "line", "reservation", "lpn", "tote", "task", "hold", "index", "record"
	Name string
	Want string // as the ledger says
	Got  string // as is stored
}

// String gives one line of the report.
func (d Difference) String() string {
	return fmt.Sprintf("%s %s: the ledger says %s, stored is %s", d.What, d.Name, d.Want, d.Got)
}

// NewAuditor begins an audit of a partition at its first entry.
func NewAuditor(p store.Partition) *Auditor { return &Auditor{part: p} }

// Seq is the number of the last entry that was folded.
func (a *Auditor) Seq() uint64 { return a.seq }

// Differences gives what was found so far, and how many more there were than a report keeps.
func (a *Auditor) Differences() (found []Difference, more int) { return a.found, a.more }

func (a *Auditor) differ(what, name string, want, got any) {
	if len(a.found) >= MaxDifferences {
		a.more++
		return
	}
	a.found = append(a.found, Difference{what, name, fmt.Sprint(want), fmt.Sprint(got)})
}

// Fold takes in the next entry: it must continue the chain, and make no balance, reservation or line negative.
func (a *Auditor) Fold(l store.LogEntry) {
	if l.Seq != a.seq+1 {
		a.differ("chain", fmt.Sprint(l.Seq), fmt.Sprintf("entry %d next", a.seq+1), fmt.Sprintf("entry %d", l.Seq))
	}
	if l.Head.Previous != a.hash {
		a.differ("chain", fmt.Sprint(l.Seq), fmt.Sprintf("hash %x of the entry before", a.hash[:6]), fmt.Sprintf("%x", l.Head.Previous[:6]))
	}
	a.seq, a.hash = l.Seq, store.HashOf(l.Raw)
	e, err := ReadEntry(l)
	if err != nil {
		a.differ("entry", fmt.Sprint(l.Seq), "a readable entry", err)
		return
	}
	a.now = max(a.now, e.At.Unix())
	switch e.Kind {
	case EntryMove:
		a.move(e)
	case EntryReserve:
		a.reserve(e)
	case EntryRelease, EntryExpire:
		a.release(e)
	case EntryLine:
		a.shift(e)
	case EntryCarry:
		w := a.at(LPNKey(e.ID), "LPN "+e.ID)
		if w.parent != e.From.Holder {
			a.differ("entry", fmt.Sprint(e.Seq), e.ID+" in "+w.parent.String(), "carried from "+e.From.Holder.String())
		}
		w.parent, w.kind = e.To.Holder, e.Noun
		if w.kind == ToteLPN.String() && w.state == "" {
			w.state = ToteFree.String() // as it is made known
		}
	case EntryState:
		a.state(e)
	default:
		a.differ("entry", fmt.Sprint(e.Seq), "a known kind", e.Kind)
	}
}

// state follows what the records of this package keep: totes, tasks and holds.
func (a *Auditor) state(e Recorded) {
	var w *wanted
	switch e.Noun {
	case "tote":
		w = a.at(LPNKey(e.ID), "LPN "+e.ID)
	case "task":
		w = a.at(TaskKey(e.ID), "task "+e.ID)
	case CountLineNoun:
		w = a.at(countKey(e.ID), "count "+e.ID)
	case "count":
		w = a.at(countWantedKey(e.From.Holder, e.SKU), "count wanted "+e.ID)
	case "stocktake":
		w = a.at(StocktakeKey(e.ID), "stocktake "+e.ID)
	case refillNoun:
		w = a.at(refillKey(e.ID), "refill "+e.ID)
	case "override":
		w = a.at(overrideKey(item.SKU(e.ID)), "override of SKU "+e.ID)
	case "transfer":
		w = a.at(transferKey(e.ID), "transfer "+e.ID)
	case "hold":
		h := a.at(Target{On: heldBy(e), SKU: e.SKU, Lot: e.From.Lot, Holder: e.From.Holder}.key(), "hold "+e.ID)
		if h.holds++; e.Event == "lift" {
			h.holds -= 2
		}
		return
	default:
		return
	}
	if w.state != e.FromState {
		a.differ("entry", fmt.Sprint(e.Seq), fmt.Sprintf("%s %q", w.name, w.state), fmt.Sprintf("%s from %q", e.Event, e.FromState))
	}
	w.state, w.since = e.ToState, e.At.Unix()
}

// heldBy tells from which names an entry has what the hold is on.
func heldBy(e Recorded) HoldOn {
	switch {
	case e.From.Holder.IsZero() && e.From.Lot == "":
		return HoldSKU
	case e.From.Holder.IsZero():
		return HoldLot
	case e.SKU == "":
		return HoldHolder
	}
	return HoldSKUAtPlace
}

// known gives what the ledger said so far of a record, nil if nothing.
func (a *Auditor) known(k store.Key) *wanted {
	w, _ := a.want.Get(unsafe.String(unsafe.SliceData(k), len(k)))
	return w
}

func (a *Auditor) at(k store.Key, name string) *wanted {
	if w := a.known(k); w != nil {
		return w
	}
	w := &wanted{name: name}
	a.want.Set(string(k), w)
	return w
}

func (a *Auditor) balance(e Recorded, s Side) (store.Key, *wanted) {
	g := Goods{SKU: e.SKU, Lot: s.Lot, Holder: s.Holder, Status: s.Status, Owner: s.Owner}
	k := g.key()
	if w := a.known(k); w != nil {
		return k, w // its name is in words already: that takes longer than finding it
	}
	return k, a.at(k, nameOf(g))
}

func nameOf(g Goods) string {
	return fmt.Sprintf("%s SKU %s lot %q %s owner %q", g.Holder, g.SKU, g.Lot, g.Status, g.Owner)
}

func (a *Auditor) line(r Ref) *wanted {
	k := LineKey(r.Order, r.Line)
	w := a.known(k)
	if w == nil {
		w = a.at(k, fmt.Sprintf("order %s line %d", r.Order, r.Line))
	}
	if w.res == nil {
		w.res = map[int]*wantRes{}
	}
	return w
}

// drop forgets a reservation that is used up. Most lines have none most of their life: a house of a year has a million.
func (w *wanted) drop(n int) {
	if delete(w.res, n); len(w.res) == 0 {
		w.res = nil
	}
}

// put changes a balance by what an entry moves; reserved goes along under a reservation.
func (a *Auditor) put(e Recorded, s Side, sign int64, reserved bool) {
	if s.Holder.Kind == Outside {
		return
	}
	k, b := a.balance(e, s)
	b.onHand += sign * e.Qty
	b.grams += sign * e.Grams
	if reserved {
		b.reserved += sign * e.Qty
	}
	a.sane(e, b)
	if b.onHand == 0 && b.reserved == 0 && b.grams == 0 {
		a.want.Delete(string(k)) // as its record is: every tote and carton has held what it holds no more
	}
}

func (a *Auditor) sane(e Recorded, b *wanted) {
	if b.onHand < 0 || b.reserved < 0 || b.reserved > b.onHand || b.grams < 0 || b.onHand == 0 && b.grams != 0 {
		a.differ("entry", fmt.Sprint(e.Seq), "no balance below zero, none over-reserved, no gram where no unit is",
			fmt.Sprintf("%s with %d on hand, %d reserved, %d g", b.name, b.onHand, b.reserved, b.grams))
	}
}

func (a *Auditor) move(e Recorded) {
	held := e.Ref.Res != 0
	for _, number := range e.Serials {
		a.at(serialKey(number, e.SKU), "unit "+number+" of SKU "+string(e.SKU)).state = e.To.Holder.String()
	}
	a.posts(e)
	a.roads(e)
	a.brings(e)
	a.take(e)
	a.put(e, e.From, -1, held)
	a.put(e, e.To, +1, held)
	if !held {
		return
	}
	l := a.line(e.Ref)
	l.sums[e.FromPhase] -= e.Qty
	l.sums[e.ToPhase] += e.Qty
	r := l.res[e.Ref.Res]
	if r == nil || r.qty < e.Qty || r.phase != e.FromPhase || r.goods.side() != e.From {
		a.differ("entry", fmt.Sprint(e.Seq), fmt.Sprintf("a reservation %d of %s with %d %s", e.Ref.Res, l.name, e.Qty, e.FromPhase), r)
		return
	}
	goods := Goods{SKU: e.SKU, Lot: e.To.Lot, Holder: e.To.Holder, Status: e.To.Status, Owner: e.To.Owner}
	switch {
	case e.ToPhase == Shipped:
		r.qty -= e.Qty
	case e.NewRes != 0:
		r.qty -= e.Qty
		l.res[e.NewRes] = &wantRes{goods, e.Qty, e.ToPhase}
	default:
		r.goods, r.phase = goods, e.ToPhase
	}
	if r.qty == 0 {
		l.drop(e.Ref.Res)
	}
}

func (a *Auditor) reserve(e Recorded) {
	_, b := a.balance(e, e.From)
	l := a.line(e.Ref)
	b.reserved += e.Qty
	a.sane(e, b)
	l.sums[Open] -= e.Qty
	l.sums[Allocated] += e.Qty
	if l.res[e.Ref.Res] != nil {
		a.differ("entry", fmt.Sprint(e.Seq), "a new reservation number", e.Ref.Res)
	}
	g := Goods{SKU: e.SKU, Lot: e.From.Lot, Holder: e.From.Holder, Status: e.From.Status, Owner: e.From.Owner}
	l.res[e.Ref.Res] = &wantRes{g, e.Qty, Allocated}
}

func (a *Auditor) release(e Recorded) {
	_, b := a.balance(e, e.From)
	l := a.line(e.Ref)
	b.reserved -= e.Qty
	a.sane(e, b)
	l.sums[e.FromPhase] -= e.Qty
	l.sums[e.ToPhase] += e.Qty
	// Picked goods are given up with their line, or set aside while it wants others.
	back := e.ToPhase == Open && (e.FromPhase == Allocated || e.FromPhase == Picked) || e.ToPhase == Cancelled && e.FromPhase == Picked
	r := l.res[e.Ref.Res]
	if r == nil || r.qty < e.Qty || r.phase != e.FromPhase || r.goods.side() != e.From || !back {
		a.differ("entry", fmt.Sprint(e.Seq), fmt.Sprintf("a reservation %d of %s with %d %s to give back", e.Ref.Res, l.name, e.Qty, e.FromPhase), r)
		return
	}
	if r.qty -= e.Qty; r.qty == 0 {
		l.drop(e.Ref.Res)
	}
}

func (a *Auditor) shift(e Recorded) {
	l := a.line(e.Ref)
	if e.FromPhase == 0 {
		l.sums[0] += e.Qty
	} else {
		l.sums[e.FromPhase] -= e.Qty
	}
	l.sums[e.ToPhase] += e.Qty
}

// String words a reservation in a report.
func (r *wantRes) String() string {
	if r == nil {
		return "none"
	}
	return fmt.Sprintf("%d %s of %s", r.qty, r.phase, nameOf(r.goods))
}
