package report

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// MaxRows bounds a report: half of what a worksheet holds, and 150 MB while it is written. One of more is read by nobody.
const MaxRows = 500_000

// Table is a report made, whole and in order.
type Table struct {
	Query
	Entry   uint64 // the last entry of the ledger that counts
	Columns []*Column
	rows    []line
	today   item.Date
	chinese bool
}

// Rows tells how many there are.
func (t *Table) Rows() int { return len(t.rows) }

// line is a row before it is put into words; each report fills what its columns show.
type line struct {
	sku     item.SKU
	lot     item.Lot
	place   string
	zone    string
	kind    string // of location
	holder  string
	status  string
	owner   string
	expiry  item.Date
	onHand  int64
	grams   int64
	t       *inventory.Turnover
	class   counting.Classed
	it      *facts
	storage string

	category string
	items    int64
	last     item.SKU // of items: the one counted last
	unpriced int64
	value    int64
	priced   bool
	currency string
}

// facts are what is known of an item today.
type facts struct{ item.Item }

func (f *facts) name(chinese bool) string {
	switch {
	case f == nil:
		return ""
	case chinese:
		return cmp.Or(f.NameZH, f.Name)
	}
	return cmp.Or(f.Name, f.NameZH)
}

func (f *facts) unit() string {
	if f != nil && f.CatchWeight {
		return "gram"
	}
	return item.Each.String()
}

func (f *facts) price() int64 {
	if f == nil {
		return 0
	}
	return f.PriceMinor
}

func (f *facts) priced() bool { return f.price() != 0 }

// Make adds up a report with so many goroutines. Errors: report.given_up, report.too_long, trouble of the store.
func Make(ctx context.Context, look Look, q Query, workers int) (*Table, error) {
	t := &Table{Query: q, Columns: q.columnsOf(), chinese: q.Chinese, today: item.DateOf(q.Before.Add(-time.Microsecond), q.Site.Location())}
	ofStock := kinds[q.Kind].zones
	past, err := fold(ctx, look, inventory.PastQuery{Before: q.Before, From: cmp.Or(q.From, q.Before), SKU: q.SKU, Balances: ofStock, Turnovers: !ofStock}, workers)
	if err != nil {
		return nil, err
	}
	t.Entry = past.Last()
	m := maker{ctx: ctx, look: look, t: t, items: map[item.SKU]*facts{}}
	if ofStock {
		err = m.stock(past)
	} else {
		err = m.turnovers(past)
	}
	if err == nil && len(t.rows) > MaxRows {
		err = fault.Refused("report.too_long", "the report has %d rows, at most %d are written: ask for one zone, owner or item, or tell fewer rows apart", len(t.rows), MaxRows)
	}
	return t, err
}

// maker makes one table. What it looks up of today it looks up in short looks.
type maker struct {
	ctx    context.Context
	look   Look
	t      *Table
	items  map[item.SKU]*facts
	lots   map[lotKey]item.Date
	places map[string]layoutFacts
}

type lotKey struct {
	sku item.SKU
	lot item.Lot
}

// Records looked up in one look: a few milliseconds.
const lookups = 500

// each calls find for each key in looks of lookups keys.
func each[K any](m *maker, keys []K, find func(store.Reader, K)) error {
	for some := range slices.Chunk(keys, lookups) {
		if m.ctx.Err() != nil {
			return givenUp()
		}
		err := m.look(m.ctx, func(r store.Reader) error {
			for _, k := range some {
				find(r, k)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) learnItems(skus []item.SKU) error {
	slices.Sort(skus)
	return each(m, slices.Compact(skus), func(r store.Reader, sku item.SKU) {
		if it, err := inventory.FindItem(r, sku); err == nil {
			m.items[sku] = &facts{Item: item.Item{SKU: sku, Name: it.Name, NameZH: it.NameZH, Category: it.Category, StorageClass: it.StorageClass,
				PriceMinor: it.PriceMinor, Currency: it.Currency, CatchWeight: it.CatchWeight}}
		}
	})
}

// wanted tells whether an owner's goods are asked for.
func (q *Query) wanted(owner string) bool {
	return q.Owner == "" || q.Owner == owner || q.Owner == House && owner == ""
}

// worth sets a line's value by today's price.
func (l *line) worth(units int64) {
	l.value, l.priced = counting.Worth(units, l.it.price()), l.it.priced()
	if l.priced {
		l.currency = l.it.Currency
	}
}

func sum(a, b int64) int64 {
	if a > 0 && b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}

// turnovers makes the rows of the reports that are about items as a whole.
func (m *maker) turnovers(past *inventory.Past) error {
	t := m.t
	all := slices.DeleteFunc(past.Turnovers(), func(v inventory.Turnover) bool { return !t.wanted(v.Owner) || !t.shows(&v) })
	if t.Kind == ABC {
		all = byItem(all)
	}
	skus := make([]item.SKU, len(all))
	for i := range all {
		skus[i] = all[i].SKU
	}
	if err := m.learnItems(skus); err != nil {
		return err
	}
	for i := range all {
		v := &all[i]
		l := line{sku: v.SKU, owner: v.Owner, t: v, onHand: v.Closing, it: m.items[v.SKU]}
		l.worth(v.Closing)
		t.rows = append(t.rows, l)
	}
	switch t.Kind {
	case ABC:
		t.classify()
	case Dead:
		slices.SortStableFunc(t.rows, func(a, b line) int { return cmp.Compare(b.value, a.value) })
	case Slow:
		slices.SortStableFunc(t.rows, func(a, b line) int {
			da, soldA := a.lasts(t)
			db, soldB := b.lasts(t)
			if !soldA || !soldB {
				ia, _ := a.idle(t)
				ib, _ := b.idle(t)
				return cmp.Or(compareBool(soldA, soldB), cmp.Compare(ib, ia))
			}
			return cmp.Compare(db, da)
		})
	}
	return nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// shows tells which items of an owner a report is about.
func (t *Table) shows(v *inventory.Turnover) bool {
	l := line{t: v}
	switch t.Kind {
	case Dead:
		days, _ := l.idle(t)
		return v.Closing > 0 && days >= t.Days
	case Slow: // what first came within the period has not had all of it to be sold
		days, sold := l.lasts(t)
		return v.Closing > 0 && v.FirstIn < t.From.UnixMicro() && (!sold || days > t.Days)
	case ABC:
		return v.Closing != 0 || v.Picks != 0
	}
	return v.Opening != 0 || v.Closing != 0 || v.Received != 0 || v.OtherIn != 0 || v.Issued() != 0 || v.OtherOut != 0 || v.Picks != 0
}

const daySeconds = 86_400

// lasts gives how many days the closing stock lasts at the pace of the period; false if nothing was issued in it.
func (l *line) lasts(t *Table) (days int64, ok bool) {
	issued := l.t.Issued()
	if issued <= 0 || l.t.Closing < 0 {
		return 0, false
	}
	return mulDiv(l.t.Closing, t.Before.Unix()-t.From.Unix(), issued) / daySeconds, true
}

// turns gives how often the average stock was issued, made up to a year of 365 days, in thousandths.
func (l *line) turns(t *Table) (thousandths int64, ok bool) {
	average := l.t.Average(t.From, t.Before)
	if average == 0 {
		return 0, false
	}
	return mulDiv(mulDiv(l.t.Issued(), 1_000_000, average), 365*daySeconds, t.Before.Unix()-t.From.Unix()), true
}

// idle gives the days since something was last issued, or since the item came first if nothing ever was.
func (l *line) idle(t *Table) (days int64, ok bool) {
	since := cmp.Or(l.t.LastOut, l.t.FirstIn)
	if since == 0 {
		return 0, false
	}
	return item.DateOf(time.UnixMicro(since), t.Site.Location()).Until(t.today), true
}

// mulDiv gives a times b over c without running over on the way; none of them is below zero, and c is not zero.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(max(0, a)), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	n, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(n, math.MaxInt64))
}

// byItem adds up what several owners have of an item.
func byItem(all []inventory.Turnover) []inventory.Turnover {
	var out []inventory.Turnover
	for _, v := range all {
		if n := len(out); n > 0 && out[n-1].SKU == v.SKU {
			out[n-1].Join(&v)
			continue
		}
		out = append(out, v)
	}
	return out
}

// classify gives the classes that counting and re-slotting go by: of lines picked and of value, the stricter of both.
func (t *Table) classify() {
	var moved []counting.Moved
	for i := range t.rows {
		l := &t.rows[i]
		moved = append(moved, counting.Moved{SKU: l.sku, Lines: l.t.Picks, Units: l.t.Picked, OnHand: l.t.Closing, Price: l.it.price()})
	}
	for i, c := range counting.Classes(moved) { // both are in order of SKU
		t.rows[i].class = c
	}
	slices.SortStableFunc(t.rows, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.class.Class, b.class.Class), cmp.Compare(b.t.Picks, a.t.Picks), strings.Compare(string(a.sku), string(b.sku)))
	})
}
