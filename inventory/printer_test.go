package inventory

import (
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// shortcomings are the details of a refusal: where and reason.
func shortcomings(err error) string {
	var out []string
	for _, d := range fault.From(err).Details {
		out = append(out, d.Where+" "+d.Reason)
	}
	return strings.Join(out, ", ")
}

// A printer is kept only if it could be printed on; everything that is wrong is told at once.
func TestPrintersAreCheckedWhole(t *testing.T) {
	h := newHouse(t)
	good := Printer{Code: "Z1", Language: "zpl", DPI: 203, Media: "100x150", Transport: "raw", Address: "10.0.0.7:9100"}
	for _, c := range []struct {
		name string
		edit func(p *Printer)
		want string
	}{
		{"all of it", func(p *Printer) {
			*p = Printer{Code: "A B", Language: "pcl", DPI: 600, Media: "A3", Transport: "smb", Blind: true, Relay: true}
		},
			"code code.malformed, language printer.language, dpi printer.dpi, media printer.media, transport printer.transport, blind printer.blind, relay printer.relay"},
		{"no port", func(p *Printer) { p.Address = "10.0.0.7:" }, "address printer.address"},
		{"a port too high", func(p *Printer) { p.Address = "10.0.0.7:70000" }, "address printer.address"},
		{"no host", func(p *Printer) { p.Address = ":9100" }, "address printer.address"},
		{"no address", func(p *Printer) { p.Address = "" }, "address printer.address"},
		{"an address too long", func(p *Printer) { p.Address = strings.Repeat("a", 300) }, "address printer.address"},
		{"a URL for raw", func(p *Printer) { p.Address = "ipp://10.0.0.7" }, "address printer.address"},
		{"zpl over ipp", func(p *Printer) { p.Transport, p.Address = "ipp", "ipp://10.0.0.7/ipp/print" }, "language printer.language_ipp"},
		{"a password in the address", func(p *Printer) { p.Language, p.Transport, p.Address = "pdf", "ipp", "ipp://a:b@10.0.0.7/ipp/print" }, "address printer.address"},
		{"a web page", func(p *Printer) { p.Language, p.Transport, p.Address = "pdf", "ipp", "ftp://10.0.0.7/" }, "address printer.address"},
		{"a folder somewhere", func(p *Printer) { p.Transport, p.Address = "folder", "out/labels" }, "address printer.address"},
		{"a folder by a detour", func(p *Printer) { p.Transport, p.Address = "folder", "/srv/../etc" }, "address printer.address"},
	} {
		p := good
		c.edit(&p)
		err := h.try(func(tx *store.Tx) error { _, err := PutPrinter(tx, p, 0); return err })
		if got := shortcomings(err); fault.ReasonOf(err) != "printer.invalid" || got != c.want {
			t.Errorf("%s: got %v: %s; want %s", c.name, fault.ReasonOf(err), got, c.want)
		}
	}
	for _, p := range []Printer{{Code: " z2", Language: "ZPL", Transport: "raw", Address: "printer1"}, {Code: "A1", Language: "pdf", Transport: "ipp", Address: "http://10.0.0.9:631/ipp/print", Relay: true},
		{Code: "F1", Language: "escpos", DPI: 300, Transport: "folder", Address: "/srv/labels"}} {
		h.do(func(tx *store.Tx) error { _, err := PutPrinter(tx, p, 0); return err })
	}
	h.look(func(r store.Reader) {
		all := ListPrinters(r, "", 0)
		if len(all) != 3 || all[2].Code != "Z2" || all[2].Address != "printer1:9100" || all[2].DPI != 203 || all[2].Language != "zpl" {
			t.Errorf("kept are %+v", all)
		}
		if page := ListPrinters(r, "A1", 1); len(page) != 1 || page[0].Code != "F1" {
			t.Errorf("behind A1 comes %+v", page)
		}
	})
	if err := h.try(func(tx *store.Tx) error {
		_, err := PutPrinter(tx, Printer{Code: "Z2", Language: "zpl", Transport: "raw", Address: "a"}, 7)
		return err
	}); fault.ReasonOf(err) != "revision.stale" {
		t.Errorf("an old revision: got %v", err)
	}
}

// Pausing is a person's word with a reason; an edit does not touch it, and the sending loop is told each time.
func TestPausedPrintersStayPausedOverEdits(t *testing.T) {
	h := newPaperHouse(t)
	told := func() (n int) {
		h.look(func(r store.Reader) {
			for _, rec := range store.Outbox(r, 1, 1000) {
				if rec.Kind == PrinterChanged && rec.Key == "Z1" {
					n++
				}
			}
		})
		return n
	}
	get := func() (p Printer) {
		h.look(func(r store.Reader) { p, _ = FindPrinter(r, "z1") })
		return p
	}
	if got := h.reason(func(tx *store.Tx) error { _, err := PausePrinter(tx, PauseInput{Printer: "Z1"}); return err }); got != "reason.missing" {
		t.Errorf("without a reason: got %s", got)
	}
	for _, reason := range []string{"new roll", "somebody else"} {
		h.do(func(tx *store.Tx) error {
			_, err := PausePrinter(tx, PauseInput{Printer: "Z1", Reason: reason})
			return err
		})
	}
	if p := get(); !p.Paused || p.Reason != "new roll" || p.By != "w1" || p.Revision != 1 || told() != 2 {
		t.Errorf("paused: %+v, told %d times", p, told())
	}
	h.do(func(tx *store.Tx) error {
		p := get()
		p.Name, p.Paused = "left", false
		_, err := PutPrinter(tx, p, 1)
		return err
	})
	if p := get(); !p.Paused || p.Reason != "new roll" || p.Name != "left" || p.Revision != 2 {
		t.Errorf("edited: %+v", p)
	}
	for range 2 {
		h.do(func(tx *store.Tx) error { _, err := ResumePrinter(tx, PauseInput{Printer: "Z1"}); return err })
	}
	if p := get(); p.Paused || p.Reason != "" || told() != 5 {
		t.Errorf("resumed: %+v, told %d times", p, told())
	}
}

// A station names printers that are there and hold the paper, and a scale that can be talked to; all shortcomings at once.
func TestStationsAreCheckedWhole(t *testing.T) {
	h := newPaperHouse(t)
	put := func(s Station, revision uint64) error {
		return h.try(func(tx *store.Tx) error { _, err := PutStation(tx, s, revision); return err })
	}
	for _, c := range []struct {
		name string
		s    Station
		want string
	}{
		{"nowhere", Station{Code: "P9"}, "code location.unknown"},
		{"in the shelves", Station{Code: "A1-1"}, "code location.kind"},
		{"printers", Station{Code: "PACK", Printers: []StationPrinter{{Document: "poster", Printer: "Z1"}, {Document: WaybillDocument, Media: "A0", Printer: "Z9"},
			{Document: WaybillDocument, Media: "76x130", Printer: "Z1"}, {Document: ManifestDocument, Printer: "Z1"}}},
			"printers[0].document print.document, printers[1].media printer.media, printers[1].printer printer.unknown, printers[2].printer station.printer, printers[3].printer station.printer"},
		{"with labels", Station{Code: "PACK", OnLabel: []Document{PackingSlipDocument, PackingSlipDocument, WaybillDocument}}, "on_label[1] station.on_label, on_label[2] station.on_label"},
		{"a scale of no kind", Station{Code: "PACK", Scale: Scale{Protocol: "pounds", Transport: "radio", Least: -1}},
			"scale.protocol scale.protocol, scale.least scale.least, scale.transport scale.transport, scale.address scale.address"},
		{"typed with a wire", Station{Code: "PACK", Scale: Scale{Protocol: "typed", Transport: "tcp"}}, "scale.transport scale.transport"},
		{"hid over tcp", Station{Code: "PACK", Scale: Scale{Protocol: "hid", Transport: "tcp", Address: "10.0.0.5:4001"}}, "scale.transport scale.transport"},
		{"tcp without a port", Station{Code: "PACK", Scale: Scale{Protocol: "nci", Transport: "tcp", Address: "10.0.0.5"}}, "scale.address scale.address"},
	} {
		err := put(c.s, 1)
		if got := shortcomings(err); fault.ReasonOf(err) != "station.invalid" || got != c.want {
			t.Errorf("%s: got %v: %s; want %s", c.name, fault.ReasonOf(err), got, c.want)
		}
	}
	for i, scale := range []Scale{{}, {Protocol: "typed", Least: 20}, {Protocol: "hid", Transport: "hid"}, {Protocol: "mt-sics", Transport: "serial", Address: "/dev/ttyUSB0", Least: 5}} {
		if err := put(Station{Code: "pack", Scale: scale, OnLabel: []Document{PackingSlipDocument}}, uint64(i+1)); err != nil {
			t.Errorf("%+v: %v", scale, err)
		}
	}
	h.look(func(r store.Reader) {
		s, err := FindStation(r, "pack")
		if err != nil || s.Revision != 5 || !s.Prints(PackingSlipDocument) || !slices.Equal(s.OnLabel, []Document{PackingSlipDocument}) {
			t.Errorf("kept is %+v, %v", s, err)
		}
	})
}

// A printer that a station counts on cannot be closed or loaded with other paper behind its back.
func TestAPrinterInUseKeepsItsPaper(t *testing.T) {
	h := newPaperHouse(t)
	for name, edit := range map[string]func(*Printer){"closed": func(p *Printer) { p.Closed = true }, "other paper": func(p *Printer) { p.Media = "76x130" }} {
		got := h.reason(func(tx *store.Tx) error {
			p, err := FindPrinter(tx, "Z1")
			if err != nil {
				return err
			}
			edit(&p)
			_, err = PutPrinter(tx, p, p.Revision)
			return err
		})
		if got != "printer.in_use" {
			t.Errorf("%s: got %s, want printer.in_use", name, got)
		}
	}
}
