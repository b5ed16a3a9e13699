package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

func moveExamples() []example {
	runs := []wire.Balance{{SKU: "TEA", Holder: "L:A-01-02", Status: "available", OnHand: 20, Reserved: 4}, {SKU: "NUTS", Lot: "N-JUNE", Holder: "L:A-01-02", OnHand: 6}}
	at := func(edit func(m *Move)) *Move {
		m := &Move{From: "L:A-01-02", Runs: runs, LPNs: []string{"PAL-1"}}
		edit(m)
		return m
	}
	tea := handful{SKU: "TEA", Status: "available", Units: 16, Scanned: 1, There: 20, Free: 16}
	nuts := handful{SKU: "NUTS", Lot: "N-JUNE", Status: "damaged", Units: 6, There: 6, Free: 6}
	in := wire.Move{From: "L:A-01-02", SKU: "TEA", Quantity: 20, To: "L:B-01-01"}
	return []example{
		{"start", &Move{}, ui.Say(ui.Good, ui.T("move.done", ui.T("move.goods", 16, "TEA"), "B-01-01"))},
		{"asking", &Move{Asked: "L:A-01-02"}, ui.Note{}},
		{"place", at(func(*Move) {}), ui.Say(ui.Good, ui.T("move.opened", "A-01-02"))},
		{"lpn", &Move{LPN: "340123450000000017", Runs: runs}, ui.Say(ui.Good, ui.T("move.opened", "340123450000000017"))},
		{"offline", &Move{From: "L:A-01-02", Unknown: true}, ui.Say(ui.Warning, ui.T("putaway.offline"))},
		{"offline-lot", &Move{From: "L:A-01-02", Unknown: true, Hand: &handful{SKU: "NUTS", Units: 1, Scanned: 1}}, ui.Note{}},
		{"hand", at(func(m *Move) { m.Hand = &tea }), ui.Say(ui.Good, ui.T("pick.in_hand", 16))},
		{"hand-damaged", at(func(m *Move) { m.Hand = &nuts }), ui.Note{}},
		{"which", at(func(m *Move) { m.Which = []handful{tea, nuts} }), ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))},
		{"all", at(func(m *Move) { m.All = true }), ui.Say(ui.Warning, ui.T("putaway.all_sure", "A-01-02", "B-01-01"), ui.T("prompt.scan_again"))},
		{"onto", at(func(m *Move) { m.Hand, m.Again = &tea, "PAL-9" }), ui.Say(ui.Warning, ui.T("move.onto", "PAL-9"), ui.T("prompt.scan_again"))},
		{"odd", at(func(m *Move) { m.Hand, m.Odd = &tea, &wire.Surprise{} }), ui.Note{}},
		{"odd-what", at(func(m *Move) { m.Hand, m.Odd = &tea, &wire.Surprise{At: "B-01-01"} }), ui.Note{}},
		{"odd-noted", at(func(m *Move) { m.Hand, m.Odd = &tea, &wire.Surprise{At: "B-01-01", What: "full"} }), ui.Say(ui.Good, ui.T("odd.noted", "B-01-01"))},
		{"reserved", &Move{Back: []refusedMove{{In: in, Why: []ui.Text{ui.T("reason.stock.reserved")}, Reserved: true}}}, ui.Say(ui.Bad, ui.T("refused.title", ui.T("task.move")))},
		{"rules", &Move{Back: []refusedMove{{In: in, Why: []ui.Text{ui.T("reason.location.weight")}, Rules: true}}}, ui.Note{}},
		{"stays", &Move{Stays: []stay{{What: "VASE", Units: 3, Reason: "inspect.waiting"}}}, ui.Note{}},
	}
}
