package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Wave is a set of orders released together and the tasks made of them.
type Wave struct {
	ID     string       `cbor:"1,keyasint"` // W-0000012-3
	State  WaveState    `cbor:"2,keyasint"`
	Input  ReleaseInput `cbor:"3,keyasint"`
	Job    uint64       `cbor:"4,keyasint,omitempty"`
	Orders int          `cbor:"5,keyasint,omitempty"` // of the last run of its job
	Tasks  int          `cbor:"6,keyasint,omitempty"`
	Walk   int64        `cbor:"7,keyasint,omitempty"` // millimetres planned
	Why    string       `cbor:"8,keyasint,omitempty"`
}

const (
	waveHead byte = 0x00
	waveTask byte = 0x01
)

// Waves are kept by number; the tasks of each are marked under it, so that a wave of a thousand tasks is not written a
// thousand times.
var Waves = store.Collection[Wave]{Noun: "wave", Version: 1, Key: func(w *Wave) store.Key { return waveKey(w.ID) }}

func waveKey(id string) store.Key      { return store.K(tagWave).Byte(waveHead).Str(id) }
func waveTasksKey(id string) store.Key { return store.K(tagWave).Byte(waveTask).Str(id) }

// GetWave gives a wave or refuses, naming it.
func GetWave(r store.Reader, id string) (Wave, error) { return Waves.Must(r, waveKey(id), id) }

// WaveTasks lists up to limit of a wave's tasks, from one on ("" for the first).
func WaveTasks(r store.Reader, id, from string, limit int) []string {
	var out []string
	prefix := waveTasksKey(id)
	start := prefix.Clone()
	if from != "" {
		start = start.Str(from)
	}
	for k := range store.Keys(r, prefix, start) {
		if len(out) == limit {
			break
		}
		out = append(out, store.ReadKey(k, len(prefix)).Str())
	}
	return out
}

// WaveProgress is how far a wave's tasks are. A task that was handed over counts as ended: the one it went to is counted
// for itself.
type WaveProgress struct {
	State                WaveState
	Open, Claimed, Ended int
}

// MaxWaveTasks bounds what one look at a wave counts: 2,000 orders make no more tasks.
const MaxWaveTasks = 4000

// WaveStatus tells how far a wave is: done is what its tasks say, never a second truth.
func WaveStatus(r store.Reader, id string) (Wave, WaveProgress, error) {
	w, err := GetWave(r, id)
	if err != nil {
		return w, WaveProgress{}, err
	}
	p := WaveProgress{State: w.State}
	for _, t := range WaveTasks(r, id, "", MaxWaveTasks) {
		task, err := inventory.GetTask(r, t)
		if err != nil && fault.CodeFrom(err) != fault.CodeNotFound { // one that ended long ago is swept
			return w, p, err
		}
		switch task.State {
		case inventory.TaskOpen:
			p.Open++
		case inventory.TaskClaimed:
			p.Claimed++
		default:
			p.Ended++
		}
	}
	if w.State == WaveReleased && p.Open+p.Claimed == 0 {
		p.State = WaveDone
	}
	return w, p, nil
}

// makeTask stores a task and marks it under its wave, if it has one: what is made of a wave's task later, by a take-over or
// for what a trip left undone, belongs to the wave too.
func makeTask(tx *store.Tx, n inventory.NewTask) (inventory.Task, error) {
	t, err := inventory.MakeTask(tx, n)
	if err == nil {
		ofWave(tx, &t)
	}
	return t, err
}

func ofWave(tx *store.Tx, t *inventory.Task) {
	if t.Wave != "" {
		store.Mark(tx, waveTasksKey(t.Wave).Str(t.ID))
	}
}
