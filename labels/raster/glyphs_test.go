package raster

import (
	"reflect"
	"sync"
	"testing"
)

func someText(from rune, n int) []placedGlyph {
	out := make([]placedGlyph, n)
	for i := range out {
		out[i].key = glyphKey{r: from + rune(i), size: 30 << 6, bold: i%3 == 0}
	}
	return out
}

// A stream of ever new addresses does not grow the cache, and what is asked for again and again stays.
func TestCacheIsBounded(t *testing.T) {
	c := glyphCache{most: 40_000}
	often := someText('阿', 20)
	c.fetch(often)
	first := often[0].glyph
	for i := range 60 {
		again := someText('阿', 20)
		c.fetch(again)
		if again[0].glyph != first {
			t.Fatalf("round %d: a character asked for every time was painted again", i)
		}
		c.fetch(someText(rune(0x4E00+i*30), 30))
		size := 0
		for _, generation := range []map[glyphKey]*glyph{c.young, c.old} {
			for _, g := range generation {
				size += len(g.bits) + glyphOverhead
			}
		}
		if size > c.most {
			t.Fatalf("round %d: %d bytes held, at most %d", i, size, c.most)
		}
	}
}

// Painted alone, with others, at the same time as others or again later: a character is the same dots.
func TestPaintingDoesNotDepend(t *testing.T) {
	c := glyphCache{most: 1 << 20}
	want := someText('杭', 40)
	c.fetch(want)
	var wg sync.WaitGroup
	shared := glyphCache{most: 20_000}
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				at := (i*7 + j*3) % 40
				one := someText('杭', 40)[at : at+1]
				shared.fetch(one)
				if g, w := one[0].glyph, want[at].glyph; !reflect.DeepEqual(g, w) {
					t.Errorf("%c: %+v, want %+v", one[0].key.r, g, w)
				}
			}
		})
	}
	wg.Wait()
}

// Bold is the regular character and a rim around it, no more than a stroke wide.
func TestBoldIsWider(t *testing.T) {
	pair := []placedGlyph{{key: glyphKey{r: '永', size: 100 << 6}}, {key: glyphKey{r: '永', size: 100 << 6, bold: true}}}
	glyphs.fetch(pair)
	thin, bold := pair[0].glyph, pair[1].glyph
	at := func(g *glyph, x, y int) bool {
		x, y = x-g.left, y-g.top
		return x >= 0 && y >= 0 && x < g.width && y < g.height && g.bits[y*g.stride+x>>3]&(0x80>>(x&7)) != 0
	}
	lost, more := 0, 0
	for y := -120; y < 40; y++ {
		for x := -20; x < 140; x++ {
			switch was, is := at(thin, x, y), at(bold, x, y); {
			case was && !is:
				lost++
			case is && !was:
				more++
				near := false
				for i := range 25 { // 1.75 dots of rim lie in the 5 by 5 dots around
					near = near || at(thin, x-2+i%5, y-2+i/5)
				}
				if !near {
					t.Errorf("dot %d, %d is far from the stroke", x, y)
				}
			}
		}
	}
	if lost > 0 || more < 200 {
		t.Errorf("%d dots lost, %d more", lost, more)
	}
}
