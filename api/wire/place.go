package wire

// Warehouse is one building: a partition of its own.
type Warehouse struct {
	Code    string   `json:"code"`
	Name    string   `json:"name,omitempty"`
	Zone    string   `json:"zone,omitempty" doc:"IANA time zone, such as Asia/Shanghai"`
	Address []string `json:"address,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Country string   `json:"country,omitempty"`
	// GS1Prefix and SSCCExtension make the numbers of pallets and cartons that leave the building.
	GS1Prefix     string `json:"gs1_prefix,omitempty" doc:"The company's GS1 prefix, 4 to 12 digits; absent: no SSCCs are printed"`
	SSCCExtension int64  `json:"sscc_extension,omitempty" doc:"First digit of the SSCCs printed here, 0 to 9"`

	FEFO     string `json:"fefo,omitempty" doc:"advisory: a later lot that stands in front may be picked; absent: it may not while the earlier one stays behind"`
	Revision uint64 `json:"revision,omitempty"`
}

// Location is the smallest place goods are put.
type Location struct {
	Code     string `json:"code"`
	Kind     string `json:"kind,omitempty" doc:"dock, staging, reserve, pick_face, pack, outbound, returns or quarantine"`
	Zone     string `json:"zone,omitempty"`
	Aisle    int64  `json:"aisle,omitempty"`
	Bay      int64  `json:"bay,omitempty"`
	Level    int64  `json:"level,omitempty"`
	X        int64  `json:"x,omitempty" doc:"Millimetres across the aisles"`
	Y        int64  `json:"y,omitempty" doc:"Millimetres along the aisle"`
	Z        int64  `json:"z,omitempty" doc:"Millimetres above the floor"`
	Travel   int64  `json:"travel,omitempty" doc:"Order in which a walk passes the locations"`
	Grams    int64  `json:"grams,omitempty" doc:"Greatest load; 0: no limit"`
	Volume   int64  `json:"volume,omitempty" doc:"Cubic millimetres; 0: no limit"`
	Height   int64  `json:"height,omitempty" doc:"Millimetres of clear height; 0: no limit"`
	Mixing   string `json:"mixing,omitempty" doc:"any, one_item or one_lot"`
	Class    string `json:"class,omitempty" doc:"Storage class it takes"`
	Fixed    string `json:"fixed,omitempty" doc:"SKU this pick face belongs to"`
	Min      int64  `json:"min,omitempty"`
	Max      int64  `json:"max,omitempty"`
	Barcode  string `json:"barcode,omitempty"`
	Closed   bool   `json:"closed,omitempty"`
	Revision uint64 `json:"revision,omitempty"`
}

// Layout is what changed in a warehouse's locations since a version a device knows.
type Layout struct {
	Locations []Location `json:"locations"`
	Version   uint64     `json:"version" doc:"Ask from here on next time"`
	More      bool       `json:"more,omitempty" doc:"There is more behind Version: ask again at once"`
	Anew      bool       `json:"anew,omitempty" doc:"The service was restored: forget the table, this begins it"`
}
