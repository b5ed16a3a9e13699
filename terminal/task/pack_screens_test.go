package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// picture is a carton's, as the service draws it.
const picture = "BOX 300 x 250 x 260 mm\nheight 0 mm\n+--------------------------------------+\n|AAAAAAAAAAAAABBBBBBBBBBBBB............|\n" +
	"|AAAAAAAAAAAAABBBBBBBBBBBBB............|\n+--------------------------------------+\nA TEA, height up\nB NUTS, height up fragile\n"

// packList is an order in two totes: tea of one line in both, nuts of two lots, a phone.
func packList() *wire.PackList {
	return &wire.PackList{Order: "O-0000001-7", State: "released", Totes: []string{"T-1", "T-2"}, Units: []wire.ToPack{
		{Line: 1, SKU: "TEA", Quantity: 3, Tote: "T-1"}, {Line: 1, SKU: "TEA", Quantity: 1, Tote: "T-2"}, {Line: 2, SKU: "NUTS", Lot: "N-JUNE", Quantity: 2, Tote: "T-1"},
		{Line: 2, SKU: "NUTS", Lot: "N-AUG", Quantity: 1, Tote: "T-2"}, {Line: 3, SKU: "PHONE", Quantity: 1, Tote: "T-1"}},
		Cartons: []wire.CartonPlan{{Code: "BOX", Pieces: 8, Gross: 1500, Picture: picture}, {Code: "BAG", Pieces: 1}}}
}

// inParcel is everything of packList, scanned.
func inParcel() []wire.Unit {
	return []wire.Unit{{Line: 1, SKU: "TEA", Quantity: 4}, {Line: 2, SKU: "NUTS", Lot: "N-JUNE", Quantity: 2}, {Line: 2, SKU: "NUTS", Lot: "N-AUG", Quantity: 1},
		{Line: 3, SKU: "PHONE", Quantity: 1, Serials: []string{"SN-1"}}}
}

func packing(edit func(p *Pack)) *Pack {
	p := &Pack{Code: "T-1", At: "K-1", List: packList()}
	edit(p)
	return p
}

func packExamples() []example {
	teas := []wire.Unit{{Line: 1, SKU: "TEA", Quantity: 3}}
	return []example{
		{"bench", &Pack{}, ui.Note{}},
		{"start", &Pack{At: "K-1"}, ui.Say(ui.Good, ui.T("pack.at", "K-1"))},
		{"asking", &Pack{At: "K-1", Code: "T-1"}, ui.Note{}},
		{"units", packing(func(*Pack) {}), ui.Say(ui.Good, ui.T("pack.units", 8))},
		{"some-in", packing(func(p *Pack) { p.In, p.List.Open = teas, 2 }), ui.Say(ui.Good, ui.T("pack.in", 3, 8))},
		{"wrong-lot", packing(func(p *Pack) { p.In = teas }), ui.Say(ui.Bad, ui.T("reason.scan.wrong_lot"), ui.T("scan.was_lot", "N-MAY"), ui.T("label.wanted", "N-JUNE, N-AUG"))},
		{"lot", packing(func(p *Pack) { p.Half = &packHalf{SKU: "NUTS", Units: 1} }), ui.Note{}},
		{"serial", packing(func(p *Pack) { p.Half = &packHalf{SKU: "PHONE", Units: 1} }), ui.Note{}},
		{"aside", packing(func(p *Pack) {
			p.In, p.Aside = teas, []packAside{{packRun{2, "NUTS", "N-JUNE"}, "lot.short_life"}}
		}), ui.Say(ui.Bad, ui.T("reason.at", ui.T("pack.named", ui.Named("Mixed nuts", "混合坚果"), "N-JUNE"), ui.T("reason.lot.short_life")))},
		{"all-in-close", packing(func(p *Pack) { p.In, p.Carton, p.Boxed = inParcel(), "BOX", true }), ui.Say(ui.Good, ui.T("pack.in", 8, 8))},
		{"carton", packing(func(p *Pack) { p.In, p.Choose = inParcel(), true }), ui.Say(ui.Good, ui.T("pack.in", 8, 8))},
		{"carton-part", packing(func(p *Pack) { p.In, p.Choose, p.Part = teas, true, true }), ui.Note{}},
		{"carton-own", packing(func(p *Pack) {
			p.In, p.Choose, p.List.Cartons = inParcel(), true, []wire.CartonPlan{{Pieces: 8}}
		}), ui.Note{}},
		{"carton-unplanned", packing(func(p *Pack) { p.In, p.Choose, p.List.Cartons = inParcel(), true, nil }), ui.Note{}},
		{"resumed", packing(func(p *Pack) { p.Booked, p.Parcel, p.Carton, p.Boxed = teas, "P-0000001-3", "BOX", true }),
			ui.Say(ui.Warning, ui.T("pack.resumed", "P-0000001-3"), ui.T("pack.holds", 3))},
	}
}

func weighExamples() []example {
	at := func(w weighing) *Pack {
		return packing(func(p *Pack) { p.Parcel, p.Booked, p.Due, p.Scale = "P-0000001-3", inParcel(), 1500, &w })
	}
	why := (&Pack{Booked: inParcel()}).suspects(testDesk(), []wire.Detail{{Where: "P-0000001-3", Reason: "weight.expected", Want: 1500, Have: 1300},
		{Where: "line 2", Reason: "weight.missing", Want: 2, Have: 1}, {Where: "BOX", Reason: "weight.carton", Want: 1}})
	off := weighing{Tries: []wire.Try{{Grams: 1300}}, Last: &wire.Weigh{Grams: 1300}, Why: why}
	reason, picked := off, off
	reason.Reason, picked.Picked = true, "weigh.wet_carton"
	return []example{
		{"weigh", at(weighing{}), ui.Say(ui.Good, ui.T("ok.packed"), ui.T("pack.parcel_made", "P-0000001-3"))},
		{"weigh-off", at(off), ui.Say(ui.Bad, ui.T("reason.weight.outside"))},
		{"weigh-reason", at(reason), ui.Note{}},
		{"weigh-supervisor", at(picked), ui.Say(ui.Bad, ui.T("reason.weight.override"))},
	}
}

func labelExamples() []example {
	at := func(l labelling) *Pack {
		return packing(func(p *Pack) { p.Parcel, p.Label = "P-0000001-3", &l })
	}
	got := &wire.Labelled{Parcel: "P-0000001-3", State: "labelled", Carrier: "SF", Waybill: "SF1000000001", Print: "waybill/P-0000001-3/1", Printer: "Z1"}
	nowhere := *got
	nowhere.Printer = ""
	paper := troubles(printLook{wire.PrintJob{State: "rendered"}, wire.PrinterStatus{State: "not_ready", Reasons: []wire.PrinterReason{{Reason: "printer.paper_out"}}}})
	held := troubles(printLook{wire.PrintJob{State: "rendered"}, wire.PrinterStatus{State: "paused", Reasons: []wire.PrinterReason{{Reason: "printer.held_by_person", Text: "cleaning"}}}})
	lost := troubles(printLook{wire.PrintJob{State: "unknown", Trouble: "print.broken_off"}, wire.PrinterStatus{}})
	return []example{
		{"label-none", at(labelling{}), ui.Say(ui.Bad, ui.T("reason.waybill.exhausted"), ui.T("label.try_again"))},
		{"label-own", at(labelling{Own: true}), ui.Say(ui.Warning, ui.T("reason.waybill.missing"))},
		{"label", at(labelling{Got: got}), ui.Say(ui.Good, ui.T("label.made"))},
		{"label-nowhere", at(labelling{Got: &nowhere}), ui.Say(ui.Warning, ui.T("label.no_printer"), ui.T("label.elsewhere_hint"))},
		{"label-paper-out", at(labelling{Got: got, Trouble: paper}), ui.Say(ui.Bad, ui.T("label.not_out"))},
		{"label-paused", at(labelling{Got: got, Trouble: held}), ui.Say(ui.Bad, ui.T("label.not_out"))},
		{"label-unknown", at(labelling{Got: got, Trouble: lost}), ui.Say(ui.Bad, ui.T("label.not_out"))},
		{"label-wrong", at(labelling{Got: got}), ui.Say(ui.Bad, ui.T("reason.scan.wrong_waybill"), ui.T("label.of", "P-0000002-1", "O-0000002-4"))},
		{"label-again", at(labelling{Got: got, Why: true}), ui.Note{}},
	}
}

func loadExamples() []example {
	on := Load{Asked: true, Manifest: "M-0000001-5", Carrier: "SF", Dock: "OUT-1", Parcels: 41, Grams: 32_800, Scanned: []string{"SF1000000001"}}
	waiting, off, ending := on, on, on
	waiting.Sent = []string{"SF1000000002", "SF1000000003"}
	off.Off = []string{"SF1000000002", "P-0000007-2"}
	ending.Ending = true
	return []example{
		{"start", &Load{}, ui.Note{}},
		{"choose", &Load{Asked: true, Dock: "OUT-1", Open: []wire.Manifest{{ID: "M-0000001-5", Carrier: "SF", Dock: "OUT-1", Parcels: 41}, {ID: "M-0000002-3", Carrier: "YTO", Dock: "OUT-1"}}}, ui.Note{}},
		{"first", &Load{Asked: true, Carrier: "SF", Sent: []string{"SF1000000001"}}, ui.Say(ui.Good, ui.Plain("SF1000000001"))},
		{"loading", &on, ui.Say(ui.Good, ui.Plain("SF1000000001"))},
		{"waiting", &waiting, ui.Say(ui.Warning, ui.T("load.not_yet", 2))},
		{"off", &off, ui.Say(ui.Bad, ui.T("reason.parcel.unconfirmed"), ui.Plain("SF1000000002"))},
		{"plate", &ending, ui.Note{}},
	}
}
