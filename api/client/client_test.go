package client_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// rough is a service that answers as it is told, one answer a request, and keeps what it was sent.
type rough struct {
	mu      sync.Mutex
	answers []int // statuses; 0: the connection is cut
	seen    []http.Header
}

func (r *rough) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, req.Header.Clone())
	status := http.StatusOK
	if len(r.answers) > 0 {
		status, r.answers = r.answers[0], r.answers[1:]
	}
	switch status {
	case 0:
		panic(http.ErrAbortHandler)
	case http.StatusOK:
		_ = json.NewEncoder(w).Encode(wire.Picked{Outcome: "picked"})
	case http.StatusBadGateway:
		w.WriteHeader(status)
		fmt.Fprint(w, "<html>")
	default:
		w.WriteHeader(status)
		code := map[int]string{429: "limited", 503: "unavailable", 422: "refused", 401: "unauthenticated"}[status]
		_ = json.NewEncoder(w).Encode(wire.Problem{Status: status, Code: code, Reason: code + ".test", Detail: "told"})
	}
}

func newRough(t *testing.T, answers ...int) (*rough, *client.Client, *int) {
	r := &rough{answers: answers}
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	ids := 0
	return r, client.New(client.Options{Base: s.URL, Tries: 4, NewID: func() string {
		ids++
		return fmt.Sprintf("id-%d", ids)
	}}), &ids
}

// TestTriesAgain: what passes is tried again under the same id, what does not is told at once.
func TestTriesAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []int
		sent    int
		code    fault.Code // 0: done
	}{
		{"at once", nil, 1, 0},
		{"busy twice", []int{503, 429}, 3, 0},
		{"cut off", []int{0}, 2, 0},
		{"a proxy's word", []int{502}, 2, 0},
		{"refused", []int{422}, 1, fault.CodeRefused},
		{"signed out", []int{401}, 1, fault.CodeUnauthenticated},
		{"busy for ever", []int{503, 503, 503, 503, 503, 503}, 4, fault.CodeUnavailable},
	} {
		r, cl, ids := newRough(t, c.answers...)
		numbered := cl.As("td_x", "ts_y", client.NewNumbers(6))
		got, err := numbered.Pick(t.Context(), "SH1", wire.Pick{})
		if (err == nil) != (c.code == 0) || (err != nil && fault.CodeFrom(err) != c.code) || (err == nil && got.Outcome != "picked") {
			t.Errorf("%s = %+v, %v", c.name, got, err)
		}
		if len(r.seen) != c.sent || *ids != 1 {
			t.Errorf("%s: sent %d times under %d ids, want %d under 1", c.name, len(r.seen), *ids, c.sent)
		}
		for _, h := range r.seen {
			if h.Get("Idempotency-Key") != "id-1" || h.Get("Tote-Number") != "7" || h.Get("Tote-Floor") != "7" || h.Get("Tote-Session") != "ts_y" ||
				h.Get("Authorization") != "Bearer td_x" {
				t.Errorf("%s: headers %v", c.name, h)
			}
		}
	}
}

// TestFloorStaysBelowTheUnanswered: the floor rises over answered commands only, refusals included.
func TestFloorStaysBelowTheUnanswered(t *testing.T) {
	r, cl, _ := newRough(t, 200, 503, 503, 503, 503, 422, 200)
	c := cl.As("td_x", "", client.NewNumbers(0))
	for range 4 {
		_, _ = c.Pick(t.Context(), "SH1", wire.Pick{}) // what is answered is the other test's matter
	}
	var got []string
	for _, h := range r.seen {
		got = append(got, h.Get("Tote-Number")+"/"+h.Get("Tote-Floor"))
	}
	if want := "[1/1 2/2 2/2 2/2 2/2 3/2 4/2]"; fmt.Sprint(got) != want {
		t.Errorf("number/floor = %v, want %s", got, want)
	}
}

func TestAddressesAreChecked(t *testing.T) {
	for _, base := range []string{"", "127.0.0.1:8080", "nowhere", "http://"} {
		_, err := client.New(client.Options{Base: base, Tries: 1}).Me(t.Context())
		if fault.ReasonOf(err) != "server.address" && fault.ReasonOf(err) != "service.unreached" {
			t.Errorf("address %q: %v", base, err)
		}
	}
}
