package terminal

import (
	"context"
	"encoding/json"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/scale"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/table"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// Bounds of the app.
const (
	maxUndo     = 30               // scans taken back one by one; nobody remembers more
	maxShelf    = 16               // jobs put aside for workers who signed out: those who share a device within days
	maxAlerts   = 50               // safe screens to be read; further answers wait in the queue until they are
	maxInputs   = 64               // scans that wait for an answer; a scanner held down gives ten a second
	DefaultIdle = 10 * time.Minute // without a scan: a terminal left lying about asks for the PIN again
	clockSlack  = time.Minute      // that a clock may have gone back since the last kill; by more, the PIN is asked for
	stopsAgain  = 10 * time.Minute // between tries of what the service would not take: a lead may have mended it
	askAgain    = 3 * time.Second  // between tries of a question while the link is down
	refreshIn   = 30 * time.Second // between looks for changed locations and items
	askWithin   = 20 * time.Second // a question; the service answers in milliseconds or not at all
	behindFor   = 2 * time.Second  // a question waits for what was confirmed before it; with the link up that takes milliseconds
	clockTick   = time.Second      // status, idle time
)

// Options are what an App stands on.
type Options struct {
	Warehouse string
	Station   string // pack location, at a packing station
	Dock      string // dock, where goods come in
	Door      Door
	Queue     Queue
	Tables    *table.Tables
	Memory    Memory         // nil: the app itself lives on
	Scale     Scale          // nil: weights are typed
	Refresh   bool           // keep Tables up to date from here; in the service they are shared
	SignedIn  *wire.SignedIn // already let in by the way here; nil: the badge is asked for
	Now       func() time.Time
	Language  ui.Language   // until a worker with another one signs in
	Idle      time.Duration // 0: DefaultIdle
	Scan      scan.Options  // Table is set by the app
	Bell      func(ui.Tone) // nil: silent
	Learned   func() error  // called when the tables have changed, to keep them; nil: nobody keeps them
}

// Scale is the scale of a packing station; a scale.Bench gives weights this way.
type Scale interface {
	// There tells whether a scale is attached; else weights are typed.
	There() bool
	// Weigh waits for a weight that counts for a parcel that was packed at a moment.
	Weigh(ctx context.Context, packed time.Time) (scale.Reading, error)
	// Now gives what it shows, and why that does not count if it does not.
	Now() (scale.Reading, error)
	// Taken tells that the weight was booked.
	Taken()
}

// App is the terminal as a bubbletea model. It is used from one goroutine, as bubbletea does.
type App struct {
	o       Options
	kept    kept
	job     task.Job
	backend Backend
	reader  scan.Reader

	width, height int
	note          ui.Note
	page          int
	modal         modal
	link          bool
	last          time.Time // of the last key

	undo    [][]byte
	inputs  []task.Input // scans that wait until the job has its answer
	asking  *asking
	scaling *scaling
	writes  []write
	trouble error // why the terminal itself cannot go on: shown until it is mended

	writing, unsaved, quitting bool
	refreshing                 bool
	refreshed                  time.Time
	leaseAfter                 time.Time       // a block of numbers that could not be asked for is not asked for before
	released                   time.Time       // when stopped commands were last sent again
	forgetting                 map[uint64]bool // answers dealt with that the queue is about to forget
	forgot                     bool            // the state was lost: answers of before are news
	keypad                     string          // digits scanned from a printed keypad
}

// kept is what survives a kill.
type kept struct {
	Session  string             `json:"session,omitempty"`
	Worker   string             `json:"worker,omitempty"`
	Name     ui.Text            `json:"name,omitzero"`
	Roles    []string           `json:"roles,omitempty"`
	Language ui.Language        `json:"language,omitempty"`
	Seen     time.Time          `json:"seen,omitzero"`     // last input of the session
	JobNo    uint64             `json:"job_no"`            // of the job at hand
	LastNo   uint64             `json:"last_no,omitempty"` // the highest given: no two jobs share one, whoever's they are
	Job      *keptJob           `json:"job,omitempty"`
	Shelf    map[string]keptJob `json:"shelf,omitempty"` // jobs of workers who signed out or timed out, by worker
	Posting  *posting           `json:"posting,omitempty"`
	Pending  map[uint64]pending `json:"pending,omitempty"` // by command number
	Alerts   []alert            `json:"alerts,omitempty"`
	Numbers  []string           `json:"numbers,omitempty"` // LPN numbers leased to this device
}

type keptJob struct {
	Kind  string          `json:"kind"`
	No    uint64          `json:"no"`
	State json.RawMessage `json:"state"`
	At    time.Time       `json:"at,omitzero"` // when it was put on the shelf
}

// New makes the app and takes up what its memory holds: the job at the step where the terminal was killed.
func New(o Options) (*App, error) {
	if o.Idle == 0 {
		o.Idle = DefaultIdle
	}
	o.Scan.Table = o.Tables
	a := &App{o: o, width: ui.LeastWidth, height: ui.LeastHeight, link: true, last: o.Now(), released: o.Now(), forgetting: map[uint64]bool{}}
	a.kept.Language = o.Language
	if o.Memory != nil {
		if _, err := o.Memory.Load(stateName, &a.kept); fault.ReasonOf(err) == "state.corrupt" {
			a.kept = kept{Language: o.Language} // what was acknowledged is in the queue; claimed work is in the service
			a.forgot = true
			a.alert(alert{Texts: task.ErrorTexts(err), InHand: ui.T("job.take_up")})
		} else if err != nil {
			return nil, err
		}
	}
	if a.kept.Pending == nil {
		a.kept.Pending = map[uint64]pending{}
	}
	if a.kept.Shelf == nil {
		a.kept.Shelf = map[string]keptJob{}
	}
	a.kept.LastNo = max(a.kept.LastNo, a.kept.JobNo)
	for _, j := range a.kept.Shelf {
		a.kept.LastNo = max(a.kept.LastNo, j.No)
	}
	a.takeUp()
	return a, nil
}

// stateName is the app's record in its memory.
const stateName = "terminal"

// takeUp brings back the session and its job, and posts what was confirmed and did not reach the queue.
func (a *App) takeUp() {
	next := a.o.Queue.Next()
	if p := a.kept.Posting; p != nil && next <= p.First {
		a.writes = append(a.writes, write{drafts: p.Drafts, first: p.First, before: p.Before})
		next = p.First + uint64(len(p.Drafts))
	}
	a.kept.Posting = nil
	for n := range a.kept.Pending {
		if n >= next { // killed before the queue had it: it was never confirmed, and nobody answers it
			delete(a.kept.Pending, n)
		}
	}
	away := a.o.Now().Sub(a.kept.Seen)
	switch {
	case a.kept.Session == "":
	case away >= a.o.Idle || away < -clockSlack:
		a.shelve()
	default:
		a.enter()
		if j := a.kept.Job; j != nil {
			a.job = a.decoded(*j)
		}
	}
	if a.kept.Session == "" {
		a.o.Queue.SignedIn("") // facts need nobody's session
	}
}

// decoded reads a kept job. One that cannot be read, after the program was exchanged, is told on the safe screen: what was
// confirmed is in the queue, and claimed work is taken up again from the menu.
func (a *App) decoded(j keptJob) task.Job {
	job, err := task.Decode(j.Kind, j.State)
	if err == nil {
		return job
	}
	what := ui.Plain(j.Kind)
	if ui.Known("task." + j.Kind) {
		what = ui.T("task." + j.Kind)
	}
	a.alert(alert{Texts: []ui.Text{ui.T("job.unreadable", what)}, InHand: ui.T("job.take_up")})
	return nil
}

// Init starts what runs beside the keys.
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{a.listen(), tick(), a.nextWrite(), a.refresh()}
	cmds = append(cmds, a.catchUp()...)
	for _, s := range a.o.Queue.Stops() {
		cmds = append(cmds, a.stopped(s)...)
		a.untold(s)
	}
	switch {
	case a.job != nil:
		cmds = append(cmds, a.give(task.Input{Began: true})...)
	case a.backend != nil:
		cmds = append(cmds, a.open(task.NewMenu(a.kept.Roles))...)
	case a.o.SignedIn != nil:
		cmds = append(cmds, a.admit(*a.o.SignedIn)...)
	default:
		a.modal = &signIn{}
	}
	return tea.Batch(cmds...)
}

// Update takes one message. It never waits: what takes time is done beside, and its result is a message of its own.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmds []tea.Cmd
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = m.Width, m.Height
	case tea.KeyMsg:
		cmds = a.key(m)
	case tickMsg:
		cmds = append(a.tick(), tick())
	case eventMsg:
		cmds = append(append(a.event(m), a.askBehind()...), a.listen())
	case droppedMsg:
		cmds = a.dropped(m)
	case writtenMsg:
		cmds = a.written(m)
	case answerMsg:
		cmds = a.answered(m)
	case weighedMsg:
		cmds = a.weighed(m)
	case lookMsg:
		cmds = a.look(m.of)
	case besideMsg:
		cmds = a.besides(m)
	case signedInMsg:
		cmds = a.signedIn(m)
	case Entry:
		cmds = a.come(m)
	case refreshedMsg:
		a.refreshing, a.link = false, m.err == nil || fault.CodeFrom(m.err) != fault.CodeUnavailable
		if m.unkept != nil {
			a.trouble = m.unkept
		}
	case troubleMsg:
		a.trouble = m.err
	}
	return a, tea.Batch(append(cmds, a.drain()...)...)
}

// View draws the screen.
func (a *App) View() string {
	return ui.ANSI(ui.Draw(a.Frame(), a.kept.Language, a.width, a.height))
}

// Frame is what is on the screen, before it is fitted to it.
func (a *App) Frame() ui.Frame {
	q := a.o.Queue.Status()
	f := ui.Frame{Screen: a.screen(), Note: a.note, Typed: a.keypad + a.reader.Text(), Page: a.page,
		Status: ui.Status{Link: a.link, Waiting: q.Waiting, Refused: q.Stopped, Busy: a.busy()}}
	for _, w := range a.writes {
		f.Status.Saving += len(w.drafts)
	}
	if f.Status.Busy && !a.link {
		f.Note = ui.Say(ui.Warning, ui.T("wait.offline"))
	}
	if a.trouble != nil {
		f.Note = ui.Say(ui.Bad, task.ErrorTexts(a.trouble)...)
	}
	return f
}

// screen is the picture of what is uppermost.
func (a *App) screen() ui.Screen {
	switch {
	case a.modal != nil:
		return a.modal.screen(a)
	case len(a.kept.Alerts) > 0:
		return a.kept.Alerts[0].screen()
	case a.job != nil:
		return a.job.Screen(a.desk())
	}
	return ui.Screen{}
}

// desk is what the job may look at now.
func (a *App) desk() task.Desk {
	return task.Desk{Warehouse: a.o.Warehouse, Worker: a.kept.Worker, Roles: a.kept.Roles, Station: a.o.Station, Dock: a.o.Dock, Language: a.kept.Language,
		Now: a.o.Now(), Link: a.link, Tables: a.o.Tables, Numbers: a, Scale: a.hasScale(), Showing: a.showing()}
}

// Language is what the worker reads now.
func (a *App) Language() ui.Language { return a.kept.Language }

// Settled tells that nothing is under way: no question, no write, no scan that waits.
func (a *App) Settled() bool {
	if s, ok := a.modal.(*signIn); ok && s.waiting {
		return false
	}
	return !a.busy() && len(a.writes) == 0 && len(a.inputs) == 0 && !a.judging()
}
