package store

import (
	"context"
	"iter"
	"time"

	"example.com/tote/inventory/fault"
)

// Job is work too large for one command: a wave, an import, midnight. A command stores it and emits its start; its handler
// plans what remains on a snapshot and posts one bounded command at a time. Pieces done are counted in the job's record by
// the very commit that does them, so after a crash the handler goes on and never does one twice.
type Job struct {
	ID      uint64    `cbor:"1,keyasint"`
	Kind    string    `cbor:"2,keyasint"`
	Payload []byte    `cbor:"3,keyasint,omitempty"`
	Done    uint64    `cbor:"4,keyasint,omitempty"` // pieces done
	Total   uint64    `cbor:"5,keyasint,omitempty"` // pieces planned, as far as known
	State   JobState  `cbor:"6,keyasint"`
	Began   time.Time `cbor:"7,keyasint,omitempty"`
	Ended   time.Time `cbor:"8,keyasint,omitempty"`
	Note    string    `cbor:"9,keyasint,omitempty"` // outcome in words, without personal data
}

// JobState is how far a job is.
type JobState byte

// The states of a job in life order.
const (
	JobWaiting JobState = iota + 1
	JobRunning
	JobDone
	JobFailed
)

var jobWords = [...]string{JobWaiting: "waiting", JobRunning: "running", JobDone: "done", JobFailed: "failed"}

// String gives the word used on the wire.
func (s JobState) String() string {
	if int(s) < len(jobWords) {
		return jobWords[s]
	}
	return "unknown"
}

// Jobs are kept by number, so the newest are last.
var Jobs = Collection[Job]{Noun: "job", Version: 1, Key: func(j *Job) Key { return JobKey(j.ID) }}

// JobsFrom walks the jobs from a number on. The oldest are not kept: see JobsKept.
func JobsFrom(r Reader, id uint64) iter.Seq[Job] { return Jobs.All(r, K(tagJob), JobKey(id)) }

// JobKey gives the key of a job.
func JobKey(id uint64) Key { return K(tagJob).Uint(id) }

const jobNumbers = "job"

// JobsKept is how many jobs back an ended one can still be read: some weeks of waves. What began before is dropped as new
// ones come, so that the list of jobs never grows without bound.
const JobsKept = 1000

// StartJob stores a job and emits its start. The outbox kind is the job's kind.
func (tx *Tx) StartJob(kind string, payload any) Job {
	j := Job{ID: tx.Next(jobNumbers), Kind: kind, Payload: Marshal(payload), State: JobWaiting, Began: tx.Now()}
	Jobs.Put(tx, &j)
	if j.ID > JobsKept {
		if old, ok := Jobs.Get(tx, JobKey(j.ID-JobsKept)); ok && (old.State == JobDone || old.State == JobFailed) {
			Jobs.Delete(tx, JobKey(old.ID))
		}
	}
	tx.Emit(kind, kind, j.ID) // one key per kind: two waves do not plan over the same stock at once
	return j
}

// jobPiece makes a command one piece of a job.
type jobPiece struct {
	id    uint64
	piece uint64
	total uint64
}

// advance counts the piece. It tells false if that piece is done already: its commit was on disk although its poster was
// told otherwise.
func (p *jobPiece) advance(tx *Tx) (bool, error) {
	j, err := Jobs.Must(tx, JobKey(p.id), "")
	if err != nil {
		return false, err
	}
	switch {
	case j.State == JobDone || j.State == JobFailed:
		return false, fault.Conflict("job.ended", "job %d has ended: nothing more is done for it", p.id)
	case j.Done > p.piece:
		return false, nil
	case j.Done < p.piece:
		return false, fault.Internal("job.piece", "piece %d of job %d was posted while %d are done", p.piece, p.id, j.Done)
	}
	j.Done++
	j.Total = max(p.total, j.Done)
	j.State = JobRunning
	Jobs.Put(tx, &j)
	return true, nil
}

// JobRun is a job in the hands of its handler.
type JobRun struct {
	Job      Job
	delivery *Delivery
}

// Partition tells whose job it is.
func (r *JobRun) Partition() Partition { return r.delivery.Record.Partition }

// Delivery gives the outbox record the job runs under: with it Post reaches other partitions.
func (r *JobRun) Delivery() *Delivery { return r.delivery }

// Now is the moment of this run.
func (r *JobRun) Now() time.Time { return r.delivery.Now() }

// View reads the job's partition as it stands now: what is planned on. Keep it short, by the rules of Look.
func (r *JobRun) View(ctx context.Context, fn func(*View) error) error {
	return r.delivery.View(ctx, r.Partition(), fn)
}

// Piece posts the job's next piece and waits for it. total is the number of pieces planned in all, as far as known. A
// refused piece is not counted: plan anew.
func Piece[T any](ctx context.Context, r *JobRun, total uint64, c Command, run func(*Tx) (T, error)) (T, error) {
	d := r.delivery
	c.Partition, c.Source, c.At = d.Record.Partition, Source{Kind: FromClock}, d.Now()
	c.job = &jobPiece{id: r.Job.ID, piece: r.Job.Done, total: total}
	out, err := Do(ctx, d.x, c, run)
	if err == nil {
		r.Job.Done++
	}
	return out, err
}

// JobHandler makes an outbox handler of a function that works on a job until it is finished. The function returns a note
// for the job's record; an error that is worth another try (unavailable, internal) is tried again, any other ends the job
// as failed, with its reason.
func JobHandler(work func(ctx context.Context, r *JobRun) (note string, err error)) Handler {
	return func(ctx context.Context, d *Delivery) error {
		var id uint64
		if err := Unmarshal(d.Record.Payload, &id); err != nil {
			return err
		}
		r := &JobRun{delivery: d}
		err := d.x.View(ctx, d.Record.Partition, func(v *View) (err error) {
			r.Job, err = Jobs.Must(v, JobKey(id), "")
			return err
		})
		if err != nil {
			return err
		}
		note, err := work(ctx, r)
		if err != nil && !fault.CodeFrom(err).Stored() && fault.CodeFrom(err) != fault.CodeInvalid {
			return err
		}
		return d.Finish(ctx, "job.end", func(tx *Tx) error { return endJob(tx, id, note, err) })
	}
}

func endJob(tx *Tx, id uint64, note string, failure error) error {
	j, err := Jobs.Must(tx, JobKey(id), "")
	if err != nil {
		return err
	}
	j.State, j.Ended, j.Note = JobDone, tx.Now(), note
	if failure != nil {
		j.State, j.Note = JobFailed, fault.ReasonOf(failure)
	}
	Jobs.Put(tx, &j)
	return nil
}
