package client

import (
	"context"
	"net/url"

	"example.com/tote/api/wire"
)

// Measure takes down size and weight of an item's pack.
func (c *Client) Measure(ctx context.Context, warehouse string, in wire.Measure) (wire.Measured, error) {
	return Do[wire.Measured](ctx, c, warehouse, "measure", in)
}

// ResumeSupply lets a supplier that was stopped deliver an item again.
func (c *Client) ResumeSupply(ctx context.Context, warehouse string, in wire.ResumeSupply) (wire.Supply, error) {
	return Do[wire.Supply](ctx, c, warehouse, "resume-supply", in)
}

// Recall takes a lot from sale in every warehouse.
func (c *Client) Recall(ctx context.Context, in wire.RecallGoods) (wire.Recall, error) {
	return Do[wire.Recall](ctx, c, "", "recalls", in)
}

// Lift lets the goods of a recall be sold again.
func (c *Client) Lift(ctx context.Context, in wire.LiftRecall) (wire.Recall, error) {
	return Do[wire.Recall](ctx, c, "", "recalls/lift", in)
}

// Recalls lists recalls by number.
func (c *Client) Recalls(ctx context.Context, q Query) (wire.Page[wire.Recall], error) {
	return list[wire.Recall](ctx, c, path("recalls"), q)
}

// ReadRecall reads a recall: how much each warehouse had.
func (c *Client) ReadRecall(ctx context.Context, id string) (wire.Recall, error) {
	return read[wire.Recall](ctx, c, "recalls", id)
}

// RecallGoods lists what of a recall was where.
func (c *Client) RecallGoods(ctx context.Context, id string, q Query) (wire.Page[wire.RecallRow], error) {
	return list[wire.RecallRow](ctx, c, path("recalls", id, "goods"), q)
}

// TraceOf is what is traced: an item's lot or, with Serial, one unit.
type TraceOf struct{ SKU, Lot, Serial string }

// Trace reads where goods came from and where they went, all pieces of it.
func (c *Client) Trace(ctx context.Context, warehouse string, of TraceOf) ([]wire.TraceStep, error) {
	q := url.Values{"sku": {of.SKU}}
	for k, v := range map[string]string{"lot": of.Lot, "serial": of.Serial} {
		if v != "" {
			q.Set(k, v)
		}
	}
	var out []wire.TraceStep
	for {
		piece, err := get[wire.Trace](ctx, c, path("warehouses", warehouse, "trace"), q)
		out = append(out, piece.Steps...)
		if err != nil || piece.Next == "" {
			return out, err
		}
		q.Set("cursor", piece.Next)
	}
}

// Serial finds the units that bear a number, with their history.
func (c *Client) Serial(ctx context.Context, warehouse, number string) ([]wire.Serial, error) {
	p, err := read[wire.Page[wire.Serial]](ctx, c, "warehouses", warehouse, "serials", number)
	return p.Items, err
}

// Expiring lists lots in stock that run out; filters: days, by (date or value).
func (c *Client) Expiring(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Expiring], error) {
	return list[wire.Expiring](ctx, c, path("warehouses", warehouse, "expiring"), q)
}

// InspectionPlan tells what to do with goods that wait for quality control; of the balance SKU, lot, holder and owner count.
func (c *Client) InspectionPlan(ctx context.Context, warehouse string, goods wire.Balance) (wire.InspectionPlan, error) {
	q := url.Values{"sku": {goods.SKU}, "holder": {goods.Holder}}
	for k, v := range map[string]string{"lot": goods.Lot, "owner": goods.Owner} {
		if v != "" {
			q.Set(k, v)
		}
	}
	return get[wire.InspectionPlan](ctx, c, path("warehouses", warehouse, "inspection-plan"), q)
}

// InspectionsWaiting lists goods that wait for quality control.
func (c *Client) InspectionsWaiting(ctx context.Context, warehouse string) ([]wire.Presented, error) {
	p, err := read[wire.Page[wire.Presented]](ctx, c, "warehouses", warehouse, "inspections-waiting")
	return p.Items, err
}

// Inspection reads a decision of quality control.
func (c *Client) Inspection(ctx context.Context, warehouse, id string) (wire.Inspection, error) {
	return read[wire.Inspection](ctx, c, "warehouses", warehouse, "inspections", id)
}

// Supplies tells how suppliers' deliveries were found; filter: supplier.
func (c *Client) Supplies(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Supply], error) {
	return list[wire.Supply](ctx, c, path("warehouses", warehouse, "supplies"), q)
}

// QualityPlans lists quality plans by category.
func (c *Client) QualityPlans(ctx context.Context, q Query) (wire.Page[wire.QualityPlan], error) {
	return list[wire.QualityPlan](ctx, c, path("quality-plans"), q)
}

// PutQualityPlan creates a category's quality plan, or edits the one with that revision.
func (c *Client) PutQualityPlan(ctx context.Context, v wire.QualityPlan, revision uint64) (wire.QualityPlan, error) {
	return keep(ctx, c, revision, v, "quality-plans", v.Category)
}

// LifeRules lists what channels and customers want of shelf life.
func (c *Client) LifeRules(ctx context.Context, q Query) (wire.Page[wire.LifeRule], error) {
	return list[wire.LifeRule](ctx, c, path("life-rules"), q)
}

// PutLifeRule creates what a channel or customer wants of shelf life, or edits the rule with that revision.
func (c *Client) PutLifeRule(ctx context.Context, v wire.LifeRule, revision uint64) (wire.LifeRule, error) {
	return keep(ctx, c, revision, v, "life-rules", v.Party)
}
