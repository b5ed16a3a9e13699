package main

import (
	"context"
	"fmt"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

type checkCommand struct {
	Data   string `help:"Folder of a closed store." type:"path" xor:"where" required:"" env:"TOTE_DATA"`
	Server string `help:"URL of a running service; the check runs inside it, piece by piece." xor:"where" required:"" env:"TOTE_SERVER"`
	Token  string `help:"Token of an API key or session that may check a running service." env:"TOTE_TOKEN"`
}

// Run audits every partition and exits 1 naming each difference.
func (c *checkCommand) Run(ctx context.Context, t streams) error {
	if c.Server != "" {
		return checkServer(ctx, c.Server, c.Token, t)
	}
	path, err := storeIn(c.Data)
	if err != nil {
		return err
	}
	e, err := store.OpenBolt(path)
	if err != nil {
		return err
	}
	bad, err := checkEngine(e, t)
	if err == nil {
		err = e.Close()
	}
	if err == nil && bad > 0 {
		err = errNo
	}
	return err
}

// checkEngine audits all partitions of a closed store, the file's own structure first.
func checkEngine(e *store.Bolt, t streams) (bad int, err error) {
	if err := e.Verify(); err != nil {
		return 0, fault.Internal("store.broken", "the file's structure is damaged: restore the last backup").Because(err)
	}
	if err := store.CheckSchema(e, inventory.Migrations()); err != nil {
		return 0, err
	}
	parts := []store.Partition{store.Company}
	err = store.Look(e, store.Company, func(v *store.View) error {
		for _, w := range inventory.ListWarehouses(v) {
			parts = append(parts, store.Partition(w.Code))
		}
		return nil
	})
	for _, p := range parts {
		if err != nil {
			return bad, err
		}
		err = store.Look(e, p, func(v *store.View) error {
			lacks := store.Unbuilt(v, inventory.LateIndexes())
			found, more := inventory.CheckBut(v, lacks)
			if len(lacks) > 0 {
				fmt.Fprintf(t.out, "%s: not built yet are the indexes %s: tote serve does so before it serves\n", p, strings.Join(lacks, ", "))
			}
			for _, d := range found {
				fmt.Fprintf(t.out, "%s: %s\n", p, d)
			}
			if more > 0 {
				fmt.Fprintf(t.out, "%s: and %d more\n", p, more)
			}
			bad += len(found) + more
			fmt.Fprintf(t.out, "%s: %d entries, %d differences\n", p, store.Tail(v), len(found)+more)
			return nil
		})
	}
	if err != nil {
		return bad, err
	}
	found, err := checkRoad(e, parts)
	for _, d := range found {
		fmt.Fprintf(t.out, "%s\n", d)
	}
	return bad + len(found), err
}

// checkRoad compares what warehouses sent each other with what came: of a closed store, of which all snapshots are one.
func checkRoad(e *store.Bolt, parts []store.Partition) (found []inventory.Difference, err error) {
	views := map[store.Partition]*store.View{}
	var open func(rest []store.Partition) error
	open = func(rest []store.Partition) error {
		if len(rest) > 0 {
			return store.Look(e, rest[0], func(v *store.View) error {
				views[rest[0]] = v
				return open(rest[1:])
			})
		}
		for _, p := range parts {
			found = append(found, inventory.CheckTransfers(views[p], func(to string) store.Reader {
				if v := views[store.Partition(to)]; v != nil {
					return v
				}
				return nil
			})...)
		}
		return nil
	}
	return found, open(parts)
}
