// Package symbol turns content into barcode modules and decides how large they may be printed.
//
// It never draws and never scales to taste: a module is a whole number of printer dots, because a thermal head has
// nothing between two dots, and at least a quarter of a millimetre (at 203 dpi 0.19 mm was measured not to decode). What
// does not fit its room with quiet zones is an error, never printed smaller: an unreadable label costs more than none.
//
// Start at Encode, then Matrix.Fit.
package symbol

import (
	"image/color"
	"math"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/datamatrix"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

// Kind is a barcode symbology with its data rules.
type Kind uint8

// The kinds. GS1 contents are given in brackets, (00)106141411234567897.
const (
	Code128       Kind = iota + 1 // printable ASCII
	GS1128                        // GS1 elements, at most 48 characters
	DataMatrix                    // printable ASCII
	GS1DataMatrix                 // GS1 elements
	EAN13                         // 13 digits with their check digit
	EAN8                          // 8 digits with their check digit
)

// String gives the name used in messages.
func (k Kind) String() string {
	switch k {
	case Code128:
		return "Code 128"
	case GS1128:
		return "GS1-128"
	case DataMatrix:
		return "DataMatrix"
	case GS1DataMatrix:
		return "GS1 DataMatrix"
	case EAN13:
		return "EAN-13"
	case EAN8:
		return "EAN-8"
	}
	return "no symbol"
}

// Limits of content, in characters.
const (
	MostCode128    = 79  // the encoder takes 80, one of which is FNC1 in GS1-128
	MostGS1128     = 48  // GS1 General Specifications: data characters of one symbol
	MostDataMatrix = 400 // the encoder knows ASCII mode only; more than this is not read by handhelds in practice
)

// Quiet zones in modules on each side. DataMatrix asks for one; two forgive a label that was cut a little askew.
const (
	quietLinear = 10
	quietMatrix = 2
)

// Reasons of the errors of this package.
const (
	ReasonContent = "label.barcode_content" // empty, too long, or a character the symbol does not have
	ReasonRoom    = "label.barcode_room"    // does not fit at the smallest readable module
)

// Matrix is a symbol in modules. A linear symbol has one row, drawn as high as its room.
type Matrix struct {
	Kind          Kind
	Width, Height int    // modules, without quiet zone; Height is 1 for linear symbols
	Quiet         int    // modules that must stay white on each side (and above and below a two-dimensional one)
	Text          string // what is printed for people: the content, GS1 elements in brackets
	dark          []bool // row by row
}

// Linear tells bars from matrix symbols.
func (m *Matrix) Linear() bool { return m.Height == 1 }

// Dark tells whether the module at column x, row y is black.
func (m *Matrix) Dark(x, y int) bool { return m.dark[y*m.Width+x] }

// Runs calls visit for every run of black modules of a row, from the left: one rectangle each.
func (m *Matrix) Runs(y int, visit func(start, length int)) {
	row := m.dark[y*m.Width : (y+1)*m.Width]
	for x := 0; x < len(row); {
		if !row[x] {
			x++
			continue
		}
		start := x
		for x < len(row) && row[x] {
			x++
		}
		visit(start, x-start)
	}
}

// Encode gives the modules of content. Errors: ReasonContent, or a gs1 error as cause.
func Encode(kind Kind, content string) (*Matrix, error) {
	switch kind {
	case Code128:
		if err := printable(kind, content, MostCode128); err != nil {
			return nil, err
		}
		code, err := code128.Encode(content)
		return matrix(kind, code, content, err)
	case DataMatrix:
		if err := printable(kind, content, MostDataMatrix); err != nil {
			return nil, err
		}
		code, err := datamatrix.Encode(content)
		return matrix(kind, code, content, err)
	case GS1128, GS1DataMatrix:
		return encodeGS1(kind, content)
	case EAN13, EAN8:
		return encodeEAN(kind, content)
	}
	return nil, fault.Invalid(ReasonContent, "symbol kind %d does not exist", kind)
}

func encodeGS1(kind Kind, bracketed string) (*Matrix, error) {
	els, err := gs1.ParseBracketed(bracketed)
	if err != nil {
		return nil, fault.Invalid(ReasonContent, "%s: %q: %v", kind, bracketed, err).Because(err)
	}
	message, err := els.Message()
	if err != nil {
		return nil, fault.Invalid(ReasonContent, "%s: %q: %v", kind, bracketed, err).Because(err)
	}
	if kind == GS1128 {
		if len(message) > MostGS1128 {
			return nil, fault.Invalid(ReasonContent, "GS1-128 holds %d characters, %q has %d: use two symbols or a GS1 DataMatrix",
				MostGS1128, bracketed, len(message))
		}
		fnc1 := string(code128.FNC1)
		code, err := code128.Encode(fnc1 + strings.ReplaceAll(message, gs1.GS, fnc1))
		return matrix(kind, code, els.String(), err)
	}
	if len(message) > MostDataMatrix {
		return nil, fault.Invalid(ReasonContent, "GS1 DataMatrix: %d characters, at most %d", len(message), MostDataMatrix)
	}
	fnc1 := string([]byte{datamatrix.FNC1}) // the byte, not the rune: the encoder reads bytes
	code, err := datamatrix.Encode(fnc1 + strings.ReplaceAll(message, gs1.GS, fnc1))
	return matrix(kind, code, els.String(), err)
}

// printable keeps out what scanners and people cannot tell apart, and the runes that mean function codes to the encoder.
func printable(kind Kind, content string, most int) error {
	if content == "" {
		return fault.Invalid(ReasonContent, "%s: nothing to encode", kind)
	}
	if len(content) > most {
		return fault.Invalid(ReasonContent, "%s: %d characters, at most %d", kind, len(content), most)
	}
	for i := range len(content) {
		if content[i] < ' ' || content[i] > '~' {
			return fault.Invalid(ReasonContent, "%s: %q: byte %d is not a printable ASCII character", kind, content, i)
		}
	}
	return nil
}

func matrix(kind Kind, code barcode.Barcode, text string, err error) (*Matrix, error) {
	if err != nil {
		return nil, fault.Invalid(ReasonContent, "%s: %q cannot be encoded", kind, text).Because(err)
	}
	size := code.Bounds().Size()
	m := &Matrix{Kind: kind, Width: size.X, Height: size.Y, Quiet: quietMatrix, Text: text, dark: make([]bool, size.X*size.Y)}
	switch kind {
	case Code128, GS1128:
		m.Quiet = quietLinear
	case EAN13, EAN8:
		m.Quiet = quietEAN
	}
	for y := range size.Y {
		for x := range size.X {
			m.dark[y*size.X+x] = code.At(x, y) == color.Black
		}
	}
	return m, nil
}

// DPI is the resolution of a print head.
type DPI int

// The resolutions thermal printers come in.
const (
	DPI203 DPI = 203 // exactly 8 dots a millimetre
	DPI300 DPI = 300
	DPI600 DPI = 600
)

// PerMM gives dots a millimetre.
func (d DPI) PerMM() float64 {
	if d == DPI203 {
		return 8
	}
	return float64(d) / 25.4
}

// smallestModule in millimetres; smallestDots keeps 203 dpi at two dots even if a standard were to allow less.
const (
	smallestModule = 0.25
	smallestDots   = 2
)

// LeastModule gives the smallest module, in dots, that this resolution may print.
func (d DPI) LeastModule() int {
	const tolerance = 1e-6 // 0.25 mm at 8 dots is exactly 2
	return max(smallestDots, int(math.Ceil(smallestModule*d.PerMM()-tolerance)))
}

// Room is the place a symbol has, in dots, quiet zones included.
type Room struct {
	Width, Height int
	DPI           DPI
	MostModule    int // widest module wanted, in dots; 0 = as wide as fits
}

// leastBars is the least height of bars in millimetres: lower ones are missed by a scanner held a little aslant.
const leastBars = 5

// Fit gives the widest module, in dots, at which the symbol with its quiet zones fits the room, or ReasonRoom.
func (m *Matrix) Fit(room Room) (int, error) {
	least := room.DPI.LeastModule()
	module := room.Width / (m.Width + 2*m.Quiet)
	if m.Linear() {
		if float64(room.Height) < leastBars*room.DPI.PerMM() {
			return 0, fault.Invalid(ReasonRoom, "%s %q: %d dots are too low for bars, which need %d mm", m.Kind, m.Text, room.Height, leastBars)
		}
	} else {
		module = min(module, room.Height/(m.Height+2*m.Quiet))
	}
	if room.MostModule > 0 {
		module = min(module, room.MostModule)
	}
	if module < least {
		return 0, fault.Invalid(ReasonRoom, "%s %q has %d modules and %d of quiet zone: %d dots at the smallest readable module of %d, "+
			"the label gives %d: take a larger label or a shorter code", m.Kind, m.Text, m.Width, 2*m.Quiet,
			least*(m.Width+2*m.Quiet), least, room.Width)
	}
	return module, nil
}
