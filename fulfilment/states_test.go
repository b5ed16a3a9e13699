package fulfilment

import (
	"fmt"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/statetest"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// steps is a hall of its own to step a state machine in.
func steps(t *testing.T) statetest.House {
	h := newHall(t, storetest.Memory)
	return statetest.House{Do: h.do, Last: func(from uint64) (last string) {
		h.look(func(r store.Reader) { last = lastStep(r, from) })
		return last
	}}
}

// lastStep tells the ledger's newest entry from a number on.
func lastStep(r store.Reader, from uint64) (last string) {
	for e, err := range inventory.Ledger(r, from) {
		last = fmt.Sprint(e.Noun, " ", e.ID, " ", e.FromState, ">", e.ToState, " ", e.Event, " ", e.Reason)
		if err != nil {
			last = err.Error()
		}
	}
	return last
}

const diagrams = "../testdata/states"

func TestStates(t *testing.T) {
	t.Run("order", func(t *testing.T) {
		statetest.Machine[OrderState, orderEvent]{Noun: "order", ID: "O1", Last: OrderCancelled, Table: orderTable, Why: "because",
			Step: func(tx *store.Tx, from OrderState, ev orderEvent) (OrderState, error) {
				o := Order{ID: "O1", State: from}
				err := stepOrder(tx, &o, ev, "because")
				return o.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("parcel", func(t *testing.T) {
		statetest.Machine[ParcelState, parcelEvent]{Noun: "parcel", ID: "P1", Last: ParcelShipped, Table: parcelTable, Why: "because",
			Step: func(tx *store.Tx, from ParcelState, ev parcelEvent) (ParcelState, error) {
				p := Parcel{ID: "P1", State: from}
				err := stepParcel(tx, &p, ev, "because")
				return p.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("manifest", func(t *testing.T) {
		statetest.Machine[ManifestState, manifestEvent]{Noun: "manifest", ID: "M1", Last: ManifestShipped, Table: manifestTable,
			Step: func(tx *store.Tx, from ManifestState, ev manifestEvent) (ManifestState, error) {
				m := Manifest{ID: "M1", State: from}
				err := stepManifest(tx, &m, ev)
				return m.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("wave", func(t *testing.T) {
		statetest.Machine[WaveState, waveEvent]{Noun: "wave", ID: "W1", Last: WaveReleased, Table: waveTable,
			Step: func(tx *store.Tx, from WaveState, ev waveEvent) (WaveState, error) {
				w := Wave{ID: "W1", State: from}
				err := stepWave(tx, &w, ev)
				return w.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("intake", func(t *testing.T) {
		e := newEnds(t)
		company := statetest.House{Do: e.company, Last: func(from uint64) (last string) {
			e.look(store.Company, func(r store.Reader) { last = lastStep(r, from) })
			return last
		}}
		statetest.Machine[IntakeState, intakeEvent]{Noun: "intake", ID: "O-1", Refused: "order.state", Last: IntakeCancelled, Table: intakeTable, Why: "because",
			Step: func(tx *store.Tx, from IntakeState, ev intakeEvent) (IntakeState, error) {
				in := Intake{ID: "O-1", State: from}
				err := stepIntake(tx, &in, ev, "because")
				return in.State, err
			}}.All(t, company, diagrams)
	})
}

func TestIntakeStatesAreReadBack(t *testing.T) {
	for s := IntakeAccepting; s <= IntakeCancelled; s++ {
		if got := IntakeStateOf(s.String()); got != s {
			t.Errorf("state %d %q is read back as %d", s, s, got)
		}
	}
	if IntakeStateOf("") != 0 || IntakeStateOf("?") != 0 {
		t.Error("an unknown word is a state")
	}
}
