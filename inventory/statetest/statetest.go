// Package statetest holds what every state table is tested for, whatever noun it is of: each state is reached and has a
// name of its own, and the diagram people discuss is the table. It knows no domain type and is for tests only. What a
// machine writes into the ledger is its own package's to test. Start reading at Machine.
package statetest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// Machine is a state table under test. The zero state is the beginning; states count up in life order to Last.
type Machine[S interface {
	~byte
	fmt.Stringer
}, E ~string] struct {
	Noun  string
	Born  S // the state it is stored in first, if no event brings it there
	Last  S
	Table map[S]map[E]S
}

// Events gives the table's events, sorted.
func (m Machine[S, E]) Events() []E {
	all := map[E]bool{}
	for _, row := range m.Table {
		for ev := range row {
			all[ev] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Reached tells states to which no way leads, or which have no name of their own.
func (m Machine[S, E]) Reached(t *testing.T) {
	t.Helper()
	reached, names := map[S]bool{0: true, m.Born: true}, map[string]bool{"": true}
	for range int(m.Last) {
		for from, row := range m.Table {
			for _, to := range row {
				reached[to] = reached[to] || reached[from]
			}
		}
	}
	for s := S(1); s <= m.Last; s++ {
		if !reached[s] || names[s.String()] {
			t.Errorf("%s state %d %q: reached %t", m.Noun, s, s, reached[s])
		}
		names[s.String()] = true
	}
}

// Diagram compares the table with the diagram in the folder of diagrams; run with TOTE_UPDATE=1 to write it anew after a
// change of the table.
func (m Machine[S, E]) Diagram(t *testing.T, folder string) {
	t.Helper()
	path := folder + "/" + m.Noun + ".txt"
	var b strings.Builder
	for from := S(0); from <= m.Last; from++ {
		for _, ev := range m.Events() {
			if to, ok := m.Table[from][ev]; ok {
				name := from.String()
				if from == 0 {
					name = "*"
				}
				fmt.Fprintf(&b, "%-10s --%s--> %s\n", name, ev, to)
			}
		}
	}
	if os.Getenv("TOTE_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", m.Noun, b.String(), want)
	}
}
