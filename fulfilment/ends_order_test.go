package fulfilment

import (
	"fmt"
	"slices"
	"time"

	"example.com/tote/fulfilment/carrier"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

func endsRecipient() RecipientInput {
	return RecipientInput{Address: Address{Name: "林小满", Phone: "15400001234", Country: "CN", Province: "浙江省", City: "杭州市", District: "西湖区",
		Detail: "文三路 90 号 5 幢 1203 室", Postcode: "310012"}}
}

func endsSeal(n byte) Seal {
	return Seal{Key: slices.Repeat([]byte{n, 7}, SealKeyBytes/2), Nonce: slices.Repeat([]byte{n, 1, 3}, SealNonceBytes/3)}
}

// order is a good order of some lines of one or two units.
func (e *ends) order(lines int) AcceptInput {
	e.n++
	in := AcceptInput{Channel: "web", Number: fmt.Sprintf("W%d", e.n), Paid: true, Service: "standard", Total: lines, Recipient: endsRecipient(), Seal: endsSeal(byte(e.n))}
	for i := range min(lines, RangeLines) {
		in.Lines = append(in.Lines, endsLine(i+1))
	}
	return in
}

func endsLine(no int) AcceptLine {
	return AcceptLine{SKU: []item.SKU{"A1", "B2"}[no%2], Qty: int64(1 + no%2)}
}

// accept takes an order in, in as many ranges as it needs.
func (e *ends) accept(in AcceptInput) AcceptResult {
	e.t.Helper()
	out := endsMust(e, store.Company, Accept, in)
	for out.Got < out.Total {
		more := AcceptInput{Order: out.Order, From: out.Got + 1}
		for no := more.From; no <= min(out.Total, out.Got+RangeLines); no++ {
			more.Lines = append(more.Lines, endsLine(no))
		}
		out = endsMust(e, store.Company, Accept, more)
	}
	return out
}

func (e *ends) intake(id string) (in Intake) {
	e.t.Helper()
	e.look(store.Company, func(r store.Reader) {
		var err error
		if in, err = FindIntake(r, id); err != nil {
			e.t.Fatalf("%v", err)
		}
	})
	return in
}

func (e *ends) taken(id string) (o Order) {
	e.look(endsHouse, func(r store.Reader) { o, _ = GetOrder(r, id) })
	return o
}

func (e *ends) parcel(id string) (p Parcel) {
	e.look(endsHouse, func(r store.Reader) { p, _ = FindParcel(r, id) })
	return p
}

func endsTote(order string) string { return "T" + order }

// reserve allocates all of an order, eight lines a command.
func (e *ends) reserve(id string) {
	e.t.Helper()
	e.lines(id, func(tx *store.Tx, l *inventory.Line) error {
		_, err := inventory.Reserve(tx, l, inventory.ReserveInput{Qty: l.In(inventory.Open),
			Goods: inventory.Goods{SKU: l.SKU, Holder: inventory.Location("A1-1"), Status: inventory.Available}})
		return err
	}, inventory.Open)
	e.step(id, orderAllocated)
	e.step(id, orderRelease)
}

// pick picks what of an order is reserved into its tote.
func (e *ends) pick(id string) {
	e.t.Helper()
	e.do(func(tx *store.Tx) error { return inventory.BindTote(tx, endsTote(id), id, inventory.Location("PACK")) })
	e.lines(id, func(tx *store.Tx, l *inventory.Line) error {
		_, err := inventory.Advance(tx, l, inventory.Onward{Res: l.Res[0].N, Qty: l.Res[0].Qty, To: inventory.LPNHolder(endsTote(id)), ToPhase: inventory.Picked})
		return err
	}, inventory.Allocated)
}

// pack packs what of an order is picked into one parcel of an expected weight.
func (e *ends) pack(id string, expected int64) string {
	e.t.Helper()
	p := Parcel{Order: id, No: 1, Carton: "C1", Expected: expected}
	e.do(func(tx *store.Tx) (err error) {
		if p.ID, err = inventory.PrintedNumber(tx, inventory.ParcelNumber); err != nil {
			return err
		}
		if err := stepParcel(tx, &p, parcelOpen, ""); err != nil {
			return err
		}
		if _, err := inventory.RegisterLPN(tx, p.ID, inventory.CartonLPN, inventory.Location("PACK")); err != nil {
			return err
		}
		return stepParcel(tx, &p, parcelClose, "")
	})
	e.lines(id, func(tx *store.Tx, l *inventory.Line) error {
		p.Units = append(p.Units, Unit{Line: l.No, SKU: l.SKU, Qty: l.Res[0].Qty})
		_, err := inventory.Advance(tx, l, inventory.Onward{Res: l.Res[0].N, Qty: l.Res[0].Qty, To: p.Holder(), ToPhase: inventory.Packed})
		return err
	}, inventory.Picked)
	e.do(func(tx *store.Tx) error {
		Parcels.Put(tx, &p)
		o, err := GetOrder(tx, id)
		if err != nil {
			return err
		}
		o.Parcels++
		if err := stepOrder(tx, &o, orderPacked, ""); err != nil {
			return err
		}
		Orders.Put(tx, &o)
		return inventory.FreeTote(tx, endsTote(id))
	})
	return p.ID
}

// lines does something to each line of an order that has goods in a phase.
func (e *ends) lines(id string, fn func(*store.Tx, *inventory.Line) error, in inventory.Phase) {
	e.t.Helper()
	for from, last := 1, e.taken(id).Lines; from <= last; from += 8 {
		e.do(func(tx *store.Tx) error {
			for no := from; no < from+8 && no <= last; no++ {
				l, err := inventory.GetLine(tx, id, no)
				if err != nil {
					return err
				}
				if l.In(in) == 0 {
					continue
				}
				if err := fn(tx, &l); err != nil {
					return err
				}
				inventory.Lines.Put(tx, &l)
			}
			return nil
		})
	}
}

func (e *ends) step(id string, ev orderEvent) {
	e.t.Helper()
	e.do(func(tx *store.Tx) error {
		o, err := GetOrder(tx, id)
		if err != nil {
			return err
		}
		if err := stepOrder(tx, &o, ev, ""); err != nil {
			return err
		}
		Orders.Put(tx, &o)
		return nil
	})
}

// confirmed brings a parcel to the door: weighed, labelled and its label scanned back.
func (e *ends) confirmed(parcel string) string {
	e.t.Helper()
	p := e.parcel(parcel)
	endsMust(e, endsHouse, Weigh, WeighInput{Parcel: parcel, Grams: max(p.Expected, 1), Raw: "typed"})
	e.settle()
	w := endsMust(e, endsHouse, Label, LabelInput{Parcel: parcel, Station: "P1"}).Waybill
	endsMust(e, endsHouse, Confirm, ConfirmInput{Parcel: parcel, Scanned: w})
	return w
}

// sums adds an order's lines up by phase.
func (e *ends) sums(id string) (sums [7]int64) {
	e.look(endsHouse, func(r store.Reader) {
		for l := range inventory.LinesOf(r, id, 1) {
			for p, q := range l.Sums {
				sums[p] += q
			}
		}
	})
	return sums
}

func endsReason(err error) string { return fault.ReasonOf(err) }

func endsDetails(err error) []string {
	var out []string
	if err != nil {
		for _, d := range fault.From(err).Details {
			out = append(out, d.Where+":"+d.Reason)
		}
	}
	return out
}

func endsWhy(why []Exception) []string {
	var out []string
	for _, w := range why {
		out = append(out, fmt.Sprintf("%s/%d/%s", w.Reason, w.Line, w.Detail))
	}
	return out
}

const (
	endsSecond = time.Second
	endsDay    = 24 * time.Hour
)

var destinationCN = carrier.Destination{Country: "CN"}
