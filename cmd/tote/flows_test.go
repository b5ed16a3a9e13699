// Flow scripts: testdata/flows/<verb>.txt and testdata/flows/stories/*.txt are dialogues with a warehouse, one a file, that
// anybody who works in one can read. Each runs against the real service on a real file, over HTTP and through the real
// client; at the end the service stops and the closed store is checked.
//
// A script is blocks with a blank line between them; lines that begin with # are remarks. A block is
//
//	Wang pick                        who does what, or what is looked at
//	task=$T1 quantity=2 tote=T-1     the request's fields, as on the wire
//	lines sku=TEA quantity=2         one element of the list "lines"; also of a part, such as recipient
//	keep B=waybill                   call a field of the answer $B from now on
//	----
//	outcome=picked left=3            the answer: its fields, below it a line for each element of a list
//
// A refusal is its code and reason, and a line for each detail: where, reason, what was wanted and what there is. Moments,
// revisions and a planner's reasoning are left out. A number the service makes is called by its letter and its turn: $O1 is
// the first order, $P2 the second parcel. A block without ---- must answer nothing.
//
// Who: the people a script let in with "people" (each with a handheld), "programs" (with an API key), and Admin. Who asks
// for something is signed in; a fact is told by the device, which names its worker. Behind the verb may stand: id=a, a name
// for the command, and the same name is the same command again; number=3, the device's number; age=25h, it was made so long
// ago; lost, the first answer is lost on the way. "Wang sends" puts several commands into one batch: each line a verb and its fields, with chain=.
//
// Looked at are: stock SKU..., contents HOLDER, order, warehouse-order, lines ORDER, parcels ORDER, parcel, task, tasks KIND,
// wave, manifest, job, print-job, print-jobs [STATE], printer, printer-status, station, lots SKU, holds, exceptions, purchase-order, asn, suggest SKU HOLDER QUANTITY [LOT],
// trace SKU LOT|- [SERIAL], serial NUMBER, expiring DAYS [value], recall-of, recalled, inspection-plan SKU HOLDER [LOT], inspections-waiting,
// inspection, supplies SUPPLIER, item SKU, supply-plan SKU, supply-proposals, proposed-supply SUPPLIER, supply-overrides, supply-policy,
// supplier-figures SUPPLIER, report KIND [ago=3d by=lot,location days=30 ...].
//
// Furnishing, one thing a line: warehouse, locations, items (short for their pack of one: grams=, size=LxWxH, barcode=, and
// case= units), suppliers, customers, carriers, cartons, printers (one with transport=folder gets a folder of its own, one with transport=raw is played, and "paper Z1 out" empties it), stations
// (K-1 waybill=Z1: which paper where; scale=mt-sics plugs a scale in), purchase-orders, closed-orders (their numbers), asns, quality-plans (defects=CODE:class:name,...), life-rules (channel:x items=SKU:days,...). "house NAME" plays testdata/flows/houses/
// NAME.txt first. "await LOOK ARGS field=value" waits for what the service does by itself. "clock 3d" lets time pass;
// "restart" stops the service and starts it again. "Wang@BJ1 receive", "stock@BJ1 TEA" and "locations@BJ1" are of another
// warehouse than SH1.
//
// go test ./cmd/tote -run TestFlows -rewrite writes what was answered into the scripts: read the difference before you
// keep it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

var rewrite = flag.Bool("rewrite", false, "write the answers into the flow scripts")

const flowsFolder = "../../testdata/flows"

// flowsAtOnce bounds how many services run side by side: each syncs a file of its own.
const flowsAtOnce = 4

func TestFlows(t *testing.T) {
	turns := make(chan struct{}, flowsAtOnce)
	patterns := []string{"stories/*.txt", "*.txt"}
	if *rewrite {
		patterns = append(patterns, "houses/*.txt") // otherwise the scripts that begin in them suffice
	}
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(flowsFolder, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no scripts at %s: %v", pattern, err)
		}
		for _, f := range files {
			name, _ := filepath.Rel(flowsFolder, f)
			t.Run(strings.TrimSuffix(filepath.ToSlash(name), ".txt"), func(t *testing.T) {
				t.Parallel()
				turns <- struct{}{}
				defer func() { <-turns }()
				playScript(t, f)
			})
		}
	}
}

func playScript(t *testing.T, file string) { playScreens(t, file, openLocal, *rewrite) }

// playScreens plays a script, its terminals opened in one of several ways.
func playScreens(t *testing.T, file string, open openScreen, rewriting bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h := newFlowHouse(t)
	h.openScreen = open
	blocks := blocksOf(string(text))
	h.play(filepath.Base(file), blocks, rewriting)
	h.close()
	if rewriting {
		if err := os.WriteFile(file, []byte(textOf(blocks)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// play plays the blocks of a script up to the first that goes otherwise than it says; with rewriting it says what went.
func (h *flowHouse) play(script string, blocks []*block, rewriting bool) bool {
	h.t.Helper()
	for _, b := range blocks {
		if b.head == "" {
			continue
		}
		got, err := h.do(h.t.Context(), b)
		if errors.As(err, new(scriptError)) {
			h.t.Errorf("%s:%d: %s: %v", script, b.line, b.head, err)
			return false
		}
		if err != nil {
			got = sayProblem(err)
		}
		if got = h.names.hide(got); got != "" {
			got += "\n"
		}
		if got == b.want {
			continue
		}
		if !rewriting || !b.asks {
			h.t.Errorf("%s:%d: %s\ngot:\n%swant:\n%s", script, b.line, b.head, got, b.want)
			return false
		}
		b.want = got
	}
	return true
}

// do does one block and words what came of it.
func (h *flowHouse) do(ctx context.Context, b *block) (string, error) {
	head, err := h.names.show(b.head)
	if err != nil {
		return "", err
	}
	body := make([]string, len(b.body))
	for i, line := range b.body {
		if body[i], err = h.names.show(line); err != nil {
			return "", err
		}
	}
	words := strings.Fields(head)
	ctx, words[0] = elsewhere(ctx, words[0])
	if look, ok := looks[words[0]]; ok {
		return look(ctx, h.admin, warehouseIn(ctx), words[1:])
	}
	if furnish, ok := furnishings[words[0]]; ok {
		return "", eachLine(body, func(line string) error { return furnish(ctx, h, line) })
	}
	switch words[0] {
	case "house":
		return "", h.playHouse(arg(words[1:]))
	case "await":
		return "", h.await(ctx, words[1:])
	case "paper":
		return "", h.setPaper(words[1:])
	case "clock":
		return "", h.setClock(ctx, arg(words[1:]))
	case "restart":
		if err := h.svc.stop(); err != nil {
			return "", err
		}
		h.open()
		return "", nil
	}
	p := h.people[words[0]]
	if p == nil || len(words) < 2 {
		return "", scriptError{fmt.Errorf("%q is neither a person here nor a command", words[0])}
	}
	if words[1] == "sends" {
		return h.send(ctx, p, body)
	}
	if isTerminalDoing(words[1]) {
		want, err := h.names.show(b.want)
		if err != nil {
			want = ""
		}
		return h.doTerminal(ctx, p, words[1:], want)
	}
	if _, ok := doings[words[1]]; !ok {
		return "", scriptError{fmt.Errorf("%q is no verb", words[1])}
	}
	how, err := howOf(words[2:])
	if err != nil {
		return "", err
	}
	body, keeps := splitKeeps(body)
	got, err := h.doVerb(ctx, p, words[1], how, body)
	if err != nil {
		return "", err
	}
	return say(reflect.ValueOf(got)), h.keep(keeps, got)
}

func howOf(words []string) (how, error) {
	var out how
	all, err := entriesOf(strings.Join(words, " "))
	if err != nil {
		return out, scriptError{err}
	}
	for _, e := range all {
		switch e.name {
		case "id":
			out.name = e.value
		case "number":
			if out.number, err = strconv.ParseUint(e.value, 10, 64); err != nil {
				return out, scriptError{err}
			}
		case "lost":
			out.lost = true
		case "age":
			if out.age, err = time.ParseDuration(e.value); err != nil {
				return out, scriptError{err}
			}
		default:
			return out, scriptError{fmt.Errorf("a command is sent with id=, number=, age= or lost, not %s", e.name)}
		}
	}
	return out, nil
}

func splitKeeps(body []string) (rest, keeps []string) {
	for _, line := range body {
		if k, ok := strings.CutPrefix(line, "keep "); ok {
			keeps = append(keeps, k)
		} else {
			rest = append(rest, line)
		}
	}
	return rest, keeps
}

// keep gives names to fields of an answer.
func (h *flowHouse) keep(keeps []string, got any) error {
	all, err := entriesOfCapitals(strings.Join(keeps, " "))
	for _, e := range all {
		f, ok := fieldNamed(reflect.ValueOf(got), e.value)
		if !ok {
			return scriptError{fmt.Errorf("the answer has no field %q", e.value)}
		}
		h.names.keep("$"+e.name, e.value, fmt.Sprint(f.Interface()))
	}
	return err
}

func entriesOfCapitals(text string) (out []entry, err error) {
	for _, w := range strings.Fields(text) {
		name, field, ok := strings.Cut(w, "=")
		if !ok || !nameWord.MatchString("$"+name) {
			return nil, scriptError{fmt.Errorf("keep NAME=field, not %q", w)}
		}
		out = append(out, entry{name, field})
	}
	return out, nil
}

// sayProblem words what was not done.
func sayProblem(err error) string {
	f := fault.From(err)
	lines := []string{f.Code.String() + " " + f.Reason}
	for _, d := range f.Details {
		line := "  "
		if d.Where != "" {
			line += d.Where + ": "
		}
		line += d.Reason
		if d.Want != 0 || d.Have != 0 {
			line += fmt.Sprintf(" want=%d have=%d", d.Want, d.Have)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func eachLine(body []string, do func(string) error) error {
	for _, line := range body {
		if err := do(line); err != nil {
			return err
		}
	}
	return nil
}

func (h *flowHouse) playHouse(name string) error {
	text, err := os.ReadFile(filepath.Join(flowsFolder, "houses", name+".txt"))
	if err != nil {
		return scriptError{err}
	}
	if !h.play("houses/"+name+".txt", blocksOf(string(text)), false) {
		return scriptError{fmt.Errorf("house %s is not as it says", name)}
	}
	return nil
}

// await looks until the answer holds all fields that are wanted.
func (h *flowHouse) await(ctx context.Context, words []string) error {
	name := arg(words)
	ctx, name = elsewhere(ctx, name)
	look, ok := looks[name]
	if !ok {
		return scriptError{fmt.Errorf("say: await LOOK ARGS field=value")}
	}
	var args, wanted []string
	for _, w := range words[1:] {
		if strings.Contains(w, "=") {
			wanted = append(wanted, w)
		} else {
			args = append(args, w)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, awaitFor)
	defer cancel()
	every := time.NewTicker(awaitEvery)
	defer every.Stop()
	for {
		got, err := look(ctx, h.admin, warehouseIn(ctx), args)
		have := strings.Fields(got)
		if err == nil && !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(have, w) }) {
			return nil
		}
		select {
		case <-ctx.Done():
			return scriptError{fmt.Errorf("waited in vain for %v; there is %s, %w", wanted, got, errors.Join(err, ctx.Err()))}
		case <-every.C:
		}
	}
}

// send sends several commands of a device as one batch and words one answer a line.
func (h *flowHouse) send(ctx context.Context, p *person, body []string) (string, error) {
	batch := wire.Commands{Floor: p.last + 1}
	for _, line := range body {
		verb, rest, _ := strings.Cut(line, " ")
		d, ok := doings[verb]
		if !ok {
			return "", scriptError{fmt.Errorf("%q is no verb", verb)}
		}
		chain := ""
		if first, fields, ok := strings.Cut(rest, " "); ok && strings.HasPrefix(first, "chain=") {
			chain, rest = strings.TrimPrefix(first, "chain="), fields
		}
		in := reflect.New(d.in).Elem()
		if err := fill(in, []string{rest}); err != nil {
			return "", scriptError{err}
		}
		if err := h.stamp(ctx, p, d, in); err != nil {
			return "", err
		}
		input, err := client.Input(in.Interface())
		if err != nil {
			return "", err
		}
		p.last++
		batch.Commands = append(batch.Commands, wire.Command{ID: h.newID(), Number: p.last, Verb: verb, Warehouse: flowWarehouse, Chain: chain, Input: input})
	}
	got, err := h.admin.As(p.token, p.session, nil).Commands(ctx, batch)
	if err != nil {
		return "", err
	}
	var lines []string
	for i, a := range got.Answers {
		line := batch.Commands[i].Verb + " " + a.Status
		if a.Problem != nil {
			line += " " + strings.TrimPrefix(sayProblem(client.Fault(a.Problem)), "refused ")
		} else {
			word, err := sayResult(a.Result)
			if err != nil {
				return "", err
			}
			line += word
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), nil
}

// sayResult words the plain fields of an answer in a batch.
func sayResult(result json.RawMessage) (string, error) {
	var fields map[string]any
	if err := json.Unmarshal(result, &fields); err != nil {
		return "", err
	}
	var words []string
	for name, v := range fields {
		switch v.(type) {
		case string, float64, bool:
			words = append(words, fmt.Sprintf("%s=%v", name, v))
		}
	}
	slices.Sort(words)
	return " " + strings.Join(words, " "), nil
}
