package wire

import "time"

// Balance is how much of some goods a holder has.
type Balance struct {
	SKU      string    `json:"sku"`
	Lot      string    `json:"lot,omitempty"`
	Holder   string    `json:"holder" doc:"L:location, P:lpn or W:worker"`
	Status   string    `json:"status" doc:"available, inspect or damaged"`
	Owner    string    `json:"owner,omitempty"`
	OnHand   int64     `json:"on_hand"`
	Reserved int64     `json:"reserved,omitempty"`
	Grams    int64     `json:"grams,omitempty"`
	Packs    string    `json:"in_packs,omitempty" doc:"On hand in the item's packs: 2 case + 3"`
	Expiry   string    `json:"expiry,omitempty" doc:"Of the lot"`
	Since    time.Time `json:"since,omitzero" doc:"Oldest receipt in it"`
}

// Contents is what a holder has, and what stands in it.
type Contents struct {
	Holder   string    `json:"holder"`
	Within   []string  `json:"within,omitempty" doc:"What it stands in, inmost first"`
	LPN      *LPN      `json:"lpn,omitempty"`
	Balances []Balance `json:"balances"`
	LPNs     []string  `json:"lpns,omitempty"`
	More     bool      `json:"more,omitempty" doc:"There is more in it than one answer holds"`
	Refills  []Refill  `json:"refills,omitempty" doc:"Of a pick face: what is on its way to it from reserve"`
}

// LPN is anything with a number that goods stand in.
type LPN struct {
	ID     string `json:"id"`
	Kind   string `json:"kind" doc:"pallet, tote or carton"`
	Parent string `json:"parent,omitempty"`
	State  string `json:"state,omitempty" doc:"Of a tote: free, picking or closed"`
	Order  string `json:"order,omitempty"`
}

// Lot is what is known of one production of an item.
type Lot struct {
	SKU        string    `json:"sku"`
	Number     string    `json:"number"`
	Expiry     string    `json:"expiry,omitempty"`
	Production string    `json:"production,omitempty"`
	Received   time.Time `json:"received,omitzero"`
	Supplier   string    `json:"supplier,omitempty"`
	Receipt    string    `json:"receipt,omitempty"`
}

// Hold keeps goods from being allocated.
type Hold struct {
	ID     uint64    `json:"id"`
	Target Target    `json:"target"`
	Kind   string    `json:"kind" doc:"quality or count"`
	Reason string    `json:"reason"`
	By     string    `json:"by,omitempty"`
	Owner  string    `json:"owner,omitempty" doc:"Who decides what becomes of the goods"`
	At     time.Time `json:"at,omitzero"`
}

// Target is what a hold is on: a SKU; a SKU and lot; a holder; or a SKU at a holder.
type Target struct {
	SKU    string `json:"sku,omitempty"`
	Lot    string `json:"lot,omitempty"`
	Holder string `json:"holder,omitempty"`
}

// Ref names an order line, and one of its reservations.
type Ref struct {
	Order       string `json:"order"`
	Line        int    `json:"line,omitempty"`
	Reservation int    `json:"reservation,omitempty"`
}

// Task is a trip: steps in walking order.
type Task struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	State    string     `json:"state" doc:"open, claimed, done, handed_over or cancelled"`
	Priority int        `json:"priority,omitempty"`
	Due      time.Time  `json:"due,omitzero"`
	Worker   string     `json:"worker,omitempty"`
	Device   string     `json:"device,omitempty"`
	Since    time.Time  `json:"since,omitzero" doc:"When it was claimed"`
	Epoch    uint64     `json:"epoch,omitempty" doc:"Counts the claims of the task"`
	Wave     string     `json:"wave,omitempty"`
	Orders   []string   `json:"orders,omitempty" doc:"By slot on the cart"`
	Steps    []TaskStep `json:"steps,omitempty"`
	Walk     int64      `json:"walk,omitempty" doc:"Planned length in millimetres"`
	Why      string     `json:"why,omitempty"`
	From     string     `json:"from,omitempty" doc:"The task it continues"`
	Zone     string     `json:"zone,omitempty" doc:"All its steps are there"`
}

// TaskStep is one stop of a trip.
type TaskStep struct {
	Ref      Ref    `json:"ref"`
	SKU      string `json:"sku"`
	Lot      string `json:"lot,omitempty"`
	From     string `json:"from" doc:"Holder"`
	Location string `json:"location,omitempty"`
	Quantity int64  `json:"quantity"`
	Slot     int    `json:"slot,omitempty"`
	Done     bool   `json:"done,omitempty"`
	Count    string `json:"count,omitempty" doc:"Of a count trip: the count that needs a second one"`
	Refill   string `json:"refill,omitempty" doc:"Of a replenish trip: the refill that is brought"`
	To       string `json:"to,omitempty" doc:"Of a replenish trip: the pick face it goes to"`
}

// Job is larger work, done in pieces.
type Job struct {
	ID    uint64    `json:"id"`
	Kind  string    `json:"kind"`
	State string    `json:"state" doc:"waiting, running, done or failed"`
	Done  uint64    `json:"done" doc:"Pieces done"`
	Total uint64    `json:"total,omitempty" doc:"Pieces planned, as far as known"`
	Began time.Time `json:"began,omitzero"`
	Ended time.Time `json:"ended,omitzero"`
	Note  string    `json:"note,omitempty"`
}
