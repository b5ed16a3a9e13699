package fulfilment

import (
	"slices"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
)

// packed brings an order of some lines into one closed parcel of an expected weight.
func (e *ends) packed(lines int, expected int64) (order, parcel string) {
	e.t.Helper()
	order = e.accept(e.order(lines)).Order
	e.settle()
	e.reserve(order)
	e.pick(order)
	return order, e.pack(order, expected)
}

// Loading refuses all or nothing, and names every parcel that cannot go.
func TestLoad(t *testing.T) {
	e := newEnds(t)
	_, a := e.packed(1, 100)
	wa := e.confirmed(a)
	_, b := e.packed(1, 200)
	_, c := e.packed(1, 100)
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: c, Grams: 100, Raw: "typed", Carrier: "SELF", Service: "freight"})
	endsMust(e, endsHouse, Label, LabelInput{Parcel: c, Waybill: "F-1"})
	endsMust(e, endsHouse, Confirm, ConfirmInput{Parcel: c, Scanned: "F-1"})

	_, err := endsVerb(e, endsHouse, Load, LoadInput{Parcels: []string{a, b, c, "P-9"}})
	if want := []string{"P-9:parcel.unknown", b + ":parcel.unconfirmed", c + ":parcel.carrier"}; endsReason(err) != "load.refused" || !slices.Equal(endsDetails(err), want) {
		t.Errorf("got %v, want load.refused for %q", err, want)
	}
	if p := e.parcel(a); p.State != ParcelConfirmed {
		t.Errorf("parcel %s is %s after a refusal", a, p.State)
	}
	first := endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{wa, a}})
	if first.Carrier != "TOP" || first.Dock != "OUT" || first.Parcels != 1 || first.Grams != 100 || !slices.Equal(first.Loaded, []string{a}) {
		t.Errorf("got %+v, want parcel %s on a manifest of TOP at OUT", first, a)
	}
	e.confirmed(b)
	second := endsMust(e, endsHouse, Load, LoadInput{Manifest: first.Manifest, Parcels: []string{a, b}})
	if second.Manifest != first.Manifest || second.Parcels != 2 || second.Grams != 300 || !slices.Equal(second.Loaded, []string{b}) {
		t.Errorf("got %+v, want %s added to the same manifest", second, b)
	}
	other := endsMust(e, endsHouse, Load, LoadInput{Carrier: "SELF", Parcels: []string{c}})
	if other.Manifest == first.Manifest || other.Carrier != "SELF" {
		t.Errorf("got %+v, want a manifest of SELF", other)
	}
	_, err = endsVerb(e, endsHouse, Load, LoadInput{Manifest: other.Manifest, Parcels: []string{a}})
	if want := []string{a + ":parcel.loaded", a + ":parcel.carrier"}; !slices.Equal(endsDetails(err), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	e.look(endsHouse, func(r store.Reader) {
		if at, _ := inventory.PlaceOf(r, inventory.LPNHolder(a)); at != "OUT" || len(OpenManifests(r)) != 2 {
			t.Errorf("carton %s is at %s, %d manifests open; want OUT, 2", a, at, len(OpenManifests(r)))
		}
	})
	for _, bad := range []struct {
		in   LoadInput
		want string
	}{{LoadInput{}, "load.malformed"}, {LoadInput{Parcels: make([]string, MaxLoad+1)}, "load.malformed"}, {LoadInput{Manifest: "M-9", Parcels: []string{a}}, "manifest.unknown"},
		{LoadInput{Carrier: "TOP", Dock: "A1-1", Parcels: []string{a}}, "dock.kind"}, {LoadInput{Parcels: []string{"P-9"}}, "load.refused"}} {
		if _, err := endsVerb(e, endsHouse, Load, bad.in); endsReason(err) != bad.want {
			t.Errorf("%+v: got %v, want %s", bad.in, err, bad.want)
		}
	}
}

// A manifest of many parcels, one of them larger than a command, goes out in pieces; a crash between two of them loses
// nothing and ships nothing twice.
func TestShipInPieces(t *testing.T) {
	t.Parallel()
	e := newEndsOnDisk(t)
	var orders []string
	var m LoadResult
	for _, lines := range []int{1, 3, 90, 2, 1, 1, 3, 5, 1, 2} {
		order, p := e.packed(lines, int64(lines)*100)
		e.confirmed(p)
		m = endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{p}})
		orders = append(orders, order)
	}
	if _, err := endsVerb(e, endsHouse, Ship, ShipInput{Manifest: "M-9"}); endsReason(err) != "manifest.unknown" {
		t.Errorf("got %v, want manifest.unknown", err)
	}
	first := endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest, Vehicle: "沪A12345", Station: "DOCK"})
	if again := endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest}); again != first || first.State != ManifestShipping || first.Parcels != 10 {
		t.Fatalf("got %+v, then %+v; want the same job for 10 parcels", first, again)
	}
	if _, err := endsVerb(e, endsHouse, Load, LoadInput{Manifest: m.Manifest, Parcels: []string{e.parcelOf(orders[0])}}); endsReason(err) != "manifest.state" {
		t.Errorf("loading a closed one: got %v, want manifest.state", err)
	}
	pieces := 0
	for at, done := "", false; !done; pieces++ {
		e.do(func(tx *store.Tx) error {
			p, err := shipSome(tx, m.Manifest, at)
			at, done = p.Next, p.Done
			return err
		})
		if pieces == 2 {
			e.f.Crash()
			at = "" // the cursor was only in memory
		}
	}
	if pieces < 4 {
		t.Errorf("shipped in %d pieces: 109 lines are more", pieces)
	}
	e.settle() // the job itself, once more
	for _, id := range orders {
		if sums := e.sums(id); e.intake(id).State != IntakeShipped || sums[0] != sums[inventory.Shipped] {
			t.Errorf("order %s is %s with %v, want all shipped", id, e.intake(id).State, sums)
		}
		p := e.parcel(e.parcelOf(id))
		e.look(endsHouse, func(r store.Reader) {
			l, _ := inventory.GetLPN(r, p.ID)
			if p.State != ParcelShipped || l.Parent != inventory.Customer {
				t.Errorf("parcel %s is %s in %s, want it shipped and with the customer", p.ID, p.State, l.Parent)
			}
		})
	}
	var got Manifest
	e.look(endsHouse, func(r store.Reader) { got, _ = GetManifest(r, m.Manifest) })
	if got.State != ManifestShipped || got.Shipped != 10 || got.Vehicle != "沪A12345" {
		t.Errorf("got %+v, want 10 parcels shipped", got)
	}
	if again := endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest}); again.State != ManifestShipped || again.Job != first.Job {
		t.Errorf("said again: got %+v", again)
	}
}

func (e *ends) parcelOf(order string) (id string) {
	e.look(endsHouse, func(r store.Reader) {
		for p := range ParcelsOf(r, order) {
			id = p.ID
		}
	})
	return id
}

// An order of two parcels is shipped with the second one, and a job that failed is started again.
func TestShipTwoParcelsOfAnOrder(t *testing.T) {
	e := newEnds(t)
	order, p1 := e.packed(2, 100)
	e.do(func(tx *store.Tx) error {
		p := Parcel{ID: "P-2", Order: order, No: 2}
		for _, ev := range []parcelEvent{parcelOpen, parcelClose} {
			if err := stepParcel(tx, &p, ev, ""); err != nil {
				return err
			}
		}
		Parcels.Put(tx, &p)
		o, err := GetOrder(tx, order)
		if err != nil {
			return err
		}
		o.Parcels++
		Orders.Put(tx, &o)
		_, err = inventory.RegisterLPN(tx, p.ID, inventory.CartonLPN, inventory.Location("PACK"))
		return err
	})
	ship := func(p string) {
		e.confirmed(p)
		m := endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{p}})
		endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest})
		e.settle()
	}
	ship(p1)
	if o := e.taken(order); o.State != OrderPacked || o.Gone != 1 || e.intake(order).State != IntakeAssigned {
		t.Errorf("after one of two: got %s with %d gone", o.State, o.Gone)
	}
	ship("P-2")
	if o := e.taken(order); o.State != OrderShipped || e.intake(order).State != IntakeShipped {
		t.Errorf("after both: got %s, %s", o.State, e.intake(order).State)
	}
}

func TestShipAgainAfterAFailedJob(t *testing.T) {
	e := newEnds(t)
	_, p := e.packed(1, 100)
	e.confirmed(p)
	m := endsMust(e, endsHouse, Load, LoadInput{Parcels: []string{p}})
	first := endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest})
	e.do(func(tx *store.Tx) error {
		j, err := store.Jobs.Must(tx, store.JobKey(first.Job), "")
		j.State = store.JobFailed
		store.Jobs.Put(tx, &j)
		return err
	})
	if second := endsMust(e, endsHouse, Ship, ShipInput{Manifest: m.Manifest}); second.Job == first.Job || second.State != ManifestShipping {
		t.Errorf("got %+v, want another job than %d", second, first.Job)
	}
	e.settle()
}
