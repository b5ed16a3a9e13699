package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// WaveState is how far a wave is.
type WaveState byte

// The states of a wave in life order.
const (
	WavePlanning WaveState = iota + 1 // its job chooses orders and makes tasks
	WaveReleased                      // all its tasks stand
	WaveDone                          // all its tasks have ended; never stored: the tasks say so, see WaveStatus
)

var waveStates = [...]string{WavePlanning: "planning", WaveReleased: "released", WaveDone: "done"}

// String gives the word used on the wire.
func (s WaveState) String() string {
	if int(s) < len(waveStates) {
		return waveStates[s]
	}
	return ""
}

type waveEvent string

const (
	waveBegin   waveEvent = "begin"
	waveRelease waveEvent = "release"
)

var waveTable = map[WaveState]map[waveEvent]WaveState{
	0:            {waveBegin: WavePlanning},
	WavePlanning: {waveRelease: WaveReleased},
}

// stepWave is the sole writer of a wave's state. The caller puts the wave.
func stepWave(tx *store.Tx, w *Wave, ev waveEvent) error {
	to, ok := waveTable[w.State][ev]
	if !ok {
		return fault.Conflict("wave.state", "wave %s is %s: it cannot %s", w.ID, w.State, ev)
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "wave", ID: w.ID, From: w.State.String(), To: to.String(), Event: string(ev)})
	w.State = to
	return nil
}
