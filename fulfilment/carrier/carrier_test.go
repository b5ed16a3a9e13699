package carrier

import (
	"fmt"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
)

func TestRoute(t *testing.T) {
	for _, c := range []struct {
		to   Destination
		want string
	}{
		{Destination{Country: "CN", Division: "330106", Province: "浙江省", Postcode: "310"}, "3301-06"},
		{Destination{Country: "CN", Province: "浙江省", Postcode: "310"}, "33-310"},
		{Destination{Country: "CN", Province: "内蒙古自治区"}, "15"},
		{Destination{Country: "CN", Province: "黑龙江"}, "23"},
		{Destination{Country: "CN", Postcode: "310"}, "CN-310"},
		{Destination{Country: "CN", Division: "33010x", Province: "某"}, "CN"},
		{Destination{}, "CN"},
		{Destination{Country: "GB", Postcode: "ec1a"}, "GB-EC1"},
		{Destination{Country: "US", Postcode: "10001"}, "US-100"},
		{Destination{Country: "IE"}, "IE"},
	} {
		if got := Route(c.to); got != c.want {
			t.Errorf("Route(%+v): got %q, want %q", c.to, got, c.want)
		}
	}
}

func TestChoose(t *testing.T) {
	all := []partner.Carrier{
		{Code: "SLOW", Services: []string{"standard"}, MaxGrams: 30_000},
		{Code: "FAST", Services: []string{"express", "standard"}, MaxGrams: 5_000},
		{Code: "AWAY", Services: []string{"standard"}, Closed: true},
	}
	for _, c := range []struct {
		name          string
		s             Shipment
		want, reasons string
	}{
		{"by service, first by code", Shipment{Service: "standard", Grams: 800}, "FAST/standard", ""},
		{"too heavy for the first", Shipment{Service: "standard", Grams: 8_000}, "SLOW/standard", ""},
		{"as wished for", Shipment{Carrier: "SLOW", Service: "standard", Grams: 1}, "SLOW/standard", ""},
		{"its first service", Shipment{Carrier: "FAST", Grams: 1}, "FAST/express", ""},
		{"wished for and closed", Shipment{Carrier: "AWAY", Service: "standard"}, "", "AWAY:carrier.closed"},
		{"wished for, wrong and heavy", Shipment{Carrier: "SLOW", Service: "express", Grams: 40_000}, "", "SLOW:carrier.service SLOW:carrier.weight"},
		{"unknown", Shipment{Carrier: "NONE"}, "", "NONE:carrier.unknown"},
		{"every one told", Shipment{Service: "express", Grams: 9_000}, "", "AWAY:carrier.closed AWAY:carrier.service FAST:carrier.weight SLOW:carrier.service"},
	} {
		got, err := Choose(all, c.s)
		text := ""
		if err == nil {
			text = got.Carrier.Code + "/" + got.Service
		}
		var reasons []string
		if err != nil {
			for _, d := range fault.From(err).Details {
				reasons = append(reasons, d.Where+":"+d.Reason)
			}
		}
		if text != c.want || strings.Join(reasons, " ") != c.reasons {
			t.Errorf("%s: got %q %v; want %q %q", c.name, text, reasons, c.want, c.reasons)
		}
	}
}

// Numbers of an own range carry its check digit: mod 10 with GS1's weights, mod 11 by UPU S10. EA123456785CN is the worked
// example of the S10 rule, 629104150021 the one of GS1's.
func TestOwn(t *testing.T) {
	for _, c := range []struct {
		r    partner.NumberRange
		n    int64
		want string
	}{
		{partner.NumberRange{Prefix: "EA", Last: 99_999_999, Width: 8, Rule: partner.CheckS10, Suffix: "CN"}, 12_345_678, "EA123456785CN"},
		{partner.NumberRange{Last: 999_999_999_999, Width: 12, Rule: partner.CheckGS1}, 629_104_150_021, "6291041500213"},
		{partner.NumberRange{Prefix: "TO", Last: 99, Width: 4}, 7, "TO0007"},
	} {
		w, err := Own(c.r, c.n, Destination{Country: "CN", Division: "310104"})
		if got := fmt.Sprint(w.Number, " ", w.Routing, " ", err); got != c.want+" 3101-04 <nil>" {
			t.Errorf("Own(%d): got %s, want %s 3101-04", c.n, got, c.want)
		}
	}
	if _, err := Own(partner.NumberRange{Prefix: "TO", Last: 99, Width: 4}, 100, Destination{}); fault.ReasonOf(err) != "waybill.outside" {
		t.Errorf("behind the range: got %v, want waybill.outside", err)
	}
}
