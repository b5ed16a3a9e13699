package spool

import (
	"context"
	"slices"
	"time"
)

// reading is what a printer said about itself.
type reading struct {
	reasons  []string // why it cannot print now, sorted; empty: it can
	warnings []string // what it says and prints all the same, sorted
	gone     bool     // it said nothing at all: what it still has in hand is not known
	counted  bool     // pending is meant
	pending  int      // formats and labels that it has and has not printed
	words    string   // the printer's own, for the log
}

// not gives the reading of a printer that cannot print.
func not(reasons ...string) reading {
	return reading{reasons: sortedSet(reasons)}
}

func sortedSet(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// absent gives the reading of a printer that said nothing.
func absent(reason string, err error) reading {
	r := reading{reasons: []string{reason}, gone: true}
	if err != nil {
		r.words = err.Error()
	}
	return r
}

func (r reading) ready() bool { return len(r.reasons) == 0 }

// transport reaches one printer. It is used by one worker at a time.
type transport interface {
	// ask reads the status on a connection of its own.
	ask(ctx context.Context) reading
	// open does all that can go wrong before the first byte.
	open(ctx context.Context, j Job, data []byte) opened
}

// opened is the way to a printer, or why there is none.
type opened struct {
	to      delivery // nil if the way is barred
	reading reading
	fail    Outcome // of Ending Failed if this job will never be taken by this printer
}

// delivery is an open way to a printer. Either send or drop is called, once.
type delivery interface {
	// send gives it the bytes: Held only if certainly no byte of the job left this machine.
	send(ctx context.Context, data []byte) (Outcome, receipt)
	drop()
}

// receipt is by what a sent job can be asked for later.
type receipt struct {
	id    int  // IPP job-id; 0 for none
	count bool // the printer tells what it still has in hand (reading.pending)
}

// follower is a transport that can be asked for a job it took.
type follower interface {
	// follow tells what became of a job: over is false while it is being worked on. An ending of 0 says that nobody knows
	// any more.
	follow(ctx context.Context, id int) (out Outcome, over bool, err error)
	// recall asks the printer to cancel a job.
	recall(ctx context.Context, id int) error
}

// Times of the conversation with a printer.
const (
	dialTime  = 5 * time.Second // in one building; a sleeping printer wakes in 2 to 3 s
	askTime   = 4 * time.Second // printers answer ~HS in some 10 ms, when printing in up to 2 s
	stallTime = 2 * time.Minute // paper ran out inside a long job: time to load a roll before the job counts as broken off
	drainTime = 500 * time.Millisecond
)

func transportOf(p Printer, now func() time.Time) transport {
	switch p.Transport {
	case IPP:
		return newIPP(p, now)
	case Folder:
		return &folder{dir: p.Address, printer: p.Code}
	}
	return &raw{printer: p, now: now}
}
