package task

import (
	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// countTrip is a trip of three stops: a place with a pallet, an item at a place, and a recount of a lot.
func countTrip(edit func(c *Count)) *Count {
	step := func(s wire.TaskStep) stop {
		return stop{TripStep: wire.TripStep{TaskStep: s, Scans: []wire.Acceptor{{What: "place", Kind: "location", Codes: []string{s.Location}}}}}
	}
	place := step(wire.TaskStep{From: "L:A-01-02", Location: "A-01-02"})
	place.LPNs = []string{"PAL-1"}
	c := &Count{errand: errand{Task: "T-0000012-1"}, Trip: &wire.Trip{Task: "T-0000012-1", Kind: "count", Total: 3}, Stops: []stop{place,
		step(wire.TaskStep{From: "L:A-01-03", Location: "A-01-03", SKU: "TEA"}),
		step(wire.TaskStep{From: "L:B-01-01", Location: "B-01-01", SKU: "NUTS", Lot: "N-JUNE", Count: "N-0000004-6"})}}
	edit(c)
	return c
}

func countExamples() []example {
	placed := func(edit func(c *Count)) *Count {
		return countTrip(func(c *Count) { c.Placed = true; edit(c) })
	}
	tea := pile{Holder: "L:A-01-02", SKU: "TEA", Units: 17}
	nuts := pile{Holder: "L:A-01-02", SKU: "NUTS", Lot: "N-JUNE", Expiry: "2026-06-30", Units: 4}
	with := func(p pile, edit func(p *pile)) *pile { edit(&p); return &p }
	own := stop{Own: true, TripStep: wire.TripStep{TaskStep: wire.TaskStep{From: "L:A-01-04", Location: "A-01-04"}}}
	return []example{
		{"start", &Count{}, ui.Note{}},
		{"claiming", &Count{errand: errand{Claiming: true}}, ui.Note{}},
		{"nothing", &Count{errand: errand{Nothing: true}}, ui.Note{}},
		{"owner", &Count{errand: errand{Task: "T-0000012-1", Owner: "GU"}}, ui.Say(ui.Warning, ui.T("reason.task.claimed"))},
		{"go", countTrip(func(*Count) {}), ui.Say(ui.Good, ui.T("count.claimed", 3))},
		{"go-item", countTrip(func(c *Count) { c.Stops = c.Stops[1:] }), ui.Note{}},
		{"go-pallet", countTrip(func(c *Count) { c.Stops[0].From, c.Stops[0].LPN, c.Stops[0].LPNs = "P:PAL-1", "PAL-1", nil }), ui.Note{}},
		{"other-place", countTrip(func(c *Count) { c.Again = "A-01-04" }), ui.Say(ui.Warning, ui.T("count.not_on_trip", "A-01-04"), ui.T("count.again_counts"))},
		{"place", placed(func(*Count) {}), ui.Say(ui.Good, ui.T("scan.right_place"))},
		{"piles", placed(func(c *Count) { c.Piles = []pile{tea, nuts} }), ui.Say(ui.Good, ui.T("count.noted"))},
		{"pallet", placed(func(c *Count) { c.On = "PAL-1" }), ui.Say(ui.Good, ui.T("count.on_pallet", "PAL-1"))},
		{"run", placed(func(c *Count) { c.Run = &tea }), ui.Say(ui.Good, ui.T("recv.count", 17))},
		{"lot", placed(func(c *Count) { c.Run = with(nuts, func(p *pile) { p.Lot, p.Expiry = "", "" }) }), ui.Say(ui.Good, ui.T("recv.right_item"))},
		{"damaged", placed(func(c *Count) { c.Run = with(nuts, func(p *pile) { p.Damaged = true }) }), ui.Say(ui.Warning, ui.T("recv.damaged_on"))},
		{"weighed", placed(func(c *Count) { c.Run = &pile{Holder: "L:A-01-02", SKU: "HAM"} }), ui.Note{}},
		{"photo", placed(func(c *Count) { c.Run, c.Photo = &tea, true }), ui.Note{}},
		{"again", placed(func(c *Count) {
			c.Piles, c.Run, c.Counted = []pile{tea}, with(tea, func(p *pile) { p.Units, p.Before = 1, 17 }), true
		}), ui.Say(ui.Good, ui.T("recv.right_item"))},
		{"on-top", placed(func(c *Count) {
			c.Piles, c.Run = []pile{tea}, with(tea, func(p *pile) { p.Units, p.Before = 5, 17 })
		}), ui.Say(ui.Good, ui.T("recv.count", 5))},
		{"which", placed(func(c *Count) { c.Which = []pile{tea, nuts} }), ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))},
		{"empty", placed(func(c *Count) { c.Sure = sureEmpty }), ui.Say(ui.Warning, ui.T("count.nothing_there", "A-01-02"), ui.T("count.done_again"))},
		{"recount", placed(func(c *Count) { c.Stops = c.Stops[2:] }), ui.Note{}},
		{"recount-run", placed(func(c *Count) {
			c.Stops, c.Run = c.Stops[2:], with(nuts, func(p *pile) { p.Holder = "L:B-01-01" })
		}), ui.Note{}},
		{"own", &Count{Stops: []stop{own}, Placed: true}, ui.Say(ui.Good, ui.T("count.all_of", "A-01-04"))},
		{"over", countTrip(func(c *Count) { c.Stops = nil }), ui.Say(ui.Good, ui.T("count.done", "B-01-01"), ui.T("count.thanks"))},
	}
}
