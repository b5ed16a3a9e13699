package fulfilment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// scaleBench is a packing bench of the small company. Parcels stand on its scale as a test wants them; a BAG weighs 30 g, a
// TIN 100, a CRATE 2,500, what a NEW one weighs nobody knows, NUTS are sold by the gram, the BOX weighs 200.
type scaleBench struct {
	*ends
	order string
}

func newScaleBench(t *testing.T) *scaleBench {
	t.Helper()
	b := &scaleBench{ends: newEnds(t)}
	b.ends.order(0)
	b.order = b.accept(b.ends.order(1)).Order
	b.settle()
	for sku, it := range map[item.SKU]item.Item{"BAG": {Packs: eachOf(30)}, "TIN": {Packs: eachOf(100)}, "CRATE": {Packs: eachOf(2500)},
		"NEW": {Packs: eachOf(0)}, "NUTS": {Packs: eachOf(1), CatchWeight: true}} {
		it.SKU, it.Name = sku, string(sku)
		b.company(func(tx *store.Tx) error { _, err := inventory.PutItem(tx, it, 0); return err })
	}
	size := item.Size{Length: 400, Width: 300, Height: 200}
	b.company(func(tx *store.Tx) error {
		_, err := partner.PutCarton(tx, partner.Carton{Code: "BOX", Name: "Box", Inner: size, Outer: size, Tare: 200, MaxGross: 30_000, Active: true}, 0)
		return err
	})
	for _, w := range []people.Worker{
		{ID: "SUN", Badge: "BADGE-SUN", Roles: people.RoleSet(people.Supervisor), Active: true},
		{ID: "LI", Roles: people.RoleSet(people.Supervisor), Active: true}, // has no badge
		{ID: "OLD", Badge: "BADGE-OLD", Roles: people.RoleSet(people.Supervisor)},
		{ID: "CHEN", Badge: "BADGE-CHEN", Roles: people.RoleSet(people.Packer), Active: true},
	} {
		w.Name = "W " + w.ID
		b.company(func(tx *store.Tx) error { _, err := people.PutWorker(tx, w, 0); return err })
	}
	return b
}

func eachOf(grams int64) []item.Pack {
	return []item.Pack{{Level: item.Each, Quantity: 1, Grams: grams}}
}

// boxed gives a parcel that was packed with units, given as SKU and quantity in turn.
func (b *scaleBench) boxed(carton string, units ...any) string {
	b.t.Helper()
	p := Parcel{Order: b.order, No: 1, Carton: carton}
	b.do(func(tx *store.Tx) (err error) {
		if p.ID, err = inventory.PrintedNumber(tx, inventory.ParcelNumber); err != nil {
			return err
		}
		for i := 0; i < len(units); i += 2 {
			p.Units = append(p.Units, Unit{Line: i/2 + 1, SKU: item.SKU(units[i].(string)), Qty: int64(units[i+1].(int))})
		}
		for _, ev := range []parcelEvent{parcelOpen, parcelClose} {
			if err := stepParcel(tx, &p, ev, ""); err != nil {
				return err
			}
		}
		Parcels.Put(tx, &p)
		return nil
	})
	return p.ID
}

// put puts a parcel on the scale.
func (b *scaleBench) put(parcel string, grams int64) (WeighResult, error) {
	return endsVerb(b.ends, endsHouse, Weigh, WeighInput{Parcel: parcel, Grams: grams, Raw: "S S"})
}

func (b *scaleBench) weighings(parcel string) (out []Weighing) {
	p := b.parcel(parcel)
	b.look(endsHouse, func(r store.Reader) { out = slices.Collect(WeighingsOf(r, &p)) })
	return out
}

// Three tins and a crate in a box should weigh 3,000 g within 3 % and 5 g.
func TestWeigh(t *testing.T) {
	b := newScaleBench(t)
	for _, c := range []struct {
		name  string
		units []any
		in    WeighInput
		want  string
	}{
		{"as expected", nil, WeighInput{Grams: 3000, Raw: "S S 3.000 kg"}, ""},
		{"at the upper edge", nil, WeighInput{Grams: 3095, Raw: "typed"}, ""},
		{"at the lower edge", nil, WeighInput{Grams: 2905, Raw: "typed"}, ""},
		{"one above", nil, WeighInput{Grams: 3096, Raw: "typed"}, "weight.outside"},
		{"one below", nil, WeighInput{Grams: 2904, Raw: "typed"}, "weight.outside"},
		{"goods never weighed, and heavy", []any{"NEW", 2, "TIN", 1}, WeighInput{Grams: 4711, Raw: "S S"}, ""},
		{"goods never weighed, and the others missing", []any{"NEW", 2, "CRATE", 1}, WeighInput{Grams: 2400, Raw: "S S"}, "weight.outside"},
		{"too heavy for every carrier", []any{"CRATE", 8}, WeighInput{Grams: 20_200, Raw: "typed"}, "carrier.unfit"},
		{"nothing on the scale", nil, WeighInput{Grams: 0, Raw: ""}, "weight.malformed"},
		{"too many tries", nil, WeighInput{Grams: 3000, Raw: "x", Tries: make([]Try, MaxTries+1)}, "weight.malformed"},
		{"a scale that talks", nil, WeighInput{Grams: 3000, Raw: "x", Tries: []Try{{Raw: strings.Repeat("x", 65)}}}, "weight.malformed"},
	} {
		if c.units == nil {
			c.units = []any{"TIN", 3, "CRATE", 1}
		}
		id := b.boxed("BOX", c.units...)
		c.in.Parcel = id
		got, err := endsVerb(b.ends, endsHouse, Weigh, c.in)
		if endsReason(err) != c.want {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		p := b.parcel(id)
		if c.want != "" {
			if p.State != ParcelPacked || p.Gross != 0 || len(b.weighings(id)) != 0 {
				t.Errorf("%s: the parcel is %s with %d g and %d weighings after a refusal", c.name, p.State, p.Gross, len(b.weighings(id)))
			}
			continue
		}
		if p.State != ParcelWeighed || p.Gross != c.in.Grams || p.Weighing != c.in.Raw || p.Carrier != "TOP" || p.Service != "standard" || got.Carrier != "TOP" {
			t.Errorf("%s: kept is %+v", c.name, p)
		}
	}
}

// Only a supervisor overrides: who stands at the bench shows the badge, who is signed in is known.
func TestWeighOverride(t *testing.T) {
	b := newScaleBench(t)
	for _, c := range []struct {
		name                         string
		reason, supervisor, signedIn string
		by, want                     string
	}{
		{"a badge scanned", "wet carton", "BADGE-SUN", "CHEN", "SUN", ""},
		{"a badge scanned where nobody is signed in", "wet carton", " BADGE-SUN ", "", "SUN", ""},
		{"a supervisor signed in", "wet carton", "", "SUN", "SUN", ""},
		{"and naming herself", "wet carton", "sun", "SUN", "SUN", ""},
		{"one without a badge", "wet carton", "LI", "CHEN", "LI", ""},
		{"the id of one who has a badge", "wet carton", "SUN", "CHEN", "", "weight.badge"},
		{"her name", "wet carton", "W SUN", "CHEN", "", "weight.badge"},
		{"one who left", "wet carton", "BADGE-OLD", "CHEN", "", "weight.badge"},
		{"nobody's badge", "wet carton", "BADGE-X", "SUN", "", "weight.badge"},
		{"a packer", "wet carton", "BADGE-CHEN", "SUN", "", "weight.override"},
		{"a packer signed in", "wet carton", "", "CHEN", "", "weight.override"},
		{"nobody", "wet carton", "", "", "", "weight.override"},
		{"no reason", "", "BADGE-SUN", "CHEN", "", "weight.outside"},
		{"a blank reason", "  ", "", "SUN", "", "weight.outside"},
	} {
		id := b.boxed("BOX", "TIN", 8)
		got, err := endsVerb(b.ends, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 1500, Raw: "S S 1.500 kg", Override: c.reason,
			Supervisor: c.supervisor, SignedIn: c.signedIn})
		if endsReason(err) != c.want || got.Supervisor != c.by {
			t.Errorf("%s: got %v by %q, want %q by %q", c.name, err, got.Supervisor, c.want, c.by)
		}
		if p := b.parcel(id); c.want == "" && (p.Override != "wet carton" || p.Gross != 1500) {
			t.Errorf("%s: kept is %+v", c.name, p)
		}
	}
	id := b.boxed("BOX", "TIN", 8)
	if got, err := endsVerb(b.ends, endsHouse, Weigh, WeighInput{Parcel: id, Grams: 1000, Raw: "x", Override: "just in case"}); err != nil || got.Override != "" {
		t.Errorf("nothing to override: got %+v, %v", got, err)
	}
}

// Every weighing keeps the scale's own words, with what was refused before it, what was typed under its own mark.
func TestEveryWeighingIsKept(t *testing.T) {
	b := newScaleBench(t)
	id := b.boxed("BOX", "TIN", 8)
	tries := []Try{{Grams: 900, Raw: "S S  0.900 kg", At: 1_700_000_000_000}, {Grams: 905, Raw: "905", Typed: true}}
	for _, in := range []WeighInput{
		{Grams: 1001, Raw: "S S  1.001 kg", Tries: tries},
		{Grams: 1002, Raw: "1002", Typed: true},
		{Grams: 1003, Raw: "typed"},
		{Grams: 1500, Raw: "S S  1.500 kg", Override: "wet carton", Supervisor: "BADGE-SUN"},
	} {
		in.Parcel = id
		if got := endsMust(b.ends, endsHouse, Weigh, in); got.Typed != strings.HasPrefix(in.Raw, "1") && got.Typed != (in.Raw == "typed") {
			t.Errorf("%s: typed is %t", in.Raw, got.Typed)
		}
	}
	got := b.weighings(id)
	for i := range got {
		if got[i].At == 0 || time.UnixMilli(got[i].At).After(b.f.Clock.Now()) {
			t.Errorf("weighing %d was at %d", i+1, got[i].At)
		}
		got[i].At = 0
	}
	kept := func(n int, grams int64, raw string) Weighing {
		return Weighing{Order: b.order, Parcel: id, N: n, Grams: grams, Raw: raw, Expected: 1000, Tolerance: 35, Worker: "w1", Device: "dev"}
	}
	want := []Weighing{kept(1, 1001, "S S  1.001 kg"), kept(2, 1002, "1002"), kept(3, 1003, "typed"), kept(4, 1500, "S S  1.500 kg")}
	want[0].Tries, want[1].Typed, want[2].Typed = tries, true, true
	want[3].Override, want[3].Supervisor = "wet carton", "SUN"
	for i := range want { // the first taught a little
		if i > 0 {
			want[i].Expected, want[i].Tolerance = got[i].Expected, got[i].Tolerance
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("kept (-want +got):\n%s", d)
	}
	var words []string
	b.look(endsHouse, func(r store.Reader) {
		for entry, err := range inventory.Ledger(r, 1) {
			if err == nil && entry.Noun == "parcel" && entry.Event == "weigh" {
				words = append(words, entry.Reason)
			}
		}
	})
	if want := []string{"S S  1.001 kg", "typed 1002", "typed", "S S  1.500 kg; wet carton (SUN)"}; !slices.Equal(words, want) {
		t.Errorf("the ledger has %q, want %q", words, want)
	}
}

// The refusal names what to look at: what explains the weight with the fewest units goes first.
func TestWeighNamesTheLikeliestLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		units []any
		grams int64
		want  []string // where:reason want>have
	}{
		{"a tin is missing", []any{"TIN", 3, "CRATE", 1}, 2900, []string{"line 1:weight.missing 3>2"}},
		{"the crate is missing", []any{"TIN", 3, "CRATE", 1}, 500, []string{"line 2:weight.missing 1>0"}},
		{"the crate is doubled", []any{"TIN", 3, "CRATE", 1}, 5500, []string{"line 2:weight.surplus 1>2"}},
		{"two bags are missing", []any{"BAG", 6, "TIN", 1}, 420, []string{"line 1:weight.missing 6>4"}},
		{"without its box", []any{"BAG", 20}, 600, []string{"BOX:weight.carton 1>0", "line 1:weight.missing 20>13"}},
		{"in two boxes", []any{"CRATE", 1}, 2900, []string{"BOX:weight.carton 1>2"}},
		{"the nuts are missing", []any{"NUTS", 750, "CRATE", 1}, 2690, []string{"line 1:weight.missing 750>0"}},
		{"two lines of the same goods", []any{"TIN", 2, "TIN", 3}, 600, []string{"line 1:weight.missing 2>1", "line 2:weight.missing 3>2"}},
		{"nothing explains it", []any{"CRATE", 1}, 1700, []string{"BOX:weight.carton 1>0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newScaleBench(t)
			_, err := b.put(b.boxed("BOX", c.units...), c.grams)
			var got []string
			for _, d := range fault.From(err).Details[2:] {
				got = append(got, d.Where+":"+d.Reason+" "+itoa(int(d.Want))+">"+itoa(int(d.Have)))
			}
			if !slices.Equal(got[:min(len(got), len(c.want))], c.want) || endsReason(err) != "weight.outside" {
				t.Errorf("got %v\n%v, want %q", got, err, c.want)
			}
		})
	}
	b := newScaleBench(t)
	id := b.boxed("BOX", "TIN", 3, "CRATE", 1)
	_, err := b.put(id, 2900)
	want := "parcel " + id + " weighs 2900 g, expected are 3000 g within 95 g; look at line 1 first: 1 of 3 likely missing: SKU TIN of 100 g; or have a supervisor override it"
	if f := fault.From(err); f == nil || f.Message != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestWeighByTote(t *testing.T) {
	e := newEnds(t)
	order, id := e.packed(1, 100)
	e.do(func(tx *store.Tx) error { return inventory.BindTote(tx, "T9", order, inventory.Location("PACK")) })
	if got := endsMust(e, endsHouse, Weigh, WeighInput{Parcel: "T9", Grams: 100, Raw: "typed"}); got.Parcel != id {
		t.Errorf("got %s, want %s", got.Parcel, id)
	}
	for scanned, want := range map[string]string{"T9": "parcel.which", "T10": "parcel.unknown"} {
		if _, err := endsVerb(e, endsHouse, Weigh, WeighInput{Parcel: scanned, Grams: 100, Raw: "typed"}); endsReason(err) != want {
			t.Errorf("%s: got %v, want %s", scanned, err, want)
		}
	}
}
