package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal"
	_ "example.com/tote/terminal/early" // before the terminal library: see there
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/table"
	"example.com/tote/terminal/ui"
)

// What lies in a device's folder.
const (
	outboxFolder = "outbox"
	stateFolder  = "state"
	tablesName   = "tables"
	tokenName    = "device"
)

type scanCommand struct {
	Server    string        `help:"Address of the service." default:"http://127.0.0.1:8080" env:"TOTE_SERVER"`
	Token     string        `help:"The device's token, as shown when it was enrolled. Needed the first time; kept in the folder." env:"TOTE_DEVICE_TOKEN"`
	Warehouse string        `help:"Warehouse this terminal works in; absent: the only one there is." env:"TOTE_WAREHOUSE"`
	Station   string        `help:"Pack location this terminal stands at." env:"TOTE_STATION"`
	Dock      string        `help:"Dock this terminal stands at." env:"TOTE_DOCK"`
	Data      string        `help:"Folder of the commands that wait and of the state." default:"tote-scan" type:"path" env:"TOTE_SCAN_DATA"`
	Language  string        `help:"Language until somebody signs in: zh or en." enum:"zh,en" default:"zh" env:"TOTE_LANGUAGE"`
	Idle      time.Duration `help:"Time without a scan after which the PIN is asked again." default:"10m"`
	Scale     string        `help:"Scale at this machine, instead of the station's: PROTOCOL:PORT[,unit=kg,baud=9600,bits=8,parity=none,stop=1,least=10], as in mt-sics:/dev/ttyUSB0 or a&d:tcp://10.0.0.5:4001." env:"TOTE_SCALE"`
	SetAside  bool          `help:"Put a damaged outbox out of the way and begin a new one, with the new --token of a device enrolled anew."`
	GS        []string      `help:"What the scanner sends for the separator of GS1 elements, if not the character itself." name:"gs"`

	now       func() time.Time  // nil: the real clock
	transport http.RoundTripper // nil: the network
}

// scanParts are what a terminal stands on.
type scanParts struct {
	app   *terminal.App
	queue *terminal.Device
	scale *benchScale
}

// close lets outbox and scale go.
func (p *scanParts) close() error {
	p.scale.Close()
	return p.queue.Close()
}

// kept is what a device knows of itself.
type deviceKept struct {
	Token     string `json:"token"`
	Warehouse string `json:"warehouse"`
}

// Run is the terminal on a handheld or a packing station.
func (c *scanCommand) Run(ctx context.Context, t streams) (err error) {
	if c.now == nil {
		c.now = time.Now
	}
	if c.SetAside {
		if err := c.setAside(t); err != nil {
			return err
		}
	}
	tty := terminal.NewTTY(os.Stdout)
	parts, err := c.open(ctx, tty.Ring)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.close()) }()
	return terminal.Run(ctx, parts.app, os.Stdin, tty)
}

// open takes up the device's folder: its outbox, its state, its tables.
func (c *scanCommand) open(ctx context.Context, bell func(ui.Tone)) (*scanParts, error) {
	if c.now == nil {
		c.now = time.Now
	}
	state, err := outbox.OpenState(filepath.Join(c.Data, stateFolder))
	if err != nil {
		return nil, err
	}
	self, err := c.self(state)
	if err != nil {
		return nil, err
	}
	id := func() string { return newIDAt(c.now()) }
	door := client.New(client.Options{Base: c.Server, Token: self.Token, NewID: id, Tries: 1, HTTP: c.http()})
	if err := c.findWarehouse(ctx, door, state, &self); err != nil {
		return nil, err
	}
	tables := table.New(self.Warehouse)
	if _, err := state.Load(tablesName, tables); fault.ReasonOf(err) == "state.corrupt" {
		fmt.Fprintln(os.Stderr, err) // they are the service's, and are fetched again as soon as somebody signs in
		tables = table.New(self.Warehouse)
	} else if err != nil {
		return nil, err
	}
	queue, report, err := terminal.OpenDevice(terminal.DeviceOptions{
		Box: outbox.Options{Dir: filepath.Join(c.Data, outboxFolder), NewID: id, Now: c.now},
		Post: func(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error) {
			return door.As(self.Token, session, nil).Commands(ctx, batch)
		},
		Seed: seedOf(self.Token),
	})
	if err != nil {
		return nil, err
	}
	if report.Cut > 0 {
		fmt.Fprintf(os.Stderr, "%s: %d bytes at the end were never confirmed and were cut off\n", report.File, report.Cut)
	}
	bench, err := openBenchScale(c.Scale, self.Warehouse, c.Station, state, c.now)
	if err != nil {
		return nil, errors.Join(err, queue.Close())
	}
	app, err := terminal.New(terminal.Options{
		Warehouse: self.Warehouse, Station: c.Station, Dock: c.Dock, Door: deviceDoor{door, self.Token, bench}, Scale: bench, Queue: queue, Tables: tables, Memory: state,
		Refresh: true, Now: c.now, Language: ui.Language(c.Language), Idle: c.Idle, Bell: bell, Learned: func() error { return state.Save(tablesName, tables) },
		Scan: scan.Options{Prefixes: scan.DefaultPrefixes, GSSubstitutes: append(c.GS, scan.DefaultSubstitutes...)},
	})
	if err != nil {
		bench.Close()
		return nil, errors.Join(err, queue.Close())
	}
	return &scanParts{app, queue, bench}, nil
}

// http gives the way to the service.
func (c *scanCommand) http() *http.Client {
	if c.transport == nil {
		return nil
	}
	return &http.Client{Transport: c.transport}
}

// self gives the device's token, given now or kept from before.
func (c *scanCommand) self(state *outbox.State) (deviceKept, error) {
	var self deviceKept
	if _, err := state.Load(tokenName, &self); err != nil && (c.Token == "" || fault.ReasonOf(err) != "state.corrupt") {
		return self, err // with a token given anew, what is damaged is written anew
	}
	if c.Token != "" {
		self.Token = c.Token
	}
	if self.Token == "" {
		return self, fault.Invalid("device.token", "this device is not enrolled: an admin enrols it and gives --token once")
	}
	if c.Warehouse != "" {
		self.Warehouse = c.Warehouse
	}
	return self, state.Save(tokenName, self)
}

// findWarehouse asks which warehouse there is, once.
func (c *scanCommand) findWarehouse(ctx context.Context, door *client.Client, state *outbox.State, self *deviceKept) error {
	if self.Warehouse != "" {
		return nil
	}
	page, err := door.Warehouses(ctx, client.Query{Limit: 2})
	switch {
	case err != nil:
		return fmt.Errorf("which warehouse is this? give --warehouse, or: %w", err)
	case len(page.Items) != 1:
		return fault.Invalid("warehouse.missing", "there is not exactly one warehouse: give --warehouse")
	}
	self.Warehouse = page.Items[0].Code
	return state.Save(tokenName, *self)
}

func seedOf(token string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(token)) // it never fails
	return h.Sum64()
}

// deviceDoor lets workers in on a device.
type deviceDoor struct {
	door  *client.Client
	token string
	scale *benchScale // its station is read as soon as somebody may
}

func (d deviceDoor) SignIn(ctx context.Context, login, pin string) (wire.SignedIn, error) {
	return d.door.SignIn(ctx, login, pin)
}

func (d deviceDoor) Enter(session string) terminal.Backend {
	as := d.door.As(d.token, session, nil)
	d.scale.read(as)
	return as
}
