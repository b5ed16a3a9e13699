package sheet

import (
	"strconv"

	"example.com/tote/labels"
)

// shapesOf writes fills and bars as PDF operators in a coordinate system of printer dots that begins at the upper left, so
// that bars are whole numbers there: the writer's own rectangles are rounded to a hundredth of a point and filled one by one.
func shapesOf(ink labels.Ink) []byte {
	if len(ink.Fills)+len(ink.Symbols) == 0 {
		return nil
	}
	perMM := ink.DPI.PerMM()
	dot := pointsPerMM / perMM
	b := shapes{out: make([]byte, 0, 4096)}
	b.out = append(b.out, "q\n"...)
	for _, v := range [...]float64{dot, 0, 0, -dot, 0, ink.Size.H * pointsPerMM} {
		b.out = strconv.AppendFloat(b.out, v, 'f', 8, 64)
		b.out = append(b.out, ' ')
	}
	b.out = append(b.out, "cm\n"...)
	for _, f := range ink.Fills {
		b.rect(f.Rect.X*perMM, f.Rect.Y*perMM, f.Rect.W*perMM, f.Rect.H*perMM)
	}
	for _, s := range ink.Symbols {
		b.symbol(s)
	}
	return append(b.out, "f\nQ\n"...)
}

type shapes struct{ out []byte }

// rect adds a rectangle in dots; two decimals are a thousandth of a millimetre.
func (b *shapes) rect(dots ...float64) {
	const decimals = 100
	for _, v := range dots {
		v = float64(int64(v*decimals+0.5)) / decimals
		b.out = strconv.AppendFloat(b.out, v, 'f', -1, 64)
		b.out = append(b.out, ' ')
	}
	b.out = append(b.out, "re\n"...)
}

func (b *shapes) symbol(s labels.PlacedSymbol) {
	for y := range s.Matrix.Height {
		top, high := s.Y+y*s.Module, s.Module
		if s.Matrix.Linear() {
			high = s.BarHeight
		}
		s.Matrix.Runs(y, func(start, length int) {
			b.rect(float64(s.X+start*s.Module), float64(top), float64(length*s.Module), float64(high))
		})
	}
}
