package api

import (
	"context"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/store"
	"example.com/tote/labels/spool"
)

// Spool is what the door asks the sending loop. Printers are named warehouse/code there: SpoolName.
type Spool interface {
	// Status gives what is known of a printer; false if the loop does not have it.
	Status(printer string) (spool.Status, bool)
	// Ask asks a printer now.
	Ask(ctx context.Context, printer string) (spool.Status, error)
}

// SpoolName is how the sending loop, which knows no warehouses, names a printer.
func SpoolName(warehouse, printer string) string { return warehouse + "/" + printer }

// kit is a noun of master data that belongs to a warehouse: listed, read and put by its code there.
type kit[D, W any] struct{ keeper[D, W] }

type kitPageInput struct {
	PageQuery
	Warehouse string `path:"wh"`
}

type kitInput struct {
	Warehouse string `path:"wh"`
	Code      string `path:"code"`
}

type kitPutInput[W any] struct {
	EditHead
	Warehouse string `path:"wh"`
	Code      string `path:"code"`
	Body      W
}

func (k kit[D, W]) routes(noun string, read, write access) []route {
	path := "/v1/warehouses/{wh}/" + noun + "s"
	return []route{
		at(get, path, read, "List "+noun+"s", k.page),
		at(get, path+"/{code}", read, "Read a "+noun, k.get),
		at(put, path+"/{code}", write, "Create a "+noun+", or edit the one with the revision in If-Match", k.keep),
	}
}

func (k kit[D, W]) page(s *Server, ctx context.Context, in *kitPageInput) (*many[W], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]D, error) { return k.list(v, after, limit), nil })
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, k.show, func(d D) string { code, _ := k.code(d); return code }), nil
}

func (k kit[D, W]) get(s *Server, ctx context.Context, in *kitInput) (*one[W], error) {
	d, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (D, error) { return k.find(v, in.Code) })
	if err != nil {
		return nil, err
	}
	_, revision := k.code(d)
	return &one[W]{etag(revision), k.show(d)}, nil
}

func (k kit[D, W]) keep(s *Server, ctx context.Context, in *kitPutInput[W]) (*one[W], error) {
	d, err := k.from(in.Code, in.Body)
	if err != nil {
		return nil, err
	}
	e, err := s.edit(ctx, store.Partition(in.Warehouse), k.noun+".put", in.EditHead, []any{in.Code, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := k.put(tx, d, expected)
		code, revision := k.code(kept)
		return edited{code, revision}, err
	})
	if err != nil {
		return nil, err
	}
	return k.get(s, ctx, &kitInput{in.Warehouse, e.Code})
}

var printers = kit[inventory.Printer, wire.Printer]{keeper[inventory.Printer, wire.Printer]{
	noun: "printer", put: inventory.PutPrinter, find: inventory.FindPrinter, list: inventory.ListPrinters,
	from: func(code string, w wire.Printer) (inventory.Printer, error) {
		return inventory.Printer{Code: code, Name: w.Name, Language: w.Language, DPI: w.DPI, Media: w.Media, Transport: w.Transport, Address: w.Address,
			Blind: w.Blind, Relay: w.Relay, Closed: w.Closed}, nil
	},
	show: showPrinter,
	code: func(d inventory.Printer) (string, uint64) { return d.Code, d.Revision },
}}

func showPrinter(p inventory.Printer) wire.Printer {
	return wire.Printer{Code: p.Code, Name: p.Name, Language: p.Language, DPI: p.DPI, Media: p.Media, Transport: p.Transport, Address: p.Address, Blind: p.Blind,
		Relay: p.Relay, Closed: p.Closed, Paused: p.Paused, Reason: p.Reason, By: p.By, PausedAt: instant(p.PausedAt), Revision: p.Revision}
}

type printerStatusInput struct {
	Warehouse string `path:"wh"`
	Code      string `path:"code"`
	Ask       bool   `query:"ask" doc:"Ask the printer now; absent: what is known"`
}

// printerStatus tells in words what can be done with a printer at this moment.
func (s *Server) printerStatus(ctx context.Context, in *printerStatusInput) (*struct{ Body wire.PrinterStatus }, error) {
	waiting := 0
	p, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.Printer, error) {
		p, err := inventory.FindPrinter(v, in.Code)
		for range inventory.PrintJobsAt(v, in.Code, inventory.PaperRendered) {
			if waiting++; waiting == inventory.MaxKitPage {
				break
			}
		}
		return p, err
	})
	if err != nil {
		return nil, err
	}
	known, there, err := s.askSpool(ctx, SpoolName(in.Warehouse, p.Code), in.Ask)
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.PrinterStatus }{showStatus(&p, known, there, waiting)}, nil
}

func (s *Server) askSpool(ctx context.Context, printer string, now bool) (known spool.Status, there bool, err error) {
	if s.opt.Spool == nil {
		return known, false, nil
	}
	if known, there = s.opt.Spool.Status(printer); !now || !there {
		return known, there, nil
	}
	asked, err := s.opt.Spool.Ask(ctx, printer)
	if err != nil && ctx.Err() != nil {
		return asked, there, err
	}
	if err == nil {
		known = asked
	}
	return known, there, nil // a printer that cannot be asked now is as it was known
}

// stateClosed is the state of a printer that the loop does not have.
const stateClosed = "closed"

func showStatus(p *inventory.Printer, known spool.Status, there bool, waiting int) wire.PrinterStatus {
	out := wire.PrinterStatus{Printer: p.Code, State: stateClosed, Waiting: waiting}
	if there {
		out.State, out.Fails, out.Since = string(known.State), known.Fails, known.Since
		_, out.Job, _ = strings.Cut(known.Job, "/") // the loop's keys begin with the warehouse
	}
	if p.Paused {
		out.State, out.Since = string(spool.Paused), instant(p.PausedAt)
	}
	for _, r := range known.Reasons {
		if r == spool.PrinterHeldByPerson {
			continue // told below, in the person's own words
		}
		en, zh, _ := spool.Words(r)
		out.Reasons = append(out.Reasons, wire.PrinterReason{Reason: r, Text: en, TextZH: zh})
	}
	if p.Paused && p.By != "" {
		out.Reasons = append(out.Reasons, wire.PrinterReason{Reason: spool.PrinterHeldByPerson, Text: p.Reason, TextZH: p.Reason})
	}
	return out
}

// pausePrinter keeps jobs from a printer.
var pausePrinter = mapping[wire.PausePrinter, inventory.PauseInput, inventory.Pause, wire.Pause]{
	In: func(w wire.PausePrinter) (inventory.PauseInput, error) {
		return inventory.PauseInput{Printer: w.Printer, Reason: w.Reason}, nil
	},
	Do: inventory.PausePrinter, Out: showPause,
}

// resumePrinter lets a printer go on.
var resumePrinter = mapping[wire.ResumePrinter, inventory.PauseInput, inventory.Pause, wire.Pause]{
	In: func(w wire.ResumePrinter) (inventory.PauseInput, error) {
		return inventory.PauseInput{Printer: w.Printer}, nil
	},
	Do: inventory.ResumePrinter, Out: showPause,
}

func showPause(p inventory.Pause) wire.Pause {
	return wire.Pause{Printer: p.Printer, Paused: p.Paused, Reason: p.Reason, By: p.By}
}
