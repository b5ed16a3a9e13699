// Package font holds the one face all labels are set in: which characters it has, how wide they are, and a small
// TrueType file of just the characters a document uses.
//
// The PDF writer reads a whole font for every document, 20 ms for this one; a file of some 70 characters takes 0.3 ms.
// So the face is read once, and every document gets its own subset, its own bytes (the writer scribbles into them).
//
// It never draws and never replaces a character: who sets the text asks Has first (labels.Page.Place does). NOTES.md
// tells where the face comes from. Start at Default, then Subset.
package font

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"sync"
)

//go:embed NotoSansSC-labels.ttf
var embedded []byte

// Substitute stands for a character the face lacks: the geta mark, which Chinese printers use for a missing sort. It is
// loud enough for the packer to see.
const Substitute = '〓'

// Ellipsis is the mark of a text that was cut.
const Ellipsis = '…'

// Face is a parsed TrueType face. It is safe for concurrent use.
type Face struct {
	data     []byte
	tables   map[string][]byte
	glyphs   []uint16 // by rune, 0 = missing; the basic plane only, like the PDF writer
	advances []uint16 // by glyph, in font units
	offsets  []uint32 // into glyf, one more than glyphs
	unitsEm  int
}

// Default gives the embedded face, parsed at the first call.
var Default = sync.OnceValue(func() *Face {
	f, err := parse(embedded)
	if err != nil {
		panic("labels/font: the embedded face does not parse: " + err.Error()) // a broken build, not an input
	}
	return f
})

// parse reads a TrueType file with glyf outlines and a format 4 character map.
func parse(data []byte) (*Face, error) {
	f := &Face{data: data}
	if err := f.readTables(); err != nil {
		return nil, err
	}
	head, maxp, hhea := f.tables["head"], f.tables["maxp"], f.tables["hhea"]
	if len(head) < 54 || len(maxp) < 6 || len(hhea) < 36 {
		return nil, fmt.Errorf("head, maxp or hhea is cut short")
	}
	f.unitsEm = int(be16(head, 18))
	count := int(be16(maxp, 4))
	if f.unitsEm == 0 || count == 0 {
		return nil, fmt.Errorf("no glyphs, or no units per em")
	}
	if err := f.readOffsets(count, be16(head, 50) == 1); err != nil {
		return nil, err
	}
	if err := f.readAdvances(count, int(be16(hhea, 34))); err != nil {
		return nil, err
	}
	return f, f.readCmap(count)
}

// Has tells whether the face can show r.
func (f *Face) Has(r rune) bool { return r >= 0 && int(r) < len(f.glyphs) && f.glyphs[r] != 0 }

// Advance gives the width of r in thousandths of the font size; a character the face lacks is as wide as Substitute.
func (f *Face) Advance(r rune) int {
	if !f.Has(r) {
		r = Substitute
	}
	return (int(f.advances[f.glyphs[r]])*1000 + f.unitsEm/2) / f.unitsEm
}

func be16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func be32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }

func (f *Face) readTables() error {
	if len(f.data) < 12 || (be32(f.data, 0) != 0x00010000 && be32(f.data, 0) != 0x74727565) {
		return fmt.Errorf("not a TrueType file with glyf outlines")
	}
	n := int(be16(f.data, 4))
	if len(f.data) < 12+16*n {
		return fmt.Errorf("table directory is cut short")
	}
	f.tables = make(map[string][]byte, n)
	for i := range n {
		rec := f.data[12+16*i:]
		from, size := uint64(be32(rec, 8)), uint64(be32(rec, 12))
		if from+size > uint64(len(f.data)) {
			return fmt.Errorf("table %q lies outside the file", rec[:4])
		}
		f.tables[string(rec[:4])] = f.data[from : from+size]
	}
	for _, name := range []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"} {
		if f.tables[name] == nil {
			return fmt.Errorf("table %q is missing", name)
		}
	}
	return nil
}

func (f *Face) readOffsets(count int, long bool) error {
	loca, width := f.tables["loca"], 2
	if long {
		width = 4
	}
	if len(loca) < (count+1)*width {
		return fmt.Errorf("loca is cut short")
	}
	f.offsets = make([]uint32, count+1)
	for i := range f.offsets {
		if long {
			f.offsets[i] = be32(loca, 4*i)
		} else {
			f.offsets[i] = 2 * uint32(be16(loca, 2*i))
		}
		if int(f.offsets[i]) > len(f.tables["glyf"]) || i > 0 && f.offsets[i] < f.offsets[i-1] {
			return fmt.Errorf("glyph %d lies outside glyf", i)
		}
	}
	return nil
}

func (f *Face) readAdvances(count, metrics int) error {
	hmtx := f.tables["hmtx"]
	if metrics < 1 || metrics > count || len(hmtx) < 4*metrics+2*(count-metrics) {
		return fmt.Errorf("hmtx is cut short")
	}
	f.advances = make([]uint16, count)
	for i := range f.advances {
		f.advances[i] = be16(hmtx, 4*min(i, metrics-1)) // the last width holds for all glyphs after it
	}
	return nil
}

func (f *Face) bearing(glyph uint16) uint16 {
	metrics := int(be16(f.tables["hhea"], 34))
	if int(glyph) < metrics {
		return be16(f.tables["hmtx"], 4*int(glyph)+2)
	}
	return be16(f.tables["hmtx"], 4*metrics+2*(int(glyph)-metrics))
}

// readCmap fills glyphs from the Unicode character map of format 4.
func (f *Face) readCmap(count int) error {
	cmap := f.tables["cmap"]
	for i := range int(be16(cmap, 2)) {
		rec := cmap[4+8*i:]
		at := int(be32(rec, 4))
		if at+14 > len(cmap) || be16(cmap, at) != 4 {
			continue
		}
		if platform := be16(rec, 0); platform != 0 && platform != 3 {
			continue
		}
		return f.readFormat4(cmap[at:], count)
	}
	return fmt.Errorf("no Unicode character map of format 4")
}

func (f *Face) readFormat4(t []byte, count int) error {
	segs2 := int(be16(t, 6))
	if len(t) < 16+4*segs2 {
		return fmt.Errorf("character map is cut short")
	}
	f.glyphs = make([]uint16, 0x10000)
	for s := 0; s < segs2; s += 2 {
		end, start := int(be16(t, 14+s)), int(be16(t, 16+segs2+s))
		delta, rangeAt := be16(t, 16+2*segs2+s), 16+3*segs2+s
		ro := int(be16(t, rangeAt))
		for c := start; c <= end && c < 0xFFFF; c++ {
			g := uint16(c) + delta
			if ro != 0 {
				at := rangeAt + ro + 2*(c-start)
				if at+2 > len(t) {
					return fmt.Errorf("character map points outside itself")
				}
				if g = be16(t, at); g != 0 {
					g += delta
				}
			}
			if int(g) >= count {
				return fmt.Errorf("character %U maps to glyph %d of %d", c, g, count)
			}
			f.glyphs[c] = g
		}
	}
	return nil
}
