package inventory

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

var printEvents = []PrintEvent{PrintRequest, PrintRender, PrintSend, PrintHeld, PrintOut, PrintConfirm, PrintFail, PrintLose, PrintRetry, PrintCancel}

// The whole matrix: every state with every event either comes out where the table says, with an entry in the ledger, or is
// refused and leaves the job as it was.
func TestPrintJobStateMatrix(t *testing.T) {
	h := newHouse(t)
	for from := PrintState(0); from <= PaperCancelled; from++ {
		for _, ev := range printEvents {
			j := PrintJob{PrintKey: PrintKey{WaybillDocument, "P-1", 1}, State: from}
			var err error
			var before, after uint64
			h.do(func(tx *store.Tx) error {
				before = store.Tail(tx)
				err = stepPrint(tx, &j, ev, "because")
				after = store.Tail(tx)
				return nil
			})
			to, allowed := printTable[from][ev]
			if !allowed {
				if fault.ReasonOf(err) != "printjob.state" || j.State != from || after != before {
					t.Errorf("%q + %s: got %v, %s, %d entries; want it refused without a trace", from, ev, err, j.State, after-before)
				}
				continue
			}
			got := ""
			h.look(func(r store.Reader) {
				for n, lerr := range Ledger(r, after) {
					got = fmt.Sprint(n.Noun, " ", n.ID, " ", n.FromState, ">", n.ToState, " ", n.Event, " ", n.Reason, lerr)
				}
			})
			if want := fmt.Sprint("printjob waybill/P-1/1 ", from, ">", to, " ", ev, " because", nil); err != nil || j.State != to || got != want {
				t.Errorf("%q + %s: got %v, %q; want %q", from, ev, err, got, want)
			}
		}
	}
}

func TestEveryPrintStateIsReachedAndNamed(t *testing.T) {
	reached := map[PrintState]bool{0: true}
	for range printStates {
		for from, row := range printTable {
			for _, to := range row {
				reached[to] = reached[to] || reached[from]
			}
		}
	}
	for s := PaperQueued; s <= PaperCancelled; s++ {
		if !reached[s] || s.String() == "" || PrintStateOf(s.String()) != s {
			t.Errorf("state %d %q is reached: %t; read back it is %d", s, s, reached[s], PrintStateOf(s.String()))
		}
	}
}

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

// The diagram is what people discuss; run with TOTE_UPDATE=1 to write it anew after a change of the table.
func TestPrintJobStateDiagram(t *testing.T) {
	const path = "../testdata/states/printjob.txt"
	var b strings.Builder
	for from := PrintState(0); from <= PaperCancelled; from++ {
		for _, ev := range printEvents {
			if to, ok := printTable[from][ev]; ok {
				name := from.String()
				if from == 0 {
					name = "*"
				}
				fmt.Fprintf(&b, "%-9s --%s--> %s\n", name, ev, to)
			}
		}
	}
	if os.Getenv("TOTE_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// A paper wanted again is the first job; a reprint is a job of its own with its reason; a failed one is rendered again.
func TestPrintJob(t *testing.T) {
	h := newHouse(t)
	first := PrintKey{WaybillDocument, "P-1", 1}
	hash := strings.Repeat("ab", PrintHashBytes/2)
	prints := func() (n int) {
		h.look(func(r store.Reader) {
			for _, rec := range store.Outbox(r, 1, 100) {
				if rec.Kind == Print && rec.Key == "P-1" {
					n++
				}
			}
		})
		return n
	}
	job := func(k PrintKey) (j PrintJob) {
		h.look(func(r store.Reader) { j, _ = GetPrintJob(r, k) })
		return j
	}
	in := func(s PrintState, station string) (out []string) {
		h.look(func(r store.Reader) {
			for j := range PrintJobsIn(r, s, station) {
				out = append(out, j.String())
			}
		})
		return out
	}
	again := PrintRequested{PrintKey: PrintKey{WaybillDocument, "P-1", 0}, Station: "P1", Order: "O-1", Reason: "torn"}
	if err := h.try(func(tx *store.Tx) error { _, err := ReprintNext(tx, again); return err }); fault.ReasonOf(err) != "printjob.unknown" {
		t.Errorf("a reprint of nothing: got %v, want printjob.unknown", err)
	}
	for range 2 {
		h.do(func(tx *store.Tx) error {
			_, err := RequestPrint(tx, PrintRequested{PrintKey: PrintKey{WaybillDocument, "P-1", 0}, Station: "P1", Order: "O-1"})
			return err
		})
	}
	if j := job(first); prints() != 1 || j.State != PaperQueued || j.Worker != "w1" {
		t.Errorf("wanted twice: %d records, %+v; want one queued", prints(), j)
	}
	for range 2 {
		h.do(func(tx *store.Tx) error { return PrintRendered(tx, first, hash, 4711) })
	}
	if j := job(first); j.State != PaperRendered || j.Hash != hash || j.Size != 4711 || !slices.Equal(in(PaperRendered, "P1"), []string{"waybill/P-1/1"}) || len(in(PaperRendered, "P2")) != 0 {
		t.Errorf("rendered: got %+v, listed %v", j, in(PaperRendered, ""))
	}
	if err := h.try(func(tx *store.Tx) error { return PrintRendered(tx, first, "short", 1) }); fault.ReasonOf(err) != "printjob.bytes" {
		t.Errorf("a bad hash: got %v, want printjob.bytes", err)
	}
	h.do(func(tx *store.Tx) error { _, err := ReprintNext(tx, again); return err })
	second := PrintKey{WaybillDocument, "P-1", 2}
	step := func(ev PrintEvent, reason string) error {
		return h.try(func(tx *store.Tx) error { _, err := StepPrintJob(tx, second, ev, reason); return err })
	}
	for _, s := range []struct {
		ev     PrintEvent
		want   string
		state  PrintState
		prints int
	}{{PrintFail, "", PaperFailed, 2}, {PrintSend, "printjob.state", PaperFailed, 2}, {PrintRetry, "", PaperQueued, 3}, {PrintRender, "printjob.event", PaperQueued, 3}} {
		if err := step(s.ev, "font.missing"); fault.ReasonOf(err) != s.want || job(second).State != s.state || prints() != s.prints {
			t.Errorf("%s: got %v, %s, %d records; want %q, %s, %d", s.ev, err, job(second).State, prints(), s.want, s.state, s.prints)
		}
	}
	again.Reason = ""
	if err := h.try(func(tx *store.Tx) error { _, err := ReprintNext(tx, again); return err }); fault.ReasonOf(err) != "reason.missing" {
		t.Errorf("a reprint without a reason: got %v, want reason.missing", err)
	}
	bad := PrintRequested{PrintKey: PrintKey{WaybillDocument, "", MaxCopies + 1}}
	if err := h.try(func(tx *store.Tx) error { _, err := RequestPrint(tx, bad); return err }); fault.ReasonOf(err) != "printjob.malformed" {
		t.Errorf("no entity: got %v, want printjob.malformed", err)
	}
}

// Picked goods of a cancelled line stay in their tote, claimed by nobody; the ledger accounts for it, and a record that
// says otherwise is found.
func TestGiveUp(t *testing.T) {
	h := newHouse(t)
	at, tote := Location("A1-1"), LPNHolder("T1")
	h.stock("A1", at, 10)
	h.do(func(tx *store.Tx) error {
		if err := BindTote(tx, "T1", "O-1", at); err != nil {
			return err
		}
		l, err := OpenLine(tx, NewLine{Order: "O-1", No: 1, SKU: "A1", Qty: 7})
		if err != nil {
			return err
		}
		if _, err := Reserve(tx, &l, ReserveInput{Goods: Goods{SKU: "A1", Holder: at, Status: Available}, Qty: 7}); err != nil {
			return err
		}
		if err := GiveUp(tx, &l, 1, "cancelled"); fault.ReasonOf(err) != "reservation.gone" {
			t.Errorf("not picked: got %v, want reservation.gone", err)
		}
		if _, err := Advance(tx, &l, Onward{Res: 1, Qty: 5, To: tote, ToPhase: Picked}); err != nil {
			return err
		}
		if err := GiveUp(tx, &l, 2, "cancelled"); err != nil {
			return err
		}
		Lines.Put(tx, &l)
		return nil
	})
	h.look(func(r store.Reader) {
		l, _ := GetLine(r, "O-1", 1)
		if l.In(Allocated) != 2 || l.In(Cancelled) != 5 || len(l.Res) != 1 {
			t.Errorf("got %+v, want 2 allocated and 5 cancelled", l)
		}
		if found, _ := Check(r); len(found) != 0 {
			t.Errorf("the check finds %v", found)
		}
	})
	if b := h.balance("A1", "", tote); b.OnHand != 5 || b.Reserved != 0 {
		t.Errorf("the tote has %+v, want 5 that nobody claims", b)
	}
	// A release that gives picked goods to a carton is none the verbs can book: the check names it.
	a := NewAuditor(houseCode)
	h.look(func(r store.Reader) {
		for l := range store.Entries(r, 1) {
			e, err := ReadEntry(l)
			if err == nil && e.Kind == EntryRelease {
				e.ToPhase = Packed
				l.Body = store.Marshal(&e.Entry)
			}
			a.Fold(l)
		}
	})
	if found, _ := a.Differences(); !slices.ContainsFunc(found, func(d Difference) bool { return d.What == "entry" && strings.Contains(d.Want, "to give back") }) {
		t.Errorf("the check finds %v, want the entry named", found)
	}
}
