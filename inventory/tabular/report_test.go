package tabular

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"github.com/google/go-cmp/cmp"
)

const badSheet = "sku,name,count\nA,x,1\n,\"=cmd|'/c calc'!A0\",2\nB,y,1E+05\n,,x\nC,z,3\n"

func readReport(t *testing.T, text string) *Report {
	t.Helper()
	rd := open(t, strings.NewReader(text), Options{})
	for _, row := range rows(t, rd) {
		readAll(row)
		rd.Report().Add(row)
	}
	return rd.Report()
}

func TestReportNamesEveryBadRow(t *testing.T) {
	r := readReport(t, badSheet)
	r.Fail(Problem{Line: 6, Column: "sku", Value: "C", Reason: "item.exists", Message: "the SKU exists", Hint: "use update"})
	r.Fail(Problem{Line: 6, Reason: "item.again", Message: "and again"})
	if got := [3]int{r.Rows, r.Good, r.Bad}; got != [3]int{5, 1, 4} {
		t.Errorf("rows, good, bad = %v, want [5 1 4]", got)
	}
	if got, want := lineList(r.BadLines), "3-6"; got != want {
		t.Errorf("bad lines = %s, want %s", got, want)
	}
	var text bytes.Buffer
	must(t, r.WriteText(&text))
	want := `problem: line 3, sku: sku is required; fill in the cell [cell.required]
problem: line 4, count "1E+05": the spreadsheet turned the number into scientific notation and dropped digits; format the column as text in the spreadsheet, enter the number in full and save again [cell.scientific]
problem: line 5, sku: sku is required; fill in the cell [cell.required]
problem: line 5, count "x": count is not a number; enter digits only, with a point before decimals and no separator of thousands or currency sign [cell.number]
problem: line 6, sku "C": the SKU exists; use update [item.exists]
problem: line 6: and again [item.again]
5 rows: 1 good, 4 bad, 0 warnings
`
	if diff := cmp.Diff(text.String(), want); diff != "" {
		t.Errorf("text (-got +want):\n%s", diff)
	}
}

func TestReportAsCSVCanBeReadAndRunsNothing(t *testing.T) {
	r := &Report{}
	r.Fail(Problem{Line: 2, Column: "名称", Value: "=1+1\x07", Reason: ReasonControl, Message: "m", Hint: "h"})
	var out bytes.Buffer
	must(t, r.WriteCSV(&out))
	if !strings.Contains(out.String(), "'=1+1\\a") {
		t.Errorf("value is not neutralised: %s", out.String())
	}
	row := rows(t, open(t, &out, Options{Schema: reportSchema}))[0]
	if got, want := row.Raw("column")+row.Raw("reason")+row.Raw("kind"), "名称"+ReasonControl+"problem"; got != want || row.Int("line") != 2 {
		t.Errorf("row = %s line %d, want %s line 2", got, row.Int("line"), want)
	}
}

func TestReportIsCompleteBeyondItsLimit(t *testing.T) {
	text := "sku,name\n" + strings.Repeat(",x\nA,x\n", MaxStoredProblems+2)
	r := readReport(t, text)
	if r.Bad != MaxStoredProblems+2 || len(r.Problems) != MaxStoredProblems || r.Dropped != 2 {
		t.Errorf("bad %d, kept %d, dropped %d; want %d, %d, 2", r.Bad, len(r.Problems), r.Dropped, MaxStoredProblems+2, MaxStoredProblems)
	}
	all := r.all()
	if got := all[len(all)-1]; len(all) != r.Bad || got.Reason != ReasonNotDetailed || got.Line != 2*(MaxStoredProblems+2) {
		t.Errorf("last of %d = %+v, want the last bad line without details", len(all), got)
	}
}

func TestReportTellsWhyReadingStopped(t *testing.T) {
	rd := open(t, strings.NewReader("sku,name\nA,x\nB,\"y\n"), Options{})
	for row, err := rd.Next(); err == nil; row, err = rd.Next() {
		rd.Report().Add(row)
	}
	r := rd.Report()
	if r.OK() || r.Stopped == nil || r.Stopped.Line != 3 || r.Stopped.Reason != "csv.quote_open" || r.Bad != 0 {
		t.Fatalf("stopped = %+v, want line 3", r.Stopped)
	}
	var out bytes.Buffer
	must(t, r.WriteJSON(&out))
	var got map[string]any
	must(t, json.Unmarshal(out.Bytes(), &got))
	stopped, _ := got["stopped"].(map[string]any)
	if stopped["line"] != 3.0 || stopped["reason"] != "csv.quote_open" {
		t.Errorf("json = %s", out.String())
	}
	if err := r.Error(5); fault.ReasonOf(err) != "import.rows" || len(fault.From(err).Details) != 1 {
		t.Errorf("error = %v", err)
	}
	if err := (&Report{}).Error(5); err != nil {
		t.Errorf("no rows = %v, want nil", err)
	}
}

func TestBadLinesInAnyOrder(t *testing.T) {
	var r Report
	for _, line := range []int{5, 3, 9, 4, 5, 1, 8, 10, 2, 7} {
		r.markBad(line)
	}
	if got, want := lineList(r.BadLines), "1-5,7-10"; got != want {
		t.Errorf("lines = %s, want %s", got, want)
	}
	if r.markBad(4) || !r.markBad(6) || lineList(r.BadLines) != "1-10" {
		t.Errorf("lines = %s, want 1-10", lineList(r.BadLines))
	}
}
