package people

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"example.com/tote/inventory/fault"
)

func salt(b byte) []byte { return bytes.Repeat([]byte{b}, SaltSize) }

func TestPINMatchesOnlyItsHash(t *testing.T) {
	ctx, pins := context.Background(), NewPINs()
	h, err := pins.Hash(ctx, "2580", salt(1))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(h), "$argon2id$v=19$m=19456,t=2,p=1$AQEB") || strings.Contains(string(h), "2580") {
		t.Errorf("got hash of another shape")
	}
	other, err := pins.Hash(ctx, "2580", salt(2))
	if err != nil || other == h {
		t.Errorf("the same PIN with another salt must have another hash (%v)", err)
	}
	for _, c := range []struct {
		pin  string
		hash PINHash
		want bool
	}{{"2580", h, true}, {"2580", other, true}, {"2581", h, false}, {"", h, false}, {"2580", "", false}, {"", "", false},
		{strings.Repeat("2580", 1000), h, false}} {
		got, err := pins.Matches(ctx, c.pin, c.hash)
		if got != c.want || err != nil {
			t.Errorf("PIN of %d digits: got %t, %v; want %t", len(c.pin), got, err, c.want)
		}
	}
}

// The hash of a known answer: PIN 2580, salt 01 x 16, argon2id v19, m=19456, t=2, p=1. A library or a parameter that
// changed would lock everybody out.
func TestPINHashIsStable(t *testing.T) {
	h, err := NewPINs().Hash(context.Background(), "2580", salt(1))
	if err != nil {
		t.Fatal(err)
	}
	const want = "$argon2id$v=19$m=19456,t=2,p=1$AQEBAQEBAQEBAQEBAQEBAQ$7/ZXFyf0IevT/uviuGggfb9Uxjkf+ECfC0ZtmRdDvSA"
	if string(h) != want {
		t.Errorf("got %s, want %s", string(h), want)
	}
}

// A quick hash is for tests; it is told by its cost, and either hasher reads the other's.
func TestQuickHashesAreReadAsAnyOther(t *testing.T) {
	ctx, pins, quick := context.Background(), NewPINs(), NewQuickPINs()
	for _, c := range []struct {
		name, cost string
		by, read   *PINs
	}{{"quick", "$argon2id$v=19$m=8,t=1,p=1$AQEB", quick, pins}, {"real", "$argon2id$v=19$m=19456,t=2,p=1$AQEB", pins, quick}} {
		h, err := c.by.Hash(ctx, "2580", salt(1))
		if err != nil || !strings.HasPrefix(string(h), c.cost) {
			t.Errorf("%s: got %q, %v; want %s", c.name, string(h), err, c.cost)
		}
		right, err1 := c.read.Matches(ctx, "2580", h)
		wrong, err2 := c.read.Matches(ctx, "2581", h)
		if !right || wrong || err1 != nil || err2 != nil {
			t.Errorf("%s: the right PIN matches: %t, a wrong one: %t (%v, %v)", c.name, right, wrong, err1, err2)
		}
	}
}

func TestBrokenHashesAreRefused(t *testing.T) {
	ctx, pins := context.Background(), NewPINs()
	h, err := pins.Hash(ctx, "2580", salt(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new string }{
		{"argon2id", "argon2i"}, {"v=19", "v=16"}, {"m=19456", "m=4000000000"}, {"m=19456", "m=0"}, {"t=2", "t=999"}, {"t=2", "t=0"},
		{"p=1", "p=0"}, {"p=1", "p=200"}, {"m=19456,t=2,p=1", "x"}, {"AQEB", ""}, {"AQEB", "!!!!"}, {"$argon2id", "argon2id"},
	} {
		broken := PINHash(strings.Replace(string(h), c.old, c.new, 1))
		if got, err := pins.Matches(ctx, "2580", broken); got || fault.ReasonOf(err) != "pin.hash" {
			t.Errorf("%s for %s: got %t, %v; want pin.hash", c.new, c.old, got, err)
		}
	}
	if _, err := pins.Hash(ctx, "2580", salt(1)[1:]); fault.ReasonOf(err) != "pin.salt" {
		t.Errorf("got %v, want a short salt refused", err)
	}
	if _, err := pins.Hash(ctx, "1234", salt(1)); fault.ReasonOf(err) != "pin.weak" {
		t.Errorf("got %v, want a weak PIN refused", err)
	}
}

func TestHashesAreNotPrinted(t *testing.T) {
	w := Worker{ID: "W01", PIN: "$argon2id$secret", Roles: RoleSet(Picker)}
	s := Session{Token: HashToken("token"), Worker: "W01"}
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, v := range []any{w, &w, s, Challenge{PIN: w.PIN}} {
			if got := fmt.Sprintf(form, v); strings.Contains(got, "secret") {
				t.Errorf("%s of %T shows the hash: %s", form, v, got)
			}
		}
	}
}

// With both slots taken a caller waits its turn, gives up with its context, and is turned away when the queue is full.
func TestHashingIsBounded(t *testing.T) {
	pins := NewPINs()
	for range pinsAtOnce {
		if err := pins.enter(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := pins.Matches(gone, "2580", ""); fault.ReasonOf(err) != "pin.cancelled" {
		t.Errorf("got %v, want pin.cancelled", err)
	}
	waiting, giveUp := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range pinsInQueue {
		wg.Go(func() {
			if err := pins.enter(waiting); fault.ReasonOf(err) != "pin.cancelled" {
				t.Errorf("got %v, want it to wait until it gave up", err)
			}
		})
	}
	for pins.waiting.Load() < pinsInQueue { // all of them are on their way into the queue
		runtime.Gosched()
	}
	if _, err := pins.Matches(context.Background(), "2580", ""); fault.ReasonOf(err) != "pin.busy" {
		t.Errorf("got %v, want pin.busy", err)
	}
	giveUp()
	wg.Wait()
	pins.leave()
	if _, err := pins.Matches(context.Background(), "2580", ""); err != nil {
		t.Errorf("got %v, want a free slot to be used", err)
	}
}
