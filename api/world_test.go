package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/client_golang/prometheus"

	"example.com/tote/api"
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// world is a whole service on a file of its own, with an admin signed in.
type world struct {
	t     testing.TB
	x     *store.Executor
	api   *api.Server
	http  *httptest.Server
	logs  *syncBuffer
	admin string // token
	pin   string
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func secret(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func newWorld(t testing.TB) *world {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tote.db")
	registry := prometheus.NewRegistry()
	meter := api.NewMeter(registry)
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now, Observe: meter.Observe,
		Linger: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, x: x, logs: &syncBuffer{}}
	w.api, err = api.New(api.Options{Executor: x, PINs: people.NewQuickPINs(), Meter: meter, Now: time.Now, NewID: func() string { return ulid.Make().String() }, Secret: secret,
		Logger: slog.New(slog.NewJSONHandler(w.logs, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	w.http = httptest.NewServer(w.api.Handler())
	t.Cleanup(func() {
		w.api.Close()
		w.http.Close()
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	id, pin, err := w.api.FirstAdmin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.pin = pin
	w.admin = w.signIn("", id, pin)
	return w
}

// newWarehouse adds warehouse SH1 with its numbers.
func (w *world) newWarehouse() {
	w.t.Helper()
	w.want(200, "PUT", "/v1/warehouses/SH1", w.admin, wire.Warehouse{Name: "Shanghai", Zone: "Asia/Shanghai"}, nil)
	for i, kind := range inventory.PrintedKinds {
		_, err := store.Do(context.Background(), w.x, store.Command{Partition: "SH1", Verb: "test.grant", At: time.Now()}, func(tx *store.Tx) (struct{}, error) {
			first := uint64(i*inventory.RangeSize + 1)
			inventory.ReceiveRange(tx, inventory.Grant{Warehouse: "SH1", Kind: kind, Span: inventory.Span{First: first, Last: first + inventory.RangeSize - 1}})
			return struct{}{}, nil
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) signIn(device, login, pin string) string {
	w.t.Helper()
	var got wire.SignedIn
	w.want(200, "POST", "/v1/sign-in", device, wire.SignIn{Login: login, PIN: pin}, &got)
	return got.Token
}

// worker makes a worker with a role and signs in.
func (w *world) worker(id string, roles ...string) string {
	w.t.Helper()
	w.want(200, "PUT", "/v1/workers/"+id, w.admin, wire.Worker{Name: "Name of " + id, Roles: roles, Active: true}, nil)
	w.want(204, "PUT", "/v1/workers/"+id+"/pin", w.admin, wire.PIN{PIN: "2580"}, nil)
	return w.signIn("", id, "2580")
}

func (w *world) device(name string) wire.EnrolledDevice {
	w.t.Helper()
	var got wire.EnrolledDevice
	w.want(200, "POST", "/v1/devices", w.admin, wire.NewDevice{Name: name, Kind: "handheld"}, &got)
	return got
}

func (w *world) key(roles ...string) string {
	w.t.Helper()
	var got wire.CreatedAPIKey
	w.want(200, "POST", "/v1/api-keys", w.admin, wire.NewAPIKey{Name: "shop", Roles: roles}, &got)
	return got.Token
}

// send sends one request; body is JSON text as []byte, or a value to be encoded.
func (w *world) send(method, path, token string, body any, headers ...string) (*http.Response, []byte) {
	w.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case []byte:
		text = b
	default:
		text, _ = json.Marshal(b)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, w.http.URL+path, bytes.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp, got
}

// want sends a request and fails unless it is answered with that status; out, if any, takes the answer.
func (w *world) want(status int, method, path, token string, body, out any, headers ...string) *http.Response {
	w.t.Helper()
	resp, got := w.send(method, path, token, body, headers...)
	if resp.StatusCode != status {
		w.t.Fatalf("%s %s = %d %s, want %d", method, path, resp.StatusCode, got, status)
	}
	if out != nil {
		if err := json.Unmarshal(got, out); err != nil {
			w.t.Fatalf("%s %s: %v in %s", method, path, err, got)
		}
	}
	return resp
}

func newID() string { return ulid.Make().String() }
