package wire

// Item is one article of the catalogue.
type Item struct {
	SKU      string     `json:"sku"`
	Name     string     `json:"name,omitempty"`
	NameZH   string     `json:"name_zh,omitempty"`
	Packs    []ItemPack `json:"packs,omitempty" doc:"Smallest first; the first is one each"`
	State    string     `json:"state,omitempty" doc:"draft, review, approved or retired; changed by its review steps only"`
	Category string     `json:"category,omitempty"`

	LotTracked       bool  `json:"lot_tracked,omitempty"`
	ExpiryTracked    bool  `json:"expiry_tracked,omitempty"`
	SerialTracked    bool  `json:"serial_tracked,omitempty"`
	SerialAtShipping bool  `json:"serial_at_shipping,omitempty" doc:"Of serial-tracked items: numbers are first scanned when it is packed, not at receipt"`
	CatchWeight      bool  `json:"catch_weight,omitempty" doc:"The base unit is a gram: sold by weight"`
	WeighedPieces    bool  `json:"weighed_pieces,omitempty" doc:"The base unit is a piece that weighs what it weighs: stock keeps grams beside the pieces, and the each pack's weight is the nominal one"`
	WeightTolerance  int64 `json:"weight_tolerance,omitempty" doc:"Of weighed pieces: thousandths a piece may weigh more or less; absent: 300"`
	ShelfLife        int64 `json:"shelf_life,omitempty" doc:"Days from production to expiry"`
	MinAtReceipt     int64 `json:"min_at_receipt,omitempty" doc:"Days that must remain when it comes in"`
	MinAtShipping    int64 `json:"min_at_shipping,omitempty" doc:"Days that must remain when it leaves"`

	KeepUpright  bool   `json:"keep_upright,omitempty"`
	Fragile      bool   `json:"fragile,omitempty"`
	ShipsAlone   bool   `json:"ships_alone,omitempty"`
	OwnContainer bool   `json:"own_container,omitempty"`
	StorageClass string `json:"storage_class,omitempty"`
	Hazard       string `json:"hazard,omitempty"`
	SafetyStock  int64  `json:"safety_stock,omitempty"`
	SampleSize   int64  `json:"sample_size,omitempty" doc:"Units to inspect per receipt; 0: none"`

	PriceMinor int64             `json:"price_minor,omitempty"`
	Currency   string            `json:"currency,omitempty"`
	Supplier   string            `json:"supplier,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Revision   uint64            `json:"revision,omitempty" doc:"As in the ETag"`
}

// ItemPack is one way an item comes packed.
type ItemPack struct {
	Level    string   `json:"level" doc:"each, inner, case or pallet"`
	Quantity int64    `json:"quantity" doc:"Base units"`
	Barcodes []string `json:"barcodes,omitempty"`
	Size     Size     `json:"size,omitzero"`
	Grams    int64    `json:"grams,omitempty"`
}

// Size is a box in millimetres.
type Size struct {
	Length int64 `json:"length,omitempty"`
	Width  int64 `json:"width,omitempty"`
	Height int64 `json:"height,omitempty"`
}

// Scanned is what a barcode means: an item in one of its packs.
type Scanned struct {
	Item Item     `json:"item"`
	Pack ItemPack `json:"pack"`
}

// ReviewStep takes an item through its review.
type ReviewStep struct {
	Reason string `json:"reason,omitempty" doc:"Needed to reject and to retire"`
}

// Catalogue is what changed in the items since a version a device knows. Items come without what no terminal needs: price,
// supplier, category, attributes and safety stock.
type Catalogue struct {
	Items   []Item `json:"items" doc:"In order of change, each as it is now; a retired one has that state"`
	Version uint64 `json:"version" doc:"Ask from here on next time"`
	More    bool   `json:"more,omitempty" doc:"There is more behind Version: ask again at once"`
	Anew    bool   `json:"anew,omitempty" doc:"The service was restored: forget the table, this begins it"`
}
