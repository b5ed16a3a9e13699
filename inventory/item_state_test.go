package inventory

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
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

func TestEveryItemStateIsReached(t *testing.T) {
	reached := map[item.State]bool{0: true}
	for range itemStates {
		for s, to := range itemTable {
			if reached[s.from] {
				reached[to] = true
			}
		}
	}
	for _, s := range itemStates {
		if !reached[s] {
			t.Errorf("no way leads to %s", s)
		}
	}
	if len(itemStates) != int(item.Retired)+1 {
		t.Errorf("got %d states in the machine, want the %d of package item and the beginning", len(itemStates), item.Retired)
	}
}

// The diagram is what people discuss; run with TOTE_UPDATE=1 to write it anew after a change of the table.
func TestItemStateDiagram(t *testing.T) {
	const path = "../testdata/states/item.txt"
	var b strings.Builder
	for _, from := range itemStates {
		for e := itemCreate; e <= itemReopen; e++ {
			if to, ok := itemTable[itemStep{from, e}]; ok {
				name := from.String()
				if from == 0 {
					name = "*"
				}
				fmt.Fprintf(&b, "%-9s --%s--> %s\n", name, e, to)
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
