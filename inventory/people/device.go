package people

import (
	"fmt"
	"slices"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// DeviceKind is what sort of device it is.
type DeviceKind byte

// The kinds of devices.
const (
	Handheld DeviceKind = iota + 1 // carried, has an outbox
	Station                        // a bench with scale and printer, has an outbox
	Shell                          // the SSH door of the service itself, whose sessions need no outbox
)

var deviceWords = [...]string{Handheld: "handheld", Station: "station", Shell: "shell"}

// String gives the word used in files and on the wire.
func (k DeviceKind) String() string {
	if k >= Handheld && int(k) < len(deviceWords) {
		return deviceWords[k]
	}
	return "?"
}

// DeviceKindOf is the inverse of String; 0 for an unknown word.
func DeviceKindOf(word string) DeviceKind {
	return DeviceKind(max(0, slices.Index(deviceWords[:], word)))
}

// Device is a terminal that was let in. Its id is given once and never again, since the store knows the commands it sent
// by that id; a device that lost its outbox is enrolled anew.
type Device struct {
	ID         string     `cbor:"1,keyasint"`
	Name       string     `cbor:"2,keyasint"` // as written on it
	Kind       DeviceKind `cbor:"3,keyasint"`
	Token      TokenHash  `cbor:"4,keyasint"`
	EnrolledAt time.Time  `cbor:"5,keyasint"` // whole seconds
	EnrolledBy string     `cbor:"6,keyasint,omitempty"`
	Disabled   bool       `cbor:"7,keyasint,omitempty"`
	Revision   uint64     `cbor:"8,keyasint,omitempty"`
}

// Check tells everything that is wrong with the device's own values. Error: device.invalid.
func (d *Device) Check() error {
	var g fault.Gather
	if d.Name == "" {
		g.Add("name", "name.malformed", "a device needs the name that is written on it")
	}
	checkName(&g, "name", d.Name)
	if d.Kind < Handheld || d.Kind > Shell {
		g.Add("kind", "device.kind", "kind must be handheld, station or shell")
	}
	if d.Token.IsZero() {
		g.Add("token", "device.token", "the device's token is missing")
	}
	return g.Invalid("device.invalid", "device %q cannot be enrolled as it is", d.Name)
}

// Devices are kept in the company's partition, with an index by token. None is ever deleted.
var Devices = store.Collection[Device]{
	Noun: "device", Version: 1,
	Key: func(d *Device) store.Key { return deviceKey(d.ID) },
	Indexes: []store.Index[Device]{{Name: "token", Keys: func(d *Device) []store.Key {
		return []store.Key{tokenPrefix(tagDevice, d.Token).Str(d.ID)}
	}}},
}

func deviceKey(id string) store.Key { return store.K(tagDevice).Byte(keyRecord).Str(id) }

func tokenPrefix(tag byte, h TokenHash) store.Key {
	return store.K(tag).Byte(keyToken).With(h[:])
}

// Enrolment lets a device in.
type Enrolment struct {
	Name  string
	Kind  DeviceKind
	Token TokenHash // of the token the device was handed
	By    string    // worker
}

// EnrolDevice lets a device in under an id of its own. Errors: device.invalid, token.taken.
func EnrolDevice(tx *store.Tx, e Enrolment) (Device, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return Device{}, err
	}
	d := Device{Name: e.Name, Kind: e.Kind, Token: e.Token, EnrolledBy: e.By, EnrolledAt: second(tx.Now()), Revision: 1}
	if err := d.Check(); err != nil {
		return Device{}, err
	}
	if _, ok := tokenOwner(tx, tagDevice, d.Token); ok {
		return Device{}, errTokenTaken()
	}
	d.ID = fmt.Sprintf("D%04d", tx.Next("device"))
	Devices.Put(tx, &d)
	return d, nil
}

// second cuts a moment to whole seconds: finer ones say nothing about people, and whole ones come back as they went in.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func errTokenTaken() error {
	return fault.Conflict("token.taken", "this token was given before: make a new one from 256 random bits")
}

func tokenOwner(r store.Reader, tag byte, h TokenHash) (string, bool) {
	prefix := tokenPrefix(tag, h)
	for k := range store.Keys(r, prefix, nil) {
		return store.ReadKey(k, len(prefix)).Str(), true
	}
	return "", false
}

// RenameDevice gives a device another name. Errors: device.invalid, device.unknown, revision.stale.
func RenameDevice(tx *store.Tx, id, name string, expected uint64) (Device, error) {
	return editDevice(tx, id, expected, func(d *Device) { d.Name = name })
}

// DisableDevice shuts a device out (or in again) and ends its session. Errors: device.unknown, revision.stale.
func DisableDevice(tx *store.Tx, id string, expected uint64, disabled bool) (Device, error) {
	d, err := editDevice(tx, id, expected, func(d *Device) { d.Disabled = disabled })
	if err == nil && disabled {
		signOutDevice(tx, d.ID)
	}
	return d, err
}

func editDevice(tx *store.Tx, id string, expected uint64, edit func(*Device)) (Device, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return Device{}, err
	}
	d, err := FindDevice(tx, id)
	if err != nil {
		return d, err
	}
	if err := store.CheckRevision("device", id, d.Revision, expected); err != nil {
		return d, err
	}
	edit(&d)
	if err := d.Check(); err != nil {
		return d, err
	}
	d.Revision++
	Devices.Put(tx, &d)
	return d, nil
}

// FindDevice gives a device by id, from any partition. Error: device.unknown.
func FindDevice(r store.Reader, id string) (Device, error) {
	return Devices.Must(r.Company(), deviceKey(id), id)
}

// DeviceByToken gives the device that shows a token. Errors: device.token, device.disabled, both unauthenticated.
func DeviceByToken(r store.Reader, h TokenHash) (Device, error) {
	r = r.Company()
	id, ok := tokenOwner(r, tagDevice, h)
	d, there := Devices.Get(r, deviceKey(id))
	if !ok || !there || !d.Token.Equal(h) {
		return Device{}, fault.Unauthenticated("device.token", "this device is not enrolled: ask an admin to enrol it")
	}
	if d.Disabled {
		return Device{}, fault.Unauthenticated("device.disabled", "device %s was disabled: ask an admin", d.ID)
	}
	return d, nil
}

// ListDevices gives a page in order of id, from any partition.
func ListDevices(r store.Reader, p Page) []Device {
	return list(r.Company(), &Devices, tagDevice, p)
}
