package client

import (
	"context"
	"net/url"
	"strconv"

	"example.com/tote/api/wire"
)

// Printers lists a warehouse's printers by code.
func (c *Client) Printers(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Printer], error) {
	return list[wire.Printer](ctx, c, path("warehouses", warehouse, "printers"), q)
}

// Printer reads a printer.
func (c *Client) Printer(ctx context.Context, warehouse, code string) (wire.Printer, error) {
	return read[wire.Printer](ctx, c, "warehouses", warehouse, "printers", code)
}

// PutPrinter creates a printer, or edits the one with that revision.
func (c *Client) PutPrinter(ctx context.Context, warehouse string, p wire.Printer, revision uint64) (wire.Printer, error) {
	return keep(ctx, c, revision, p, "warehouses", warehouse, "printers", p.Code)
}

// PrinterStatus tells what a printer is doing, or why not; ask has it asked now.
func (c *Client) PrinterStatus(ctx context.Context, warehouse, code string, ask bool) (wire.PrinterStatus, error) {
	v := url.Values{}
	if ask {
		v.Set("ask", strconv.FormatBool(ask))
	}
	return get[wire.PrinterStatus](ctx, c, path("warehouses", warehouse, "printers", code, "status"), v)
}

// Stations lists a warehouse's stations by code.
func (c *Client) Stations(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Station], error) {
	return list[wire.Station](ctx, c, path("warehouses", warehouse, "stations"), q)
}

// Station reads a station.
func (c *Client) Station(ctx context.Context, warehouse, code string) (wire.Station, error) {
	return read[wire.Station](ctx, c, "warehouses", warehouse, "stations", code)
}

// PutStation creates a station, or edits the one with that revision.
func (c *Client) PutStation(ctx context.Context, warehouse string, s wire.Station, revision uint64) (wire.Station, error) {
	return keep(ctx, c, revision, s, "warehouses", warehouse, "stations", s.Code)
}

// PrintJobs lists print jobs; filters: state, station, printer.
func (c *Client) PrintJobs(ctx context.Context, warehouse string, q Query) (wire.Page[wire.PrintJob], error) {
	return list[wire.PrintJob](ctx, c, path("warehouses", warehouse, "print-jobs"), q)
}

// PrintJob reads a print job.
func (c *Client) PrintJob(ctx context.Context, warehouse, document, entity string, copyNo int) (wire.PrintJob, error) {
	return read[wire.PrintJob](ctx, c, "warehouses", warehouse, "print-jobs", document, entity, strconv.Itoa(copyNo))
}

// Print has a paper printed by hand.
func (c *Client) Print(ctx context.Context, warehouse string, in wire.Print) (wire.Printing, error) {
	return Do[wire.Printing](ctx, c, warehouse, "print", in)
}

// RetryPrint has a job that failed, or waits, rendered and sent anew.
func (c *Client) RetryPrint(ctx context.Context, warehouse string, in wire.RetryPrint) (wire.Printing, error) {
	return Do[wire.Printing](ctx, c, warehouse, "retry-print", in)
}

// CancelPrint gives a job up.
func (c *Client) CancelPrint(ctx context.Context, warehouse string, in wire.CancelPrint) (wire.Printing, error) {
	return Do[wire.Printing](ctx, c, warehouse, "cancel-print", in)
}

// ConfirmPrint says that a person has seen the paper.
func (c *Client) ConfirmPrint(ctx context.Context, warehouse string, in wire.ConfirmPrint) (wire.Printing, error) {
	return Do[wire.Printing](ctx, c, warehouse, "confirm-print", in)
}

// PausePrinter keeps jobs from a printer.
func (c *Client) PausePrinter(ctx context.Context, warehouse string, in wire.PausePrinter) (wire.Pause, error) {
	return Do[wire.Pause](ctx, c, warehouse, "pause-printer", in)
}

// ResumePrinter lets a printer go on.
func (c *Client) ResumePrinter(ctx context.Context, warehouse string, in wire.ResumePrinter) (wire.Pause, error) {
	return Do[wire.Pause](ctx, c, warehouse, "resume-printer", in)
}
