package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/labels/gs1"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// order7 is a purchase order of plain, tracked, serial, weighed and sampled goods.
func order7() *delivery {
	return &delivery{Document: documentPO, Number: "PO-2026-000712", Supplier: "ACME", Expected: "2026-03-02", Over: 10, Lines: []deliveryLine{
		{Line: 1, SKU: "TEA", Ordered: 100, Received: 40}, {Line: 2, SKU: "NUTS", Ordered: 20}, {Line: 3, SKU: "VASE", Ordered: 4, Received: 4},
		{Line: 4, SKU: "PHONE", Ordered: 3}, {Line: 5, SKU: "HAM", Ordered: 5000}, {Line: 6, SKU: "SCREWS", Ordered: 900}, {Line: 7, SKU: "TEA", Ordered: 50}}}
}

// notice3 is an ASN that names lots and pallets.
func notice3() *delivery {
	return &delivery{Document: documentASN, Number: "ASN-3", Supplier: "ZEN", Expected: "2026-03-02", Lines: []deliveryLine{
		{Line: 1, SKU: "NUTS", Ordered: 12, Lot: "N-NEW", Expiry: "2026-08-20", LPN: "340123450000000017"},
		{Line: 2, SKU: "NUTS", Ordered: 8, Lot: "N-OLD", Expiry: "2026-07-20"}}}
}

func doneOrder() *delivery {
	v := order7()
	for i := range v.Lines {
		v.Lines[i].Received = v.Lines[i].Ordered
	}
	return v
}

func receiveExamples() []example {
	return []example{
		{"start", &Receive{}, ui.Note{}},
		{"finding", &Receive{Finding: &finding{Text: "PO-7"}}, ui.Note{}},
		{"missing", &Receive{Missing: &finding{Text: "4006381333931"}}, ui.Say(ui.Bad, ui.T("recv.tried"))},
		{"supplier", &Receive{Supplier: true}, ui.Note{}},
		{"several", &Receive{Found: []delivery{{Number: "PO-7", Supplier: "ACME", Expected: "2026-03-02"}, {Number: "ASN-3", Supplier: "ZEN", Expected: "2026-03-04"}}},
			ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))},
		{"lines", &Receive{Delivery: order7(), Dock: "D-1"}, ui.Say(ui.Good, ui.T("recv.opened", "PO-2026-000712"), ui.Plain("ACME"))},
		{"held-lot", &Receive{Delivery: notice3(), Held: scan.Attached{Lot: "N-NEW", Expiry: gs1.Date{Year: 2026, Month: 8, Day: 20}}}, ui.Say(ui.Good, ui.T("recv.now_item"))},
		{"pallet", &Receive{Delivery: order7(), Into: "340123450000000017"}, ui.Say(ui.Good, ui.T("recv.into", "340123450000000017"))},
		{"all-here", &Receive{Delivery: doneOrder()}, ui.Say(ui.Good, ui.T("recv.booked", 4, "VASE"))},
		{"list", &Receive{Delivery: order7(), List: []int{0, 1, 3, 4, 5, 6}}, ui.Note{}},
		{"lots", &Receive{Delivery: notice3(), List: []int{0, 1}}, ui.Note{}},
		{"strange", &Receive{Delivery: order7(), Strange: "(01)09521234543213"}, ui.Say(ui.Bad, ui.T("reason.scan.unknown"))},
		{"not-on", &Receive{Delivery: notice3()}, ui.Say(ui.Bad, ui.T("recv.not_on", "TEA", "ASN-3"), ui.T("recv.again_finds"))},
		{"leaving", &Receive{Delivery: order7(), Leaving: true}, ui.Note{}},
		{"sample", &Receive{Delivery: order7(), Sample: &sample{SKU: "VASE", Units: 2, At: "340123450000000017"}}, ui.Say(ui.Good, ui.T("recv.booked", 4, "VASE"))},
		{"unannounced", &Receive{Delivery: &delivery{Supplier: "ACME"}}, ui.Note{}},
	}
}

func receiveRunExamples() []example {
	at := func(v *delivery, g run) *Receive { return &Receive{Delivery: v, Run: &g} }
	return []example{
		{"counted", at(order7(), run{SKU: "TEA", Quantity: 60}), ui.Say(ui.Good, ui.T("recv.count", 60))},
		{"more-than-ordered", at(order7(), run{SKU: "TEA", Quantity: 112}), ui.Say(ui.Warning, ui.T("recv.count", 112), ui.T("recv.more_than_ordered", 2))},
		{"over", at(order7(), run{SKU: "TEA", Quantity: 1000, Over: true}), ui.Say(ui.Warning, ui.T("recv.over", 875), ui.T("recv.over_again"))},
		{"onto-lpn", &Receive{Delivery: order7(), Into: "340123450000000017", Run: &run{SKU: "TEA", Quantity: 60}}, ui.Say(ui.Good, ui.T("recv.count", 60))},
		{"new-lpn", at(order7(), run{SKU: "TEA", Quantity: 60}), ui.Say(ui.Warning, ui.T("recv.new_lpn", "PAL-9"), ui.T("prompt.scan_again"))},
		{"damaged", at(order7(), run{SKU: "TEA", Quantity: 5, Damaged: true}), ui.Say(ui.Warning, ui.T("recv.damaged_on"))},
		{"lot", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 1}), ui.Say(ui.Good, ui.T("recv.right_item"))},
		{"lot-announced", at(notice3(), run{SKU: "NUTS", Quantity: 1}), ui.Say(ui.Good, ui.T("recv.right_item"))},
		{"is-that-lot", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 1}), ui.Say(ui.Bad, ui.T("recv.is_that_lot"), ui.T("scan.was_location", "A-01-02"), ui.T("prompt.scan_again"))},
		{"expiry", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 1, Lot: "N-1"}), ui.Say(ui.Good, ui.T("recv.noted"))},
		{"expiry-announced", at(notice3(), run{SKU: "NUTS", Quantity: 1, Lot: "N-NEW"}), ui.Note{}},
		{"made", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 1, Lot: "N-1", Made: true}), ui.Note{}},
		{"differs", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 20, Lot: "N-1", Expiry: "2026-08-30", Known: "2026-08-31"}), ui.Note{}},
		{"short-life", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 20, Lot: "N-1", Expiry: "2026-03-20"}), ui.Note{}},
		{"tracked", at(order7(), run{SKU: "NUTS", Line: 1, Quantity: 20, Lot: "N-1", Expiry: "2026-08-30", Production: "2026-03-01"}), ui.Note{}},
		{"serial", at(order7(), run{SKU: "PHONE", Line: 3}), ui.Note{}},
		{"serials", at(order7(), run{SKU: "PHONE", Line: 3, Quantity: 2, Serials: []string{"S1", "S2"}}), ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain("S2"))},
		{"weight", at(order7(), run{SKU: "HAM", Line: 4}), ui.Note{}},
		{"announced-pallet", at(notice3(), run{SKU: "NUTS", Quantity: 12, Lot: "N-NEW", Expiry: "2026-08-20", LPN: "340123450000000017"}), ui.Say(ui.Good, ui.T("recv.as_announced"))},
		{"nobody-announced", at(&delivery{Supplier: "ACME"}, run{SKU: "TEA", Line: -1, Quantity: 12}), ui.Note{}},
	}
}

func waitingRuns() []wire.Balance {
	return []wire.Balance{{SKU: "VASE", Holder: "L:D-1", Status: "inspect", OnHand: 10},
		{SKU: "NUTS", Lot: "N-1", Expiry: "2026-08-30", Holder: "P:340123450000000017", Status: "inspect", OnHand: 6}}
}

func inspectExamples() []example {
	one := func(i Inspect) *Inspect {
		i.Waiting = waitingRuns()[1:]
		return &i
	}
	return []example{
		{"start", &Inspect{}, ui.Note{}},
		{"asking", &Inspect{At: "D-1"}, ui.Note{}},
		{"several", &Inspect{Waiting: waitingRuns()}, ui.Say(ui.Good, ui.T("inspect.runs", 2))},
		{"look", &Inspect{Waiting: waitingRuns(), Chosen: true}, ui.Say(ui.Good, ui.T("recv.right_item"))},
		{"look-lot", one(Inspect{}), ui.Note{}},
		{"sample", one(Inspect{Figures: true}), ui.Note{}},
		{"failed", one(Inspect{Figures: true, Step: stepFailed, Sample: 3}), ui.Note{}},
		{"defect", one(Inspect{Figures: true, Step: stepDefect, Sample: 3, Failed: 1}), ui.Note{}},
		{"passed", one(Inspect{Figures: true, Step: stepPassed, Sample: 3, Failed: 1, Defect: "broken"}), ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("inspect.waiting", 5))},
		{"quarantine", one(Inspect{Figures: true, Step: stepQuarantine, Sample: 3, Failed: 1, Passed: 5, Defect: "broken"}),
			ui.Say(ui.Bad, ui.T("reason.scan.wrong_location"), ui.T("inspect.no_quarantine", "A-01-02"))},
	}
}

func dockLoads() []load {
	return []load{{LPN: "340123450000000017", Runs: []wire.Balance{{SKU: "TEA", Holder: "P:340123450000000017", Status: "available", OnHand: 40}}},
		{Runs: []wire.Balance{{SKU: "NUTS", Lot: "N-1", Holder: "L:D-1", Status: "available", OnHand: 6}}},
		{Runs: []wire.Balance{{SKU: "NUTS", Lot: "N-2", Holder: "L:D-1", Status: "available", OnHand: 4}}},
		{Runs: []wire.Balance{{SKU: "TEA", Holder: "L:D-1", Status: "damaged", OnHand: 2}}}}
}

func putawayExamples() []example {
	to := []placeHint{{"A-01-02", 40}, {"A-01-03", 40}}
	loads := dockLoads()
	return []example{
		{"start", &Putaway{}, ui.Note{}},
		{"asking", &Putaway{Asked: "D-1"}, ui.Note{}},
		{"how", &Putaway{From: "D-1", Choose: true, Loads: loads}, ui.Say(ui.Good, ui.T("putaway.opened", 4))},
		{"all", &Putaway{From: "D-1", All: true, Loads: loads}, ui.Say(ui.Warning, ui.T("putaway.all_sure", "D-1", "B-01-01"), ui.T("prompt.scan_again"))},
		{"take-lpn", &Putaway{From: "D-1", Loads: loads, Places: to}, ui.Note{}},
		{"lpn", &Putaway{Loads: loads[:1], Took: true, Places: to}, ui.Say(ui.Bad, ui.T("reason.scan.wrong_location"), ui.T("putaway.no_shelf", "K-1"))},
		{"unpack", &Putaway{Loads: loads[:1], Took: true, Places: to, Unpack: true}, ui.Say(ui.Calm, ui.T("putaway.unpacking"))},
		{"mixed", &Putaway{Loads: []load{{LPN: "PAL-1", Runs: []wire.Balance{loads[1].Runs[0], loads[2].Runs[0]}}}, Took: true, Places: to}, ui.Note{}},
		{"take-goods", &Putaway{From: "D-1", Loads: loads[1:], Done: 1, Places: to}, ui.Say(ui.Good, ui.T("putaway.put", "A-01-02"))},
		{"goods", &Putaway{From: "D-1", Loads: loads[1:], Done: 1, Took: true, Units: 4, Places: to},
			ui.Say(ui.Warning, ui.T("putaway.not_suggested", "A-01-03", "A-01-02"), ui.T("prompt.scan_again"))},
		{"which-lot", &Putaway{From: "D-1", Loads: loads, Which: []int{1, 2}}, ui.Note{}},
		{"damaged", &Putaway{From: "D-1", Loads: loads[3:], Done: 3, Took: true, Without: true}, ui.Note{}},
		{"offline", &Putaway{Loads: []load{{LPN: "PAL-1"}}, Took: true, Without: true}, ui.Say(ui.Warning, ui.T("putaway.offline"))},
		{"stays", &Putaway{From: "D-1", Loads: loads, Choose: true, Stays: []stay{{"VASE", 3, "inspect.waiting"}, {"T-1", 2, "tote.in_use"}, {"NUTS", 2, "location.no_such"}}}, ui.Note{}},
	}
}
