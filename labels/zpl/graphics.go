package zpl

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"

	"example.com/tote/inventory/fault"
)

// mostField is the largest size of one bitmap that ^GF can name, in bytes.
const mostField = 99_999

// leastGap in rows of white ends a bitmap and begins another: less costs more in commands than the white rows do.
const leastGap = 12

// band is a part of the painted page that is one bitmap: rows [top, end), bytes [left, right) of each.
type band struct{ top, end, left, right int }

// bitmaps adds what is painted on the page, a field for every band of ink.
func (w *writer) bitmaps() error {
	for _, b := range w.bands() {
		data, wide, high := w.cut(b), b.right-b.left, b.end-b.top
		w.command("^FO", b.left*8, b.top)
		w.command("^GFA,", wide*high, wide*high, wide)
		w.out = append(w.out, ',')
		if w.options.Graphics == RunLength {
			w.out = appendRuns(w.out, data, wide)
		} else {
			var err error
			if w.out, err = appendZ64(w.out, data); err != nil {
				return err
			}
		}
		w.add("^FS\n")
	}
	return nil
}

// bands finds the painted parts of the page.
func (w *writer) bands() []band {
	var out []band
	p := w.painted
	white := leastGap
	for y := range p.Height {
		left, right := extent(p.Bits[y*p.Stride : (y+1)*p.Stride])
		if left == right {
			white++
			continue
		}
		n := len(out) - 1
		if n >= 0 && white < leastGap {
			l, r := min(left, out[n].left), max(right, out[n].right)
			if (r-l)*(y+1-out[n].top) <= mostField {
				out[n].left, out[n].right, out[n].end = l, r, y+1
				white = 0
				continue
			}
		}
		out = append(out, band{y, y + 1, left, right})
		white = 0
	}
	return out
}

// extent gives the bytes of a row from the first to behind the last that has ink.
func extent(row []byte) (left, right int) {
	right = len(row)
	for left+8 <= right && binary.NativeEndian.Uint64(row[left:]) == 0 {
		left += 8
	}
	for left < right && row[left] == 0 {
		left++
	}
	for left+8 <= right && binary.NativeEndian.Uint64(row[right-8:]) == 0 {
		right -= 8
	}
	for right > left && row[right-1] == 0 {
		right--
	}
	return left, right
}

// cut gives the rows of a band behind each other.
func (w *writer) cut(b band) []byte {
	p := w.painted
	if b.left == 0 && b.right == p.Stride {
		return p.Bits[b.top*p.Stride : b.end*p.Stride]
	}
	// The rows are moved together where they are: a band lies behind those already cut, and is not looked at again.
	to := p.Bits[b.top*p.Stride : b.top*p.Stride]
	for y := b.top; y < b.end; y++ {
		to = append(to, p.Bits[y*p.Stride+b.left:y*p.Stride+b.right]...)
	}
	return to
}

const hexDigits = "0123456789ABCDEF"

// appendRuns writes rows as hexadecimal digits with run lengths: g to z are 20 to 400, G to Y 1 to 19 of the digit that
// follows; a comma fills a row with white, a colon is the row before once more. The exclamation mark, black to the end of
// the row, is left alone: not everybody's black is F.
func appendRuns(out, data []byte, wide int) []byte {
	for from := 0; from < len(data); from += wide {
		row := data[from : from+wide]
		if from > 0 && bytes.Equal(row, data[from-wide:from]) {
			out = append(out, ':')
			continue
		}
		out = appendRow(out, row)
	}
	return out
}

func appendRow(out, row []byte) []byte {
	_, end := extent(row)
	digits := 2 * end
	out = slices.Grow(out, digits+1) // a run is never longer than its digits
	at, to := len(out), out[:len(out)+digits+1]
	for i := 0; i < digits; {
		d := digit(row, i)
		n := 1
		if i+1 < digits && digit(row, i+1) == d {
			n = run(row, i, digits, d)
			at += putCount(to[at:], n)
		}
		to[at] = hexDigits[d]
		at++
		i += n
	}
	if end < len(row) {
		to[at] = ','
		at++
	}
	return to[:at]
}

func digit(row []byte, i int) byte { return row[i>>1] >> (4 &^ (i << 2)) & 15 }

// run tells how many digits from i on are d. White and black, nearly all of a label, are counted sixteen at a time.
func run(row []byte, i, digits int, d byte) int {
	from := i
	for i++; i < digits && i&1 == 1; i++ {
		if digit(row, i) != d {
			return i - from
		}
	}
	pattern := uint64(d) * 0x1111111111111111
	for i+16 <= digits {
		if diff := binary.BigEndian.Uint64(row[i>>1:]) ^ pattern; diff != 0 {
			return i - from + bits.LeadingZeros64(diff)/4
		}
		i += 16
	}
	for i < digits && digit(row, i) == d {
		i++
	}
	return i - from
}

// putCount writes the letters of a run length of two or more, and tells how many they are.
func putCount(to []byte, n int) int {
	const most, high = 400, 20
	at := 0
	for ; n > most; n -= most {
		to[at] = 'z'
		at++
	}
	if n >= high {
		to[at] = byte('f' + n/high)
		at++
	}
	if n%high > 0 {
		to[at] = byte('F' + n%high)
		at++
	}
	return at
}

// deflaters are kept: one is 800 kB, and making it takes longer than the label.
var deflaters = sync.Pool{New: func() any { return new(deflater) }}

type deflater struct {
	body bytes.Buffer
	zlib *zlib.Writer
}

// effort of the compressor: the usual 6 takes half as long again as 4 for 5 % less (measured on a waybill).
const effort = 4

// appendZ64 writes rows deflated, in base 64, with the check sum of those letters (CRC-16 CCITT, beginning at 0).
func appendZ64(out, data []byte) ([]byte, error) {
	d := deflaters.Get().(*deflater)
	defer deflaters.Put(d)
	d.body.Reset()
	var err error
	if d.zlib == nil {
		if d.zlib, err = zlib.NewWriterLevel(&d.body, effort); err != nil {
			return out, fault.Internal(ReasonCompress, "the compressor does not start").Because(err)
		}
	} else {
		d.zlib.Reset(&d.body)
	}
	_, err = d.zlib.Write(data)
	if end := d.zlib.Close(); err == nil {
		err = end
	}
	if err != nil {
		return out, fault.Internal(ReasonCompress, "the bitmap cannot be compressed").Because(err)
	}
	out = append(out, ":Z64:"...)
	from := len(out)
	out = base64.StdEncoding.AppendEncode(out, d.body.Bytes())
	sum := crc16(out[from:])
	out = append(out, ':')
	for shift := 12; shift >= 0; shift -= 4 {
		out = append(out, hexDigits[sum>>shift&15])
	}
	return out, nil
}

var crcTable = func() (t [256]uint16) {
	const polynomial = 0x1021
	for i := range t {
		c := uint16(i) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ polynomial
			} else {
				c <<= 1
			}
		}
		t[i] = c
	}
	return t
}()

func crc16(data []byte) uint16 {
	c := uint16(0)
	for _, b := range data {
		c = c<<8 ^ crcTable[byte(c>>8)^b]
	}
	return c
}
