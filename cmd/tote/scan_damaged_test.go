package main

import (
	"os"
	"path/filepath"
	"testing"

	"example.com/tote/inventory/fault"
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
