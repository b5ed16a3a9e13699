package api_test

import (
	"fmt"
	"testing"

	"example.com/tote/api/wire"
)

// Printers and stations are master data like any other: with revisions, with all shortcomings at once, for the roles that
// may say where this machine connects to.
func TestPrintersAndStationsAreKept(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/warehouses/SH1/locations/K-1", w.admin, wire.Location{Kind: "pack"}, nil)
	printer := wire.Printer{Language: "zpl", DPI: 203, Media: "100x150", Transport: "raw", Address: "10.0.0.7"}
	station := wire.Station{Printers: []wire.StationPrinter{{Document: "waybill", Printer: "z1"}}, Scale: &wire.Scale{Protocol: "mt-sics", Transport: "serial", Address: "/dev/ttyUSB0", Least: 5},
		OnLabel: []string{"packing_slip"}}
	for _, c := range []struct {
		path string
		body any
	}{{"/v1/warehouses/SH1/printers/Z1", printer}, {"/v1/warehouses/SH1/stations/K-1", station}} {
		var p wire.Problem
		w.want(200, "PUT", c.path, w.admin, c.body, nil)
		w.want(412, "PUT", c.path, w.admin, c.body, &p)
		if p.Reason != "revision.exists" {
			t.Errorf("%s: reason %s without If-Match", c.path, p.Reason)
		}
		if got := w.want(200, "PUT", c.path, w.admin, c.body, nil, "If-Match", `"1"`).Header.Get("ETag"); got != `"2"` {
			t.Errorf("%s: edited once it has the ETag %s", c.path, got)
		}
	}
	var kept wire.Station
	w.want(200, "GET", "/v1/warehouses/SH1/stations/k-1", w.admin, nil, &kept)
	station.Code, station.Revision, station.Printers[0].Printer = "K-1", 2, "Z1"
	if fmt.Sprint(kept.Printers, *kept.Scale, kept.OnLabel, kept.Code, kept.Revision) != fmt.Sprint(station.Printers, *station.Scale, station.OnLabel, station.Code, station.Revision) {
		t.Errorf("got %+v, want %+v", kept, station)
	}
	var page wire.Page[wire.Printer]
	w.want(200, "GET", "/v1/warehouses/SH1/printers", w.admin, nil, &page)
	if len(page.Items) != 1 || page.Items[0].Code != "Z1" || page.Items[0].Address != "10.0.0.7:9100" {
		t.Errorf("listed are %+v", page.Items)
	}
	var p wire.Problem
	w.want(400, "PUT", "/v1/warehouses/SH1/printers/Z2", w.admin, wire.Printer{Language: "pcl", DPI: 72, Transport: "raw", Address: "here:there:9100"}, &p)
	if p.Reason != "printer.invalid" || len(p.Details) != 3 {
		t.Errorf("a bad printer: %s with %+v; want three shortcomings", p.Reason, p.Details)
	}
	lead := w.worker("LEAD", "supervisor")
	w.want(403, "PUT", "/v1/warehouses/SH1/printers/Z2", lead, printer, &p)
	w.want(200, "PUT", "/v1/warehouses/SH1/stations/K-1", lead, station, nil, "If-Match", `"2"`)
}

// Without a sending loop nothing is known of a printer but what is stored; a state nobody knows is refused.
func TestPrinterStatusAndJobsAreTold(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/warehouses/SH1/printers/Z1", w.admin, wire.Printer{Language: "zpl", Transport: "raw", Address: "10.0.0.7"}, nil)
	w.want(200, "POST", "/v1/warehouses/SH1/pause-printer", w.admin, wire.PausePrinter{Printer: "Z1", Reason: "new roll"}, nil, "Idempotency-Key", newID())
	var got wire.PrinterStatus
	w.want(200, "GET", "/v1/warehouses/SH1/printers/z1/status?ask=true", w.admin, nil, &got)
	if got.State != "paused" || len(got.Reasons) != 1 || got.Reasons[0].Text != "new roll" {
		t.Errorf("got %+v, want it paused for a new roll", got)
	}
	w.want(404, "GET", "/v1/warehouses/SH1/printers/Z9/status", w.admin, nil, nil)
	w.want(400, "GET", "/v1/warehouses/SH1/print-jobs?state=printed", w.admin, nil, nil)
	w.want(404, "GET", "/v1/warehouses/SH1/print-jobs/waybill/P-1/1", w.admin, nil, nil)
	var page wire.Page[wire.PrintJob]
	w.want(200, "GET", "/v1/warehouses/SH1/print-jobs", w.admin, nil, &page)
	if len(page.Items) != 0 {
		t.Errorf("there are jobs: %+v", page.Items)
	}
}
