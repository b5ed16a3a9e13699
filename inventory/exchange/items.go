package exchange

import (
	"maps"
	"reflect"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// Items is the sheet of the catalogue, one item a row. Its partition is the company's.
//
// A column state takes an item through its review by the ordinary verbs; blank leaves it where an edit leaves it.
type Items struct {
	// NoApproval refuses rows that would approve an item: the person who imports may not.
	NoApproval bool
}

var itemFields = buildItemFields()

func buildItemFields() []field[article] {
	it := func(a *article) *item.Item { return &a.Item }
	text := func(c tabular.Column, at func(*item.Item) *string) field[article] {
		return textField(c, func(a *article) *string { return at(it(a)) })
	}
	yes := func(c tabular.Column, at func(*item.Item) *bool) field[article] {
		return boolField(c, func(a *article) *bool { return at(it(a)) })
	}
	number := func(c tabular.Column, at func(*item.Item) *int64) field[article] {
		c.Kind = tabular.Quantity
		return numberField(c, func(a *article) *int64 { return at(it(a)) })
	}
	out := []field[article]{
		text(tabular.Column{Name: "sku", Label: "商品编码", Aliases: []string{"货号", "商家编码", "sku编码"}, Required: true, Max: item.MaxSKU},
			func(i *item.Item) *string { return (*string)(&i.SKU) }),
		text(tabular.Column{Name: "name", Label: "英文名称", Aliases: []string{"name_en", "description"}, Max: item.MaxName}, func(i *item.Item) *string { return &i.Name }),
		text(tabular.Column{Name: "name_zh", Label: "商品名称", Aliases: []string{"名称", "品名", "中文名称"}, Max: item.MaxName}, func(i *item.Item) *string { return &i.NameZH }),
		enumField(tabular.Column{Name: "state", Label: "状态", Choices: []tabular.Choice{{Value: "draft", Aliases: []string{"草稿"}},
			{Value: "review", Aliases: []string{"待审核", "审核中"}}, {Value: "approved", Aliases: []string{"已审核", "已批准", "启用"}},
			{Value: "retired", Aliases: []string{"已停用", "停用", "下架"}}}, Help: "Blank: a new item is a draft, another stays what it is."},
			func(a *article) *item.State { return &a.Item.State }, item.StateOf, item.State.String),
		text(tabular.Column{Name: "category", Label: "分类", Aliases: []string{"类目", "品类"}}, func(i *item.Item) *string { return &i.Category }),
	}
	for i := range levels {
		out = append(out, packFields(i)...)
	}
	out = append(out, morePacksField,
		yes(tabular.Column{Name: "lot_tracked", Label: "批次管理", Aliases: []string{"lot"}}, func(i *item.Item) *bool { return &i.LotTracked }),
		yes(tabular.Column{Name: "expiry_tracked", Label: "效期管理", Aliases: []string{"expiry", "保质期管理"}}, func(i *item.Item) *bool { return &i.ExpiryTracked }),
		yes(tabular.Column{Name: "serial_tracked", Label: "序列号管理", Aliases: []string{"serial"}}, func(i *item.Item) *bool { return &i.SerialTracked }),
		yes(tabular.Column{Name: "catch_weight", Label: "按重量", Aliases: []string{"称重商品"}, Help: "The base unit is a gram."}, func(i *item.Item) *bool { return &i.CatchWeight }),
		yes(tabular.Column{Name: "weighed_pieces", Label: "按件称重", Aliases: []string{"定件不定重"}, Help: "The base unit is a piece that weighs what it weighs."}, func(i *item.Item) *bool { return &i.WeighedPieces }),
		number(tabular.Column{Name: "weight_tolerance", Label: "重量允差(‰)", Help: "Of weighed pieces; blank: 300."}, func(i *item.Item) *int64 { return &i.WeightTolerance }),
		number(tabular.Column{Name: "shelf_life", Label: "保质期(天)", Aliases: []string{"shelf_life_days", "保质期"}}, func(i *item.Item) *int64 { return &i.ShelfLife }),
		number(tabular.Column{Name: "min_at_receipt", Label: "收货剩余天数", Aliases: []string{"收货最少剩余(天)"}}, func(i *item.Item) *int64 { return &i.MinAtReceipt }),
		number(tabular.Column{Name: "min_at_shipping", Label: "发货剩余天数", Aliases: []string{"发货最少剩余(天)"}}, func(i *item.Item) *int64 { return &i.MinAtShipping }),
		yes(tabular.Column{Name: "keep_upright", Label: "向上放置", Aliases: []string{"不可倒置"}}, func(i *item.Item) *bool { return &i.KeepUpright }),
		yes(tabular.Column{Name: "fragile", Label: "易碎"}, func(i *item.Item) *bool { return &i.Fragile }),
		yes(tabular.Column{Name: "ships_alone", Label: "单独发货", Aliases: []string{"单独包装"}}, func(i *item.Item) *bool { return &i.ShipsAlone }),
		yes(tabular.Column{Name: "own_container", Label: "原箱发货"}, func(i *item.Item) *bool { return &i.OwnContainer }),
		text(tabular.Column{Name: "storage_class", Label: "存储类别", Aliases: []string{"温区"}}, func(i *item.Item) *string { return &i.StorageClass }),
		text(tabular.Column{Name: "hazard", Label: "危险品类别", Aliases: []string{"危险等级"}}, func(i *item.Item) *string { return &i.Hazard }),
		number(tabular.Column{Name: "safety_stock", Label: "安全库存"}, func(i *item.Item) *int64 { return &i.SafetyStock }),
		number(tabular.Column{Name: "sample_size", Label: "抽检数量", Help: "Units to inspect of each receipt; blank: none."}, func(i *item.Item) *int64 { return &i.SampleSize }),
		priceField,
		text(tabular.Column{Name: "currency", Label: "币种", Aliases: []string{"货币"}, Max: 3, Help: "ISO 4217, like CNY."}, func(i *item.Item) *string { return &i.Currency }),
		text(tabular.Column{Name: "supplier", Label: "供应商", Aliases: []string{"供应商编码"}}, func(i *item.Item) *string { return &i.Supplier }),
	)
	return out
}

// priceField depends on the currency of the same row: yen have no decimals, dinars three.
var priceField = field[article]{
	tabular.Column{Name: "price", Label: "单价", Aliases: []string{"价格", "unit_price"}, Kind: tabular.Money, Help: "Of one base unit, in the currency of the row."},
	func(r *tabular.Row, a *article) {
		a.Item.PriceMinor = r.Money("price", Decimals(r.Text("currency", 0)))
		if a.Item.PriceMinor < 0 {
			r.Fail("price", tabular.ReasonNegative, "price cannot be below zero", "enter 0 or more")
		}
	},
	func(w *tabular.Record, a *article) {
		if a.Item.PriceMinor != 0 {
			w.Money("price", a.Item.PriceMinor, Decimals(a.Item.Currency))
		}
	},
	func(to, from *article) { to.Item.PriceMinor = from.Item.PriceMinor }}

// Decimals gives how many decimals an amount of a currency has (ISO 4217); two where none or an unknown one is named.
func Decimals(currency string) int {
	switch strings.ToUpper(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

var itemSchema = func() tabular.Schema {
	s := schemaOf("items", itemFields)
	s.Attributes = true
	return s
}()

// Kind names the records.
func (Items) Kind() string { return "items" }

// Schema gives the columns.
func (Items) Schema() tabular.Schema { return itemSchema }

// InCompany tells that the company keeps them.
func (Items) InCompany() bool { return true }

// Drafts begins a file.
func (s Items) Drafts(*tabular.Reader) Drafter { return itemDrafts{s} }

type itemDrafts struct{ sheet Items }

// itemWrites of one item besides its barcodes: itself and up to three entries about its state.
const itemWrites = 5

func (t itemDrafts) Add(row *tabular.Row) *Draft {
	var a article
	for _, f := range itemFields {
		f.read(row, &a)
	}
	for _, attr := range row.Attributes() {
		if a.Item.Attributes == nil {
			a.Item.Attributes = map[string]string{}
		}
		a.Item.Attributes[attr.Name] = attr.Value
	}
	if t.sheet.NoApproval && a.Item.State == item.Approved {
		row.Fail("state", "item.approval", "you may not approve items", "write review, or leave the cell blank")
	}
	it := a.gather()
	d := &Draft{Name: string(it.SKU), Rows: []*tabular.Row{row}, Steps: 1, Blame: blameItem(&a)}
	if row.OK() {
		d.Claims = inventory.ItemClaims(&it)
		d.Writes = itemWrites + 2*len(d.Claims)
		d.Body = store.Marshal(&a)
	}
	return d
}

func (itemDrafts) End() *Draft { return nil }

// packReasons tell which of a pack's columns a shortcoming is about.
var packReasons = map[string]string{"item.pack": "_quantity", "item.size": "_length_mm", "item.weight": "_grams", "item.barcode": "_barcodes"}

// blameItem leads from what PutItem and the review say to the columns of the row.
func blameItem(a *article) func(fault.Detail) (int, string) {
	return func(d fault.Detail) (int, string) {
		if level, ok := strings.CutPrefix(d.Where, "packs."); ok {
			if column := level + packReasons[d.Reason]; itemSchemaHas(column) {
				return 0, column
			}
			return 0, morePacks.Name
		}
		if itemSchemaHas(d.Where) {
			return 0, d.Where
		}
		switch d.Reason {
		case "barcode.taken", "import.pending", "row.duplicate":
			return 0, a.columnOf(d.Where)
		case "item.state":
			return 0, "state"
		}
		return 0, ""
	}
}

func itemSchemaHas(column string) bool {
	for _, f := range itemFields {
		if f.Name == column {
			return true
		}
	}
	return false
}

// columnOf finds the column that holds a barcode; anything else is the SKU.
func (a *article) columnOf(barcode string) string {
	for i, p := range a.Packs {
		for _, b := range p.Barcodes {
			if b == barcode {
				return levels[i].String() + "_barcodes"
			}
		}
	}
	for _, p := range a.More {
		for _, b := range p.Barcodes {
			if b == barcode {
				return morePacks.Name
			}
		}
	}
	return "sku"
}

// Apply puts the item, if anything in it differs from what is there, and takes it to the state the row asks for.
func (Items) Apply(tx *store.Tx, r Record, _ int) error {
	var told article
	if err := store.Unmarshal(r.Body, &told); err != nil {
		return fault.Internal("import.unreadable", "a staged item cannot be read").Because(err)
	}
	old, err := inventory.FindItem(tx, told.Item.SKU)
	if err != nil {
		old = item.Item{SKU: told.Item.SKU}
	}
	a := spread(old)
	merge(itemFields, r.Columns, &a, &told)
	if len(told.Item.Attributes) > 0 {
		a.Item.Attributes = maps.Clone(a.Item.Attributes)
		if a.Item.Attributes == nil {
			a.Item.Attributes = map[string]string{}
		}
		maps.Copy(a.Item.Attributes, told.Item.Attributes)
	}
	if r.Columns["price"] && !r.Columns["currency"] && told.Item.PriceMinor != 0 && Decimals(old.Currency) != Decimals("") {
		return fault.Invalid("item.currency", "item %q is priced in %s: the file must have a column currency to change its price", old.SKU, old.Currency).
			With(fault.Detail{Where: "price", Reason: "item.currency", Message: "the price of an item in " + old.Currency + " needs the column currency"})
	}
	want := a.Item.State
	if !r.Columns["state"] || told.Item.State == 0 {
		want = 0
	}
	it := a.gather()
	it.State = old.State
	if old.Revision == 0 || !reflect.DeepEqual(it, old) {
		if it, err = inventory.PutItem(tx, it, old.Revision); err != nil {
			return err
		}
	} else if err := inventory.ClaimedByImport(tx, inventory.ItemClaims(&it)...); err != nil {
		return err
	}
	return reach(tx, it, want)
}

// stateReason stands in the ledger where a change of state needs a reason.
const stateReason = "import"

// maxStateSteps is the longest way through the review: retired, review, approved, and one to spare.
const maxStateSteps = 4

// reach takes an item to a state by the verbs of the review; 0 leaves it.
func reach(tx *store.Tx, it item.Item, want item.State) error {
	var err error
	for step := 0; err == nil && want != 0 && it.State != want && step < maxStateSteps; step++ {
		switch {
		case want == item.Retired:
			it, err = inventory.RetireItem(tx, it.SKU, it.Revision, stateReason)
		case it.State == item.Draft:
			it, err = inventory.SubmitItem(tx, it.SKU, it.Revision)
		case it.State == item.Review && want == item.Approved:
			it, err = inventory.ApproveItem(tx, it.SKU, it.Revision)
		case it.State == item.Review && want == item.Draft:
			it, err = inventory.RejectItem(tx, it.SKU, it.Revision, stateReason)
		case it.State == item.Retired:
			it, err = inventory.ReopenItem(tx, it.SKU, it.Revision)
		default:
			return fault.Conflict("item.state", "item %q is %s: an import does not take it back to %s", it.SKU, it.State, want)
		}
	}
	return err
}

// Page gives items in order of SKU.
func (Items) Page(r store.Reader, after string) (Page, error) {
	got := inventory.ListItems(r, inventory.ItemQuery{After: item.SKU(after)})
	page := Page{Next: string(got.Next)}
	for _, it := range got.Items {
		for name := range it.Attributes {
			page.Attributes = append(page.Attributes, name)
		}
		page.Rows = append(page.Rows, func(rec *tabular.Record) {
			a := spread(it)
			for _, f := range itemFields {
				f.write(rec, &a)
			}
			for name, value := range it.Attributes {
				rec.Attribute(name, value)
			}
		})
	}
	return page, nil
}
