package font

import (
	"encoding/binary"
	"slices"
)

// Flags of a composite glyph's component (OpenType glyf table).
const (
	argsAreWords   = 0x0001
	haveScale      = 0x0008
	moreComponents = 0x0020
	haveXYScale    = 0x0040
	have2x2        = 0x0080
)

// deepestComposite bounds composites of composites; real faces stay under 4.
const deepestComposite = 8

// Subset gives a TrueType file of the given runes, those the face has, and of Substitute. The same runes in any order give
// the same bytes. The caller owns the bytes.
func (f *Face) Subset(runes []rune) []byte {
	rs := append(slices.Clone(runes), Substitute)
	slices.Sort(rs)
	rs = slices.Compact(rs)
	rs = slices.DeleteFunc(rs, func(r rune) bool { return !f.Has(r) })

	s := subset{face: f, ids: map[uint16]uint16{0: 0}, order: []uint16{0}} // glyph 0 is .notdef and must stay first
	for _, r := range rs {
		s.add(f.glyphs[r], 0)
	}
	glyf, loca := s.outlines()
	head := slices.Clone(f.tables["head"])
	clear(head[8:12])                            // checkSumAdjustment, set at the end
	binary.BigEndian.PutUint16(head[50:], 1)     // long loca
	hhea := slices.Clone(f.tables["hhea"][:36])  //
	maxp := slices.Clone(f.tables["maxp"])       //
	binary.BigEndian.PutUint16(hhea[34:], s.n()) // every glyph has its own metrics
	binary.BigEndian.PutUint16(maxp[4:], s.n())
	post := slices.Clone(f.tables["post"][:32])
	binary.BigEndian.PutUint32(post, 0x00030000) // no glyph names
	return assemble([]table{
		{"OS/2", f.tables["OS/2"]}, {"cmap", s.cmap(rs)}, {"glyf", glyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", s.metrics()}, {"loca", loca}, {"maxp", maxp}, {"name", []byte{0, 0, 0, 0, 0, 6}}, {"post", post},
	})
}

// subset collects glyphs in the order of their new numbers.
type subset struct {
	face  *Face
	ids   map[uint16]uint16 // old glyph -> new glyph
	order []uint16          // new glyph -> old glyph
}

func (s *subset) n() uint16 { return uint16(len(s.order)) }

func (s *subset) add(glyph uint16, depth int) {
	if _, ok := s.ids[glyph]; ok || depth > deepestComposite {
		return
	}
	s.ids[glyph] = s.n()
	s.order = append(s.order, glyph)
	eachComponent(s.face.outline(glyph), func(at int, data []byte) { s.add(be16(data, at), depth+1) })
}

func (f *Face) outline(glyph uint16) []byte {
	return f.tables["glyf"][f.offsets[glyph]:f.offsets[glyph+1]]
}

// eachComponent calls visit with the position of every component's glyph number; simple glyphs have none.
func eachComponent(data []byte, visit func(at int, data []byte)) {
	if len(data) < 10 || int16(be16(data, 0)) >= 0 {
		return
	}
	for at := 10; at+4 <= len(data); {
		flags := be16(data, at)
		visit(at+2, data)
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&haveScale != 0:
			at += 2
		case flags&haveXYScale != 0:
			at += 4
		case flags&have2x2 != 0:
			at += 8
		}
		if flags&moreComponents == 0 {
			return
		}
	}
}

func (s *subset) outlines() (glyf, loca []byte) {
	size := 0
	for _, old := range s.order {
		size += len(s.face.outline(old)) + 3
	}
	glyf = make([]byte, 0, size)
	loca = make([]byte, 0, 4*len(s.order)+4)
	for _, old := range s.order {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		from := len(glyf)
		glyf = append(glyf, s.face.outline(old)...)
		eachComponent(glyf[from:], func(at int, data []byte) {
			binary.BigEndian.PutUint16(data[at:], s.ids[be16(data, at)])
		})
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
}

func (s *subset) metrics() []byte {
	out := make([]byte, 0, 4*len(s.order))
	for _, old := range s.order {
		out = binary.BigEndian.AppendUint16(out, s.face.advances[old])
		out = binary.BigEndian.AppendUint16(out, s.face.bearing(old))
	}
	return out
}

// cmap writes format 4 with one segment for each run of characters with consecutive glyphs.
func (s *subset) cmap(rs []rune) []byte {
	type segment struct{ start, end, glyph uint16 }
	var segs []segment
	for _, r := range rs {
		c, g := uint16(r), s.ids[s.face.glyphs[r]]
		if last := len(segs) - 1; last >= 0 && segs[last].end+1 == c && g-segs[last].glyph == c-segs[last].start {
			segs[last].end = c
			continue
		}
		segs = append(segs, segment{c, c, g})
	}
	segs = append(segs, segment{0xFFFF, 0xFFFF, 0}) // the format wants a last segment at FFFF
	n := len(segs)
	search, selector := 2, 0
	for search*2 <= 2*n {
		search, selector = search*2, selector+1
	}
	out := make([]byte, 0, 28+8*n)
	put := func(vs ...int) {
		for _, v := range vs {
			out = binary.BigEndian.AppendUint16(out, uint16(v))
		}
	}
	put(0, 1, 3, 1, 0, 12) // version, one map: Windows, Unicode, at byte 12
	put(4, 16+8*n, 0, 2*n, search, selector, 2*n-search)
	for _, g := range segs {
		put(int(g.end))
	}
	put(0)
	for _, g := range segs {
		put(int(g.start))
	}
	for _, g := range segs {
		put(int(g.glyph) - int(g.start))
	}
	for range segs {
		put(0)
	}
	return out
}

type table struct {
	name string
	data []byte
}

// assemble writes the tables, which stand in the order of their names, with directory and checksums.
func assemble(tables []table) []byte {
	n := len(tables)
	size := 12 + 16*n
	for _, t := range tables {
		size += (len(t.data) + 3) &^ 3
	}
	search, selector := 16, 0
	for search*2 <= 16*n {
		search, selector = search*2, selector+1
	}
	out := make([]byte, 12+16*n, size)
	binary.BigEndian.PutUint32(out, 0x00010000)
	for i, v := range []int{n, search, selector, 16*n - search} {
		binary.BigEndian.PutUint16(out[4+2*i:], uint16(v))
	}
	headAt := 0
	for i, t := range tables {
		rec := out[12+16*i:]
		copy(rec, t.name)
		binary.BigEndian.PutUint32(rec[8:], uint32(len(out)))
		binary.BigEndian.PutUint32(rec[12:], uint32(len(t.data)))
		from := len(out)
		if t.name == "head" {
			headAt = from
		}
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		binary.BigEndian.PutUint32(out[12+16*i+4:], checksum(out[from:]))
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for i := 0; i+4 <= len(b); i += 4 {
		sum += be32(b, i)
	}
	return sum
}
