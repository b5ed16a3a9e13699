package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
)

// Bounds of one command that moves a whole location or LPN; what is beyond them is the next command's. A run writes two
// balances, their index keys and an entry, an LPN its record, two child keys and an entry, of 200 writes.
const (
	maxMoveRuns  = 10
	maxMoveLPNs  = 6
	maxMoveSeen  = 60 // runs and LPNs of a location looked at
	maxMoveTree  = 40 // LPNs that stand in the one that is carried
	maxMoveLoads = 60 // runs of goods in an LPN with all that stands in it
	maxMoveLeft  = 20 // told of what stays
)

// burden is what an LPN carries, itself and all that stands in it.
type burden struct {
	lpns  []inventory.LPN
	goods []inventory.Balance
}

// burdenOf reads what an LPN carries. One with more than a command can judge is moved in parts.
func (m *mover) burdenOf(l inventory.LPN) (burden, error) {
	out := burden{lpns: []inventory.LPN{l}}
	for i := 0; i < len(out.lpns); i++ {
		for b := range inventory.Contents(m.tx, out.lpns[i].Holder()) {
			if out.goods = append(out.goods, b); len(out.goods) > maxMoveLoads {
				return out, fault.Refused("lpn.too_mixed", "LPN %s carries more than %d runs of goods: move its parts one by one", l.ID, maxMoveLoads)
			}
		}
		for _, id := range inventory.Children(m.tx, out.lpns[i].Holder(), maxMoveTree+1) {
			child, err := inventory.GetLPN(m.tx, id)
			if err != nil {
				return out, err
			}
			if out.lpns = append(out.lpns, child); len(out.lpns) > maxMoveTree {
				return out, fault.Refused("lpn.too_mixed", "more than %d LPNs stand in %s: move its parts one by one", maxMoveTree, l.ID)
			}
		}
	}
	return out, nil
}

// lpn carries an LPN with all it holds, or refuses with every reason.
func (m *mover) lpn(id string) error {
	l, err := inventory.GetLPN(m.tx, id)
	if err != nil {
		return err
	}
	if l.Parent == m.opt.to {
		return fault.Refused("move.same", "LPN %s stands at %s already: name another place", id, m.opt.to)
	}
	no, err := m.carry(l)
	if err == nil && len(no) > 0 {
		err = fault.Refused("move.refused", "LPN %s cannot go to %s", id, m.opt.to).With(no...)
	}
	return err
}

// carry moves an LPN if it may; else it tells every reason and changes nothing.
func (m *mover) carry(l inventory.LPN) ([]fault.Detail, error) {
	all, err := m.burdenOf(l)
	if err != nil {
		return nil, err
	}
	no := inUse(all.lpns)
	for _, n := range all.lpns {
		m.going[n.Holder()] = true
	}
	clear(m.used)
	before, laid := len(m.out.Affected), m.land.Laid()
	var runs []run
	var units int64
	for i := range all.goods {
		b := &all.goods[i]
		units += b.OnHand
		p, why, err := m.planCarried(b)
		if err != nil {
			return nil, err
		}
		for _, v := range p.victims { // the bound holds for the LPN as a whole
			m.out.Affected = append(m.out.Affected, MoveAffected{Ref: v.ref, Qty: v.qty, Got: v.got})
		}
		runs, no = append(runs, p), append(no, why...)
	}
	m.out.Affected = m.out.Affected[:before]
	if len(no) > 0 {
		m.land.Back(laid)
		for _, n := range all.lpns {
			delete(m.going, n.Holder())
		}
		return no[:min(len(no), maxMoveTold)], nil
	}
	for _, p := range runs {
		for _, v := range p.victims {
			if v.got == ReservedTravel { // the reservation names the LPN, which takes it along
				m.out.Affected = append(m.out.Affected, MoveAffected{Ref: v.ref, Qty: v.qty, Got: v.got})
				continue
			}
			if err := m.settle(p.goods, v); err != nil {
				return nil, err
			}
		}
	}
	m.out.LPNs++
	m.out.Units += units
	return nil, inventory.Carry(m.tx, l.ID, m.opt.to, m.opt.reason)
}

// planCarried looks whether a run may go along in its LPN. Whatever of it lines have reserved goes too.
func (m *mover) planCarried(b *inventory.Balance) (run, []fault.Detail, error) {
	p := run{goods: b.Goods, qty: b.OnHand}
	no, err := m.landing(b, b.OnHand)
	if err != nil {
		return p, nil, err
	}
	no = append(no, m.land.HeldBack(b.Goods)...)
	if b.Reserved == 0 {
		return p, no, nil
	}
	victims, why, err := m.victims(b, b.Reserved)
	p.victims = victims
	return p, append(no, why...), err
}

// inUse tells of the LPNs that belong to an order already: totes that are being filled or packed from.
func inUse(lpns []inventory.LPN) (no []fault.Detail) {
	for _, l := range lpns {
		if l.Kind == inventory.ToteLPN && l.State != inventory.ToteFree {
			no = append(no, fault.Detail{Where: l.ID, Reason: whyTote, Message: "it is order " + l.Order + "'s"})
		}
	}
	return no
}

// location moves everything from a location that the other place takes.
func (m *mover) location(from inventory.Holder) error {
	if _, err := inventory.FindLocation(m.tx, from.Code()); err != nil {
		return err
	}
	m.going[from] = true
	if err := m.empty(from); err != nil {
		return err
	}
	if m.out.Runs+m.out.LPNs > 0 {
		return nil
	}
	return m.nothing(from)
}

// nothing is why nothing could be moved.
func (m *mover) nothing(from inventory.Holder) error {
	if len(m.out.Left) == 0 {
		return fault.Refused("move.nothing", "nothing lies at %s", from)
	}
	var g fault.Gather
	for _, l := range m.out.Left {
		where := l.LPN
		if where == "" {
			where = string(l.SKU)
		}
		g.Detail(fault.Detail{Where: where, Reason: l.Reason, Message: l.Why, Have: l.Qty})
	}
	return g.Refused("move.refused", "nothing of what lies at %s can go to %s", from, m.opt.to)
}

// empty moves what lies in a holder and the LPNs that stand in it, as far as one command goes.
func (m *mover) empty(from inventory.Holder) error {
	ids := inventory.Children(m.tx, from, maxMoveSeen)
	m.out.More = len(ids) == maxMoveSeen
	for _, id := range ids {
		if m.out.LPNs == maxMoveLPNs || m.full() {
			m.out.More = true
			return nil
		}
		if err := m.oneOf(id); err != nil {
			return err
		}
	}
	var goods []inventory.Balance
	for b := range inventory.Contents(m.tx, from) {
		if goods = append(goods, b); len(goods) > maxMoveSeen {
			m.out.More = true
			break
		}
	}
	for i := range goods {
		if m.out.Runs == maxMoveRuns || m.full() {
			m.out.More = true
			return nil
		}
		if err := m.loose(&goods[i]); err != nil {
			return err
		}
	}
	return nil
}

// full tells whether as many lines were touched, or looked for, as one command may.
func (m *mover) full() bool { return len(m.out.Affected) >= maxMoveLines || m.a.reads >= moveReads }

func (m *mover) oneOf(id string) error {
	l, err := inventory.GetLPN(m.tx, id)
	if err != nil {
		return err
	}
	no, err := m.carry(l)
	if fault.ReasonOf(err) == "lpn.too_mixed" { // found before anything was changed
		no, err = []fault.Detail{{Reason: "lpn.too_mixed", Message: fault.From(err).Message}}, nil
	}
	for _, d := range no {
		m.stays(inventory.Remains{LPN: id, Reason: d.Reason, Why: d.Message, Qty: d.Have})
	}
	return err
}

// loose moves all of a run that may go: with lines in the way, what they leave.
func (m *mover) loose(b *inventory.Balance) error {
	p, no, err := m.plan(b, b.OnHand)
	if err != nil {
		return err
	}
	for _, d := range no {
		m.stays(inventory.Remains{SKU: b.SKU, Lot: b.Lot, Qty: d.Have, Reason: d.Reason, Why: d.Message})
	}
	if free := b.Unreserved(); len(no) > 0 && free > 0 && free < b.OnHand {
		if p, no, err = m.plan(b, free); err != nil {
			return err
		}
	}
	if len(no) > 0 {
		return nil
	}
	return m.do(p)
}

func (m *mover) stays(r inventory.Remains) {
	if len(m.out.Left) < maxMoveLeft {
		m.out.Left = append(m.out.Left, r)
	}
}
