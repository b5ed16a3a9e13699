package fulfilment

import (
	"slices"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// TraceQuery asks where goods came from and where they went.
type TraceQuery struct {
	SKU    item.SKU
	Lot    item.Lot // "": every lot
	Serial string   // "": every unit
	From   uint64   // number of the ledger's entry to begin with; 0: where the lot began
}

// TraceKind says what a step of a trace is.
type TraceKind string

// The kinds. Moves within the house are no steps: what stands there is the stock's to tell.
const (
	TraceReceived TraceKind = "received" // from a supplier, on a receipt; or from another warehouse
	TracePacked   TraceKind = "packed"   // into a parcel, whose state tells whether it left
	TraceSent     TraceKind = "sent"     // to another warehouse
	TraceAdjusted TraceKind = "adjusted" // found, lost or counted: stock without a document of trade
	TraceScrapped TraceKind = "scrapped"
)

// TraceStep is one step of goods into or out of the house. Of people there are ids only.
type TraceStep struct {
	Seq     uint64
	At      time.Time
	Kind    TraceKind
	Qty     int64 // base units
	Lot     item.Lot
	Serials []string
	Reason  string

	Receipt, Supplier, PurchaseOrder, ASN string // of received

	Order, Channel, Number, Customer string // of packed: our number, the channel and its number, the trade customer's code
	Line                             int
	Parcel, Carrier, Waybill         string
	State                            string // of the parcel
	Document                         string // of any other kind
}

// Trace reads at most limit entries of a warehouse's ledger and gives the steps among them. next is the entry to go on with,
// 0 at the ledger's end: a trace of years is read in short pieces.
func Trace(r store.Reader, q TraceQuery, limit int) (steps []TraceStep, next uint64, err error) {
	from := max(q.From, 1)
	if q.From == 0 && q.Lot != "" {
		l, _ := inventory.Lots.Get(r, inventory.LotKey(q.SKU, q.Lot))
		from = max(l.First, 1)
	}
	looked := 0
	for e, err := range inventory.Ledger(r, from) {
		if err != nil {
			return nil, 0, err
		}
		if looked++; looked > limit {
			return steps, e.Seq, nil
		}
		if s, ok := traced(r, &q, &e); ok {
			steps = append(steps, s)
		}
	}
	return steps, 0, nil
}

func traced(r store.Reader, q *TraceQuery, e *inventory.Recorded) (TraceStep, bool) {
	if e.Kind != inventory.EntryMove || e.SKU != q.SKU || q.Lot != "" && e.From.Lot != q.Lot && e.To.Lot != q.Lot ||
		q.Serial != "" && !slices.Contains(e.Serials, q.Serial) {
		return TraceStep{}, false
	}
	s := TraceStep{Seq: e.Seq, At: e.At, Qty: e.Qty, Lot: e.To.Lot, Serials: e.Serials, Reason: e.Reason, Document: e.Document}
	if s.Lot == "" {
		s.Lot = e.From.Lot
	}
	outside := e.From.Holder.Kind == inventory.Outside && e.To.Holder.Kind == inventory.Outside
	switch {
	case e.Qty == 0:
		return s, false // a weight was corrected
	case outside: // lost on the road
		s.Kind = TraceAdjusted
	case e.From.Holder == inventory.Supplier || e.From.Holder == inventory.InTransit || e.From.Holder == inventory.Customer:
		s.Kind = TraceReceived
		if rec, err := inventory.GetReceipt(r, e.Document); err == nil {
			s.Receipt, s.Supplier, s.PurchaseOrder, s.ASN = rec.ID, rec.Supplier, rec.PurchaseOrder, rec.ASN
		}
	case e.ToPhase == inventory.Packed && e.FromPhase != inventory.Packed:
		s.Kind = TracePacked
		s.packed(r, e)
	case e.To.Holder == inventory.InTransit:
		s.Kind = TraceSent
	case e.To.Holder == inventory.Scrap:
		s.Kind = TraceScrapped
	case e.From.Holder == inventory.Adjustment || e.To.Holder == inventory.Adjustment:
		s.Kind = TraceAdjusted
	default:
		return s, false
	}
	return s, true
}

// packed tells of the parcel and the order goods went into.
func (s *TraceStep) packed(r store.Reader, e *inventory.Recorded) {
	s.Order, s.Line, s.Parcel = e.Ref.Order, e.Ref.Line, e.Document
	if p, ok := Parcels.Get(r, inventory.ParcelKey(s.Order, s.Parcel)); ok {
		s.Carrier, s.Waybill, s.State = p.Carrier, p.Waybill, p.State.String()
	}
	if o, err := GetOrder(r, s.Order); err == nil {
		s.Channel, s.Number, s.Customer = o.Channel, o.Number, o.Customer
	}
}
