package spool

import (
	"context"
	"fmt"
	"strings"
)

// ippReasons are the printer-state-reasons (RFC 8011 5.4.12 and the PWG's list) that keep paper from coming out.
var ippReasons = map[string]string{
	"media-empty": PrinterPaperOut, "media-needed": PrinterPaperOut, "input-tray-missing": PrinterPaperOut,
	"media-jam":  PrinterPaperJam,
	"cover-open": PrinterHeadOpen, "door-open": PrinterHeadOpen, "interlock-open": PrinterHeadOpen,
	"paused": PrinterPaused, "moving-to-paused": PrinterPaused,
	"toner-empty": PrinterTonerOut, "marker-supply-empty": PrinterTonerOut, "marker-supply-missing": PrinterTonerOut,
	"fuser-over-temp": PrinterHot, "fuser-under-temp": PrinterCold,
	"spool-area-full": PrinterBufferFull, "memory-exhausted": PrinterBufferFull,
	"cutter-unrecoverable-failure": PrinterCutter, "trimmer-unrecoverable-failure": PrinterCutter,
	"offline": PrinterOffline, "shutdown": PrinterOffline, "timed-out": PrinterOffline,
}

// ippStatus reads a printer's attributes. A reason counts as an error unless it says -warning or -report, as of an
// empty second tray: that is shown, and printing goes on. A stopped printer
// has a reason even if it names none that we know.
func ippStatus(m *ippMessage) reading {
	var reasons, warnings []string
	for _, r := range m.texts(tagPrinter, "printer-state-reasons") {
		word, mild := r, false
		for _, grade := range []string{"-report", "-warning"} {
			if less, ok := strings.CutSuffix(r, grade); ok {
				word, mild = less, true
			}
		}
		ours, ok := ippReasons[strings.TrimSuffix(word, "-error")]
		switch {
		case ok && mild:
			warnings = append(warnings, ours)
		case ok:
			reasons = append(reasons, ours)
		}
	}
	if state, ok := m.number(tagPrinter, "printer-state"); ok && state == printerStopped && len(reasons) == 0 {
		reasons = append(reasons, PrinterFaulty)
	}
	if m.refuses(tagPrinter, "printer-is-accepting-jobs") {
		reasons = append(reasons, PrinterNotAccepting)
	}
	out := not(reasons...)
	out.warnings = sortedSet(warnings)
	out.words = strings.Join(m.texts(tagPrinter, "printer-state-message"), " ")
	return out
}

// follow asks for a job's state. CUPS calls a job completed when its backend took the bytes, which Sent says already.
func (t *ippPrinter) follow(ctx context.Context, id int) (out Outcome, over bool, err error) {
	m, err := t.tell(ctx, t.request(opGetJobAttributes, ippNumber(tagInteger, "job-id", id), user,
		ippText(tagKeyword, "requested-attributes", "job-state", "job-state-reasons")))
	if err != nil {
		return Outcome{}, false, err
	}
	if m.code == ippNotFound {
		return Outcome{}, true, nil // forgotten by the printer
	}
	state, ok := m.number(tagJob, "job-state")
	if m.code > ippLastSuccess || !ok {
		return Outcome{}, false, fmt.Errorf("no state of job %d: IPP status %#04x", id, m.code)
	}
	words := strings.Join(m.texts(tagJob, "job-state-reasons"), ", ")
	switch state {
	case jobCompleted:
		if t.printer.Relay || t.cups.Load() {
			return Outcome{}, true, nil
		}
		return Outcome{Ending: Confirmed, Words: words}, true, nil
	case jobCanceled:
		return Outcome{Unknown, PrintCancelledThere, words}, true, nil
	case jobAborted:
		return Outcome{Unknown, PrintAborted, words}, true, nil
	}
	return Outcome{}, false, nil
}

func (t *ippPrinter) recall(ctx context.Context, id int) error {
	m, err := t.tell(ctx, t.request(opCancelJob, ippNumber(tagInteger, "job-id", id), user))
	if err == nil && m.code > ippLastSuccess {
		err = fmt.Errorf("the printer does not cancel job %d: IPP status %#04x", id, m.code)
	}
	return err
}
