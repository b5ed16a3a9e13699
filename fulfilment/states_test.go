package fulfilment

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// machine is a state machine under test: its states in life order after the beginning, its table, and its one writer.
type machine[S interface {
	~byte
	fmt.Stringer
}, E ~string] struct {
	noun  string
	last  S
	table map[S]map[E]S
	step  func(tx *store.Tx, from S, ev E) (S, error)
}

func (m machine[S, E]) events() []E {
	all := map[E]bool{}
	for _, row := range m.table {
		for ev := range row {
			all[ev] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// matrix tries every state with every event: it comes out where the table says, with an entry in the ledger, or is refused
// and changes nothing.
func (m machine[S, E]) matrix(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for from := S(0); from <= m.last; from++ {
		for _, ev := range m.events() {
			var to S
			var err error
			var before, after uint64
			h.do(func(tx *store.Tx) error {
				before = store.Tail(tx)
				to, err = m.step(tx, from, ev)
				after = store.Tail(tx)
				return nil
			})
			want, allowed := m.table[from][ev]
			if !allowed {
				if fault.ReasonOf(err) != m.noun+".state" || fault.CodeFrom(err) != fault.CodeConflict || to != from || after != before {
					t.Errorf("%s %q + %s: got %v, %s, %d entries; want it refused without a trace", m.noun, from, ev, err, to, after-before)
				}
				continue
			}
			got := ""
			h.look(func(r store.Reader) {
				for e := range inventory.Ledger(r, after) {
					got = fmt.Sprint(e.Noun, " ", e.FromState, ">", e.ToState, " ", e.Event)
				}
			})
			if entry := fmt.Sprint(m.noun, " ", from, ">", want, " ", ev); err != nil || to != want || after != before+1 || got != entry {
				t.Errorf("%s %q + %s: got %v, %q; want %q", m.noun, from, ev, err, got, entry)
			}
		}
	}
}

// reached tells states to which no way leads, or which have no name of their own.
func (m machine[S, E]) reached(t *testing.T) {
	reached, names := map[S]bool{0: true}, map[string]bool{"": true}
	for range int(m.last) {
		for from, row := range m.table {
			for _, to := range row {
				reached[to] = reached[to] || reached[from]
			}
		}
	}
	for s := S(1); s <= m.last; s++ {
		if !reached[s] || names[s.String()] {
			t.Errorf("%s state %d %q: reached %t", m.noun, s, s, reached[s])
		}
		names[s.String()] = true
	}
}

// diagram is what people discuss; run with TOTE_UPDATE=1 to write it anew after a change of the table.
func (m machine[S, E]) diagram(t *testing.T) {
	path := "../testdata/states/" + m.noun + ".txt"
	var b strings.Builder
	for from := S(0); from <= m.last; from++ {
		for _, ev := range m.events() {
			if to, ok := m.table[from][ev]; ok {
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
		t.Errorf("%s: got\n%s\nwant\n%s", m.noun, b.String(), want)
	}
}

func (m machine[S, E]) all(t *testing.T) {
	t.Run(m.noun, func(t *testing.T) {
		m.matrix(t)
		m.reached(t)
		m.diagram(t)
	})
}

func TestStates(t *testing.T) {
	machine[OrderState, orderEvent]{"order", OrderCancelled, orderTable, func(tx *store.Tx, from OrderState, ev orderEvent) (OrderState, error) {
		o := Order{ID: "O1", State: from}
		err := stepOrder(tx, &o, ev, "")
		return o.State, err
	}}.all(t)
	machine[ParcelState, parcelEvent]{"parcel", ParcelShipped, parcelTable, func(tx *store.Tx, from ParcelState, ev parcelEvent) (ParcelState, error) {
		p := Parcel{ID: "P1", State: from}
		err := stepParcel(tx, &p, ev, "")
		return p.State, err
	}}.all(t)
	machine[ManifestState, manifestEvent]{"manifest", ManifestShipped, manifestTable, func(tx *store.Tx, from ManifestState, ev manifestEvent) (ManifestState, error) {
		m := Manifest{ID: "M1", State: from}
		err := stepManifest(tx, &m, ev)
		return m.State, err
	}}.all(t)
	machine[WaveState, waveEvent]{"wave", WaveReleased, waveTable, func(tx *store.Tx, from WaveState, ev waveEvent) (WaveState, error) {
		w := Wave{ID: "W1", State: from}
		err := stepWave(tx, &w, ev)
		return w.State, err
	}}.all(t)
}
