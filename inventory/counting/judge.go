package counting

// Tolerance is the difference that is booked without asking: so many units or so large a part of what the books say,
// whichever is more, as long as it is not worth more than Value.
type Tolerance struct {
	Units    int64 `cbor:"1,keyasint,omitempty"`
	Permille int64 `cbor:"2,keyasint,omitempty"`
	Value    int64 `cbor:"3,keyasint,omitempty"` // 0: whatever it is worth
}

// Case is a count beside the books of its moment.
type Case struct {
	Book    int64
	Counted int64
	Price   int64 // of one unit; 0: not known, and then Value bounds nothing
}

// Variance is what the count found above the books, below zero what it missed.
func (c Case) Variance() int64 { return c.Counted - c.Book }

// Verdict is what a count says of the books.
type Verdict byte

// The verdicts.
const (
	Right  Verdict = iota + 1 // the books are right
	Within                    // they are off by what may be booked at once
	Beyond                    // somebody else has to look
)

// String gives the word for logs and tests.
func (v Verdict) String() string {
	switch v {
	case Right:
		return "right"
	case Within:
		return "within"
	case Beyond:
		return "beyond"
	}
	return "?"
}

// Judge compares a count with the books.
func Judge(t Tolerance, c Case) Verdict {
	off := c.Variance()
	if off == 0 {
		return Right
	}
	if off < 0 {
		off = -off
	}
	part := c.Book / 1000 * t.Permille
	part += c.Book % 1000 * t.Permille / 1000
	if off > max(t.Units, part) {
		return Beyond
	}
	if t.Value > 0 && Worth(off, c.Price) > t.Value {
		return Beyond
	}
	return Within
}
