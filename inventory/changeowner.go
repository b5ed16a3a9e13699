package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// maxOwnerMoves bounds the balances one command changes the owner of: each writes two with their index keys and an entry.
const maxOwnerMoves = 20

// ChangeOwnerInput asks that goods become another's where they lie: of a channel, a third party, or the house, whose code is
// empty.
type ChangeOwnerInput struct {
	SKU      item.SKU
	Lot      item.Lot // with From, or to take of one lot only
	From     Holder   // zero: wherever free goods of the owner lie, earliest expiry first
	Status   Status   // 0: available
	Owner    string
	To       string
	Qty      int64
	UoM      string // "case": Qty counts those; "" base units
	Document string
}

// ChangeOwnerResult tells what changed hands.
type ChangeOwnerResult struct {
	Units int64          `cbor:"1,keyasint"`
	Moved []OwnerChanged `cbor:"2,keyasint"`
}

// OwnerChanged is so much of one balance.
type OwnerChanged struct {
	Goods Goods `cbor:"1,keyasint"` // as they were
	Qty   int64 `cbor:"2,keyasint"`
}

// ChangeOwner books goods over to another owner: a movement that changes nothing else. What order lines have reserved stays
// whose it is. All of the quantity changes hands or none. Errors: item.unknown, owner.invalid, owner.same, stock.short.
func ChangeOwner(tx *store.Tx, in ChangeOwnerInput) (ChangeOwnerResult, error) {
	if _, err := FindItem(tx, in.SKU); err != nil {
		return ChangeOwnerResult{}, err
	}
	if err := ToBase(tx, in.SKU, in.UoM, &in.Qty); err != nil {
		return ChangeOwnerResult{}, err
	}
	var g fault.Gather
	if in.Owner == in.To {
		g.Add("to", "owner.same", "the goods are %q's already", in.To)
	}
	CheckOwner(&g, "owner", in.Owner)
	CheckOwner(&g, "to", in.To)
	if in.Qty <= 0 || in.Qty > MaxAdjust {
		g.Add("quantity", "owner.quantity", "1 to %d units can change hands, not %d", int64(MaxAdjust), in.Qty)
	}
	if in.From.Kind == Outside {
		g.Add("from", "holder.outside", "goods outside change no owner here")
	}
	if len(in.Document) > MaxNote {
		g.Add("document", "adjust.note", "a document has at most %d characters", MaxNote)
	}
	if err := g.Invalid("owner.invalid", "SKU %s cannot change hands like this", in.SKU); err != nil {
		return ChangeOwnerResult{}, err
	}
	if in.Status == 0 {
		in.Status = Available
	}
	parts, err := in.parts(tx)
	if err != nil {
		return ChangeOwnerResult{}, err
	}
	out := ChangeOwnerResult{Moved: parts}
	for _, p := range parts {
		to := p.Goods.side()
		to.Owner = in.To
		if err := Move(tx, Movement{From: p.Goods, To: to, Qty: p.Qty, Reason: "owner.changed", Document: in.Document}); err != nil {
			return ChangeOwnerResult{}, err
		}
		out.Units += p.Qty
	}
	return out, nil
}

// parts chooses which goods change hands.
func (in *ChangeOwnerInput) parts(tx *store.Tx) ([]OwnerChanged, error) {
	if !in.From.IsZero() {
		g := Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.From, Status: in.Status, Owner: in.Owner}
		if b := GetBalance(tx, g); b.Unreserved() < in.Qty {
			return nil, shortOf(&b, in.Qty)
		}
		return []OwnerChanged{{g, in.Qty}}, nil
	}
	today, err := Today(tx)
	if err != nil {
		return nil, err
	}
	var out []OwnerChanged
	left, more := in.Qty, false
	for _, c := range (Search{SKU: in.SKU, Owner: in.Owner, Day: today, Lot: in.Lot}).Offer(tx).Candidates {
		if c.Free == 0 || left == 0 {
			continue
		}
		if more = len(out) == maxOwnerMoves; more {
			break
		}
		n := min(c.Free, left)
		out, left = append(out, OwnerChanged{c.Goods, n}), left-n
	}
	if left == 0 {
		return out, nil
	}
	e := fault.Refused("stock.short", "owner %q has %d units of SKU %s free, not %d", in.Owner, in.Qty-left, in.SKU, in.Qty)
	if more {
		e = fault.Refused("stock.short", "the %d places with the most urgent stock of SKU %s have %d units, not %d: change the owner of fewer at once", maxOwnerMoves, in.SKU, in.Qty-left, in.Qty)
	}
	return nil, e.With(fault.Detail{Where: string(in.SKU), Reason: "stock.short", Want: in.Qty, Have: in.Qty - left})
}
