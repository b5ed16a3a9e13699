package scale

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.com/tote/inventory/fault"
)

func TestGrams(t *testing.T) {
	for _, c := range []struct {
		number, unit    string
		grams, division int64
	}{
		{"100.00", "g", 100, 1}, {"0.829", "kg", 829, 1}, {"1.2", "kg", 1200, 100}, {"12", "KG", 12000, 1000},
		{"+00123.45", "g", 123, 1}, {"123.5", "g", 124, 1}, {"123.49", "g", 123, 1}, {"-0.5", "g", -1, 1}, {"- 1.25", "kg", -1250, 10},
		{"1", "lb", 454, 454}, {"10", "LB", 4536, 454}, {"0.01", "lb", 5, 5}, {"1.000", "oz", 28, 1}, {"16", "oz", 454, 28}, {"2204.62", "lbs", 999_999, 5},
		{"0", "g", 0, 1}, {"-0.00", "kg", 0, 10},
	} {
		d, ok := parseDecimal(c.number)
		if r := (Reading{}).weighed(d, c.unit, ""); !ok || r.Why != nil || r.Grams != c.grams || r.Division != c.division {
			t.Errorf("%s %s: got %d g by %d (%v), want %d by %d", c.number, c.unit, r.Grams, r.Division, r.Why, c.grams, c.division)
		}
	}
	for _, s := range []string{"", "+", ".5", "5.", "1.2.3", "1 2", "0x10", "1e3", "1234567890123", "1.2345678", "١", "--1", "NaN"} {
		if d, ok := parseDecimal(s); ok {
			t.Errorf("%q: read as %+v", s, d)
		}
	}
	for _, c := range []struct{ number, unit, want string }{
		{"1", "ct", "scale.unknown_unit"}, {"1", "", "scale.unknown_unit"}, {"2000001", "g", "scale.over"}, {"999999999999", "lb", "scale.over"}, {"-2001", "kg", "scale.over"},
	} {
		d, _ := parseDecimal(c.number)
		if r := (Reading{}).weighed(d, c.unit, ""); fault.ReasonOf(orNil(r.Why)) != c.want || r.Grams != 0 {
			t.Errorf("%s %s: got %v and %d g, want %s", c.number, c.unit, r.Why, r.Grams, c.want)
		}
	}
}

func orNil(f *fault.Error) error {
	if f == nil {
		return nil
	}
	return f
}

// Half a gram is never off: the conversion is compared with exact fractions.
func TestGramsAreExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := decimal{rapid.Int64Range(-1e12+1, 1e12-1).Draw(rt, "value"), rapid.IntRange(0, maxDecimals).Draw(rt, "places")}
		name := rapid.SampledFrom([]string{"g", "kg", "lb", "oz"}).Draw(rt, "unit")
		of, _ := new(big.Rat).SetString(map[string]string{"g": "1", "kg": "1000", "lb": "453.59237", "oz": "28.349523125"}[name])
		exact := new(big.Rat).Mul(new(big.Rat).SetFrac(big.NewInt(d.value), pow10(d.places)), of)
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(d.grams(units[name])))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			rt.Fatalf("%+v %s is %s g, got %d", d, name, exact.FloatString(4), d.grams(units[name]))
		}
	})
}

func TestTyped(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	for text, want := range map[string]int64{"829": 829, " 829 ": 829, "0.829 kg": 829, "0.829kg": 829, "2 lb": 907, "1000000": 1_000_000} {
		r, err := Typed(text, at)
		if err != nil || r.Grams != want || !r.Typed || !r.At.Equal(at) || r.Raw == "" {
			t.Errorf("%q: got %+v, %v; want %d g", text, r, err, want)
		}
	}
	for text, want := range map[string]string{"": "scale.typed", "abc": "scale.typed", "1,5 kg": "scale.typed", "5 pcs": "scale.typed", "99999999": "scale.over"} {
		if r, err := Typed(text, at); fault.ReasonOf(err) != want {
			t.Errorf("%q: got %+v, %v; want %s", text, r, err, want)
		}
	}
}
