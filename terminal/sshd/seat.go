package sshd

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal"
	"example.com/tote/terminal/ui"
)

// Seat is one worker's App with the program that runs it. It goes on when its line breaks.
type Seat struct {
	worker    string
	warehouse string
	server    *Server
	program   *tea.Program
	keys      *io.PipeWriter
	life      context.Context
	end       context.CancelFunc
	ended     chan struct{} // the program has ended

	mu      sync.Mutex
	line    *Line
	since   time.Time // without a line
	session string
	lang    ui.Language
	picture string
	writing bool
	written chan struct{} // closed while no step that was confirmed is on its way
}

// model runs the App within the library's program and has its pictures painted.
type model struct {
	app  *terminal.App
	seat *Seat
}

func (m model) Init() tea.Cmd { return m.app.Init() }

// Update takes one message and shows what came of it at once. When the worker has left, by himself or by being idle, the
// line is let go; the seat stays, with the job he was at.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, was := m.app.Session()
	_, cmd := m.app.Update(msg)
	session, worker := m.app.Session()
	m.seat.shown(m.app, session)
	if worker == "" && was != "" {
		m.seat.leave(partingOf(m.app))
	}
	return m, cmd
}

// partingOf is what the App says to a worker who has left.
func partingOf(app *terminal.App) ui.Text {
	if note := app.Frame().Note.Text; len(note) > 0 {
		return note[0]
	}
	return ui.T("session.ended")
}

// View is not asked for: the program has no renderer.
func (model) View() string { return "" }

// newSeat makes a worker's seat and begins to run it.
func (s *Server) newSeat(g *guest, o terminal.Options) (*Seat, error) {
	seat := &Seat{worker: g.signedIn.Worker, warehouse: o.Warehouse, server: s, ended: make(chan struct{}), written: make(chan struct{}), since: s.o.Now(), session: g.signedIn.Token}
	close(seat.written)
	seat.life, seat.end = context.WithCancel(context.Background()) // it outlives the server's life by what it has to write
	queue := terminal.NewDirect(terminal.DirectOptions{NewID: s.o.NewID, Now: s.o.Now, Post: s.post, Wait: seat.wait})
	o.Queue, o.SignedIn, o.Bell = queue, g.signedIn, seat.ring
	app, err := terminal.New(o)
	if err != nil {
		return nil, err
	}
	in, keys := io.Pipe()
	seat.keys = keys
	seat.program = tea.NewProgram(model{app, seat}, tea.WithContext(seat.life), tea.WithInput(in), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler(), tea.WithFilter(seat.stay))
	go func() {
		defer close(seat.ended)
		_, err := seat.program.Run()
		if err != nil && seat.life.Err() == nil {
			s.o.Log.Error("a terminal broke", "worker", seat.worker, "cause", err.Error())
		}
		_ = in.CloseWithError(errors.New("the seat is gone"))
		s.forget(seat)
		if s.life.Err() != nil {
			seat.leave(ui.T("ssh.stopping")) // it may end before Close has told its line so
		} else {
			seat.leave(ui.T("ssh.broken"))
		}
	}()
	return seat, nil
}

// stay makes of the wish to quit the end of the line: the seat stays.
func (seat *Seat) stay(_ tea.Model, m tea.Msg) tea.Msg {
	if _, quit := m.(tea.QuitMsg); quit && seat.life.Err() == nil {
		seat.leave(ui.T("session.ended"))
		return nil
	}
	return m
}

// post sends commands, and is waited for when the service stops.
func (s *Server) post(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error) {
	if !s.posts.enter() {
		return wire.Answers{}, fault.Unavailable("service.stopping", "the service stops")
	}
	defer s.posts.leave()
	return s.o.Post(ctx, session, batch)
}

// wait waits between two tries of a command, as long as the seat lives.
func (seat *Seat) wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-seat.life.Done():
		return seat.life.Err()
	}
}

// shown takes what an App shows after an update, and whether it writes.
func (seat *Seat) shown(app *terminal.App, session string) {
	picture := app.View()
	seat.mu.Lock()
	defer seat.mu.Unlock()
	seat.picture, seat.session, seat.lang = picture, session, app.Language()
	writes := app.Writes()
	switch {
	case writes && !seat.writing:
		seat.written = make(chan struct{})
	case !writes && seat.writing:
		close(seat.written)
	}
	seat.writing = writes
	if seat.line != nil {
		seat.line.show(picture)
	}
}

// settle waits until what its worker confirmed is with the service, or until patience ends: a store that takes no commands
// never has it.
func (seat *Seat) settle(patience context.Context) {
	seat.mu.Lock()
	written := seat.written
	seat.mu.Unlock()
	select {
	case <-written:
	case <-seat.ended:
	case <-patience.Done():
	}
}

func (seat *Seat) ring(t ui.Tone) {
	seat.mu.Lock()
	defer seat.mu.Unlock()
	if seat.line != nil {
		seat.line.ring(t)
	}
}

// leave ends the seat's line, if it has one.
func (seat *Seat) leave(why ui.Text) {
	seat.mu.Lock()
	defer seat.mu.Unlock()
	if seat.line != nil {
		seat.line.leave(why)
	}
}

func (seat *Seat) language() ui.Language {
	seat.mu.Lock()
	defer seat.mu.Unlock()
	return seat.lang
}

// state tells who is signed in under which session, and which line there is.
func (seat *Seat) state() (line *Line, since time.Time, session string) {
	seat.mu.Lock()
	defer seat.mu.Unlock()
	return seat.line, seat.since, seat.session
}

// sit gives the seat to a line, and takes it from the one that had it.
func (seat *Seat) sit(l *Line) {
	seat.mu.Lock()
	defer seat.mu.Unlock()
	if seat.line != nil {
		seat.line.finish(ui.T("ssh.taken_over"))
	}
	seat.line = l
	l.stays()
}

// rise takes the seat from a line, if it has it still.
func (seat *Seat) rise(l *Line) {
	seat.mu.Lock()
	defer seat.mu.Unlock()
	if seat.line == l {
		seat.line, seat.since = nil, seat.server.o.Now()
	}
}

// hold lets a line work at the seat until it ends, and says why it did. The seat must have been given to it.
func (seat *Seat) hold(l *Line, g *guest) ui.Text {
	defer seat.rise(l)
	old := seat.enter(l, g)
	if old != "" && old != g.signedIn.Token {
		go seat.server.signOut(old)
	}
	if len(l.rest) > 0 { // typed ahead in the lobby
		if _, err := seat.keys.Write(l.rest); err != nil {
			return ui.T("ssh.broken")
		}
		l.rest = nil
	}
	for {
		select {
		case b, open := <-l.in:
			if !open {
				return ui.Text{}
			}
			if _, err := seat.keys.Write(b); err != nil {
				return ui.T("ssh.broken")
			}
		case <-l.dirty:
			if l.flush() != nil {
				return ui.Text{}
			}
		case w, open := <-l.win:
			if !open {
				return ui.Text{}
			}
			l.resized(w)
			seat.program.Send(tea.WindowSizeMsg{Width: l.paint.width, Height: l.paint.height})
		case why := <-l.left:
			return why
		case <-l.ended:
			return l.whyEnded()
		case <-seat.ended:
			return ui.T("ssh.broken")
		}
	}
}

// enter tells the App who sits there, and gives the session that was there before.
func (seat *Seat) enter(l *Line, g *guest) (old string) {
	_, _, old = seat.state()
	seat.program.Send(tea.WindowSizeMsg{Width: l.paint.width, Height: l.paint.height})
	if old != g.signedIn.Token {
		seat.program.Send(terminal.Entry{SignedIn: *g.signedIn, Station: g.station, Dock: g.dock})
	}
	return old
}

// close ends the seat. What its worker confirmed is with the service.
func (seat *Seat) close() {
	seat.end()
	_ = seat.keys.Close() // a pipe's never fails
}

// finish ends the seat, and its line with a word.
func (seat *Seat) finish(why ui.Text) {
	seat.mu.Lock()
	if seat.line != nil {
		seat.line.finish(why)
	}
	seat.mu.Unlock()
	seat.close()
}
