package counting

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"example.com/tote/inventory/layout"
)

const day = 86400 // seconds

// Place is a location that holds goods.
type Place struct {
	Code    layout.Code
	Class   Class // the strictest of what lies there
	Counted int64 // when all of it was last counted; 0: never
	Moved   int64 // when goods last came or went; 0: not since anybody looked
}

// Rhythm is how often places are counted. A class with 0 days is not scheduled; Untouched 0 asks for nothing.
type Rhythm struct {
	Days      [3]int64 `cbor:"1,keyasint"`           // between two counts, by class
	Untouched int64    `cbor:"2,keyasint,omitempty"` // days without a movement or a count
	PerDay    int      `cbor:"3,keyasint,omitempty"` // places asked for in one day at most
}

// Why a place is due.
const (
	WhyScheduled = "count.scheduled"
	WhyUntouched = "place.untouched"
)

// DuePlace is a place to count, with the reason.
type DuePlace struct {
	Code layout.Code
	Why  string
	Late int64 // permille of its rhythm that have gone by since the last count
}

// Due gives the places to count today, most overdue first. In a house that begins to count everything is due at once; so no
// more than twice the places of a steady day are asked for, those of class A first, and the rest on the days behind.
func Due(places []Place, r Rhythm, now int64) []DuePlace {
	var out []DuePlace
	steady := int64(0) // thousandths of places a day
	class := map[layout.Code]Class{}
	for _, p := range places {
		class[p.Code] = p.Class
		days := r.Days[p.Class.Index()]
		if days > 0 {
			steady += 1000 / days
		}
		switch late := lateBy(p, days, now); {
		case late >= 1000:
			out = append(out, DuePlace{p.Code, WhyScheduled, late})
		case r.Untouched > 0 && now-max(p.Moved, p.Counted) >= r.Untouched*day:
			out = append(out, DuePlace{p.Code, WhyUntouched, late})
		}
	}
	slices.SortFunc(out, func(a, b DuePlace) int {
		return cmp.Or(cmp.Compare(class[a.Code].Index(), class[b.Code].Index()), cmp.Compare(b.Late, a.Late),
			cmp.Compare(spread(a.Code), spread(b.Code)), strings.Compare(string(a.Code), string(b.Code)))
	})
	most := int(2*steady/1000) + 1
	if r.PerDay > 0 {
		most = min(most, r.PerDay)
	}
	if len(out) > most {
		out = out[:most]
	}
	return out
}

// lateBy gives the permille of a rhythm that have gone by; a place never counted is just due.
func lateBy(p Place, days, now int64) int64 {
	if days <= 0 {
		return 0
	}
	if p.Counted == 0 {
		return 1000
	}
	return max(0, now-p.Counted) * 1000 / (days * day)
}

// spread orders places that are due alike, so that neighbours, which were filled together, are not all counted on one day.
func spread(code layout.Code) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(code)) // it never fails
	return h.Sum32()
}
