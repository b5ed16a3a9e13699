package client

import (
	"context"
	"net/http"

	"example.com/tote/api/wire"
)

// SignIn opens a session with badge, id or name, and PIN; on a device's client, on that device.
func (c *Client) SignIn(ctx context.Context, login, pin string) (wire.SignedIn, error) {
	return post[wire.SignedIn](ctx, c, 0, wire.SignIn{Login: login, PIN: pin}, "sign-in")
}

// SignOut ends the client's session.
func (c *Client) SignOut(ctx context.Context) error {
	_, err := post[struct{}](ctx, c, 0, nil, "sign-out")
	return err
}

// Me tells whom the client's token stands for.
func (c *Client) Me(ctx context.Context) (wire.Me, error) {
	return read[wire.Me](ctx, c, "me")
}

// Workers lists workers by id.
func (c *Client) Workers(ctx context.Context, q Query) (wire.Page[wire.Worker], error) {
	return list[wire.Worker](ctx, c, path("workers"), q)
}

// GetWorker reads a worker.
func (c *Client) GetWorker(ctx context.Context, id string) (wire.Worker, error) {
	return read[wire.Worker](ctx, c, "workers", id)
}

// PutWorker creates a worker, or edits the one with that revision.
func (c *Client) PutWorker(ctx context.Context, w wire.Worker, revision uint64) (wire.Worker, error) {
	return keep(ctx, c, revision, w, "workers", w.ID)
}

// SetPIN gives a worker a new PIN.
func (c *Client) SetPIN(ctx context.Context, id, pin string) error {
	_, err := keep(ctx, c, 0, wire.PIN{PIN: pin}, "workers", id, "pin")
	return err
}

// UnlockWorker forgets a worker's failed sign-ins.
func (c *Client) UnlockWorker(ctx context.Context, id string) error {
	_, err := post[struct{}](ctx, c, 0, nil, "workers", id, "unlock")
	return err
}

// Devices lists devices by id.
func (c *Client) Devices(ctx context.Context, q Query) (wire.Page[wire.Device], error) {
	return list[wire.Device](ctx, c, path("devices"), q)
}

// GetDevice reads a device.
func (c *Client) GetDevice(ctx context.Context, id string) (wire.Device, error) {
	return read[wire.Device](ctx, c, "devices", id)
}

// EnrolDevice lets a device in; its token is shown this once.
func (c *Client) EnrolDevice(ctx context.Context, d wire.NewDevice) (wire.EnrolledDevice, error) {
	return post[wire.EnrolledDevice](ctx, c, 0, d, "devices")
}

// SwitchDevice shuts the device with that revision out, or in again.
func (c *Client) SwitchDevice(ctx context.Context, id string, revision uint64, disabled bool) (wire.Device, error) {
	return change[wire.Device](ctx, c, http.MethodPut, revision, wire.Switch{Disabled: disabled}, "devices", id, "switch")
}

// APIKeys lists API keys by id.
func (c *Client) APIKeys(ctx context.Context, q Query) (wire.Page[wire.APIKey], error) {
	return list[wire.APIKey](ctx, c, path("api-keys"), q)
}

// CreateAPIKey lets a program in; its token is shown this once.
func (c *Client) CreateAPIKey(ctx context.Context, k wire.NewAPIKey) (wire.CreatedAPIKey, error) {
	return post[wire.CreatedAPIKey](ctx, c, 0, k, "api-keys")
}

// SwitchAPIKey shuts the program with that revision out, or in again.
func (c *Client) SwitchAPIKey(ctx context.Context, id string, revision uint64, disabled bool) (wire.APIKey, error) {
	return change[wire.APIKey](ctx, c, http.MethodPut, revision, wire.Switch{Disabled: disabled}, "api-keys", id, "switch")
}
