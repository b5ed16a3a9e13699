package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// instant words unix seconds; 0 is none.
func instant(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

func unixOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

type stockInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	SKU       string `path:"sku"`
}

// stockOf lists all balances of an item in order of lot and holder.
func (s *Server) stockOf(ctx context.Context, in *stockInput) (*many[wire.Balance], error) {
	from, limit, err := in.behind(inventory.OfItemKey(item.SKU(in.SKU)))
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Balance], error) {
		if _, err := inventory.FindItem(v, item.SKU(in.SKU)); err != nil {
			return nil, err
		}
		out := &many[wire.Balance]{wire.Page[wire.Balance]{Items: []wire.Balance{}}}
		var last inventory.Goods
		for b := range inventory.OfItemFrom(v, item.SKU(in.SKU), from) {
			if len(out.Body.Items) == limit {
				out.Body.Next = cursor(string(last.KeyOfItem()))
				break
			}
			last = b.Goods
			out.Body.Items = append(out.Body.Items, showBalance(v, b))
		}
		return out, nil
	})
}

// count reads how many records a page leaves out and how long it may be, in lists of which nothing goes away in front.
func (p PageQuery) count() (skip, limit int, err error) {
	after, limit, err := p.span()
	if err != nil {
		return 0, 0, err
	}
	skip, err = countCursor(after)
	return skip, limit, err
}

// behind reads where a page begins among the keys of a list, and how long it may be. The cursor holds the key of the last
// record that was shown: what is there all the while is on one page, whatever comes and goes in front of it.
func (p PageQuery) behind(list store.Key) (from store.Key, limit int, err error) {
	after, limit, err := p.span()
	if err != nil || after == "" {
		return nil, limit, err
	}
	if !strings.HasPrefix(after, string(list)) {
		return nil, limit, fault.Invalid("cursor.malformed", "this cursor is not one this list gave: begin without one")
	}
	return store.Key(after).Byte(0), limit, nil
}

func countCursor(after string) (int, error) {
	if after == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(after)
	if err != nil || n < 0 {
		return 0, fault.Invalid("cursor.malformed", "this cursor is not one this list gave: begin without one")
	}
	return n, nil
}

func showBalance(r store.Reader, b inventory.Balance) wire.Balance {
	return wire.Balance{SKU: string(b.SKU), Lot: string(b.Lot), Holder: b.Holder.String(), Status: b.Status.String(), Owner: b.Owner,
		OnHand: b.OnHand, Reserved: b.Reserved, Grams: b.Grams, Packs: inventory.InPacks(r, b.SKU, b.OnHand), Expiry: inventory.ExpiryOf(r, b.SKU, b.Lot).String(), Since: instant(b.Since)}
}

type holderInput struct {
	Warehouse string `path:"wh"`
	Holder    string `path:"holder" doc:"L:location, P:lpn or W:worker"`
}

// contents tells what a holder has and what stands in it.
func (s *Server) contents(ctx context.Context, in *holderInput) (*struct{ Body wire.Contents }, error) {
	h, err := inventory.ParseHolder(in.Holder)
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.Contents }, error) {
		out := wire.Contents{Holder: h.String(), Balances: []wire.Balance{}}
		switch h.Kind {
		case inventory.AtLocation:
			if _, err := inventory.FindLocation(v, h.Code()); err != nil {
				return nil, err
			}
		case inventory.InLPN:
			l, err := inventory.GetLPN(v, h.ID)
			if err != nil {
				return nil, err
			}
			w := showLPN(l)
			out.LPN = &w
		}
		for b := range inventory.Contents(v, h) {
			if len(out.Balances) == MaxContents {
				out.More = true
				break
			}
			out.Balances = append(out.Balances, showBalance(v, b))
		}
		out.LPNs = inventory.Children(v, h, MaxContents+1)
		if len(out.LPNs) > MaxContents {
			out.LPNs, out.More = out.LPNs[:MaxContents], true
		}
		out.Refills = refillsTo(v, h, "")
		for _, w := range inventory.Within(v, h)[1:] {
			out.Within = append(out.Within, w.String())
		}
		return &struct{ Body wire.Contents }{out}, nil
	})
}

func showLPN(l inventory.LPN) wire.LPN {
	w := wire.LPN{ID: l.ID, Kind: l.Kind.String(), Parent: l.Parent.String(), Order: l.Order}
	if l.State != 0 {
		w.State = l.State.String()
	}
	return w
}

func (s *Server) lotsOf(ctx context.Context, in *stockInput) (*many[wire.Lot], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Lot], error) {
		var found []inventory.Lot
		seen := 0
		for l := range inventory.LotsOf(v, item.SKU(in.SKU)) {
			if seen++; string(l.Number) <= after && after != "" {
				continue
			}
			if found = append(found, l); len(found) == limit {
				break
			}
		}
		return pageOf(found, limit, showLot, func(l inventory.Lot) string { return string(l.Number) }), nil
	})
}

func showLot(l inventory.Lot) wire.Lot {
	return wire.Lot{SKU: string(l.SKU), Number: string(l.Number), Expiry: l.Expiry.String(), Production: l.Production.String(),
		Received: instant(l.Received), Supplier: l.Supplier, Receipt: l.Receipt}
}

type tasksInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	Kind      string `query:"kind" doc:"pick, count or replenish; what waits, most urgent first"`
	Worker    string `query:"worker" doc:"The tasks this worker has claimed instead, on whatever device; me: whoever is signed in"`
	Zone      string `query:"zone" doc:"Only trips that stay in this zone"`
}

func (s *Server) listTasks(ctx context.Context, in *tasksInput) (*many[wire.Task], error) {
	list := inventory.TaskList{Kind: inventory.PickTask, Zone: in.Zone}
	if in.Kind != "" {
		list.Kind = inventory.TaskKind(in.Kind)
	}
	switch {
	case in.Worker == "me":
		list = inventory.TaskList{Worker: callerOf(ctx).worker}
	case in.Worker != "":
		list = inventory.TaskList{Worker: people.NormalID(in.Worker)}
	}
	from, limit, err := in.behind(list.Prefix())
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Task], error) {
		out := &many[wire.Task]{wire.Page[wire.Task]{Items: []wire.Task{}}}
		var last inventory.Task
		for t := range list.From(v, from) {
			if len(out.Body.Items) == limit {
				out.Body.Next = cursor(string(list.Key(&last)))
				break
			}
			last = t
			w := showTask(t)
			w.Steps = nil // a list of trips, not of their stops
			out.Body.Items = append(out.Body.Items, w)
		}
		return out, nil
	})
}

type taskInput struct {
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

// getTask gives a task with its steps, and which of them are done.
func (s *Server) getTask(ctx context.Context, in *taskInput) (*struct{ Body wire.Task }, error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.Task }, error) {
		t, err := inventory.GetTask(v, in.ID)
		if err != nil {
			return nil, err
		}
		type stop struct { // a step of a count trip has no reservation: its place and item name it
			ref    inventory.Ref
			at     inventory.Holder
			sku    item.SKU
			refill string
		}
		left := map[stop]int64{}
		for _, r := range t.Remaining(v) {
			left[stop{r.Ref, r.From, r.SKU, r.Refill}] = r.Qty
		}
		w := showTask(t)
		for i, st := range t.Steps {
			qty, ok := left[stop{st.Ref, st.From, st.SKU, st.Refill}]
			w.Steps[i].Done = !ok
			if ok {
				w.Steps[i].Quantity = qty
			}
		}
		return &struct{ Body wire.Task }{w}, nil
	})
}

func showTask(t inventory.Task) wire.Task {
	w := wire.Task{ID: t.ID, Kind: string(t.Kind), State: t.State.String(), Priority: t.Priority, Due: instant(t.Due), Worker: t.Claim.Worker,
		Device: t.Claim.Device, Epoch: t.Claim.Epoch, Wave: t.Wave, Orders: t.Orders, Walk: t.Walk, Why: t.Why, From: t.From, Zone: t.Zone, Since: instant(t.Claim.At)}
	for _, st := range t.Steps {
		w.Steps = append(w.Steps, showStep(st))
	}
	return w
}

func showStep(st inventory.TaskStep) wire.TaskStep {
	return wire.TaskStep{Ref: refOf(st.Ref), SKU: string(st.SKU), Lot: string(st.Lot), From: st.From.String(), Location: string(st.Location),
		Quantity: st.Qty, Slot: st.Slot, Count: st.Count, Refill: st.Refill, To: string(st.To)}
}

// holdsKey begins the keys of all holds, as the table in package inventory says.
var holdsKey = store.K(0x14)

type holdsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
}

func (s *Server) listHolds(ctx context.Context, in *holdsInput) (*many[wire.Hold], error) {
	return s.holdsOf(ctx, store.Partition(in.Warehouse), in.PageQuery)
}

func (s *Server) listCompanyHolds(ctx context.Context, in *PageQuery) (*many[wire.Hold], error) {
	return s.holdsOf(ctx, store.Company, *in)
}

func (s *Server) holdsOf(ctx context.Context, p store.Partition, q PageQuery) (*many[wire.Hold], error) {
	from, limit, err := q.behind(holdsKey)
	if err != nil {
		return nil, err
	}
	return look(ctx, s, p, func(v *store.View) (*many[wire.Hold], error) {
		out := &many[wire.Hold]{wire.Page[wire.Hold]{Items: []wire.Hold{}}}
		var last inventory.Hold
		for h := range inventory.Holds.All(v, holdsKey, from) {
			if len(out.Body.Items) == limit {
				out.Body.Next = cursor(string(inventory.Holds.Key(&last)))
				break
			}
			last = h
			out.Body.Items = append(out.Body.Items, showHold(h))
		}
		return out, nil
	})
}

type jobsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
}

// listJobs lists larger work, oldest first; the newest are behind the last cursor.
func (s *Server) listJobs(ctx context.Context, in *jobsInput) (*many[wire.Job], error) {
	from, limit, err := in.count()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Job], error) {
		var found []store.Job
		for j := range store.JobsFrom(v, uint64(from)+1) {
			if found = append(found, j); len(found) == limit {
				break
			}
		}
		return pageOf(found, limit, showJob, func(j store.Job) string { return strconv.FormatUint(j.ID, 10) }), nil
	})
}

type jobInput struct {
	Warehouse string `path:"wh"`
	ID        uint64 `path:"id"`
}

func (s *Server) getJob(ctx context.Context, in *jobInput) (*struct{ Body wire.Job }, error) {
	j, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (store.Job, error) {
		return store.Jobs.Must(v, store.JobKey(in.ID), strconv.FormatUint(in.ID, 10))
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.Job }{showJob(j)}, nil
}

func showJob(j store.Job) wire.Job {
	return wire.Job{ID: j.ID, Kind: j.Kind, State: j.State.String(), Done: j.Done, Total: j.Total, Began: j.Began, Ended: j.Ended, Note: j.Note}
}
