package inventory

import (
	"fmt"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// gramsIn are the units of weight a person may type for catch-weight goods, whose base unit is a gram.
var gramsIn = map[string]int64{"g": 1, "kg": 1000}

// BaseUnits gives so many base units of an item as a person means with "2 case". No unit means base units. Errors:
// item.unknown, uom.unknown, uom.ambiguous, uom.too_many: each says what the item comes in.
func BaseUnits(r store.Reader, sku item.SKU, qty int64, uom string) (int64, error) {
	if uom = strings.ToLower(strings.TrimSpace(uom)); uom == "" {
		return qty, nil
	}
	it, err := FindItem(r, sku)
	if err != nil {
		return 0, err
	}
	var holds []int64
	if n := gramsIn[uom]; it.CatchWeight && n > 0 {
		holds = append(holds, n)
	}
	if level := item.LevelOf(uom); level != 0 && !(it.CatchWeight && level == item.Each) {
		for _, p := range it.Packs {
			if p.Level == level {
				holds = append(holds, p.Quantity)
			}
		}
	}
	switch {
	case len(holds) == 0:
		return 0, fault.Invalid("uom.unknown", "SKU %s does not come in %q: it comes in %s", sku, uom, unitsOf(&it))
	case len(holds) > 1:
		return 0, fault.Invalid("uom.ambiguous", "SKU %s comes in several kinds of %s, %s: tell the quantity in base units", sku, uom, unitsOf(&it))
	}
	if qty > MaxAdjust/holds[0] || qty < -MaxAdjust/holds[0] {
		return 0, fault.Invalid("uom.too_many", "%d %s are more than %d base units of SKU %s", qty, uom, MaxAdjust, sku)
	}
	return qty * holds[0], nil
}

// ToBase turns quantities of one item that are told in one unit into base units, where they stand. Errors: as BaseUnits.
func ToBase(r store.Reader, sku item.SKU, uom string, qty ...*int64) error {
	if strings.TrimSpace(uom) == "" {
		return nil
	}
	for _, q := range qty {
		n, err := BaseUnits(r, sku, *q, uom)
		if err != nil {
			return err
		}
		*q = n
	}
	return nil
}

// LineToBase does the same for a line of many, and notes what is wrong with its unit at its place in what was sent.
func LineToBase(g *fault.Gather, where string, r store.Reader, sku item.SKU, uom string, qty *int64) {
	if err := ToBase(r, sku, uom, qty); err != nil {
		g.Detail(fault.Detail{Where: where + ".uom", Reason: fault.ReasonOf(err), Message: err.Error()})
	}
}

// unitsOf words what an item comes in: "each (1), case (12)".
func unitsOf(it *item.Item) string {
	var words []string
	if it.CatchWeight {
		words = append(words, "g (1), kg (1000)")
	}
	for _, p := range it.Packs {
		if !it.CatchWeight || p.Level != item.Each {
			words = append(words, fmt.Sprintf("%s (%d)", p.Level, p.Quantity))
		}
	}
	return strings.Join(words, ", ")
}

// InPacks words base units as a person counts them: "2 case + 3", and "1.250 kg" for catch-weight goods. Empty where that
// says no more than the number itself.
func InPacks(r store.Reader, sku item.SKU, units int64) string {
	it, err := FindItem(r, sku)
	if err != nil {
		return ""
	}
	return packsOf(&it, units)
}

func packsOf(it *item.Item, units int64) string {
	switch {
	case it.CatchWeight && units < 1000:
		return fmt.Sprintf("%d g", units)
	case it.CatchWeight:
		return fmt.Sprintf("%d.%03d kg", units/1000, units%1000)
	}
	if words := it.Quantity(units); words != fmt.Sprint(units) {
		return words
	}
	return ""
}
