package fulfilment

import (
	"slices"

	"example.com/tote/fulfilment/allocation"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Bounds of what one move may change of orders: each line it touches writes the line with its index keys, its trip, two
// entries and the balances of what it gets, of 200 writes.
const (
	maxMoveLines = 6  // lines touched
	maxMoveMade  = 12 // reservations made for them
	maxMoveTold  = 10 // of those who have the goods, in a refusal
	// moveReads is after how many reads no other stock is looked for: one look takes about 800, of 2,000.
	moveReads = 500
)

// victim is a line whose reserved goods are moved.
type victim struct {
	ref     inventory.Ref
	qty     int64
	task    string
	got     Reserved
	instead []reservable // of ReservedElsewhere
}

// victims chooses whose reserved goods go along, so that so much of a balance can: lines nobody is walking for, by the date
// they ship. It tells every reason why there are too few.
func (m *mover) victims(b *inventory.Balance, lack int64) (out []victim, no []fault.Detail, err error) {
	waiting := rivals(m.tx, b.Goods)
	var unpicked int64
	made := 0
	for _, v := range waiting {
		l, err := inventory.GetLine(m.tx, v.ref.Order, v.ref.Line)
		if err != nil {
			return nil, nil, err
		}
		r := *l.Reservation(v.ref.Res)
		unpicked += r.Qty
		if lack == 0 {
			continue
		}
		qty := min(lack, r.Qty)
		switch {
		case v.claimed:
			no = append(no, m.claimed(&l, &r))
			continue
		case m.opt.policy == ReservedRefuse, len(m.out.Affected)+len(out) == maxMoveLines:
			no = append(no, reservedBy(&l, &r, "waits for them"))
			continue
		case m.opt.policy == ReservedTravel:
			if !m.land.At.Kind.Stocked() {
				no = append(no, reservedBy(&l, &r, "could not be picked from a "+m.land.At.Kind.String()+" location"))
				continue
			}
			out = append(out, victim{ref: v.ref, qty: qty, task: r.Task, got: ReservedTravel})
		default:
			plan, err := m.elsewhere(&l, qty, b.Goods)
			if err != nil {
				return nil, nil, err
			}
			if made += len(plan); len(plan) == 0 || made > maxMoveMade {
				no = append(no, reservedBy(&l, &r, "no other stock could be found for it"))
				continue
			}
			out = append(out, victim{ref: v.ref, qty: qty, task: r.Task, got: ReservedElsewhere, instead: plan})
		}
		lack -= qty
	}
	if picked := b.Reserved - unpicked; picked > 0 && lack > 0 && len(waiting) < maxRivals {
		no = append(no, fault.Detail{Where: b.Holder.String(), Reason: whyPicked, Message: "they are picked for an order", Have: picked})
	}
	if lack == 0 {
		return out, nil, nil // others may be claimed: theirs stay
	}
	if len(no) == 0 {
		no = append(no, fault.Detail{Where: string(b.SKU), Reason: whyReserved, Message: "order lines have claimed them at " + b.Holder.String(), Want: lack})
	}
	return nil, no[:min(len(no), maxMoveTold)], nil
}

func reservedBy(l *inventory.Line, r *inventory.Reservation, why string) fault.Detail {
	return fault.Detail{Where: "order " + l.Order + " line " + itoa(l.No), Reason: whyReserved, Message: why, Have: r.Qty}
}

// claimed words that a worker is on the way to goods.
func (m *mover) claimed(l *inventory.Line, r *inventory.Reservation) fault.Detail {
	d := fault.Detail{Where: "order " + l.Order + " line " + itoa(l.No), Reason: whyClaimed, Message: "somebody is on the way to them", Have: r.Qty}
	if t, err := inventory.GetTask(m.tx, r.Task); err == nil {
		d.Message = t.Claim.Worker + " is on the way to them with task " + t.ID
	}
	return d
}

// elsewhere plans other stock for so much of a line; nothing if it cannot be covered whole. What is planned already and not
// booked yet is not there any more.
func (m *mover) elsewhere(l *inventory.Line, qty int64, from inventory.Goods) ([]reservable, error) {
	ship := shipDay(m.tx.Now(), l.ShipBy, m.a.zone)
	demand, it, err := m.a.demand(l, ship, qty)
	if err != nil {
		return nil, err
	}
	offer := m.offer(l)
	offer.Candidates = slices.DeleteFunc(slices.Clone(offer.Candidates), func(c inventory.Candidate) bool {
		return c.Goods == from || m.going[c.Holder] || m.going[inventory.Location(c.Location)]
	})
	for i := range offer.Candidates {
		c := &offer.Candidates[i]
		b := inventory.GetBalance(m.tx, c.Goods)
		c.Free = b.Unreserved() - m.used[c.Goods]
	}
	plan, err := allocation.Allocate([]allocation.Line{demand}, m.a.stock(&it, offer.Candidates))
	if err != nil {
		return nil, err
	}
	var out []reservable
	for _, p := range plan.Picks {
		out = append(out, reservable{offer.Candidates[p.Stock].Goods, p.Quantity})
		qty -= p.Quantity
	}
	if qty > 0 {
		return nil, nil
	}
	for _, g := range out {
		m.used[g.goods] += g.qty
	}
	return out, nil
}

// offer looks for other stock of a line's item, once a command; nothing if that would cost too much.
func (m *mover) offer(l *inventory.Line) inventory.Offer {
	k := offered{l.SKU, l.Owner}
	o, known := m.offers[k]
	if !known && m.a.reads < moveReads {
		o = inventory.Allocatable(m.tx, l.SKU, l.Owner, item.DateOf(m.tx.Now(), m.a.zone))
		m.a.reads += o.Reads
		m.offers[k] = o
	}
	return o
}

// settle gives a line what the plan says for the goods it had.
func (m *mover) settle(goods inventory.Goods, v victim) error {
	l, err := inventory.GetLine(m.tx, v.ref.Order, v.ref.Line)
	if err != nil {
		return err
	}
	m.out.Affected = append(m.out.Affected, MoveAffected{Ref: v.ref, Qty: v.qty, Got: v.got})
	if v.got == ReservedTravel {
		return m.travel(&l, v)
	}
	if err := inventory.Release(m.tx, &l, v.ref.Res, v.qty, m.opt.reason); err != nil {
		return err
	}
	var steps []inventory.TaskStep
	for _, g := range v.instead {
		made, err := inventory.Reserve(m.tx, &l, inventory.ReserveInput{Goods: g.goods, Qty: g.qty})
		if err != nil {
			return err
		}
		steps = append(steps, tripStep(m.tx, &l, &made))
	}
	inventory.Lines.Put(m.tx, &l)
	return exchangeOnTrip(m.tx, v.ref, v.task, steps, "other stock after a move")
}

func (m *mover) travel(l *inventory.Line, v victim) error {
	n, err := inventory.Travel(m.tx, l, inventory.Onward{Res: v.ref.Res, Qty: v.qty, To: m.opt.to, Reason: m.opt.reason, Document: m.opt.document})
	if err != nil {
		return err
	}
	inventory.Lines.Put(m.tx, l)
	switch {
	case v.task == "":
		return nil
	case n == v.ref.Res:
		return inventory.MoveStep(m.tx, v.task, v.ref, m.opt.to, m.land.At.Code)
	}
	return exchangeOnTrip(m.tx, v.ref, v.task, []inventory.TaskStep{tripStep(m.tx, l, l.Reservation(n))}, "its goods were moved in part")
}

// tripStep makes a step of a reservation.
func tripStep(r store.Reader, l *inventory.Line, res *inventory.Reservation) inventory.TaskStep {
	code, _ := inventory.PlaceOf(r, res.Holder)
	return inventory.TaskStep{Ref: l.Ref(res.N), SKU: l.SKU, Lot: res.Lot, From: res.Holder, Location: code, Qty: res.Qty}
}

// exchangeOnTrip makes a line's new reservations steps of the trip that an old one was on; of one that is full, of a trip of
// their own. The line is stored before.
func exchangeOnTrip(tx *store.Tx, old inventory.Ref, task string, steps []inventory.TaskStep, why string) error {
	if task == "" {
		return nil
	}
	err := inventory.ExchangeStep(tx, task, old, steps)
	if fault.ReasonOf(err) != "task.full" {
		return err
	}
	o, err := GetOrder(tx, old.Order)
	if err != nil {
		return err
	}
	for i := range steps {
		steps[i].Slot = 1
	}
	_, err = makeTask(tx, inventory.NewTask{Kind: inventory.PickTask, Priority: o.Priority, Due: o.ShipBy, Wave: o.Wave, Orders: []string{o.ID},
		Steps: steps, Why: why, From: task})
	return err
}
