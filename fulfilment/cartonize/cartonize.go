// Package cartonize packs units into cartons.
//
// Values in, plan out: no store, no clock, no random; the same input gives the same plan (a context deadline may cut the
// search short, and then the plan says so). Fewest boxes first, then least cost, then least outer volume. Every unit stands
// on the floor or on at least Rules.Support of its base, no two overlap, nothing stands on a fragile unit, classes are not
// mixed, gross weight and the carrier's limits hold. Units that cannot be packed are named with the reason; the others are
// packed all the same. It does not choose a carrier and does not book anything.
//
// Axes: x along the box's length, y along its width, z up; the origin is the inner corner at the front left of the floor.
// Lengths are millimetres, weights grams, volumes cubic millimetres. Start at Pack.
//
// Method: pieces go into maximal empty spaces by several orderings and rules, then by shuffled orderings and by blocks of alike
// pieces; the box that takes most is filled first, and then cheaper sets of boxes are tried in its place. On 2,137 real web-shop
// orders (testdata/instances/cartonization) this gives 2,261 boxes of 40,379 l, where the best known answers have 2,262 boxes
// and a widely used packer 2,267 of 40,483 l; containers br1..br7 are filled to 90.7 % with every piece supported.
package cartonize

import "example.com/tote/inventory/item"

// Limits of one call, each with its reason.
const (
	MaxUnits = 2_000  // a wholesale order is packed in ranges; beyond this a person does not follow a plan
	MaxBoxes = 100    // box kinds of one shop
	MaxEdge  = 10_000 // millimetres: keeps a volume inside int64
	// MaxGrams and MaxCost bound one piece or box: far beyond any, and sums of MaxUnits stay far below an overflow.
	MaxGrams  = 1 << 40
	MaxCost   = 1 << 40
	MaxEffort = 1_000 // a search of some ten seconds
)

// Endless is the stock of a box that never runs out.
const Endless = -1

// Unit is a kind of thing to pack and how many of it.
type Unit struct {
	ID           string // of the order line or the piece; breaks ties
	SKU          item.SKU
	Quantity     int64 // pieces of Size
	Size         item.Size
	Grams        int64  // of one piece
	Stand        Edges  // which edges may point up; 0: any. KeepUpright allows EdgeHeight only
	Upright      bool   // this side up
	Fragile      bool   // nothing on top of it
	ShipsAlone   bool   // a box of its own, with dunnage
	OwnContainer bool   // ships in its own packing, without a box
	Class        string // units of different classes never share a box; empty mixes with empty only
}

// Edges is a set of edges of a unit.
type Edges byte

// The edges that may point up.
const (
	EdgeLength Edges = 1 << iota
	EdgeWidth
	EdgeHeight
)

// Box is one kind of carton of the shop's list.
type Box struct {
	Code     string
	Inner    item.Size
	Outer    item.Size
	Tare     int64 // grams
	MaxGross int64 // grams with contents; 0: no limit
	Cost     int64 // minor units
	Stock    int64 // boxes left; Endless: any number
}

// Carrier is what a carrier takes; 0 means no limit.
type Carrier struct {
	Longest    int64 // longest outer edge
	Girth      int64 // longest edge plus twice the sum of the others
	MaxGrams   int64 // gross weight of a parcel
	Volumetric int64 // mm3 that are billed as one gram (5000 cm3 a kg is 5000)
}

// Rules are the shop's.
type Rules struct {
	Support int64 // permille of each base that must be carried; 0: DefaultSupport
	Dunnage int64 // millimetres kept free at each of the six sides of the box
	Carrier Carrier
	Effort  int // 0: DefaultEffort; the search beyond the first packings grows with it
}

// Defaults of the rules.
const (
	DefaultSupport = 800
	DefaultEffort  = 1
)

// Placement is where one piece stands, in packing order within its box.
type Placement struct {
	Unit    int // index into the units given
	Piece   int64
	X, Y, Z int64     // the corner nearest to the origin
	Size    item.Size // as turned: along x, y, z
	Up      Edges     // the edge that points up: exactly one bit
}

// Carton is one packed box.
type Carton struct {
	Box    int    // index into the boxes; -1: the unit's own container
	Code   string // the box's code; empty for an own container
	Inner  item.Size
	Outer  item.Size
	Places []Placement
	Net    int64 // grams of the contents
	Gross  int64 // with tare
	Billed int64 // grams the carrier bills: the greater of gross and volumetric
	Void   int64 // permille of the inner volume that is empty
	Cost   int64
	Why    string // a word and figures
}

// Why a piece was left out. Values are stable: they are shown translated.
const (
	ReasonUnmeasured = "carton.unmeasured" // size or weight is not known
	ReasonTooLarge   = "carton.too_large"  // no box takes it in any allowed turn
	ReasonTooHeavy   = "carton.too_heavy"  // every box it fits would be too heavy
	ReasonCarrier    = "carton.carrier"    // the carrier takes no box it fits in
	ReasonNoStock    = "carton.no_stock"   // the boxes it fits in have run out
)

// Left is pieces that cannot be packed.
type Left struct {
	Unit     int
	Quantity int64
	Reason   string
	Message  string // names the unit, its figures and the way out
}

// Plan is the answer.
type Plan struct {
	Cartons []Carton
	Left    []Left
	Stopped bool // the context ended before the search did; the plan is whole all the same
	Why     string
}
