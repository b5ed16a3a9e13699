package layout

import (
	"slices"
	"testing"

	"example.com/tote/inventory/fault"
)

func reasons(err error) (out []string) {
	if err != nil {
		for _, d := range fault.From(err).Details {
			out = append(out, d.Reason)
		}
	}
	return out
}

func TestALocationTellsEveryShortcomingAtOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		loc  Location
		want []string
	}{
		{"nothing wrong", Location{Code: "A03-12-2", Kind: PickFace, Min: 2, Max: 9}, nil},
		{"no code, no kind", Location{}, []string{"location.code", "location.kind"}},
		{"a blank in the code", Location{Code: "A 1", Kind: Dock}, []string{"location.code"}},
		{"longer than a screen", Location{Code: "A03-12-2-THE-VERY-LAST", Kind: Dock}, []string{"location.code"}},
		{"negative figures, max below min", Location{Code: "A1", Kind: Reserve, X: -1, Grams: -5, Min: 3, Max: 2},
			[]string{"location.negative", "location.negative", "location.minmax"}},
		{"an unknown mixing rule", Location{Code: "A1", Kind: Reserve, Mixing: 9}, []string{"location.mixing"}},
	} {
		if got := reasons(c.loc.Check()); !slices.Equal(got, c.want) {
			t.Errorf("%s: reasons = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAWarehouseNeedsATimeZoneAndAName(t *testing.T) {
	for _, c := range []struct {
		name string
		wh   Warehouse
		want []string
	}{
		{"nothing wrong", Warehouse{Code: "SH1", Name: "Shanghai", Zone: "Asia/Shanghai"}, nil},
		{"neither", Warehouse{Code: "SH1"}, []string{"warehouse.zone", "warehouse.name"}},
		{"the machine's own zone", Warehouse{Code: "SH1", Name: "x", Zone: "Local"}, []string{"warehouse.zone"}},
	} {
		if got := reasons(c.wh.Check()); !slices.Equal(got, c.want) {
			t.Errorf("%s: reasons = %v, want %v", c.name, got, c.want)
		}
	}
	w := Warehouse{Zone: "Asia/Shanghai"}
	if got := w.Location().String(); got != "Asia/Shanghai" {
		t.Errorf("time zone = %s", got)
	}
}

func TestOnlyReserveAndPickFacesAreForSale(t *testing.T) {
	for k := Dock; k <= Quarantine; k++ {
		if got, want := k.Stocked(), k == Reserve || k == PickFace; got != want {
			t.Errorf("%s is stocked: %v, want %v", k, got, want)
		}
		if got := KindOf(k.String()); got != k {
			t.Errorf("KindOf(%q) = %v", k, got)
		}
	}
	for m := MixAny; m <= MixNothing; m++ {
		if got, ok := MixingOf(m.String()); !ok || got != m {
			t.Errorf("MixingOf(%q) = %v, %v", m, got, ok)
		}
	}
}
