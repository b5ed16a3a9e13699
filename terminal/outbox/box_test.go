package outbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var lastID atomic.Int64

func testOptions(dir string) Options {
	return Options{Dir: dir, NewID: func() string { return fmt.Sprintf("%d-%d", os.Getpid(), lastID.Add(1)) }, Now: func() time.Time { return noon }}
}

func open(t testing.TB, o Options) (*Box, Report) {
	t.Helper()
	b, r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b, r
}

func draft(chain string) Draft {
	return Draft{Verb: "pick", Warehouse: "SH01", Chain: chain, Input: json.RawMessage(`{"quantity": 2}`)}
}

func keep(t testing.TB, b *Box, chains ...string) []Entry {
	t.Helper()
	drafts := make([]Draft, len(chains))
	for i, c := range chains {
		drafts[i] = draft(c)
	}
	out, err := b.Append(drafts...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// reopen closes a box and opens it again: what it shows must be the same.
func reopen(t testing.TB, b *Box) *Box {
	t.Helper()
	before := picture(b)
	o := b.opt
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again, _ := open(t, o)
	if diff := cmp.Diff(before, picture(again)); diff != "" {
		t.Fatalf("after reopening (-before +after):\n%s", diff)
	}
	return again
}

// picture is everything durable a box shows, in words.
func picture(b *Box) []string {
	out := []string{fmt.Sprintf("next %d floor %d", b.Next(), b.Floor())}
	for _, e := range b.Answered() {
		out = append(out, fmt.Sprintf("%d %s %s answered %s %s", e.Number, e.ID, e.Chain, e.Answer.Status, e.Answer.Result))
	}
	for _, e := range b.Waiting() {
		out = append(out, fmt.Sprintf("%d %s %s %s %s %s held=%t", e.Number, e.ID, e.Verb, e.Chain, e.Input, e.At.Format(time.RFC3339), e.Held))
	}
	for _, s := range b.Stops() {
		out = append(out, fmt.Sprintf("stop %s by %d %s, %d wait", s.Chain, s.Cause.Number, s.Problem.Reason, len(s.Waiting)))
	}
	return out
}

func done(e Entry) wire.Answer {
	return wire.Answer{ID: e.ID, Status: wire.Done, Result: json.RawMessage(`{"outcome":"<ok>"}`)}
}

func not(e Entry, status string, code fault.Code, reason string) wire.Answer {
	return wire.Answer{ID: e.ID, Status: status, Problem: &wire.Problem{Code: code.String(), Reason: reason, Detail: "because"}}
}

func take(t testing.TB, b *Box, answers ...wire.Answer) Outcome {
	t.Helper()
	out, err := b.Take(answers)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func numbers(entries []Entry) []uint64 {
	var out []uint64
	for _, e := range entries {
		out = append(out, e.Number)
	}
	return out
}

func batchNumbers(c wire.Commands) []uint64 {
	var out []uint64
	for _, e := range c.Commands {
		out = append(out, e.Number)
	}
	return out
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func reason(t testing.TB, err error, want string) {
	t.Helper()
	if got := fault.ReasonOf(err); got != want {
		t.Errorf("error %v, want reason %s", err, want)
	}
}

// A command's life: kept with number and id, sent, answered, its answer consumed; the floor follows.
func TestLife(t *testing.T) {
	b, r := open(t, testOptions(t.TempDir()))
	equal(t, "a new box", Report{File: r.File}, r)
	kept := keep(t, b, "T-1", "T-1", "T-2")
	equal(t, "numbers", numbers(kept), []uint64{1, 2, 3})
	equal(t, "the body is kept in one spelling", string(kept[0].Input), `{"quantity":2}`)
	b = reopen(t, b)
	batch := b.Batch(2)
	equal(t, "first batch", batchNumbers(batch), []uint64{1, 2})
	equal(t, "ids stay", batch.Commands[0].ID, kept[0].ID)
	equal(t, "floor", batch.Floor, uint64(1))

	out := take(t, b, done(kept[1]))
	equal(t, "answered", numbers(out.Answered), []uint64{2})
	equal(t, "the floor waits for 1", b.Floor(), uint64(1))
	take(t, b, done(kept[0]), done(kept[0]), done(kept[1]), wire.Answer{ID: "of another life", Status: wire.Done})
	equal(t, "floor", b.Floor(), uint64(3))
	b = reopen(t, b)
	equal(t, "answers wait for the terminal", numbers(b.Answered()), []uint64{1, 2})
	if err := b.Consume(2, 1, 99, 3); err != nil {
		t.Fatal(err)
	}
	equal(t, "consumed", numbers(b.Answered()), []uint64(nil))
	equal(t, "what waits stays", numbers(b.Waiting()), []uint64{3})
	take(t, b, done(kept[2]))
	b = reopen(t, b)
	equal(t, "nothing waits: the floor is the next number", []uint64{b.Floor(), b.Next()}, []uint64{4, 4})
	equal(t, "status", b.Status(), Status{Answers: 1, Capacity: MaxKept})
	equal(t, "numbers go on", numbers(keep(t, b, "T-3")), []uint64{4})
}

// After a refusal the rest of its chain is held, also what is appended later; other chains go on.
func TestRefusalHoldsItsChain(t *testing.T) {
	b, _ := open(t, testOptions(t.TempDir()))
	k := keep(t, b, "T-1", "T-2", "T-1", "T-1", "T-2")
	out := take(t, b, done(k[0]), done(k[1]), not(k[2], wire.Refused, fault.CodeRefused, "order.cancelled"),
		not(k[3], wire.Held, fault.CodeUnavailable, "command.held"), done(k[4]))
	equal(t, "stops", len(out.Stopped), 1)
	if out.Later != nil {
		t.Errorf("to be sent later: %v, want nothing: a person decides", out.Later)
	}
	later := keep(t, b, "T-1", "T-2")
	equal(t, "a later command of the chain is held", later[0].Held, true)
	b = reopen(t, b)
	equal(t, "only the other chain is sent", batchNumbers(b.Batch(MaxBatch)), []uint64{7})
	stop := b.Stops()[0]
	equal(t, "stop", []any{stop.Chain, stop.Cause.Number, stop.Cause.Answer.Status, stop.Problem.Reason, numbers(stop.Waiting)},
		[]any{"T-1", uint64(3), wire.Refused, "order.cancelled", []uint64{4, 6}})
	equal(t, "status", b.Status(), Status{Waiting: 3, Held: 2, Stopped: 1, Answers: 4, Refused: 1, Oldest: noon, Capacity: MaxKept})
	if err := b.Consume(3); err != nil { // the terminal has shown the refusal; the chain waits on
		t.Fatal(err)
	}
	b = reopen(t, b)
	if err := b.Release("T-1"); err != nil {
		t.Fatal(err)
	}
	equal(t, "released", batchNumbers(b.Batch(MaxBatch)), []uint64{4, 6, 7})
	b = reopen(t, b)
	equal(t, "stops", len(b.Stops()), 0)
	if err := b.Release("T-1"); err != nil {
		t.Errorf("releasing what is not stopped: %v", err)
	}
}

func TestDropGivesUpAChain(t *testing.T) {
	b, _ := open(t, testOptions(t.TempDir()))
	k := keep(t, b, "T-1", "T-1", "T-2", "T-1")
	take(t, b, not(k[0], wire.Refused, fault.CodeConflict, "task.taken_over"))
	dropped, err := b.Drop("T-1")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "given back", numbers(dropped), []uint64{2, 4})
	b = reopen(t, b)
	equal(t, "left", batchNumbers(b.Batch(MaxBatch)), []uint64{3})
	equal(t, "the answer is still to be consumed", numbers(b.Answered()), []uint64{1})
	equal(t, "the chain is free", keep(t, b, "T-1")[0].Held, false)
	take(t, b, done(k[1])) // an answer to what was dropped comes too late to matter
	equal(t, "waiting", numbers(b.Waiting()), []uint64{3, 5})
	if again, err := b.Drop("T-1"); again != nil || err != nil {
		t.Errorf("dropping what is not stopped: %v, %v", again, err)
	}
}

// What the service could not do and did not keep: each code has its way.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		code    fault.Code
		stopped bool
		later   bool
		signIn  bool
	}{
		{fault.CodeUnavailable, false, true, false},
		{fault.CodeLimited, false, true, false},
		{fault.CodeUnauthenticated, false, false, true},
		{fault.CodeInternal, false, true, false},
		{fault.CodeInvalid, true, false, false},
		{fault.CodeForbidden, true, false, false},
		{fault.CodeNotFound, true, false, false},
		{fault.CodeConflict, true, false, false},
	} {
		b, _ := open(t, testOptions(t.TempDir()))
		k := keep(t, b, "T-1", "T-1", "")
		out := take(t, b, not(k[0], wire.Failed, c.code, "x"), not(k[1], wire.Held, fault.CodeUnavailable, "command.held"), done(k[2]))
		equal(t, c.code.String(), []bool{len(out.Stopped) == 1, out.Later != nil, out.SignIn != nil}, []bool{c.stopped, c.later || c.signIn, c.signIn})
		b = reopen(t, b)
		equal(t, c.code.String()+": it has no answer", numbers(b.Waiting()), []uint64{1, 2})
		if c.stopped {
			equal(t, c.code.String()+": the cause waits with its chain", numbers(b.Stops()[0].Waiting), []uint64{1, 2})
		}
	}
}

// 500 three times: the chain goes to a person, and a release begins to count anew.
func TestThreeInternal(t *testing.T) {
	b, _ := open(t, testOptions(t.TempDir()))
	k := keep(t, b, "T-1", "")
	boom := not(k[0], wire.Failed, fault.CodeInternal, "internal")
	for round := range 2 {
		for try := 1; try <= MaxInternal; try++ {
			out := take(t, b, boom)
			equal(t, fmt.Sprintf("round %d, try %d stops", round, try), len(out.Stopped) == 1, try == MaxInternal)
		}
		if err := b.Release("T-1"); err != nil {
			t.Fatal(err)
		}
	}
	// A command without chain is a chain of its own.
	for range MaxInternal {
		take(t, b, not(k[1], wire.Failed, fault.CodeInternal, "internal"))
	}
	equal(t, "stop", b.Stops()[0].Chain, "#2")
	b = reopen(t, b)
	if err := b.Release("#2"); err != nil {
		t.Fatal(err)
	}
	equal(t, "sent again", batchNumbers(b.Batch(MaxBatch)), []uint64{1, 2})
}

// A refused command without chain holds nothing.
func TestLoneRefusal(t *testing.T) {
	b, _ := open(t, testOptions(t.TempDir()))
	k := keep(t, b, "", "")
	take(t, b, not(k[0], wire.Refused, fault.CodeNotFound, "item.unknown"))
	equal(t, "stops", len(b.Stops()), 0)
	equal(t, "next", batchNumbers(b.Batch(MaxBatch)), []uint64{2})
}

func TestFull(t *testing.T) {
	o := testOptions(t.TempDir())
	o.Max = 3
	b, _ := open(t, o)
	k := keep(t, b, "T-1", "T-1")
	_, err := b.Append(draft("T-1"), draft("T-1"))
	reason(t, err, "outbox.full")
	if !strings.Contains(err.Error(), "radio") {
		t.Errorf("%v does not say what to do", err)
	}
	keep(t, b, "T-1")
	take(t, b, done(k[0]))
	_, err = b.Append(draft("T-1"))
	reason(t, err, "outbox.full") // the answer is still kept
	if err := b.Consume(1); err != nil {
		t.Fatal(err)
	}
	b = reopen(t, b)
	equal(t, "number", numbers(keep(t, b, "T-1")), []uint64{4})
}

func TestBadDraftsAreToldAtOnce(t *testing.T) {
	b, _ := open(t, testOptions(t.TempDir()))
	_, err := b.Append(Draft{Chain: "#1", Input: json.RawMessage(`{`)}, Draft{Verb: "p\xff", Warehouse: strings.Repeat("w", 300), Input: json.RawMessage(`1`)})
	reason(t, err, "outbox.input")
	got := faulttest.Places(err)
	slices.Sort(got)
	equal(t, "shortcomings", got, []string{"commands[0].chain", "commands[0].input", "commands[0].verb", "commands[1].verb", "commands[1].warehouse"})
	_, err = b.Append()
	reason(t, err, "outbox.input")
	equal(t, "nothing was kept", picture(b), []string{"next 1 floor 1"})
}

func TestIDsMustBeNew(t *testing.T) {
	o := testOptions(t.TempDir())
	o.NewID = func() string { return "same" }
	b, _ := open(t, o)
	keep(t, b, "T-1")
	_, err := b.Append(draft("T-1"))
	reason(t, err, "outbox.id")
	if _, _, err := Open(Options{Dir: t.TempDir()}); fault.ReasonOf(err) != "outbox.options" {
		t.Errorf("a box without ids and clock: %v", err)
	}
}

func TestLock(t *testing.T) {
	o := testOptions(t.TempDir())
	b, _ := open(t, o)
	_, _, err := Open(o)
	reason(t, err, "outbox.locked")
	if _, _, err := SetAside(o.Dir, noon); fault.ReasonOf(err) != "outbox.locked" {
		t.Errorf("set aside while in use: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = b.Append(draft("T-1"))
	reason(t, err, "outbox.closed")
	open(t, o)
}

// A batch keeps to the service's bounds of number and bytes.
func TestBatchBounds(t *testing.T) {
	b, _ := open(t, testOptions(t.TempDir()))
	big := Draft{Verb: "pack", Chain: "T-1", Input: json.RawMessage(`"` + strings.Repeat("x", MaxInput-2) + `"`)}
	for range 6 {
		if _, err := b.Append(big); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.Batch(MaxBatch).Commands); n != MaxBatchBytes/MaxInput {
		t.Errorf("%d commands of %d bytes in a batch, want %d", n, MaxInput, MaxBatchBytes/MaxInput)
	}
	for range 3 {
		keep(t, b, strings.Split(strings.Repeat("T-2 ", 50), " ")[:50]...)
	}
	if _, err := b.Append(Draft{Verb: "pack", Input: json.RawMessage(`"` + strings.Repeat("x", MaxInput) + `"`)}); fault.ReasonOf(err) != "outbox.input" {
		t.Errorf("a body beyond the bound: %v", err)
	}
	var all []wire.Answer
	for _, e := range b.Waiting() {
		if e.Chain == "T-1" {
			all = append(all, done(e))
		}
	}
	take(t, b, all...)
	equal(t, "commands in a batch", len(b.Batch(1000).Commands), MaxBatch)
}

// History does not pile up: a day's work leaves a file of the size of what waits.
func TestRewrite(t *testing.T) {
	o := testOptions(t.TempDir())
	o.disk = quickDisk{}
	b, _ := open(t, o)
	stuck := keep(t, b, "T-0", "T-0")
	take(t, b, not(stuck[0], wire.Refused, fault.CodeRefused, "order.cancelled"))
	for range 3000 {
		e := keep(t, b, "T-1")
		take(t, b, wire.Answer{ID: e[0].ID, Status: wire.Done, Result: json.RawMessage(`"` + strings.Repeat("r", 500) + `"`)})
		if err := b.Consume(e[0].Number); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(o.Dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 2*compactBehind {
		t.Errorf("the file has %d bytes after 3000 commands that are done, want at most %d", info.Size(), 2*compactBehind)
	}
	b = reopen(t, b)
	equal(t, "what waits is still there", numbers(b.Waiting()), []uint64{2})
	equal(t, "numbers go on", b.Next(), uint64(3003))
}
