package fulfilment

import (
	"fmt"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/statetest"
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

func (m machine[S, E]) shape() statetest.Machine[S, E] {
	return statetest.Machine[S, E]{Noun: m.noun, Last: m.last, Table: m.table}
}

// matrix tries every state with every event: it comes out where the table says, with an entry in the ledger, or is refused
// and changes nothing.
func (m machine[S, E]) matrix(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for from := S(0); from <= m.last; from++ {
		for _, ev := range m.shape().Events() {
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

func (m machine[S, E]) all(t *testing.T) {
	t.Run(m.noun, func(t *testing.T) {
		m.matrix(t)
		m.shape().Reached(t)
		m.shape().Diagram(t, "../testdata/states")
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
