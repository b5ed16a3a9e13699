package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

func (s *Server) listDevices(ctx context.Context, in *PageQuery) (*many[wire.Device], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Company, func(v *store.View) ([]people.Device, error) {
		return people.ListDevices(v, people.Page{After: after, Limit: limit}), nil
	})
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, showDevice, func(d people.Device) string { return d.ID }), nil
}

func (s *Server) getDevice(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*one[wire.Device], error) {
	d, err := look(ctx, s, store.Company, func(v *store.View) (people.Device, error) { return people.FindDevice(v, in.ID) })
	if err != nil {
		return nil, err
	}
	return &one[wire.Device]{etag(d.Revision), showDevice(d)}, nil
}

type enrolInput struct {
	CommandHead
	Body wire.NewDevice
}

// enrolDevice lets a device in and shows its token once.
func (s *Server) enrolDevice(ctx context.Context, in *enrolInput) (*struct{ Body wire.EnrolledDevice }, error) {
	token := s.newToken(deviceToken)
	e, err := s.edit(ctx, store.Company, "device.enrol", EditHead{CommandHead: in.CommandHead}, in.Body, func(tx *store.Tx, _ uint64) (edited, error) {
		d, err := people.EnrolDevice(tx, people.Enrolment{Name: in.Body.Name, Kind: people.DeviceKindOf(in.Body.Kind),
			Token: people.HashToken(token), By: callerOf(ctx).worker})
		return edited{d.ID, d.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	d, err := look(ctx, s, store.Company, func(v *store.View) (people.Device, error) { return people.FindDevice(v, e.Code) })
	if err != nil {
		return nil, err
	}
	if !d.Token.Equal(people.HashToken(token)) {
		return nil, errTokenShown
	}
	return &struct{ Body wire.EnrolledDevice }{wire.EnrolledDevice{Token: token, Device: showDevice(d)}}, nil
}

type switchInput struct {
	EditHead
	ID   string `path:"id"`
	Body wire.Switch
}

// switchDevice shuts a device out or in again.
func (s *Server) switchDevice(ctx context.Context, in *switchInput) (*one[wire.Device], error) {
	e, err := s.edit(ctx, store.Company, "device.switch", in.EditHead, []any{in.ID, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		d, err := people.DisableDevice(tx, in.ID, expected, in.Body.Disabled)
		return edited{d.ID, d.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getDevice(ctx, &struct {
		ID string `path:"id"`
	}{e.Code})
}

func showDevice(d people.Device) wire.Device {
	return wire.Device{ID: d.ID, Name: d.Name, Kind: d.Kind.String(), EnrolledAt: d.EnrolledAt, EnrolledBy: d.EnrolledBy, Disabled: d.Disabled, Revision: d.Revision}
}

func (s *Server) listKeys(ctx context.Context, in *PageQuery) (*many[wire.APIKey], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Company, func(v *store.View) ([]people.APIKey, error) {
		return people.ListAPIKeys(v, people.Page{After: after, Limit: limit}), nil
	})
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, showKey, func(k people.APIKey) string { return k.ID }), nil
}

type newKeyInput struct {
	CommandHead
	Body wire.NewAPIKey
}

// createKey lets a program in and shows its token once.
func (s *Server) createKey(ctx context.Context, in *newKeyInput) (*struct{ Body wire.CreatedAPIKey }, error) {
	roles, err := people.RolesOf(in.Body.Roles)
	if err != nil {
		return nil, err
	}
	c := callerOf(ctx)
	if c.key != "" {
		return nil, fault.Forbidden("api_key.by_key", "a key cannot make keys: sign in")
	}
	token := s.newToken(keyToken)
	e, err := s.edit(ctx, store.Company, "api_key.create", EditHead{CommandHead: in.CommandHead}, in.Body, func(tx *store.Tx, _ uint64) (edited, error) {
		k, err := people.CreateAPIKey(tx, people.NewAPIKey{Name: in.Body.Name, Token: people.HashToken(token), Roles: roles,
			Warehouses: in.Body.Warehouses, By: c.worker})
		return edited{k.ID, k.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	k, err := look(ctx, s, store.Company, func(v *store.View) (people.APIKey, error) { return people.FindAPIKey(v, e.Code) })
	if err != nil {
		return nil, err
	}
	if !k.Token.Equal(people.HashToken(token)) {
		return nil, errTokenShown
	}
	return &struct{ Body wire.CreatedAPIKey }{wire.CreatedAPIKey{Token: token, APIKey: showKey(k)}}, nil
}

// switchKey shuts a program out or in again.
func (s *Server) switchKey(ctx context.Context, in *switchInput) (*one[wire.APIKey], error) {
	e, err := s.edit(ctx, store.Company, "api_key.switch", in.EditHead, []any{in.ID, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		k, err := people.DisableAPIKey(tx, in.ID, expected, in.Body.Disabled)
		return edited{k.ID, k.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	k, err := look(ctx, s, store.Company, func(v *store.View) (people.APIKey, error) { return people.FindAPIKey(v, e.Code) })
	if err != nil {
		return nil, err
	}
	return &one[wire.APIKey]{etag(k.Revision), showKey(k)}, nil
}

func showKey(k people.APIKey) wire.APIKey {
	return wire.APIKey{ID: k.ID, Name: k.Name, Roles: k.Roles.Words(), Warehouses: k.Warehouses, Created: k.Created, CreatedBy: k.CreatedBy,
		Disabled: k.Disabled, Revision: k.Revision}
}
