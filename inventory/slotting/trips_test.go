package slotting

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

// store is a small warehouse with trips: benches before the middle aisle, aisles 2 m apart.
func store(rng *rand.Rand, items, aisles, depth int) ([]Slot, []Profile, Policy) {
	var slots []Slot
	var profiles []Profile
	for a := range aisles {
		for y := range depth {
			across := int64(max(a-aisles/2, aisles/2-a)) * 2_000
			along := int64(y+1) * 1_000
			slots = append(slots, Slot{Code: layout.Code(fmt.Sprintf("%02d-%02d", a, y)), Aisle: int64(a), Along: along, Walk: 2 * (across + along),
				Level: 1 + rng.Int64N(3), Grams: 40 + rng.Int64N(20), Fixed: rng.IntN(20) == 0})
			if rng.IntN(6) == 0 {
				slots[len(slots)-1].Hazard = "3"
			}
		}
	}
	drawn := rng.Perm(len(slots))
	for i := range items {
		p := Profile{SKU: item.SKU(fmt.Sprintf("S%03d", i)), Grams: rng.Int64N(50), Heavy: rng.IntN(9) == 0}
		if slots[drawn[i]].Hazard != "" {
			p.Hazard = "3"
		}
		profiles = append(profiles, p)
		slots[drawn[i]].SKU = p.SKU
	}
	policy := Policy{Weeks: 2, Horizon: 4, AisleLength: int64(depth+1) * 1_000}
	for range items * 3 {
		var trip []item.SKU
		seen := map[int]bool{}
		for range 1 + rng.IntN(5) {
			if i := rng.IntN(1 + rng.IntN(items)); !seen[i] {
				seen[i] = true
				trip = append(trip, profiles[i].SKU)
				profiles[i].Picks++
			}
		}
		policy.Trips = append(policy.Trips, trip)
	}
	return slots, profiles, policy
}

// stroll is the documented estimate of all trips, told from the floor plan and knowing nothing of the package's state.
func stroll(slots []Slot, lies map[layout.Code]item.SKU, p Policy, aisles int) (sum int64) {
	at := map[item.SKU]Slot{}
	for _, s := range slots {
		if sku := lies[s.Code]; sku != "" {
			at[sku] = s
		}
	}
	for _, trip := range p.Trips {
		far := map[int64]int64{}
		low, high := int64(0), int64(0)
		for _, sku := range trip {
			s := at[sku]
			far[s.Aisle] = max(far[s.Aisle], s.Along)
			low, high = min(low, (s.Aisle-int64(aisles/2))*2_000), max(high, (s.Aisle-int64(aisles/2))*2_000)
		}
		sum += 2 * (high - low)
		for _, f := range far {
			if len(far) == 1 {
				sum += 2 * f
			} else {
				sum += min(2*f, p.AisleLength)
			}
		}
	}
	return sum
}

// do makes moves on a plain map and fails when one cannot be made or breaks a rule of the floor.
func do(t *testing.T, slots []Slot, items []Profile, moves []Move, policy Policy) (lies map[layout.Code]item.SKU, claimed int64) {
	t.Helper()
	lies = map[layout.Code]item.SKU{}
	slot, profile := map[layout.Code]Slot{}, map[item.SKU]Profile{}
	for _, s := range slots {
		lies[s.Code], slot[s.Code] = s.SKU, s
	}
	for _, p := range items {
		profile[p.SKU] = p
	}
	for _, m := range moves {
		if lies[m.From] != m.SKU || lies[m.To] != m.Back {
			t.Fatalf("%+v, but %q lies there and %q in its way", m, lies[m.From], lies[m.To])
		}
		lies[m.From], lies[m.To] = m.Back, m.SKU
		for _, code := range []layout.Code{m.From, m.To} {
			if s, p := slot[code], profile[lies[code]]; s.Fixed || p.Grams > s.Grams || p.Hazard != "" && p.Hazard != s.Hazard || p.Heavy && s.Level > DefaultHeavyLevel {
				t.Fatalf("%+v must not lie in %+v", p, s)
			}
		}
		if m.Gain <= 0 {
			t.Fatalf("%+v does not repay", m)
		}
		claimed += m.Gain
	}
	return lies, claimed
}

// taken counts goods taken to a new face.
func taken(moves []Move) (n int64) {
	for _, m := range moves {
		if n++; m.Back != "" {
			n++
		}
	}
	return n
}

// TestTripMoves makes the moves of random warehouses, keeps the rules, and compares the walk claimed with the walk told from
// the plan.
func TestTripMoves(t *testing.T) {
	made := 0
	for seed := range uint64(40) {
		slots, items, policy := store(rand.New(rand.NewPCG(seed, 5)), 60, 7, 12)
		policy.MoveCost = int64(seed%3) * 10_000
		moves, err := Moves(t.Context(), slots, items, nil, policy)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Moves(t.Context(), slots, items, nil, policy)
		if err != nil || cmp.Diff(again, moves) != "" {
			t.Fatalf("seed %d: another answer to the same question", seed)
		}
		start, _ := do(t, slots, items, nil, policy)
		lies, claimed := do(t, slots, items, moves, policy)
		got := (stroll(slots, start, policy, 7)-stroll(slots, lies, policy, 7))*4/2 - taken(moves)*policy.MoveCost
		if got != claimed {
			t.Fatalf("seed %d: claimed %d, gained %d", seed, claimed, got)
		}
		made += len(moves)
		few := policy
		few.MaxMoves = 9
		if got, err := Moves(t.Context(), slots, items, nil, few); err != nil || cmp.Diff(got, moves[:min(9, len(moves))]) != "" {
			t.Errorf("seed %d: got %d moves, %v, want the first 9 of %d", seed, len(got), err, len(moves))
		}
	}
	if made < 500 {
		t.Errorf("only %d moves in 40 warehouses", made)
	}
}

// TestTripMovesAgainstAll tries every order of six items in six slots: moves one by one reach nine tenths of the best.
func TestTripMovesAgainstAll(t *testing.T) {
	var best, reached int64
	for seed := range uint64(100) {
		slots, items, policy := store(rand.New(rand.NewPCG(seed, 6)), 6, 3, 2)
		for i := range slots {
			slots[i].Fixed, slots[i].Hazard, slots[i].Level, slots[i].Grams = false, "", 1, 100
		}
		for i := range items {
			items[i].Hazard = ""
		}
		moves, err := Moves(t.Context(), slots, items, nil, policy)
		if err != nil {
			t.Fatal(err)
		}
		start, _ := do(t, slots, items, nil, policy)
		lies, _ := do(t, slots, items, moves, policy)
		before, least := stroll(slots, start, policy, 3), int64(1)<<60
		order := make([]item.SKU, 0, len(slots))
		for _, s := range slots {
			order = append(order, s.SKU)
		}
		var all func(k int)
		all = func(k int) {
			if k == len(order) {
				tried := map[layout.Code]item.SKU{}
				for i, s := range slots {
					tried[s.Code] = order[i]
				}
				least = min(least, stroll(slots, tried, policy, 3))
			}
			for i := k; i < len(order); i++ {
				order[k], order[i] = order[i], order[k]
				all(k + 1)
				order[k], order[i] = order[i], order[k]
			}
		}
		all(0)
		now := stroll(slots, lies, policy, 3)
		if now < least {
			t.Fatalf("seed %d: walked %d, but the least is %d", seed, now, least)
		}
		best, reached = best+before-least, reached+before-now
	}
	t.Logf("moves reach %d of %d", reached, best)
	if reached*10 < best*9 {
		t.Errorf("moves reach %d of %d, want nine tenths", reached, best)
	}
}

// TestTripMovesGoToTheGreatestGain: the fast item takes the nearest slot at once, by an exchange, which costs two moves; where
// that is dear, it goes to the empty slot behind.
func TestTripMovesGoToTheGreatestGain(t *testing.T) {
	slots := []Slot{{Code: "NEAR", Along: 1_000, Walk: 2_000, Level: 1, SKU: "SLOW"}, {Code: "MID", Along: 5_000, Walk: 10_000, Level: 1},
		{Code: "FAR", Along: 9_000, Walk: 18_000, Level: 1, SKU: "FAST"}}
	items := []Profile{{SKU: "SLOW", Picks: 1}, {SKU: "FAST", Picks: 9}}
	policy := Policy{AisleLength: 100_000, Horizon: 1}
	for range 9 {
		policy.Trips = append(policy.Trips, []item.SKU{"FAST", "GONE"})
	}
	policy.Trips = append(policy.Trips, []item.SKU{"SLOW"})
	exchange := []Move{{SKU: "FAST", From: "FAR", To: "NEAR", Back: "SLOW", Gain: 128_000, Why: "nearer picks=9 walk=2000 was=18000; SLOW makes room picks=1"},
		{SKU: "SLOW", From: "FAR", To: "MID", Gain: 8_000, Why: "nearer picks=1 walk=10000 was=18000"}}
	dear := []Move{{SKU: "FAST", From: "FAR", To: "MID", Gain: 2_000, Why: "nearer picks=9 walk=10000 was=18000"}}
	for cost, want := range map[int64][]Move{0: exchange, 70_000: dear, 72_000: nil} {
		policy.MoveCost = cost
		got, err := Moves(t.Context(), slots, items, nil, policy)
		if d := cmp.Diff(got, want); d != "" || err != nil {
			t.Errorf("cost %d: %v, got -, want +:\n%s", cost, err, d)
		}
	}
}
