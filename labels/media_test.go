package labels

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

func TestParseSize(t *testing.T) {
	for word, want := range map[string]Size{"100x150": Size100x150, " 76X130 ": Size76x130, "60x40mm": Size60x40, "4x6in": Size4x6in, "A4": SizeA4, "card": SizeCard, "80mm": SizeRoll, "85.6x54": SizeCard} {
		if got, err := ParseSize(word); err != nil || got != want {
			t.Errorf("ParseSize(%q) = %v, %v, want %v", word, got, err, want)
		}
	}
	for _, word := range []string{"", "100", "x", "100x", "0x50", "-1x50", "NaNx50", "infx50", "1e2x50", "+5x5", "421x10", "100x150x2", "0x1p4x10", "100.0001x5", "letter"} {
		if got, err := ParseSize(word); fault.ReasonOf(err) != ReasonSize {
			t.Errorf("ParseSize(%q) = %v, %v, want %s", word, got, err, ReasonSize)
		}
	}
}

// A document is put on other media where its layout allows it.
func TestOnMedia(t *testing.T) {
	for _, d := range filled("x", "T-1", 1) {
		got, err := OnMedia(d, Size100x150)
		switch d.(type) {
		case PackingSlip, PickList, Manifest, CommandSheet:
			if fault.ReasonOf(err) != ReasonSize {
				t.Errorf("%T on a label: %v", d, err)
			}
			if _, err := OnMedia(d, SizeA4); err != nil {
				t.Errorf("%T on a4: %v", d, err)
			}
		case Invoice:
			if err != nil {
				t.Errorf("%T: %v", d, err)
			}
		default:
			pages, perr := got.Pages()
			if err != nil || perr != nil || pages[0].Size != Size100x150 {
				t.Errorf("%T: %v, %v", d, err, perr)
			}
		}
	}
}

// The words of files.
func TestDocumentsFromJSON(t *testing.T) {
	var w Waybill
	if err := json.Unmarshal([]byte(`{"size":"76x130","privacy":"as_given","ship_date":"2026-11-21","recipient":{"name":"A"}}`), &w); err != nil ||
		w.Size != Size76x130 || w.Privacy != PrivacyAsGiven || w.ShipDate != "2026-11-21" || w.Recipient.Name != "A" {
		t.Errorf("%+v, %v", w, err)
	}
	var l Location
	if err := json.Unmarshal([]byte(`{"arrow":"DOWN"}`), &l); err != nil || l.Arrow != ArrowDown {
		t.Errorf("%+v, %v", l, err)
	}
	var n LPN
	if err := json.Unmarshal([]byte(`{"kind":"pallet"}`), &n); err != nil || n.Kind != LPNPallet {
		t.Errorf("%+v, %v", n, err)
	}
	for _, bad := range []string{`{"size":"big"}`, `{"privacy":"none"}`, `{"arrow":"north"}`, `{"kind":"box"}`} {
		var all struct {
			Size    Size    `json:"size"`
			Privacy Privacy `json:"privacy"`
			Arrow   Arrow   `json:"arrow"`
			Kind    LPNKind `json:"kind"`
		}
		if err := json.Unmarshal([]byte(bad), &all); err == nil || !strings.Contains(err.Error(), "no ") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
