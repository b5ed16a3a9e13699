package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
)

// Every paper there is comes out of a printer, with nothing cut and nothing replaced.
func TestEveryPaperIsPrinted(t *testing.T) {
	h := newFlowHouse(t)
	if err := h.playHouse("labelled"); err != nil {
		t.Fatal(err)
	}
	h.script(`printers
A1 language=pdf transport=folder

Wang receive
supplier=ACME sku=TEA quantity=12 lpn=106141411234567897 dock=D-1

Chen confirm
parcel=$P1 scanned=$B1

Zhou load
parcels=$P1

Zhou ship
manifest=$M1`)
	entities := map[inventory.Document]string{inventory.PackingSlipDocument: "$P1", inventory.LPNDocument: "T-1", inventory.LocationDocument: "F-1",
		inventory.ItemDocument: "NUTS", inventory.CartonDocument: "106141411234567897", inventory.PickListDocument: "$T1", inventory.BadgeDocument: "CHEN",
		inventory.CommandsDocument: flowWarehouse}
	for d, e := range entities {
		h.script(fmt.Sprintf("Sun print\ndocument=%s entity=%s printer=A1", d, e))
	}
	for name, j := range h.settledJobs(t.Context()) {
		if j.Printer == "A1" && (j.State != "sent" || len(j.Cut)+len(j.Replaced) > 0) || j.State == "failed" {
			t.Errorf("%s is %s %s; cut are %v, replaced %v", name, j.State, j.Trouble, j.Cut, j.Replaced)
		}
		delete(entities, inventory.Document(strings.SplitN(name, "/", 2)[0]))
	}
	if len(entities) > 0 {
		t.Errorf("not printed are %v", entities)
	}
	for _, d := range inventory.Documents {
		if d != inventory.WaybillDocument && d != inventory.ManifestDocument { // those verbs print
			if files, err := filepath.Glob(filepath.Join(h.dir, "out-A1", "*"+string(d)+"*")); err != nil || len(files) != 1 {
				t.Errorf("of %s there are %d files, %v", d, len(files), err)
			}
		}
	}
	h.close()
}

// A carrier's label is printed again as it was, byte by byte, where the printer is alike; another one gets it in its own
// language, with the number it has. A paper of the house says that it is printed again.
func TestAReprintIsTheSameWaybill(t *testing.T) {
	h := newFlowHouse(t)
	if err := h.playHouse("weighed"); err != nil {
		t.Fatal(err)
	}
	h.script(`printers
Z1 language=zpl dpi=203 media=100x150 transport=folder
Z2 language=zpl dpi=203 media=100x150 transport=folder
Z3 language=zpl dpi=300 media=100x150 transport=folder
L1 language=zpl dpi=203 media=100x50 transport=folder

stations
K-1 waybill=Z1 lpn=L1

Chen label
parcel=$P1 station=K-1
keep B1=waybill

Chen reprint
parcel=$P1 station=K-1 reason=torn

Chen reprint
parcel=$P1 station=K-1 printer=Z2 reason=torn

Chen reprint
parcel=$P1 station=K-1 printer=Z3 reason=torn

Chen print
document=lpn entity=T-1 station=K-1

Chen print
document=lpn entity=T-1 station=K-1 reason=torn`)
	jobs := h.settledJobs(t.Context())
	parcel, number := h.names.byName["$P1"], []byte(strings.Replace(h.names.byName["$B1"], "SF", "SF>5", 1)) // digits in pairs, as ^BC writes them
	waybill := func(n int) wire.PrintJob { return jobs[fmt.Sprintf("waybill/%s/%d", parcel, n)] }
	read := func(j wire.PrintJob) []byte {
		data, err := os.ReadFile(filepath.Join(h.dir, printFolder, j.Hash+"."+j.Language))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if waybill(2).Hash != waybill(1).Hash || waybill(3).Hash != waybill(1).Hash || waybill(3).Printer != "Z2" {
		t.Errorf("printers alike got %s, %s and %s", waybill(1).Hash, waybill(2).Hash, waybill(3).Hash)
	}
	if waybill(4).Hash == waybill(1).Hash || waybill(4).DPI != 300 || !bytes.Contains(read(waybill(4)), number) || !bytes.Contains(read(waybill(1)), number) {
		t.Errorf("a finer printer got %+v; want the same number in other bytes", waybill(4))
	}
	if jobs["lpn/T-1/1"].Hash == jobs["lpn/T-1/2"].Hash {
		t.Error("the tote's second label does not say so")
	}
	for _, printer := range []string{"Z1", "Z2", "Z3", "L1"} {
		files, err := os.ReadDir(filepath.Join(h.dir, "out-"+printer))
		if err != nil || len(files) == 0 {
			t.Errorf("printer %s got %d files, %v", printer, len(files), err)
		}
	}
	h.close()
}

// With an order's personal data go its papers, in every language they were rendered in, also those that were rendered for a
// printer they never came to. Papers of the house stay.
func TestPurgedPapersGoInEveryLanguage(t *testing.T) {
	h := newFlowHouse(t)
	if err := h.playHouse("weighed"); err != nil {
		t.Fatal(err)
	}
	h.script(`printers
Z1 language=zpl media=100x150 transport=folder
T1 language=tspl media=100x150 transport=folder
A1 language=pdf media=A4 transport=folder

stations
K-1 waybill=Z1 packing_slip=A1 location=T1 on_label=packing_slip

Chen pause-printer
printer=Z1 reason="new roll"

Chen label
parcel=$P1 station=K-1
keep B1=waybill

await print-job waybill/$P1/1 state=rendered

Chen retry-print
print=waybill/$P1/1 printer=T1

await print-job waybill/$P1/1 state=sent

Chen reprint
parcel=$P1 station=D-1 reason="for the file"

await print-job waybill/$P1/2 state=rendered

Chen print
document=location entity=F-1 station=K-1

await print-job packing_slip/$P1/1 state=sent

await print-job location/F-1/1 state=sent`)
	kept := func() (out []string) {
		files, err := os.ReadDir(filepath.Join(h.dir, printFolder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			out = append(out, strings.TrimPrefix(filepath.Ext(f.Name()), "."))
		}
		slices.Sort(out)
		return out
	}
	if got := kept(); !slices.Equal(got, []string{"pdf", "pdf", "tspl", "tspl", "zpl"}) {
		t.Fatalf("printed are %v", got)
	}
	to := t.TempDir()
	h.script("Chen confirm\nparcel=$P1 scanned=$B1\n\nZhou load\nparcels=$P1\n\nZhou ship\nmanifest=$M1\n\nawait order $O1 state=shipped")
	if err := h.svc.stop(); err != nil {
		t.Fatal(err)
	}
	if err := (&backupCommand{Data: h.dir, To: to}).Run(t.Context(), streams{out: io.Discard, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	for _, f := range kept() {
		if copied, err := filepath.Glob(filepath.Join(to, printFolder, "*."+f)); err != nil || len(copied) == 0 {
			t.Errorf("the backup has no paper in %s: %v", f, err)
		}
	}
	h.open()
	for range 32 {
		if err := h.setClock(t.Context(), "1d"); err != nil {
			t.Fatal(err)
		}
	}
	every := time.NewTicker(20 * time.Millisecond)
	defer every.Stop()
	for deadline := time.Now().Add(awaitFor); !slices.Equal(kept(), []string{"pdf", "tspl"}); <-every.C {
		if time.Now().After(deadline) {
			t.Fatalf("after the purge there are %v, want the manifest and the location", kept())
		}
	}
	h.close()
}

// A carton's label says of its goods what one GTIN can say, and a carton that other houses could not tell apart gets none:
// its job ends with the reason.
func TestCartonLabelsSayWhatIsTrue(t *testing.T) {
	h := newFlowHouse(t)
	if err := h.playHouse("stocked"); err != nil {
		t.Fatal(err)
	}
	h.script(`printers
Z1 language=zpl dpi=203 media=100x150 transport=folder

Wang receive
supplier=ACME sku=TEA quantity=12 lpn=106141411234567897 dock=D-1

Wang receive
supplier=ACME sku=TEA quantity=12 lpn=PAL-1 dock=D-1

Wang receive
supplier=ZEN sku=NUTS quantity=5 lot=N-JUNE expiry=2026-06-30 lpn=106141411234567903 dock=D-1

Wang receive
supplier=ZEN sku=NUTS quantity=4 lot=N-JUNE expiry=2026-06-30 lpn=106141411234567910 dock=D-1

Wang receive
supplier=ZEN sku=NUTS quantity=3 lot=N-AUG expiry=2026-08-15 lpn=106141411234567910 dock=D-1`)
	cartons := []struct{ lpn, trouble, goods string }{
		{"106141411234567897", "", ">;>802040063813339313712"},
		{"106141411234567903", "", ">;>802069012345678921726063037"},
		{"106141411234567910", "", ""}, // two lots: only its SSCC
		{"PAL-1", "carton.no_sscc", ""},
	}
	for _, c := range cartons {
		h.script("Sun print\ndocument=carton entity=" + c.lpn + " printer=Z1")
	}
	jobs := h.settledJobs(t.Context())
	for _, c := range cartons {
		j := jobs["carton/"+c.lpn+"/1"]
		if want := map[bool]string{true: "sent", false: "failed"}[c.trouble == ""]; j.State != want || j.Trouble != c.trouble {
			t.Errorf("%s is %s %q, want %s %q", c.lpn, j.State, j.Trouble, want, c.trouble)
			continue
		}
		if c.trouble != "" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(h.dir, printFolder, j.Hash+"."+j.Language))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, field := range strings.Split(string(data), "^FD")[1:] {
			codes = append(codes, field[:strings.Index(field, "^FS")])
		}
		if !slices.Contains(codes, ">;>800"+c.lpn) || (c.goods == "") != (len(codes) == 1) || !slices.ContainsFunc(codes, func(s string) bool { return strings.Contains(s, c.goods) }) {
			t.Errorf("%s says %q, want its SSCC and %q", c.lpn, codes, c.goods)
		}
	}
	h.close()
}
