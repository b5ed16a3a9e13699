package main

import (
	"context"
	"fmt"
	"strings"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// refusedWith turns a refusal into an answer of the model; what nobody answered stays an error.
func refusedWith(err error) (reason string, rest error) {
	switch fault.CodeFrom(err) {
	case fault.CodeRefused, fault.CodeConflict, fault.CodeNotFound:
		return fault.ReasonOf(err), nil
	}
	return "", err
}

// doStock does a command on an item's goods.
func (w *linearWorker) doStock(op stockOp, send func(c *client.Client) (stockAnswer, error)) {
	w.record(op.SKU, op, func(c *client.Client) (any, error) {
		got, err := send(c)
		if err != nil {
			reason, rest := refusedWith(err)
			if rest != nil {
				return nil, rest
			}
			w.tally(op.Do, reason)
			return stockAnswer{Reason: reason}, nil
		}
		w.tally(op.Do, got.Outcome)
		return got, nil
	}, stockAnswer{Lost: true})
}

// handle does something with an item's goods.
func (w *linearWorker) handle(ctx context.Context, sku string) {
	it := w.items[sku]
	op := stockOp{SKU: sku, Spot: w.rnd.IntN(len(it.rules.spots)), To: w.rnd.IntN(len(it.rules.spots)), Qty: w.rnd.Int64N(5) + 1}
	switch w.rnd.IntN(20) {
	case 0, 1, 2, 3, 4:
		w.adjust(ctx, op)
	case 5, 6:
		w.move(ctx, op)
	case 7, 8:
		w.allocate(ctx, op)
	case 9:
		w.openTransfer(ctx, op)
	case 10, 11, 12:
		w.loadLorry(ctx, op)
	case 13, 14, 15:
		w.pickSeen(ctx, op)
	case 16, 17:
		w.lookAtLine(ctx, op)
	default:
		w.lookAtStock(ctx, op)
	}
}

func (w *linearWorker) spotOf(op stockOp) spot { return w.items[op.SKU].rules.spots[op.Spot] }

func (w *linearWorker) adjust(ctx context.Context, op stockOp) {
	op.Do = "adjust"
	reason := "found"
	if w.rnd.IntN(3) == 0 {
		op.Qty, reason = -op.Qty, "lost"
	}
	s := w.spotOf(op)
	op.To = 0
	w.doStock(op, func(c *client.Client) (stockAnswer, error) {
		got, err := c.Adjust(ctx, flowWarehouse, wire.Adjust{SKU: op.SKU, Lot: s.lot, Holder: "L:" + s.place, Delta: op.Qty, Reason: reason})
		return stockAnswer{On: got.OnHand, Reserved: got.Reserved}, err
	})
}

// move brings goods of a lot to another place; a supervisor's word keeps the places' rules out of it.
func (w *linearWorker) move(ctx context.Context, op stockOp) {
	op.Do = "move"
	from, to := w.spotOf(op), w.items[op.SKU].rules.spots[op.To]
	if op.Spot == op.To || from.lot != to.lot {
		return
	}
	w.doStock(op, func(c *client.Client) (stockAnswer, error) {
		got, err := c.Move(ctx, flowWarehouse, wire.Move{Stamp: wire.Stamp{Worker: w.name}, From: "L:" + from.place, SKU: op.SKU, Lot: from.lot, Quantity: op.Qty,
			To: "L:" + to.place, Override: "tidying"})
		return stockAnswer{Units: got.Units}, err
	})
}

func (w *linearWorker) allocate(ctx context.Context, op stockOp) {
	it := w.items[op.SKU]
	op = stockOp{Do: "allocate", SKU: op.SKU, Want: it.orders[w.rnd.IntN(len(it.orders))].Order}
	w.doStock(op, func(c *client.Client) (stockAnswer, error) {
		got, err := c.Allocate(ctx, flowWarehouse, wire.Allocate{Order: op.Want})
		out := stockAnswer{Units: got.Reserved}
		for _, s := range got.Short {
			if s.Line == 1 {
				out.Left = s.Want - s.Have
			}
		}
		return out, err
	})
}

// openTransfer opens a transfer, or asks for more goods for one.
func (w *linearWorker) openTransfer(ctx context.Context, op stockOp) {
	it := w.items[op.SKU]
	name, id, known := w.transfer(it)
	in := wire.Transfer{Transfer: id}
	op = stockOp{Do: "transfer", SKU: op.SKU, Want: name, Qty: op.Qty * 2}
	if !known || w.rnd.IntN(2) == 0 {
		w.mu.Lock()
		op.Want = fmt.Sprint("lorry ", len(it.lorry), " of ", w.no)
		w.mu.Unlock()
		in = wire.Transfer{To: "BJ1", Lines: []wire.TransferLine{{SKU: op.SKU, Quantity: op.Qty}}}
	}
	w.doStock(op, func(c *client.Client) (stockAnswer, error) {
		got, err := c.Transfer(ctx, flowWarehouse, in)
		out := stockAnswer{Units: got.Reserved}
		if len(got.Short) > 0 {
			out.Left = got.Short[0].Want - got.Short[0].Have
		}
		if err == nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			if _, again := it.lorry[op.Want]; !again {
				it.lorry[op.Want] = got.Transfer
				it.known = append(it.known, op.Want)
			}
		}
		return out, err
	})
}

// transfer gives one of the last transfers: two workers mostly mean the same.
func (w *linearWorker) transfer(it *linearItem) (name, id string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(it.known) == 0 {
		return "", "", false
	}
	name = it.known[max(0, len(it.known)-1-w.rnd.IntN(3))]
	return name, it.lorry[name], true
}

// loadLorry sends goods of a transfer, or lets the lorry go.
func (w *linearWorker) loadLorry(ctx context.Context, op stockOp) {
	name, id, ok := w.transfer(w.items[op.SKU])
	if !ok {
		return
	}
	s := w.spotOf(op)
	op = stockOp{Do: "send", SKU: op.SKU, Spot: op.Spot, Qty: op.Qty, Want: name}
	switch w.rnd.IntN(5) {
	case 0:
		op.Do = "dispatch"
	case 1:
		op.Do = "cancel"
	}
	if op.Do != "send" {
		op.Spot, op.Qty = 0, 0
		w.doStock(op, func(c *client.Client) (stockAnswer, error) {
			got, err := c.Dispatch(ctx, flowWarehouse, wire.Dispatch{Transfer: id, Cancel: op.Do == "cancel"})
			return stockAnswer{Units: got.Released}, err
		})
		return
	}
	w.doStock(op, func(c *client.Client) (stockAnswer, error) {
		got, err := c.Send(ctx, flowWarehouse, wire.Send{Stamp: wire.Stamp{Worker: w.name}, Transfer: id, From: "L:" + s.place, SKU: op.SKU, Lot: s.lot, Quantity: op.Qty})
		return stockAnswer{Units: got.Units, Left: got.Left}, err
	})
}

// pickSeen picks a reservation that somebody has seen, maybe long ago, maybe more than it is.
func (w *linearWorker) pickSeen(ctx context.Context, op stockOp) {
	it := w.items[op.SKU]
	w.mu.Lock()
	if len(it.picks) == 0 {
		w.mu.Unlock()
		return
	}
	op = it.picks[max(0, len(it.picks)-1-w.rnd.IntN(12))]
	w.mu.Unlock()
	op.Qty = max(1, op.Qty+w.rnd.Int64N(4)-2)
	s := w.spotOf(op)
	w.doStock(op, func(c *client.Client) (stockAnswer, error) {
		got, err := c.Pick(ctx, flowWarehouse, wire.Pick{Stamp: wire.Stamp{Worker: w.name}, Ref: wire.Ref{Order: op.Want, Line: 1, Reservation: op.Res},
			From: "L:" + s.place, SKU: op.SKU, Lot: s.lot, Quantity: op.Qty, Tote: "T-" + op.Want})
		return stockAnswer{Outcome: got.Outcome, Res: got.Reservation, Left: got.Left, Diverted: got.Diverted, Found: got.Found, Taken: len(got.Taken)}, err
	})
}

// lookAtLine reads an order's line, and takes down what may be picked for it.
func (w *linearWorker) lookAtLine(ctx context.Context, op stockOp) {
	it := w.items[op.SKU]
	op = stockOp{Do: "line", SKU: op.SKU, Want: it.orders[w.rnd.IntN(len(it.orders))].Order}
	w.look(op.SKU, op, func(c *client.Client) (any, error) {
		page, err := c.Lines(ctx, flowWarehouse, op.Want, client.Query{})
		if err != nil {
			return nil, err
		}
		l := page.Items[0]
		var claims []stockClaim
		for _, r := range l.Reservations {
			claims = append(claims, stockClaim{n: r.Number, spot: it.rules.at(r.Holder, r.Lot), qty: r.Quantity})
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, c := range claims {
			if c.spot != inTote {
				it.picks = append(it.picks, stockOp{Do: "pick", SKU: op.SKU, Spot: c.spot, Qty: c.qty, Want: op.Want, Res: c.n})
			}
		}
		return stockAnswer{Seen: lineInWords(l.Open, claims)}, nil
	})
}

// at gives the number of a spot; what lies in a tote is at none.
func (r *itemRules) at(holder, lot string) int {
	for i, s := range r.spots {
		if holder == "L:"+s.place && lot == s.lot {
			return i
		}
	}
	return inTote
}

func (w *linearWorker) lookAtStock(ctx context.Context, op stockOp) {
	it := w.items[op.SKU]
	op = stockOp{Do: "stock", SKU: op.SKU}
	w.look(op.SKU, op, func(c *client.Client) (any, error) {
		page, err := c.Stock(ctx, flowWarehouse, op.SKU, client.Query{Limit: 200})
		if err != nil {
			return nil, err
		}
		piles := make([]pile, len(it.rules.spots))
		var totes, hands int64
		for _, b := range page.Items {
			i := it.rules.at(b.Holder, b.Lot)
			switch {
			case i != inTote:
				piles[i] = pile{b.OnHand, b.Reserved}
			case strings.HasPrefix(b.Holder, "W:"):
				hands += b.OnHand
			default:
				totes += b.OnHand
			}
		}
		return stockAnswer{Seen: fmt.Sprint(piles, " totes ", totes, " hands ", hands)}, nil
	})
}

// walkTrips does something with the trips.
func (w *linearWorker) walkTrips(ctx context.Context) {
	w.mu.Lock()
	op := tripOp{Task: w.tasks[max(0, len(w.tasks)-1-w.rnd.IntN(6))], Worker: strings.ToUpper(w.name), Device: w.device.ID}
	w.mu.Unlock()
	switch w.rnd.IntN(10) {
	case 0, 1, 2:
		op.Do = "claim"
		w.doTrip(op, func(c *client.Client) (tripAnswer, error) {
			got, err := c.Claim(ctx, flowWarehouse, wire.Claim{Task: op.Task})
			return tripAnswer{Task: got.Task, Epoch: got.Epoch, Left: len(got.Steps)}, err
		})
	case 3:
		op.Do, op.Task = "next", ""
		w.doTrip(op, func(c *client.Client) (tripAnswer, error) {
			got, err := c.Claim(ctx, flowWarehouse, wire.Claim{})
			return tripAnswer{Task: got.Task, Epoch: got.Epoch, Left: len(got.Steps)}, err
		})
	case 4, 5:
		op.Do = "take-over"
		w.doTrip(op, func(c *client.Client) (tripAnswer, error) {
			got, err := c.TakeOver(ctx, flowWarehouse, wire.TakeOver{Task: op.Task, Reason: "test"})
			return tripAnswer{Task: got.Task, Epoch: got.Epoch, Left: len(got.Steps)}, err
		})
	case 6:
		op.Do = "end"
		w.doTrip(op, func(c *client.Client) (tripAnswer, error) {
			got, err := c.EndTask(ctx, flowWarehouse, wire.EndTask{Task: op.Task, Reason: "test"})
			return tripAnswer{Task: got.Next, Left: got.Left}, err
		})
	case 7:
		if w.rnd.IntN(6) == 0 {
			w.pickStep(ctx, op)
		}
	default:
		op.Do = "look"
		w.look("trips", op, func(c *client.Client) (any, error) {
			got, err := c.Task(ctx, flowWarehouse, op.Task)
			return tripAnswer{State: got.State, Owner: got.Worker, Epoch: got.Epoch}, err
		})
	}
}

func (w *linearWorker) pickStep(ctx context.Context, op tripOp) {
	op.Do, op.Task, op.Step = "pick", "", w.rnd.IntN(len(w.steps))
	s := w.steps[op.Step]
	w.doTrip(op, func(c *client.Client) (tripAnswer, error) {
		got, err := c.Pick(ctx, flowWarehouse, wire.Pick{Stamp: wire.Stamp{Worker: w.name}, Ref: s.Ref, From: s.From, SKU: s.SKU, Lot: s.Lot, Quantity: s.Quantity,
			Tote: "T-" + s.Ref.Order})
		return tripAnswer{State: got.Outcome}, err
	})
}

func (w *linearWorker) doTrip(op tripOp, send func(c *client.Client) (tripAnswer, error)) {
	w.record("trips", op, func(c *client.Client) (any, error) {
		got, err := send(c)
		if err != nil {
			reason, rest := refusedWith(err)
			if rest != nil {
				return nil, rest
			}
			w.tally(op.Do, reason)
			return tripAnswer{Reason: reason}, nil
		}
		w.tally(op.Do, got.State)
		w.mu.Lock()
		defer w.mu.Unlock()
		if got.Task != "" && got.Task != w.tasks[len(w.tasks)-1] {
			w.tasks = append(w.tasks, got.Task)
		}
		return got, nil
	}, tripAnswer{Lost: true})
}
