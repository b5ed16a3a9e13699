package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment/channel"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// ImportQuery is what every import takes. The body is the file itself, CSV or XLSX.
type ImportQuery struct {
	Mode     string `query:"mode" enum:"rows,file" default:"rows" doc:"rows: take every good row and name the bad ones; file: take all rows or none"`
	Name     string `query:"name" doc:"The file's, for messages"`
	Encoding string `query:"encoding" doc:"Of CSV: utf-8, gbk, gb18030 or utf-16; absent: detected"`
	Sheet    string `query:"sheet" doc:"Of a workbook; absent: the first visible one"`
	Accept   string `header:"Accept" doc:"text/csv or text/plain for the report alone; else JSON"`
	Type     string `header:"Content-Type"`
}

type itemImport struct{ ImportQuery }

func (q *itemImport) query() *ImportQuery { return &q.ImportQuery }
func (q *itemImport) into(_ context.Context, _ *Server, c *caller) (exchange.Sheet, store.Partition, error) {
	return exchange.Items{NoApproval: leads.allows(c) != nil}, store.Company, nil
}

type locationImport struct {
	ImportQuery
	Warehouse string `query:"warehouse" doc:"Whose locations these are; it must be given"`
}

func (q *locationImport) query() *ImportQuery { return &q.ImportQuery }
func (q *locationImport) into(ctx context.Context, s *Server, c *caller) (exchange.Sheet, store.Partition, error) {
	return exchange.Locations{}, store.Partition(q.Warehouse), s.checkNamed(ctx, c, q.Warehouse)
}

type orderImport struct {
	ImportQuery
	Channel  string `query:"channel" doc:"Of rows that name none"`
	Country  string `query:"country" doc:"Two letters; of recipients whose row names none"`
	Currency string `query:"currency" doc:"Of the prices; absent: one with two decimals"`
	Zone     string `query:"zone" doc:"Time zone of the times in the sheet, such as Asia/Shanghai; absent: UTC"`
}

func (q *orderImport) query() *ImportQuery { return &q.ImportQuery }
func (q *orderImport) into(_ context.Context, s *Server, _ *caller) (exchange.Sheet, store.Partition, error) {
	zone, err := zoneOf(q.Zone)
	return channel.Orders{Random: randomness(s.opt.Secret), Zone: zone, Channel: q.Channel, Country: q.Country, Currency: q.Currency}, store.Company, err
}

// checkNamed is checkWarehouse for a warehouse that stands in the query, so that no guard has seen it.
func (s *Server) checkNamed(ctx context.Context, c *caller, warehouse string) error {
	if warehouse == "" {
		return fault.Invalid("warehouse.missing", "say which warehouse: warehouse=CODE")
	}
	return s.checkWarehouse(ctx, c, warehouse)
}

func zoneOf(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // the machine's own zone is no fact of a sheet
		return nil, fault.Invalid("zone.unknown", "there is no time zone %q: they look like Asia/Shanghai", name)
	}
	return zone, nil
}

// randomness reads random bytes.
type randomness func(n int) []byte

func (r randomness) Read(b []byte) (int, error) { return copy(b, r(len(b))), nil }

func encodingOf(word string) tabular.Encoding {
	switch w := strings.ToLower(word); w {
	case "gbk", "gb2312":
		return tabular.GB18030 // which includes both
	case "utf8":
		return tabular.UTF8
	default:
		return tabular.Encoding(w)
	}
}

// incoming is the query of one kind's import.
type incoming interface {
	query() *ImportQuery
	into(context.Context, *Server, *caller) (exchange.Sheet, store.Partition, error)
}

// importFile takes a file in while it comes. The answer is written by hand since it may be a sheet: 200 with the report
// if rows were taken in, 202 if a whole file was decided for and a job goes on behind the answer, 422 with the report if
// nothing of the file was taken.
func importFile[I any, P interface {
	*I
	incoming
}](s *Server, ctx context.Context, in *I) (*huma.StreamResponse, error) {
	q := P(in).query()
	c := callerOf(ctx)
	if kind, _, _ := mime.ParseMediaType(q.Type); strings.HasPrefix(kind, "multipart/") {
		return nil, fault.Invalid("body.type", "send the file itself as the body, not a form with the file in it")
	}
	sheet, part, err := P(in).into(ctx, s, c)
	if err != nil {
		return nil, err
	}
	opt := exchange.ImportOptions{Sheet: sheet, Partition: part, Mode: exchange.ModeOf(q.Mode), Name: q.Name, Tab: q.Sheet,
		Encoding: encodingOf(q.Encoding), Worker: c.worker, Device: cmp.Or(c.device, c.key), Now: s.opt.Now, Random: randomness(s.opt.Secret)}
	return &huma.StreamResponse{Body: func(hc huma.Context) { s.takeFile(hc, opt, q.Accept) }}, nil
}

func (s *Server) takeFile(hc huma.Context, opt exchange.ImportOptions, accept string) {
	file := newUpload(hc)
	if file.size > MaxUpload {
		s.refuse(hc, fault.Invalid("body.too_large", "the file is over %d MB: split it into several", MaxUpload>>20))
		return
	}
	if s.imports.Add(1) > ImportsAtOnce {
		s.imports.Add(-1)
		s.refuse(hc, fault.Limited("import.busy", "%d files are being imported: send this one when one of them is done", ImportsAtOnce))
		return
	}
	defer s.imports.Add(-1)
	ctx, cancel := context.WithTimeout(hc.Context(), ExchangePatience)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	defer context.AfterFunc(ctx, file.giveUp)()
	opt.Reader, opt.Size = file, max(file.size, 0)
	began := s.opt.Now()
	out, err := exchange.Import(ctx, s.x, opt)
	told := err
	if told == nil {
		told = out.Report.Error(0)
	}
	s.logCommand(ctx, &store.Command{Verb: "import." + opt.Sheet.Kind(), Partition: opt.Partition, Worker: opt.Worker, Device: opt.Device, At: began}, told)
	file.drain()
	s.answerImport(hc, out, opt.Mode, err, accept)
}

// answerImport words a report. Trouble of the service goes before what is wrong with the file.
func (s *Server) answerImport(hc huma.Context, out exchange.Result, mode exchange.Mode, trouble error, accept string) {
	if out.Report == nil { // trouble before the file was looked at
		s.refuse(hc, trouble)
		return
	}
	status := http.StatusOK
	refused := !out.Report.OK() && (mode == exchange.WholeFile || (out.Report.Rows == 0 && out.Report.Stopped != nil))
	switch {
	case refused:
		status = http.StatusUnprocessableEntity
	case out.Job != 0:
		status = http.StatusAccepted
	}
	if trouble == nil {
		switch reportType(accept) {
		case csvType:
			_ = out.Report.WriteCSV(answerAs(hc, status, csvType)) // it fails only if the caller has gone
			return
		case textType:
			_ = out.Report.WriteText(answerAs(hc, status, textType))
			return
		}
	}
	body := showImported(out)
	if trouble == nil && !refused {
		_ = json.NewEncoder(answerAs(hc, status, jsonType)).Encode(body)
		return
	}
	err := trouble
	if refused && err == nil {
		f := fault.From(out.Report.Error(MaxReportDetails))
		err = &fault.Error{Code: fault.CodeRefused, Reason: f.Reason, Message: f.Message + ": nothing was taken in", Details: f.Details}
	}
	p := s.explain(hc.Context(), err)
	for name, values := range p.GetHeaders() {
		hc.SetHeader(name, values[0])
	}
	_ = json.NewEncoder(answerAs(hc, p.Status, p.ContentType(""))).Encode(wire.ImportProblem{Problem: p.Problem, Import: &body})
}

const (
	csvType  = "text/csv; charset=utf-8"
	textType = "text/plain; charset=utf-8"
	jsonType = "application/json"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

func answerAs(hc huma.Context, status int, kind string) io.Writer {
	hc.SetHeader(echo.HeaderContentType, kind)
	hc.SetStatus(status)
	return hc.BodyWriter()
}

// reportType gives the first kind of report that is asked for and that we have.
func reportType(accept string) string {
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, _ := mime.ParseMediaType(part)
		switch kind {
		case "text/csv":
			return csvType
		case "text/plain":
			return textType
		case "application/json", "*/*":
			return jsonType
		}
	}
	return jsonType
}

func showImported(out exchange.Result) wire.Imported {
	r := out.Report
	w := wire.Imported{Import: out.Import, Job: out.Job, Source: wire.FileSource{Name: out.Source.Name, Format: string(out.Source.Format),
		Encoding: string(out.Source.Encoding), Sheet: out.Source.Sheet}}
	if out.Source.Comma != 0 {
		w.Source.Comma = string(rune(out.Source.Comma))
	}
	w.Report = wire.FileReport{Rows: r.Rows, Good: r.Good, Bad: r.Bad, Dropped: r.Dropped, BadLines: lineRanges(r.BadLines),
		Problems: []wire.FileProblem{}}
	for _, p := range r.Problems {
		w.Report.Problems = append(w.Report.Problems, wire.FileProblem(p))
	}
	slices.SortStableFunc(w.Report.Problems, func(a, b wire.FileProblem) int { return cmp.Compare(a.Line, b.Line) })
	for _, p := range r.Warnings {
		w.Report.Warnings = append(w.Report.Warnings, wire.FileProblem(p))
	}
	if r.Stopped != nil {
		stopped := wire.FileProblem(*r.Stopped)
		w.Report.Stopped = &stopped
	}
	return w
}

// lineRanges writes lines as 3-7,12.
func lineRanges(ranges []tabular.LineRange) string {
	var b []byte
	for i, l := range ranges {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(l.First), 10)
		if l.Last > l.First {
			b = strconv.AppendInt(append(b, '-'), int64(l.Last), 10)
		}
	}
	return string(b)
}

// upload is a request's body that may come as slowly as it likes, but not stand still.
type upload struct {
	body io.Reader
	rc   *http.ResponseController
	size int64 // -1: not told
}

func newUpload(hc huma.Context) *upload {
	c := humaecho.Unwrap(hc)
	return &upload{body: c.Request().Body, rc: http.NewResponseController(c.Response()), size: c.Request().ContentLength}
}

// giveUp ends a read that hangs, and all that follow. The deadline is long gone, so that the clock need not be read for it.
func (u *upload) giveUp() { _ = u.rc.SetReadDeadline(time.Unix(1, 0)) }

// Read reads what has come.
func (u *upload) Read(b []byte) (int, error) {
	patience := time.AfterFunc(BodyPatience, u.giveUp)
	defer patience.Stop()
	n, err := u.body.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fault.Unavailable("body.slow", "the file did not come to its end: send it again").Because(err)
	}
	return n, err
}

// drain reads what an import left of a file it stopped at: some senders do not look for an answer before all is sent.
func (u *upload) drain() { _, _ = io.CopyN(io.Discard, u, MaxUpload) }

type importStateInput struct {
	ID        uint64 `path:"id"`
	Warehouse string `query:"warehouse" doc:"Of an import of locations: whose they are"`
	Cursor    string `query:"cursor" doc:"Next of the failures before"`
}

// getImport tells how far an all-or-nothing import is.
func (s *Server) getImport(ctx context.Context, in *importStateInput) (*struct{ Body wire.ImportState }, error) {
	part := store.Company
	if in.Warehouse != "" {
		part = store.Partition(in.Warehouse)
		if err := s.checkNamed(ctx, callerOf(ctx), in.Warehouse); err != nil {
			return nil, err
		}
	}
	after, err := readCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	seq, err := strconv.ParseUint(cmp.Or(after, "0"), 10, 64)
	if err != nil {
		return nil, fault.Invalid("cursor.malformed", "cursor %q is not one this service gave: begin without one", in.Cursor)
	}
	return look(ctx, s, part, func(v *store.View) (*struct{ Body wire.ImportState }, error) {
		im, err := exchange.FindImport(v, in.ID)
		if err != nil {
			return nil, err
		}
		out := wire.ImportState{Import: im.ID, Kind: im.Kind, State: im.State.String(), Records: im.Records, Done: im.Done, Failed: im.Failed,
			Job: im.Job, Worker: im.Worker, Began: instant(im.Began), Reason: im.Reason}
		if j, ok := store.Jobs.Get(v, store.JobKey(im.Job)); ok {
			out.JobState = j.State.String()
		}
		failed := exchange.Failures(v, im.ID, seq, MaxPage)
		for _, f := range failed {
			out.Failures = append(out.Failures, wire.ImportFailure{Line: f.Line, Name: f.Name, Reason: f.Reason, Message: f.Message})
		}
		if len(failed) == MaxPage {
			out.Next = cursor(strconv.FormatUint(failed[MaxPage-1].Seq, 10))
		}
		return &struct{ Body wire.ImportState }{out}, nil
	})
}

// takesFile says in the description that a route's body is a file, and what it answers.
func (r route) takesFile() route {
	return r.described(func(reg huma.Registry, op *huma.Operation) {
		op.RequestBody = &huma.RequestBody{Required: true, Description: "The file as it is, at most " + strconv.Itoa(MaxUpload>>20) + " MB",
			Content: map[string]*huma.MediaType{"text/csv": fileSchema, xlsxType: fileSchema, "application/octet-stream": fileSchema}}
		report := func(words, kind string, of *huma.Schema) *huma.Response {
			return &huma.Response{Description: words, Content: map[string]*huma.MediaType{kind: {Schema: of}, "text/csv": fileSchema, "text/plain": fileSchema}}
		}
		imported := reg.Schema(reflect.TypeFor[wire.Imported](), true, "")
		op.Responses["200"] = report("Good rows were taken in; the report names the others", jsonType, imported)
		op.Responses["202"] = report("The whole file was decided for; a job brings it in", jsonType, imported)
		op.Responses["422"] = report("Nothing of the file was taken in; the report says why", "application/problem+json",
			reg.Schema(reflect.TypeFor[wire.ImportProblem](), true, ""))
	})
}

// givesFile says in the description that a route answers with a file: CSV, XLSX or one of more types.
func (r route) givesFile(more ...string) route {
	return r.described(func(_ huma.Registry, op *huma.Operation) {
		content := map[string]*huma.MediaType{"text/csv": fileSchema, xlsxType: fileSchema}
		for _, kind := range more {
			content[kind] = fileSchema
		}
		op.Responses["200"] = &huma.Response{Description: "The sheet; a connection that breaks off means it is not whole", Content: content}
	})
}

var fileSchema = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}

// described edits a route's description once it is registered: huma knows no body that is read while it comes.
func (r route) described(edit func(huma.Registry, *huma.Operation)) route {
	register := r.register
	r.register = func(s *Server, r route) {
		register(s, r)
		api := s.huma.OpenAPI()
		op := api.Paths[r.path].Get
		if r.method == post {
			op = api.Paths[r.path].Post
		}
		edit(api.Components.Schemas, op)
	}
	return r
}
