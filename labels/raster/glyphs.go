package raster

import (
	"fmt"
	"image"
	"math"
	"slices"
	"sync"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"example.com/tote/labels/font"
)

// glyphKey names a painted character.
type glyphKey struct {
	r    rune
	size fixed.Int26_6 // dots an em
	bold bool
}

// glyph is a painted character: its upper left corner relative to the pen, and its dots like a Bitmap's.
type glyph struct {
	left, top             int
	width, height, stride int
	bits                  []byte
}

// threshold of coverage, of 255, from which a dot is burnt. A little under half: thin strokes of ideographs stay closed.
const threshold = 112

// boldness is how far, in sizes, bold ink reaches over the regular outline: half the stroke the PDF draws around it.
const boldness = 0.0175

// MostGlyphBytes bounds the cache. A shift's labels use some 2,000 painted characters of 450 bytes; this holds several times
// that, and a stream of ever new addresses cannot grow it.
const MostGlyphBytes = 6 << 20

// glyphOverhead is what an entry costs beside its dots.
const glyphOverhead = 160

var glyphs = glyphCache{most: MostGlyphBytes}

// glyphCache keeps two generations: when the young one holds half of what is allowed it becomes the old one, and what is not
// asked for again until the next time is gone. Safe for concurrent use.
type glyphCache struct {
	mu         sync.RWMutex
	young, old map[glyphKey]*glyph
	held       int // bytes of the young
	most       int
}

// fetch gives every character its dots, painting those that are not at hand together: they share one subset of the face.
func (c *glyphCache) fetch(placed []placedGlyph) {
	if absent := c.find(placed); len(absent) > 0 {
		c.add(paint(absent))
		for i := range placed {
			if placed[i].glyph == nil {
				placed[i].glyph = absent[placed[i].key]
			}
		}
	}
}

// find fills in what is at hand and gives the keys of the rest. What it finds in the old generation counts as absent from the
// young one only: it is moved, not painted again.
func (c *glyphCache) find(placed []placedGlyph) map[glyphKey]*glyph {
	var absent, aging map[glyphKey]*glyph
	c.mu.RLock()
	for i := range placed {
		p := &placed[i]
		if p.glyph = c.young[p.key]; p.glyph != nil {
			continue
		}
		if p.glyph = c.old[p.key]; p.glyph != nil {
			aging = put(aging, p.key, p.glyph)
			continue
		}
		absent = put(absent, p.key, nil)
	}
	c.mu.RUnlock()
	c.add(aging)
	return absent
}

func put(m map[glyphKey]*glyph, k glyphKey, g *glyph) map[glyphKey]*glyph {
	if m == nil {
		m = make(map[glyphKey]*glyph)
	}
	m[k] = g
	return m
}

func (c *glyphCache) add(painted map[glyphKey]*glyph) {
	if len(painted) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, g := range painted {
		if c.young[k] != nil {
			continue // another page painted it meanwhile
		}
		if size := len(g.bits) + glyphOverhead; c.held+size > c.most/2 || c.young == nil {
			c.old, c.young, c.held = c.young, make(map[glyphKey]*glyph), 0
		}
		c.young[k] = g
		c.held += len(g.bits) + glyphOverhead
	}
}

// paint fills the map with the dots of its keys. Only a subset of the face with just these characters is parsed: the whole
// one would have to be in memory a second time.
func paint(absent map[glyphKey]*glyph) map[glyphKey]*glyph {
	runes := make([]rune, 0, len(absent))
	for k := range absent {
		runes = append(runes, k.r)
	}
	slices.Sort(runes)
	parsed, err := opentype.Parse(font.Default().Subset(slices.Compact(runes)))
	if err != nil {
		panic(fmt.Sprintf("labels/raster: a subset of the embedded face does not parse: %v", err)) // a broken build, not an input
	}
	faces := make(map[fixed.Int26_6]xfont.Face)
	for k := range absent {
		face := faces[k.size]
		if face == nil {
			// at 72 dpi points are dots; the error is always nil
			face, _ = opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(k.size) / 64, DPI: 72, Hinting: xfont.HintingNone})
			faces[k.size] = face
		}
		r := k.r
		if !font.Default().Has(r) {
			r = font.Substitute
		}
		absent[k] = paintOne(face, r, pensOf(k))
	}
	return absent
}

// pensOf gives where the pen stands for each coat of a character. Bold is the outline moved round in a circle: the stroke the
// PDF draws has no counterpart in the rasteriser, and the ink is the same.
func pensOf(k glyphKey) []fixed.Point26_6 {
	pens := []fixed.Point26_6{{}}
	if !k.bold {
		return pens
	}
	const directions = 8
	for i := range directions {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / directions)
		r := float64(k.size) * boldness
		pens = append(pens, fixed.Point26_6{X: fixed.Int26_6(math.Round(r * cos)), Y: fixed.Int26_6(math.Round(r * sin))})
	}
	return pens
}

func paintOne(face xfont.Face, r rune, pens []fixed.Point26_6) *glyph {
	g := new(glyph)
	bounds, _, ok := face.GlyphBounds(r)
	if !ok || bounds.Empty() {
		return g
	}
	reach := fixed.Int26_6(0)
	for _, p := range pens {
		reach = max(reach, p.X, p.Y)
	}
	box := image.Rect((bounds.Min.X - reach).Floor(), (bounds.Min.Y - reach).Floor(), (bounds.Max.X + reach).Ceil(), (bounds.Max.Y + reach).Ceil())
	g.left, g.top, g.width, g.height = box.Min.X, box.Min.Y, box.Dx(), box.Dy()
	g.stride = (g.width + 7) / 8
	g.bits = make([]byte, g.stride*g.height)
	for _, pen := range pens {
		at, mask, from, _, ok := face.Glyph(pen, r)
		alpha, isAlpha := mask.(*image.Alpha)
		if !ok || !isAlpha {
			continue
		}
		g.burn(at.Sub(box.Min), alpha, from)
	}
	return g
}

// burn blackens the dots of at, relative to the glyph, that are covered enough.
func (g *glyph) burn(at image.Rectangle, coverage *image.Alpha, from image.Point) {
	for y := at.Min.Y; y < at.Max.Y; y++ {
		src := coverage.Pix[coverage.PixOffset(from.X, from.Y+y-at.Min.Y):]
		for x := at.Min.X; x < at.Max.X; x++ {
			if src[x-at.Min.X] >= threshold && x >= 0 && y >= 0 && x < g.width && y < g.height {
				g.bits[y*g.stride+x>>3] |= 0x80 >> (x & 7)
			}
		}
	}
}
