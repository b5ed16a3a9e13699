package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/scale"
)

// stationName is the station's record in a device's state: the scale works before the service is reached.
const stationName = "station"

// stationWithin bounds reading the station's record; a sign-in has just been answered.
const stationWithin = 5 * time.Second

// stationReader reads a station; the client as a worker sees it.
type stationReader interface {
	Station(ctx context.Context, warehouse, code string) (wire.Station, error)
}

// benchScale is the scale of the station a terminal stands at, opened on this machine as the station's record says, or as
// the command line does. The record may change, and is read anew with each sign-in.
type benchScale struct {
	warehouse, station string
	state              *outbox.State
	now                func() time.Time
	fixed              bool // by the command line

	mu      sync.Mutex
	set     wireScale
	scale   *scale.Scale
	bench   *scale.Bench
	stop    context.CancelFunc
	ran     chan struct{}
	reading sync.WaitGroup
}

// wireScale is how a scale is set up: as the station has it, with what only the command line says.
type wireScale struct {
	wire.Scale
	Unit     string
	Baud     int
	DataBits int
	StopBits int
	Parity   string
}

// openBenchScale takes the scale the command line names, else the one the station had last time. A scale that cannot be used
// as it is set is an error of the command line, and only told of a record: weights are typed then.
func openBenchScale(given, warehouse, station string, state *outbox.State, now func() time.Time) (*benchScale, error) {
	b := &benchScale{warehouse: warehouse, station: station, state: state, now: now, fixed: given != ""}
	if b.fixed {
		set, err := readScale(given)
		if err != nil {
			return nil, err
		}
		return b, b.use(set)
	}
	var kept wire.Station
	if ok, err := state.Load(stationName, &kept); err == nil && ok && kept.Code == station && station != "" && kept.Scale != nil {
		_ = b.use(wireScale{Scale: *kept.Scale}) // what is wrong with it is told when it is read anew
	}
	return b, nil
}

// readScale reads PROTOCOL:PORT[,name=value...].
func readScale(text string) (wireScale, error) {
	protocol, rest, _ := strings.Cut(text, ":")
	parts := strings.Split(rest, ",")
	w := wireScale{Scale: wire.Scale{Protocol: protocol, Address: parts[0]}}
	for _, p := range parts[1:] {
		name, value, _ := strings.Cut(p, "=")
		n, err := strconv.Atoi(value)
		switch name {
		case "unit":
			w.Unit, err = value, nil
		case "parity":
			w.Parity, err = value, nil
		case "baud":
			w.Baud = n
		case "bits":
			w.DataBits = n
		case "stop":
			w.StopBits = n
		case "least":
			w.Least = int64(n)
		default:
			return w, fault.Invalid("scale.settings", "a scale has unit, baud, bits, parity, stop and least, not %q", name)
		}
		if err != nil {
			return w, fault.Invalid("scale.settings", "%s of the scale is a number, not %q", name, value)
		}
	}
	return w, nil
}

// settings are the scale's as its room wants them.
func (w wireScale) settings(now func() time.Time) scale.Settings {
	s := scale.Settings{Protocol: scale.Protocol(w.Protocol), Port: w.Address, Baud: w.Baud, DataBits: w.DataBits, StopBits: w.StopBits, Parity: w.Parity,
		Unit: w.Unit, Now: now}
	switch w.Protocol {
	case "ad":
		s.Protocol = scale.AND
	case "ad-stream":
		s.Protocol = scale.ANDStream
	case string(scale.Toledo8217):
		if s.Unit == "" {
			s.Unit = "kg" // its line carries none, and those sold here weigh in kilograms
		}
	}
	if w.Transport == "tcp" && !strings.HasPrefix(s.Port, "tcp://") {
		s.Port = "tcp://" + s.Port
	}
	return s
}

// use opens a scale in place of the one there is.
func (b *benchScale) use(set wireScale) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bench != nil && b.set == set {
		return nil
	}
	b.letGo()
	if set.Protocol == "" || set.Protocol == string(scale.ByHand) {
		return nil
	}
	s, err := scale.Open(set.settings(b.now))
	if err != nil {
		return fmt.Errorf("the scale of station %s: %w", b.station, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	b.set, b.scale, b.stop, b.ran = set, s, stop, make(chan struct{})
	b.bench = scale.NewBench(s, scale.Rules{Minimum: set.Least})
	bench, ran := b.bench, b.ran
	go func() {
		defer close(ran)
		bench.Run(ctx)
	}()
	return nil
}

func (b *benchScale) letGo() {
	if b.bench == nil {
		return
	}
	b.stop()
	b.scale.Close()
	<-b.ran
	b.bench, b.scale = nil, nil
}

// read reads the station's record anew, beside all else, and keeps it.
func (b *benchScale) read(from stationReader) {
	if b.fixed || b.station == "" {
		return
	}
	b.reading.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stationWithin)
		defer cancel()
		s, err := from.Station(ctx, b.warehouse, b.station)
		switch {
		case err != nil && fault.CodeFrom(err) != fault.CodeNotFound:
			return // without a link the one of last time goes on
		case s.Scale == nil:
			s.Scale = &wire.Scale{}
		}
		s.Code = b.station
		_ = errors.Join(b.use(wireScale{Scale: *s.Scale}), b.state.Save(stationName, s)) // without a scale weights are typed
	})
}

// Close lets the scale go.
func (b *benchScale) Close() {
	b.reading.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letGo()
}

func (b *benchScale) there() *scale.Bench {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bench
}

// There tells whether a scale is attached.
func (b *benchScale) There() bool { return b.there() != nil }

// Weigh waits for a weight that counts.
func (b *benchScale) Weigh(ctx context.Context, packed time.Time) (scale.Reading, error) {
	if s := b.there(); s != nil {
		return s.Weigh(ctx, packed)
	}
	return scale.Reading{}, noScale()
}

// Now gives what the scale shows.
func (b *benchScale) Now() (scale.Reading, error) {
	if s := b.there(); s != nil {
		return s.Now()
	}
	return scale.Reading{}, noScale()
}

// Taken tells that the weight was booked.
func (b *benchScale) Taken() {
	if s := b.there(); s != nil {
		s.Taken()
	}
}

func noScale() error {
	return fault.Refused("scale.none", "no scale stands here: read the weight off a scale and type it")
}
