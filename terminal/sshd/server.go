package sshd

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/ssh"
	"github.com/charmbracelet/wish"
	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/api/wire"
	"example.com/tote/terminal"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Bounds of the server.
const (
	MaxSessions    = 1000                    // people at terminals at once: twice the largest floor we know, 0.3 GB
	MaxSeats       = 2 * MaxSessions         // with those whose worker is away
	maxConnections = MaxSessions + 100       // with those that are still signing in
	KeepSeat       = 12 * time.Hour          // a seat without a line: the worker's shift is over then
	DefaultIdle    = terminal.DefaultIdle    // without a scan
	lobbyIdle      = 2 * time.Minute         // without a key in the lobby
	loginGrace     = 30 * time.Second        // for the whole sign-in of a connection, typed by hand
	maxAuthTries   = 4                       // on one connection; the service locks a worker out by itself
	stopPatience   = 5 * time.Second         // for lines to say good-bye when the service stops
	sweepEvery     = time.Minute             // between looks for seats nobody came back to
	refreshEvery   = 30 * time.Second        // between looks for changed locations and items
	askWithin      = 20 * time.Second        // a question of the lobby to the service
	beatEvery      = 30 * time.Second        // between questions whether the other end still lives
	beatWithin     = 20 * time.Second        // for its answer: a handheld asleep is let go, its seat stays
	probeWithin    = 1500 * time.Millisecond // for the same when the worker stands at another door already
)

// OpenUser is the name to connect with when badge and PIN are to be asked for on the screen.
const OpenUser = "terminal"

// Options are what the server stands on; all but Idle, Language and Log are needed.
type Options struct {
	HostKey []byte // PEM
	Door    terminal.Door
	// Post sends commands as the worker of a session.
	Post func(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error)
	// Warehouses are those there are.
	Warehouses func(ctx context.Context, session string) ([]wire.Warehouse, error)
	NewID      func() string
	Now        func() time.Time
	Scan       scan.Options
	Language   ui.Language   // until somebody signs in
	Idle       time.Duration // without a scan, after which the PIN is asked for again
	Log        *slog.Logger
}

// Server lets workers in over SSH.
type Server struct {
	o    Options
	ssh  *ssh.Server
	life context.Context // ends when the service stops
	end  context.CancelFunc

	tables *tables
	posts  *crowd // commands on their way
	work   *crowd // lines
	loops  sync.WaitGroup
	lines  atomic.Int64 // sessions, in the lobby or at a seat
	conns  atomic.Int64

	mu    sync.Mutex
	seats map[string]*Seat // by worker
	open  map[*Line]struct{}
}

// New makes a server, which is to be closed. Error: the host key is none.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Idle == 0 {
		o.Idle = DefaultIdle
	}
	if o.Language == "" {
		o.Language = ui.Chinese
	}
	s := &Server{o: o, posts: newCrowd(), work: newCrowd(), seats: map[string]*Seat{}, open: map[*Line]struct{}{}}
	s.life, s.end = context.WithCancel(context.Background())
	s.tables = newTables(o.Now)
	var err error
	s.ssh, err = wish.NewServer(wish.WithHostKeyPEM(o.HostKey), wish.WithMiddleware(s.handle), wish.WithVersion("Tote"),
		ssh.EmulatePty(), ssh.WrapConn(s.welcome), s.refusals)
	if err != nil {
		return nil, err
	}
	s.ssh.ServerConfigCallback = s.config
	s.loops.Go(s.sweep)
	s.loops.Go(s.refresh)
	s.loops.Go(s.beat)
	return s, nil
}

// Serve takes connections until Close.
func (s *Server) Serve(l net.Listener) error {
	if err := s.ssh.Serve(l); s.life.Err() == nil {
		return err
	}
	return nil
}

// Close says good-bye to everybody and waits until no command of theirs is on its way.
func (s *Server) Close() error {
	s.end()
	s.mu.Lock()
	for l := range s.open {
		l.finish(ui.T("ssh.stopping"))
	}
	seats := s.seats
	s.seats = map[string]*Seat{}
	s.mu.Unlock()
	s.work.close(stopPatience)
	err := s.ssh.Close()
	patience, end := context.WithTimeout(context.Background(), stopPatience)
	defer end()
	for _, seat := range seats {
		seat.settle(patience)
		seat.close()
	}
	s.posts.close(stopPatience)
	s.loops.Wait()
	return err
}

// Sessions tells how many people are at terminals, and how many seats there are with those whose worker is away.
func (s *Server) Sessions() (lines, seats int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int(s.lines.Load()), len(s.seats)
}

// welcome bounds connections, and those that do not get through signing in.
func (s *Server) welcome(ctx ssh.Context, conn net.Conn) net.Conn {
	if s.conns.Add(1) > maxConnections || s.life.Err() != nil {
		s.conns.Add(-1)
		return nil
	}
	grace := time.AfterFunc(loginGrace, func() { _ = conn.Close() })
	ctx.SetValue(graceKey, grace)
	context.AfterFunc(ctx, func() {
		grace.Stop()
		s.conns.Add(-1)
	})
	return conn
}

type contextKey string

const (
	graceKey contextKey = "grace"
	guestKey contextKey = "guest"
	usedKey  contextKey = "used"
)

// handle serves one session.
func (s *Server) handle(ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		if len(sess.RawCommand()) > 0 {
			s.refuse(sess, ui.T("ssh.no_commands"))
			return
		}
		_, _, isTerminal := sess.Pty()
		if !isTerminal {
			s.refuse(sess, ui.T("ssh.no_terminal"))
			return
		}
		if s.lines.Add(1) > MaxSessions {
			s.lines.Add(-1)
			s.refuse(sess, ui.T("ssh.full"))
			return
		}
		defer s.lines.Add(-1)
		if !s.work.enter() {
			s.refuse(sess, ui.T("ssh.stopping"))
			return
		}
		defer s.work.leave()
		l := newLine(sess)
		defer s.delist(l)
		if !s.enlist(l) {
			l.finish(ui.T("ssh.stopping"))
		}
		if g, ok := sess.Context().Value(graceKey).(*time.Timer); ok {
			g.Stop() // what was refused above is closed when it runs out
		}
		s.serve(l, guestOf(sess.Context()))
	}
}

func (s *Server) enlist(l *Line) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life.Err() != nil {
		return false
	}
	s.open[l] = struct{}{}
	return true
}

func (s *Server) delist(l *Line) {
	s.mu.Lock()
	delete(s.open, l)
	s.mu.Unlock()
	l.close()
}

// serve leads a line through the lobby to a seat. At an open terminal the next worker signs in when one has left.
func (s *Server) serve(l *Line, g *guest) {
	l.begin()
	for {
		seat, err := s.lobby(l, g)
		if err != nil {
			l.farewell(g.lang, farewellOf(err))
			return
		}
		why := seat.hold(l, g)
		s.o.Log.Info("a worker left a terminal", "worker", seat.worker, "why", why.In(ui.English))
		if !g.open || l.over() {
			l.farewell(seat.language(), why)
			return
		}
		g.signedIn, g.said = nil, why
	}
}

// config sets who is let in, and how.
func (s *Server) config(ctx ssh.Context) *gossh.ServerConfig {
	return &gossh.ServerConfig{MaxAuthTries: maxAuthTries, NoClientAuth: true,
		NoClientAuthCallback: func(m gossh.ConnMetadata) (*gossh.Permissions, error) { return nil, s.admitOpen(ctx, m.User()) },
		PasswordCallback: func(m gossh.ConnMetadata, pin []byte) (*gossh.Permissions, error) {
			return nil, s.admit(ctx, m.User(), string(pin))
		},
		KeyboardInteractiveCallback: func(m gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
			return nil, s.interview(ctx, m.User(), ask)
		}}
}
