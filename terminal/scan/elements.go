package scan

import (
	"strconv"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels/gs1"
)

// elements says what GS1 elements are about: a logistic unit, an item, or details of one.
func (p *parser) elements(els gs1.Elements) {
	seen := make(map[string]string, len(els))
	for _, el := range els {
		if before, twice := seen[el.AI]; twice && before != el.Value {
			p.doubt(fault.Invalid("scan.gs1_repeated", "the code says (%s) twice, %s and %s: scan one code at a time", el.AI, before, el.Value))
			return
		}
		seen[el.AI] = el.Value
	}
	a := p.attached(els)
	sscc, hasSSCC := seen["00"]
	gtin, hasGTIN := seen["01"]
	if !hasGTIN && !hasSSCC {
		gtin, hasGTIN = seen["02"]
	}
	if hasSSCC {
		kind := LPN
		if p.opt.Table != nil {
			if m, ok := p.opt.Table.LPN(sscc); ok && m.Tote {
				kind = Tote
			}
		}
		p.add(Scan{Kind: kind, Code: sscc, Attached: a, Elements: els})
	}
	if hasGTIN {
		p.item(gtin, a, els)
	}
	if !hasSSCC && !hasGTIN {
		p.add(Scan{Kind: Details, Attached: a, Elements: els})
	}
}

func (p *parser) attached(els gs1.Elements) Attached {
	var a Attached
	date := func(v string) gs1.Date {
		d, _ := gs1.ParseDate(v, p.opt.Year) // its form was checked with the elements
		return d
	}
	for _, el := range els {
		switch el.AI {
		case "00":
			a.SSCC = el.Value
		case "02":
			a.Content = el.Value
		case "10":
			a.Lot = el.Value
		case "11":
			a.Produced = date(el.Value)
		case "13":
			a.Packed = date(el.Value)
		case "15":
			a.BestBefore = date(el.Value)
		case "17":
			a.Expiry = date(el.Value)
		case "21":
			a.Serial = el.Value
		case "30", "37":
			a.Count, _ = strconv.ParseInt(el.Value, 10, 64) // at most eight digits
		}
		if len(el.AI) != 4 {
			continue
		}
		switch el.AI[:3] {
		case "310":
			a.Grams = grams(el, 1_000_00000)
		case "320":
			a.Grams = grams(el, gramsInPound)
		case "330":
			a.GrossGrams = grams(el, 1_000_00000)
		case "340":
			a.GrossGrams = grams(el, gramsInPound)
		}
	}
	return a
}

const (
	gramsInPound = 453_59237 // by definition 453.59237 g
	gramsScale   = 1_00000   // both factors count hundred-thousandths of a gram
)

// grams gives a weight element in whole grams, rounded: six digits, of which the AI's last digit tells the decimals.
func grams(el gs1.Element, factor int64) int64 {
	n, _ := strconv.ParseInt(el.Value, 10, 64) // six digits
	divisor := int64(gramsScale)
	for range el.AI[3] - '0' {
		divisor *= 10
	}
	return (n*factor + divisor/2) / divisor
}
