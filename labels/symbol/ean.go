package symbol

import (
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/ean"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

// quietEAN is the wider of the two quiet zones of an EAN-13, in modules, kept on both sides.
const quietEAN = 11

// encodeEAN gives the bars of a retail barcode; the check digit is part of the content and must be right.
func encodeEAN(kind Kind, digits string) (*Matrix, error) {
	want := gs1.LenGTIN13
	if kind == EAN8 {
		want = gs1.LenGTIN8
	}
	if err := gs1.VerifyKey(digits, want); err != nil {
		return nil, fault.Invalid(ReasonContent, "%s: %q: %v", kind, digits, err).Because(err)
	}
	code, err := ean.Encode(digits)
	return matrix(kind, barcode.Barcode(code), digits, err)
}
