package fulfilment

import (
	"example.com/tote/inventory/store"
)

// Learning. A parcel that was weighed on a scale and accepted is off by some milligrams. That distance is shared among its
// parts as their squares of chance stand to each other: what was least certain was most likely the cause, and a bag of tea
// beside a crate learns next to nothing. Each part keeps a running mean of what one weighs and of how far it is found off;
// the latter moves so that together the parts would have been found off by what this parcel was. What a part learned counts
// by the share it had, so goods that only travel in mixed parcels need more of them to prove themselves.
//
// A supervisor who lets a weight pass that is outside the learned tolerance, yet inside the one nothing was learned for,
// teaches too: otherwise a tolerance that became too narrow would stay so. What is farther off teaches nothing.
const (
	proven = 8 * milli  // thousandths of weighings before a part's own spread counts
	prior  = 3 * milli  // the catalogue's word counts like three weighings
	window = 32 * milli // after so many the oldest fade: packings change

	// maxTaught bounds the records one weighing writes, of a command's 200; more different goods tell little of each.
	maxTaught = 16

	itemDrift    = 10          // percent a unit's learned weight may leave the catalogue's: farther off the catalogue is wrong
	cartonDrift  = 25          // percent, for a carton, and
	cartonFiller = 100 * milli // milligrams of filling nobody entered
	maxOutlier   = 8           // times the distance expected: one odd parcel moves a spread no more than that
)

// weightKind tells whose weight was learned.
type weightKind byte

const (
	ofItem weightKind = iota + 1
	ofCarton
)

// Weight is what accepted parcels taught about one unit of an item, or about a carton with its filling.
type Weight struct {
	Kind     weightKind `cbor:"1,keyasint"`
	Code     string     `cbor:"2,keyasint"`           // SKU or carton code
	Nominal  int64      `cbor:"3,keyasint,omitempty"` // milligrams by the catalogue at the time: when it says otherwise, learning begins anew
	One      int64      `cbor:"4,keyasint,omitempty"` // milligrams
	Spread   int64      `cbor:"5,keyasint,omitempty"` // milligrams one is found off on the average
	Evidence int64      `cbor:"6,keyasint,omitempty"` // thousandths of a weighing, at most window
}

// Weights are kept in the warehouse that learned them: its scales, fillings and suppliers are its own.
var Weights = store.Collection[Weight]{
	Noun: "weight", Version: 1,
	Key: func(w *Weight) store.Key { return weightKey(w.Kind, w.Code) },
}

func weightKey(kind weightKind, code string) store.Key {
	return store.K(tagWeight).Byte(byte(kind)).Str(code)
}

// learnedOf gives what was learned, or a beginner that knows nothing.
func learnedOf(r store.Reader, kind weightKind, code string, nominal int64) Weight {
	w, ok := Weights.Get(r, weightKey(kind, code))
	if !ok || w.Nominal != nominal {
		return Weight{Kind: kind, Code: code, Nominal: nominal}
	}
	return w
}

// learn stores what a parcel that was off by so many milligrams teaches.
func (c *content) learn(tx *store.Tx, off int64) {
	for _, p := range c.teach(off) {
		Weights.Put(tx, &p.learned)
	}
}

// teach gives the parts that learned something.
func (c *content) teach(off int64) []*part {
	if len(c.parts) > maxTaught+1 || len(c.unknown) > 1 {
		return nil
	}
	var out []*part
	if len(c.unknown) == 1 { // the rest is known, so what is over is this
		for i := range c.parts {
			if p := &c.parts[i]; p.unknown() && !p.exact && off > 0 {
				p.introduce(off / p.qty)
				out = append(out, p)
			}
		}
		return out
	}
	var squares int64
	for i := range c.parts {
		squares += c.parts[i].chance() * c.parts[i].chance()
	}
	if squares == 0 {
		return nil
	}
	for i := range c.parts {
		p := &c.parts[i]
		if share := p.chance() * p.chance() / (squares/milli + 1); share > 0 && !p.exact {
			p.learn(off, share, root(squares))
			out = append(out, p)
		}
	}
	return out
}

// introduce makes goods known that nobody ever weighed, by the weight of one.
func (p *part) introduce(one int64) {
	w := &p.learned
	n := w.Evidence/milli + 1
	if n > 1 {
		w.Spread += (abs(one-w.One) - w.Spread) / n
	}
	w.One += (one - w.One) / n
	w.Evidence += milli
}

// learn moves the part by its share, in thousandths, of a parcel that was off, where so much was to be expected.
func (p *part) learn(off, share, expected int64) {
	w := &p.learned
	if w.Evidence == 0 {
		w.One, w.Spread = p.nominal, p.chance()/p.qty
	}
	n := prior + w.Evidence + milli // thousandths of weighings, this one with them
	w.One += off * share / p.qty / n
	found := w.Spread * min(abs(off), maxOutlier*expected) / max(expected, 1)
	w.Spread = max(w.Spread+(found-w.Spread)*share/n, 1)
	w.Evidence = min(w.Evidence+share, window)
	drift := max(p.nominal*itemDrift/100, milli)
	if p.carton() {
		drift = p.nominal*cartonDrift/100 + cartonFiller
	}
	if p.nominal > 0 || p.carton() {
		w.One = min(max(w.One, p.nominal-drift, 0), p.nominal+drift)
	}
}

func abs(n int64) int64 { return max(n, -n) }
