package inventory

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

func n(x int64) *int64 { return &x }

// What a person decides goes before what is figured; what he leaves open follows from it.
func TestDecide(t *testing.T) {
	figured := SupplyPlan{SKU: "A1", Week: 10_000, Demand: 30_500, Free: 20, Figured: SupplyLevels{Safety: 9, Reorder: 40, UpTo: 60}}
	for _, c := range []struct {
		name string
		f    SupplyFigures
		want SupplyLevels
		qty  int64
	}{
		{"nothing", SupplyFigures{}, SupplyLevels{9, 40, 60}, 40},
		{"safety stock: the levels follow", SupplyFigures{Safety: n(50)}, SupplyLevels{50, 81, 101}, 81},
		{"none at all", SupplyFigures{Safety: n(0)}, SupplyLevels{0, 31, 51}, 31},
		{"the reorder point", SupplyFigures{Reorder: n(10)}, SupplyLevels{9, 10, 30}, 0},
		{"up to where", SupplyFigures{UpTo: n(100)}, SupplyLevels{9, 40, 100}, 80},
		{"all", SupplyFigures{Safety: n(1), Reorder: n(30), UpTo: n(30)}, SupplyLevels{1, 30, 30}, 10},
		{"never", SupplyFigures{Never: true}, SupplyLevels{9, 40, 60}, 0},
	} {
		p := figured
		p.Decide(&SupplyOverride{Figures: c.f}, nil)
		if p.Levels != c.want || p.Proposal != c.qty || p.Overridden != c.f.Stands() || p.Figured != figured.Figured {
			t.Errorf("%s: got %+v, %d; want %+v, %d", c.name, p.Levels, p.Proposal, c.want, c.qty)
		}
	}
}

// leaf furnishes a supplier and plans that propose something of its items.
func (h *house) leaf(items int) {
	h.t.Helper()
	h.company(func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "LEAF", Name: "Leaf", LeadDays: 5, Tolerance: partner.Tolerance{OverPercent: 10}}, 0)
		return err
	})
	var skus []item.SKU
	for i := range items {
		skus = append(skus, item.SKU(fmt.Sprintf("L%03d", i)))
	}
	h.items(skus, func(it *item.Item) { it.Supplier, it.PriceMinor, it.Currency = "LEAF", 200, "GBP" })
	for from := 0; from < items; from += 50 {
		h.do(func(tx *store.Tx) error {
			for i := from; i < min(items, from+50); i++ {
				putPlan(tx, skus[i], "LEAF", int64(10+i))
			}
			return nil
		})
	}
}

// planSupply stores a plan as the job does: so much of an item is proposed.
func (h *house) planSupply(sku item.SKU, supplier string, qty int64) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		putPlan(tx, sku, supplier, qty)
		return nil
	})
}

func putPlan(tx *store.Tx, sku item.SKU, supplier string, qty int64) {
	old, _ := GetSupplyPlan(tx, sku)
	p := SupplyPlan{SKU: sku, Supplier: supplier, Edits: partner.EditsOf(tx, supplier), OnOrder: old.OnOrder, Figured: SupplyLevels{Reorder: old.OnOrder + qty, UpTo: old.OnOrder + qty}}
	p.Decide(&SupplyOverride{}, nil)
	StoreSupplyPlan(tx, &p, SuppliesPlaced(tx))
}

func (h *house) orderSupply(in OrderSupplyInput) (out OrderSupplyResult, err error) {
	h.t.Helper()
	err = h.try(func(tx *store.Tx) error {
		var err error
		out, err = OrderSupply(tx, in)
		return err
	})
	return out, err
}

func (h *house) proposed(supplier string) (out []string) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		for p := range Proposals(r, supplier, "", "") {
			out = append(out, fmt.Sprint(p.Supplier, " ", p.SKU, " ", p.Proposal))
		}
	})
	return out
}

// An order longer than a command may be is a series under one number; the commands stay within their budget also when the order
// has grown long.
func TestALongProposalIsOrderedInASeries(t *testing.T) {
	h := newHouse(t)
	const items = MaxSupplyLines*7 + 3
	h.leaf(items)
	number, lines, commands := "", 0, 0
	for more := true; more; commands++ {
		out, err := h.orderSupply(OrderSupplyInput{Supplier: "leaf", Number: number})
		if err != nil {
			t.Fatal(err)
		}
		number, more = out.Number, out.Left
		lines += out.Lines
	}
	h.look(func(r store.Reader) {
		all := partner.PurchaseLines(r, number)
		if len(all) != items || lines != items || commands != 8 {
			t.Errorf("got %d lines by %d commands, of %d", len(all), commands, lines)
		}
		for i, l := range all {
			p, err := GetSupplyPlan(r, l.SKU)
			if err != nil || l.Line != i+1 || l.Ordered != int64(10+i) || p.OnOrder != l.Ordered || p.Proposal != 0 {
				t.Errorf("line %d: %+v, %+v, %v", i, l, p, err)
			}
		}
	})
	if got := h.proposed(""); len(got) != 0 {
		t.Errorf("still proposed: %v", got)
	}
}

// Of two who order the same one wins, and a plan that was being made meanwhile does not bring the proposal back.
func TestNothingIsOrderedTwice(t *testing.T) {
	h := newHouse(t)
	h.leaf(2)
	before := uint64(0)
	h.look(func(r store.Reader) { before = SuppliesPlaced(r) }) // the job looks at what is on order
	if _, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF", Lines: []SupplyLine{{SKU: "L000", Qty: 12}}}); err != nil {
		t.Fatal(err)
	}
	_, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF", Lines: []SupplyLine{{SKU: "L001"}, {SKU: "L000", Qty: 12}, {SKU: "L001"}, {SKU: "QC", Qty: -1}}})
	if got := reasonsOf(err); got != "supply.invalid lines[1].sku:supply.not_proposed lines[2].sku:supply.twice lines[3].sku:supply.not_proposed" {
		t.Errorf("got %s", got)
	}
	h.do(func(tx *store.Tx) error { // the job stores what it has made of what it saw
		p := SupplyPlan{SKU: "L000", Supplier: "LEAF", Figured: SupplyLevels{Reorder: 10, UpTo: 10}}
		p.Decide(&SupplyOverride{}, nil)
		if p.Proposal != 10 || StoreSupplyPlan(tx, &p, before) {
			t.Errorf("a plan that knows nothing of the order was stored: %+v", p)
		}
		return nil
	})
	if d := cmp.Diff(h.proposed("LEAF"), []string{"LEAF L001 11"}); d != "" {
		t.Errorf("proposed (-got +want):\n%s", d)
	}
}

func TestWhoOrdersByAnOldPlanIsTold(t *testing.T) {
	h := newHouse(t)
	h.leaf(1)
	h.do(func(tx *store.Tx) error {
		_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: "PO-1", Supplier: "LEAF"}, []partner.PurchaseLine{{SKU: "L000", Ordered: 10}}, 0)
		return err
	})
	if _, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF"}); fault.ReasonOf(err) != "supply.stale" {
		t.Errorf("got %v, want supply.stale", err)
	}
	h.planSupply("L000", "LEAF", 10)
	// Goods that come, and an answer that gives something up, make no plan too high; one that brings more does.
	for _, c := range []struct {
		name  string
		edit  func(tx *store.Tx) error
		stale bool
	}{
		{"goods came", func(tx *store.Tx) error { _, err := partner.AddReceived(tx, "PO-1", 1, 4); return err }, false},
		{"a part is refused", func(tx *store.Tx) error {
			_, err := AnswerSupply(tx, partner.Answer{Number: "PO-1", Lines: []partner.AnsweredLine{{Line: 1, Confirmed: 4}}})
			return err
		}, false},
		{"and comes after all", func(tx *store.Tx) error {
			_, err := AnswerSupply(tx, partner.Answer{Number: "PO-1", Lines: []partner.AnsweredLine{{Line: 1, Confirmed: 10}}})
			return err
		}, true},
	} {
		h.do(c.edit)
		_, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF", Number: "PO-2"})
		if stale := fault.ReasonOf(err) == "supply.stale"; stale != c.stale {
			t.Errorf("%s: got %v, want stale: %t", c.name, err, c.stale)
		}
		h.planSupply("L000", "LEAF", 10)
	}
}

func TestOrderSupplyRefuses(t *testing.T) {
	h := newHouse(t)
	h.leaf(1)
	h.company(func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "SHUT", Name: "Shut", Closed: true}, 0)
		return err
	})
	h.planSupply("A1", "SHUT", 5)
	h.planSupply("QC", "", 5)
	many := make([]SupplyLine, MaxSupplyLines+1)
	for _, c := range []struct {
		name string
		in   OrderSupplyInput
		want string
	}{
		{"nobody", OrderSupplyInput{Supplier: "NOBODY"}, "supplier.unknown"},
		{"a closed one", OrderSupplyInput{Supplier: "SHUT"}, "supplier.closed"},
		{"too many at once", OrderSupplyInput{Supplier: "LEAF", Lines: many}, "supply.invalid"},
		{"another's item", OrderSupplyInput{Supplier: "LEAF", Lines: []SupplyLine{{SKU: "A1"}}}, "supply.invalid lines[0].sku:supply.not_proposed"},
		{"less than nothing", OrderSupplyInput{Supplier: "LEAF", Lines: []SupplyLine{{SKU: "L000", Qty: -1}}}, "supply.invalid lines[0].quantity:number.range"},
		{"a number that is none", OrderSupplyInput{Supplier: "LEAF", Number: "A B"}, "purchase_order.invalid number:code.malformed"},
		{"an item of no supplier, by name", OrderSupplyInput{Supplier: "LEAF", Number: "PO-1", Lines: []SupplyLine{{SKU: "QC"}}}, ""},
		{"all the rest, on the same order", OrderSupplyInput{Supplier: "LEAF", Number: "PO-1"}, ""},
		{"nothing is left", OrderSupplyInput{Supplier: "LEAF"}, "supply.none"},
	} {
		if _, err := h.orderSupply(c.in); reasonsOf(err) != c.want {
			t.Errorf("%s: got %q, want %q", c.name, reasonsOf(err), c.want)
		}
	}
	h.planSupply("L000", "LEAF", 99)
	h.do(func(tx *store.Tx) error {
		_, err := AnswerSupply(tx, partner.Answer{Number: "PO-1"})
		return err
	})
	if _, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF", Number: "PO-1"}); fault.ReasonOf(err) != "purchase_order.under_way" {
		t.Errorf("added to an order that was answered: %v", err)
	}
}

func reasonsOf(err error) string {
	if err == nil {
		return ""
	}
	words := []string{fault.ReasonOf(err)}
	for _, d := range fault.From(err).Details {
		words = append(words, d.Where+":"+d.Reason)
	}
	return strings.Join(words, " ")
}

// Who and why is kept with what was decided before, and the ledger has all of it.
func TestOverridesKeepTheirHistory(t *testing.T) {
	h := newHouse(t)
	h.planSupply("A1", "", 5)
	for i := range KeptOverrides + 3 {
		h.do(func(tx *store.Tx) error {
			_, err := OverrideSupply(tx, OverrideSupplyInput{SKU: "A1", Figures: SupplyFigures{Safety: n(int64(i))}, Reason: fmt.Sprint("because ", i)})
			return err
		})
	}
	h.look(func(r store.Reader) {
		o := SupplyOverrideOf(r, "A1")
		if *o.Figures.Safety != KeptOverrides+2 || len(o.Before) != KeptOverrides || *o.Before[0].Figures.Safety != KeptOverrides+1 || o.Before[0].Worker != "w1" || o.State != OverrideStands {
			t.Errorf("got %+v", o)
		}
		told := 0
		for e := range Ledger(r, 1) {
			if e.Noun == "override" && strings.HasPrefix(e.Reason, "because") {
				told++
			}
		}
		if told != KeptOverrides+3 {
			t.Errorf("the ledger tells of %d", told)
		}
		if p, err := GetSupplyPlan(r, "A1"); err != nil || p.Levels.Safety != KeptOverrides+2 || !p.Overridden {
			t.Errorf("got %+v, %v", p, err)
		}
	})
}

func TestSupplyPolicy(t *testing.T) {
	h := newHouse(t)
	put := func(p SupplyPolicy, expected uint64) error {
		return h.try(func(tx *store.Tx) error { _, err := PutSupplyPolicy(tx, p, expected); return err })
	}
	for _, c := range []struct {
		name     string
		p        SupplyPolicy
		expected uint64
		want     string
	}{
		{"all wrong", SupplyPolicy{Service: 1000, Review: 0, Cycle: -1, Lead: 9999}, 0,
			"supply-policy.invalid service:supply-policy.range review:supply-policy.range cycle:supply-policy.range lead:supply-policy.range"},
		{"daily", SupplyPolicy{Service: 980, Review: 1, Cycle: 7, Lead: 3}, 0, ""},
		{"stale", SupplyPolicy{Service: 990, Review: 1, Lead: 3}, 9, "revision.stale"},
	} {
		if err := put(c.p, c.expected); reasonsOf(err) != c.want {
			t.Errorf("%s: got %q, want %q", c.name, reasonsOf(err), c.want)
		}
	}
	h.look(func(r store.Reader) {
		if p := GetSupplyPolicy(r); p != (SupplyPolicy{Service: 980, Review: 1, Cycle: 7, Lead: 3, Revision: 1}) {
			t.Errorf("got %+v", p)
		}
	})
}

// While the job plans, a person decides and an item is retired: what the job stores holds to that.
func TestWhatIsDecidedWhileThePlanIsMade(t *testing.T) {
	h := newHouse(t)
	h.leaf(2)
	seen := func(sku item.SKU) SupplyPlan { // what the job has made, by what it saw
		p := SupplyPlan{SKU: sku, Supplier: "LEAF", Figured: SupplyLevels{Reorder: 70, UpTo: 70}}
		p.Decide(&SupplyOverride{}, nil)
		return p
	}
	sold, gone := seen("L000"), seen("L001")
	h.do(func(tx *store.Tx) error {
		_, err := OverrideSupply(tx, OverrideSupplyInput{SKU: "L000", Figures: SupplyFigures{Never: true}, Reason: "sold off"})
		return err
	})
	h.company(func(tx *store.Tx) error {
		it, err := FindItem(tx, "L001")
		if err == nil {
			_, err = RetireItem(tx, "L001", it.Revision, "sold off")
		}
		return err
	})
	h.do(func(tx *store.Tx) error {
		if !StoreSupplyPlan(tx, &sold, 0) {
			t.Error("the new figures were not stored")
		}
		if StoreSupplyPlan(tx, &gone, 0) {
			t.Error("a plan was stored of a retired item")
		}
		return nil
	})
	h.look(func(r store.Reader) {
		if p, err := GetSupplyPlan(r, "L000"); err != nil || !p.Never || p.Proposal != 0 || p.Levels.Reorder != 70 {
			t.Errorf("got %+v, %v: want what the person decided, over the new figures", p, err)
		}
	})
}

// Somebody typed a number of the warehouse's own row: the next free one is taken.
func TestANumberThatIsTakenIsPassedOver(t *testing.T) {
	h := newHouse(t)
	h.leaf(1)
	h.company(func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "OAK", Name: "Oak"}, 0)
		return err
	})
	for i, supplier := range []string{"OAK", "LEAF"} {
		h.do(func(tx *store.Tx) error {
			_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: FormatNumber(SupplyNumber, uint64(i+1)), Supplier: supplier}, []partner.PurchaseLine{{SKU: "A1", Ordered: 1}}, 0)
			return err
		})
	}
	h.planSupply("L000", "LEAF", 10)
	out, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF"})
	if want := FormatNumber(SupplyNumber, 3); out.Number != want || err != nil {
		t.Errorf("got number %q, %v; want %s", out.Number, err, want)
	}
}

// An order of goods in several currencies has no value: pounds and yuan do not add up. One too large for its number stops there.
func TestTheValueOfAnOrder(t *testing.T) {
	for _, c := range []struct {
		name     string
		edit     func(i int, it *item.Item)
		value    int64
		currency string
	}{
		{"one currency", func(int, *item.Item) {}, 200*10 + 200*11, "GBP"},
		{"two", func(i int, it *item.Item) { it.Currency = []string{"GBP", "CNY"}[i] }, 0, ""},
		{"one has no price", func(i int, it *item.Item) {
			if i == 1 {
				it.PriceMinor, it.Currency = 0, ""
			}
		}, 200 * 10, "GBP"},
		{"beyond all reason", func(i int, it *item.Item) { it.PriceMinor = math.MaxInt64 / 10 }, math.MaxInt64, "GBP"},
	} {
		h := newHouse(t)
		h.leaf(2)
		for i := range 2 {
			h.company(func(tx *store.Tx) error {
				it, err := FindItem(tx, item.SKU(fmt.Sprintf("L%03d", i)))
				c.edit(i, &it)
				Items.Put(tx, &it)
				return err
			})
		}
		out, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF"})
		if out.Value != c.value || out.Currency != c.currency || err != nil {
			t.Errorf("%s: got %d %s, %v; want %d %s", c.name, out.Value, out.Currency, err, c.value, c.currency)
		}
	}
}

// An item retired since it was proposed does not keep the rest from being ordered; who names it is told.
func TestARetiredItemIsInNobodysWay(t *testing.T) {
	h := newHouse(t)
	h.leaf(3)
	h.company(func(tx *store.Tx) error {
		it, err := FindItem(tx, "L001")
		if err == nil {
			_, err = RetireItem(tx, "L001", it.Revision, "sold off")
		}
		return err
	})
	_, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF", Lines: []SupplyLine{{SKU: "L000"}, {SKU: "L001"}}})
	if got, want := reasonsOf(err), "supply.invalid lines[1].sku:item.not_approved"; got != want {
		t.Errorf("by name: got %q, want %q", got, want)
	}
	out, err := h.orderSupply(OrderSupplyInput{Supplier: "LEAF"})
	if err != nil || out.Lines != 2 || out.Left {
		t.Errorf("all that is proposed: got %+v, %v", out, err)
	}
	if d := cmp.Diff(h.proposed("LEAF"), []string(nil)); d != "" {
		t.Errorf("proposed (-got +want):\n%s", d)
	}
}
