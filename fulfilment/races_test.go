package fulfilment

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// Two people want the same goods: in every order in which their commands can come, one gets them and the other the reason,
// and nothing is lost or doubled. The worlds are small, so every interleaving is tried.

// act is one command of somebody.
type act struct {
	who string
	run func(h *hall) (units int64, err error)
}

// rivalry is a house and who does what in it, each in his own order.
type rivalry struct {
	name   string
	make   func(h *hall)
	actors [][]act
	total  int64 // teas, wherever they are
	// may are the reasons somebody can be given.
	may []string
}

// merges gives every way to interleave sequences of those lengths: which actor is next.
func merges(lengths []int) (out [][]int) {
	if slices.Max(lengths) == 0 {
		return [][]int{nil}
	}
	for i, n := range lengths {
		if n == 0 {
			continue
		}
		rest := slices.Clone(lengths)
		rest[i]--
		for _, m := range merges(rest) {
			out = append(out, append([]int{i}, m...))
		}
	}
	return out
}

// allTeas counts the teas in the house and those that left it.
func (h *hall) allTeas() (n int64) {
	h.look(func(r store.Reader) {
		for b := range inventory.OfItem(r, "TEA") {
			n += b.OnHand
		}
		for e, err := range inventory.Ledger(r, 1) {
			switch {
			case err != nil:
				h.t.Fatalf("%v", err)
			case e.Kind != inventory.EntryMove || e.SKU != "TEA":
			case e.To.Holder == inventory.InTransit:
				n += e.Qty
			case e.From.Holder == inventory.Adjustment && e.Reason == string(inventory.AdjustByFact):
				n -= e.Qty // a worker had in hand what the books had elsewhere; the count it asks for puts that right
			}
		}
	})
	return n
}

func moveOf(who string, in MoveInput) act {
	return act{who, func(h *hall) (int64, error) {
		out, err := tryVerb(h.by(who), Move, in)
		return out.Units, err
	}}
}

// worlds are the pairs of those who can want the same goods.
func worlds() []rivalry {
	stage := inventory.Location("STAGE")
	claimed := func(h *hall) {
		h.stock("TEA", "", faceA, 6, 0)
		h.order("O1", wants{"TEA", 4})
		h.allocate("O1")
	}
	two := func(h *hall) {
		h.stock("TEA", "", faceA, 6, 0)
		h.order("O1", wants{"TEA", 2})
		h.allocate("O1")
		h.stock("TEA", "", reserveR, 3, 0)
	}
	trip := []act{
		{"w1", func(h *hall) (int64, error) { return 0, func() error { _, err := h.openTrip("O1"); return err }() }},
		{"w1", func(h *hall) (int64, error) {
			return 0, func() error { _, err := tryVerb(h.by("w1"), Claim, ClaimInput{}); return err }()
		}},
		{"w1", func(h *hall) (int64, error) {
			_, err := tryVerb(h.by("w1"), Pick, PickInput{Order: "O1", Line: 1, Res: 1, From: faceA, SKU: "TEA", Qty: 4, Tote: "T1"})
			return 4, err
		}},
	}
	all := []string{"stock.short", "move.refused", "move.nothing", "move.same", "task.none", "send.refused", "transfer.state", "putaway.nothing", "location.refused", "lpn.elsewhere", "lpn.empty"}
	var out []rivalry
	for _, policy := range []Reserved{ReservedRefuse, ReservedTravel, ReservedElsewhere} {
		policy := policy
		out = append(out,
			rivalry{"move and pick, reserved goods " + string(policy), claimed, [][]act{trip,
				{moveOf("w2", teas(faceA, faceB, 4, policy)), moveOf("w2", teas(faceB, faceC, 4, policy))}}, 6, all},
			rivalry{"move and move " + string(policy), two, [][]act{
				{moveOf("w1", teas(faceA, faceB, 4, policy)), moveOf("w1", teas(faceB, faceA, 4, policy))},
				{moveOf("w2", teas(faceA, faceC, 3, policy)), moveOf("w2", teas(faceB, faceC, 3, policy))}}, 9, all},
		)
	}
	out = append(out,
		rivalry{"move and put away", func(h *hall) {
			h.location(layout.Location{Code: "D2", Kind: layout.Dock, Travel: 80})
			h.lpn("P1", inventory.PalletLPN, inventory.Location("DOCK"))
			h.stock("TEA", "", inventory.LPNHolder("P1"), 5, 0)
			h.stock("TEA", "", inventory.Location("DOCK"), 4, 0)
		}, [][]act{
			{{"w1", func(h *hall) (int64, error) {
				out, err := tryVerb(h.by("w1"), Putaway, inventory.PutawayInput{LPN: "P1", To: "A1-1"})
				return out.Units, err
			}}, {"w1", func(h *hall) (int64, error) {
				out, err := tryVerb(h.by("w1"), Putaway, inventory.PutawayInput{From: inventory.Location("DOCK"), To: "A1-2"})
				return out.Units, err
			}}},
			{moveOf("w2", MoveInput{LPN: "P1", To: stage}), moveOf("w2", teas(inventory.Location("DOCK"), inventory.LPNHolder("P1"), 4, ""))},
			{moveOf("w3", teas(inventory.LPNHolder("P1"), faceC, 5, ""))},
		}, 9, all},
		rivalry{"transfer and allocate", func(h *hall) {
			if err := h.in(store.Company, func(tx *store.Tx) error {
				_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "BJ1", Name: "Beijing", Zone: "Asia/Shanghai"}, 0)
				return err
			}); err != nil {
				h.t.Fatalf("%v", err)
			}
			h.stock("TEA", "", faceA, 6, 0)
			h.order("O1", wants{"TEA", 4})
			h.order("O2", wants{"TEA", 1})
		}, [][]act{
			{{"w1", func(h *hall) (int64, error) {
				_, err := tryVerb(h.by("w1"), inventory.MakeTransfer, inventory.TransferInput{To: "BJ1", Lines: []inventory.TransferLine{{SKU: "TEA", Qty: 5}}})
				return 0, err
			}}, {"w1", func(h *hall) (int64, error) {
				out, err := tryVerb(h.by("w1"), inventory.Send, inventory.SendInput{Transfer: h.onlyTransfer(), From: faceA, SKU: "TEA", Qty: 2})
				return out.Units, err
			}}, {"w1", func(h *hall) (int64, error) {
				_, err := tryVerb(h.by("w1"), inventory.Dispatch, inventory.DispatchInput{Transfer: h.onlyTransfer()})
				if fault.ReasonOf(err) == "transfer.empty" {
					_, err = tryVerb(h.by("w1"), inventory.Dispatch, inventory.DispatchInput{Transfer: h.onlyTransfer(), Cancel: true})
				}
				return 0, err
			}}},
			{{"w2", func(h *hall) (int64, error) { h.allocate("O1"); return 0, nil }}, {"w2", func(h *hall) (int64, error) { h.allocate("O2"); return 0, nil }}},
			{moveOf("w3", teas(faceA, faceB, 6, ReservedTravel))},
		}, 6, all},
		rivalry{"merge, split and move", func(h *hall) {
			for _, id := range []string{"P1", "P2"} {
				h.lpn(id, inventory.PalletLPN, reserveR)
				h.stock("TEA", "", inventory.LPNHolder(id), 4, 0)
			}
		}, [][]act{
			{{"w1", func(h *hall) (int64, error) {
				out, err := tryVerb(h.by("w1"), Merge, MergeInput{LPN: "P1", Into: "P2"})
				return out.Units, err
			}}, moveOf("w1", MoveInput{LPN: "P2", To: faceA})},
			{{"w2", func(h *hall) (int64, error) {
				out, err := tryVerb(h.by("w2"), SplitLPN, SplitInput{LPN: "P1", To: "P3", Lines: []SplitLine{{SKU: "TEA", Qty: 3}}})
				return out.Units, err
			}}, moveOf("w2", MoveInput{LPN: "P1", To: inventory.LPNHolder("P3")})},
		}, 8, append(all, "lpn.nowhere", "lpn.unknown", "move.refused")},
	)
	return out
}

// openTrip makes a task of what an order has reserved.
func (h *hall) openTrip(order string) (made inventory.Task, err error) {
	err = h.in(hallCode, func(tx *store.Tx) error {
		var steps []inventory.TaskStep
		for l := range inventory.LinesOf(tx, order, 1) {
			for _, r := range l.Res {
				if r.Phase == inventory.Allocated && r.Task == "" {
					steps = append(steps, tripStep(tx, &l, &r))
				}
			}
		}
		if len(steps) == 0 {
			return fault.Refused("task.none", "nothing is reserved")
		}
		made, err = inventory.MakeTask(tx, inventory.NewTask{Kind: inventory.PickTask, Orders: []string{order}, Steps: steps})
		return err
	})
	return made, err
}

func (h *hall) onlyTransfer() (id string) {
	h.look(func(r store.Reader) {
		for _, s := range []inventory.TransferState{inventory.TransferOpened, inventory.TransferSent, inventory.TransferCancelled} {
			if found, err := inventory.ListTransfers(r, s, "", 1); err == nil && len(found) > 0 {
				id = found[0].ID
			}
		}
	})
	return id
}

func TestEveryInterleavingOfTwoPeople(t *testing.T) {
	for _, w := range worlds() {
		t.Run(w.name, func(t *testing.T) {
			lengths := make([]int, len(w.actors))
			for i, a := range w.actors {
				lengths[i] = len(a)
			}
			done, refusals := map[string]int{}, map[string]int{}
			all := merges(lengths)
			for _, order := range all {
				t.Run(fmt.Sprint(order), func(t *testing.T) { w.play(t, order, done, refusals) })
			}
			t.Logf("%d interleavings, done %v, refused %v", len(all), done, refusals)
			if len(refusals) == 0 && !strings.Contains(w.name, "transfer") {
				t.Error("nobody ever stood in anybody's way: the world proves nothing")
			}
		})
	}
}

func (w *rivalry) play(t *testing.T, order []int, done, refusals map[string]int) {
	h := newHall(t, storetest.Memory)
	w.make(h)
	next := make([]int, len(w.actors))
	var log []string
	for _, actor := range order {
		a := w.actors[actor][next[actor]]
		next[actor]++
		units, err := a.run(h)
		reason := fault.ReasonOf(err)
		log = append(log, fmt.Sprintf("%s %d %s", a.who, units, reason))
		switch {
		case err == nil:
			done[a.who]++
		case !slices.Contains(w.may, reason):
			t.Fatalf("%v: %v", log, err)
		case reason == "move.refused" && len(fault.From(err).Details) == 0:
			t.Errorf("%v: a refusal without its reasons", log)
		default:
			refusals[reason]++
		}
		if n := h.allTeas(); n != w.total {
			t.Fatalf("%v: %d teas, want %d", log, n, w.total)
		}
	}
	h.look(func(r store.Reader) {
		for _, id := range []string{"O1", "O2"} {
			for l := range inventory.LinesOf(r, id, 1) {
				if picked := l.In(inventory.Picked); picked != heldIn(r, &l, inventory.Picked) {
					t.Errorf("%v: line %v has %d picked, and %d lie in totes", log, l.Ref(0), picked, heldIn(r, &l, inventory.Picked))
				}
			}
		}
	})
}

func heldIn(r store.Reader, l *inventory.Line, p inventory.Phase) (n int64) {
	for i := range l.Res {
		if b := inventory.GetBalance(r, l.Goods(&l.Res[i])); l.Res[i].Phase == p && b.Reserved >= l.Res[i].Qty {
			n += l.Res[i].Qty
		}
	}
	return n
}

// TestManyMoversAtOnce lets eight workers, each on a goroutine and a device of his own, want few lots in few places.
func TestManyMoversAtOnce(t *testing.T) {
	h := newHall(t, storetest.Memory)
	places := []inventory.Holder{faceA, faceB, faceC, reserveR, inventory.LPNHolder("P1"), inventory.LPNHolder("P2")}
	h.lpn("P1", inventory.PalletLPN, reserveR)
	h.lpn("P2", inventory.PalletLPN, faceA)
	lots := []item.Lot{"L1", "L2"}
	for i, at := range places {
		for j, lot := range lots {
			h.stock("MILK", lot, at, int64(3+i+j), h.today()+item.Date(30+j))
		}
	}
	count := func() (n int64) {
		h.look(func(r store.Reader) {
			for b := range inventory.OfItem(r, "MILK") {
				n += b.OnHand
			}
		})
		return n
	}
	before := count()
	var crew sync.WaitGroup
	var mu sync.Mutex
	told := map[string]int{}
	for n := range 8 {
		me := h.by(fmt.Sprint("m", n))
		me.numbers = map[string]uint64{}
		crew.Add(1)
		go func() {
			defer crew.Done()
			for i := range 60 {
				in := MoveInput{From: places[(n+i)%6], To: places[(n*5+i*3+1)%6], SKU: "MILK", Lot: lots[(n^i)%2], Qty: int64(1 + (n+i)%4)}
				if (n+i)%7 == 0 {
					in = MoveInput{LPN: "P" + fmt.Sprint(1+n%2), To: places[i%4]}
				}
				_, err := tryVerb(me, Move, in)
				mu.Lock()
				told[fault.ReasonOf(err)]++
				mu.Unlock()
			}
		}()
	}
	crew.Wait()
	for reason := range told {
		if !slices.Contains([]string{"", "stock.short", "move.invalid", "move.same", "move.refused", "lpn.in_itself"}, reason) {
			t.Errorf("somebody was told %s", reason)
		}
	}
	if told[""] == 0 || told["stock.short"] == 0 {
		t.Errorf("nobody met anybody: %v", told)
	}
	if after := count(); after != before {
		t.Errorf("%d units of milk, want %d", after, before)
	}
}
