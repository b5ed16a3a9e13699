package testdata

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // a fresh machine may hold none
)

func TestWarehouseHasItsPlaces(t *testing.T) {
	tests := []struct {
		size          string
		aisles, racks int
	}{{Small, 4, 120}, {Medium, 20, 2400}, {Large, 20, 7200}}
	for _, catalogue := range Catalogues {
		for _, tt := range tests {
			t.Run(catalogue+"/"+tt.size, func(t *testing.T) {
				house, err := NewWarehouse(catalogue, tt.size)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := time.LoadLocation(house.TimeZone); err != nil {
					t.Errorf("time zone: %v", err)
				}
				racks := checkLocations(t, house)
				if len(house.Aisles) != tt.aisles || racks != tt.racks {
					t.Errorf("%d aisles with %d locations, want %d with %d", len(house.Aisles), racks, tt.aisles, tt.racks)
				}
			})
		}
	}
}

var locationCode = regexp.MustCompile(`^([ABC]\d\d-\d\d-\d|[A-Z]{3,4}-\d\d)$`)

// checkLocations looks at every location and counts those in the racks.
func checkLocations(t *testing.T, house Warehouse) (racks int) {
	t.Helper()
	zones := map[string]Zone{}
	for _, z := range house.Zones {
		zones[z.Code] = z
	}
	codes, spots, travels, kinds := map[string]bool{}, map[[3]int64]bool{}, map[int]bool{}, map[string]bool{}
	for _, l := range house.Locations {
		zone, known := zones[l.Zone]
		if !known || zone.Kind != l.Kind || zone.StorageClass != l.StorageClass {
			t.Errorf("%s: kind %s, class %s in zone %+v", l.Code, l.Kind, l.StorageClass, zone)
		}
		spot := [3]int64{l.XMM, l.YMM, l.ZMM}
		if !locationCode.MatchString(l.Code) || codes[l.Code] || spots[spot] || travels[l.Travel] || l.Travel < 1 || l.Travel > len(house.Locations) {
			t.Errorf("%+v: code, spot or travel number wrong or used twice", l)
		}
		codes[l.Code], spots[spot], travels[l.Travel], kinds[l.Kind] = true, true, true, true
		if l.Aisle == 0 {
			if l.YMM >= house.FrontCrossMM || l.AlongMM != 0 {
				t.Errorf("%s stands on the floor but behind the front cross aisle", l.Code)
			}
			continue
		}
		racks++
		lane := house.Aisles[l.Aisle-1]
		if side := l.XMM - lane.XMM; side != rackDepthMM*int64(1-2*(l.Bay%2)) || lane.Number != l.Aisle {
			t.Errorf("%s is %d mm from the middle of its aisle", l.Code, side)
		}
		if l.YMM != house.FrontCrossMM+l.AlongMM || l.AlongMM <= 0 || l.YMM >= house.BackCrossMM || l.MaxWeightG <= 0 || l.MaxVolumeMM3 <= 0 {
			t.Errorf("%s is not between the cross aisles or has no limits: %+v", l.Code, l)
		}
	}
	for _, want := range []string{Dock, Staging, Reserve, PickFace, Pack, Outbound, Returns, Quarantine} {
		if !kinds[want] {
			t.Errorf("no location of kind %s", want)
		}
	}
	return racks
}

// A walker who follows the travel numbers goes up one aisle and down the next and never turns inside one.
func TestTravelIsSerpentine(t *testing.T) {
	house, err := NewWarehouse(Snacks, Medium)
	if err != nil {
		t.Fatal(err)
	}
	walk := slices.Clone(house.Locations)
	slices.SortFunc(walk, func(a, b Location) int { return a.Travel - b.Travel })
	for i, l := range walk[1:] {
		before := walk[i]
		forward := l.AlongMM >= before.AlongMM
		if l.Aisle%2 == 0 {
			forward = l.AlongMM <= before.AlongMM
		}
		if l.Aisle < before.Aisle || (l.Aisle == before.Aisle && l.Aisle > 0 && !forward) {
			t.Fatalf("travel %d %s comes after %s", l.Travel, l.Code, before.Code)
		}
	}
}

func TestPeopleAndPartnersAreComplete(t *testing.T) {
	for _, catalogue := range Catalogues {
		roles, names := map[string]int{}, map[string]bool{}
		for _, w := range Workers(catalogue) {
			if names[w.Name] || names[w.Code] || names[w.Badge] || len(w.PIN) != 6 || (w.NameZH == "") != (catalogue == Gifts) {
				t.Errorf("worker %+v", w)
			}
			names[w.Name], names[w.Code], names[w.Badge] = true, true, true
			for _, role := range w.Roles {
				roles[role]++
			}
		}
		for _, role := range []string{Receiver, Inspector, Putaway, Picker, Packer, Loader, Supervisor, Admin} {
			if roles[role] == 0 {
				t.Errorf("%s: nobody is %s", catalogue, role)
			}
		}
		for _, c := range Customers(catalogue) {
			if names[c.Name] || names[c.Code] || c.Address.Company == "" || c.Address.Detail == "" {
				t.Errorf("customer %+v", c)
			}
			names[c.Name], names[c.Code] = true, true
		}
		services := ""
		for _, c := range Carriers(catalogue) {
			services += c.Service + " "
			if c.Prefix == "" || c.MaxWeightG < parcelMaxG {
				t.Errorf("carrier %+v", c)
			}
		}
		if !strings.Contains(services, Standard) || !strings.Contains(services, Express) {
			t.Errorf("%s: carriers serve only %s", catalogue, services)
		}
		var before Carton
		for _, c := range Cartons(catalogue) {
			if c.InnerMM3() <= before.InnerMM3() || c.OuterLengthMM <= c.InnerLengthMM || c.MaxGrossG <= c.TareG || c.CostMinor <= before.CostMinor {
				t.Errorf("carton %+v after %+v", c, before)
			}
			before = c
		}
	}
}

func TestWarehouseRefusesUnknownWords(t *testing.T) {
	if _, err := NewWarehouse("toys", Medium); err == nil || !strings.Contains(err.Error(), `"toys"`) {
		t.Errorf("unknown catalogue: %v", err)
	}
	if _, err := NewWarehouse(Gifts, "vast"); err == nil || !strings.Contains(err.Error(), `"vast"`) {
		t.Errorf("unknown size: %v", err)
	}
}
