// Command tote is the whole house in one program: the service, its demo, and the tools around its store.
//
// This package reads the command line and the environment, owns the clock and the randomness, and wires the rooms
// together; it decides nothing about goods or orders. Start at serve.go for the service and demo.go for a full day.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // a warehouse's midnight must be known on machines without a time zone database

	"github.com/alecthomas/kong"

	"example.com/tote/inventory/fault"
)

// commands is the command line. Every flag is also an environment variable, named in --help.
type commands struct {
	Serve  serveCommand  `cmd:"" help:"Run the service."`
	Scan   scanCommand   `cmd:"" help:"Run the scanner terminal on this handheld or packing station."`
	Demo   demoCommand   `cmd:"" help:"Furnish a warehouse, fulfil real orders with robots, and leave the service up to try."`
	Check  checkCommand  `cmd:"" help:"Recompute balances, reservations, lines and the hash chain from the ledger alone. Exit 1 names each difference."`
	Import importCommand `cmd:"" help:"Bring items, locations or orders in from a CSV or XLSX file. Exit 1 names each bad row."`
	Export exportCommand `cmd:"" help:"Write items, locations or orders to a CSV or XLSX file."`
	Report reportCommand `cmd:"" help:"Make a report from the ledger as CSV, XLSX or JSON: stock as of any past moment, turnover, slow movers, ABC, dead stock, expiry, value."`
	Decide decideCommand `cmd:"" help:"Answer published test problems (routes, batches, waves, cartons), for checkers of your own."`
	Label  labelCommand  `cmd:"" help:"Print labels and papers as PDF, PNG or in a printer's language, without a service. Try: tote label commands > sheet.pdf"`
	Backup backupCommand `cmd:"" help:"Write one consistent copy of a closed store."`

	Version kong.VersionFlag `help:"Print the version and exit."`
}

// streams are where a command writes: passed in, so that tests can read it.
type streams struct {
	out, err io.Writer
}

func main() { os.Exit(run(os.Args[1:], streams{os.Stdout, os.Stderr})) }

// run is main without the process: it answers the exit code. 0 done, 1 the answer is no, 2 the command line is wrong.
func run(args []string, t streams) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exited := false
	parser, err := kong.New(&commands{}, kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t), kong.Name("tote"), kong.Writers(t.out, t.err), kong.UsageOnError(),
		kong.Description("Warehouse and fulfilment with scanner terminals. Try: tote demo"),
		kong.Vars{"version": version()},
		kong.Exit(func(c int) { exited, code = true, c }))
	if err != nil {
		fmt.Fprintln(t.err, err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exited {
		return code
	}
	if err != nil {
		parser.FatalIfErrorf(err)
		return 2
	}
	err = parsed.Run()
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNo):
		return 1
	}
	fmt.Fprintln(t.err, "tote:", word(err))
	return 1
}

// word gives an error as a person at the command line can use it: what the system said about a file or an address is the
// answer, and no failure of ours. The service says the same in its logs only.
func word(err error) string {
	if f := new(fault.Error); errors.As(err, &f) {
		return f.Error()
	}
	return err.Error()
}

// errNo ends a command whose answer is no and has been told already.
var errNo = errors.New("no")

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
