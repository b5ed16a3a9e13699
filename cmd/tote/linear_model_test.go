package main

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// told is one operation of a history made up by hand: it was called at one moment and answered at another.
func told(call, back int64, in, out any) porcupine.Operation {
	return porcupine.Operation{Input: in, Call: call, Output: out, Return: back}
}

// never is the moment of an answer that never came.
const never = int64(1) << 62

// The proof of linear_test.go is worth as much as its rules: histories made up by hand, right ones and wrong ones.
func TestRulesTellRightHistoriesFromWrongOnes(t *testing.T) {
	rules := itemRules{spots: []spot{{place: "F-1", travel: 1}, {place: "F-2", travel: 2}}}
	stock := stockModel(rules, []stockWant{{"O1", 5}, {"O2", 5}})
	put := stockOp{Do: "adjust", Qty: 3}
	take := stockOp{Do: "adjust", Qty: -3}
	look := stockOp{Do: "stock"}
	order := func(id string) stockOp { return stockOp{Do: "allocate", Want: id} }
	pick := func(id string, qty int64) stockOp { return stockOp{Do: "pick", Want: id, Res: 1, Qty: qty} }
	seen := func(words string) stockAnswer { return stockAnswer{Seen: words + " totes 0 hands 0"} }
	trip := tripModel(trips{tasks: []tripNow{{id: "T1", state: "open", steps: []int{0}}}, picked: []bool{false}})
	claim := func(who string) tripOp { return tripOp{Do: "claim", Task: "T1", Worker: who, Device: who} }
	mine := tripAnswer{Task: "T1", Epoch: 1, Left: 1}
	lost := stockAnswer{Lost: true}
	for _, c := range []struct {
		name    string
		model   porcupine.Model
		history []porcupine.Operation
		right   bool
	}{
		{"one after another", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 4, put, stockAnswer{On: 6}), told(5, 6, look, seen("[{6 0} {0 0}]"))}, true},
		{"a lost update", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 4, put, stockAnswer{On: 3})}, false},
		{"a lost update of two at once", stock, []porcupine.Operation{told(1, 4, put, stockAnswer{On: 3}), told(2, 3, put, stockAnswer{On: 3})}, false},
		{"two at once, in either order", stock, []porcupine.Operation{told(1, 4, put, stockAnswer{On: 6}), told(2, 3, put, stockAnswer{On: 3})}, true},
		{"a look at what was before", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 4, look, seen("[{0 0} {0 0}]"))}, false},
		{"done without an answer, seen", stock, []porcupine.Operation{told(1, never, put, lost), told(3, 4, look, seen("[{3 0} {0 0}]"))}, true},
		{"never done", stock, []porcupine.Operation{told(1, never, put, lost), told(3, 4, look, seen("[{0 0} {0 0}]"))}, true},
		{"done late", stock, []porcupine.Operation{told(1, never, put, lost), told(3, 4, look, seen("[{0 0} {0 0}]")), told(5, 6, look, seen("[{3 0} {0 0}]"))}, true},
		{"done and undone", stock, []porcupine.Operation{told(1, never, put, lost), told(3, 4, look, seen("[{3 0} {0 0}]")), told(5, 6, look, seen("[{0 0} {0 0}]"))}, false},
		{"done twice", stock, []porcupine.Operation{told(1, never, put, lost), told(3, 4, look, seen("[{6 0} {0 0}]"))}, false},
		{"taken before it came", stock, []porcupine.Operation{told(1, 2, take, stockAnswer{On: 0}), told(3, 4, put, stockAnswer{On: 3})}, false},
		{"one order gets them, the other is short", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 6, order("O1"), stockAnswer{Units: 3, Left: 2}),
			told(4, 5, order("O2"), stockAnswer{Units: 0, Left: 5})}, true},
		{"two orders get the same units", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 6, order("O1"), stockAnswer{Units: 3, Left: 2}),
			told(4, 5, order("O2"), stockAnswer{Units: 3, Left: 2})}, false},
		{"a reservation is picked twice", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 4, order("O1"), stockAnswer{Units: 3, Left: 2}),
			told(5, 6, pick("O1", 3), stockAnswer{Outcome: "picked", Res: 1}), told(7, 8, pick("O1", 3), stockAnswer{Outcome: "picked", Res: 1})}, false},
		{"the second pick goes to the worker's hands", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 4, order("O1"), stockAnswer{Units: 3, Left: 2}),
			told(5, 6, pick("O1", 3), stockAnswer{Outcome: "picked", Res: 1}), told(7, 8, pick("O1", 3), stockAnswer{Outcome: "diverted", Diverted: 3, Found: 3})}, true},
		{"claimed goods are adjusted away", stock, []porcupine.Operation{told(1, 2, put, stockAnswer{On: 3}), told(3, 4, order("O1"), stockAnswer{Units: 3, Left: 2}),
			told(5, 6, take, stockAnswer{On: 0, Reserved: 3})}, false},
		{"a trip has one owner", trip, []porcupine.Operation{told(1, 4, claim("ann"), mine), told(2, 3, claim("ben"), tripAnswer{Reason: "task.claimed"})}, true},
		{"a trip has two owners", trip, []porcupine.Operation{told(1, 4, claim("ann"), mine), told(2, 3, claim("ben"), mine)}, false},
		{"nobody has it", trip, []porcupine.Operation{told(1, 2, claim("ann"), tripAnswer{Reason: "task.claimed"})}, false},
		{"a claim without an answer", trip, []porcupine.Operation{told(1, never, claim("ann"), tripAnswer{Lost: true}), told(3, 4, claim("ben"), tripAnswer{Reason: "task.claimed"})}, true},
		{"taken over twice", trip, []porcupine.Operation{told(1, 2, tripOp{Do: "take-over", Task: "T1", Worker: "ann"}, tripAnswer{Task: "T2", Epoch: 1, Left: 1}),
			told(3, 4, tripOp{Do: "take-over", Task: "T1", Worker: "ben"}, tripAnswer{Task: "T3", Epoch: 1, Left: 1})}, false},
		{"a number given twice", trip, []porcupine.Operation{told(1, 2, tripOp{Do: "take-over", Task: "T1", Worker: "ann"}, tripAnswer{Task: "T1", Epoch: 1, Left: 1})}, false},
		{"a task whose maker got no answer", trip, []porcupine.Operation{told(1, never, tripOp{Do: "take-over", Task: "T1", Worker: "ann"}, tripAnswer{Lost: true}),
			told(3, 4, tripOp{Do: "next", Worker: "ann"}, tripAnswer{Task: "T2", Epoch: 1, Left: 1})}, true},
	} {
		if got := porcupine.CheckOperations(c.model, c.history); got != c.right {
			t.Errorf("%s: %v, want %v", c.name, got, c.right)
		}
	}
}
