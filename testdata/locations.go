package testdata

import (
	"fmt"
	"sort"
)

// addFloor lays out what stands before the racks: doors on the front wall, then receiving, packing and outbound in a row.
func (w *Warehouse) addFloor(small bool) {
	groups := []struct {
		zone, prefix, kind string
		count              int
		yMM                int64
		maxG, maxMM3       int64
	}{
		{"DOCK", "DOCK", Dock, 6, 500, 0, 0},
		{"STAGE", "STG", Staging, 24, 4_000, 0, 0},
		{"RET", "RET", Returns, 6, 6_000, 2_000_000, 4_000_000_000},
		{"QUAR", "QUA", Quarantine, 6, 7_000, 0, 0},
		{"OUT", "OUT", Outbound, 12, 2_000, 0, 0},
		{"PACK", "PACK", Pack, 32, 9_000, 0, 0},
	}
	width := w.Aisles[len(w.Aisles)-1].XMM + firstAisleMM
	for _, g := range groups {
		if small {
			g.count = max(2, g.count/4)
		}
		for i := 1; i <= g.count; i++ {
			w.Locations = append(w.Locations, Location{Code: fmt.Sprintf("%s-%02d", g.prefix, i), Zone: g.zone, Kind: g.kind,
				XMM: width * int64(i) / int64(g.count+1), YMM: g.yMM, Travel: len(w.Locations) + 1,
				MaxWeightG: g.maxG, MaxVolumeMM3: g.maxMM3, StorageClass: Ambient})
		}
	}
}

// addRacks fills the aisles in travel order. A code is area letter and aisle, bay, level: A03-12-2.
func (w *Warehouse) addRacks(dims racks, cool int) {
	half := (dims.aisles - cool + 1) / 2
	for _, aisle := range w.Aisles {
		area, class := "A", Ambient
		switch {
		case aisle.Number > dims.aisles-cool:
			area, class = "C", Cool
		case aisle.Number > half:
			area = "B"
		}
		positions := (dims.bays + 1) / 2
		for step := range positions {
			position := step
			if aisle.Number%2 == 0 {
				position = positions - 1 - step
			}
			for bay := 2*position + 1; bay <= min(2*position+2, dims.bays); bay++ {
				for level := 1; level <= dims.levels; level++ {
					w.addShelf(area, class, aisle, bay, level)
				}
			}
		}
	}
}

func (w *Warehouse) addShelf(area, class string, aisle Aisle, bay, level int) {
	along := int64(crossMM/2) + int64((bay-1)/2)*bayMM + bayMM/2
	x := aisle.XMM - rackDepthMM
	if bay%2 == 0 {
		x = aisle.XMM + rackDepthMM
	}
	l := Location{Code: fmt.Sprintf("%s%02d-%02d-%d", area, aisle.Number, bay, level), Zone: "PICK-" + area, Kind: PickFace,
		Aisle: aisle.Number, Bay: bay, Level: level, XMM: x, YMM: w.FrontCrossMM + along, ZMM: int64(level-1) * levelMM,
		AlongMM: along, Travel: len(w.Locations) + 1, MaxWeightG: rackMaxG, MaxVolumeMM3: rackMaxMM3,
		MaxSKUs: faceSKUs, OneLotPerSKU: true, StorageClass: class}
	if level > faceLevels {
		l.Zone, l.Kind, l.MaxSKUs = "RES-"+area, Reserve, reserveSKUs
	}
	w.Locations = append(w.Locations, l)
}

func (w *Warehouse) sort() {
	sort.Slice(w.Locations, func(i, j int) bool { return w.Locations[i].Code < w.Locations[j].Code })
}
