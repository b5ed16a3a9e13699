package task

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/ui"
)

// TestInspections: all good with one key, or figures one by one; every command is one the service takes.
func TestInspections(t *testing.T) {
	service := func() *backend {
		return &backend{contents: map[string]wire.Contents{
			"L:D-1": {LPNs: []string{"PAL-1"}, Balances: []wire.Balance{{SKU: "VASE", Holder: "L:D-1", Status: "inspect", OnHand: 10},
				{SKU: "TEA", Holder: "L:D-1", Status: "available", OnHand: 10}}},
			"P:PAL-1": {Balances: []wire.Balance{{SKU: "VASE", Holder: "P:PAL-1", Status: "inspect", OnHand: 6}}},
			"L:D-2":   {}}}
	}
	dockVases := wire.Inspect{SKU: "VASE", Holder: "L:D-1"}
	pallet := wire.Inspect{SKU: "VASE", Holder: "P:PAL-1", Sample: 2, Passed: 6}
	with := func(in wire.Inspect, sample, passed, failed int64, defect, to string) wire.Inspect {
		in.Sample, in.Passed, in.Failed, in.Defect, in.Quarantine = sample, passed, failed, defect, to
		return in
	}
	for _, c := range []struct {
		name  string
		scans string
		want  []wire.Inspect
		note  string
	}{
		{"all good: a scan and a key", "PAL-1 !1", []wire.Inspect{pallet}, "6 passed, 0 failed"},
		{"a dock with its pallet", "D-1 PAL-1 !1 !1", []wire.Inspect{pallet, with(dockVases, 2, 10, 0, "", "")}, ""},
		{"chosen by number", "D-1 !2 !1", []wire.Inspect{pallet}, ""},
		{"one of two places has to be named", "D-1 VASE", nil, "Several matches, choose"},
		{"figures, the usual ones by Enter", "PAL-1 !2 !enter !enter !enter", []wire.Inspect{pallet}, ""},
		{"some failed", "PAL-1 !2 =3 =1 !1 !enter Q-1", []wire.Inspect{with(pallet, 3, 5, 1, "broken", "Q-1")}, "5 passed, 1 failed"},
		{"a part is judged, the rest waits", "PAL-1 !2 =3 =1 !2 =4 Q-1 !1", []wire.Inspect{with(pallet, 3, 4, 1, "dirty", "Q-1"), with(pallet, 1, 1, 0, "", "")}, ""},
		{"what failed was looked at", "PAL-1 !2 !enter =4 !1 =0 Q-1", []wire.Inspect{with(pallet, 4, 0, 4, "broken", "Q-1")}, ""},
		{"too few looked at", "PAL-1 !2 =1 !enter !enter", nil, "1 checked, 2 needed"},
		{"more than there are", "PAL-1 !2 =7", nil, "Too many; 6 wait"},
		{"not to a shelf", "PAL-1 !2 =3 =1 !1 !enter A-01-02", nil, "Wrong location; A-01-02 is no quarantine"},
		{"nothing judged", "PAL-1 !2 =3 =0 =0", nil, "None passed, none failed"},
		{"nothing waits", "D-2", nil, "Nothing waits at D-2"},
		{"nobody knows it", "PAL-9", nil, "Unknown: PAL-9; Scan location or LPN"},
		{"other goods", "PAL-1 TEA", nil, "Wrong item; That is TEA; Green tea, loose, 100 g tin"},
		{"back goes one figure back", "PAL-1 !2 =3 =1 !1 !back !back =0 !enter", []wire.Inspect{with(pallet, 3, 6, 0, "", "")}, ""},
	} {
		d := testDesk()
		posts, last := worked(t, d, &Inspect{}, service(), inputsOf(d, c.scans)...)
		var got []wire.Inspect
		for _, p := range posts {
			in, ok := p.In.(wire.Inspect)
			if !ok || p.Verb != "inspect" || p.InHand.Empty() || p.Chain == "" {
				t.Errorf("%s: posted %+v, want an inspection with a chain and words for the goods in hand", c.name, p)
			}
			got = append(got, in)
		}
		if diff := cmp.Diff(got, c.want); diff != "" {
			t.Errorf("%s: got -, want +:\n%s", c.name, diff)
		}
		if c.note != "" && text(last) != c.note {
			t.Errorf("%s: told %q, want %q", c.name, text(last), c.note)
		}
	}
	if s := (&Inspect{}).Screen(testDesk()); s.Ask.In(ui.Chinese) == s.Ask.In(ui.English) {
		t.Error("the first prompt has one language only")
	}
}
