package symbol

import (
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"example.com/tote/inventory/fault"
)

// Retail barcodes are read back from pixels; a wrong digit is no barcode at all.
func TestRetailBarcodes(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		content string
		width   int
		reader  gozxing.Reader
	}{
		{EAN13, "6901234567892", 95, oned.NewEAN13Reader()},
		{EAN13, "0036000291452", 95, oned.NewEAN13Reader()},
		{EAN13, "9780201379624", 95, oned.NewEAN13Reader()},
		{EAN8, "96385074", 67, oned.NewEAN8Reader()},
	} {
		m, err := Encode(c.kind, c.content)
		if err != nil {
			t.Fatal(err)
		}
		if m.Width != c.width || !m.Linear() || m.Quiet != 11 {
			t.Errorf("%s %s: %d by %d modules, quiet %d", c.kind, c.content, m.Width, m.Height, m.Quiet)
		}
		bmp, err := gozxing.NewBinaryBitmapFromImage(picture(m, 2))
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.reader.Decode(bmp, nil)
		if err != nil || res.GetText() != c.content {
			t.Errorf("%s reads %v, %v, want %s", c.kind, res, err, c.content)
		}
	}
	for _, c := range []struct {
		kind    Kind
		content string
	}{{EAN13, "6901234567893"}, {EAN13, "690123456789"}, {EAN13, "69012345678 2"}, {EAN13, ""}, {EAN8, "6901234567892"}, {EAN8, "96385075"}} {
		if _, err := Encode(c.kind, c.content); fault.ReasonOf(err) != ReasonContent {
			t.Errorf("%s %q: %v, want %s", c.kind, c.content, err, ReasonContent)
		}
	}
}
