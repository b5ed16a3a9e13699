package inventory

import (
	"slices"
	"testing"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/sampling"
	"example.com/tote/inventory/store"
)

func (h *house) qualityPlan(category string) {
	h.t.Helper()
	h.company(func(tx *store.Tx) error {
		_, err := PutQualityPlan(tx, QualityPlan{Category: category, Level: sampling.II, Major: 1000, Minor: 2500, Defects: []DefectCode{
			{Code: "CRACK", Name: "Cracked", Class: Major}, {Code: "DIRT", Name: "Dirty", Class: Minor}, {Code: "SHARD", Name: "Shard", Class: Critical}}}, 0)
		return err
	})
}

func (h *house) inspect(in InspectInput) (out InspectResult, err error) {
	err = h.try(func(tx *store.Tx) (err error) {
		out, err = Inspect(tx, in)
		return err
	})
	return out, err
}

func (h *house) glass() {
	h.item("GLASS", func(it *item.Item) { it.Category = "glass" })
	h.qualityPlan("glass")
}

func (h *house) came(sku item.SKU, qty int64) ReceiveResult {
	h.t.Helper()
	got, err := h.receive(ReceiveInput{Supplier: "ACME", SKU: sku, Qty: qty, Dock: "DOCK"})
	if err != nil {
		h.t.Fatal(err)
	}
	return got
}

func TestAQualityPlanNamesAllThatIsWrong(t *testing.T) {
	h := newHouse(t)
	err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := PutQualityPlan(tx, QualityPlan{Category: "x", Major: 1000, Minor: 7, Defects: []DefectCode{{Code: "A B"}}}, 0)
		return err
	})
	want := []string{"quality-plan.invalid", "quality.plan", "quality.plan", "quality.defect", "quality.class", "name.missing"}
	if got := reasons(err); !slices.Equal(got, want) {
		t.Errorf("reasons = %v, want %v", got, want)
	}
	if err := h.try(func(tx *store.Tx) error { _, err := PutQualityPlan(tx, QualityPlan{}, 0); return err }); err == nil {
		t.Error("a warehouse keeps a quality plan, which is the company's")
	}
}

// What came in several runs and stands together is judged together, by the size of all of it.
func TestRunsThatStandTogetherAreOneDelivery(t *testing.T) {
	h := newHouse(t)
	h.glass()
	for _, c := range []struct{ qty, units int64 }{{40, 20}, {60, 50}, {500, 80}} { // D 8 -> 1.0 leads to H 50 of 40: all of it is less
		if got := h.came("GLASS", c.qty); got.Plan.Lot == 0 || got.Status != ToInspect {
			t.Errorf("%d units: %+v", c.qty, got)
		}
	}
	h.look(func(r store.Reader) {
		s, plan, err := SamplingOf(r, Goods{SKU: "GLASS", Holder: Location("DOCK")})
		if err != nil || s.Lot != 600 || s.Units != 80 || s.Letter != "J" || s.Major != 2 || s.Minor != 5 || plan.Category != "glass" {
			t.Errorf("sampling = %+v, %s, %v; want 80 of 600 by letter J, 2 major and 5 minor", s, plan.Category, err)
		}
		if all := WaitingForInspection(r, 10); len(all) != 1 || all[0].Units != 600 || all[0].Supplier != "ACME" {
			t.Errorf("waiting = %+v, want one delivery of 600", all)
		}
	})
	// Refused: the rest is sorted; what comes on top of it makes a new delivery.
	if got, err := h.inspect(InspectInput{SKU: "GLASS", Holder: Location("DOCK"), Sample: 80, Failed: 100, Quarantine: "QUAR",
		Defects: []FoundDefect{{"CRACK", 3}}}); err != nil || !got.Judged || got.Accepted || got.Waiting != 500 {
		t.Fatalf("inspect = %+v, %v; want it refused, 500 waiting", got, err)
	}
	h.came("GLASS", 100)
	h.look(func(r store.Reader) {
		if s, _, err := SamplingOf(r, Goods{SKU: "GLASS", Holder: Location("DOCK")}); err != nil || s.Judged || s.Lot != 600 {
			t.Errorf("sampling = %+v, %v; want 600 to be judged anew", s, err)
		}
	})
}

func TestAVerdict(t *testing.T) {
	at := InspectInput{SKU: "GLASS", Holder: Location("DOCK"), Quarantine: "QUAR"}
	for name, c := range map[string]struct {
		edit     func(*InspectInput)
		want     []string
		accepted bool
	}{
		"accepted at the edge": {func(in *InspectInput) {
			in.Sample, in.Passed, in.Failed, in.Defects = 80, 598, 2, []FoundDefect{{"CRACK", 2}, {"DIRT", 5}}
		}, nil, true},
		"one more major":    {func(in *InspectInput) { in.Sample, in.Failed, in.Defects = 80, 600, []FoundDefect{{"CRACK", 3}} }, nil, false},
		"one more minor":    {func(in *InspectInput) { in.Sample, in.Failed, in.Defects = 80, 600, []FoundDefect{{"DIRT", 6}} }, nil, false},
		"one critical":      {func(in *InspectInput) { in.Sample, in.Failed, in.Defects = 2, 600, []FoundDefect{{"SHARD", 1}} }, nil, false},
		"a verdict alone":   {func(in *InspectInput) { in.Sample, in.Defects = 80, []FoundDefect{{"SHARD", 1}} }, nil, false},
		"the sample is due": {func(in *InspectInput) { in.Sample, in.Passed = 79, 600 }, []string{"inspect.invalid", "inspect.sample"}, false},
		"bad ones do not pass": {func(in *InspectInput) { in.Sample, in.Passed, in.Defects = 80, 600, []FoundDefect{{"CRACK", 1}} },
			[]string{"inspect.invalid", "inspect.defect"}, false},
		"what was not looked at": {func(in *InspectInput) {
			in.Sample, in.Passed, in.Failed, in.Defects = 80, 90, 3, []FoundDefect{{"CRACK", 3}}
		}, []string{"inspect.invalid", "inspect.rejected"}, false},
		"what was is": {func(in *InspectInput) {
			in.Sample, in.Passed, in.Failed, in.Defects = 80, 77, 3, []FoundDefect{{"CRACK", 3}}
		}, nil, false},
		"a supervisor says so": {func(in *InspectInput) {
			in.Sample, in.Passed, in.Failed, in.Defects, in.Override = 80, 597, 3, []FoundDefect{{"CRACK", 3}}, "seconds"
		}, nil, false},
		"no code of the list":  {func(in *InspectInput) { in.Sample, in.Failed, in.Defect = 80, 1, "broken" }, []string{"inspect.invalid", "inspect.defect"}, false},
		"an unknown code":      {func(in *InspectInput) { in.Sample, in.Failed, in.Defects = 80, 1, []FoundDefect{{"X", 1}} }, []string{"inspect.invalid", "inspect.defect_unknown"}, false},
		"more than looked at":  {func(in *InspectInput) { in.Sample, in.Failed, in.Defects = 80, 600, []FoundDefect{{"DIRT", 81}} }, []string{"inspect.invalid", "inspect.defect"}, false},
		"nothing said":         {func(in *InspectInput) { in.Sample = 10 }, []string{"inspect.invalid", "inspect.quantity"}, false},
		"more than is there":   {func(in *InspectInput) { in.Sample, in.Passed = 601, 600 }, []string{"inspect.invalid", "inspect.sample"}, false},
		"a photo of any size":  {func(in *InspectInput) { in.Sample, in.Passed, in.Photo = 80, 600, string(make([]byte, MaxPhoto+1)) }, []string{"inspect.invalid", "inspect.words"}, false},
		"a good one, no words": {func(in *InspectInput) { in.Sample, in.Passed = 80, 600 }, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.glass()
			h.came("GLASS", 600)
			in := at
			c.edit(&in)
			got, err := h.inspect(in)
			if r := reasons(err); !slices.Equal(r, c.want) {
				t.Fatalf("reasons = %v, want %v", r, c.want)
			}
			if err == nil && (!got.Judged || got.Accepted != c.accepted) {
				t.Errorf("%+v, want accepted: %t", got, c.accepted)
			}
		})
	}
}

// A delivery is judged once for its supplier's history, however many commands end it.
func TestADeliveryCountsOnce(t *testing.T) {
	h := newHouse(t)
	h.glass()
	h.came("GLASS", 600)
	for i, in := range []InspectInput{{Sample: 80, Passed: 100}, {Passed: 300}, {Passed: 200}} {
		in.SKU, in.Holder = "GLASS", Location("DOCK")
		if got, err := h.inspect(in); err != nil || !got.Accepted {
			t.Fatalf("inspection %d: %+v, %v; want it accepted", i, got, err)
		}
	}
	h.look(func(r store.Reader) {
		if s := SupplyOf(r, "ACME", "GLASS"); s.Deliveries != 1 || s.Refused != 0 || s.Looked != 80 {
			t.Errorf("history = %+v, want one delivery, 80 looked at", s)
		}
		if left := WaitingForInspection(r, 1); len(left) != 0 {
			t.Errorf("waiting = %+v, want nothing", left)
		}
	})
}

func TestASampleSizeOfTheItemOverridesThePlan(t *testing.T) {
	h := newHouse(t)
	h.qualityPlan(DefaultCategory)
	if got := h.came("QC", 600); got.Sample != 3 || got.Plan.Letter != "" {
		t.Errorf("sample = %+v, want the item's own 3", got)
	}
	if got := h.came("A1", 600); got.Sample != 80 {
		t.Errorf("sample = %d, want the default plan's 80", got.Sample)
	}
	h.company(func(tx *store.Tx) error {
		p, err := FindQualityPlan(tx, DefaultCategory)
		p.Off = true
		if err == nil {
			_, err = PutQualityPlan(tx, p, p.Revision)
		}
		return err
	})
	if got := h.came("A1", 600); got.Status != Available {
		t.Errorf("a plan that is off holds goods back: %+v", got)
	}
}

func TestWhatIsMeasuredAtTheDockReachesTheCatalogue(t *testing.T) {
	h := newHouse(t)
	h.item("LAMP", func(it *item.Item) { it.Packs[0].Size, it.Packs[0].Grams = item.Size{}, 0 })
	if got := h.came("LAMP", 1); !got.Measure {
		t.Error("nobody is asked to measure it")
	}
	in := MeasureInput{SKU: "LAMP", Size: item.Size{Length: 3, Width: 2, Height: 1}, Grams: 7}
	h.do(func(tx *store.Tx) error { _, err := Measure(tx, in); return err })
	var told []store.OutboxRecord
	h.look(func(r store.Reader) { told = store.Outbox(r, 1, 100) })
	if len(told) == 0 || told[len(told)-1].Kind != ItemMeasured {
		t.Fatalf("the catalogue is told nothing: %v", told)
	}
	in.Level = item.Each
	for i, want := range []bool{true, false} { // delivered twice
		var changed bool
		h.company(func(tx *store.Tx) (err error) { changed, err = BookMeasure(tx, in); return err })
		if changed != want {
			t.Errorf("delivery %d changed the item: %t, want %t", i+1, changed, want)
		}
	}
	h.look(func(r store.Reader) {
		it, err := FindItem(r, "LAMP")
		if p := it.Base(); err != nil || p.Size != in.Size || p.Grams != 7 || it.State != item.Approved {
			t.Errorf("the catalogue has %+v %s, %v", p, it.State, err)
		}
	})
	if got := h.came("LAMP", 1); got.Measure {
		t.Error("it is asked for again")
	}
}

func TestGoodsCarriedElsewhereAreJudgedByTheirLotsSupplier(t *testing.T) {
	h := newHouse(t)
	h.glass()
	h.item("JAR", func(it *item.Item) { it.Category, it.LotTracked = "glass", true })
	if _, err := h.receive(ReceiveInput{Supplier: "ACME", SKU: "JAR", Lot: "J1", Qty: 600, Dock: "DOCK"}); err != nil {
		t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		_, err := PutLocation(tx, layout.Location{Code: "DOCK2", Kind: layout.Dock}, 0)
		if err == nil {
			from := Goods{SKU: "JAR", Lot: "J1", Holder: Location("DOCK"), Status: ToInspect}
			err = Move(tx, Movement{From: from, To: from.At(Location("DOCK2")).side(), Qty: 600})
		}
		return err
	})
	if got, err := h.inspect(InspectInput{SKU: "JAR", Lot: "J1", Holder: Location("DOCK2"), Sample: 80, Passed: 600}); err != nil || !got.Accepted {
		t.Fatalf("inspect = %+v, %v", got, err)
	}
	h.look(func(r store.Reader) {
		if s := SupplyOf(r, "ACME", "JAR"); s.Deliveries != 1 {
			t.Errorf("history = %+v, want one delivery of the lot's supplier", s)
		}
	})
}
