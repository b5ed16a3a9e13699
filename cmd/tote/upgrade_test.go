package main

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// A program of before the last step of the schema neither serves a store this one has opened, nor judges it.
func TestAnOlderProgramLeavesTheStoreAlone(t *testing.T) {
	dir := t.TempDir()
	svc, err := startService(serviceOptions{data: dir, listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.stop(); err != nil {
		t.Fatal(err)
	}
	open := func() (store.Engine, error) { return store.OpenBolt(filepath.Join(dir, storeFile)) }
	known := inventory.Migrations()
	older := known[:len(known)-1]
	if _, err := store.Start(store.Options{Open: open, Now: time.Now, Migrations: older}); fault.ReasonOf(err) != "store.newer" {
		t.Errorf("an older program opens the store: %v", err)
	}
	e, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.CheckSchema(e, older); fault.ReasonOf(err) != "store.newer" || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("an older program checks the store: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := play(t, "check", "--data", dir); code != 0 {
		t.Errorf("this program's check: %d, %s%s", code, out, errs)
	}
}
