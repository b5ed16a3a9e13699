package partner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Limits of a carrier.
const (
	MaxServices = 20
	MaxService  = 30
	minutesADay = 24 * 60
)

// Media are the sizes of label paper, in the order of the printers' menus.
var Media = []string{"100x150", "100x180", "76x130", "4x6in"}

// LabelPolicy says how a carrier's waybills look. Its zero value masks names, phones and units of addresses: a waybill
// lies in staircases for anybody to read.
type LabelPolicy struct {
	Media      string `cbor:"1,keyasint,omitempty"` // one of Media; empty: the first
	ShowNames  bool   `cbor:"2,keyasint,omitempty"`
	ShowPhones bool   `cbor:"3,keyasint,omitempty"`
	ShowUnits  bool   `cbor:"4,keyasint,omitempty"` // flat and room numbers
}

// Carrier takes parcels away.
type Carrier struct {
	Code     string        `cbor:"1,keyasint"`
	Name     string        `cbor:"2,keyasint,omitempty"`
	NameZH   string        `cbor:"3,keyasint,omitempty"`
	Services []string      `cbor:"4,keyasint,omitempty"` // order services it takes: "standard", "express"
	Range    NumberRange   `cbor:"5,keyasint,omitzero"`  // zero: the carrier gives the numbers
	Used     []NumberRange `cbor:"6,keyasint,omitempty"` // ranges before this one, so that none is ever begun again
	Label    LabelPolicy   `cbor:"7,keyasint,omitzero"`
	CutOff   int64         `cbor:"8,keyasint,omitempty"`  // minutes after local midnight when it collects; 0: whenever
	MaxGrams int64         `cbor:"9,keyasint,omitempty"`  // of a parcel; 0: no limit
	MaxEdge  int64         `cbor:"10,keyasint,omitempty"` // millimetres of a parcel's longest edge; 0: no limit
	Closed   bool          `cbor:"11,keyasint,omitempty"` // takes nothing new
	Revision uint64        `cbor:"12,keyasint,omitempty"`
}

// Serves tells whether the carrier takes a service.
func (c *Carrier) Serves(service string) bool { return slices.Contains(c.Services, service) }

// CollectsAt gives the moment of its cut-off on a day of the warehouse's calendar; false if it has none.
func (c *Carrier) CollectsAt(day item.Date, zone *time.Location) (time.Time, bool) {
	if c.CutOff == 0 {
		return time.Time{}, false
	}
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, 0, int(c.CutOff), 0, 0, zone).UTC(), true
}

// CutOffText gives the cut-off as 17:30, or "" for none.
func (c *Carrier) CutOffText() string {
	if c.CutOff == 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", c.CutOff/60, c.CutOff%60)
}

// ParseCutOff reads 17:30, or "" for none. Error: carrier.cut_off.
func ParseCutOff(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || t.Hour()+t.Minute() == 0 {
		return 0, fault.Invalid("carrier.cut_off", "cut-off %q is not a time of day like 17:30 behind midnight", s)
	}
	return int64(t.Hour()*60 + t.Minute()), nil
}

// Check tells everything that is wrong with the carrier's own values. Error: carrier.invalid.
func (c *Carrier) Check() error {
	var g fault.Gather
	checkCode(&g, "code", c.Code, MaxCode)
	checkNames(&g, c.Name, c.NameZH)
	if len(c.Services) > MaxServices {
		g.Add("services", "carrier.services", "at most %d services", MaxServices)
	}
	for i, s := range c.Services {
		if s == "" || len(s) > MaxService || slices.Contains(c.Services[:i], s) {
			g.Add(fmt.Sprintf("services[%d]", i), "carrier.services", "service %q is empty, twice or longer than %d characters", s, MaxService)
		}
	}
	c.Range.check(&g)
	if c.Label.Media != "" && !slices.Contains(Media, c.Label.Media) {
		g.Add("label.media", "carrier.media", "label paper %q is none of %s", c.Label.Media, strings.Join(Media, ", "))
	}
	checkRange(&g, "cut_off", c.CutOff, 0, minutesADay-1)
	checkRange(&g, "max_grams", c.MaxGrams, 0, MaxGrams)
	checkRange(&g, "max_edge", c.MaxEdge, 0, MaxMillimetre)
	return g.Invalid("carrier.invalid", "carrier %q cannot be kept as it is", c.Code)
}

// Carriers are kept in the company's partition.
var Carriers = store.Collection[Carrier]{
	Noun: "carrier", Version: 1,
	Key: func(c *Carrier) store.Key { return carrierKey(c.Code) },
}

func carrierKey(code string) store.Key { return store.K(tagCarrier).Str(code) }

// PutCarrier creates a carrier (expected 0) or edits the one with that revision. Used is kept by the house, what is given
// is ignored. Of a range that goes on, numbers taken stay taken: a lower Next is raised to the stored one. Errors:
// carrier.invalid, carrier.range_used, carrier.ranges, revision.stale, revision.exists, carrier.unknown.
func PutCarrier(tx *store.Tx, c Carrier, expected uint64) (Carrier, error) {
	if err := store.CheckHome(tx, "carrier", true); err != nil {
		return c, err
	}
	c.Code = normalCode(c.Code)
	if err := c.Check(); err != nil {
		return c, err
	}
	old, _ := Carriers.Get(tx, carrierKey(c.Code))
	if err := store.CheckRevision("carrier", c.Code, old.Revision, expected); err != nil {
		return c, err
	}
	c.Used = slices.Clone(old.Used)
	if err := c.follow(old.Range); err != nil {
		return c, err
	}
	c.Revision = old.Revision + 1
	Carriers.Put(tx, &c)
	return c, nil
}

// follow puts a carrier's range behind the one it had: a waybill number goes out once.
func (c *Carrier) follow(before NumberRange) error {
	if !before.IsZero() && before.spelling() == c.Range.spelling() {
		c.Range.Next = max(c.Range.Next, before.Next)
		if c.Range.Last < c.Range.Next-1 {
			return fault.Refused("carrier.range_used", "carrier %q: numbers up to %d were taken already, the range cannot end at %d",
				c.Code, c.Range.Next-1, c.Range.Last)
		}
		return nil
	}
	if !before.IsZero() {
		c.Used = append(c.Used, before)
	}
	for i, u := range c.Used {
		if u.spelling() != c.Range.spelling() {
			continue
		}
		if c.Range.Next < u.Next {
			return fault.Refused("carrier.range_used", "carrier %q gave numbers %s up to %d before: begin at %d or above", c.Code, u.Prefix, u.Next-1, u.Next)
		}
		c.Used = slices.Delete(c.Used, i, i+1) // it goes on
		break
	}
	if len(c.Used) > MaxUsedRanges {
		return fault.Refused("carrier.ranges", "carrier %q had %d ranges: close it and make a new carrier", c.Code, MaxUsedRanges)
	}
	return nil
}

// TakeNumbers takes the next count numbers of a carrier's range for a warehouse; near its end the block is shorter.
// Errors: carrier.unknown, carrier.closed, carrier.no_range, carrier.range_exhausted, number.range.
func TakeNumbers(tx *store.Tx, carrier string, count int64) (Block, error) {
	if err := store.CheckHome(tx, "carrier", true); err != nil {
		return Block{}, err
	}
	if count < 1 || count > MaxBlock {
		return Block{}, fault.Invalid("number.range", "a block has 1 to %d numbers, not %d", MaxBlock, count)
	}
	c, err := FindCarrier(tx, carrier)
	if err != nil {
		return Block{}, err
	}
	switch {
	case c.Closed:
		return Block{}, fault.Refused("carrier.closed", "carrier %q is closed: use another one", c.Code)
	case c.Range.IsZero():
		return Block{}, fault.Refused("carrier.no_range", "carrier %q numbers its waybills itself: ask it for one", c.Code)
	case c.Range.Left() == 0:
		return Block{}, fault.Refused("carrier.range_exhausted", "carrier %q: its range ended at %d; enter the next one it allotted", c.Code, c.Range.Last)
	}
	b := Block{Carrier: c.Code, Range: c.Range}
	b.Range.Last = c.Range.Next + min(count, c.Range.Left()) - 1
	c.Range.Next = b.Range.Last + 1
	Carriers.Put(tx, &c) // no new revision: a person editing the carrier's cut-off is not disturbed by parcels going out
	return b, nil
}

// FindCarrier gives a carrier, from any partition. Error: carrier.unknown.
func FindCarrier(r store.Reader, code string) (Carrier, error) {
	return Carriers.Must(r.Company(), carrierKey(normalCode(code)), code)
}

// ListCarriers gives a page in order of code, from any partition.
func ListCarriers(r store.Reader, p Page) []Carrier {
	return list(r.Company(), &Carriers, tagCarrier, p)
}
