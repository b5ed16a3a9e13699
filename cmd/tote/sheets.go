package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.com/tote/fulfilment/channel"
	"example.com/tote/inventory"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// where says whose records come and go as sheets.
type where struct {
	Data      string `help:"Folder of a closed store." type:"path" xor:"where" required:"" env:"TOTE_DATA"`
	Server    string `help:"URL of a running service." xor:"where" required:"" env:"TOTE_SERVER"`
	Token     string `help:"Token of an API key or session for a running service." env:"TOTE_TOKEN"`
	Warehouse string `help:"Code of the warehouse the locations belong to." env:"TOTE_WAREHOUSE"`
}

// byCommandLine stands in the ledger as the device of what is done on a closed store.
const byCommandLine = "command-line"

// importHandlers are the jobs that bring in whole files. A file is read by somebody; the job needs no randomness.
func importHandlers() map[string]store.Handler {
	return exchange.Handlers(exchange.Items{}, exchange.Locations{}, channel.Orders{})
}

// trialVerb tries a record of a whole file and is refused each time, so that it leaves no trace: it would only drown the
// true refusals in the figures.
const trialVerb = "import.try"

func withoutTrials(observe func(store.Observation)) func(store.Observation) {
	return func(o store.Observation) {
		if o.Command.Verb != trialVerb {
			observe(o)
		}
	}
}

// abortStale gives up imports that staged last before a moment.
func abortStale(ctx context.Context, x *store.Executor, parts []store.Partition, now, before time.Time) error {
	for _, p := range parts {
		if _, err := exchange.AbortStale(ctx, x, p, now, before); err != nil {
			return err
		}
	}
	return nil
}

func partitionsOf(x *store.Executor) (out []store.Partition, err error) {
	out = append(out, store.Company)
	err = x.View(context.Background(), store.Company, func(v *store.View) error {
		for _, w := range inventory.ListWarehouses(v) {
			out = append(out, store.Partition(w.Code))
		}
		return nil
	})
	return out, err
}

// storeIn gives the path of the store in a data folder. An empty file is none: opening it would make a new one, which has
// no differences, exports nothing and hides that the true one is gone.
func storeIn(data string) (string, error) {
	path := filepath.Join(data, storeFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return "", fault.NotFound("store.missing", "there is no store at %s: name the folder that tote serve was given", path)
	}
	return path, err
}

// withStore opens a closed store for the time of one command.
func withStore(data string, do func(*store.Executor) error) error {
	path, err := storeIn(data)
	if err != nil {
		return err
	}
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now, Migrations: inventory.Migrations()})
	if err != nil {
		return err
	}
	return errors.Join(do(x), x.Close())
}

// partition gives where a sheet's records are kept; a warehouse must be there.
func (w where) partition(x *store.Executor, s exchange.Sheet) (store.Partition, error) {
	if s.InCompany() {
		return store.Company, nil
	}
	if w.Warehouse == "" {
		return "", fault.Invalid("warehouse.missing", "say which warehouse these %s belong to: --warehouse CODE", s.Kind())
	}
	return store.Partition(w.Warehouse), x.View(context.Background(), store.Company, func(v *store.View) error {
		_, err := inventory.FindWarehouse(v, w.Warehouse)
		return err
	})
}

// zoneOf gives a time zone by its name, "" is UTC.
func zoneOf(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.Invalid("zone.unknown", "there is no time zone %q: they look like Asia/Shanghai", name)
	}
	return zone, nil
}
