package cartonize

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

func size(l, w, h int64) item.Size { return item.Size{Length: l, Width: w, Height: h} }

func unit(id string, n, l, w, h int64) Unit {
	return Unit{ID: id, SKU: item.SKU(id), Quantity: n, Size: size(l, w, h), Grams: 100}
}

func box(code string, l, w, h int64) Box {
	return Box{Code: code, Inner: size(l, w, h), Outer: size(l+4, w+4, h+4), Tare: 50, Stock: Endless}
}

// verify judges a plan by the rules alone. It shares nothing with the solver.
func verify(t testing.TB, units []Unit, boxes []Box, rules Rules, p Plan) {
	t.Helper()
	support := rules.Support
	if support == 0 {
		support = DefaultSupport
	}
	count := make([]int64, len(units))
	used := make([]int64, len(boxes))
	for _, l := range p.Left {
		count[l.Unit] += l.Quantity
	}
	for n, c := range p.Cartons {
		if c.Box < 0 {
			if len(c.Places) != 1 || !units[c.Places[0].Unit].OwnContainer {
				t.Errorf("carton %d has no box", n)
			}
			count[c.Places[0].Unit]++
			continue
		}
		used[c.Box]++
		verifyCarton(t, units, boxes[c.Box], rules, support, n, c, count)
	}
	for i := range units {
		if count[i] != units[i].Quantity {
			t.Errorf("unit %s: %d of %d accounted for", units[i].ID, count[i], units[i].Quantity)
		}
	}
	for i, n := range used {
		if boxes[i].Stock != Endless && n > boxes[i].Stock {
			t.Errorf("%d boxes %s used of %d", n, boxes[i].Code, boxes[i].Stock)
		}
	}
}

func verifyCarton(t testing.TB, units []Unit, b Box, rules Rules, support int64, n int, c Carton, count []int64) {
	t.Helper()
	net, volume, d := int64(0), int64(0), rules.Dunnage
	for i, a := range c.Places {
		u := &units[a.Unit]
		count[a.Unit]++
		net += u.Grams
		volume += u.Size.Volume()
		if a.X < d || a.Y < d || a.Z < d || a.X+a.Size.Length > b.Inner.Length-d || a.Y+a.Size.Width > b.Inner.Width-d || a.Z+a.Size.Height > b.Inner.Height-d {
			t.Errorf("carton %d: %+v sticks out of %+v", n, a, b.Inner)
		}
		if !turned(u, a) {
			t.Errorf("carton %d: %s must not stand as %+v", n, u.ID, a)
		}
		if u.Class != units[c.Places[0].Unit].Class || u.ShipsAlone && len(c.Places) > 1 {
			t.Errorf("carton %d: %s must not be with the others", n, u.ID)
		}
		carried := int64(0)
		for j, o := range c.Places {
			if i == j {
				continue
			}
			area := overlap(a.X, a.Size.Length, o.X, o.Size.Length) * overlap(a.Y, a.Size.Width, o.Y, o.Size.Width)
			if area > 0 && overlap(a.Z, a.Size.Height, o.Z, o.Size.Height) > 0 {
				t.Errorf("carton %d: %+v and %+v overlap", n, a, o)
			}
			if area > 0 && o.Z >= a.Z+a.Size.Height && j < i {
				t.Errorf("carton %d: %+v is packed under %+v, which is there before", n, a, o)
			}
			if area > 0 && o.Z+o.Size.Height == a.Z {
				carried += area
				if units[o.Unit].Fragile {
					t.Errorf("carton %d: %s stands on fragile %s", n, u.ID, units[o.Unit].ID)
				}
			}
		}
		if a.Z > d && carried*1000 < support*a.Size.Length*a.Size.Width {
			t.Errorf("carton %d: %+v is carried on %d mm2 only", n, a, carried)
		}
	}
	gross := net + b.Tare
	if c.Net != net || c.Gross != gross || b.MaxGross > 0 && gross > b.MaxGross || rules.Carrier.MaxGrams > 0 && gross > rules.Carrier.MaxGrams {
		t.Errorf("carton %d: weighs %d + %d, claims %d, may %d", n, net, b.Tare, c.Gross, b.MaxGross)
	}
	if want := 1000 - volume*1000/b.Inner.Volume(); c.Void != want || len(c.Places) == 0 {
		t.Errorf("carton %d: void %d, want %d", n, c.Void, want)
	}
}

func overlap(a, la, b, lb int64) int64 { return max(0, min(a+la, b+lb)-max(a, b)) }

// turned tells whether a placement is a turn of the unit that it allows.
func turned(u *Unit, a Placement) bool {
	edges := [3]int64{u.Size.Length, u.Size.Width, u.Size.Height}
	for up := range 3 {
		x, y := edges[(up+1)%3], edges[(up+2)%3]
		if a.Up != 1<<up || edges[up] != a.Size.Height {
			continue
		}
		if u.Upright && up != 2 || u.Stand != 0 && u.Stand&a.Up == 0 {
			return false
		}
		return x == a.Size.Length && y == a.Size.Width || y == a.Size.Length && x == a.Size.Width
	}
	return false
}

// brief writes cartons as "box: unit unit" and what is left as "unit: reason".
func brief(p Plan, units []Unit) []string {
	var out []string
	for _, c := range p.Cartons {
		line := c.Code + ":"
		for _, a := range c.Places {
			line += " " + units[a.Unit].ID
		}
		out = append(out, line)
	}
	for _, l := range p.Left {
		out = append(out, fmt.Sprintf("%s %d: %s", units[l.Unit].ID, l.Quantity, l.Reason))
	}
	return out
}

func TestPack(t *testing.T) {
	with := func(u Unit, f func(*Unit)) Unit { f(&u); return u }
	boxWith := func(b Box, f func(*Box)) Box { f(&b); return b }
	small, large := box("S", 100, 100, 100), box("L", 200, 200, 200)
	shop := []Box{large, small}
	for name, c := range map[string]struct {
		units []Unit
		boxes []Box
		rules Rules
		want  []string
	}{
		"the smallest box that takes all": {[]Unit{unit("a", 2, 100, 100, 50)}, shop, Rules{}, []string{"S: a a"}},
		"the larger if the small is full": {[]Unit{unit("a", 3, 100, 100, 50)}, shop, Rules{}, []string{"L: a a a"}},
		"cost before size":                {[]Unit{unit("a", 1, 10, 10, 10)}, []Box{boxWith(small, func(b *Box) { b.Cost = 9 }), boxWith(large, func(b *Box) { b.Cost = 5 })}, Rules{}, []string{"L: a"}},
		"turned to fit":                   {[]Unit{unit("a", 1, 10, 200, 90)}, []Box{box("F", 200, 100, 10)}, Rules{}, []string{"F: a"}},
		"never laid down if upright":      {[]Unit{with(unit("a", 1, 10, 200, 90), func(u *Unit) { u.Upright = true })}, []Box{box("F", 200, 100, 10)}, Rules{}, []string{"a 1: carton.too_large"}},
		"nothing on fragile":              {[]Unit{with(unit("a", 2, 100, 100, 60), func(u *Unit) { u.Fragile = true })}, shop, Rules{}, []string{"L: a a"}},
		"fragile goes on top":             {[]Unit{with(unit("a", 1, 100, 100, 50), func(u *Unit) { u.Fragile = true }), unit("b", 1, 100, 100, 50)}, shop, Rules{}, []string{"S: b a"}},
		"classes apart":                   {[]Unit{with(unit("a", 1, 10, 10, 10), func(u *Unit) { u.Class = "food" }), unit("b", 1, 10, 10, 10)}, shop, Rules{}, []string{"S: b", "S: a"}},
		"alone":                           {[]Unit{with(unit("a", 2, 10, 10, 10), func(u *Unit) { u.ShipsAlone = true }), unit("b", 1, 10, 10, 10)}, shop, Rules{}, []string{"S: a", "S: a", "S: b"}},
		"in its own packing":              {[]Unit{with(unit("a", 1, 900, 900, 900), func(u *Unit) { u.OwnContainer = true })}, shop, Rules{}, []string{": a"}},
		"weight opens another box":        {[]Unit{unit("a", 2, 10, 10, 10)}, []Box{boxWith(small, func(b *Box) { b.MaxGross = 240 })}, Rules{}, []string{"S: a", "S: a"}},
		"dunnage takes room":              {[]Unit{unit("a", 1, 100, 10, 10)}, shop, Rules{Dunnage: 1}, []string{"L: a"}},
		"a box that has run out":          {[]Unit{unit("a", 2, 100, 100, 100)}, []Box{boxWith(small, func(b *Box) { b.Stock = 1 })}, Rules{}, []string{"S: a", "a 1: carton.no_stock"}},
		"too large":                       {[]Unit{unit("a", 1, 201, 1, 1), unit("b", 1, 1, 1, 1)}, shop, Rules{}, []string{"S: b", "a 1: carton.too_large"}},
		"too heavy":                       {[]Unit{unit("a", 1, 1, 1, 1)}, []Box{boxWith(small, func(b *Box) { b.MaxGross = 149 })}, Rules{}, []string{"a 1: carton.too_heavy"}},
		"beyond the carrier":              {[]Unit{unit("a", 1, 150, 1, 1)}, shop, Rules{Carrier: Carrier{Longest: 104}}, []string{"a 1: carton.carrier"}},
		"girth":                           {[]Unit{unit("a", 1, 1, 1, 1)}, shop, Rules{Carrier: Carrier{Girth: 519}}, []string{"a 1: carton.carrier"}},
		"not measured":                    {[]Unit{unit("a", 1, 0, 1, 1)}, shop, Rules{}, []string{"a 1: carton.unmeasured"}},
		"nothing":                         {nil, shop, Rules{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Pack(context.Background(), c.units, c.boxes, c.rules)
			if err != nil {
				t.Fatal(err)
			}
			verify(t, c.units, c.boxes, c.rules, p)
			if d := cmp.Diff(brief(p, c.units), c.want); d != "" {
				t.Errorf("got -, want +:\n%s", d)
			}
			for _, l := range p.Left {
				if !strings.Contains(l.Message, string(c.units[l.Unit].SKU)) {
					t.Errorf("%q does not name the unit", l.Message)
				}
			}
		})
	}
}

func TestBilledWeight(t *testing.T) {
	p, err := Pack(context.Background(), []Unit{unit("a", 1, 1, 1, 1)}, []Box{box("S", 96, 96, 96)}, Rules{Carrier: Carrier{Volumetric: 5000}})
	if err != nil || p.Cartons[0].Gross != 150 || p.Cartons[0].Billed != 200 {
		t.Errorf("got %+v, %v, want 200 g billed for 100 x 100 x 100 mm", p, err)
	}
}

func TestPackRefusesNonsense(t *testing.T) {
	_, err := Pack(context.Background(), []Unit{unit("a", 0, 1, 1, 1)}, []Box{{Code: "S"}}, Rules{Support: 1001})
	if e := fault.From(err); e == nil || e.Code != fault.CodeInvalid || len(e.Details) != 3 {
		t.Errorf("got %v, want 3 faults", err)
	}
}

func randomOrder(seed uint64) ([]Unit, []Box, Rules) {
	rng := rand.New(rand.NewPCG(seed, 4))
	var units []Unit
	for i := range 1 + rng.IntN(6) {
		u := Unit{ID: fmt.Sprint(i), SKU: item.SKU(fmt.Sprint("S", i)), Quantity: 1 + rng.Int64N(5), Grams: 1 + rng.Int64N(500),
			Size: size(1+rng.Int64N(150), 1+rng.Int64N(150), 1+rng.Int64N(80)), Stand: Edges(rng.IntN(8))}
		u.Upright, u.Fragile, u.ShipsAlone = rng.IntN(4) == 0, rng.IntN(4) == 0, rng.IntN(9) == 0
		u.Class = []string{"", "", "food"}[rng.IntN(3)]
		if u.Upright {
			u.Stand = 0
		}
		units = append(units, u)
	}
	var boxes []Box
	for i := range 1 + rng.IntN(4) {
		b := box(fmt.Sprint("B", i), 80+rng.Int64N(200), 80+rng.Int64N(200), 40+rng.Int64N(150))
		b.MaxGross, b.Cost = rng.Int64N(2)*(500+rng.Int64N(3000)), rng.Int64N(5)
		if rng.IntN(3) == 0 {
			b.Stock = rng.Int64N(3)
		}
		boxes = append(boxes, b)
	}
	return units, boxes, Rules{Dunnage: rng.Int64N(4), Support: []int64{0, 1000, 600}[rng.IntN(3)], Carrier: Carrier{MaxGrams: rng.Int64N(2) * 4000}}
}

func TestRandomOrders(t *testing.T) {
	for seed := range uint64(1_500) {
		units, boxes, rules := randomOrder(seed)
		p, err := Pack(context.Background(), units, boxes, rules)
		if err != nil {
			t.Fatal(err)
		}
		verify(t, units, boxes, rules, p)
		again, err := Pack(context.Background(), units, boxes, rules)
		if err != nil || cmp.Diff(again, p) != "" {
			t.Fatalf("seed %d: another answer to the same question, %v", seed, err)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzPack(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		units, boxes, rules := randomOrder(seed)
		p, err := Pack(context.Background(), units, boxes, rules)
		if err != nil {
			t.Fatal(err)
		}
		verify(t, units, boxes, rules, p)
		for _, c := range p.Cartons {
			Text(c, units, 26)
			SVG(c, units)
		}
	})
}

func TestText(t *testing.T) {
	units := []Unit{unit("MUG", 2, 50, 100, 50), unit("VASE", 1, 100, 100, 50)}
	units[1].Fragile = true
	p, err := Pack(context.Background(), units, []Box{box("S", 100, 100, 100)}, Rules{})
	if err != nil || len(p.Cartons) != 1 {
		t.Fatal(p, err)
	}
	want := `S 100 x 100 x 100 mm
height 0 mm
+------------------+
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
|AAAAAAAAABBBBBBBBB|
+------------------+
height 50 mm
+------------------+
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
|CCCCCCCCCCCCCCCCCC|
+------------------+
A MUG, height up
B MUG, height up
C VASE, height up fragile
`
	if d := cmp.Diff(Text(p.Cartons[0], units, 20), want); d != "" {
		t.Errorf("got -, want +:\n%s", d)
	}
	if svg := string(SVG(p.Cartons[0], units)); strings.Count(svg, "<polygon") != 2+3*3 || !strings.Contains(svg, "<title>VASE</title>") {
		t.Errorf("got %s", svg)
	}
}
