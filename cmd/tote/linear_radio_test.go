package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// badRadio carries requests to the service that runs now, and loses some: before they are sent, while they are under way, or
// their answers.
type badRadio struct {
	mu   sync.Mutex
	url  string
	back chan struct{} // closed when there is a service again
	next http.RoundTripper
}

func newBadRadio() *badRadio {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return &badRadio{back: make(chan struct{}), next: t}
}

// reach names the service that runs now; "": none.
func (r *badRadio) reach(url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.url = url; url == "" {
		r.back = make(chan struct{})
		return
	}
	close(r.back)
}

func (r *badRadio) service(ctx context.Context) (string, error) {
	for {
		r.mu.Lock()
		url, back := r.url, r.back
		r.mu.Unlock()
		if url != "" {
			return url, nil
		}
		select {
		case <-back:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// walkie is one device's way to the service: it loses a request in so many.
type walkie struct {
	*badRadio
	rnd       *rand.Rand
	loss      int
	forgetful bool // what is sent again gets another key, as if the service knew none
	sent      map[string]int
}

var errRadio = errors.New("the radio is off")

func (w *walkie) RoundTrip(req *http.Request) (*http.Response, error) {
	url, err := w.service(req.Context())
	if err != nil {
		return nil, err
	}
	ctx := req.Context()
	lose := w.rnd.IntN(w.loss)
	if lose == 0 {
		return nil, errRadio
	}
	if lose == 1 { // the connection is cut while the command waits, runs or is answered
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(w.rnd.IntN(4000))*time.Microsecond)
		defer cancel()
	}
	out := req.Clone(ctx)
	out.URL.Scheme, out.URL.Host, _ = strings.Cut(url, "://")
	if key := req.Header.Get("Idempotency-Key"); w.forgetful && key != "" {
		if n := w.sent[key]; n > 0 {
			out.Header.Set("Idempotency-Key", newIDAt(firstMorning))
			out.Header.Set("Tote-Number", fmt.Sprint(req.Header.Get("Tote-Number"), "00000", n))
		}
		w.sent[key]++
	}
	resp, err := w.next.RoundTrip(out)
	if err != nil || lose > 2 {
		return resp, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	return nil, errors.Join(errRadio, resp.Body.Close())
}
