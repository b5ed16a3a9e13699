package spool

import (
	"testing"

	"example.com/tote/inventory/fault"
)

func TestSettingsAreCheckedAllAtOnce(t *testing.T) {
	bad := Printer{Language: "pcl", DPI: 72, Transport: "bluetooth", Blind: true, Relay: true}
	err := bad.Check()
	if fault.ReasonOf(err) != "printer.invalid" || len(fault.From(err).Details) != 6 {
		t.Errorf("got %v", err)
	}
	for _, p := range []Printer{
		{Code: "A", Language: ZPL, DPI: 203, Transport: Raw, Address: "10.0.0.7"},
		{Code: "A", Language: TSPL, DPI: 300, Transport: Raw, Address: "printer1:9101", Blind: true},
		{Code: "A", Language: ESCPOS, DPI: 203, Transport: Raw, Address: "fe80::1%eth0"},
		{Code: "A", Language: PDF, DPI: 600, Transport: IPP, Address: "ipps://printer2.local/ipp/print"},
		{Code: "A", Language: PDF, DPI: 600, Transport: IPP, Address: "http://10.0.0.8:631/printers/a4", Relay: true},
		{Code: "A", Language: PDF, DPI: 600, Transport: Folder, Address: t.TempDir()},
	} {
		if err := p.Check(); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
	}
	for _, p := range []Printer{
		{Code: "A", Language: ZPL, DPI: 203, Transport: Raw, Address: ""},
		{Code: "A", Language: ZPL, DPI: 203, Transport: Raw, Address: "a:b:c"},
		{Code: "A", Language: ZPL, DPI: 203, Transport: Raw, Address: "host:0"},
		{Code: "A", Language: ZPL, DPI: 203, Transport: Raw, Address: "http://host/"},
		{Code: "A", Language: PDF, DPI: 203, Transport: IPP, Address: "host"},
		{Code: "A", Language: PDF, DPI: 203, Transport: IPP, Address: "ftp://host/"},
		{Code: "A", Language: PDF, DPI: 203, Transport: Folder, Address: "spool"},
	} {
		if err := p.Check(); err == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{"10.0.0.7": "10.0.0.7:9100", "::1": "[::1]:9100", "[::1]:9101": "[::1]:9101", "p:1": "p:1"} {
		if got, err := rawAddress(in); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %s", in, got, err, want)
		}
	}
	for in, want := range map[string]string{"ipp://p/ipp/print": "http://p:631/ipp/print", "ipps://p:8443/x": "https://p:8443/x", "http://[::1]/a": "http://[::1]/a"} {
		if got, err := httpURL(in); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %s", in, got, err, want)
		}
	}
}
