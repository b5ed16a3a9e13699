package fulfilment

import (
	"strings"

	"example.com/tote/fulfilment/carrier"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// A parcel's weight may differ from the expected one by TolerancePercent and ToleranceGrams: goods vary by a few percent,
// scales and tape by a few grams. What is outside is usually a unit too few or too many.
const (
	TolerancePercent = 3
	ToleranceGrams   = 5

	MaxScaleString = 64 // bytes of what a scale says in one line
)

// Tolerance gives how far, in grams, a weight may lie from the expected one.
func Tolerance(expected int64) int64 { return expected*TolerancePercent/100 + ToleranceGrams }

// WeighInput is one weighing of a closed parcel.
type WeighInput struct {
	Parcel     string // its number, or the tote it stands in
	Grams      int64
	Raw        string // the scale's own words, or "typed"
	Override   string // why a weight outside the tolerance is right all the same
	Supervisor bool   // the worker may override: the edge has looked at the role
	Carrier    string // another one than the order's; empty: as the order wants
	Service    string
}

// WeighResult is how the parcel stands.
type WeighResult struct {
	Parcel    string      `cbor:"1,keyasint"`
	State     ParcelState `cbor:"2,keyasint"`
	Grams     int64       `cbor:"3,keyasint"`
	Expected  int64       `cbor:"4,keyasint,omitempty"`
	Tolerance int64       `cbor:"5,keyasint,omitempty"`
	Carrier   string      `cbor:"6,keyasint"`
	Service   string      `cbor:"7,keyasint,omitempty"`
	Override  string      `cbor:"8,keyasint,omitempty"`
}

// Weigh books a parcel's weight and chooses its carrier, since a carrier's limit is a weight. A weight outside the
// tolerance is refused with the figures; a supervisor may override it with a reason, which is kept. A parcel may be
// weighed again until it has its label. Errors: weight.malformed, weight.outside, weight.override, carrier.unfit,
// parcel.unknown, parcel.state.
func Weigh(tx *store.Tx, in WeighInput) (WeighResult, error) {
	if err := in.check(); err != nil {
		return WeighResult{}, err
	}
	p, err := parcelAt(tx, in.Parcel)
	if err != nil {
		return WeighResult{}, err
	}
	reason := in.Raw
	override, err := in.judge(&p)
	if err != nil {
		return WeighResult{}, err
	}
	if override != "" {
		reason += "; " + override
	}
	if err := stepParcel(tx, &p, parcelWeigh, reason); err != nil {
		return WeighResult{}, err
	}
	p.Gross, p.Weighing, p.Override = in.Grams, in.Raw, override
	c, err := chooseCarrier(tx, &p, in.Carrier, in.Service)
	if err != nil {
		return WeighResult{}, err
	}
	expectWaybills(tx, &c)
	Parcels.Put(tx, &p)
	return WeighResult{Parcel: p.ID, State: p.State, Grams: p.Gross, Expected: p.Expected, Tolerance: Tolerance(p.Expected), Carrier: p.Carrier,
		Service: p.Service, Override: override}, nil
}

func (in *WeighInput) check() error {
	var g fault.Gather
	if in.Grams < 1 || in.Grams > partner.MaxGrams {
		g.Detail(fault.Detail{Where: "grams", Reason: "weight.grams", Message: "a parcel weighs one gram to two tonnes", Want: partner.MaxGrams, Have: in.Grams})
	}
	if in.Raw == "" || len(in.Raw) > MaxScaleString {
		g.Add("raw", "weight.raw", "give what the scale said, or \"typed\", in 1 to %d bytes", MaxScaleString)
	}
	if len(in.Override) > MaxOrderField {
		g.Add("override", "weight.override", "a reason has at most %d bytes", MaxOrderField)
	}
	return g.Invalid("weight.malformed", "this is no weighing of parcel %s", in.Parcel)
}

// judge compares the weight with the expected one; it gives the reason to be kept if a supervisor overrides. Without an
// expected weight, of goods that were never weighed, there is nothing to compare with.
func (in *WeighInput) judge(p *Parcel) (override string, err error) {
	tolerance := Tolerance(p.Expected)
	off := in.Grams - p.Expected
	if p.Expected <= 0 || off <= tolerance && -off <= tolerance {
		return "", nil
	}
	if strings.TrimSpace(in.Override) == "" {
		return "", fault.Refused("weight.outside", "parcel %s weighs %d g, expected are %d g within %d g: look what is missing or too much, or ask a supervisor",
			p.ID, in.Grams, p.Expected, tolerance).
			With(fault.Detail{Where: p.ID, Reason: "weight.expected", Message: "grams expected and weighed", Want: p.Expected, Have: in.Grams},
				fault.Detail{Where: p.ID, Reason: "weight.tolerance", Message: "grams allowed and found off", Want: tolerance, Have: max(off, -off)})
	}
	if !in.Supervisor {
		return "", fault.Forbidden("weight.override", "only a supervisor overrides the weight of parcel %s", p.ID)
	}
	return in.Override, nil
}

// chooseCarrier sets the parcel's carrier and service: what is asked for now, else what the order wants, else what fits.
func chooseCarrier(tx *store.Tx, p *Parcel, code, service string) (partner.Carrier, error) {
	o, err := GetOrder(tx, p.Order)
	if err != nil {
		return partner.Carrier{}, err
	}
	s := carrier.Shipment{Parcel: p.ID, Carrier: code, Service: service, Grams: p.Gross}
	if s.Carrier == "" {
		s.Carrier = o.Carrier
	}
	if s.Service == "" {
		s.Service = o.Service
	}
	var all []partner.Carrier
	if s.Carrier != "" {
		c, err := partner.FindCarrier(tx, s.Carrier)
		if err != nil {
			return c, err
		}
		s.Carrier, all = c.Code, []partner.Carrier{c}
	} else {
		all = partner.ListCarriers(tx, partner.Page{})
	}
	c, err := carrier.Choose(all, s)
	if err != nil {
		return c.Carrier, err
	}
	p.Carrier, p.Service = c.Carrier.Code, c.Service
	return c.Carrier, nil
}

// parcelAt gives the parcel that was scanned: by its own number, its waybill, or the tote it stands in, if only one waits
// there to be weighed.
func parcelAt(r store.Reader, scanned string) (Parcel, error) {
	p, err := FindParcel(r, scanned)
	if err == nil {
		return p, nil
	}
	l, ok := inventory.LPNs.Get(r, inventory.LPNKey(scanned))
	if !ok || l.Kind != inventory.ToteLPN || l.Order == "" {
		return p, err
	}
	var found []Parcel
	for q := range ParcelsOf(r, l.Order) {
		if q.State == ParcelPacked {
			found = append(found, q)
		}
	}
	if len(found) != 1 {
		return p, fault.Refused("parcel.which", "tote %s is of order %s, of which %d parcels wait to be weighed: scan the parcel itself", scanned, l.Order, len(found))
	}
	return found[0], nil
}
