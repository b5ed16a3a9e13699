package fulfilment

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// A parcel has one waybill, whatever is asked again; numbers are those of the carrier's range, each with its check digit.
func TestLabel(t *testing.T) {
	e := newEnds(t)
	order, id := e.packed(2, 300)
	if _, err := endsVerb(e, endsHouse, Label, LabelInput{Parcel: id}); endsReason(err) != "parcel.state" {
		t.Errorf("not weighed: got %v, want parcel.state", err)
	}
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 300, Raw: "typed"})
	if _, err := endsVerb(e, endsHouse, Label, LabelInput{Parcel: id}); endsReason(err) != "waybill.exhausted" {
		t.Errorf("before the block came: got %v, want waybill.exhausted", err)
	}
	e.settle()
	first := endsMust(e, endsHouse, Label, LabelInput{Parcel: id, Station: "P1"})
	r := partner.NumberRange{Prefix: "TP", Width: 8, Rule: partner.CheckS10, Suffix: "CN"}
	if first.Waybill != r.Write(1) || first.Routing != "33-310" || first.Carrier != "TOP" || first.State != ParcelLabelled {
		t.Errorf("got %+v, want waybill %s to 33-310", first, r.Write(1))
	}
	if again := endsMust(e, endsHouse, Label, LabelInput{Parcel: id, Station: "P2"}); !reflect.DeepEqual(again, first) {
		t.Errorf("asked again: got %+v, want %+v", again, first)
	}
	if again := endsMust(e, endsHouse, Label, LabelInput{Parcel: first.Waybill}); !reflect.DeepEqual(again, first) {
		t.Errorf("asked by the waybill: got %+v, want %+v", again, first)
	}
	prints := 0
	for _, rec := range e.waiting(endsHouse) {
		if rec.Kind == inventory.Print {
			prints++
			if k := endsPayload[inventory.PrintKey](e, rec); k != first.Print || rec.Key != id {
				t.Errorf("to be printed is %v under key %s, want %v", k, rec.Key, first.Print)
			}
		}
	}
	var job inventory.PrintJob
	e.look(endsHouse, func(r store.Reader) { job, _ = inventory.GetPrintJob(r, first.Print) })
	if prints != 1 || job.State != inventory.PaperQueued || job.Station != "P1" || job.Order != order {
		t.Errorf("%d print records, job %+v; want one, queued for P1", prints, job)
	}
	_, other := e.packed(1, 100)
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: other, Grams: 100, Raw: "typed"})
	if got := endsMust(e, endsHouse, Label, LabelInput{Parcel: other}).Waybill; got != r.Write(2) {
		t.Errorf("the next parcel: got %s, want %s", got, r.Write(2))
	}
	copy2 := endsMust(e, endsHouse, Reprint, ReprintInput{Parcel: id, Station: "P1", Reason: "torn"})
	if copy2.Waybill != first.Waybill || copy2.Print.Copy != 2 {
		t.Errorf("reprinted: got %+v, want the same number as copy 2", copy2)
	}
}

// A carrier that numbers its waybills itself: its number is given, once.
func TestLabelWithTheCarriersNumber(t *testing.T) {
	e := newEnds(t)
	var ids []string
	for range 2 {
		_, id := e.packed(1, 100)
		got := endsMust(e, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 100, Raw: "typed", Carrier: "SELF", Service: "freight"})
		if got.Carrier != "SELF" || got.Service != "freight" {
			t.Fatalf("got %+v, want SELF", got)
		}
		ids = append(ids, id)
	}
	for _, c := range []struct{ parcel, waybill, want string }{
		{ids[0], "", "waybill.missing"}, {ids[0], "F-1", ""}, {ids[1], "F-1", "waybill.in_use"}, {ids[1], ids[0], "waybill.in_use"}, {ids[1], "F-2", ""},
	} {
		if _, err := endsVerb(e, endsHouse, Label, LabelInput{Parcel: c.parcel, Waybill: c.waybill}); endsReason(err) != c.want {
			t.Errorf("%s with %q: got %v, want %q", c.parcel, c.waybill, err, c.want)
		}
	}
	_, own := e.packed(1, 100)
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: own, Grams: 100, Raw: "typed"})
	e.settle()
	if _, err := endsVerb(e, endsHouse, Label, LabelInput{Parcel: own, Waybill: "F-3"}); endsReason(err) != "waybill.not_wanted" {
		t.Errorf("got %v, want waybill.not_wanted", err)
	}
}

// Waybill blocks: two warehouses never get the same number, whatever is delivered twice, and a range that is used up says
// so until a new one is entered.
func TestWaybillBlocks(t *testing.T) {
	t.Parallel()
	e := newEnds(t)
	seen := map[string]bool{}
	for _, p := range []store.Partition{"SH1", "BJ2"} {
		for n := range int64(3) {
			ask := WaybillsAsked{Warehouse: string(p), Carrier: "TOP", N: n + 1}
			for i := range 2 {
				if granted := endsMust(e, store.Company, GrantWaybills, ask); granted != (i == 0) {
					t.Errorf("request %+v, time %d: granted %t", ask, i+1, granted)
				}
			}
		}
	}
	for _, rec := range e.waiting(store.Company) {
		if rec.Kind != OutboxWaybillGrant {
			continue
		}
		g := endsPayload[WaybillsGranted](e, rec)
		for range 2 {
			e.must(store.Partition(g.Warehouse), func(tx *store.Tx) error { return ReceiveWaybills(tx, g) })
		}
	}
	for _, p := range []store.Partition{"SH1", "BJ2"} {
		for range 300 {
			e.must(p, func(tx *store.Tx) error {
				for range 100 {
					w, err := takeWaybill(tx, "TOP", destinationCN)
					if err != nil || seen[w.Number] {
						return fmt.Errorf("number %q, seen %t: %v", w.Number, seen[w.Number], err)
					}
					seen[w.Number] = true
				}
				return nil
			})
		}
	}
	if len(seen) != 60_000 {
		t.Errorf("got %d numbers, want all 60,000", len(seen))
	}
	for _, p := range []store.Partition{"SH1", "BJ2"} {
		if err := e.run(p, func(tx *store.Tx) error { _, err := takeWaybill(tx, "TOP", destinationCN); return err }); endsReason(err) != "waybill.exhausted" {
			t.Errorf("%s: got %v, want waybill.exhausted", p, err)
		}
		asked := 0
		for _, rec := range e.waiting(p) {
			if rec.Kind == OutboxWaybillRequest {
				asked++
			}
		}
		if asked != 1 { // for the fourth block, once
			t.Errorf("%s asked %d times, want once", p, asked)
		}
	}
	if _, err := endsVerb(e, store.Company, GrantWaybills, WaybillsAsked{Warehouse: "SH1", Carrier: "TOP", N: 4}); endsReason(err) != "carrier.range_exhausted" {
		t.Errorf("got %v, want carrier.range_exhausted", err)
	}
	e.seen[endsHouse], e.seen["BJ2"] = 1<<40, 1<<40
}

func TestConfirmSaysWhatItWas(t *testing.T) {
	e := newEnds(t)
	order2, other := e.packed(1, 100)
	e.confirmed(other)
	order, id := e.packed(1, 100)
	if _, err := endsVerb(e, endsHouse, Confirm, ConfirmInput{Parcel: id, Scanned: "x"}); endsReason(err) != "parcel.state" {
		t.Errorf("before the label: got %v, want parcel.state", err)
	}
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 100, Raw: "typed"})
	w := endsMust(e, endsHouse, Label, LabelInput{Parcel: id}).Waybill
	for scanned, want := range map[string]string{
		e.parcel(other).Waybill: "the waybill of parcel " + other + " of order " + order2,
		other:                   "the number of parcel " + other + " of order " + order2,
		id:                      "the parcel's own number, not its waybill",
		endsTote(order):         "tote " + endsTote(order),
		"BC-A1":                 "SKU A1",
		"A1-1":                  "location A1-1",
		"?":                     "nothing known here",
	} {
		_, err := endsVerb(e, endsHouse, Confirm, ConfirmInput{Parcel: id, Scanned: scanned})
		if endsReason(err) != "scan.wrong_label" || !strings.Contains(err.Error(), "scanned was "+want) {
			t.Errorf("scanned %q: got %v, want it to be %s", scanned, err, want)
		}
	}
	for range 2 {
		if got := endsMust(e, endsHouse, Confirm, ConfirmInput{Parcel: id, Scanned: w}); got.State != ParcelConfirmed {
			t.Errorf("got %+v, want confirmed", got)
		}
	}
}
