// Package statetest holds what every state table is tested for, whatever noun it is of: every state with every event, each
// state is reached and has a name of its own, and the diagram people discuss is the table. It knows no domain type and is
// for tests only; the house to step in, and how an entry of its ledger reads, come from the domain. Start reading at Machine.
package statetest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
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
	// Step steps a record from a state by the machine's one writer: that with this ID, for this reason if the writer takes one.
	Step    func(tx *store.Tx, from S, ev E) (S, error)
	ID, Why string
	// Refused is the reason of what the table does not allow; the noun's own state if empty.
	Refused string
}

// House is where a machine steps: Do runs a command, which must succeed, and Last tells the newest ledger entry from the
// number on as "noun id from>to event reason".
type House struct {
	Do   func(run func(*store.Tx) error)
	Last func(from uint64) string
}

// All tests the table whole: the matrix, that every state is reached, and the diagram.
func (m Machine[S, E]) All(t *testing.T, h House, diagrams string) {
	t.Helper()
	m.Matrix(t, h)
	m.Reached(t)
	m.Diagram(t, diagrams)
}

// Matrix tries every state with every event: it comes out where the table says, with an entry in the ledger, or is refused
// and changes nothing.
func (m Machine[S, E]) Matrix(t *testing.T, h House) {
	t.Helper()
	refused := m.Refused
	if refused == "" {
		refused = m.Noun + ".state"
	}
	for from := S(0); from <= m.Last; from++ {
		for _, ev := range m.Events() {
			var to S
			var err error
			var before, after uint64
			h.Do(func(tx *store.Tx) error {
				before = store.Tail(tx)
				to, err = m.Step(tx, from, ev)
				after = store.Tail(tx)
				return nil
			})
			want, allowed := m.Table[from][ev]
			if !allowed {
				if fault.ReasonOf(err) != refused || fault.CodeFrom(err) != fault.CodeConflict || to != from || after != before {
					t.Errorf("%s %q + %s: got %v, %s, %d entries; want it refused without a trace", m.Noun, from, ev, err, to, after-before)
				}
				continue
			}
			got := h.Last(after)
			entry := fmt.Sprint(m.Noun, " ", m.ID, " ", from, ">", want, " ", ev, " ", m.Why)
			if err != nil || to != want || after != before+1 || got != entry {
				t.Errorf("%s %q + %s: got %v, %s, %q; want %q", m.Noun, from, ev, err, to, got, entry)
			}
		}
	}
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
