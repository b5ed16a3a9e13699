package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Behind the first byte nothing leads back to a state that sends by itself: there may be paper with that number already.
func TestNothingIsSentTwice(t *testing.T) {
	for _, from := range []PrintState{PaperSent, PaperUnknown, PaperConfirmed} {
		reached := map[PrintState]bool{from: true}
		for range printStates {
			for s, row := range printTable {
				for _, to := range row {
					reached[to] = reached[to] || reached[s]
				}
			}
		}
		for _, s := range []PrintState{PaperQueued, PaperRendered, PaperSending} {
			if reached[s] {
				t.Errorf("from %s a way leads back to %s", from, s)
			}
		}
	}
}

func TestPrintStatesAreReadBack(t *testing.T) {
	for s := PaperQueued; s <= PaperCancelled; s++ {
		if PrintStateOf(s.String()) != s {
			t.Errorf("state %d %q is read back as %d", s, s, PrintStateOf(s.String()))
		}
	}
	if PrintStateOf("") != 0 || PrintStateOf("printed") != 0 {
		t.Error("an unknown word is a state")
	}
}

func TestPrintKeysAreReadBack(t *testing.T) {
	for _, k := range []PrintKey{{WaybillDocument, "P-0012345-6", 1}, {ItemDocument, "A/1", 99}, {ItemDocument, "/", 2}} {
		if got, err := ParsePrintKey(k.String()); err != nil || got != k {
			t.Errorf("%s: got %v, %v", k, got, err)
		}
	}
	for _, s := range []string{"", "waybill", "waybill/P-1", "waybill//1", "/P-1/1", "waybill/P-1/0", "waybill/P-1/100", "waybill/P-1/x"} {
		if got, err := ParsePrintKey(s); fault.ReasonOf(err) != "printjob.key" {
			t.Errorf("%q: got %v, %v; want printjob.key", s, got, err)
		}
	}
}

// paperHouse is a house with a bench: two label printers, one of them another model, and an office printer.
type paperHouse struct {
	*house
	hash int
}

func newPaperHouse(t *testing.T) *paperHouse {
	h := &paperHouse{house: newHouse(t)}
	h.do(func(tx *store.Tx) error {
		for _, p := range []Printer{
			{Code: "Z1", Language: "zpl", DPI: 203, Media: "100x150", Transport: "raw", Address: "10.0.0.7"},
			{Code: "T1", Language: "tspl", DPI: 300, Media: "100x150", Transport: "raw", Address: "10.0.0.8:9101"},
			{Code: "A1", Language: "pdf", Media: "A4", Transport: "ipp", Address: "ipp://10.0.0.9/ipp/print"},
		} {
			if _, err := PutPrinter(tx, p, 0); err != nil {
				return err
			}
		}
		_, err := PutStation(tx, Station{Code: "PACK", Printers: []StationPrinter{
			{Document: WaybillDocument, Media: "100x150", Printer: "Z1"}, {Document: PackingSlipDocument, Printer: "A1"}}}, 0)
		return err
	})
	return h
}

func (h *paperHouse) job(k PrintKey) (j PrintJob) {
	h.look(func(r store.Reader) { j, _ = GetPrintJob(r, k) })
	return j
}

func (h *paperHouse) request(in PrintRequested) PrintJob {
	var j PrintJob
	h.do(func(tx *store.Tx) (err error) { j, err = RequestPrint(tx, in); return err })
	return j
}

// rendered renders a job as its handler would: a file of its own each time.
func (h *paperHouse) rendered(k PrintKey) PrintFile {
	h.hash++
	f := PrintFile{Hash: fmt.Sprintf("%064x", h.hash), Extension: "x", Size: 4711}
	h.do(func(tx *store.Tx) error {
		j, err := GetPrintJob(tx, k)
		if err != nil {
			return err
		}
		language, dpi, err := RenderedFor(tx, &j)
		if err != nil {
			return err
		}
		_, err = PrintRendered(tx, k, Rendered{File: f, Language: language, DPI: dpi, Cut: []string{"sender", "order", "sender"}})
		return err
	})
	return f
}

func (h *paperHouse) reason(run func(tx *store.Tx) error) string { return fault.ReasonOf(h.try(run)) }

func (h *paperHouse) step(k PrintKey, ev PrintEvent, reason string) {
	h.do(func(tx *store.Tx) error { _, err := StepPrintJob(tx, k, ev, reason); return err })
}

// at lists what waits for a printer, or is being sent to it.
func (h *paperHouse) at(printer string, s PrintState) (out []string) {
	h.look(func(r store.Reader) {
		for j := range PrintJobsAt(r, printer, s) {
			out = append(out, j.String())
		}
	})
	return out
}

// emitted counts the records that ask for the rendering of an entity's papers.
func (h *paperHouse) emitted(entity string) (n int) {
	h.look(func(r store.Reader) {
		for _, rec := range store.Outbox(r, 1, 1000) {
			if rec.Kind == Print && rec.Key == entity {
				n++
			}
		}
	})
	return n
}

// A paper wanted again is the first job. Its printer is the station's for that paper and size, or the one named; without
// one it stays a PDF.
func TestAPaperNamesItsPrinter(t *testing.T) {
	h := newPaperHouse(t)
	for i, c := range []struct {
		in   PrintRequested
		want string
	}{
		{PrintRequested{PrintKey: PrintKey{Document: WaybillDocument}, Station: "pack ", Media: "100x150"}, "Z1"},
		{PrintRequested{PrintKey: PrintKey{Document: WaybillDocument}, Station: "PACK", Media: "76x130"}, ""},
		{PrintRequested{PrintKey: PrintKey{Document: PackingSlipDocument}, Station: "PACK"}, "A1"},
		{PrintRequested{PrintKey: PrintKey{Document: ManifestDocument}, Station: "PACK"}, ""},
		{PrintRequested{PrintKey: PrintKey{Document: WaybillDocument}, Station: "NOWHERE", Media: "100x150"}, ""},
		{PrintRequested{PrintKey: PrintKey{Document: WaybillDocument}, Media: "100x150", Printer: "t1"}, "T1"},
	} {
		c.in.Entity = fmt.Sprint("P-", i)
		j := h.request(c.in)
		again := h.request(PrintRequested{PrintKey: c.in.PrintKey, Station: "PACK", Reason: "twice"})
		if j.Printer != c.want || j.State != PaperQueued || j.Copy != 1 || again.No != j.No || h.emitted(c.in.Entity) != 1 {
			t.Errorf("%+v: got printer %q, %s, wanted twice it is %d and %d of %d records; want printer %q, one queued job", c.in, j.Printer, j.State, j.No, again.No, h.emitted(c.in.Entity), c.want)
		}
	}
	for want, in := range map[string]PrintRequested{
		"printjob.malformed": {PrintKey: PrintKey{WaybillDocument, "P-1", MaxCopies + 1}},
		"print.document":     {PrintKey: PrintKey{"poster", "P-1", 1}},
		"printer.unknown":    {PrintKey: PrintKey{WaybillDocument, "P-9", 1}, Printer: "Z9"},
	} {
		if got := h.reason(func(tx *store.Tx) error { _, err := RequestPrint(tx, in); return err }); got != want {
			t.Errorf("%+v: got %s, want %s", in, got, want)
		}
	}
}

// A job goes its way from request to paper; each printer's queue is in the order the papers were wanted.
func TestAPaperGoesItsWay(t *testing.T) {
	h := newPaperHouse(t)
	a, b := PrintKey{WaybillDocument, "P-1", 1}, PrintKey{WaybillDocument, "P-2", 1}
	for _, k := range []PrintKey{a, b} {
		h.request(PrintRequested{PrintKey: k, Station: "PACK", Order: "O-1", Media: "100x150"})
	}
	h.rendered(b)
	f := h.rendered(a)
	if got := h.at("Z1", PaperRendered); !slices.Equal(got, []string{"waybill/P-1/1", "waybill/P-2/1"}) {
		t.Errorf("the printer's queue is %v", got)
	}
	if j := h.job(a); j.Language != "zpl" || j.DPI != 203 || j.File != f || !slices.Equal(j.Cut, []string{"order", "sender"}) || j.Worker != "w1" {
		t.Errorf("rendered: got %+v", j)
	}
	h.do(func(tx *store.Tx) error { // told again of the same job it is no news
		_, err := PrintRendered(tx, a, Rendered{File: PrintFile{Hash: strings.Repeat("f", 64), Extension: "x", Size: 1}, Language: "zpl", DPI: 203})
		return err
	})
	if j := h.job(a); j.File != f {
		t.Errorf("told of another file it has %+v", j.File)
	}
	begin := func(in PrintSending) string { return h.reason(func(tx *store.Tx) error { return BeginPrint(tx, in) }) }
	for want, in := range map[string]PrintSending{
		"printjob.moved":   {Key: a, Printer: "T1", Hash: f.Hash},
		"printjob.unknown": {Key: PrintKey{WaybillDocument, "P-9", 1}, Printer: "Z1"},
	} {
		if got := begin(in); got != want {
			t.Errorf("begin %+v: got %s, want %s", in, got, want)
		}
	}
	settle := func(ev PrintEvent, reason string, want PrintState, trouble string) {
		t.Helper()
		h.do(func(tx *store.Tx) error {
			return SettlePrint(tx, PrintSending{Key: a, Printer: "Z1", Hash: f.Hash}, ev, reason)
		})
		if j := h.job(a); j.State != want || j.Trouble != trouble {
			t.Errorf("%s: got %s %q, want %s %q", ev, j.State, j.Trouble, want, trouble)
		}
	}
	if got := begin(PrintSending{Key: a, Printer: "Z1", Hash: f.Hash}); got != "" || len(h.at("Z1", PaperSending)) != 1 {
		t.Fatalf("begin: %s, sending %v", got, h.at("Z1", PaperSending))
	}
	if got := begin(PrintSending{Key: a, Printer: "Z1", Hash: f.Hash}); got != "printjob.state" {
		t.Errorf("begun twice: got %s, want printjob.state", got)
	}
	settle(PrintHeld, "printer.paper_out", PaperRendered, "printer.paper_out")
	begin(PrintSending{Key: a, Printer: "Z1", Hash: f.Hash})
	settle(PrintOut, "", PaperSent, "")
	settle(PrintOut, "", PaperSent, "")
	settle(PrintFail, "print.refused", PaperSent, "")
	settle(PrintLose, "print.aborted", PaperUnknown, "print.aborted")
	settle(PrintConfirm, "", PaperConfirmed, "")
	settle(PrintLose, "print.aborted", PaperConfirmed, "")
	if got := h.at("Z1", PaperRendered); !slices.Equal(got, []string{"waybill/P-2/1"}) {
		t.Errorf("in the end there waits %v", got)
	}
}

// What failed or waits is rendered anew, at another printer if a person says so; the old file is remembered, since the
// order's data are on it. What a byte went out of is not.
func TestARetryRendersAnew(t *testing.T) {
	h := newPaperHouse(t)
	k := PrintKey{WaybillDocument, "P-1", 1}
	retry := func(printer string) string {
		return h.reason(func(tx *store.Tx) error { _, err := RetryPrint(tx, PaperWanted{Key: k, Printer: printer}); return err })
	}
	h.request(PrintRequested{PrintKey: k, Station: "PACK", Media: "100x150"})
	if got := retry(""); got != "printjob.state" {
		t.Errorf("queued: got %s, want printjob.state", got)
	}
	zpl := h.rendered(k)
	h.step(k, PrintFail, "print.expired")
	if got := retry("Z9"); got != "printer.unknown" {
		t.Errorf("at no printer: got %s, want printer.unknown", got)
	}
	if got := retry("T1"); got != "" || h.job(k).Printer != "T1" || h.job(k).Trouble != "" || h.emitted("P-1") != 2 {
		t.Errorf("at another printer: %s, %+v, %d records", got, h.job(k), h.emitted("P-1"))
	}
	// The delivery of the request before may still be under way for the printer before: its rendering is refused.
	if got := h.reason(func(tx *store.Tx) error {
		_, err := PrintRendered(tx, k, Rendered{File: zpl, Language: "zpl", DPI: 203})
		return err
	}); got != "printer.changed" {
		t.Errorf("rendered for the printer before: got %s, want printer.changed", got)
	}
	tspl := h.rendered(k)
	if j := h.job(k); j.Language != "tspl" || j.DPI != 300 || !slices.Equal(j.Files(), []PrintFile{zpl, tspl}) {
		t.Errorf("got %s at %d, files %v; want tspl at 300, both files", j.Language, j.DPI, j.Files())
	}
	h.step(k, PrintSend, "")
	h.step(k, PrintLose, "print.broken_off")
	if got := retry(""); got != "printjob.state" {
		t.Errorf("after the first byte: got %s, want printjob.state", got)
	}
	cancel := func(reason string) string {
		return h.reason(func(tx *store.Tx) error { _, err := CancelPrint(tx, PaperWanted{Key: k, Reason: reason}); return err })
	}
	if got := cancel(""); got != "reason.missing" {
		t.Errorf("given up without a reason: got %s", got)
	}
	if got := cancel("no paper"); got != "" || h.job(k).State != PaperCancelled || h.job(k).Trouble != "no paper" {
		t.Errorf("given up: got %s, %+v", got, h.job(k))
	}
	again := PrintRequested{PrintKey: PrintKey{Document: WaybillDocument, Entity: "P-1"}, Station: "PACK", Media: "100x150"}
	if got := h.reason(func(tx *store.Tx) error { _, err := ReprintNext(tx, again); return err }); got != "reason.missing" {
		t.Errorf("a reprint without a reason: got %s", got)
	}
	again.Reason = "broken off"
	h.do(func(tx *store.Tx) error { _, err := ReprintNext(tx, again); return err })
	if j := h.job(PrintKey{WaybillDocument, "P-1", 2}); j.State != PaperQueued || j.Printer != "Z1" || j.Reason != "broken off" {
		t.Errorf("reprinted: %+v", j)
	}
	again.Entity = "P-2"
	if got := h.reason(func(tx *store.Tx) error { _, err := ReprintNext(tx, again); return err }); got != "printjob.unknown" {
		t.Errorf("a reprint of nothing: got %s", got)
	}
}

// A printer that is exchanged for another model gets what waits in its own language; what is being sent is left alone.
func TestWhatWaitsIsRenderedAnewForAnotherModel(t *testing.T) {
	h := newPaperHouse(t)
	var keys []PrintKey
	for i := range 5 {
		k := PrintKey{WaybillDocument, fmt.Sprint("P-", i), 1}
		h.request(PrintRequested{PrintKey: k, Station: "PACK", Media: "100x150"})
		h.rendered(k)
		keys = append(keys, k)
	}
	h.step(keys[0], PrintSend, "")
	h.do(func(tx *store.Tx) error {
		p, err := FindPrinter(tx, "Z1")
		if err != nil {
			return err
		}
		p.Language = "tspl"
		_, err = PutPrinter(tx, p, p.Revision)
		return err
	})
	for i, want := range []bool{true, true, false} {
		var more bool
		h.do(func(tx *store.Tx) (err error) { more, err = RenderAnew(tx, "Z1", 2); return err })
		if want = want && i == 0; more != want {
			t.Errorf("command %d: more is %t, want %t", i, more, want)
		}
	}
	for i, k := range keys {
		want := PaperQueued
		if i == 0 {
			want = PaperSending
		}
		if got := h.job(k).State; got != want {
			t.Errorf("%s is %s, want %s", k, got, want)
		}
	}
}

// A scan of the paper confirms the copy that came out; older ones that wait would come out later, and are given up; a newer
// one is wanted.
func TestAScanConfirmsThePaper(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{"sent", "confirmed"},
		{"sending", "confirmed"},
		{"unknown", "confirmed"},
		{"rendered", "confirmed"},
		{"queued", "queued"},
		{"failed", "failed"},
		{"cancelled", "cancelled"},
		{"rendered sent", "cancelled confirmed"},
		{"queued sent", "cancelled confirmed"},
		{"failed sent", "cancelled confirmed"},
		{"unknown sent", "unknown confirmed"},
		{"unknown confirmed", "unknown confirmed"},
		{"sent queued", "confirmed queued"},
		{"sent rendered", "confirmed rendered"},
		{"confirmed queued", "confirmed queued"},
		{"rendered rendered", "cancelled confirmed"},
	} {
		h := newPaperHouse(t)
		for i, s := range strings.Fields(c.before) {
			j := PrintJob{PrintKey: PrintKey{WaybillDocument, "P-1", i + 1}, State: PrintStateOf(s), No: uint64(i + 1), Printer: "Z1"}
			h.do(func(tx *store.Tx) error { PrintJobs.Put(tx, &j); return nil })
		}
		h.do(func(tx *store.Tx) error { return PaperScanned(tx, WaybillDocument, "P-1") })
		var got []string
		h.look(func(r store.Reader) {
			for j := range PrintJobsOf(r, WaybillDocument, "P-1") {
				got = append(got, j.State.String())
			}
		})
		if strings.Join(got, " ") != c.after {
			t.Errorf("%s: got %v, want %s", c.before, got, c.after)
		}
	}
}

// Whoever has to look at papers finds them by state, station and printer, page by page.
func TestPrintJobsAreListed(t *testing.T) {
	h := newPaperHouse(t)
	for i := range 7 {
		k := PrintKey{WaybillDocument, fmt.Sprint("P-", i), 1}
		in := PrintRequested{PrintKey: k, Station: "PACK", Media: "100x150"}
		if i%2 == 1 {
			in.Station, in.Printer = "P2", "T1"
		}
		h.request(in)
		if i >= 4 {
			h.rendered(k)
		}
	}
	list := func(q PrintJobQuery) (out []string) {
		for q.Limit = 2; ; {
			var page PrintJobPage
			var err error
			h.look(func(r store.Reader) { page, err = ListPrintJobs(r, q) })
			if err != nil || len(page.Jobs) > 2 {
				t.Fatalf("%+v: %v, %d jobs", q, err, len(page.Jobs))
			}
			for _, j := range page.Jobs {
				out = append(out, j.Entity)
			}
			if q.After = page.Next; page.Next == "" {
				return out
			}
		}
	}
	for _, c := range []struct {
		q    PrintJobQuery
		want string
	}{
		{PrintJobQuery{}, "P-0 P-1 P-2 P-3 P-4 P-5 P-6"},
		{PrintJobQuery{State: PaperRendered}, "P-4 P-5 P-6"},
		{PrintJobQuery{State: PaperFailed}, ""},
		{PrintJobQuery{Station: "p2"}, "P-1 P-3 P-5"},
		{PrintJobQuery{Printer: "Z1", State: PaperQueued}, "P-0 P-2"},
	} {
		if got := strings.Join(list(c.q), " "); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.q, got, c.want)
		}
	}
	h.look(func(r store.Reader) {
		if _, err := ListPrintJobs(r, PrintJobQuery{After: "nonsense"}); fault.ReasonOf(err) != "cursor.malformed" {
			t.Errorf("a bad cursor: got %v", err)
		}
	})
}

// A printer gives a job up (too old, its file gone) that a person has just given to another printer, or had rendered anew:
// the word comes too late and ends nothing.
func TestALatePrinterEndsNothing(t *testing.T) {
	h := newPaperHouse(t)
	k := PrintKey{WaybillDocument, "P-1", 1}
	h.request(PrintRequested{PrintKey: k, Station: "PACK", Media: "100x150"})
	seen := PrintSending{Key: k, Printer: "Z1", Hash: h.rendered(k).Hash}
	late := func(want PrintState) {
		t.Helper()
		h.do(func(tx *store.Tx) error { return SettlePrint(tx, seen, PrintFail, "print.expired") })
		if j := h.job(k); j.State != want || j.Trouble != "" {
			t.Errorf("got %s %q, want %s", j.State, j.Trouble, want)
		}
	}
	retry := func(printer string) {
		h.do(func(tx *store.Tx) error { _, err := RetryPrint(tx, PaperWanted{Key: k, Printer: printer}); return err })
	}
	retry("")
	late(PaperQueued)
	h.rendered(k)
	late(PaperRendered)
	retry("T1")
	late(PaperQueued)
	f := h.rendered(k)
	late(PaperRendered)
	seen = PrintSending{Key: k, Printer: "T1", Hash: f.Hash}
	h.do(func(tx *store.Tx) error { return SettlePrint(tx, seen, PrintFail, "print.expired") })
	if j := h.job(k); j.State != PaperFailed || j.Trouble != "print.expired" {
		t.Errorf("its own printer's word: got %s %q", j.State, j.Trouble)
	}
}
