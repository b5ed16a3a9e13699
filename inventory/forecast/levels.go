package forecast

import (
	"fmt"

	"example.com/tote/inventory/item"
)

// Limits of terms.
const (
	MaxLead    = 730 // days: what takes longer is no reordering
	MaxReview  = 90
	MaxCycle   = 365
	MinService = 500 // permille: half of all cycles, no safety stock at all
	MaxService = 999
)

// Terms are what an item is ordered under.
type Terms struct {
	From    item.Date // today
	Lead    Milli     // days from order to goods in stock
	Spread  Milli     // standard deviation of that, days
	Review  int64     // days until the next order can be placed
	Cycle   int64     // days of demand that an order brings beyond what is needed: where orders are dear
	Service int64     // permille of cycles without a stock-out
	Floor   int64     // safety stock is not below this, base units
}

// Levels say when to order and up to where, in base units.
type Levels struct {
	Demand  Milli // expected until what is ordered at the next chance has come
	Safety  int64
	Reorder int64
	UpTo    int64
}

// Levels gives the levels of an item: what is wanted while waiting for an order that can be placed a review later, and the
// safety stock for what may be wanted beyond it, by demand that differs or goods that come late.
func (e *Estimate) Levels(t Terms) Levels {
	days := t.Lead + t.Review*1000
	demand := e.Over(t.From, days)
	daily := demand
	if days > 0 {
		daily = share(demand, 1000, days)
	}
	// The error of several weeks together: by their root, as if each week were wrong by itself.
	spread := hypot(share(e.seasonalSigma(t.From, days), root(days/7*1000), 1000), share(daily, t.Spread, 1000))
	out := Levels{Demand: demand, Safety: max(t.Floor, up(share(spread, Factor(t.Service), 1000)))}
	out.Reorder = up(demand) + out.Safety
	out.UpTo = out.Reorder
	if t.Cycle > 0 {
		out.UpTo += up(e.Over(t.From, days+t.Cycle*1000) - demand)
	}
	return out
}

// seasonalSigma is the error of a week in the time ahead: in the high season all is larger, errors too.
func (e *Estimate) seasonalSigma(from item.Date, days Milli) Milli {
	if e.season == nil {
		return e.Sigma
	}
	sum, n := int64(0), int64(0)
	for week := WeekOf(from); week <= WeekOf(from+item.Date(days/1000)); week++ {
		sum += e.season.At(week)
		n++
	}
	return share(e.Sigma, sum/n, 1000)
}

func up(m Milli) int64 { return (m + 999) / 1000 }

// factors are the standard normal quantiles, by permille.
var factors = [...]struct{ service, factor int64 }{{500, 0}, {550, 126}, {600, 253}, {650, 385}, {700, 524}, {750, 674}, {800, 842}, {850, 1036},
	{900, 1282}, {920, 1405}, {940, 1555}, {950, 1645}, {960, 1751}, {970, 1881}, {980, 2054}, {985, 2170}, {990, 2326}, {995, 2576}, {998, 2878}, {999, 3090}}

// Factor gives how many standard deviations a service level asks for, in thousandths; between the table's lines on a straight
// line.
func Factor(service int64) int64 {
	for i := 1; i < len(factors); i++ {
		if a, b := factors[i-1], factors[i]; service <= b.service {
			return a.factor + (b.factor-a.factor)*(max(service, a.service)-a.service)/(b.service-a.service)
		}
	}
	return factors[len(factors)-1].factor
}

// Bounds of rounding a proposal to packs.
const (
	roundWeeks  = 4  // weeks of demand that rounding up to a pack may add: a case of 48 is no way to buy three;
	roundShare  = 2  // or half of what is wanted: of what nobody has taken yet no week is known
	palletShare = 10 // one tenth: by so much a whole pallet may be more or less than what is wanted
)

// Proposed is what should be ordered.
type Proposed struct {
	Qty  int64      // base units; 0: nothing
	Pack item.Level // what it is a multiple of
	Size int64      // base units of that pack
}

// Propose gives what to order: nothing while the position (free goods and what is on order, less what orders wait for) is at
// the reorder point or above it, else what brings it up to the level, in whole packs as the item comes.
func Propose(l Levels, position int64, weekly Milli, packs []item.Pack) Proposed {
	if position >= l.Reorder || l.UpTo <= position {
		return Proposed{}
	}
	need := l.UpTo - position
	out := Proposed{Qty: need, Pack: item.Each, Size: 1}
	for _, p := range packs { // smallest first
		if p.Quantity <= 1 {
			continue
		}
		whole := (need + p.Quantity - 1) / p.Quantity * p.Quantity
		if p.Level == item.Pallet {
			near := max(p.Quantity, (need+p.Quantity/2)/p.Quantity*p.Quantity)
			if off := near - need; max(off, -off)*palletShare <= need {
				out = Proposed{near, p.Level, p.Quantity}
			}
		} else if (whole-need)*1000 <= roundWeeks*weekly || (whole-need)*roundShare <= need {
			out = Proposed{whole, p.Level, p.Quantity}
		}
	}
	return out
}

// Why words how the figures came about, for whoever is to believe them. Quantities have up to one decimal.
func (e *Estimate) Why(t Terms, l Levels) string {
	s := fmt.Sprintf("%s weeks=%d wanted_in=%d a_week=%s error=%s", e.Method, e.Weeks, e.Wanted, tenths(e.Level), tenths(e.Sigma))
	if e.Trend != 0 {
		s += " trend=" + tenths(e.Trend)
	}
	if e.Seasonal {
		s += " season"
	}
	if e.Clipped > 0 {
		s += fmt.Sprintf(" outliers=%d", e.Clipped)
	}
	s += fmt.Sprintf(" lead=%s+-%s review=%d service=%d demand=%s", tenths(t.Lead), tenths(t.Spread), t.Review, t.Service, tenths(l.Demand))
	if l.Safety == t.Floor && t.Floor > 0 {
		s += " safety=catalogue"
	}
	return s
}

func tenths(m Milli) string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	m = (m + 50) / 100
	if m%10 == 0 {
		return fmt.Sprintf("%s%d", sign, m/10)
	}
	return fmt.Sprintf("%s%d.%d", sign, m/10, m%10)
}
