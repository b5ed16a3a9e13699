// Package allocation decides which stock serves which order lines.
//
// Values in, plan out: it reads no store and no clock, changes nothing it is given, and the same input gives the same
// plan, ties broken by travel order and then by holder. Rotation is strict: the earliest expiry first, then the earliest
// received, never a lot whose remaining life is below what the line asks for. It never gives out more than a balance has
// over all lines together, and it reports every short line with its causes instead of stopping at the first.
//
// It does not reserve: the verb that takes the plan rechecks each pick against the store. Start at Allocate.
package allocation

import (
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// Limits of one call; a caller with more cuts it into several, in priority order.
const (
	MaxLines = 100_000 // a day of a large shop; the plan is made in memory
	MaxStock = 500_000 // balances of the SKUs asked for
)

// Line is what one order line still needs.
type Line struct {
	Order    string
	Line     int64 // number within its order
	SKU      item.SKU
	Owner    string    // whose stock may serve it; stock of another owner is never taken
	Quantity int64     // base units
	MinDays  int64     // days of life that must remain on Ship; 0: it must only not have expired
	Ship     item.Date // the day life is judged on: the shipping day, with transit days added if the customer counts from delivery
	Priority int64     // higher is served first; then the earlier Ship, then Order and Line
	Case     int64     // base units in a case; below it pick faces come before reserve. 0: the item has no case
}

// Stock is one balance that may serve lines, as of the moment the plan is made.
type Stock struct {
	Holder    string // key of the location or LPN that holds it
	Location  layout.Code
	Zone      string
	Kind      layout.Kind // Reserve or PickFace; stock of another kind is never taken
	Travel    int64
	SKU       item.SKU
	Lot       item.Lot
	Expiry    item.Date // NoDate: does not expire
	Received  item.Date // for FIFO; NoDate: oldest
	Owner     string
	OnHand    int64  // base units, for the reasons of a shortage only
	Available int64  // base units free to give; 0 under a hold
	Hold      string // why it is held, if it is
}

// Pick takes a quantity of one balance for one line.
type Pick struct {
	Order    string
	Line     int64
	SKU      item.SKU
	Stock    int // index into the stock given
	Holder   string
	Location layout.Code
	Lot      item.Lot
	Quantity int64
	Why      string // a word and figures: "fefo expiry=2026-12-31 faces=1/3"
}

// Why a line is short. Values are stable: they are shown translated.
const (
	ReasonNone      = "stock.none"       // nothing of the SKU and owner is in a pick face or reserve
	ReasonReserved  = "stock.reserved"   // it is there, but reserved for others before this call
	ReasonContended = "stock.contended"  // lines before this one in the same call took it
	ReasonHeld      = "stock.held"       // it is there, but under a hold
	ReasonExpired   = "lot.expired"      // it is there, but expired on the day of shipping
	ReasonLife      = "lot.short_life"   // it is there, but with too few days left
	ReasonKind      = "stock.not_stored" // it is there, but still at a dock, in staging, in quarantine, ...
	ReasonOwner     = "stock.owner"      // it is there, but belongs to another owner
)

// Cause is one reason for a shortage with what it keeps from the line.
type Cause struct {
	Reason   string
	Holder   string // where, for held, expired, short-lived and not yet stored goods
	Lot      item.Lot
	Expiry   item.Date
	Hold     string
	Quantity int64 // base units kept from the line
}

// Short is a line that could not be served whole.
type Short struct {
	Order     string
	Line      int64
	SKU       item.SKU
	Wanted    int64
	Allocated int64
	Causes    []Cause // never empty; the first is the one to show
}

// Plan is the answer: picks in the order lines were served, and every short line.
type Plan struct {
	Picks []Pick
	Short []Short
}
