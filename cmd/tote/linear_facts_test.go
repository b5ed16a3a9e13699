package main

import (
	"cmp"
	"slices"
)

// send puts goods onto a lorry: those that are reserved for it there, then free ones for what it lacks or has elsewhere.
func (r *stockRules) send(w *want, op stockOp) stockAnswer {
	p := &r.s.piles[op.Spot]
	if w.over {
		return stockAnswer{Reason: "transfer.state"}
	}
	if p.on < op.Qty {
		return stockAnswer{Reason: "send.refused"}
	}
	left := op.Qty
	ship := func(i int, n int64) {
		c := &w.claims[i]
		p.on, p.reserved, c.qty, left = p.on-n, p.reserved-n, c.qty-n, left-n
		w.pieces++
		if c.qty == 0 {
			w.claims = slices.Delete(w.claims, i, i+1)
		}
	}
	for i := 0; i < len(w.claims) && left > 0; {
		before := len(w.claims)
		if w.claims[i].spot == op.Spot {
			ship(i, min(left, w.claims[i].qty))
		}
		if len(w.claims) == before {
			i++
		}
	}
	if n := min(left, p.on-p.reserved, w.wanting()); n > 0 {
		for w.open < n {
			i := w.last()
			r.release(w, i, min(w.claims[i].qty, n-w.open))
		}
		r.reserve(w, op.Spot, n)
		ship(len(w.claims)-1, n)
	}
	if left > 0 {
		return stockAnswer{Reason: "send.refused"}
	}
	return stockAnswer{Units: op.Qty, Left: w.wanting()}
}

func (r *stockRules) dispatch(w *want, cancel bool) stockAnswer {
	switch {
	case w.over:
		return stockAnswer{Reason: "transfer.state"}
	case w.pieces == 0 && !cancel:
		return stockAnswer{Reason: "transfer.empty"}
	case w.pieces > 0 && cancel:
		return stockAnswer{Reason: "transfer.sent"}
	}
	var units int64
	for i := w.last(); i >= 0; i = w.last() {
		units += w.claims[i].qty
		r.release(w, i, w.claims[i].qty)
	}
	w.open, w.over = 0, true
	return stockAnswer{Units: units}
}

// pick is a fact: as meant, if the reservation stands there unpicked; what is more than that goes to the worker's hands,
// from what nobody has reserved, then from those who ship last, then from nowhere.
func (r *stockRules) pick(w *want, op stockOp) stockAnswer {
	p := &r.s.piles[op.Spot]
	out := stockAnswer{Outcome: "diverted"}
	left := op.Qty
	i := slices.IndexFunc(w.claims, func(c stockClaim) bool { return c.n == op.Res && c.spot == op.Spot })
	if i >= 0 {
		c := &w.claims[i]
		n := min(left, c.qty)
		out.Outcome, out.Res, out.Left = "picked", c.n, c.qty-n
		p.on, p.reserved, r.s.totes, left = p.on-n, p.reserved-n, r.s.totes+n, left-n
		if c.qty == n {
			c.spot = inTote
		} else {
			c.qty -= n
			out.Res = w.next
			w.claims = append(w.claims, stockClaim{n: w.next, spot: inTote, qty: n})
			w.next++
		}
		if left == 0 {
			return out
		}
		out.Outcome = "split"
	}
	out.Diverted = left
	lack := left - min(left, p.on-p.reserved)
	lack, out.Taken = r.takeFromOthers(op.Spot, lack)
	p.on += lack // it was there all the same
	p.on -= left
	out.Found = lack
	r.s.hands += left
	return out
}

// mostTaken is how many reservations of others one fact takes from.
const mostTaken = 12

func (r *stockRules) takeFromOthers(at int, lack int64) (still int64, taken int) {
	type rival struct{ want, claim int }
	var all []rival
	for i := range r.s.wants {
		for _, c := range r.s.wants[i].claims {
			if c.spot == at {
				all = append(all, rival{i, c.n})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b rival) int { // transfers have no date and lose first, oldest first
		x, y := &r.s.wants[a.want], &r.s.wants[b.want]
		if x.lorry != y.lorry {
			if x.lorry {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(y.shipBy, x.shipBy), cmp.Compare(a.want, b.want), cmp.Compare(a.claim, b.claim))
	})
	for _, v := range all {
		if lack == 0 || taken == mostTaken {
			break
		}
		w := &r.s.wants[v.want]
		i := slices.IndexFunc(w.claims, func(c stockClaim) bool { return c.n == v.claim && c.spot == at })
		n := min(lack, w.claims[i].qty)
		r.release(w, i, n)
		lack -= n
		taken++
	}
	return lack, taken
}
