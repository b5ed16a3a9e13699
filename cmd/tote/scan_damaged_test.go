package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/ui"
)

// A damaged record in a device's folder stops nobody who can go on without it: tables are fetched again, a token given anew
// is written anew. Without one the device says which file it is.
func TestScanStartsOnDamagedRecords(t *testing.T) {
	dir := t.TempDir()
	open := func(token string) error {
		c := scanCommand{Server: "http://127.0.0.1:1", Token: token, Warehouse: "SH1", Data: dir, Language: "en"}
		parts, err := c.open(t.Context(), func(ui.Tone) {})
		if err != nil {
			return err
		}
		return parts.close()
	}
	if err := open("td_1"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{tablesName, "terminal", tokenName} {
		if err := os.WriteFile(filepath.Join(dir, stateFolder, name+".state"), []byte("tote-state 1 00000000 3\n{}x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := open(""); fault.ReasonOf(err) != "state.corrupt" {
		t.Errorf("without a token: %v, want state.corrupt", err)
	}
	if err := open("td_1"); err != nil {
		t.Errorf("with the token given anew: %v", err)
	}
}

// A damaged outbox is put aside by a person's decision only: the file is kept, what can be read of it is written out, and a
// device with a new token begins anew.
func TestScanSetsADamagedOutboxAside(t *testing.T) {
	dir := t.TempDir()
	c := scanCommand{Server: "http://127.0.0.1:1", Token: "td_1", Warehouse: "SH1", Data: dir, Language: "en", now: time.Now}
	parts, err := c.open(t.Context(), func(ui.Tone) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range []string{"T-1", "T-2"} {
		draft := outbox.Draft{Verb: "end-task", Warehouse: "SH1", Input: json.RawMessage(`{"task":"` + task + `"}`)}
		if err := parts.queue.Keep(t.Context(), []outbox.Draft{draft}); err != nil {
			t.Fatal(err)
		}
	}
	if err := parts.close(); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(dir, outboxFolder, "outbox.log")
	bytes, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	bytes[len(bytes)-3] ^= 0xff // within the last command
	if err := os.WriteFile(log, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.open(t.Context(), func(ui.Tone) {}); fault.ReasonOf(err) != "outbox.corrupt" {
		t.Fatalf("with a damaged outbox: %v, want outbox.corrupt", err)
	}
	if err := (&scanCommand{Data: dir, now: time.Now}).setAside(streams{io.Discard, io.Discard}); fault.ReasonOf(err) != "device.token" {
		t.Errorf("without a new token: %v, want device.token", err)
	}
	c.Token = "td_2"
	if err := c.setAside(streams{io.Discard, io.Discard}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, readableFile)); err != nil || !strings.Contains(string(got), "T-1") {
		t.Errorf("written out: %q, %v; want the command of T-1", got, err)
	}
	if parts, err = c.open(t.Context(), func(ui.Tone) {}); err != nil {
		t.Fatalf("it does not begin anew: %v", err)
	}
	if err := parts.close(); err != nil {
		t.Error(err)
	}
}
