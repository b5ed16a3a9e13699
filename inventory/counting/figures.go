package counting

import (
	"cmp"
	"maps"
	"slices"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// Observation is one count that is decided.
type Observation struct {
	Place    layout.Code
	SKU      item.SKU
	Class    Class
	Worker   string // the first counter
	At       int64  // when he counted
	Book     int64  // units the books said at that moment
	Variance int64  // units that were booked: what was really wrong, by the count that decided
	Price    int64
}

// Figures tell how true the stock was. Nothing is netted: three too many and three too few are six wrong.
type Figures struct {
	Lines       int64 `cbor:"1,keyasint,omitempty"`
	RightLines  int64 `cbor:"2,keyasint,omitempty"`
	Places      int64 `cbor:"3,keyasint,omitempty"` // a place counted on two days is two
	RightPlaces int64 `cbor:"4,keyasint,omitempty"` // all of its lines were right
	Units       int64 `cbor:"5,keyasint,omitempty"` // by the books
	OffUnits    int64 `cbor:"6,keyasint,omitempty"`
	LostUnits   int64 `cbor:"7,keyasint,omitempty"`
	FoundUnits  int64 `cbor:"8,keyasint,omitempty"`
	Lost        int64 `cbor:"9,keyasint,omitempty"`  // value
	Found       int64 `cbor:"10,keyasint,omitempty"` // value
	Seconds     int64 `cbor:"11,keyasint,omitempty"` // spent counting: the pauses between one worker's lines, as far as they are no breaks
	Timed       int64 `cbor:"12,keyasint,omitempty"` // lines that Seconds were measured over
}

// PlaceAccuracy is the permille of places that were right; 0 of none.
func (f Figures) PlaceAccuracy() int64 { return permille(f.RightPlaces, f.Places) }

// UnitAccuracy is the permille of units that were right, never below 0.
func (f Figures) UnitAccuracy() int64 { return permille(max(0, f.Units-f.OffUnits), f.Units) }

// PerHour is how many lines are counted in an hour; 0 if nobody counted two in a row.
func (f Figures) PerHour() int64 {
	if f.Seconds == 0 {
		return 0
	}
	return f.Timed * 3600 / f.Seconds
}

func permille(part, all int64) int64 {
	if all == 0 {
		return 0
	}
	return part * 1000 / all
}

// Part is the figures of one class or worker.
type Part struct {
	Name    string `cbor:"1,keyasint"`
	Figures `cbor:"2,keyasint"`
}

// Report is what a span of time shows.
type Report struct {
	Figures `cbor:"1,keyasint"`
	Classes []Part `cbor:"2,keyasint,omitempty"` // by letter
	Workers []Part `cbor:"3,keyasint,omitempty"` // by id
}

// Break is a pause after which a worker began anew: longer than walking to the next place and counting a shelf takes.
const Break = 10 * 60

// Sum makes the figures.
func Sum(all []Observation) Report {
	out := Report{Figures: sum(all)}
	byClass, byWorker := map[string][]Observation{}, map[string][]Observation{}
	for _, o := range all {
		byClass[o.Class.String()] = append(byClass[o.Class.String()], o)
		byWorker[o.Worker] = append(byWorker[o.Worker], o)
	}
	for _, name := range slices.Sorted(maps.Keys(byClass)) {
		out.Classes = append(out.Classes, Part{name, sum(byClass[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(byWorker)) {
		out.Workers = append(out.Workers, Part{name, sum(byWorker[name])})
	}
	return out
}

// Merge adds the figures of two spans that share no count. A place that was counted in both is two, and a pause between them
// is nobody's work.
func Merge(a, b Report) Report {
	return Report{Figures: add(a.Figures, b.Figures), Classes: mergeParts(a.Classes, b.Classes), Workers: mergeParts(a.Workers, b.Workers)}
}

func mergeParts(a, b []Part) []Part {
	out := slices.Clone(a)
	for _, p := range b {
		i, found := slices.BinarySearchFunc(out, p.Name, func(q Part, name string) int { return cmp.Compare(q.Name, name) })
		if found {
			out[i].Figures = add(out[i].Figures, p.Figures)
		} else {
			out = slices.Insert(out, i, p)
		}
	}
	return out
}

func add(a, b Figures) Figures {
	return Figures{
		Lines: a.Lines + b.Lines, RightLines: a.RightLines + b.RightLines, Places: a.Places + b.Places, RightPlaces: a.RightPlaces + b.RightPlaces,
		Units: a.Units + b.Units, OffUnits: a.OffUnits + b.OffUnits, LostUnits: a.LostUnits + b.LostUnits, FoundUnits: a.FoundUnits + b.FoundUnits,
		Lost: a.Lost + b.Lost, Found: a.Found + b.Found, Seconds: a.Seconds + b.Seconds, Timed: a.Timed + b.Timed,
	}
}

type visit struct {
	code layout.Code
	day  int64
}

func sum(all []Observation) Figures {
	var f Figures
	wrong := map[visit]bool{}
	for _, o := range all {
		f.Lines++
		f.Units += o.Book
		at := visit{o.Place, o.At / day}
		wrong[at] = wrong[at] || o.Variance != 0
		switch {
		case o.Variance == 0:
			f.RightLines++
		case o.Variance < 0:
			f.OffUnits -= o.Variance
			f.LostUnits -= o.Variance
			f.Lost += Worth(-o.Variance, o.Price)
		default:
			f.OffUnits += o.Variance
			f.FoundUnits += o.Variance
			f.Found += Worth(o.Variance, o.Price)
		}
	}
	f.Places = int64(len(wrong))
	for _, w := range wrong {
		if !w {
			f.RightPlaces++
		}
	}
	f.Seconds, f.Timed = worked(all)
	return f
}

// worked sums the pauses between one worker's lines.
func worked(all []Observation) (seconds, lines int64) {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b Observation) int { return cmp.Or(cmp.Compare(a.Worker, b.Worker), cmp.Compare(a.At, b.At)) })
	for i := 1; i < len(sorted); i++ {
		if gap := sorted[i].At - sorted[i-1].At; sorted[i].Worker == sorted[i-1].Worker && gap <= Break {
			seconds += gap
			lines++
		}
	}
	return seconds, lines
}
