package task

import (
	"context"
	"slices"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// finding is what the service is asked for: deliveries by what was scanned, or one of them with all its lines.
type finding struct {
	Text  string    `json:"text"`           // as it was scanned: a document's number, or the supplier's
	SKUs  []string  `json:"skus,omitempty"` // the product in hand, by all its meanings
	LPN   string    `json:"lpn,omitempty"`
	Goods goodsScan `json:"goods,omitzero"`
	Open  *delivery `json:"open,omitempty"` // the delivery that was chosen
}

// delivery is a purchase order or ASN as it is worked off; without a number it is a supplier's goods nobody announced.
type delivery struct {
	Document  string         `json:"document,omitempty"` // purchase_order or asn
	Number    string         `json:"number,omitempty"`
	Supplier  string         `json:"supplier"`
	Reference string         `json:"reference,omitempty"`
	Expected  string         `json:"expected,omitempty"`
	From      string         `json:"from,omitempty"` // of a transfer: the warehouse that sent it
	Over      int64          `json:"over,omitempty"` // percent that may come beyond what is ordered
	Lines     []deliveryLine `json:"lines,omitempty"`
}

// deliveryLine is one run of goods that is expected.
type deliveryLine struct {
	Line     int    `json:"line"`
	SKU      string `json:"sku"`
	Ordered  int64  `json:"ordered"`
	Received int64  `json:"received,omitempty"`
	Lot      string `json:"lot,omitempty"`
	Expiry   string `json:"expiry,omitempty"`
	LPN      string `json:"lpn,omitempty"`

	On []string `json:"on,omitempty"` // of a transfer: what the LPN stands on
}

// documentASN is the wire's word for an ASN; the other document is a purchase order.
const (
	documentASN = "asn"
	documentPO  = "purchase_order"
)

func (l *deliveryLine) left() int64 { return max(0, l.Ordered-l.Received) }

// most is how many may come in all, as the service counts it.
func (v *delivery) most(l *deliveryLine) int64 { return l.Ordered + l.Ordered*v.Over/100 }

// name is how people call it.
func (v *delivery) name() string {
	if v.Number == "" {
		return v.Supplier
	}
	return v.Number
}

// chain keeps what is booked on a delivery together.
func (v *delivery) chain() string { return "receive " + v.name() }

// day is the month and day it is expected.
func (v *delivery) day() string {
	if len(v.Expected) < len("2006-01-02") {
		return ""
	}
	return v.Expected[len("2006-"):]
}

// complete counts the lines that have come.
func (v *delivery) complete() (n int) {
	for i := range v.Lines {
		if v.Lines[i].left() == 0 {
			n++
		}
	}
	return n
}

// open gives the lines that expect more.
func (v *delivery) open() (out []int) {
	for i := range v.Lines {
		if v.Lines[i].left() > 0 {
			out = append(out, i)
		}
	}
	return out
}

// linesOf gives a product's lines: those of its lot first, then those that name none or another one; open ones before complete ones.
func (v *delivery) linesOf(sku, lot string) (out []int) {
	for i := range v.Lines {
		if v.Lines[i].SKU == sku {
			out = append(out, i)
		}
	}
	rank := func(i int) (n int) {
		l := &v.Lines[i]
		if lot != "" && l.Lot != lot {
			n += 2
		}
		if l.left() == 0 {
			n++
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b int) int { return rank(a) - rank(b) })
	return out
}

// lpn gives the line that was announced on an LPN.
func (v *delivery) lpn(code string) (int, bool) {
	found := -1
	for i := range v.Lines {
		if v.Lines[i].LPN == code && code != "" && (found < 0 || v.Lines[found].left() == 0) {
			found = i
		}
	}
	return found, found >= 0
}

func (v *delivery) received(line int, n int64) {
	for i := range v.Lines {
		if v.Lines[i].Line == line {
			v.Lines[i].Received += n
		}
	}
}

// mostOpenLines is how many lines a small screen shows; Enter lists all.
const mostOpenLines = 5

// facts are the lines that expect more.
func (v *delivery) facts() (out []ui.Fact) {
	open := v.open()
	for n, i := range open {
		if n == mostOpenLines-1 && len(open) > mostOpenLines {
			return append(out, ui.Fact{Value: ui.T("recv.more_lines", len(open)-n)})
		}
		l := &v.Lines[i]
		out = append(out, ui.Fact{Label: ui.Plain(l.SKU), Value: ui.Number(l.left())})
	}
	return out
}

func (v *delivery) choice(i int) ui.Text {
	l := &v.Lines[i]
	if l.Lot != "" {
		return ui.T("recv.line_lot", l.SKU, l.left(), l.Lot)
	}
	return ui.T("recv.line", l.SKU, l.left())
}

// start finds a delivery by whatever is scanned.
func (r *Receive) start(d Desk, in Input) Act {
	switch {
	case len(r.Found) > 0 && in.Key == KeyChoice && in.Choice <= len(r.Found):
		r.Finding = &finding{Text: r.Found[in.Choice-1].name(), Goods: r.For, Open: &r.Found[in.Choice-1]}
		r.Found, r.For = nil, goodsScan{}
		return r.ask(d)
	case r.Missing != nil && in.Key == KeyChoice && in.Choice == 1:
		r.Supplier = true
	case r.Missing != nil && in.Key == KeyChoice:
		r.Missing = nil
		return Act{Note: ui.Say(ui.Warning, ui.T("recv.aside_told"))}
	case in.Scan != nil:
		if m, ok := meaning(in.Scan, scan.Location); ok {
			return r.atDock(d, m.Code, in.Scan)
		}
		r.Found, r.For, r.Missing = nil, goodsScan{}, nil
		return r.find(d, in.Scan)
	case in.Key == KeyDone:
		return Act{End: true}
	}
	return Act{}
}

// find asks which deliveries expect what was scanned. A delivery at hand stays until another one is found.
func (r *Receive) find(d Desk, s *Scanned) Act {
	f := finding{Text: s.Raw}
	for _, m := range s.Meanings {
		switch {
		case m.Kind == scan.Item && m.SKU != "":
			f.SKUs = append(f.SKUs, m.SKU)
			f.Goods = goodsOf(m)
		case m.Kind == scan.LPN:
			f.LPN = m.Code
		case m.Kind == scan.Unknown && f.LPN == "":
			f.LPN = s.Raw
		}
	}
	if len(f.SKUs) != 1 {
		f.Goods = goodsScan{}
	}
	r.Finding = &f
	return r.ask(d)
}

// foundAll is the answer to a finding.
type foundAll struct{ deliveries []delivery }

// ask asks for what is in Finding.
func (r *Receive) ask(d Desk) Act {
	f := *r.Finding
	return Act{Ask: &Ask{Name: "find", Do: func(ctx context.Context, b Backend) (any, error) {
		if f.Open != nil {
			v, err := readDocument(ctx, b, d.Warehouse, *f.Open)
			return foundAll{[]delivery{v}}, err
		}
		filters := []map[string]string{{"reference": f.Text}}
		for _, sku := range f.SKUs {
			filters = append(filters, map[string]string{"sku": sku})
		}
		if f.LPN != "" {
			filters = append(filters, map[string]string{"lpn": f.LPN})
		}
		var all []wire.ExpectedLine
		for _, filter := range filters {
			lines, err := b.Expected(ctx, d.Warehouse, wire.Query{Filter: filter})
			if err != nil {
				return nil, err
			}
			all = append(all, lines...)
		}
		out := documentsOf(all)
		if len(out) != 1 {
			return foundAll{out}, nil
		}
		v, err := readDocument(ctx, b, d.Warehouse, out[0])
		return foundAll{[]delivery{v}}, err
	}}}
}

// documentsOf gives the documents of lines, each once, the first expected first.
func documentsOf(lines []wire.ExpectedLine) (out []delivery) {
	for _, l := range lines {
		if !slices.ContainsFunc(out, func(v delivery) bool { return v.Document == l.Document && v.Number == l.Number }) {
			out = append(out, delivery{Document: l.Document, Number: l.Number, Supplier: l.Supplier, Reference: l.Reference, Expected: l.Expected})
		}
	}
	return out
}

// readDocument reads a document with all its lines and its tolerance.
func readDocument(ctx context.Context, b Backend, warehouse string, v delivery) (delivery, error) {
	v.Lines = nil
	if v.Document == documentASN {
		a, err := b.ASN(ctx, warehouse, v.Number)
		v.Supplier, v.From, v.Over = a.Supplier, a.From, a.Tolerance.OverPercent
		for _, l := range a.Lines {
			v.Lines = append(v.Lines, deliveryLine{Line: l.Line, SKU: l.SKU, Ordered: l.Quantity, Received: l.Received, Lot: l.Lot, Expiry: l.Expiry, LPN: l.LPN, On: l.On})
		}
		return v, err
	}
	p, err := b.PurchaseOrder(ctx, warehouse, v.Number)
	v.Supplier, v.Over = p.Supplier, p.Tolerance.OverPercent
	for _, l := range p.Lines {
		v.Lines = append(v.Lines, deliveryLine{Line: l.Line, SKU: l.SKU, Ordered: l.Ordered, Received: l.Received})
	}
	return v, err
}

// answered takes what was found, or what is known of a lot.
func (r *Receive) answered(d Desk, a *Answer) Act {
	switch a.Name {
	case "lot":
		return r.lotKnown(a)
	case "refresh":
		return r.refreshed(a)
	}
	f := r.Finding
	r.Finding = nil
	got, ok := a.Value.(foundAll)
	switch {
	case f == nil:
		return Act{}
	case a.Err != nil || !ok:
		return Act{Note: ui.Say(ui.Bad, ErrorTexts(a.Err)...)}
	case len(got.deliveries) == 0:
		if r.Delivery != nil { // the one at hand goes on
			return Act{Note: ui.Say(ui.Bad, ui.T("recv.none_expects", f.Text), ui.T("recv.aside_told"))}
		}
		r.Missing = f
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.tried"))}
	case len(got.deliveries) > 1:
		r.end()
		r.Found, r.For = got.deliveries, f.Goods
		return Act{Note: ui.Say(ui.Warning, ui.T("reason.scan.ambiguous"))}
	}
	return r.opened(d, got.deliveries[0], f)
}

// opened takes up a delivery, and the goods it was found by.
func (r *Receive) opened(d Desk, v delivery, f *finding) Act {
	r.end()
	r.Delivery = &v
	if v.sentOn(f.LPN) {
		return r.whole(d, f.LPN, f.Text)
	}
	if i, ok := v.lpn(f.LPN); ok {
		return r.beginLPN(d, i)
	}
	if of := v.linesOf(f.Goods.SKU, f.Goods.Seen.Lot); f.Goods.SKU != "" && len(of) > 0 {
		return r.begin(d, f.Goods, of[0])
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.opened", v.name()), ui.Plain(v.Supplier))}
}

// refresh reads the delivery anew after a refusal: others may have booked on it meanwhile.
func (r *Receive) refresh(d Desk) Act {
	v := *r.Delivery
	if !d.Link || v.Number == "" {
		return Act{}
	}
	return Act{Ask: &Ask{Name: "refresh", Do: func(ctx context.Context, b Backend) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		fresh, err := readDocument(ctx, b, d.Warehouse, v)
		if err != nil {
			return nil, nil // the lines stay as they are known here
		}
		return fresh, nil
	}}}
}

// refreshed takes the lines as the service has them, and on top what it has not answered yet.
func (r *Receive) refreshed(a *Answer) Act {
	fresh, ok := a.Value.(delivery)
	if !ok || r.Delivery == nil || r.Delivery.chain() != fresh.chain() || len(fresh.Lines) != len(r.Delivery.Lines) {
		return Act{}
	}
	r.Delivery = &fresh
	for _, s := range r.Sent {
		if s.Document == fresh.chain() {
			fresh.received(s.Line, s.Quantity)
		}
	}
	return Act{}
}

// supplier opens a delivery nobody announced.
func (r *Receive) supplier(d Desk, in Input) Act {
	if in.Scan == nil {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.enter_supplier"))}
	}
	goods := goodsScan{}
	if r.Missing != nil {
		goods = r.Missing.Goods
	}
	r.end()
	r.Delivery = &delivery{Supplier: strings.ToUpper(strings.TrimSpace(in.Scan.Raw))}
	if goods.SKU != "" {
		return r.begin(d, goods, -1)
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.opened", r.Delivery.Supplier))}
}

// scanDock asks once where the goods stand.
func (r *Receive) scanDock(d Desk, in Input) Act {
	if in.Scan == nil {
		return Act{}
	}
	if m, ok := meaning(in.Scan, scan.Location); ok {
		return r.atDock(d, m.Code, in.Scan)
	}
	return Act{Note: ui.Say(ui.Bad, append([]ui.Text{ui.T("recv.scan_dock")}, Explain(d, in.Scan)...)...)}
}

// dockKinds are where goods come in.
var dockKinds = []string{"dock", "staging"}

// atDock takes the place the goods stand at.
func (r *Receive) atDock(d Desk, code string, s *Scanned) Act {
	if place, ok := d.Tables.Place(code); ok && !slices.Contains(dockKinds, place.Kind) {
		return Act{Note: ui.Say(ui.Bad, ui.T("recv.no_dock", code), ui.T("recv.dock_kinds"))}
	}
	if r.dock(d) != code {
		r.Into, r.Tote = "", false // an LPN stands at one dock
	}
	r.Dock = code
	if r.Pallet != "" {
		return r.whole(d, r.Pallet, "")
	}
	return Act{Note: ui.Say(ui.Good, ui.T("recv.at", code))}
}
