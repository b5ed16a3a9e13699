package task

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Transfer puts the goods of a transfer to another warehouse onto its lorry: LPNs whole with one scan each, loose goods by
// their item, from where they are reserved or from the place that was scanned before. What is still missing is told line by
// line. The lorry is let go when its worker says so twice, and only when the service has answered for everything on it.
type Transfer struct {
	Open    []wire.TransferView     `json:"open,omitempty"` // to choose from
	Listed  bool                    `json:"listed,omitempty"`
	Wanted  string                  `json:"wanted,omitempty"` // the number that is being asked for
	ID      string                  `json:"id,omitempty"`
	To      string                  `json:"to,omitempty"` // warehouse
	Lines   []wire.TransferLineView `json:"lines,omitempty"`
	LPN     string                  `json:"lpn,omitempty"`  // whose content is asked
	From    string                  `json:"from,omitempty"` // the holder that was scanned: the next goods are from there
	Hand    *portion                `json:"hand,omitempty"`
	Which   []portion               `json:"which,omitempty"`
	Sent    []sentGoods             `json:"sent,omitempty"` // not answered yet
	Off     []sentGoods             `json:"off,omitempty"`  // refused: they have to come off again
	Ending  bool                    `json:"ending,omitempty"`
	Leaving bool                    `json:"leaving,omitempty"` // the departure is on its way
	Posts   int                     `json:"posts,omitempty"`
	Again   string                  `json:"again,omitempty"`
}

// portion is goods of one line from one holder.
type portion struct {
	Line    int      `json:"line"` // of the transfer, from 1
	From    string   `json:"from"`
	At      string   `json:"at,omitempty"` // where that stands
	SKU     string   `json:"sku"`
	Lot     string   `json:"lot,omitempty"`
	Owner   string   `json:"owner,omitempty"`
	Units   int64    `json:"units"`
	Scanned int64    `json:"scanned,omitempty"`
	Serials []string `json:"serials,omitempty"`
}

// sentGoods is what was told to be on the lorry.
type sentGoods struct {
	Name string        `json:"name"`
	What string        `json:"what"`           // as its label says
	Took map[int]int64 `json:"took,omitempty"` // units by line
}

// Kind gives "transfer".
func (x *Transfer) Kind() string { return "transfer" }

// left is what of a line is not on the lorry.
func left(l *wire.TransferLineView) int64 { return max(0, l.Quantity-l.Sent-l.Cancelled) }

// totals are what is on the lorry, and what is missing.
func (x *Transfer) totals() (on, missing int64) {
	for i := range x.Lines {
		on, missing = on+x.Lines[i].Sent, missing+left(&x.Lines[i])
	}
	return on, missing
}

// Screen shows what is missing and what to scan.
func (x *Transfer) Screen(d Desk) ui.Screen {
	s := ui.Screen{Title: ui.T("task.transfer")}
	switch {
	case x.ID == "" && x.Wanted != "":
		s.Big, s.Ask = x.Wanted, ui.T("wait.service")
	case x.ID == "":
		x.listScreen(&s)
	case len(x.Which) > 0:
		s.Ask = ui.T("xfer.which")
		for _, p := range x.Which {
			s.Choices = append(s.Choices, p.text())
		}
	case x.Hand != nil:
		x.handScreen(d, &s)
	default:
		x.lorryScreen(&s)
	}
	return s
}

func (x *Transfer) listScreen(s *ui.Screen) {
	s.Ask = ui.T("xfer.choose")
	for _, t := range x.Open {
		s.Choices = append(s.Choices, ui.T("xfer.choice", t.Transfer, t.To))
	}
	if x.Listed && len(x.Open) == 0 {
		s.Facts, s.Ask = []ui.Fact{{Value: ui.T("xfer.none")}}, ui.T("xfer.scan_or_again")
	}
}

// mostMissing is how many lines a small screen shows.
const mostMissing = 6

func (x *Transfer) lorryScreen(s *ui.Screen) {
	on, missing := x.totals()
	s.Big, s.Count = x.To, ui.T("xfer.on", on, on+missing)
	for _, off := range x.Off {
		s.Facts = append(s.Facts, ui.Fact{Value: ui.T("load.take_off", off.What), Warn: true})
	}
	if n := len(x.Sent); n > 0 {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("load.waiting"), Value: ui.Number(int64(n))})
	}
	s.Facts = append(s.Facts, x.missing()...) // what came off is wanted again
	switch {
	case x.LPN != "":
		s.Ask = ui.T("wait.service")
	case x.Ending:
		s.Ask = ui.T("xfer.go_again")
	case missing == 0:
		s.Ask = ui.T("xfer.all_on")
	case x.From != "":
		s.Big, s.Ask = holderName(x.From), ui.T("xfer.scan_goods")
	default:
		s.Ask = ui.T("xfer.scan")
	}
}

// missing are the lines of which something is not on the lorry, with where it is reserved.
func (x *Transfer) missing() (out []ui.Fact) {
	for i := range x.Lines {
		l := &x.Lines[i]
		n := left(l)
		if n == 0 {
			continue
		}
		for j := range l.Take {
			if got := min(n, l.Take[j].Quantity); got > 0 {
				out = append(out, ui.Fact{Label: ui.Plain(l.SKU), Value: ui.Plain(strconv.FormatInt(got, 10) + " " + place(&l.Take[j]))})
				n -= got
			}
		}
		if n > 0 { // reserved nowhere
			out = append(out, ui.Fact{Label: ui.Plain(l.SKU), Value: ui.Number(n)})
		}
	}
	if len(out) > mostMissing {
		out = append(out[:mostMissing-1:mostMissing-1], ui.Fact{Value: ui.T("xfer.more")})
	}
	return out
}

// place is where goods of a line are to be fetched.
func place(t *wire.TransferSource) string {
	if t.Location != "" {
		return t.Location
	}
	return holderName(t.Holder)
}

// text is goods as one of several to choose from.
func (p *portion) text() ui.Text {
	at := p.At
	if at == "" {
		at = holderName(p.From)
	}
	return ui.Plain(strings.TrimSpace(at + " " + strconv.FormatInt(p.Units, 10) + " " + p.Lot))
}

func (x *Transfer) handScreen(d Desk, s *ui.Screen) {
	h := x.Hand
	s.Count = countText(d, "xfer.count", h.SKU, h.Units)
	s.Facts = []ui.Fact{{Value: itemName(d, h.SKU)}, {Label: ui.T("term.sku"), Value: ui.Plain(h.SKU)}}
	if h.Lot != "" {
		s.Facts = append(s.Facts, ui.Fact{Label: ui.T("term.lot"), Value: ui.Plain(h.Lot)})
	}
	s.Facts = append(s.Facts, ui.Fact{Label: ui.T("ui.from"), Value: ui.Plain(holderName(h.From))})
	it, _ := d.Tables.Item(h.SKU)
	switch {
	case x.needsLot(d):
		s.Ask = ui.T("recv.scan_lot")
	case it.SerialTracked && h.Units == 0:
		s.Ask = ui.T("prompt.scan_serial")
	default:
		s.Ask = ui.T("xfer.number")
	}
}

// needsLot tells that the goods in the hand are of a lot nobody has named.
func (x *Transfer) needsLot(d Desk) bool {
	it, _ := d.Tables.Item(x.Hand.SKU)
	return (it.LotTracked || it.ExpiryTracked) && x.Hand.Lot == ""
}

// Handle moves the loading on.
func (x *Transfer) Handle(d Desk, in Input) Act {
	switch {
	case in.Posted != nil:
		return x.posted(d, in.Posted)
	case in.Answer != nil:
		return x.answered(d, in.Answer)
	case in.Began:
		return x.began(d)
	case x.Leaving:
		if in.Key == KeyBack {
			return Act{End: true, Note: ui.Say(ui.Warning, ui.T("load.ship_waits", x.ID))}
		}
		return Act{}
	case x.ID == "":
		return x.choose(d, in)
	}
	again := in.Scan != nil && in.Scan.Raw == x.Again
	x.Again = ""
	ending := x.Ending
	x.Ending = false
	switch {
	case in.Key == KeyBack:
		return x.back(ending)
	case len(x.Which) > 0 && in.Key == KeyChoice && in.Choice <= len(x.Which):
		return x.take(d, x.Which[in.Choice-1], nil)
	case in.Key == KeyDone:
		return x.done(ending)
	case in.Key == KeyQuantity:
		return x.number(d, in.Number)
	case in.Key == KeyConfirm && x.Hand != nil:
		return x.load(d)
	case in.Scan != nil:
		x.Which = nil
		return x.scanned(d, in.Scan, again)
	}
	return Act{Note: ui.Say(ui.Calm, x.Screen(d).Ask)}
}

func (x *Transfer) began(d Desk) Act {
	switch {
	case x.Wanted != "":
		return x.want(d, x.Wanted)
	case x.LPN != "":
		return x.askLPN(d)
	case x.ID == "" && !x.Listed:
		return x.list(d)
	}
	return Act{}
}

// list asks for the transfers that are open.
func (x *Transfer) list(d Desk) Act {
	return Act{Ask: &Ask{Name: "transfers", Do: func(ctx context.Context, b Backend) (any, error) {
		return b.Transfers(ctx, d.Warehouse, wire.Query{Limit: mostTransfers, Filter: map[string]string{"state": "open"}})
	}}}
}

// mostTransfers is how many are offered; the number of any other is scanned.
const mostTransfers = 20

// want asks for one transfer with its lines.
func (x *Transfer) want(d Desk, id string) Act {
	x.Wanted = id
	return Act{Ask: &Ask{Name: "transfer", Do: func(ctx context.Context, b Backend) (any, error) { return b.TransferOf(ctx, d.Warehouse, id) }}}
}

// choose takes which transfer is loaded.
func (x *Transfer) choose(d Desk, in Input) Act {
	switch {
	case in.Key == KeyBack || in.Key == KeyDone:
		return Act{End: true}
	case in.Key == KeyChoice && in.Choice <= len(x.Open):
		return x.want(d, x.Open[in.Choice-1].Transfer)
	case in.Key == KeyConfirm && len(x.Open) == 0:
		return x.list(d)
	case in.Scan == nil:
		return Act{Note: ui.Say(ui.Calm, x.Screen(d).Ask)}
	}
	code := strings.ToUpper(strings.TrimSpace(in.Scan.Raw))
	if _, other := meaning(in.Scan, scan.Item, scan.Location, scan.LPN, scan.Tote, scan.Badge, scan.Parcel, scan.Order, scan.Task, scan.Quantity); other || !strings.HasPrefix(code, "X-") {
		return Act{Note: ui.Say(ui.Bad, append([]ui.Text{x.Screen(d).Ask}, Explain(d, in.Scan)...)...)}
	}
	return x.want(d, code)
}

func (x *Transfer) answered(d Desk, a *Answer) Act {
	switch got := a.Value.(type) {
	case wire.Page[wire.TransferView]:
		x.Listed = true
		if a.Err != nil {
			return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
		}
		x.Open = got.Items
	case wire.TransferView:
		return x.taken(a, got)
	case there:
		return x.opened(d, a, got)
	}
	return Act{}
}

// taken begins a transfer, or takes over what others have put onto the lorry meanwhile.
func (x *Transfer) taken(a *Answer, t wire.TransferView) Act {
	wanted := x.Wanted
	x.Wanted = ""
	switch {
	case x.ID != "" && (a.Err != nil || t.Transfer != x.ID || len(x.Sent) > 0):
		return Act{}
	case x.ID != "":
		x.Lines = t.Lines
		return Act{}
	case a.Err != nil || t.Transfer == "":
		return Act{Note: ui.Say(ui.Bad, append(ErrorTexts(a.Err), ui.Plain(wanted))...)}
	case t.State != "open":
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.transfer.state"), ui.Plain(t.Transfer))}
	}
	x.ID, x.To, x.Lines, x.Open = t.Transfer, t.To, t.Lines, nil
	return Act{Note: ui.Say(ui.Good, ui.T("xfer.opened", t.Transfer))}
}

// back leaves what was begun, or the lorry: what is on it stays on it, and the list has it again.
func (x *Transfer) back(ending bool) Act {
	switch {
	case ending:
	case len(x.Which) > 0:
		x.Which = nil
	case x.Hand != nil:
		h := x.Hand
		x.Hand = nil
		return Act{Note: ui.Say(ui.Warning, ui.T("xfer.not_loaded", h.Units, h.SKU))}
	case x.From != "":
		x.From = ""
	default:
		return Act{End: true, Note: ui.Say(ui.Calm, ui.T("xfer.stays", x.ID))}
	}
	return Act{}
}

// number sets how many are in the hand.
func (x *Transfer) number(d Desk, n int64) Act {
	h := x.Hand
	if h == nil {
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.item_first"))}
	}
	it, _ := d.Tables.Item(h.SKU)
	switch most := x.leftOf(h.SKU, h.Owner); {
	case x.needsLot(d):
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.scan_lot"))}
	case it.SerialTracked:
		return Act{Note: ui.Say(ui.Bad, ui.T("scan.each_serial"))}
	case n <= 0:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.not_a_number"))}
	case n > most:
		return Act{Note: ui.Say(ui.Bad, ui.T("reason.qty.too_many"), ui.T("pick.only", most))}
	}
	h.Units, h.Scanned = n, n
	return Act{Note: ui.Say(ui.Good, ui.T("pick.in_hand", n))}
}

// leftOf is what of an item is missing on all its lines.
func (x *Transfer) leftOf(sku, owner string) (n int64) {
	for i := range x.Lines {
		if l := &x.Lines[i]; l.SKU == sku && l.Owner == owner {
			n += left(l)
		}
	}
	return n
}

// linesOf are the lines of an item, whoever owns the goods.
func (x *Transfer) linesOf(sku string) (out []*wire.TransferLineView) {
	for i := range x.Lines {
		if x.Lines[i].SKU == sku {
			out = append(out, &x.Lines[i])
		}
	}
	return slices.Clip(out)
}
