package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// PrintSending is what a printer is about to be sent: the job as the sending loop has seen it.
type PrintSending struct {
	Key     PrintKey
	Printer string
	Hash    string
}

// BeginPrint moves a job from rendered to sending: the first byte goes out after it. A job that was cancelled, moved to
// another printer or rendered anew since it was seen is not begun. Errors: printjob.unknown, printjob.state, printjob.moved.
func BeginPrint(tx *store.Tx, in PrintSending) error {
	j, err := GetPrintJob(tx, in.Key)
	if err != nil {
		return err
	}
	if j.Printer != in.Printer || j.File.Hash != in.Hash {
		return fault.Conflict("printjob.moved", "%s is for printer %q by now, or was rendered anew", j.PrintKey, j.Printer)
	}
	return movePrint(tx, &j, PrintSend, "")
}

// SettlePrint keeps how a try to send a job ended. One that has moved on meanwhile is no news: confirmed by a scan, told so
// before, wanted anew, or for another printer by now, which knows nothing of what this one says. Error: printjob.unknown.
func SettlePrint(tx *store.Tx, in PrintSending, ev PrintEvent, reason string) error {
	j, err := GetPrintJob(tx, in.Key)
	if err != nil {
		return err
	}
	if j.State == PaperQueued || j.Printer != in.Printer || j.File.Hash != in.Hash {
		return nil
	}
	if _, ok := printTable[j.State][ev]; !ok {
		return nil
	}
	return movePrint(tx, &j, ev, reason[:min(len(reason), MaxPrintText)])
}
