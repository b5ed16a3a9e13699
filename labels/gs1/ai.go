package gs1

import (
	_ "embed" // the table
	"strconv"
	"strings"
)

// aiTable lists every application identifier GS1 has given out, one a row, columns divided by tabs:
//
//   - ai: the identifier; 3100-5 stands for 3100 to 3105
//   - format: components separated by blanks; N digits, X character set 82, Y set 39 or Z base64 for addresses; a fixed
//     length or ..most; ? marks an optional component; content checks (content.go) after commas
//   - needs: groups separated by semicolons, of each of which one member must stand beside it; members by commas; a + b:
//     both; an n stands for any digit
//   - excludes: identifiers that must not stand beside it
//   - title: the data title
//
// Only these are accepted. Guessing the format of another one would book wrong lots.
//
//go:embed ai.tsv
var aiTable string

// component is one part of an AI's value.
type component struct {
	set      byte // N, X, Y or Z
	min, max int
	optional bool
	checks   []string
}

// aiFormat is what the table says of one AI.
type aiFormat struct {
	ai         string
	title      string
	components []component
	terminated bool         // needs FNC1 when another element follows
	needs      [][][]string // of each group one member, of which every pattern must be met
	excludes   []string     // patterns
}

var formats = readTable()

func readTable() map[string]*aiFormat {
	out := make(map[string]*aiFormat, 560)
	head := true
	for row := range strings.Lines(aiTable) {
		if row[0] == '#' {
			continue
		}
		if head {
			head = false
			continue
		}
		col := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		f := aiFormat{title: col[4]}
		for word := range strings.FieldsSeq(col[1]) {
			f.components = append(f.components, readComponent(word))
		}
		if col[2] != "" {
			for group := range strings.SplitSeq(col[2], ";") {
				f.needs = append(f.needs, readGroup(group))
			}
		}
		if col[3] != "" {
			f.excludes = strings.Split(col[3], ",")
		}
		first, last, isRange := strings.Cut(col[0], "-")
		if !isRange {
			last = first[len(first)-1:]
		}
		for d := first[len(first)-1]; d <= last[0]; d++ {
			g := f
			g.ai = first[:len(first)-1] + string(d)
			g.terminated = !predefined(g.ai)
			out[g.ai] = &g
		}
	}
	return out
}

func readComponent(word string) component {
	word, checks, _ := strings.Cut(word, ",")
	c := component{set: word[0]}
	if checks != "" {
		c.checks = strings.Split(checks, ",")
	}
	word, c.optional = strings.CutSuffix(word[1:], "?")
	if most, variable := strings.CutPrefix(word, ".."); variable {
		c.min, c.max = 1, number(most)
	} else {
		c.min, c.max = number(word), number(word)
	}
	return c
}

func readGroup(group string) (members [][]string) {
	for member := range strings.SplitSeq(group, ",") {
		members = append(members, strings.Split(member, "+"))
	}
	return members
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("gs1: table: " + err.Error()) // only a wrong row in ai.tsv can do this
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
func Title(ai string) string {
	if f := formats[ai]; f != nil {
		return f.title
	}
	return ""
}

// formatAt finds the AI at the start of s.
func formatAt(s string) (*aiFormat, bool) {
	for n := 2; n <= 4 && n <= len(s); n++ {
		if f, ok := formats[s[:n]]; ok {
			return f, true
		}
	}
	return nil, false
}

func (f *aiFormat) maxLen() int {
	n := 0
	for _, c := range f.components {
		n += c.max
	}
	return n
}
