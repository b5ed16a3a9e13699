package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// refills is a trip of two: tea off a pallet to A-01-03, nuts of a lot to A-01-04.
func refills(edit func(r *Replenish)) *Replenish {
	tea := wire.TripStep{TaskStep: wire.TaskStep{SKU: "TEA", From: "P:PAL-1", Location: "B-01-01", Quantity: 24, Refill: "F-0000001-7", To: "A-01-03"}, LPN: "PAL-1", Urgent: true, Why: "reserved"}
	nuts := wire.TripStep{TaskStep: wire.TaskStep{SKU: "NUTS", Lot: "N-JUNE", From: "L:A-01-02", Location: "A-01-02", Quantity: 6, Refill: "F-0000002-4", To: "A-01-04"},
		Expiry: "2026-06-30", Why: "below_min"}
	r := &Replenish{errand: errand{Task: "T-0000012-1"}, Trip: &wire.Trip{Task: "T-0000012-1", Kind: "replenish", Total: 2}, Steps: []wire.TripStep{tea, nuts}}
	edit(r)
	return r
}

func replenishExamples() []example {
	onCart := func(r *Replenish, n int) {
		for _, s := range r.Steps[:n] {
			r.Cart = append(r.Cart, carried{TripStep: s, Got: s.Quantity})
		}
		r.Steps = r.Steps[n:]
	}
	return []example{
		{"claiming", &Replenish{errand: errand{Claiming: true}}, ui.Note{}},
		{"nothing", &Replenish{errand: errand{Nothing: true, Zone: "A"}}, ui.Note{}},
		{"go", refills(func(*Replenish) {}), ui.Say(ui.Good, ui.T("repl.claimed", 2))},
		{"placed", refills(func(r *Replenish) { r.Placed = true }), ui.Say(ui.Good, ui.T("scan.right_place"))},
		{"in-hand", refills(func(r *Replenish) { r.Placed, r.Got, r.Scanned = true, 24, 1 }), ui.Say(ui.Good, ui.T("pick.in_hand", 24))},
		{"last-in-hand", refills(func(r *Replenish) { r.Steps = r.Steps[:1]; r.Placed, r.Got = true, 24 }), ui.Note{}},
		{"why", refills(func(r *Replenish) { r.Placed, r.Got, r.Less = true, 20, true }), ui.Say(ui.Warning, ui.T("repl.fewer", 20, 24))},
		{"how-many", refills(func(r *Replenish) { r.Placed, r.Less, r.Reason = true, true, "short.damaged" }), ui.Note{}},
		{"cart", refills(func(r *Replenish) { onCart(r, 1) }), ui.Note{}},
		{"face", refills(func(r *Replenish) { onCart(r, 2) }), ui.Note{}},
		{"face-and-more", refills(func(r *Replenish) { onCart(r, 1); r.Setting = true }), ui.Note{}},
		{"full", refills(func(r *Replenish) { onCart(r, 2); r.Filling = true }), ui.Note{}},
		{"rest", refills(func(r *Replenish) { onCart(r, 2); r.Cart[0].Full = true }), ui.Say(ui.Good, ui.T("repl.put", 12, "TEA", "A-01-03"))},
		{"done", refills(func(r *Replenish) { r.Steps, r.Done = nil, 2 }), ui.Say(ui.Good, ui.T("repl.put", 6, "NUTS", "A-01-04"))},
	}
}
