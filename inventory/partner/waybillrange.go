package partner

import (
	"fmt"
	"strings"

	"example.com/tote/inventory/fault"
)

// CheckRule is how a carrier's check digit follows from the digits of a waybill number.
type CheckRule byte

// The rules carriers of own number ranges use.
const (
	CheckNone CheckRule = iota
	CheckGS1            // weights 3 and 1 from the right, to the next ten: as on GTIN and SSCC
	CheckMod7           // the number modulo 7: as on air waybills
	CheckS10            // UPU S10: weights 8 6 4 2 3 5 9 7, eight digits, modulo 11
)

var checkWords = [...]string{CheckNone: "none", CheckGS1: "gs1", CheckMod7: "mod7", CheckS10: "s10"}

// String gives the word used in files and on the wire.
func (c CheckRule) String() string {
	if int(c) < len(checkWords) {
		return checkWords[c]
	}
	return "?"
}

// CheckRuleOf is the inverse of String.
func CheckRuleOf(word string) (CheckRule, bool) {
	for c, w := range checkWords {
		if w == word {
			return CheckRule(c), true
		}
	}
	return 0, false
}

// s10Digits is the length UPU S10 fixes, s10Weights its weights.
const s10Digits = 8

var s10Weights = [s10Digits]int64{8, 6, 4, 2, 3, 5, 9, 7}

// digit gives the check digit of a number written with width digits; "" without a rule.
func (c CheckRule) digit(digits string) string {
	var sum int64
	switch c {
	case CheckGS1:
		weight := int64(3)
		for i := len(digits) - 1; i >= 0; i-- {
			sum += weight * int64(digits[i]-'0')
			weight = 4 - weight
		}
		return fmt.Sprint((10 - sum%10) % 10)
	case CheckMod7:
		for _, d := range []byte(digits) {
			sum = (sum*10 + int64(d-'0')) % 7
		}
		return fmt.Sprint(sum)
	case CheckS10:
		for i, w := range s10Weights {
			sum += w * int64(digits[i]-'0')
		}
		switch d := 11 - sum%11; d {
		case 10:
			return "0"
		case 11:
			return "5"
		default:
			return fmt.Sprint(d)
		}
	}
	return ""
}

// Limits of number ranges.
const (
	MaxPrefix     = 8
	MaxSuffix     = 4
	MaxWidth      = 18     // digits of an int64
	MaxBlock      = 10_000 // numbers a warehouse takes at once: a week of a busy one; a lost block costs no more
	MaxUsedRanges = 32     // ranges a carrier gave before this one: some give a new one each quarter

)

// NumberRange is what a carrier allotted: numbers Next to Last, each written as Prefix, Width digits, the check digit
// and Suffix.
type NumberRange struct {
	Prefix string    `cbor:"1,keyasint,omitempty"`
	Next   int64     `cbor:"2,keyasint,omitempty"` // the lowest that was not taken
	Last   int64     `cbor:"3,keyasint,omitempty"`
	Width  int64     `cbor:"4,keyasint,omitempty"`
	Rule   CheckRule `cbor:"5,keyasint,omitempty"`
	Suffix string    `cbor:"6,keyasint,omitempty"` // "CN" of an S10 number
}

// IsZero tells whether there is no range: the carrier numbers its waybills itself.
func (n NumberRange) IsZero() bool { return n == NumberRange{} }

// Left tells how many numbers were not taken yet.
func (n NumberRange) Left() int64 {
	if n.IsZero() {
		return 0
	}
	return max(0, n.Last-n.Next+1)
}

// Write gives the text of a number as it is printed.
func (n NumberRange) Write(number int64) string {
	digits := fmt.Sprintf("%0*d", n.Width, number)
	return n.Prefix + digits + n.Rule.digit(digits) + n.Suffix
}

// Read gives the number of a text, if it is one of this shape with a right check digit; whether it lies within the range
// is not looked at.
func (n NumberRange) Read(text string) (int64, bool) {
	rest, ok := strings.CutPrefix(text, n.Prefix)
	if !ok || int64(len(rest)) < n.Width {
		return 0, false
	}
	var number int64
	for _, d := range []byte(rest[:n.Width]) {
		if d < '0' || d > '9' {
			return 0, false
		}
		number = number*10 + int64(d-'0')
	}
	return number, n.Write(number) == text
}

// spelling is what makes two ranges write their numbers alike.
func (n NumberRange) spelling() NumberRange {
	return NumberRange{Prefix: n.Prefix, Width: n.Width, Suffix: n.Suffix}
}

func (n NumberRange) check(g *fault.Gather) {
	if n.IsZero() {
		return
	}
	bad := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	if len(n.Prefix) > MaxPrefix || strings.ContainsFunc(n.Prefix, bad) {
		g.Add("range.prefix", "range.prefix", "prefix %q may have %d capital letters and digits at most", n.Prefix, MaxPrefix)
	}
	if len(n.Suffix) > MaxSuffix || strings.ContainsFunc(n.Suffix, bad) {
		g.Add("range.suffix", "range.prefix", "suffix %q may have %d capital letters and digits at most", n.Suffix, MaxSuffix)
	}
	if n.Rule > CheckS10 {
		g.Add("range.rule", "range.rule", "the check rule must be one of %s", strings.Join(checkWords[:], ", "))
	}
	if n.Rule == CheckS10 && n.Width != s10Digits {
		g.Add("range.width", "range.width", "an S10 number has %d digits, not %d", s10Digits, n.Width)
	}
	checkRange(g, "range.width", n.Width, 1, MaxWidth)
	if n.Next < 0 || n.Last < 0 || n.Next > n.Last+1 {
		g.Add("range.next", "range.order", "the range leads from %d to %d: it needs 0 <= next <= last + 1", n.Next, n.Last)
	}
	if w := int64(len(fmt.Sprint(n.Last))); w > n.Width {
		g.Add("range.last", "range.width", "last %d has %d digits, more than the width of %d", n.Last, w, n.Width)
	}
}

// Block is a run of waybill numbers given to a warehouse: First to Last of the range as it was then.
type Block struct {
	Carrier string      `cbor:"1,keyasint"`
	Range   NumberRange `cbor:"2,keyasint"` // Next and Last are the block's
}

// Text gives the n-th waybill number of the block, counted from 0; false behind its end.
func (b Block) Text(n int64) (string, bool) {
	if n < 0 || n >= b.Range.Left() {
		return "", false
	}
	return b.Range.Write(b.Range.Next + n), true
}
