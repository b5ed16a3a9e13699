package spool

import (
	"context"
	"time"
)

// Job is one paper whose bytes lie in a file.
type Job struct {
	Key         string    // names the paper for ever: document/entity/copy
	Printer     string    // code of the printer it waits for
	Path        string    // file of the exact bytes
	Hash        string    // hexadecimal SHA-256 of them; checked before sending
	Size        int64     // bytes; checked before sending
	ContentType string    // ContentPDF, ContentZPL, ContentTSPL or ContentESCPOS
	Title       string    // shown at the printer: the entity, nothing personal
	Asked       time.Time // when it was wanted; the zero time never expires
}

// What the bytes of a job can be.
const (
	ContentPDF    = "application/pdf"
	ContentZPL    = "application/vnd.zebra-zpl"
	ContentTSPL   = "application/vnd.tsc-tspl"
	ContentESCPOS = "application/vnd.escpos"
)

// Ending is how a try to send a job ended.
type Ending byte

// The endings, each with the state the job is in afterwards.
const (
	Held      Ending = iota + 1 // no byte went out: back to rendered, tried again later
	Sent                        // all bytes are with the printer: sent
	Confirmed                   // told after Sent: there is paper
	Failed                      // there is no paper and there will be none: failed, a person may have it tried again
	Unknown                     // it broke off behind the first byte, or after Sent: unknown, a person looks
)

var endingWords = [...]string{Held: "held", Sent: "sent", Confirmed: "confirmed", Failed: "failed", Unknown: "unknown"}

// String gives the word for logs.
func (e Ending) String() string {
	if int(e) < len(endingWords) {
		return endingWords[e]
	}
	return ""
}

// Outcome is an ending with its reason.
type Outcome struct {
	Ending Ending
	Reason string // stable dotted word of at most 64 bytes (reasons.go); "" for Sent and Confirmed
	Words  string // English, for the log; may name a file or an address, so it is not kept
}

// Queue is where jobs come from and where their endings are kept. Its methods may be called by several workers at once, but
// never by two of them for the same printer. Errors are passing trouble (the store is away): the loop asks again later.
type Queue interface {
	// Next gives the printer's oldest job in state rendered; ok is false if none waits. Asked again before Begin it
	// gives the same one.
	Next(ctx context.Context, printer string) (job Job, ok bool, err error)
	// Begin moves the job from rendered to sending and is durable when it returns: the first byte goes out after it. An error
	// of fault.CodeConflict or CodeNotFound says that the job is not rendered any more (cancelled, confirmed by a scan), so that
	// the loop goes on with the next one. After any other error it is not sent: if it became sending all the same,
	// Interrupted finds it and it is settled as Held.
	Begin(ctx context.Context, job Job) error
	// Settle keeps how it ended and is durable when it returns. It is called once with Held, Sent, Failed or Unknown after
	// Begin, and perhaps later with Confirmed or Unknown after Sent; Failed also comes without a Begin, for a job in state
	// rendered whose bytes are missing, altered, expired or not understood by the printer. It is called again with the same outcome
	// until it succeeds. A job that has moved on meanwhile (a scan confirmed it) is no error.
	Settle(ctx context.Context, job Job, out Outcome) error
	// Interrupted gives the jobs found in state sending, of whatever printer. The loop asks before any worker starts and
	// settles all of them as Unknown; and again after a Begin without an answer, to look for that one job.
	Interrupted(ctx context.Context) ([]Job, error)
	// Note tells the world a printer's status when it changed. It must not block: no lock or commit may make a printer wait.
	Note(ctx context.Context, s Status)
}

// State is what can be done with a printer at this moment.
type State string

// The states of a printer.
const (
	Idle        State = "idle"        // ready, or not asked since nothing waits
	Printing    State = "printing"    // a job of ours is being sent
	NotReady    State = "not_ready"   // it answers and cannot print: Reasons say why; jobs wait
	Unreachable State = "unreachable" // it does not answer; jobs wait
	Paused      State = "paused"      // the loop gave it up, or a person paused it: Reasons say why; jobs wait
)

// Status is what is known of a printer.
type Status struct {
	Printer  string
	State    State
	Reasons  []string  // stable dotted words, sorted; Words gives their text
	Warnings []string  // the same words for what it says and prints all the same: one of two trays is empty
	Job      string    // key of the job being sent, or held up
	Fails    int       // failures in a row
	Since    time.Time // since when State and Reasons are so
}
