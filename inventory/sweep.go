package inventory

import (
	"context"
	"time"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/store"
)

// What grows without end is swept at midnight, by bounded commands, once nobody asks for it any more; the ledger keeps what
// happened. The check lets go of such records only when the ledger says that they ended so long ago. Which collections keep
// theirs for good is said where they are declared.

// How long ended records are kept.
const (
	// CountsKept is thirteen months: last year's count of the same season can be looked at beside this year's.
	CountsKept = 400 * 24 * time.Hour
	// TasksKept is two months: whoever complains about a parcel does so by then, and after a claim nobody looks at the trip.
	// At 100,000 orders a day ended trips come to 26 MB a day, see BenchmarkEndedTask.
	TasksKept = 60 * 24 * time.Hour
	// RefillsKept is as long as the trips they were steps of.
	RefillsKept = TasksKept
)

// Bounds of sweeping.
const (
	sweepLook  = 2_000 // records read in one look: some 20 ms
	sweepOnce  = 40    // deleted by one command: each with up to three index keys, of 200 writes
	secondsDay = 24 * 60 * 60
)

// Sweep drops what was kept long enough. It is part of midnight's work and goes on where a crash left it.
func Sweep(ctx context.Context, run *store.JobRun) (swept int, err error) {
	for _, some := range []func(context.Context, *store.JobRun) (int, error){sweepCounts, sweepTasks, sweepRefills, sweepDirections} {
		n, err := some(ctx, run)
		if swept += n; err != nil {
			return swept, err
		}
	}
	return swept, nil
}

// sweepAll posts one command after the other until one finds nothing left.
func sweepAll(ctx context.Context, run *store.JobRun, verb string, some func(*store.Tx) int) (swept int, err error) {
	for {
		n, err := store.Post(ctx, run.Delivery(), run.Partition(), verb, func(tx *store.Tx) (int, error) { return some(tx), nil })
		if swept += n; err != nil || n < sweepOnce {
			return swept, err
		}
	}
}

// sweepTasks drops the tasks that ended first.
func sweepTasks(ctx context.Context, run *store.JobRun) (int, error) {
	return sweepAll(ctx, run, "sweep-tasks", dropTasks)
}

func dropTasks(tx *store.Tx) (dropped int) {
	prefix := store.K(tagTasksEnded)
	before := tx.Now().Add(-TasksKept).Unix()
	var due []store.Key
	for k := range store.Keys(tx, prefix, nil) {
		kr := store.ReadKey(k, len(prefix))
		if kr.Int() > before || len(due) == sweepOnce {
			break
		}
		due = append(due, TaskKey(kr.Str()))
	}
	for _, k := range due {
		Tasks.Delete(tx, k)
	}
	return len(due)
}

// sweepRefills drops refills that were over long ago.
func sweepRefills(ctx context.Context, run *store.JobRun) (int, error) {
	return sweepAll(ctx, run, "sweep-refills", dropRefills)
}

func dropRefills(tx *store.Tx) (dropped int) {
	prefix := refillTag(refillEnded)
	var due []store.Key
	for k := range store.Keys(tx, prefix, prefix.Clone().Int(-tx.Now().Add(-RefillsKept).Unix())) { // the last ones stand first
		if due = append(due, refillKey(refillAt(k))); len(due) == sweepOnce {
			break
		}
	}
	for _, k := range due {
		Refills.Delete(tx, k)
	}
	return len(due)
}

// sweepDirections drops directions of goods that never came: their space is given to others already.
func sweepDirections(ctx context.Context, run *store.JobRun) (swept int, err error) {
	after, done := store.Key(nil), false
	for !done {
		var old []Goods
		err := run.View(ctx, func(v *store.View) error {
			prefix, seen := store.K(tagDirection).Byte(directed), 0
			done = true
			for d := range Directions.All(v, prefix, after) {
				if seen++; seen > sweepLook || len(old) == sweepOnce {
					done = false
					break
				}
				after = directionKey(d.Goods).Byte(0)
				if d.forgotten(run.Now().Unix()) {
					old = append(old, d.Goods)
				}
			}
			return nil
		})
		if err != nil {
			return swept, err
		}
		n, err := store.Post(ctx, run.Delivery(), run.Partition(), "sweep-directions", func(tx *store.Tx) (n int, err error) {
			for _, g := range old {
				if d, ok := Directions.Get(tx, directionKey(g)); ok && d.forgotten(tx.Now().Unix()) {
					Directions.Delete(tx, directionKey(g))
					n++
				}
			}
			return n, nil
		})
		if swept += n; err != nil {
			return swept, err
		}
	}
	return swept, nil
}

func (d *Direction) forgotten(now int64) bool { return now-d.At > DirectionLasts }

// sweepCounts folds the counts of each day that is old enough into that day's figures, and drops them. A day is folded by one
// command, before any of its counts goes: whoever asks for figures meets a day's counts or its figures, never both or half.
func sweepCounts(ctx context.Context, run *store.JobRun) (swept int, err error) {
	for {
		var day int64
		var due, folded bool
		err := run.View(ctx, func(v *store.View) error {
			day, due = oldestCounted(v)
			due = due && (day+1)*secondsDay <= run.Now().Add(-CountsKept).Unix()
			folded = day*secondsDay < FoldedUntil(v)
			return nil
		})
		if err != nil || !due {
			return swept, err
		}
		if !folded {
			if err := foldDay(ctx, run, day); err != nil {
				return swept, err
			}
		}
		n, err := sweepAll(ctx, run, "sweep-counts", func(tx *store.Tx) int { return dropCounts(tx, day) })
		if swept += n; err != nil {
			return swept, err
		}
	}
}

// oldestCounted gives the day on which the first count that is still kept ended.
func oldestCounted(r store.Reader) (day int64, any bool) {
	prefix := countTag(countEnded)
	for k := range store.Keys(r, prefix, nil) {
		return store.ReadKey(k, len(prefix)).Int() / secondsDay, true
	}
	return 0, false
}

// foldDay stores a day's figures. Its counts ended long ago: nothing changes them between the looks.
func foldDay(ctx context.Context, run *store.JobRun, day int64) error {
	var all []counting.Observation
	var last *Count
	for {
		var some []Count
		if err := run.View(ctx, func(v *store.View) error {
			some = endedCounts(v, day*secondsDay, (day+1)*secondsDay, last, sweepLook)
			return nil
		}); err != nil {
			return err
		}
		for i := range some {
			if o, known := some[i].Observed(); known {
				all = append(all, o)
			}
		}
		if len(some) < sweepLook {
			break
		}
		last = &some[len(some)-1]
	}
	_, err := store.Post(ctx, run.Delivery(), run.Partition(), "fold-counts", func(tx *store.Tx) (struct{}, error) {
		if FoldedUntil(tx) <= day*secondsDay {
			CountedDays.Put(tx, &CountedDay{Day: day, Report: counting.Sum(all)})
		}
		return struct{}{}, nil
	})
	return err
}

// dropCounts drops some of the counts that ended on a day which is folded.
func dropCounts(tx *store.Tx, day int64) (dropped int) {
	if FoldedUntil(tx) <= day*secondsDay {
		return 0
	}
	for _, c := range endedCounts(tx, day*secondsDay, (day+1)*secondsDay, nil, sweepOnce) {
		Counts.Delete(tx, countKey(c.ID))
		dropped++
	}
	return dropped
}

// CountedDay is what the counts that ended on one day (UTC) showed, when they are no longer kept themselves.
type CountedDay struct {
	Day    int64           `cbor:"1,keyasint"` // since 1970
	Report counting.Report `cbor:"2,keyasint"`
}

// CountedDays are kept by day, for good: one record of some kilobyte a day.
var CountedDays = store.Collection[CountedDay]{Noun: "counted day", Version: 1,
	Key: func(d *CountedDay) store.Key { return countTag(countDay).Int(d.Day) }}

// FoldedUntil gives the moment in unix seconds before which counts are folded into their days' figures; 0: none are.
func FoldedUntil(r store.Reader) int64 {
	prefix := countTag(countDay)
	k := store.LastKey(r, prefix)
	if k == nil {
		return 0
	}
	return (store.ReadKey(k, len(prefix)).Int() + 1) * secondsDay
}

// MaxFoldedDays bounds the days one report sums up: ten years.
const MaxFoldedDays = 3_660

// FoldedCounts gives the figures of the folded days that a span of unix seconds touches, each whole.
func FoldedCounts(r store.Reader, from, to int64) (out []counting.Report) {
	prefix := countTag(countDay)
	for d := range CountedDays.All(r, prefix, prefix.Clone().Int(from/secondsDay)) {
		if d.Day*secondsDay >= to || len(out) == MaxFoldedDays {
			break
		}
		out = append(out, d.Report)
	}
	return out
}
