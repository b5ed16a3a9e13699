package inventory

import (
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// PrintState is how far a paper is.
type PrintState byte

// The states of a print job in life order.
const (
	PaperQueued    PrintState = iota + 1 // wanted; nothing is rendered yet
	PaperRendered                        // its bytes lie in a file; the folder is its place until a printer takes it
	PaperSending                         // a printer has been given its first byte, or is about to be
	PaperSent                            // all bytes are with the printer
	PaperConfirmed                       // the printer, or a scan of the paper, says that it is there
	PaperFailed                          // it could not be rendered or sent, or the printer answered in full that it made no job of it: there is no paper
	PaperUnknown                         // broken off behind the first byte: a person looks whether there is paper
	PaperCancelled
)

var printStates = [...]string{PaperQueued: "queued", PaperRendered: "rendered", PaperSending: "sending", PaperSent: "sent",
	PaperConfirmed: "confirmed", PaperFailed: "failed", PaperUnknown: "unknown", PaperCancelled: "cancelled"}

// String gives the word used on the wire.
func (s PrintState) String() string {
	if int(s) < len(printStates) {
		return printStates[s]
	}
	return ""
}

// PrintStateOf is the inverse of String; 0 for an unknown word.
func PrintStateOf(word string) PrintState {
	return PrintState(max(0, slices.Index(printStates[:], word)))
}

// PrintEvent is what happens to a print job.
type PrintEvent string

// The events of a print job.
const (
	PrintRequest PrintEvent = "request"
	PrintRender  PrintEvent = "render"  // its bytes are on disk
	PrintSend    PrintEvent = "send"    // the printer's turn
	PrintHeld    PrintEvent = "hold"    // the printer took no byte: later again
	PrintOut     PrintEvent = "out"     // the printer has all of it
	PrintConfirm PrintEvent = "confirm" // there is paper
	PrintFail    PrintEvent = "fail"    // there is no paper and there will be none
	PrintLose    PrintEvent = "lose"    // after the first byte
	PrintRetry   PrintEvent = "retry"   // rendered anew, for another printer perhaps; there is no paper of it
	PrintCancel  PrintEvent = "cancel"
)

// printTable: behind the first byte nothing is tried again by itself, since there may be paper with that number already. A
// person may have a failed job tried again: there is no paper of it of
// the bytes. A reprint is a job of its own. A scan of the paper is quicker than the printer's own word, so it may come while
// sending.
var printTable = map[PrintState]map[PrintEvent]PrintState{
	0:             {PrintRequest: PaperQueued},
	PaperQueued:   {PrintRender: PaperRendered, PrintFail: PaperFailed, PrintCancel: PaperCancelled},
	PaperRendered: {PrintSend: PaperSending, PrintConfirm: PaperConfirmed, PrintFail: PaperFailed, PrintRetry: PaperQueued, PrintCancel: PaperCancelled},
	PaperSending:  {PrintHeld: PaperRendered, PrintOut: PaperSent, PrintConfirm: PaperConfirmed, PrintLose: PaperUnknown, PrintFail: PaperFailed},
	PaperSent:     {PrintConfirm: PaperConfirmed, PrintLose: PaperUnknown},
	PaperFailed:   {PrintRetry: PaperQueued, PrintCancel: PaperCancelled},
	PaperUnknown:  {PrintConfirm: PaperConfirmed, PrintCancel: PaperCancelled},
}

// stepPrint is the sole writer of a print job's state. The caller puts the job.
func stepPrint(tx *store.Tx, j *PrintJob, ev PrintEvent, reason string) error {
	to, ok := printTable[j.State][ev]
	if !ok {
		return fault.Conflict("printjob.state", "%s is %s: it cannot %s", j.PrintKey, j.State, ev)
	}
	recordState(tx, StateChange{Noun: "printjob", ID: j.String(), From: j.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	j.State = to
	return nil
}
