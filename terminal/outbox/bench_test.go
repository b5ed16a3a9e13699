package outbox

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

var benchDraft = Draft{Verb: "pick", Warehouse: "SH01", Chain: "T-0000123-4", Input: json.RawMessage(
	`{"worker":"W07","occurred_at":"2026-11-21T12:00:00Z","order":"O-0000001-7","line":3,"reservation":"R17","from":"A03-12-2","to":"T-17","quantity":2}`)}

// The good tone waits for this one; BareSync below is what the disk itself takes.
func BenchmarkAppend(b *testing.B) {
	o := testOptions(b.TempDir())
	o.Max = 1 << 30
	box, _ := open(b, o)
	for b.Loop() {
		out, err := box.Append(benchDraft)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		take(b, box, done(out[0])) // or the file would fill up
		if err := box.Consume(out[0].Number); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func BenchmarkBareSync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	frame, err := appendFrame(nil, []record{{Op: opCommand, At: noon, Command: nil, Chain: string(benchDraft.Input)}})
	if err != nil {
		b.Fatal(err)
	}
	at := int64(0)
	for b.Loop() {
		if _, err := f.WriteAt(frame, at); err != nil {
			b.Fatal(err)
		}
		at += int64(len(frame))
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

// Without the disk: what the box itself costs.
func BenchmarkAppendNoSync(b *testing.B) {
	o := testOptions(b.TempDir())
	o.disk = quickDisk{}
	o.Max = 1 << 30
	box, _ := open(b, o)
	b.ReportAllocs()
	for b.Loop() {
		out, err := box.Append(benchDraft)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		take(b, box, done(out[0]))
		if err := box.Consume(out[0].Number); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
