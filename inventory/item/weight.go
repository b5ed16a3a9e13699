package item

// Goods of which no piece weighs what the next one does are counted in one of two ways. By the gram (CatchWeight: nuts,
// flour): the base unit is a gram, and a weight is a quantity. In weighed pieces (WeighedPieces: a cheese of about 1,250 g, a
// ham): the base unit is a piece, which is what is ordered, reserved, picked and counted; beside the pieces the stock keeps
// what they weigh together, from the scale at the dock to the parcel. The each pack's weight is the nominal one: what the
// customer is told, what a piece is taken for that nobody weighed, and what a scale's reading is judged by.

// Bounds of what a piece may weigh more or less than its pack says, in thousandths.
const (
	DefaultWeightTolerance = 300 // cut by hand; of one to three pieces a piece too many or too few is still seen
	MaxWeightTolerance     = 900
)

// Weighed tells whether the item's stock keeps a weight beside its quantity, or as its quantity.
func (it *Item) Weighed() bool { return it.CatchWeight || it.WeighedPieces }

// PieceGrams gives what so many pieces of an item of weighed pieces weigh nominally, and the least and most that is believed.
func (it *Item) PieceGrams(pieces int64) (least, nominal, most int64) {
	tol := it.WeightTolerance
	if tol == 0 {
		tol = DefaultWeightTolerance
	}
	nominal = pieces * it.Base().Grams
	off := nominal / 1000 * tol
	off += nominal % 1000 * tol / 1000
	return max(nominal-off, pieces), nominal, nominal + off
}

// Believable tells whether so many pieces may weigh that.
func (it *Item) Believable(pieces, grams int64) bool {
	least, _, most := it.PieceGrams(pieces)
	return grams >= least && grams <= most
}
