package cartonize

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault/faulttest"
)

// TestOddUnitsAndBoxesAreNamed: each thing that cannot be is named, whatever else is wrong beside it, and nothing overflows.
func TestOddUnitsAndBoxesAreNamed(t *testing.T) {
	good := unit("a", 1, 10, 10, 10)
	for _, c := range []struct {
		name  string
		units []Unit
		boxes []Box
		rules Rules
		want  []string
	}{
		{"nothing at all", nil, nil, Rules{}, nil},
		{"no boxes", []Unit{good}, nil, Rules{}, nil},
		{"quantities that turn round", []Unit{unit("a", 1<<62, 1, 1, 1), unit("b", 1<<62, 1, 1, 1), unit("c", 1<<62, 1, 1, 1), unit("d", 1<<62, 1, 1, 1)}, nil, Rules{}, []string{"units"}},
		{"below zero", []Unit{unit("a", -5, 1, 1, 1), unit("b", 1, -1, 2, 2)}, []Box{{Code: "S", Inner: size(-1, 5, 5), Outer: size(5, 5, 5)}}, Rules{Dunnage: -1},
			[]string{"units[0] a", "units[1] b", "box S", "rules"}},
		{"beyond a building", []Unit{unit("a", 1, MaxEdge+1, 1, 1)}, []Box{{Code: "S", Inner: size(5, 5, 5), Outer: size(1<<40, 1<<40, 1<<40), Stock: Endless},
			{Code: "T", Inner: size(5, 5, 5), Outer: size(6, 6, 6), Cost: 1 << 62, Stock: Endless}, {Code: "U", Inner: size(5, 5, 5), Outer: size(6, 6, 6), Stock: -7}},
			Rules{Effort: 1 << 40}, []string{"units[0] a", "box S", "box T", "box U", "rules"}},
		{"too many kinds of boxes", []Unit{good}, slices.Repeat([]Box{box("S", 9, 9, 9)}, MaxBoxes+1), Rules{}, []string{"boxes"}},
		{"the same unit and the same box twice", []Unit{good, good}, []Box{box("S", 20, 20, 20), box("S", 20, 20, 20)}, Rules{}, nil},
	} {
		p, err := Pack(t.Context(), c.units, c.boxes, c.rules)
		got := faulttest.Places(err)
		if d := cmp.Diff(got, c.want); d != "" || err == nil && p.Why == "" {
			t.Errorf("%s: %v; got -, want +:\n%s", c.name, err, d)
		}
		if err == nil {
			verify(t, c.units, c.boxes, c.rules, p)
		}
	}
	// What no box takes is left, and named with its reason and the way out.
	for _, c := range []struct {
		name  string
		boxes []Box
		rules Rules
		want  string
	}{
		{"no boxes", nil, Rules{}, ReasonTooLarge},
		{"dunnage that leaves no room", []Box{box("S", 20, 20, 20)}, Rules{Dunnage: 10}, ReasonTooLarge},
		{"dunnage thicker than the box", []Box{box("S", 20, 20, 20)}, Rules{Dunnage: MaxEdge}, ReasonTooLarge},
		{"a box that carries less than it weighs", []Box{{Code: "S", Inner: size(20, 20, 20), Outer: size(21, 21, 21), Tare: 500, MaxGross: 100, Stock: Endless}}, Rules{}, ReasonTooHeavy},
		{"none in stock", []Box{{Code: "S", Inner: size(20, 20, 20), Outer: size(21, 21, 21)}}, Rules{}, ReasonNoStock},
	} {
		p, err := Pack(t.Context(), []Unit{good}, c.boxes, c.rules)
		if err != nil || len(p.Left) != 1 || p.Left[0].Reason != c.want || !strings.Contains(p.Left[0].Message, string(good.SKU)) {
			t.Errorf("%s: got %+v, %v; want %s", c.name, p.Left, err, c.want)
		}
	}
}

// countdown is a context that ends after it was asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestPackingEndsWithTheContext: whenever it is stopped, the plan is whole, says that it was stopped, and more time makes it
// no worse in the end.
func TestPackingEndsWithTheContext(t *testing.T) {
	units, boxes := []Unit{}, []Box{box("S", 150, 150, 150), box("M", 300, 200, 200), box("L", 400, 300, 300)}
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 12 {
		units = append(units, unit(fmt.Sprint(i), 4+rng.Int64N(6), 40+rng.Int64N(120), 20+rng.Int64N(120), 20+rng.Int64N(120)))
	}
	volume := func(p Plan) (v int64) {
		for _, c := range p.Cartons {
			v += c.Outer.Volume()
		}
		return v
	}
	all, err := Pack(t.Context(), units, boxes, Rules{})
	if err != nil || all.Stopped {
		t.Fatal(all.Why, err)
	}
	for _, asked := range []int{0, 1, 10, 30, 100} {
		p, err := Pack(&countdown{t.Context(), asked}, units, boxes, Rules{})
		if err != nil || !p.Stopped || p.Why == "" {
			t.Fatalf("asked %d times: %s, stopped %t, %v", asked, p.Why, p.Stopped, err)
		}
		verify(t, units, boxes, Rules{}, p)
		if len(p.Cartons) < len(all.Cartons) || len(p.Cartons) == len(all.Cartons) && volume(p) < volume(all) {
			t.Errorf("asked %d times: %d boxes of %d mm3, in the end %d of %d", asked, len(p.Cartons), volume(p), len(all.Cartons), volume(all))
		}
	}
}
