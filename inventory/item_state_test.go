package inventory

import (
	"fmt"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/statetest"
	"example.com/tote/inventory/store"
)

// The whole matrix: every state with every event is either in the table and comes out where it says, with an entry in the
// ledger exactly if the state changed, or is refused and leaves the item as it was.
func TestItemStateMatrix(t *testing.T) {
	for _, from := range itemStates {
		for e := itemCreate; e <= itemReopen; e++ {
			to, allowed := itemTable[itemStep{from, e}]
			w := newMasterStore(t)
			it := item.Item{SKU: "A", State: from}
			var err error
			w.must(store.Company, func(tx *store.Tx) error {
				err = stepItem(tx, &it, e, "because")
				return nil
			})
			entries := w.entries(store.Company)
			switch {
			case !allowed:
				if fault.ReasonOf(err) != "item.state" || it.State != from || len(entries) != 0 {
					t.Errorf("%q + %s: got %v, state %s, %d entries; want it refused without a trace", from, e, err, it.State, len(entries))
				}
			case from == to:
				if err != nil || it.State != to || len(entries) != 0 {
					t.Errorf("%s + %s: got %v, state %s, %d entries; want nothing to change", from, e, err, it.State, len(entries))
				}
			default:
				got := ""
				if len(entries) == 1 {
					n := entries[0]
					got = fmt.Sprint(n.Noun, " ", n.ID, " ", n.FromState, ">", n.ToState, " ", n.Event, " ", n.Reason)
				}
				want := fmt.Sprint("item A ", from, ">", to, " ", e, " because")
				if err != nil || it.State != to || got != want {
					t.Errorf("%q + %s: got %v, %q; want %q", from, e, err, got, want)
				}
			}
		}
	}
}

func TestItemStatesAreReachedAndDrawn(t *testing.T) {
	table := map[item.State]map[string]item.State{}
	for at, to := range itemTable {
		if table[at.from] == nil {
			table[at.from] = map[string]item.State{}
		}
		table[at.from][at.event.String()] = to
	}
	m := statetest.Machine[item.State, string]{Noun: "item", Last: item.Retired, Table: table}
	m.Reached(t)
	m.Diagram(t, diagrams)
	if len(itemStates) != int(item.Retired)+1 {
		t.Errorf("got %d states in the machine, want the %d of package item and the beginning", len(itemStates), item.Retired)
	}
}
