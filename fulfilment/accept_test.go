package fulfilment

import (
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/store"
)

// Everything that is wrong with an order is told at once, and the order is kept; what is no order at all is refused.
func TestAcceptExceptions(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*AcceptInput)
		want []string
	}{
		{"nothing", func(*AcceptInput) {}, nil},
		{"unpaid", func(in *AcceptInput) { in.Paid = false }, []string{"payment.missing/0/"}},
		{"no phone, no detail", func(in *AcceptInput) { in.Recipient.Phone, in.Recipient.Detail = " ", "" }, []string{"address.incomplete/0/phone,detail"}},
		{"no name but a company", func(in *AcceptInput) { in.Recipient.Name, in.Recipient.Company = "", "店" }, nil},
		{"no name, no country", func(in *AcceptInput) { in.Recipient.Name, in.Recipient.Country = "", "China" }, []string{"address.incomplete/0/name,country"}},
		{"masked", func(in *AcceptInput) { in.Recipient.Name = "林**" }, []string{"address.masked/0/"}},
		{"masked with the channel's token", func(in *AcceptInput) { in.Recipient = RecipientInput{Token: "oaid", Address: Address{Name: "林**"}} }, nil},
		{"unknown item", func(in *AcceptInput) { in.Lines[1].SKU = "NONE" }, []string{"item.unknown/2/NONE"}},
		{"an item that is a draft", func(in *AcceptInput) { in.Lines[0].SKU = "DRAFT" }, []string{"item.not_sold/1/DRAFT draft"}},
		{"a retired item is sold off", func(in *AcceptInput) { in.Lines[0].SKU = "OLD" }, nil},
		{"too many", func(in *AcceptInput) { in.Lines[0].Qty = MaxLineQty + 1 }, []string{"line.quantity/1/1000001 > 1000000"}},
		{"unknown customer", func(in *AcceptInput) { in.Customer = "NOBODY" }, []string{"customer.unknown/0/NOBODY"}},
		{"unknown carrier", func(in *AcceptInput) { in.Carrier = "NONE" }, []string{"carrier.unknown/0/NONE"}},
		{"closed carrier", func(in *AcceptInput) { in.Carrier = "GONE" }, []string{"carrier.closed/0/GONE"}},
		{"unknown warehouse", func(in *AcceptInput) { in.Warehouse = "XX" }, []string{"warehouse.unknown/0/XX"}},
		{"number seen before", func(in *AcceptInput) { in.Number = "SEEN" }, []string{"order.duplicate/0/O-0000001-7"}},
		{"another channel's number", func(in *AcceptInput) { in.Channel, in.Number = "shop", "SEEN" }, nil},
		{"all of it", func(in *AcceptInput) {
			in.Paid, in.Number, in.Recipient.Phone, in.Lines[0].SKU, in.Lines[2].SKU = false, "SEEN", "", "NONE", "DRAFT"
		}, []string{"payment.missing/0/", "order.duplicate/0/O-0000001-7", "address.incomplete/0/phone", "item.unknown/1/NONE", "item.not_sold/3/DRAFT draft"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEnds(t)
			first := e.order(1)
			first.Number = "SEEN"
			if got := e.accept(first); got.State != IntakeAssigned || got.Warehouse != string(endsHouse) {
				t.Fatalf("the first order is %s in %q, want assigned in %s", got.State, got.Warehouse, endsHouse)
			}
			in := e.order(3)
			c.edit(&in)
			got := e.accept(in)
			state := IntakeAssigned
			if c.want != nil {
				state = IntakeException
			}
			if got.State != state || !slices.Equal(endsWhy(got.Why), c.want) {
				t.Errorf("got %s %q, want %s %q", got.State, endsWhy(got.Why), state, c.want)
			}
			kept := e.intake(got.Order)
			if kept.State != state || !slices.Equal(endsWhy(kept.Why), c.want) || kept.Got != 3 {
				t.Errorf("kept is %+v, want it %s with 3 lines and the same reasons", kept, state)
			}
			var page ExceptionPage
			e.look(store.Company, func(r store.Reader) { page = Exceptions(r, ExceptionQuery{}) })
			if listed := len(page.Orders) == 1 && page.Orders[0].ID == got.Order; listed != (c.want != nil) {
				t.Errorf("the list of exceptions is %v", page.Orders)
			}
		})
	}
}

func TestAcceptRefusesWhatIsNoOrder(t *testing.T) {
	e := newEnds(t)
	for _, c := range []struct {
		name string
		edit func(*AcceptInput)
		want []string
	}{
		{"empty", func(in *AcceptInput) { *in = AcceptInput{} }, []string{"number:order.number", "channel:order.channel", "total:order.lines", "lines:order.lines"}},
		{"lines", func(in *AcceptInput) {
			in.Lines = []AcceptLine{{SKU: "A1", Qty: 0}, {SKU: "", Qty: -1, PriceMinor: -1}, {SKU: " A", Qty: 1}}
		}, []string{"lines[0].quantity:line.quantity", "lines[1].sku:item.sku", "lines[1].quantity:line.quantity", "lines[1].price_minor:line.price", "lines[2].sku:item.sku"}},
		{"too long", func(in *AcceptInput) {
			in.Number, in.Recipient.Detail = strings.Repeat("9", MaxOrderField+1), strings.Repeat("x", MaxAddressField+1)
		}, []string{"number:order.field", "recipient.detail:order.field"}},
		{"more lines than announced", func(in *AcceptInput) { in.Total = 2 }, []string{"lines:order.lines"}},
		{"too many lines", func(in *AcceptInput) { in.Total = MaxLines + 1 }, []string{"total:order.lines"}},
		{"too many in one command", func(in *AcceptInput) {
			in.Total, in.Lines = 17, slices.Repeat([]AcceptLine{{SKU: "A1", Qty: 1}}, 17)
		}, []string{"lines:order.lines"}},
	} {
		in := e.order(3)
		c.edit(&in)
		_, err := endsVerb(e, store.Company, Accept, in)
		if got := endsDetails(err); endsReason(err) != "order.malformed" || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %s %q, want order.malformed %q", c.name, endsReason(err), got, c.want)
		}
	}
	if got := e.accept(e.order(1)).Order; got != "O-0000001-7" {
		t.Errorf("the first good order is %s: a refused one took a number", got)
	}
}

// A customer's demand for shelf life is the order's.
func TestAcceptTakesTheCustomersTerms(t *testing.T) {
	e := newEnds(t)
	in := e.order(1)
	in.Customer, in.MinDays = "SHOP", 10
	if got := e.intake(e.accept(in).Order).MinDays; got != 40 {
		t.Errorf("got %d days, want the customer's 40", got)
	}
}

// The longest real order has 703 lines: 44 commands, undecided until the last one, whatever is sent again or too early.
func TestAcceptLongOrder(t *testing.T) {
	e := newEnds(t)
	in := e.order(703)
	first := endsMust(e, store.Company, Accept, in)
	if first.State != IntakeAccepting || first.Got != RangeLines {
		t.Fatalf("after the first range: got %+v, want accepting with %d lines", first, RangeLines)
	}
	part := AcceptInput{Order: first.Order, From: 17, Lines: []AcceptLine{{SKU: "A1", Qty: 1}, {SKU: "NONE", Qty: 1}, {SKU: "B2", Qty: 2}}}
	for range 2 { // a range that is repeated is no news
		if got := endsMust(e, store.Company, Accept, part); got.Got != 19 || got.State != IntakeAccepting || got.Why != nil {
			t.Fatalf("after three more: got %+v, want accepting with 19 lines and no reasons told yet", got)
		}
	}
	part.From = 21
	if _, err := endsVerb(e, store.Company, Accept, part); endsReason(err) != "order.range" {
		t.Errorf("a gap: got %v, want order.range", err)
	}
	if _, err := endsVerb(e, store.Company, Accept, AcceptInput{Order: first.Order, From: 700, Lines: slices.Repeat(part.Lines[:1], 5)}); endsReason(err) != "order.malformed" {
		t.Errorf("more than announced: got %v, want order.malformed", err)
	}
	got := first
	for n := 20; n <= 703; n += RangeLines {
		more := AcceptInput{Order: first.Order, From: n}
		for no := n; no < n+RangeLines && no <= 703; no++ {
			more.Lines = append(more.Lines, endsLine(no))
		}
		got = endsMust(e, store.Company, Accept, more)
	}
	if want := []string{"item.unknown/18/NONE"}; got.State != IntakeException || !slices.Equal(endsWhy(got.Why), want) {
		t.Fatalf("at the end: got %s %q, want an exception %q", got.State, endsWhy(got.Why), want)
	}
	got = endsMust(e, store.Company, Resolve, ResolveInput{Order: got.Order, Lines: []LineFix{{No: 18, SKU: "A1"}}})
	if got.State != IntakeAssigned {
		t.Errorf("put right: got %s %q, want assigned", got.State, endsWhy(got.Why))
	}
	no := 0
	e.look(store.Company, func(r store.Reader) {
		for l := range IntakeLinesOf(r, got.Order, 1) {
			no++
			want := endsLine(no)
			switch no {
			case 17, 18:
				want = AcceptLine{SKU: "A1", Qty: 1}
			case 19:
				want = AcceptLine{SKU: "B2", Qty: 2}
			}
			if l.No != no || l.SKU != want.SKU || l.Qty != want.Qty {
				t.Fatalf("line %d: got %+v, want %+v", no, l, want)
			}
		}
	})
	if no != 703 {
		t.Errorf("got %d lines, want 703", no)
	}
}

// An order of three lines in one parcel costs few writes on its whole way: everybody in the building waits for them. What a
// stored answer and the device's floor cost is included.
func TestWritesOfAnOrder(t *testing.T) {
	e := newEnds(t)
	e.confirmed(func() string { _, p := e.packed(1, 0); return p }()) // the waybill block is here
	id := e.accept(e.order(3)).Order
	got := []int{e.cost}
	endsMust(e, endsHouse, Take, TakeInput{id})
	got = append(got, e.cost)
	e.settle()
	e.reserve(id)
	e.pick(id)
	p := e.pack(id, 300)
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: p, Grams: 300, Raw: "typed"})
	got = append(got, e.cost)
	w := endsMust(e, endsHouse, Label, LabelInput{Parcel: p}).Waybill
	got = append(got, e.cost)
	endsMust(e, endsHouse, Confirm, ConfirmInput{Parcel: p, Scanned: w})
	got = append(got, e.cost)
	m := endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{w}})
	got = append(got, e.cost)
	e.do(func(tx *store.Tx) error {
		m, err := GetManifest(tx, m.Manifest)
		if err == nil {
			err = stepManifest(tx, &m, manifestClose)
		}
		Manifests.Put(tx, &m)
		return err
	})
	e.do(func(tx *store.Tx) error { _, err := shipSome(tx, m.Manifest, ""); return err })
	got = append(got, e.cost)
	most := []int{13, 12, 5, 11, 5, 13, 29} // accept, take, weigh, label, confirm, load onto a new manifest, ship
	for i, n := range got {
		if n > most[i] {
			t.Errorf("writes are %v, want at most %v", got, most)
			break
		}
	}
	t.Logf("writes: accept, take, weigh, label, confirm, load, ship: %v", got)
	e.settle()
}
