package report

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Ask is a report as somebody asks for it, in words. Blank ones mean what the report usually has.
type Ask struct {
	Kind     string
	Format   string // csv, xlsx or json
	Language string // of headings and names: en or zh
	At       string // of stock, value, expiry, dead: the moment, RFC 3339, or a day, meaning its end in the warehouse; now
	From, To string // of turnover, slow, abc: the period, likewise; the last 90 days
	By       string // of stock and value: what rows are told apart by, with commas
	Days     string // of slow, dead, expiry: how many
	SKU      string // this item only
	Zone     string // of stock, value, expiry: this zone only
	Owner    string // this owner's only; "-" is the house
}

// House stands for the house itself where an owner is asked for.
const House = "-"

// Query is what is asked for, checked.
type Query struct {
	Kind    Kind
	Format  Format
	Chinese bool
	Before  time.Time // what was recorded before this moment counts
	From    time.Time // of a period; zero: none
	By      []string
	Days    int64
	SKU     item.SKU
	Owner   string          // "" is all, House the house
	Zone    string          // "" is all
	places  map[string]bool // of the zone
	Site    layout.Warehouse
}

// Bounds of what may be asked for.
const (
	DefaultPeriod = 90 // days: a season, enough for slow items to be seen once
	MaxDays       = 3_650
)

// kindOf is what can be asked of a report.
type kindOf struct {
	period bool
	zones  bool     // it knows where goods lie
	by     []string // what its rows can be told apart by; nil: that is given
	usual  []string
	days   int64    // the usual number of days, 0: it takes none
	has    []string // its columns; those of by come where "by" stands
}

var kinds = map[Kind]kindOf{
	Stock: {zones: true, by: []string{"item", "lot", "location", "holder", "status", "owner"}, usual: []string{"lot", "location", "status", "owner"},
		has: []string{"sku", "name", "by", "unit", "on_hand", "weight_g", "value_todays_price", "currency"}},
	Value: {zones: true, by: []string{"category", "storage_class", "owner", "location_kind", "zone", "status"}, usual: []string{"category"},
		has: []string{"by", "items", "items_without_price", "value_todays_price", "currency"}},
	Expiry: {zones: true, days: 90, has: []string{"sku", "name", "lot", "expiry", "days_left", "unit", "on_hand", "value_todays_price", "currency"}},
	Dead: {days: 180, has: []string{"sku", "name", "owner", "unit", "on_hand", "days_since_issue", "first_in", "last_receipt", "last_issue",
		"value_todays_price", "currency"}},
	Slow: {period: true, days: 180, has: []string{"sku", "name", "owner", "unit", "on_hand", "issued", "days_of_stock", "days_since_issue", "last_receipt", "last_issue",
		"value_todays_price", "currency"}},
	Turnover: {period: true, has: []string{"sku", "name", "owner", "unit", "opening", "received", "other_in", "shipped", "sent", "other_out", "closing", "average_stock",
		"turns_a_year", "days_of_stock", "picks", "units_picked", "lines_shipped", "last_receipt", "last_issue", "value_todays_price", "currency"}},
	ABC: {period: true, has: []string{"sku", "name", "unit", "class", "class_by_lines", "class_by_value", "picks", "units_picked", "on_hand", "value_moved_todays_price",
		"currency"}},
}

// Kinds lists the reports by name.
func Kinds() []string {
	var out []string
	for k := range kinds {
		out = append(out, string(k))
	}
	slices.Sort(out)
	return out
}

// Prepare checks what is asked for against a warehouse and tells all that is wrong with it at once. Errors:
// report.invalid with the details below, warehouse.unknown.
func (a Ask) Prepare(ctx context.Context, look Look, now time.Time) (q Query, err error) {
	var g fault.Gather
	err = look(ctx, func(r store.Reader) error {
		if q.Site, err = inventory.WarehouseOf(r); err != nil {
			return err
		}
		a.shape(&g, &q)
		first, _ := store.RecordedAt(r, 1) // none: there was nothing at any moment
		a.times(&g, &q, now, first)
		if q.SKU = item.SKU(a.SKU); a.SKU != "" {
			if _, err := inventory.FindItem(r, q.SKU); err != nil {
				g.Add("sku", "report.sku", "there is no item with the SKU %q", a.SKU)
			}
		}
		return nil
	})
	if err == nil && q.Zone != "" {
		err = q.findZone(ctx, look, &g)
	}
	if err == nil {
		err = g.Invalid("report.invalid", "this report cannot be made")
	}
	return q, err
}

// shape checks what does not depend on the warehouse.
func (a *Ask) shape(g *fault.Gather, q *Query) {
	k, ok := kinds[Kind(a.Kind)]
	if !ok {
		g.Add("kind", "report.kind", "there is no report %q: ask for one of %s", a.Kind, strings.Join(Kinds(), ", "))
	}
	q.Kind, q.Format, q.Owner, q.Zone = Kind(a.Kind), Format(a.Format), a.Owner, a.Zone
	if a.Format == "" {
		q.Format = CSV
	}
	if !slices.Contains(formats, q.Format) {
		g.Add("format", "report.format", "format %q is not one of csv, xlsx, json", a.Format)
	}
	if q.Chinese = a.Language == "zh"; a.Language != "" && a.Language != "en" && !q.Chinese {
		g.Add("language", "report.language", "language %q is not one of en, zh", a.Language)
	}
	if !ok {
		return
	}
	if a.Zone != "" && !k.zones {
		g.Add("zone", "report.filter", "the report %s is of the whole warehouse: it takes no zone", a.Kind)
		q.Zone = ""
	}
	a.groups(g, q, k)
	q.Days = k.days
	if a.Days == "" {
		return
	}
	n, err := strconv.ParseInt(a.Days, 10, 64)
	switch {
	case k.days == 0:
		g.Add("days", "report.filter", "the report %s takes no days", a.Kind)
	case err != nil || n < 0 || n > MaxDays:
		g.Add("days", "report.days", "days are a whole number from 0 to %d, not %q", MaxDays, a.Days)
	}
	q.Days = n
}

func (a *Ask) groups(g *fault.Gather, q *Query, k kindOf) {
	switch {
	case a.By == "":
		q.By = k.usual
		return
	case k.by == nil:
		g.Add("by", "report.filter", "the rows of the report %s are given: it takes no by", a.Kind)
		return
	}
	wanted := map[string]bool{}
	for _, word := range strings.Split(a.By, ",") {
		if word = strings.TrimSpace(word); !slices.Contains(k.by, word) {
			g.Add("by", "report.by", "the report %s cannot be told apart by %q: take some of %s", a.Kind, word, strings.Join(k.by, ", "))
		}
		wanted[word] = true
	}
	for _, word := range k.by { // in one order, whatever order they were asked in
		if wanted[word] && word != "item" {
			q.By = append(q.By, word)
		}
	}
}

// times reads the moments. A day ends with its last moment; the day that is not over ends now.
func (a *Ask) times(g *fault.Gather, q *Query, now, first time.Time) {
	period := kinds[q.Kind].period
	read := func(where, word string, start bool) (time.Time, bool) {
		t, ok := readMoment(word, q.Site.Location(), now, start)
		if !ok {
			g.Add(where, "report.moment", "%q is no moment: write 2026-10-31 for the end of that day in the warehouse, or 2026-10-31T15:04:05Z", word)
		} else if t.After(now.Add(time.Microsecond)) {
			g.Add(where, "report.future", "%s lies in the future: it is %s now", word, now.UTC().Format(time.RFC3339))
		} else if !start && !t.After(first) {
			g.Add(where, "report.before_first", "%s is before the first entry of this warehouse, of %s", word, first.UTC().Format(time.RFC3339))
		}
		return t, ok
	}
	q.Before = now.Add(time.Microsecond)
	end, where := a.At, "at"
	if period {
		end, where = a.To, "to"
	}
	if end != "" {
		q.Before, _ = read(where, end, false)
	}
	if period {
		if a.At != "" {
			g.Add("at", "report.filter", "the report %s is of a period: ask from ... to ...", a.Kind)
		}
		q.From = q.Before.AddDate(0, 0, -DefaultPeriod)
		if a.From != "" {
			if from, ok := read("from", a.From, true); ok {
				q.From = from
			}
		}
		if !q.From.Before(q.Before) && !q.Before.IsZero() {
			g.Add("from", "report.period", "a period begins before it ends")
		}
		return
	}
	if kinds[q.Kind].has != nil && (a.From != "" || a.To != "") {
		g.Add("from", "report.filter", "the report %s is of one moment: ask at=..., not from and to", a.Kind)
	}
}

// readMoment gives the moment a word means: what was recorded before it counts. An instant counts itself.
func readMoment(word string, zone *time.Location, now time.Time, start bool) (time.Time, bool) {
	if d, err := item.ParseDate(word); err == nil {
		begin, end := d.Begins(zone), (d + 1).Begins(zone)
		switch {
		case start:
			return begin, true
		case begin.After(now) || !end.After(now):
			return end, true
		}
		return now.Add(time.Microsecond), true
	}
	t, err := time.Parse(time.RFC3339Nano, word)
	if err == nil && !start {
		t = t.Add(time.Microsecond)
	}
	return t, err == nil
}

// findZone gathers the locations of the zone; a zone that has none is not there.
func (q *Query) findZone(ctx context.Context, look Look, g *fault.Gather) error {
	q.places = map[string]bool{}
	for next, more := "", true; more; {
		err := look(ctx, func(r store.Reader) error {
			page, err := inventory.ListLocations(r, inventory.LocationQuery{After: next})
			for _, l := range page.Locations {
				if l.Zone == q.Zone {
					q.places[string(l.Code)] = true
				}
			}
			next, more = page.Next, page.Next != ""
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(q.places) == 0 {
		g.Add("zone", "report.zone", "no location is in a zone %q", q.Zone)
	}
	return nil
}

// columnsOf gives the columns a query's table has.
func (q *Query) columnsOf() []*Column {
	var out []*Column
	for _, key := range kinds[q.Kind].has {
		if key != "by" {
			out = append(out, columns[key])
			continue
		}
		for _, word := range q.By {
			out = append(out, columns[word])
			switch {
			case word == "lot":
				out = append(out, columns["expiry"], columns["days_left"])
			case word == "location" && q.Kind == Stock:
				out = append(out, columns["zone"])
			}
		}
	}
	return out
}
