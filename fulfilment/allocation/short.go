package allocation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// MaxCauses bounds the causes told for one line: more than a screen of lots helps nobody.
const MaxCauses = 20

// rank puts the causes a supervisor can act on first.
var rank = map[string]int{ReasonLife: 1, ReasonExpired: 2, ReasonHeld: 3, ReasonKind: 4, ReasonContended: 5, ReasonReserved: 6, ReasonOwner: 7}

// causes tells why the line got only what it got, judged at the moment it was served.
func (a *allocator) causes(l *Line, sh *shelf, given int64) []Cause {
	var out []Cause
	contended, reserved, foreign := -given, int64(0), int64(0)
	if sh == nil {
		return []Cause{{Reason: ReasonNone, Quantity: l.Quantity}}
	}
	for _, i := range sh.all {
		s := &a.stock[i]
		c := Cause{Holder: s.Holder, Lot: s.Lot, Expiry: s.Expiry, Quantity: max(s.OnHand, s.Available)}
		switch {
		case c.Quantity == 0:
			continue
		case s.Owner != l.Owner:
			foreign += c.Quantity
			continue
		case s.Expiry != item.NoDate && s.Expiry < l.Ship:
			c.Reason = ReasonExpired
		case !lives(l, s.Expiry):
			c.Reason = ReasonLife
		case s.Hold != "":
			c.Reason, c.Hold = ReasonHeld, s.Hold
		case !s.Kind.Stocked():
			c.Reason = ReasonKind
		default:
			contended += s.Available
			reserved += c.Quantity - s.Available
			continue
		}
		out = append(out, c)
	}
	for reason, q := range map[string]int64{ReasonContended: contended, ReasonReserved: reserved, ReasonOwner: foreign} {
		if q > 0 {
			out = append(out, Cause{Reason: reason, Quantity: q})
		}
	}
	if len(out) == 0 {
		return []Cause{{Reason: ReasonNone, Quantity: l.Quantity - given}}
	}
	slices.SortStableFunc(out, func(x, y Cause) int {
		return cmp.Or(cmp.Compare(rank[x.Reason], rank[y.Reason]), strings.Compare(string(x.Lot), string(y.Lot)), strings.Compare(x.Holder, y.Holder))
	})
	return out[:min(len(out), MaxCauses)]
}

// Detail words a short line for an error that lists them all: Want is the quantity ordered, Have the quantity allocated.
func (s Short) Detail() fault.Detail {
	words := make([]string, len(s.Causes))
	for i, c := range s.Causes {
		words[i] = c.words()
	}
	d := fault.Detail{Where: fmt.Sprintf("order %s line %d", s.Order, s.Line), Want: s.Wanted, Have: s.Allocated,
		Message: fmt.Sprintf("%s: %d of %d allocated; %s", s.SKU, s.Allocated, s.Wanted, strings.Join(words, "; "))}
	if len(s.Causes) > 0 {
		d.Reason = s.Causes[0].Reason
	}
	return d
}

func (c Cause) words() string {
	switch c.Reason {
	case ReasonNone:
		return "no stock: receive or buy it"
	case ReasonReserved:
		return fmt.Sprintf("%d reserved for other orders", c.Quantity)
	case ReasonContended:
		return fmt.Sprintf("%d went to more urgent lines", c.Quantity)
	case ReasonOwner:
		return fmt.Sprintf("%d belong to other owners", c.Quantity)
	case ReasonHeld:
		return fmt.Sprintf("%d at %s under hold %s", c.Quantity, c.Holder, c.Hold)
	case ReasonExpired:
		return fmt.Sprintf("%d of lot %s at %s expired %s", c.Quantity, c.Lot, c.Holder, c.Expiry)
	case ReasonLife:
		return fmt.Sprintf("%d of lot %s at %s expire too soon, %s", c.Quantity, c.Lot, c.Holder, c.Expiry)
	case ReasonKind:
		return fmt.Sprintf("%d at %s not yet put away", c.Quantity, c.Holder)
	}
	return c.Reason
}
