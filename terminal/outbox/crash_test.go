package outbox

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/tote/api/wire"
)

const childDir = "OUTBOX_TEST_CHILD"

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		child(dir)
	}
	os.Exit(m.Run())
}

// child works on a box for ever and says each thing once it was promised: it is killed in the middle of it.
func child(dir string) {
	b, _, err := Open(testOptions(dir))
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	r := rand.New(rand.NewPCG(uint64(os.Getpid()), 0))
	say := func(word string, n uint64) { fmt.Printf("%s %d\n", word, n) }
	for {
		switch r.IntN(4) {
		case 0, 1:
			chain := fmt.Sprintf("T-%d", r.IntN(3))
			pad := strings.Repeat("x", r.IntN(30_000)) // so that the file is rewritten now and then
			out, err := b.Append(Draft{Verb: "pick", Chain: chain, Input: json.RawMessage(`"` + pad + `"`)})
			if err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
			say("kept", out[0].Number)
		case 2:
			batch := b.Batch(3)
			var answers []wire.Answer
			for _, c := range batch.Commands {
				answers = append(answers, wire.Answer{ID: c.ID, Status: wire.Done})
			}
			if _, err := b.Take(answers); err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
			for _, c := range batch.Commands {
				say("answered", c.Number)
			}
		case 3:
			for _, e := range b.Answered() {
				say("consuming", e.Number)
				if err := b.Consume(e.Number); err != nil {
					fmt.Println("error", err)
					os.Exit(1)
				}
				say("consumed", e.Number)
			}
		}
	}
}

// A terminal that is killed at any moment, again and again: what it promised is there, numbers go on and none comes twice.
func TestKilled(t *testing.T) {
	rounds := 12
	if os.Getenv("TOTE_LONG") != "" {
		rounds = 300
	}
	dir := t.TempDir()
	kept, consuming, r := map[uint64]string{}, map[uint64]bool{}, rand.New(rand.NewPCG(1, 1))
	for round := range rounds {
		for _, line := range killed(t, dir, time.Duration(20+r.IntN(120))*time.Millisecond) {
			var word string
			var n uint64
			if got, err := fmt.Sscanf(line, "%s %d", &word, &n); got != 2 || err != nil {
				t.Fatalf("round %d: the child says %q", round, line)
			}
			if word == "kept" && kept[n] != "" {
				t.Fatalf("round %d: number %d was given twice", round, n)
			}
			if word == "consuming" {
				consuming[n] = true
				continue
			}
			kept[n] = word
		}
		b, _ := open(t, testOptions(dir))
		there := map[uint64]Entry{}
		for _, e := range append(b.Waiting(), b.Answered()...) {
			there[e.Number] = e
			if kept[e.Number] == "consumed" {
				kept[e.Number] = "answered" // Consume promises nothing that would hurt if it came back; here it never does
				t.Errorf("round %d: %d is back after it was consumed", round, e.Number)
			}
		}
		for n, word := range kept {
			e, ok := there[n]
			switch {
			case word == "consumed" || consuming[n]:
			case !ok:
				t.Fatalf("round %d: %d was %s and is lost", round, n, word)
			case word == "answered" && e.Answer == nil:
				t.Fatalf("round %d: the answer of %d is lost, the floor may have risen over it", round, n)
			}
			if n >= b.Next() {
				t.Fatalf("round %d: next number %d, but %d was given", round, b.Next(), n)
			}
		}
		for n := range there { // kept, and killed before it could say so
			if kept[n] == "" {
				kept[n] = "kept"
			}
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept) < rounds*3 {
		t.Errorf("only %d commands in %d rounds: the children did not work", len(kept), rounds)
	}
}

// Two processes never work on one folder, and a killed one leaves no lock behind.
func TestLockBetweenProcesses(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()
	for deadline := time.Now().Add(10 * time.Second); ; {
		if _, err := os.Stat(filepath.Join(dir, fileName)); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the child made no box")
		}
		runtime.Gosched()
	}
	_, _, err = Open(testOptions(dir))
	reason(t, err, "outbox.locked")
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	open(t, testOptions(dir))
}

// killed starts a child, kills it with signal 9 after a while, and gives what it said.
func killed(t *testing.T, dir string, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	sc := bufio.NewScanner(out)
	for sc.Scan() {
		if len(lines) == 0 { // it works: from now on it may die at any moment
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		lines = append(lines, sc.Text())
	}
	_ = cmd.Wait() // killed
	return lines
}
