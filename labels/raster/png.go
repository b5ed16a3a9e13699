package raster

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
)

// PNG writes the bitmap as a picture of one bit a dot with its resolution, so that viewers print and show it in its true
// size. The standard library writes neither the resolution nor, from dots like these, without a copy eight times their size.
func (b *Bitmap) PNG(w io.Writer) error {
	var body bytes.Buffer
	z := zlib.NewWriter(&body)
	row := make([]byte, 1+b.Stride) // the first byte names the filter: none
	for y := range b.Height {
		for i, v := range b.Bits[y*b.Stride : (y+1)*b.Stride] {
			row[1+i] = ^v // 1 is white in PNG
		}
		if _, err := z.Write(row); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	var header [13]byte
	binary.BigEndian.PutUint32(header[0:], uint32(b.Width))
	binary.BigEndian.PutUint32(header[4:], uint32(b.Height))
	header[8] = 1 // bits a dot; then zeros: grey, deflate, the usual filters, not interlaced
	var scale [9]byte
	perMetre := uint32(math.Round(b.DPI.PerMM() * 1000))
	binary.BigEndian.PutUint32(scale[0:], perMetre)
	binary.BigEndian.PutUint32(scale[4:], perMetre)
	scale[8] = 1 // the unit is the metre
	out := []byte("\x89PNG\r\n\x1a\n")
	out = appendChunk(out, "IHDR", header[:])
	out = appendChunk(out, "pHYs", scale[:])
	out = appendChunk(out, "IDAT", body.Bytes())
	out = appendChunk(out, "IEND", nil)
	_, err := w.Write(out)
	return err
}

func appendChunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	from := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}
