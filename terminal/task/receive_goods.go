package task

import (
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// goodsScan is what one scan of goods said.
type goodsScan struct {
	SKU   string        `json:"sku,omitempty"`
	Units int64         `json:"units,omitempty"` // base units it stands for
	Seen  scan.Attached `json:"seen,omitzero"`
}

// goodsOf reads a scan of an item: a case counts as what it holds, a label with a count as that.
func goodsOf(m scan.Scan) goodsScan {
	units := max(m.Units, 1)
	if m.Count > 0 {
		units = m.Count
	}
	return goodsScan{SKU: m.SKU, Units: units, Seen: m.Attached}
}

// run is the goods at hand: one item and lot, until it is booked.
type run struct {
	SKU        string        `json:"sku"`
	Line       int           `json:"line"` // index in the delivery; below zero: nobody announced it
	Quantity   int64         `json:"quantity,omitempty"`
	Grams      int64         `json:"grams,omitempty"` // of weighed pieces: what Quantity of them weigh
	Seen       scan.Attached `json:"seen,omitzero"`   // what its codes said, together
	Lot        string        `json:"lot,omitempty"`
	Expiry     string        `json:"expiry,omitempty"`
	Production string        `json:"production,omitempty"`
	Known      string        `json:"known,omitempty"` // the lot's expiry as the service has it
	Made       bool          `json:"made,omitempty"`  // the production date is asked instead of the expiry
	Serials    []string      `json:"serials,omitempty"`
	Damaged    bool          `json:"damaged,omitempty"`
	LPN        string        `json:"lpn,omitempty"` // it was announced on
	Override   string        `json:"override,omitempty"`
	Over       bool          `json:"over,omitempty"` // it was told that these are too many
}

// What a run still needs before it can be booked, in this order.
const (
	needLot     = "lot"
	needExpiry  = "expiry"
	needDiffers = "differs" // the lot is known with another date
	needLife    = "life"    // it will not live long enough
	needSerial  = "serial"
	needWeight  = "weight"
	needNothing = ""
)

// need tells what is asked next.
func (g *run) need(d Desk) string {
	it, _ := d.Tables.Item(g.SKU)
	switch {
	case (it.LotTracked || it.ExpiryTracked) && g.Lot == "":
		return needLot
	case it.ExpiryTracked && g.Expiry == "":
		return needExpiry
	case g.Known != "" && g.Expiry != "" && g.Known != g.Expiry:
		return needDiffers
	case g.Expiry != "" && !g.Damaged && g.Override == "" && daysUntil(d.Now, g.Expiry) < it.MinAtReceipt:
		return needLife
	case it.SerialTracked && len(g.Serials) == 0:
		return needSerial
	case it.CatchWeight && g.Quantity == 0, it.WeighedPieces && g.Grams == 0:
		return needWeight
	}
	return needNothing
}

// begin takes goods into the hand.
func (r *Receive) begin(d Desk, g goodsScan, line int) Act {
	it, known := d.Tables.Item(g.SKU)
	if known && it.State != "" && it.State != approved {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.not_approved", g.SKU), ui.T("recv.aside_told"))}
	}
	if held, ok := scan.Combine(scan.Scan{Kind: scan.Details, Attached: r.Held}, scan.Scan{Kind: scan.Item, Attached: g.Seen}); ok {
		g.Seen = held.Attached
	}
	r.Held = scan.Attached{}
	if g.Seen.Count > 0 {
		g.Units = g.Seen.Count
	}
	r.Run = &run{SKU: g.SKU, Line: line, Quantity: g.Units}
	switch {
	case it.WeighedPieces:
		r.Run.Grams = g.Seen.Grams
	case it.CatchWeight:
		r.Run.Quantity = g.Seen.Grams
	case it.SerialTracked:
		r.Run.Quantity = 0
	}
	return r.said(d, g.Seen, ui.Say(ui.Good, ui.T("recv.right_item")))
}

// approved is the state of items that may come in.
const approved = "approved"

// beginLPN takes a pallet as it was announced.
func (r *Receive) beginLPN(d Desk, i int) Act {
	l := r.Delivery.Lines[i]
	if l.left() == 0 {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.T("recv.line_complete", l.SKU))}
	}
	r.Run = &run{SKU: l.SKU, Line: i, Quantity: l.left(), Lot: l.Lot, Expiry: l.Expiry, LPN: l.LPN}
	it, _ := d.Tables.Item(l.SKU)
	if it.SerialTracked || it.CatchWeight {
		r.Run.Quantity = 0
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.as_announced"))}
}

// said takes what a code said beside the item: lot, dates, serial. What it said before must not change.
func (r *Receive) said(d Desk, a scan.Attached, note ui.Note) Act {
	g := r.Run
	it, _ := d.Tables.Item(g.SKU)
	joined, ok := scan.Combine(scan.Scan{Kind: scan.Item, SKU: g.SKU, Attached: g.Seen}, scan.Scan{Kind: scan.Details, Attached: a})
	if ok {
		g.Seen = joined.Attached
	}
	hadLot := g.Lot
	if a.Lot != "" && a.Lot != hadLot {
		g.Lot, g.Known = a.Lot, ""
		if g.Line >= 0 {
			if of := r.Delivery.linesOf(g.SKU, g.Lot); r.Delivery.Lines[of[0]].Lot == g.Lot {
				g.Line = of[0] // the line that announced this lot
			}
		}
	}
	if a.Produced.Year > 0 {
		g.Production = a.Produced.String()
	}
	if shelf := a.Shelf(); shelf.Year > 0 {
		g.Expiry = shelf.String()
	} else if g.Expiry == "" && it.ExpiryTracked && g.Production != "" {
		g.Expiry = expiryFrom(g.Production, it.ShelfLife)
	}
	if a.Serial != "" && it.SerialTracked {
		return r.serial(d, a.Serial)
	}
	if note.Tone == ui.Good && g.Lot != "" && r.announcedLot() != "" && r.announcedLot() != g.Lot {
		note = ui.Say(ui.Warning, ui.T("recv.other_lot", r.announcedLot()))
	}
	if g.Lot != "" && g.Lot != hadLot {
		return r.askLot(d, note)
	}
	return Act{Note: note}
}

// announcedLot is the lot the line names.
func (r *Receive) announcedLot() string {
	if r.Run.Line < 0 {
		return ""
	}
	return r.Delivery.Lines[r.Run.Line].Lot
}

// goods takes an input while goods are in the hand.
func (r *Receive) goods(d Desk, in Input) Act {
	g, need := r.Run, r.Run.need(d)
	switch {
	case in.Scan != nil:
		return r.goodsScanned(d, in.Scan, need)
	case in.Key == KeyShort:
		g.Damaged = !g.Damaged
		if g.Damaged {
			return Act{Note: ui.Say(ui.Warning, ui.T("recv.damaged_on"))}
		}
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.damaged_off"))}
	case need == needDiffers || need == needLife:
		return r.doubt(in, need)
	case in.Key == KeyQuantity:
		return r.counted(d, in.Number)
	case in.Key == KeySwap && need == needExpiry:
		return r.madeInstead(d)
	case in.Key == KeyFull:
		r.Into, r.Tote, g.LPN = "", false, ""
		return Act{Note: ui.Say(ui.Calm, ui.T("recv.lpn_full"))}
	case in.Key == KeyLabel:
		return r.newLPN(d)
	case in.Key == KeySkip:
		return r.back()
	case in.Key == KeyConfirm:
		return r.confirmed(d, need)
	}
	return Act{}
}

// confirmed takes Enter: what was announced is as announced, or the run is counted and booked where the last one went.
func (r *Receive) confirmed(d Desk, need string) Act {
	g := r.Run
	var line wire.ASNLine
	if g.Line >= 0 {
		l := r.Delivery.Lines[g.Line]
		line.Lot, line.Expiry = l.Lot, l.Expiry
	}
	switch {
	case need == needLot && line.Lot != "":
		g.Lot = line.Lot
		if g.Expiry == "" {
			g.Expiry = line.Expiry
		}
		return r.askLot(d, ui.Say(ui.Good, ui.T("recv.noted")))
	case need == needExpiry && line.Expiry != "" && !g.Made:
		g.Expiry = line.Expiry
		return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}
	case need == needWeight && d.Scale:
		return Act{Weigh: true}
	case need != needNothing:
		return Act{Note: ui.Say(ui.Bad, r.asks(d, need))}
	case g.LPN != "":
		return r.book(d, g.LPN, false)
	}
	return r.book(d, r.Into, r.Tote)
}

// goodsScanned judges a scan while goods are in the hand: more of the same first, then what is asked, then where they go.
func (r *Receive) goodsScanned(d Desk, s *Scanned, need string) Act {
	g := r.Run
	for _, m := range s.Meanings {
		if m.Kind == scan.Item && m.SKU == g.SKU {
			return r.more(d, s, m, need)
		}
	}
	if m, ok := meaning(s, scan.Details); ok {
		return r.details(d, s, m.Attached)
	}
	switch need {
	case needLot:
		return r.lot(d, s)
	case needExpiry:
		return r.date(d, s)
	case needDiffers, needLife:
		return Act{Note: ui.Say(ui.Bad, r.asks(d, need))}
	}
	it, _ := d.Tables.Item(g.SKU)
	if it.SerialTracked && !known(s) {
		return r.plainSerial(d, s)
	}
	if m, ok := meaning(s, scan.Quantity); ok {
		return r.counted(d, m.Number)
	}
	if need != needNothing {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{r.asks(d, need)}, Explain(d, s)...)...)}
	}
	return r.placed(d, s)
}

// more counts the same item once more; with another lot it is other goods.
func (r *Receive) more(d Desk, s *Scanned, m scan.Scan, need string) Act {
	g, it := r.Run, goodsOf(m)
	item, _ := d.Tables.Item(g.SKU)
	if m.Lot != "" && g.Lot != "" && m.Lot != g.Lot {
		return r.otherGoods(d, s, need)
	}
	switch {
	case item.SerialTracked:
		if m.Serial == "" {
			return Act{Note: ui.Say(ui.Bad, ui.T("prompt.scan_serial"))}
		}
	case item.CatchWeight:
		g.Quantity += m.Grams
	case item.WeighedPieces:
		if g.Quantity += it.Units; g.Grams > 0 && m.Grams > 0 {
			g.Grams += m.Grams
		} else {
			g.Grams = 0 // they are weighed together
		}
	default:
		g.Quantity += it.Units
	}
	g.Over = false
	return r.said(d, m.Attached, r.countNote())
}

// details takes lot, dates or a serial scanned as a code of their own.
func (r *Receive) details(d Desk, s *Scanned, a scan.Attached) Act {
	g := r.Run
	if (a.Lot != "" && g.Lot != "" && a.Lot != g.Lot) || (a.Shelf().Year > 0 && g.Expiry != "" && g.Known == "" && a.Shelf().String() != g.Expiry) {
		if !r.again(s) {
			return Act{Note: ui.Say(ui.Bad, ui.T("recv.contradicts", g.Lot, g.Expiry), ui.T("prompt.scan_again"))}
		}
	}
	if a.Count > 0 && g.Quantity <= 1 {
		g.Quantity = a.Count
	}
	switch it, _ := d.Tables.Item(g.SKU); {
	case a.Grams > 0 && it.WeighedPieces:
		g.Grams = a.Grams
	case a.Grams > 0 && g.Quantity == 0:
		g.Quantity = a.Grams
	}
	return r.said(d, a, ui.Say(ui.Good, ui.T("recv.noted")))
}

// otherGoods books what is in the hand where the last went, and goes on with the other goods; the scan is repeated for it.
func (r *Receive) otherGoods(d Desk, s *Scanned, need string) Act {
	g := r.Run
	if need != needNothing {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{r.asks(d, need)}, Explain(d, s)...)...)}
	}
	if !r.again(s) {
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.book_first", g.Quantity, g.SKU), ui.T("recv.again_books"))}
	}
	act := r.confirmed(d, needNothing)
	if r.Run != nil {
		return act // it told why not
	}
	r.Sample = nil // told below, with the note
	follow := r.scanned(d, s)
	act.Ask, act.Note = follow.Ask, follow.Note
	return act
}

// counted sets the quantity.
func (r *Receive) counted(d Desk, n int64) Act {
	g := r.Run
	it, _ := d.Tables.Item(g.SKU)
	switch {
	case it.SerialTracked:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	case n <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	}
	if it.WeighedPieces && g.Grams == 0 && mayWeigh(it, g.Quantity, n) {
		g.Grams = n
		return Act{Note: ui.Say(ui.Good, ui.T("recv.weighs", g.Quantity, n))}
	}
	g.Quantity, g.Grams, g.Over = n, 0, false
	if over := r.over(); over > 0 {
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.over", over), ui.T("recv.over_way"))}
	}
	return Act{Note: r.countNote()}
}

// countNote says the count, and warns when more comes than was ordered, even if that much more may come.
func (r *Receive) countNote() ui.Note {
	g := r.Run
	if g.Line >= 0 && g.Quantity > r.leftFor() {
		return ui.Say(ui.Warning, ui.T("recv.count", g.Quantity), ui.T("recv.more_than_ordered", g.Quantity-r.leftFor()))
	}
	return ui.Say(ui.Good, ui.T("recv.count", g.Quantity))
}

// leftFor is how many of the run's item are still expected on all its lines.
func (r *Receive) leftFor() (n int64) {
	for _, i := range r.lines() {
		n += r.Delivery.Lines[i].left()
	}
	return n
}

// lines are those the run may be booked on: its own, then others of the item that name no other lot.
func (r *Receive) lines() (out []int) {
	if r.Run.Line < 0 {
		return nil
	}
	own := r.Delivery.Lines[r.Run.Line]
	for _, i := range r.Delivery.linesOf(r.Run.SKU, r.Run.Lot) {
		if l := &r.Delivery.Lines[i]; i != r.Run.Line && (l.Lot == own.Lot || l.Lot == "") {
			out = append(out, i)
		}
	}
	return slices.Insert(out, 0, r.Run.Line)
}

// over is by how many the run exceeds what may come, as far as the delivery tells.
func (r *Receive) over() int64 {
	if r.Run.Line < 0 {
		return 0
	}
	room := int64(0)
	for _, i := range r.lines() {
		l := &r.Delivery.Lines[i]
		room += max(0, r.Delivery.most(l)-l.Received)
	}
	return max(0, r.Run.Quantity-room)
}
