package partner

import (
	"time"

	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
)

// Figures tell how a supplier delivered what was ordered. Counts are of orders, lines and base units; rates are left to who
// shows them, so that sums of figures are figures.
type Figures struct {
	Orders   int64
	Lines    int64
	Ordered  int64 // base units
	Received int64

	Replied   int64 // orders that were answered
	ReplyTime int64 // seconds from placed to answered, of all of them
	Refused   int64 // lines of which the supplier brings less than was ordered, as it says

	Due    int64 // lines that came whole or should have
	OnTime int64 // of them whole by the day promised, or else expected
	Late   int64 // days, of those that came later

	Ended      int64 // lines of orders that are complete or closed
	Short      int64 // of them with less than was ordered, beyond what is tolerated
	ShortUnits int64

	Leads []forecast.Milli // days from placed to the first goods of a line
}

// MaxLeads bounds the lead times that are kept of a supplier, the latest: the mean of a thousand does not change by one more.
const MaxLeads = 1_000

// Add takes in an order as it stands on a day of the warehouse's calendar.
func (f *Figures) Add(p *PurchaseOrder, lines []PurchaseLine, today item.Date, zone *time.Location) {
	f.Orders++
	if p.Replied > 0 && p.Opened > 0 {
		f.Replied++
		f.ReplyTime += p.Replied - p.Opened
	}
	status := p.Status(lines)
	over := status == Ended || status == Complete
	for i := range lines {
		f.addLine(p, &lines[i], over, today, zone)
	}
}

func (f *Figures) addLine(p *PurchaseOrder, l *PurchaseLine, over bool, today item.Date, zone *time.Location) {
	f.Lines++
	f.Ordered += l.Ordered
	f.Received += l.Received
	if l.Due() < l.Ordered {
		f.Refused++
	}
	whole := l.Received >= p.Tolerance.Least(l.Due())
	if over {
		f.Ended++
		if l.Received < p.Tolerance.Least(l.Ordered) {
			f.Short++
			f.ShortUnits += l.Ordered - l.Received
		}
	}
	if day := p.Due(); day != item.NoDate && l.Due() > 0 && (whole || over || today > day) {
		f.Due++
		came := item.DateOf(time.Unix(l.Last, 0), zone)
		switch {
		case whole && (l.Last == 0 || came <= day):
			f.OnTime++
		case l.Last > 0:
			f.Late += max(0, day.Until(came))
		}
	}
	if lead, ok := l.Lead(p); ok {
		f.Leads = append(f.Leads[len(f.Leads)/MaxLeads:], lead)
	}
}

// Lead gives the days from the order to the first goods of a line, in thousandths.
func (l *PurchaseLine) Lead(p *PurchaseOrder) (forecast.Milli, bool) {
	if p.Opened == 0 || l.First < p.Opened {
		return 0, false
	}
	return (l.First - p.Opened) * 1000 / 86400, true
}
