package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// ParcelState is how far a parcel is on its way out.
type ParcelState byte

// The states of a parcel in life order.
const (
	ParcelOpen      ParcelState = iota + 1
	ParcelPacked                // closed: what is in it is what was scanned
	ParcelWeighed               // its weight fits its content, or a supervisor says so
	ParcelLabelled              // it has a waybill number; the label is printed or on its way
	ParcelConfirmed             // the printed label was scanned back from the parcel
	ParcelLoaded                // on a manifest
	ParcelShipped
	ParcelVoid // opened for nothing and given up
)

var parcelStates = [...]string{ParcelOpen: "open", ParcelPacked: "packed", ParcelWeighed: "weighed", ParcelLabelled: "labelled",
	ParcelConfirmed: "confirmed", ParcelLoaded: "loaded", ParcelShipped: "shipped", ParcelVoid: "void"}

// String gives the word used on the wire.
func (s ParcelState) String() string {
	if int(s) < len(parcelStates) {
		return parcelStates[s]
	}
	return ""
}

type parcelEvent string

const (
	parcelOpen    parcelEvent = "open"
	parcelClose   parcelEvent = "close"
	parcelWeigh   parcelEvent = "weigh"
	parcelLabel   parcelEvent = "label"
	parcelConfirm parcelEvent = "confirm"
	parcelLoad    parcelEvent = "load"
	parcelUnload  parcelEvent = "unload"
	parcelShip    parcelEvent = "ship"
	parcelVoid    parcelEvent = "void"
)

var parcelTable = map[ParcelState]map[parcelEvent]ParcelState{
	0:               {parcelOpen: ParcelOpen},
	ParcelOpen:      {parcelClose: ParcelPacked, parcelVoid: ParcelVoid},
	ParcelPacked:    {parcelWeigh: ParcelWeighed},
	ParcelWeighed:   {parcelLabel: ParcelLabelled, parcelWeigh: ParcelWeighed},
	ParcelLabelled:  {parcelConfirm: ParcelConfirmed},
	ParcelConfirmed: {parcelLoad: ParcelLoaded},
	ParcelLoaded:    {parcelShip: ParcelShipped, parcelUnload: ParcelConfirmed},
}

// stepParcel is the sole writer of a parcel's state. The caller puts the parcel.
func stepParcel(tx *store.Tx, p *Parcel, ev parcelEvent, reason string) error {
	to, ok := parcelTable[p.State][ev]
	if !ok {
		return fault.Conflict("parcel.state", "parcel %s is %s: it cannot %s", p.ID, p.State, ev)
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "parcel", ID: p.ID, From: p.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	p.State = to
	return nil
}
