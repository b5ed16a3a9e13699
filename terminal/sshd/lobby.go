package sshd

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// lobby finds out who is at the line, where he works, and whether he wants the seat he has elsewhere; it gives the line his
// seat. An error ends the line.
func (s *Server) lobby(l *Line, g *guest) (*Seat, error) {
	b := &lobbyScreen{server: s, line: l, lang: s.o.Language}
	if lang := ui.Language(variable(l.sess, "TOTE_LANGUAGE")); lang == ui.Chinese || lang == ui.English {
		b.lang = lang
	}
	defer func() { g.lang = b.lang }()
	if !g.said.Empty() {
		b.note = ui.Say(ui.Calm, g.said)
		g.said = ui.Text{}
	}
	for {
		if g.signedIn == nil {
			if err := b.signIn(g); err != nil {
				return nil, err
			}
		}
		if lang := ui.Language(g.signedIn.Language); lang == ui.Chinese || lang == ui.English {
			b.lang = lang
		}
		g.station, g.dock = variable(l.sess, "TOTE_STATION"), variable(l.sess, "TOTE_DOCK")
		seat, err := b.seat(g)
		if err == nil {
			return seat, nil
		}
		if !worded(err) {
			return nil, err
		}
		go s.signOut(g.signedIn.Token)
		if !g.open {
			return nil, farewellError{task.ErrorTexts(err)[0]}
		}
		g.signedIn, b.note = nil, ui.Say(ui.Bad, task.ErrorTexts(err)...)
	}
}

// worded tells an error of the service from an end of the line.
func worded(err error) bool { return errors.As(err, new(*fault.Error)) }

// lobbyScreen asks one thing after the other.
type lobbyScreen struct {
	server *Server
	line   *Line
	lang   ui.Language
	note   ui.Note
	reader scan.Reader
	escape int // bytes of a function key that are still to be passed over
}

// signIn asks for badge and PIN until the service lets somebody in.
func (b *lobbyScreen) signIn(g *guest) error {
	for {
		login, err := b.ask(ui.Screen{Title: ui.T("app.name"), Ask: ui.T("prompt.login")})
		if err != nil {
			return err
		}
		for _, m := range scan.Parse(login, b.server.o.Scan) {
			if m.Kind == scan.Badge {
				login = m.Code
			}
		}
		b.note = ui.Note{}
		pin, err := b.ask(ui.Screen{Title: ui.T("app.name"), Big: login, Ask: ui.T("prompt.password"), Hidden: true})
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(b.server.life, askWithin)
		in, err := b.server.o.Door.SignIn(ctx, login, pin)
		cancel()
		if err == nil {
			g.signedIn = &in
			b.note = ui.Note{}
			return nil
		}
		b.note = ui.Say(ui.Bad, task.ErrorTexts(err)...)
		b.line.ring(ui.Bad)
	}
}

// seat gives the worker his seat: the one he left, the one he has elsewhere if he wants it here, or a new one.
func (b *lobbyScreen) seat(g *guest) (*Seat, error) {
	s := b.server
	if seat := s.seatOf(g.signedIn.Worker); seat != nil && (g.warehouse == "" || g.warehouse == seat.warehouse) {
		if held, _, _ := seat.state(); held != nil && held.alive(probeWithin) {
			here, err := b.choose(ui.T("ssh.elsewhere", ui.Named(g.signedIn.Name, g.signedIn.NameZH)), ui.T("ssh.choose"), ui.T("ssh.take_over"), ui.T("ssh.leave"))
			if err != nil {
				return nil, err
			}
			if here != 1 {
				return nil, farewellError{ui.T("ssh.left_there")}
			}
		}
		if s.seatOf(g.signedIn.Worker) == seat {
			seat.sit(b.line)
			return seat, nil
		}
	}
	warehouse, err := b.warehouse(g)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(s.life, askWithin)
	defer cancel()
	tables, err := s.tables.fresh(ctx, warehouse, s.o.Door.Enter(g.signedIn.Token))
	if err != nil {
		return nil, err
	}
	return s.place(b.line, g, terminal.Options{Warehouse: warehouse, Station: g.station, Dock: g.dock, Door: s.o.Door, Tables: tables, Now: s.o.Now,
		Language: b.lang, Idle: s.o.Idle, Scan: s.o.Scan})
}

func (s *Server) seatOf(worker string) *Seat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seats[worker]
}

// place makes a seat and puts a line on it. One the worker had in another warehouse, or that came into being meanwhile, is
// given up: what was confirmed there is with the service.
func (s *Server) place(l *Line, g *guest, o terminal.Options) (*Seat, error) {
	s.makeRoom()
	seat, err := s.newSeat(g, o)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	old := s.seats[seat.worker]
	s.seats[seat.worker] = seat
	s.mu.Unlock()
	if old != nil {
		old.finish(ui.T("ssh.taken_over"))
	}
	seat.sit(l)
	return seat, nil
}

// makeRoom takes the seat away that was left first, if there are as many as there may be.
func (s *Server) makeRoom() {
	all := s.all()
	if len(all) < MaxSeats {
		return
	}
	free := slices.DeleteFunc(all, func(seat *Seat) bool { line, _, _ := seat.state(); return line != nil })
	if len(free) == 0 {
		return // MaxSessions sees to it that there is one
	}
	slices.SortFunc(free, func(a, b *Seat) int {
		_, x, _ := a.state()
		_, y, _ := b.state()
		if c := x.Compare(y); c != 0 {
			return c
		}
		return strings.Compare(a.worker, b.worker)
	})
	s.forget(free[0])
	free[0].close()
}

// warehouse is the one named, the only one, or the one chosen.
func (b *lobbyScreen) warehouse(g *guest) (string, error) {
	named := g.warehouse
	if named == "" {
		named = variable(b.line.sess, "TOTE_WAREHOUSE")
	}
	ctx, cancel := context.WithTimeout(b.server.life, askWithin)
	defer cancel()
	all, err := b.server.o.Warehouses(ctx, g.signedIn.Token)
	if err != nil {
		return "", err
	}
	switch {
	case named != "":
		if !slices.ContainsFunc(all, func(w wire.Warehouse) bool { return w.Code == named }) {
			return "", farewellError{ui.T("ssh.warehouse_unknown", ui.Plain(named))}
		}
		return named, nil
	case len(all) == 0:
		return "", farewellError{ui.T("ssh.warehouse_none")}
	case len(all) == 1:
		return all[0].Code, nil
	}
	choices := make([]ui.Text, len(all))
	for i, w := range all {
		choices[i] = ui.Plain(strings.TrimSpace(w.Code + " " + w.Name))
	}
	n, err := b.choose(ui.Text{}, ui.T("ssh.choose_warehouse"), choices...)
	if err != nil {
		return "", err
	}
	return all[n-1].Code, nil
}

// choose asks until one of the choices was typed, or its text scanned; 0 turns the page.
func (b *lobbyScreen) choose(what, ask ui.Text, choices ...ui.Text) (int, error) {
	screen := ui.Screen{Title: ui.T("app.name"), Choices: choices, Ask: ask}
	if !what.Empty() {
		screen.Facts = []ui.Fact{{Value: what, Warn: true}}
	}
	for page := 0; ; {
		got, err := b.askPage(screen, page)
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(got)
		if err == nil && n >= 1 && n <= len(choices) {
			b.note = ui.Note{}
			return n, nil
		}
		if at := slices.IndexFunc(choices, func(t ui.Text) bool { word, _, _ := strings.Cut(t.In(ui.English), " "); return word == got }); at >= 0 {
			b.note = ui.Note{}
			return at + 1, nil
		}
		if got == "0" {
			page++
			continue
		}
		b.note = ui.Say(ui.Bad, ui.T("choice.none", got))
		b.line.ring(ui.Bad)
	}
}

func (b *lobbyScreen) ask(screen ui.Screen) (string, error) { return b.askPage(screen, 0) }

// askPage shows a screen and gives what was scanned or typed next. Nothing behind it is taken: that is for who comes after.
func (b *lobbyScreen) askPage(screen ui.Screen, page int) (string, error) {
	b.reader.Clear()
	for {
		c, err := b.line.next(b.server.life, func(width, height int) string {
			f := ui.Frame{Screen: screen, Note: b.note, Typed: b.reader.Text(), Page: page, Status: ui.Status{Link: true}}
			return ui.ANSI(ui.Draw(f, b.lang, width, height))
		})
		if err != nil {
			return "", err
		}
		if b.pass(c) {
			continue
		}
		if c == 0x03 || c == 0x04 {
			return "", errGone
		}
		for _, raw := range b.reader.Bytes(b.server.o.Now(), []byte{c}) {
			return raw.Text, nil
		}
	}
}

// pass tells whether a byte belongs to a function key, which means nothing here.
func (b *lobbyScreen) pass(c byte) bool {
	const (
		none = iota
		escaped
		inside
	)
	switch {
	case c == 0x1b:
		b.escape = escaped
		return true
	case b.escape == escaped && (c == '[' || c == 'O'):
		b.escape = inside
		return true
	case b.escape == inside:
		if c >= 0x40 && c < utf8.RuneSelf-1 {
			b.escape = none
		}
		return true
	}
	b.escape = none
	return false
}
