package task

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
)

// countsOf are the facts of posts as they are sent, a line each: the verb, then its body.
func countsOf(t *testing.T, posts []Post) (out []string) {
	t.Helper()
	for _, p := range posts {
		body, err := json.Marshal(p.In)
		if err != nil {
			t.Fatal(err)
		}
		if p.Verb != "claim" && p.Chain == "" {
			t.Errorf("%s has no chain: what follows a refused one would be booked", p.Verb)
		}
		out = append(out, p.Verb+" "+string(body))
	}
	return out
}

// TestCounted: what a worker scans at the three stops of a trip, and what is told of it.
func TestCounted(t *testing.T) {
	const (
		tea  = `count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"TEA","quantity":`
		done = `count {"task":"T-0000012-1","holder":"L:A-01-02","quantity":0,"done":true}`
		nuts = `count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"NUTS",`
	)
	for _, c := range []struct {
		name, scans string
		want        []string
		note        string
	}{
		{"the place first", "TEA", nil, "Scan the location first; That is TEA; Green tea, loose, 100 g tin"},
		{"a number", "A-01-02 TEA =17 !enter", []string{tea + `17}`}, "Noted, thank you"},
		{"by scans, cases as what they hold", "A-01-02 4006381333931 14006381333938 4006381333931 !enter", []string{tea + `14}`}, "Noted, thank you"},
		{"the next item tells of the one before", "A-01-02 TEA =17 NUTS", []string{tea + `17}`}, "Right item"},
		{"lots by their elements", "A-01-02 (01)06901234567892(10)N-1(17)260901 =4 (01)06901234567892(10)N-2 =6 !enter",
			[]string{nuts + `"lot":"N-1","quantity":4}`, nuts + `"lot":"N-2","quantity":6}`}, "Noted, thank you"},
		{"a lot beside the item", "A-01-02 NUTS (10)N-1 =4 !enter", []string{nuts + `"lot":"N-1","quantity":4}`}, "Noted, thank you"},
		{"a lot typed", "A-01-02 NUTS =L7 =4 !enter", []string{nuts + `"lot":"L7","quantity":4}`}, "Noted, thank you"},
		{"no quantity without its lot", "A-01-02 NUTS !enter", nil, "Scan or type lot; NUTS"},
		{"nor another item", "A-01-02 NUTS TEA", nil, "Is that the lot?; That is TEA; Green tea, loose, 100 g tin; Scan again to confirm"},
		{"damaged ones are a pile of their own", "A-01-02 TEA =17 !enter TEA !damaged =2 !enter",
			[]string{tea + `17}`, `count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"TEA","status":"damaged","quantity":2}`}, "Noted, thank you"},
		{"weighed goods in grams", "A-01-02 HAM =1250 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"HAM","quantity":1250,"grams":1250}`}, "Noted, thank you"},
		{"the weight on the label", "A-01-02 (01)02000000000008(3103)001250 (01)02000000000008(3103)000750 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"HAM","quantity":2000,"grams":2000}`}, "Noted, thank you"},
		{"pieces, and what they weigh", "A-01-02 GOUDA =3 =3720 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"GOUDA","quantity":3,"grams":3720}`}, "Noted, thank you"},
		{"pieces nobody weighed", "A-01-02 GOUDA =3 !enter", []string{`count {"task":"T-0000012-1","holder":"L:A-01-02","sku":"GOUDA","quantity":3}`}, "Noted, thank you"},
		{"the same serial twice", "A-01-02 (01)04012345678901(21)A (01)04012345678901(21)A", nil, "Already scanned; A"},
		{"a photo", "A-01-02 TEA !label IMG-7 =3 !enter", []string{tea + `3,"photo":"IMG-7"}`}, "Noted, thank you"},
		{"more of it at the back", "A-01-02 TEA =17 !enter TEA !1 =5 !enter", []string{tea + `17}`, tea + `22}`}, "Noted, thank you"},
		{"or counted anew", "A-01-02 TEA =17 !enter TEA !2 =5 !enter", []string{tea + `17}`, tea + `5}`}, "Noted, thank you"},
		{"which of both is asked", "A-01-02 TEA =17 !enter TEA =5", []string{tea + `17}`}, "Counted before: more of it, or anew?"},
		{"on a pallet", "A-01-02 PAL-1 TEA =40 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"P:PAL-1","sku":"TEA","quantity":40}`}, "Noted, thank you"},
		{"and loose again", "A-01-02 PAL-1 TEA =40 A-01-02 TEA =3 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"P:PAL-1","sku":"TEA","quantity":40}`, tea + `3}`}, "Noted, thank you"},
		{"a pallet nobody knows here", "A-01-02 U-0000001-7 U-0000001-7 TEA =1 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"P:U-0000001-7","sku":"TEA","quantity":1}`}, "Noted, thank you"},
		{"whatever its number looks like", "A-01-02 PX-9 PX-9 TEA =1 !enter",
			[]string{`count {"task":"T-0000012-1","holder":"P:PX-9","sku":"TEA","quantity":1}`}, "Noted, thank you"},
		{"done tells of the pile at hand too", "A-01-02 PAL-1 TEA =40 !done", []string{`count {"task":"T-0000012-1","holder":"P:PAL-1","sku":"TEA","quantity":40}`, done},
			"A-01-02 is done; Thank you"},
		{"a pallet that was not looked at is asked for", "A-01-02 TEA =3 !done", []string{tea + `3}`}, "PAL-1 not counted. Is it gone?; F8 again: yes"},
		{"and is gone", "A-01-02 TEA =3 !done !done", []string{tea + `3}`, done}, "A-01-02 is done; Thank you"},
		{"nothing there is asked once more", "A-01-02 !done", nil, "Nothing at all at A-01-02?; F8 again: yes"},
		{"nothing there", "A-01-02 !done !done", []string{done}, "A-01-02 is done; Thank you"},
		{"another key between asks anew", "A-01-02 !done !enter !done", nil, "Nothing at all at A-01-02?; F8 again: yes"},
		{"leaving a place that is not done is asked", "A-01-02 TEA =3 !enter !back", []string{tea + `3}`}, "A-01-02 is not done; Back again: leave it so"},
		{"the trip given back", "A-01-02 TEA =3 !done !done !done !done", []string{tea + `3}`, done, `end-task {"task":"T-0000012-1"}`}, "Given back"},
		{"a pile that was not told of", "A-01-02 TEA =3 !back", nil, "Not counted: TEA"},
	} {
		checkCounted(t, c.name, c.scans, c.want, c.note)
	}
}

// checkCounted plays scans on the trip of three stops.
func checkCounted(t *testing.T, name, scans string, want []string, note string) {
	t.Helper()
	d := testDesk()
	d.Link = false
	posts, last := worked(t, d, countTrip(func(*Count) {}), nil, inputsOf(d, scans)...)
	if diff := cmp.Diff(countsOf(t, posts), want); diff != "" {
		t.Errorf("%s: got -, want +:\n%s", name, diff)
	}
	if note != "" && text(last) != note {
		t.Errorf("%s: told %q, want %q", name, text(last), note)
	}
}

// TestCountedStops: items at a place, recounts, other stops and places outside the trip.
func TestCountedStops(t *testing.T) {
	for _, c := range []struct {
		name, scans string
		want        []string
		note        string
	}{
		{"an item's stop ends with its number", "!skip A-01-03 TEA =12 !enter", []string{`count {"task":"T-0000012-1","holder":"L:A-01-03","sku":"TEA","quantity":12}`,
			`count {"task":"T-0000012-1","holder":"L:A-01-03","sku":"TEA","quantity":0,"done":true}`}, "A-01-03 is done; Thank you"},
		{"other goods are not asked for there", "!skip A-01-03 NUTS", nil, "Wrong item; That is NUTS; Mixed nuts"},
		{"none of the item", "!skip A-01-03 !done !done", []string{`count {"task":"T-0000012-1","holder":"L:A-01-03","sku":"TEA","quantity":0,"done":true}`},
			"A-01-03 is done; Thank you"},
		{"a recount is one number", "!skip !skip B-01-01 NUTS =9 !enter", []string{`recount {"count":"N-0000004-6","task":"T-0000012-1","quantity":9}`}, "Noted, thank you"},
		{"of its lot", "!skip !skip B-01-01 (01)06901234567892(10)N-MAY", nil, "Wrong lot; That is lot N-MAY"},
		{"none there", "!skip !skip B-01-01 !done !done", []string{`recount {"count":"N-0000004-6","task":"T-0000012-1","quantity":0}`}, "Noted, thank you"},
		{"another stop when it is scanned twice", "A-01-03 A-01-03 TEA =12 !enter", []string{`count {"task":"T-0000012-1","holder":"L:A-01-03","sku":"TEA","quantity":12}`,
			`count {"task":"T-0000012-1","holder":"L:A-01-03","sku":"TEA","quantity":0,"done":true}`}, "A-01-03 is done; Thank you"},
		{"a place outside the trip as well", "A-01-04 A-01-04 TEA =2 !done", []string{`count {"holder":"L:A-01-04","sku":"TEA","quantity":2}`,
			`count {"holder":"L:A-01-04","quantity":0,"done":true}`}, "A-01-04 is done; Thank you"},
	} {
		checkCounted(t, c.name, c.scans, c.want, c.note)
	}
}

// TestCountTripEnds with its last place: the service is told, and Enter asks for the next.
func TestCountTripEnds(t *testing.T) {
	d := testDesk()
	d.Link = false
	c := countTrip(func(c *Count) { c.Stops = c.Stops[1:2] })
	posts, _ := worked(t, d, c, nil, inputsOf(d, "A-01-03 TEA =12 !enter !enter")...)
	got := countsOf(t, posts)
	if want := []string{`end-task {"task":"T-0000012-1"}`, `claim {"kind":"count"}`}; !slices.Equal(got[len(got)-2:], want) {
		t.Errorf("posted %q, want %q at the end", got, want)
	}
	if act := c.Handle(d, Input{Posted: &Posted{Name: "end", Verb: "end-task", Problem: &wire.Problem{Reason: "task.state"}}}); !act.Handled {
		t.Error("a trip that has ended already opens the safe screen")
	}
}

// TestCountBegins by a trip, by a place, or by a task's number.
func TestCountBegins(t *testing.T) {
	for _, c := range []struct {
		name, scans string
		want        []string
		ask         string
	}{
		{"Enter claims", "!enter", []string{`claim {"kind":"count"}`}, "Asking for work ..."},
		{"a place is counted", "A-01-04", nil, "Scan item. F8: place done"},
		{"a pallet is counted", "U-0000001-7", nil, "Scan item. F8: place done"},
		{"a task's number", "T-0000001-7", []string{`claim {"task":"T-0000001-7"}`}, "Asking for work ..."},
		{"goods are no place", "TEA", nil, "Enter: next trip. Or scan a place"},
		{"the place is done", "A-01-04 TEA =2 !done", []string{`count {"holder":"L:A-01-04","sku":"TEA","quantity":2}`, `count {"holder":"L:A-01-04","quantity":0,"done":true}`},
			"Enter: next trip. Or scan a place"},
	} {
		d := testDesk()
		d.Link = false
		job := &Count{}
		posts, _ := worked(t, d, job, nil, inputsOf(d, c.scans)...)
		if diff := cmp.Diff(countsOf(t, posts), c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if got := job.Screen(d).Ask.In("en"); got != c.ask {
			t.Errorf("%s: asks %q, want %q", c.name, got, c.ask)
		}
	}
}

// TestCountOfAPlaceAsksWhatStandsThere: pallets, and not the totes of orders.
func TestCountOfAPlaceAsksWhatStandsThere(t *testing.T) {
	d := testDesk()
	b := dock()
	b.contents["L:A-01-04"] = wire.Contents{LPNs: []string{"PAL-1", "T-1"}}
	job := &Count{}
	_, last := worked(t, d, job, b, inputsOf(d, "A-01-04 TEA =2 !done")...)
	if got := job.stop().LPNs; !slices.Equal(got, []string{"PAL-1"}) {
		t.Errorf("stands there: %q, want the pallet", got)
	}
	if got := text(last); got != "PAL-1 not counted. Is it gone?; F8 again: yes" {
		t.Errorf("told %q", got)
	}
}

// TestCountGoesOnWhereTheBooksHaveMore than one command looks at.
func TestCountGoesOnWhereTheBooksHaveMore(t *testing.T) {
	d := testDesk()
	c := countTrip(func(c *Count) { c.Placed = true })
	in, _ := json.Marshal(wire.Count{Stamp: wire.Stamp{Worker: "W1"}, Task: "T-0000012-1", Holder: "L:A-01-02", Done: true})
	act := c.Handle(d, Input{Posted: &Posted{Name: "done", Verb: "count", Input: in, Result: json.RawMessage(`{"more":true}`)}})
	if got := countsOf(t, act.Post); !slices.Equal(got, []string{`count {"task":"T-0000012-1","holder":"L:A-01-02","quantity":0,"done":true}`}) {
		t.Errorf("posted %q, want the same once more", got)
	}
}
