package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/terminal"
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/sshd"
)

// hostKeyFile lies in the data folder: who knows the service by its key must know it after a restart too.
const hostKeyFile = "ssh_host_ed25519_key"

// terminals are the service's own door for scanner terminals.
type terminals struct {
	server   *sshd.Server
	listener net.Listener
	served   chan error
}

// openTerminals lets terminals in over SSH, without a way over the network to the API beside it.
func (s *service) openTerminals(listen string) error {
	key, err := hostKey(filepath.Join(s.opt.data, hostKeyFile))
	if err != nil {
		return err
	}
	id := func() string { return newIDAt(s.opt.now()) }
	door := client.New(client.Options{Base: "http://tote", NewID: id, Tries: 1, HTTP: &http.Client{Transport: inside{s.api.Handler()}}})
	server, err := sshd.New(sshd.Options{HostKey: key, Door: sessionDoor{door}, NewID: id, Now: s.opt.now, Idle: s.opt.idle, Log: s.opt.log,
		Post: func(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error) {
			return door.As(session, "", nil).Commands(ctx, batch)
		},
		Warehouses: func(ctx context.Context, session string) ([]wire.Warehouse, error) {
			page, err := door.As(session, "", nil).Warehouses(ctx, client.Query{Limit: mostWarehouses})
			return page.Items, err
		},
		Scan: scan.Options{Prefixes: scan.DefaultPrefixes, GSSubstitutes: scan.DefaultSubstitutes}})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return errors.Join(err, server.Close()) // it names the address
	}
	t := &terminals{server, l, make(chan error, 1)}
	go func() { t.served <- server.Serve(l) }()
	s.terminals = t
	return nil
}

// mostWarehouses are offered to choose from: a page.
const mostWarehouses = 200

// port is where terminals knock.
func (t *terminals) port() string {
	return strconv.Itoa(t.listener.Addr().(*net.TCPAddr).Port)
}

// stop ends all sessions.
func (t *terminals) stop() error {
	if t == nil {
		return nil
	}
	err := t.server.Close()
	_ = t.listener.Close() // the server has, if it had begun to serve
	return errors.Join(err, <-t.served)
}

// sessionDoor lets workers in who sit at a terminal of the service's own.
type sessionDoor struct{ door *client.Client }

func (d sessionDoor) SignIn(ctx context.Context, login, pin string) (wire.SignedIn, error) {
	return d.door.SignIn(ctx, login, pin)
}

func (d sessionDoor) Enter(session string) terminal.Backend { return d.door.As(session, "", nil) }

// hostKey reads the host key, or makes it at the first start.
func hostKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		if _, bad := gossh.ParsePrivateKey(text); bad != nil {
			return nil, fmt.Errorf("host key %s is damaged: bring it back from a backup, or delete it and tell every terminal of the new one: %w", path, bad)
		}
		return text, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("host key: %w", err)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := gossh.MarshalPrivateKey(key, "tote")
	if err != nil {
		return nil, err
	}
	text = pem.EncodeToMemory(block)
	return text, keepKey(path, text)
}

// keepKey writes a key whole or not at all, for its owner only.
func keepKey(path string, text []byte) error {
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("host key: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("host key: %w", err)
	}
	return os.Rename(path+".new", path)
}

// inside is the way to the service's own routes within the process.
type inside struct{ routes http.Handler }

// RoundTrip has a request served at once, on the caller's goroutine.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Clone(r.Context())
	asked.RequestURI, asked.RemoteAddr, asked.Host = r.URL.RequestURI(), "ssh", r.URL.Host
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	a := &answer{header: http.Header{}}
	i.routes.ServeHTTP(a, asked)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a.WriteHeader(http.StatusOK) // if nobody has
	return &http.Response{Status: http.StatusText(a.code), StatusCode: a.code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header,
		Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()), Request: r}, nil
}

// answer is a response that is read where it was written.
type answer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(code int) {
	if a.code == 0 {
		a.code = code
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// Flush does nothing: who reads has it already.
func (a *answer) Flush() {}

// SetReadDeadline does nothing: the body is here.
func (a *answer) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: who reads waits.
func (a *answer) SetWriteDeadline(time.Time) error { return nil }
