package wire

import "time"

// PlanRefills asks for pick faces to be looked at: those below their least quantity, and those whose goods are promised, get
// refills from reserve. With a location or a SKU only those.
type PlanRefills struct {
	Stamp
	Location string `json:"location,omitempty" doc:"One pick face"`
	SKU      string `json:"sku,omitempty" doc:"The faces of one item"`
	Urgent   bool   `json:"urgent,omitempty" doc:"A picker waits: before all others"`
}

// RefillsPlanned names the job that plans.
type RefillsPlanned struct {
	Job uint64 `json:"job"`
}

// Refill is goods that are to be brought from reserve to a pick face.
type Refill struct {
	ID       string    `json:"id"`
	State    string    `json:"state" doc:"open, claimed, done or cancelled"`
	SKU      string    `json:"sku"`
	Lot      string    `json:"lot,omitempty"`
	Owner    string    `json:"owner,omitempty"`
	From     string    `json:"from" doc:"Holder the goods stand in: a location, or an LPN there"`
	Location string    `json:"location,omitempty" doc:"Where that holder stands"`
	To       string    `json:"to" doc:"Pick face"`
	Quantity int64     `json:"quantity" doc:"Base units wanted"`
	Packs    string    `json:"in_packs,omitempty" doc:"In the item's packs: 2 case + 3"`
	Brought  int64     `json:"brought,omitempty" doc:"Base units that are there"`
	Urgent   bool      `json:"urgent,omitempty" doc:"A picker waits for it"`
	Why      string    `json:"why" doc:"A word and figures"`
	Task     string    `json:"task,omitempty" doc:"It is a step of"`
	Worker   string    `json:"worker,omitempty" doc:"Who has claimed that task"`
	At       time.Time `json:"at" doc:"When it was planned"`
}

// Replenish tells that goods of a refill were set down on its face, all of them or what there was.
type Replenish struct {
	Stamp
	Refill   string   `json:"refill"`
	Task     string   `json:"task,omitempty"`
	Quantity int64    `json:"quantity" doc:"0 with a reason: nothing could be brought"`
	UoM      string   `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
	To       string   `json:"to,omitempty" doc:"Location, if not the refill's face"`
	Reason   string   `json:"reason,omitempty" doc:"Why less came than was asked for: short.empty, short.damaged, short.wrong, short.blocked or short.expired"`
	More     bool     `json:"more,omitempty" doc:"The rest comes on another way: the refill stays open"`
	Override string   `json:"override,omitempty" doc:"A supervisor's reason to break the rules of the place"`
	Surprise Surprise `json:"surprise,omitzero"`
}

// Replenished tells what became of a refill.
type Replenished struct {
	Refill   string          `json:"refill"`
	State    string          `json:"state"`
	Units    int64           `json:"units,omitempty" doc:"Base units that were moved"`
	Left     int64           `json:"left,omitempty" doc:"Base units still wanted of this refill"`
	Affected []MovedReserved `json:"affected,omitempty" doc:"Order lines whose reserved goods came along: they are picked at the face now"`
	Found    int64           `json:"found,omitempty" doc:"Of units: base units the books did not have there. The place they came from is counted"`
}

// CancelRefill gives a refill up that nobody works on.
type CancelRefill struct {
	Stamp
	Refill string `json:"refill"`
	Reason string `json:"reason"`
}
