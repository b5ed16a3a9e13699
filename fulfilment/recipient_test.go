package fulfilment

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"example.com/tote/inventory/store"
)

// Personal data stand sealed in the recipient's record alone: nowhere in the file can name, phone or street be read, and
// after the purge not even with all keys that are left.
func TestRecipientIsSealedAndPurged(t *testing.T) {
	e := newEnds(t)
	in := e.order(2)
	in.Recipient.Token = "TOKEN-4711"
	id := e.accept(in).Order
	e.settle()
	var a Address
	open := func() (err error) {
		e.look(endsHouse, func(r store.Reader) { a, err = OpenRecipient(r, id) })
		return err
	}
	forgotten := func(order string) (is bool) {
		e.look(endsHouse, func(r store.Reader) { is = Forgotten(r, order) })
		return is
	}
	if err := open(); err != nil || a != in.Recipient.Address || forgotten(id) || forgotten("") {
		t.Fatalf("got %+v %v, want %+v", a, err, in.Recipient.Address)
	}
	endsMust(e, store.Company, Reveal, RevealInput{Order: id, Purpose: "label"})
	if _, err := endsVerb(e, store.Company, Reveal, RevealInput{Order: id}); endsReason(err) != "purpose.missing" {
		t.Errorf("without a purpose: got %v, want purpose.missing", err)
	}
	e.reserve(id)
	e.pick(id)
	p := e.pack(id, 300)
	e.confirmed(p)
	m := endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{p}})
	endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest})
	e.settle()
	if got := e.intake(id).State; got != IntakeShipped {
		t.Fatalf("got %s, want shipped", got)
	}
	plain := [][]byte{[]byte("林小满"), []byte("15400001234"), []byte("文三路"), []byte("西湖区")}
	e.readsNowhere(plain)

	nextDay := func() int {
		e.f.Clock.Advance(endsDay)
		return endsMust(e, store.Company, Purge, PurgeInput{}).Purged
	}
	for day := 1; day < 30; day++ {
		if n := nextDay(); n != 0 {
			t.Fatalf("day %d: %d purged, want none before 30 days", day, n)
		}
	}
	if n := nextDay(); n != 1 {
		t.Fatalf("day 30: %d purged, want 1", n)
	}
	if told := e.waiting(store.Company); len(told) != 1 || endsPayload[Purged](e, told[0]) != (Purged{Order: id, Warehouse: string(endsHouse)}) {
		t.Errorf("told is %v, want that the papers of %s go too", told, id)
	}
	e.look(endsHouse, func(r store.Reader) {
		if papers := PapersOf(r, id); len(papers) != 1 || papers[0].Entity != p || papers[0].Order != id {
			t.Errorf("its papers are %+v, want the label of %s", papers, p)
		}
	})
	if err := open(); endsReason(err) != "recipient.purged" || !forgotten(id) {
		t.Errorf("got %v, want recipient.purged", err)
	}
	e.readsNowhere(append(plain, []byte("TOKEN-4711"), in.Seal.Key))
	var rec Recipient
	e.look(store.Company, func(r store.Reader) { rec, _ = RecipientOf(r, id) })
	if rec.Country != "CN" || rec.Postcode != "310" || rec.Sealed != nil || rec.Purged == 0 {
		t.Errorf("kept is %+v, want the region without the rest", rec)
	}
	if n := nextDay(); n != 0 {
		t.Errorf("again: %d purged, want none", n)
	}
}

// readsNowhere looks for texts in every key and value there is.
func (e *ends) readsNowhere(texts [][]byte) {
	e.t.Helper()
	snap, err := e.f.Engine().Read()
	if err != nil {
		e.t.Fatalf("%v", err)
	}
	defer snap.Close()
	n := 0
	for _, s := range []store.Space{store.Records, store.Log} {
		err := snap.Scan(s, []byte{0}, []byte{0xFF}, func(k, v []byte) bool {
			n++
			for _, text := range texts {
				if bytes.Contains(k, text) || bytes.Contains(v, text) {
					e.t.Errorf("%q stands under key %q", text, k)
				}
			}
			return true
		})
		if err != nil {
			e.t.Fatalf("%v", err)
		}
	}
	if n < 50 {
		e.t.Errorf("looked at %d records only", n)
	}
}

// However many orders are due, one command clears a bounded number of them.
func TestPurgeIsBounded(t *testing.T) {
	e := newEnds(t)
	for range MaxPurge + 5 {
		endsMust(e, store.Company, Cancel, CancelInput{Order: e.accept(e.order(1)).Order, Reason: "customer"})
	}
	e.settle()
	e.f.Clock.Advance(40 * endsDay)
	var got []string
	for _, limit := range []int{0, 3, 3, 3} {
		r := endsMust(e, store.Company, Purge, PurgeInput{Limit: limit})
		got = append(got, fmt.Sprint(r.Purged, r.More))
	}
	if want := []string{"30 true", "3 true", "2 false", "0 false"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A recipient cannot be opened under another order's number.
func TestRecipientIsBoundToItsOrder(t *testing.T) {
	e := newEnds(t)
	in := e.order(1)
	a, b := e.accept(in).Order, e.accept(e.order(1)).Order
	e.company(func(tx *store.Tx) error {
		rec, err := RecipientOf(tx, a)
		if err != nil {
			return err
		}
		rec.Order = b
		recipients.Put(tx, &rec)
		recipientKeys.Put(tx, &recipientKey{Order: b, Key: in.Seal.Key})
		return nil
	})
	e.look(store.Company, func(r store.Reader) {
		if _, err := OpenRecipient(r, b); endsReason(err) != "recipient.seal" {
			t.Errorf("got %v, want recipient.seal", err)
		}
	})
}

func TestSealMustBeWhole(t *testing.T) {
	e := newEnds(t)
	in := e.order(1)
	in.Seal.Key = in.Seal.Key[:16]
	if _, err := endsVerb(e, store.Company, Accept, in); endsReason(err) != "recipient.key" {
		t.Errorf("got %v, want recipient.key", err)
	}
}
