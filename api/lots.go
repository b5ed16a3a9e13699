package api

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// lotRoutes are the routes about what goods are: their quality, lots, numbers and life.
var lotRoutes = slices.Concat(
	qualityPlans.routes("/v1/quality-plans", looking, masters),
	lifeRules.routes("/v1/life-rules", looking, masters),
	[]route{
		at(get, "/v1/recalls", looking, "List recalls", (*Server).listRecalls),
		at(get, "/v1/recalls/{id}", looking, "Read a recall: how much each warehouse had", (*Server).getRecall),
		at(get, "/v1/recalls/{id}/goods", looking, "What of a recall was where", (*Server).recallList),
		at(get, "/v1/warehouses/{wh}/trace", looking, "Where goods came from and where they went, by lot or serial number", (*Server).trace),
		at(get, "/v1/warehouses/{wh}/serials/{number}", looking, "Find a unit by its serial number, with its history", (*Server).findSerial),
		at(get, "/v1/warehouses/{wh}/expiring", looking, "Lots in stock that run out, by date or by value", (*Server).listExpiring),
		at(get, "/v1/warehouses/{wh}/inspection-plan", looking, "How many units of waiting goods to look at, and the defects the list knows", (*Server).inspectionPlan),
		at(get, "/v1/warehouses/{wh}/inspections-waiting", looking, "Goods that wait for quality control", (*Server).listPresented),
		at(get, "/v1/warehouses/{wh}/inspections/{id}", looking, "Read a decision of quality control", (*Server).getInspection),
		at(get, "/v1/warehouses/{wh}/supplies", looking, "How suppliers' deliveries were found, and how hard the next is looked at", (*Server).listSupplies),
	},
)

func errCursor() error {
	return fault.Invalid("cursor.malformed", "this cursor is not one this list gave: begin without one")
}

var lifeRules = keeper[inventory.LifeRule, wire.LifeRule]{
	noun: "life rule", put: inventory.PutLifeRule, find: inventory.FindLifeRule, list: inventory.ListLifeRules,
	from: func(party string, w wire.LifeRule) (inventory.LifeRule, error) {
		l := inventory.LifeRule{Party: party, Days: w.Days}
		for _, it := range w.Items {
			l.Items = append(l.Items, inventory.LifeItem{SKU: item.SKU(it.SKU), Category: it.Category, Days: it.Days})
		}
		return l, nil
	},
	show: func(d inventory.LifeRule) wire.LifeRule {
		w := wire.LifeRule{Party: d.Party, Days: d.Days, Revision: d.Revision}
		for _, it := range d.Items {
			w.Items = append(w.Items, wire.LifeItem{SKU: string(it.SKU), Category: it.Category, Days: it.Days})
		}
		return w
	},
	code: func(d inventory.LifeRule) (string, uint64) { return d.Party, d.Revision },
}

// Bounds of one piece of a trace: a snapshot is held for about 30 ms, and an answer comes within half a second.
const (
	tracePiece   = 20_000 // entries of the ledger read on one snapshot
	tracePieces  = 10     // snapshots one request reads on
	maxTraceStep = 500    // steps after which a request answers
)

type traceInput struct {
	Warehouse string `path:"wh"`
	SKU       string `query:"sku"`
	Lot       string `query:"lot" doc:"Absent: every lot"`
	Serial    string `query:"serial" doc:"Only what names this unit"`
	Cursor    string `query:"cursor" doc:"Next of the piece before"`
}

// trace reads a warehouse's ledger for what became of a lot.
func (s *Server) trace(ctx context.Context, in *traceInput) (*struct{ Body wire.Trace }, error) {
	if in.SKU == "" {
		return nil, fault.Invalid("trace.sku", "name the item: a lot number is its supplier's own and may be another item's too")
	}
	after, err := readCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	from, err := countCursor(after)
	if err != nil {
		return nil, err
	}
	q := fulfilment.TraceQuery{SKU: item.SKU(in.SKU), Lot: item.Lot(in.Lot), Serial: in.Serial, From: uint64(from)}
	out := wire.Trace{Steps: []wire.TraceStep{}}
	for range tracePieces {
		next, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (uint64, error) {
			if _, err := inventory.FindItem(v, q.SKU); err != nil {
				return 0, err
			}
			steps, next, err := fulfilment.Trace(v, q, tracePiece)
			for _, t := range steps {
				out.Steps = append(out.Steps, showTraceStep(t))
			}
			return next, err
		})
		if err != nil {
			return nil, err
		}
		q.From = next
		if next == 0 || len(out.Steps) >= maxTraceStep {
			break
		}
	}
	if q.From != 0 {
		out.Next = cursor(strconv.FormatUint(q.From, 10))
	}
	return &struct{ Body wire.Trace }{out}, nil
}

func showTraceStep(t fulfilment.TraceStep) wire.TraceStep {
	w := wire.TraceStep{Seq: t.Seq, At: t.At, Kind: string(t.Kind), Quantity: t.Qty, Lot: string(t.Lot), Serials: t.Serials, Receipt: t.Receipt,
		Supplier: t.Supplier, PurchaseOrder: t.PurchaseOrder, ASN: t.ASN, Order: t.Order, Line: t.Line, Channel: t.Channel, Number: t.Number,
		Customer: t.Customer, Parcel: t.Parcel, Carrier: t.Carrier, Waybill: t.Waybill, State: t.State, Reason: t.Reason}
	if t.Document != t.Receipt && t.Document != t.Parcel {
		w.Document = t.Document
	}
	return w
}

type serialInput struct {
	Warehouse string `path:"wh"`
	Number    string `path:"number"`
}

// findSerial finds the units that bear a number.
func (s *Server) findSerial(ctx context.Context, in *serialInput) (*many[wire.Serial], error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Serial], error) {
		found := inventory.SerialsNumbered(v, in.Number)
		if len(found) == 0 {
			return nil, fault.NotFound("serial.unknown", "no unit with serial number %q was ever scanned here", in.Number)
		}
		return listOf(found, func(s inventory.Serial) wire.Serial { return showSerial(v, s) }), nil
	})
}

func showSerial(r store.Reader, s inventory.Serial) wire.Serial {
	w := wire.Serial{Number: s.Number, SKU: string(s.SKU), Lot: string(s.Lot), Holder: s.Holder.String(), Gone: s.Gone(r), Receipt: s.Receipt,
		Order: s.Order, Parcel: s.Parcel}
	if code, ok := inventory.PlaceOf(r, s.Holder); ok {
		w.Place = string(code)
	}
	for _, e := range s.Events {
		w.History = append(w.History, wire.SerialEvent{At: instant(e.At), Holder: e.Holder.String(), Document: e.Document, Order: e.Order, Worker: e.Worker})
	}
	return w
}

// nearExpiry is how many days ahead a list of expiring lots looks unless it is told.
const nearExpiry = 30

type expiringInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	Days      int64  `query:"days" doc:"Lots that run out within so many days, and those that have; 30 unless told"`
	By        string `query:"by" doc:"date (the default), or value: the dearest first, one page"`
}

// listExpiring lists lots that run out.
func (s *Server) listExpiring(ctx context.Context, in *expiringInput) (*many[wire.Expiring], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	if in.By != "" && in.By != "date" && in.By != "value" || in.Days < 0 || in.Days > item.MaxShelfLife {
		return nil, fault.Invalid("expiring.query", "by is date or value, and days are 0 to %d", item.MaxShelfLife)
	}
	if in.Days == 0 {
		in.Days = nearExpiry
	}
	q := inventory.ExpiringQuery{ByValue: in.By == "value", Limit: limit}
	if after != "" {
		parts := strings.SplitN(after, "\x00", 3)
		d, err := strconv.ParseInt(parts[0], 10, 32)
		if err != nil || len(parts) != 3 {
			return nil, errCursor()
		}
		q.After = inventory.ExpiringPlace{Expiry: item.Date(d), SKU: item.SKU(parts[1]), Lot: item.Lot(parts[2])}
	}
	now := s.opt.Now()
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Expiring], error) {
		w, err := inventory.WarehouseOf(v)
		if err != nil {
			return nil, err
		}
		q.Today = item.DateOf(now, w.Location())
		q.Until = q.Today + item.Date(in.Days)
		found, next, _ := inventory.ListExpiring(v, q)
		out := listOf(found, func(e inventory.Expiring) wire.Expiring {
			return wire.Expiring{SKU: string(e.Lot.SKU), Lot: string(e.Lot.Number), Expiry: e.Lot.Expiry.String(), Days: e.Days, OnHand: e.OnHand,
				Reserved: e.Reserved, Packs: inventory.InPacks(v, e.Lot.SKU, e.OnHand), Value: e.Value, Currency: e.Currency, Supplier: e.Lot.Supplier}
		})
		if !next.IsZero() {
			out.Body.Next = cursor(strconv.Itoa(int(next.Expiry)) + "\x00" + string(next.SKU) + "\x00" + string(next.Lot))
		}
		return out, nil
	})
}
