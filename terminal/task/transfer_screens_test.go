package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// lorryTo is a transfer of teas on a pallet and nuts of two places.
func lorryTo(edit func(x *Transfer)) *Transfer {
	x := &Transfer{ID: "X-0000001-7", To: "BJ1", Listed: true, Lines: []wire.TransferLineView{
		{Line: 1, SKU: "TEA", Quantity: 40, Reserved: 40, Take: []wire.TransferSource{{Holder: "P:PAL-1", Location: "B-01-01", Quantity: 40}}},
		{Line: 2, SKU: "NUTS", Quantity: 10, Reserved: 10, Take: []wire.TransferSource{{Holder: "L:A-01-02", Location: "A-01-02", Lot: "N-1", Quantity: 6},
			{Holder: "L:A-01-03", Location: "A-01-03", Lot: "N-2", Quantity: 4}}},
		{Line: 3, SKU: "PHONE", Quantity: 2, Open: 2}}}
	edit(x)
	return x
}

func transferExamples() []example {
	nuts := portion{Line: 2, From: "L:A-01-02", At: "A-01-02", SKU: "NUTS", Lot: "N-1", Units: 6, Scanned: 1}
	other := portion{Line: 2, From: "L:A-01-03", At: "A-01-03", SKU: "NUTS", Lot: "N-2", Units: 4}
	return []example{
		{"choose", &Transfer{Listed: true, Open: []wire.TransferView{{Transfer: "X-0000001-7", To: "BJ1"}, {Transfer: "X-0000002-4", To: "GZ1"}}}, ui.Note{}},
		{"none", &Transfer{Listed: true}, ui.Note{}},
		{"asking", &Transfer{Wanted: "X-0000001-7"}, ui.Note{}},
		{"lorry", lorryTo(func(*Transfer) {}), ui.Say(ui.Good, ui.T("xfer.opened", "X-0000001-7"))},
		{"from", lorryTo(func(x *Transfer) { x.From = "L:A-01-02" }), ui.Say(ui.Good, ui.T("move.opened", "A-01-02"))},
		{"part", lorryTo(func(x *Transfer) { x.From, x.Lines[0].Quantity = "P:PAL-1", 10 }), ui.Say(ui.Warning, ui.T("xfer.part", 10, 40), ui.T("xfer.scan_goods"))},
		{"hand", lorryTo(func(x *Transfer) { x.Hand = &nuts }), ui.Say(ui.Good, ui.T("pick.in_hand", 6))},
		{"lot", lorryTo(func(x *Transfer) { x.Hand = &portion{Line: 2, From: "L:D-1", SKU: "NUTS", Units: 10} }), ui.Note{}},
		{"serial", lorryTo(func(x *Transfer) { x.Hand = &portion{Line: 3, From: "L:D-1", SKU: "PHONE"} }), ui.Note{}},
		{"which", lorryTo(func(x *Transfer) { x.Which = []portion{nuts, other} }), ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))},
		{"off", lorryTo(func(x *Transfer) { x.Off = []sentGoods{{What: "PAL-1"}} }), ui.Say(ui.Bad, ui.T("reason.stock.reserved"), ui.Plain("PAL-1"))},
		{"going", lorryTo(func(x *Transfer) { x.Lines[0].Sent, x.Ending = 40, true }), ui.Say(ui.Warning, ui.T("xfer.without", 12))},
		{"all", lorryTo(func(x *Transfer) { x.Lines = x.Lines[:1]; x.Lines[0].Sent = 40 }), ui.Say(ui.Good, ui.T("xfer.loaded", "PAL-1"))},
	}
}
