package exchange

import (
	"fmt"
	"regexp"
	"strings"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/tabular"
	"example.com/tote/labels/gs1"
)

// A cell may hold several barcodes. Those of 8, 12, 13 or 14 digits are taken for GTINs and must have a right check digit,
// since a digit mistyped in a sheet is found in the aisle only. A shop's own number of such a length is written with
// ownCode before it.
const ownCode = "code:"

// barcodeBreaks part barcodes in a cell; one that a barcode holds itself follows a backslash.
const barcodeBreaks = ";；,，、|\n"

var scientific = regexp.MustCompile(`^[+-]?[0-9](\.[0-9]+)?[eE][+-]?[0-9]{1,3}$`)

// barcodes reads a cell's barcodes and notes what is wrong with them.
func barcodes(r *tabular.Row, column string) []string {
	var out []string
	for _, part := range splitBarcodes(r.Text(column, 0)) {
		code, why := oneBarcode(part)
		switch why {
		case "":
			out = append(out, code)
		case tabular.ReasonScientific:
			r.Fail(column, why, fmt.Sprintf("the spreadsheet turned barcode %q into scientific notation and dropped digits", part),
				"format the column as text in the spreadsheet, enter the barcode in full and save again")
		default:
			r.Fail(column, why, fmt.Sprintf("barcode %q has the length of a GTIN but a wrong check digit", part),
				"correct the digits; if it is the shop's own number, write "+ownCode+part)
		}
	}
	return out
}

// oneBarcode gives the spelling a barcode is kept in, or the reason it is refused for.
func oneBarcode(part string) (code, why string) {
	if own, ok := strings.CutPrefix(part, ownCode); ok && own != "" {
		return item.Barcode(own), ""
	}
	if scientific.MatchString(part) {
		return "", tabular.ReasonScientific
	}
	if looksGTIN(part) {
		if _, err := gs1.GTIN14(part); err != nil {
			return "", "barcode.check_digit"
		}
	}
	return item.Barcode(part), ""
}

func looksGTIN(s string) bool {
	switch len(s) {
	case gs1.LenGTIN8, gs1.LenGTIN12, gs1.LenGTIN13, gs1.LenGTIN14:
		return !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
	}
	return false
}

// joinBarcodes writes barcodes so that barcodes reads them back.
func joinBarcodes(codes []string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		if _, why := oneBarcode(c); why != "" || strings.HasPrefix(c, ownCode) {
			c = ownCode + c
		}
		out[i] = escapeBreaks(c, barcodeBreaks)
	}
	return strings.Join(out, ";")
}

func splitBarcodes(text string) []string { return splitAt(text, barcodeBreaks) }

func escapeBreaks(s, breaks string) string {
	var b strings.Builder
	for _, c := range s {
		if c == '\\' || strings.ContainsRune(breaks, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// splitAt parts text at any of the breaks, drops empty parts and the blanks around them, and takes escapes off.
func splitAt(text, breaks string) []string {
	var out []string
	for _, part := range splitRaw(text, breaks) {
		if part = strings.TrimSpace(unescape(part)); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// splitRaw parts text and leaves escapes in it.
func splitRaw(text, breaks string) []string {
	var out []string
	begin, escaped := 0, false
	for i, c := range text {
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case strings.ContainsRune(breaks, c):
			out = append(out, text[begin:i])
			begin = i + len(string(c))
		}
	}
	return append(out, text[begin:])
}

func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	escaped := false
	for _, c := range s {
		if c == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		b.WriteRune(c)
	}
	return b.String()
}
