package gs1

import "strings"

// Scan is what a scanner sent, read as far as its symbology prefix and form allow.
type Scan struct {
	Symbology Symbology // Unknown when the scanner sends no AIM prefix
	Text      string    // the data without prefix
	GTIN      string    // 14 digits, when the symbol is an EAN or UPC or its elements hold (01) or (02)
	Elements  Elements  // of a GS1 symbol, a Digital Link or a composite component
}

// Symbology is the kind of barcode an AIM prefix names.
type Symbology string

// The symbologies Tote reads.
const (
	Unknown    Symbology = ""
	Code128    Symbology = "Code128"
	GS1128     Symbology = "GS1-128"
	DataMatrix Symbology = "DataMatrix"
	GS1Matrix  Symbology = "GS1 DataMatrix"
	QR         Symbology = "QR"
	GS1QR      Symbology = "GS1 QR"
	DataBar    Symbology = "DataBar"
	DotCode    Symbology = "DotCode"
	GS1DotCode Symbology = "GS1 DotCode"
	EAN13      Symbology = "EAN-13"
	EAN8       Symbology = "EAN-8"
	ITF        Symbology = "ITF"
	Code39     Symbology = "Code39"
	PDF417     Symbology = "PDF417"
)

// aim maps AIM identifiers to symbologies and says whether the data are GS1 elements.
var aim = map[string]struct {
	symbology Symbology
	elements  bool
}{
	"C0": {Code128, false}, "C1": {GS1128, true}, "d1": {DataMatrix, false}, "d2": {GS1Matrix, true},
	"Q1": {QR, false}, "Q3": {GS1QR, true}, "e0": {DataBar, true}, "J0": {DotCode, false}, "J1": {GS1DotCode, true},
	"E0": {EAN13, false}, "E4": {EAN8, false}, "I0": {ITF, false}, "I1": {ITF, false}, "A0": {Code39, false},
	"L0": {PDF417, false},
}

// composite joins an EAN with the GS1 elements printed above it.
const composite = "|]e0"

// ParseScan reads one scan, without the CR that ended it. Without an AIM prefix only a leading GS marks elements: a bare
// run of digits may be a GTIN, a tote or an order number, and only the caller knows which of them is expected.
func ParseScan(data string) (Scan, error) {
	if len(data) > LongestMessage {
		return Scan{}, errorf(KindLength, "", -1, "%d bytes, at most %d", len(data), LongestMessage)
	}
	switch {
	case data == "":
		return Scan{}, errorf(KindEmpty, "", -1, "nothing was scanned")
	case data[0] == ']':
		return ParseAIM(data)
	case strings.HasPrefix(data, GS):
		return Scan{Text: data}.withElements(data)
	}
	return Scan{Text: data}, nil
}

// ParseAIM reads one scan of a scanner that sends AIM prefixes, as all of the house are set to; a scan without is an error.
func ParseAIM(data string) (Scan, error) {
	if len(data) > LongestMessage {
		return Scan{}, errorf(KindLength, "", -1, "%d bytes, at most %d", len(data), LongestMessage)
	}
	if data == "" || data[0] != ']' {
		return Scan{}, errorf(KindSyntax, "", 0, "the scan has no symbology prefix: set the scanner to send AIM identifiers")
	}
	if len(data) < 3 {
		return Scan{}, errorf(KindSyntax, "", 0, "symbology prefix %q is cut off: scan again", data)
	}
	kind, ok := aim[data[1:3]]
	if !ok {
		return Scan{}, errorf(KindSyntax, "", 0, "symbology prefix %q is not known", data[:3])
	}
	s := Scan{Symbology: kind.symbology, Text: data[3:]}
	switch {
	case kind.elements:
		if strings.Contains(s.Text, "^") {
			return Scan{}, errorf(KindCharset, "", 3+strings.IndexByte(s.Text, '^'), "character '^' is not allowed")
		}
		return s.withElements(s.Text)
	case s.Symbology == EAN13:
		return s.withEAN(LenGTIN13)
	case s.Symbology == EAN8:
		return s.withEAN(LenGTIN8)
	case IsDigitalLink(s.Text):
		return s.withLink()
	}
	return s, nil
}

func (s Scan) withElements(message string) (Scan, error) {
	els, err := Parse(message)
	if err != nil {
		return Scan{}, err
	}
	s.Elements = els
	s.GTIN = gtinOf(els)
	return s, nil
}

func (s Scan) withEAN(length int) (Scan, error) {
	text, above, hasAbove := strings.Cut(s.Text, composite)
	if err := VerifyKey(text, length); err != nil {
		return Scan{}, err
	}
	s.Text = text
	gtin, err := GTIN14(text)
	if err != nil {
		return Scan{}, err
	}
	if hasAbove {
		if s, err = s.withElements(above); err != nil {
			return Scan{}, err
		}
	}
	s.GTIN = gtin
	return s, nil
}

func (s Scan) withLink() (Scan, error) {
	els, err := ParseDigitalLink(s.Text)
	if err != nil {
		return Scan{}, err
	}
	s.Elements, s.GTIN = els, gtinOf(els)
	return s, nil
}

func gtinOf(els Elements) string {
	for _, ai := range []string{"01", "02"} {
		if v, ok := els.Value(ai); ok {
			return v
		}
	}
	return ""
}
