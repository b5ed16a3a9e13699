package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
)

// TestDeviceSendsUnderTheSessionThereIs: a terminal that was killed with a claim in its outbox comes up again. Sent before
// its session is known the claim would be refused, and the worker locked out.
func TestDeviceSendsUnderTheSessionThereIs(t *testing.T) {
	for _, session := range []string{"s1", ""} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			n := 0
			id := func() string { n++; return fmt.Sprintf("%s-%d", time.Now().Format("150405.000"), n) }
			var sessions []string
			o := DeviceOptions{Box: outbox.Options{Dir: dir, NewID: id, Now: time.Now},
				Post: func(_ context.Context, session string, batch wire.Commands) (wire.Answers, error) {
					sessions = append(sessions, session)
					var out wire.Answers
					for _, c := range batch.Commands {
						out.Answers = append(out.Answers, wire.Answer{ID: c.ID, Status: wire.Done, Result: json.RawMessage(`{}`)})
					}
					return out, nil
				}}
			d, _, err := OpenDevice(o)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Keep(t.Context(), drafts("claim")); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if len(sessions) > 0 {
				t.Errorf("sent before the session was known, under %q", sessions)
			}
			d.SignedIn(session)
			synctest.Wait()
			if len(sessions) != 1 || sessions[0] != session {
				t.Errorf("sent under %q, want %q once", sessions, session)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestDeviceClosesBeforeItSent: a terminal that could not start lets its outbox go.
func TestDeviceClosesBeforeItSent(t *testing.T) {
	o := DeviceOptions{Box: outbox.Options{Dir: t.TempDir(), NewID: func() string { return "id" }, Now: time.Now}}
	for range 2 {
		d, _, err := OpenDevice(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
