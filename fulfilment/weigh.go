package fulfilment

import (
	"cmp"
	"strings"

	"example.com/tote/fulfilment/carrier"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// Bounds of a weighing.
const (
	MaxScaleString = 64 // bytes of what a scale says in one line
	MaxTries       = 16 // refused weighings that come with one that was accepted: more and somebody should have called for help
)

// TypedRaw is what stands for the scale's words where nobody wrote down what was typed.
const TypedRaw = "typed"

// WeighInput is one weighing of a closed parcel.
type WeighInput struct {
	Parcel   string // its number, or the tote it stands in
	Grams    int64
	Raw      string // the scale's own words, or what was typed
	Typed    bool   // somebody read the scale and typed: it is kept, and teaches nothing
	Tries    []Try  // what was weighed before and refused: a refused command keeps nothing by itself
	Override string // why a weight outside the tolerance is right all the same
	// Supervisor is the badge scanned to override, or the id of a supervisor without one; empty: who is signed in.
	Supervisor string
	SignedIn   string // the worker whose session sent this, if any: a supervisor who is signed in needs no badge
	Carrier    string // another one than the order's; empty: as the order wants
	Service    string
}

// WeighResult is how the parcel stands.
type WeighResult struct {
	Parcel     string      `cbor:"1,keyasint"`
	State      ParcelState `cbor:"2,keyasint"`
	Grams      int64       `cbor:"3,keyasint"`
	Expected   int64       `cbor:"4,keyasint,omitempty"`
	Tolerance  int64       `cbor:"5,keyasint,omitempty"`
	Carrier    string      `cbor:"6,keyasint"`
	Service    string      `cbor:"7,keyasint,omitempty"`
	Override   string      `cbor:"8,keyasint,omitempty"`
	Supervisor string      `cbor:"9,keyasint,omitempty"` // worker id of who overrode
	Typed      bool        `cbor:"10,keyasint,omitempty"`
	Unknown    []item.SKU  `cbor:"11,keyasint,omitempty"` // goods whose weight nobody knows yet: too much could not be told
}

// Weigh books a parcel's weight and chooses its carrier, since a carrier's limit is a weight. What the parcel should weigh
// and how far it may be off is known from the catalogue and learned from parcels before (expected.go). A weight outside
// is refused with the figures and with what is most likely missing or too many; a supervisor may override it with a
// reason. The weighing is kept with the scale's own words (Weighings). A parcel may be weighed again until it has its label.
// Errors: weight.malformed; weight.outside with details weight.expected, weight.tolerance, weight.missing, weight.surplus,
// weight.carton; weight.badge, weight.override; carrier.unfit; parcel.unknown, parcel.which, parcel.state.
func Weigh(tx *store.Tx, in WeighInput) (WeighResult, error) {
	if err := in.check(); err != nil {
		return WeighResult{}, err
	}
	in.Typed = in.Typed || in.Raw == TypedRaw
	p, err := parcelAt(tx, in.Parcel)
	if err != nil {
		return WeighResult{}, err
	}
	c, err := contentOf(tx, &p)
	if err != nil {
		return WeighResult{}, err
	}
	w := Weighing{Parcel: p.ID, Order: p.Order, Grams: in.Grams, Raw: in.Raw, Typed: in.Typed, Expected: grams(c.expected()),
		Tolerance: grams(c.tolerance()), Tries: in.Tries}
	if err := in.judge(tx, &p, &c, &w); err != nil {
		return WeighResult{}, err
	}
	first := p.State == ParcelPacked
	if err := stepParcel(tx, &p, parcelWeigh, w.words()); err != nil {
		return WeighResult{}, err
	}
	p.Gross, p.Weighing, p.Override = in.Grams, in.Raw, w.Override
	chosen, err := chooseCarrier(tx, &p, in.Carrier, in.Service)
	if err != nil {
		return WeighResult{}, err
	}
	expectWaybills(tx, &chosen)
	if off := in.Grams*milli - c.expected(); first && !in.Typed && (abs(off) <= c.cold() || len(c.unknown) > 0 && w.Override == "") {
		c.learn(tx, off)
	}
	w.keep(tx)
	Parcels.Put(tx, &p)
	return WeighResult{Parcel: p.ID, State: p.State, Grams: p.Gross, Expected: w.Expected, Tolerance: w.Tolerance, Carrier: p.Carrier,
		Service: p.Service, Override: w.Override, Supervisor: w.Supervisor, Typed: w.Typed, Unknown: c.unknown}, nil
}

func (in *WeighInput) check() error {
	var g fault.Gather
	if in.Grams < 1 || in.Grams > partner.MaxGrams {
		g.Detail(fault.Detail{Where: "grams", Reason: "weight.grams", Message: "a parcel weighs one gram to two tonnes", Want: partner.MaxGrams, Have: in.Grams})
	}
	if in.Raw == "" || len(in.Raw) > MaxScaleString {
		g.Add("raw", "weight.raw", "give what the scale said, or what was typed, in 1 to %d bytes", MaxScaleString)
	}
	if len(in.Override) > MaxOrderField || len(in.Supervisor) > people.MaxBadge {
		g.Add("override", "weight.override", "a reason has at most %d bytes, a supervisor's badge %d", MaxOrderField, people.MaxBadge)
	}
	if len(in.Tries) > MaxTries {
		g.Add("tries", "weight.tries", "%d weighings before this one: send at most the last %d", len(in.Tries), MaxTries)
	}
	for i, t := range in.Tries {
		if len(t.Raw) > MaxScaleString {
			g.Add("tries["+itoa(i)+"]", "weight.raw", "a scale says at most %d bytes", MaxScaleString)
		}
	}
	return g.Invalid("weight.malformed", "this is no weighing of parcel %s", in.Parcel)
}

// judge compares the weight with the expected one and notes who overrides. Goods whose weight nobody knows make a parcel
// that can only be too light.
func (in *WeighInput) judge(tx *store.Tx, p *Parcel, c *content, w *Weighing) error {
	off := w.Grams - w.Expected
	if off >= -w.Tolerance && (off <= w.Tolerance || len(c.unknown) > 0) {
		return nil
	}
	if strings.TrimSpace(in.Override) == "" {
		return in.outside(p, c, w)
	}
	by, err := in.supervisor(tx)
	if err != nil {
		return err
	}
	w.Override, w.Supervisor = in.Override, by
	return nil
}

// outside tells the figures and what most likely explains them.
func (in *WeighInput) outside(p *Parcel, c *content, w *Weighing) error {
	off := w.Grams - w.Expected
	likely := "look through it"
	found := c.suspects(p, off*milli)
	var details []fault.Detail
	for i := range found {
		details = append(details, found[i].detail(p, off))
	}
	if len(details) > 0 {
		likely = "look at " + details[0].Where + " first: " + details[0].Message
	}
	return fault.Refused("weight.outside", "parcel %s weighs %d g, expected are %d g within %d g; %s; or have a supervisor override it", p.ID,
		w.Grams, w.Expected, w.Tolerance, likely).
		With(fault.Detail{Where: p.ID, Reason: "weight.expected", Message: "grams expected and weighed", Want: w.Expected, Have: w.Grams},
			fault.Detail{Where: p.ID, Reason: "weight.tolerance", Message: "grams allowed and found off", Want: w.Tolerance, Have: abs(off)}).
		With(details...)
}

// supervisor gives the id of who overrides: the badge says who stands at the bench. An id is written on every roster, so it
// counts only of the person who is signed in, or who has no badge.
func (in *WeighInput) supervisor(r store.Reader) (string, error) {
	shown := cmp.Or(strings.TrimSpace(in.Supervisor), in.SignedIn)
	if shown == "" {
		return "", fault.Forbidden("weight.override", "only a supervisor overrides a weight: scan a supervisor's badge")
	}
	w, ok := people.FindLogin(r, shown)
	if !ok || !w.Active || w.Badge != shown && w.ID != people.NormalID(shown) {
		return "", fault.Forbidden("weight.badge", "nobody who works here has the badge %q: scan a supervisor's badge", shown)
	}
	if w.Badge != "" && w.Badge != shown && w.ID != people.NormalID(in.SignedIn) {
		return "", fault.Forbidden("weight.badge", "worker %s overrides a weight with the badge, not with the id: scan it", w.ID)
	}
	if !w.Roles.Cover(people.Supervisor) {
		return "", fault.Forbidden("weight.override", "worker %s is no supervisor: only a supervisor overrides a weight", w.ID)
	}
	return w.ID, nil
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
