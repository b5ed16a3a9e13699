package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/tote/inventory/store"
)

// play runs the program in this process and gives what it wrote.
func play(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(args, streams{&o, &e})
	return code, o.String(), e.String()
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

func TestDemoFulfilsEveryGoodOrderAndTheBooksAreClean(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		orders int
		want   string
	}{
		// The gifts, with twenty times the articles, are played by the continuous integration outside the race detector.
		{"snacks", []string{"--catalogue", "snacks"}, 50, `^shipped=49 exceptions=1 parcels=49 check=ok$`},
		{"snacks as shops order them", []string{"--catalogue", "snacks", "--shape", "original"}, 4, `^shipped=4 exceptions=0 parcels=[0-9]{2} check=ok$`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "day")
			code, out, errs := play(t, append([]string{"demo", "--once", "--orders", fmt.Sprint(c.orders), "--robots", "4", "--dir", dir}, c.args...)...)
			if got := lastLine(out); code != 0 || !regexp.MustCompile(c.want).MatchString(got) {
				t.Fatalf("exit %d, last line %q, want 0 and %s\n%s%s", code, got, c.want, out, errs)
			}
			if strings.Contains(out, "\r") {
				t.Error("output that is no terminal redraws lines")
			}
			labels, err := filepath.Glob(filepath.Join(dir, printFolder, "*.pdf"))
			if err != nil || len(labels) < c.orders*9/10 {
				t.Errorf("labels in the print folder = %d (%v), want at least %d", len(labels), err, c.orders*9/10)
			}
			if code, out, _ := play(t, "check", "--data", dir); code != 0 {
				t.Errorf("tote check = %d\n%s", code, out)
			}
			corruptOne(t, dir)
			if code, out, _ := play(t, "check", "--data", dir); code != 1 || !strings.Contains(out, "the ledger says") {
				t.Errorf("tote check of a corrupt store = %d, want 1 and the difference named\n%s", code, out)
			}
		})
	}
}

// corruptOne takes one record of stock away behind the ledger's back.
func corruptOne(t *testing.T, dir string) {
	t.Helper()
	e, err := store.OpenBolt(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	s, err := e.Read()
	if err != nil {
		t.Fatal(err)
	}
	var key []byte
	for _, wh := range []string{"WH1", "WH2"} {
		prefix := append([]byte(wh), 0, 0x10, 'L') // a balance at a location
		err = s.Scan(store.Records, prefix, append([]byte(wh), 0, 0x10, 'M'), func(k, _ []byte) bool {
			key = bytes.Clone(k)
			return false
		})
	}
	s.Close()
	if err != nil || key == nil {
		t.Fatal("no balance found", err)
	}
	part := store.Partition(key[:3])
	epoch, err := e.Acquire(part)
	if err == nil {
		err = e.Apply([]store.Group{{Partition: part, Epoch: epoch, Seq: 1, Writes: []store.Write{{Space: store.Records, Key: key}}}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestCommandsRefuseWhatTheyCannotDo(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "something"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	emptyStore := t.TempDir()
	if err := os.WriteFile(filepath.Join(emptyStore, storeFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"demo", "--dir", full}, "is not empty"},
		{[]string{"demo", "--robots", "0", "--dir", t.TempDir()}, "1 to 99 robots"},
		{[]string{"check", "--data", t.TempDir()}, "there is no store"},
		{[]string{"check", "--data", emptyStore}, "there is no store"},
		{[]string{"backup", "--data", emptyStore, filepath.Join(full, "copy")}, "there is no store"},
		{[]string{"export", "items", "--data", emptyStore}, "there is no store"},
		{[]string{"serve", "--data", full, "--listen", "nowhere"}, "missing port"},
		{[]string{"demo", "--orders", "1", "--dir", filepath.Join(full, "day"), "--listen", "nowhere"}, "missing port"},
		{[]string{"serve", "--data", filepath.Join(full, "something")}, "not a directory"},
	} {
		code, _, errs := play(t, c.args...)
		if code != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%v = exit %d, %q; want 1 and %q", c.args, code, errs, c.want)
		}
		if strings.Contains(errs, "internal") {
			t.Errorf("%v calls it a failure of ours: %q", c.args, errs)
		}
	}
	if info, err := os.Stat(filepath.Join(emptyStore, storeFile)); err != nil || info.Size() != 0 {
		t.Errorf("a command that only looks made a store of the empty file (%v)", err)
	}
}

func TestBackupOpensAsAStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "day")
	if code, out, errs := play(t, "demo", "--once", "--catalogue", "snacks", "--orders", "20", "--robots", "4", "--dir", dir); code != 0 {
		t.Fatalf("demo = %d\n%s%s", code, out, errs)
	}
	copied := t.TempDir()
	if code, out, errs := play(t, "backup", "--data", dir, copied); code != 0 {
		t.Fatalf("backup = %d\n%s%s", code, out, errs)
	}
	if code, out, _ := play(t, "check", "--data", copied); code != 0 {
		t.Errorf("check of the copy = %d\n%s", code, out)
	}
	papers := func(dir string) int {
		all, err := filepath.Glob(filepath.Join(dir, printFolder, "*.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if got, want := papers(copied), papers(dir); got != want || got == 0 {
		t.Errorf("papers in the copy = %d, want %d", got, want)
	}
	if code, _, errs := play(t, "backup", "--data", dir, copied); code != 1 || !strings.Contains(errs, "is not empty") {
		t.Errorf("a second backup into the same folder = %d, %q; want 1 and the reason", code, errs)
	}
}

func TestHelpExplainsEveryFlagWithItsVariable(t *testing.T) {
	code, out, _ := play(t, "serve", "--help")
	for _, want := range []string{"TOTE_DATA", "TOTE_LISTEN", "TOTE_LOG"} {
		if !strings.Contains(out, want) {
			t.Errorf("help (exit %d) does not name %s:\n%s", code, want, out)
		}
	}
}
