package wire

import "time"

// Count tells what lies somewhere. With Done: all of it was counted, and what the books have beside it was not found.
type Count struct {
	Stamp
	Task     string `json:"task,omitempty"`
	Holder   string `json:"holder" doc:"Location, LPN or worker that was counted"`
	SKU      string `json:"sku,omitempty" doc:"Absent only with done: everything at the holder is done"`
	Lot      string `json:"lot,omitempty"`
	Status   string `json:"status,omitempty" doc:"available (the default), inspect or damaged"`
	Quantity int64  `json:"quantity" doc:"That lies there"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Grams    int64  `json:"grams,omitempty"`
	Photo    string `json:"photo,omitempty" doc:"Reference of a photo: a file name or an address"`
	Done     bool   `json:"done,omitempty" doc:"All lots of the SKU were counted; without a SKU everything at the holder and on the pallets that stand there"`
}

// Counted tells what became of a count: never how many should have been there.
type Counted struct {
	Count string `json:"count,omitempty"`
	State string `json:"state,omitempty" doc:"provisional, recount, deciding, posting, matched, posted or rejected"`
	Zero  int    `json:"zero,omitempty" doc:"Of done: goods the books have there and nobody found"`
	More  bool   `json:"more,omitempty" doc:"Of done: there are more of them, send it once more"`
	Older bool   `json:"older,omitempty" doc:"The same worker has counted these goods since: that counts"`
}

// Recount tells what a second worker counted.
type Recount struct {
	Stamp
	Count    string `json:"count"`
	Task     string `json:"task,omitempty"`
	Quantity int64  `json:"quantity"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	Grams    int64  `json:"grams,omitempty"`
	Photo    string `json:"photo,omitempty"`
}

// DecideCount is a supervisor's word on a count.
type DecideCount struct {
	Stamp
	Count  string `json:"count"`
	Take   string `json:"take,omitempty" enum:"first,second" doc:"Of an approval; absent: the latest result"`
	Reason string `json:"reason" doc:"lost, stolen, damaged, misplaced, unrecorded, mislabelled, receiving, units, miscounted or unknown"`
	Note   string `json:"note,omitempty"`
	Again  bool   `json:"again,omitempty" doc:"Of a rejection: have it counted anew"`
}

// StartCount asks for a count of exactly one of: a location, a zone, a SKU or lot, all of the warehouse.
type StartCount struct {
	Stamp
	Location string `json:"location,omitempty"`
	Zone     string `json:"zone,omitempty"`
	SKU      string `json:"sku,omitempty"`
	Lot      string `json:"lot,omitempty"`
	All      bool   `json:"all,omitempty"`
	Freeze   bool   `json:"freeze,omitempty" doc:"Nothing at the places is allocated until they are counted"`
	Reason   string `json:"reason,omitempty"`
}

// StopCount gives a stocktake up.
type StopCount struct {
	Stamp
	Stocktake string `json:"stocktake"`
	Reason    string `json:"reason"`
}

// StocktakeStarted names a stocktake and the job that works on its list of places.
type StocktakeStarted struct {
	Stocktake string `json:"stocktake"`
	Job       uint64 `json:"job"`
}

// CountLine is a count as those who decide see it.
type CountLine struct {
	ID        string        `json:"id"`
	State     string        `json:"state"`
	SKU       string        `json:"sku"`
	Lot       string        `json:"lot,omitempty"`
	Holder    string        `json:"holder"`
	Status    string        `json:"status"`
	Place     string        `json:"place,omitempty"`
	Class     string        `json:"class,omitempty" doc:"A, B or C"`
	First     CountedBy     `json:"first"`
	Second    *CountedBy    `json:"second,omitempty"`
	Variance  int64         `json:"variance" doc:"Units above the books, below zero what is missing; as last compared"`
	Value     int64         `json:"value,omitempty" doc:"Of the variance, in minor units"`
	Currency  string        `json:"currency,omitempty"`
	Posted    int64         `json:"posted,omitempty"`
	Why       string        `json:"why,omitempty" doc:"Why it is in its state"`
	Waits     []CountWait   `json:"waits,omitempty" doc:"Of a provisional one: whose device may still hold facts"`
	Cause     string        `json:"cause,omitempty" doc:"Why it was wanted"`
	Task      string        `json:"task,omitempty"`
	Stocktake string        `json:"stocktake,omitempty"`
	By        string        `json:"by,omitempty" doc:"Who decided; absent: the rules"`
	Reason    string        `json:"reason,omitempty"`
	Note      string        `json:"note,omitempty"`
	Ended     time.Time     `json:"ended,omitzero"`
	Around    []CountAround `json:"around,omitempty" doc:"Of one count: what came and went from a day before the first result on, as far as is told"`
	More      bool          `json:"more,omitempty" doc:"More came and went than is told"`
}

// CountedBy is one worker's result.
type CountedBy struct {
	Worker    string    `json:"worker"`
	Device    string    `json:"device,omitempty"`
	At        time.Time `json:"at"`
	Quantity  int64     `json:"quantity"`
	Book      int64     `json:"book" doc:"What the books say of that moment"`
	Grams     int64     `json:"grams,omitempty" doc:"Of weighed goods, as they were weighed"`
	BookGrams int64     `json:"book_grams,omitempty" doc:"Of weighed goods, by the books of that moment"`
	Photo     string    `json:"photo,omitempty"`
}

// CountWait is a device that a count waits for.
type CountWait struct {
	Task   string `json:"task"`
	Worker string `json:"worker"`
	Device string `json:"device"`
}

// CountAround is a movement around a count.
type CountAround struct {
	At       time.Time `json:"at" doc:"When it happened"`
	Recorded time.Time `json:"recorded" doc:"When it came in"`
	Quantity int64     `json:"quantity" doc:"Below zero: it went"`
	Other    string    `json:"other" doc:"Where from or to"`
	Reason   string    `json:"reason,omitempty"`
	Document string    `json:"document,omitempty"`
	Worker   string    `json:"worker,omitempty"`
}

// Stocktake is a count a person asked for, with its progress.
type Stocktake struct {
	ID       string          `json:"id"`
	State    string          `json:"state" doc:"planning, counting, done, stopping or stopped"`
	Location string          `json:"location,omitempty"`
	Zone     string          `json:"zone,omitempty"`
	SKU      string          `json:"sku,omitempty"`
	Lot      string          `json:"lot,omitempty"`
	All      bool            `json:"all,omitempty"`
	Freeze   bool            `json:"freeze,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	By       string          `json:"by,omitempty"`
	At       time.Time       `json:"at,omitzero"`
	Ended    time.Time       `json:"ended,omitzero"`
	Places   int             `json:"places"`
	Done     int             `json:"done"`
	Zones    []StocktakeZone `json:"zones,omitempty"`
}

// StocktakeZone is how far a stocktake is in one zone.
type StocktakeZone struct {
	Zone   string `json:"zone"`
	Places int    `json:"places"`
	Done   int    `json:"done"`
}

// CountFigures tell how true the stock was. Nothing is netted.
type CountFigures struct {
	Lines         int64 `json:"lines"`
	RightLines    int64 `json:"right_lines"`
	Places        int64 `json:"places" doc:"A place counted on two days is two"`
	RightPlaces   int64 `json:"right_places"`
	PlaceAccuracy int64 `json:"place_accuracy" doc:"Permille"`
	Units         int64 `json:"units"`
	OffUnits      int64 `json:"off_units"`
	UnitAccuracy  int64 `json:"unit_accuracy" doc:"Permille"`
	LostUnits     int64 `json:"lost_units"`
	FoundUnits    int64 `json:"found_units"`
	Lost          int64 `json:"lost" doc:"Value in minor units: what shrinkage cost"`
	Found         int64 `json:"found" doc:"Value in minor units"`
	PerHour       int64 `json:"per_hour" doc:"Lines counted in an hour of counting"`
}

// CountPart is the figures of one class or worker.
type CountPart struct {
	Name string `json:"name"`
	CountFigures
}

// CountReport is what the counts that ended in a span of time show.
type CountReport struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	CountFigures
	Classes []CountPart `json:"classes,omitempty"`
	Workers []CountPart `json:"workers,omitempty"`
	More    bool        `json:"more,omitempty" doc:"There were more counts than one answer sums up: ask for a shorter span"`
}

// CountPolicy says how a warehouse counts.
type CountPolicy struct {
	A         CountRule `json:"a"`
	B         CountRule `json:"b"`
	C         CountRule `json:"c"`
	Untouched int64     `json:"untouched,omitempty" doc:"Days without a movement after which a place is counted; 0: never for that"`
	PerDay    int       `json:"per_day,omitempty" doc:"Places asked for in a day at most; 0: no bound"`
	Revision  uint64    `json:"revision,omitempty"`
}

// CountRule is the rhythm and the tolerance of a class: units or permille, whichever is more, up to a value.
type CountRule struct {
	Days     int64 `json:"days,omitempty" doc:"Between two counts; 0: not by the calendar"`
	Units    int64 `json:"units,omitempty"`
	Permille int64 `json:"permille,omitempty"`
	Value    int64 `json:"value,omitempty" doc:"In minor units; 0: whatever it is worth"`
}
