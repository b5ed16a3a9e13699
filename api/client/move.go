package client

import (
	"context"
	"net/url"
	"time"

	"example.com/tote/api/wire"
)

// Move books goods brought to another place.
func (c *Client) Move(ctx context.Context, warehouse string, in wire.Move) (wire.Moved, error) {
	return Do[wire.Moved](ctx, c, warehouse, "move", in)
}

// Split books a part of an LPN put onto a new one.
func (c *Client) Split(ctx context.Context, warehouse string, in wire.Split) (wire.SplitDone, error) {
	return Do[wire.SplitDone](ctx, c, warehouse, "split", in)
}

// Merge books everything on an LPN put onto another.
func (c *Client) Merge(ctx context.Context, warehouse string, in wire.Merge) (wire.Moved, error) {
	return Do[wire.Moved](ctx, c, warehouse, "merge", in)
}

// Direct names the place for goods and keeps its space for them.
func (c *Client) Direct(ctx context.Context, warehouse string, in wire.Direct) (wire.Directed, error) {
	return Do[wire.Directed](ctx, c, warehouse, "direct", in)
}

// ChangeOwner books goods over to another owner.
func (c *Client) ChangeOwner(ctx context.Context, warehouse string, in wire.ChangeOwner) (wire.OwnerChanged, error) {
	return Do[wire.OwnerChanged](ctx, c, warehouse, "change-owner", in)
}

// Transfer opens a transfer to another warehouse, or adds to one.
func (c *Client) Transfer(ctx context.Context, warehouse string, in wire.Transfer) (wire.TransferOpened, error) {
	return Do[wire.TransferOpened](ctx, c, warehouse, "transfer", in)
}

// Send books goods of a transfer put onto the lorry.
func (c *Client) Send(ctx context.Context, warehouse string, in wire.Send) (wire.Sent, error) {
	return Do[wire.Sent](ctx, c, warehouse, "send", in)
}

// SettleTransfer gives up what has not come of a transfer.
func (c *Client) SettleTransfer(ctx context.Context, warehouse string, in wire.SettleTransfer) (wire.TransferSettled, error) {
	return Do[wire.TransferSettled](ctx, c, warehouse, "settle-transfer", in)
}

// Dispatch lets the lorry of a transfer go.
func (c *Client) Dispatch(ctx context.Context, warehouse string, in wire.Dispatch) (wire.Dispatched, error) {
	return Do[wire.Dispatched](ctx, c, warehouse, "dispatch", in)
}

// Transfers lists the transfers a warehouse sends, without their lines; filter: state.
func (c *Client) Transfers(ctx context.Context, warehouse string, q Query) (wire.Page[wire.TransferView], error) {
	return list[wire.TransferView](ctx, c, path("warehouses", warehouse, "transfers"), q)
}

// TransferOf reads a transfer.
func (c *Client) TransferOf(ctx context.Context, warehouse, id string) (wire.TransferView, error) {
	return read[wire.TransferView](ctx, c, "warehouses", warehouse, "transfers", id)
}

// PutawayRules lists the sequences of targets a warehouse puts goods away by.
func (c *Client) PutawayRules(ctx context.Context, warehouse string) (wire.Page[wire.PutawayRule], error) {
	return list[wire.PutawayRule](ctx, c, path("warehouses", warehouse, "putaway-rules"), Query{})
}

// PutPutawayRule creates a rule, or edits the one with that revision.
func (c *Client) PutPutawayRule(ctx context.Context, warehouse string, p wire.PutawayRule, revision uint64) (wire.PutawayRule, error) {
	return keep(ctx, c, revision, p, "warehouses", warehouse, "putaway-rules", p.Scope, p.Name)
}

// Statement tells what became of an owner's stock between two moments.
func (c *Client) Statement(ctx context.Context, warehouse, owner string, from, to time.Time) (wire.Statement, error) {
	q := url.Values{"from": {from.UTC().Format(time.RFC3339Nano)}, "to": {to.UTC().Format(time.RFC3339Nano)}}
	if owner != "" {
		q.Set("owner", owner)
	}
	return get[wire.Statement](ctx, c, path("warehouses", warehouse, "statement"), q)
}
