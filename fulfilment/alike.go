package fulfilment

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/tote/inventory/item"
)

// Likeness says by what two things are taken for each other at a shelf, worst first.
type Likeness string

// The likenesses in order of danger.
const (
	Misscanned   Likeness = "misscan"       // it has been scanned here instead before
	OtherLot     Likeness = "lot.other"     // the same item in another lot: nothing but the lot number tells them apart
	AlikeSKU     Likeness = "sku.alike"     // "TEA-100" and "TEA-10"
	AlikeBarcode Likeness = "barcode.alike" // people compare the last digits
	AlikeName    Likeness = "name.alike"    // "Green tea 100 g" and "Green tea 200 g"
	AlikeCode    Likeness = "code.alike"    // a place whose code reads like this one's
)

var likenesses = []Likeness{Misscanned, OtherLot, AlikeSKU, AlikeBarcode, AlikeName, AlikeCode}

// Figures of likeness.
const (
	skuDistance   = 2 // letters that differ
	digitsRead    = 4 // last digits of a barcode that people compare
	leastName     = 4 // characters two names must share at least
	nameShareOver = 5 // of so many ...
	nameShare     = 3 // ... characters of the longer name so many must be the same beginning
)

// face is what of an item meets the eye.
type face struct {
	sku    item.SKU
	names  []string
	digits []string // last ones of its barcodes
}

func faceOf(it *item.Item) face {
	f := face{sku: it.SKU}
	for _, n := range []string{it.Name, it.NameZH} {
		if n != "" {
			f.names = append(f.names, strings.ToLower(n))
		}
	}
	for _, b := range it.Barcodes() {
		if len(b) > digitsRead {
			f.digits = append(f.digits, b[len(b)-digitsRead:])
		}
	}
	return f
}

// alike tells by what two items are taken for each other; "" if by nothing.
func alike(a, b *face) Likeness {
	switch {
	case a.sku == b.sku:
		return ""
	case alikeSKUs(string(a.sku), string(b.sku)):
		return AlikeSKU
	case slices.ContainsFunc(a.digits, func(d string) bool { return slices.Contains(b.digits, d) }):
		return AlikeBarcode
	case slices.ContainsFunc(a.names, func(n string) bool {
		return slices.ContainsFunc(b.names, func(o string) bool { return alikeNames(n, o) })
	}):
		return AlikeName
	}
	return ""
}

// alikeSKUs tells whether at most two letters differ, of codes long enough that most of them are the same.
func alikeSKUs(a, b string) bool {
	d := distance(a, b, skuDistance)
	return d <= skuDistance && 3*d <= min(len(a), len(b))
}

// distance is the number of letters to change, add or take away to make b of a; above most it is most+1.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return min(row[len(b)], most+1)
}

// alikeNames tells whether two names begin alike for most of their length.
func alikeNames(a, b string) bool {
	same := 0
	for ra, rb := []rune(a), []rune(b); same < min(len(ra), len(rb)) && ra[same] == rb[same]; {
		same++
	}
	longer := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	return same >= leastName && nameShareOver*same >= nameShare*longer
}

// twins are characters that are read for each other on a beam.
var twins = map[byte]string{'0': "OD", 'O': "0", 'D': "0", '1': "IL", 'I': "1", 'L': "1", '8': "B", 'B': "8", '5': "S", 'S': "5", '2': "Z", 'Z': "2", '6': "G", 'G': "6"}

// misreadings gives the codes that one wrongly read character makes of a code.
func misreadings(code string) []string {
	var out []string
	for i := range len(code) {
		for _, t := range twins[code[i]] {
			out = append(out, code[:i]+string(t)+code[i+1:])
		}
	}
	return out
}

// turned tells whether two codes differ by two characters next to each other that changed places.
func turned(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}
