package wire

// Receive tells what came in: one run of one item and lot, into an LPN or loose onto a dock.
type Receive struct {
	Stamp
	Receipt       string   `json:"receipt,omitempty" doc:"Absent: a new one is opened"`
	PurchaseOrder string   `json:"purchase_order,omitempty"`
	ASN           string   `json:"asn,omitempty"`
	Line          int      `json:"line,omitempty"`
	Supplier      string   `json:"supplier,omitempty" doc:"Of goods nobody announced"`
	SKU           string   `json:"sku,omitempty"`
	Quantity      int64    `json:"quantity,omitempty"`
	UoM           string   `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Grams         int64    `json:"grams,omitempty" doc:"Of catch-weight goods, whose base unit is a gram: told alone it is the quantity"`
	Lot           string   `json:"lot,omitempty"`
	Expiry        string   `json:"expiry,omitempty"`
	Production    string   `json:"production,omitempty"`
	Serials       []string `json:"serials,omitempty"`
	Damaged       bool     `json:"damaged,omitempty"`
	Owner         string   `json:"owner,omitempty"`
	Dock          string   `json:"dock" doc:"Dock or staging location"`
	LPN           string   `json:"lpn,omitempty" doc:"Absent: loose. With the ASN of a transfer and nothing else: all that was sent on it"`
	LPNKind       string   `json:"lpn_kind,omitempty" doc:"Of a new LPN: pallet (the default), tote or carton"`
	Override      string   `json:"override,omitempty" doc:"A supervisor's reason to take goods with too little life"`
}

// Received is what was booked and what to do next.
type Received struct {
	Receipt string    `json:"receipt"`
	Holder  string    `json:"holder"`
	Status  string    `json:"status"`
	Sample  int64     `json:"sample,omitempty" doc:"Units quality control wants to see; 0: put away at once"`
	Due     int64     `json:"due,omitempty" doc:"What may still come on the line"`
	Packs   string    `json:"in_packs,omitempty" doc:"What was booked, in the item's packs: 2 case + 3"`
	Measure bool      `json:"measure,omitempty" doc:"Nobody has measured or weighed the item yet: do so, and tell it with measure"`
	Units   int64     `json:"units,omitempty" doc:"Of a whole LPN: base units of all that was on it"`
	Runs    int       `json:"runs,omitempty"`
	Plan    *Sampling `json:"plan,omitempty" doc:"Of the whole delivery that waits there, if quality control looks at it by a plan"`
}

// Inspect tells what quality control found.
type Inspect struct {
	Stamp
	SKU        string        `json:"sku"`
	Lot        string        `json:"lot,omitempty"`
	Holder     string        `json:"holder"`
	Owner      string        `json:"owner,omitempty"`
	Sample     int64         `json:"sample" doc:"Units looked at"`
	Passed     int64         `json:"passed,omitempty" doc:"Units released"`
	Failed     int64         `json:"failed,omitempty" doc:"Units that go to quarantine"`
	UoM        string        `json:"uom,omitempty" doc:"What sample, passed and failed count: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Defect     string        `json:"defect,omitempty" doc:"Why units failed; beside codes a remark"`
	Defects    []FoundDefect `json:"defects,omitempty" doc:"By the codes of the category's list"`
	Photo      string        `json:"photo,omitempty" doc:"Where a photo of it is kept"`
	Override   string        `json:"override,omitempty" doc:"A supervisor's reason to release what the plan refuses"`
	Quarantine string        `json:"quarantine,omitempty" doc:"Location failed goods go to"`
}

// Inspected is what remains to be inspected.
type Inspected struct {
	Inspection string `json:"inspection"`
	Waiting    int64  `json:"waiting,omitempty"`
	Verdict    string `json:"verdict,omitempty" doc:"On the delivery, by its plan: accepted or refused"`
	Next       string `json:"next,omitempty" doc:"How the supplier's next delivery is looked at: normal, tightened, reduced or stopped"`
}

// Putaway tells where goods were set down: a whole LPN, or a quantity from a holder.
type Putaway struct {
	Stamp
	LPN      string `json:"lpn,omitempty"`
	Unpack   bool   `json:"unpack,omitempty" doc:"The LPN's goods go loose into the location"`
	From     string `json:"from,omitempty" doc:"Holder; without an LPN"`
	SKU      string `json:"sku,omitempty" doc:"Absent, with a location in from: everything there that may be put away"`
	Lot      string `json:"lot,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Status   string `json:"status,omitempty" doc:"available (the default), inspect or damaged"`
	Quantity int64  `json:"quantity,omitempty"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	To       string `json:"to" doc:"Location"`

	Surprise Surprise `json:"surprise,omitzero" doc:"What was met on the way that the books describe otherwise"`
}

// PutAway tells where the goods are now.
type PutAway struct {
	To    string    `json:"to"`
	Units int64     `json:"units"`
	Runs  int       `json:"runs,omitempty"`
	LPNs  int       `json:"lpns,omitempty" doc:"Of a whole location: those that were carried"`
	Left  []Remains `json:"left,omitempty" doc:"Of a whole location: what stays there, and why"`
	More  bool      `json:"more,omitempty" doc:"Of a whole location: there is more, send it once more"`
	Why   string    `json:"why,omitempty" doc:"Of goods a place was named for: why it won, or where they should have gone"`
}

// Remains is something that stays where it is when its location is put away.
type Remains struct {
	LPN      string `json:"lpn,omitempty"`
	SKU      string `json:"sku,omitempty"`
	Lot      string `json:"lot,omitempty"`
	Quantity int64  `json:"quantity,omitempty"`
	Reason   string `json:"reason" doc:"A rule of storage, inspect.waiting, stock.reserved, tote.in_use or lpn.packed"`
	Why      string `json:"why,omitempty"`
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
	SKU     string   `json:"sku"`
	Lot     string   `json:"lot,omitempty"`
	Holder  string   `json:"holder"`
	Status  string   `json:"status,omitempty"`
	Owner   string   `json:"owner,omitempty"`
	UoM     string   `json:"uom,omitempty" doc:"What delta counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Delta   int64    `json:"delta" doc:"Base units; below zero: they are not there"`
	Grams   int64    `json:"grams,omitempty"`
	Reason  string   `json:"reason" doc:"found, lost, damaged, expired or count"`
	Serials []string `json:"serials,omitempty" doc:"Of units that were found"`
	Note    string   `json:"note,omitempty"`
}

// PlaceHold holds goods: nothing of them is allocated.
type PlaceHold struct {
	Stamp
	Target Target `json:"target"`
	Kind   string `json:"kind,omitempty" doc:"quality (the default): picking is refused too; count: what is allocated may be picked"`
	Reason string `json:"reason" doc:"Stable word: recall, complaint"`
	Owner  string `json:"owner,omitempty" doc:"Who decides what becomes of the goods: a person or a department"`
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
