package report

import (
	"time"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/tabular"
)

// Kind names a report.
type Kind string

// The reports.
const (
	Stock    Kind = "stock"    // what lay where
	Turnover Kind = "turnover" // what came and went, how often the stock turned, how long it lasts
	Slow     Kind = "slow"     // what lasts long at the pace of the period
	ABC      Kind = "abc"      // classes by lines picked and by value
	Dead     Kind = "dead"     // what nobody wanted for long
	Expiry   Kind = "expiry"   // lots by the days they have left
	Value    Kind = "value"    // what the stock is worth, by whatever it is grouped by
)

// Shape is what kind of value a column has.
type Shape uint8

// The shapes.
const (
	Text        Shape = iota
	Count             // a whole number: base units, days, grams, as the column says
	Thousandths       // a number with three decimals; JSON has it in thousandths
	Money             // an amount in the row's currency; JSON has it in minor units
	Day               // 2026-10-31
	Moment            // in the warehouse's time; JSON has it as RFC 3339
)

// shapeWords are what JSON calls the shapes, by their unit.
var shapeWords = [...]string{Text: "text", Count: "count", Thousandths: "thousandths", Money: "minor_units", Day: "date", Moment: "moment"}

// String gives the word JSON has.
func (s Shape) String() string { return shapeWords[s] }

// Column is one column of the reports: CSV, XLSX and JSON are all written from it.
type Column struct {
	Key, Title, TitleZH string
	Shape               Shape
	of                  func(t *Table, l *line) cell
}

// Name gives the heading in a language.
func (c *Column) Name(chinese bool) string {
	if chinese {
		return c.TitleZH
	}
	return c.Title
}

// cell is one value: text, a number, or a moment; nothing at all if blank.
type cell struct {
	text  string
	n     int64
	at    time.Time
	blank bool
}

func text(s string) cell { return cell{text: s, blank: s == ""} }
func count(n int64) cell { return cell{n: n} }

func known(n int64, ok bool) cell { return cell{n: n, blank: !ok} }

func day(d item.Date) cell {
	if d == item.NoDate {
		return cell{blank: true}
	}
	return cell{at: d.Time()}
}

func moment(micros int64) cell {
	if micros == 0 {
		return cell{blank: true}
	}
	return cell{at: time.UnixMicro(micros).UTC()}
}

// columns are all columns of all reports, by key.
var columns = func() map[string]*Column {
	out := map[string]*Column{}
	for _, c := range []Column{
		{"sku", "SKU", "商品编码", Text, func(_ *Table, l *line) cell { return text(string(l.sku)) }},
		{"name", "Name", "商品名称", Text, func(t *Table, l *line) cell { return text(l.it.name(t.chinese)) }},
		{"category", "Category", "分类", Text, func(_ *Table, l *line) cell { return text(l.category) }},
		{"storage_class", "Storage class", "存储类别", Text, func(_ *Table, l *line) cell { return text(l.storage) }},
		{"lot", "Lot", "批次", Text, func(_ *Table, l *line) cell { return text(string(l.lot)) }},
		{"expiry", "Expiry", "有效期", Day, func(_ *Table, l *line) cell { return day(l.expiry) }},
		{"days_left", "Days left", "剩余天数", Count, func(t *Table, l *line) cell { return known(t.today.Until(l.expiry), l.expiry != item.NoDate) }},
		{"location", "Location", "库位", Text, func(_ *Table, l *line) cell { return text(l.place) }},
		{"zone", "Zone", "库区", Text, func(_ *Table, l *line) cell { return text(l.zone) }},
		{"location_kind", "Kind of location", "库位类型", Text, func(_ *Table, l *line) cell { return text(l.kind) }},
		{"holder", "Holder", "载体", Text, func(_ *Table, l *line) cell { return text(l.holder) }},
		{"status", "Status", "质量状态", Text, func(_ *Table, l *line) cell { return text(l.status) }},
		{"owner", "Owner", "货主", Text, func(_ *Table, l *line) cell { return text(l.owner) }},
		{"unit", "Unit", "单位", Text, func(_ *Table, l *line) cell { return text(l.it.unit()) }},
		{"items", "Items", "商品数", Count, func(_ *Table, l *line) cell { return count(l.items) }},
		{"items_without_price", "Items without price", "无单价商品数", Count, func(_ *Table, l *line) cell { return count(l.unpriced) }},
		{"on_hand", "On hand", "库存数量", Count, func(_ *Table, l *line) cell { return count(l.onHand) }},
		{"weight_g", "Weight in grams", "重量(克)", Count, func(_ *Table, l *line) cell { return known(l.grams, l.grams != 0) }},
		{"opening", "Opening stock", "期初数量", Count, func(_ *Table, l *line) cell { return count(l.t.Opening) }},
		{"received", "Received", "入库数量", Count, func(_ *Table, l *line) cell { return count(l.t.Received) }},
		{"other_in", "Other in", "其他增加", Count, func(_ *Table, l *line) cell { return count(l.t.OtherIn) }},
		{"shipped", "Shipped", "发货数量", Count, func(_ *Table, l *line) cell { return count(l.t.Shipped) }},
		{"sent", "Sent to warehouses", "调出数量", Count, func(_ *Table, l *line) cell { return count(l.t.Sent) }},
		{"other_out", "Other out", "其他减少", Count, func(_ *Table, l *line) cell { return count(l.t.OtherOut) }},
		{"closing", "Closing stock", "期末数量", Count, func(_ *Table, l *line) cell { return count(l.t.Closing) }},
		{"issued", "Issued", "出库数量", Count, func(_ *Table, l *line) cell { return count(l.t.Issued()) }},
		{"average_stock", "Average stock", "平均库存", Thousandths, func(t *Table, l *line) cell { return count(l.t.Average(t.From, t.Before)) }},
		{"turns_a_year", "Turns a year", "年周转次数", Thousandths, func(t *Table, l *line) cell { return known(l.turns(t)) }},
		{"days_of_stock", "Days of stock", "可用天数", Count, func(t *Table, l *line) cell { return known(l.lasts(t)) }},
		{"picks", "Lines picked", "拣货行数", Count, func(_ *Table, l *line) cell { return count(l.t.Picks) }},
		{"units_picked", "Units picked", "拣货数量", Count, func(_ *Table, l *line) cell { return count(l.t.Picked) }},
		{"lines_shipped", "Lines shipped", "发货行数", Count, func(_ *Table, l *line) cell { return count(l.t.ShippedLines) }},
		{"first_in", "First came in", "首次入库时间", Moment, func(_ *Table, l *line) cell { return moment(l.t.FirstIn) }},
		{"last_receipt", "Last receipt", "最近收货时间", Moment, func(_ *Table, l *line) cell { return moment(l.t.LastIn) }},
		{"last_issue", "Last issue", "最近出库时间", Moment, func(_ *Table, l *line) cell { return moment(l.t.LastOut) }},
		{"days_since_issue", "Days since issue", "未出库天数", Count, func(t *Table, l *line) cell { return known(l.idle(t)) }},
		{"class", "Class", "ABC分类", Text, func(_ *Table, l *line) cell { return text(l.class.Class.String()) }},
		{"class_by_lines", "Class by lines", "按行数分类", Text, func(_ *Table, l *line) cell { return text(l.class.ByPicks.String()) }},
		{"class_by_value", "Class by value", "按金额分类", Text, func(_ *Table, l *line) cell { return text(l.class.ByValue.String()) }},
		{"value_moved_todays_price", "Value picked and on hand at today's price", "拣货及库存金额(按今日单价)", Money, func(_ *Table, l *line) cell {
			return known(counting.Worth(l.t.Picked+max(0, l.t.Closing), l.it.price()), l.it.priced())
		}},
		{"value_todays_price", "Value at today's price", "金额(按今日单价)", Money, func(_ *Table, l *line) cell { return known(l.value, l.priced) }},
		{"currency", "Currency", "币种", Text, func(_ *Table, l *line) cell { return text(l.currency) }},
	} {
		out[c.Key] = &c
	}
	return out
}()

// tabularKinds are what sheets call the shapes.
var tabularKinds = [...]tabular.Kind{Text: tabular.Text, Count: tabular.Integer, Thousandths: tabular.Money, Money: tabular.Money, Day: tabular.Date, Moment: tabular.Instant}

// Schema gives a report's columns as a sheet has them.
func (t *Table) Schema() tabular.Schema {
	s := tabular.Schema{Name: string(t.Kind)}
	for _, c := range t.Columns {
		s.Columns = append(s.Columns, tabular.Column{Name: c.Key, Label: c.TitleZH, Kind: tabularKinds[c.Shape]})
	}
	return s
}
