package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/scale"
)

func TestReadScale(t *testing.T) {
	for text, want := range map[string]scale.Settings{
		"mt-sics:/dev/ttyUSB0":   {Protocol: scale.MTSICS, Port: "/dev/ttyUSB0"},
		"toledo-8217:/dev/ttyS0": {Protocol: scale.Toledo8217, Port: "/dev/ttyS0", Unit: "kg"},
		"toledo-8217:/dev/ttyS0,unit=lb,bits=7,parity=even,stop=2": {Protocol: scale.Toledo8217, Port: "/dev/ttyS0", Unit: "lb", DataBits: 7, Parity: "even", StopBits: 2},
		"ad:tcp://10.0.0.5:4001":                                   {Protocol: scale.AND, Port: "tcp://10.0.0.5:4001"},
		"a&d-stream:/dev/ttyUSB1,baud=2400":                        {Protocol: scale.ANDStream, Port: "/dev/ttyUSB1", Baud: 2400},
		"hid:/dev/hidraw0,least=50":                                {Protocol: scale.HID, Port: "/dev/hidraw0"},
	} {
		got, err := readScale(text)
		if diff := cmp.Diff(want, got.settings(nil)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
	tcp := wireScale{Scale: wire.Scale{Protocol: "nci", Transport: "tcp", Address: "10.0.0.5:4001"}}
	if got, want := tcp.settings(nil).Port, "tcp://10.0.0.5:4001"; got != want {
		t.Errorf("a station's record: got %q, want %q", got, want)
	}
	for _, text := range []string{"mt-sics:/dev/ttyUSB0,colour=red", "mt-sics:/dev/ttyUSB0,baud=fast", "abacus:/dev/ttyUSB0", "mt-sics", "mt-sics:/dev/ttyUSB0,bits=9"} {
		if b, err := openBenchScale(text, "SH1", "K-1", nil, time.Now); fault.ReasonOf(err) != "scale.settings" {
			t.Errorf("%s: got %v, want scale.settings", text, err)
			b.Close()
		}
	}
}

// stations answers with a station's record, or why it cannot.
type stations struct {
	scale *wire.Scale
	err   error
}

func (s stations) Station(_ context.Context, _, code string) (wire.Station, error) {
	return wire.Station{Code: code, Scale: s.scale}, s.err
}

// The station's scale is used as its record says now, as it said last time while the service cannot be reached, and the
// command line's before either.
func TestBenchScaleFollowsTheStation(t *testing.T) {
	state, err := outbox.OpenState(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	open := func(given string) *benchScale {
		b, err := openBenchScale(given, "SH1", "K-1", state, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b
	}
	port := filepath.Join(t.TempDir(), "nothing")
	sics := stations{scale: &wire.Scale{Protocol: "mt-sics", Transport: "serial", Address: port}}
	read := func(b *benchScale, s stations) bool {
		b.read(s)
		b.reading.Wait()
		return b.There()
	}
	b := open("")
	if b.There() {
		t.Error("a scale before the station was read")
	}
	if !read(b, sics) {
		t.Error("the station's scale is not there")
	}
	if !open("").There() {
		t.Error("the scale of last time is not there before the service was reached")
	}
	if !read(b, stations{err: fault.Unavailable("service.unreached", "no link")}) {
		t.Error("without a link the scale was let go")
	}
	if read(b, stations{scale: &wire.Scale{Protocol: "typed"}}) || read(b, stations{}) {
		t.Error("the station has no scale any more, and it is still there")
	}
	if _, err := b.Weigh(t.Context(), time.Now()); fault.ReasonOf(err) != "scale.none" {
		t.Errorf("without a scale: %v", err)
	}
	if !read(b, sics) || read(b, stations{err: fault.NotFound("station.unknown", "gone")}) {
		t.Error("the station is gone, and its scale is still there")
	}
	fixed := open("mt-sics:" + port)
	if !read(fixed, stations{}) {
		t.Error("the command line's scale gave way to the station's")
	}
}
