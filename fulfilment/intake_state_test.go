package fulfilment

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

var intakeEvents = []intakeEvent{intakeOpen, intakeWait, intakeAssign, intakeAsk, intakeKeep, intakeShip, intakeCancel}

// The whole matrix: every state with every event either comes out where the table says, with an entry in the ledger, or is
// refused and leaves the order as it was.
func TestIntakeStateMatrix(t *testing.T) {
	e := newEnds(t)
	for from := IntakeState(0); from <= IntakeCancelled; from++ {
		for _, ev := range intakeEvents {
			in := Intake{ID: "O-1", State: from}
			var err error
			var before, after uint64
			e.company(func(tx *store.Tx) error {
				before = store.Tail(tx)
				err = stepIntake(tx, &in, ev, "because")
				after = store.Tail(tx)
				return nil
			})
			to, allowed := intakeTable[from][ev]
			if !allowed {
				if endsReason(err) != "order.state" || in.State != from || after != before {
					t.Errorf("%q + %s: got %v, %s, %d entries; want it refused without a trace", from, ev, err, in.State, after-before)
				}
				continue
			}
			got := ""
			e.look(store.Company, func(r store.Reader) {
				for n, lerr := range inventory.Ledger(r, after) {
					got = fmt.Sprint(n.Noun, " ", n.ID, " ", n.FromState, ">", n.ToState, " ", n.Event, " ", n.Reason, lerr)
				}
			})
			if want := fmt.Sprint("intake O-1 ", from, ">", to, " ", ev, " because", nil); err != nil || in.State != to || got != want {
				t.Errorf("%q + %s: got %v, %q; want %q", from, ev, err, got, want)
			}
		}
	}
}

func TestEveryIntakeStateIsReachedAndNamed(t *testing.T) {
	reached := map[IntakeState]bool{0: true}
	for range intakeStates {
		for from, row := range intakeTable {
			for _, to := range row {
				reached[to] = reached[to] || reached[from]
			}
		}
	}
	for s := IntakeAccepting; s <= IntakeCancelled; s++ {
		if !reached[s] || s.String() == "" || IntakeStateOf(s.String()) != s {
			t.Errorf("state %d %q is reached: %t; read back it is %d", s, s, reached[s], IntakeStateOf(s.String()))
		}
	}
	if IntakeStateOf("") != 0 || IntakeStateOf("?") != 0 {
		t.Error("an unknown word is a state")
	}
}

// The diagram is what people discuss; run with TOTE_UPDATE=1 to write it anew after a change of the table.
func TestIntakeStateDiagram(t *testing.T) {
	const path = "../testdata/states/intake.txt"
	var b strings.Builder
	for from := IntakeState(0); from <= IntakeCancelled; from++ {
		for _, ev := range intakeEvents {
			if to, ok := intakeTable[from][ev]; ok {
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
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
