package wire

import "time"

// Surprise is what a worker met at a place that the books describe otherwise: the place is counted.
type Surprise struct {
	At   string `json:"at" doc:"Location"`
	What string `json:"what" doc:"occupied, full or empty"`
}

// Move tells that goods were brought to another place: a whole LPN, a quantity, or everything at a location.
type Move struct {
	Stamp
	LPN      string   `json:"lpn,omitempty" doc:"A whole LPN, with all it carries"`
	From     string   `json:"from,omitempty" doc:"Holder; without an LPN"`
	SKU      string   `json:"sku,omitempty" doc:"Absent, with a location in from: everything there"`
	Lot      string   `json:"lot,omitempty"`
	Owner    string   `json:"owner,omitempty"`
	Status   string   `json:"status,omitempty" doc:"available (the default), inspect or damaged"`
	Quantity int64    `json:"quantity,omitempty"`
	UoM      string   `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	To       string   `json:"to" doc:"Holder: a location, or an LPN that stands in one"`
	Reserved string   `json:"reserved,omitempty" doc:"Of goods that orders have reserved: travel takes the reservation along, elsewhere gives the order other stock; absent: they stay"`
	Reason   string   `json:"reason,omitempty" doc:"Stable word for the ledger"`
	Override string   `json:"override,omitempty" doc:"A supervisor's reason to break the rules of the place"`
	Surprise Surprise `json:"surprise,omitzero"`
}

// Moved tells where the goods are now and which orders were touched.
type Moved struct {
	To       string          `json:"to"`
	Units    int64           `json:"units,omitempty"`
	Runs     int             `json:"runs,omitempty"`
	LPNs     int             `json:"lpns,omitempty"`
	Left     []Remains       `json:"left,omitempty" doc:"What stays, and why"`
	More     bool            `json:"more,omitempty" doc:"There is more: send it once more"`
	Affected []MovedReserved `json:"affected,omitempty" doc:"Order lines whose reserved goods were moved"`
}

// MovedReserved is an order line whose reserved goods were moved.
type MovedReserved struct {
	Ref
	Quantity int64  `json:"quantity"`
	Got      string `json:"got" doc:"travel: its goods, at their new place; elsewhere: other stock"`
}

// SplitLine is so much of one balance of an LPN.
type SplitLine struct {
	SKU      string `json:"sku"`
	Lot      string `json:"lot,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Status   string `json:"status,omitempty"`
	Quantity int64  `json:"quantity"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
}

// Split tells that a part of an LPN was put onto a new one.
type Split struct {
	Stamp
	LPN      string      `json:"lpn"`
	To       string      `json:"to,omitempty" doc:"Number of the new LPN; absent: the next one of the house"`
	Kind     string      `json:"kind,omitempty" doc:"pallet or carton; absent: as the first"`
	Numbers  string      `json:"numbers,omitempty" doc:"sscc: the new LPN gets an SSCC"`
	Lines    []SplitLine `json:"lines,omitempty"`
	LPNs     []string    `json:"lpns,omitempty" doc:"Cartons that stand on it"`
	Reserved string      `json:"reserved,omitempty" doc:"As of a move"`
}

// SplitDone names the new LPN.
type SplitDone struct {
	LPN      string          `json:"lpn"`
	Units    int64           `json:"units,omitempty"`
	Runs     int             `json:"runs,omitempty"`
	LPNs     int             `json:"lpns,omitempty"`
	Affected []MovedReserved `json:"affected,omitempty"`
}

// Merge tells that everything on one LPN was put onto another.
type Merge struct {
	Stamp
	LPN      string `json:"lpn"`
	Into     string `json:"into"`
	Reserved string `json:"reserved,omitempty" doc:"As of a move"`
}

// Direct asks where goods are to be put away and keeps the space for them.
type Direct struct {
	Stamp
	LPN      string `json:"lpn,omitempty"`
	From     string `json:"from,omitempty" doc:"Holder; without an LPN"`
	SKU      string `json:"sku,omitempty"`
	Lot      string `json:"lot,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Status   string `json:"status,omitempty"`
	Quantity int64  `json:"quantity,omitempty"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
}

// Directed is the place that won, and why.
type Directed struct {
	Location string `json:"location"`
	Quantity int64  `json:"quantity" doc:"That goes there; ask again for the rest"`
	Why      string `json:"why"`
}

// PutawayTarget is one kind of place in a sequence.
type PutawayTarget struct {
	Kind  string `json:"kind" doc:"fixed_face, planned_face, same_lot, same_item, near_item, empty or mixed"`
	Zone  string `json:"zone,omitempty" doc:"Absent: any"`
	Where string `json:"where,omitempty" doc:"reserve or pick_face; absent: both"`
}

// PutawayRule is the sequence of targets goods are put away by: the first that has room wins.
type PutawayRule struct {
	Scope    string          `json:"scope,omitempty" doc:"item or class"`
	Name     string          `json:"name,omitempty" doc:"SKU or storage class"`
	Targets  []PutawayTarget `json:"targets" doc:"None: the usual sequence"`
	Revision uint64          `json:"revision,omitempty"`
}

// ChangeOwner books goods over to another owner where they lie.
type ChangeOwner struct {
	Stamp
	SKU      string `json:"sku"`
	Lot      string `json:"lot,omitempty"`
	From     string `json:"from,omitempty" doc:"Holder; absent: wherever the owner has free goods, earliest expiry first"`
	Status   string `json:"status,omitempty"`
	Owner    string `json:"owner,omitempty" doc:"Absent: the house"`
	To       string `json:"to,omitempty" doc:"The new owner; absent: the house"`
	Quantity int64  `json:"quantity"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Document string `json:"document,omitempty"`
}

// OwnerChanged tells what changed hands.
type OwnerChanged struct {
	Units int64              `json:"units"`
	Moved []OwnerChangedPart `json:"moved"`
}

// OwnerChangedPart is so much of one balance.
type OwnerChangedPart struct {
	Holder   string `json:"holder"`
	Lot      string `json:"lot,omitempty"`
	Quantity int64  `json:"quantity"`
}

// Statement is what became of an owner's stock between two moments.
type Statement struct {
	Warehouse string          `json:"warehouse"`
	Owner     string          `json:"owner,omitempty" doc:"Absent: the house"`
	From      time.Time       `json:"from"`
	To        time.Time       `json:"to"`
	Lines     []StatementLine `json:"lines"`
}

// StatementLine is one item of a statement, in base units; what goes out is below zero.
type StatementLine struct {
	SKU       string `json:"sku"`
	Opening   int64  `json:"opening"`
	In        int64  `json:"in"`
	Out       int64  `json:"out"`
	Received  int64  `json:"received,omitempty"`
	Shipped   int64  `json:"shipped,omitempty"`
	Transfers int64  `json:"transfers,omitempty"`
	Owners    int64  `json:"owners,omitempty"`
	Adjusted  int64  `json:"adjusted,omitempty"`
	Closing   int64  `json:"closing"`
}
