package fulfilment

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// reservedPieces is what lines have reserved of some goods by the piece, to be picked one by one.
type reservedPieces struct {
	units   int64 // nobody is on the way to them
	claimed int64 // somebody is
	soon    bool  // some are in a trip that waits for a worker
}

// pieces looks at the reservations of some goods by the piece: at so many as can come along at once. Those behind them come with
// the next refill, and until then their goods stay where the books have them.
func (p *refillPlan) pieces(r store.Reader, g inventory.Goods) reservedPieces {
	out, known := p.rivals[g]
	if known {
		return out
	}
	it, lines := p.items[g.SKU], 0
	for _, v := range rivals(r, g) {
		if lines == maxRefillLines {
			break
		}
		l, err := inventory.GetLine(r, v.ref.Order, v.ref.Line)
		if err != nil {
			continue
		}
		res := l.Reservation(v.ref.Res)
		if !byThePiece(r, &it, v, res) {
			continue
		}
		lines++
		switch {
		case v.claimed:
			out.claimed += res.Qty
		default:
			out.units += res.Qty
			out.soon = out.soon || res.Task != ""
		}
	}
	p.rivals[g] = out
	return out
}

// read looks at the reserve of every item that has a face.
func (p *refillPlan) read(ctx context.Context) error {
	p.rivals = map[inventory.Goods]reservedPieces{} // as it stands once stale refills are gone
	var skus []item.SKU
	for _, f := range p.faces {
		skus = append(skus, f.sku)
	}
	slices.Sort(skus)
	for skus = slices.Compact(skus); len(skus) > 0; {
		err := p.run.View(ctx, func(v *store.View) error {
			for seen := 0; len(skus) > 0 && seen < refillGoodsLook; skus = skus[1:] {
				p.reserve[skus[0]] = inventory.InReserve(v, skus[0], p.today)
				for i := range p.reserve[skus[0]] {
					if b := &p.reserve[skus[0]][i]; b.Reserved > 0 {
						p.pieces(v, b.Goods)
						seen += refillPiecesCost
					}
				}
				seen += 1 + len(p.reserve[skus[0]])
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// decide plans, away from any snapshot.
func (p *refillPlan) decide(context.Context) error {
	short := map[item.SKU]bool{} // a picker was short there and has been sent to reserve: what he has there is brought to him
	for _, f := range p.faces {
		short[f.sku] = short[f.sku] || f.short && f.urgent
	}
	p.change(short)
	var faces []slotting.Face
	for _, f := range p.faces {
		faces = append(faces, f.asked(p))
	}
	var stock []slotting.Reserve
	var goods []*inventory.ReserveGoods
	for _, sku := range slices.Sorted(maps.Keys(p.reserve)) {
		it := p.items[sku]
		for i := range p.reserve[sku] {
			b := &p.reserve[sku][i]
			in, wanted := p.rivals[b.Goods], p.byPiece(b, short[sku])
			stock = append(stock, slotting.Reserve{Holder: b.Holder.String(), Code: b.Place.Code, SKU: sku, Lot: b.Lot, Expiry: b.Expiry,
				Received: item.DateOf(time.Unix(b.Since, 0), time.UTC), Owner: b.Owner, Available: max(0, b.Unreserved()-(b.Planned-b.Pulled)),
				Wanted: wanted, Urgent: in.soon || short[sku], Whole: b.Alone, Case: inventory.CaseOf(&it), Travel: b.Place.Travel})
			goods = append(goods, b)
		}
	}
	all, err := slotting.Replenish(faces, stock)
	if err != nil {
		return err
	}
	for i := range all {
		r, f, b := &all[i], p.faces[all[i].Face], goods[all[i].Reserve]
		p.refills = append(p.refills, inventory.Refill{SKU: r.SKU, Lot: r.Lot, Owner: b.Owner, From: b.Holder, Place: b.Place.Code, Zone: b.Place.Zone,
			Travel: b.Place.Travel, To: r.To, Qty: r.Quantity, Pull: r.Pull, Waits: f.short && f.urgent, Urgent: r.Urgent, Rank: r.Rank, Why: r.Why})
	}
	slices.SortStableFunc(p.refills, func(a, b inventory.Refill) int { // the most urgent are there first
		return cmp.Or(boolFirst(a.Urgent, b.Urgent), cmp.Compare(a.Rank, b.Rank))
	})
	return nil
}

// byPiece is how much lines have reserved of some goods by the piece, beside what comes along with refills already.
func (p *refillPlan) byPiece(b *inventory.ReserveGoods, short bool) int64 {
	in := p.rivals[b.Goods]
	if short {
		in.units += in.claimed
	}
	return max(0, in.units-b.Pulled)
}

// change lets refills that were planned before take along what was reserved by the piece since, and hurries those to faces where
// a picker waits now.
func (p *refillPlan) change(short map[item.SKU]bool) {
	at := map[inventory.Goods]*inventory.ReserveGoods{}
	for _, all := range p.reserve {
		for i := range all {
			at[all[i].Goods] = &all[i]
		}
	}
	for _, f := range p.faces {
		for i := range f.coming {
			c := &f.coming[i]
			before := *c
			if b := at[c.Goods()]; b != nil {
				more := min(c.Left()-min(c.Pull, c.Left()), p.byPiece(b, short[f.sku]))
				c.Pull += more
				b.Pulled += more
				c.Urgent = c.Urgent || more > 0 && (p.rivals[c.Goods()].soon || short[f.sku])
			}
			if f.urgent {
				c.Urgent, c.Waits = true, c.Waits || f.short
			}
			if *c != before {
				p.changed = append(p.changed, *c)
			}
		}
	}
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// asked words a face for the decision. Whose goods fill it, those that lie there say; of an empty one, those that were received
// first.
func (f *plannedFace) asked(p *refillPlan) slotting.Face {
	out := slotting.Face{Code: f.at.Code, SKU: f.sku, Owner: f.owner, Have: f.have, Demand: f.demand, Min: f.at.Min, Max: f.at.Max, Lot: f.lot,
		OneLot: f.at.Mixing == layout.MixNothing, Travel: f.at.Travel, Urgent: f.urgent, Today: p.today}
	lot, owner := f.lot, f.owner
	empty := f.have == 0
	for i := range f.coming {
		out.Have += f.coming[i].Left()
		out.Demand += min(f.coming[i].Pull, f.coming[i].Left())
		if empty {
			lot, owner, empty = f.coming[i].Lot, f.coming[i].Owner, false
		}
	}
	if empty {
		owner = firstOwner(p.reserve[f.sku], f.owner)
	}
	out.Lot, out.Owner = lot, owner
	return out
}

// firstOwner gives whose goods an empty face is filled with: the same as lay there last, if any are left, else the house's,
// else those that came first.
func firstOwner(all []inventory.ReserveGoods, last string) string {
	has := func(owner string) bool {
		return slices.ContainsFunc(all, func(g inventory.ReserveGoods) bool { return g.Owner == owner })
	}
	if has(last) || has("") && last == "" || len(all) == 0 {
		return last
	}
	if has("") {
		return ""
	}
	first := slices.MinFunc(all, func(a, b inventory.ReserveGoods) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), strings.Compare(a.Owner, b.Owner))
	})
	return first.Owner
}

// post makes the refills, piece by piece, each looked at again.
func (p *refillPlan) post(ctx context.Context) error {
	for some := range slices.Chunk(p.changed, refillPiece) {
		if _, err := p.piece(ctx, func(tx *store.Tx) (int, error) {
			for _, c := range some {
				if err := inventory.ChangeRefill(tx, c.ID, c); err != nil {
					return 0, err
				}
			}
			return len(some), nil
		}); err != nil {
			return err
		}
	}
	for rest := p.refills; len(rest) > 0; {
		done, err := store.Piece(ctx, p.run, p.run.Job.Done+1, store.Command{Verb: "plan-refills"}, func(tx *store.Tx) (refillsMade, error) {
			return makeRefills(tx, rest[:min(len(rest), refillPiece)])
		})
		if err != nil {
			return err
		}
		if done.looked == 0 { // its commit was on disk although the run before was told otherwise: nobody knows how far it came
			return fault.Unavailable("job.again", "job %d plans anew behind its piece %d", p.run.Job.ID, p.run.Job.Done)
		}
		p.made, p.units, rest = p.made+done.made, p.units+done.units, rest[done.looked:]
	}
	return nil
}

// refillsMade is what one command of the job did.
type refillsMade struct {
	looked, made int
	units        int64
}

// makeRefills makes the first of some planned refills, as many as one command may look at.
func makeRefills(tx *store.Tx, some []inventory.Refill) (out refillsMade, err error) {
	for _, f := range some {
		if out.looked > 0 && tx.ReadsLeft() < inventory.RefillReads {
			break
		}
		out.looked++
		_, qty, _, err := inventory.MakeRefill(tx, f)
		if err != nil {
			return out, err
		}
		if qty > 0 {
			out.made++
			out.units += qty
		}
	}
	return out, nil
}
