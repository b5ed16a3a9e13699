package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// repaint is a job that paints tins 0 to n-1, one a piece. It plans on a snapshot: what is red needs no paint.
type repaint struct {
	f      *storetest.Fixture
	before func(ctx context.Context, piece int) error // called before each piece
}

func (r *repaint) handler() store.Handler {
	return store.JobHandler(func(ctx context.Context, run *store.JobRun) (string, error) {
		var n int
		if err := store.Unmarshal(run.Job.Payload, &n); err != nil {
			return "", err
		}
		for i := int(run.Job.Done); i < n; i++ {
			if err := r.before(ctx, i); err != nil {
				return "", err
			}
			_, err := store.Piece(ctx, run, uint64(n), store.Command{Verb: "repaint"}, paint(fmt.Sprint(i), "red"))
			if err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("%d painted", n), nil
	})
}

func (r *repaint) run(t testing.TB) {
	t.Helper()
	if err := r.f.RunOutbox(map[string]store.Handler{"repaint": r.handler()}, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
}

func startJob(t testing.TB, f *storetest.Fixture, n int) uint64 {
	t.Helper()
	return do(t, f, f.Command(warehouse, "repaint all"), func(tx *store.Tx) (uint64, error) { return tx.StartJob("repaint", n).ID, nil })
}

func job(t testing.TB, f *storetest.Fixture, id uint64) (out store.Job) {
	t.Helper()
	err := f.View(context.Background(), warehouse, func(v *store.View) (err error) {
		out, err = store.Jobs.Must(v, store.JobKey(id), fmt.Sprint(id))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantPainted(t testing.TB, f *storetest.Fixture, n int) {
	t.Helper()
	got, tail := shelf(t, f, warehouse)
	if len(got) != n || tail != uint64(n) {
		t.Errorf("%d tins and %d entries, want %d", len(got), tail, n)
	}
	for id, one := range got {
		if one.N != 1 {
			t.Errorf("tin %s was painted %d times", id, one.N)
		}
	}
}

func nothing(context.Context, int) error { return nil }

func TestJobDoesItsPiecesOnce(t *testing.T) {
	f := storetest.Open(t)
	id := startJob(t, f, 20)
	if j := job(t, f, id); j.State != store.JobWaiting || j.Kind != "repaint" {
		t.Errorf("before it runs the job is %+v", j)
	}
	(&repaint{f, nothing}).run(t)
	delivered(t, f)
	wantPainted(t, f, 20)
	if j := job(t, f, id); j.State != store.JobDone || j.Done != 20 || j.Total != 20 || j.Note != "20 painted" || j.Ended.IsZero() {
		t.Errorf("at the end the job is %+v", j)
	}
}

func TestJobGoesOnAfterACrash(t *testing.T) {
	f := storetest.Open(t)
	id := startJob(t, f, 10)
	reached := make(chan struct{})
	(&repaint{f, func(ctx context.Context, piece int) error {
		if piece == 6 {
			close(reached)
			<-ctx.Done()
			return errors.New("killed")
		}
		return nil
	}}).run(t)
	<-reached
	f.Crash()
	if j := job(t, f, id); j.State != store.JobRunning || j.Done != 6 {
		t.Errorf("after the crash the job is %+v, want 6 pieces done", j)
	}
	(&repaint{f, nothing}).run(t)
	delivered(t, f)
	wantPainted(t, f, 10)
	if j := job(t, f, id); j.State != store.JobDone {
		t.Errorf("at the end the job is %+v", j)
	}
}

func TestPieceWhoseAnswerWasLostIsNotDoneTwice(t *testing.T) {
	f := storetest.Open(t)
	id := startJob(t, f, 5)
	lost := false
	(&repaint{f, func(ctx context.Context, piece int) error {
		if piece == 3 && !lost {
			lost = true
			f.FailNextApply(errors.New("the answer of the last sync was lost"), true)
		}
		return nil
	}}).run(t)
	delivered(t, f) // the handler is tried again after a second
	wantPainted(t, f, 5)
	if j := job(t, f, id); j.State != store.JobDone || j.Done != 5 || !lost {
		t.Errorf("at the end the job is %+v", j)
	}
}

func TestJobThatIsRefusedFails(t *testing.T) {
	f := storetest.Open(t)
	id := startJob(t, f, 5)
	(&repaint{f, func(ctx context.Context, piece int) error {
		if piece == 2 {
			return fault.Refused("paint.empty", "there is no paint left")
		}
		return nil
	}}).run(t)
	delivered(t, f)
	wantPainted(t, f, 2)
	if j := job(t, f, id); j.State != store.JobFailed || j.Note != "paint.empty" {
		t.Errorf("at the end the job is %+v, want failed for paint.empty", j)
	}
}

func TestPeopleGoBeforeThePiecesOfJobs(t *testing.T) {
	var seen observed
	f := storetest.Open(t, func(o *store.Options) { o.Observe = seen.add })
	const jobs = 4
	began, release := make(chan struct{}, jobs), make(chan struct{})
	handlers := map[string]store.Handler{}
	for i := range jobs {
		handlers[fmt.Sprint("job", i)] = store.JobHandler(func(ctx context.Context, run *store.JobRun) (string, error) {
			began <- struct{}{}
			<-release
			_, err := store.Piece(ctx, run, 1, store.Command{Verb: "piece"}, func(*store.Tx) (int, error) { return 0, nil })
			return "", err
		})
	}
	if err := f.RunOutbox(handlers, []store.Partition{warehouse}); err != nil {
		t.Fatal(err)
	}
	for i := range jobs {
		do(t, f, f.Command(warehouse, "start"), func(tx *store.Tx) (uint64, error) { return tx.StartJob(fmt.Sprint("job", i), nil).ID, nil })
	}
	for range jobs {
		<-began
	}
	close(release)
	queueMany(t, f, 50, func(int) *store.Call {
		return store.Queue(f.Executor, f.Command(warehouse, "paint"), paint("a", "red")).Call
	})
	delivered(t, f)
	if got, _ := shelf(t, f, warehouse); got["a"].N != 50 {
		t.Errorf("painted %d times, want 50", got["a"].N)
	}
	pieces := 0
	for _, o := range seen.list() {
		if o.Command.Verb == "piece" {
			pieces++
		}
	}
	if pieces != jobs {
		t.Errorf("%d pieces were done, want %d", pieces, jobs)
	}
}

func TestEndedJobsAreDroppedAfterAThousand(t *testing.T) {
	f := storetest.Memory(t)
	first := startJob(t, f, 0)
	(&repaint{f, nothing}).run(t)
	delivered(t, f)
	second := uint64(0)
	const atOnce = 50
	for range store.JobsKept / atOnce {
		do(t, f, f.Command(warehouse, "repaint all"), func(tx *store.Tx) (uint64, error) {
			for range atOnce {
				second = tx.StartJob("nobody's", 0).ID
			}
			return 0, nil
		})
	}
	has := func(id uint64) (there bool) {
		_ = f.View(context.Background(), warehouse, func(v *store.View) error {
			_, there = store.Jobs.Get(v, store.JobKey(id))
			return nil
		})
		return there
	}
	if has(first) {
		t.Errorf("job %d has ended and %d came after it: it should be dropped", first, store.JobsKept)
	}
	startJob(t, f, 0)
	if !has(second) || !has(first+1) {
		t.Error("a job that has not ended was dropped")
	}
}
