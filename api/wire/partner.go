package wire

import "time"

// Tolerance is how far a delivery may differ from what was ordered, in whole percent of a line.
type Tolerance struct {
	OverPercent  int64 `json:"over_percent,omitempty"`
	ShortPercent int64 `json:"short_percent,omitempty"`
}

// Supplier sells goods to the house.
type Supplier struct {
	Code      string    `json:"code"`
	Name      string    `json:"name,omitempty"`
	NameZH    string    `json:"name_zh,omitempty"`
	LeadDays  int64     `json:"lead_days,omitempty"`
	Tolerance Tolerance `json:"tolerance,omitzero"`
	Address   []string  `json:"address,omitempty"`
	Country   string    `json:"country,omitempty"`
	Phone     string    `json:"phone,omitempty"`
	Closed    bool      `json:"closed,omitempty"`
	Revision  uint64    `json:"revision,omitempty"`
}

// Customer is a trade customer with terms of its own.
type Customer struct {
	Code     string   `json:"code"`
	Name     string   `json:"name,omitempty"`
	NameZH   string   `json:"name_zh,omitempty"`
	MinDays  int64    `json:"min_days,omitempty" doc:"Days of shelf life that must remain at shipping"`
	Address  []string `json:"address,omitempty"`
	Country  string   `json:"country,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Closed   bool     `json:"closed,omitempty"`
	Revision uint64   `json:"revision,omitempty"`
}

// Carrier takes parcels away.
type Carrier struct {
	Code     string      `json:"code"`
	Name     string      `json:"name,omitempty"`
	NameZH   string      `json:"name_zh,omitempty"`
	Services []string    `json:"services,omitempty"`
	Range    NumberRange `json:"range,omitzero" doc:"Absent: the carrier numbers its waybills itself"`
	Label    LabelPolicy `json:"label,omitzero"`
	CutOff   string      `json:"cut_off,omitempty" doc:"Local time of its pick-up, such as 17:30"`
	MaxGrams int64       `json:"max_grams,omitempty"`
	MaxEdge  int64       `json:"max_edge,omitempty"`
	Closed   bool        `json:"closed,omitempty"`
	Revision uint64      `json:"revision,omitempty"`
}

// NumberRange is what a carrier allotted.
type NumberRange struct {
	Prefix string `json:"prefix,omitempty"`
	Next   int64  `json:"next,omitempty"`
	Last   int64  `json:"last,omitempty"`
	Width  int64  `json:"width,omitempty" doc:"Digits"`
	Check  string `json:"check,omitempty" doc:"none, gs1, mod7 or s10"`
	Suffix string `json:"suffix,omitempty"`
}

// LabelPolicy says how a carrier's waybills look.
type LabelPolicy struct {
	Media      string `json:"media,omitempty" doc:"100x150, 100x180, 76x130 or 4x6in"`
	ShowNames  bool   `json:"show_names,omitempty"`
	ShowPhones bool   `json:"show_phones,omitempty"`
	ShowUnits  bool   `json:"show_units,omitempty"`
}

// Carton is a kind of shipping carton.
type Carton struct {
	Code      string `json:"code"`
	Name      string `json:"name,omitempty"`
	NameZH    string `json:"name_zh,omitempty"`
	Inner     Size   `json:"inner,omitzero"`
	Outer     Size   `json:"outer,omitzero"`
	Tare      int64  `json:"tare,omitempty" doc:"Grams"`
	MaxGross  int64  `json:"max_gross,omitempty" doc:"Grams"`
	CostMinor int64  `json:"cost_minor,omitempty"`
	Currency  string `json:"currency,omitempty"`
	Active    bool   `json:"active,omitempty"`
	Revision  uint64 `json:"revision,omitempty"`
}

// PurchaseOrder is what a supplier is to bring to one warehouse.
type PurchaseOrder struct {
	Number    string         `json:"number"`
	Supplier  string         `json:"supplier,omitempty"`
	Expected  string         `json:"expected,omitempty" doc:"Date in the warehouse's calendar"`
	Tolerance Tolerance      `json:"tolerance,omitzero"`
	Lines     []PurchaseLine `json:"lines,omitempty" doc:"Absent in lists"`
	Status    string         `json:"status,omitempty" doc:"expected, receiving, complete or ended; absent in lists"`
	Closed    bool           `json:"closed,omitempty" doc:"Changed by close and reopen only"`
	Revision  uint64         `json:"revision,omitempty"`

	Opened    time.Time `json:"opened,omitzero" doc:"When it was placed; read only, as what is below"`
	OpenedBy  string    `json:"opened_by,omitempty"`
	Replied   time.Time `json:"replied,omitzero" doc:"The supplier's first answer"`
	RepliedBy string    `json:"replied_by,omitempty" doc:"Who noted it"`
	Promised  string    `json:"promised,omitempty" doc:"Date"`
}

// PurchaseLine is one SKU of a purchase order. Lines are numbered from 1 in the order given.
type PurchaseLine struct {
	Line     int    `json:"line,omitempty"`
	SKU      string `json:"sku"`
	Ordered  int64  `json:"ordered"`
	UoM      string `json:"uom,omitempty" doc:"What ordered counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Received int64  `json:"received,omitempty"`

	Confirmed *int64 `json:"confirmed,omitempty" doc:"By the supplier; absent: it has not answered"`
}

// ASN is a supplier's notice of what is on its way.
type ASN struct {
	Number        string    `json:"number"`
	Supplier      string    `json:"supplier,omitempty"`
	From          string    `json:"from,omitempty" doc:"Of a transfer: the warehouse that sent the goods; it is told, not taken"`
	Reference     string    `json:"reference,omitempty" doc:"The supplier's own number of the delivery"`
	PurchaseOrder string    `json:"purchase_order,omitempty"`
	Expected      string    `json:"expected,omitempty"`
	Tolerance     Tolerance `json:"tolerance,omitzero"`
	Lines         []ASNLine `json:"lines,omitempty" doc:"Absent in lists"`
	Status        string    `json:"status,omitempty"`
	Closed        bool      `json:"closed,omitempty"`
	Revision      uint64    `json:"revision,omitempty"`
}

// ASNLine is one run of goods of a delivery.
type ASNLine struct {
	Line     int    `json:"line,omitempty"`
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Lot      string `json:"lot,omitempty"`
	Expiry   string `json:"expiry,omitempty"`
	LPN      string `json:"lpn,omitempty"`
	POLine   int    `json:"po_line,omitempty"`
	Received int64  `json:"received,omitempty"`

	Grams   int64     `json:"grams,omitempty" doc:"Of weighed goods of a transfer: as they were sent"`
	Since   time.Time `json:"since,omitzero" doc:"Of a transfer: the oldest receipt in it"`
	On      []string  `json:"on,omitempty" doc:"Of a transfer: what the LPN stands on, inmost first; one scan of the outmost receives all of it"`
	Serials []string  `json:"serials,omitempty" doc:"Of a transfer: units that were scanned onto the lorry"`
}
