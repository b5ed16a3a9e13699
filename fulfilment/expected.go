package fulfilment

import (
	"cmp"
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// What a parcel should weigh is the sum of its parts: so many units of each SKU, and the carton with its filling. Each part
// is believed to weigh what the catalogue says until accepted parcels taught better (expected_learn.go), and each adds to how far the
// whole may be off. A part little is known of adds TolerancePercent of its weight, the carton ToleranceGrams as well, for
// tape, label and the scale; such doubts add up, since a catalogue that is wrong is wrong for all units alike. A part that
// has proven itself adds spreads times the distance it was found off on the average; these chances are added as squares,
// since different goods are not light together. So learning narrows the tolerance and never widens it.
const (
	TolerancePercent = 3
	ToleranceGrams   = 5

	spreads      = 4    // mean distances: of values spread as a bell one in 700 lies farther
	minTolerance = 2000 // mg: what a bench scale's last digit and its rounding may be off

	milli = 1000 // mg in a gram, and thousandths of a weighing

	// maxParts bounds the SKUs whose weights are looked up one by one, two reads each of a command's 2,000. A parcel of more
	// is judged by what it should weigh when it was packed.
	maxParts = 400
)

// Tolerance gives how far, in grams, a weight may lie from the expected one while nothing was learned.
func Tolerance(expected int64) int64 { return expected*TolerancePercent/100 + ToleranceGrams }

// part is one SKU's units in a parcel, or its carton.
type part struct {
	sku     item.SKU // empty: the carton
	qty     int64
	nominal int64 // mg of one by the catalogue; 0 of goods that were never weighed
	exact   bool  // nothing is to be learned: sold by weight, or of a parcel too mixed to tell
	learned Weight
	actual  int64 // mg of all, of goods in weighed pieces: the scale has told already
}

func (p *part) carton() bool { return p.sku == "" }

// one gives the milligrams one is believed to weigh.
func (p *part) one() int64 {
	if p.learned.Evidence > 0 && (p.nominal > 0 || p.carton() || p.proven()) {
		return p.learned.One
	}
	return p.nominal
}

// weight gives the milligrams of all, at most those of the heaviest parcel: a quantity that is nonsense must not overflow.
func (p *part) weight() int64 {
	if p.actual > 0 {
		return min(p.actual, partner.MaxGrams*milli)
	}
	return min(p.qty*p.one(), partner.MaxGrams*milli)
}

// unknown: nobody can tell what it weighs.
func (p *part) unknown() bool { return !p.carton() && p.one() == 0 }

func (p *part) proven() bool { return !p.exact && p.learned.Evidence >= proven }

// doubt is how far the part may be off as long as little is known of it, in milligrams.
func (p *part) doubt() int64 {
	d := max(p.weight(), 0) * TolerancePercent / 100
	if p.carton() {
		d += ToleranceGrams * milli
	}
	return d
}

// chance is how far the part was found off on the average, in milligrams, and never more than its doubt allows.
func (p *part) chance() int64 {
	d := p.doubt() / spreads
	if p.learned.Evidence == 0 || p.exact {
		return d
	}
	return min(p.qty*p.learned.Spread, d)
}

// content is what a parcel should weigh.
type content struct {
	parts   []part // in order of SKU, the carton first
	unknown []item.SKU
}

// expected gives the milligrams of all parts.
func (c *content) expected() (mg int64) {
	for i := range c.parts {
		mg += c.parts[i].weight()
	}
	return max(mg, 0)
}

// tolerance gives the milligrams the whole may be off.
func (c *content) tolerance() int64 {
	var doubts, squares int64
	for i := range c.parts {
		if p := &c.parts[i]; p.proven() {
			squares += p.chance() * p.chance()
		} else {
			doubts += p.doubt()
		}
	}
	return max(doubts+spreads*root(squares), minTolerance)
}

// cold is the tolerance as if nothing had been learned of how far the parts are off.
func (c *content) cold() (mg int64) {
	for i := range c.parts {
		mg += c.parts[i].doubt()
	}
	return max(mg, minTolerance)
}

// grams rounds milligrams.
func grams(mg int64) int64 { return (mg + milli/2) / milli }

// root gives the greatest whole number whose square is not above n.
func root(n int64) int64 {
	if n < 2 {
		return max(n, 0)
	}
	r := int64(1) << 31
	for next := (r + n/r) / 2; next < r; next = (r + n/r) / 2 {
		r = next
	}
	return r
}

// contentOf gives what a parcel should weigh by the catalogue of now and what was learned.
func contentOf(r store.Reader, p *Parcel) (content, error) {
	box := part{qty: 1, nominal: p.Expected * milli, exact: p.Carton == ""}
	goods := goodsOf(p)
	if len(goods) > maxParts {
		box.exact = true
		return content{parts: []part{box}}, nil
	}
	for i := range goods {
		g := &goods[i]
		it, err := inventory.FindItem(r, g.sku)
		if err != nil {
			return content{}, err
		}
		g.nominal, g.exact = gramsOf(&it, 1)*milli, it.Weighed()
		if !it.WeighedPieces {
			g.actual = 0
		}
		box.nominal -= g.weight()
		g.learned = learnedOf(r, ofItem, string(g.sku), g.nominal)
	}
	if k, err := partner.FindCarton(r, p.Carton); err == nil {
		box.nominal = k.Tare * milli
	} // else it weighs what remains of what was expected when the parcel was packed
	if !box.exact {
		box.learned = learnedOf(r, ofCarton, p.Carton, box.nominal)
	}
	c := content{parts: append([]part{box}, goods...)}
	for i := range c.parts {
		if c.parts[i].unknown() {
			c.unknown = append(c.unknown, c.parts[i].sku)
		}
	}
	return c, nil
}

// goodsOf puts a parcel's units together by SKU.
func goodsOf(p *Parcel) []part {
	var out []part
	for _, u := range p.Units {
		i, found := slices.BinarySearchFunc(out, u.SKU, func(g part, sku item.SKU) int { return cmp.Compare(g.sku, sku) })
		if !found {
			out = slices.Insert(out, i, part{sku: u.SKU})
		}
		out[i].qty += u.Qty
		out[i].actual += u.Grams * milli
	}
	return out
}
