package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"

	"example.com/tote/cmd/tote/demo"
	"example.com/tote/inventory/store"
	"example.com/tote/testdata"
)

type demoCommand struct {
	Dir       string `help:"Folder for the day's store and labels; must be new or empty. Default: a new one under the working directory." type:"path" env:"TOTE_DEMO_DIR"`
	Orders    int    `help:"Orders to fulfil." default:"200" env:"TOTE_DEMO_ORDERS"`
	Catalogue string `help:"What the shop sells: gifts (real orders of a British web shop) or snacks (a made-up Chinese one)." enum:"gifts,snacks" default:"gifts" env:"TOTE_DEMO_CATALOGUE"`
	Shape     string `help:"consumer: 1 to 5 lines of 1 to 3 units; original: as the wholesalers really ordered." enum:"consumer,original" default:"consumer" env:"TOTE_DEMO_SHAPE"`
	Robots    int    `help:"Robots that work side by side." default:"64" env:"TOTE_DEMO_ROBOTS"`
	Once      bool   `help:"Stop after the day, exit 0 only if it went as declared and the check is clean." env:"TOTE_DEMO_ONCE"`
	Listen    string `help:"Address to listen on; if it is taken, a free port." default:"127.0.0.1:8080" env:"TOTE_LISTEN"`
	SSH       string `help:"Address to let scanner terminals in over SSH afterwards; if it is taken, a free port." default:"127.0.0.1:2222" name:"ssh" env:"TOTE_SSH"`
}

// Bounds of a demo: a robot is a worker with two digits in its number, and the stream of real orders has an end.
const (
	maxDemoRobots = 99
	maxDemoOrders = 1_000_000
)

// Run plays a day, prints what it took, and leaves the service up.
func (c *demoCommand) Run(ctx context.Context, t streams) error {
	if c.Robots < 1 || c.Robots > maxDemoRobots || c.Orders < 1 || c.Orders > maxDemoOrders {
		return fmt.Errorf("a demo has 1 to %d robots and 1 to %d orders", maxDemoRobots, maxDemoOrders)
	}
	dir, err := c.folder()
	if err != nil {
		return err
	}
	if c.Once {
		c.Listen = "127.0.0.1:0"
	}
	s, err := c.start(dir, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return err
	}
	sum, err := c.day(ctx, s, t)
	if err == nil && !c.Once {
		if err := c.openTerminals(s); err != nil {
			return errors.Join(err, s.stop())
		}
		c.leave(s, dir, t)
		<-ctx.Done()
	}
	if err = errors.Join(err, s.stop()); err != nil {
		return err
	}
	if c.Once {
		return c.verdict(dir, sum, t)
	}
	return nil
}

// folder makes the day's folder.
func (c *demoCommand) folder() (string, error) {
	if c.Dir == "" {
		return os.MkdirTemp(".", "demo-")
	}
	return c.Dir, emptyFolder(c.Dir)
}

func (c *demoCommand) start(dir string, log *slog.Logger) (*service, error) {
	s, err := startService(serviceOptions{data: dir, listen: c.Listen, log: log})
	if err != nil && !c.Once && addressTaken(err) {
		return startService(serviceOptions{data: dir, listen: "127.0.0.1:0", log: log})
	}
	return s, err
}

// addressTaken tells that somebody else listens there; Windows has a number of its own for it.
// openTerminals lets people sit at terminals once the day is over, so that they try the house as its workers do.
func (c *demoCommand) openTerminals(s *service) error {
	err := s.openTerminals(c.SSH)
	if err != nil && addressTaken(err) {
		return s.openTerminals("127.0.0.1:0")
	}
	return err
}

func addressTaken(err error) bool {
	const windowsAddressInUse = syscall.Errno(10048)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windowsAddressInUse)
}

func (c *demoCommand) day(ctx context.Context, s *service, t streams) (demo.Summary, error) {
	login, pin, err := s.api.FirstAdmin(ctx)
	if err != nil {
		return demo.Summary{}, err
	}
	out, _ := t.out.(*os.File)
	return demo.Run(ctx, demo.Options{URL: s.url(), Login: login, PIN: pin, NewID: newID, Now: time.Now, Catalogue: c.Catalogue, Shape: c.Shape, Orders: c.Orders,
		Robots: c.Robots, Out: t.out, Redraw: out != nil && isatty.IsTerminal(out.Fd()), Written: s.written, LeaveOpen: !c.Once})
}

// written gives the bytes the store has put into pages since it was opened.
func (s *service) written() int64 {
	b, ok := s.x.Engine().(*store.Bolt)
	if !ok {
		return 0
	}
	stats := b.Stats()
	return stats.TxStats.GetPageAlloc()
}

// leave tells a person what there is to try.
func (c *demoCommand) leave(s *service, dir string, t streams) {
	w, err := testdata.NewWarehouse(c.Catalogue, testdata.Medium)
	if err != nil {
		return
	}
	fmt.Fprintf(t.out, "\nThe service is up at %s (API and documentation: %s/docs). Labels lie in %s.\n", s.url(), s.url(), filepath.Join(dir, printFolder))
	fmt.Fprintln(t.out, "People who can sign in (id, PIN, roles):")
	for _, p := range demo.People(c.Catalogue) {
		fmt.Fprintf(t.out, "  %-8s %s  %v\n", p.Code, p.PIN, p.Roles)
	}
	fmt.Fprintf(t.out, "Sit at a terminal as one of them: ssh -p %s %s@127.0.0.1 (the password is the PIN).\n", s.terminals.port(), demo.People(c.Catalogue)[0].Code)
	p := demo.People(c.Catalogue)[0]
	fmt.Fprintf(t.out, "Some orders stand open with pick tasks. Try:\n"+
		"  TOKEN=$(curl -s %[1]s/v1/sign-in -H 'Content-Type: application/json' -d '{\"login\":%[2]q,\"pin\":%[3]q}' | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')\n"+
		"  curl -s -H \"Authorization: Bearer $TOKEN\" '%[1]s/v1/warehouses/%[4]s/tasks'\n"+
		"Ctrl-C stops the service; tote check --data %[5]s then audits its books.\n", s.url(), p.Code, p.PIN, w.Code, dir)
}

// verdict ends a day in one line, after auditing the closed store once more from outside the service.
func (c *demoCommand) verdict(dir string, sum demo.Summary, t streams) error {
	check := "ok"
	e, err := store.OpenBolt(filepath.Join(dir, storeFile))
	if err != nil {
		return err
	}
	bad, err := checkEngine(e, t)
	if err = errors.Join(err, e.Close()); err != nil {
		return err
	}
	if bad > 0 || !sum.Clean {
		check = "differs"
	}
	fmt.Fprintf(t.out, "shipped=%d exceptions=%d parcels=%d check=%s\n", sum.Shipped, sum.Exceptions, sum.Parcels, check)
	if check != "ok" || len(sum.Wrong) > 0 || sum.Shipped+sum.Exceptions != c.Orders || sum.Exceptions != sum.Declared {
		return errNo
	}
	return nil
}
