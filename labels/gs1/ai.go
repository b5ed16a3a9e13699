package gs1

import (
	"strconv"
	"strings"
)

// aiTable lists the application identifiers Tote knows, in the notation of the GS1 syntax dictionary: components
// separated by blanks, N digits or X character set 82 or Y character set 39, a fixed length or ..max, [ ] around
// optional components, then content checks after commas. A trailing n in an AI stands for the digits in the last column.
//
// Only these are accepted. Whoever meets another one in the dock adds a row; guessing a format would book wrong lots.
var aiTable = []struct{ ai, format, n, title string }{
	{"00", "N18,csum", "", "SSCC"},
	{"01", "N14,csum", "", "GTIN"},
	{"02", "N14,csum", "", "CONTENT"},
	{"10", "X..20", "", "LOT"},
	{"11", "N6,yymmd0", "", "PROD DATE"},
	{"12", "N6,yymmd0", "", "DUE DATE"},
	{"13", "N6,yymmd0", "", "PACK DATE"},
	{"15", "N6,yymmd0", "", "BEST BEFORE"},
	{"16", "N6,yymmd0", "", "SELL BY"},
	{"17", "N6,yymmd0", "", "EXPIRY"},
	{"20", "N2", "", "VARIANT"},
	{"21", "X..20", "", "SERIAL"},
	{"22", "X..20", "", "CPV"},
	{"235", "X..28", "", "TPX"},
	{"240", "X..30", "", "ADDITIONAL ID"},
	{"241", "X..30", "", "CUST. PART No."},
	{"242", "N..6", "", "MTO VARIANT"},
	{"250", "X..30", "", "SECONDARY SERIAL"},
	{"253", "N13,csum X..17?", "", "GDTI"},
	{"254", "X..20", "", "GLN EXTENSION"},
	{"255", "N13,csum N..12?", "", "GCN"},
	{"30", "N..8", "", "VAR. COUNT"},
	{"310n", "N6", "012345", "NET WEIGHT (kg)"},
	{"311n", "N6", "012345", "LENGTH (m)"},
	{"312n", "N6", "012345", "WIDTH (m)"},
	{"313n", "N6", "012345", "HEIGHT (m)"},
	{"314n", "N6", "012345", "AREA (m2)"},
	{"315n", "N6", "012345", "NET VOLUME (l)"},
	{"316n", "N6", "012345", "NET VOLUME (m3)"},
	{"320n", "N6", "012345", "NET WEIGHT (lb)"},
	{"330n", "N6", "012345", "GROSS WEIGHT (kg)"},
	{"37", "N..8", "", "COUNT"},
	{"390n", "N..15", "0123456789", "AMOUNT"},
	{"392n", "N..15", "0123456789", "PRICE"},
	{"400", "X..30", "", "ORDER NUMBER"},
	{"401", "X..30,gcp", "", "GINC"},
	{"402", "N17,csum", "", "GSIN"},
	{"403", "X..30", "", "ROUTE"},
	{"410", "N13,csum", "", "SHIP TO LOC"},
	{"411", "N13,csum", "", "BILL TO"},
	{"412", "N13,csum", "", "PURCHASE FROM"},
	{"413", "N13,csum", "", "SHIP FOR LOC"},
	{"414", "N13,csum", "", "LOC No."},
	{"415", "N13,csum", "", "PAY TO"},
	{"416", "N13,csum", "", "PROD/SERV LOC"},
	{"417", "N13,csum", "", "PARTY"},
	{"420", "X..20", "", "SHIP TO POST"},
	{"421", "N3 X..9", "", "SHIP TO POST"},
	{"422", "N3", "", "ORIGIN"},
	{"423", "N3 N3? N3? N3? N3?", "", "COUNTRY INITIAL PROCESS"},
	{"7003", "N10", "", "EXPIRY TIME"},
	{"7007", "N6,yymmdd N6?,yymmdd", "", "HARVEST DATE"},
	{"7230", "X2 X..28", "", "CERT #0"},
	{"8001", "N4,nonzero N5,nonzero N3,nonzero N1,winding N1", "", "DIMENSIONS"},
	{"8003", "N1,zero N13,csum X..16?", "", "GRAI"},
	{"8004", "X..30,gcp", "", "GIAI"},
	{"8006", "N14,csum N4,pieces", "", "ITIP"},
	{"8010", "Y..30,gcp", "", "CPID"},
	{"8011", "N..12,nozeroprefix", "", "CPID SERIAL"},
	{"8017", "N18,csum", "", "GSRN - PROVIDER"},
	{"8018", "N18,csum", "", "GSRN - RECIPIENT"},
	{"8019", "N..10", "", "SRIN"},
	{"8020", "X..25", "", "REF No."},
	{"8026", "N14,csum N4,pieces", "", "ITIP CONTENT"},
	{"8111", "N4", "", "POINTS"},
	{"90", "X..30", "", "INTERNAL"},
	{"9n", "X..90", "123456789", "INTERNAL"},
}

// component is one part of an AI's value.
type component struct {
	set      byte // N, X or Y
	min, max int
	optional bool
	check    string
}

// aiFormat is one row of the table, read.
type aiFormat struct {
	ai         string
	title      string
	components []component
	terminated bool // needs FNC1 when another element follows
}

var formats = readTable()

func readTable() map[string]aiFormat {
	out := make(map[string]aiFormat, 160)
	for _, row := range aiTable {
		f := aiFormat{title: row.title}
		for _, word := range strings.Fields(row.format) {
			f.components = append(f.components, readComponent(word))
		}
		digits := row.n
		if digits == "" {
			digits = " "
		}
		for _, d := range digits {
			f.ai = strings.TrimSuffix(row.ai, "n")
			if row.n != "" {
				f.ai += string(d)
			}
			f.terminated = !predefined(f.ai)
			out[f.ai] = f
		}
	}
	return out
}

func readComponent(word string) component {
	word, check, _ := strings.Cut(word, ",")
	c := component{set: word[0], check: check}
	word, c.optional = strings.CutSuffix(word[1:], "?")
	if most, variable := strings.CutPrefix(word, ".."); variable {
		c.min, c.max = 1, number(most)
	} else {
		c.min, c.max = number(word), number(word)
	}
	return c
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("gs1: table: " + err.Error()) // only a wrong row in aiTable can do this
	}
	return n
}

// predefined tells AIs whose length scanners know from the first two digits, so that no separator follows them. The list
// is closed for ever in the GS1 General Specifications.
func predefined(ai string) bool {
	switch ai[:2] {
	case "00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
		"31", "32", "33", "34", "35", "36", "41":
		return true
	}
	return false
}

// Title gives the data title of an AI ("LOT", "EXPIRY"), "" for an unknown one.
func Title(ai string) string { return formats[ai].title }

// formatAt finds the AI at the start of s.
func formatAt(s string) (aiFormat, bool) {
	for n := 2; n <= 4 && n <= len(s); n++ {
		if f, ok := formats[s[:n]]; ok {
			return f, true
		}
	}
	return aiFormat{}, false
}

func (f aiFormat) maxLen() int {
	n := 0
	for _, c := range f.components {
		n += c.max
	}
	return n
}
