package testdata

import "strconv"

// A case is carried by hand and a pallet goes into one rack location; both limits are the warehouse's.
const (
	caseMaxG       = 15_000
	caseMaxMM3     = 60_000_000
	palletLengthMM = 1200
	palletWidthMM  = 1000
	palletDeckMM   = 144
	palletTopMM    = 1400
	palletDeckG    = 25_000
	palletMaxG     = 700_000
	cardboardMM    = 8 // added to each side of an inner or a case
)

// packLevels builds the chain of packages above a unit. innerUnits may be 0. body is the item's 12-digit number.
func packLevels(body string, unit Size, innerUnits, caseUnits int64) []Level {
	levels := []Level{{Name: Each, GTIN: withCheckDigit(body), Units: 1, Size: unit}}
	inside, count := unit, caseUnits
	if innerUnits > 0 {
		inside = boxOf(unit, innerUnits)
		count = caseUnits / innerUnits
		levels = append(levels, Level{Name: Inner, GTIN: withCheckDigit("1" + body), Units: innerUnits, Size: inside})
	}
	box := boxOf(inside, count)
	levels = append(levels, Level{Name: Case, GTIN: withCheckDigit("2" + body), Units: caseUnits, Size: box})
	cases, pallet := palletOf(box)
	return append(levels, Level{Name: Pallet, GTIN: withCheckDigit("3" + body), Units: cases * caseUnits, Size: pallet})
}

// boxOf is a cardboard box around n packages, stacked as a x b x c without turning them, so that upright goods stay
// upright. Of all ways the one with the shortest longest side wins, then the least surface, then the flattest.
func boxOf(in Size, n int64) Size {
	var best Size
	better := func(s Size) bool {
		if best.LengthMM == 0 {
			return true
		}
		long, bestLong := max(s.LengthMM, s.WidthMM, s.HeightMM), max(best.LengthMM, best.WidthMM, best.HeightMM)
		if long != bestLong {
			return long < bestLong
		}
		area := func(s Size) int64 {
			return s.LengthMM*s.WidthMM + s.WidthMM*s.HeightMM + s.HeightMM*s.LengthMM
		}
		return area(s) < area(best)
	}
	for c := int64(1); c <= n; c++ {
		for b := int64(1); n%c == 0 && b <= n/c; b++ {
			if n/c%b != 0 {
				continue
			}
			a := n / c / b
			s := Size{a*in.LengthMM + cardboardMM, b*in.WidthMM + cardboardMM, c*in.HeightMM + cardboardMM, 0}
			if better(s) {
				best = s
			}
		}
	}
	// Corrugated board weighs about 500 g a square metre; 1 mm2 of half the surface is then 0.001 g on both sides.
	half := best.LengthMM*best.WidthMM + best.WidthMM*best.HeightMM + best.HeightMM*best.LengthMM
	best.WeightG = n*in.WeightG + half/1000
	return best
}

// palletOf stacks equal cases on a 1200 x 1000 pallet and tells how many went on, at least one.
func palletOf(box Size) (cases int64, pallet Size) {
	layer := max((palletLengthMM/box.LengthMM)*(palletWidthMM/box.WidthMM),
		(palletLengthMM/box.WidthMM)*(palletWidthMM/box.LengthMM), 1)
	layers := max((palletTopMM-palletDeckMM)/box.HeightMM, 1)
	for layers > 1 && palletDeckG+layers*layer*box.WeightG > palletMaxG {
		layers--
	}
	cases = layer * layers
	return cases, Size{palletLengthMM, palletWidthMM, palletDeckMM + layers*box.HeightMM, palletDeckG + cases*box.WeightG}
}

// withCheckDigit appends the GS1 mod-10 digit: weights 3 and 1 from the right.
func withCheckDigit(digits string) string {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return digits + strconv.Itoa((10-sum%10)%10)
}
