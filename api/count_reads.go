package api

import (
	"context"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Bounds of reading counts.
const (
	maxOpenSeen    = 5_000  // open counts looked at for one page
	maxFigured     = 50_000 // counts summed up in one answer: some hundred bytes each
	figuresLook    = 4_000  // read in one look: some 20 ms
	defaultFigures = 31 * 24 * time.Hour
)

type countsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	State     string `query:"state" enum:"provisional,recount,deciding,posting" doc:"Absent: all that are open"`
}

type countInput struct {
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

// listCounts lists open counts in order of place; those that are deciding wait for a supervisor.
func (s *Server) listCounts(ctx context.Context, in *countsInput) (*many[wire.CountLine], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.CountLine], error) {
		var last *inventory.Count
		if after != "" {
			c, err := inventory.GetCount(v, after)
			if err != nil {
				return nil, fault.Invalid("cursor.malformed", "this cursor is not one this list gave: begin without one")
			}
			last = &c
		}
		out := &many[wire.CountLine]{wire.Page[wire.CountLine]{Items: []wire.CountLine{}}}
		seen, end := 0, ""
		for c := range inventory.OpenCounts(v, last) {
			if seen == maxOpenSeen || len(out.Body.Items) == limit {
				out.Body.Next = cursor(end)
				break
			}
			seen++
			end = c.ID
			if in.State == "" || in.State == c.State.String() {
				out.Body.Items = append(out.Body.Items, showCount(v, &c))
			}
		}
		return out, nil
	})
}

// getCount shows a count with what came and went around it, read in short looks.
func (s *Server) getCount(ctx context.Context, in *countInput) (*struct{ Body wire.CountLine }, error) {
	var c inventory.Count
	var around *inventory.Surrounding
	part := store.Partition(in.Warehouse)
	out, err := look(ctx, s, part, func(v *store.View) (w wire.CountLine, err error) {
		if c, err = inventory.GetCount(v, in.ID); err != nil {
			return w, err
		}
		around = inventory.Around(v, &c)
		return showCount(v, &c), nil
	})
	for end := false; err == nil && !end; {
		end, err = look(ctx, s, part, func(v *store.View) (bool, error) { return around.Read(v) })
	}
	if err != nil {
		return nil, err
	}
	for i := range around.Moves {
		out.Around = append(out.Around, showAround(&c, &around.Moves[i]))
	}
	out.More = around.More
	return &struct{ Body wire.CountLine }{out}, nil
}

func showCount(r store.Reader, c *inventory.Count) wire.CountLine {
	w := wire.CountLine{ID: c.ID, State: c.State.String(), SKU: string(c.SKU), Lot: string(c.Lot), Holder: c.Holder.String(), Status: c.Status.String(),
		Place: string(c.Place), Class: c.Class.String(), First: showResult(&c.First), Variance: c.Variance, Value: counting.Worth(c.Variance, c.Price),
		Posted: c.Posted, Why: c.Why, Cause: c.Cause, Task: c.Task, Stocktake: c.Stocktake, By: c.By, Reason: string(c.Reason), Note: c.Note,
		Ended: instant(c.Ended)}
	if c.Second.Seq != 0 {
		second := showResult(&c.Second)
		w.Second = &second
	}
	if it, err := inventory.FindItem(r, c.SKU); err == nil && w.Value != 0 {
		w.Currency = it.Currency
	}
	for _, wait := range c.Waits {
		w.Waits = append(w.Waits, wire.CountWait(wait))
	}
	return w
}

func showResult(r *inventory.CountResult) wire.CountedBy {
	return wire.CountedBy{Worker: r.Worker, Device: r.Device, At: time.UnixMilli(r.At).UTC(), Quantity: r.Counted, Book: r.Book, Grams: r.Grams, BookGrams: r.BookGrams, Photo: r.Photo}
}

func showAround(c *inventory.Count, e *inventory.Recorded) wire.CountAround {
	w := wire.CountAround{At: e.At, Recorded: e.At, Quantity: e.Qty, Other: e.From.Holder.String(), Reason: e.Reason, Document: e.Document, Worker: e.Worker}
	if e.OccurredAt != 0 {
		w.At = time.UnixMilli(e.OccurredAt).UTC()
	}
	if e.From.Holder == c.Holder {
		w.Quantity, w.Other = -e.Qty, e.To.Holder.String()
	}
	return w
}

type stocktakesInput struct {
	PageQuery
	Warehouse string `path:"wh"`
}

// listStocktakes lists the counts that persons asked for, oldest first.
func (s *Server) listStocktakes(ctx context.Context, in *stocktakesInput) (*many[wire.Stocktake], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Stocktake], error) {
		var found []inventory.Stocktake
		var from store.Key
		if after != "" {
			from = inventory.StocktakeKey(after).Byte(0)
		}
		for t := range inventory.Stocktakes.All(v, inventory.StocktakeKey(""), from) {
			if found = append(found, t); len(found) == limit {
				break
			}
		}
		return pageOf(found, limit, showStocktake, func(t inventory.Stocktake) string { return t.ID }), nil
	})
}

// getStocktake shows how far a stocktake is, zone by zone.
func (s *Server) getStocktake(ctx context.Context, in *countInput) (*struct{ Body wire.Stocktake }, error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.Stocktake }, error) {
		t, err := inventory.GetStocktake(v, in.ID)
		w := showStocktake(t)
		for z := range inventory.ZonesOf(v, t.ID) {
			w.Zones = append(w.Zones, wire.StocktakeZone{Zone: z.Zone, Places: z.Places, Done: z.Done})
		}
		return &struct{ Body wire.Stocktake }{w}, err
	})
}

func showStocktake(t inventory.Stocktake) wire.Stocktake {
	return wire.Stocktake{ID: t.ID, State: t.State.String(), Location: string(t.Scope.Location), Zone: t.Scope.Zone, SKU: string(t.Scope.SKU),
		Lot: string(t.Scope.Lot), All: t.Scope.All, Freeze: t.Scope.Freeze, Reason: t.Scope.Reason, By: t.By, At: instant(t.At), Ended: instant(t.Ended),
		Places: t.Places, Done: t.Done}
}

type figuresInput struct {
	Warehouse string    `path:"wh"`
	From      time.Time `query:"from" doc:"Counts that ended from then on; absent: 31 days before to"`
	To        time.Time `query:"to" doc:"Absent: now"`
}

// countFigures sums up the counts that ended in a span of time, in short looks.
func (s *Server) countFigures(ctx context.Context, in *figuresInput) (*struct{ Body wire.CountReport }, error) {
	if in.To.IsZero() {
		in.To = s.opt.Now().Add(time.Second)
	}
	if in.From.IsZero() {
		in.From = in.To.Add(-defaultFigures)
	}
	if !in.From.Before(in.To) {
		return nil, fault.Invalid("figures.span", "from %s must be before to %s", in.From.Format(time.RFC3339), in.To.Format(time.RFC3339))
	}
	out := wire.CountReport{From: in.From.UTC().Truncate(time.Second), To: in.To.UTC().Truncate(time.Second)}
	var all []counting.Observation
	var last *inventory.Count
	for {
		some, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]inventory.Count, error) {
			return inventory.EndedCounts(v, in.From.Unix(), in.To.Unix(), last, figuresLook), nil
		})
		if err != nil {
			return nil, err
		}
		for i := range some {
			if o, known := some[i].Observed(); known {
				all = append(all, o)
			}
		}
		if out.More = len(some) == figuresLook && len(all) >= maxFigured; len(some) < figuresLook || out.More {
			break
		}
		last = &some[len(some)-1]
	}
	r := counting.Sum(all)
	days, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]counting.Report, error) {
		return inventory.FoldedCounts(v, in.From.Unix(), in.To.Unix()), nil
	})
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		r = counting.Merge(r, day)
	}
	out.CountFigures = showFigures(r.Figures)
	for _, p := range r.Classes {
		out.Classes = append(out.Classes, wire.CountPart{Name: p.Name, CountFigures: showFigures(p.Figures)})
	}
	for _, p := range r.Workers {
		out.Workers = append(out.Workers, wire.CountPart{Name: p.Name, CountFigures: showFigures(p.Figures)})
	}
	return &struct{ Body wire.CountReport }{out}, nil
}

func showFigures(f counting.Figures) wire.CountFigures {
	return wire.CountFigures{Lines: f.Lines, RightLines: f.RightLines, Places: f.Places, RightPlaces: f.RightPlaces, PlaceAccuracy: f.PlaceAccuracy(),
		Units: f.Units, OffUnits: f.OffUnits, UnitAccuracy: f.UnitAccuracy(), LostUnits: f.LostUnits, FoundUnits: f.FoundUnits, Lost: f.Lost,
		Found: f.Found, PerHour: f.PerHour()}
}

type policyPutInput struct {
	EditHead
	Warehouse string `path:"wh"`
	Body      wire.CountPolicy
}

func (s *Server) getCountPolicy(ctx context.Context, in *warehouseInput) (*one[wire.CountPolicy], error) {
	p, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.CountPolicy, error) { return inventory.GetCountPolicy(v), nil })
	if err != nil {
		return nil, err
	}
	return &one[wire.CountPolicy]{etag(p.Revision), showPolicy(&p)}, nil
}

func (s *Server) putCountPolicy(ctx context.Context, in *policyPutInput) (*one[wire.CountPolicy], error) {
	p := policyFrom(&in.Body)
	_, err := s.edit(ctx, store.Partition(in.Warehouse), "count-policy.put", in.EditHead, in.Body, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := inventory.PutCountPolicy(tx, p, expected)
		return edited{Revision: kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getCountPolicy(ctx, &warehouseInput{in.Warehouse})
}

func showPolicy(p *inventory.CountPolicy) wire.CountPolicy {
	rule := func(i int) wire.CountRule {
		t := p.Tolerance[i]
		return wire.CountRule{Days: p.Rhythm.Days[i], Units: t.Units, Permille: t.Permille, Value: t.Value}
	}
	return wire.CountPolicy{A: rule(0), B: rule(1), C: rule(2), Untouched: p.Rhythm.Untouched, PerDay: p.Rhythm.PerDay, Revision: p.Revision}
}

func policyFrom(w *wire.CountPolicy) (p inventory.CountPolicy) {
	for i, r := range []wire.CountRule{w.A, w.B, w.C} {
		p.Tolerance[i] = counting.Tolerance{Units: r.Units, Permille: r.Permille, Value: r.Value}
		p.Rhythm.Days[i] = r.Days
	}
	p.Rhythm.Untouched, p.Rhythm.PerDay = w.Untouched, w.PerDay
	return p
}

// showCountStops words the stops of a count trip: where to go and what proves to be there, and never how much should lie
// there. It is all a device needs to count with the radio off.
func showCountStops(r store.Reader, steps []fulfilment.Step) []wire.TripStep {
	var out []wire.TripStep
	for _, st := range steps {
		w := wire.TripStep{TaskStep: showStep(st.TaskStep)}
		if l, err := inventory.FindLocation(r, st.Location); err == nil {
			place := wire.Acceptor{What: fulfilment.ExpectPlace, Kind: "location", Zone: l.Zone, Codes: []string{string(l.Code)}}
			if l.Barcode != "" {
				place.Codes = append(place.Codes, l.Barcode)
			}
			w.Scans = append(w.Scans, place)
		}
		if st.From.Kind == inventory.InLPN {
			w.LPN = st.From.ID
			w.Scans = append(w.Scans, wire.Acceptor{What: fulfilment.ExpectLPN, Kind: "lpn", Codes: []string{w.LPN}})
		}
		if c, err := inventory.GetCount(r, st.Count); st.Count != "" && err == nil && c.Status != inventory.Available {
			w.Status = c.Status.String()
		}
		if st.SKU == "" {
			w.LPNs = inventory.PalletsToCount(r, st.From)
		} else {
			w.Scans = append(w.Scans, wire.Acceptor{What: fulfilment.ExpectGoods, Kind: "item", SKU: string(st.SKU), Lot: string(st.Lot)})
		}
		out = append(out, w)
	}
	return out
}
