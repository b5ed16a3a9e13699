package fulfilment

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// Every verb against every verb on the same goods, in every order in which the two people's commands can come. What each is
// told in the end stands in testdata/pairs.txt, a line a pair, so that whoever changes a verb sees whom else it changes:
//
//	go test ./fulfilment -run TestEveryPairOfVerbs -pairs
//
// writes it anew. The verbs of three people, with what they mean in detail, are in races_test.go.

var writePairs = flag.Bool("pairs", false, "write testdata/pairs.txt anew")

const pairsFile = "../testdata/pairs.txt"

// pairHall is a house in which everybody wants the same milk: eight of the early lot at A1-1, of which an order on a trip has
// four and a transfer two; more of it on pallets, at the dock and before inspection; and a later lot beside it.
func pairHall(t storetest.T) *hall {
	h := newHall(t, storetest.Memory)
	for _, l := range []layout.Location{{Code: "Q", Kind: layout.Quarantine, Travel: 90}, {Code: "R1-2", Kind: layout.Reserve, Aisle: 2, Bay: 3, Travel: 50}} {
		h.location(l)
	}
	if err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "BJ1", Name: "Beijing", Zone: "Asia/Shanghai"}, 0)
		return err
	}); err != nil {
		t.Fatalf("%v", err)
	}
	h.stock("MILK", "E", faceA, 8, h.today()+30)
	h.stock("MILK", "L", faceB, 5, h.today()+60)
	h.stock("MILK", "E", inventory.Location("DOCK"), 3, h.today()+30)
	for i, id := range []string{"P1", "P2"} {
		h.stock("MILK", "E", h.lpn(id, inventory.PalletLPN, reserveR), int64(4-i), h.today()+30)
	}
	h.do(func(tx *store.Tx) error {
		_, err := inventory.Adjust(tx, inventory.AdjustInput{SKU: "MILK", Lot: "E", Holder: inventory.Location("STAGE"), Status: inventory.ToInspect, Delta: 2, Reason: inventory.AdjustFound})
		return err
	})
	h.order("O1", wants{"MILK", 4})
	h.order("O2", wants{"MILK", 3})
	h.allocate("O1")
	doVerb(h, inventory.MakeTransfer, inventory.TransferInput{To: "BJ1", Lines: []inventory.TransferLine{{SKU: "MILK", Qty: 2}}})
	if _, err := h.openTrip("O1"); err != nil {
		t.Fatalf("%v", err)
	}
	h.later()
	return h
}

// deedOf is one command of a verb. It tells what became of it, beside a refusal.
type deedOf struct {
	verb string // the function whose comment lists its reasons
	run  func(h *hall) (outcome string, err error)
}

// role is a verb with the commands that lead to it.
type role struct {
	name  string
	deeds []deedOf
}

// deed1 makes a deed of a verb and its input.
func deed1[In, Out any](name string, verb func(*store.Tx, In) (Out, error), in In, tell func(Out) string) deedOf {
	return deedOf{name, func(h *hall) (string, error) {
		out, err := tryVerb(h, verb, in)
		if err != nil || tell == nil {
			return "done", err
		}
		return tell(out), nil
	}}
}

// roles are all verbs that touch goods.
func roles() []role {
	milk := func(from inventory.Holder, to inventory.Holder, qty int64, policy Reserved) MoveInput {
		return MoveInput{From: from, To: to, SKU: "MILK", Lot: "E", Qty: qty, Reserved: policy}
	}
	claim := deed1("Claim", Claim, ClaimInput{}, nil)
	outcome := func(out PickResult) string { return string(out.Outcome) }
	step := PickInput{Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "MILK", Lot: "E", Qty: 4, Tote: "T1"}
	more := step
	more.Qty, more.Tote = 5, "T2"
	dock, stage := inventory.Location("DOCK"), inventory.Location("STAGE")
	counts := func(qty int64) deedOf {
		return deed1("Count", Count, inventory.CountInput{Holder: faceA, SKU: "MILK", Lot: "E", Qty: qty}, func(o inventory.CountOutcome) string { return o.State.String() })
	}
	ofCount := func(name string, verb func(h *hall, id string) error) deedOf {
		return deedOf{name, func(h *hall) (string, error) { return "done", verb(h, h.lastCount().ID) }}
	}
	lines := func(qty int64) []inventory.TransferLine { return []inventory.TransferLine{{SKU: "MILK", Qty: qty}} }
	ofTransfer := func(name string, verb func(h *hall, id string) error) deedOf {
		return deedOf{name, func(h *hall) (string, error) { return "done", verb(h, h.onlyTransfer()) }}
	}
	sends := func(qty int64) deedOf {
		return ofTransfer("Send", func(h *hall, id string) error {
			_, err := tryVerb(h, inventory.Send, inventory.SendInput{Transfer: id, From: faceA, SKU: "MILK", Lot: "E", Qty: qty})
			return err
		})
	}
	dispatch := ofTransfer("Dispatch", func(h *hall, id string) error {
		_, err := tryVerb(h, inventory.Dispatch, inventory.DispatchInput{Transfer: id})
		return err
	})
	company := func(name string, run func(h *hall, tx *store.Tx) error) deedOf {
		return deedOf{name, func(h *hall) (string, error) {
			return "done", h.in(store.Company, func(tx *store.Tx) error { return run(h, tx) })
		}}
	}
	place := inventory.Target{On: inventory.HoldSKUAtPlace, SKU: "MILK", Holder: faceA}
	return []role{
		{"pick", []deedOf{claim, deed1("Pick", Pick, step, outcome)}},
		{"pick late", []deedOf{deed1("Pick", Pick, more, outcome)}},
		{"short", []deedOf{claim, deed1("Short", Short, ShortInput{Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "MILK", Lot: "E", Reason: ShortEmpty},
			func(o ShortResult) string { return fmt.Sprintf("released %d missing %d", o.Released, o.Missing) })}},
		{"swap", []deedOf{claim, deed1("Swap", Swap, SwapInput{Order: "O1", Line: 1, Res: 1, From: inventory.LPNHolder("P1"), Lot: "E"}, func(o SwapResult) string { return string(o.Outcome) })}},
		{"take over", []deedOf{claim, {"TakeOver", func(h *hall) (string, error) {
			_, err := tryVerb(h, TakeOver, TakeOverInput{Task: h.onlyTask(), Reason: "test"})
			return "done", err
		}}}},
		{"end task", []deedOf{claim, {"EndTask", func(h *hall) (string, error) {
			_, err := tryVerb(h, EndTask, EndTaskInput{Task: h.onlyTask()})
			return "done", err
		}}}},
		{"allocate", []deedOf{deed1("Allocate", Allocate, AllocateInput{Order: "O2"}, func(o AllocateResult) string { return o.State.String() }),
			deed1("Allocate", Allocate, AllocateInput{Order: "O2"}, func(o AllocateResult) string { return o.State.String() })}},
		{"cancel", []deedOf{{"CancelTaken", func(h *hall) (string, error) {
			_, err := tryVerb(h, CancelTaken, CancelAsked{Order: "O1", Warehouse: string(hallCode), Reason: "test"})
			return "done", err
		}}}},
		{"move", []deedOf{deed1("Move", Move, milk(faceA, faceC, 2, ReservedRefuse), nil), deed1("Move", Move, milk(faceC, faceA, 2, ReservedRefuse), nil)}},
		{"move, reserved travel", []deedOf{deed1("Move", Move, milk(faceA, faceC, 8, ReservedTravel), nil)}},
		{"move, reserved elsewhere", []deedOf{deed1("Move", Move, milk(faceA, faceC, 8, ReservedElsewhere), nil)}},
		{"move a pallet", []deedOf{deed1("Move", Move, MoveInput{LPN: "P1", To: faceA}, nil), deed1("Move", Move, MoveInput{LPN: "P1", To: stage}, nil)}},
		{"move a place", []deedOf{deed1("Move", Move, MoveInput{From: faceA, To: stage}, func(o MoveResult) string { return fmt.Sprintf("%d left", len(o.Left)) })}},
		{"split", []deedOf{deed1("SplitLPN", SplitLPN, SplitInput{LPN: "P1", To: "P3", Lines: []SplitLine{{SKU: "MILK", Lot: "E", Qty: 3}}}, nil)}},
		{"merge", []deedOf{deed1("Merge", Merge, MergeInput{LPN: "P1", Into: "P2"}, nil)}},
		{"put away", []deedOf{deed1("Putaway", inventory.Putaway, inventory.PutawayInput{From: dock, SKU: "MILK", Lot: "E", Qty: 3, To: "A1-1"}, nil)}},
		{"put a pallet away", []deedOf{deed1("Putaway", inventory.Putaway, inventory.PutawayInput{LPN: "P1", To: "R1-2"}, nil)}},
		{"direct", []deedOf{deed1("Direct", inventory.Direct, inventory.DirectInput{From: dock, SKU: "MILK", Lot: "E", Qty: 3}, nil),
			deed1("Putaway", inventory.Putaway, inventory.PutawayInput{From: dock, SKU: "MILK", Lot: "E", Qty: 2, To: "R1-2"}, nil)}},
		{"inspect", []deedOf{deed1("Inspect", inventory.Inspect, inventory.InspectInput{SKU: "MILK", Lot: "E", Holder: stage, Sample: 2, Passed: 1, Failed: 1, Defect: "torn", Quarantine: "Q"}, nil)}},
		{"count", []deedOf{counts(7)}},
		{"count right", []deedOf{counts(8)}},
		{"recount", []deedOf{counts(6), ofCount("Recount", func(h *hall, id string) error {
			_, err := tryVerb(h.by("second"+h.worker), Recount, inventory.RecountInput{Count: id, Qty: 6})
			return err
		})}},
		{"approve", []deedOf{counts(5), ofCount("ApproveCount", func(h *hall, id string) error {
			_, err := tryVerb(h.by("lead"+h.worker), ApproveCount, inventory.DecideInput{Count: id, Reason: inventory.ReasonUnknown})
			return err
		})}},
		{"adjust", []deedOf{deed1("Adjust", inventory.Adjust, inventory.AdjustInput{SKU: "MILK", Lot: "E", Holder: faceA, Delta: -2, Reason: inventory.AdjustLost}, nil)}},
		{"change owner", []deedOf{deed1("ChangeOwner", inventory.ChangeOwner, inventory.ChangeOwnerInput{SKU: "MILK", Lot: "E", From: faceA, To: "shop-9", Qty: 2}, nil)}},
		{"transfer", []deedOf{deed1("MakeTransfer", inventory.MakeTransfer, inventory.TransferInput{To: "BJ1", Lines: lines(4)}, func(o inventory.TransferResult) string { return fmt.Sprintf("reserved %d", o.Reserved) })}},
		{"send", []deedOf{sends(2), dispatch}},
		{"send more", []deedOf{sends(3)}},
		{"hold", []deedOf{deedOf{"HoldFor", func(h *hall) (string, error) {
			return "done", h.in(hallCode, func(tx *store.Tx) error {
				_, err := inventory.HoldFor(tx, inventory.NewHold{Target: place, Kind: inventory.QualityHold, Reason: "complaint"})
				return err
			})
		}}, {"LiftHold", func(h *hall) (string, error) {
			return "done", h.in(hallCode, func(tx *store.Tx) error {
				id := uint64(1) // the first hold there is, lifted or not
				for _, x := range inventory.HoldsAt(tx, place) {
					if x.Kind == inventory.QualityHold {
						id = x.ID
					}
				}
				return inventory.LiftHold(tx, place, id, "test")
			})
		}}}},
		{"recall", []deedOf{company("RecallGoods", func(_ *hall, tx *store.Tx) error {
			_, err := inventory.RecallGoods(tx, inventory.RecallInput{SKU: "MILK", Lot: "E", Reason: "glass"})
			return err
		}), company("LiftRecall", func(_ *hall, tx *store.Tx) error {
			_, err := inventory.LiftRecall(tx, inventory.ListRecalls(tx, "", 1)[0].ID, "none found")
			return err
		})}},
	}
}

// onlyTask is the task that is not over.
func (h *hall) onlyTask() (id string) {
	h.look(func(r store.Reader) {
		for t := range inventory.Tasks.All(r, store.K(0x1A), nil) {
			if id == "" || t.State == inventory.TaskOpen || t.State == inventory.TaskClaimed {
				id = t.ID
			}
		}
	})
	return id
}

// milk counts the units in the house and those that left it or came by the books.
func (h *hall) allMilk() (n int64) {
	h.look(func(r store.Reader) {
		for b := range inventory.OfItem(r, "MILK") {
			if b.OnHand < b.Reserved || b.OnHand < 0 {
				h.t.Errorf("%d of %d are reserved at %s", b.Reserved, b.OnHand, b.Holder)
			}
			n += b.OnHand
		}
		for e, err := range inventory.Ledger(r, 1) {
			switch {
			case err != nil:
				h.t.Fatalf("%v", err)
			case e.Kind != inventory.EntryMove || e.SKU != item.SKU("MILK"):
			case e.To.Holder.Kind == inventory.Outside:
				n += e.Qty
			case e.From.Holder.Kind == inventory.Outside:
				n -= e.Qty
			}
		}
	})
	return n
}

// told is what the people of a pair were told by each deed, over all orders of their commands.
type toldPair struct {
	names [2]string
	told  [2][]map[string]bool
}

func (p *toldPair) String() string {
	var halves [2]string
	for i := range p.told {
		var all []string
		for _, words := range p.told[i] {
			var sorted []string
			for w := range words {
				sorted = append(sorted, w)
			}
			slices.Sort(sorted)
			all = append(all, strings.Join(sorted, ", "))
		}
		halves[i] = p.names[i] + ": " + strings.Join(all, " > ")
	}
	return halves[0] + " | " + halves[1]
}

// word is what a command came to: its outcome, or the reasons of its refusal.
func wordOf(outcome string, err error) string {
	if err == nil {
		return outcome
	}
	var why []string
	for _, d := range fault.From(err).Details {
		if d.Reason != fault.ReasonOf(err) && !slices.Contains(why, d.Reason) && !strings.HasPrefix(d.Reason, "task.owner") && d.Reason != "tote.content" {
			why = append(why, d.Reason)
		}
	}
	if slices.Sort(why); len(why) == 0 {
		return fault.ReasonOf(err)
	}
	return fault.ReasonOf(err) + "(" + strings.Join(why, " ") + ")"
}

// playPair plays one order of two people's commands in a house of its own.
func playPair(t *testing.T, roles [2]role, order []int, pair *toldPair, documented map[string]string) {
	var log []string
	t.Cleanup(func() { // behind the hall's own check
		if t.Failed() {
			t.Log(log)
		}
	})
	h := pairHall(t)
	before := h.allMilk()
	next := [2]int{}
	for _, who := range order {
		n := next[who]
		d := roles[who].deeds[n]
		next[who]++
		outcome, err := d.run(h.by(fmt.Sprint("w", who+1)))
		word := wordOf(outcome, err)
		log = append(log, fmt.Sprintf("w%d %s: %s", who+1, d.verb, word))
		if code := fault.CodeFrom(err); err != nil && (code == fault.CodeInternal || code == fault.CodeUnavailable || code == fault.CodeInvalid) {
			t.Error(err)
		}
		if reason := fault.ReasonOf(err); err != nil && !strings.Contains(documented[d.verb], reason) {
			t.Errorf("the comment of %s does not tell of %s", d.verb, reason)
		}
		pair.told[who][n][word] = true
	}
	if after := h.allMilk(); after != before {
		t.Errorf("%d units in all, want %d", after, before)
	}
}

func TestEveryPairOfVerbs(t *testing.T) {
	all := roles()
	documented := reasonsTold(t)
	var pairs []*toldPair
	t.Run("pairs", func(t *testing.T) {
		for i := range all {
			for j := i; j < len(all); j++ {
				pair := &toldPair{names: [2]string{all[i].name, all[j].name}}
				for who, r := range [2]role{all[i], all[j]} {
					for range r.deeds {
						pair.told[who] = append(pair.told[who], map[string]bool{})
					}
				}
				if pairs = append(pairs, pair); len(pairs)%everyPair != 0 {
					continue
				}
				t.Run(all[i].name+" and "+all[j].name, func(t *testing.T) {
					t.Parallel()
					for _, order := range merges([]int{len(all[i].deeds), len(all[j].deeds)}) {
						t.Run(fmt.Sprint(order), func(t *testing.T) { playPair(t, [2]role{all[i], all[j]}, order, pair, documented) })
					}
				})
			}
		}
	})
	if *writePairs {
		var text strings.Builder
		for _, p := range pairs {
			fmt.Fprintln(&text, p)
		}
		if err := os.WriteFile(pairsFile, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(pairsFile)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(want) != len(pairs) {
		t.Fatalf("%s has %d pairs, want %d", pairsFile, len(want), len(pairs))
	}
	for i, p := range pairs {
		if got := p.String(); (i+1)%everyPair == 0 && got != want[i] {
			t.Errorf("got:\n%s\nwant:\n%s", got, want[i])
		}
	}
}
