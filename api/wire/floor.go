package wire

import "time"

// Swap asks that a line takes the goods in the worker's hand instead of those reserved for it: the same item, of another
// lot or from another LPN or place, that stood in front.
type Swap struct {
	Stamp
	Task     string `json:"task,omitempty"`
	Ref      Ref    `json:"ref" doc:"As in the trip's step"`
	From     string `json:"from" doc:"Where the goods in hand stood: L:location or P:lpn"`
	Lot      string `json:"lot,omitempty" doc:"Of the goods in hand"`
	Quantity int64  `json:"quantity,omitempty" doc:"Absent: all that is left of the step"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
}

// Swapped tells what the line takes now.
type Swapped struct {
	Outcome  string     `json:"outcome" doc:"swapped; split: the goods in hand were too few, the rest stays as it was; counted: the books know no such goods there, put them back, somebody will count"`
	Swapped  int64      `json:"swapped,omitempty" doc:"Units the line takes of the goods in hand"`
	Left     int64      `json:"left,omitempty" doc:"Units that stay as they were"`
	Task     string     `json:"task,omitempty" doc:"The task the steps are of"`
	Steps    []TripStep `json:"steps,omitempty" doc:"Instead of the old step"`
	Affected []Affected `json:"affected,omitempty" doc:"Other lines that gave these goods and got others"`
	Reclaim  bool       `json:"reclaim,omitempty" doc:"Other steps of the same trip changed: claim it again"`
}

// Affected is a line that gave up goods it had not picked yet.
type Affected struct {
	Ref      Ref    `json:"ref"`
	Quantity int64  `json:"quantity"`
	Got      string `json:"got" doc:"yours: the goods this line gave up; other: other stock"`
}

// WhyNot tells why a line cannot be allocated or picked: who has the units, and what would release them.
type WhyNot struct {
	Order   string  `json:"order"`
	Line    int     `json:"line"`
	SKU     string  `json:"sku"`
	State   string  `json:"state" doc:"Of the order"`
	Want    int64   `json:"want" doc:"Ordered and not cancelled"`
	Have    int64   `json:"have,omitempty" doc:"Of them reserved or further"`
	Missing int64   `json:"missing,omitempty"`
	Causes  []Cause `json:"causes" doc:"What stands in the line's own way first, then by quantity"`
	More    bool    `json:"more,omitempty" doc:"There are more than one answer holds"`
}

// Cause is one thing that keeps units from a line.
type Cause struct {
	Reason   string    `json:"reason" doc:"line.order, line.step, reserved, picked, in_hands, hold.quality, hold.count, inspect, damaged, lot.expired, lot.short_life, expiry.unknown, place.kind, place.none, owner.other, free, refill, expected or stock.none"`
	Quantity int64     `json:"quantity,omitempty" doc:"Units it keeps"`
	Holder   string    `json:"holder,omitempty" doc:"Where they are"`
	Location string    `json:"location,omitempty"`
	Lot      string    `json:"lot,omitempty"`
	Expiry   string    `json:"expiry,omitempty"`
	Order    string    `json:"order,omitempty" doc:"Whose they are"`
	Line     int       `json:"line,omitempty"`
	Task     string    `json:"task,omitempty"`
	Worker   string    `json:"worker,omitempty" doc:"Who is on the way to them, or has them"`
	Since    time.Time `json:"since,omitzero"`
	Hold     *Hold     `json:"hold,omitempty"`
	Document string    `json:"document,omitempty" doc:"Of goods that are expected, or brought to a pick face"`
	Release  string    `json:"release" doc:"What would set them free, as a verb: allocate, pick, short, cancel, take-over, unhold, count, inspect, putaway, receive, replenish, adjust or none"`
	Sentence string    `json:"sentence" doc:"English, for people"`
}

// Lookup is everything a scanned code means, in a stable order: location, LPN, order, parcel, task, manifest, delivery, item,
// lot, worker.
type Lookup struct {
	Code     string    `json:"code"`
	Meanings []Meaning `json:"meanings" doc:"Empty: nothing is known by this code"`
}

// Meaning is one thing a code names, with how it stands.
type Meaning struct {
	Kind     string         `json:"kind" doc:"location, lpn, tote, order, parcel, task, manifest, purchase_order, asn, item, lot, serial or worker"`
	ID       string         `json:"id"`
	By       string         `json:"by,omitempty" doc:"Which of its codes it was: code, barcode, number, waybill, sku, reference, badge"`
	State    string         `json:"state,omitempty"`
	At       string         `json:"at,omitempty" doc:"Where it stands: holder"`
	Place    string         `json:"place,omitempty" doc:"The location of that"`
	Order    string         `json:"order,omitempty" doc:"Whose it is"`
	Worker   string         `json:"worker,omitempty" doc:"Who has it"`
	Since    time.Time      `json:"since,omitzero"`
	SKU      string         `json:"sku,omitempty"`
	Name     string         `json:"name,omitempty"`
	NameZH   string         `json:"name_zh,omitempty"`
	Pack     *ItemPack      `json:"pack,omitempty" doc:"Of an item's barcode"`
	Lot      *Lot           `json:"lot,omitempty"`
	Location *Location      `json:"location,omitempty"`
	Parcel   *Parcel        `json:"parcel,omitempty"`
	Balances []ClaimedStock `json:"balances,omitempty"`
	LPNs     []string       `json:"lpns,omitempty" doc:"What stands in it"`
	Totes    []string       `json:"totes,omitempty" doc:"Of an order"`
	Parcels  []string       `json:"parcels,omitempty" doc:"Of an order"`
	Holds    []Hold         `json:"holds,omitempty"`
	Waits    []Exception    `json:"waits,omitempty" doc:"Why an order waits"`
	Lines    int            `json:"lines,omitempty" doc:"Of an order; of a task: steps"`
	Left     int            `json:"left,omitempty" doc:"Of a task: steps to do"`
	More     bool           `json:"more,omitempty" doc:"There is more than one answer holds"`
}

// ClaimedStock is a balance with what of it may be sold and who has claimed the rest.
type ClaimedStock struct {
	Balance
	Location  string `json:"location,omitempty" doc:"Where the holder stands"`
	Available int64  `json:"available,omitempty"`
	Why       string `json:"why,omitempty" doc:"Why what is not claimed is not available either"`
	Claims    []Ref  `json:"claims,omitempty" doc:"Lines that have claimed it: the first of them"`
}

// ExpectedLine is a line of a purchase order or ASN that still expects goods.
type ExpectedLine struct {
	Document  string `json:"document" doc:"purchase_order or asn"`
	Number    string `json:"number"`
	Supplier  string `json:"supplier"`
	Reference string `json:"reference,omitempty" doc:"The supplier's"`
	Expected  string `json:"expected,omitempty" doc:"Date"`
	Line      int    `json:"line"`
	SKU       string `json:"sku"`
	Ordered   int64  `json:"ordered"`
	Received  int64  `json:"received,omitempty"`
	Open      int64  `json:"open" doc:"Still expected"`
	Lot       string `json:"lot,omitempty"`
	Expiry    string `json:"expiry,omitempty"`
	LPN       string `json:"lpn,omitempty"`
}
