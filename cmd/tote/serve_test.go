package main

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"runtime"
	"testing"
	"time"
)

// TestStopWaitsForNobodyWhoSaysNothing: a connection in reserve, as browsers keep them, is ended by a stop at once.
func TestStopWaitsForNobodyWhoSaysNothing(t *testing.T) {
	t.Parallel()
	s, err := startService(serviceOptions{data: t.TempDir(), listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for known := false; !known; { // the service has taken it
		s.silent.Range(func(any, any) bool { known = true; return false })
		runtime.Gosched()
	}
	begun := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	const patience = 5 * time.Second // what net/http grants it
	if took := time.Since(begun); took >= patience {
		t.Errorf("the stop took %v", took)
	}
	_ = c.SetReadDeadline(time.Now().Add(patience))
	var gone net.Error
	if _, err := io.ReadAll(c); errors.As(err, &gone) && gone.Timeout() {
		t.Error("the connection is still open")
	}
}
