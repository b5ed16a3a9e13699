package fulfilment

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Bounds of planning refills.
const (
	refillFacesLook  = 200 // pick faces looked into at once: some 10 ms
	refillJudgeCost  = 4   // a refill that is looked at again costs as many faces
	refillGoodsLook  = 500 // balances of reserve read at once: some 10 ms
	refillPiecesCost = 20  // those of which lines have reserved some count as so many
	refillPiece      = 12  // refills one command makes, unless it has looked at much before: each writes seven records
)

// PlanRefillsInput asks for pick faces to be looked at: all, those of an item, one, or an item's share of one.
type PlanRefillsInput struct {
	SKU    item.SKU
	Face   layout.Code
	Urgent bool // a picker waits
}

// PlanRefills has the job that plans look at faces. A wish that comes in while one runs starts another. Errors: item.unknown,
// location.unknown, refill.face.
func PlanRefills(tx *store.Tx, in PlanRefillsInput) (JobStarted, error) {
	job, err := inventory.StartRefills(tx, inventory.RefillWish{SKU: in.SKU, Face: in.Face, Urgent: in.Urgent})
	return JobStarted{Job: job}, err
}

// PlanRefillsHandler works on the job: it looks at faces and reserve in short looks, decides without any, and makes refills by
// bounded commands that look at each again. What is planned counts as on its way at once, so after a crash, or beside another
// plan, nothing is planned twice; the wishes go with the last command only, so nothing is forgotten.
func PlanRefillsHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		p := &refillPlan{run: r, items: map[item.SKU]item.Item{}, reserve: map[item.SKU][]inventory.ReserveGoods{},
			rivals: map[inventory.Goods]reservedPieces{}}
		for _, step := range []func(context.Context) error{p.begin, p.look, p.drop, p.read, p.decide, p.post, p.end} {
			if err := step(ctx); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("faces=%d planned=%d units=%d dropped=%d", len(p.faces), p.made, p.units, p.dropped), nil
	})
}

// refillPlan is one run of the job.
type refillPlan struct {
	run     *store.JobRun
	wishes  []inventory.RefillWish
	every   bool // all faces are looked at
	today   item.Date
	items   map[item.SKU]item.Item
	faces   []*plannedFace
	reserve map[item.SKU][]inventory.ReserveGoods
	rivals  map[inventory.Goods]reservedPieces
	stale   []staleRefill
	changed []inventory.Refill
	refills []inventory.Refill

	made, dropped int
	units         int64
}

// plannedFace is a pick face with an item of its own: what lies there, what is promised, what is on its way.
type plannedFace struct {
	at     layout.Location
	sku    item.SKU
	owner  string
	have   int64 // as the books have it, or as somebody saw it
	demand int64
	coming []inventory.Refill
	lot    item.Lot
	urgent bool // a picker waits
	short  bool // somebody found it short, and it was not counted since
}

// begin puts the job under way: a wish that comes in behind its look at the wishes starts another.
func (p *refillPlan) begin(ctx context.Context) error {
	if _, err := p.piece(ctx, func(*store.Tx) (int, error) { return 0, nil }); err != nil {
		return err
	}
	return p.run.View(ctx, func(v *store.View) error {
		wh, err := inventory.WarehouseOf(v)
		if err != nil {
			return err
		}
		p.today = item.DateOf(p.run.Now(), wh.Location())
		p.wishes, p.every = inventory.WishesForRefills(v)
		return nil
	})
}

func (p *refillPlan) piece(ctx context.Context, do func(*store.Tx) (int, error)) (int, error) {
	return store.Piece(ctx, p.run, p.run.Job.Done+1, store.Command{Verb: "plan-refills"}, do)
}

// wanted tells whether a face with an item is to be looked at, and whether a picker waits there.
func (p *refillPlan) wanted(l *layout.Location, sku item.SKU) (look, urgent bool) {
	look = p.every
	for i := range p.wishes {
		w := &p.wishes[i]
		if (w.SKU == "" || w.SKU == sku) && (w.Face == "" || w.Face == l.Code) {
			look = true
			urgent = urgent || w.Urgent && (w.SKU != "" || w.Face != "")
		}
	}
	return look, urgent
}

// look walks the pick faces, or only those that are named.
func (p *refillPlan) look(ctx context.Context) error {
	named := !p.every
	var codes []layout.Code
	for _, w := range p.wishes {
		named = named && w.Face != ""
		codes = append(codes, w.Face)
	}
	if named {
		slices.Sort(codes)
		return p.run.View(ctx, func(v *store.View) error { // there are few of them
			for _, code := range slices.Compact(codes) {
				if l, err := inventory.FindLocation(v, code); err == nil {
					if err := p.face(v, l); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	for after := ""; ; {
		err := p.run.View(ctx, func(v *store.View) error {
			page, err := inventory.ListLocations(v, inventory.LocationQuery{Kind: layout.PickFace, After: after, Limit: refillFacesLook})
			if err != nil {
				return err
			}
			after = page.Next
			for _, l := range page.Locations {
				if err := p.face(v, l); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if after == "" {
			return p.strays(ctx)
		}
	}
}

// strays drops what is on its way to places that are no pick faces any more: no walk through the faces comes by there.
func (p *refillPlan) strays(ctx context.Context) error {
	for after := ""; ; {
		err := p.run.View(ctx, func(v *store.View) error {
			page, next, err := inventory.ListRefills(v, inventory.RefillQuery{After: after, Limit: refillFacesLook})
			after = next
			for i := range page {
				if l, err := inventory.FindLocation(v, page[i].To); err != nil || l.Kind != layout.PickFace {
					p.dropAll(page[i:i+1], "face.gone")
				}
			}
			return err
		})
		if err != nil || after == "" {
			return err
		}
	}
}

// face looks into a pick face: it is filled with the item it belongs to, or, having a greatest quantity, with the only one that
// lies there. What is on its way to a face that is no longer filled so is dropped.
func (p *refillPlan) face(v *store.View, l layout.Location) error {
	var coming []inventory.Refill
	for f := range inventory.RefillsTo(v, l.Code, "") {
		coming = append(coming, f)
	}
	if l.Fixed == "" && l.Max == 0 && len(coming) == 0 {
		return nil
	}
	f := &plannedFace{at: l}
	stock := inventory.FaceStockOf(v, l.Code)
	f.sku = item.SKU(l.Fixed)
	if f.sku == "" && l.Max > 0 {
		f.sku = onlyItem(stock.Goods, coming)
	}
	look, urgent := p.wanted(&l, f.sku)
	if !look {
		return nil
	}
	f.urgent = urgent
	if f.sku == "" || !inventory.Refillable(&l) || stock.Held || !stock.Whole {
		p.dropAll(coming, "face.gone")
		return nil
	}
	if _, known := p.items[f.sku]; !known {
		it, err := inventory.FindItem(v, f.sku)
		if err != nil {
			return nil // a face may name an item before it is in the catalogue
		}
		p.items[f.sku] = it
	}
	place, err := inventory.FaceAt(v, l)
	if err != nil {
		return err
	}
	f.lies(place.Contents, stock.Goods)
	for _, c := range coming {
		if c.SKU == f.sku {
			f.coming = append(f.coming, c)
		} else {
			p.dropAll([]inventory.Refill{c}, "face.gone")
		}
	}
	p.faces = append(p.faces, f)
	return nil
}

// onlyItem gives the item that alone lies in a face, or is on its way there; "" if there are several or none.
func onlyItem(goods []inventory.Balance, coming []inventory.Refill) item.SKU {
	var sku item.SKU
	for i := range goods {
		if sku != "" && goods[i].SKU != sku {
			return ""
		}
		sku = goods[i].SKU
	}
	if sku == "" && len(coming) > 0 {
		return coming[0].SKU
	}
	return sku
}

// lies sums up what lies at a face: as people saw it last, and what lines have reserved of it.
func (f *plannedFace) lies(seen []slotting.Content, goods []inventory.Balance) {
	most, books := int64(0), int64(0)
	for i := range goods {
		b := &goods[i]
		if b.SKU != f.sku {
			continue
		}
		books += b.OnHand
		f.demand += b.Reserved
		if b.OnHand > most {
			most, f.owner, f.lot = b.OnHand, b.Owner, b.Lot
		}
	}
	for i := range seen {
		if seen[i].SKU == f.sku {
			f.have += seen[i].Quantity
		}
	}
	if f.have < books {
		f.short, f.demand = true, min(f.demand, f.have)
	}
}

func (p *refillPlan) dropAll(some []inventory.Refill, why string) {
	for _, f := range some {
		if f.State == inventory.RefillOpen {
			p.stale = append(p.stale, staleRefill{f.ID, why})
		}
	}
}

// staleRefill is one whose reason is gone.
type staleRefill struct{ id, why string }

// drop gives up open refills to faces that are filled otherwise now, or have enough, and those that lost their goods.
func (p *refillPlan) drop(ctx context.Context) error {
	for rest := p.faces; len(rest) > 0; {
		err := p.run.View(ctx, func(v *store.View) error {
			for seen := 0; len(rest) > 0 && seen < refillFacesLook; rest = rest[1:] {
				if err := p.judge(v, rest[0]); err != nil {
					return err
				}
				seen += 1 + refillJudgeCost*len(rest[0].coming)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for some := range slices.Chunk(p.stale, refillPiece) {
		n, err := p.piece(ctx, func(tx *store.Tx) (n int, err error) {
			for _, s := range some {
				f, err := inventory.GetRefill(tx, s.id)
				if err != nil {
					return n, err
				}
				if f.State == inventory.RefillOpen { // else somebody has taken it meanwhile, and is told when he brings it
					if err := inventory.DropRefill(tx, &f, s.why); err != nil {
						return n, err
					}
					n++
				}
			}
			return n, nil
		})
		if err != nil {
			return err
		}
		p.dropped += n
	}
	return nil
}

// judge looks whether the open refills to a face are still wanted: whether it would have enough without them, and whether they
// can be brought.
func (p *refillPlan) judge(v *store.View, f *plannedFace) error {
	without := f.have
	for i := range f.coming {
		if f.coming[i].State == inventory.RefillClaimed {
			without += f.coming[i].Left()
		}
	}
	var keep []inventory.Refill
	for i := range f.coming {
		c := &f.coming[i]
		why := ""
		if c.State == inventory.RefillOpen {
			qty, no, err := inventory.StillToBring(v, c, p.today)
			if err != nil {
				return err
			}
			switch {
			case qty < c.Left():
				why = cmp.Or(no, "reserve.gone") // less is planned anew
			case c.Waits && f.short || c.Pull > 0 && p.pieces(v, c.Goods()).units > 0:
			case without-f.demand >= f.at.Min && !(f.urgent && without <= f.demand):
				why = "face.enough"
			}
		}
		if why == "" {
			keep = append(keep, *c)
			continue
		}
		p.stale = append(p.stale, staleRefill{c.ID, why})
	}
	f.coming = keep
	return nil
}

func (p *refillPlan) end(ctx context.Context) error {
	for some := range slices.Chunk(p.wishes, 100) {
		if _, err := p.piece(ctx, func(tx *store.Tx) (int, error) {
			inventory.EndRefillWishes(tx, some)
			return 0, nil
		}); err != nil {
			return err
		}
	}
	return nil
}
