// Package waving groups orders into batches for a cart and chooses orders and aisles for a wave.
//
// Values in, plan out: no store, no clock, and no random beyond the seed in the input. With a number of iterations the
// same input gives the same plan; with a deadline in the context it gives the best plan found by then. Deadlines and
// priorities come first, the walk second: a batch holds orders of one urgency only, and batches are listed most urgent
// first. A cart's capacity is never exceeded; an order that alone is too large for the cart is reported, not batched.
//
// It does not know the building: the walk past a set of orders is asked of a Walker (route.Tours is one). Start at
// MakeBatches: savings.go merges trips, exact.go parts up to 12 orders for certain, anneal.go improves the others. Select
// chooses a wave: grow.go opens aisles one by one, hunt.go improves.
//
// Answers only ever improve: both searches hold the best answer, work in rounds twice as long as the one before, and look at
// the context every few tries, so they can be stopped at any time.
//
// Figures, three seeds, on four busy cores; the gap is to the best known value, of 18 batching instances 12 proven optimal:
//
//	batching, testdata/instances/batching         mean     worst    asked for
//	first come first served, S-shape walk         +42.2 %  56.2 %   (reference)
//	first come first served, optimal walk         +21.7 %  30.8 %   (reference)
//	savings alone                                 +4.63 %  12.50 %  (reference: +4.50 %)
//	savings, local search 1 s                     +0.28 %  2.01 %   (reference)
//	30,000 tries                                  +1.37 %  3.43 %
//	300,000 tries                                 +0.43 %  2.72 %
//	20 to 100 orders in 50 ms                     +0.59 %  3.54 %   5 %
//	20 to 60 orders in 1 s                        +0.01 %  0.26 %   0.7 %, worst 2 %
//	100 orders in 5 s                             +0.21 %  0.43 %   1 %
//	2,000 orders of 1 to 5 lines, savings         in 0.5 to 0.7 s   2 s
//	the same in 2 s                               5.9 % less walk than savings
//
// On hw_udd_n60_c45_0 the search walks 0.24 % less than the best known. Against first come first served in S-shape 300,000
// tries save 28.8 % of all walks.
//
//	waves, testdata/instances/wave                mean     worst    asked for
//	grown alone                                   -12.2 %  -26.7 %
//	50,000 tries                                  -0.60 %  -2.79 %
//	1 s, six runs each                            -0.05 %  -2.41 %  -0.5 %
//
// These gaps are to the reference where it is proven, met in all seven within 1 s, and to our own best elsewhere, which is
// above the reference: wave_o120_a20_1 387.15 (371.43), wave_o120_a40_0 328.91 (278.31), wave_o120_a40_1 377.15 (306.06).
package waving

// Limits of one call, each with its reason.
const (
	MaxOrders     = 20_000 // savings are kept per near neighbour, so memory stays below 100 MB
	MaxIterations = 1 << 30
	MaxFigure     = 1 << 40 // of one order: sums of 20,000 stay far below an overflow
	MaxAmount     = 1 << 36 // of one item in an order or aisle
	MaxWhole      = 1 << 46 // of all items in an order or aisle: sums of 20,000, told per aisle, stay below an overflow too
)

// Walker measures walks. Orders are indices into Problem.Orders, without repeats; the answer is in millimetres and must
// depend on the set only, whatever its order. It is called from one goroutine, with memory it may not keep.
type Walker interface {
	Length(orders []int) int64
}

// Order is one order to be picked, whole, into its own totes.
type Order struct {
	ID       string
	Stops    []Stop // where its lines are; used to find neighbours, the walk itself is the Walker's
	Lines    int64
	Units    int64
	Volume   int64 // mm3
	Grams    int64
	Totes    int64  // totes it needs on the cart; 0 counts as 1
	ShipBy   int64  // Unix seconds; 0: none, after all that have one
	Priority int64  // higher is more urgent, before ShipBy
	Single   bool   // one line of one unit: batched with its like, since they need no sorting
	Together string // orders with the same word share a batch if they fit; empty: no wish
}

// Stop is where a line lies.
type Stop struct {
	Aisle int64
	Along int64 // millimetres along the aisle
}

// Cart is what one trip can carry; 0 means no limit.
type Cart struct {
	Lines, Units, Volume, Grams, Totes, Orders int64
}

// Problem is a batching problem.
type Problem struct {
	Orders []Order
	Cart   Cart
	Walk   Walker
	Bucket int64 // seconds; orders whose ShipBy fall into one bucket are equally urgent. 0: ShipBy is compared exactly
	// Iterations are the tries of the improvement after the savings; 0 gives the savings alone, a negative number goes on
	// until the context ends. A hundred tries an order gain most, a thousand nearly all; a million take about 0.1 s where
	// walks repeat, as with 60 orders, and 5 s where each is new, as with thousands.
	Iterations int
	Seed       uint64
	Singles    bool // single-line orders go into batches of their own
}

// Batch is one trip.
type Batch struct {
	Orders                             []int // indices into Problem.Orders, ascending by id
	Lines, Units, Volume, Grams, Totes int64
	Priority                           int64
	ShipBy                             int64  // earliest of its orders; 0: none
	Length                             int64  // millimetres of its walk
	Why                                string // a word and figures
}

// Unfit is an order that alone exceeds the cart; one entry for each capacity it exceeds.
type Unfit struct {
	Order int    // index
	Limit string // "lines", "units", "volume", "grams", "totes"
	Want  int64
	Have  int64
}

// Plan is the answer: batches in the order to start them; every order is in one batch or in Unfit.
type Plan struct {
	Batches    []Batch
	Unfit      []Unfit
	Length     int64 // millimetres of all walks
	Iterations int   // done
	Stopped    bool  // the context ended before the iterations did
	Why        string
}

// Pool is what a wave is chosen from. Choose orders and aisles so that the aisles hold all that the orders want and Least <= units <= Most;
// the best wave has the most units an aisle.
type Pool struct {
	Orders      []Want
	Aisles      []Supply
	Least, Most int64 // units
	MostOrders  int   // 0: any number
	Iterations  int   // tries, as in Problem; 50,000 come within 1 % of the best for a hundred orders
	Seed        uint64
}

// Want is an order's demand, item by item (SKUs numbered by the caller from 0).
type Want struct {
	ID    string
	Items []Amount
}

// Supply is what an aisle holds.
type Supply struct {
	ID    string
	Items []Amount
}

// Amount is a quantity of an item.
type Amount struct {
	Item     int
	Quantity int64
}

// Wave is a choice of orders and the aisles they are picked from.
type Wave struct {
	Orders     []int // ascending indices
	Aisles     []int // ascending indices
	Units      int64
	Proven     bool // no better wave exists
	Iterations int
	Stopped    bool
	Why        string
}
