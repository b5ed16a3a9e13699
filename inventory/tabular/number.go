package tabular

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decimal is a number as written: digits without leading zeros, and where the point stands in them. No float is made,
// since 12.95 has none.
type decimal struct {
	negative bool
	digits   string // significant digits, "" is zero
	point    int    // digits before the decimal point; may be negative or beyond the end
}

// parseDecimal reads 12, -12.50, +.5 and 1.2E+3; exponent tells the last form.
func parseDecimal(s string) (d decimal, exponent, ok bool) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.negative = s[0] == '-'
		s = s[1:]
	}
	mantissa, power := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		exponent = true
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n > 400 || n < -400 { // a spreadsheet's numbers end at 308
			return d, exponent, false
		}
		mantissa, power = s[:i], n
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return d, exponent, false
	}
	d.point = len(whole) + power
	trimmed := strings.TrimLeft(digits, "0")
	d.point -= len(digits) - len(trimmed)
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		d.point, d.negative = 0, false
	}
	return d, exponent, true
}

// round keeps at most n significant digits, halves away from zero, as a spreadsheet shows a number it stores in binary.
func (d decimal) round(n int) decimal {
	if len(d.digits) <= n {
		return d
	}
	kept, up := []byte(d.digits[:n]), d.digits[n] >= '5'
	for i := n - 1; up && i >= 0; i-- {
		if up = kept[i] == '9'; up {
			kept[i] = '0'
		} else {
			kept[i]++
		}
	}
	d.digits = strings.TrimRight(string(kept), "0")
	if up {
		d.digits, d.point = "1", d.point+1
	}
	return d
}

// String writes the number in full.
func (d decimal) String() string {
	if d.digits == "" {
		return "0"
	}
	sign := ""
	if d.negative {
		sign = "-"
	}
	switch {
	case d.point <= 0:
		return sign + "0." + strings.Repeat("0", -d.point) + d.digits
	case d.point >= len(d.digits):
		return sign + d.digits + strings.Repeat("0", d.point-len(d.digits))
	}
	return sign + d.digits[:d.point] + "." + d.digits[d.point:]
}

// scaled gives the number times 10^decimals. exact is false if digits would be lost, fits if it is beyond int64.
func (d decimal) scaled(decimals int) (n int64, exact, fits bool) {
	if d.digits == "" {
		return 0, true, true
	}
	if len(d.digits) > d.point+decimals {
		return 0, false, true
	}
	if d.point+decimals > 19 {
		return 0, true, false
	}
	text := d.digits + strings.Repeat("0", d.point+decimals-len(d.digits))
	u, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err != nil || u > math.MaxInt64 && (!d.negative || u > math.MaxInt64+1):
		return 0, true, false
	case d.negative:
		return -int64(u), true, true
	}
	return int64(u), true, true
}

// formatMinor writes minor units as a decimal amount: 1295 with 2 decimals is "12.95".
func formatMinor(minor int64, decimals int) string {
	if decimals <= 0 {
		return strconv.FormatInt(minor, 10)
	}
	text := strconv.FormatInt(minor, 10)
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	if short := decimals + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	return sign + text[:len(text)-decimals] + "." + text[len(text)-decimals:]
}

// looksScientific tells the form spreadsheets write: one digit before the point and a signed exponent of at least two.
// "12E4" is a SKU, "1.2E+05" is what became of it.
func looksScientific(s string) bool {
	i := strings.IndexAny(s, "eE")
	if i < 1 || len(s) < i+4 || (s[i+1] != '+' && s[i+1] != '-') {
		return false
	}
	whole, _, _ := strings.Cut(strings.TrimLeft(s[:i], "+-"), ".")
	_, _, ok := parseDecimal(s)
	return ok && len(whole) == 1
}

// formulaStart are the characters that make a spreadsheet take a cell's text for a formula, with the full-width forms
// that Chinese and Japanese versions accept too.
const formulaStart = "=+-@\t\r\n＝＋－＠"

// behindApostrophes tells text that would be a formula but for apostrophes before it.
func behindApostrophes(text string) bool {
	first, size := utf8.DecodeRuneInString(strings.TrimLeft(text, "'"))
	return size > 0 && strings.ContainsRune(formulaStart, first)
}

// neutralise puts an apostrophe before text that a spreadsheet would run. Text that already has apostrophes there gets
// one more, so that taking exactly one off again always gives back what was written.
func neutralise(text string) string {
	if behindApostrophes(text) {
		return "'" + text
	}
	return text
}

// restore takes off the one apostrophe neutralise put there.
func restore(text string) string {
	if strings.HasPrefix(text, "'") && behindApostrophes(text) {
		return text[1:]
	}
	return text
}
