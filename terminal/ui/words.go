package ui

import (
	_ "embed"
	"fmt"
	"strings"
)

// words.tsv is the catalogue of all that a worker reads: key, English, Chinese. It is short words because 20 columns hold
// ten ideographs.
//
//go:embed words.tsv
var catalogue string

// reasons.tsv are the same for what the service refuses: one line for each reason a worker can meet.
//
//go:embed reasons.tsv
var reasons string

type word struct{ en, zh string }

var words = readWords(catalogue + reasons)

// readWords panics on a broken line: the catalogue is part of the program, and its first test finds it.
func readWords(text string) map[string]word {
	out := map[string]word{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[0] == "" || cells[1] == "" || cells[2] == "" {
			panic(fmt.Sprintf("words.tsv:%d: want key, English and Chinese, each once: %q", i+1, line))
		}
		if _, twice := out[cells[0]]; twice {
			panic(fmt.Sprintf("words.tsv:%d: %s stands twice", i+1, cells[0]))
		}
		out[cells[0]] = word{cells[1], cells[2]}
	}
	return out
}

// Known tells whether the catalogue has words for a key.
func Known(key string) bool {
	_, ok := words[key]
	return ok
}
