package item

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
)

// Lot is a lot number within its SKU; empty for goods without lots. GS1 allows 20 characters; older suppliers use more.
type Lot string

// MaxLot bounds a lot number: it stands in every balance's key.
const MaxLot = 30

// Date is a calendar day as days since 1970-01-01; zero means none. An expiry is a date of the warehouse's calendar,
// never an instant.
type Date int32

// NoDate is the absent date.
const NoDate Date = 0

// DateOf gives the calendar day of an instant in a time zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return MakeDate(y, m, d)
}

// MakeDate gives a day of the calendar.
func MakeDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads 2026-12-31.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return NoDate, fault.Invalid("date.malformed", "%q is not a date like 2026-12-31", s)
	}
	return Date(t.Unix() / 86400), nil
}

// String gives 2026-12-31, or "" for none.
func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// Time gives the start of the day in UTC, for formatting.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// widest is more than the hours any place on earth is from UTC.
const widest = 24 * time.Hour

// Begins gives the first moment of the day in a time zone. That is not always midnight: in Cairo and Santiago clocks are put
// forward then, and the day begins at one.
func (d Date) Begins(zone *time.Location) time.Time {
	from := d.Time().Add(-widest)
	seconds := sort.Search(int(2*widest/time.Second), func(n int) bool { return DateOf(from.Add(time.Duration(n)*time.Second), zone) >= d })
	return from.Add(time.Duration(seconds) * time.Second).In(zone)
}

// Until gives the days from d to later.
func (d Date) Until(later Date) int64 { return int64(later) - int64(d) }

// CheckLot notes what is wrong with a lot number.
func CheckLot(g *fault.Gather, where string, l Lot) {
	if len(l) > MaxLot || strings.ContainsFunc(string(l), func(r rune) bool { return r < ' ' || r == 0x7F }) {
		g.Add(where, "lot.malformed", "lot %q has more than %d characters or control characters", l, MaxLot)
	}
}

// Quantity words an amount in the largest packs that fit, for screens: "2 case + 3".
func (it *Item) Quantity(units int64) string {
	for i := len(it.Packs) - 1; i > 0; i-- {
		p := it.Packs[i]
		if p.Quantity > 1 && units >= p.Quantity {
			if rest := units % p.Quantity; rest > 0 {
				return fmt.Sprintf("%d %s + %d", units/p.Quantity, p.Level, rest)
			}
			return fmt.Sprintf("%d %s", units/p.Quantity, p.Level)
		}
	}
	return fmt.Sprint(units)
}
