package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

type eventsInput struct {
	Warehouse string `path:"wh"`
	LastID    string `header:"Last-Event-ID" doc:"<partition>.<seq> of the last event seen: the stream goes on behind it"`
	After     string `query:"after" doc:"The same for those who cannot send the header; now for new events only"`
}

type companyEventsInput struct {
	LastID string `header:"Last-Event-ID"`
	After  string `query:"after"`
}

// companyStream is how the company's partition is called in event ids.
const companyStream = "company"

func (s *Server) warehouseEvents(ctx context.Context, in *eventsInput) (*huma.StreamResponse, error) {
	return s.events(ctx, store.Partition(in.Warehouse), in.Warehouse, in.LastID, in.After)
}

func (s *Server) companyEvents(ctx context.Context, in *companyEventsInput) (*huma.StreamResponse, error) {
	return s.events(ctx, store.Company, companyStream, in.LastID, in.After)
}

// events begins a stream, or refuses before the first byte.
func (s *Server) events(ctx context.Context, p store.Partition, name, lastID, after string) (*huma.StreamResponse, error) {
	if lastID == "" {
		lastID = after
	}
	seen, err := s.resume(ctx, p, name, lastID)
	if err != nil {
		return nil, err
	}
	if s.streams.Add(1) > EventStreams {
		s.streams.Add(-1)
		return nil, fault.Limited("events.streams", "%d event streams are open: close one first", EventStreams)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer s.streams.Add(-1)
		s.opt.Meter.streams.Inc()
		defer s.opt.Meter.streams.Dec()
		s.stream(newEventWriter(hc), &reading{ctx: hc.Context(), part: p, name: name, seen: seen})
	}}, nil
}

// resume gives the last entry a reader has seen. What lies before the first entry that is kept cannot be resumed.
func (s *Server) resume(ctx context.Context, p store.Partition, name, lastID string) (uint64, error) {
	var first, tail uint64
	err := s.x.View(ctx, p, func(v *store.View) error {
		tail = store.Tail(v)
		for e := range store.Entries(v, 0) {
			first = e.Seq
			break
		}
		return nil
	})
	if err != nil || lastID == "now" {
		return tail, err
	}
	if lastID == "" {
		return max(first, 1) - 1, nil
	}
	part, number, ok := strings.Cut(lastID, ".")
	seq, err := strconv.ParseUint(number, 10, 64)
	if !ok || err != nil || part != name {
		return 0, fault.Invalid("events.id", "event id %q is not one of %s: they look like %s.123", lastID, name, name)
	}
	if seq+1 < first || seq > tail {
		gone := problemFrom(fault.NotFound("events.gone", "%s keeps events %d to %d: read the state anew and begin at %s.%d", name, first, tail, name, tail))
		gone.Status, gone.Title = http.StatusGone, http.StatusText(http.StatusGone)
		return 0, &problem{gone}
	}
	return seq, nil
}

// reading is one stream: whose ledger, and how far it is.
type reading struct {
	ctx  context.Context
	part store.Partition
	name string
	seen uint64
}

// stream sends entries until the reader goes or the service stops. A piece is read whole before it is sent, so that a slow
// reader never holds a snapshot.
func (s *Server) stream(w *eventWriter, r *reading) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	if w.comment("tote events of "+r.name) != nil {
		return
	}
	for {
		piece, err := s.readPiece(ctx, r)
		if err != nil {
			return // the reader comes again, and is told then
		}
		if len(piece) > 0 {
			if w.entries(r.name, piece) != nil {
				return
			}
			r.seen = piece[len(piece)-1].Seq
			continue
		}
		beat, done := context.WithTimeout(ctx, EventBeat)
		err = s.x.WaitBeyond(beat, r.part, r.seen)
		done()
		switch {
		case ctx.Err() != nil || (err != nil && !errors.Is(err, context.DeadlineExceeded)):
			return
		case err != nil && w.comment("still here") != nil:
			return
		}
	}
}

func (s *Server) readPiece(ctx context.Context, r *reading) (piece []wire.Event, err error) {
	err = s.x.View(ctx, r.part, func(v *store.View) error {
		for e, err := range inventory.Ledger(v, r.seen+1) {
			if err != nil {
				return err
			}
			piece = append(piece, eventOf(e))
			if len(piece) == EventPiece {
				return nil
			}
		}
		return nil
	})
	return piece, err
}

// eventWriter writes server-sent events, each piece within a reader's patience.
type eventWriter struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func newEventWriter(hc huma.Context) *eventWriter {
	c := humaecho.Unwrap(hc)
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy in between must not gather events
	c.Response().WriteHeader(http.StatusOK)
	return &eventWriter{w: c.Response(), rc: http.NewResponseController(c.Response())}
}

func (w *eventWriter) comment(text string) error {
	return w.send([]byte(": " + text + "\n\n"))
}

func (w *eventWriter) entries(name string, piece []wire.Event) error {
	var b []byte
	for i := range piece {
		data, err := json.Marshal(&piece[i])
		if err != nil {
			return err
		}
		b = fmt.Appendf(b, "id: %s.%d\nevent: %s\ndata: %s\n\n", name, piece[i].Seq, piece[i].Kind, data)
	}
	return w.send(b)
}

func (w *eventWriter) send(b []byte) error {
	// A deadline long gone ends the write that hangs; the clock need not be read for it.
	patience := time.AfterFunc(EventPatience, func() { _ = w.rc.SetWriteDeadline(time.Unix(1, 0)) })
	defer patience.Stop()
	if _, err := w.w.Write(b); err != nil {
		return err
	}
	return w.rc.Flush()
}

// eventOf words a ledger entry. It carries ids only, as the ledger does.
func eventOf(r inventory.Recorded) wire.Event {
	e := wire.Event{Seq: r.Seq, At: r.At, Kind: r.Kind.String(), SKU: string(r.SKU), Quantity: r.Qty, Grams: r.Grams, Serials: r.Serials,
		Reason: r.Reason, Document: r.Document, Why: r.Why, Noun: r.Noun, ID: r.ID, FromState: r.FromState, ToState: r.ToState, Event: r.Event,
		Worker: r.Worker, Device: r.Device, Command: r.Command, From: sideOf(r.From), To: sideOf(r.To), Reservation: r.NewRes}
	if r.Ref != (inventory.Ref{}) {
		ref := refOf(r.Ref)
		e.Ref = &ref
	}
	if r.FromPhase != 0 {
		e.FromPhase = r.FromPhase.String()
	}
	if r.ToPhase != 0 {
		e.ToPhase = r.ToPhase.String()
	}
	if r.OccurredAt != 0 {
		e.OccurredAt = time.UnixMilli(r.OccurredAt).UTC()
	}
	return e
}

func sideOf(s inventory.Side) *wire.Side {
	if s.Holder.IsZero() {
		return nil
	}
	out := &wire.Side{Holder: s.Holder.String(), Lot: string(s.Lot), Owner: s.Owner}
	if s.Status != 0 {
		out.Status = s.Status.String()
	}
	return out
}

func refOf(r inventory.Ref) wire.Ref {
	return wire.Ref{Order: r.Order, Line: r.Line, Reservation: r.Res}
}
