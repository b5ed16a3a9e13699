package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// brick is a printed piece: its corner and its size as turned.
type brick struct{ x, y, z, l, w, h int }

// crate collects the printed rows of one box.
type crate struct {
	box    string
	items  []string
	bricks []brick
}

// crates reads what was printed, by order and carton.
func crates(t *testing.T, printed []byte) map[string][]crate {
	t.Helper()
	out := map[string][]crate{}
	for _, r := range csvRows(t, printed) {
		n := integers(t, append([]string{r[1]}, r[4:]...))
		all := out[r[0]]
		if n[0] == len(all)+1 {
			all = append(all, crate{box: r[2]})
		}
		c := &all[n[0]-1]
		c.items, c.bricks = append(c.items, r[3]), append(c.bricks, brick{n[1], n[2], n[3], n[4], n[5], n[6]})
		out[r[0]] = all
	}
	return out
}

// stands checks that bricks lie inside, apart from each other, and on the floor or with four fifths of the base on others.
func stands(t *testing.T, name string, inside [3]int, all []brick) {
	t.Helper()
	common := func(a, la, b, lb int) int { return max(0, min(a+la, b+lb)-max(a, b)) }
	for i, p := range all {
		if min(p.x, p.y, p.z) < 0 || p.x+p.l > inside[0] || p.y+p.w > inside[1] || p.z+p.h > inside[2] {
			t.Errorf("%s: %+v is outside of %v", name, p, inside)
		}
		carried := 0
		for k, q := range all {
			if base := common(p.x, p.l, q.x, q.l) * common(p.y, p.w, q.y, q.w); k != i && base > 0 {
				if common(p.z, p.h, q.z, q.h) > 0 {
					t.Errorf("%s: %+v and %+v overlap", name, p, q)
				}
				if q.z+q.h == p.z {
					carried += base
				}
			}
		}
		if p.z > 0 && carried*10 < p.l*p.w*8 {
			t.Errorf("%s: %+v stands on %d of %d mm2", name, p, carried, p.l*p.w)
		}
	}
}

// sorted tells whether two sets of edges are of the same piece.
func sorted(edges ...int) [3]int {
	slices.Sort(edges)
	return [3]int(edges)
}

// TestDecideOrders packs the first real orders and checks the printed boxes against the files' figures.
func TestDecideOrders(t *testing.T) {
	z, err := gzip.NewReader(bytes.NewReader(instanceFile(t, "cartonization/orders.csv.gz")))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(raw), "\n")[:400]
	for len(lines) > 2 && strings.Split(lines[len(lines)-1], ",")[0] == strings.Split(lines[len(lines)-2], ",")[0] {
		lines = lines[:len(lines)-1] // the order at the cut may go on
	}
	given := []byte(strings.Join(lines[:len(lines)-1], ""))
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, given, 0o600); err != nil {
		t.Fatal(err)
	}
	boxes := map[string][]int{}
	for _, r := range csvRows(t, instanceFile(t, "cartonization/boxes.csv")) {
		boxes[r[0]] = integers(t, r[1:])
	}
	packed := crates(t, decided(t, "carton", "--boxes", filepath.Join(decideFolder, "cartonization/boxes.csv"), path))
	want, edges, grams := map[string]map[string]int{}, map[string][3]int{}, map[string]int{}
	for _, r := range csvRows(t, given) {
		n := integers(t, []string{r[1], r[3], r[4], r[5], r[6]})
		if want[r[0]] == nil {
			want[r[0]] = map[string]int{}
		}
		want[r[0]][r[2]] += n[0]
		edges[r[0]+r[2]], grams[r[0]+r[2]] = sorted(n[1:4]...), n[4]
	}
	for order, items := range want {
		for k, c := range packed[order] {
			b := boxes[c.box]
			name := fmt.Sprintf("order %s carton %d", order, k+1)
			stands(t, name, [3]int{b[5], b[4], b[6]}, c.bricks)
			gross := b[3]
			for i, sku := range c.items {
				items[sku]--
				gross += grams[order+sku]
				if p := c.bricks[i]; sorted(p.l, p.w, p.h) != edges[order+sku] {
					t.Errorf("%s: %s cannot be %+v", name, sku, p)
				}
			}
			if gross > b[7] {
				t.Errorf("%s weighs %d of %d g", name, gross, b[7])
			}
		}
		for sku, left := range items {
			if left != 0 {
				t.Errorf("order %s: %d of %s are left", order, left, sku)
			}
		}
	}
	if len(packed) != len(want) || len(want) < 40 {
		t.Errorf("%d of %d orders packed", len(packed), len(want))
	}
}

// TestDecideContainers checks the printed load of the first containers: the file is cut to three problems.
func TestDecideContainers(t *testing.T) {
	raw := strings.SplitAfterN(string(instanceFile(t, "cartonization/br3.txt")), "\n", 2+3*11)
	path := filepath.Join(t.TempDir(), "br3.txt")
	if err := os.WriteFile(path, []byte("3\n"+strings.Join(raw[1:len(raw)-1], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	packed := crates(t, decided(t, "carton", path))
	if len(packed) != 3 {
		t.Fatalf("got %d containers, want 3", len(packed))
	}
	var volume, whole int
	for k := range 3 {
		rows := make([][]int, 11)
		for i := range rows {
			rows[i] = integers(t, strings.Fields(raw[1+11*k+i]))
		}
		name := strconv.Itoa(rows[0][0])
		inside, types := [3]int(rows[1]), rows[3:]
		whole += inside[0] * inside[1] * inside[2]
		if len(packed[name]) != 1 {
			t.Fatalf("problem %s: %d containers", name, len(packed[name]))
		}
		c := packed[name][0]
		stands(t, "problem "+name, inside, c.bricks)
		for i, id := range c.items {
			p, n := c.bricks[i], types[integers(t, []string{id})[0]-1]
			upright := false
			for e := 1; e < 7; e += 2 {
				upright = upright || n[e] == p.h && n[e+1] == 1
			}
			if n[7]--; n[7] < 0 || sorted(p.l, p.w, p.h) != sorted(n[1], n[3], n[5]) || !upright {
				t.Errorf("problem %s: %+v is none of %v", name, p, n)
			}
			volume += p.l * p.w * p.h
		}
	}
	if volume*100 < whole*85 {
		t.Errorf("%d %% used, want 85", volume*100/whole)
	}
}

// TestDecideRefuses names the place in the file and the way out.
func TestDecideRefuses(t *testing.T) {
	grid := `"name":"n","aisles_x":[0,3],"cross_y":[0,10],"depot":{"aisle":0,"cross":0}`
	for name, c := range map[string]struct {
		args []string
		file string
		want []string
	}{
		"no file":         {[]string{"route"}, "", []string{"cannot be opened"}},
		"no JSON":         {[]string{"route"}, "[\n{]", []string{"line 2", "invalid character"}},
		"no list":         {[]string{"route"}, "{}", []string{"line 1", "cannot be a JSON object"}},
		"nothing":         {[]string{"route"}, "", []string{"line 1", "nothing stands there"}},
		"cut off":         {[]string{"batch"}, "{\n\"name\":", []string{"cut off"}},
		"no name":         {[]string{"scattered"}, "[{}]", []string{"case 0", "aisles_x"}},
		"two values":      {[]string{"route"}, "[] []", []string{"follows the end"}},
		"all bad picks":   {[]string{"route"}, "[{" + grid + `,"picks":[[0,3],[7,2],[1,99]]}]`, []string{"case n", "picks[1]: there is no such aisle", "picks[2]: its position"}},
		"bad depot":       {[]string{"route"}, `[{"aisles_x":[0],"cross_y":[0,1],"depot":{"aisle":4}}]`, []string{"depot: there is no aisle 4"}},
		"bad floor":       {[]string{"route"}, `[{"aisles_x":[3,0],"cross_y":[0]}]`, []string{"aisles_x[1]", "cross_y: a grid has 2"}},
		"too fine":        {[]string{"route"}, "[\n{},\n{\"aisles_x\":[0.12345]}]", []string{"case 1", "line 3", "0.12345 is not a length"}},
		"not enough":      {[]string{"scattered"}, "[{" + grid + `,"articles":[{"need":5,"at":[[0,1,2]]}]}]`, []string{"articles[0]", "5 needed, 2 in the places that can be reached"}},
		"half a unit":     {[]string{"scattered"}, "[{" + grid + `,"articles":[{"need":1,"at":[[0,1,1.5]]}]}]`, []string{"articles[0].at[0]", "whole number"}},
		"too large":       {[]string{"batch"}, "{" + grid + `,"capacity":1,"orders":[[[0,1]],[[0,1],[1,2]]]}`, []string{"orders[1]: its 2 lines do not fit the cart of 1"}},
		"no cart":         {[]string{"batch"}, "{" + grid + `,"orders":[]}`, []string{"capacity: a cart takes"}},
		"word in a wave":  {[]string{"wave"}, "1 1 1\n1 0 x\n1 0 1\n1 1\n", []string{`line 2, field 3: "x"`}},
		"short wave":      {[]string{"wave"}, "2 1 1\n1 0 1\n1 1\n", []string{"line 1", "there are 3"}},
		"item too high":   {[]string{"wave"}, "1 1 1\n1 0 1\n1 7 1\n1 1\n", []string{"line 3, field 2: 1 of item 7"}},
		"bad count":       {[]string{"wave"}, "1 1 1\n2 0 1\n1 0 1\n5 1\n", []string{"line 2: its first number says 2", "line 4: the last line"}},
		"columns":         {[]string{"carton", "--boxes", filepath.Join(decideFolder, "cartonization/boxes.csv")}, "order,item\n", []string{"line 1: the columns must be order,qty"}},
		"bad figure":      {[]string{"carton", "--boxes", filepath.Join(decideFolder, "cartonization/boxes.csv")}, strings.Join(orderColumns, ",") + "\no,1,i,1,2,x,4\n", []string{`line 2, d: "x"`}},
		"unit too large":  {[]string{"carton", "--boxes", filepath.Join(decideFolder, "cartonization/boxes.csv")}, strings.Join(orderColumns, ",") + "\no,1,i,9,9,9999,4\n", []string{"case o", "item i: 1 left out"}},
		"container ends":  {[]string{"carton"}, "1\n1 5\n10 10 10\n2\n1 1 1 1 1 1 1 1\n", []string{"the end: a type"}},
		"negative time":   {[]string{"route", "--time=-1s"}, "[]", []string{"--time is more than nothing"}},
		"too many":        {[]string{"wave", "--iterations=2000000000"}, "", []string{"--iterations is 1 to"}},
		"time and number": {[]string{"wave", "--iterations=2", "--time=1s"}, "[]", []string{"can't be used together"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "problem")
			if name != "no file" {
				if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out, told bytes.Buffer
			code := run(append(append([]string{"decide"}, c.args...), path), streams{&out, &told})
			said := told.String()
			if code == 0 || name != "time and number" && out.Len() > 0 {
				t.Errorf("exit %d, printed %q", code, out.String())
			}
			for _, w := range c.want {
				if !strings.Contains(said, w) {
					t.Errorf("got %q, want %q in it", said, w)
				}
			}
		})
	}
}
