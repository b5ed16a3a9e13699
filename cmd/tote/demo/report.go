package demo

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// recorder keeps how long each step took, from the moment its robot was due to do it until the answer.
type recorder struct {
	mu    sync.Mutex
	steps map[string][]time.Duration
	order []string // by first use, which is the order of the path
}

func newRecorder() *recorder { return &recorder{steps: map[string][]time.Duration{}} }

func (r *recorder) add(step string, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, seen := r.steps[step]; !seen {
		r.order = append(r.order, step)
	}
	r.steps[step] = append(r.steps[step], took)
}

// commands is how many steps were taken in all.
func (r *recorder) commands() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, all := range r.steps {
		n += len(all)
	}
	return n
}

// quantile gives the value below which a share of a sorted list lies; q in percent.
func quantile(sorted []time.Duration, q int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)*q/100, len(sorted)-1)]
}

// table prints a line a step.
func (r *recorder) table(w io.Writer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "step\tcount\tp50 ms\tp99 ms\tmax ms\t")
	for _, step := range r.order {
		all := slices.Clone(r.steps[step])
		slices.SortFunc(all, cmp.Compare[time.Duration])
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t\n", step, len(all), millis(quantile(all, 50)), millis(quantile(all, 99)), millis(all[len(all)-1]))
	}
	return t.Flush()
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%d.%d", d.Milliseconds(), d.Microseconds()%1000/100)
}
