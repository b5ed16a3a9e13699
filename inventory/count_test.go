package inventory

import (
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/statetest"
	"example.com/tote/inventory/store"
)

func TestCountStates(t *testing.T) {
	t.Run("count", func(t *testing.T) {
		statetest.Machine[CountState, CountEvent]{Noun: CountLineNoun, ID: "N1", Last: CountRejected, Table: countTable, Why: "because",
			Step: func(tx *store.Tx, from CountState, ev CountEvent) (CountState, error) {
				v := Count{ID: "N1", State: from}
				err := stepCount(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
	t.Run("stocktake", func(t *testing.T) {
		statetest.Machine[StocktakeState, StocktakeEvent]{Noun: "stocktake", ID: "K1", Last: StocktakeStopped, Table: stocktakeTable, Why: "because",
			Step: func(tx *store.Tx, from StocktakeState, ev StocktakeEvent) (StocktakeState, error) {
				v := Stocktake{ID: "K1", State: from}
				err := stepStocktake(tx, &v, ev, "because")
				return v.State, err
			}}.All(t, steps(t), diagrams)
	})
}

// countedBy books a count as a worker.
func (h *house) countedBy(worker string, in CountInput) CountOutcome {
	h.t.Helper()
	var out CountOutcome
	h.do(func(tx *store.Tx) (err error) {
		tx.Command().Worker = worker
		out, err = CountGoods(tx, in, nil)
		return err
	})
	return out
}

func (h *house) found() string {
	h.t.Helper()
	var all []string
	h.look(func(r store.Reader) {
		found, _ := Check(r)
		for _, d := range found {
			all = append(all, d.String())
		}
	})
	return strings.Join(all, "\n")
}

// What counting keeps is checked: each record that says otherwise than the ledger is found.
func TestCheckFindsBrokenCounts(t *testing.T) {
	face := Location("A1-1")
	for _, c := range []struct {
		name  string
		spoil func(tx *store.Tx)
		want  string
	}{
		{"a state", func(tx *store.Tx) { c := first(tx); c.State = CountRecount; Counts.Put(tx, &c) }, "posted, -2 booked"},
		{"a booked quantity", func(tx *store.Tx) { c := first(tx); c.Posted, c.Variance = -1, -1; Counts.Put(tx, &c) }, "posted, -2 booked"},
		{"an end", func(tx *store.Tx) { c := first(tx); c.Ended = 0; Counts.Put(tx, &c) }, "has ended"},
		{"a count gone", func(tx *store.Tx) { Counts.Delete(tx, countKey(first(tx).ID)) }, "stored is nothing"},
		{"an index entry lost", func(tx *store.Tx) {
			c := first(tx)
			store.Unmark(tx, countGoodsKey(countAtGoods, c.Holder, c.SKU, c.Lot, c.Status).Str(c.ID))
		}, "index of goods"},
		{"an index entry too many", func(tx *store.Tx) { store.Mark(tx, countTag(countEnded).Int(9).Str("N-9")) }, "no such count"},
		{"a wish gone", func(tx *store.Tx) { CountsWantedList.Delete(tx, countWantedKey(face, "MILK")) }, "stored is nothing"},
		{"a wish of nobody", func(tx *store.Tx) { CountsWantedList.Put(tx, &CountWanted{Holder: face, SKU: "QC"}) }, "count wanted QC"},
		{"a wish in a trip that is none", func(tx *store.Tx) {
			w, _ := CountsWantedList.Get(tx, countWantedKey(face, "MILK"))
			w.Task = "T-9"
			CountsWantedList.Put(tx, &w)
		}, "a stop of an open trip"},
		{"a stocktake's progress", func(tx *store.Tx) {
			s, _ := GetStocktake(tx, FormatNumber('K', 1))
			s.Places = 7
			Stocktakes.Put(tx, &s)
		}, "places by its zones"},
	} {
		h := newHouse(t)
		h.stock("A1", face, 12)
		h.set(h.now().Add(time.Hour))
		h.countedBy("c1", CountInput{Holder: face, SKU: "A1", Qty: 10})
		h.set(h.now().Add(time.Hour))
		h.countedBy("c2", CountInput{Holder: face, SKU: "A1", Qty: 10})
		h.do(func(tx *store.Tx) error {
			if _, err := StartCount(tx, StartCountInput{All: true}); err != nil {
				return err
			}
			return WantCount(tx, face, "MILK", CountAgain, 0)
		})
		if got := h.found(); got != "" {
			t.Fatalf("before: %s", got)
		}
		var found []string
		err := h.try(func(tx *store.Tx) error {
			c.spoil(tx)
			all, _ := Check(tx)
			for _, d := range all {
				found = append(found, d.String())
			}
			return fault.Refused("test.over", "nothing of it is kept")
		})
		if fault.ReasonOf(err) != "test.over" || !strings.Contains(strings.Join(found, "\n"), c.want) {
			t.Errorf("%s: found %q, %v; want a line with %q", c.name, found, err, c.want)
		}
	}
}

func first(r store.Reader) Count {
	c, _ := Counts.Get(r, countKey(FormatNumber('N', 1)))
	return c
}

// A long ledger behind a count is no command's to read: the count waits for the job, and costs no more than a short one.
func TestLongLedgerBehindACountIsLeftToTheJob(t *testing.T) {
	h := newHouse(t)
	face := Location("A1-1")
	h.stock("A1", face, 12)
	moment := h.now().Add(time.Hour)
	h.set(moment.Add(time.Hour))
	for range 2*foldedInCommand/50 + 1 {
		h.do(func(tx *store.Tx) error {
			for range 50 {
				recordState(tx, StateChange{Noun: "noise", ID: "x", Event: "happen"})
			}
			return nil
		})
	}
	h.stock("A1", Location("A1-2"), 3)
	var out CountOutcome
	h.do(func(tx *store.Tx) (err error) {
		tx.Command().Worker, tx.Command().OccurredAt = "c1", moment
		out, err = CountGoods(tx, CountInput{Holder: face, SKU: "A1", Qty: 12}, nil)
		return err
	})
	if out.State != CountProvisional {
		t.Fatalf("got %s, want provisional", out.State)
	}
	h.look(func(r store.Reader) {
		c := first(r)
		if _, ok := store.Jobs.Get(r, store.JobKey(1)); c.Why != whyLedger || !ok {
			t.Errorf("why %q, job %t; want %q and a job", c.Why, ok, whyLedger)
		}
	})
	err := h.try(func(tx *store.Tx) error {
		_, err := ApproveCount(tx, DecideInput{Count: out.Count, Reason: ReasonUnknown}, nil)
		return err
	})
	if fault.ReasonOf(err) != "count.reading" {
		t.Errorf("got %v, want count.reading", err)
	}
	var c Count
	h.look(func(r store.Reader) {
		c = first(r)
		f := NewFolding([]*Count{&c})
		for end := false; !end; {
			var err error
			if end, err = f.Read(r, 100); err != nil {
				t.Fatal(err)
			}
			if !end { // one look at a time: what was read stays read
				f.Close()
				f = NewFolding([]*Count{&c})
			}
		}
		f.Close()
	})
	h.do(func(tx *store.Tx) error {
		state, err := JudgeCount(tx, out.Count, &c, nil)
		if state != CountMatched {
			t.Errorf("got %s, want matched", state)
		}
		return err
	})
}

// The last entry before a moment, wherever it lies.
func TestBeforeMoment(t *testing.T) {
	h := newHouse(t)
	var at []time.Time
	for range 70 {
		h.set(h.now().Add(time.Minute))
		h.do(func(tx *store.Tx) error { recordState(tx, StateChange{Noun: "noise", ID: "x"}); return nil })
		at = append(at, h.now())
	}
	h.look(func(r store.Reader) {
		tail := store.Tail(r)
		for i, m := range at {
			if got, want := beforeMoment(r, m.UnixMilli()), tail-uint64(len(at)-i); got != want {
				t.Errorf("before entry %d: got %d, want %d", i, got, want)
			}
		}
		if got := beforeMoment(r, at[69].UnixMilli()+1); got != tail {
			t.Errorf("behind the last: got %d, want %d", got, tail)
		}
		if got := beforeMoment(r, 0); got != 0 {
			t.Errorf("before the first: got %d, want 0", got)
		}
	})
}

func TestCountPolicyRefusesNonsense(t *testing.T) {
	h := newHouse(t)
	p := DefaultCountPolicy()
	p.Tolerance[0].Permille, p.Rhythm.Days[2], p.Rhythm.PerDay = 1001, -1, 1_000_000
	err := h.try(func(tx *store.Tx) error { _, err := PutCountPolicy(tx, p, 0); return err })
	if fault.ReasonOf(err) != "count-policy.invalid" || len(fault.From(err).Details) != 3 {
		t.Errorf("got %v, want count-policy.invalid with three shortcomings", err)
	}
	good := DefaultCountPolicy()
	good.Tolerance[1] = counting.Tolerance{Units: 4}
	h.do(func(tx *store.Tx) error { _, err := PutCountPolicy(tx, good, 0); return err })
	err = h.try(func(tx *store.Tx) error { _, err := PutCountPolicy(tx, good, 0); return err })
	if fault.CodeFrom(err) != fault.CodeStale {
		t.Errorf("an edit of what nobody read: got %v, want stale", err)
	}
	h.look(func(r store.Reader) {
		if got := GetCountPolicy(r); got.Revision != 1 || got.Tolerance[1].Units != 4 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestStartCountNamesOneThing(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		in   StartCountInput
		want string
	}{
		{StartCountInput{}, "count.invalid"},
		{StartCountInput{All: true, Zone: "A"}, "count.invalid"},
		{StartCountInput{Location: "A1-1", Lot: "L1"}, "count.invalid"},
		{StartCountInput{SKU: "A1", Freeze: true}, "count.invalid"},
		{StartCountInput{Location: "X9"}, "location.unknown"},
		{StartCountInput{SKU: "X9"}, "item.unknown"},
		{StartCountInput{SKU: "MILK", Lot: "X9"}, "lot.unknown"},
	} {
		err := h.try(func(tx *store.Tx) error { _, err := StartCount(tx, c.in); return err })
		if fault.ReasonOf(err) != c.want {
			t.Errorf("%+v: got %v, want %s", c.in, err, c.want)
		}
	}
}

func TestBookingUnderACountsNumberIsTheCountsAlone(t *testing.T) {
	h := newHouse(t)
	err := h.adjust(AdjustInput{SKU: "A1", Holder: Location("A1-1"), Delta: 1, Reason: AdjustCount, Note: FormatNumber('N', 1)})
	if fault.ReasonOf(err) != "adjust.invalid" {
		t.Errorf("got %v, want adjust.invalid", err)
	}
}

// The counts of a day are planned once, behind midnight's work, and from the second day on.
func TestDayOfCountsIsPlannedOnce(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		ahead time.Duration
		want  string
	}{
		{time.Minute, ""}, {time.Minute, ""}, {24 * time.Hour, "midnight"}, {time.Minute, "midnight count-plan"}, {time.Minute, "midnight count-plan"},
		{24 * time.Hour, "midnight count-plan midnight"},
	} {
		h.set(h.now().Add(c.ahead))
		h.do(func(tx *store.Tx) error { _, err := Tick(tx); return err })
		var got []string
		h.look(func(r store.Reader) {
			for n := uint64(1); ; n++ {
				j, ok := store.Jobs.Get(r, store.JobKey(n))
				if !ok {
					return
				}
				got = append(got, j.Kind)
			}
		})
		if strings.Join(got, " ") != c.want {
			t.Errorf("after %v: jobs %q, want %q", c.ahead, got, c.want)
		}
	}
}
