package wire

import "time"

// QualityPlan says how deliveries of a category's items are inspected, by ISO 2859-1.
type QualityPlan struct {
	Category string       `json:"category,omitempty" doc:"As the items have it; default: all categories without a plan of their own"`
	Level    string       `json:"level" doc:"Inspection level: S-1, S-2, S-3, S-4, I, II or III"`
	Major    string       `json:"major" doc:"AQL for major defects: 0.010 to 10"`
	Minor    string       `json:"minor" doc:"AQL for minor defects; of critical ones none is accepted"`
	Defects  []DefectCode `json:"defects,omitempty"`
	Off      bool         `json:"off,omitempty" doc:"Deliveries are not inspected; the list of defects stands"`
	Revision uint64       `json:"revision,omitempty" doc:"As in the ETag"`
}

// DefectCode is one entry of a category's list of defects.
type DefectCode struct {
	Code   string `json:"code"`
	Name   string `json:"name,omitempty"`
	NameZH string `json:"name_zh,omitempty"`
	Class  string `json:"class" doc:"critical, major or minor"`
}

// Sampling is what quality control has to do with goods that wait.
type Sampling struct {
	Lot      int64  `json:"lot,omitempty" doc:"Units judged together"`
	Units    int64  `json:"units,omitempty" doc:"To look at"`
	Letter   string `json:"letter,omitempty" doc:"Code letter of ISO 2859-1; absent: the item's own sample size"`
	Major    int64  `json:"major,omitempty" doc:"Most major defects that are accepted"`
	Minor    int64  `json:"minor,omitempty"`
	Severity string `json:"severity,omitempty" doc:"normal, tightened, reduced or stopped, by the supplier's history"`
	Whole    bool   `json:"whole,omitempty" doc:"Each unit is looked at"`
	Judged   bool   `json:"judged,omitempty" doc:"There is a verdict; what waits is the rest"`
	Accepted bool   `json:"accepted,omitempty"`
}

// InspectionPlan is what an inspector needs to begin.
type InspectionPlan struct {
	Sampling Sampling     `json:"sampling"`
	Category string       `json:"category,omitempty" doc:"Of the quality plan"`
	Defects  []DefectCode `json:"defects,omitempty"`
}

// Presented is goods that wait for inspection at one holder.
type Presented struct {
	SKU      string    `json:"sku"`
	Lot      string    `json:"lot,omitempty"`
	Holder   string    `json:"holder"`
	Owner    string    `json:"owner,omitempty"`
	Quantity int64     `json:"quantity" doc:"On hand there"`
	Supplier string    `json:"supplier,omitempty"`
	Receipt  string    `json:"receipt,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Judged   bool      `json:"judged,omitempty"`
	Accepted bool      `json:"accepted,omitempty"`
}

// FoundDefect is how many units showed a defect.
type FoundDefect struct {
	Code  string `json:"code"`
	Units int64  `json:"units"`
}

// Inspection is one decision of quality control.
type Inspection struct {
	ID       string        `json:"id"`
	SKU      string        `json:"sku"`
	Lot      string        `json:"lot,omitempty"`
	Holder   string        `json:"holder"`
	Sample   int64         `json:"sample"`
	Passed   int64         `json:"passed,omitempty"`
	Failed   int64         `json:"failed,omitempty"`
	Defect   string        `json:"defect,omitempty"`
	Photo    string        `json:"photo,omitempty"`
	Override string        `json:"override,omitempty"`
	Supplier string        `json:"supplier,omitempty"`
	Receipt  string        `json:"receipt,omitempty"`
	Worker   string        `json:"worker,omitempty"`
	At       time.Time     `json:"at,omitzero"`
	Judged   bool          `json:"judged,omitempty" doc:"It was this inspection that judged the delivery"`
	Accepted bool          `json:"accepted,omitempty"`
	Sampling Sampling      `json:"sampling,omitzero"`
	Defects  []FoundDefect `json:"defects,omitempty"`
}

// Supply is how a supplier's deliveries of an item were found.
type Supply struct {
	Supplier   string    `json:"supplier"`
	SKU        string    `json:"sku"`
	Severity   string    `json:"severity" doc:"Of the next delivery: normal, tightened, reduced or stopped"`
	Score      int64     `json:"score,omitempty" doc:"Switching score under normal inspection; 30 lead to reduced"`
	Deliveries int64     `json:"deliveries,omitempty"`
	Refused    int64     `json:"refused,omitempty"`
	Looked     int64     `json:"looked,omitempty" doc:"Units in samples"`
	Bad        int64     `json:"bad,omitempty" doc:"Defects in them"`
	At         time.Time `json:"at,omitzero" doc:"Of the last verdict"`
}

// ResumeSupply lets a supplier that was stopped deliver an item again.
type ResumeSupply struct {
	Stamp
	Supplier string `json:"supplier"`
	SKU      string `json:"sku"`
	Reason   string `json:"reason"`
}

// Measure is what somebody measured of one pack of an item.
type Measure struct {
	Stamp
	SKU   string `json:"sku"`
	Level string `json:"level,omitempty" doc:"each (the default), inner, case or pallet"`
	Size  Size   `json:"size,omitzero" doc:"Millimetres"`
	Grams int64  `json:"grams,omitempty"`
	Again bool   `json:"again,omitempty" doc:"It replaces what was measured before"`
}

// Measured is what goes to the catalogue.
type Measured struct {
	SKU   string `json:"sku"`
	Level string `json:"level"`
	Size  Size   `json:"size,omitzero"`
	Grams int64  `json:"grams,omitempty"`
}

// RecallGoods takes a lot, or all of an item, from sale in every warehouse.
type RecallGoods struct {
	Stamp
	SKU    string `json:"sku"`
	Lot    string `json:"lot,omitempty" doc:"Absent: every lot"`
	Reason string `json:"reason"`
	Owner  string `json:"owner,omitempty" doc:"Who decides what becomes of the goods"`
}

// LiftRecall lets the goods of a recall be sold again.
type LiftRecall struct {
	Stamp
	Recall string `json:"recall"`
	Reason string `json:"reason"`
}

// Recall is goods that nobody may sell or pick, in any warehouse, until it is lifted.
type Recall struct {
	ID         string        `json:"id"`
	SKU        string        `json:"sku"`
	Lot        string        `json:"lot,omitempty"`
	State      string        `json:"state" doc:"listing, listed or lifted"`
	Reason     string        `json:"reason"`
	Owner      string        `json:"owner,omitempty"`
	By         string        `json:"by,omitempty"`
	At         time.Time     `json:"at,omitzero"`
	Lifted     time.Time     `json:"lifted,omitzero"`
	Why        string        `json:"why_lifted,omitempty"`
	Warehouses []RecallHouse `json:"warehouses,omitempty"`
}

// RecallHouse is what one warehouse had when the recall's job looked.
type RecallHouse struct {
	Warehouse string `json:"warehouse"`
	OnHand    int64  `json:"on_hand"`
	Reserved  int64  `json:"reserved,omitempty"`
}

// RecallRow is goods of a recall, and where they stood.
type RecallRow struct {
	Warehouse string `json:"warehouse"`
	Lot       string `json:"lot,omitempty"`
	Holder    string `json:"holder"`
	Place     string `json:"place,omitempty" doc:"The location the holder stands at"`
	Status    string `json:"status"`
	Owner     string `json:"owner,omitempty"`
	OnHand    int64  `json:"on_hand"`
	Reserved  int64  `json:"reserved,omitempty"`
	Order     string `json:"order,omitempty" doc:"Of a tote"`
}

// TraceStep is one step of goods into or out of a warehouse.
type TraceStep struct {
	Seq           uint64    `json:"seq" doc:"Number of the ledger's entry"`
	At            time.Time `json:"at"`
	Kind          string    `json:"kind" doc:"received, packed, sent, adjusted or scrapped"`
	Quantity      int64     `json:"quantity"`
	Lot           string    `json:"lot,omitempty"`
	Serials       []string  `json:"serials,omitempty"`
	Receipt       string    `json:"receipt,omitempty"`
	Supplier      string    `json:"supplier,omitempty"`
	PurchaseOrder string    `json:"purchase_order,omitempty"`
	ASN           string    `json:"asn,omitempty"`
	Order         string    `json:"order,omitempty"`
	Line          int       `json:"line,omitempty"`
	Channel       string    `json:"channel,omitempty"`
	Number        string    `json:"number,omitempty" doc:"The channel's order number"`
	Customer      string    `json:"customer,omitempty" doc:"Code of a trade customer; consumers are known by their order only"`
	Parcel        string    `json:"parcel,omitempty"`
	Carrier       string    `json:"carrier,omitempty"`
	Waybill       string    `json:"waybill,omitempty"`
	State         string    `json:"state,omitempty" doc:"Of the parcel; shipped: it has left"`
	Document      string    `json:"document,omitempty" doc:"Of any other step"`
	Reason        string    `json:"reason,omitempty"`
}

// Trace is a piece of a trace. While there is a next, there is more to read, even when no steps are in it.
type Trace struct {
	Steps []TraceStep `json:"steps"`
	Next  string      `json:"next,omitempty"`
}

// Serial is one unit with a number of its own.
type Serial struct {
	Number  string        `json:"number"`
	SKU     string        `json:"sku"`
	Lot     string        `json:"lot,omitempty"`
	Holder  string        `json:"holder" doc:"Where it was scanned to last"`
	Place   string        `json:"place,omitempty" doc:"The location that stands at"`
	Gone    bool          `json:"gone,omitempty" doc:"It has left the house"`
	Receipt string        `json:"receipt,omitempty"`
	Order   string        `json:"order,omitempty"`
	Parcel  string        `json:"parcel,omitempty"`
	History []SerialEvent `json:"history,omitempty"`
}

// SerialEvent is one thing that happened to a unit.
type SerialEvent struct {
	At       time.Time `json:"at"`
	Holder   string    `json:"holder"`
	Document string    `json:"document,omitempty"`
	Order    string    `json:"order,omitempty"`
	Worker   string    `json:"worker,omitempty"`
}

// Expiring is a lot in stock that runs out.
type Expiring struct {
	SKU      string `json:"sku"`
	Lot      string `json:"lot"`
	Expiry   string `json:"expiry"`
	Days     int64  `json:"days" doc:"That remain; below zero: it has run out"`
	OnHand   int64  `json:"on_hand"`
	Reserved int64  `json:"reserved,omitempty"`
	Packs    string `json:"in_packs,omitempty" doc:"On hand in the item's packs"`
	Value    int64  `json:"value,omitempty" doc:"Minor units"`
	Currency string `json:"currency,omitempty"`
	Supplier string `json:"supplier,omitempty"`
}

// LifeRule is how many days of life a channel or a trade customer wants goods to have when they ship.
type LifeRule struct {
	Party    string     `json:"party,omitempty" doc:"channel:NAME or customer:CODE"`
	Days     int64      `json:"days,omitempty" doc:"Of every item without a rule of its own"`
	Items    []LifeItem `json:"items,omitempty"`
	Revision uint64     `json:"revision,omitempty" doc:"As in the ETag"`
}

// LifeItem is what a party wants of one item or one category.
type LifeItem struct {
	SKU      string `json:"sku,omitempty"`
	Category string `json:"category,omitempty"`
	Days     int64  `json:"days"`
}
