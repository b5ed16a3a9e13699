package exchange

import (
	"context"
	"crypto/cipher"
	"fmt"
	"io"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Bounds of staging.
const (
	// MaxRecords of one all-or-nothing import. Each is staged, tried and applied, about 15 pages; a larger catalogue is
	// sent in several files, or row by row.
	MaxRecords = 250_000
	// stageWrites leaves room below a command's 200 writes for the import's own record and its index.
	stageWrites = 150
	// stageRecords bounds the records of one staging command, for those that claim little.
	stageRecords = 48
)

// Kinds of jobs, which are outbox kinds too. Aborting has its own, so that it never waits behind a long import.
const (
	ApplyJob = "import.apply"
	AbortJob = "import.abort"
)

// stager stages records of one import.
type stager struct {
	*importer
	id     uint64
	aead   cipher.AEAD
	seq    uint64
	bundle []*candidate
	writes int
}

// candidate is a record on its way into a staging command, and what came of it.
type candidate struct {
	draft  *Draft
	record stagedRecord
	staged *store.Pending[[]clash]
	place  int // in its command
	tried  *store.Pending[struct{}]
}

// clash is a name of a staged record that somebody else has.
type clash struct {
	Place  int             `cbor:"1,keyasint"`
	Claim  inventory.Claim `cbor:"2,keyasint"`
	Import uint64          `cbor:"3,keyasint"`
	Line   int             `cbor:"4,keyasint"`
}

// begin stores the import.
func (im *importer) begin(columns []string) (*stager, error) {
	key := make([]byte, sealBytes)
	if _, err := io.ReadFull(im.opt.Random, key); err != nil {
		return nil, fault.Internal("import.random", "no randomness to seal the import with").Because(err)
	}
	aead, err := sealer(key)
	if err != nil {
		return nil, err
	}
	ctx := context.WithoutCancel(im.ctx) // its number must be known, to give it up by
	id, err := store.Do(ctx, im.x, im.command("import.begin"), func(tx *store.Tx) (uint64, error) {
		s := Staged{ID: tx.Next(importNumbers), Kind: im.opt.Sheet.Kind(), Columns: columns, Key: key, Worker: im.opt.Worker,
			Began: tx.Now().Unix(), Touched: tx.Now().Unix()}
		if err := stepImport(tx, &s, importBegin, ""); err != nil {
			return 0, err
		}
		Imports.Put(tx, &s)
		return s.ID, nil
	})
	return &stager{importer: im, id: id, aead: aead}, err
}

// stage takes a record into the next staging command, and posts that when it is full.
func (s *stager) stage(d *Draft) *flight {
	if s.seq == MaxRecords {
		d.Rows[0].Fail("", "import.records", fmt.Sprintf("an all-or-nothing import takes %d records", MaxRecords), "split the file, or import row by row")
		return &flight{draft: d}
	}
	s.seq++
	p := &candidate{draft: d, record: stagedRecord{Import: s.id, Seq: s.seq, Line: d.Rows[0].Line, Name: d.Name, Claims: d.Claims,
		Steps: d.Steps, Writes: d.Writes, Sealed: s.aead.Seal(nil, nonceOf(s.seq), d.Body, nil)}}
	if cost := 1 + len(d.Claims); s.writes+cost > stageWrites || len(s.bundle) == stageRecords {
		s.post()
	}
	s.writes += 1 + len(d.Claims)
	s.bundle = append(s.bundle, p)
	return &flight{draft: d, calls: 1, land: func() error { return s.settle(p) }}
}

// post queues a staging command, and behind it a trial of each of its records: by then the names are claimed, so what the
// trial finds holds until the decision.
func (s *stager) post() {
	bundle := s.bundle
	s.bundle, s.writes = nil, 0
	if len(bundle) == 0 {
		return
	}
	id := s.id
	staged := store.Queue(s.x, s.command("import.stage"), func(tx *store.Tx) ([]clash, error) { return stageBundle(tx, id, bundle) })
	for i, p := range bundle {
		p.staged, p.place = &staged, i
		tried := store.Queue(s.x, s.command("import.try"), func(tx *store.Tx) (struct{}, error) {
			p.record.release(tx) // in this command only, which is refused in any case
			if err := s.opt.Sheet.Apply(tx, Record{Columns: s.columns, Body: p.draft.Body}, 0); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, errTried
		})
		p.tried = &tried
	}
}

// errTried refuses a trial that went well, so that it leaves no trace.
var errTried = fault.Refused("import.tried", "the record can be brought in")

func stageBundle(tx *store.Tx, id uint64, bundle []*candidate) ([]clash, error) {
	im, err := FindImport(tx, id)
	if err != nil {
		return nil, err
	}
	if im.State != Staging {
		return nil, fault.Conflict("import.state", "import %d was given up while its file was read: import it again", id)
	}
	var out []clash
	for i, p := range bundle {
		found := len(out)
		for _, c := range p.draft.Claims {
			if by, line, held := inventory.ClaimHolder(tx, c); held {
				out = append(out, clash{i, c, by, line})
			}
		}
		for _, c := range p.draft.Avoid {
			if by, line, held := inventory.ClaimHolder(tx, c); held {
				out = append(out, clash{i, c, by, line})
			}
		}
		if len(out) > found {
			continue
		}
		for _, c := range p.draft.Claims {
			inventory.TakeClaim(tx, c, id, p.record.Line)
		}
		stagedRecords.Put(tx, &p.record)
		im.Records++
	}
	im.Touched = tx.Now().Unix()
	Imports.Put(tx, &im)
	return out, nil
}

// settle waits for a record's staging and trial and notes what is wrong.
func (s *stager) settle(p *candidate) error {
	if p.staged == nil {
		s.post() // the window filled up before the command did
	}
	clashes, err := p.staged.Answer(s.ctx)
	tried := p.tried.Wait(s.ctx)
	if err != nil {
		return s.judge(p.draft, err)
	}
	clear := true
	for _, c := range clashes {
		if c.Place == p.place {
			clear = false
			p.draft.reject(s.explain(c))
		}
	}
	if !clear || fault.ReasonOf(tried) == errTried.Reason {
		return nil
	}
	return s.judge(p.draft, tried)
}

func (s *stager) explain(c clash) error {
	if c.Import == s.id {
		return fault.Conflict("row.duplicate", "the file has it twice").With(fault.Detail{Where: c.Claim.String(), Reason: "row.duplicate",
			Message: fmt.Sprintf("%s %s stands in line %d already", c.Claim.Kind, c.Claim, c.Line)})
	}
	return fault.Conflict("import.pending", "it is being imported").With(fault.Detail{Where: c.Claim.String(), Reason: "import.pending",
		Message: fmt.Sprintf("%s %s belongs to import %d, which is not finished", c.Claim.Kind, c.Claim, c.Import)})
}

// finish decides for a good file and gives up any other. Giving up must not end with the context that may have caused it.
func (s *stager) finish(trouble error) (Result, error) {
	out := Result{Report: s.report, Import: s.id}
	if trouble == nil && s.report.OK() {
		out.Job, trouble = s.decide()
		if trouble == nil {
			return out, nil
		}
		s.report.Stop(trouble)
	}
	reason := "import.rows"
	if trouble != nil {
		reason = fault.ReasonOf(trouble)
	}
	ctx := context.WithoutCancel(s.ctx)
	_, err := store.Do(ctx, s.x, s.command("import.abort"), func(tx *store.Tx) (Staged, error) { return Abort(tx, s.id, reason) })
	if trouble == nil {
		trouble = err // else the store is down, and AbortStale does it after the next start
	}
	return out, trouble
}

// decide is the flip: from here on the records come in. A lost answer is looked up, since a decided import must never be
// told as given up.
func (s *stager) decide() (uint64, error) {
	job, err := store.Do(s.ctx, s.x, s.command("import.decide"), func(tx *store.Tx) (uint64, error) { return decide(tx, s.id) })
	if err == nil {
		return job, nil
	}
	ctx := context.WithoutCancel(s.ctx)
	var im Staged
	look := s.x.View(ctx, s.opt.Partition, func(v *store.View) (err error) {
		im, err = FindImport(v, s.id)
		return err
	})
	if look == nil && (im.State == Applying || im.State == Applied) {
		return im.Job, nil
	}
	return 0, err
}

func decide(tx *store.Tx, id uint64) (uint64, error) {
	im, err := FindImport(tx, id)
	if err != nil {
		return 0, err
	}
	if err := stepImport(tx, &im, importDecide, ""); err != nil {
		return 0, err
	}
	im.Job = tx.StartJob(ApplyJob, id).ID
	Imports.Put(tx, &im)
	return im.Job, nil
}

// Abort gives up an import whose file is being read: a job releases all it claimed. Errors: import.unknown, import.state
// once it is decided.
func Abort(tx *store.Tx, id uint64, reason string) (Staged, error) {
	im, err := FindImport(tx, id)
	if err != nil {
		return im, err
	}
	if err := stepImport(tx, &im, importAbort, reason); err != nil {
		return im, err
	}
	im.Reason = reason
	im.Job = tx.StartJob(AbortJob, id).ID
	Imports.Put(tx, &im)
	return im, nil
}

// AbortStale gives up what a partition's imports staged last before a moment, and tells how many. At the start of the
// service that is all of them (before = now): the readers of their files died with the process before. While it runs,
// StagingPatience before now catches what was forgotten.
func AbortStale(ctx context.Context, x *store.Executor, p store.Partition, now, before time.Time) (int, error) {
	var stale []uint64
	err := x.View(ctx, p, func(v *store.View) error {
		prefix := store.K(tagImport).Byte(importOpen)
		for k := range store.Keys(v, prefix, nil) {
			id := store.ReadKey(k, len(prefix)).Uint()
			if im, ok := Imports.Get(v, importKey(id)); ok && im.Touched <= before.Unix() {
				stale = append(stale, id)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	aborted := 0
	for _, id := range stale {
		c := store.Command{Partition: p, Verb: "import.abort", Source: store.Source{Kind: store.FromClock}, At: now, OccurredAt: now}
		_, err := store.Do(ctx, x, c, func(tx *store.Tx) (Staged, error) { return Abort(tx, id, "import.stale") })
		switch {
		case err == nil:
			aborted++
		case fault.ReasonOf(err) != "import.state": // somebody was quicker
			return aborted, err
		}
	}
	return aborted, nil
}

// StagingPatience is how long an import may stand still while its file is read, as an upload over a weak radio does.
const StagingPatience = 30 * time.Minute
