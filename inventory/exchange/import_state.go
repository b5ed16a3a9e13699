package exchange

import (
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// ImportState is how far an all-or-nothing import is.
type ImportState byte

// The states of an import in life order. Staging leads to applying by one command, the decision, or to aborting; each of
// these two leads to its own end and nowhere else.
const (
	Staging  ImportState = iota + 1 // the file is being read
	Applying                        // decided: a job brings the records in
	Applied
	Aborting // given up: a job takes away what was staged
	Aborted
)

var importStates = [...]string{Staging: "staging", Applying: "applying", Applied: "applied", Aborting: "aborting", Aborted: "aborted"}

// String gives the word used on the wire.
func (s ImportState) String() string {
	if int(s) < len(importStates) {
		return importStates[s]
	}
	return ""
}

type importEvent string

const (
	importBegin   importEvent = "begin"
	importDecide  importEvent = "decide"
	importAbort   importEvent = "abort"
	importApplied importEvent = "applied" // nothing staged is left
	importCleared importEvent = "cleared" // nothing staged and no claim is left
)

var importTable = map[ImportState]map[importEvent]ImportState{
	0:        {importBegin: Staging},
	Staging:  {importDecide: Applying, importAbort: Aborting},
	Applying: {importApplied: Applied},
	Aborting: {importCleared: Aborted},
}

// stepImport is the sole writer of an import's state. The caller puts the import.
func stepImport(tx *store.Tx, im *Staged, ev importEvent, reason string) error {
	to, ok := importTable[im.State][ev]
	if !ok {
		return fault.Conflict("import.state", "import %d is %s: it cannot %s", im.ID, im.State, ev)
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "import", ID: fmt.Sprint(im.ID), From: im.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	im.State = to
	return nil
}
