package fulfilment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/fulfilment/route"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
	"example.com/tote/testdata"
)

// reslotJobs runs the job under test beside those of the path.
func (h *hall) reslotJobs() {
	h.t.Helper()
	err := h.f.RunOutbox(map[string]store.Handler{AllocateJob: AllocateAllHandler(), ReleaseJob: ReleaseHandler(), ReslotJob: ReslotHandler()}, []store.Partition{hallCode})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
}

// plan gives a plan with its moves and classes as they are stored.
func (h *hall) plan(id string) (p inventory.Reslotting, moves []inventory.PlannedMove, classes []inventory.ItemClass) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		var err error
		if p, err = inventory.GetReslotting(r, id); err != nil {
			h.t.Fatalf("%v", err)
		}
		for m := range inventory.MovesOf(r, id, 0) {
			moves = append(moves, m)
		}
		for c := range inventory.ClassesOf(r, id, "") {
			classes = append(classes, c)
		}
	})
	return p, moves, classes
}

// shop is a hall of some aisles with real articles in faces drawn at random, and real orders picked there.
type pickedShop struct {
	*hall
	faces []layout.Location
	lies  map[layout.Code]item.SKU
	trips [][]item.SKU
}

// realShop picks the first real orders, cut to the articles that the faces hold.
func realShop(t *testing.T, orders int) *pickedShop {
	h := newHall(t, storetest.Open)
	h.reslotJobs()
	s := &pickedShop{hall: h, lies: map[layout.Code]item.SKU{}}
	for a := range int64(8) {
		h.do(func(tx *store.Tx) error {
			for b := range int64(12) {
				l := layout.Location{Code: layout.Code(fmt.Sprintf("C%d-%02d", a, b)), Kind: layout.PickFace, Aisle: a + 3, Bay: b + 1, Level: 1, X: 10_000 + a*4_000, Y: 3_000 + b*3_000, Travel: 20 + a*12 + b}
				if _, err := inventory.PutLocation(tx, l, 0); err != nil {
					return err
				}
				s.faces = append(s.faces, l)
			}
			return nil
		})
	}
	drawn := rand.New(rand.NewPCG(1, 9)).Perm(len(s.faces))
	at := map[string]inventory.Holder{}
	n := 0
	for o, err := range testdata.Orders(testdata.Gifts, testdata.Original, 600) {
		if err != nil {
			t.Fatal(err)
		}
		if o.Fault != "" || len(o.Lines) > 40 {
			continue
		}
		var lines []wants
		for _, l := range o.Lines {
			if at[l.SKU].ID == "" {
				if len(at) == len(drawn)-10 { // ten faces stay empty
					continue
				}
				face := s.faces[drawn[len(at)]].Code
				at[l.SKU], s.lies[face] = inventory.Location(face), item.SKU(l.SKU)
				h.item(item.SKU(l.SKU), func(*item.Item) {})
				h.stock(item.SKU(l.SKU), "", at[l.SKU], 1_000, 0)
			}
			lines = append(lines, wants{item.SKU(l.SKU), 1})
		}
		if len(lines) == 0 {
			continue
		}
		id := fmt.Sprintf("O%03d", n)
		h.order(id, lines...)
		trip := h.released(id)
		var skus []item.SKU
		for _, step := range trip.Steps {
			doVerb(h, Pick, pickOf(trip.Task, step.TaskStep, toteOf(id)))
			skus = append(skus, step.SKU)
		}
		s.trips = append(s.trips, skus)
		if n++; n == orders {
			break
		}
	}
	return s
}

// walked gives the shortest walks of all orders, each by itself, with the goods where they lie.
func (s *pickedShop) walked(lies map[layout.Code]item.SKU) (sum int64) {
	s.t.Helper()
	var all []layout.Location
	at := map[item.SKU]layout.Location{}
	bench := layout.Location{}
	s.look(func(r store.Reader) {
		for _, kind := range []layout.Kind{layout.PickFace, layout.Reserve, layout.Pack} {
			for l := range inventory.LocationsOfKind(r, kind) {
				all = append(all, l)
				if sku := lies[l.Code]; sku != "" {
					at[sku] = l
				}
				if kind == layout.Pack {
					bench = l
				}
			}
		}
	})
	shape, _, err := route.FromLocations(all, route.LocationOptions{})
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	g, err := route.NewGrid(shape)
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	for _, skus := range s.trips {
		trip := route.Trip{Start: g.At(bench), End: g.At(bench)}
		for i, sku := range skus {
			trip.Stops = append(trip.Stops, route.Stop{ID: fmt.Sprint(i), Place: g.At(at[sku])})
		}
		p, err := g.Plan(context.Background(), trip)
		if err != nil {
			s.t.Fatalf("%v", err)
		}
		sum += p.Length
	}
	return sum
}

// TestReslotByRealOrders picks real orders, asks for a plan, and makes its moves on a plain map: each can be made as things lie
// after those before it, all lie by gain, and the same orders would have walked at least a fifth less. The next plan takes
// the place of the first, whose moves are gone.
func TestReslotByRealOrders(t *testing.T) {
	t.Parallel()
	s := realShop(t, 40)
	before := s.walked(s.lies)
	res := doVerb(s.hall, Reslot, inventory.ReslotInput{MoveCost: 5_000})
	if j := s.job(res.Job); j.State != store.JobDone || !strings.Contains(j.Note, res.Plan) {
		t.Fatalf("job: %+v", j)
	}
	p, moves, classes := s.plan(res.Plan)
	picks := 0
	for _, trip := range s.trips {
		picks += len(trip)
	}
	if p.State != inventory.ReslotCurrent || p.Picks != int64(picks) || p.Orders != int64(len(s.trips)) || p.Sample != 1 || p.Moves != len(moves) || p.Why == "" {
		t.Errorf("plan %+v; want %d picks of %d orders, %d moves", p, picks, len(s.trips), len(moves))
	}
	gain := int64(0)
	for i, m := range moves {
		if s.lies[m.From] != m.SKU || s.lies[m.To] != m.Back || m.Gain <= 0 || m.Rank != i+1 || m.Why == "" {
			t.Fatalf("%+v, but %q lies there and %q in its way", m, s.lies[m.From], s.lies[m.To])
		}
		s.lies[m.From], s.lies[m.To] = m.Back, m.SKU
		gain += m.Gain
	}
	after := s.walked(s.lies)
	t.Logf("%d moves: %d of %d m walked", len(moves), after/1000, before/1000)
	if len(moves) < 10 || after*5 > before*4 || gain != p.Gain {
		t.Errorf("%d moves that gain %d (%d in all): walked %d of %d", len(moves), gain, p.Gain, after, before)
	}
	checkClasses(t, classes, p, s.trips)
	s.look(func(r store.Reader) {
		if c, ok := inventory.ClassOf(r, moves[0].SKU); !ok || c.Goal != moves[0].To || c.Class != slotting.A {
			t.Errorf("class of %s: %+v, want A with goal %s", moves[0].SKU, c, moves[0].To)
		}
	})

	next := doVerb(s.hall, Reslot, inventory.ReslotInput{Weeks: 1, MoveCost: slotting.MaxWay})
	s.job(next.Job)
	first, gone, unclassed := s.plan(res.Plan)
	second, few, _ := s.plan(next.Plan)
	if first.State != inventory.ReslotReplaced || len(gone)+len(unclassed) > 0 || second.State != inventory.ReslotCurrent || len(few) > 0 {
		t.Errorf("first %+v with %d moves and %d classes; second %+v with %d moves", first, len(gone), len(unclassed), second, len(few))
	}
	s.f.Restart()
	s.look(func(r store.Reader) {
		if now, err := inventory.CurrentReslotting(r); err != nil || now.ID != next.Plan {
			t.Errorf("after a restart plan %+v is in force, %v", now, err)
		}
	})
}

// checkClasses counts the picks anew.
func checkClasses(t *testing.T, classes []inventory.ItemClass, p inventory.Reslotting, trips [][]item.SKU) {
	t.Helper()
	lines := map[item.SKU]int64{}
	for _, trip := range trips {
		for _, sku := range trip {
			lines[sku]++
		}
	}
	var count [3]int
	for _, c := range classes {
		if c.Lines != lines[c.SKU] {
			t.Errorf("%s: %d lines, want %d", c.SKU, c.Lines, lines[c.SKU])
		}
		count[c.Class-slotting.A]++
		delete(lines, c.SKU)
	}
	if len(lines) > 0 || count != p.Classes || count[0] == 0 || count[0] >= count[1]+count[2]+count[0] {
		t.Errorf("classes %v, claimed %v; not classed: %v", count, p.Classes, lines)
	}
}

// TestReslotGoesOnAfterACrash: a crash between two pieces leaves the plan before in force; the job begins anew and ends.
func TestReslotGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	s := realShop(t, 6)
	old := doVerb(s.hall, Reslot, inventory.ReslotInput{})
	s.job(old.Job)
	made, third := 0, make(chan struct{})
	count := func(verb string) {
		if verb == "reslot" {
			if made++; made == 3 {
				close(third)
			}
		}
	}
	s.seen.Store(&count)
	res := doVerb(s.hall, Reslot, inventory.ReslotInput{MoveCost: 1_000})
	<-third
	s.f.Crash()
	s.seen.Store(nil)
	s.reslotJobs()
	if j := s.job(res.Job); j.State != store.JobDone {
		t.Fatalf("job: %+v", j)
	}
	p, moves, classes := s.plan(res.Plan)
	if p.State != inventory.ReslotCurrent || p.Moves != len(moves) || len(moves) == 0 || len(classes) != p.Classes[0]+p.Classes[1]+p.Classes[2] {
		t.Errorf("%+v with %d moves and %d classes", p, len(moves), len(classes))
	}
	for i, m := range moves {
		if m.Rank != i+1 {
			t.Errorf("move %d has rank %d", i+1, m.Rank)
		}
	}
	if first, _, _ := s.plan(old.Plan); first.State != inventory.ReslotReplaced {
		t.Errorf("the plan before is %s", first.State)
	}
}

// TestReslotRefuses: what cannot be planned is told by the plan and its job, and the plan in force stays.
func TestReslotRefuses(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.reslotJobs()
	e := refused(h, Reslot, inventory.ReslotInput{Weeks: -1, Horizon: 1 << 40, MoveCost: -5, MaxMoves: inventory.MaxReslotMoves + 1, Zone: strings.Repeat("Z", 99)}, "reslot.invalid")
	if len(e.Details) != 5 {
		t.Errorf("got %v, want five faults", e.Details)
	}
	h.stock("TEA", "", faceA, 5, 0)
	good := doVerb(h, Reslot, inventory.ReslotInput{})
	if j := h.job(good.Job); j.State != store.JobDone {
		t.Fatalf("nothing was ever picked: %+v", j)
	}
	bad := doVerb(h, Reslot, inventory.ReslotInput{Zone: "attic"})
	if j := h.job(bad.Job); j.State != store.JobFailed || j.Note != "reslot.no_faces" {
		t.Errorf("job: %+v", j)
	}
	if p, _, _ := h.plan(bad.Plan); p.State != inventory.ReslotFailed || !strings.Contains(p.Why, "attic") {
		t.Errorf("plan: %+v", p)
	}
	h.look(func(r store.Reader) {
		if p, err := inventory.CurrentReslotting(r); err != nil || p.ID != good.Plan {
			t.Errorf("in force is %+v, %v", p, err)
		}
	})
}

// TestReslotKeepsTheRulesOfTheFloor plans for faces that several items share, that belong to a SKU, are closed, or weigh too
// much: none of them is disturbed, and what moves fits.
func TestReslotKeepsTheRulesOfTheFloor(t *testing.T) {
	for _, c := range []struct {
		name string
		near layout.Location // the face in front, which the picked item wants
		in   inventory.ReslotInput
		want bool
	}{
		{"free", layout.Location{}, inventory.ReslotInput{}, true},
		{"closed", layout.Location{Closed: true}, inventory.ReslotInput{}, false},
		{"another's", layout.Location{Fixed: "CUP"}, inventory.ReslotInput{}, false},
		{"another's, to be reassigned", layout.Location{Fixed: "CUP"}, inventory.ReslotInput{Reassign: true}, true},
		{"too weak", layout.Location{Grams: 100}, inventory.ReslotInput{}, false},
		{"too small", layout.Location{Volume: 1_000}, inventory.ReslotInput{}, false},
		{"cold", layout.Location{Class: "frozen"}, inventory.ReslotInput{}, false},
		{"in the zone", layout.Location{Zone: "front"}, inventory.ReslotInput{Zone: "front"}, false}, // the goods come from another
	} {
		h := newHall(t, storetest.Memory)
		h.reslotJobs()
		near := c.near
		near.Code, near.Kind, near.Aisle, near.Bay, near.X, near.Y, near.Travel = "N1", layout.PickFace, 1, 9, 2_000, 2_000, 60
		far := layout.Location{Code: "Z1", Kind: layout.PickFace, Aisle: 1, Bay: 20, X: 2_000, Y: 60_000, Travel: 70}
		h.location(near)
		h.stock("TEA", "", h.location(far), 50, 0)
		for _, full := range []inventory.Holder{faceA, faceB, faceC} { // nowhere else to go
			h.do(func(tx *store.Tx) error {
				l, err := inventory.FindLocation(tx, full.Code())
				l.Closed = true
				if err == nil {
					_, err = inventory.PutLocation(tx, l, l.Revision)
				}
				return err
			})
		}
		for n := range 3 {
			h.order(fmt.Sprint("O", n), wants{"TEA", 1})
			h.picked(fmt.Sprint("O", n))
		}
		c.in.MoveCost = 1_000
		res := doVerb(h, Reslot, c.in)
		h.job(res.Job)
		p, moves, _ := h.plan(res.Plan)
		if got := len(moves) == 1 && moves[0].SKU == "TEA" && moves[0].To == "N1"; got != c.want || p.State != inventory.ReslotCurrent {
			t.Errorf("%s: got %+v of %+v, want a move: %t", c.name, moves, p, c.want)
		}
	}
}

func TestCountedPicksAreBounded(t *testing.T) {
	c := newPickCount(100)
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 5_000 {
		for k := range 3 {
			c.add(fmt.Sprintf("O-%d", n), item.SKU(fmt.Sprint("S", (n+k)%7)), "F", 1, begin.Add(time.Duration(n)*time.Minute))
		}
	}
	lines := int64(0)
	for _, p := range c.bySKU([]slotting.Profile{{SKU: "NEVER"}}) {
		lines += p.Lines
	}
	if c.held > 100 || c.sample() < 128 || lines < 10_000 || lines > 22_000 {
		t.Errorf("%d picks held, one order of %d, %d lines told of 15,000", c.held, c.sample(), lines)
	}
	for id, o := range c.orders {
		if len(o.picks) != 3 {
			t.Errorf("order %s is counted in part", id)
		}
	}
	trips, ages := c.trips()
	again, _ := c.trips()
	if len(trips) != len(c.orders) || len(ages) != len(trips) || !slices.EqualFunc(trips, again, slices.Equal) {
		t.Errorf("%d trips of %d orders", len(trips), len(c.orders))
	}
}

func TestTheFirstEntryOfAWeekIsFoundByHalving(t *testing.T) {
	h := newHall(t, storetest.Memory)
	for range 30 {
		h.f.Clock.Advance(7 * time.Hour)
		h.stock("TEA", "", faceA, 1, 0)
	}
	for _, back := range []time.Duration{0, time.Minute, 9 * time.Hour, 100 * time.Hour, 10_000 * time.Hour} {
		since := h.f.Clock.Now().Add(-back)
		h.look(func(r store.Reader) {
			want := store.Tail(r) + 1
			for l := range store.Entries(r, 1) {
				if !l.Head.RecordedAt.Before(since) {
					want = l.Seq
					break
				}
			}
			if got := firstEntry(r, store.Tail(r), since); got != want {
				t.Errorf("since %v: got %d, want %d", since, got, want)
			}
		})
	}
}
