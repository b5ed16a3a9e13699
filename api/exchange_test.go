package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"example.com/tote/api"
	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment/channel"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// runImports lets whole files be brought in.
func (w *world) runImports() {
	w.t.Helper()
	handlers := exchange.Handlers(exchange.Items{}, exchange.Locations{}, channel.Orders{})
	if err := w.x.RunOutbox(handlers, []store.Partition{store.Company, "SH1"}); err != nil {
		w.t.Fatal(err)
	}
}

// settled waits until an import has ended.
func (w *world) settled(c *client.Client, id uint64) wire.ImportState {
	w.t.Helper()
	return w.awaits(c, id, func(im wire.ImportState) bool { return im.State == "applied" || im.State == "aborted" })
}

func (w *world) awaits(c *client.Client, id uint64, enough func(wire.ImportState) bool) wire.ImportState {
	w.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		tail, err := w.x.Tail(store.Company)
		if err != nil {
			w.t.Fatal(err)
		}
		im, err := c.GetImport(w.t.Context(), "", id, "")
		if err != nil && fault.ReasonOf(err) != "import.unknown" {
			w.t.Fatal(err)
		}
		if enough(im) {
			return im
		}
		wait, cancel := context.WithTimeout(w.t.Context(), time.Second)
		_ = w.x.WaitBeyond(wait, store.Company, tail)
		cancel()
	}
	w.t.Fatalf("import %d is not where it should be within a minute", id)
	return wire.ImportState{}
}

// sheetOf makes a file of the same cells: CSV in UTF-8, CSV in GBK, or a workbook.
func sheetOf(t testing.TB, format string, rows [][]string) []byte {
	t.Helper()
	if format == "xlsx" {
		f := excelize.NewFile()
		defer f.Close()
		for i, row := range rows {
			for j, cell := range row {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err == nil {
					err = f.SetCellStr("Sheet1", at, cell)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		b, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, ",") + "\r\n")
	}
	if format == "utf-8" {
		return []byte(text.String())
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text.String())
	if err != nil {
		t.Fatal(err)
	}
	return []byte(gbk)
}

var someRows = [][]string{
	{"商品编码", "商品名称", "状态", "保质期(天)"},
	{"T-1", "西湖龙井特级礼盒装", "已审核", "540"},
	{"T-2", "武夷山大红袍", "已审核", "很久"},   // line 3: no number
	{"", "没有编码的商品", "草稿", "1"},       // line 4: no SKU
	{"T-4", "碧螺春", "不知道", "-2"},      // line 5: no state, below zero
	{"T-1", "同一编码第二行的铁观音", "", "30"}, // line 6: twice
	{"T-6", "桂花乌龙", "草稿", ""},
}

func told(r wire.FileReport) []string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, fmt.Sprintf("%d %s %s", p.Line, p.Column, p.Reason))
	}
	return out
}

func (w *world) skus() []string {
	w.t.Helper()
	page, err := w.client(w.admin).Items(w.t.Context(), client.Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, it := range page.Items {
		out = append(out, it.SKU+" "+it.State)
	}
	return out
}

// TestImportNamesEveryBadRow: in whatever form the file comes, row by row takes the good rows, a whole file nothing, and
// either names each bad row with line, column and reason.
func TestImportNamesEveryBadRow(t *testing.T) {
	for _, format := range []string{"utf-8", "gbk", "xlsx"} {
		t.Run(format, func(t *testing.T) {
			w := newWorld(t)
			w.runImports()
			c := w.client(w.worker("W1", "supervisor"))
			file := sheetOf(t, format, someRows)
			bad := []string{"3 保质期(天) cell.number", "4 商品编码 cell.required", "5 保质期(天) cell.negative", "5 状态 cell.choice"}
			sorted := func(r wire.FileReport) []string {
				out := told(r)
				slices.Sort(out)
				return out
			}

			whole, err := c.Import(t.Context(), client.File{Kind: "items", Mode: "file", Name: "teas", Body: bytes.NewReader(file), Size: int64(len(file))})
			if fault.CodeFrom(err) != fault.CodeRefused || fault.ReasonOf(err) != "import.rows" || len(fault.From(err).Details) != 5 {
				t.Errorf("a whole file with bad rows = %v, want refused import.rows with 5 details", err)
			}
			if got, want := sorted(whole.Report), append(slices.Clone(bad), "6 商品编码 row.duplicate"); !slices.Equal(got, want) {
				t.Errorf("a whole file's problems = %v, want %v", got, want)
			}
			if got := w.skus(); len(got) != 0 {
				t.Errorf("a refused file brought in %v", got)
			}
			if im := w.settled(c, whole.Import); im.State != "aborted" || im.Reason != "import.rows" {
				t.Errorf("the refused file's import is %+v", im)
			}

			rows, err := c.Import(t.Context(), client.File{Kind: "items", Name: "teas", Body: bytes.NewReader(file)})
			if err != nil {
				t.Fatal(err)
			}
			r := rows.Report
			if got := sorted(r); !slices.Equal(got, bad) || r.Rows != 6 || r.Good != 3 || r.Bad != 3 || r.BadLines != "3-5" {
				t.Errorf("row by row: %+v, want the problems %v", r, bad)
			}
			if got, want := w.skus(), []string{"T-1 approved", "T-6 draft"}; !slices.Equal(got, want) {
				t.Errorf("brought in %v, want %v", got, want)
			}
			wantSource := map[string]wire.FileSource{"utf-8": {Format: "csv", Encoding: "utf-8", Comma: ","}, "gbk": {Format: "csv", Encoding: "gb18030", Comma: ","},
				"xlsx": {Format: "xlsx", Sheet: "Sheet1"}}[format]
			if wantSource.Name = "teas"; rows.Source != wantSource {
				t.Errorf("read as %+v, want %+v", rows.Source, wantSource)
			}
			if logs := w.logs.String(); strings.Contains(logs, "import.try") || !strings.Contains(logs, `"verb":"import.items"`) || strings.Contains(logs, "大红袍") {
				t.Errorf("the log has one line a file and nothing of its cells: %s", logs)
			}
		})
	}
}

// TestImportOfAWholeFile: a good file is decided for at once and brought in by a job.
func TestImportOfAWholeFile(t *testing.T) {
	w := newWorld(t)
	w.runImports()
	token := w.worker("W1", "supervisor")
	good := slices.Concat(someRows[:2], someRows[6:])
	var got wire.Imported
	w.want(202, "POST", "/v1/imports/items?mode=file", token, sheetOf(t, "utf-8", good), &got)
	if got.Import == 0 || got.Job == 0 || got.Report.Good != 2 {
		t.Fatalf("answer %+v", got)
	}
	im := w.settled(w.client(token), got.Import)
	if im.State != "applied" || im.Records != 2 || im.Done != 2 || im.Failed != 0 || im.Kind != "items" || im.Worker != "W1" {
		t.Errorf("the import ended as %+v", im)
	}
	if got := w.skus(); len(got) != 2 {
		t.Errorf("brought in %v", got)
	}
	w.want(404, "GET", "/v1/imports/99", token, nil, nil)
}

// TestReportsAsSheets: people get the report as a sheet or as text.
func TestReportsAsSheets(t *testing.T) {
	for _, c := range []struct {
		accept, mode, kind, want string
		status                   int
	}{
		{"text/csv", "rows", "text/csv; charset=utf-8", "5,状态,不知道,problem,cell.choice", 200},
		{"text/plain, */*", "rows", "text/plain; charset=utf-8", `line 5, 状态`, 200},
		{"text/csv;q=0.9", "file", "text/csv; charset=utf-8", "6,商品编码,T-1,problem,row.duplicate", 422},
		{"application/json", "file", "application/problem+json", `"bad_lines":"3-6"`, 422},
		{"image/png", "rows", "application/json", `"bad_lines":"3-5"`, 200},
	} {
		w := newWorld(t) // of its own: a refused file keeps its names for a moment, until the job has given it up
		w.runImports()
		resp, got := w.send("POST", "/v1/imports/items?mode="+c.mode, w.admin, sheetOf(t, "utf-8", someRows), "Accept", c.accept)
		if resp.StatusCode != c.status || resp.Header.Get("Content-Type") != c.kind || !strings.Contains(string(got), c.want) {
			t.Errorf("%s of %s = %d %s %s, want %d %s with %q", c.accept, c.mode, resp.StatusCode, resp.Header.Get("Content-Type"), got, c.status, c.kind, c.want)
		}
	}
}

// TestImportRefusals: what is no file, or too much of one, is told before or instead of a report.
func TestImportRefusals(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.runImports()
	csv := []byte("sku,name\nA,a\n")
	for _, c := range []struct {
		name, path, kind string
		body             []byte
		status           int
		reason           string
	}{
		{"a form", "items", "multipart/form-data; boundary=x", csv, 400, "body.type"},
		{"an unknown mode", "items?mode=maybe", "text/csv", csv, 400, "request.invalid"},
		{"an unknown encoding", "items?encoding=ebcdic", "text/csv", csv, 422, "import.rows"},
		{"nothing", "items", "text/csv", nil, 422, "import.rows"},
		{"no such header", "items", "text/csv", []byte("colour\nred\n"), 422, "import.rows"},
		{"no warehouse", "locations", "text/csv", csv, 400, "warehouse.missing"},
		{"an unknown warehouse", "locations?warehouse=NO", "text/csv", csv, 404, "warehouse.unknown"},
		{"the company as a warehouse", "locations?warehouse=@", "text/csv", csv, 404, "warehouse.unknown"},
		{"an unknown zone", "orders?zone=Mars", "text/csv", csv, 400, "zone.unknown"},
	} {
		var p wire.ImportProblem
		w.want(c.status, "POST", "/v1/imports/"+c.path, w.admin, c.body, &p, "Content-Type", c.kind)
		if p.Reason != c.reason {
			t.Errorf("%s: reason %s, want %s", c.name, p.Reason, c.reason)
		}
		if (c.status == 422) != (p.Import != nil && p.Import.Report.Stopped != nil) {
			t.Errorf("%s: import %+v: a refused file comes with its report, which says why reading stopped", c.name, p.Import)
		}
	}
	// A file too large is refused by its announced size, before a byte of it is read.
	req, err := http.NewRequestWithContext(t.Context(), "POST", w.http.URL+"/v1/imports/items", io.LimitReader(zeros{}, api.MaxUpload+1))
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = api.MaxUpload + 1
	req.Header.Set("Authorization", "Bearer "+w.admin)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode != 400 || !strings.Contains(string(text), "body.too_large") {
		t.Errorf("a file too large = %d %s", resp.StatusCode, text)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// upload is a file on its way that nobody has seen the end of.
type upload struct {
	feed *io.PipeWriter
	err  chan error
}

// uploads sends the beginning of a whole file, and waits until the service is at it as its import of that number.
func (w *world) uploads(c *client.Client, number uint64) upload {
	w.t.Helper()
	r, feed := io.Pipe()
	u := upload{feed, make(chan error, 1)}
	go func() {
		_, err := c.Import(context.Background(), client.File{Kind: "items", Mode: "file", Body: r})
		u.err <- err
	}()
	rows := "sku,name\n"
	for n := range 1000 { // more than is looked at before the first row is taken
		rows += fmt.Sprintf("A%d-%d,%0150d\n", number, n, n)
	}
	if _, err := feed.Write([]byte(rows)); err != nil {
		w.t.Fatal(err)
	}
	w.awaits(c, number, func(im wire.ImportState) bool { return im.State != "" })
	return u
}

// TestImportsAtOnce: files beyond the bound are turned away at once, and an upload that breaks off brings nothing in.
func TestImportsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.runImports()
	c := w.client(w.worker("W1", "supervisor"))
	var open []upload
	for range api.ImportsAtOnce {
		open = append(open, w.uploads(c, uint64(len(open))+1))
	}
	if _, err := c.Import(t.Context(), client.File{Kind: "items", Body: strings.NewReader("sku,name\n")}); fault.ReasonOf(err) != "import.busy" {
		t.Errorf("one file more than are read at once = %v", err)
	}
	for _, u := range open {
		_ = u.feed.CloseWithError(errors.New("the radio is gone"))
		if err := <-u.err; fault.CodeFrom(err) != fault.CodeUnavailable {
			t.Errorf("an upload that breaks off = %v", err)
		}
	}
	for id := range uint64(api.ImportsAtOnce) {
		if im := w.settled(c, id+1); im.State != "aborted" {
			t.Errorf("import %d is %s, want aborted", id+1, im.State)
		}
	}
	if got := w.skus(); len(got) != 0 {
		t.Errorf("an upload that broke off brought in %v", got)
	}
}

// TestStopEndsUploads: a service that is to stop waits for no file, and says so to who sends it.
func TestStopEndsUploads(t *testing.T) {
	w := newWorld(t)
	w.runImports()
	c := w.client(w.worker("W1", "supervisor"))
	u := w.uploads(c, 1)
	began := time.Now()
	w.api.Close()
	if err := <-u.err; fault.CodeFrom(err) != fault.CodeUnavailable || time.Since(began) >= api.BodyPatience {
		t.Errorf("the upload ended after %v with %v", time.Since(began), err)
	}
	_ = u.feed.Close()
	if im := w.settled(c, 1); im.State != "aborted" {
		t.Errorf("the import is %s, want aborted", im.State)
	}
}

// TestWhoMayApproveByFile: a program brings items in, and a person approves them.
func TestWhoMayApproveByFile(t *testing.T) {
	w := newWorld(t)
	file := "sku,name,state\nA,a,approved\nB,b,review\n"
	send := func(token string) []string {
		out, err := w.client(token).Import(t.Context(), client.File{Kind: "items", Body: strings.NewReader(file)})
		if err != nil {
			t.Fatal(err)
		}
		return told(out.Report)
	}
	if got := send(w.key("integration")); len(got) != 1 || !strings.HasPrefix(got[0], "2 state ") {
		t.Errorf("a key's import: %v, want line 2 refused for its state", got)
	}
	if got := send(w.worker("W1", "supervisor")); len(got) != 0 {
		t.Errorf("a supervisor's import: %v", got)
	}
	if got, want := w.skus(), []string{"A approved", "B review"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestDescriptionOfSheets: the description tells that a file goes in or comes out.
func TestDescriptionOfSheets(t *testing.T) {
	w := newWorld(t)
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct{ Content map[string]any }
			Responses   map[string]struct{ Content map[string]any }
			Parameters  []struct{ Name, In string }
		}
	}
	w.want(200, "GET", "/openapi.json", "", nil, &doc)
	for _, kind := range []string{"items", "locations", "orders"} {
		in, out := doc.Paths["/v1/imports/"+kind]["post"], doc.Paths["/v1/exports/"+kind]["get"]
		if in.RequestBody.Content["text/csv"] == nil || in.Responses["422"].Content["application/problem+json"] == nil || in.Responses["202"].Content["application/json"] == nil {
			t.Errorf("import of %s: %+v", kind, in)
		}
		if out.Responses["200"].Content["text/csv"] == nil || len(out.Parameters) < 3 {
			t.Errorf("export of %s: %+v", kind, out)
		}
	}
}
