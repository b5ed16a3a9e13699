package api

import (
	"context"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// Bounds of suppliers' figures.
const (
	maxFigures    = 20 // suppliers of one page: each has hundreds of orders in a year
	figuredOrders = 50 // purchase orders read in one look, of up to 500 lines
	figuredSKUs   = inventory.MaxItemPage
	usualMonths   = 12
)

type figuresOfInput struct {
	Warehouse string `path:"wh"`
	Code      string `path:"code"`
	FiguresQuery
}

// FiguresQuery is what suppliers' figures take.
type FiguresQuery struct {
	From string `query:"from" doc:"First month, like 2026-03, of the warehouse's calendar; absent: eleven before to"`
	To   string `query:"to" doc:"Last month; absent: this one"`
	SKU  string `query:"sku" doc:"Only what was ordered of this item"`
}

type allFiguresInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	FiguresQuery
}

// getSupplierFigures tells how a supplier delivered.
func (s *Server) getSupplierFigures(ctx context.Context, in *figuresOfInput) (*struct{ Body wire.SupplierFigures }, error) {
	of, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (partner.Supplier, error) { return partner.FindSupplier(v, in.Code) })
	if err != nil {
		return nil, err
	}
	w, err := s.figuresOf(ctx, in.Warehouse, &of, &in.FiguresQuery)
	return &struct{ Body wire.SupplierFigures }{w}, err
}

// listSupplierFigures tells how the suppliers delivered, by code.
func (s *Server) listSupplierFigures(ctx context.Context, in *allFiguresInput) (*many[wire.SupplierFigures], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	limit = min(limit, maxFigures)
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]partner.Supplier, error) {
		return partner.ListSuppliers(v, partner.Page{After: after, Limit: limit}), nil
	})
	out := make([]wire.SupplierFigures, len(found))
	for i := range found {
		if err == nil {
			out[i], err = s.figuresOf(ctx, in.Warehouse, &found[i], &in.FiguresQuery)
		}
	}
	if err != nil {
		return nil, err
	}
	return pageOf(out, limit, func(f wire.SupplierFigures) wire.SupplierFigures { return f }, func(f wire.SupplierFigures) string { return f.Supplier }), nil
}

// figuresOf adds up the orders placed with a supplier in some months, as they stand today, and what quality control found in
// those months.
func (s *Server) figuresOf(ctx context.Context, warehouse string, of *partner.Supplier, q *FiguresQuery) (wire.SupplierFigures, error) {
	part := store.Partition(warehouse)
	wh, err := look(ctx, s, part, func(v *store.View) (calendar, error) { return calendarOf(v, s.opt.Now()) })
	if err != nil {
		return wire.SupplierFigures{}, err
	}
	from, to, err := q.months(wh.today)
	if err != nil {
		return wire.SupplierFigures{}, err
	}
	var f partner.Figures
	var last *partner.PurchaseOrder
	for more := true; more; {
		more, err = look(ctx, s, part, func(v *store.View) (bool, error) {
			n := 0
			for p := range partner.PurchaseOrdersWith(v, of.Code, startOf(from, wh.zone), startOf(to+1, wh.zone), last) {
				lines := partner.PurchaseLines(v, p.Number)
				if q.SKU != "" {
					lines = ofItem(lines, item.SKU(q.SKU))
				}
				if len(lines) > 0 {
					f.Add(&p, lines, wh.today, wh.zone)
				}
				last = &p
				if n++; n == figuredOrders {
					return true, nil
				}
			}
			return false, nil
		})
		if err != nil {
			return wire.SupplierFigures{}, err
		}
	}
	out := showSupplierFigures(&f)
	out.Supplier, out.Name, out.NameZH, out.From, out.To = of.Code, of.Name, of.NameZH, wordMonth(from), wordMonth(to)
	return out, s.addQuality(ctx, part, &out, q.SKU, from, to)
}

// calendar is the calendar figures are made by.
type calendar struct {
	today item.Date
	zone  *time.Location
}

func calendarOf(v *store.View, now time.Time) (calendar, error) {
	w, err := inventory.WarehouseOf(v)
	if err != nil {
		return calendar{}, err
	}
	return calendar{item.DateOf(now, w.Location()), w.Location()}, nil
}

func startOf(m inventory.Month, zone *time.Location) time.Time { return m.First().Begins(zone) }

func wordMonth(m inventory.Month) string { return m.First().Time().Format("2006-01") }

func ofItem(lines []partner.PurchaseLine, sku item.SKU) (out []partner.PurchaseLine) {
	for _, l := range lines {
		if l.SKU == sku {
			out = append(out, l)
		}
	}
	return out
}

// addQuality adds up what quality control found at a supplier's goods in some months.
func (s *Server) addQuality(ctx context.Context, part store.Partition, w *wire.SupplierFigures, sku string, from, to inventory.Month) error {
	after := item.SKU("")
	for more := true; more; {
		_, err := look(ctx, s, part, func(v *store.View) (struct{}, error) {
			all := inventory.SuppliesOf(v, w.Supplier, w.Supplier, after, figuredSKUs)
			for i := range all {
				after = all[i].SKU
				for _, m := range all[i].Months {
					if m.Month >= from && m.Month <= to && (sku == "" || sku == string(after)) {
						w.Looked, w.Bad, w.Failed = w.Looked+m.Looked, w.Bad+m.Bad, w.Failed+m.Failed
					}
				}
			}
			more = len(all) == figuredSKUs
			return struct{}{}, nil
		})
		if err != nil {
			return err
		}
	}
	w.DefectRate = permille(w.Bad, w.Looked)
	return nil
}

func showSupplierFigures(f *partner.Figures) wire.SupplierFigures {
	w := wire.SupplierFigures{Orders: f.Orders, Lines: f.Lines, Ordered: f.Ordered, Received: f.Received, Replied: f.Replied, RefusedLines: f.Refused,
		Due: f.Due, OnTime: f.OnTime, OnTimeRate: permille(f.OnTime, f.Due), LateDays: f.Late, Ended: f.Ended, Short: f.Short, ShortUnits: f.ShortUnits,
		ShortRate: permille(f.Short, f.Ended), Leads: int64(len(f.Leads))}
	if f.Replied > 0 {
		minutes := f.ReplyTime / f.Replied / 60
		w.ReplyMinutes = &minutes
	}
	lead, spread := forecast.MeanOf(f.Leads)
	w.LeadHours, w.LeadSpread = hours(lead), hours(spread)
	return w
}

// permille gives a rate, none of nothing.
func permille(part, whole int64) *int64 {
	if whole == 0 {
		return nil
	}
	n := part * 1000 / whole
	return &n
}

// months reads which months are asked for.
func (q *FiguresQuery) months(today item.Date) (from, to inventory.Month, err error) {
	var g fault.Gather
	to = monthFrom(&g, "to", q.To, inventory.MonthOf(today))
	from = monthFrom(&g, "from", q.From, to-usualMonths+1)
	if g.Len() == 0 && from > to {
		g.Add("from", "figures.span", "%s is behind %s", q.From, wordMonth(to))
	}
	return from, to, g.Invalid("figures.invalid", "there are no figures of these months")
}

func monthFrom(g *fault.Gather, where, text string, absent inventory.Month) inventory.Month {
	if text == "" {
		return absent
	}
	d, err := item.ParseDate(text + "-01")
	if err != nil {
		g.Add(where, "month.malformed", "%q is not a month like 2026-03", text)
	}
	return inventory.MonthOf(d)
}
