package item

import (
	"slices"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
)

func good() Item {
	return Item{SKU: "A1", Name: "Tea", State: Approved, ExpiryTracked: true, MinAtShipping: 10,
		Packs: []Pack{{Level: Each, Quantity: 1, Barcodes: []string{"4006381333931"}, Grams: 100}, {Level: Case, Quantity: 12}}}
}

func TestCheckTellsEveryShortcomingAtOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*Item)
		want []string
	}{
		{"nothing wrong", func(*Item) {}, nil},
		{"no SKU, no name", func(it *Item) { it.SKU, it.Name = "", "" }, []string{"item.sku", "item.name"}},
		{"a blank before the SKU", func(it *Item) { it.SKU = " A1" }, []string{"item.sku"}},
		{"no base unit", func(it *Item) { it.Packs = it.Packs[1:] }, []string{"item.base"}},
		{"an empty pack of no level", func(it *Item) { it.Packs[1] = Pack{} }, []string{"item.pack"}},
		{"a barcode twice", func(it *Item) { it.Packs[1].Barcodes = it.Packs[0].Barcodes }, []string{"item.barcode"}},
		{"heavier than a pallet, longer than a hall", func(it *Item) { it.Packs[0].Grams, it.Packs[0].Size.Length = MaxGrams+1, MaxMillimetre+1 },
			[]string{"item.size", "item.weight"}},
		{"days without dates", func(it *Item) { it.ExpiryTracked = false }, []string{"item.days"}},
		{"negative stock and days", func(it *Item) { it.SafetyStock, it.ShelfLife = -1, -1 }, []string{"item.days", "item.negative"}},
		{"by the gram and in pieces", func(it *Item) { it.CatchWeight, it.WeighedPieces = true, true }, []string{"item.weighing"}},
		{"pieces nobody knows the weight of", func(it *Item) { it.WeighedPieces, it.Packs[0].Grams = true, 0 }, []string{"item.weighing"}},
		{"a tolerance of what is not weighed", func(it *Item) { it.WeightTolerance = 100 }, []string{"item.weighing"}},
		{"twice its weight", func(it *Item) { it.WeighedPieces, it.WeightTolerance = true, 1000 }, []string{"item.weighing"}},
		{"weighed pieces", func(it *Item) { it.WeighedPieces, it.WeightTolerance = true, 200 }, nil},
		{"no state", func(it *Item) { it.State = 0 }, []string{"item.state"}},
	} {
		it := good()
		c.edit(&it)
		var got []string
		if err := it.Check(); err != nil {
			for _, d := range fault.From(err).Details {
				got = append(got, d.Reason)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			if slices.Sort(c.want); !slices.Equal(got, c.want) {
				t.Errorf("%s: reasons = %v, want %v", c.name, got, c.want)
			}
		}
	}
}

func TestOneCodeHasOneSpelling(t *testing.T) {
	for code, want := range map[string]string{"4006381333931": "04006381333931", " 96385074 ": "00000096385074", "4006381333932": "4006381333932", "ABC-1": "ABC-1"} {
		if got := Barcode(code); got != want {
			t.Errorf("Barcode(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestQuantitiesAreWordedInTheLargestPacks(t *testing.T) {
	it := good()
	for units, want := range map[int64]string{0: "0", 11: "11", 12: "1 case", 27: "2 case + 3"} {
		if got := it.Quantity(units); got != want {
			t.Errorf("Quantity(%d) = %q, want %q", units, got, want)
		}
	}
}

func TestADateIsADayOfTheWarehousesCalendar(t *testing.T) {
	shanghai := time.FixedZone("Shanghai", 8*3600)
	late := time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC)
	if got, want := DateOf(late, shanghai), MakeDate(2027, time.January, 1); got != want {
		t.Errorf("17:00 UTC in Shanghai is %s, want %s", got, want)
	}
	for _, text := range []string{"2026-12-31", "1999-02-28"} {
		d, err := ParseDate(text)
		if err != nil || d.String() != text {
			t.Errorf("ParseDate(%q) = %s, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "31.12.2026", "2026-02-30", "2026-13-01"} {
		if d, err := ParseDate(text); fault.ReasonOf(err) != "date.malformed" {
			t.Errorf("ParseDate(%q) = %s, %v; want date.malformed", text, d, err)
		}
	}
	if got := MakeDate(2026, 3, 1).Until(MakeDate(2026, 4, 1)); got != 31 {
		t.Errorf("days from 1 March to 1 April = %d, want 31", got)
	}
}

func TestWordsOfLevelsAndStatesRoundTrip(t *testing.T) {
	for l := Each; l <= Pallet; l++ {
		if got := LevelOf(l.String()); got != l {
			t.Errorf("LevelOf(%q) = %v", l, got)
		}
	}
	for s := Draft; s <= Retired; s++ {
		if got := StateOf(s.String()); got != s {
			t.Errorf("StateOf(%q) = %v", s, got)
		}
	}
	if LevelOf("") != 0 || StateOf("?") != 0 {
		t.Error("an unknown word is a level or state")
	}
}

// Where clocks go on or back at midnight a day does not begin at 00:00, or does so twice.
func TestADayBeginsWhereClocksChangeAtMidnight(t *testing.T) {
	for _, c := range []struct{ zone, day, want string }{
		{"Asia/Shanghai", "2026-03-01", "2026-03-01T00:00:00+08:00"},
		{"Europe/Berlin", "2026-03-29", "2026-03-29T00:00:00+01:00"},
		{"Europe/Berlin", "2026-03-30", "2026-03-30T00:00:00+02:00"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"},
		{"Africa/Cairo", "2024-04-26", "2024-04-26T01:00:00+03:00"},
		{"Africa/Cairo", "2024-04-27", "2024-04-27T00:00:00+03:00"},
		{"America/Havana", "2024-11-03", "2024-11-03T00:00:00-04:00"}, // and again an hour later
		{"Asia/Beirut", "2024-10-27", "2024-10-27T00:00:00+02:00"},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"}, // never was
		{"Pacific/Kiritimati", "1970-01-01", "1970-01-01T00:00:00-10:40"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		day, err := ParseDate(c.day)
		if got := day.Begins(zone).Format(time.RFC3339); got != c.want || err != nil {
			t.Errorf("%s in %s begins %s, %v; want %s", c.day, c.zone, got, err, c.want)
		}
	}
}
