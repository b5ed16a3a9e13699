package inventory

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/statetest"
	"example.com/tote/inventory/store"
)

// machine is a state machine under test: its states in life order after the beginning, its table, and its one writer.
type machine[S interface {
	~byte
	fmt.Stringer
}, E ~string] struct {
	noun  string
	born  S // the state it is stored in first, if no event brings it there
	last  S
	table map[S]map[E]S
	step  func(tx *store.Tx, from S, ev E) (S, error)
}

func (m machine[S, E]) shape() statetest.Machine[S, E] {
	return statetest.Machine[S, E]{Noun: m.noun, Born: m.born, Last: m.last, Table: m.table}
}

// matrix tries every state with every event: it comes out where the table says, with an entry in the ledger, or is refused
// and changes nothing.
func (m machine[S, E]) matrix(t *testing.T) {
	h := newHouse(t)
	h.forged = true
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
				for e := range Ledger(r, after) {
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
	machine[TaskState, TaskEvent]{"task", 0, TaskCancelled, taskTable, func(tx *store.Tx, from TaskState, ev TaskEvent) (TaskState, error) {
		k := Task{ID: "T1", State: from}
		err := stepTask(tx, &k, ev, "")
		return k.State, err
	}}.all(t)
	machine[PrintState, PrintEvent]{"printjob", 0, PaperCancelled, printTable, func(tx *store.Tx, from PrintState, ev PrintEvent) (PrintState, error) {
		j := PrintJob{PrintKey: PrintKey{WaybillDocument, "P-1", 1}, State: from}
		err := stepPrint(tx, &j, ev, "")
		return j.State, err
	}}.all(t)
	machine[ReslottingState, ReslottingEvent]{"reslotting", 0, ReslotFailed, reslottingTable, func(tx *store.Tx, from ReslottingState, ev ReslottingEvent) (ReslottingState, error) {
		p := Reslotting{ID: "Y1", State: from}
		err := stepReslotting(tx, &p, ev, "")
		return p.State, err
	}}.all(t)
	machine[TransferState, TransferEvent]{"transfer", 0, TransferCancelled, transferTable, func(tx *store.Tx, from TransferState, ev TransferEvent) (TransferState, error) {
		k := Transfer{ID: "X1", State: from}
		err := stepTransfer(tx, &k, ev, "")
		return k.State, err
	}}.all(t)
	machine[ToteState, ToteEvent]{"tote", ToteFree, ToteClosed, toteTable, func(tx *store.Tx, from ToteState, ev ToteEvent) (ToteState, error) {
		l := LPN{ID: "T1", Kind: ToteLPN, State: from}
		err := stepTote(tx, &l, ev, "")
		return l.State, err
	}}.all(t)
}

func TestOnlyATotesStateIsStepped(t *testing.T) {
	h := newHouse(t)
	err := h.try(func(tx *store.Tx) error {
		return stepTote(tx, &LPN{ID: "P1", Kind: PalletLPN, State: ToteFree}, ToteBind, "")
	})
	if fault.ReasonOf(err) != "tote.state" {
		t.Errorf("got %v, want tote.state", err)
	}
}
