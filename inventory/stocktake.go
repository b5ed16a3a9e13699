package inventory

import (
	"iter"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// StocktakeJob is the kind of the job that lists the places of a stocktake, and takes them back when it is stopped.
const StocktakeJob = "stocktake"

// StocktakePiece is how many places one command lists: each writes its wish, two index keys and an entry, and with a freeze
// a hold and its entry and number.
const StocktakePiece = 20

// ReasonFrozen is the reason of the hold on a location that is frozen until it is counted.
const ReasonFrozen = "count.freeze"

// Stocktake is a count a person asked for: of a place, a zone, an item, a lot, or all of the warehouse.
type Stocktake struct {
	ID     string          `cbor:"1,keyasint"` // K-0000012-3
	State  StocktakeState  `cbor:"2,keyasint"`
	Scope  StartCountInput `cbor:"3,keyasint"`
	Job    uint64          `cbor:"4,keyasint,omitempty"`
	By     string          `cbor:"5,keyasint,omitempty"`
	At     int64           `cbor:"6,keyasint"` // unix seconds
	Ended  int64           `cbor:"7,keyasint,omitempty"`
	Places int             `cbor:"8,keyasint,omitempty"`
	Done   int             `cbor:"9,keyasint,omitempty"`
}

// StocktakeZone is how far a stocktake is in one zone.
type StocktakeZone struct {
	Stocktake string `cbor:"1,keyasint"`
	Zone      string `cbor:"2,keyasint,omitempty"`
	Places    int    `cbor:"3,keyasint"`
	Done      int    `cbor:"4,keyasint,omitempty"`
}

// Stocktakes are kept by number, their zones beside them, for good: auditors ask for them, and a person begins each.
var (
	Stocktakes = store.Collection[Stocktake]{Noun: "stocktake", Version: 1,
		Key: func(s *Stocktake) store.Key { return StocktakeKey(s.ID) }}
	StocktakeZones = store.Collection[StocktakeZone]{Noun: "stocktake zone", Version: 1,
		Key: func(z *StocktakeZone) store.Key { return stocktakeZoneKey(z.Stocktake).Str(z.Zone) }}
)

// StocktakeKey is the key of a stocktake; of no number it begins those of all.
func StocktakeKey(id string) store.Key {
	if id == "" {
		return countTag(countStocktake)
	}
	return countTag(countStocktake).Str(id)
}

func stocktakeZoneKey(id string) store.Key { return countTag(countZone).Str(id) }

// GetStocktake gives a stocktake or refuses, naming it.
func GetStocktake(r store.Reader, id string) (Stocktake, error) {
	return Stocktakes.Must(r, StocktakeKey(id), id)
}

// ZonesOf walks the zones of a stocktake.
func ZonesOf(r store.Reader, id string) iter.Seq[StocktakeZone] {
	return StocktakeZones.All(r, stocktakeZoneKey(id), nil)
}

// StartCountInput asks for a count of exactly one of: a location, a zone, an item or lot of it, all of the warehouse.
type StartCountInput struct {
	Location layout.Code `cbor:"1,keyasint,omitempty"`
	Zone     string      `cbor:"2,keyasint,omitempty"`
	SKU      item.SKU    `cbor:"3,keyasint,omitempty"`
	Lot      item.Lot    `cbor:"4,keyasint,omitempty"`
	All      bool        `cbor:"5,keyasint,omitempty"`
	Freeze   bool        `cbor:"6,keyasint,omitempty"` // nothing at the places is allocated until they are counted; not of an item
	Reason   string      `cbor:"7,keyasint,omitempty"` // in words, for the ledger
}

func (in *StartCountInput) check() error {
	var g fault.Gather
	scopes := 0
	for _, named := range []bool{in.Location != "", in.Zone != "", in.SKU != "", in.All} {
		if named {
			scopes++
		}
	}
	if scopes != 1 {
		g.Add("scope", "count.scope", "name one thing to count: a location, a zone, a SKU, or all")
	}
	if in.Lot != "" && in.SKU == "" {
		g.Add("lot", "count.scope", "a lot belongs to a SKU: name it too")
	}
	if in.Freeze && in.SKU != "" {
		g.Add("freeze", "count.freeze", "places are frozen, not items: hold SKU %s instead", in.SKU)
	}
	if len(in.Reason) > MaxStateReason {
		g.Add("reason", "reason.missing", "a reason has at most %d bytes: it is kept in the ledger", MaxStateReason)
	}
	return g.Invalid("count.invalid", "no count can be asked for like this")
}

// StocktakeStarted names a stocktake and the job that lists its places.
type StocktakeStarted struct {
	Stocktake string `cbor:"1,keyasint"`
	Job       uint64 `cbor:"2,keyasint"`
}

// StartCount asks for a count. Errors: count.invalid, location.unknown, item.unknown, lot.unknown.
func StartCount(tx *store.Tx, in StartCountInput) (StocktakeStarted, error) {
	if err := in.check(); err != nil {
		return StocktakeStarted{}, err
	}
	var err error
	switch {
	case in.Location != "":
		_, err = FindLocation(tx, in.Location)
	case in.Lot != "":
		_, err = Lots.Must(tx, LotKey(in.SKU, in.Lot), string(in.Lot))
	case in.SKU != "":
		_, err = FindItem(tx, in.SKU)
	}
	if err != nil {
		return StocktakeStarted{}, err
	}
	s := Stocktake{ID: LocalNumber(tx, 'K'), Scope: in, By: tx.Command().Worker, At: tx.Now().Unix()}
	if err := stepStocktake(tx, &s, stocktakeStart, in.Reason); err != nil {
		return StocktakeStarted{}, err
	}
	s.Job = tx.StartJob(StocktakeJob, s.ID).ID
	Stocktakes.Put(tx, &s)
	return StocktakeStarted{s.ID, s.Job}, nil
}

// StopCount gives a stocktake up: nobody is sent for what is not counted yet, and what was counted goes its way. Errors:
// stocktake.unknown, stocktake.state.
func StopCount(tx *store.Tx, id, reason string) (StocktakeStarted, error) {
	if reason == "" || len(reason) > MaxStateReason {
		return StocktakeStarted{}, fault.Invalid("reason.missing", "say in 1 to %d bytes why stocktake %s is given up: it stands in the ledger", MaxStateReason, id)
	}
	s, err := GetStocktake(tx, id)
	if err != nil {
		return StocktakeStarted{}, err
	}
	if err := stepStocktake(tx, &s, stocktakeStop, reason); err != nil {
		return StocktakeStarted{}, err
	}
	s.Job = tx.StartJob(StocktakeJob, s.ID).ID
	Stocktakes.Put(tx, &s)
	return StocktakeStarted{s.ID, s.Job}, nil
}

// Stop is a place of a stocktake: everything at a holder, or one item there.
type Stop struct {
	Holder Holder
	SKU    item.SKU
}

// ListStops makes wishes of some places of a stocktake that is being planned.
func ListStops(tx *store.Tx, id string, stops []Stop) error {
	s, err := GetStocktake(tx, id)
	if err != nil || s.State != StocktakePlanning {
		return err // stopped meanwhile
	}
	for _, p := range stops {
		old, _ := CountsWantedList.Get(tx, countWantedKey(p.Holder, p.SKU))
		if old.Stocktake != "" {
			continue // of another stocktake, or listed before a crash
		}
		if _, err := want(tx, CountWanted{Holder: p.Holder, SKU: p.SKU, Reason: CountOnRequest, Stocktake: id}); err != nil {
			return err
		}
		w, _ := CountsWantedList.Get(tx, countWantedKey(p.Holder, p.SKU))
		z := zoneOf(tx, id, w.Zone)
		z.Places++
		StocktakeZones.Put(tx, &z)
		s.Places++
		if !s.Scope.Freeze {
			continue
		}
		if _, err := PlaceHold(tx, Target{On: HoldHolder, Holder: p.Holder}, CountHold, ReasonFrozen); err != nil {
			return err
		}
	}
	Stocktakes.Put(tx, &s)
	return nil
}

func zoneOf(r store.Reader, id, zone string) StocktakeZone {
	z, ok := StocktakeZones.Get(r, stocktakeZoneKey(id).Str(zone))
	if !ok {
		z = StocktakeZone{Stocktake: id, Zone: zone}
	}
	return z
}

// StopsListed begins the counting of a stocktake: all its places are known.
func StopsListed(tx *store.Tx, id string) error {
	s, err := GetStocktake(tx, id)
	if err != nil || s.State != StocktakePlanning {
		return err
	}
	if err := stepStocktake(tx, &s, stocktakePlan, ""); err != nil {
		return err
	}
	finishStocktake(tx, &s)
	Stocktakes.Put(tx, &s)
	return nil
}

func finishStocktake(tx *store.Tx, s *Stocktake) {
	if s.State == StocktakeCounting && s.Done == s.Places && stepStocktake(tx, s, stocktakeFinish, "") == nil {
		s.Ended = tx.Now().Unix()
	}
}

// progress notes that a place of a stocktake was counted.
func progress(tx *store.Tx, w *CountWanted) {
	s, err := GetStocktake(tx, w.Stocktake)
	if err != nil {
		return
	}
	z := zoneOf(tx, s.ID, w.Zone)
	z.Done++
	StocktakeZones.Put(tx, &z)
	s.Done++
	finishStocktake(tx, &s)
	Stocktakes.Put(tx, &s)
}

// TakeBack drops wishes of a stocktake that is being stopped, where nobody is on the way; the rest are only no longer its. It
// tells how many it looked at, and gives the key of the last.
func TakeBack(tx *store.Tx, id string, wishes []CountWanted) error {
	for _, w := range wishes {
		now, ok := CountsWantedList.Get(tx, countWantedKey(w.Holder, w.SKU))
		if !ok || now.Stocktake != id {
			continue
		}
		now.Stocktake = ""
		thaw(tx, now.Holder)
		if now.Task == "" && !now.Counted && now.Reason == CountOnRequest {
			dropWish(tx, &now)
			continue
		}
		CountsWantedList.Put(tx, &now)
	}
	return nil
}

// Cleared ends a stocktake that was stopped.
func Cleared(tx *store.Tx, id string) error {
	s, err := GetStocktake(tx, id)
	if err != nil || s.State != StocktakeStopping {
		return err
	}
	if err := stepStocktake(tx, &s, stocktakeClear, ""); err != nil {
		return err
	}
	s.Ended = tx.Now().Unix()
	Stocktakes.Put(tx, &s)
	return nil
}

// thaw ends the freeze of a place.
func thaw(tx *store.Tx, h Holder) {
	place := Target{On: HoldHolder, Holder: h}
	for hold := range Holds.All(tx, place.key(), nil) {
		if hold.Reason == ReasonFrozen {
			Holds.Delete(tx, place.key().Uint(hold.ID))
			record(tx, place.entry("lift", ReasonFrozen))
		}
	}
}

// StopsAfter gives the next places of a stocktake, looking at up to limit records behind a cursor; "" begins and ends.
func StopsAfter(r store.Reader, s *Stocktake, cursor string, limit int) (stops []Stop, next string) {
	switch in := &s.Scope; {
	case in.Location != "":
		return []Stop{{Holder: Location(in.Location)}}, ""
	case in.SKU != "":
		return stopsOfItem(r, in), ""
	}
	var from store.Key
	if cursor != "" {
		from = placeKey(layout.Code(cursor)).Byte(0)
	}
	seen := 0
	for p := range Places.All(r, store.K(tagPlace), from) {
		if seen++; seen > limit {
			return stops, next
		}
		next = string(p.Location.Code)
		if s.Scope.All || p.Location.Zone == s.Scope.Zone {
			stops = append(stops, Stop{Holder: Location(p.Location.Code)})
		}
	}
	return stops, ""
}

// stopsOfItem gives the locations and pallets that hold an item or lot by the books. What lies in totes and cartons is
// promised already, and nobody counts it twice.
func stopsOfItem(r store.Reader, in *StartCountInput) []Stop {
	var out []Stop
	seen := map[Holder]bool{}
	for b := range OfItem(r, in.SKU) {
		if seen[b.Holder] || in.Lot != "" && b.Lot != in.Lot {
			continue
		}
		seen[b.Holder] = true
		if b.Holder.Kind == InLPN {
			if l, err := GetLPN(r, b.Holder.ID); err != nil || l.Kind != PalletLPN {
				continue
			}
		}
		if b.Holder.Kind == AtLocation || b.Holder.Kind == InLPN {
			out = append(out, Stop{b.Holder, in.SKU})
		}
	}
	return out
}
