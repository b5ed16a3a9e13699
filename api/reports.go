package api

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"net/http"
	"runtime"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/report"
	"example.com/tote/inventory/store"
)

// reportInput takes words as they are: report.Ask tells all that is wrong with them at once.
type reportInput struct {
	Warehouse string `path:"wh"`
	Kind      string `path:"kind" doc:"stock, turnover, slow, abc, dead, expiry or value"`
	Format    string `query:"format" doc:"csv, xlsx or json; absent: csv"`
	Language  string `query:"language" doc:"Of headings and names: en or zh; absent: en"`
	BOM       bool   `query:"bom" doc:"CSV with a byte order mark, without which Excel takes UTF-8 for the local encoding"`
	At        string `query:"at" doc:"Of stock, value, expiry and dead: RFC 3339, or a day, meaning its end in the warehouse; absent: now"`
	From      string `query:"from" doc:"Of turnover, slow and abc: the period's begin, likewise, a day meaning its start; absent: 90 days before its end"`
	To        string `query:"to" doc:"The period's end, likewise; absent: now"`
	By        string `query:"by" doc:"What rows are told apart by, with commas. Of stock: item, lot, location, holder, status, owner; of value: category, storage_class, owner, location_kind, zone, status"`
	Days      string `query:"days" doc:"Of dead: days without issue (180); of slow: days the stock lasts (180); of expiry: days left (90)"`
	SKU       string `query:"sku" doc:"This item only"`
	Zone      string `query:"zone" doc:"Of stock, value and expiry: this zone only"`
	Owner     string `query:"owner" doc:"This owner's goods only; - is the house"`
}

func (in *reportInput) ask() report.Ask {
	return report.Ask{Kind: in.Kind, Format: in.Format, Language: in.Language, At: in.At, From: in.From, To: in.To, By: in.By, Days: in.Days,
		SKU: in.SKU, Zone: in.Zone, Owner: in.Owner}
}

// report makes a report from the ledger and streams it. It is whole before its first byte goes out, so that whatever goes
// wrong is a problem and not half a file; afterwards only the connection can fail.
func (s *Server) report(ctx context.Context, in *reportInput) (*huma.StreamResponse, error) {
	c := callerOf(ctx)
	cmd := store.Command{Verb: "report", Partition: store.Partition(in.Warehouse), Worker: c.worker, Device: cmp.Or(c.device, c.key), At: s.opt.Now()}
	return &huma.StreamResponse{Body: func(hc huma.Context) { s.giveReport(hc, in, cmd) }}, nil
}

// reportWorkers is how many goroutines add up one report: all reports together take half of the machine at most.
func reportWorkers() int { return max(1, runtime.GOMAXPROCS(0)/(2*ReportsAtOnce)) }

func (s *Server) giveReport(hc huma.Context, in *reportInput, cmd store.Command) {
	ctx, cancel := context.WithTimeout(hc.Context(), ReportPatience)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	began, err := s.makeReport(ctx, hc, in)
	s.logCommand(ctx, &cmd, err)
	switch {
	case err == nil:
	case began:
		panic(http.ErrAbortHandler)
	default:
		s.refuse(hc, err)
	}
}

func (s *Server) makeReport(ctx context.Context, hc huma.Context, in *reportInput) (began bool, err error) {
	see := func(ctx context.Context, read func(store.Reader) error) error {
		return s.x.View(ctx, store.Partition(in.Warehouse), func(v *store.View) error { return read(v) })
	}
	q, err := in.ask().Prepare(ctx, see, s.opt.Now())
	if err != nil {
		return false, err
	}
	defer s.reports.Add(-1)
	if s.reports.Add(1) > ReportsAtOnce {
		return false, fault.Limited("report.busy", "%d reports are being made: ask again when one of them is done, in a few seconds", ReportsAtOnce)
	}
	table, err := report.Make(ctx, see, q, reportWorkers())
	if err != nil {
		return false, err
	}
	file := newDownload(hc, reportTypes[q.Format], reportName(&q))
	held := bufio.NewWriterSize(file, exportPiece)
	if err = table.Write(struct{ io.Writer }{held}, in.BOM); err == nil {
		err = held.Flush()
	}
	return file.begun, err
}

var reportTypes = map[report.Format]string{report.CSV: csvType, report.XLSX: xlsxType, report.JSON: jsonType}

// reportName is a file's name that still says what it holds when it lies among others.
func reportName(q *report.Query) string {
	day := item.DateOf(q.Before.Add(-1), q.Site.Location())
	return strings.Join([]string{string(q.Kind), q.Site.Code, day.String()}, "-") + "." + string(q.Format)
}
