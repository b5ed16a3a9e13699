package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"example.com/tote/api"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
	"example.com/tote/terminal/sshd"
)

// Waits of the service.
const (
	stopPatience = 20 * time.Second // requests under way when the service is asked to stop
	headPatience = 10 * time.Second // for a request's headers
	idlePatience = 2 * time.Minute  // handhelds keep their connection between scans
)

// What lies in the data folder.
const (
	storeFile   = "tote.db"
	printFolder = "prints"
)

type serveCommand struct {
	Data   string `help:"Folder of the store and the printed documents; made if missing." default:"tote-data" type:"path" env:"TOTE_DATA"`
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" env:"TOTE_LISTEN"`
	SSH    string `help:"Address to let scanner terminals in over SSH, such as :2222; absent: none are." name:"ssh" env:"TOTE_SSH"`
	Log    string `help:"Least level that is logged: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"TOTE_LOG"`
}

// Run serves until it is told to stop, then finishes what was accepted.
func (c *serveCommand) Run(ctx context.Context, t streams) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: level}))
	s, err := startService(serviceOptions{data: c.Data, listen: c.Listen, ssh: c.SSH, log: log})
	if err != nil {
		return err
	}
	id, pin, err := s.api.FirstAdmin(ctx)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	if id != "" {
		fmt.Fprintf(t.out, "No worker can sign in yet. Sign in as %s with PIN %s and change it.\n", id, pin)
	}
	fmt.Fprintf(t.out, "Tote serves %s from %s. API: %s/docs\n", s.url(), c.Data, s.url())
	if s.terminals != nil {
		fmt.Fprintf(t.out, "Terminals: ssh -p %[1]s worker@host with the PIN, or ssh -p %[1]s %[2]s@host and the badge\n", s.terminals.port(), sshd.OpenUser)
	}
	<-ctx.Done()
	return s.stop()
}

type serviceOptions struct {
	data   string
	listen string
	ssh    string // address for terminals; "": none are let in
	log    *slog.Logger
	now    func() time.Time // nil: the real clock
	idle   time.Duration    // of terminals over SSH; 0: as usual
	pins   *people.PINs     // nil: as a service in use must
}

// service is a running Tote: store, API, outbox and clock.
type service struct {
	opt      serviceOptions
	x        *store.Executor
	api      *api.Server
	printing *printing
	http     *http.Server
	listener net.Listener
	stopTick context.CancelFunc
	ticked   chan struct{}
	ticks    atomic.Int64
	served   chan error
	silent   sync.Map // connections on which nothing was said yet

	terminals *terminals // nil: none are let in
}

// startService opens the store, which takes a moment after a crash, and listens.
func startService(opt serviceOptions) (*service, error) {
	if opt.now == nil {
		opt.now = time.Now
	}
	listener, err := net.Listen("tcp", opt.listen)
	if err != nil {
		return nil, err // it names the address
	}
	if err := os.MkdirAll(opt.data, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("data folder: %w", err), listener.Close())
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	meter := api.NewMeter(registry)
	path := filepath.Join(opt.data, storeFile)
	x, err := store.Start(store.Options{
		Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: opt.now, Observe: withoutTrials(meter.Observe), Health: tellHealth(opt.log),
		Migrations: inventory.Migrations(),
	})
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	printing, err := newPrinting(x, filepath.Join(opt.data, printFolder), &opt)
	if err != nil {
		return nil, errors.Join(err, x.Close(), listener.Close())
	}
	door, err := api.New(api.Options{Executor: x, Meter: meter, Now: opt.now, NewID: func() string { return newIDAt(opt.now()) }, Secret: secret, Logger: opt.log, Version: version(), Papers: printing.papers, Spool: printing.loop, PINs: opt.pins})
	if err != nil {
		return nil, errors.Join(err, printing.stop(), x.Close(), listener.Close())
	}
	s := &service{opt: opt, x: x, api: door, printing: printing, listener: listener, ticked: make(chan struct{}), served: make(chan error, 1)}
	if err := errors.Join(s.runOutbox(), printing.configure(context.Background())); err != nil {
		return nil, errors.Join(err, printing.stop(), x.Close(), listener.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.stopTick = cancel
	go s.tick(ctx)
	s.http = &http.Server{Handler: door.Handler(), ReadHeaderTimeout: headPatience, IdleTimeout: idlePatience, MaxHeaderBytes: api.MaxHeaders, ConnState: s.heard}
	s.http.RegisterOnShutdown(s.closeSilent)
	go func() { s.served <- s.http.Serve(listener) }()
	if opt.ssh != "" {
		if err := s.openTerminals(opt.ssh); err != nil {
			return nil, errors.Join(err, s.stop())
		}
	}
	return s, nil
}

// tellHealth logs why the store cannot be used: who looks for the reason of a standstill looks here.
func tellHealth(log *slog.Logger) func(string, error) {
	return func(reason string, cause error) {
		if reason == "" {
			log.Info("the store takes commands again")
			return
		}
		log.Error("the store takes no commands", "reason", reason, "cause", cause.Error())
	}
}

// heard keeps account of the connections on which nothing was said yet.
func (s *service) heard(c net.Conn, state http.ConnState) {
	if state == http.StateNew {
		s.silent.Store(c, nil)
	} else {
		s.silent.Delete(c)
	}
}

// closeSilent ends them: browsers and clients open connections in reserve, and a stop would wait five seconds for each to
// say something.
func (s *service) closeSilent() {
	s.silent.Range(func(c, _ any) bool {
		_ = c.(net.Conn).Close() // whoever dialled dials again
		return true
	})
}

func (s *service) url() string { return "http://" + s.listener.Addr().String() }

// stop takes no new connections, answers what is under way, and closes the store cleanly: no accepted command is dropped.
func (s *service) stop() error {
	s.stopTick()
	<-s.ticked
	err := s.terminals.stop()
	s.api.Close()
	ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	err = errors.Join(err, s.http.Shutdown(ctx))
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return errors.Join(err, s.printing.stop(), s.x.Close())
}

// runOutbox registers what is done outside the partitions, in one table.
func (s *service) runOutbox() error {
	handlers := map[string]store.Handler{
		inventory.RequestNumbers: numbersAsked,
		inventory.GrantNumbers:   numbersGranted,
		inventory.MidnightJob:    store.JobHandler(fulfilment.Midnight),

		inventory.OutboxTransferSent:     inventory.TransferSentHandler,
		inventory.OutboxTransferReceived: inventory.TransferReceivedHandler,

		inventory.SettleJob: store.JobHandler(inventory.SettleOn),

		fulfilment.AllocateJob:   fulfilment.AllocateAllHandler(),
		fulfilment.ReleaseJob:    fulfilment.ReleaseHandler(),
		fulfilment.ReslotJob:     fulfilment.ReslotHandler(),
		inventory.RefillJob:      fulfilment.PlanRefillsHandler(),
		inventory.SupplyJob:      fulfilment.PlanSupplyHandler(),
		inventory.CountJob:       fulfilment.CountHandler(),
		inventory.CountPlanJob:   fulfilment.CountPlanHandler(),
		inventory.StocktakeJob:   fulfilment.StocktakeHandler(),
		inventory.Print:          s.printing.papers.Handle,
		inventory.PrinterChanged: s.printing.changed,
		fulfilment.OutboxPurged:  s.printing.papers.Forget,
	}
	maps.Copy(handlers, inventory.Handlers())
	for kind, h := range fulfilment.Handlers() {
		handlers[kind] = h
	}
	handlers[fulfilment.OutboxAssigned] = fulfilment.AssignedHandler
	maps.Copy(handlers, importHandlers())
	parts, err := s.partitions()
	if err != nil {
		return err
	}
	if n, err := store.Build(context.Background(), s.x, parts, inventory.LateIndexes()); err != nil {
		return fmt.Errorf("building indexes the store lacks: %w", err)
	} else if n > 0 {
		s.opt.log.Info("indexes that an older program did not keep were built", "records", n)
	}
	if err := s.printing.papers.Sweep(context.Background(), s.x, parts); err != nil {
		return err
	}
	if err := s.x.RunOutbox(handlers, parts); err != nil {
		return err
	}
	now := s.opt.now()
	return abortStale(context.Background(), s.x, parts, now, now) // who read those files is gone with the process before
}

func (s *service) partitions() ([]store.Partition, error) { return partitionsOf(s.x) }

// numbersAsked grants a warehouse a range of numbers, in the company's partition.
func numbersAsked(ctx context.Context, d *store.Delivery) error {
	var ask inventory.Ask
	if err := d.Decode(&ask); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Company, "number.grant", func(tx *store.Tx) (struct{}, error) {
		inventory.GrantRange(tx, ask)
		return struct{}{}, nil
	})
	return err
}

// numbersGranted brings a range to its warehouse.
func numbersGranted(ctx context.Context, d *store.Delivery) error {
	var g inventory.Grant
	if err := d.Decode(&g); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Partition(g.Warehouse), "number.receive", func(tx *store.Tx) (struct{}, error) {
		inventory.ReceiveRange(tx, g)
		return struct{}{}, nil
	})
	return err
}

func newID() string { return newIDAt(time.Now()) }

// newIDAt gives an id of that moment: how old a command is, its id tells.
func newIDAt(at time.Time) string { return ulid.MustNew(ulid.Timestamp(at), rand.Reader).String() }

// secret gives random bytes; crypto/rand never fails on the systems we build for.
func secret(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
