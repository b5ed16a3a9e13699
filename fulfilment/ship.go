package fulfilment

import (
	"context"
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Outbox kinds of shipping.
const (
	OutboxShip    = "ship"          // the job that ships a manifest's parcels: Shipping
	OutboxShipped = "order.shipped" // warehouse to company: Shipped, keyed by the order
)

// Shipping names the manifest a job ships.
type Shipping struct {
	Manifest string `cbor:"1,keyasint"`
}

// Shipped tells the company that all of an order has left.
type Shipped struct {
	Order string `cbor:"1,keyasint"`
}

// ShipInput says that the carrier drives off with a manifest.
type ShipInput struct {
	Manifest string
	Vehicle  string // plate
	Station  string // where the manifest is printed
}

// ShipResult is how the manifest stands, and the job that ships its parcels.
type ShipResult struct {
	Manifest string        `cbor:"1,keyasint"`
	State    ManifestState `cbor:"2,keyasint"`
	Parcels  int64         `cbor:"3,keyasint"`
	Shipped  int64         `cbor:"4,keyasint,omitempty"`
	Job      uint64        `cbor:"5,keyasint"`
}

// Ship closes a manifest, has it printed, and starts the job that ships its parcels: a manifest may have thousands. Said
// again it answers as the manifest stands, and starts the job anew if it had failed. Errors: manifest.unknown,
// manifest.empty, manifest.malformed.
func Ship(tx *store.Tx, in ShipInput) (ShipResult, error) {
	m, err := GetManifest(tx, in.Manifest)
	if err != nil {
		return ShipResult{}, err
	}
	if len(in.Vehicle) > MaxOrderField {
		return ShipResult{}, fault.Invalid("manifest.malformed", "a plate has at most %d bytes", MaxOrderField)
	}
	switch m.State {
	case ManifestOpen:
		if m.Parcels == 0 {
			return ShipResult{}, fault.Refused("manifest.empty", "nothing is loaded on manifest %s", m.ID)
		}
		if err := stepManifest(tx, &m, manifestClose); err != nil {
			return ShipResult{}, err
		}
		paper := inventory.PrintKey{Document: inventory.ManifestDocument, Entity: m.ID, Copy: 1}
		if _, err := inventory.RequestPrint(tx, inventory.PrintRequested{PrintKey: paper, Station: in.Station}); err != nil {
			return ShipResult{}, err
		}
		m.Vehicle = in.Vehicle
	case ManifestShipping:
		if j, ok := store.Jobs.Get(tx, store.JobKey(m.Job)); ok && j.State != store.JobFailed {
			return shipResult(&m), nil
		}
	default:
		return shipResult(&m), nil
	}
	m.Job = tx.StartJob(OutboxShip, Shipping{m.ID}).ID
	Manifests.Put(tx, &m)
	return shipResult(&m), nil
}

func shipResult(m *Manifest) ShipResult {
	return ShipResult{Manifest: m.ID, State: m.State, Parcels: m.Parcels, Shipped: m.Shipped, Job: m.Job}
}

// The writes of one piece of shipping, counted beforehand so that a piece ends before its budget does.
const (
	shipWrites      = store.MaxCommandWrites - 20 // the rest is the manifest's and the job's
	writesPerUnit   = 5                           // a balance with its index entries, its line, an entry of the ledger
	writesPerParcel = 13                          // parcel, carton and order with their entries and indexes, and what tells the company
	parcelsPerPiece = 6                           // of three lines each, for the estimate of how many pieces there will be
	shippedPerPiece = 300                         // parcels that a run before has shipped, passed over by one piece: each costs two reads
)

// ShipHandler ships a manifest's parcels, piece by piece. Register it for OutboxShip.
func ShipHandler() store.Handler { return store.JobHandler(shipManifest) }

func shipManifest(ctx context.Context, r *store.JobRun) (string, error) {
	var s Shipping
	if err := store.Unmarshal(r.Job.Payload, &s); err != nil {
		return "", err
	}
	total := uint64(0)
	for at := ""; ; {
		piece, err := store.Piece(ctx, r, total, store.Command{Verb: "ship.piece"}, func(tx *store.Tx) (shipPiece, error) {
			return shipSome(tx, s.Manifest, at)
		})
		if err != nil {
			return "", err
		}
		if piece.Done {
			return fmt.Sprintf("%d parcels shipped on %s", piece.Shipped, s.Manifest), nil
		}
		at = piece.Next
		total = r.Job.Done + uint64(piece.Parcels-piece.Shipped)/parcelsPerPiece + 1
	}
}

// shipPiece is how far a manifest is after one piece.
type shipPiece struct {
	Next             string // the parcel to go on with
	Done             bool
	Shipped, Parcels int64
}

// shipSome ships as many of a manifest's parcels, from one on, as one command may. A parcel larger than that goes in
// several: it is shipped when the last of its goods are.
func shipSome(tx *store.Tx, manifest, from string) (shipPiece, error) {
	m, err := GetManifest(tx, manifest)
	if err != nil {
		return shipPiece{}, err
	}
	if m.State == ManifestShipped {
		return shipPiece{Done: true, Shipped: m.Shipped, Parcels: m.Parcels}, nil
	}
	out := shipPiece{Parcels: m.Parcels}
	room, passed := shipWrites, 0
	for p := range ParcelsOn(tx, m.ID, from) {
		if p.State == ParcelShipped {
			if passed++; passed > shippedPerPiece { // a job that begins anew after a crash has thousands behind it
				out.Next = p.ID
				break
			}
			continue
		}
		if room < writesPerParcel+writesPerUnit {
			out.Next = p.ID
			break
		}
		whole, err := shipParcel(tx, &p, &room)
		if err != nil {
			return out, err
		}
		if !whole {
			out.Next = p.ID
			break
		}
		m.Shipped++
	}
	if out.Next == "" {
		out.Done = true
		if err := stepManifest(tx, &m, manifestShip); err != nil {
			return out, err
		}
	}
	out.Shipped = m.Shipped
	Manifests.Put(tx, &m)
	return out, nil
}

// shipParcel books a parcel's goods out of the house, and with the last of them the carton and the parcel. It tells false
// if there was no room for all of it.
func shipParcel(tx *store.Tx, p *Parcel, room *int) (whole bool, err error) {
	*room -= writesPerParcel
	for _, no := range p.lines() {
		l, err := inventory.GetLine(tx, p.Order, no)
		if err != nil {
			return false, err
		}
		gone, left := 0, 0
		for _, r := range packedIn(&l, p) {
			if *room < writesPerUnit {
				left++
				continue
			}
			*room -= writesPerUnit
			gone++
			out := inventory.Onward{Res: r.N, Qty: r.Qty, To: inventory.Customer, ToPhase: inventory.Shipped, Reason: "shipped", Document: p.ID}
			if _, err := inventory.Advance(tx, &l, out); err != nil {
				return false, err
			}
		}
		if gone > 0 {
			inventory.Lines.Put(tx, &l)
		}
		if left > 0 {
			return false, nil
		}
	}
	for b := range inventory.Contents(tx, p.Holder()) {
		return false, fault.Conflict("parcel.content", "parcel %s holds %d of SKU %s that no line of order %s has packed", p.ID, b.OnHand, b.SKU, p.Order)
	}
	if err := stepParcel(tx, p, parcelShip, p.Manifest); err != nil {
		return false, err
	}
	Parcels.Put(tx, p)
	if err := inventory.Carry(tx, p.ID, inventory.Customer, "parcel.shipped"); err != nil {
		return false, err
	}
	return true, leaveOrder(tx, p.Order)
}

// lines gives the order lines in the parcel, each once, in the order they were packed.
func (p *Parcel) lines() []int {
	var out []int
	seen := map[int]bool{}
	for _, u := range p.Units {
		if !seen[u.Line] {
			seen[u.Line] = true
			out = append(out, u.Line)
		}
	}
	return out
}

func packedIn(l *inventory.Line, p *Parcel) []inventory.Reservation {
	var out []inventory.Reservation
	for _, r := range l.Res {
		if r.Phase == inventory.Packed && r.Holder == p.Holder() {
			out = append(out, r)
		}
	}
	return out
}

// leaveOrder counts a parcel out; with the last one of a packed order the order is shipped, and the company hears of it. A
// packed order has nothing open, reserved or in a tote any more, so its lines need not be read again.
func leaveOrder(tx *store.Tx, id string) error {
	o, err := GetOrder(tx, id)
	if err != nil {
		return err
	}
	o.Gone++
	if err := shipWhenGone(tx, &o); err != nil {
		return err
	}
	Orders.Put(tx, &o)
	return nil
}

// shipWhenGone ends a packed order of which no parcel is left in the house. Which comes last, the parcel's leaving or the
// close that tells that all is packed, is the floor's business. The caller puts the order.
func shipWhenGone(tx *store.Tx, o *Order) error {
	if o.State != OrderPacked || o.Gone < o.Parcels {
		return nil
	}
	tx.Emit(OutboxShipped, o.ID, Shipped{o.ID})
	return stepOrder(tx, o, orderShip, "")
}

// ShippedHandler delivers OutboxShipped to the company.
func ShippedHandler(ctx context.Context, d *store.Delivery) error {
	var s Shipped
	if err := d.Decode(&s); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Company, "ship.settle", func(tx *store.Tx) (struct{}, error) { return struct{}{}, SettleShipped(tx, s) })
	return err
}

// SettleShipped ends the company's side of an order: its personal data are dropped after PurgeAfter. Told twice it is no
// news.
func SettleShipped(tx *store.Tx, s Shipped) error {
	if err := inCompany(tx); err != nil {
		return err
	}
	o, err := FindIntake(tx, s.Order)
	if err != nil || o.State == IntakeShipped {
		return err
	}
	if err := stepIntake(tx, &o, intakeShip, ""); err != nil {
		return err
	}
	planPurge(tx, o.ID)
	Intakes.Put(tx, &o)
	return nil
}

// Handlers are the outbox handlers of this path, by kind, for the program to register.
func Handlers() map[string]store.Handler {
	return map[string]store.Handler{
		OutboxAssigned: TakeHandler, OutboxCancel: CancelHandler, OutboxCancelled: CancelledHandler, OutboxShipped: ShippedHandler,
		OutboxWaybillRequest: RequestWaybillsHandler, OutboxWaybillGrant: GrantedWaybillsHandler, OutboxShip: ShipHandler(),
	}
}
