package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

func pickExamples() []example {
	step := wire.TripStep{TaskStep: wire.TaskStep{Ref: wire.Ref{Order: "O-0000001-7", Line: 1}, SKU: "NUTS", Lot: "N-JUNE", From: "L:A-01-02", Location: "A-01-02",
		Quantity: 3, Slot: 1}, Expiry: "2026-06-30"}
	alike := step
	alike.Beware = []wire.Neighbour{{Why: "code.alike", Location: "A-01-03"}}
	trip := func(edit func(p *Pick)) *Pick {
		p := &Pick{errand: errand{Task: "T-0000012-1"}, Trip: &wire.Trip{Task: "T-0000012-1", Orders: []string{"O-0000001-7"}}, Steps: []wire.TripStep{step, alike}, Done: 1, Totes: map[int]string{}}
		edit(p)
		return p
	}
	return []example{
		{"claiming", &Pick{errand: errand{Claiming: true}}, ui.Note{}},
		{"nothing", &Pick{errand: errand{Nothing: true}}, ui.Note{}},
		{"go", trip(func(*Pick) {}), ui.Say(ui.Good, ui.T("pick.claimed", 3))},
		{"beware", trip(func(p *Pick) { p.Steps = p.Steps[1:] }), ui.Note{}},
		{"in-hand", trip(func(p *Pick) { p.Got, p.Scanned, p.Totes[1] = 3, 1, "T-1" }), ui.Say(ui.Good, ui.T("pick.in_hand", 3))},
		{"new-tote", trip(func(p *Pick) { p.Got, p.Scanned = 3, 1 }), ui.Note{}},
		{"cart", trip(func(p *Pick) { p.Trip.Orders, p.Got = []string{"O-1", "O-2"}, 3 }), ui.Note{}},
		{"empty", trip(func(p *Pick) { p.Got, p.Into = 3, "T-1" }), ui.Note{}},
		{"short-why", trip(func(p *Pick) { p.Short = &short{} }), ui.Note{}},
		{"short-left", trip(func(p *Pick) { p.Short = &short{Reason: "short.damaged"} }), ui.Note{}},
		{"short-hand", trip(func(p *Pick) { p.Got, p.Scanned, p.Short = 3, 1, &short{Hand: true} }), ui.Note{}},
		{"serial", trip(func(p *Pick) { p.Named = true }), ui.Say(ui.Calm, ui.T("recv.right_item"))},
		{"last-line", trip(func(p *Pick) { p.Steps = p.Steps[:1] }), ui.Say(ui.Warning, ui.T("pick.last_line"), ui.T("pick.short_hint"))},
		{"maybe-tote", trip(func(p *Pick) { p.Got, p.Scanned = 3, 3 }), ui.Say(ui.Warning, ui.T("scan.was_waybill", "SF1234567890123"), ui.T("pick.maybe_tote"))},
		{"swap", trip(func(p *Pick) { p.Swap = true }), ui.Note{}},
		{"why", trip(func(p *Pick) {
			p.Why = []ui.Text{ui.T("why.release", ui.T("why.units", "3", ui.T("why.reserved", "O-0000002-4")), ui.T("release.short"))}
		}), ui.Note{}},
		{"set-down", trip(func(p *Pick) { p.Steps, p.Filled = nil, []string{"T-1", "T-2"} }), ui.Say(ui.Good, ui.T("ok.picked"))},
		{"done", trip(func(p *Pick) { p.Steps = nil }), ui.Say(ui.Good, ui.T("pick.set_down_done", 1, "K-1"))},
	}
}

func otherExamples() []example {
	return []example{
		{"jobs", NewMenu([]string{"supervisor"}), ui.Say(ui.Good, ui.T("hello", "Li"))},
		{"resume", &Menu{Jobs: []string{"pick", "lookup"}, Mine: []wire.Task{{ID: "T-0000012-1", Kind: "pick"}}}, ui.Note{}},
		{"no-roles", &Menu{}, ui.Note{}},
		{"start", &Lookup{}, ui.Note{}},
		{"several", &Lookup{Code: "PO-7", Found: []wire.Meaning{{Kind: "purchase_order", ID: "PO-7"}, {Kind: "lot", ID: "PO-7"}}}, ui.Note{}},
		{"item", &Lookup{Code: "TEA", At: 1, Found: []wire.Meaning{{Kind: "item", ID: "TEA", SKU: "TEA", Name: "Green tea", NameZH: "绿茶",
			Balances: []wire.ClaimedStock{{Balance: wire.Balance{SKU: "TEA", OnHand: 20}, Location: "A-01-02", Available: 16}}}}}, ui.Say(ui.Good, ui.T("lookup.found", 1))},
	}
}
