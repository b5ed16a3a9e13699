package wire

// Receive tells what came in: one run of one item and lot, into an LPN or loose onto a dock.
type Receive struct {
	Stamp
	Receipt       string   `json:"receipt,omitempty" doc:"Absent: a new one is opened"`
	PurchaseOrder string   `json:"purchase_order,omitempty"`
	ASN           string   `json:"asn,omitempty"`
	Line          int      `json:"line,omitempty"`
	Supplier      string   `json:"supplier,omitempty" doc:"Of goods nobody announced"`
	SKU           string   `json:"sku"`
	Quantity      int64    `json:"quantity"`
	Grams         int64    `json:"grams,omitempty"`
	Lot           string   `json:"lot,omitempty"`
	Expiry        string   `json:"expiry,omitempty"`
	Production    string   `json:"production,omitempty"`
	Serials       []string `json:"serials,omitempty"`
	Damaged       bool     `json:"damaged,omitempty"`
	Owner         string   `json:"owner,omitempty"`
	Dock          string   `json:"dock" doc:"Dock or staging location"`
	LPN           string   `json:"lpn,omitempty" doc:"Absent: loose"`
	LPNKind       string   `json:"lpn_kind,omitempty" doc:"Of a new LPN: pallet (the default), tote or carton"`
	Override      string   `json:"override,omitempty" doc:"A supervisor's reason to take goods with too little life"`
}

// Received is what was booked and what to do next.
type Received struct {
	Receipt string `json:"receipt"`
	Holder  string `json:"holder"`
	Status  string `json:"status"`
	Sample  int64  `json:"sample,omitempty" doc:"Units quality control wants to see; 0: put away at once"`
	Due     int64  `json:"due,omitempty" doc:"What may still come on the line"`
}

// Inspect tells what quality control found.
type Inspect struct {
	Stamp
	SKU        string `json:"sku"`
	Lot        string `json:"lot,omitempty"`
	Holder     string `json:"holder"`
	Owner      string `json:"owner,omitempty"`
	Sample     int64  `json:"sample" doc:"Units looked at"`
	Passed     int64  `json:"passed,omitempty" doc:"Units released"`
	Failed     int64  `json:"failed,omitempty" doc:"Units that go to quarantine"`
	Defect     string `json:"defect,omitempty"`
	Quarantine string `json:"quarantine,omitempty" doc:"Location failed goods go to"`
}

// Inspected is what remains to be inspected.
type Inspected struct {
	Inspection string `json:"inspection"`
	Waiting    int64  `json:"waiting,omitempty"`
}

// Putaway tells where goods were set down: a whole LPN, or a quantity from a holder.
type Putaway struct {
	Stamp
	LPN      string `json:"lpn,omitempty"`
	Unpack   bool   `json:"unpack,omitempty" doc:"The LPN's goods go loose into the location"`
	From     string `json:"from,omitempty" doc:"Holder; without an LPN"`
	SKU      string `json:"sku,omitempty"`
	Lot      string `json:"lot,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Status   string `json:"status,omitempty" doc:"available (the default), inspect or damaged"`
	Quantity int64  `json:"quantity,omitempty"`
	To       string `json:"to" doc:"Location"`
}

// PutAway tells where the goods are now.
type PutAway struct {
	To    string `json:"to"`
	Units int64  `json:"units"`
	Runs  int    `json:"runs,omitempty"`
}

// Suggestion is a place for goods, best first.
type Suggestion struct {
	Location string `json:"location"`
	Quantity int64  `json:"quantity"`
	Rank     int    `json:"rank"`
	Why      string `json:"why,omitempty"`
}

// Suggestions are places for goods, best first.
type Suggestions struct {
	Suggestions []Suggestion `json:"suggestions"`
}

// Adjust corrects what a holder has, by a difference.
type Adjust struct {
	Stamp
	SKU    string `json:"sku"`
	Lot    string `json:"lot,omitempty"`
	Holder string `json:"holder"`
	Status string `json:"status,omitempty"`
	Owner  string `json:"owner,omitempty"`
	Delta  int64  `json:"delta" doc:"Base units; below zero: they are not there"`
	Grams  int64  `json:"grams,omitempty"`
	Reason string `json:"reason" doc:"found, lost, damaged, expired or count"`
	Note   string `json:"note,omitempty"`
}

// PlaceHold holds goods: nothing of them is allocated.
type PlaceHold struct {
	Stamp
	Target Target `json:"target"`
	Kind   string `json:"kind,omitempty" doc:"quality (the default): picking is refused too; count: what is allocated may be picked"`
	Reason string `json:"reason" doc:"Stable word: recall, complaint"`
}

// LiftHold takes a hold away.
type LiftHold struct {
	Stamp
	Target Target `json:"target"`
	ID     uint64 `json:"id"`
	Reason string `json:"reason,omitempty"`
}

// Empty is an answer without content.
type Empty struct{}

// Lease asks for a block of numbers for a device.
type Lease struct {
	Stamp
	Kind string `json:"kind" doc:"lpn or sscc"`
}

// Leased is a block of numbers nobody else gets.
type Leased struct {
	Kind    string   `json:"kind"`
	First   uint64   `json:"first"`
	Last    uint64   `json:"last"`
	Numbers []string `json:"numbers,omitempty" doc:"As they are printed; of LPNs"`
}
