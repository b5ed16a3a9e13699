package client

import (
	"context"
	"net/http"

	"example.com/tote/api/wire"
)

// Receive books goods that came in.
func (c *Client) Receive(ctx context.Context, warehouse string, in wire.Receive) (wire.Received, error) {
	return Do[wire.Received](ctx, c, warehouse, "receive", in)
}

// Inspect books what quality control found.
func (c *Client) Inspect(ctx context.Context, warehouse string, in wire.Inspect) (wire.Inspected, error) {
	return Do[wire.Inspected](ctx, c, warehouse, "inspect", in)
}

// Putaway books goods set down where they stay.
func (c *Client) Putaway(ctx context.Context, warehouse string, in wire.Putaway) (wire.PutAway, error) {
	return Do[wire.PutAway](ctx, c, warehouse, "putaway", in)
}

// Lease takes a block of LPN or SSCC numbers for a device.
func (c *Client) Lease(ctx context.Context, warehouse string, in wire.Lease) (wire.Leased, error) {
	return Do[wire.Leased](ctx, c, warehouse, "lease", in)
}

// Adjust corrects what a holder has.
func (c *Client) Adjust(ctx context.Context, warehouse string, in wire.Adjust) (wire.Balance, error) {
	return Do[wire.Balance](ctx, c, warehouse, "adjust", in)
}

// Hold keeps goods from being allocated.
func (c *Client) Hold(ctx context.Context, warehouse string, in wire.PlaceHold) (wire.Hold, error) {
	return Do[wire.Hold](ctx, c, warehouse, "hold", in)
}

// Unhold takes a hold away.
func (c *Client) Unhold(ctx context.Context, warehouse string, in wire.LiftHold) error {
	_, err := Do[wire.Empty](ctx, c, warehouse, "unhold", in)
	return err
}

// Accept takes an order in, or the next range of its lines.
func (c *Client) Accept(ctx context.Context, in wire.Accept) (wire.Accepted, error) {
	return Do[wire.Accepted](ctx, c, "", "orders", in)
}

// Resolve puts an order that waits right.
func (c *Client) Resolve(ctx context.Context, in wire.Resolve) (wire.Accepted, error) {
	return Do[wire.Accepted](ctx, c, "", "orders/resolve", in)
}

// Cancel gives up an order.
func (c *Client) Cancel(ctx context.Context, in wire.Cancel) (wire.Cancelled, error) {
	return Do[wire.Cancelled](ctx, c, "", "orders/cancel", in)
}

// Take takes an order into its warehouse; the service does so by itself.
func (c *Client) Take(ctx context.Context, warehouse string, in wire.Take) (wire.Taken, error) {
	return Do[wire.Taken](ctx, c, warehouse, "take", in)
}

// Allocate reserves goods for an order.
func (c *Client) Allocate(ctx context.Context, warehouse string, in wire.Allocate) (wire.Allocated, error) {
	return Do[wire.Allocated](ctx, c, warehouse, "allocate", in)
}

// AllocateAll starts the job that allocates every open order.
func (c *Client) AllocateAll(ctx context.Context, warehouse string, in wire.AllocateAll) (wire.JobStarted, error) {
	return Do[wire.JobStarted](ctx, c, warehouse, "allocate-all", in)
}

// Release begins a wave.
func (c *Client) Release(ctx context.Context, warehouse string, in wire.Release) (wire.Released, error) {
	return Do[wire.Released](ctx, c, warehouse, "release", in)
}

// Claim takes a task, or the most urgent open one.
func (c *Client) Claim(ctx context.Context, warehouse string, in wire.Claim) (wire.Trip, error) {
	return Do[wire.Trip](ctx, c, warehouse, "claim", in)
}

// TakeOver takes what remains of another's task.
func (c *Client) TakeOver(ctx context.Context, warehouse string, in wire.TakeOver) (wire.Trip, error) {
	return Do[wire.Trip](ctx, c, warehouse, "take-over", in)
}

// EndTask ends a trip.
func (c *Client) EndTask(ctx context.Context, warehouse string, in wire.EndTask) (wire.EndedTask, error) {
	return Do[wire.EndedTask](ctx, c, warehouse, "end-task", in)
}

// Pick books that goods were taken and put into a tote.
func (c *Client) Pick(ctx context.Context, warehouse string, in wire.Pick) (wire.Picked, error) {
	return Do[wire.Picked](ctx, c, warehouse, "pick", in)
}

// Short books that a place holds less than was reserved there.
func (c *Client) Short(ctx context.Context, warehouse string, in wire.Short) (wire.Shorted, error) {
	return Do[wire.Shorted](ctx, c, warehouse, "short", in)
}

// Swap lets a line take other goods of its item that stand in front.
func (c *Client) Swap(ctx context.Context, warehouse string, in wire.Swap) (wire.Swapped, error) {
	return Do[wire.Swapped](ctx, c, warehouse, "swap", in)
}

// Misscan tells what was scanned by mistake at a step.
func (c *Client) Misscan(ctx context.Context, warehouse string, in wire.Misscan) (wire.Misscanned, error) {
	return Do[wire.Misscanned](ctx, c, warehouse, "misscan", in)
}

// Close books where a tote was set down for the packers.
func (c *Client) Close(ctx context.Context, warehouse string, in wire.Close) (wire.Closed, error) {
	return Do[wire.Closed](ctx, c, warehouse, "close", in)
}

// Pack books what was scanned into a parcel.
func (c *Client) Pack(ctx context.Context, warehouse string, in wire.Pack) (wire.Packed, error) {
	return Do[wire.Packed](ctx, c, warehouse, "pack", in)
}

// Weigh books a parcel's weight.
func (c *Client) Weigh(ctx context.Context, warehouse string, in wire.Weigh) (wire.Weighed, error) {
	return Do[wire.Weighed](ctx, c, warehouse, "weigh", in)
}

// Label gives a parcel its waybill and has it printed.
func (c *Client) Label(ctx context.Context, warehouse string, in wire.Label) (wire.Labelled, error) {
	return Do[wire.Labelled](ctx, c, warehouse, "label", in)
}

// Reprint prints a parcel's label once more.
func (c *Client) Reprint(ctx context.Context, warehouse string, in wire.Reprint) (wire.Labelled, error) {
	return Do[wire.Labelled](ctx, c, warehouse, "reprint", in)
}

// Confirm books the printed label scanned back from its parcel.
func (c *Client) Confirm(ctx context.Context, warehouse string, in wire.Confirm) (wire.Confirmed, error) {
	return Do[wire.Confirmed](ctx, c, warehouse, "confirm", in)
}

// Load puts parcels onto a manifest.
func (c *Client) Load(ctx context.Context, warehouse string, in wire.Load) (wire.Loaded, error) {
	return Do[wire.Loaded](ctx, c, warehouse, "load", in)
}

// Ship closes a manifest: its job ships the parcels.
func (c *Client) Ship(ctx context.Context, warehouse string, in wire.Ship) (wire.Shipped, error) {
	return Do[wire.Shipped](ctx, c, warehouse, "ship", in)
}

// Commands sends an ordered batch: one answer a command, in order; Fault gives the error of an answer. The caller has given
// ids and numbers, and sends again what was held or failed for a passing reason. A batch without an answer is sent again
// here, as a command is.
func (c *Client) Commands(ctx context.Context, in wire.Commands) (wire.Answers, error) {
	var out wire.Answers
	err := c.send(ctx, call{method: http.MethodPost, path: path("commands"), body: in}, &out)
	return out, err
}
