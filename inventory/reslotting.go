package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// tagReslotting and one of the bytes below lead to the plans that say which items should change their faces.
const (
	tagReslotting byte = 0x2A

	reslotHead    byte = 0x00 // number
	reslotMove    byte = 0x01 // number rank
	reslotClass   byte = 0x02 // number sku
	reslotCurrent byte = 0x03 // the plan in force
)

// Bounds of plans.
const (
	MaxReslotMoves    = 2_000 // a month's work of several people: what is below has gone stale by then
	ReslotPiece       = 100   // moves or classes that one command stores
	reslotSwept       = 150   // records that one command drops
	KeptReslottings   = 20    // plans whose heads can be read: what was done and why, half a year of weeks
	DefaultReslotting = 8     // weeks of picks that are counted: fewer tell slow movers apart badly
	// DefaultMoveCost is what taking the goods of a face to another costs, in millimetres of walk: two and a half minutes.
	DefaultMoveCost = 150_000
)

// ReslotInput says what a plan counts and what moves are worth.
type ReslotInput struct {
	Weeks    int64  `cbor:"1,keyasint,omitempty"` // of picks that are counted; 0: DefaultReslotting
	Horizon  int64  `cbor:"2,keyasint,omitempty"` // weeks in which a move must repay; 0: slotting.DefaultHorizon
	MoveCost int64  `cbor:"3,keyasint,omitempty"` // millimetres of walk; 0: DefaultMoveCost
	MaxMoves int    `cbor:"4,keyasint,omitempty"` // 0: MaxReslotMoves
	Zone     string `cbor:"5,keyasint,omitempty"` // only faces of this zone change; empty: all
	Reassign bool   `cbor:"6,keyasint,omitempty"` // faces that belong to a SKU may be given to another; the layout is edited by hand
}

// Check tells everything that is wrong with the figures, and puts the usual ones for those left out.
func (in *ReslotInput) Check() error {
	var g fault.Gather
	for _, x := range []struct {
		where       string
		value       int64
		usual, most int64
		put         func(int64)
	}{
		{"weeks", in.Weeks, DefaultReslotting, slotting.MaxWeeks, func(n int64) { in.Weeks = n }},
		{"horizon", in.Horizon, slotting.DefaultHorizon, slotting.MaxWeeks, func(n int64) { in.Horizon = n }},
		{"move_cost", in.MoveCost, DefaultMoveCost, slotting.MaxWay, func(n int64) { in.MoveCost = n }},
		{"max_moves", int64(in.MaxMoves), MaxReslotMoves, MaxReslotMoves, func(n int64) { in.MaxMoves = int(n) }},
	} {
		if x.value < 0 || x.value > x.most {
			g.Add(x.where, "reslot."+x.where, "%s is 1 to %d, or absent for %d; not %d", x.where, x.most, x.usual, x.value)
		}
		if x.value == 0 {
			x.put(x.usual)
		}
	}
	if len(in.Zone) > layout.MaxName {
		g.Add("zone", "reslot.zone", "a zone has at most %d characters", layout.MaxName)
	}
	return g.Invalid("reslot.invalid", "no plan can be made like this")
}

// Reslotting is a plan: the moves that repay, and how fast each item is. It is advice. Nobody is sent by it; put-away follows
// it, and whether a move is done is what the stock says.
type Reslotting struct {
	ID      string          `cbor:"1,keyasint"` // Y-0000012-3
	State   ReslottingState `cbor:"2,keyasint"`
	Input   ReslotInput     `cbor:"3,keyasint"`
	Job     uint64          `cbor:"4,keyasint,omitempty"`
	Since   int64           `cbor:"5,keyasint,omitempty"` // unix seconds: picks counted from there
	Until   int64           `cbor:"6,keyasint,omitempty"` // and up to there
	Picks   int64           `cbor:"7,keyasint,omitempty"` // counted
	Orders  int64           `cbor:"8,keyasint,omitempty"` // counted
	Sample  int64           `cbor:"9,keyasint,omitempty"` // one of so many orders was counted; 1: all
	Faces   int             `cbor:"10,keyasint,omitempty"`
	Moves   int             `cbor:"11,keyasint,omitempty"`
	Gain    int64           `cbor:"12,keyasint,omitempty"` // millimetres of walk over the horizon, less the cost
	Classes [3]int          `cbor:"13,keyasint,omitempty"` // items of A, B and C
	Why     string          `cbor:"14,keyasint,omitempty"`
}

// PlannedMove is a move of a plan.
type PlannedMove struct {
	Plan string      `cbor:"1,keyasint"`
	Rank int         `cbor:"2,keyasint"` // 1 is made first: each counts on those before it
	SKU  item.SKU    `cbor:"3,keyasint"`
	From layout.Code `cbor:"4,keyasint"`
	To   layout.Code `cbor:"5,keyasint"`
	Back item.SKU    `cbor:"6,keyasint,omitempty"` // what lies at To and comes back to From; empty: nothing
	Gain int64       `cbor:"7,keyasint"`
	Why  string      `cbor:"8,keyasint"`
}

// ItemClass is how fast an item is, by a plan.
type ItemClass struct {
	Plan  string         `cbor:"1,keyasint"`
	SKU   item.SKU       `cbor:"2,keyasint"`
	Class slotting.Class `cbor:"3,keyasint"`
	Lines int64          `cbor:"4,keyasint,omitempty"`
	Rank  int            `cbor:"5,keyasint"`
	Share int64          `cbor:"6,keyasint"`           // permille of all lines, with all faster items
	Goal  layout.Code    `cbor:"7,keyasint,omitempty"` // the face the plan gives it; empty: where it is
}

// The collections of plans. Moves and classes stand under the plan's number, so that one record, the plan in force, decides
// which of them hold.
var (
	Reslottings = store.Collection[Reslotting]{Noun: "reslotting", Version: 1,
		Key: func(p *Reslotting) store.Key { return reslotKey(reslotHead).Str(p.ID) }}
	PlannedMoves = store.Collection[PlannedMove]{Noun: "planned move", Version: 1,
		Key: func(m *PlannedMove) store.Key { return reslotKey(reslotMove).Str(m.Plan).Uint(uint64(m.Rank)) }}
	ItemClasses = store.Collection[ItemClass]{Noun: "class", Version: 1,
		Key: func(c *ItemClass) store.Key { return reslotKey(reslotClass).Str(c.Plan).Str(string(c.SKU)) }}

	reslotInForce = store.Collection[planInForce]{Noun: "plan in force", Version: 1,
		Key: func(*planInForce) store.Key { return reslotKey(reslotCurrent) }}
)

type planInForce struct {
	ID string `cbor:"1,keyasint"`
}

func reslotKey(kind byte) store.Key { return store.K(tagReslotting).Byte(kind) }

// GetReslotting gives a plan or refuses, naming it.
func GetReslotting(r store.Reader, id string) (Reslotting, error) {
	return Reslottings.Must(r, reslotKey(reslotHead).Str(id), id)
}

// CurrentReslotting gives the plan in force. Error: reslotting.none.
func CurrentReslotting(r store.Reader) (Reslotting, error) {
	id := inForce(r)
	if id == "" {
		return Reslotting{}, fault.NotFound("reslotting.none", "warehouse %s has no plan yet: ask for one by reslot", r.Partition())
	}
	return GetReslotting(r, id)
}

func inForce(r store.Reader) string {
	p, _ := reslotInForce.Get(r, reslotKey(reslotCurrent))
	return p.ID
}

// MovesOf walks a plan's moves from a rank on, in the order to make them.
func MovesOf(r store.Reader, plan string, from int) iter.Seq[PlannedMove] {
	prefix := reslotKey(reslotMove).Str(plan)
	return PlannedMoves.All(r, prefix, prefix.Clone().Uint(uint64(max(from, 0))))
}

// ClassesOf walks the classes of a plan from an item on, by SKU.
func ClassesOf(r store.Reader, plan string, from item.SKU) iter.Seq[ItemClass] {
	prefix := reslotKey(reslotClass).Str(plan)
	start := prefix.Clone()
	if from != "" {
		start = start.Str(string(from))
	}
	return ItemClasses.All(r, prefix, start)
}

// ClassOf gives an item's class by the plan in force; false if there is none or the plan does not know the item.
func ClassOf(r store.Reader, sku item.SKU) (ItemClass, bool) {
	id := inForce(r)
	if id == "" {
		return ItemClass{}, false
	}
	return ItemClasses.Get(r, reslotKey(reslotClass).Str(id).Str(string(sku)))
}

// MoveDone tells whether the stock lies as a move wants it, however it came there: its item at To and not at From.
func MoveDone(r store.Reader, m *PlannedMove) bool {
	return liesAt(r, m.SKU, m.To) && !liesAt(r, m.SKU, m.From)
}

func liesAt(r store.Reader, sku item.SKU, code layout.Code) bool {
	for _, b := range lying(r, Location(code)) {
		if b.SKU == sku && b.OnHand > 0 {
			return true
		}
	}
	return false
}

// BeginReslotting stores a plan that is being made.
func BeginReslotting(tx *store.Tx, in ReslotInput) (Reslotting, error) {
	p := Reslotting{ID: LocalNumber(tx, 'Y'), Input: in}
	err := stepReslotting(tx, &p, reslotBegin, "")
	return p, err
}

// StartReslotting names the job that makes a plan.
func StartReslotting(tx *store.Tx, p *Reslotting, job uint64) {
	p.Job = job
	Reslottings.Put(tx, p)
}

// FinishReslotting puts a plan in force: its moves and classes are stored. The plan before it is replaced.
func FinishReslotting(tx *store.Tx, p Reslotting) error {
	if before := inForce(tx); before != "" {
		old, err := GetReslotting(tx, before)
		if err != nil {
			return err
		}
		if err := stepReslotting(tx, &old, reslotReplace, ""); err != nil {
			return err
		}
		Reslottings.Put(tx, &old)
	}
	if err := stepReslotting(tx, &p, reslotFinish, ""); err != nil {
		return err
	}
	Reslottings.Put(tx, &p)
	reslotInForce.Put(tx, &planInForce{p.ID})
	return nil
}

// FailReslotting gives a plan up, saying why; the one in force stays.
func FailReslotting(tx *store.Tx, id, reason, why string) error {
	p, err := GetReslotting(tx, id)
	if err != nil {
		return err
	}
	if err := stepReslotting(tx, &p, reslotFail, reason); err != nil {
		return err
	}
	p.Why = why
	Reslottings.Put(tx, &p)
	return nil
}

// SweepReslottings drops moves and classes of plans that are not in force, and the oldest plans of all; it tells whether
// there is more to drop.
func SweepReslottings(tx *store.Tx) (more bool) {
	var heads []Reslotting
	for p := range Reslottings.All(tx, reslotKey(reslotHead), nil) {
		heads = append(heads, p)
	}
	current, n := inForce(tx), 0
	for i := range heads {
		p := &heads[i]
		if p.ID == current {
			continue
		}
		for _, kind := range []byte{reslotMove, reslotClass} {
			for k := range store.Keys(tx, reslotKey(kind).Str(p.ID), nil) {
				if n++; n > reslotSwept {
					return true
				}
				store.Unmark(tx, k)
			}
		}
		if ended := p.State == ReslotReplaced || p.State == ReslotFailed; ended && len(heads)-i > KeptReslottings {
			Reslottings.Delete(tx, Reslottings.Key(p))
		}
	}
	return false
}

// FaceStock is what a plan must know of a location.
type FaceStock struct {
	Goods []Balance // what lies there, LPNs included
	Whole bool      // all of it is in Goods; else there is more than rules look at
	Held  bool
}

// FaceStockOf looks into a location.
func FaceStockOf(r store.Reader, code layout.Code) FaceStock {
	goods := lying(r, Location(code))
	return FaceStock{Goods: goods, Whole: len(goods) < maxSeenInLocation, Held: held(r, Location(code))}
}
