package slotting

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
)

func place(code string, f func(*Place)) Place {
	p := Place{Location: layout.Location{Code: layout.Code(code), Kind: layout.PickFace}}
	if f != nil {
		f(&p)
	}
	return p
}

func content(sku item.SKU, lot item.Lot, q int64) []Content {
	return []Content{{SKU: sku, Lot: lot, Quantity: q, Grams: q * 100, Volume: q * 1000}}
}

var tea = Goods{SKU: "TEA", Lot: "L1", Quantity: 10, Grams: 1000, Volume: 10_000}

// codes writes suggestions as "code:quantity".
func codes(all []Suggestion) []string {
	var out []string
	for _, s := range all {
		out = append(out, fmt.Sprintf("%s:%d", s.Code, s.Quantity))
	}
	return out
}

func TestPutawayRanks(t *testing.T) {
	places := []Place{
		place("MIXED", func(p *Place) { p.Contents = content("CUP", "", 1); p.Distance = 1 }),
		place("EMPTY", func(p *Place) { p.Distance = 2 }),
		place("LOT", func(p *Place) { p.Contents = content("TEA", "L1", 1); p.Distance = 9 }),
		place("ITEM", func(p *Place) { p.Contents = content("TEA", "L2", 1); p.Distance = 5 }),
		place("FACE", func(p *Place) { p.Fixed, p.Max, p.Distance = "TEA", 4, 20 }),
		place("NEAR", func(p *Place) { p.Distance = 1 }),
		place("TIGHT", func(p *Place) { p.Contents = content("TEA", "L1", 1); p.Location.Grams = 400 }),
	}
	got, err := Putaway(tea, places, 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(codes(got), []string{"FACE:4", "LOT:10", "TIGHT:3", "ITEM:10", "NEAR:10", "EMPTY:10", "MIXED:10"}); d != "" {
		t.Errorf("got -, want +:\n%s", d)
	}
	if got[0].Why != "fixed_face fits=4 of=10 distance=20" || got[0].Rank != 1 || places[got[0].Place].Code != "FACE" {
		t.Errorf("got %+v", got[0])
	}
	if got, err = Putaway(tea, places, 2); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v, want two", got, err)
	}
}

func TestPutawayBySpeed(t *testing.T) {
	places := []Place{
		place("FAR", func(p *Place) { p.Walk = 900 }), place("NEAR", func(p *Place) { p.Walk = 100; p.Distance = 500 }),
		place("HIGH", func(p *Place) { p.Kind = layout.Reserve }),
	}
	for _, c := range []struct {
		class Class
		whole bool
		want  []string
	}{{A, false, []string{"NEAR:10", "FAR:10", "HIGH:10"}}, {C, false, []string{"FAR:10", "NEAR:10", "HIGH:10"}}, {0, true, []string{"HIGH:10", "FAR:10", "NEAR:10"}}} {
		g := tea
		g.ABC, g.Whole = c.class, c.whole
		got, err := Putaway(g, places, 0)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(codes(got), c.want); d != "" {
			t.Errorf("class %s whole %t: got -, want +:\n%s", c.class, c.whole, d)
		}
	}
}

// TestPutawayFollowsThePlan: the empty face a plan gives the item comes before where the item lies, but not while another
// item is in its way, nor for a pallet that goes as it is.
func TestPutawayFollowsThePlan(t *testing.T) {
	places := func(inTheWay bool) []Place {
		goal := place("GOAL", func(p *Place) { p.Distance = 99 })
		if inTheWay {
			goal.Contents = content("CUP", "", 1)
		}
		return []Place{place("LOT", func(p *Place) { p.Contents = content("TEA", "L1", 1) }), place("EMPTY", func(*Place) {}), goal,
			place("FACE", func(p *Place) { p.Fixed, p.Max = "TEA", 4 })}
	}
	for _, c := range []struct {
		name            string
		inTheWay, whole bool
		want            []string
	}{
		{"free", false, false, []string{"FACE:4", "GOAL:10", "LOT:10", "EMPTY:10"}},
		{"another lies there", true, false, []string{"FACE:4", "LOT:10", "EMPTY:10", "GOAL:10"}},
		{"a pallet", false, true, []string{"LOT:10", "EMPTY:10", "GOAL:10"}},
	} {
		g := tea
		g.Goal, g.Whole = "GOAL", c.whole
		got, err := Putaway(g, places(c.inTheWay), 0)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(codes(got), c.want); d != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, d)
		}
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		goods Goods
		place Place
		want  []string
	}{
		"nothing":         {tea, place("P", nil), nil},
		"kind":            {tea, place("P", func(p *Place) { p.Kind = layout.Dock }), []string{ReasonKind}},
		"all at once":     {tea, place("P", func(p *Place) { p.Closed, p.Held, p.Class = true, true, "cool" }), []string{ReasonClosed, ReasonHeld, ReasonClass}},
		"another's face":  {tea, place("P", func(p *Place) { p.Fixed = "CUP" }), []string{ReasonFixed}},
		"one item":        {tea, place("P", func(p *Place) { p.Mixing, p.Contents = layout.MixLots, content("CUP", "", 1) }), []string{ReasonMixing}},
		"one item, fine":  {tea, place("P", func(p *Place) { p.Mixing, p.Contents = layout.MixLots, content("TEA", "L2", 1) }), nil},
		"one lot":         {tea, place("P", func(p *Place) { p.Mixing, p.Contents = layout.MixNothing, content("TEA", "L2", 1) }), []string{ReasonMixing}},
		"gone goods":      {tea, place("P", func(p *Place) { p.Mixing, p.Contents = layout.MixNothing, content("CUP", "", 0) }), nil},
		"hazard":          {Goods{SKU: "ACID", Quantity: 1, Hazard: "8"}, place("P", func(p *Place) { p.Contents = content("TEA", "", 1) }), []string{ReasonHazard}},
		"weight":          {tea, place("P", func(p *Place) { p.Location.Grams = 99 }), []string{ReasonWeight}},
		"weight for one":  {tea, place("P", func(p *Place) { p.Location.Grams = 100 }), nil},
		"weight on way":   {tea, place("P", func(p *Place) { p.Location.Grams, p.Incoming = 1000, 950 }), []string{ReasonWeight}},
		"whole pallet":    {Goods{SKU: "TEA", Quantity: 10, Grams: 1000, Whole: true}, place("P", func(p *Place) { p.Location.Grams = 999 }), []string{ReasonWeight}},
		"volume":          {tea, place("P", func(p *Place) { p.Location.Volume, p.Contents = 1500, content("TEA", "L1", 1) }), []string{ReasonVolume}},
		"full face":       {tea, place("P", func(p *Place) { p.Fixed, p.Max, p.Contents = "TEA", 3, content("TEA", "L1", 3) }), []string{ReasonMax}},
		"weight unknown":  {Goods{SKU: "TEA", Quantity: 10}, place("P", func(p *Place) { p.Location.Grams = 5 }), nil},
		"ambient is none": {Goods{SKU: "TEA", Quantity: 10, Class: "ambient"}, place("P", nil), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range Refuses(c.goods, c.place) {
				got = append(got, r.Reason)
				if r.Message == "" {
					t.Errorf("%s has no words", r.Reason)
				}
			}
			if d := cmp.Diff(got, c.want); d != "" {
				t.Errorf("got -, want +:\n%s", d)
			}
			all, err := Putaway(c.goods, []Place{c.place}, 0)
			if err != nil || (len(all) == 0) != (len(c.want) > 0) {
				t.Errorf("suggested %v, %v, but refused for %v", all, err, c.want)
			}
		})
	}
	if _, err := Putaway(Goods{SKU: "TEA"}, nil, 0); fault.ReasonOf(err) != "slotting.goods" {
		t.Errorf("got %v", err)
	}
}

// TestPutawayNeverOverfills puts random goods away where suggested and weighs every place after it.
func TestPutawayNeverOverfills(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var places []Place
		for i := range 12 {
			places = append(places, place(fmt.Sprint("P", i), func(p *Place) {
				p.Location.Grams, p.Location.Volume = rng.Int64N(3)*4000, rng.Int64N(3)*30_000
				p.Mixing, p.Distance = layout.Mixing(rng.IntN(3)), rng.Int64N(9)
				if rng.IntN(5) == 0 {
					p.Fixed, p.Max = "S1", 20
				}
			}))
		}
		for range 30 {
			g := Goods{SKU: item.SKU(fmt.Sprint("S", rng.IntN(4))), Lot: item.Lot(fmt.Sprint(rng.IntN(2))), Quantity: 1 + rng.Int64N(30)}
			g.Grams, g.Volume, g.Whole = g.Quantity*100, g.Quantity*1000, rng.IntN(4) == 0
			all, err := Putaway(g, places, 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) == 0 {
				continue
			}
			s := all[0]
			p := &places[s.Place]
			if s.Quantity < 1 || s.Quantity > g.Quantity || g.Whole && s.Quantity != g.Quantity {
				t.Fatalf("seed %d: %+v of %+v", seed, s, g)
			}
			p.Contents = append(p.Contents, content(g.SKU, g.Lot, s.Quantity)...)
			p.Contents[len(p.Contents)-1].Lot = g.Lot
			var grams, volume, units int64
			for _, c := range p.Contents {
				grams, volume, units = grams+c.Grams, volume+c.Volume, units+c.Quantity
				if p.Mixing >= layout.MixLots && c.SKU != g.SKU || p.Mixing == layout.MixNothing && c.Lot != g.Lot || p.Fixed != "" && c.SKU != "S1" {
					t.Fatalf("seed %d: %+v mixes", seed, p)
				}
			}
			if p.Location.Grams > 0 && grams > p.Location.Grams || p.Location.Volume > 0 && volume > p.Location.Volume || p.Max > 0 && units > p.Max {
				t.Fatalf("seed %d: %+v is over its limits", seed, p)
			}
		}
	}
}

func TestReplenish(t *testing.T) {
	face := func(code string, have, demand int64) Face {
		return Face{Code: layout.Code(code), SKU: "TEA", Have: have, Demand: demand, Min: 5, Max: 20}
	}
	stock := func(holder string, available, days int64) Reserve {
		return Reserve{Holder: holder, Code: layout.Code(holder), SKU: "TEA", Lot: item.Lot(holder), Expiry: item.Date(days), Available: available}
	}
	for name, c := range map[string]struct {
		faces []Face
		stock []Reserve
		want  []string
	}{
		"up to max":              {[]Face{face("F", 4, 0)}, []Reserve{stock("R", 99, 0)}, []string{"R>F:16"}},
		"not at min":             {[]Face{face("F", 5, 0)}, []Reserve{stock("R", 99, 0)}, nil},
		"for its demand":         {[]Face{face("F", 9, 5)}, []Reserve{stock("R", 99, 0)}, []string{"R>F:11"}},
		"earliest expiry first":  {[]Face{face("F", 0, 0)}, []Reserve{stock("NEVER", 9, 0), stock("LATE", 9, 90), stock("SOON", 9, 30)}, []string{"SOON>F:9", "LATE>F:9", "NEVER>F:2"}},
		"never twice":            {[]Face{face("F", 0, 0), face("G", 4, 0)}, []Reserve{stock("R", 25, 0)}, []string{"R>F:20", "R>G:5"}},
		"who waits first":        {[]Face{face("F", 0, 0), {Code: "G", SKU: "TEA", Have: 4, Min: 5, Max: 20, Urgent: true}}, []Reserve{stock("R", 20, 0)}, []string{"R>G:16", "R>F:4"}},
		"whole cases":            {[]Face{face("F", 0, 0)}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Available: 99, Case: 12}}, []string{"R>F:12"}},
		"one lot, that is there": {[]Face{{Code: "F", SKU: "TEA", Have: 1, Min: 5, Max: 20, OneLot: true, Lot: "B"}}, []Reserve{stock("A", 9, 30), stock("B", 9, 60)}, []string{"B>F:9"}},
		"one lot, empty face":    {[]Face{{Code: "F", SKU: "TEA", Min: 5, Max: 20, OneLot: true, Lot: "B"}}, []Reserve{stock("A", 9, 30), stock("B", 9, 60)}, []string{"A>F:9"}},
		"never expired":          {[]Face{{Code: "F", SKU: "TEA", Min: 5, Max: 20, Today: 31}}, []Reserve{stock("A", 9, 30), stock("B", 9, 31)}, []string{"B>F:9"}},
		"no case is opened for the rest": {[]Face{face("F", 0, 0)}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Available: 12, Case: 12},
			{Holder: "S", Code: "S", SKU: "TEA", Available: 99, Case: 12}}, []string{"R>F:12"}},
		"a case is opened for the least": {[]Face{{Code: "F", SKU: "TEA", Have: 1, Min: 5, Max: 9}}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Available: 99, Case: 12}}, []string{"R>F:8"}},
		"a whole pallet that fits": {[]Face{face("F", 0, 0)}, []Reserve{{Holder: "P1", Code: "R", SKU: "TEA", Available: 40, Whole: true},
			{Holder: "P2", Code: "S", SKU: "TEA", Available: 20, Whole: true, Travel: 9}}, []string{"S>F:20"}},
		"but not before its time": {[]Face{face("F", 0, 0)}, []Reserve{{Holder: "P1", Code: "R", SKU: "TEA", Available: 40, Received: 1},
			{Holder: "P2", Code: "S", SKU: "TEA", Available: 20, Whole: true, Received: 2}}, []string{"R>F:20"}},
		"pieces reserved at reserve":      {[]Face{face("F", 9, 0)}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Wanted: 3}}, []string{"R>F:3 reserved 3"}},
		"pieces, in a whole case":         {[]Face{face("F", 6, 0)}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Wanted: 3, Available: 50, Case: 12}}, []string{"R>F:12 reserved 3"}},
		"pieces, as far as there is room": {[]Face{face("F", 18, 0)}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Wanted: 3, Available: 50, Case: 12}}, []string{"R>F:2 reserved 2"}},
		"pieces and the rest, on one way": {[]Face{face("F", 0, 0)}, []Reserve{stock("SOON", 2, 30), {Holder: "R", Code: "R", SKU: "TEA", Expiry: 90, Wanted: 3, Available: 50}},
			[]string{"R>F:18 reserved 3", "SOON>F:2"}},
		"no figures: what is reserved only": {[]Face{{Code: "F", SKU: "TEA", Have: 2}}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Wanted: 3, Available: 50, Case: 12}}, []string{"R>F:12 reserved 3"}},
		"no figures, and a picker waits":    {[]Face{{Code: "F", SKU: "TEA", Urgent: true}}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Available: 50, Case: 12}}, []string{"R>F:12"}},
		"no figures, and nobody waits":      {[]Face{{Code: "F", SKU: "TEA"}}, []Reserve{{Holder: "R", Code: "R", SKU: "TEA", Available: 50, Case: 12}}, nil},
		"what is picked soon first": {[]Face{face("F", 0, 0), {Code: "G", SKU: "CUP", Have: 9, Max: 20}}, []Reserve{stock("R", 99, 0),
			{Holder: "S", Code: "S", SKU: "CUP", Wanted: 1, Urgent: true}}, []string{"S>G:1 reserved 1", "R>F:20"}},
		"never another owner's": {[]Face{face("F", 0, 0)}, []Reserve{{Holder: "R", SKU: "TEA", Available: 9, Owner: "X"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := Replenish(c.faces, c.stock)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range all {
				words := fmt.Sprintf("%s>%s:%d", r.From, r.To, r.Quantity)
				if r.Pull > 0 {
					words += fmt.Sprintf(" reserved %d", r.Pull)
				}
				got = append(got, words)
			}
			if d := cmp.Diff(got, c.want); d != "" {
				t.Errorf("got -, want +:\n%s", d)
			}
		})
	}
	if _, err := Replenish([]Face{{Min: 2, Max: 1}}, []Reserve{{Available: -1}}); len(fault.From(err).Details) != 2 {
		t.Errorf("got %v, want two faults", err)
	}
}

func TestClasses(t *testing.T) {
	got := Classes([]Picks{{SKU: "c", Lines: 5}, {SKU: "a", Lines: 80}, {SKU: "b", Lines: 15}, {SKU: "never"}, {SKU: "b2", Lines: 0}}, ClassOptions{})
	want := []Classed{{"a", A, 1, 80, 800}, {"b", B, 2, 15, 950}, {"c", C, 3, 5, 1000}, {"b2", C, 4, 0, 1000}, {"never", C, 5, 0, 1000}}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("got -, want +:\n%s", d)
	}
	if Classes(nil, ClassOptions{}) == nil || A.String()+B.String()+C.String()+Class(0).String() != "ABC-" {
		t.Error("words of the classes")
	}
}

func shop(rng *rand.Rand, n int) ([]Slot, []Profile) {
	var slots []Slot
	var items []Profile
	for i := range n {
		sku := item.SKU(fmt.Sprintf("S%04d", i))
		items = append(items, Profile{SKU: sku, Picks: rng.Int64N(1 + rng.Int64N(300)), Grams: rng.Int64N(50), Volume: rng.Int64N(50), Heavy: rng.IntN(9) == 0})
		slots = append(slots, Slot{Code: layout.Code(fmt.Sprintf("L%04d", i)), Walk: rng.Int64N(100_000), Level: 1 + rng.Int64N(3), SKU: sku,
			Aisle: rng.Int64N(9), Along: rng.Int64N(30_000), Fixed: rng.IntN(20) == 0, Grams: 30 + rng.Int64N(100)})
		if rng.IntN(6) == 0 {
			slots[i].SKU = ""
		}
		if rng.IntN(6) == 0 {
			items[i].Hazard, slots[i].Hazard = "3", "3"
		}
	}
	return slots, items
}

// TestMovesCanBeMadeAndRepay makes the moves one after another on a plain map and counts the walk before and after.
func TestMovesCanBeMadeAndRepay(t *testing.T) {
	gained := 0
	for seed := range uint64(200) {
		slots, items := shop(rand.New(rand.NewPCG(seed, 2)), 60)
		policy := Policy{Weeks: 2, MoveCost: 20_000}
		moves, err := Moves(t.Context(), slots, items, nil, policy)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Moves(t.Context(), slots, items, nil, policy)
		if err != nil || cmp.Diff(again, moves) != "" {
			t.Fatalf("seed %d: another answer to the same question", seed)
		}
		profile, slot, lies := map[item.SKU]Profile{}, map[layout.Code]Slot{}, map[layout.Code]item.SKU{}
		for i := range items {
			profile[items[i].SKU] = items[i]
			slot[slots[i].Code] = slots[i]
			lies[slots[i].Code] = slots[i].SKU
		}
		walk := func() (sum int64) {
			for code, sku := range lies {
				sum += profile[sku].Picks * slot[code].Walk
			}
			return sum
		}
		before, claimed, taken := walk(), int64(0), int64(0)
		for _, m := range moves {
			if lies[m.From] != m.SKU || lies[m.To] != m.Back {
				t.Fatalf("seed %d: %+v, but %q lies there and %q in its way", seed, m, lies[m.From], lies[m.To])
			}
			lies[m.From], lies[m.To] = m.Back, m.SKU
			claimed += m.Gain
			if m.Gain <= 0 {
				t.Fatalf("seed %d: %+v does not repay", seed, m)
			}
			taken++
			if m.Back != "" {
				taken++
			}
		}
		for code, sku := range lies {
			s, p := slot[code], profile[sku]
			if sku != "" && sku != s.SKU && (s.Fixed || p.Grams > s.Grams || p.Hazard != "" && p.Hazard != s.Hazard || p.Heavy && s.Level > DefaultHeavyLevel) {
				t.Fatalf("seed %d: %s must not lie in %+v", seed, sku, s)
			}
		}
		if got := (before-walk())*DefaultHorizon/2 - taken*policy.MoveCost; got < claimed-60 || got > claimed+60 {
			t.Fatalf("seed %d: claimed %d, gained %d", seed, claimed, got)
		}
		gained += len(moves)
	}
	if gained < 1000 {
		t.Errorf("only %d moves in 200 shops", gained)
	}
}

func TestMovesStop(t *testing.T) {
	slots, items := shop(rand.New(rand.NewPCG(3, 3)), 60)
	all, err := Moves(t.Context(), slots, items, []Pair{{"S0001", "S0002", 50}}, Policy{AislePitch: 3000})
	if err != nil {
		t.Fatal(err)
	}
	few, err := Moves(t.Context(), slots, items, []Pair{{"S0001", "S0002", 50}}, Policy{AislePitch: 3000, MaxMoves: 7})
	if err != nil || len(few) != 7 || cmp.Diff(few, all[:7]) != "" {
		t.Errorf("got %d moves, %v, want the first 7 of %d", len(few), err, len(all))
	}
	none, err := Moves(t.Context(), slots, items, nil, Policy{MoveCost: MaxFigure})
	if err != nil || len(none) > 0 {
		t.Errorf("got %d moves that do not repay, %v", len(none), err)
	}
	if _, err = Moves(t.Context(), slots, append(items, items[0]), nil, Policy{Weeks: -1}); len(fault.From(err).Details) != 2 {
		t.Errorf("got %v, want two faults", err)
	}
}

func BenchmarkPutaway(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	places := make([]Place, 2400)
	for i := range places {
		places[i] = place(fmt.Sprint(i), func(p *Place) { p.Distance, p.Mixing = rng.Int64N(99_999), layout.MixLots })
		places[i].Contents = content(item.SKU(fmt.Sprint(rng.IntN(2000))), "", 3)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Putaway(tea, places, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMoves(b *testing.B) {
	slots, items := shop(rand.New(rand.NewPCG(1, 2)), 4000)
	for b.Loop() {
		if _, err := Moves(b.Context(), slots, items, nil, Policy{MoveCost: 100_000}); err != nil {
			b.Fatal(err)
		}
	}
}
