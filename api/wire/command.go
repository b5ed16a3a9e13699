package wire

import (
	"encoding/json"
	"time"
)

// Stamp is who did a confirmed step and when it happened on the floor. It is part of every verb's body. An intent's worker
// is whoever is signed in; a fact that a device sends later names its worker itself.
type Stamp struct {
	Worker     string    `json:"worker,omitempty" doc:"Code of the worker who did it; of a device's facts"`
	OccurredAt time.Time `json:"occurred_at,omitzero" doc:"When it happened on the floor; absent: now"`
}

// Stamped gives the stamp of a body that embeds it.
func (s Stamp) Stamped() Stamp { return s }

// Command is one confirmed step of work within a batch.
type Command struct {
	ID        string          `json:"id" doc:"Unique within the sender; a ULID unless a device sends it"`
	Number    uint64          `json:"number,omitempty" doc:"The device's running number, from 1"`
	Verb      string          `json:"verb" doc:"As in the route: pick, pack, ..."`
	Warehouse string          `json:"warehouse,omitempty" doc:"Absent for verbs of the company"`
	Chain     string          `json:"chain,omitempty" doc:"The task: after a refusal the rest of its chain is held"`
	Input     json.RawMessage `json:"input" doc:"The verb's body"`
}

// Commands is an ordered batch.
type Commands struct {
	Floor    uint64    `json:"floor,omitempty" doc:"The lowest number the device still lacks an answer for"`
	Commands []Command `json:"commands"`
}

// How a command of a batch ended.
const (
	Done    = "done"    // it is on disk
	Refused = "refused" // a warehouse rule said no; the answer is kept
	Held    = "held"    // not run: a command before it was not done; send it again
	Failed  = "failed"  // not done and not kept: mend or send it again, as the problem says
)

// Answer is how one command of a batch ended.
type Answer struct {
	ID      string          `json:"id"`
	Status  string          `json:"status" doc:"done, refused, held or failed"`
	Result  json.RawMessage `json:"result,omitempty"`
	Problem *Problem        `json:"problem,omitempty"`
}

// Answers has one answer a command, in order.
type Answers struct {
	Answers []Answer `json:"answers"`
}
