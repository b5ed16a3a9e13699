package api

import (
	"context"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/sampling"
	"example.com/tote/inventory/store"
)

var qualityPlans = keeper[inventory.QualityPlan, wire.QualityPlan]{
	noun: "quality plan", put: inventory.PutQualityPlan, find: inventory.FindQualityPlan, list: inventory.ListQualityPlans,
	from: qualityPlanFrom, show: showQualityPlan,
	code: func(d inventory.QualityPlan) (string, uint64) { return d.Category, d.Revision },
}

func qualityPlanFrom(category string, w wire.QualityPlan) (inventory.QualityPlan, error) {
	p := inventory.QualityPlan{Category: category, Level: sampling.LevelOf(w.Level), Off: w.Off}
	var g fault.Gather
	for _, l := range []struct {
		name, text string
		to         *sampling.AQL
	}{{"major", w.Major, &p.Major}, {"minor", w.Minor, &p.Minor}} {
		a, err := sampling.ParseAQL(l.text)
		if err != nil {
			g.Detail(fault.Detail{Where: l.name, Reason: fault.ReasonOf(err), Message: err.Error()})
		}
		*l.to = a
	}
	for _, d := range w.Defects {
		p.Defects = append(p.Defects, inventory.DefectCode{Code: d.Code, Name: d.Name, NameZH: d.NameZH, Class: inventory.DefectClassOf(d.Class)})
	}
	return p, g.Invalid("quality-plan.invalid", "the quality plan of category %q cannot be kept as it is", category)
}

func showQualityPlan(p inventory.QualityPlan) wire.QualityPlan {
	return wire.QualityPlan{Category: p.Category, Level: p.Level.String(), Major: p.Major.String(), Minor: p.Minor.String(),
		Defects: showDefects(p.Defects), Off: p.Off, Revision: p.Revision}
}

func showDefects(all []inventory.DefectCode) []wire.DefectCode {
	var out []wire.DefectCode
	for _, d := range all {
		out = append(out, wire.DefectCode{Code: d.Code, Name: d.Name, NameZH: d.NameZH, Class: d.Class.String()})
	}
	return out
}

func showSampling(s inventory.Sampling) wire.Sampling {
	return wire.Sampling{Lot: s.Lot, Units: s.Units, Letter: s.Letter, Major: s.Major, Minor: s.Minor, Severity: s.Severity.String(),
		Whole: s.Whole, Judged: s.Judged, Accepted: s.Accepted}
}

type inspectionPlanInput struct {
	Warehouse string `path:"wh"`
	SKU       string `query:"sku"`
	Lot       string `query:"lot"`
	Holder    string `query:"holder" doc:"L:location or P:lpn"`
	Owner     string `query:"owner"`
}

// inspectionPlan tells what to do with goods that wait for quality control.
func (s *Server) inspectionPlan(ctx context.Context, in *inspectionPlanInput) (*struct{ Body wire.InspectionPlan }, error) {
	h, err := inventory.ParseHolder(in.Holder)
	if err != nil {
		return nil, err
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.InspectionPlan }, error) {
		what, plan, err := inventory.SamplingOf(v, inventory.Goods{SKU: item.SKU(in.SKU), Lot: item.Lot(in.Lot), Holder: h, Owner: in.Owner})
		if err != nil {
			return nil, err
		}
		return &struct{ Body wire.InspectionPlan }{wire.InspectionPlan{Sampling: showSampling(what), Category: plan.Category, Defects: showDefects(plan.Defects)}}, nil
	})
}

// listPresented lists goods that wait for quality control.
func (s *Server) listPresented(ctx context.Context, in *warehouseInput) (*many[wire.Presented], error) {
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*many[wire.Presented], error) {
		return listOf(inventory.WaitingForInspection(v, MaxPage), func(p inventory.Presented) wire.Presented {
			return wire.Presented{SKU: string(p.Goods.SKU), Lot: string(p.Goods.Lot), Holder: p.Goods.Holder.String(), Owner: p.Goods.Owner,
				Quantity: onHand(v, p.Goods), Supplier: p.Supplier, Receipt: p.Receipt, Since: instant(p.Since), Judged: p.Judged, Accepted: p.Accepted}
		}), nil
	})
}

func onHand(r store.Reader, g inventory.Goods) int64 {
	b := inventory.GetBalance(r, g)
	return b.OnHand
}

type inspectionInput struct {
	Warehouse string `path:"wh"`
	ID        string `path:"id"`
}

func (s *Server) getInspection(ctx context.Context, in *inspectionInput) (*struct{ Body wire.Inspection }, error) {
	n, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.Inspection, error) { return inventory.GetInspection(v, in.ID) })
	if err != nil {
		return nil, err
	}
	w := wire.Inspection{ID: n.ID, SKU: string(n.SKU), Lot: string(n.Lot), Holder: n.Holder.String(), Sample: n.Sample, Passed: n.Passed, Failed: n.Failed,
		Defect: n.Defect, Photo: n.Photo, Override: n.Override, Supplier: n.Supplier, Receipt: n.Receipt, Worker: n.Worker, At: instant(n.At),
		Judged: n.Judged, Accepted: n.Accepted, Sampling: showSampling(n.Sampling)}
	for _, d := range n.Defects {
		w.Defects = append(w.Defects, wire.FoundDefect(d))
	}
	return &struct{ Body wire.Inspection }{w}, nil
}

type suppliesInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	Supplier  string `query:"supplier"`
}

// listSupplies tells how suppliers' deliveries were found.
func (s *Server) listSupplies(ctx context.Context, in *suppliesInput) (*many[wire.Supply], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	supplier, sku, _ := strings.Cut(after, "\x00")
	found, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]inventory.Supply, error) {
		return inventory.SuppliesOf(v, in.Supplier, supplier, item.SKU(sku), limit), nil
	})
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, showSupply, func(s inventory.Supply) string { return s.Supplier + "\x00" + string(s.SKU) }), nil
}

func showSupply(s inventory.Supply) wire.Supply {
	return wire.Supply{Supplier: s.Supplier, SKU: string(s.SKU), Severity: s.State.Now().String(), Score: s.State.Score, Deliveries: s.Deliveries,
		Refused: s.Refused, Looked: s.Looked, Bad: s.Bad, At: instant(s.At)}
}

// resumeSupply lets a supplier that was stopped deliver again.
var resumeSupply = mapping[wire.ResumeSupply, wire.ResumeSupply, inventory.Supply, wire.Supply]{
	In: func(w wire.ResumeSupply) (wire.ResumeSupply, error) { return w, nil },
	Do: func(tx *store.Tx, in wire.ResumeSupply) (inventory.Supply, error) {
		return inventory.ResumeSupply(tx, in.Supplier, item.SKU(in.SKU), in.Reason)
	},
	Out: showSupply,
}

// measure takes down size and weight of an item's pack.
var measure = mapping[wire.Measure, inventory.MeasureInput, inventory.MeasureInput, wire.Measured]{
	In: func(w wire.Measure) (inventory.MeasureInput, error) {
		in := inventory.MeasureInput{SKU: item.SKU(w.SKU), Level: item.LevelOf(w.Level), Size: item.Size(w.Size), Grams: w.Grams, Again: w.Again}
		if w.Level != "" && in.Level == 0 {
			return in, fault.Invalid("measure.invalid", "%q is no pack: use each, inner, case or pallet", w.Level)
		}
		return in, nil
	},
	Do: inventory.Measure,
	Out: func(m inventory.MeasureInput) wire.Measured {
		return wire.Measured{SKU: string(m.SKU), Level: m.Level.String(), Size: wire.Size(m.Size), Grams: m.Grams}
	},
}
