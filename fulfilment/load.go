package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// MaxLoad is how many parcels one command loads: each costs seven writes.
const MaxLoad = 16

// LoadInput puts parcels onto a manifest, or onto the open one of a carrier at a dock.
type LoadInput struct {
	Manifest string   // empty: the open one of Carrier at Dock, begun if there is none
	Carrier  string   // empty: the first parcel's
	Dock     string   // outbound location; empty: the first one
	Parcels  []string // parcel numbers or waybills, as scanned
}

// LoadResult is how the manifest stands. A parcel that was on it before is counted once.
type LoadResult struct {
	Manifest string   `cbor:"1,keyasint"`
	Carrier  string   `cbor:"2,keyasint"`
	Dock     string   `cbor:"3,keyasint"`
	Parcels  int64    `cbor:"4,keyasint"`
	Grams    int64    `cbor:"5,keyasint"`
	Loaded   []string `cbor:"6,keyasint,omitempty"` // by this command
}

// Load loads parcels: each must be confirmed, of the manifest's carrier, and on no other manifest, else all of it is
// refused and every parcel named. Errors: load.malformed, load.refused, manifest.unknown, manifest.state, dock.kind,
// location.unknown, number.exhausted.
func Load(tx *store.Tx, in LoadInput) (LoadResult, error) {
	if len(in.Parcels) < 1 || len(in.Parcels) > MaxLoad {
		return LoadResult{}, fault.Invalid("load.malformed", "one command loads 1 to %d parcels, not %d", MaxLoad, len(in.Parcels))
	}
	parcels, wrong := scannedParcels(tx, in.Parcels)
	m, err := in.manifest(tx, parcels, wrong)
	if err != nil {
		return LoadResult{}, err
	}
	for i := range parcels {
		loadable(wrong, &parcels[i], &m)
	}
	held(tx, wrong, parcels)
	if err := wrong.Refused("load.refused", "these parcels cannot go onto manifest %s of carrier %s: set them aside", m.ID, m.Carrier); err != nil {
		return LoadResult{}, err
	}
	out := LoadResult{Manifest: m.ID, Carrier: m.Carrier, Dock: m.Dock}
	for i := range parcels {
		p := &parcels[i]
		if p.State == ParcelLoaded {
			continue
		}
		if err := load(tx, p, &m); err != nil {
			return LoadResult{}, err
		}
		out.Loaded = append(out.Loaded, p.ID)
	}
	if len(out.Loaded) > 0 {
		Manifests.Put(tx, &m)
	}
	out.Parcels, out.Grams = m.Parcels, m.Grams
	return out, nil
}

// scannedParcels finds what was scanned, each parcel once, and notes what is no parcel.
func scannedParcels(r store.Reader, scanned []string) ([]Parcel, *fault.Gather) {
	var wrong fault.Gather
	var out []Parcel
	seen := map[string]bool{}
	for _, s := range scanned {
		p, err := FindParcel(r, s)
		switch {
		case err != nil:
			wrong.Add(s, "parcel.unknown", "no parcel has this number or waybill")
		case !seen[p.ID]:
			seen[p.ID] = true
			out = append(out, p)
		}
	}
	return out, &wrong
}

// maxHeldLook bounds the goods that are looked at for holds by one command: eight reads each, and only while there are holds
// at all. What is beyond them was looked at when it was packed.
const maxHeldLook = 120

// held notes parcels with goods that were recalled after they were packed: once on the lorry nobody holds them any more.
func held(r store.Reader, wrong *fault.Gather, parcels []Parcel) {
	looked := map[inventory.Goods][]inventory.Hold{}
	for i := range parcels {
		p := &parcels[i]
		told := map[item.SKU]bool{}
		for _, u := range p.Units {
			g := inventory.Goods{SKU: u.SKU, Lot: u.Lot, Holder: p.Holder(), Status: inventory.Available}
			if _, known := looked[g]; !known && len(looked) < maxHeldLook {
				looked[g] = inventory.HoldsOn(r, g)
			}
			for _, h := range looked[g] {
				if h.Kind == inventory.QualityHold && !told[u.SKU] {
					told[u.SKU] = true
					wrong.Add(p.ID, "hold.quality", "SKU %s%s in it is held: %s; set the parcel aside", u.SKU, lotWords(u.Lot), h.Reason)
				}
			}
		}
	}
}

func loadable(wrong *fault.Gather, p *Parcel, m *Manifest) {
	switch {
	case p.State == ParcelLoaded && p.Manifest == m.ID:
		return
	case p.Manifest != "":
		wrong.Add(p.ID, "parcel.loaded", "is %s on manifest %s", p.State, p.Manifest)
	case p.State != ParcelConfirmed:
		wrong.Add(p.ID, "parcel.unconfirmed", "is %s: its printed label was not scanned back", p.State)
	}
	if p.Carrier != m.Carrier && p.Carrier != "" {
		wrong.Add(p.ID, "parcel.carrier", "goes with carrier %s", p.Carrier)
	}
}

func load(tx *store.Tx, p *Parcel, m *Manifest) error {
	if err := stepParcel(tx, p, parcelLoad, m.ID); err != nil {
		return err
	}
	p.Manifest = m.ID
	m.Parcels++
	m.Grams += p.Gross
	Parcels.Put(tx, p)
	dock := inventory.Location(layout.Code(m.Dock))
	if l, err := inventory.GetLPN(tx, p.ID); err != nil || l.Parent == dock {
		return err
	}
	return inventory.Carry(tx, p.ID, dock, "parcel.loaded")
}

// manifest gives the manifest that is meant, a new one if the carrier has none open at the dock.
func (in *LoadInput) manifest(tx *store.Tx, parcels []Parcel, wrong *fault.Gather) (Manifest, error) {
	if in.Manifest != "" {
		m, err := GetManifest(tx, in.Manifest)
		if err == nil && m.State != ManifestOpen {
			err = fault.Conflict("manifest.state", "manifest %s is %s: nothing more is loaded onto it", m.ID, m.State)
		}
		return m, err
	}
	m := Manifest{Carrier: in.Carrier, Dock: in.Dock}
	if m.Carrier == "" && len(parcels) > 0 {
		m.Carrier = parcels[0].Carrier
	}
	if m.Carrier == "" {
		wrong.Add("carrier", "carrier.missing", "say which carrier is being loaded")
		return m, nil // refused with all that is wrong, before anything is written
	}
	dock, err := outbound(tx, m.Dock)
	if err != nil {
		return m, err
	}
	m.Dock = string(dock)
	for _, id := range openManifests(tx, m.Carrier, m.Dock) {
		return GetManifest(tx, id)
	}
	if m.ID, err = inventory.PrintedNumber(tx, inventory.ManifestNumber); err != nil {
		return m, err
	}
	return m, stepManifest(tx, &m, manifestOpen)
}

func openManifests(r store.Reader, carrier, dock string) []string {
	var out []string
	prefix := manifestOpenKey(carrier, dock)
	for k := range store.Keys(r, prefix, nil) {
		out = append(out, store.ReadKey(k, len(prefix)).Str())
	}
	return out
}

// OpenManifests lists the manifests that are being loaded, by carrier and dock: one of each at most.
func OpenManifests(r store.Reader) []Manifest {
	var out []Manifest
	for k := range store.Keys(r, store.K(tagManifestOpen), nil) {
		kr := store.ReadKey(k, 1)
		kr.Str()
		kr.Str()
		if m, err := GetManifest(r, kr.Str()); err == nil {
			out = append(out, m)
		}
	}
	return out
}

// outbound gives the location where parcels leave: the one named, or the first of its kind.
func outbound(r store.Reader, code string) (layout.Code, error) {
	if code == "" {
		for l := range inventory.LocationsOfKind(r, layout.Outbound) {
			if !l.Closed {
				return l.Code, nil
			}
		}
		return "", fault.Refused("dock.none", "warehouse %s has no outbound location: create one", r.Partition())
	}
	l, err := inventory.FindLocation(r, layout.Code(code))
	if err == nil && l.Kind != layout.Outbound && l.Kind != layout.Dock {
		err = fault.Refused("dock.kind", "location %s is for %s: parcels leave from an outbound or dock location", l.Code, l.Kind)
	}
	return l.Code, err
}
