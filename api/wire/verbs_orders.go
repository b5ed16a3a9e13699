package wire

import "time"

// Accept is an order as a channel sends it, or one range of its lines. An order of at most 16 lines is one command; a
// longer one is a series: the first leaves Order empty and carries the head, the others carry Order, From and Lines.
type Accept struct {
	Stamp
	Order     string       `json:"order,omitempty" doc:"Ours, from the first answer; absent: a new order"`
	From      int          `json:"from,omitempty" doc:"Number of the first line in lines"`
	Lines     []AcceptLine `json:"lines"`
	Channel   string       `json:"channel,omitempty"`
	Number    string       `json:"number,omitempty" doc:"The channel's"`
	Paid      bool         `json:"paid,omitempty"`
	Customer  string       `json:"customer,omitempty"`
	Carrier   string       `json:"carrier,omitempty"`
	Service   string       `json:"service,omitempty"`
	Priority  int          `json:"priority,omitempty"`
	PlacedAt  time.Time    `json:"placed_at,omitzero"`
	ShipBy    time.Time    `json:"ship_by,omitzero"`
	Owner     string       `json:"owner,omitempty"`
	MinDays   int64        `json:"min_days,omitempty"`
	Warehouse string       `json:"warehouse,omitempty"`
	Total     int          `json:"total,omitempty" doc:"Lines in all; absent: those that are here"`
	Recipient Recipient    `json:"recipient,omitzero"`
}

// AcceptLine is one line of an order; its number is its place in the order.
type AcceptLine struct {
	SKU        string `json:"sku"`
	Quantity   int64  `json:"quantity"`
	UoM        string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	PriceMinor int64  `json:"price_minor,omitempty"`
}

// Recipient is where an order goes to. It is kept sealed, and dropped some time after the order has ended.
type Recipient struct {
	Name     string `json:"name,omitempty"`
	Company  string `json:"company,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Country  string `json:"country,omitempty"`
	Province string `json:"province,omitempty"`
	City     string `json:"city,omitempty"`
	District string `json:"district,omitempty"`
	Town     string `json:"town,omitempty"`
	Detail   string `json:"detail,omitempty" doc:"Street, house, building, unit"`
	Postcode string `json:"postcode,omitempty"`
	Division string `json:"division,omitempty"`
	Token    string `json:"token,omitempty" doc:"By which the channel knows more"`
}

// Accepted is what became of an order.
type Accepted struct {
	Order      string      `json:"order"`
	State      string      `json:"state"`
	Got        int         `json:"got"`
	Total      int         `json:"total"`
	Warehouse  string      `json:"warehouse,omitempty"`
	Exceptions []Exception `json:"exceptions,omitempty"`
}

// Resolve is what a person does about an order that waits.
type Resolve struct {
	Stamp
	Order     string     `json:"order"`
	Paid      bool       `json:"paid,omitempty"`
	Wanted    bool       `json:"wanted,omitempty" doc:"It is no duplicate, or wanted twice"`
	Customer  *string    `json:"customer,omitempty"`
	Carrier   *string    `json:"carrier,omitempty"`
	Warehouse *string    `json:"warehouse,omitempty"`
	Recipient *Recipient `json:"recipient,omitempty" doc:"The whole address, corrected"`
	Lines     []LineFix  `json:"lines,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

// LineFix puts one line right.
type LineFix struct {
	Line     int    `json:"line"`
	SKU      string `json:"sku,omitempty"`
	Quantity int64  `json:"quantity,omitempty"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Remove   bool   `json:"remove,omitempty"`
}

// Cancel gives up an order.
type Cancel struct {
	Stamp
	Order  string `json:"order"`
	Reason string `json:"reason"`
}

// Cancelled is how the order stands.
type Cancelled struct {
	Order string `json:"order"`
	State string `json:"state"`
}

// Take takes an order into the warehouse it is assigned to; the service does so by itself.
type Take struct {
	Stamp
	Order string `json:"order"`
}

// Taken is how far the taking is.
type Taken struct {
	Order string `json:"order"`
	State string `json:"state"`
	Done  bool   `json:"done,omitempty"`
}

// Allocate reserves goods for an order, or for every open order.
type Allocate struct {
	Stamp
	Order string `json:"order,omitempty"`
	From  int    `json:"from,omitempty" doc:"Line to go on with, as the answer before said"`
}

// Allocated tells what an order got.
type Allocated struct {
	Order    string      `json:"order"`
	State    string      `json:"state"`
	Next     int         `json:"next,omitempty" doc:"Go on with this line"`
	Reserved int64       `json:"reserved,omitempty"`
	Short    []ShortLine `json:"short,omitempty"`
}

// ShortLine is a line that did not get all it wants.
type ShortLine struct {
	Line   int    `json:"line"`
	SKU    string `json:"sku"`
	Want   int64  `json:"want"`
	Have   int64  `json:"have,omitempty"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

// AllocateAll starts the job that allocates all open orders.
type AllocateAll struct {
	Stamp
	Retry bool `json:"retry,omitempty" doc:"Also those that wait for goods of which some have come in"`
}

// JobStarted names the job that does larger work.
type JobStarted struct {
	Job uint64 `json:"job"`
}

// Release chooses the orders of a wave and how they are picked.
type Release struct {
	Stamp
	MaxOrders int       `json:"max_orders,omitempty" doc:"When more are ready, urgent ones go first, and of equally urgent ones those that lie together"`
	MaxLines  int       `json:"max_lines,omitempty" doc:"Lines to be picked; absent: any number"`
	Kind      string    `json:"kind,omitempty" doc:"single, cart (the default), or zone: trips that stay in one zone with lines of many orders"`
	Zone      string    `json:"zone,omitempty" doc:"Of kind zone: only orders that need something there"`
	Cart      Cart      `json:"cart,omitzero"`
	Carrier   string    `json:"carrier,omitempty"`
	ShipBy    time.Time `json:"ship_by,omitzero"`
}

// Cart is what one trip carries.
type Cart struct {
	Totes      int64 `json:"totes,omitempty"`
	ToteVolume int64 `json:"tote_volume,omitempty" doc:"Cubic millimetres"`
	Grams      int64 `json:"grams,omitempty"`
}

// Released names the wave and the job that makes it.
type Released struct {
	Wave string `json:"wave"`
	Job  uint64 `json:"job"`
}
