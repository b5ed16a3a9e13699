package terminal

import (
	"encoding/json"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/task"
)

// leaseBelow is how few LPN numbers are left when the next block is asked for: a pallet every two minutes for an hour
// without the radio.
const leaseBelow = 30

// Bounds of leasing.
const (
	maxNumbers = 1000        // on this terminal: many times a block of the service
	leaseAgain = time.Minute // after a lease that could not even be kept
)

// TakeLPN gives an LPN number of the block leased to this terminal.
func (a *App) TakeLPN() (string, bool) {
	if len(a.kept.Numbers) == 0 {
		return "", false
	}
	n := a.kept.Numbers[0]
	a.kept.Numbers = a.kept.Numbers[1:]
	a.dirty()
	return n, true
}

// leaseWanted tells whether whoever receives goods here should have more numbers.
func (a *App) leaseWanted() bool {
	if a.kept.Session == "" || len(a.kept.Numbers) >= leaseBelow || !a.link || a.o.Now().Before(a.leaseAfter) || !task.Receives(a.kept.Roles) {
		return false
	}
	for _, p := range a.kept.Pending {
		if p.Verb == "lease" {
			return false
		}
	}
	return true
}

// lease asks for a block.
func (a *App) lease() []tea.Cmd {
	in, err := json.Marshal(wire.Lease{Kind: "lpn"})
	if err != nil {
		return nil
	}
	first := a.nextNumber()
	a.kept.Pending[first] = pending{Verb: "lease"}
	a.writes = append(a.writes, write{first: first, raw: a.state(), drafts: []outbox.Draft{{Verb: "lease", Warehouse: a.o.Warehouse, Input: a.stamped(in)}}})
	return a.save()
}

// leased takes up a block. A refusal is no worker's business: the next tick asks again.
func (a *App) leased(answer *wire.Answer) {
	var got wire.Leased
	if answer.Problem == nil && json.Unmarshal(answer.Result, &got) == nil {
		got.Numbers = got.Numbers[:min(len(got.Numbers), maxNumbers-min(len(a.kept.Numbers), maxNumbers))]
		a.kept.Numbers = append(a.kept.Numbers, got.Numbers...)
		a.dirty()
	}
}
