// Package route finds the shortest walk past a list of stops.
//
// Values in, plan out: no store, no clock, no random; the same input gives the same walk. Lengths are millimetres.
// In a rectangular warehouse with two-way aisles and up to MaxExactCross cross aisles the walk is exact: a dynamic program
// over the parity and connection of the crossings, with any start and end, blocked aisles and blocked cross aisles. More cross
// aisles, one-way aisles or another layout are walked by a distance matrix and a tour heuristic, and the plan says so. A
// walker picks both sides of an aisle from its centre line; nothing here knows racks, levels or stock.
//
// Method: columns are swept from the left; machine.go holds the states of partial walks, stretch.go the ways to walk a piece
// of an aisle, sweep.go the program, walk.go turns its answer into an order of stops. The answers equal the published optima
// of all 552 cases in testdata/instances/picker_routing and an exhaustive search on 10,000 random warehouses with start and
// end anywhere; choosing among scattered places stays 0.4 % above 80 proven optima on average (5 % of them more than 1.6 %).
//
// Start at Grid (a warehouse), then Grid.Plan. Tours measures many walks fast, for batching; Grid.Scatter also chooses
// among several places that hold the same goods.
package route

import "example.com/tote/inventory/layout"

// Limits, each with its reason.
const (
	MaxExactCross = 6      // cross aisles of the exact program: its states grow about fourfold with each
	MaxAisles     = 400    // the largest buildings have about 200
	MaxStops      = 2_000  // a trip is pushed by one person
	MaxMatrix     = 1_000  // stops of the heuristic: its matrix is quadratic
	MaxMetre      = 10_000 // edge of a building; keeps every sum far inside int64
)

// Shape describes a rectangular warehouse: parallel aisles, joined by cross aisles.
type Shape struct {
	Aisles []int64 // X of each aisle's centre line, millimetres, ascending
	Cross  []int64 // Y of each cross aisle's centre line, ascending; at least two
	// BlockedAisles and BlockedCross close a stretch: of aisle Line between two Y, of cross aisle Line between two X. Its
	// ends are still reached.
	BlockedAisles []Span
	BlockedCross  []Span
	OneWay        []Way
}

// Span is a stretch of one aisle or cross aisle, by its index in the Shape.
type Span struct {
	Line     int
	From, To int64 // millimetres, From < To
}

// Way makes an aisle one-way, by its index in the Shape.
type Way struct {
	Aisle int
	Up    bool // towards the greater Y
}

// Place is a point on a centre line of the warehouse, where a person stands. Grid.Place and Grid.At make them.
type Place struct {
	X, Y int64 // millimetres; X on an aisle, or Y on a cross aisle
	Off  int64 // millimetres from there to the real place, walked in addition: a bench before the front cross aisle
}

// Stop is one place to visit.
type Stop struct {
	ID string // of the pick step; breaks ties
	Place
}

// Trip is a walk to plan.
type Trip struct {
	Start, End Place // equal for a round trip
	Stops      []Stop
}

// Plan is a walk.
type Plan struct {
	Order  []int  // indices into the stops, in the order to visit them
	Length int64  // millimetres from start to end
	Exact  bool   // no shorter walk exists
	Method string // "exact", "held-karp", "tour"
	Why    string // a word and figures: "exact cross=2 aisles=7 stops=30"
}

// LocationOptions say what the locations alone do not.
type LocationOptions struct {
	Cross []int64 // Y of the cross aisles; nil: found from gaps in the racks, see FromLocations
}

// AisleOf pairs an aisle's number in the layout with its index in the Shape.
type AisleOf struct {
	Number int64 // layout.Location.Aisle
	Index  int
}

// Errand is scattered storage: how much of each article to bring, and the places that have some.
type Errand struct {
	Start, End Place
	Articles   []Article
	Rounds     int // improvement rounds; 0: as many as a fixed amount of work allows, about 10 ms
}

// Article is one thing to bring.
type Article struct {
	ID   string
	Need int64 // base units
	At   []Source
}

// Source is a place that has some of an article.
type Source struct {
	ID       string // of the balance; breaks ties
	Code     layout.Code
	Quantity int64 // base units free there
	Place
}

// Take is a quantity of one source.
type Take struct {
	Article, Source int // indices
	Quantity        int64
}

// ErrandPlan is an errand's answer: takes in walking order.
type ErrandPlan struct {
	Takes  []Take
	Length int64
	Exact  bool // the choice of places is proven best, not only the walk past them
	Why    string
}

// Matrix is a trip in any layout, by its distances.
type Matrix struct {
	Stops []string // ids, breaking ties
	// Distance gives millimetres from place i to place j; 0..len(Stops)-1 are the stops, len(Stops) is the start and
	// len(Stops)+1 the end. It may differ in the two directions. Negative: no way.
	Distance func(from, to int) int64
	Rounds   int // perturbations after the local search; 0: DefaultTourRounds
}
