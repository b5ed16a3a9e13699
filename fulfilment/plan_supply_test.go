package fulfilment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/forecast"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

func (h *hall) supplyJobs() {
	h.t.Helper()
	if err := h.f.RunOutbox(map[string]store.Handler{inventory.SupplyJob: PlanSupplyHandler()}, []store.Partition{hallCode}); err != nil {
		h.t.Fatalf("%v", err)
	}
}

// planned plans and gives the job's note.
func (h *hall) plannedSupply() string {
	h.t.Helper()
	job := doVerb(h, func(tx *store.Tx, _ int) (inventory.PlanSupplyResult, error) { return inventory.PlanSupply(tx) }, 0).Job
	j := h.job(job)
	if j.State != store.JobDone {
		h.t.Fatalf("job %d ended %s: %s", job, j.State, j.Note)
	}
	return j.Note
}

func (h *hall) supplyOf(sku item.SKU) (p inventory.SupplyPlan) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		var err error
		if p, err = inventory.GetSupplyPlan(r, sku); err != nil {
			h.t.Fatalf("%v", err)
		}
	})
	return p
}

// sold ships goods of the hall to customers.
func (h *hall) sold(sku item.SKU, qty int64) {
	h.t.Helper()
	h.stock(sku, "", faceC, qty, 0)
	h.do(func(tx *store.Tx) error {
		l, err := inventory.OpenLine(tx, inventory.NewLine{Order: fmt.Sprint("SOLD-", tx.Next("sold")), No: 1, SKU: sku, Qty: qty})
		if err != nil {
			return err
		}
		res, err := inventory.Reserve(tx, &l, inventory.ReserveInput{Goods: inventory.Goods{SKU: sku, Holder: faceC, Status: inventory.Available}, Qty: qty})
		if err != nil {
			return err
		}
		_, err = inventory.Advance(tx, &l, inventory.Onward{Res: res.N, Qty: qty, To: inventory.Customer, ToPhase: inventory.Shipped})
		inventory.Lines.Put(tx, &l)
		return err
	})
}

// bought places an order and lets it come some weeks later; twenty jars are sold in each.
func (h *hall) bought(number, supplier string, weeks int, lines ...partner.PurchaseLine) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: number, Supplier: supplier}, lines, 0)
		return err
	})
	for range weeks {
		h.sold("JAR", 20)
		h.f.Clock.Advance(7 * 24 * time.Hour)
	}
	for i, l := range lines {
		h.do(func(tx *store.Tx) error {
			_, err := partner.AddReceived(tx, number, i+1, l.Ordered)
			return err
		})
	}
}

func (h *hall) leaf() {
	h.t.Helper()
	err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "LEAF", Name: "Leaf", LeadDays: 9}, 0)
		return err
	})
	if err != nil {
		h.t.Fatalf("%v", err)
	}
	h.item("JAR", func(it *item.Item) {
		it.Supplier, it.SafetyStock = " leaf", 4
		it.Packs = append(it.Packs, item.Pack{Level: item.Case, Quantity: 12})
	})
	h.item("LID", func(it *item.Item) { it.Supplier = "LEAF" })
}

// A plan counts what customers took, what is free, what orders wait for and what is on order; it knows nothing of what others
// own, of goods that are damaged, have run out or were recalled.
func TestPlanSupply(t *testing.T) {
	h := newHall(t, storetest.Open)
	h.supplyJobs()
	h.leaf()
	for range 6 {
		h.sold("JAR", 20)
		h.sold("LID", 8)
		h.f.Clock.Advance(7 * 24 * time.Hour)
	}
	today := item.DateOf(h.f.Clock.Now(), time.UTC)
	h.stock("JAR", "", reserveR, 30, 0)
	h.stock("MILK", "OLD", reserveR, 30, today-1)
	h.stock("MILK", "NEW", reserveR, 7, today+50)
	h.stock("MILK", "BAD", reserveR, 40, today+50)
	h.do(func(tx *store.Tx) error {
		_, err := inventory.PlaceHold(tx, inventory.Target{On: inventory.HoldLot, SKU: "MILK", Lot: "BAD"}, inventory.QualityHold, "recall")
		for _, in := range []inventory.AdjustInput{{Status: inventory.Damaged, Delta: 100}, {Owner: "SHOP", Delta: 200}, {Status: inventory.ToInspect, Delta: 5}} {
			if in.SKU, in.Holder, in.Reason = "JAR", faceA, inventory.AdjustFound; err == nil {
				_, err = inventory.Adjust(tx, in)
			}
		}
		return err
	})
	h.order("O1", wants{"JAR", 3}, wants{"MILK", 2})
	h.order("O2", wants{"JAR", 4})
	h.allocate("O2")
	h.do(func(tx *store.Tx) error {
		_, err := partner.PutPurchaseOrder(tx, partner.PurchaseOrder{Number: "PO-1", Supplier: "LEAF"}, []partner.PurchaseLine{{SKU: "JAR", Ordered: 10}, {SKU: "LID", Ordered: 1}}, 0)
		if err == nil {
			_, err = partner.AddReceived(tx, "PO-1", 1, 4)
		}
		if err == nil {
			_, err = partner.PutASN(tx, partner.ASN{Number: "ASN-1", Supplier: "LEAF"}, []partner.ASNLine{{SKU: "LID", Quantity: 2}}, 0)
		}
		return err
	})
	h.plannedSupply()
	jar := h.supplyOf("JAR")
	got := [...]int64{jar.Free, jar.Owed, jar.OnOrder, jar.Week, jar.Levels.UpTo - jar.Levels.Reorder, jar.Lead}
	if want := [...]int64{31, 3, 6, 20_000, 0, 9_000}; got != want || jar.Method != forecast.Regular || jar.Supplier != "LEAF" || jar.LeadFrom != inventory.LeadOfCatalog {
		t.Errorf("got free, owed, on order, a week, beyond, lead %v of %+v; want %v", got, jar, want)
	}
	if need := jar.Levels.UpTo - jar.Position(); jar.Proposal < need || jar.Proposal > need+11 || jar.Proposal%12 != 0 || jar.Pack != item.Case {
		t.Errorf("proposed %d of %+v, want %d in cases of twelve", jar.Proposal, jar, need)
	}
	if lid := h.supplyOf("LID"); lid.OnOrder != 3 || lid.Free != 0 {
		t.Errorf("lids: %+v", lid)
	}
	if milk := h.supplyOf("MILK"); milk.Free != 7 || milk.Owed != 2 || milk.Method != forecast.Idle || milk.Proposal != 0 {
		t.Errorf("milk: %+v", milk)
	}
	h.look(func(r store.Reader) {
		if _, err := inventory.GetSupplyPlan(r, "TEA"); err == nil {
			t.Error("tea, which nobody ever took, has a plan")
		}
	})
	if note := h.plannedSupply(); note != "planned=3 proposed=2 changed=0" {
		t.Errorf("planned again: %s; want nothing changed", note)
	}
	h.f.Restart()
	h.supplyJobs()
	if note := h.plannedSupply(); !strings.HasSuffix(note, "changed=0") {
		t.Errorf("planned after a restart: %s", note)
	}
}

// What a supplier needed counts as soon as three deliveries were measured, an item's own as soon as four were; who is late now
// and then costs safety stock; a person's word goes before all.
func TestLeadTimesAreMeasured(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.supplyJobs()
	h.leaf()
	for range 6 {
		h.sold("JAR", 20)
		h.f.Clock.Advance(7 * 24 * time.Hour)
	}
	jar := partner.PurchaseLine{SKU: "JAR", Ordered: 5}
	type lead struct {
		Days, Spread int64
		From         inventory.LeadSource
	}
	var safety []int64
	for i, want := range []lead{{9_000, 0, inventory.LeadOfCatalog}, {9_000, 0, inventory.LeadOfCatalog}, {9_000, 0, inventory.LeadOfCatalog},
		{7_000, 0, inventory.LeadOfSupplier}, {8_750, 3_499, inventory.LeadOfItem}} {
		if i > 0 {
			h.bought(fmt.Sprint("PO-", i), "LEAF", []int{1, 1, 1, 2}[i-1], jar)
		}
		h.plannedSupply()
		p := h.supplyOf("JAR")
		if got := (lead{p.Lead, p.Spread, p.LeadFrom}); got != want {
			t.Errorf("after %d deliveries: got %+v, want %+v", i, got, want)
		}
		safety = append(safety, p.Figured.Safety)
	}
	if safety[4] <= safety[3] {
		t.Errorf("safety stock %v: want more once deliveries differ", safety)
	}
	days := int64(30)
	doVerb(h, inventory.OverrideSupply, inventory.OverrideSupplyInput{SKU: "JAR", Figures: inventory.SupplyFigures{LeadDays: &days}, Reason: "by sea"})
	h.plannedSupply()
	if p := h.supplyOf("JAR"); p.Lead != 30_000 || p.LeadFrom != inventory.LeadOfPerson {
		t.Errorf("overridden: %+v", p)
	}
}

// A plan that nothing asks for any more goes, and so does its place on the list.
func TestPlansEnd(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.supplyJobs()
	h.leaf()
	h.order("O1", wants{"LID", 3})
	h.plannedSupply()
	if lid := h.supplyOf("LID"); lid.Proposal != 3 {
		t.Errorf("owed lids: %+v", lid)
	}
	h.stock("LID", "", faceA, 3, 0)
	h.allocate("O1")
	if err := h.in(store.Company, func(tx *store.Tx) error {
		it, err := inventory.FindItem(tx, "JAR")
		if err == nil {
			_, err = inventory.RetireItem(tx, "JAR", it.Revision, "sold off")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.plannedSupply()
	h.look(func(r store.Reader) {
		for p := range inventory.SupplyPlansFrom(r, "") {
			t.Errorf("a plan is left: %+v", p)
		}
		for p := range inventory.Proposals(r, "", "", "") {
			t.Errorf("a proposal is left: %+v", p)
		}
	})
}

// Random weeks of a small house: whatever is sold, ordered and planned in whatever order, nothing is ordered beyond its level,
// and the check, which ends the test, finds the demand of every week.
func TestRandomWeeksOfSupply(t *testing.T) {
	for seed := range uint64(3) {
		h := newHall(t, storetest.Memory)
		h.supplyJobs()
		h.leaf()
		r := rand.New(rand.NewPCG(seed, 77))
		skus := []item.SKU{"JAR", "LID", "TEA", "CUP"}
		for range 120 {
			h.f.Clock.Advance(time.Duration(r.IntN(40)) * time.Hour)
			sku := skus[r.IntN(len(skus))]
			switch r.IntN(6) {
			case 0:
				h.plannedSupply()
			case 1:
				out, err := tryVerb(h, inventory.OrderSupply, inventory.OrderSupplyInput{Supplier: "LEAF"})
				if err != nil {
					continue
				}
				h.look(func(v store.Reader) {
					for _, l := range partner.PurchaseLines(v, out.Number) {
						p, err := inventory.GetSupplyPlan(v, l.SKU)
						if most := p.Levels.UpTo + max(p.Size, 12); err != nil || p.Proposal != 0 || p.Position() > most {
							t.Errorf("seed %d: ordered %d of %+v: more than %d", seed, l.Ordered, p, most)
						}
					}
				})
			default:
				h.sold(sku, 1+r.Int64N(20))
			}
		}
		h.plannedSupply()
		total := map[item.SKU]int64{}
		h.look(func(v store.Reader) {
			for e, err := range inventory.Ledger(v, 1) {
				if err == nil && e.To.Holder == inventory.Customer {
					total[e.SKU] += e.Qty
				}
			}
			have := map[item.SKU]int64{}
			for d := range inventory.DemandsFrom(v, "") {
				for _, n := range d.Weeks {
					have[d.SKU] += n
				}
			}
			if d := cmp.Diff(have, total); d != "" {
				t.Errorf("seed %d: demand against the ledger (-got +want):\n%s", seed, d)
			}
		})
	}
}

// BenchmarkPlanSupply plans 50,000 items of two years: a fifth of them sold every week, the others now and then, each from one of
// fifty suppliers. The first run stores every plan; the second, of the same day, finds all as it was; the third is of next week.
func BenchmarkPlanSupply(b *testing.B) {
	const items = 50_000
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(filepath.Join(b.TempDir(), "plan.db")) }, Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	ended := make(chan struct{}, 1)
	in := func(p store.Partition, run func(*store.Tx) error) {
		b.Helper()
		if _, err := store.Do(context.Background(), x, store.Command{Partition: p, Verb: "bench", At: now}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, run(tx) }); err != nil {
			b.Fatal(err)
		}
	}
	in(store.Company, func(tx *store.Tx) error {
		for i := range 50 {
			if _, err := partner.PutSupplier(tx, partner.Supplier{Code: fmt.Sprint("S", i), Name: "S", LeadDays: 10}, 0); err != nil {
				return err
			}
		}
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: string(hallCode), Name: "Shanghai", Zone: "Asia/Shanghai"}, 0)
		return err
	})
	r := rand.New(rand.NewPCG(1, 1))
	first := forecast.WeekOf(item.MakeDate(2026, 3, 2)) - 104
	skus := make([]int, items)
	for i := range skus {
		skus[i] = i
	}
	for some := range slices.Chunk(skus, 150) {
		in(store.Company, func(tx *store.Tx) error {
			for _, i := range some {
				inventory.Items.Put(tx, &item.Item{SKU: item.SKU(fmt.Sprintf("N%05d", i)), Name: "thing", State: item.Approved, Category: fmt.Sprint("C", i%30), Supplier: fmt.Sprint("S", i%50),
					Packs: []item.Pack{{Level: item.Each, Quantity: 1}, {Level: item.Case, Quantity: 12}}, PriceMinor: 100})
			}
			return nil
		})
		in(hallCode, func(tx *store.Tx) error {
			d := inventory.DemandRange{From: 1, Zone: "Asia/Shanghai"}
			for _, i := range some {
				mean := int64(2)
				if i%5 == 0 {
					mean = 20
				}
				for w := range int64(104) {
					if q := r.Int64N(2*mean+1) - mean/2; q > 0 || w == 0 {
						d.Sums = append(d.Sums, inventory.DemandSum{SKU: item.SKU(fmt.Sprintf("N%05d", i)), Week: first + w, Qty: max(1, q)})
					}
				}
			}
			_, err := inventory.FoldDemand(tx, d)
			return err
		})
	}
	err = x.RunOutbox(map[string]store.Handler{inventory.SupplyJob: func(ctx context.Context, d *store.Delivery) error {
		err := PlanSupplyHandler()(ctx, d)
		ended <- struct{}{}
		return err
	}}, []store.Partition{hallCode})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, run := range []string{"all_ms", "none_ms", "week_ms"} {
			begin := time.Now()
			in(hallCode, func(tx *store.Tx) error { _, err := inventory.PlanSupply(tx); return err })
			<-ended
			b.ReportMetric(float64(time.Since(begin).Milliseconds()), run)
			if run == "none_ms" {
				now = now.Add(7 * 24 * time.Hour)
			}
		}
	}
}

// A supplier that the company does not know, or that is closed, can be ordered from by nobody: what the catalogue says it brings
// is planned as goods whose supplier nobody named, so that it can be had from another.
func TestPlansOfSuppliersThatAreNone(t *testing.T) {
	h := newHall(t, storetest.Memory)
	h.supplyJobs()
	h.leaf()
	if err := h.in(store.Company, func(tx *store.Tx) error {
		_, err := partner.PutSupplier(tx, partner.Supplier{Code: "SHUT", Name: "Shut", LeadDays: 3, Closed: true}, 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.item("BEAKER", func(it *item.Item) { it.Supplier, it.SafetyStock = "Cups & Sons", 5 })
	h.item("STEIN", func(it *item.Item) { it.Supplier, it.SafetyStock = "SHUT", 6 })
	h.plannedSupply()
	for sku, why := range map[item.SKU]string{"BEAKER": `supplier "CUPS & SONS" unknown`, "STEIN": `supplier "SHUT" closed`} {
		if p := h.supplyOf(sku); p.Supplier != "" || p.Proposal == 0 || !strings.Contains(p.Why, why) {
			t.Errorf("got %+v, want one of no supplier that says why: %s", p, why)
		}
	}
	out := doVerb(h, inventory.OrderSupply, inventory.OrderSupplyInput{Supplier: "LEAF", Lines: []inventory.SupplyLine{{SKU: "BEAKER"}, {SKU: "STEIN"}}})
	if out.Lines != 2 || out.Units != 11 {
		t.Errorf("ordered %+v", out)
	}
}
