package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// judge looks for an order of each object's commands.
func (r *linearRun) judge(t *testing.T) {
	t.Helper()
	for object, history := range r.ops {
		begin := time.Now()
		got := r.check(object, history, mostSearch)
		t.Logf("%s: %d operations, %d without an answer: %s after %v", object, len(history), r.lost[object], got, time.Since(begin).Round(time.Millisecond))
		if got != porcupine.Ok {
			t.Errorf("%s: no order of its %d operations agrees with clock and rules; the first answer that fits none:\n%s", object, len(history), r.firstWrong(object, history))
		}
	}
}

// met tells what workers were told, and that they met: a run without refusals proves nothing.
func (r *linearRun) met(t *testing.T) {
	t.Helper()
	for _, w := range slices.Sorted(maps.Keys(r.told)) {
		t.Logf("%s: %d", w, r.told[w])
	}
	for _, w := range []string{"adjust ", "adjust stock.short", "move ", "move move.refused", "allocate ", "transfer ", "send ", "send send.refused", "dispatch ",
		"pick picked", "pick diverted", "pick split", "claim ", "claim task.claimed", "next ", "take-over ", "take-over task.state", "end "} {
		if r.told[w] == 0 {
			t.Errorf("nobody was ever told %q", w)
		}
	}
}

// spoil makes a right history wrong in one place: the proof fails.
func (r *linearRun) spoil(t *testing.T) {
	t.Helper()
	const before, behind = 40, 10 // answers: to see that nothing fits, all orders of what is under way are tried
	for _, wrong := range []struct {
		name, object string
		fits         func(in, out any) bool
		change       func(op *porcupine.Operation)
	}{
		{"a lost update", "TEA", func(in, out any) bool { return in.(stockOp).Do == "adjust" && out.(stockAnswer).Reason == "" },
			func(op *porcupine.Operation) {
				op.Input = stockOp{Do: "adjust", Qty: op.Input.(stockOp).Qty, Spot: 1 - min(1, op.Input.(stockOp).Spot)}
			}},
		{"a look at what was", "TEA", func(in, _ any) bool { return in.(stockOp).Do == "stock" },
			func(op *porcupine.Operation) {
				op.Output = stockAnswer{Seen: fmt.Sprint(make([]pile, 3), " totes 0 hands 0")}
			}},
		{"a unit sold twice", "NUTS", func(_, out any) bool { return out.(stockAnswer).Outcome == "diverted" },
			func(op *porcupine.Operation) {
				op.Output = stockAnswer{Outcome: "picked", Res: op.Input.(stockOp).Res}
			}},
		{"a trip with two owners", "trips", func(in, out any) bool { return in.(tripOp).Do == "claim" && out.(tripAnswer).Reason == "task.claimed" },
			func(op *porcupine.Operation) { op.Output = tripAnswer{Task: op.Input.(tripOp).Task, Epoch: 1, Left: 3} }},
	} {
		history := slices.Clone(r.ops[wrong.object])
		slices.SortFunc(history, func(a, b porcupine.Operation) int { return cmp.Compare(a.Return, b.Return) })
		i := before
		for !wrong.fits(history[i].Input, history[i].Output) {
			i++
		}
		end := history[i+behind].Return
		if got := r.check(wrong.object, until(history, end), mostSearch); got != porcupine.Ok {
			t.Errorf("before it was made wrong by %s: %s", wrong.name, got)
		}
		wrong.change(&history[i])
		begin := time.Now()
		if got := r.check(wrong.object, until(history, end), mostSearch); got != porcupine.Illegal {
			t.Errorf("%s: %s", wrong.name, got)
		}
		t.Logf("%s: seen after %v", wrong.name, time.Since(begin).Round(time.Millisecond))
	}
}

// mostSearch bounds the search for an order: what takes longer is no proof.
const mostSearch = 60 * time.Second

func (r *linearRun) check(object string, history []porcupine.Operation, within time.Duration) porcupine.CheckResult {
	if object == "trips" {
		return porcupine.CheckOperationsTimeout(tripModel(r.trips), history, within)
	}
	it := r.items[object]
	return porcupine.CheckOperationsTimeout(stockModel(it.rules, it.orders), history, within)
}

// until gives a history as if the run had ended at a moment: what was under way has no answer.
func until(history []porcupine.Operation, end int64) (out []porcupine.Operation) {
	for _, op := range history {
		if op.Call > end {
			continue
		}
		if op.Return > end {
			if _, ok := op.Output.(tripAnswer); ok {
				op.Output = tripAnswer{Lost: true}
			} else {
				op.Output = stockAnswer{Lost: true}
			}
			op.Return = never
		}
		out = append(out, op)
	}
	return out
}

// firstWrong words the first answer after which no order fits any more, with what went on around it.
func (r *linearRun) firstWrong(object string, history []porcupine.Operation) string {
	slices.SortFunc(history, func(a, b porcupine.Operation) int { return cmp.Compare(a.Return, b.Return) })
	n := sort.Search(len(history)-1, func(n int) bool {
		return r.check(object, until(history, history[n].Return), mostSearch/12) == porcupine.Illegal
	})
	var b strings.Builder
	for _, op := range history {
		if op.Return >= history[max(0, n-12)].Return && op.Call <= history[n].Return {
			mark := "  "
			if op.Input == history[n].Input && op.Return == history[n].Return {
				mark = "->"
			}
			fmt.Fprintf(&b, "%s %d %d..%d %+v = %+v\n", mark, op.ClientId, op.Call, op.Return, op.Input, op.Output)
		}
	}
	return b.String()
}
