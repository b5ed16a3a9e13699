package testdata

import "fmt"

// The kinds of zones and locations.
const (
	Dock       = "dock"
	Staging    = "staging"
	Reserve    = "reserve"
	PickFace   = "pick_face"
	Pack       = "pack"
	Outbound   = "outbound"
	Returns    = "returns"
	Quarantine = "quarantine"
)

// The sizes of a warehouse. Small is for tests.
const (
	Small  = "small"  // 4 aisles, 120 rack locations
	Medium = "medium" // 20 aisles, 2,400 rack locations
	Large  = "large"  // 20 aisles, 7,200 rack locations
)

// Sizes lists the accepted words.
var Sizes = []string{Small, Medium, Large}

// Warehouse is a rectangular building. x runs along the front, y towards the back, both in millimetres from the front left
// corner; z is the height of a shelf above the floor. All aisles are parallel to y, two-way, and joined by a cross aisle in front and
// one behind; a walker changes aisle in these two only.
type Warehouse struct {
	Code, Name, NameZH string
	TimeZone           string // IANA
	Address            Address
	Aisles             []Aisle
	FrontCrossMM       int64 // y of the middle of the front cross aisle
	BackCrossMM        int64 // y of the middle of the back cross aisle
	Start              Point // where pick walks begin and end
	Zones              []Zone
	Locations          []Location // ordered by code
}

// Point is a place on the floor in millimetres.
type Point struct{ XMM, YMM int64 }

// Aisle is a lane between two racks; Number counts from 1 at the left.
type Aisle struct {
	Number int
	XMM    int64 // the middle of the lane
}

// Zone groups locations of one kind.
type Zone struct {
	Code, Name, NameZH string
	Kind               string
	StorageClass       string // Ambient or Cool
}

// Location is one place that holds stock, goods on their way or a person's work.
type Location struct {
	Code, Zone, Kind string
	Aisle            int   // 1 to 20 in the racks, 0 on the floor
	Bay, Level       int   // from 1 in the racks; odd bays are on the aisle's left, even ones on its right
	XMM, YMM, ZMM    int64 // the middle of its front edge
	AlongMM          int64 // in the racks: the way from the front cross aisle's middle to the place in front of it
	Travel           int   // serpentine order: up the odd aisles, down the even ones; the floor comes first
	MaxWeightG       int64 // 0: no limit
	MaxVolumeMM3     int64 // 0: no limit
	MaxSKUs          int   // 0: any number
	OneLotPerSKU     bool  // two lots of one SKU must not stand together
	StorageClass     string
}

// The racks' measures.
const (
	aislePitchMM = 3_400 // lane 1.2 m, two racks of 1.1 m
	firstAisleMM = 4_000
	crossMM      = 3_000  // width of the cross aisles
	frontMM      = 14_000 // the floor before the front cross aisle's middle
	bayMM        = 1_400
	levelMM      = 1_700
	rackDepthMM  = 600 // from the lane's middle to the front edge of a shelf
	rackMaxG     = 900_000
	rackMaxMM3   = 1_600_000_000 // a 1200 x 1000 pallet, 1.4 m high with its deck
	faceSKUs     = 8
	reserveSKUs  = 6
	faceLevels   = 2 // what a person reaches; above it is reserve
	coolAisles   = 3 // the last ones, at warehouses that have cool goods
)

type racks struct{ aisles, bays, levels int }

// NewWarehouse builds the gifts' or the snacks' warehouse in one of Sizes.
func NewWarehouse(catalogue, size string) (Warehouse, error) {
	if err := checkCatalogue(catalogue); err != nil {
		return Warehouse{}, err
	}
	dims, ok := map[string]racks{Small: {4, 10, 3}, Medium: {20, 30, 4}, Large: {20, 60, 6}}[size]
	if !ok {
		return Warehouse{}, fmt.Errorf("testdata: no warehouse size %q: use %q, %q or %q", size, Small, Medium, Large)
	}
	w := Warehouse{Code: "WH1", Name: "Wexmere Fulfilment Centre", TimeZone: "Europe/London",
		Address: firmAddress(Gifts, "WH1", "Wexmere Fulfilment Centre", "")}
	if catalogue == Snacks {
		w = Warehouse{Code: "WH2", Name: "Cloud Ridge Fulfilment Centre", NameZH: "云岭样板配送中心", TimeZone: "Asia/Shanghai",
			Address: firmAddress(Snacks, "WH2", "Cloud Ridge Fulfilment Centre", "云岭样板配送中心")}
	}
	positions := int64((dims.bays + 1) / 2)
	w.FrontCrossMM = frontMM
	w.BackCrossMM = frontMM + crossMM + positions*bayMM
	for a := 1; a <= dims.aisles; a++ {
		w.Aisles = append(w.Aisles, Aisle{Number: a, XMM: firstAisleMM + int64(a-1)*aislePitchMM})
	}
	w.Start = Point{XMM: w.Aisles[dims.aisles/2].XMM, YMM: frontMM}
	cool := 0
	if catalogue == Snacks {
		cool = min(coolAisles, dims.aisles/4)
	}
	w.Zones = zones(cool > 0)
	w.addFloor(size == Small)
	w.addRacks(dims, cool)
	w.sort()
	return w, nil
}

func zones(cool bool) []Zone {
	list := []Zone{
		{"DOCK", "Dock doors", "月台", Dock, Ambient},
		{"STAGE", "Receiving", "收货暂存区", Staging, Ambient},
		{"PICK-A", "Pick faces A", "A区拣货位", PickFace, Ambient},
		{"PICK-B", "Pick faces B", "B区拣货位", PickFace, Ambient},
		{"RES-A", "Reserve A", "A区存储位", Reserve, Ambient},
		{"RES-B", "Reserve B", "B区存储位", Reserve, Ambient},
		{"PACK", "Packing benches", "打包区", Pack, Ambient},
		{"OUT", "Outbound lanes", "出库集货区", Outbound, Ambient},
		{"RET", "Returns", "退货区", Returns, Ambient},
		{"QUAR", "Quarantine", "隔离区", Quarantine, Ambient},
	}
	if cool {
		list = append(list, Zone{"PICK-C", "Cool pick faces", "恒温拣货位", PickFace, Cool},
			Zone{"RES-C", "Cool reserve", "恒温存储位", Reserve, Cool})
	}
	return list
}
