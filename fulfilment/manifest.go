package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Manifest is what one carrier takes at one pick-up.
type Manifest struct {
	ID      string        `cbor:"1,keyasint"` // M-0000012-3
	Carrier string        `cbor:"2,keyasint"`
	Dock    string        `cbor:"3,keyasint,omitempty"` // outbound location
	State   ManifestState `cbor:"4,keyasint"`
	Parcels int64         `cbor:"5,keyasint,omitempty"`
	Grams   int64         `cbor:"6,keyasint,omitempty"`
	Shipped int64         `cbor:"7,keyasint,omitempty"` // parcels the shipping series has done
	Vehicle string        `cbor:"8,keyasint,omitempty"`
	Job     uint64        `cbor:"9,keyasint,omitempty"` // the job that ships its parcels
}

// ManifestState is how far a pick-up is.
type ManifestState byte

// The states of a manifest in life order.
const (
	ManifestOpen     ManifestState = iota + 1 // parcels are being loaded
	ManifestShipping                          // closed: its parcels are being shipped, in ranges
	ManifestShipped
)

var manifestStates = [...]string{ManifestOpen: "open", ManifestShipping: "shipping", ManifestShipped: "shipped"}

// String gives the word used on the wire.
func (s ManifestState) String() string {
	if int(s) < len(manifestStates) {
		return manifestStates[s]
	}
	return ""
}

type manifestEvent string

const (
	manifestOpen  manifestEvent = "open"
	manifestClose manifestEvent = "close"
	manifestShip  manifestEvent = "ship"
)

var manifestTable = map[ManifestState]map[manifestEvent]ManifestState{
	0:                {manifestOpen: ManifestOpen},
	ManifestOpen:     {manifestClose: ManifestShipping},
	ManifestShipping: {manifestShip: ManifestShipped},
}

// stepManifest is the sole writer of a manifest's state. The caller puts the manifest.
func stepManifest(tx *store.Tx, m *Manifest, ev manifestEvent) error {
	to, ok := manifestTable[m.State][ev]
	if !ok {
		return fault.Conflict("manifest.state", "manifest %s is %s: it cannot %s", m.ID, m.State, ev)
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "manifest", ID: m.ID, From: m.State.String(), To: to.String(), Event: string(ev)})
	m.State = to
	return nil
}

// Manifests are kept by number, the open ones found by carrier and dock.
var Manifests = store.Collection[Manifest]{
	Noun: "manifest", Version: 1,
	Key: func(m *Manifest) store.Key { return manifestKey(m.ID) },
	Indexes: []store.Index[Manifest]{{Name: "open", Keys: func(m *Manifest) []store.Key {
		if m.State != ManifestOpen {
			return nil
		}
		return []store.Key{manifestOpenKey(m.Carrier, m.Dock).Str(m.ID)}
	}}},
}

func manifestOpenKey(carrier, dock string) store.Key {
	return store.K(tagManifestOpen).Str(carrier).Str(dock)
}

func manifestKey(id string) store.Key { return store.K(tagManifest).Str(id) }

// GetManifest gives a manifest or refuses, naming it.
func GetManifest(r store.Reader, id string) (Manifest, error) {
	return Manifests.Must(r, manifestKey(id), id)
}
