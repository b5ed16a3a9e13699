package api

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"example.com/tote/fulfilment"
	"example.com/tote/fulfilment/channel"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// ExportQuery is what every export takes.
type ExportQuery struct {
	Format   string `query:"format" enum:"csv,xlsx" default:"csv"`
	Language string `query:"language" enum:"en,zh" default:"en" doc:"Of the headers"`
	BOM      bool   `query:"bom" doc:"CSV with a byte order mark, without which Excel takes UTF-8 for the local encoding"`
}

type itemExport struct{ ExportQuery }

func (q *itemExport) query() *ExportQuery { return &q.ExportQuery }
func (q *itemExport) from(context.Context, *Server, *caller) (exchange.Sheet, store.Partition, error) {
	return exchange.Items{}, store.Company, nil
}

type locationExport struct {
	ExportQuery
	Warehouse string `query:"warehouse" doc:"Whose locations; it must be given"`
}

func (q *locationExport) query() *ExportQuery { return &q.ExportQuery }
func (q *locationExport) from(ctx context.Context, s *Server, c *caller) (exchange.Sheet, store.Partition, error) {
	return exchange.Locations{}, store.Partition(q.Warehouse), s.checkNamed(ctx, c, q.Warehouse)
}

type orderExport struct {
	ExportQuery
	State    string `query:"state" doc:"Only orders in this state"`
	Purpose  string `query:"purpose" doc:"Gives names, phones and addresses in clear; each order's reading is written down with it. Needs the role supervisor."`
	Currency string `query:"currency" doc:"Of the prices; absent: one with two decimals"`
	Zone     string `query:"zone" doc:"Time zone of the times in the sheet; absent: UTC"`
}

func (q *orderExport) query() *ExportQuery { return &q.ExportQuery }
func (q *orderExport) from(_ context.Context, _ *Server, c *caller) (exchange.Sheet, store.Partition, error) {
	zone, err := zoneOf(q.Zone)
	if err != nil {
		return nil, "", err
	}
	state := fulfilment.IntakeStateOf(q.State)
	if q.State != "" && state == 0 {
		return nil, "", fault.Invalid("order.state", "there is no state %q of an order", q.State)
	}
	if q.Purpose != "" {
		err = leads.allows(c) // a shop's key that leaks must not give away where everybody lives
	}
	return channel.Orders{Zone: zone, Currency: q.Currency, State: state, Purpose: q.Purpose}, store.Company, err
}

// outgoing is the query of one kind's export.
type outgoing interface {
	query() *ExportQuery
	from(context.Context, *Server, *caller) (exchange.Sheet, store.Partition, error)
}

// exportFile streams a sheet. What goes wrong behind the first byte breaks the connection off, so that nobody takes half
// a sheet for a whole one.
func exportFile[I any, P interface {
	*I
	outgoing
}](s *Server, ctx context.Context, in *I) (*huma.StreamResponse, error) {
	q := P(in).query()
	c := callerOf(ctx)
	sheet, part, err := P(in).from(ctx, s, c)
	if err != nil {
		return nil, err
	}
	opt := exchange.ExportOptions{Sheet: sheet, Partition: part, Format: tabular.Format(q.Format), Chinese: q.Language == "zh", BOM: q.BOM,
		Worker: c.worker, Device: cmp.Or(c.device, c.key), Now: s.opt.Now}
	return &huma.StreamResponse{Body: func(hc huma.Context) { s.giveFile(hc, opt) }}, nil
}

// exportPiece is how many bytes of a sheet go out at once.
const exportPiece = 32 << 10

func (s *Server) giveFile(hc huma.Context, opt exchange.ExportOptions) {
	if s.exports.Add(1) > ExportsAtOnce {
		s.exports.Add(-1)
		s.refuse(hc, fault.Limited("export.busy", "%d files are being exported: ask again when one of them is done", ExportsAtOnce))
		return
	}
	defer s.exports.Add(-1)
	ctx, cancel := context.WithTimeout(hc.Context(), ExchangePatience)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	kind := csvType
	if opt.Format == tabular.XLSX {
		kind = xlsxType
	}
	file := newDownload(hc, kind, opt.Sheet.Kind()+"."+string(opt.Format))
	held := bufio.NewWriterSize(file, exportPiece) // a refusal in the first piece is still told as a problem
	opt.Writer = struct{ io.Writer }{held}         // the sheet's own buffer would take this one for its own and empty it
	began := s.opt.Now()
	_, err := exchange.Export(ctx, s.x, opt)
	if err == nil {
		err = held.Flush()
	}
	s.logCommand(ctx, &store.Command{Verb: "export." + opt.Sheet.Kind(), Partition: opt.Partition, Worker: opt.Worker, Device: opt.Device, At: began}, err)
	switch {
	case err == nil:
	case file.begun:
		panic(http.ErrAbortHandler)
	default:
		s.refuse(hc, err)
	}
}

// download is an answer that begins with its first byte, so that what goes wrong before can still be told as a problem.
type download struct {
	out   *echo.Response
	rc    *http.ResponseController
	kind  string
	name  string
	begun bool
}

func newDownload(hc huma.Context, kind, name string) *download {
	out := humaecho.Unwrap(hc).Response()
	return &download{out: out, rc: http.NewResponseController(out), kind: kind, name: name}
}

// Write sends a piece within a reader's patience.
func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.out.Header()
		h.Set(echo.HeaderContentType, d.kind)
		h.Set(echo.HeaderContentDisposition, `attachment; filename="`+d.name+`"`)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		d.out.WriteHeader(http.StatusOK)
	}
	patience := time.AfterFunc(BodyPatience, func() { _ = d.rc.SetWriteDeadline(time.Unix(1, 0)) })
	defer patience.Stop()
	return d.out.Write(b)
}
