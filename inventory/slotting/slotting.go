// Package slotting decides where goods belong: where to put away, what to replenish, which items to move nearer.
//
// Values in, plan out: no store, no clock, no random; ties by travel order and then by location code, and each suggestion
// says why. It suggests: any location the warehouse's rules allow is accepted by put-away, and Refuses tells which rule
// forbids one. Quantities are base units, weights grams, volumes mm3, travel millimetres.
//
// A move is one line of the list: an item goes to another face and, where something lies there, that comes back on the same
// way in exchange. It is charged by the goods taken to a new face: an exchange twice.
//
// On real orders (testdata/orders; 3,808 SKUs in one block of 20 aisles of 100 cells of 1 m on both sides, aisles 2 m apart,
// benches before the middle, orders of 1 to 40 lines, shortest walks, mean of five random storages; moving the goods of a face
// costs 150 m of walk and must repay within four weeks):
//
//	counted on, walked in     walk left of random storage   of the gain by the first 100 moves
//	July, August  September   65.7 %                        40.3 %   asked for: 66 and 40 %
//	June, July    August      59.0 %                        42.8 %
//	May, June     July        58.7 %                        40.9 %
//	April, May    June        61.5 %                        41.7 %
//
// Some 580 moves do it, nearly all exchanges. Counted by goods taken to a new face, two for an exchange, the first hundred
// bring 27 to 29 %: where 5 % of the slots are empty, nearly everybody who goes forward puts somebody out. Slots by
// frequency alone, for which all items move, leave 64 % in September.
// Start at Putaway, then Replenish, Classes and Moves.
package slotting

import (
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// Limits of one call, each with its reason.
const (
	MaxPlaces      = 100_000 // locations of a large building
	MaxSuggestions = 20      // a worker never pages further
	MaxTripItems   = 1 << 20 // items of all trips together: some 100 MB; half a year of a busy house, of which weeks are counted
	MaxFigure      = 1 << 40 // of one weight, volume or cost: beyond any building
	MaxWay         = 1 << 24 // millimetres: no building has 16 km; the sums over all trips stay below an overflow
	MaxCount       = 1 << 20 // picks of an item, orders of a pair
	MaxAisle       = 10_000
	MaxWeeks       = 104 // counted or looked ahead
)

// Goods is what is to be put away: one SKU, lot and owner on one holder.
type Goods struct {
	SKU      item.SKU
	Lot      item.Lot
	Expiry   item.Date
	Owner    string
	Quantity int64
	Grams    int64  // of all of it
	Volume   int64  // of all of it; 0: not measured
	Height   int64  // of one piece
	Class    string // storage class; empty: ambient
	Hazard   string
	ABC      Class       // 0: not known
	Goal     layout.Code // the face a plan of moves gives the item; empty: none
	Whole    bool        // the holder goes as it is (a pallet): it is not split over locations
	Targets  []Target    // in order; empty: the usual sequence
}

// Target is one kind of place in the sequence a warehouse wants goods to be put away by.
type Target struct {
	Kind  TargetKind  `cbor:"1,keyasint"`
	Zone  string      `cbor:"2,keyasint,omitempty"` // empty: any
	Where layout.Kind `cbor:"3,keyasint,omitempty"` // reserve or pick face; 0: both
}

// TargetKind is what makes a place a target.
type TargetKind string

// The kinds of targets.
const (
	TargetFixed TargetKind = "fixed_face"   // the item's own pick face
	TargetGoal  TargetKind = "planned_face" // the face a plan of moves gives the item
	TargetLot   TargetKind = "same_lot"     // the same lot lies there
	TargetItem  TargetKind = "same_item"    // the same item lies there, of whatever lot
	TargetNear  TargetKind = "near_item"    // empty, beside a place where the item lies
	TargetEmpty TargetKind = "empty"
	TargetMixed TargetKind = "mixed" // other items lie there
)

// Known tells whether the word is a kind of target.
func (k TargetKind) Known() bool { _, ok := suits[k]; return ok }

// Place is a location with what lies there, its distance and what is on its way to it.
type Place struct {
	layout.Location
	Contents []Content
	Incoming int64 // grams of goods directed here and not yet arrived
	Promised int64 // mm3 of the same
	Distance int64 // millimetres from where the goods stand; ties by Location.Travel
	Walk     int64 // millimetres from the packing benches: how good the place is for fast movers
	Held     bool  // under a hold: nothing is put there
}

// Content is one balance at a place.
type Content struct {
	SKU      item.SKU
	Lot      item.Lot
	Owner    string
	Quantity int64
	Grams    int64
	Volume   int64
	Hazard   string
}

// Suggestion is a place and how much goes there.
type Suggestion struct {
	Place    int // index into the places
	Code     layout.Code
	Quantity int64  // that fits, up to the goods' quantity
	Rank     int    // 1 is best
	Why      string // a word and figures: "fixed_face have=3 max=20", "same_lot", "same_item", "empty", "mixed"
}

// Why a place is refused. Values are stable: they are shown translated.
const (
	ReasonKind   = "location.kind"
	ReasonClosed = "location.closed"
	ReasonHeld   = "location.held"
	ReasonClass  = "location.class"
	ReasonHazard = "location.hazard"
	ReasonFixed  = "location.fixed"
	ReasonMixing = "location.mixing"
	ReasonWeight = "location.weight"
	ReasonVolume = "location.volume"
	ReasonMax    = "location.max"
	ReasonHeight = "location.height"
)

// Refusal is a rule that forbids a place.
type Refusal struct {
	Reason  string
	Message string
	Want    int64
	Have    int64
}

// Face is a pick face with its stock, for replenishment.
type Face struct {
	Code     layout.Code
	SKU      item.SKU
	Owner    string
	Have     int64     // there now, including what is on its way to it
	Demand   int64     // promised of what lies there
	Min, Max int64     // replenish below Min up to Max; Max 0: only what is reserved by the piece is brought, in whole cases where it can
	Lot      item.Lot  // of what lies there; only for faces that take one lot
	OneLot   bool      // only Lot may be added while it is not empty
	Travel   int64     // order in which faces are served among equals
	Urgent   bool      // a picker waits
	Today    item.Date // lots that have expired on it are not brought; NoDate: any
}

// Reserve is stock that can fill faces.
type Reserve struct {
	Holder    string
	Code      layout.Code
	SKU       item.SKU
	Lot       item.Lot
	Expiry    item.Date
	Received  item.Date
	Owner     string
	Available int64 // promised to nobody
	Wanted    int64 // reserved by the piece beside that: better picked at a face
	Urgent    bool  // somebody is to pick Wanted soon
	Whole     bool  // all there is in its LPN
	Case      int64 // base units in a case; a refill takes whole cases where it can
	Travel    int64
}

// Refill brings stock from reserve to a face.
type Refill struct {
	Face     int // index
	Reserve  int // index
	From, To layout.Code
	SKU      item.SKU
	Lot      item.Lot
	Quantity int64
	Pull     int64 // of it reserved at the source
	Urgent   bool
	Rank     int64 // what is left at the face of what is promised to nobody
	Why      string
}

// Class is an item's speed.
type Class byte

// The classes by picks, fastest first.
const (
	A Class = iota + 1
	B
	C
)

// String gives the letter.
func (c Class) String() string {
	if c < A || c > C {
		return "-"
	}
	return string("?ABC"[c])
}

// Picks is how often an item was picked.
type Picks struct {
	SKU   item.SKU
	Lines int64
	Units int64
}

// ClassOptions are the cuts, in permille of all lines picked; 0 takes the default.
type ClassOptions struct {
	A, B int64 // DefaultA, DefaultB
}

// Defaults of the classes: what most warehouses use.
const (
	DefaultA = 800 // the items that make 80 % of the lines
	DefaultB = 950
)

// Classed is an item with its class, in order of rank.
type Classed struct {
	SKU   item.SKU
	Class Class
	Rank  int // 1 is the fastest
	Lines int64
	Share int64 // permille of all lines, together with all faster ones
}

// Slot is a pick face for re-slotting, or one item's share of a face that several items lie in: the shares bear the same code.
type Slot struct {
	Code   layout.Code
	Aisle  int64
	Along  int64 // millimetres along the aisle
	Walk   int64 // millimetres from the benches and back
	Grams  int64 // greatest load; 0: no limit
	Volume int64 // 0: no limit
	Level  int64 // 1 is on the floor: heavy goods belong low
	Class  string
	Hazard string   // hazard class this face may hold besides none
	OneLot bool     // goods of one lot only
	Shared bool     // a share of a face where other items lie too: it takes goods of exactly its Hazard
	SKU    item.SKU // what lies there; empty: nothing
	Fixed  bool     // not to be moved
}

// Profile is an item for re-slotting.
type Profile struct {
	SKU    item.SKU
	Picks  int64 // lines in the weeks counted
	Grams  int64 // of the stock a face holds
	Volume int64 // of the stock a face holds
	Heavy  bool  // belongs on the levels up to Policy.HeavyLevel
	Lots   int   // that lie there; 0 and 1: one
	Class  string
	Hazard string
}

// Pair is two items picked for the same order.
type Pair struct {
	A, B   item.SKU
	Orders int64
}

// Policy says what moves are worth.
type Policy struct {
	Weeks      int64 // the picks were counted over; 0: 1
	Horizon    int64 // weeks a move must repay in; 0: DefaultHorizon
	MoveCost   int64 // millimetres of walk that taking the goods of one face to another costs
	HeavyLevel int64 // highest level for heavy goods; 0: DefaultHeavyLevel
	// LinesPerTrip share the way from and to the benches; 0: 1. AislePitch is the way between two neighbouring aisles.
	LinesPerTrip int64
	AislePitch   int64
	// Trips are the items of each trip (or each order picked by itself) in the weeks counted. With them the walk of every trip
	// is estimated, and pairs and LinesPerTrip are not needed. AisleLength is the way through an aisle; 0: its farthest slot.
	Trips       [][]item.SKU
	Ages        []int64 // days since each trip: one of HalfLife days ago counts half. nil: all count alike
	AisleLength int64
	MaxMoves    int // 0: as many as repay
}

// Defaults of the policy.
const (
	DefaultHorizon    = 4 // demand drifts; what is not repaid in a month may never be
	DefaultHeavyLevel = 2 // what a person lifts without reaching above the shoulder
)

// HalfLife is the days after which a trip counts half. Fresh counts matter more than many: on the four splits above it saves
// up to 1 % more of the walk to come than counting all alike; three weeks or eight are hardly different.
const HalfLife = 42

// Move takes an item to another face; what lay there comes back to the face it left.
type Move struct {
	SKU      item.SKU
	From, To layout.Code
	Back     item.SKU // what lay at To and goes to From; empty: To was empty
	Gain     int64    // millimetres of walk saved over the horizon, less the cost
	Why      string
}
