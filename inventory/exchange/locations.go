package exchange

import (
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// Locations is the sheet of a warehouse's locations, one a row. Its partition is the warehouse's.
type Locations struct{}

type place = layout.Location

var locationFields = []field[place]{
	textField(tabular.Column{Name: "code", Label: "库位编码", Aliases: []string{"location", "库位", "货位", "货位编码"}, Required: true,
		Max: layout.MaxCode, Help: "As printed on the beam: A03-12-2."}, func(l *place) *string { return (*string)(&l.Code) }),
	enumField(tabular.Column{Name: "kind", Label: "类型", Aliases: []string{"库位类型", "type"}, Choices: []tabular.Choice{
		{Value: "dock", Aliases: []string{"月台", "收货口"}}, {Value: "staging", Aliases: []string{"暂存"}},
		{Value: "reserve", Aliases: []string{"存储", "储备"}}, {Value: "pick_face", Aliases: []string{"拣货位", "拣选"}},
		{Value: "pack", Aliases: []string{"打包", "包装台"}}, {Value: "outbound", Aliases: []string{"出库", "发货"}},
		{Value: "returns", Aliases: []string{"退货"}}, {Value: "quarantine", Aliases: []string{"隔离", "待检"}}},
		Help: "What the location is for."},
		func(l *place) *layout.Kind { return &l.Kind }, layout.KindOf, layout.Kind.String),
	textField(tabular.Column{Name: "zone", Label: "库区", Aliases: []string{"区域"}, Max: layout.MaxName}, func(l *place) *string { return &l.Zone }),
	numberField(tabular.Column{Name: "aisle", Label: "巷道", Aliases: []string{"通道"}, Kind: tabular.Quantity}, func(l *place) *int64 { return &l.Aisle }),
	numberField(tabular.Column{Name: "bay", Label: "列", Aliases: []string{"货架", "架"}, Kind: tabular.Quantity}, func(l *place) *int64 { return &l.Bay }),
	numberField(tabular.Column{Name: "level", Label: "层", Kind: tabular.Quantity}, func(l *place) *int64 { return &l.Level }),
	numberField(tabular.Column{Name: "x", Label: "X坐标(毫米)", Aliases: []string{"x_mm"}, Kind: tabular.Millimetres}, func(l *place) *int64 { return &l.X }),
	numberField(tabular.Column{Name: "y", Label: "Y坐标(毫米)", Aliases: []string{"y_mm"}, Kind: tabular.Millimetres}, func(l *place) *int64 { return &l.Y }),
	numberField(tabular.Column{Name: "z", Label: "Z坐标(毫米)", Aliases: []string{"z_mm"}, Kind: tabular.Millimetres}, func(l *place) *int64 { return &l.Z }),
	numberField(tabular.Column{Name: "travel", Label: "行走顺序", Aliases: []string{"travel_order", "拣货顺序"}, Kind: tabular.Integer,
		Help: "Places in the order a picker passes them."}, func(l *place) *int64 { return &l.Travel }),
	numberField(tabular.Column{Name: "grams", Label: "承重(克)", Aliases: []string{"max_grams", "限重(克)"}, Kind: tabular.Grams,
		Help: "Greatest load; blank: no limit."}, func(l *place) *int64 { return &l.Grams }),
	numberField(tabular.Column{Name: "volume", Label: "容积(立方毫米)", Aliases: []string{"max_volume_mm3", "volume_mm3"}, Kind: tabular.Quantity,
		Help: "Cubic millimetres; blank: no limit."}, func(l *place) *int64 { return &l.Volume }),
	numberField(tabular.Column{Name: "height", Label: "净高(毫米)", Aliases: []string{"height_mm", "限高(毫米)"}, Kind: tabular.Millimetres,
		Help: "Clear height; blank: no limit."}, func(l *place) *int64 { return &l.Height }),
	enumField(tabular.Column{Name: "mixing", Label: "混放规则", Choices: []tabular.Choice{
		{Value: "any", Aliases: []string{"允许混放", "不限"}}, {Value: "one_item", Aliases: []string{"单品", "单一商品"}},
		{Value: "one_lot", Aliases: []string{"单批次", "单一批次"}}}, Help: "What may lie together; blank: anything."},
		func(l *place) *layout.Mixing { return &l.Mixing }, mixingOf, layout.Mixing.String),
	textField(tabular.Column{Name: "class", Label: "存储类别", Aliases: []string{"storage_class", "温区"}, Max: layout.MaxName}, func(l *place) *string { return &l.Class }),
	textField(tabular.Column{Name: "fixed", Label: "固定商品", Aliases: []string{"fixed_sku", "固定SKU"}, Max: 32,
		Help: "SKU a pick face belongs to."}, func(l *place) *string { return &l.Fixed }),
	numberField(tabular.Column{Name: "min", Label: "补货下限", Aliases: []string{"最小库存"}, Kind: tabular.Quantity}, func(l *place) *int64 { return &l.Min }),
	numberField(tabular.Column{Name: "max", Label: "补货上限", Aliases: []string{"最大库存"}, Kind: tabular.Quantity}, func(l *place) *int64 { return &l.Max }),
	textField(tabular.Column{Name: "barcode", Label: "条码", Aliases: []string{"库位条码"}, Max: 48,
		Help: "If printed differently from the code."}, func(l *place) *string { return &l.Barcode }),
	boolField(tabular.Column{Name: "closed", Label: "停用", Aliases: []string{"是否停用"}, Help: "Nothing new is put here."}, func(l *place) *bool { return &l.Closed }),
}

// mixingOf takes a blank cell as the freest rule, as layout does.
func mixingOf(word string) layout.Mixing {
	m, _ := layout.MixingOf(word)
	return m
}

var locationSchema = schemaOf("locations", locationFields)

// Kind names the records.
func (Locations) Kind() string { return "locations" }

// Schema gives the columns.
func (Locations) Schema() tabular.Schema { return locationSchema }

// InCompany tells that a warehouse keeps them.
func (Locations) InCompany() bool { return false }

// Drafts begins a file.
func (Locations) Drafts(*tabular.Reader) Drafter { return locationDrafts{} }

type locationDrafts struct{}

// locationWrites of one location: itself, three index entries taken away and set, the layout's version.
const locationWrites = 8

func (locationDrafts) Add(row *tabular.Row) *Draft {
	var l place
	for _, f := range locationFields {
		f.read(row, &l)
	}
	l.Normalise()
	l.Barcode = strings.TrimSpace(l.Barcode)
	d := &Draft{Name: string(l.Code), Rows: []*tabular.Row{row}, Steps: 1, Writes: locationWrites, Blame: blameLocation}
	if row.OK() {
		d.Claims, d.Avoid = inventory.LocationClaims(&l)
		d.Body = store.Marshal(&l)
	}
	return d
}

func (locationDrafts) End() *Draft { return nil }

func blameLocation(d fault.Detail) (int, string) {
	for _, f := range locationFields {
		if f.Name == d.Where {
			return 0, f.Name
		}
	}
	switch d.Reason {
	case "location.barcode", "location.barcode_taken":
		return 0, "barcode"
	case "import.pending":
		return 0, "code"
	}
	return 0, ""
}

// Apply puts the location, if anything in it differs from what is there.
func (Locations) Apply(tx *store.Tx, r Record, _ int) error {
	var told place
	if err := store.Unmarshal(r.Body, &told); err != nil {
		return fault.Internal("import.unreadable", "a staged location cannot be read").Because(err)
	}
	l, err := inventory.FindLocation(tx, told.Code)
	if err != nil {
		l = place{Code: told.Code}
	}
	before := l
	merge(locationFields, r.Columns, &l, &told)
	l.Normalise()
	if l == before && before.Revision > 0 {
		return inventory.ClaimedByImport(tx, inventory.Claim{Kind: inventory.ClaimLocation, Name: string(l.Code)})
	}
	_, err = inventory.PutLocation(tx, l, before.Revision)
	return err
}

// Page gives locations in travel order, kind by kind.
func (Locations) Page(r store.Reader, after string) (Page, error) {
	got, err := inventory.ListLocations(r, inventory.LocationQuery{After: after})
	if err != nil {
		return Page{}, err
	}
	page := Page{Next: got.Next}
	for _, l := range got.Locations {
		page.Rows = append(page.Rows, func(rec *tabular.Record) {
			for _, f := range locationFields {
				f.write(rec, &l)
			}
		})
	}
	return page, nil
}
