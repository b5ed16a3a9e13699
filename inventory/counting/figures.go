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
	Lines       int64
	RightLines  int64
	Places      int64 // a place counted on two days is two
	RightPlaces int64 // all of its lines were right
	Units       int64 // by the books
	OffUnits    int64
	LostUnits   int64
	FoundUnits  int64
	Lost        int64 // value
	Found       int64 // value
	Seconds     int64 // spent counting: the pauses between one worker's lines, as far as they are no breaks
	Timed       int64 // lines that Seconds were measured over
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
	Name string
	Figures
}

// Report is what a span of time shows.
type Report struct {
	Figures
	Classes []Part // by letter
	Workers []Part // by id
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
