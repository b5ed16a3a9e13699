package wire

import "time"

// Transfer opens a transfer to another warehouse, adds lines to an open one, or looks again for goods it lacks.
type Transfer struct {
	Stamp
	Transfer string         `json:"transfer,omitempty" doc:"Absent: a new one is opened"`
	To       string         `json:"to,omitempty" doc:"Warehouse; of a new one"`
	Document string         `json:"document,omitempty"`
	Expected string         `json:"expected,omitempty" doc:"Day it should be there"`
	Lines    []TransferLine `json:"lines,omitempty" doc:"At most 16 at once"`
}

// TransferLine is so much of an item.
type TransferLine struct {
	SKU      string `json:"sku"`
	Owner    string `json:"owner,omitempty"`
	Quantity int64  `json:"quantity"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
}

// TransferOpened names the transfer and what it lacks.
type TransferOpened struct {
	Transfer string          `json:"transfer"`
	Reserved int64           `json:"reserved,omitempty"`
	Short    []TransferShort `json:"short,omitempty"`
	More     bool            `json:"more,omitempty" doc:"Lines were not looked at: send it again without lines"`
}

// TransferShort is a line that did not get all it wants.
type TransferShort struct {
	Line int    `json:"line"`
	SKU  string `json:"sku"`
	Want int64  `json:"want"`
	Have int64  `json:"have,omitempty"`
}

// Send tells that goods of a transfer were put onto the lorry.
type Send struct {
	Stamp
	Transfer string   `json:"transfer"`
	LPN      string   `json:"lpn,omitempty" doc:"A whole LPN"`
	From     string   `json:"from,omitempty" doc:"Holder; without an LPN"`
	SKU      string   `json:"sku,omitempty"`
	Lot      string   `json:"lot,omitempty"`
	Owner    string   `json:"owner,omitempty"`
	Quantity int64    `json:"quantity,omitempty"`
	UoM      string   `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Serials  []string `json:"serials,omitempty"`
}

// Sent tells what is on the lorry.
type Sent struct {
	Transfer string `json:"transfer"`
	Units    int64  `json:"units"`
	Left     int64  `json:"left,omitempty" doc:"Of the transfer, still to be sent"`
}

// Dispatch lets the lorry of a transfer go.
type Dispatch struct {
	Stamp
	Transfer string `json:"transfer"`
	Cancel   bool   `json:"cancel,omitempty" doc:"Nothing was sent: give the transfer up"`
}

// Dispatched tells what left.
type Dispatched struct {
	Transfer string `json:"transfer"`
	State    string `json:"state"`
	ASN      string `json:"asn,omitempty" doc:"Number of the notice at the other end"`
	Units    int64  `json:"units,omitempty"`
	Released int64  `json:"released,omitempty" doc:"Units that were not sent and are free again"`
	More     bool   `json:"more,omitempty" doc:"There is more to give back: send it once more"`
}

// SettleTransfer gives up what has not come of a transfer: it is booked off as lost on the road.
type SettleTransfer struct {
	Stamp
	Transfer string `json:"transfer"`
	Reason   string `json:"reason" doc:"lost, stolen, damaged, miscounted or unknown"`
}

// TransferSettled tells what was given up.
type TransferSettled struct {
	Transfer string `json:"transfer"`
	State    string `json:"state"`
	Short    int64  `json:"short,omitempty" doc:"Base units that never came"`
	Over     int64  `json:"over,omitempty" doc:"Base units that came and were not sent"`
	More     bool   `json:"more,omitempty" doc:"A job books the rest"`
}

// TransferView is a transfer as its sender has it.
type TransferView struct {
	Transfer  string             `json:"transfer"`
	To        string             `json:"to"`
	State     string             `json:"state"`
	Document  string             `json:"document,omitempty"`
	Expected  string             `json:"expected,omitempty"`
	ASN       string             `json:"asn,omitempty" doc:"Number of the notice at the other end"`
	Opened    time.Time          `json:"opened,omitzero"`
	Sent      time.Time          `json:"sent,omitzero"`
	Ended     time.Time          `json:"ended,omitzero"`
	SettledBy string             `json:"settled_by,omitempty" doc:"Who gave up what had not come"`
	Reason    string             `json:"reason,omitempty" doc:"Why it never came"`
	Lines     []TransferLineView `json:"lines,omitempty"`
	Pieces    []TransferPiece    `json:"pieces,omitempty" doc:"What was sent, run by run"`
}

// TransferLineView is a line with what became of it.
type TransferLineView struct {
	Line      int              `json:"line"`
	SKU       string           `json:"sku"`
	Owner     string           `json:"owner,omitempty"`
	Quantity  int64            `json:"quantity"`
	Packs     string           `json:"in_packs,omitempty" doc:"In the item's packs: 2 case + 3"`
	Open      int64            `json:"open,omitempty"`
	Reserved  int64            `json:"reserved,omitempty"`
	Sent      int64            `json:"sent,omitempty"`
	Cancelled int64            `json:"cancelled,omitempty"`
	Take      []TransferSource `json:"take,omitempty" doc:"Where the reserved goods are"`
}

// TransferSource is where goods of a line are reserved.
type TransferSource struct {
	Holder   string `json:"holder"`
	Location string `json:"location,omitempty"`
	Lot      string `json:"lot,omitempty"`
	Quantity int64  `json:"quantity"`
}

// TransferPiece is one run that was sent.
type TransferPiece struct {
	Piece        int       `json:"piece" doc:"Line of the notice"`
	Line         int       `json:"line"`
	SKU          string    `json:"sku"`
	Lot          string    `json:"lot,omitempty"`
	Owner        string    `json:"owner,omitempty"`
	LPN          string    `json:"lpn,omitempty"`
	Quantity     int64     `json:"quantity"`
	Arrived      int64     `json:"arrived,omitempty"`
	InTransit    int64     `json:"in_transit,omitempty"`
	Short        int64     `json:"short,omitempty"`
	Over         int64     `json:"over,omitempty"`
	Settled      int64     `json:"settled,omitempty" doc:"Booked off as lost on the road; below zero: booked as sent too much"`
	Grams        int64     `json:"grams,omitempty" doc:"Of weighed goods"`
	ArrivedGrams int64     `json:"arrived_grams,omitempty"`
	Since        time.Time `json:"since,omitzero" doc:"Oldest receipt in it"`
	Serials      []string  `json:"serials,omitempty" doc:"Of units that were scanned onto the lorry"`
}
