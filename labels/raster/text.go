package raster

import (
	"image"
	"math"
	"sync"

	"golang.org/x/image/math/fixed"

	"example.com/tote/labels"
	"example.com/tote/labels/font"
	"example.com/tote/labels/symbol"
)

const pointsPerMM = 72 / 25.4

// placedGlyph is a character of a line and where its pen stands, in dots.
type placedGlyph struct {
	key   glyphKey
	x, y  int
	white bool
	glyph *glyph
}

// setting is the memory of painting one page's texts, used again for the next.
type setting struct{ glyphs []placedGlyph }

var settings = sync.Pool{New: func() any { return new(setting) }}

// lines paints the texts in their order.
func (b *Bitmap) lines(lines []labels.Line) {
	s := settings.Get().(*setting)
	s.place(lines, b.DPI)
	for i := range s.glyphs {
		g := &s.glyphs[i]
		b.stamp(g.glyph, g.x, g.y, g.white)
	}
	s.done()
}

// place gives every character its pen, as the PDF does: widths in whole thousandths of the size, added from the line's start.
func (s *setting) place(lines []labels.Line, dpi symbol.DPI) {
	face := font.Default()
	k := dpi.PerMM()
	for _, l := range lines {
		dots := l.Size / pointsPerMM * k
		key := glyphKey{size: fixed.Int26_6(math.Round(dots * 64)), bold: l.Bold}
		y, advance := int(math.Round(l.Y*k)), 0
		for _, r := range l.Text {
			key.r = r
			s.glyphs = append(s.glyphs, placedGlyph{key: key, x: int(math.Round(l.X*k + float64(advance)*dots/1000)), y: y, white: l.White})
			advance += face.Advance(r)
		}
	}
	glyphs.fetch(s.glyphs)
}

func (s *setting) done() {
	clear(s.glyphs) // a cached character must not live on here
	s.glyphs = s.glyphs[:0]
	settings.Put(s)
}

// InkBox gives the dots a line of text covers.
func InkBox(l labels.Line, dpi symbol.DPI) image.Rectangle {
	s := settings.Get().(*setting)
	s.place([]labels.Line{l}, dpi)
	var box image.Rectangle
	for _, g := range s.glyphs {
		box = box.Union(image.Rect(g.x+g.glyph.left, g.y+g.glyph.top, g.x+g.glyph.left+g.glyph.width, g.y+g.glyph.top+g.glyph.height))
	}
	s.done()
	return box
}

// stamp paints a character with its pen at x, y; what lies outside the page is lost.
func (b *Bitmap) stamp(g *glyph, x, y int, white bool) {
	x, y = x+g.left, y+g.top
	shift, first := x&7, x>>3
	inside := first >= 0 && first+g.stride < b.Stride
	for row := max(0, -y); row < g.height && y+row < b.Height; row++ {
		from := g.bits[row*g.stride : (row+1)*g.stride]
		to := b.Bits[(y+row)*b.Stride : (y+row+1)*b.Stride]
		switch {
		case white || !inside:
			stampRow(to, from, first, shift, white)
		default: // nearly all there is: black, and no byte of it outside
			to = to[first : first+len(from)+1]
			for i, v := range from {
				to[i] |= v >> shift
				to[i+1] |= v << (8 - shift)
			}
		}
	}
}

func stampRow(to, from []byte, first, shift int, white bool) {
	for i, v := range from {
		if at := first + i; at >= 0 && at < len(to) {
			ink(&to[at], v>>shift, white)
		}
		if at := first + i + 1; at >= 0 && at < len(to) {
			ink(&to[at], v<<(8-shift), white)
		}
	}
}

func ink(to *byte, dots byte, white bool) {
	if white {
		*to &^= dots
	} else {
		*to |= dots
	}
}
