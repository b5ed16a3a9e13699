package api_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

var errEnough = errors.New("enough")

func (w *world) client(token string) *client.Client {
	return client.New(client.Options{Base: w.http.URL, Token: token, NewID: newID})
}

// TestEventsResume: a stream gives every entry once and in order, goes on behind the last one seen, and waits for new ones.
func TestEventsResume(t *testing.T) {
	w := newWorld(t)
	w.bench()
	c := w.client(w.admin)
	for range 3 {
		if _, err := c.Adjust(t.Context(), "SH1", wire.Adjust{SKU: "A", Holder: "L:L1", Delta: 1, Reason: "found"}); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	last, err := c.Events(t.Context(), "SH1", "", func(id string, e wire.Event) error {
		if e.Kind != "move" || e.SKU != "A" || e.Quantity != 1 || e.To == nil || e.To.Holder != "L:L1" || e.Worker != "ADMIN" || e.Command == "" {
			t.Errorf("event %s = %+v", id, e)
		}
		if ids = append(ids, id); len(ids) == 2 {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) || fmt.Sprint(ids) != "[SH1.1 SH1.2]" || last != "SH1.1" {
		t.Fatalf("first stream gave %v, last %s, %v", ids, last, err)
	}
	got := make(chan string)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := c.Events(ctx, "SH1", "SH1.2", func(id string, _ wire.Event) error {
			got <- id
			return nil
		})
		ended <- err
	}()
	if id := <-got; id != "SH1.3" {
		t.Errorf("resumed at %s", id)
	}
	if _, err := c.Adjust(t.Context(), "SH1", wire.Adjust{SKU: "A", Holder: "L:L1", Delta: 1, Reason: "found"}); err != nil {
		t.Fatal(err)
	}
	if id := <-got; id != "SH1.4" {
		t.Errorf("a new event is %s", id)
	}
	cancel()
	if err := <-ended; fault.CodeFrom(err) != fault.CodeUnavailable {
		t.Errorf("a cancelled stream ends with %v", err)
	}
}

// TestEventsEnd: streams end when the service stops, and ids that cannot be resumed are told.
func TestEventsEnd(t *testing.T) {
	w := newWorld(t)
	w.bench()
	c := w.client(w.admin)
	for _, r := range []struct {
		after  string
		status int
	}{{"SH1.999", 410}, {"company.1", 400}, {"SH1.x", 400}, {"nonsense", 400}} {
		resp, got := w.send("GET", "/v1/warehouses/SH1/events", w.admin, nil, "Last-Event-ID", r.after)
		if resp.StatusCode != r.status {
			t.Errorf("after %s = %d %s, want %d", r.after, resp.StatusCode, got, r.status)
		}
	}
	begun := make(chan struct{}, 100)
	ended := make(chan error)
	go func() {
		_, err := c.Events(t.Context(), "", "", func(string, wire.Event) error {
			begun <- struct{}{}
			return nil
		})
		ended <- err
	}()
	<-begun // the item's entry in the company's ledger
	w.api.Close()
	if err := <-ended; fault.CodeFrom(err) != fault.CodeUnavailable {
		t.Errorf("a stream of a stopping service ends with %v", err)
	}
}

// TestLiveCheck: the check covers the ledger to its end and finds nothing, while commands go on.
func TestLiveCheck(t *testing.T) {
	w := newWorld(t)
	w.bench()
	c := w.client(w.admin)
	for range 5 {
		if _, err := c.Adjust(t.Context(), "SH1", wire.Adjust{SKU: "A", Holder: "L:L1", Delta: 2, Reason: "found"}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := c.Check(t.Context(), "SH1")
	if err != nil || !got.Clean || got.Seq != 5 || len(got.Differences) != 0 || got.Partition != "SH1" {
		t.Errorf("check = %+v, %v", got, err)
	}
	if got, err = c.Check(t.Context(), ""); err != nil || !got.Clean {
		t.Errorf("the company's check = %+v, %v", got, err)
	}
}
