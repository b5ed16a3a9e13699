package slotting

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
	"example.com/tote/inventory/item"
)

// TestMovesRefuseNonsense: whatever is wrong is named, all of it at once.
func TestMovesRefuseNonsense(t *testing.T) {
	slots := []Slot{{Code: "A", SKU: "TEA"}, {Code: "B"}}
	items := []Profile{{SKU: "TEA", Picks: 1}}
	for _, c := range []struct {
		name  string
		edit  func(s []Slot, p []Profile, q *Policy) ([]Slot, []Profile)
		pairs []Pair
		want  []string // where
	}{
		{"nothing wrong", func(s []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) { return s, p }, nil, nil},
		{"no slot, no item", func([]Slot, []Profile, *Policy) ([]Slot, []Profile) { return nil, nil }, nil, nil},
		{"an item twice", func(s []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) { return s, append(p, p[0]) }, nil, []string{"item TEA"}},
		{"an item without SKU", func(s []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) { return s, append(p, Profile{}) }, nil, []string{"item "}},
		{"an item in two slots", func(s []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) { s[1].SKU = "TEA"; return s, p }, nil, []string{"slot B"}},
		{"goods nobody knows", func(s []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) { s[1].SKU = "CUP"; return s, p }, nil, []string{"slot B"}},
		{"below zero and beyond any building", func(s []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) {
			s[0].Walk, s[1].Along, p[0].Grams = -1, 1<<60, -7
			return s, p
		}, []Pair{{"TEA", "CUP", -1}}, []string{"item TEA", "slot A", "slot B", "pair TEA CUP"}},
		{"a policy that cannot be", func(s []Slot, p []Profile, q *Policy) ([]Slot, []Profile) {
			*q = Policy{Weeks: -1, Horizon: 1 << 40, MaxMoves: -3, Trips: [][]item.SKU{{"TEA"}, {}}, Ages: []int64{-5}}
			return s, p
		}, nil, []string{"policy", "policy", "policy.ages", "policy.ages[0]"}},
		{"more trips than are counted", func(s []Slot, p []Profile, q *Policy) ([]Slot, []Profile) {
			q.Trips = [][]item.SKU{make([]item.SKU, MaxTripItems+1)}
			return s, p
		}, nil, []string{"policy.trips"}},
		{"more slots than a building has", func(_ []Slot, p []Profile, _ *Policy) ([]Slot, []Profile) { return make([]Slot, MaxPlaces+1), p }, nil, []string{"slots"}},
	} {
		var q Policy
		s, p := c.edit(slices.Clone(slots), slices.Clone(items), &q)
		_, err := Moves(t.Context(), s, p, c.pairs, q)
		got := faulttest.Places(err)
		if d := cmp.Diff(got, c.want); d != "" || (err != nil && fault.CodeFrom(err) != fault.CodeInvalid) {
			t.Errorf("%s: %v; got -, want +:\n%s", c.name, err, d)
		}
	}
}

// TestMovesOnAPoint: slots without any way, all in one place, and trips of goods that lie nowhere move nothing and break
// nothing.
func TestMovesOnAPoint(t *testing.T) {
	slots := []Slot{{Code: "A", SKU: "TEA"}, {Code: "A", SKU: "CUP"}, {Code: "B"}}
	items := []Profile{{SKU: "TEA", Picks: 5}, {SKU: "CUP", Picks: 1}, {SKU: "GONE", Picks: 9}}
	for _, trips := range [][][]item.SKU{nil, {{}}, {{"GONE"}, {"TEA", "TEA", "CUP"}, {"NEVER"}}} {
		moves, err := Moves(t.Context(), slots, items, nil, Policy{Trips: trips})
		if err != nil || len(moves) > 0 {
			t.Errorf("trips %v: got %+v, %v; want no move", trips, moves, err)
		}
	}
}

// TestMovesEndWithTheContext: an ended context gives the moves found so far, which are the first of all.
func TestMovesEndWithTheContext(t *testing.T) {
	slots, items, policy := store(rand.New(rand.NewPCG(1, 5)), 60, 7, 12)
	all, err := Moves(t.Context(), slots, items, nil, policy)
	if err != nil || len(all) < 10 {
		t.Fatalf("%d moves, %v", len(all), err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if none, err := Moves(ended, slots, items, nil, policy); err != nil || len(none) > 0 {
		t.Errorf("an ended context gave %d moves, %v", len(none), err)
	}
	few, err := Moves(&endsAfter{Context: t.Context(), looks: 70}, slots, items, nil, policy)
	if err != nil || len(few) == 0 || len(few) >= len(all) || cmp.Diff(few, all[:len(few)]) != "" {
		t.Errorf("a context that ends on the way gave %d moves of %d, %v", len(few), len(all), err)
	}
}

// endsAfter is a context that ends after so many looks at it.
type endsAfter struct {
	context.Context
	looks int
}

func (e *endsAfter) Err() error {
	if e.looks--; e.looks < 0 {
		return context.Canceled
	}
	return nil
}

// TestSharesAndLots: a share of a face where hazardous goods lie takes nothing else, and a face for one lot no item of two.
func TestSharesAndLots(t *testing.T) {
	far := Slot{Code: "FAR", Along: 50_000, Walk: 100_000, Level: 1, SKU: "TEA"}
	near := Slot{Code: "NEAR", Along: 1_000, Walk: 2_000, Level: 1, SKU: "CUP"}
	for _, c := range []struct {
		name string
		edit func(near *Slot, tea *Profile)
		want bool
	}{
		{"plain", func(*Slot, *Profile) {}, true},
		{"a face for a hazard takes plain goods", func(n *Slot, _ *Profile) { n.Hazard = "3" }, true},
		{"not beside goods of that hazard", func(n *Slot, _ *Profile) { n.Hazard, n.Shared = "3", true }, false},
		{"hazardous goods only where they may lie", func(_ *Slot, tea *Profile) { tea.Hazard = "3" }, false},
		{"one lot", func(n *Slot, tea *Profile) { n.OneLot, tea.Lots = true, 1 }, true},
		{"two lots in a face for one", func(n *Slot, tea *Profile) { n.OneLot, tea.Lots = true, 2 }, false},
	} {
		n, tea := near, Profile{SKU: "TEA", Picks: 9}
		c.edit(&n, &tea)
		moves, err := Moves(t.Context(), []Slot{far, n}, []Profile{tea, {SKU: "CUP", Picks: 1}}, nil, Policy{})
		if err != nil || (len(moves) > 0) != c.want {
			t.Errorf("%s: got %+v, %v; want a move: %v", c.name, moves, err, c.want)
		}
	}
}

func TestATripCountsHalfAfterItsHalfLife(t *testing.T) {
	w := weightsByAge()
	if w[0] != 1000 || w[HalfLife] < 495 || w[HalfLife] > 505 || w[len(w)-1] > 2 {
		t.Errorf("today %d, after %d days %d, at the end %d", w[0], HalfLife, w[HalfLife], w[len(w)-1])
	}
	// What was picked a year ago gives way to what is picked today.
	slots := []Slot{{Code: "FAR", Along: 50_000, Walk: 100_000, SKU: "NEW"}, {Code: "NEAR", Along: 1_000, Walk: 2_000, SKU: "OLD"}}
	items := []Profile{{SKU: "NEW"}, {SKU: "OLD"}}
	p := Policy{AisleLength: 200_000, Ages: []int64{365, 365, 0}, Trips: [][]item.SKU{{"OLD"}, {"OLD"}, {"NEW"}}}
	got, err := Moves(t.Context(), slots, items, nil, p)
	if err != nil || len(got) != 1 || got[0].SKU != "NEW" || got[0].Back != "OLD" || !strings.HasPrefix(got[0].Why, "nearer") {
		t.Errorf("got %+v, %v", got, err)
	}
	p.Ages = nil
	if got, err := Moves(t.Context(), slots, items, nil, p); err != nil || len(got) > 0 {
		t.Errorf("all alike: got %+v, %v", got, err)
	}
}
