package wire

import "time"

// Claim asks for a task: the one named, or the most urgent open one of a kind.
type Claim struct {
	Stamp
	Task string `json:"task,omitempty"`
	Kind string `json:"kind,omitempty" doc:"pick (the default), count or replenish"`
	Zone string `json:"zone,omitempty" doc:"Only trips of this zone"`
}

// Trip is a task in its worker's hands, with what remains of it and all that is needed to walk it with the radio off.
type Trip struct {
	Task   string     `json:"task"`
	Kind   string     `json:"kind"`
	Epoch  uint64     `json:"epoch" doc:"Counts the claims of the task"`
	Wave   string     `json:"wave,omitempty"`
	Zone   string     `json:"zone,omitempty" doc:"All its steps are there; the orders' other zones are other trips"`
	Orders []string   `json:"orders,omitempty" doc:"By slot on the cart: the first is slot 1"`
	Totes  []TripTote `json:"totes,omitempty" doc:"Being filled for these orders already"`
	Steps  []TripStep `json:"steps,omitempty" doc:"In walking order; none: nothing is left, set down the totes"`
	Walk   int64      `json:"walk,omitempty" doc:"Millimetres planned"`
	Why    string     `json:"why,omitempty"`
	From   string     `json:"from,omitempty" doc:"The task it continues"`
	Total  int        `json:"total" doc:"Steps with those that are done"`
}

// TripTote is a tote that an order's goods lie in already and that is still being filled.
type TripTote struct {
	Tote  string `json:"tote"`
	Order string `json:"order"`
	Slot  int    `json:"slot,omitempty"`
	At    string `json:"at,omitempty" doc:"Holder: W:worker is that worker's cart"`
}

// TripStep is a stop of a trip as its worker needs it.
type TripStep struct {
	TaskStep
	Empties bool        `json:"empties,omitempty" doc:"This pick should leave nothing there: ask whether it is so"`
	LPN     string      `json:"lpn,omitempty" doc:"The goods stand in this LPN at the location"`
	LPNs    []string    `json:"lpns,omitempty" doc:"Of a count trip: pallets that stand at the place and are counted with it"`
	Urgent  bool        `json:"urgent,omitempty" doc:"Of a replenish trip: a picker waits for it"`
	Why     string      `json:"why,omitempty" doc:"Of a replenish trip: reserved, for orders; below_min, the face has too little"`
	Status  string      `json:"status,omitempty" doc:"Of a recount: the condition of the goods that are counted, if they are not available"`
	Expiry  string      `json:"expiry,omitempty" doc:"Of the lot"`
	Totes   []string    `json:"totes,omitempty" doc:"Where the order's goods go already; absent: any free tote"`
	Scans   []Acceptor  `json:"scans,omitempty" doc:"What proves the step, in the order it is asked for"`
	Beware  []Neighbour `json:"beware,omitempty" doc:"What is easily taken for it, worst first"`
}

// Acceptor says which scan proves a part of a step. A scan fits if it is one of Codes, or else if it is of Kind and agrees
// with SKU, Lot and Zone, where they are named, and with Rule. Of several acceptors for one What the first that fits counts.
type Acceptor struct {
	What  string   `json:"what" doc:"place, lpn, goods or into"`
	Kind  string   `json:"kind" doc:"location, lpn, item or tote"`
	Codes []string `json:"codes,omitempty" doc:"Exact codes; the item's are in the catalogue"`
	SKU   string   `json:"sku,omitempty"`
	Lot   string   `json:"lot,omitempty"`
	Zone  string   `json:"zone,omitempty"`
	Rule  string   `json:"rule,omitempty" doc:"tote.free: a tote that no order has; the service judges it when the fact comes"`
	Ask   bool     `json:"ask,omitempty" doc:"It fits when the same code is scanned again"`
}

// Neighbour is what stands within reach of a step and is easily taken for it.
type Neighbour struct {
	Location string `json:"location,omitempty"`
	SKU      string `json:"sku,omitempty"`
	Lot      string `json:"lot,omitempty"`
	Why      string `json:"why" doc:"misscan, lot.other, sku.alike, barcode.alike, name.alike or code.alike"`
	Times    int    `json:"times,omitempty" doc:"How often it was scanned here instead"`
}

// Misscan tells that at a step something else was scanned than was expected. It changes no stock: whoever comes next is
// warned.
type Misscan struct {
	Stamp
	Task     string `json:"task,omitempty"`
	Location string `json:"location" doc:"Where the worker stands by the task"`
	SKU      string `json:"sku" doc:"What was to be picked"`
	Expected string `json:"expected" doc:"What was asked for: place, lpn or goods"`
	Scanned  string `json:"scanned" doc:"The text of the scan"`
	Times    int    `json:"times,omitempty" doc:"Of this code at this step; absent: 1"`
}

// Misscanned tells what is known of mis-scans there.
type Misscanned struct {
	Location string `json:"location"`
	SKU      string `json:"sku"`
	Times    int    `json:"times" doc:"All that were told of this place and item"`
	Was      string `json:"was,omitempty" doc:"What was scanned: L:location or the SKU; absent: nothing known here"`
}

// TakeOver takes a task from the worker who has it.
type TakeOver struct {
	Stamp
	Task   string `json:"task"`
	Reason string `json:"reason"`
}

// EndTask ends a trip. Another than its worker gives a reason.
type EndTask struct {
	Stamp
	Task   string `json:"task"`
	Reason string `json:"reason,omitempty"`
}

// EndedTask tells what became of the steps that were not done.
type EndedTask struct {
	Task string `json:"task"`
	Left int    `json:"left,omitempty"`
	Next string `json:"next,omitempty" doc:"The open task they went to"`
}

// Pick tells that goods were taken and put into a tote.
type Pick struct {
	Stamp
	Task     string   `json:"task,omitempty"`
	Ref      Ref      `json:"ref" doc:"As in the trip's step"`
	From     string   `json:"from" doc:"Holder: L:location or P:lpn"`
	SKU      string   `json:"sku"`
	Lot      string   `json:"lot,omitempty"`
	Quantity int64    `json:"quantity"`
	UoM      string   `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Grams    int64    `json:"grams,omitempty" doc:"Of weighed pieces, if they were weighed; of catch-weight goods told alone it is the quantity"`
	Tote     string   `json:"tote"`
	Serials  []string `json:"serials,omitempty"`
	Empty    string   `json:"empty,omitempty" doc:"Whether the place is empty, if it was asked: yes or no"`
}

// Picked tells how a pick was booked.
type Picked struct {
	Outcome       string `json:"outcome" doc:"picked, diverted or split"`
	Reservation   int    `json:"reservation,omitempty" doc:"Number of the picked part"`
	Left          int64  `json:"left,omitempty" doc:"Of the reservation, still to pick"`
	ShouldBeEmpty bool   `json:"should_be_empty,omitempty"`
	Diverted      int64  `json:"diverted,omitempty" doc:"Units now in the worker's hands"`
	Why           string `json:"why,omitempty"`
	Do            string `json:"do,omitempty" doc:"What to do with them: put_back"`
	To            string `json:"to,omitempty"`
	Taken         []Ref  `json:"taken,omitempty" doc:"Reservations of others that lost goods by it"`
	Found         int64  `json:"found,omitempty"`
	Grams         int64  `json:"grams,omitempty" doc:"Of weighed goods: what was booked into the tote"`
	WeighAgain    bool   `json:"weigh_again,omitempty" doc:"So many pieces do not weigh what was told: the books took their share, weigh them when they are packed"`
}

// Short tells that of a reservation no more can be taken.
type Short struct {
	Stamp
	Task   string `json:"task,omitempty"`
	Ref    Ref    `json:"ref" doc:"As in the trip's step"`
	From   string `json:"from"`
	SKU    string `json:"sku"`
	Lot    string `json:"lot,omitempty"`
	Found  int64  `json:"found,omitempty" doc:"Units that lie there and were left"`
	UoM    string `json:"uom,omitempty" doc:"What found counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Reason string `json:"reason" doc:"short.empty, short.damaged, short.wrong, short.blocked or short.expired"`
}

// Shorted tells where the missing goods come from.
type Shorted struct {
	Released int64      `json:"released,omitempty"`
	Steps    []TripStep `json:"steps,omitempty" doc:"Other stock, at the end of the task"`
	Task     string     `json:"task,omitempty" doc:"The task they are steps of"`
	Missing  int64      `json:"missing,omitempty" doc:"For which there is no other stock: the order waits"`
	Why      *ShortLine `json:"why,omitempty"`
	Refills  []Refill   `json:"refills,omitempty" doc:"On their way to the place that is short"`
	Asked    bool       `json:"refill_asked,omitempty" doc:"The place is a pick face: what can be brought to it from reserve is planned at once"`
}

// Close tells where a tote was set down for the packers.
type Close struct {
	Stamp
	Tote string `json:"tote"`
	At   string `json:"at" doc:"Staging or pack location"`
	Task string `json:"task,omitempty" doc:"The trip, which ends with its last step"`
}

// Closed tells how a tote and its trip stand.
type Closed struct {
	Tote  string `json:"tote"`
	Order string `json:"order"`
	At    string `json:"at"`
	Ended bool   `json:"ended,omitempty" doc:"Nothing remains of the trip"`
	Left  int    `json:"left,omitempty" doc:"Steps that remain"`
}

// Pack is a parcel, or a range of it: the units that were scanned into it.
type Pack struct {
	Stamp
	Mode    string   `json:"mode,omitempty" doc:"Absent: the whole parcel; open, add and close for a longer one"`
	Order   string   `json:"order,omitempty" doc:"Or totes"`
	Totes   []string `json:"totes,omitempty" doc:"Whose goods go in; absent: every tote of the order"`
	Parcel  string   `json:"parcel,omitempty" doc:"Of add and close"`
	Carton  string   `json:"carton,omitempty" doc:"Code; absent: goods that ship in their own packing"`
	Station string   `json:"station,omitempty" doc:"Pack location"`
	Units   []Unit   `json:"units,omitempty" doc:"What was scanned; line and lot may be left out where they are clear"`
	Partial bool     `json:"partial,omitempty" doc:"More of these totes' goods go into other parcels"`
}

// Packed tells how a parcel and its order stand.
type Packed struct {
	Parcel     string   `json:"parcel"`
	No         int      `json:"no"`
	State      string   `json:"state"`
	Order      string   `json:"order"`
	OrderState string   `json:"order_state"`
	Expected   int64    `json:"expected" doc:"Grams, with the carton"`
	Freed      []string `json:"freed,omitempty" doc:"Totes that are empty now"`
	More       bool     `json:"more,omitempty" doc:"Close it once more: not all lines were looked at yet"`
}

// Weigh is one weighing of a closed parcel.
type Weigh struct {
	Stamp
	Parcel     string `json:"parcel" doc:"Its number, or the tote it stands in"`
	Grams      int64  `json:"grams"`
	Raw        string `json:"raw" doc:"The scale's own words, or what was typed"`
	Typed      bool   `json:"typed,omitempty" doc:"Somebody read the scale and typed the weight"`
	Tries      []Try  `json:"tries,omitempty" doc:"What was weighed before and refused, to be kept: at most 16"`
	Override   string `json:"override,omitempty" doc:"A supervisor's reason why a weight outside the tolerance is right"`
	Supervisor string `json:"supervisor,omitempty" doc:"The badge scanned to override, or the id of a supervisor without one; absent: who is signed in"`
	Carrier    string `json:"carrier,omitempty" doc:"Another one than the order's"`
	Service    string `json:"service,omitempty"`
}

// Try is a weighing that was refused.
type Try struct {
	Grams int64     `json:"grams"`
	Raw   string    `json:"raw,omitempty"`
	Typed bool      `json:"typed,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// Weighed is how the parcel stands.
type Weighed struct {
	Parcel     string   `json:"parcel"`
	State      string   `json:"state"`
	Grams      int64    `json:"grams"`
	Expected   int64    `json:"expected,omitempty" doc:"Grams, by the catalogue and what parcels before taught"`
	Tolerance  int64    `json:"tolerance,omitempty" doc:"Grams it may be off"`
	Typed      bool     `json:"typed,omitempty"`
	Carrier    string   `json:"carrier"`
	Service    string   `json:"service,omitempty"`
	Override   string   `json:"override,omitempty"`
	Supervisor string   `json:"supervisor,omitempty" doc:"Who overrode"`
	Unknown    []string `json:"unknown,omitempty" doc:"SKUs whose weight nobody knows yet: too much of them was not told"`
}

// Label wants the waybill of a weighed parcel printed at a station.
type Label struct {
	Stamp
	Parcel  string `json:"parcel"`
	Station string `json:"station"`
	Waybill string `json:"waybill,omitempty" doc:"The number, of a carrier that gives it itself"`
}

// Labelled is the parcel's one waybill and the job that prints it.
type Labelled struct {
	Parcel  string `json:"parcel"`
	State   string `json:"state"`
	Carrier string `json:"carrier"`
	Waybill string `json:"waybill"`
	Routing string `json:"routing,omitempty"`
	Print   string `json:"print" doc:"document/entity/copy"`
	Printer string `json:"printer,omitempty" doc:"Where it comes out; absent: it stays a file"`

	With []string `json:"with,omitempty" doc:"Papers the station prints with a label: document/entity/copy"`
}

// Reprint wants a parcel's label once more.
type Reprint struct {
	Stamp
	Parcel  string `json:"parcel"`
	Station string `json:"station"`
	Printer string `json:"printer,omitempty" doc:"Another one than the station's"`
	Reason  string `json:"reason"`
}

// Confirm is the printed label scanned back from its parcel.
type Confirm struct {
	Stamp
	Parcel  string `json:"parcel"`
	Scanned string `json:"scanned"`
}

// Confirmed is how the parcel stands.
type Confirmed struct {
	Parcel  string `json:"parcel"`
	State   string `json:"state"`
	Waybill string `json:"waybill"`
}

// Load puts parcels onto a manifest, or onto the open one of a carrier at a dock.
type Load struct {
	Stamp
	Manifest string   `json:"manifest,omitempty"`
	Carrier  string   `json:"carrier,omitempty"`
	Dock     string   `json:"dock,omitempty"`
	Parcels  []string `json:"parcels" doc:"Numbers or waybills, as scanned"`
}

// Loaded is how the manifest stands.
type Loaded struct {
	Manifest string   `json:"manifest"`
	Carrier  string   `json:"carrier"`
	Dock     string   `json:"dock,omitempty"`
	Parcels  int64    `json:"parcels"`
	Grams    int64    `json:"grams"`
	Loaded   []string `json:"loaded,omitempty" doc:"By this command"`
}

// Ship says that the carrier drives off with a manifest.
type Ship struct {
	Stamp
	Manifest string `json:"manifest"`
	Vehicle  string `json:"vehicle,omitempty" doc:"Plate"`
	Station  string `json:"station,omitempty" doc:"Where the manifest is printed"`
}

// Shipped is how the manifest stands, and the job that ships its parcels.
type Shipped struct {
	Manifest string `json:"manifest"`
	State    string `json:"state"`
	Parcels  int64  `json:"parcels"`
	Shipped  int64  `json:"shipped,omitempty"`
	Job      uint64 `json:"job"`
}
