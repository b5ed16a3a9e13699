package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.com/tote/fulfilment/route"
)

const decideFolder = "../../testdata/instances"

// decided runs tote decide and fails unless it answers.
func decided(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, told bytes.Buffer
	if code := run(append([]string{"decide"}, args...), streams{&out, &told}); code != 0 {
		t.Fatalf("%v: exit %d: %s", args, code, told.String())
	}
	t.Logf("%v: %s", args, bytes.TrimSpace(told.Bytes()))
	return out.Bytes()
}

// floorplan is a case as the file gives it; the checks below measure it by themselves.
type floorplan struct {
	Name    string    `json:"name"`
	AislesX []float64 `json:"aisles_x"`
	CrossY  []float64 `json:"cross_y"`
	Depot   struct {
		Aisle, Cross int
		Extra        float64
	} `json:"depot"`
	Optimal float64 `json:"optimal"`
}

// between measures two points of aisles: within an aisle, else over the cross aisle that is least way round.
func (f floorplan) between(a, b [2]float64) float64 {
	if a[0] == b[0] {
		return math.Abs(a[1] - b[1])
	}
	best := math.Inf(1)
	for _, y := range f.CrossY {
		best = min(best, math.Abs(a[1]-y)+math.Abs(b[1]-y))
	}
	return best + math.Abs(f.AislesX[int(a[0])]-f.AislesX[int(b[0])])
}

// walked measures a round trip from the depot past the points in this order.
func (f floorplan) walked(points [][2]float64) float64 {
	depot := [2]float64{float64(f.Depot.Aisle), f.CrossY[f.Depot.Cross]}
	at, sum := depot, 2*f.Depot.Extra
	for _, p := range append(points, depot) {
		sum += f.between(at, p)
		at = p
	}
	return sum
}

func parsed[T any](t *testing.T, raw []byte) (out T) {
	t.Helper()
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func instanceFile(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(decideFolder, path))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestDecideRoute walks every printed route on the case printed with it: all stops once, and the proven optimum.
func TestDecideRoute(t *testing.T) {
	type answer struct {
		floorplan
		Picks   [][2]float64 `json:"picks"`
		Route   []int        `json:"route"`
		Claimed float64      `json:"claimed_length"`
	}
	for file, cases := range map[string]int{"single_block": 240, "two_block": 240, "multi_block": 72} {
		path := "picker_routing/" + file + ".json"
		all := parsed[[]answer](t, decided(t, "route", filepath.Join(decideFolder, path)))
		given := parsed[[]answer](t, instanceFile(t, path))
		if len(all) != cases || len(given) != cases {
			t.Fatalf("%s: got %d cases, want %d", file, len(all), cases)
		}
		for i, a := range all {
			seen := make([]bool, len(given[i].Picks))
			var points [][2]float64
			for _, k := range a.Route {
				if seen[k] {
					t.Errorf("%s: pick %d twice", a.Name, k)
				}
				seen[k] = true
				points = append(points, given[i].Picks[k])
			}
			if got := given[i].walked(points); slices.Contains(seen, false) || got != given[i].Optimal || got != a.Claimed || a.Name != given[i].Name {
				t.Errorf("%s: walked %v, claimed %v, want %v", a.Name, got, a.Claimed, given[i].Optimal)
			}
		}
	}
}

// TestDecideScattered takes what is printed from the places of the file and walks it.
// someCases gives a file with every fourth case or so of an instance file, n of them; all of them with TOTE_LONG=1.
func someCases(t *testing.T, path string, n int) string {
	t.Helper()
	all := parsed[[]json.RawMessage](t, instanceFile(t, path))
	if os.Getenv("TOTE_LONG") == "1" {
		n = len(all)
	}
	var some []json.RawMessage
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	text, err := json.Marshal(some)
	out := filepath.Join(t.TempDir(), "some.json")
	if err == nil {
		err = os.WriteFile(out, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecideScattered(t *testing.T) {
	type given struct {
		floorplan
		Articles []struct {
			Need int64
			At   [][3]float64
		}
	}
	path := someCases(t, "scattered_storage/single_block.json", 20)
	printed := decided(t, "scattered", path)
	answers := parsed[[]struct {
		Name    string
		Picks   [][3]int64
		Claimed float64 `json:"claimed_length"`
	}](t, printed)
	gap := 0.0
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := parsed[[]given](t, text)
	if len(answers) != len(all) {
		t.Fatalf("got %d answers to %d cases", len(answers), len(all))
	}
	for i, c := range all {
		got := make([]int64, len(c.Articles))
		var points [][2]float64
		for _, p := range answers[i].Picks {
			s := &c.Articles[p[0]].At[p[1]]
			if s[2] -= float64(p[2]); s[2] < 0 || p[2] < 1 {
				t.Errorf("%s: takes %v, more than there is", c.Name, p)
			}
			got[p[0]] += p[2]
			points = append(points, [2]float64{s[0], s[1]})
		}
		for a := range got {
			if got[a] != c.Articles[a].Need {
				t.Errorf("%s: article %d: %d of %d", c.Name, a, got[a], c.Articles[a].Need)
			}
		}
		w := c.walked(points)
		if w < c.Optimal || w != answers[i].Claimed || c.Name != answers[i].Name {
			t.Errorf("%s: walked %v, claimed %v, the optimum is %v", c.Name, w, answers[i].Claimed, c.Optimal)
		}
		gap += (w/c.Optimal - 1) / float64(len(answers))
	}
	if t.Logf("mean gap %.2f %%", gap*100); gap > 0.01 {
		t.Errorf("mean gap %.2f %%, want at most 1", gap*100)
	}
	if again := decided(t, "scattered", path); !bytes.Equal(again, printed) {
		t.Error("another answer to the same question")
	}
}

// TestDecideBatch counts the lines of every batch and adds up their shortest tours.
func TestDecideBatch(t *testing.T) {
	for _, file := range []string{"hw_udd_n20_c30_0", "hw_cbd_n40_c45_0"} {
		path := "batching/" + file + ".json"
		c := parsed[struct {
			floorplan
			Capacity  int
			Orders    [][][2]float64
			Reference struct{ Best float64 }
		}](t, instanceFile(t, path))
		args := []string{"batch", "--iterations", "20000", filepath.Join(decideFolder, path)}
		printed := decided(t, args...)
		if again := decided(t, args...); !bytes.Equal(again, printed) {
			t.Errorf("%s: another answer to the same question", file)
		}
		var shape route.Shape
		for _, x := range c.AislesX {
			shape.Aisles = append(shape.Aisles, int64(x*2))
		}
		for _, y := range c.CrossY {
			shape.Cross = append(shape.Cross, int64(y*2))
		}
		grid, err := route.NewGrid(shape)
		if err != nil {
			t.Fatal(err)
		}
		depot := route.Place{X: shape.Aisles[c.Depot.Aisle], Y: shape.Cross[c.Depot.Cross]}
		seen := make([]int, len(c.Orders))
		total := 0.0
		for _, b := range parsed[struct{ Batches [][]int }](t, printed).Batches {
			trip := route.Trip{Start: depot, End: depot}
			for _, o := range b {
				seen[o]++
				for _, l := range c.Orders[o] {
					trip.Stops = append(trip.Stops, route.Stop{Place: route.Place{X: shape.Aisles[int(l[0])], Y: int64(l[1] * 2)}})
				}
			}
			plan, err := grid.Plan(context.Background(), trip)
			if err != nil || len(trip.Stops) > c.Capacity {
				t.Errorf("%s: batch %v has %d lines of %d: %v", file, b, len(trip.Stops), c.Capacity, err)
			}
			total += float64(plan.Length) / 2
		}
		if slices.ContainsFunc(seen, func(n int) bool { return n != 1 }) {
			t.Errorf("%s: orders are in %v batches", file, seen)
		}
		if total < c.Reference.Best || total > c.Reference.Best*1.05 {
			t.Errorf("%s: walked %v, the best known is %v", file, total, c.Reference.Best)
		}
	}
}

// TestDecideWave reads the printed numbers and counts goods on the file's own lines.
func TestDecideWave(t *testing.T) {
	const path = "wave/wave_o60_a16_0.txt"
	var file [][]int
	for line := range strings.Lines(string(instanceFile(t, path))) {
		file = append(file, integers(t, strings.Fields(line)))
	}
	args := []string{"wave", "--iterations", "2000", filepath.Join(decideFolder, path)}
	printed := decided(t, args...)
	if again := decided(t, args...); !bytes.Equal(again, printed) {
		t.Error("another answer to the same question")
	}
	out := integers(t, strings.Fields(string(printed)))
	orders := out[1 : 1+out[0]]
	aisles := out[2+out[0]:]
	if out[1+out[0]] != len(aisles) || len(aisles) == 0 {
		t.Fatalf("got %d aisles, %d announced", len(aisles), out[1+out[0]])
	}
	have := map[int]int{}
	units, seen := 0, map[int]bool{}
	for _, a := range aisles {
		row := file[1+file[0][0]+a]
		for k := 1; k < len(row); k += 2 {
			have[row[k]] += row[k+1]
		}
	}
	for _, o := range orders {
		if seen[o] || o >= file[0][0] {
			t.Errorf("order %d twice or unknown", o)
		}
		seen[o] = true
		row := file[1+o]
		for k := 1; k < len(row); k += 2 {
			units += row[k+1]
			if have[row[k]] -= row[k+1]; have[row[k]] < 0 {
				t.Errorf("item %d is short", row[k])
			}
		}
	}
	bounds := file[len(file)-1]
	if units < bounds[0] || units > bounds[1] {
		t.Errorf("%d units are not %d to %d", units, bounds[0], bounds[1])
	}
	for _, r := range csvRows(t, instanceFile(t, "wave/reference.csv")) {
		best, err := strconv.ParseFloat(r[1], 64)
		if r[0] == filepath.Base(path) && (err != nil || float64(units)/float64(len(aisles)) < best*0.85) {
			t.Errorf("%d units from %d aisles, the best known is %s", units, len(aisles), r[1])
		}
	}
}

func integers(t *testing.T, fields []string) (out []int) {
	t.Helper()
	for _, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

func csvRows(t *testing.T, raw []byte) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}
