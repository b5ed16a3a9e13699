package labels

import (
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

// fields gathers what is wrong with a document's fields, so that all of it is told at once.
type fields struct{ fault.Gather }

func (f *fields) needed(field, value string) {
	if strings.TrimSpace(value) == "" {
		f.Add(field, ReasonIncomplete, "is missing")
	}
}

// size takes the usual size for a missing one and refuses one below the least sides, in millimetres.
func (f *fields) size(given, usual Size, leastW, leastH float64) Size {
	if given == (Size{}) {
		return usual
	}
	if given.W < leastW || given.H < leastH {
		f.Add("size", ReasonIncomplete, "is %g by %g mm, at least %g by %g", given.W, given.H, leastW, leastH)
	}
	return given
}

// rows refuses a list nobody can have meant.
func (f *fields) rows(field string, n int) {
	if n < 1 || n > MostRows {
		f.Add(field, ReasonIncomplete, "are %d, want 1 to %d", n, MostRows)
	}
}

// sscc refuses a serial shipping container code whose check digit is wrong; "" is none.
func (f *fields) sscc(field, value string) {
	if value == "" {
		return
	}
	if err := gs1.VerifyKey(value, gs1.LenSSCC); err != nil {
		f.Add(field, ReasonIncomplete, "%q is no SSCC: %v", value, err)
	}
}

// gtin gives the 14 digits of a trade item number, "" of none.
func (f *fields) gtin(field, value string) string {
	if value == "" {
		return ""
	}
	out, err := gs1.GTIN14(value)
	if err != nil {
		f.Add(field, ReasonIncomplete, "%q is no GTIN: %v", value, err)
	}
	return out
}

// yymmdd gives a day written 2027-05-31 as barcodes have it, "" of none.
func (f *fields) yymmdd(field, day string) string {
	if day == "" {
		return ""
	}
	out, ok := yymmdd(day)
	if !ok {
		f.Add(field, ReasonIncomplete, "%q is no day: write 2027-05-31", day)
	}
	return out
}

// element refuses a value that its GS1 application identifier does not allow; "" is none.
func (f *fields) element(field, ai, value string) {
	if value == "" {
		return
	}
	if _, err := gs1.Build(gs1.Element{AI: ai, Value: value}); err != nil {
		f.Add(field, ReasonIncomplete, "%v", err)
	}
}

func yymmdd(day string) (string, bool) {
	const form = "2027-05-31"
	if len(day) != len(form) || day[4] != '-' || day[7] != '-' {
		return "", false
	}
	short := day[2:4] + day[5:7] + day[8:10]
	year, err := strconv.Atoi(day[:4])
	if err != nil || year < 1000 {
		return "", false
	}
	got, err := gs1.ParseDate(short, year)
	return short, err == nil && got.String() == day // day 00 is written as the day it means
}

// reprint marks every copy after the first: two labels of one number on the floor are a mistake waiting.
func reprint(n int) string {
	if n <= 0 {
		return ""
	}
	return "补打 REPRINT " + strconv.Itoa(n)
}
