package exchange

import (
	"context"
	"fmt"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Bounds of one piece of an import's job.
const (
	pieceWrites  = 140     // leaves room below a command's 200 for the import's and the job's record and for a wrong estimate
	pieceRecords = 40      // about as long as people with scanners may wait behind one piece
	pieceBytes   = 1 << 20 // of staged records read at once: orders of 2,000 lines are large
)

// Handlers gives the outbox handlers of imports of these sheets, for cmd/tote/serve.go.
func Handlers(sheets ...Sheet) map[string]store.Handler {
	byKind := map[string]Sheet{}
	for _, s := range sheets {
		byKind[s.Kind()] = s
	}
	apply := func(ctx context.Context, r *store.JobRun) (string, error) {
		w, err := openWork(ctx, r)
		if err != nil {
			return "", err
		}
		if w.sheet = byKind[w.im.Kind]; w.sheet == nil {
			return "", fault.Internal("import.kind", "nobody here knows how to import %s", w.im.Kind)
		}
		return w.applyAll()
	}
	abort := func(ctx context.Context, r *store.JobRun) (string, error) {
		w, err := openWork(ctx, r)
		if err != nil {
			return "", err
		}
		return w.clearAll()
	}
	return map[string]store.Handler{ApplyJob: store.JobHandler(apply), AbortJob: store.JobHandler(abort)}
}

// work is one run of a job over an import's staged records. All it knows it reads anew before each piece.
type work struct {
	ctx   context.Context
	run   *store.JobRun
	id    uint64
	sheet Sheet
	im    Staged
	next  []stagedRecord
}

func openWork(ctx context.Context, r *store.JobRun) (*work, error) {
	w := &work{ctx: ctx, run: r}
	if err := store.Unmarshal(r.Job.Payload, &w.id); err != nil {
		return nil, fault.Internal("import.job", "job %d does not say which import it is for", r.Job.ID).Because(err)
	}
	return w, w.look()
}

// look reads how far the import is and what is to be done next.
func (w *work) look() error {
	w.next = nil
	return w.run.View(w.ctx, func(v *store.View) (err error) {
		if w.im, err = FindImport(v, w.id); err != nil {
			return err
		}
		writes, bytes := 0, 0
		for s := range stagedRecords.All(v, stagedKey(w.id), nil) {
			writes, bytes = writes+s.cost(), bytes+len(s.Sealed)
			alone := s.Steps > 1
			if len(w.next) > 0 && (alone || writes > pieceWrites || bytes > pieceBytes || len(w.next) == pieceRecords) {
				return nil
			}
			w.next = append(w.next, s)
			if alone {
				return nil
			}
		}
		return nil
	})
}

// cost is what applying a record writes besides what it takes away.
func (s *stagedRecord) cost() int { return s.Writes + len(s.Claims) + 1 }

// piece posts one bounded command that changes the import. It is given the import as the command finds it.
func (w *work) piece(verb string, do func(tx *store.Tx, im *Staged) error) error {
	left := max(w.im.Records-w.im.Done-w.im.Failed, 0)
	total := w.run.Job.Done + uint64(left)/uint64(max(len(w.next), 1)) + 1
	_, err := store.Piece(w.ctx, w.run, total, store.Command{Verb: verb, OccurredAt: w.run.Now(), Worker: w.im.Worker}, func(tx *store.Tx) (struct{}, error) {
		im, err := FindImport(tx, w.id)
		if err != nil {
			return struct{}{}, err
		}
		if err := do(tx, &im); err != nil {
			return struct{}{}, err
		}
		Imports.Put(tx, &im)
		return struct{}{}, nil
	})
	return err
}

// applyAll brings in what is staged, several records a command. If one of them is refused each gets its own, so that the
// refusal is that record's alone.
func (w *work) applyAll() (string, error) {
	for w.im.State == Applying {
		var err error
		if len(w.next) == 0 {
			err = w.piece("import.applied", func(tx *store.Tx, im *Staged) error {
				im.Key = nil
				return stepImport(tx, im, importApplied, "")
			})
		} else if err = w.apply(w.next); err != nil && !passing(err) {
			err = w.applySingly(w.next, err)
		}
		if err == nil {
			err = w.look()
		}
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d of %d records brought in", w.im.Done, w.im.Records), nil
}

// passing tells trouble after which the same is tried again from a refusal of the record itself.
func passing(err error) bool {
	return fault.CodeFrom(err) == fault.CodeUnavailable || fault.ReasonOf(err) == "job.piece" || fault.ReasonOf(err) == "job.ended"
}

func (w *work) apply(records []stagedRecord) error {
	aead, err := sealer(w.im.Key)
	if err != nil {
		return err
	}
	columns := columnSet(w.im.Columns)
	return w.piece("import."+w.im.Kind, func(tx *store.Tx, im *Staged) error {
		for i := range records {
			s := &records[i]
			body, err := s.open(aead)
			if err != nil {
				return err
			}
			s.release(tx)
			if err := w.sheet.Apply(tx, Record{Columns: columns, Body: body}, im.Step); err != nil {
				return err
			}
			if im.Step++; im.Step < s.Steps {
				return nil // a record of several steps is alone in its piece
			}
			im.Step = 0
			im.Done++
			s.drop(tx)
		}
		return nil
	})
}

// applySingly gives each record its own command and notes the refused ones as failures. It ends early for passing trouble
// only: the decision stands, and one odd record must not hold up the rest.
func (w *work) applySingly(records []stagedRecord, refusal error) error {
	for i := range records {
		err := refusal // of a record that was alone
		if len(records) > 1 {
			err = w.apply(records[i : i+1])
		}
		if err != nil && !passing(err) {
			err = w.fail(&records[i], fault.From(err))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *work) fail(s *stagedRecord, f *fault.Error) error {
	return w.piece("import.failure", func(tx *store.Tx, im *Staged) error {
		message := f.Message
		for _, d := range f.Details {
			message += "; " + d.Where + ": " + d.Message
		}
		failures.Put(tx, &Failure{Import: s.Import, Seq: s.Seq, Line: s.Line, Name: s.Name, Reason: f.Reason, Message: cut(message, maxFailure)})
		s.drop(tx)
		im.Step = 0
		im.Failed++
		return nil
	})
}

// maxFailure bounds what is kept of a refusal, in bytes.
const maxFailure = 400

func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 { // not within a character
		most--
	}
	return s[:most]
}

// clearAll takes away what is staged and releases its claims.
func (w *work) clearAll() (string, error) {
	for w.im.State == Aborting {
		records := w.next
		err := w.piece("import.clear", func(tx *store.Tx, im *Staged) error {
			for i := range records {
				records[i].drop(tx)
			}
			im.Done += int64(len(records))
			if len(records) > 0 {
				return nil
			}
			im.Key = nil
			return stepImport(tx, im, importCleared, im.Reason)
		})
		if err == nil {
			err = w.look()
		}
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d records taken away", w.im.Done), nil
}
