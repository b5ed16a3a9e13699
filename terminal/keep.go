package terminal

import (
	"context"
	"encoding/json"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// pending is a command whose answer has not come, and what is to be known then. There are as many as the queue holds, which
// is bounded.
type pending struct {
	Verb   string  `json:"verb"`
	Name   string  `json:"name,omitempty"`
	Waits  bool    `json:"waits,omitempty"` // the job goes on with the answer only
	Left   bool    `json:"left,omitempty"`  // who waited has gone
	JobNo  uint64  `json:"job"`
	Chain  string  `json:"chain,omitempty"`
	InHand ui.Text `json:"in_hand,omitzero"`
}

// posting is what was confirmed, written down before it goes to the queue: a kill between the two loses nothing.
type posting struct {
	First  uint64         `json:"first"`
	Drafts []outbox.Draft `json:"drafts"`
	Before *origin        `json:"before,omitempty"`
}

// origin is the job as it was before its commands, and whose it is: there it goes on if they cannot be kept.
type origin struct {
	keptJob
	Worker string `json:"worker"`
}

// write is one turn of the disk: the app's state, then commands into the queue, then answers out of it.
type write struct {
	raw    json.RawMessage
	drafts []outbox.Draft
	first  uint64
	before *origin
	good   bool     // the good tone sounds when it is done
	done   []uint64 // answers that were dealt with, which the state tells: only now may the queue forget them
}

// maxWrites is how many turns of the disk, or of the service, may be behind before scans wait: what is shown as saved soon
// must not run far ahead of what is saved.
const maxWrites = 64

// post gives commands their numbers and lets them be written.
func (a *App) post(act task.Act, before json.RawMessage) {
	a.stopWeighing()
	w := write{first: a.nextNumber(), good: act.Note.Tone == ui.Good}
	if a.job != nil {
		w.before = &origin{keptJob{Kind: a.job.Kind(), No: a.kept.JobNo, State: before}, a.kept.Worker}
	}
	for i, p := range act.Post {
		in, err := json.Marshal(p.In)
		if err != nil {
			panic("terminal: the body of " + p.Verb + " cannot be written: " + err.Error()) // wire structs are plain data
		}
		w.drafts = append(w.drafts, outbox.Draft{Verb: p.Verb, Warehouse: a.o.Warehouse, Chain: p.Chain, Input: a.stamped(in)})
		a.kept.Pending[w.first+uint64(i)] = pending{Verb: p.Verb, Name: p.Name, Waits: p.Waits, JobNo: a.kept.JobNo, Chain: p.Chain, InHand: p.InHand}
	}
	a.kept.Posting = &posting{First: w.first, Drafts: w.drafts, Before: w.before}
	w.raw = a.state()
	a.kept.Posting = nil
	a.writes = append(a.writes, w)
}

// stamped writes who did it and when into a command's body: it may reach the service hours later, under another's session.
func (a *App) stamped(in json.RawMessage) json.RawMessage {
	var body map[string]json.RawMessage
	if json.Unmarshal(in, &body) != nil {
		return in
	}
	body["worker"], _ = json.Marshal(a.kept.Worker)
	body["occurred_at"], _ = json.Marshal(a.o.Now().UTC())
	out, err := json.Marshal(body)
	if err != nil {
		return in
	}
	return out
}

// nextNumber is the number the next command gets, behind those that are still being written.
func (a *App) nextNumber() uint64 {
	n := a.o.Queue.Next()
	for _, w := range a.writes {
		if end := w.first + uint64(len(w.drafts)); len(w.drafts) > 0 && end > n {
			n = end
		}
	}
	return n
}

// dirty notes that the state on disk is behind.
func (a *App) dirty() { a.unsaved = true }

// state is what is kept, as it is written.
func (a *App) state() json.RawMessage {
	a.unsaved = false
	a.kept.Seen = a.last
	a.kept.Job = nil
	if a.job != nil && a.kept.Session != "" {
		a.kept.Job = &keptJob{Kind: a.job.Kind(), No: a.kept.JobNo, State: a.snapshot()}
	}
	b, err := json.Marshal(a.kept)
	if err != nil {
		panic("terminal: the state cannot be written down: " + err.Error()) // plain data
	}
	return b
}

// forget lets the queue forget answers as soon as a state is kept that tells what came of them: a kill between the two has
// them told twice rather than not at all.
func (a *App) forget(numbers []uint64) {
	for _, n := range numbers {
		a.forgetting[n] = true
	}
	a.writes = append(a.writes, write{raw: a.state(), done: numbers})
}

type writtenMsg struct{ err error }

// save starts the next write if none is under way.
func (a *App) save() []tea.Cmd {
	if c := a.nextWrite(); c != nil {
		return []tea.Cmd{c}
	}
	return nil
}

// nextWrite takes the writes one after the other: what was confirmed first is on disk first.
func (a *App) nextWrite() tea.Cmd {
	if a.writing {
		return nil
	}
	if len(a.writes) == 0 {
		if !a.unsaved || a.o.Memory == nil {
			return nil
		}
		a.writes = append(a.writes, write{raw: a.state()})
	}
	a.writing = true
	w, memory, queue := a.writes[0], a.o.Memory, a.o.Queue
	return func() tea.Msg {
		if memory != nil && w.raw != nil {
			if err := memory.Save(stateName, w.raw); err != nil {
				return writtenMsg{err}
			}
		}
		if len(w.drafts) > 0 {
			return writtenMsg{queue.Keep(context.Background(), w.drafts)}
		}
		if len(w.done) > 0 {
			return writtenMsg{queue.Consume(w.done...)}
		}
		return writtenMsg{}
	}
}

// written goes on after a write.
func (a *App) written(m writtenMsg) []tea.Cmd {
	a.writing = false
	w := a.writes[0]
	a.writes = a.writes[1:]
	for _, n := range w.done {
		delete(a.forgetting, n)
	}
	if m.err == nil {
		a.trouble = nil
		if w.good {
			a.sound(ui.Good)
		}
		cmds := append(a.catchUp(), a.askBehind()...)
		return append(a.save(), append(cmds, a.drain()...)...)
	}
	if len(w.drafts) == 0 { // the clock's next tick tries again
		if a.trouble == nil {
			a.sound(ui.Bad)
		}
		a.trouble = m.err
		a.dirty()
		return nil
	}
	return a.unkept(w, m.err)
}

// unkept deals with commands that could not be kept: nothing of them is there, nor of what was confirmed behind them. The
// job they came from goes back to the step before, wherever it is by now, and the worker is told.
func (a *App) unkept(w write, why error) []tea.Cmd {
	lost := append([]write{w}, a.writes...)
	a.writes = nil
	var first *origin
	for _, l := range lost {
		for i := range l.drafts {
			delete(a.kept.Pending, l.first+uint64(i))
		}
		for _, n := range l.done {
			delete(a.forgetting, n)
		}
		if first == nil {
			first = l.before
		}
	}
	a.dirty() // the state on disk still tells that they were confirmed
	if first == nil {
		a.leaseAfter = a.o.Now().Add(leaseAgain)
		return nil
	}
	a.inputs, a.undo = nil, nil
	if a.asking != nil && a.asking.behind {
		a.asking = nil // it was about what was not kept
	}
	a.goBack(*first)
	a.say(ui.Say(ui.Bad, append([]ui.Text{ui.T("not.saved")}, task.ErrorTexts(why)...)...))
	return nil
}

// goBack gives a worker a job back as it was: at once if he is here, else when he comes.
func (a *App) goBack(o origin) {
	if o.Worker != a.kept.Worker || a.kept.Session == "" {
		if o.Kind != task.MenuKind {
			a.putOnShelf(o.Worker, o.keptJob)
		}
		return
	}
	if job, err := task.Decode(o.Kind, o.State); err == nil {
		a.stopWeighing()
		a.job, a.kept.JobNo, a.asking = job, o.No, nil
	}
}
