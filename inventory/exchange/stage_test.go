package exchange

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// While a file is staged its names are nobody else's, neither for a person nor for another file.
func TestRivalsOfAnImport(t *testing.T) {
	h := newHouse(t)
	var file strings.Builder
	file.WriteString("sku,name,each_barcodes\n")
	const rows = 4000 // more than is looked at for the encoding, so that rows are posted before the file has ended
	for i := range rows {
		fmt.Fprintf(&file, "S%05d,Name,code-%d\n", i, i)
	}
	gate := &gatedReader{rest: []byte(file.String()), staged: make(chan struct{}), proceed: make(chan struct{})}
	done := make(chan Result)
	go func() {
		out, err := Import(context.Background(), h.Executor, h.options(Items{}, WholeFile, gate))
		if err != nil {
			t.Error(err)
		}
		done <- out
	}()
	<-gate.staged // the file has not ended; its first rows were posted
	rival := item.Item{SKU: "S00000", Name: "Rival", Packs: []item.Pack{{Level: item.Each, Quantity: 1}}}
	err := h.do(store.Company, func(tx *store.Tx) error { _, err := inventory.PutItem(tx, rival, 0); return err })
	if fault.ReasonOf(err) != "import.pending" {
		t.Errorf("a rival while the file is read: got %v, want import.pending", err)
	}
	if items := h.items(); len(items) != 0 {
		t.Errorf("%d items are there before the decision", len(items))
	}
	close(gate.proceed)
	if out := <-done; !out.Report.OK() {
		t.Fatal(told(out.Report))
	}
	h.settled()
	h.nothingLeft(store.Company)
	h.look(store.Company, func(r store.Reader) {
		if im, _ := FindImport(r, 1); im.Done != rows || im.Failed != 0 {
			t.Errorf("got %d items in and %d failed, want %d and none", im.Done, im.Failed, rows)
		}
	})
	if items := h.items(); items[0].Name != "Name" {
		t.Errorf("got %q, want the file's item", items[0].Name)
	}
}

// A name is held from its staging until the import is decided and applied, or given up.
func TestClaimsOfAnUndecidedImport(t *testing.T) {
	h := newHouse(t)
	// A claim held by an import that is not decided.
	var id uint64
	if err := h.do(store.Company, func(tx *store.Tx) error {
		s := Staged{ID: tx.Next(importNumbers), Kind: "items", Touched: tx.Now().Unix()}
		if err := stepImport(tx, &s, importBegin, ""); err != nil {
			return err
		}
		id = s.ID
		for _, c := range []inventory.Claim{{Kind: inventory.ClaimSKU, Name: "HELD"}, {Kind: inventory.ClaimBarcode, Name: "held-code"}} {
			inventory.TakeClaim(tx, c, id, 7)
		}
		stagedRecords.Put(tx, &stagedRecord{Import: id, Seq: 1, Line: 7, Name: "HELD", Steps: 1,
			Claims: []inventory.Claim{{Kind: inventory.ClaimSKU, Name: "HELD"}, {Kind: inventory.ClaimBarcode, Name: "held-code"}}})
		Imports.Put(tx, &s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, it := range []item.Item{{SKU: "HELD", Name: "x"}, {SKU: "OTHER", Name: "x"}} {
		it.Packs = []item.Pack{{Level: item.Each, Quantity: 1, Barcodes: []string{"held-code"}}}
		err := h.do(store.Company, func(tx *store.Tx) error { _, err := inventory.PutItem(tx, it, 0); return err })
		if f := fault.From(err); f == nil || f.Code != fault.CodeConflict || f.Reason != "import.pending" {
			t.Errorf("a direct %s: got %v, want conflict import.pending", it.SKU, err)
		}
	}
	file := "sku,name,each_barcodes\nHELD,x,\nOTHER,x,held-code\nFREE,x,\n"
	for _, mode := range []Mode{EachRow, WholeFile} {
		out := h.imports(Items{}, mode, file)
		if got := told(out.Report); !slices.Equal(got, []string{"2 sku import.pending", "3 each_barcodes import.pending"}) {
			t.Errorf("mode %d: got %q", mode, got)
		}
	}
	h.settled()
	// Given up, its names are free again.
	if n, err := AbortStale(context.Background(), h.Executor, store.Company, h.Clock.Now(), h.Clock.Now()); n != 1 || err != nil {
		t.Errorf("got %d given up, %v, want 1", n, err)
	}
	h.settled()
	h.nothingLeft(store.Company)
	if out := h.imports(Items{}, WholeFile, strings.Replace(file, "held-code", "", 1)); !out.Report.OK() {
		t.Errorf("after giving up: got %q", told(out.Report))
	}
	h.settled()
}

// gatedReader gives its bytes, says so, and ends only when told to.
type gatedReader struct {
	rest            []byte
	staged, proceed chan struct{}
	waited          bool
}

func (g *gatedReader) Read(b []byte) (int, error) {
	if len(g.rest) > 0 {
		n := copy(b, g.rest)
		g.rest = g.rest[n:]
		return n, nil
	}
	if !g.waited {
		g.waited = true
		close(g.staged)
		<-g.proceed
	}
	return 0, io.EOF
}

// A file that breaks off, or whose sender goes away, leaves nothing behind.
func TestBrokenOffImport(t *testing.T) {
	h := newHouse(t)
	var file strings.Builder
	file.WriteString("sku,name,each_barcodes\n")
	for i := range 9000 {
		fmt.Fprintf(&file, "S%04d,Name,b%d\n", i, i)
	}
	ctx, cancel := context.WithCancel(context.Background())
	opt := h.options(Items{}, WholeFile, strings.NewReader(file.String()))
	opt.Size = int64(file.Len())
	opt.Progress = func(done, total int64) {
		if done > 70_000 { // thousands of rows are staged by then
			cancel()
		}
	}
	out, err := Import(ctx, h.Executor, opt)
	if fault.CodeFrom(err) != fault.CodeUnavailable || out.Report.OK() {
		t.Errorf("got %v, want unavailable", err)
	}
	h.settled()
	h.nothingLeft(store.Company)
	if items := h.items(); len(items) != 0 {
		t.Errorf("got %d items, want none", len(items))
	}
	h.look(store.Company, func(r store.Reader) {
		im, err := FindImport(r, out.Import)
		if err != nil || im.State != Aborted || im.Key != nil {
			t.Errorf("got %v %v, want it aborted and its key dropped", im.State, err)
		}
	})
}

// What a verb refuses after the decision is noted with the import and does not stop the rest.
func TestRefusedAfterTheDecision(t *testing.T) {
	h := &house{t: t, jobs: make(chan string, 100)}
	h.Fixture = newFixture(t, h)
	h.putItem(item.Item{SKU: "S1", Name: "x", State: item.Draft, Packs: []item.Pack{{Level: item.Each, Quantity: 1}}})
	out := h.imports(Items{}, WholeFile, "sku,name,lot_tracked\nS0,x,yes\nS1,x,yes\nS2,x,yes\n")
	if !out.Report.OK() || out.Job == 0 {
		t.Fatal(told(out.Report))
	}
	// Nobody runs the job yet. The review approves S1 without lots meanwhile: the review is no rival for a name.
	if err := h.do(store.Company, func(tx *store.Tx) error {
		it, err := inventory.FindItem(tx, "S1")
		if err != nil {
			return err
		}
		return reach(tx, it, item.Approved)
	}); err != nil {
		t.Fatal(err)
	}
	h.open()
	h.settled()
	h.nothingLeft(store.Company)
	h.look(store.Company, func(r store.Reader) {
		im, _ := FindImport(r, out.Import)
		if im.State != Applied || im.Done != 2 || im.Failed != 1 {
			t.Errorf("got %s with %d done and %d failed, want applied, 2 and 1", im.State, im.Done, im.Failed)
		}
		got := Failures(r, out.Import, 0, 10)
		if len(got) != 1 || got[0].Line != 3 || got[0].Name != "S1" || got[0].Reason != "item.tracking_fixed" {
			t.Errorf("got failures %+v", got)
		}
	})
}
