package fulfilment

import (
	"slices"
	"testing"

	"example.com/tote/inventory/store"
)

func TestResolve(t *testing.T) {
	str := func(s string) *string { return &s }
	good := endsRecipient()
	for _, c := range []struct {
		name  string
		fault func(*AcceptInput)
		fix   ResolveInput
		state IntakeState
		want  []string
	}{
		{"paid now", func(in *AcceptInput) { in.Paid = false }, ResolveInput{Paid: true}, IntakeAssigned, nil},
		{"address", func(in *AcceptInput) { in.Recipient.Phone = "" }, ResolveInput{Recipient: &good, Seal: endsSeal(9)}, IntakeAssigned, nil},
		{"address still wrong", func(in *AcceptInput) { in.Recipient.Phone = "" }, ResolveInput{Recipient: &RecipientInput{}, Seal: endsSeal(9)},
			IntakeException, []string{"address.incomplete/0/name,phone,country,detail"}},
		{"another SKU", func(in *AcceptInput) { in.Lines[1].SKU = "NONE" }, ResolveInput{Lines: []LineFix{{No: 2, SKU: "A1"}}}, IntakeAssigned, nil},
		{"another unknown SKU", func(in *AcceptInput) { in.Lines[1].SKU = "NONE" }, ResolveInput{Lines: []LineFix{{No: 2, SKU: "NADA"}}}, IntakeException, []string{"item.unknown/2/NADA"}},
		{"line removed", func(in *AcceptInput) { in.Lines[1].SKU = "NONE" }, ResolveInput{Lines: []LineFix{{No: 2, Remove: true}}}, IntakeAssigned, nil},
		{"fewer", func(in *AcceptInput) { in.Lines[1].Qty = 5_000_000 }, ResolveInput{Lines: []LineFix{{No: 2, Qty: 5}}}, IntakeAssigned, nil},
		{"wanted twice", func(in *AcceptInput) { in.Number = "SEEN" }, ResolveInput{Wanted: true}, IntakeAssigned, nil},
		{"another carrier", func(in *AcceptInput) { in.Carrier = "GONE" }, ResolveInput{Carrier: str("")}, IntakeAssigned, nil},
		{"another warehouse", func(in *AcceptInput) { in.Warehouse = "XX" }, ResolveInput{Warehouse: str(string(endsHouse))}, IntakeAssigned, nil},
		{"only looked at", func(in *AcceptInput) { in.Lines[0].SKU = "NONE"; in.Paid = false }, ResolveInput{}, IntakeException, []string{"payment.missing/0/", "item.unknown/1/NONE"}},
		{"one of two", func(in *AcceptInput) { in.Lines[0].SKU = "NONE"; in.Paid = false }, ResolveInput{Paid: true}, IntakeException, []string{"item.unknown/1/NONE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEnds(t)
			first := e.order(1)
			first.Number = "SEEN"
			e.accept(first)
			in := e.order(3)
			c.fault(&in)
			out := e.accept(in)
			if out.State != IntakeException {
				t.Fatalf("got %s before, want an exception", out.State)
			}
			c.fix.Order = out.Order
			got := endsMust(e, store.Company, Resolve, c.fix)
			if got.State != c.state || !slices.Equal(endsWhy(got.Why), c.want) {
				t.Errorf("got %s %q, want %s %q", got.State, endsWhy(got.Why), c.state, c.want)
			}
			e.settle()
			if o := e.taken(out.Order); (o.State == OrderOpen) != (c.state == IntakeAssigned) {
				t.Errorf("in the warehouse it is %q", o.State)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	e := newEnds(t)
	bad := e.order(2)
	bad.Lines[0].SKU, bad.Lines[1].SKU = "NONE", "NONE"
	id := e.accept(bad).Order
	both := []LineFix{{No: 1, Remove: true}, {No: 2, Remove: true}}
	if _, err := endsVerb(e, store.Company, Resolve, ResolveInput{Order: id, Lines: both}); endsReason(err) != "order.no_lines" {
		t.Errorf("all lines removed: got %v, want order.no_lines", err)
	}
	_, err := endsVerb(e, store.Company, Resolve, ResolveInput{Order: id, Lines: []LineFix{{No: 3, SKU: "A1"}, {No: 1}, {No: 1, Remove: true, Qty: 2}}})
	if want := []string{"lines[0].no:line.unknown", "lines[1]:fix.malformed", "lines[2]:fix.malformed"}; !slices.Equal(endsDetails(err), want) {
		t.Errorf("got %q, want %q", endsDetails(err), want)
	}
	good := e.accept(e.order(1)).Order
	if _, err := endsVerb(e, store.Company, Resolve, ResolveInput{Order: good}); endsReason(err) != "order.state" {
		t.Errorf("one that does not wait: got %v, want order.state", err)
	}
	if _, err := endsVerb(e, store.Company, Resolve, ResolveInput{Order: "O-9"}); endsReason(err) != "order.unknown" {
		t.Errorf("no such order: got %v, want order.unknown", err)
	}
	// The catalogue was put right meanwhile: a look is enough.
	e.item("NONE", true)
	if got := endsMust(e, store.Company, Resolve, ResolveInput{Order: id}); got.State != IntakeAssigned {
		t.Errorf("got %s %q, want assigned", got.State, endsWhy(got.Why))
	}
}

func TestExceptionsByPageAndReason(t *testing.T) {
	e := newEnds(t)
	var unpaid, unknown []string
	for i := range 9 {
		in := e.order(1)
		if i%3 == 0 {
			in.Lines[0].SKU = "NONE"
			unknown = append(unknown, e.accept(in).Order)
			continue
		}
		in.Paid = false
		unpaid = append(unpaid, e.accept(in).Order)
	}
	list := func(reason string) (out []string) {
		for after := ""; ; {
			var page ExceptionPage
			e.look(endsHouse, func(r store.Reader) { page = Exceptions(r, ExceptionQuery{Reason: reason, After: after, Limit: 2}) })
			for _, o := range page.Orders {
				out = append(out, o.ID)
			}
			if after = page.Next; after == "" {
				return out
			}
		}
	}
	if got := list(PaymentMissing); !slices.Equal(got, unpaid) {
		t.Errorf("got %v, want %v", got, unpaid)
	}
	if got := list(ItemUnknown); !slices.Equal(got, unknown) {
		t.Errorf("got %v, want %v", got, unknown)
	}
	if got := list(""); len(got) != 9 {
		t.Errorf("got %d, want all 9", len(got))
	}
}
