package sshd

import (
	"context"
	"time"
)

// every does something again and again until the service stops.
func (s *Server) every(d time.Duration, do func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			do()
		case <-s.life.Done():
			return
		}
	}
}

// sweep takes seats away nobody came back to.
func (s *Server) sweep() { s.every(sweepEvery, func() { s.dropOlder(KeepSeat) }) }

func (s *Server) dropOlder(than time.Duration) {
	for _, seat := range s.all() {
		if line, since, _ := seat.state(); line == nil && s.o.Now().Sub(since) >= than {
			seat.close() // its program forgets it
		}
	}
}

func (s *Server) all() []*Seat {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*Seat, 0, len(s.seats))
	for _, seat := range s.seats {
		out = append(out, seat)
	}
	return out
}

// refresh keeps the tables of the warehouses where somebody works up to date, under the session of one who does.
func (s *Server) refresh() {
	s.every(refreshEvery, func() {
		done := map[string]bool{}
		for _, seat := range s.all() {
			line, _, session := seat.state()
			if line == nil || session == "" || done[seat.warehouse] {
				continue
			}
			ctx, cancel := context.WithTimeout(s.life, askWithin)
			_, err := s.tables.fresh(ctx, seat.warehouse, s.o.Door.Enter(session))
			cancel()
			done[seat.warehouse] = err == nil
		}
	})
}

// beat finds out which lines are dead: a radio that went off says nothing.
func (s *Server) beat() {
	s.every(beatEvery, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for l := range s.open {
			go l.alive(beatWithin)
		}
	})
}

// forget takes a seat off the list.
func (s *Server) forget(seat *Seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seats[seat.worker] == seat {
		delete(s.seats, seat.worker)
	}
}
