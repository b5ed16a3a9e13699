package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/cmd/tote/progress"
	"example.com/tote/fulfilment"
	"example.com/tote/fulfilment/channel"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

type exportCommand struct {
	Kind string `arg:"" help:"items, locations or orders." enum:"items,locations,orders"`
	File string `arg:"" optional:"" default:"-" help:"File to write; one that is there is replaced once the new one is whole. - is standard output."`
	where
	Format   string `help:"csv or xlsx. Default: as the file's name ends, else csv." enum:",csv,xlsx" default:""`
	Language string `help:"Of the headers: en or zh." enum:"en,zh" default:"en"`
	BOM      bool   `help:"CSV with a byte order mark, which Excel wants." name:"bom"`
	State    string `help:"Only orders in this state."`
	Purpose  string `help:"Export orders with names, phones and addresses; each reading is written down with this purpose."`
	Currency string `help:"Of the prices of orders, such as CNY."`
	Zone     string `help:"Time zone of the times of orders, such as Asia/Shanghai. Default: UTC."`
}

// Run writes the sheet.
func (c *exportCommand) Run(ctx context.Context, t streams) error {
	if c.Format == "" {
		c.Format = formatOf(c.File)
	}
	bar := newBar(t)
	return toFile(t, c.File, func(w io.Writer) error { return c.write(ctx, bar, w) })
}

// formatOf gives what a file's name says of its format; csv if it says nothing. A name that says something else is refused with
// that format: nobody looks for a table in a file called .pdf.
func formatOf(name string) string {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case "", ".", ".txt":
		return string(tabular.CSV)
	default:
		return ext[1:]
	}
}

// toFile writes a file beside its final name and gives it that name when it is whole; "-" is standard output.
func toFile(t streams, name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(t.out)
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.part") // readable by its owner alone
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	err = write(out)
	if err = errors.Join(err, out.Flush(), f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	fmt.Fprintln(t.err, "wrote", name)
	return nil
}

func (c *exportCommand) write(ctx context.Context, bar *progress.Bar, w io.Writer) error {
	if c.Server != "" {
		api := client.New(client.Options{Base: c.Server, Token: c.Token, NewID: newID})
		bar.Begin("exporting "+c.Kind+", bytes", progress.Unknown)
		defer bar.End()
		_, err := api.Export(ctx, client.Sheet{Kind: c.Kind, Warehouse: c.Warehouse, Format: c.Format, Language: c.Language, BOM: c.BOM,
			State: c.State, Purpose: c.Purpose, Zone: c.Zone, Currency: c.Currency}, &meter{out: w, tell: func(done int64) { bar.Set(done, progress.Unknown) }})
		return err
	}
	return withStore(c.Data, func(x *store.Executor) error {
		sheet, err := c.sheet()
		if err != nil {
			return err
		}
		part, err := c.partition(x, sheet)
		if err != nil {
			return err
		}
		bar.Begin("exporting "+c.Kind+", rows", progress.Unknown)
		defer bar.End()
		_, err = exchange.Export(ctx, x, exchange.ExportOptions{Sheet: sheet, Partition: part, Format: tabular.Format(c.Format), Writer: w,
			Chinese: c.Language == "zh", BOM: c.BOM, Device: byCommandLine, Now: time.Now, Progress: func(done, _ int64) { bar.Set(done, progress.Unknown) }})
		return err
	})
}

func (c *exportCommand) sheet() (exchange.Sheet, error) {
	switch c.Kind {
	case "items":
		return exchange.Items{}, nil
	case "locations":
		return exchange.Locations{}, nil
	}
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return nil, err
	}
	state := fulfilment.IntakeStateOf(c.State)
	if c.State != "" && state == 0 {
		return nil, fault.Invalid("order.state", "there is no state %q of an order", c.State)
	}
	return channel.Orders{Zone: zone, Currency: c.Currency, State: state, Purpose: c.Purpose}, nil
}
