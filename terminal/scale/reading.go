package scale

import (
	"math/big"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
)

// Bounds of what is read as a weight.
const (
	MaxGrams    = 2_000_000 // two tonnes: more is no parcel, and mostly noise that looks like a number
	MaxRaw      = 64        // bytes of a line that are kept
	maxDigits   = 12        // of a number: scales show seven
	maxDecimals = 6
)

// Reading is one answer of a scale.
type Reading struct {
	Grams    int64        // whole, rounded to the nearest; 0 where Why is set
	Division int64        // grams of the last digit, at least 1
	Raw      string       // the scale's own words, as far as they can be printed
	Stable   bool         // the scale says the weight stands still
	Flagged  bool         // the protocol tells moving from standing; where it does not, equal readings decide
	Zero     bool         // the scale says the plate is empty
	Typed    bool         // somebody read the scale and typed
	Why      *fault.Error // why there is no weight in this answer
	At       time.Time    // when it was asked for
}

// unit is how many grams a unit has, as a fraction, so that no decimal is lost.
type unit struct{ num, den int64 }

// units are those people weigh parcels in. A pound has exactly 453.59237 grams, an ounce a sixteenth of that.
var units = map[string]unit{
	"g": {1, 1}, "kg": {1000, 1},
	"lb": {45_359_237, 100_000}, "lbs": {45_359_237, 100_000}, "oz": {45_359_237, 1_600_000},
}

func knownUnit(s string) bool {
	_, ok := units[strings.ToLower(s)]
	return ok
}

// decimal is a number as a scale shows it: value x 10^-places.
type decimal struct {
	value  int64
	places int
}

// parseDecimal reads digits with at most one point; a sign may stand before them, with blanks between.
func parseDecimal(s string) (decimal, bool) {
	s = strings.TrimSpace(s)
	var d decimal
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = strings.TrimLeft(s[1:], " ")
	}
	whole, part, point := strings.Cut(s, ".")
	if whole == "" || point && part == "" || len(whole)+len(part) > maxDigits || len(part) > maxDecimals {
		return d, false
	}
	for _, c := range []byte(whole + part) {
		if c < '0' || c > '9' {
			return d, false
		}
		d.value = d.value*10 + int64(c-'0')
	}
	if negative {
		d.value = -d.value
	}
	d.places = len(part)
	return d, true
}

// grams gives the whole grams of a number in a unit, half a gram rounded away from zero.
func (d decimal) grams(u unit) int64 {
	num := new(big.Int).Mul(big.NewInt(d.value), big.NewInt(u.num))
	den := new(big.Int).Mul(big.NewInt(u.den), pow10(d.places))
	twice := new(big.Int).Lsh(new(big.Int).Abs(num), 1)
	q := twice.Add(twice, den).Div(twice, new(big.Int).Lsh(den, 1))
	if !q.IsInt64() {
		return 1 << 62 // far more than any scale bears
	}
	if num.Sign() < 0 {
		return -q.Int64()
	}
	return q.Int64()
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// weighed fills in what a number in a unit weighs, or why it is no weight. Without a unit on the line the one set counts.
func (r Reading) weighed(number decimal, name, assumed string) Reading {
	if name == "" {
		name = assumed
	}
	u, ok := units[strings.ToLower(name)]
	if !ok {
		r.Why = errUnit(name)
		return r
	}
	g := number.grams(u)
	if g > MaxGrams || g < -MaxGrams {
		r.Why = errOver()
		return r
	}
	r.Grams, r.Division = g, max(decimal{1, number.places}.grams(u), 1)
	return r
}

// printable gives a line as it may be kept and shown: what is no printable ASCII is a dot, and it is cut.
func printable(b []byte) string {
	out := make([]byte, 0, min(len(b), MaxRaw))
	for _, c := range b[:min(len(b), MaxRaw)] {
		if c < ' ' || c > '~' {
			c = '.'
		}
		out = append(out, c)
	}
	return string(out)
}

// Typed reads a weight that somebody typed: a number and, unless it is grams, its unit. Error: scale.typed.
func Typed(text string, at time.Time) (Reading, error) {
	r := Reading{Raw: printable([]byte(strings.TrimSpace(text))), Typed: true, Stable: true, Flagged: true, At: at}
	number, name := splitUnit(text)
	d, ok := parseDecimal(number)
	if !ok || name != "" && !knownUnit(name) || len(text) > MaxRaw {
		return r, fault.Invalid("scale.typed", "%q is no weight: type a number, like 829, or with its unit, like 0.829 kg", r.Raw)
	}
	r = r.weighed(d, name, "g")
	if r.Why != nil {
		return r, r.Why
	}
	return r, nil
}

// splitUnit parts a number from the letters behind it.
func splitUnit(s string) (number, name string) {
	s = strings.TrimSpace(s)
	i := len(s)
	for i > 0 && (s[i-1] >= 'a' && s[i-1] <= 'z' || s[i-1] >= 'A' && s[i-1] <= 'Z') {
		i--
	}
	return strings.TrimSpace(s[:i]), s[i:]
}
