package demo

import (
	"context"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/testdata"
)

// leftOpen is how many further orders come in for a person to work on, and openPatience how long the service may take to
// find goods for them: one that is short, or faulty, stays visible as what it is.
const (
	leftOpen     = 12
	openPatience = 5 * time.Second
)

// leaveOpen sends some more orders and releases them, so that pick tasks wait for a person.
func (d *day) leaveOpen(ctx context.Context) error {
	n := 0
	for o, err := range testdata.Orders(d.opt.Catalogue, d.opt.Shape, d.opt.Orders+leftOpen) {
		if err != nil {
			return err
		}
		if n++; n <= d.opt.Orders {
			continue
		}
		if err := d.send(ctx, o); err != nil {
			return err
		}
	}
	for end := d.opt.Now().Add(openPatience); d.opt.Now().Before(end); {
		page, err := d.admin.WarehouseOrders(ctx, d.wh.Code, client.Query{Filter: map[string]string{"state": "open"}, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			break
		}
		if err := pause(ctx, waveEvery); err != nil {
			return err
		}
	}
	got, err := d.lead.c.Release(ctx, d.wh.Code, wire.Release{MaxOrders: leftOpen, Kind: "cart", Cart: wire.Cart{Totes: 4}})
	if nothingToRelease(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.lead.awaitJob(ctx, got.Job)
}
