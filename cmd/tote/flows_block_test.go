package main

import (
	"slices"
	"strings"
)

// block is one exchange of a script.
type block struct {
	line    int // of its first line
	remarks []string
	head    string
	body    []string
	asks    bool // it has a ---- line
	want    string
}

func blocksOf(text string) []*block {
	var out []*block
	var b *block
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" {
			b = nil
			continue
		}
		if b == nil {
			b = &block{line: i + 1}
			out = append(out, b)
		}
		switch {
		case b.asks:
			b.want += line + "\n"
		case line == "----":
			b.asks = true
		case b.head == "" && strings.HasPrefix(line, "#"):
			b.remarks = append(b.remarks, line)
		case b.head == "":
			b.head = line
		default:
			b.body = append(b.body, line)
		}
	}
	return out
}

func textOf(blocks []*block) string {
	var parts []string
	for _, b := range blocks {
		lines := slices.Clone(b.remarks)
		if b.head != "" {
			lines = append(append(lines, b.head), b.body...)
		}
		if b.asks {
			lines = append(lines, "----", strings.TrimSuffix(b.want, "\n"))
		}
		parts = append(parts, strings.TrimSuffix(strings.Join(lines, "\n"), "\n")+"\n")
	}
	return strings.Join(parts, "\n")
}
