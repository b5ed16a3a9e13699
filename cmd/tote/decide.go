package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"example.com/tote/inventory/fault"
)

// decideCommand answers published test problems with the service's own planners, so that anybody can check the answers with
// a checker of their own. The formats stand in testdata/instances/*/SOURCE.md. The answer goes to the standard output, one
// line about it to the error stream.
type decideCommand struct {
	Route     decideRoute     `cmd:"" help:"Shortest walks. Reads a JSON list of cases, prints it with the route and claimed_length of each."`
	Scattered decideScattered `cmd:"" help:"Places to take articles from, and the walk. Reads a JSON list of cases."`
	Batch     decideBatch     `cmd:"" help:"Orders into trips of a cart. Reads one JSON case."`
	Wave      decideWave      `cmd:"" help:"Orders and aisles of a wave. Reads the text format of the SBPO 2025 challenge."`
	Carton    decideCarton    `cmd:"" help:"Orders into boxes (CSV), or units into a container (thpack text). Prints CSV with the place of every piece."`
}

// effort is how long a decision may be thought about. With neither flag it takes what the service itself would.
type effort struct {
	Time       time.Duration `help:"Time for each case; the best answer found by then is printed." xor:"effort"`
	Iterations int           `help:"A fixed amount of search in place of a time: the same answer on every machine." xor:"effort"`
}

// Bounds of what may be asked for.
const (
	maxDecideBytes  = 256 << 20      // the largest published instances have 30 MB
	maxDecideTime   = 24 * time.Hour // more is a slip of the unit
	maxDecideRounds = 1_000_000_000  // more never ends
	untilTheEnd     = -1             // iterations: as many as the time allows
	usualTime       = time.Second    // of a batching or a wave
)

// check refuses flags that cannot be meant.
func (e effort) check() error {
	if e.Iterations < 0 || e.Iterations > maxDecideRounds {
		return fault.Invalid("decide.iterations", "--iterations is 1 to %d, not %d", maxDecideRounds, e.Iterations)
	}
	if e.Time < 0 || e.Time > maxDecideTime {
		return fault.Invalid("decide.time", "--time is more than nothing and at most %v, not %v", maxDecideTime, e.Time)
	}
	return nil
}

// limit gives the context of one case; end must be called.
func (e effort) limit(ctx context.Context) (_ context.Context, end context.CancelFunc) {
	if e.Time > 0 {
		return context.WithTimeout(ctx, e.Time)
	}
	return ctx, func() {}
}

// search gives the context and the iterations of a planner that must be given one of both; end must be called.
func (e effort) search(ctx context.Context) (_ context.Context, iterations int, end context.CancelFunc) {
	if e.Iterations > 0 {
		return ctx, e.Iterations, func() {}
	}
	if e.Time == 0 {
		e.Time = usualTime
	}
	ctx, end = e.limit(ctx)
	return ctx, untilTheEnd, end
}

// problemFile is the argument of every decision.
type problemFile struct {
	File string `arg:"" help:"File with the problem; - reads standard input."`
}

func (p problemFile) read() ([]byte, error) {
	var in io.Reader = os.Stdin
	if p.File != "-" {
		f, err := os.Open(p.File)
		if err != nil {
			return nil, fault.NotFound("decide.file", "%s cannot be opened", p.File).Because(err)
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxDecideBytes+1))
	if err != nil {
		return nil, fault.Invalid("decide.file", "%s cannot be read", p.File).Because(err)
	}
	if len(raw) > maxDecideBytes {
		return nil, fault.Invalid("decide.file", "%s has more than %d MB: cut it", p.File, maxDecideBytes>>20)
	}
	return raw, nil
}

// stopped ends a decision that was interrupted: half a list of answers is none.
func stopped(ctx context.Context) error {
	if ctx.Err() != nil {
		return fault.Unavailable("decide.stopped", "stopped before the last case was decided").Because(ctx.Err())
	}
	return nil
}

// within names the case that a planner refused.
func within(file, name string, err error) error {
	e := fault.From(err)
	return (&fault.Error{Code: e.Code, Reason: e.Reason, Message: fmt.Sprintf("%s, case %s: %s", file, cmp.Or(name, "without a name"), e.Message), Err: e.Err}).With(e.Details...)
}
