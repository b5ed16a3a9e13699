package inventory

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

func (h *house) direct(in DirectInput) (d Direction, err error) {
	err = h.try(func(tx *store.Tx) error { d, err = Direct(tx, in); return err })
	return d, err
}

func (h *house) put(l layout.Location) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error { _, err := PutLocation(tx, l, 0); return err })
}

// lastWhy gives why the last place won, as the ledger has it.
func (h *house) lastWhy() (why string) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		for e, err := range Ledger(r, 1) {
			if err != nil {
				h.t.Fatal(err)
			}
			if e.Reason == "putaway" {
				why = e.Why
			}
		}
	})
	return why
}

func TestAPlaceIsKeptForGoodsOnTheirWay(t *testing.T) {
	h := newHouse(t)
	dock := Location("DOCK")
	h.stock("A1", dock, 30)
	h.item("B1", func(*item.Item) {})
	h.stock("B1", dock, 30)
	first, err := h.direct(DirectInput{From: dock, SKU: "A1", Qty: 10})
	if err != nil || first.Qty != 10 || !strings.HasPrefix(first.Why, "empty") {
		t.Fatalf("directed to %+v, %v", first, err)
	}
	other, err := h.direct(DirectInput{From: dock, SKU: "B1", Qty: 10})
	if err != nil || other.Location == first.Location {
		t.Fatalf("two items were sent to the empty place %s: %v", first.Location, err)
	}
	h.look(func(r store.Reader) { // whoever only asks is told the same
		all, err := SuggestPutaway(r, Balance{Goods: Goods{SKU: "B1", Holder: dock, Status: Available}, OnHand: 10}, 20)
		for _, s := range all {
			if s.Code == first.Location {
				t.Errorf("the place kept for other goods is suggested: %+v, %v", s, err)
			}
		}
	})
	// A part comes; the rest is still on its way.
	put := func(qty int64, to layout.Code) PutawayResult {
		var out PutawayResult
		h.do(func(tx *store.Tx) (err error) {
			out, err = Putaway(tx, PutawayInput{From: dock, SKU: "A1", Qty: qty, To: to})
			return err
		})
		return out
	}
	if out := put(4, first.Location); out.Why != first.Why || h.lastWhy() != first.Why {
		t.Errorf("put away because of %q, the ledger says %q, want %q", out.Why, h.lastWhy(), first.Why)
	}
	h.look(func(r store.Reader) {
		if got := onTheWay(r, first.Location); len(got) != 1 || got[0].Quantity != 6 || got[0].Grams != 600 {
			t.Errorf("on the way: %+v, want six of it", got)
		}
	})
	if out := put(6, "R1-1"); out.Why != "instead_of="+string(first.Location) || h.lastWhy() != out.Why {
		t.Errorf("put elsewhere because of %q", out.Why)
	}
	h.look(func(r store.Reader) {
		if got := onTheWay(r, first.Location); len(got) != 0 {
			t.Errorf("still on the way: %+v", got)
		}
	})
	if out := put(1, "R1-1"); out.Why != "" || h.lastWhy() != "" {
		t.Errorf("goods nobody directed went there because of %q", out.Why)
	}
}

// A face has room for what it may hold, less what is on its way there.
func TestRoomIsCountedWithWhatIsOnItsWay(t *testing.T) {
	h := newHouse(t)
	h.put(layout.Location{Code: "FIX", Kind: layout.PickFace, Fixed: "A1", Max: 20})
	h.stock("A1", Location("DOCK"), 30)
	h.stock("A1", Location("FIX"), 2)
	if d, err := h.direct(DirectInput{From: Location("DOCK"), SKU: "A1", Qty: 15}); err != nil || d.Location != "FIX" || d.Qty != 15 {
		t.Fatalf("directed to %+v, %v", d, err)
	}
	h.look(func(r store.Reader) {
		s, err := SuggestPutaway(r, Balance{Goods: Goods{SKU: "A1", Holder: Location("ST"), Status: Available}, OnHand: 10}, 1)
		if err != nil || len(s) != 1 || s[0].Code != "FIX" || s[0].Quantity != 3 {
			t.Errorf("suggested %+v, %v; want three to FIX", s, err)
		}
	})
}

// What was directed to a place and never came keeps it for a shift.
func TestAForgottenDirectionEnds(t *testing.T) {
	h := newHouse(t)
	h.stock("A1", Location("DOCK"), 30)
	d, err := h.direct(DirectInput{From: Location("DOCK"), SKU: "A1", Qty: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{time.Hour, 1}, {DirectionLasts*time.Second - 2*time.Hour, 1}, {4 * time.Hour, 0}} {
		h.set(h.now().Add(c.after))
		h.do(func(tx *store.Tx) error { _, err := Tick(tx); return err })
		h.look(func(r store.Reader) {
			if got := onTheWay(r, d.Location); len(got) != c.want {
				t.Errorf("%s later: %+v", c.after, got)
			}
		})
	}
}

func TestAMixedPalletIsDirectedAsItIs(t *testing.T) {
	h := newHouse(t)
	h.item("ACID", func(it *item.Item) { it.Hazard = "8" })
	h.do(func(tx *store.Tx) error {
		for id, parent := range map[string]Holder{"P1": Location("DOCK")} {
			if _, err := RegisterLPN(tx, id, PalletLPN, parent); err != nil {
				return err
			}
		}
		_, err := RegisterLPN(tx, "C1", CartonLPN, LPNHolder("P1"))
		return err
	})
	if _, err := h.direct(DirectInput{LPN: "P1"}); fault.ReasonOf(err) != "lpn.empty" {
		t.Errorf("an empty pallet: %v", err)
	}
	h.stock("A1", LPNHolder("P1"), 20)
	h.stock("ACID", LPNHolder("C1"), 2)
	// Every place of the house takes one item only.
	if _, err := h.direct(DirectInput{LPN: "P1"}); fault.ReasonOf(err) != "direct.nowhere" || len(fault.From(err).Details) == 0 {
		t.Errorf("a mixed pallet among places for one item: %v", err)
	}
	h.put(layout.Location{Code: "R2-1", Kind: layout.Reserve})
	if _, err := h.direct(DirectInput{LPN: "P1"}); fault.ReasonOf(err) != "direct.nowhere" {
		t.Errorf("acid lies with other goods: %v", err)
	}
	h.stock("ACID", LPNHolder("C1"), 1)
	h.do(func(tx *store.Tx) error {
		return Move(tx, Movement{From: Goods{SKU: "ACID", Holder: LPNHolder("C1"), Status: Available}, To: Side{Holder: Location("DOCK"), Status: Available}, Qty: 3})
	})
	d, err := h.direct(DirectInput{LPN: "P1"})
	if err != nil || d.Qty != 20 {
		t.Fatalf("directed %+v, %v", d, err)
	}
	h.do(func(tx *store.Tx) error { _, err := Putaway(tx, PutawayInput{LPN: "P1", To: d.Location}); return err })
	if h.lastWhy() != d.Why {
		t.Errorf("the carry says %q, want %q", h.lastWhy(), d.Why)
	}
}

func TestASequenceOfTargetsDecides(t *testing.T) {
	h := newHouse(t)
	for i := range 6 {
		h.put(layout.Location{Code: layout.Code(fmt.Sprint("M-", i)), Kind: layout.PickFace, Zone: "M", Aisle: 3, Bay: int64(i + 1), X: 9000, Y: int64(i) * 1000, Travel: 100 + int64(i)})
	}
	h.item("COLD", func(it *item.Item) { it.StorageClass = "cool" })
	h.put(layout.Location{Code: "K-1", Kind: layout.Reserve, Class: "cool", Travel: 200})
	h.put(layout.Location{Code: "K-2", Kind: layout.Reserve, Zone: "K", Class: "cool", Travel: 201})
	rule := func(scope RuleScope, name string, targets ...slotting.Target) error {
		return h.try(func(tx *store.Tx) error {
			old, _ := PutawayRules.Get(tx, putawayRuleKey(scope, name))
			_, err := PutPutawayRule(tx, PutawayRule{Scope: scope, Name: name, Targets: targets}, old.Revision)
			return err
		})
	}
	first := func(sku item.SKU) string {
		var got string
		h.look(func(r store.Reader) {
			s, err := SuggestPutaway(r, Balance{Goods: Goods{SKU: sku, Holder: Location("DOCK"), Status: Available}, OnHand: 5}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(s) > 0 {
				got = string(s[0].Code) + " " + strings.Fields(s[0].Why)[0]
			}
		})
		return got
	}
	target := func(k slotting.TargetKind) slotting.Target { return slotting.Target{Kind: k} }
	h.stock("A1", Location("M-4"), 5)
	steps := []struct {
		name  string
		scope RuleScope
		of    string
		rule  []slotting.Target
		sku   item.SKU
		want  string
	}{
		{"the usual sequence: where the lot lies", "", "", nil, "A1", "M-4 same_lot"},
		{"a class has another", RuleOfClass, "ambient", []slotting.Target{{Kind: slotting.TargetEmpty, Where: layout.Reserve}}, "A1", "R1-1 empty"},
		{"the item's own goes before it", RuleOfItem, "A1", []slotting.Target{target(slotting.TargetNear), target(slotting.TargetItem)}, "A1", "M-2 near_item"},
		{"the first that has room", RuleOfItem, "A1", []slotting.Target{target(slotting.TargetFixed), {Kind: slotting.TargetEmpty, Zone: "Z"}, target(slotting.TargetItem)}, "A1", "M-4 same_item"},
		{"a place no target names is not told", RuleOfItem, "A1", []slotting.Target{{Kind: slotting.TargetEmpty, Zone: "Z"}}, "A1", ""},
		{"without targets it is the class's again", RuleOfItem, "A1", nil, "A1", "R1-1 empty"},
		{"another class", "", "", nil, "COLD", "K-1 empty"},
		{"in its zone", RuleOfClass, "cool", []slotting.Target{{Kind: slotting.TargetEmpty, Zone: "K"}, target(slotting.TargetMixed)}, "COLD", "K-2 empty"},
	}
	for _, s := range steps {
		if s.scope != "" {
			if err := rule(s.scope, s.of, s.rule...); err != nil {
				t.Fatal(err)
			}
		}
		if got := first(s.sku); got != s.want {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
	}
	for _, bad := range []struct {
		scope RuleScope
		name  string
		rule  slotting.Target
		want  string
	}{{RuleOfItem, "NONE", target(slotting.TargetFixed), "item.unknown"}, {"zone", "A", target(slotting.TargetFixed), "rule.invalid"},
		{RuleOfClass, "", target(slotting.TargetFixed), "rule.invalid"}, {RuleOfClass, "cool", target("best"), "rule.invalid"},
		{RuleOfClass, "cool", slotting.Target{Kind: slotting.TargetEmpty, Where: layout.Dock}, "rule.invalid"}} {
		if got := fault.ReasonOf(rule(bad.scope, bad.name, bad.rule)); got != bad.want {
			t.Errorf("%s %q %v: %q, want %q", bad.scope, bad.name, bad.rule, got, bad.want)
		}
	}
}

func TestSSCCsAreNewAndWhole(t *testing.T) {
	h := newHouse(t)
	next := func(s LPNSeries) (id string, err error) {
		err = h.try(func(tx *store.Tx) error { id, err = NextLPN(tx, s); return err })
		return id, err
	}
	if _, err := next(SSCCSeries); fault.ReasonOf(err) != "warehouse.no_prefix" {
		t.Errorf("without a prefix: %v", err)
	}
	prefix := func(p string, ext int64) error {
		return h.in(store.Company, func(tx *store.Tx) error {
			w, err := FindWarehouse(tx, string(houseCode))
			if err != nil {
				return err
			}
			w.GS1Prefix, w.SSCCExtension = p, ext
			_, err = PutWarehouse(tx, w, w.Revision)
			return err
		})
	}
	for _, bad := range []struct {
		p   string
		ext int64
	}{{"123", 0}, {"1234567890123", 0}, {"12345a7", 0}, {"6901234", 10}, {"6901234", -1}} {
		if got := fault.ReasonOf(prefix(bad.p, bad.ext)); got != "warehouse.invalid" {
			t.Errorf("prefix %q, extension %d: %q", bad.p, bad.ext, got)
		}
	}
	if err := prefix("6901234", 3); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 5 {
		id, err := next(SSCCSeries)
		if err != nil || len(id) != 18 || !strings.HasPrefix(id, "36901234") || seen[id] {
			t.Errorf("%q, %v", id, err)
		}
		seen[id] = true
	}
	h.do(func(tx *store.Tx) error {
		got, err := Lease(tx, LeaseInput{Kind: "sscc"})
		if err == nil && (len(got.Numbers) != LeaseSize || seen[got.Numbers[0]] || len(got.Numbers[99]) != 18) {
			t.Errorf("leased %v", got.Numbers[:1])
		}
		return err
	})
	if err := prefix("690123456789", 3); err != nil { // room for 9,999 serials
		t.Fatal(err)
	}
	h.look(func(r store.Reader) {
		if _, err := FormatSSCC(r, 10_000); fault.ReasonOf(err) != "number.exhausted" {
			t.Errorf("a serial too long for its prefix: %v", err)
		}
	})
	if id, err := next("best"); fault.ReasonOf(err) != "lpn.series" {
		t.Errorf("%q, %v", id, err)
	}
}
