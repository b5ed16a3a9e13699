package sampling

import "strings"

// letters are the code letters of the standard in order of size; there is no I and no O. S has a plan under tightened
// inspection only.
const letters = "ABCDEFGHJKLMNPQRS"

// sizes is table 1: the largest delivery of a row, and its letter at levels S-1 to S-4, I, II, III.
var sizes = [...]struct {
	most    int64
	letters string
}{
	{8, "AAAAAAB"},
	{15, "AAAAABC"},
	{25, "AABBBCD"},
	{50, "ABBCCDE"},
	{90, "BBCCCEF"},
	{150, "BBCDDFG"},
	{280, "BCDEEGH"},
	{500, "BCDEFHJ"},
	{1_200, "CCEFGJK"},
	{3_200, "CDEGHKL"},
	{10_000, "CDFGJLM"},
	{35_000, "CDFHKMN"},
	{150_000, "DEGJLNP"},
	{500_000, "DEGJMPQ"},
	{1<<63 - 1, "DEHKNQR"},
}

func rowOf(lot int64, level Level) int {
	for _, s := range sizes {
		if lot <= s.most {
			return strings.IndexByte(letters, s.letters[level-S1])
		}
	}
	return 0 // the last row takes every size
}

// In the master tables the acceptance numbers lie in diagonals: a letter on and a limit down is the same number, since the
// sample grows by as much as the limit falls. So each table is one sequence along the row of a letter, and where letter A
// would have its 0.
const (
	up   = -1 // the plan of the letter before
	down = -2 // the plan of the next letter
)

// table is one master table: sample sizes by letter, and the sequence of acceptance numbers from the diagonal of zero on.
type table struct {
	samples []int64
	zero    int // letter and limit of the diagonal of zero, added
	accepts []int64
}

var tables = map[Severity]*table{
	Normal: { // table 2-A
		samples: []int64{2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000},
		zero:    14, accepts: []int64{0, up, down, 1, 2, 3, 5, 7, 10, 14, 21},
	},
	Tightened: { // table 2-B
		samples: []int64{2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150},
		zero:    15, accepts: []int64{0, down, down, 1, 2, 3, 5, 8, 12, 18},
	},
	Reduced: { // table 2-C
		samples: []int64{2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800},
		zero:    14, accepts: []int64{0, up, down, down, 1, 2, 3, 5, 6, 8, 10},
	},
}

// at gives what stands in a cell: an acceptance number or an arrow. Before the diagonal of zero the sample is too small to
// tell anything, behind the last number it is larger than it need be.
func (t *table) at(row, limit int) int64 {
	i := row + limit - t.zero
	switch {
	case i < 0:
		return down
	case i >= len(t.accepts):
		return up
	case row == len(t.samples)-1 && row == len(letters)-1 && t.accepts[i] != 1:
		return up // letter S is there for one plan
	}
	return t.accepts[i]
}

// plan follows the arrows from a cell to a plan. An arrow that leads out of the table is followed the other way.
func (t *table) plan(row, limit int) Plan {
	step := 0
	for r := row; ; r += step {
		if r < 0 || r >= len(t.samples) {
			step = -step
			r = row + step
		}
		switch cell := t.at(r, limit); {
		case cell >= 0:
			return Plan{Letter: letters[r : r+1], Sample: t.samples[r], Accept: cell}
		case step != 0: // an arrow on the way is passed in the direction begun
		case cell == up:
			step = -1
		default:
			step = 1
		}
	}
}
