package main

import (
	"context"
	"fmt"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// checkServer has a running service audit all its partitions, piece by piece, while it goes on working.
func checkServer(ctx context.Context, server, token string, t streams) error {
	c := client.New(client.Options{Base: server, Token: token, NewID: newID})
	parts := []string{""}
	err := client.All(ctx, client.Query{}, c.Warehouses, func(w wire.Warehouse) error {
		parts = append(parts, w.Code)
		return nil
	})
	clean := true
	for _, p := range parts {
		if err != nil {
			return err
		}
		var got wire.Check
		if got, err = c.Check(ctx, p); err != nil {
			return err
		}
		for _, d := range got.Differences {
			fmt.Fprintf(t.out, "%s: %s %s: the ledger says %s, stored is %s\n", got.Partition, d.What, d.Name, d.Want, d.Got)
		}
		if got.More > 0 {
			fmt.Fprintf(t.out, "%s: and %d more\n", got.Partition, got.More)
		}
		fmt.Fprintf(t.out, "%s: %d entries, %d differences, %d ms, the file grew by %d bytes\n", got.Partition, got.Seq,
			len(got.Differences)+got.More, got.TookMillis, got.FileGrowth)
		clean = clean && got.Clean
	}
	if !clean {
		return errNo
	}
	return nil
}
