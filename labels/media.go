package labels

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
)

// Size is a page size in millimetres.
type Size struct{ W, H float64 }

// Sizes in use. One-part waybills of the Chinese platforms are 76 by 130; 4 by 6 inches is the American one.
var (
	Size76x130  = Size{76, 130}
	Size100x150 = Size{100, 150}
	Size100x180 = Size{100, 180}
	Size4x6in   = Size{101.6, 152.4}
	Size100x50  = Size{100, 50}
	Size100x100 = Size{100, 100}
	Size60x40   = Size{60, 40}
	SizeCard    = Size{85.6, 54} // a bank card, which badge holders take
	SizeA4      = Size{210, 297}
	// SizeRoll is the part of an 80 mm roll that receipt printers print on, 576 dots; its length is what the document needs.
	SizeRoll = Size{W: 72}
)

// sizeWords are the sizes that go by a name.
var sizeWords = map[string]Size{"a4": SizeA4, "card": SizeCard, "4x6in": Size4x6in, "80mm": SizeRoll}

// LargestSide of a page in millimetres: A3 and the widest label printers.
const LargestSide = 420

// ParseSize reads "100x150" in millimetres, "a4", "card", "4x6in" or "80mm" (a receipt roll).
func ParseSize(word string) (Size, error) {
	word = strings.ToLower(strings.TrimSpace(word))
	if s, ok := sizeWords[word]; ok {
		return s, nil
	}
	w, h, ok := strings.Cut(strings.TrimSuffix(word, "mm"), "x")
	s := Size{side(w), side(h)}
	if !ok || s.W == 0 || s.H == 0 {
		return Size{}, fault.Invalid(ReasonSize, "%q is no size: write width by height in millimetres up to %d, 100x150, or one of a4, card, 4x6in, 80mm",
			word, LargestSide)
	}
	return s, nil
}

// side reads a length of at most one decimal, 0 if it is none.
func side(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || len(s) > len("100.0") || !(v > 0 && v <= LargestSide) || strings.ContainsAny(s, "+exp") {
		return 0
	}
	return v
}

// UnmarshalText reads a size as ParseSize does.
func (s *Size) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSize(string(text))
	return err
}

// OnMedia gives the document in another size. Errors: ReasonSize for one that has only one.
func OnMedia(doc Document, s Size) (Document, error) {
	switch d := doc.(type) {
	case Waybill:
		d.Size = s
		return d, nil
	case LPN:
		d.Size = s
		return d, nil
	case Location:
		d.Size = s
		return d, nil
	case Item:
		d.Size = s
		return d, nil
	case Carton:
		d.Size = s
		return d, nil
	case Badge:
		d.Size = s
		return d, nil
	case Invoice:
		d.Size = s
		return d, nil
	}
	if s == SizeA4 {
		return doc, nil
	}
	return nil, fault.Invalid(ReasonSize, "this paper is always a4, not %g by %g mm", s.W, s.H)
}
