package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
)

// readableFile is where the commands of a box that was set aside are written for a person to look at.
const readableFile = "set-aside.jsonl"

// setAside puts a damaged outbox out of the way, once a person has decided so: the file is kept, the commands before the
// damage that had no answer are written out for whoever makes good what they told, and the terminal's own state goes too,
// since it counts by the lost numbers. The device is a new one from then on.
func (c *scanCommand) setAside(t streams) (err error) {
	if c.Token == "" {
		return fault.Invalid("device.token", "a device whose outbox is set aside must enrol anew, since its numbers may be lost: give the new --token")
	}
	file, readable, err := outbox.SetAside(filepath.Join(c.Data, outboxFolder), c.now())
	if err != nil {
		return err
	}
	state, err := outbox.OpenState(filepath.Join(c.Data, stateFolder))
	if err != nil {
		return err
	}
	if err := state.Delete("terminal"); err != nil {
		return err
	}
	list := filepath.Join(c.Data, readableFile)
	f, err := os.OpenFile(list, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the commands that can still be read cannot be written out: %w", err)
	}
	defer func() { err = errors.Join(err, f.Sync(), f.Close()) }()
	for _, e := range readable {
		if err := json.NewEncoder(f).Encode(e.Command); err != nil {
			return err
		}
	}
	fmt.Fprintf(t.err, "%s was put aside. %d commands without an answer can still be read: they stand in %s.\n", file, len(readable), list)
	return nil
}
