package inventory

import (
	"maps"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// maxSendRuns bounds the runs one command sends: each writes its balance and line with their index keys, an entry and a piece.
const maxSendRuns = 12

// MaxSendSerials bounds the serial numbers one command sends: each is a record, beside the runs' writes. More units are sent
// in several commands, which is how they are scanned anyway.
const MaxSendSerials = 40

// SendInput is a fact: goods of a transfer were put onto the lorry. An LPN goes whole.
type SendInput struct {
	Transfer string
	LPN      string // a whole LPN with all in it, or
	From     Holder // where the goods were
	SKU      item.SKU
	Lot      item.Lot
	Owner    string
	Qty      int64
	UoM      string // "case": Qty counts those; "" base units
	Serials  []string
}

// SendResult tells what is on the lorry.
type SendResult struct {
	Transfer string `cbor:"1,keyasint"`
	Units    int64  `cbor:"2,keyasint"`
	Left     int64  `cbor:"3,keyasint,omitempty"` // base units of the transfer that are still to be sent
}

// Send books goods of a transfer out of the warehouse: they are in transit from then on. It takes what is reserved for the
// transfer there; of other goods of the item that nobody has reserved, it takes them instead. Errors: send.invalid,
// transfer.unknown, transfer.state, transfer.full, lpn.unknown, lpn.empty, lpn.too_mixed, hold.quality, tote.in_use; send.refused
// with: stock.short, stock.reserved, transfer.over, transfer.other_sku.
func Send(tx *store.Tx, in SendInput) (SendResult, error) {
	t, err := GetTransfer(tx, in.Transfer)
	if err != nil {
		return SendResult{}, err
	}
	if t.State != TransferOpened {
		return SendResult{}, fault.Conflict("transfer.state", "transfer %s is %s: nothing more goes onto its lorry", t.ID, t.State)
	}
	if err := ToBase(tx, in.SKU, in.UoM, &in.Qty); err != nil {
		return SendResult{}, err
	}
	goods, lpns, err := in.goods(tx)
	if err != nil {
		return SendResult{}, err
	}
	serials, err := in.serialsOf(tx, goods)
	if err != nil {
		return SendResult{}, err
	}
	s := &sender{tx: tx, t: &t, whole: in.LPN != ""}
	for l := range LinesOf(tx, t.ID, 1) {
		s.lines = append(s.lines, l)
	}
	for i, b := range goods {
		if err := s.send(b, serials[i]); err != nil {
			return SendResult{}, err
		}
	}
	if err := s.no.Refused("send.refused", "these goods do not go with transfer %s", t.ID); err != nil {
		return SendResult{}, err
	}
	out := SendResult{Transfer: t.ID}
	for i := range s.lines {
		out.Left += s.lines[i].In(Open) + s.lines[i].In(Allocated)
	}
	for _, b := range goods {
		out.Units += b.OnHand
	}
	for _, id := range lpns {
		if err := Carry(tx, id, InTransit, "transfer.sent"); err != nil {
			return SendResult{}, err
		}
	}
	Transfers.Put(tx, &t)
	return out, nil
}

// goods gives what is sent, and the LPNs that go with it, the outermost last.
func (in *SendInput) goods(tx *store.Tx) (goods []Balance, lpns []string, err error) {
	if in.LPN == "" {
		var g fault.Gather
		if in.From.Kind != AtLocation && in.From.Kind != InLPN {
			g.Add("from", "send.from", "name the location or LPN the goods were at, not %q", in.From)
		}
		if in.Qty <= 0 || in.SKU == "" {
			g.Add("quantity", "send.quantity", "name a SKU and a quantity above zero")
		}
		if n := len(in.Serials); n > 0 && int64(n) != in.Qty {
			g.Add("serials", "serial.count", "%d serial numbers for %d units", n, in.Qty)
		}
		b := GetBalance(tx, Goods{SKU: in.SKU, Lot: in.Lot, Holder: in.From, Status: Available, Owner: in.Owner})
		b.Grams = gramShare(&b, in.Qty)
		if have := b.OnHand; have < in.Qty {
			err = fault.Refused("send.refused", "%s has %d of SKU %s (lot %q), not %d", in.From, have, in.SKU, in.Lot, in.Qty).
				With(fault.Detail{Where: string(in.SKU), Reason: "stock.short", Message: "at " + in.From.String(), Want: in.Qty, Have: have})
		}
		b.OnHand = in.Qty
		if bad := g.Invalid("send.invalid", "goods cannot be sent like this"); bad != nil {
			err = bad
		}
		return []Balance{b}, nil, err
	}
	queue := []string{in.LPN}
	for len(queue) > 0 {
		l, err := GetLPN(tx, queue[0])
		if err != nil {
			return nil, nil, err
		}
		if l.Kind == ToteLPN {
			return nil, nil, fault.Refused("tote.in_use", "%s is a tote, which stays in the house", l.ID)
		}
		if l.Parent.IsZero() || l.Parent.Kind == Outside {
			return nil, nil, fault.Refused("lpn.gone", "LPN %s is not in the house", l.ID)
		}
		for b := range Contents(tx, l.Holder()) {
			goods = append(goods, b)
		}
		queue = append(queue[1:], Children(tx, l.Holder(), maxSendRuns+1)...)
		if lpns = append([]string{l.ID}, lpns...); len(goods) > maxSendRuns || len(lpns) > maxSendRuns {
			return nil, nil, fault.Refused("lpn.too_mixed", "LPN %s holds more than %d runs of goods or LPNs: send its parts one by one", in.LPN, maxSendRuns)
		}
	}
	if len(goods) == 0 {
		return nil, nil, fault.Refused("lpn.empty", "LPN %s is empty", in.LPN)
	}
	return goods, lpns[len(lpns)-1:], nil // what stands in it goes with it
}

// serialsOf gives each run its units of the numbers that were scanned: a whole LPN may carry several items, and units of one
// lot in several cartons. A unit is where it was seen last; one that was seen elsewhere fills up what a run lacks. Error:
// send.invalid with serial.malformed, serial.twice, serial.unknown, serial.count; send.serials.
func (in *SendInput) serialsOf(r store.Reader, goods []Balance) ([][]string, error) {
	out := make([][]string, len(goods))
	if len(in.Serials) > MaxSendSerials {
		return nil, fault.Invalid("send.serials", "%d serial numbers, one command sends %d: send the units in several", len(in.Serials), MaxSendSerials)
	}
	var g fault.Gather
	seen := map[string]bool{}
	for _, number := range in.Serials {
		if CheckSerial(&g, "serials", number) && seen[number] {
			g.Add("serials", "serial.twice", "serial number %s was scanned twice", number)
		}
		seen[number] = true
	}
	if in.LPN == "" {
		out[0] = in.Serials
		return out, g.Invalid("send.invalid", "goods cannot be sent like this")
	}
	placed := map[string]bool{}
	give := func(fits func(*Balance, *Serial) bool) {
		for _, number := range in.Serials {
			for i := range goods {
				b := &goods[i]
				s, ok := GetSerial(r, b.SKU, number)
				if !placed[number] && ok && s.Lot == b.Lot && int64(len(out[i])) < b.OnHand && fits(b, &s) {
					out[i], placed[number] = append(out[i], number), true
				}
			}
		}
	}
	give(func(b *Balance, s *Serial) bool { return s.Holder == b.Holder })
	give(func(*Balance, *Serial) bool { return true })
	for number := range placed {
		delete(seen, number)
	}
	for _, number := range slices.Sorted(maps.Keys(seen)) {
		g.Add("serials", "serial.unknown", "unit %s is none of those on LPN %s", number, in.LPN)
	}
	for i, b := range goods {
		if n := int64(len(out[i])); n > 0 && n != b.OnHand {
			g.Detail(fault.Detail{Where: "serials", Reason: "serial.count", Want: b.OnHand, Have: n,
				Message: "all units of SKU " + string(b.SKU) + " in " + b.Holder.String() + " are scanned, or none"})
		}
	}
	return out, g.Invalid("send.invalid", "goods cannot be sent like this")
}

// sender books the goods of one command.
type sender struct {
	tx    *store.Tx
	t     *Transfer
	lines []Line
	whole bool // LPNs go with their goods
	no    fault.Gather
}

// send books a run: first from what the transfer has reserved there, then from what nobody has.
func (s *sender) send(b Balance, serials []string) error {
	if err := Pickable(s.tx, b.Goods); err != nil {
		return err
	}
	if b.Status != Available {
		s.no.Detail(fault.Detail{Where: string(b.SKU), Reason: "transfer.status", Message: "only available goods are transferred, these are " + b.Status.String(), Have: b.OnHand})
		return nil
	}
	wanted := false
	left := b.OnHand
	for i := range s.lines {
		l := &s.lines[i]
		if l.SKU != b.SKU || l.Owner != b.Owner || left == 0 {
			continue
		}
		wanted = true
		n, err := s.reserved(l, &b, left, serials)
		if err != nil {
			return err
		}
		left -= n
		serials = serials[min(len(serials), int(n)):]
	}
	for i := range s.lines {
		l := &s.lines[i]
		if l.SKU != b.SKU || l.Owner != b.Owner || left == 0 {
			continue
		}
		n, err := s.instead(l, &b, left, serials)
		if err != nil {
			return err
		}
		left -= n
		serials = serials[min(len(serials), int(n)):]
	}
	s.tell(&b, left, wanted)
	return nil
}

// tell notes why so much of a run does not go.
func (s *sender) tell(b *Balance, left int64, wanted bool) {
	now := GetBalance(s.tx, b.Goods)
	d := fault.Detail{Where: string(b.SKU), Want: b.OnHand, Have: b.OnHand - left}
	switch {
	case left == 0:
		return
	case !wanted:
		d.Reason, d.Message = "transfer.other_sku", "the transfer has no such line: add one first"
	case now.Unreserved() < left && now.Reserved > 0:
		d.Reason, d.Message = "stock.reserved", "order lines have claimed them at "+b.Holder.String()
	default:
		d.Reason, d.Message = "transfer.over", "more than the transfer asks for: add a line first"
	}
	s.no.Detail(d)
}

// reserved sends what a line has reserved of a run.
func (s *sender) reserved(l *Line, b *Balance, left int64, serials []string) (sent int64, err error) {
	for _, r := range append([]Reservation(nil), l.Res...) {
		if l.Goods(&r) != b.Goods || r.Phase != Allocated || left == sent {
			continue
		}
		n := min(left-sent, r.Qty)
		if err := s.ship(l, r.N, b, n, cutSerials(serials, sent, n)); err != nil {
			return sent, err
		}
		sent += n
	}
	return sent, nil
}

func cutSerials(serials []string, from, n int64) []string {
	if int64(len(serials)) < from+n {
		return nil
	}
	return serials[from : from+n]
}

// instead sends unreserved goods of a run for what a line lacks or has reserved elsewhere, which it gives back.
func (s *sender) instead(l *Line, b *Balance, left int64, serials []string) (int64, error) {
	have := GetBalance(s.tx, b.Goods)
	n := min(left, have.Unreserved(), l.In(Open)+l.In(Allocated))
	if n <= 0 {
		return 0, nil
	}
	for l.In(Open) < n {
		r := lastAllocated(l)
		if err := Release(s.tx, l, r.N, min(r.Qty, n-l.In(Open)), "transfer.other_goods"); err != nil {
			return 0, err
		}
	}
	r, err := Reserve(s.tx, l, ReserveInput{Goods: b.Goods, Qty: n})
	if err != nil {
		return 0, err
	}
	return n, s.ship(l, r.N, b, n, cutSerials(serials, 0, n))
}

func lastAllocated(l *Line) Reservation {
	for i := len(l.Res) - 1; i >= 0; i-- {
		if l.Res[i].Phase == Allocated {
			return l.Res[i]
		}
	}
	return Reservation{}
}

// ship books goods of a reservation as in transit, and the piece the other end will expect.
func (s *sender) ship(l *Line, res int, b *Balance, n int64, serials []string) error {
	if s.t.Pieces == MaxTransferPieces {
		return fault.Refused("transfer.full", "%d runs are on the lorry: dispatch it and open another transfer", s.t.Pieces)
	}
	did, err := Advance(s.tx, l, Onward{Res: res, Qty: n, To: InTransit, ToPhase: Shipped, Reason: "transfer.sent", Document: s.t.ID, Serials: serials})
	if err != nil {
		return err
	}
	Lines.Put(s.tx, l)
	s.t.Pieces++
	p := Piece{Transfer: s.t.ID, N: s.t.Pieces, Line: l.No, SKU: l.SKU, Lot: b.Lot, Owner: b.Owner, Qty: n, Grams: did.Grams, Since: b.Since, Serials: serials}
	if s.whole {
		p.LPN = b.Holder.ID
	}
	Pieces.Put(s.tx, &p)
	return nil
}
