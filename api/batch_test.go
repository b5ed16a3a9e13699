package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api"
	"example.com/tote/api/wire"
)

func input(v any) json.RawMessage {
	b, _ := json.Marshal(v)
	return b
}

// bench is a warehouse with goods at one location: enough to adjust and to hold.
func (w *world) bench() {
	w.t.Helper()
	w.newWarehouse()
	w.want(200, "PUT", "/v1/items/A", w.admin, wire.Item{Name: "Lamp", Packs: []wire.ItemPack{{Level: "each", Quantity: 1}}}, nil)
	w.want(200, "PUT", "/v1/warehouses/SH1/locations/L1", w.admin, wire.Location{Kind: "reserve"}, nil)
}

func adjust(delta int64) json.RawMessage {
	return input(wire.Adjust{SKU: "A", Holder: "L:L1", Delta: delta, Reason: "found"})
}

// onHand tells what the location holds.
func (w *world) onHand() int64 {
	w.t.Helper()
	var c wire.Contents
	w.want(200, "GET", "/v1/warehouses/SH1/holders/L:L1", w.admin, nil, &c)
	var n int64
	for _, b := range c.Balances {
		n += b.OnHand
	}
	return n
}

// TestBatch: commands are done in order, a chain stops at its first failure whatever it was, the others go on.
func TestBatch(t *testing.T) {
	w := newWorld(t)
	w.bench()
	cmd := func(verb, warehouse, chain string, in json.RawMessage) wire.Command {
		return wire.Command{ID: newID(), Verb: verb, Warehouse: warehouse, Chain: chain, Input: in}
	}
	for _, c := range []struct {
		name     string
		commands []wire.Command
		want     []string // status and reason
		onHand   int64    // more than before
	}{
		{"one", []wire.Command{cmd("adjust", "SH1", "", adjust(5))}, []string{"done"}, 5},
		{"in order", []wire.Command{cmd("adjust", "SH1", "c", adjust(5)), cmd("adjust", "SH1", "c", adjust(-8))}, []string{"done", "done"}, -3},
		{"refused, its chain held, another goes on", []wire.Command{cmd("adjust", "SH1", "c", adjust(-99)), cmd("adjust", "SH1", "c", adjust(1)),
			cmd("adjust", "SH1", "d", adjust(1)), cmd("adjust", "SH1", "", adjust(1))},
			[]string{"refused stock.short", "held command.held", "done", "done"}, 2},
		{"malformed, its chain held", []wire.Command{cmd("adjust", "SH1", "c", adjust(1)), cmd("adjust", "SH1", "c", json.RawMessage(`{"delta":"x"}`)),
			cmd("adjust", "SH1", "c", adjust(1)), cmd("adjust", "SH1", "", adjust(1))},
			[]string{"done", "failed body.malformed", "held command.held", "done"}, 2},
		{"no such verb, no such warehouse", []wire.Command{cmd("dance", "SH1", "a", adjust(1)), cmd("adjust", "XX", "b", adjust(1)), cmd("adjust", "SH1", "a", adjust(1))},
			[]string{"failed verb.unknown", "failed warehouse.unknown", "held command.held"}, 0},
		{"no id", []wire.Command{{Verb: "adjust", Warehouse: "SH1", Input: adjust(1)}}, []string{"failed command.id"}, 0},
	} {
		before := w.onHand()
		var got wire.Answers
		w.want(200, "POST", "/v1/commands", w.admin, wire.Commands{Commands: c.commands}, &got)
		var words []string
		for i, a := range got.Answers {
			word := a.Status
			if a.Problem != nil {
				word += " " + a.Problem.Reason
			}
			if a.ID != c.commands[i].ID || (a.Status == "done") != (len(a.Result) > 0) {
				t.Errorf("%s: answer %d = %+v", c.name, i, a)
			}
			words = append(words, word)
		}
		if diff := cmp.Diff(words, c.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", c.name, diff)
		}
		if got := w.onHand() - before; got != c.onHand {
			t.Errorf("%s: %d more on hand, want %d", c.name, got, c.onHand)
		}
	}
	w.want(400, "POST", "/v1/commands", w.admin, wire.Commands{}, nil)
	w.want(400, "POST", "/v1/commands", w.admin, wire.Commands{Commands: make([]wire.Command, api.MaxBatch+1)}, nil)
}

// TestCommandsAreDoneOnce: the same command again is answered again and not done again, by its route and in a batch alike;
// the id with another input is told apart; refusals are repeated as they were.
func TestCommandsAreDoneOnce(t *testing.T) {
	w := newWorld(t)
	w.bench()
	id := newID()
	var first, second wire.Balance
	w.want(200, "POST", "/v1/warehouses/SH1/adjust", w.admin, adjust(5), &first, "Idempotency-Key", id)
	w.want(200, "POST", "/v1/warehouses/SH1/adjust", w.admin, []byte(" "+strings.ReplaceAll(string(adjust(5)), ",", ", ")), &second, "Idempotency-Key", id)
	if diff := cmp.Diff(second, first); diff != "" || w.onHand() != 5 {
		t.Errorf("repeated: %d on hand (-got +want):\n%s", w.onHand(), diff)
	}
	var got wire.Answers
	batch := wire.Commands{Commands: []wire.Command{{ID: id, Verb: "adjust", Warehouse: "SH1", Input: adjust(5)}}}
	w.want(200, "POST", "/v1/commands", w.admin, batch, &got)
	if got.Answers[0].Status != "done" || w.onHand() != 5 {
		t.Errorf("repeated in a batch: %+v, %d on hand", got, w.onHand())
	}
	var p wire.Problem
	w.want(409, "POST", "/v1/warehouses/SH1/adjust", w.admin, adjust(6), &p, "Idempotency-Key", id)
	if p.Reason != "command.reused" {
		t.Errorf("reason %s", p.Reason)
	}
	refused := newID()
	var again wire.Problem
	w.want(422, "POST", "/v1/warehouses/SH1/adjust", w.admin, adjust(-50), &p, "Idempotency-Key", refused)
	w.want(200, "POST", "/v1/warehouses/SH1/adjust", w.admin, adjust(100), nil, "Idempotency-Key", newID())
	w.want(422, "POST", "/v1/warehouses/SH1/adjust", w.admin, adjust(-50), &again, "Idempotency-Key", refused)
	if diff := cmp.Diff(again, p); diff != "" {
		t.Errorf("a refusal repeated (-got +want):\n%s", diff)
	}
	w.want(400, "POST", "/v1/warehouses/SH1/adjust", w.admin, adjust(1), &p, "Idempotency-Key", "not-a-ulid")
}

// TestDeviceNumbers: a device's commands are told apart by number, a cloned one is noticed, and answers below the floor go.
func TestDeviceNumbers(t *testing.T) {
	w := newWorld(t)
	w.bench()
	w.worker("W1", "supervisor")
	dev := w.device("one")
	session := w.signIn(dev.Token, "W1", "2580")
	send := func(number, floor uint64, id string, delta int64) (int, wire.Problem) {
		t.Helper()
		r, b := w.send("POST", "/v1/warehouses/SH1/adjust", dev.Token, adjust(delta), "Tote-Session", session, "Idempotency-Key", id,
			"Tote-Number", fmt.Sprint(number), "Tote-Floor", fmt.Sprint(floor))
		var p wire.Problem
		_ = json.Unmarshal(b, &p)
		return r.StatusCode, p
	}
	for _, c := range []struct {
		name          string
		number, floor uint64
		id            string
		status        int
		reason        string
		onHand        int64
	}{
		{"first", 1, 1, "a", 200, "", 1},
		{"again", 1, 1, "a", 200, "", 1},
		{"out of order", 3, 2, "c", 200, "", 2},
		{"the one between", 2, 2, "b", 200, "", 3},
		{"another command under a number", 3, 2, "x", 409, "device.cloned", 3},
		{"the floor rises", 4, 4, "d", 200, "", 4},
		{"long answered", 2, 2, "b", 409, "command.too_old", 4},
	} {
		status, p := send(c.number, c.floor, c.id, 1)
		if status != c.status || p.Reason != c.reason || w.onHand() != c.onHand {
			t.Errorf("%s = %d %s with %d on hand, want %d %s with %d", c.name, status, p.Reason, w.onHand(), c.status, c.reason, c.onHand)
		}
	}
}
