package main

import (
	"context"
	"io"
	"runtime"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/cmd/tote/progress"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/report"
	"example.com/tote/inventory/store"
)

type reportCommand struct {
	Kind string `arg:"" help:"stock, turnover, slow, abc, dead, expiry or value."`
	File string `arg:"" optional:"" default:"-" help:"File to write; one that is there is replaced once the new one is whole. - is standard output."`
	where
	Format   string `help:"csv, xlsx or json. Default: as FILE ends, else csv: with \"> stock.xlsx\" say --format xlsx."`
	Language string `help:"Of headings and names: en or zh." default:"en"`
	BOM      bool   `help:"CSV with a byte order mark, which Excel wants." name:"bom"`
	At       string `help:"Of stock, value, expiry, dead: 2026-10-31 for the end of that day in the warehouse, or 2026-10-31T15:04:05Z. Default: now."`
	From     string `help:"Of turnover, slow, abc: begin of the period, likewise. Default: 90 days before its end."`
	To       string `help:"End of the period, likewise. Default: now."`
	By       string `help:"What rows are told apart by, with commas. Of stock: item, lot, location, holder, status, owner. Of value: category, storage_class, owner, location_kind, zone, status."`
	Days     string `help:"Of dead: days without issue (180). Of slow: days the stock lasts (180). Of expiry: days left (90)."`
	SKU      string `help:"This item only." name:"sku"`
	Zone     string `help:"Of stock, value, expiry: this zone only."`
	Owner    string `help:"This owner's goods only; - is the house."`
}

// Run makes a report in a running service, or of a closed store.
func (c *reportCommand) Run(ctx context.Context, t streams) error {
	if c.Warehouse == "" {
		return fault.Invalid("warehouse.missing", "say which warehouse the report is of: --warehouse CODE")
	}
	if c.Format == "" {
		c.Format = formatOf(c.File)
	}
	bar := newBar(t)
	return toFile(t, c.File, func(w io.Writer) error {
		bar.Begin("report "+c.Kind+", bytes", progress.Unknown)
		defer bar.End()
		return c.write(ctx, &meter{out: w, tell: func(done int64) { bar.Set(done, progress.Unknown) }})
	})
}

func (c *reportCommand) write(ctx context.Context, w io.Writer) error {
	if c.Server != "" {
		_, err := client.New(client.Options{Base: c.Server, Token: c.Token, NewID: newID}).Report(ctx, client.Report{Kind: c.Kind, Warehouse: c.Warehouse,
			Format: c.Format, Language: c.Language, BOM: c.BOM, At: c.At, From: c.From, To: c.To, By: c.By, Days: c.Days, SKU: c.SKU, Zone: c.Zone, Owner: c.Owner}, w)
		return err
	}
	return withStore(c.Data, func(x *store.Executor) error {
		look := func(ctx context.Context, read func(store.Reader) error) error {
			return x.View(ctx, store.Partition(c.Warehouse), func(v *store.View) error { return read(v) })
		}
		q, err := report.Ask{Kind: c.Kind, Format: c.Format, Language: c.Language, At: c.At, From: c.From, To: c.To, By: c.By, Days: c.Days, SKU: c.SKU,
			Zone: c.Zone, Owner: c.Owner}.Prepare(ctx, look, time.Now())
		if err != nil {
			return err
		}
		table, err := report.Make(ctx, look, q, runtime.GOMAXPROCS(0))
		if err != nil {
			return err
		}
		return table.Write(w, c.BOM)
	})
}
