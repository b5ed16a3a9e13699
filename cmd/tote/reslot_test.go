package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/cmd/tote/demo"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
	"example.com/tote/testdata"
)

// TestReslotAfterADayOfRealOrders lets robots pick a day of real orders, asks the running service for a plan over HTTP, and
// holds its moves against the stock the service tells: each move's goods lie where it says, as the moves before it leave them.
// At the end the store is opened again and checked.
func TestReslotAfterADayOfRealOrders(t *testing.T) {
	dir := t.TempDir()
	svc, err := startService(serviceOptions{data: dir, listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler), pins: people.NewQuickPINs()})
	if err != nil {
		t.Fatal(err)
	}
	login, pin, err := svc.api.FirstAdmin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum, err := demo.Run(t.Context(), demo.Options{URL: svc.url(), Login: login, PIN: pin, NewID: newID, Now: time.Now, Catalogue: testdata.Gifts,
		Shape: testdata.Consumer, Orders: 80, Robots: 4, Out: io.Discard, Written: svc.written})
	if err != nil || sum.Shipped < 70 {
		t.Fatalf("%+v, %v", sum, err)
	}
	door := client.New(client.Options{Base: svc.url(), NewID: newID, HTTP: http.DefaultClient})
	in, err := door.SignIn(t.Context(), login, pin)
	if err != nil {
		t.Fatal(err)
	}
	c := door.As(in.Token, "", nil)
	const house = "WH1"
	asked, err := c.Reslot(t.Context(), house, wire.Reslot{Weeks: 1, MoveCost: 3_000})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(awaitFor); ; {
		j, err := c.Job(t.Context(), house, asked.Job)
		if err != nil || j.State == "failed" || time.Now().After(deadline) {
			t.Fatalf("job %+v, %v", j, err)
		}
		if j.State == "done" {
			break
		}
		<-time.After(awaitEvery)
	}
	var moves []wire.PlannedMove
	plan := wire.Reslotting{Next: ""}
	for first := true; first || plan.Next != ""; first = false {
		if plan, err = c.Reslotting(t.Context(), house, "", client.Query{Cursor: plan.Next, Limit: 7}); err != nil {
			t.Fatal(err)
		}
		moves = append(moves, plan.Moves...)
	}
	if plan.ID != asked.Reslotting || plan.State != "current" || plan.Orders < 70 || plan.Picks < plan.Orders || plan.Total != len(moves) || len(moves) < 10 || plan.A == 0 || plan.Gain <= 0 {
		t.Errorf("plan %+v with %d moves", plan, len(moves))
	}
	at := map[string]string{} // SKU -> face
	for i, m := range moves {
		for sku, face := range map[string]string{m.SKU: m.From, m.Back: m.To} {
			if sku == "" {
				continue
			}
			if at[sku] == "" {
				at[sku] = face
				if got, err := c.Contents(t.Context(), house, "L:"+face); err != nil || !holds(got, sku) {
					t.Errorf("move %d: %s does not lie at %s: %v", i+1, sku, face, err)
				}
			}
			if at[sku] != face {
				t.Errorf("move %d: %s lies at %s now, not at %s", i+1, sku, at[sku], face)
			}
		}
		at[m.SKU] = m.To
		if m.Back != "" {
			at[m.Back] = m.From
		}
		if m.Rank != i+1 || m.Gain <= 0 || m.Why == "" || m.Done {
			t.Errorf("move %d: %+v", i+1, m)
		}
	}
	classes, err := c.Classes(t.Context(), house, client.Query{Limit: 50})
	if err != nil || len(classes.Items) != 50 || classes.Next == "" {
		t.Errorf("%d classes, %v", len(classes.Items), err)
	}
	t.Logf("%d picks of %d orders: %d moves gain %d m; %d A, %d B, %d C", plan.Picks, plan.Orders, len(moves), plan.Gain/1000, plan.A, plan.B, plan.C)
	reopenAndCheck(t, svc, dir)
}

func holds(c wire.Contents, sku string) bool {
	for _, b := range c.Balances {
		if b.SKU == sku && b.OnHand > 0 {
			return true
		}
	}
	return len(c.LPNs) > 0 // it may lie in one of them
}

// reopenAndCheck stops a service and audits its closed store.
func reopenAndCheck(t *testing.T, svc *service, dir string) {
	t.Helper()
	if err := svc.stop(); err != nil {
		t.Error(err)
	}
	e, err := store.OpenBolt(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	var found bytes.Buffer
	bad, err := checkEngine(e, streams{out: &found, err: &found})
	if err := errors.Join(err, e.Close()); err != nil || bad > 0 {
		t.Error(fmt.Sprintf("%d differences:\n%s", bad, &found), err)
	}
}
