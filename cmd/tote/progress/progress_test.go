package progress

import (
	"strings"
	"testing"
	"time"
)

// TestBar: a terminal sees a line redrawn at most ten times a second, anything else a line at most every five seconds; the
// end is always told.
func TestBar(t *testing.T) {
	for _, c := range []struct {
		name   string
		redraw bool
		total  int64
		step   time.Duration
		want   string
	}{
		{"terminal", true, 4, 100 * time.Millisecond, "\rrows                         [#######.......................] 1/4" +
			"\rrows                         [###############...............] 2/4\rrows                         [###############...............] 2/4  0.2 s\n"},
		{"terminal, too fast", true, 4, time.Millisecond, "\rrows                         [###############...............] 2/4  0.0 s\n"},
		{"terminal, unknown", true, Unknown, time.Second, "\rrows                         1\rrows                         2\rrows                         2  2.0 s\n"},
		{"lines", false, 4, 3 * time.Second, "rows: 4 to do\nrows: 2 of 4\nrows: 2 done in 6.0 s\n"},
		{"lines, unknown", false, Unknown, 6 * time.Second, "rows\nrows: 1\nrows: 2\nrows: 2 done in 12.0 s\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			now := time.Unix(1000, 0)
			b := New(Options{Out: &out, Redraw: c.redraw, Now: func() time.Time { return now }})
			b.Begin("rows", c.total)
			for range 2 {
				now = now.Add(c.step)
				b.Add(1)
			}
			b.End()
			if out.String() != c.want {
				t.Errorf("got %q, want %q", out.String(), c.want)
			}
		})
	}
}

// TestBarOfAFileThatGrew: more steps than planned fill the bar and no more.
func TestBarOfAFileThatGrew(t *testing.T) {
	var out strings.Builder
	now := time.Unix(1000, 0)
	b := New(Options{Out: &out, Redraw: true, Now: func() time.Time { return now }})
	b.Begin("rows", 2)
	now = now.Add(time.Second)
	b.Set(5, 3)
	if want := "[" + strings.Repeat("#", barWidth) + "] 5/3"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("got %q, want it to end with %q", out.String(), want)
	}
}
