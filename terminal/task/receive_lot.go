package task

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/labels/gs1"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// runScreen shows the goods at hand.
func (r *Receive) runScreen(d Desk, s *ui.Screen) {
	g, need := r.Run, r.Run.need(d)
	s.Count = ui.T("recv.count", g.Quantity)
	if g.Line >= 0 {
		s.Count = ui.T("recv.count_of", g.Quantity, r.leftFor())
	}
	s.Facts = []ui.Fact{{Value: itemName(d, g.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(g.SKU)}}
	if g.Damaged {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("recv.damaged"), Warn: true})
	}
	for _, f := range []struct{ label, value string }{{"term.lot", g.Lot}, {"term.expiry", g.Expiry}, {"term.mfg_date", g.Production}} {
		if f.value != "" {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T(f.label), Value: ui.Plain(f.value)})
		}
	}
	s.Ask = r.asks(d, need)
	switch need {
	case needDiffers:
		s.Choices = []ui.Text{ui.T("recv.is_known", g.Known), ui.T("recv.scan_lot_again")}
	case needLife:
		it, _ := d.Tables.Item(g.SKU)
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("recv.short_life", daysUntil(d.Now, g.Expiry), it.MinAtReceipt), Warn: true})
		s.Choices = []ui.Text{ui.T("recv.date_again"), ui.T("recv.set_aside"), ui.T("recv.take_anyway")}
	case needLot, needExpiry:
		if g.Line >= 0 && r.Delivery.Lines[g.Line].Lot != "" && !g.Made {
			l := r.Delivery.Lines[g.Line]
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("recv.announced"), Value: ui.Plain(strings.TrimSpace(l.Lot + " " + l.Expiry))})
		}
	case needNothing:
		if g.LPN == "" {
			s.Facts = append(s.Facts, r.intoFact(d))
		} else {
			s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.to"), Value: ui.Plain(g.LPN)})
		}
	}
}

// asks names the next scan.
func (r *Receive) asks(d Desk, need string) ui.Text {
	g := r.Run
	announced := deliveryLine{}
	if g.Line >= 0 {
		announced = r.Delivery.Lines[g.Line]
	}
	it, _ := d.Tables.Item(g.SKU)
	switch need {
	case needLot:
		if announced.Lot != "" {
			return ui.T("recv.lot_or_enter")
		}
		return ui.T("recv.scan_lot")
	case needExpiry:
		switch {
		case g.Made:
			return ui.T("prompt.enter_mfg")
		case announced.Expiry != "":
			return ui.T("recv.expiry_or_enter")
		case it.ShelfLife > 0:
			return ui.T("recv.expiry_or_made")
		}
		return ui.T("prompt.enter_expiry")
	case needDiffers:
		return ui.T("recv.differs")
	case needLife:
		return ui.T("recv.life_ask")
	case needSerial:
		return ui.T("prompt.scan_serial")
	case needWeight:
		if d.Scale {
			return ui.T("recv.weigh")
		}
		return ui.T("recv.enter_grams")
	}
	switch {
	case g.LPN != "":
		return ui.T("recv.book_lpn", g.LPN)
	case r.Into != "":
		return ui.T("recv.book_lpn", r.Into)
	}
	return ui.T("recv.book_loose")
}

// mostLot is the longest lot number the service keeps.
const mostLot = 30

// lot takes a lot's number as it is printed or typed. What is also something else counts when it is repeated.
func (r *Receive) lot(d Desk, s *Scanned) Act {
	text, note, ok := lotText(d, s, false)
	if !ok && (len(text) > mostLot || !r.again(s)) {
		return Act{Note: note}
	}
	return r.said(d, scan.Attached{Lot: text}, ui.Say(ui.Good, ui.T("recv.noted")))
}

// lotText reads a lot's number as it is printed or typed. What is also something else counts when it is repeated.
func lotText(d Desk, s *Scanned, again bool) (string, ui.Note, bool) {
	text := strings.TrimSpace(s.Raw)
	if len(text) > mostLot {
		return text, ui.Say(ui.Bad, ui.T("recv.scan_lot"), ui.T("recv.too_long")), false
	}
	item, isItem := meaning(s, scan.Item)
	if (known(s) || (isItem && (item.SKU != "" || !s.Typed))) && !again {
		return text, ui.Say(ui.Bad, append(append([]ui.Text{ui.T("recv.is_that_lot")}, Explain(d, s)...), ui.T("prompt.scan_again"))...), false
	}
	return text, ui.Note{}, true
}

// date takes an expiry or production date, typed as YYMMDD or in full.
func (r *Receive) date(d Desk, s *Scanned) Act {
	date, ok := dateOf(s.Raw, d.Now.Year())
	if !ok {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("reason.lot.date_invalid")}, Explain(d, s)...)...)}
	}
	g := r.Run
	if !g.Made {
		g.Expiry = date
		return Act{Note: ui.Say(ui.Good, ui.T("recv.noted"))}
	}
	if date > d.Now.AddDate(0, 0, 1).Format(time.DateOnly) {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.lot.date_invalid"), ui.T("recv.made_later"))}
	}
	it, _ := d.Tables.Item(g.SKU)
	g.Production, g.Made = date, false
	g.Expiry = expiryFrom(date, it.ShelfLife)
	return Act{Note: ui.Say(ui.Good, ui.T("recv.expires", g.Expiry))}
}

// dateOf reads YYMMDD as GS1 does, YYYYMMDD, or YYYY-MM-DD with any of - / . between.
func dateOf(text string, year int) (string, bool) {
	text = strings.NewReplacer("-", "", "/", "", ".", "").Replace(strings.TrimSpace(text))
	if len(text) == len("20060102") {
		t, err := time.Parse("20060102", text)
		return t.Format(time.DateOnly), err == nil
	}
	date, err := gs1.ParseDate(text, year)
	return date.String(), err == nil
}

// expiryFrom gives the last day of goods with so many days of shelf life; "" if that is not known.
func expiryFrom(production string, days int64) string {
	t, err := time.Parse(time.DateOnly, production)
	if err != nil || days <= 0 {
		return ""
	}
	return t.AddDate(0, 0, int(days)).Format(time.DateOnly)
}

// daysUntil counts the days that remain, as the device's calendar has them.
func daysUntil(now time.Time, date string) int64 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0
	}
	y, m, day := now.Date()
	return int64(t.Sub(time.Date(y, m, day, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// madeInstead asks for the production date: many labels print only that.
func (r *Receive) madeInstead(d Desk) Act {
	if it, _ := d.Tables.Item(r.Run.SKU); it.ShelfLife <= 0 {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.no_shelf_life"))}
	}
	r.Run.Made = !r.Run.Made
	return Act{}
}

// doubt takes the choice about a lot known with another date, or about goods that will not live long enough.
func (r *Receive) doubt(in Input, need string) Act {
	g := r.Run
	switch {
	case in.Key != KeyChoice:
		return Act{Note: ui.Say(ui.Bad, ui.T("prompt.choose_action"))}
	case need == needDiffers && in.Choice == 1:
		g.Expiry = g.Known
	case need == needDiffers:
		g.Lot, g.Expiry, g.Known, g.Seen = "", "", "", scan.Attached{}
	case in.Choice == 1:
		g.Expiry, g.Seen.Expiry, g.Seen.BestBefore = "", gs1.Date{}, gs1.Date{}
	case in.Choice == 2:
		sku := g.SKU
		r.Run = nil
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.not_booked", sku), ui.T("recv.aside_told"))}
	default:
		g.Override = overrideReason
	}
	return Act{Note: ui.Say(ui.Calm, ui.T("recv.noted"))}
}

// overrideReason is written down when a supervisor takes goods with too little life; nobody else's is accepted.
const overrideReason = "taken at the dock"

// serial counts one unit by its own number.
func (r *Receive) serial(d Desk, number string) Act {
	g := r.Run
	if slices.Contains(g.Serials, number) {
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.scan.duplicate"), ui.Plain(number))}
	}
	g.Serials = append(g.Serials, number)
	g.Quantity, g.Over, g.Seen.Serial = int64(len(g.Serials)), false, ""
	return Act{Note: r.countNote()}
}

// plainSerial takes a serial number without GS1 elements. An item's code is none.
func (r *Receive) plainSerial(d Desk, s *Scanned) Act {
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		return r.otherGoods(d, s, r.Run.need(d))
	}
	return r.serial(d, strings.TrimSpace(s.Raw))
}

// weighed takes a weight from the scale.
func (r *Receive) weighed(d Desk, w *Weighed) Act {
	if w.Err != nil || r.Run == nil {
		return Act{Note: ui.Say(ui.Bad, ErrorTexts(w.Err)...)}
	}
	if it, _ := d.Tables.Item(r.Run.SKU); it.WeighedPieces {
		r.Run.Grams = w.Grams
		return Act{Note: ui.Say(ui.Good, ui.T("recv.weighs", r.Run.Quantity, w.Grams))}
	}
	return r.counted(d, w.Grams)
}

// usualTolerance is how many thousandths a piece may weigh more or less than its pack says, where the item does not say.
const usualTolerance = 300

// mayWeigh tells whether so many pieces may weigh that: a number typed while their weight is asked for is the weight then, and
// else how many they are.
func mayWeigh(it wire.Item, pieces, grams int64) bool {
	tol := it.WeightTolerance
	if tol == 0 {
		tol = usualTolerance
	}
	for _, p := range it.Packs {
		if p.Level == "each" {
			usual := p.Grams * pieces
			return max(grams-usual, usual-grams)*1000 <= usual*tol
		}
	}
	return false
}

// lotExpiry is what is known of a lot.
type lotExpiry struct {
	known  bool
	expiry string
}

// askLot asks what is known of the run's lot. A dead link is no obstacle.
func (r *Receive) askLot(d Desk, note ui.Note) Act {
	act := Act{Note: note}
	if !d.Link {
		return act
	}
	sku, lot := r.Run.SKU, r.Run.Lot
	act.Ask = &Ask{Name: "lot", Do: func(ctx context.Context, b Backend) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		found, err := b.Lookup(ctx, d.Warehouse, lot)
		if err != nil {
			return lotExpiry{}, nil // the service judges the lot when the goods are booked
		}
		for _, m := range found.Meanings {
			if m.Kind == "lot" && m.SKU == sku && m.Lot != nil {
				return lotExpiry{true, m.Lot.Expiry}, nil
			}
		}
		return lotExpiry{}, nil
	}}
	return act
}

// lotKnown takes what is known of the lot: its expiry need not be typed again, and another one is told.
func (r *Receive) lotKnown(a *Answer) Act {
	got, _ := a.Value.(lotExpiry)
	g := r.Run
	if g == nil || !got.known || got.expiry == "" {
		return Act{}
	}
	g.Known = got.expiry
	if g.Expiry == "" {
		g.Expiry = got.expiry
		return Act{Note: ui.Say(ui.Good, ui.T("recv.known_lot", got.expiry))}
	}
	if g.Expiry != got.expiry {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.differs"))}
	}
	return Act{}
}

// attachedFacts show what was scanned ahead of its item.
func attachedFacts(a scan.Attached) (out []ui.Fact) {
	add := func(label, value string) {
		if value != "" {
			out = append(out, ui.Fact{Label: ui.T(label), Value: ui.Plain(value)})
		}
	}
	add("term.lot", a.Lot)
	if a.Shelf().Year > 0 {
		add("term.expiry", a.Shelf().String())
	}
	if a.Produced.Year > 0 {
		add("term.mfg_date", a.Produced.String())
	}
	add("term.serial", a.Serial)
	return out
}
