package render

import (
	"bytes"

	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/symbol"
)

// seam is what stands between two pages in a picture, in millimetres: a dashed line where the paper ends, white on both sides.
const seam = 4

// picture paints the pages below each other, because a picture is a preview and who looks wants to see all of it.
func picture(pages []labels.Page, dpi symbol.DPI) ([]byte, labels.Report, error) {
	bitmaps, report, err := raster.Render(pages, raster.Options{DPI: dpi})
	if err != nil {
		return nil, labels.Report{}, err
	}
	whole := bitmaps[0]
	if len(bitmaps) > 1 {
		whole = stack(bitmaps)
	}
	var out bytes.Buffer
	if err := whole.PNG(&out); err != nil {
		return nil, labels.Report{}, err
	}
	return out.Bytes(), report, nil
}

// stack puts bitmaps below each other with seams between them, all at the left.
func stack(parts []*raster.Bitmap) *raster.Bitmap {
	gap := int(seam * parts[0].DPI.PerMM())
	all := &raster.Bitmap{DPI: parts[0].DPI, Height: gap * (len(parts) - 1)}
	for _, p := range parts {
		all.Width, all.Stride, all.Height = max(all.Width, p.Width), max(all.Stride, p.Stride), all.Height+p.Height
	}
	all.Bits = make([]byte, all.Stride*all.Height)
	y := 0
	for i, p := range parts {
		if i > 0 {
			dash(all, y+gap/2)
			y += gap
		}
		for row := range p.Height {
			copy(all.Bits[(y+row)*all.Stride:], p.Bits[row*p.Stride:(row+1)*p.Stride])
		}
		y += p.Height
	}
	return all
}

// dash draws the line, eight dots on and eight off, as far as the picture is wide.
func dash(b *raster.Bitmap, y int) {
	for i := 0; i < b.Width/8; i += 2 {
		b.Bits[y*b.Stride+i] = 0xFF
	}
}
