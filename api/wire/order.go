package wire

import "time"

// Order is an order as the house knows it: how it came, and once a warehouse has it, how far it is there.
type Order struct {
	ID         string      `json:"id"`
	Channel    string      `json:"channel,omitempty"`
	Number     string      `json:"number,omitempty" doc:"The channel's"`
	State      string      `json:"state"`
	Warehouse  string      `json:"warehouse,omitempty"`
	Customer   string      `json:"customer,omitempty" doc:"Code of a trade customer"`
	Carrier    string      `json:"carrier,omitempty"`
	Service    string      `json:"service,omitempty"`
	Owner      string      `json:"owner,omitempty"`
	Priority   int         `json:"priority,omitempty"`
	Paid       bool        `json:"paid,omitempty"`
	PlacedAt   time.Time   `json:"placed_at,omitzero"`
	ShipBy     time.Time   `json:"ship_by,omitzero"`
	MinDays    int64       `json:"min_days,omitempty"`
	Lines      int         `json:"lines"`
	Wave       string      `json:"wave,omitempty"`
	Parcels    int         `json:"parcels,omitempty"`
	Exceptions []Exception `json:"exceptions,omitempty" doc:"Why it waits"`
	Revision   uint64      `json:"revision,omitempty"`
}

// Exception is one reason why an order waits.
type Exception struct {
	Reason string `json:"reason"`
	Line   int    `json:"line,omitempty" doc:"0: the whole order"`
	Detail string `json:"detail,omitempty"`
}

// OrderLine is one line of an order in its warehouse, with its reservations.
type OrderLine struct {
	Order        string        `json:"order"`
	Line         int           `json:"line"`
	SKU          string        `json:"sku"`
	Ordered      int64         `json:"ordered"`
	Packs        string        `json:"in_packs,omitempty" doc:"Ordered, in the item's packs: 2 case + 3"`
	Open         int64         `json:"open,omitempty"`
	Allocated    int64         `json:"allocated,omitempty"`
	Picked       int64         `json:"picked,omitempty"`
	Packed       int64         `json:"packed,omitempty"`
	Shipped      int64         `json:"shipped,omitempty"`
	Cancelled    int64         `json:"cancelled,omitempty"`
	Grams        int64         `json:"grams,omitempty" doc:"Of weighed goods: what those in parcels weigh"`
	Nominal      int64         `json:"nominal,omitempty" doc:"Of weighed pieces: what those in parcels would weigh by the catalogue"`
	Reservations []Reservation `json:"reservations,omitempty"`
}

// Reservation is a line's claim on goods in one balance.
type Reservation struct {
	Number   int    `json:"number"`
	Holder   string `json:"holder"`
	Lot      string `json:"lot,omitempty"`
	Quantity int64  `json:"quantity"`
	Phase    string `json:"phase"`
	Task     string `json:"task,omitempty"`
}

// Parcel is a carton with an order's goods on its way to the customer.
type Parcel struct {
	ID       string `json:"id"`
	Order    string `json:"order"`
	State    string `json:"state" doc:"open, packed, weighed, labelled, confirmed, loaded, shipped or void"`
	Carton   string `json:"carton,omitempty"`
	No       int    `json:"no,omitempty" doc:"Of the order: 1, 2, ..."`
	Units    []Unit `json:"units,omitempty"`
	Expected int64  `json:"expected,omitempty" doc:"Grams"`
	Gross    int64  `json:"gross,omitempty" doc:"Grams"`
	Override string `json:"override,omitempty"`
	Carrier  string `json:"carrier,omitempty"`
	Service  string `json:"service,omitempty"`
	Waybill  string `json:"waybill,omitempty"`
	Routing  string `json:"routing,omitempty"`
	Manifest string `json:"manifest,omitempty"`
	Station  string `json:"station,omitempty"`
}

// Unit is what lies in a parcel: so many of an item's lot, for one order line.
type Unit struct {
	Line     int      `json:"line"`
	SKU      string   `json:"sku"`
	Lot      string   `json:"lot,omitempty"`
	Quantity int64    `json:"quantity"`
	UoM      string   `json:"uom,omitempty" doc:"What quantity counts of what was scanned: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Grams    int64    `json:"grams,omitempty" doc:"What weighed goods weigh; absent in a pack: nobody weighed them, or they are not weighed"`
	Serials  []string `json:"serials,omitempty"`
}

// Manifest is what one carrier takes at one pick-up.
type Manifest struct {
	ID      string `json:"id"`
	Carrier string `json:"carrier"`
	Dock    string `json:"dock,omitempty"`
	State   string `json:"state" doc:"open, shipping or shipped"`
	Parcels int64  `json:"parcels,omitempty"`
	Grams   int64  `json:"grams,omitempty"`
	Shipped int64  `json:"shipped,omitempty"`
	Vehicle string `json:"vehicle,omitempty"`
}

// Wave is a set of orders released together.
type Wave struct {
	ID      string `json:"id"`
	State   string `json:"state" doc:"planning, released or done"`
	Job     uint64 `json:"job,omitempty"`
	Orders  int    `json:"orders,omitempty"`
	Tasks   int    `json:"tasks,omitempty"`
	Walk    int64  `json:"walk,omitempty" doc:"Planned millimetres"`
	Why     string `json:"why,omitempty"`
	Open    int    `json:"open,omitempty" doc:"Tasks that wait"`
	Claimed int    `json:"claimed,omitempty" doc:"Tasks under way"`
	Ended   int    `json:"ended,omitempty" doc:"Tasks that have ended"`
}

// PackList is what a packer finds in an order's totes, and the cartons it should go into.
type PackList struct {
	Order   string       `json:"order"`
	State   string       `json:"state"`
	Totes   []string     `json:"totes,omitempty"`
	Units   []ToPack     `json:"units"`
	Open    int64        `json:"open,omitempty" doc:"Base units still to be picked"`
	Parcel  string       `json:"parcel,omitempty" doc:"The open parcel, if any"`
	Begun   []Parcel     `json:"begun,omitempty" doc:"The open parcels with the units that are booked in them: go on there"`
	Cartons []CartonPlan `json:"cartons,omitempty" doc:"Suggested, in packing order"`
	Left    []LeftOver   `json:"left,omitempty" doc:"What no carton could be suggested for, and why"`
}

// ToPack is what of an order line lies in a tote.
type ToPack struct {
	Line     int    `json:"line"`
	SKU      string `json:"sku"`
	Lot      string `json:"lot,omitempty"`
	Quantity int64  `json:"quantity"`
	Packs    string `json:"in_packs,omitempty" doc:"In the item's packs: 2 case + 3"`
	Tote     string `json:"tote"`
}

// CartonPlan is one suggested carton.
type CartonPlan struct {
	Code    string `json:"code,omitempty" doc:"Absent: the goods ship in their own packing"`
	Pieces  int    `json:"pieces"`
	Gross   int64  `json:"gross" doc:"Grams"`
	Void    int64  `json:"void" doc:"Thousandths of the inner volume that stay empty"`
	Why     string `json:"why,omitempty"`
	Picture string `json:"picture,omitempty" doc:"Layer by layer, for a text screen"`
}

// LeftOver is pieces no carton could be suggested for.
type LeftOver struct {
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
	Reason   string `json:"reason"`
	Message  string `json:"message"`
}
