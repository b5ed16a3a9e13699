package spool

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// raw speaks bare TCP. The status question goes over the same connection as the job, since many label printers serve one
// connection at a time.
type raw struct {
	printer Printer
	now     func() time.Time
}

// writePiece is how many bytes are written under one deadline: a printer that prints takes at least that much from its buffer.
const writePiece = 16 << 10

func (t *raw) dial(ctx context.Context) (net.Conn, error) {
	address, err := rawAddress(t.printer.Address)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: dialTime}
	return d.DialContext(ctx, "tcp", address)
}

// ask without a question to ask finds out whether there is a printer.
func (t *raw) ask(ctx context.Context) reading {
	c, r := t.meet(ctx)
	if c != nil {
		_ = c.Close() // nothing was sent that could be lost
	}
	return r
}

// meet gives a connection to a printer that says it is ready, or nil and what it says.
func (t *raw) meet(ctx context.Context) (net.Conn, reading) {
	c, err := t.dial(ctx)
	if err != nil {
		return nil, absent(PrinterUnreachable, err)
	}
	question := questionOf(t.printer)
	if question == nil {
		return c, reading{}
	}
	if err := c.SetDeadline(t.now().Add(askTime)); err != nil {
		return nil, closed(c, absent(PrinterUnreachable, err))
	}
	defer breakOff(ctx, c, t.now)()
	r := question(c)
	if !r.ready() {
		return nil, closed(c, r)
	}
	if err := c.SetDeadline(time.Time{}); err != nil {
		return nil, closed(c, absent(PrinterUnreachable, err))
	}
	return c, r
}

func closed(c net.Conn, r reading) reading {
	_ = c.Close() // no byte of a job went over it
	return r
}

// breakOff ends what a connection waits for when ctx ends, until the function it gives is called.
func breakOff(ctx context.Context, c net.Conn, now func() time.Time) func() {
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(now().Add(-time.Second)) })
	return func() { stop() }
}

func (t *raw) open(ctx context.Context, _ Job, _ []byte) opened {
	c, r := t.meet(ctx)
	if c == nil {
		return opened{reading: r}
	}
	return opened{to: &rawDelivery{conn: c, now: t.now, count: r.counted}, reading: r}
}

type rawDelivery struct {
	conn  net.Conn
	now   func() time.Time
	count bool
}

func (d *rawDelivery) drop() { _ = d.conn.Close() }

func (d *rawDelivery) send(ctx context.Context, data []byte) (Outcome, receipt) {
	defer d.drop()
	if ctx.Err() != nil {
		return Outcome{Ending: Held, Words: "stopped before the first byte"}, receipt{}
	}
	written, err := d.write(ctx, data)
	switch {
	case written == 0 && err != nil: // the kernel took nothing, so nothing can be on its way
		return Outcome{Held, PrinterUnreachable, err.Error()}, receipt{}
	case err != nil:
		return Outcome{Unknown, PrintBrokenOff, err.Error()}, receipt{}
	}
	if err := d.drain(ctx); err != nil {
		return Outcome{Unknown, PrintBrokenOff, err.Error()}, receipt{}
	}
	return Outcome{Ending: Sent}, receipt{count: d.count}
}

func (d *rawDelivery) write(ctx context.Context, data []byte) (written int, err error) {
	for written < len(data) {
		if err := ctx.Err(); err != nil {
			return written, err
		}
		if err := d.conn.SetDeadline(d.now().Add(stallTime)); err != nil {
			return written, err
		}
		stop := breakOff(ctx, d.conn, d.now)
		n, err := d.conn.Write(data[written:min(written+writePiece, len(data))])
		stop()
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// drain tells the printer that this was all and listens for a moment: a printer that broke down over the last bytes resets
// the connection, one that works closes it or says nothing.
func (d *rawDelivery) drain(ctx context.Context) error {
	if half, ok := d.conn.(interface{ CloseWrite() error }); ok {
		if err := half.CloseWrite(); err != nil {
			return err
		}
	}
	if err := d.conn.SetReadDeadline(d.now().Add(drainTime)); err != nil {
		return err
	}
	defer breakOff(ctx, d.conn, d.now)()
	_, err := io.Copy(io.Discard, d.conn) // bounded by the deadline
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return err
}
