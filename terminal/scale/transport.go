package scale

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"go.bug.st/serial"
)

var parities = map[string]serial.Parity{"none": serial.NoParity, "even": serial.EvenParity, "odd": serial.OddParity}

// dial opens the line that the settings name. A serial adapter that was pulled comes back under its name or not at all, so
// each call opens it anew.
func dial(ctx context.Context, s *Settings) (io.ReadWriteCloser, error) {
	if address, ok := strings.CutPrefix(s.Port, tcpPrefix); ok {
		d := net.Dialer{Timeout: DialWithin, KeepAlive: DialWithin}
		return d.DialContext(ctx, "tcp", address)
	}
	if s.Protocol == HID {
		// Non-blocking, so that closing it ends a read that waits.
		return os.OpenFile(s.Port, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	}
	stop := serial.OneStopBit
	if s.StopBits == 2 {
		stop = serial.TwoStopBits
	}
	return serial.Open(s.Port, &serial.Mode{BaudRate: s.Baud, DataBits: s.DataBits, Parity: parities[s.Parity], StopBits: stop})
}

// maxHeld bounds what came and was not read: nobody wants an old weight.
const maxHeld = 512

// line is an open connection. Its reading end is drained all the time, so that an unplugged scale is noticed when it
// happens and a stream never lags behind.
type line struct {
	conn io.ReadWriteCloser
	came chan struct{} // something came, or the line broke

	mu    sync.Mutex
	held  []byte
	whole bool // nothing but a whole answer was taken: what comes next is the beginning of one
	err   error
}

func newLine(conn io.ReadWriteCloser, sip int) *line {
	if sip == 0 {
		sip = maxHeld
	}
	l := &line{conn: conn, came: make(chan struct{}, 1)}
	go l.pump(sip)
	return l
}

// pump reads until the line breaks or is closed.
func (l *line) pump(sip int) {
	b := make([]byte, sip)
	for {
		n, err := l.conn.Read(b)
		if n == 0 && err == nil {
			time.Sleep(pumpPause) // a driver's way to say that nothing came in time
			continue
		}
		l.mu.Lock()
		l.held = append(l.held, b[:n]...)
		if over := len(l.held) - maxHeld; over > 0 {
			l.held = append(l.held[:0], l.held[over:]...)
		}
		l.err = err
		l.mu.Unlock()
		select {
		case l.came <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// forget drops what came before a question, and tells whether what comes next is the beginning of an answer.
func (l *line) forget() (whole bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	whole = l.whole && len(bytes.Trim(l.held, "\r\n")) == 0
	l.held, l.whole = l.held[:0], false
	return whole
}

// next gives the next answer in what came, and the noise before it.
func (l *line) next(read reader) (r Reading, ok bool, noise []byte, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.held) > 0 {
		used, got, found := read(l.held)
		if !found {
			noise = append(noise, l.held[:used]...)
		}
		l.held = append(l.held[:0], l.held[used:]...)
		if found {
			l.whole = true
			return got, true, noise, nil
		}
		if used == 0 {
			break
		}
	}
	return r, false, noise, l.err
}
