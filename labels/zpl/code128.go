package zpl

import (
	"image"

	"example.com/tote/labels"
	"example.com/tote/labels/symbol"
)

// bars is a Code 128 for the printer to draw: where, how wide a module, and the field data.
type bars struct {
	box    image.Rectangle
	module int
	data   []byte
}

// barsOf gives a placed Code 128 or GS1-128 as field data that makes the printer draw exactly these bars. Other symbols, and
// bars this cannot read back, are false: they are painted.
//
// The subsets are read off the bars that were measured to fit, not chosen again: a second choice could be another width.
func barsOf(s labels.PlacedSymbol) (bars, bool) {
	if s.Matrix.Kind != symbol.Code128 && s.Matrix.Kind != symbol.GS1128 || s.Module > widestModule {
		return bars{}, false
	}
	values, ok := characters(s.Matrix)
	if !ok {
		return bars{}, false
	}
	data, ok := fieldData(values)
	box := image.Rect(s.X, s.Y, s.X+s.Module*s.Matrix.Width, s.Y+s.BarHeight)
	return bars{box, s.Module, data}, ok
}

// widestModule is what ^BY takes.
const widestModule = 10

// Values of symbol characters with a meaning of their own (ISO/IEC 15417).
const (
	fnc1      = 102
	startB    = 104
	startC    = 105
	toC       = 99  // in B
	toB       = 100 // in C
	lastInB   = 94  // ~; behind it come function characters
	lastInC   = 99  // the pair 99
	checkBase = 103
)

const (
	modules     = 11 // of a symbol character
	stopModules = 13
)

// patterns are the characters' widths of bar, space, bar, space, bar, space, by value.
const patterns = "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221" +
	"223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321" +
	"112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131" +
	"311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114" +
	"122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141" +
	"214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232"

// valueOf gives the value of a character by its 11 modules, the first in the highest bit.
var valueOf = func() map[int]int {
	out := make(map[int]int, len(patterns)/6)
	for v := range len(patterns) / 6 {
		out[pattern(patterns[v*6:v*6+6])] = v
	}
	return out
}()

// pattern turns widths into modules, beginning with a bar.
func pattern(widths string) int {
	out := 0
	for i := range len(widths) {
		for range widths[i] - '0' {
			out = out<<1 | (1-i&1)&1
		}
	}
	return out
}

// characters reads the values of a symbol's characters, the start first and without check and stop, which the printer adds.
func characters(m *symbol.Matrix) ([]int, bool) {
	n := (m.Width - stopModules) / modules // with start and check
	if !m.Linear() || n < 3 || n*modules+stopModules != m.Width {
		return nil, false
	}
	values, sum := make([]int, n), 0
	for i := range values {
		dark := 0
		for x := range modules {
			dark <<= 1
			if m.Dark(i*modules+x, 0) {
				dark |= 1
			}
		}
		v, ok := valueOf[dark]
		if !ok {
			return nil, false
		}
		values[i] = v
		if i < n-1 {
			sum += v * max(i, 1)
		}
	}
	return values[:n-1], values[n-1] == sum%checkBase
}

// fieldData writes symbol characters as ^BC takes them in mode N: > with a sign invokes start, subset or FNC1, in C two digits
// are one character, in B a character stands for itself, > as >0. Then whatever is not a letter or digit is written as ^FH_
// takes it, _5E, so that no content can end the field or begin a command.
//
// Trap: >5 (to C) sent while in C is the pair 99, so a change that is none must never be written.
func fieldData(values []int) ([]byte, bool) {
	out := make([]byte, 0, 4+4*len(values))
	inC := false
	switch values[0] {
	case startB:
		out = append(out, ">:"...)
	case startC:
		out, inC = append(out, ">;"...), true
	default:
		return nil, false
	}
	for _, v := range values[1:] {
		switch {
		case v == fnc1:
			out = append(out, ">8"...)
		case inC && v == toB:
			out, inC = append(out, ">6"...), false
		case !inC && v == toC:
			out, inC = append(out, ">5"...), true
		case inC && v <= lastInC:
			out = append(out, byte('0'+v/10), byte('0'+v%10))
		case !inC && v <= lastInB:
			out = appendChar(out, byte(' '+v))
		default: // A, or functions no document of the house has
			return nil, false
		}
	}
	return out, true
}

func appendChar(out []byte, c byte) []byte {
	switch {
	case c == '>':
		return append(out, ">0"...)
	case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
		return append(out, c)
	}
	const hex = "0123456789ABCDEF"
	return append(out, '_', hex[c>>4], hex[c&15])
}
