package tabular

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
)

// LineRange is a run of lines, both ends included.
type LineRange struct{ First, Last int }

// Report says what became of a file's rows. It names every bad row, however many there are: the first
// MaxStoredProblems problems in full, the lines of all of them in BadLines. Its zero value is ready to use.
type Report struct {
	Rows, Good, Bad int
	Problems        []Problem   // in the order they were noted; the writers sort by line
	Dropped         int         // problems beyond MaxStoredProblems, only counted
	BadLines        []LineRange // every bad line, sorted
	Warnings        []Problem   // refuse nothing
	Stopped         *Problem    // why reading ended before the file did; nil if it did not
}

// OK reports whether every row is good and the file was read to its end.
func (r *Report) OK() bool { return r.Bad == 0 && r.Stopped == nil }

// Add counts a row, with its problems, once the importer is done with it.
func (r *Report) Add(row *Row) {
	r.Rows++
	r.Good++
	for _, p := range row.problems {
		r.Fail(p)
	}
}

// Fail notes a problem of a row that was added before: a rival took its SKU, the store refused it. The row counts as
// bad from now on. A problem of line 0 belongs to the file and makes no row bad.
func (r *Report) Fail(p Problem) {
	if p.Line > 0 && r.markBad(p.Line) {
		r.Bad++
		r.Good--
	}
	if len(r.Problems) >= MaxStoredProblems {
		r.Dropped++
		return
	}
	p.Value = clip(p.Value)
	r.Problems = append(r.Problems, p)
}

// Stop notes an error that ended the reading; the first one stays.
func (r *Report) Stop(err error) {
	if r.Stopped != nil || err == nil {
		return
	}
	f := fault.From(err)
	r.Stopped = &Problem{Reason: f.Reason, Message: f.Message}
	for _, d := range f.Details {
		if d.Have > 0 && d.Where == lineName(int(d.Have)) {
			r.Stopped.Line = int(d.Have)
		}
	}
}

func (r *Report) warn(p Problem) {
	if len(r.Warnings) < MaxStoredWarnings {
		r.Warnings = append(r.Warnings, p)
	}
}

// markBad adds a line to BadLines and reports whether it is new.
func (r *Report) markBad(line int) bool {
	// The place of the first range that ends at the line before or later.
	i, _ := slices.BinarySearchFunc(r.BadLines, line-1, func(l LineRange, line int) int { return cmp.Compare(l.Last, line) })
	if i == len(r.BadLines) || line < r.BadLines[i].First-1 {
		r.BadLines = slices.Insert(r.BadLines, i, LineRange{line, line})
		return true
	}
	l := &r.BadLines[i]
	switch {
	case line >= l.First && line <= l.Last:
		return false
	case line == l.First-1:
		l.First = line
		return true
	}
	l.Last = line
	if i+1 < len(r.BadLines) && r.BadLines[i+1].First == line+1 {
		l.Last = r.BadLines[i+1].Last
		r.BadLines = slices.Delete(r.BadLines, i+1, i+2)
	}
	return true
}

// all gives one entry or more for every bad line, sorted by line: the problems kept, and for a line none of whose
// problems was kept an entry that says so. The reason for an early stop comes first, warnings are not in it.
func (r *Report) all() []Problem {
	out := slices.Clone(r.Problems)
	if r.Dropped > 0 {
		told := make(map[int]bool, len(out))
		for _, p := range out {
			told[p.Line] = true
		}
		for _, lines := range r.BadLines {
			for line := lines.First; line <= lines.Last; line++ {
				if !told[line] {
					out = append(out, Problem{Line: line, Reason: ReasonNotDetailed, Message: "the row is bad; the report keeps no more details",
						Hint: "mend the rows above and import again"})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	if r.Stopped != nil {
		out = slices.Insert(out, 0, *r.Stopped)
	}
	return out
}

// Error gives nil if the report is OK, else one error of code invalid and reason import.rows that sums it up, with the
// first problems as details (at most most).
func (r *Report) Error(most int) error {
	if r.OK() {
		return nil
	}
	err := fault.Invalid("import.rows", "%d of %d rows are bad", r.Bad, r.Rows)
	if r.Stopped != nil {
		err.Message += ", and reading stopped: " + r.Stopped.Message
	}
	all := r.all()
	for _, p := range all[:min(len(all), max(most, 0))] {
		err = err.With(fault.Detail{Where: p.where(), Reason: p.Reason, Message: p.words()})
	}
	return err
}

func (p Problem) where() string {
	where := "file"
	if p.Line > 0 {
		where = lineName(p.Line)
	}
	if p.Column != "" {
		where += ", " + p.Column
	}
	return where
}

func (p Problem) words() string {
	if p.Hint == "" {
		return p.Message
	}
	return p.Message + "; " + p.Hint
}

var reportSchema = Schema{Name: "report", Columns: []Column{
	{Name: "line", Kind: Integer, Label: "行"}, {Name: "column", Label: "列"}, {Name: "value", Label: "值"}, {Name: "kind"},
	{Name: "reason"}, {Name: "message"}, {Name: "hint"},
}}

// WriteCSV writes a header and one row a problem (line, column, value, kind, reason, message, hint), with a byte order
// mark so that Excel shows Chinese. kind is "stopped", "problem" or "warning"; formulas among the values are neutralised.
func (r *Report) WriteCSV(w io.Writer) error {
	out, err := NewWriter(w, CSV, WriterOptions{Schema: reportSchema, BOM: true})
	if err != nil {
		return err
	}
	write := func(kind string, p Problem) error {
		rec := out.Record()
		rec.Int("line", int64(p.Line))
		for column, value := range map[string]string{"column": p.Column, "value": p.Value, "kind": kind, "reason": p.Reason, "message": p.Message, "hint": p.Hint} {
			rec.Text(column, clipTo(visible(value), MaxCellRunes))
		}
		return out.Write(rec)
	}
	if err := r.each(write); err != nil {
		return err
	}
	return out.Close()
}

func (r *Report) each(write func(kind string, p Problem) error) error {
	for i, p := range r.all() {
		kind := "problem"
		if i == 0 && r.Stopped != nil {
			kind = "stopped"
		}
		if err := write(kind, p); err != nil {
			return err
		}
	}
	for _, p := range r.Warnings {
		if err := write("warning", p); err != nil {
			return err
		}
	}
	return nil
}

type reportJSON struct {
	Rows     int           `json:"rows"`
	Good     int           `json:"good"`
	Bad      int           `json:"bad"`
	Dropped  int           `json:"dropped,omitempty"`
	BadLines string        `json:"bad_lines,omitempty"`
	Stopped  *problemJSON  `json:"stopped,omitempty"`
	Problems []problemJSON `json:"problems"`
	Warnings []problemJSON `json:"warnings"`
}

type problemJSON struct {
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Value   string `json:"value,omitempty"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// WriteJSON writes one object: rows, good, bad, dropped, bad_lines ("3-7,12"), stopped, problems and warnings, the last
// two as objects of line, column, value, reason, message, hint.
func (r *Report) WriteJSON(w io.Writer) error {
	out := reportJSON{Rows: r.Rows, Good: r.Good, Bad: r.Bad, Dropped: r.Dropped, BadLines: lineList(r.BadLines),
		Problems: []problemJSON{}, Warnings: []problemJSON{}}
	_ = r.each(func(kind string, p Problem) error {
		switch kind {
		case "stopped":
			out.Stopped = new(problemJSON(p))
		case "warning":
			out.Warnings = append(out.Warnings, problemJSON(p))
		default:
			out.Problems = append(out.Problems, problemJSON(p))
		}
		return nil
	})
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func lineList(ranges []LineRange) string {
	var b strings.Builder
	for i, l := range ranges {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(l.First))
		if l.Last > l.First {
			b.WriteString("-" + strconv.Itoa(l.Last))
		}
	}
	return b.String()
}

// WriteText writes one line a problem for a terminal, and a sum at the end. Values are quoted, so that nothing in a
// file can move the cursor.
func (r *Report) WriteText(w io.Writer) error {
	err := r.each(func(kind string, p Problem) error {
		value := ""
		if p.Value != "" {
			value = " " + strconv.QuoteToGraphic(p.Value)
		}
		_, err := fmt.Fprintf(w, "%s: %s%s: %s [%s]\n", kind, visible(p.where()), value, visible(p.words()), p.Reason)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d rows: %d good, %d bad, %d warnings\n", r.Rows, r.Good, r.Bad, len(r.Warnings))
	return err
}

// visible writes control characters, which a header may hold, as escapes.
func visible(text string) string {
	if strings.ContainsFunc(text, func(c rune) bool { return !strconv.IsGraphic(c) }) {
		quoted := strconv.QuoteToGraphic(text)
		return quoted[1 : len(quoted)-1]
	}
	return text
}
