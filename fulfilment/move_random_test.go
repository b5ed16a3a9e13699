package fulfilment

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// movers is a crowd that also moves, splits and merges what others want.
type movers struct {
	*crowd
	lpns []string
	told map[string]int
}

// furnish gives the house goods that are wanted: some free, some reserved, some on somebody's way, some on pallets.
func (m *movers) furnish() {
	for i, at := range []inventory.Holder{faceA, faceB, reserveR} {
		m.stock("TEA", "", at, rapid.Int64Range(3, 9).Draw(m.rt, "teas"), 0)
		id := fmt.Sprint("P", i)
		m.lpns = append(m.lpns, id)
		m.stock("TEA", "", m.lpn(id, inventory.PalletLPN, at), rapid.Int64Range(1, 5).Draw(m.rt, "on the pallet"), 0)
	}
	for i := range 3 {
		id := fmt.Sprint("O", i)
		m.order(id, wants{"TEA", rapid.Int64Range(2, 9).Draw(m.rt, "want")})
		m.orders = append(m.orders, id)
		m.allocate()
		if i < 2 {
			m.release()
		}
	}
	m.claim()
}

func (m *movers) somewhere() inventory.Holder {
	if len(m.lpns) > 0 && rapid.IntRange(0, 2).Draw(m.rt, "on an lpn") == 0 {
		return inventory.LPNHolder(rapid.SampledFrom(m.lpns).Draw(m.rt, "lpn"))
	}
	return rapid.SampledFrom([]inventory.Holder{faceA, faceB, faceC, reserveR, inventory.Location("STAGE")}).Draw(m.rt, "where")
}

func (m *movers) tell(err error) {
	reason := fault.ReasonOf(err)
	m.told[reason]++
	if !slices.Contains([]string{"", "stock.short", "move.refused", "move.invalid", "move.same", "move.nothing", "lpn.in_itself", "lpn.too_deep", "lpn.nowhere",
		"lpn.elsewhere", "merge.invalid", "lpn.too_mixed"}, reason) {
		m.rt.Fatalf("%v", err)
	}
}

func (m *movers) policy() Reserved {
	return rapid.SampledFrom([]Reserved{ReservedRefuse, ReservedTravel, ReservedElsewhere}).Draw(m.rt, "policy")
}

// moveOne moves a run, an LPN or a place, splits or merges.
func (m *movers) moveOne() {
	before := m.wanted()
	var err error
	switch rapid.IntRange(0, 6).Draw(m.rt, "how") {
	case 0:
		id := fmt.Sprint("P", len(m.lpns))
		m.lpn(id, inventory.PalletLPN, m.place())
		m.lpns = append(m.lpns, id)
	case 1:
		if len(m.lpns) > 0 {
			_, err = tryVerb(m.someone(), Move, MoveInput{LPN: rapid.SampledFrom(m.lpns).Draw(m.rt, "lpn"), To: m.somewhere(), Reserved: m.policy()})
		}
	case 2:
		_, err = tryVerb(m.someone(), Move, MoveInput{From: m.place(), To: m.somewhere(), Reserved: m.policy()})
	case 3:
		if len(m.lpns) > 1 {
			_, err = tryVerb(m.someone(), Merge, MergeInput{LPN: rapid.SampledFrom(m.lpns).Draw(m.rt, "from"), Into: rapid.SampledFrom(m.lpns).Draw(m.rt, "into"), Reserved: m.policy()})
		}
	default:
		from := m.somewhere()
		in := MoveInput{From: from, To: m.somewhere(), Reserved: m.policy(), SKU: "TEA", Qty: rapid.Int64Range(1, 6).Draw(m.rt, "qty")}
		m.look(func(r store.Reader) {
			for b := range inventory.Contents(r, from) {
				in.SKU, in.Lot, in.Qty = b.SKU, b.Lot, min(in.Qty, b.OnHand)
				if rapid.Bool().Draw(m.rt, "this one") {
					break
				}
			}
		})
		_, err = tryVerb(m.someone(), Move, in)
	}
	m.tell(err)
	m.same(before)
}

// wanted is what no move may change: how far every line is, and where what is picked lies.
func (m *movers) wanted() (all struct {
	sums   map[inventory.Ref][7]int64
	picked []string
}) {
	all.sums = map[inventory.Ref][7]int64{}
	m.look(func(r store.Reader) {
		for _, id := range m.orders {
			for l := range inventory.LinesOf(r, id, 1) {
				all.sums[l.Ref(0)] = l.Sums
				for _, res := range l.Res {
					if res.Phase >= inventory.Picked {
						all.picked = append(all.picked, fmt.Sprint(l.Ref(res.N), res))
					}
				}
			}
		}
	})
	return all
}

func (m *movers) same(before struct {
	sums   map[inventory.Ref][7]int64
	picked []string
}) {
	after := m.wanted()
	if !maps.Equal(before.sums, after.sums) {
		m.rt.Fatalf("a move changed how far lines are: %v, now %v", before.sums, after.sums)
	}
	if !slices.Equal(before.picked, after.picked) {
		m.rt.Fatalf("a move took what was picked: %v, now %v", before.picked, after.picked)
	}
}

func TestMovesAtRandom(t *testing.T) {
	total, told := map[Outcome]int{}, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		m := &movers{crowd: &crowd{hall: newHall(rt, storetest.Memory), rt: rt, booked: total}, told: told}
		m.furnish()
		for range rapid.IntRange(10, 25).Draw(rt, "acts") {
			switch rapid.IntRange(0, 9).Draw(rt, "act") {
			case 0, 1:
				m.goods()
			case 2:
				m.newOrder()
			case 3:
				m.allocate()
			case 4:
				m.release()
			case 5:
				m.claim()
			case 6:
				m.pick()
			default:
				m.moveOne()
			}
			m.invariants()
		}
	})
	t.Logf("booked %v, told %v", total, told)
	for _, r := range []string{"", "stock.short", "move.refused", "move.nothing", "lpn.in_itself", "lpn.elsewhere"} {
		if told[r] == 0 {
			t.Errorf("no world led to %q: %v", r, told)
		}
	}
}
