//go:build unix

package spool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
)

// ledger is a Queue on disk: every step is a synced line of a file, as the store would keep it.
type ledger struct {
	mu     sync.Mutex
	file   *os.File
	jobs   []Job
	states map[string]string
	killAt string // "begin-after waybill/P-3/1": where this process ends itself
	done   chan struct{}
}

func openLedger(dir, killAt string) (*ledger, error) {
	q := &ledger{states: map[string]string{}, killAt: killAt, done: make(chan struct{})}
	listed, err := os.ReadFile(filepath.Join(dir, "jobs"))
	if err == nil {
		err = json.Unmarshal(listed, &q.jobs)
	}
	if err != nil {
		return nil, err
	}
	for _, j := range q.jobs {
		q.states[j.Key] = "rendered"
	}
	old, err := os.ReadFile(filepath.Join(dir, "steps"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	whole := old[:bytes.LastIndexByte(old, '\n')+1] // a line cut off by a crash was never answered
	for line := range strings.Lines(string(whole)) {
		key, state, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		q.states[key] = state
	}
	if q.file, err = os.OpenFile(filepath.Join(dir, "steps"), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	if err := q.file.Truncate(int64(len(whole))); err != nil {
		return nil, err
	}
	_, err = q.file.Seek(0, 2)
	return q, err
}

func (q *ledger) die(point, key string) {
	if q.killAt == point+" "+key {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (q *ledger) step(point, key, to string) error {
	q.die(point+"-before", key)
	if _, err := fmt.Fprintf(q.file, "%s %s\n", key, to); err != nil {
		return err
	}
	if err := q.file.Sync(); err != nil {
		return err
	}
	q.states[key] = to
	q.die(point+"-after", key)
	return nil
}

func (q *ledger) Next(_ context.Context, printer string) (Job, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.jobs {
		if j.Printer == printer && q.states[j.Key] == "rendered" {
			q.die("next", j.Key)
			return j, true, nil
		}
	}
	select {
	case <-q.done:
	default:
		close(q.done)
	}
	return Job{}, false, nil
}

func (q *ledger) Begin(_ context.Context, j Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.states[j.Key] != "rendered" {
		return fault.Conflict("printjob.state", "%s is %s", j.Key, q.states[j.Key])
	}
	return q.step("begin", j.Key, "sending")
}

func (q *ledger) Settle(_ context.Context, j Job, out Outcome) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	to := shelfTable[q.states[j.Key]][out.Ending]
	if to == "" {
		return nil
	}
	return q.step("settle", j.Key, to)
}

func (q *ledger) Interrupted(context.Context) (out []Job, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.jobs {
		if q.states[j.Key] == "sending" {
			out = append(out, j)
		}
	}
	return out, nil
}

func (q *ledger) Note(context.Context, Status) {}

const childDir, childPrinter, childKill = "TOTE_SPOOL_DIR", "TOTE_SPOOL_PRINTER", "TOTE_SPOOL_KILL"

// TestChild is the program that is killed: it prints all jobs of a ledger and ends.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		return // run by the tests below only
	}
	q, err := openLedger(dir, os.Getenv(childKill))
	if err != nil {
		t.Fatal(err)
	}
	l := New(q, Options{Now: time.Now, After: time.After, Log: slog.New(slog.DiscardHandler)})
	if err := l.Configure([]Printer{{Code: "Z1", Language: ZPL, DPI: 203, Transport: Raw, Address: os.Getenv(childPrinter)}}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-q.done:
	case <-time.After(20 * time.Second):
		t.Error("not done")
	}
	if err := l.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

// victim runs the child; kill ends it with -9.
type victim struct {
	cmd *exec.Cmd
	out bytes.Buffer
}

func run(t *testing.T, dir, printer, killAt string) *victim {
	t.Helper()
	v := &victim{cmd: exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.count=1")}
	v.cmd.Env = append(os.Environ(), childDir+"="+dir, childPrinter+"="+printer, childKill+"="+killAt)
	v.cmd.Stdout, v.cmd.Stderr = &v.out, &v.out
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *victim) killed(t *testing.T) bool {
	t.Helper()
	err := v.cmd.Wait()
	if err == nil {
		return false
	}
	if ws, ok := v.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() && ws.Signal() == syscall.SIGKILL {
		return true
	}
	t.Fatalf("the child failed by itself: %v\n%s", err, v.out.String())
	return false
}

// lay writes the jobs of a ledger; each one's bytes begin and end with its key.
func lay(t *testing.T, n, size int) (dir string, jobs []Job) {
	t.Helper()
	dir = t.TempDir()
	for i := range n {
		key := fmt.Sprintf("waybill/P-%d/1", i+1)
		jobs = append(jobs, aJob(t, "Z1", key, ContentZPL, []byte("^XA^FX<"+key+">"+strings.Repeat("x", size)+"^FX</"+key+">^XZ")))
	}
	listed, err := json.Marshal(jobs)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "jobs"), listed, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, jobs
}

// came counts over how many connections a job came, and over how many of them whole.
func came(got [][]byte, key string) (begun, whole int) {
	for _, g := range got {
		if bytes.Contains(g, []byte("<"+key+">")) {
			begun++
		}
		if bytes.Contains(g, []byte("</"+key+">")) {
			whole++
		}
	}
	return begun, whole
}

func (z *zebra) all() (got [][]byte) {
	_ = z.listener.Close()
	z.serving.Wait()
	close(z.got)
	for g := range z.got {
		got = append(got, g)
	}
	return got
}

func states(t *testing.T, dir string) map[string]string {
	t.Helper()
	q, err := openLedger(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := q.file.Close(); err != nil {
		t.Fatal(err)
	}
	return q.states
}

func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	const key, size = "waybill/P-3/1", 400_000
	for _, tt := range []struct {
		point        string
		want         string
		begun, whole int // how often the job came to the printer
	}{
		{"next", "sent", 1, 1},
		{"begin-before", "sent", 1, 1},
		{"begin-after", "unknown", 0, 0},
		{"half", "unknown", 1, 0},
		{"whole", "unknown", 1, 1},
		{"settle-before", "unknown", 1, 1},
		{"settle-after", "sent", 1, 1},
	} {
		t.Run(tt.point, func(t *testing.T) {
			t.Parallel()
			dir, jobs := lay(t, 5, size)
			var once sync.Once
			child := make(chan *victim, 1)
			z := newZebra(t, func(z *zebra) {
				z.saw = func(job []byte) {
					half := bytes.Contains(job, []byte("<"+key+">")) && len(job) > size/4
					if tt.point == "half" && half || tt.point == "whole" && bytes.Contains(job, []byte("</"+key+">")) {
						once.Do(func() { _ = (<-child).cmd.Process.Kill() })
					}
				}
			})
			v := run(t, dir, z.listener.Addr().String(), tt.point+" "+key)
			child <- v
			if !v.killed(t) {
				t.Fatal("the child came to its end")
			}
			if run(t, dir, z.listener.Addr().String(), "").killed(t) {
				t.Fatal("killed twice")
			}
			got, after := z.all(), states(t, dir)
			for _, j := range jobs {
				begun, whole := came(got, j.Key)
				want, wantBegun, wantWhole := "sent", 1, 1
				if j.Key == key {
					want, wantBegun, wantWhole = tt.want, tt.begun, tt.whole
				}
				if tt.point == "half" && j.Key == key {
					wantWhole = whole // what lay in the socket may have come through: that is why nobody knows
				}
				if after[j.Key] != want || begun != wantBegun || whole != wantWhole {
					t.Errorf("%s is %s and came %d times, %d times whole; want %s, %d, %d", j.Key, after[j.Key], begun, whole, want, wantBegun, wantWhole)
				}
			}
		})
	}
}

func TestKilledAnywhereNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	rounds := 8
	if os.Getenv("TOTE_LONG") == "1" {
		rounds = 200
	}
	for seed := range rounds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(7, uint64(seed)))
			dir, jobs := lay(t, 30, 20_000)
			var mu sync.Mutex
			var v *victim
			left := 0
			z := newZebra(t, func(z *zebra) {
				z.saw = func([]byte) { // counts pieces of jobs and kills at one of them
					mu.Lock()
					defer mu.Unlock()
					if left--; left == 0 {
						_ = v.cmd.Process.Kill()
					}
				}
			})
			kills := 0
			for again := true; again; {
				mu.Lock()
				left = 1 + r.IntN(60)
				v = run(t, dir, z.listener.Addr().String(), "")
				mu.Unlock()
				if again = v.killed(t); again {
					kills++
				}
			}
			got, after, unknown := z.all(), states(t, dir), 0
			for _, j := range jobs {
				begun, whole := came(got, j.Key)
				if begun > 1 || after[j.Key] == "sent" && whole != 1 || after[j.Key] != "sent" && after[j.Key] != "unknown" {
					t.Errorf("%s is %s and came %d times, %d times whole", j.Key, after[j.Key], begun, whole)
				}
				if after[j.Key] == "unknown" {
					unknown++
				}
			}
			if kills == 0 || unknown > kills {
				t.Errorf("%d jobs are unknown after %d kills", unknown, kills)
			}
		})
	}
}
