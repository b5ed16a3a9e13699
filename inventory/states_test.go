package inventory

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/statetest"
	"example.com/tote/inventory/store"
)

// steps is a house of its own to step a state machine in.
func steps(t *testing.T) statetest.House {
	h := newHouse(t)
	h.forged = true
	return statetest.House{Do: h.do, Last: func(from uint64) (last string) {
		h.look(func(r store.Reader) {
			for e, err := range Ledger(r, from) {
				last = fmt.Sprint(e.Noun, " ", e.ID, " ", e.FromState, ">", e.ToState, " ", e.Event, " ", e.Reason)
				if err != nil {
					last = err.Error()
				}
			}
		})
		return last
	}}
}

const diagrams = "../testdata/states"

func TestStates(t *testing.T) {
	t.Run("task", func(t *testing.T) {
		statetest.Machine[TaskState, TaskEvent]{Noun: "task", ID: "T1", Last: TaskCancelled, Table: taskTable, Why: "because",
			Step: func(tx *store.Tx, from TaskState, ev TaskEvent) (TaskState, error) {
				v := Task{ID: "T1", State: from}
				err := stepTask(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("printjob", func(t *testing.T) {
		statetest.Machine[PrintState, PrintEvent]{Noun: "printjob", ID: PrintKey{WaybillDocument, "P-1", 1}.String(), Last: PaperCancelled, Table: printTable, Why: "because",
			Step: func(tx *store.Tx, from PrintState, ev PrintEvent) (PrintState, error) {
				v := PrintJob{PrintKey: PrintKey{WaybillDocument, "P-1", 1}, State: from}
				err := stepPrint(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("reslotting", func(t *testing.T) {
		statetest.Machine[ReslottingState, ReslottingEvent]{Noun: "reslotting", ID: "Y1", Last: ReslotFailed, Table: reslottingTable, Why: "because",
			Step: func(tx *store.Tx, from ReslottingState, ev ReslottingEvent) (ReslottingState, error) {
				v := Reslotting{ID: "Y1", State: from}
				err := stepReslotting(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("transfer", func(t *testing.T) {
		statetest.Machine[TransferState, TransferEvent]{Noun: "transfer", ID: "X1", Last: TransferCancelled, Table: transferTable, Why: "because",
			Step: func(tx *store.Tx, from TransferState, ev TransferEvent) (TransferState, error) {
				v := Transfer{ID: "X1", State: from}
				err := stepTransfer(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("tote", func(t *testing.T) {
		statetest.Machine[ToteState, ToteEvent]{Noun: "tote", ID: "T1", Born: ToteFree, Last: ToteClosed, Table: toteTable, Why: "because",
			Step: func(tx *store.Tx, from ToteState, ev ToteEvent) (ToteState, error) {
				v := LPN{ID: "T1", Kind: ToteLPN, State: from}
				err := stepTote(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("refill", func(t *testing.T) {
		statetest.Machine[RefillState, RefillEvent]{Noun: "refill", ID: "F1", Last: RefillCancelled, Table: refillTable, Why: "because",
			Step: func(tx *store.Tx, from RefillState, ev RefillEvent) (RefillState, error) {
				v := Refill{ID: "F1", State: from}
				err := stepRefill(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("override", func(t *testing.T) {
		statetest.Machine[SupplyOverrideState, SupplyOverrideEvent]{Noun: "override", ID: "A1", Last: OverrideLifted, Table: overrideTable, Why: "because",
			Step: func(tx *store.Tx, from SupplyOverrideState, ev SupplyOverrideEvent) (SupplyOverrideState, error) {
				v := SupplyOverride{SKU: "A1", State: from}
				err := stepSupplyOverride(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
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
