package inventory

import (
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// maxDispatchReleases bounds the reservations one command gives back: each writes its balance and line with index keys, and an
// entry.
const maxDispatchReleases = 15

// DispatchInput ends the loading of a transfer: what was not sent goes back to stock.
type DispatchInput struct {
	Transfer string
	Cancel   bool // nothing was sent: give the transfer up
}

// DispatchResult tells what left.
type DispatchResult struct {
	Transfer string        `cbor:"1,keyasint"`
	State    TransferState `cbor:"2,keyasint"`
	Notice   string        `cbor:"3,keyasint,omitempty"` // number of the ASN at the other end
	Units    int64         `cbor:"4,keyasint,omitempty"`
	Released int64         `cbor:"5,keyasint,omitempty"` // base units that go back to stock, by this command
	More     bool          `cbor:"6,keyasint,omitempty"` // there is more to give back: send it once more
}

// SentGoods is what the other end is told: one outbox record for a lorry.
type SentGoods struct {
	From     string      `cbor:"1,keyasint"`
	To       string      `cbor:"2,keyasint"`
	Transfer string      `cbor:"3,keyasint"`
	Expected item.Date   `cbor:"4,keyasint,omitempty"`
	Lines    []SentPiece `cbor:"5,keyasint"`
}

// SentPiece is a run with what the other end must know of its lot.
type SentPiece struct {
	SKU    item.SKU  `cbor:"1,keyasint"`
	Lot    item.Lot  `cbor:"2,keyasint,omitempty"`
	Expiry item.Date `cbor:"3,keyasint,omitempty"`
	Qty    int64     `cbor:"4,keyasint"`
	LPN    string    `cbor:"5,keyasint,omitempty"`
	Owner  string    `cbor:"6,keyasint,omitempty"`

	Since   int64               `cbor:"7,keyasint,omitempty"`
	Grams   int64               `cbor:"8,keyasint,omitempty"`
	Serials []string            `cbor:"9,keyasint,omitempty"`
	Kind    LPNKind             `cbor:"10,keyasint,omitempty"`
	On      []partner.NoticeLPN `cbor:"11,keyasint,omitempty"`
}

// Dispatch lets the lorry go: what was not sent is given back, in a series if it is much, and the other end gets a notice of
// what is on the way. Errors: transfer.unknown, transfer.state, transfer.empty, transfer.sent.
func Dispatch(tx *store.Tx, in DispatchInput) (DispatchResult, error) {
	t, err := GetTransfer(tx, in.Transfer)
	if err != nil {
		return DispatchResult{}, err
	}
	switch {
	case t.State != TransferOpened:
		return DispatchResult{}, fault.Conflict("transfer.state", "transfer %s is %s already", t.ID, t.State)
	case t.Pieces == 0 && !in.Cancel:
		return DispatchResult{}, fault.Refused("transfer.empty", "nothing of transfer %s was sent: cancel it, or send something first", t.ID)
	case t.Pieces > 0 && in.Cancel:
		return DispatchResult{}, fault.Refused("transfer.sent", "goods of transfer %s are on the lorry: dispatch it, the other end sends them back", t.ID)
	}
	out := DispatchResult{Transfer: t.ID, State: t.State}
	if out.Released, out.More, err = giveBack(tx, &t); err != nil || out.More {
		return out, err
	}
	ev := transferDispatch
	if in.Cancel {
		ev, t.Ended = transferCancel, tx.Now().Unix()
	} else {
		t.Sent, t.Missing = tx.Now().Unix(), t.Pieces
		out.Notice, out.Units = NoticeOf(string(tx.Partition()), t.ID), notify(tx, &t)
	}
	if err := stepTransfer(tx, &t, ev, ""); err != nil {
		return out, err
	}
	Transfers.Put(tx, &t)
	out.State = t.State
	return out, nil
}

// giveBack releases what a transfer has reserved and cancels what it lacks, as far as one command goes.
func giveBack(tx *store.Tx, t *Transfer) (units int64, more bool, err error) {
	var lines []Line
	for l := range LinesOf(tx, t.ID, 1) {
		if l.In(Open)+l.In(Allocated) > 0 {
			lines = append(lines, l)
		}
	}
	n := 0
	for i := range lines {
		l := &lines[i]
		for l.In(Allocated) > 0 {
			if n++; n > maxDispatchReleases {
				Lines.Put(tx, l)
				return units, true, nil
			}
			r := lastAllocated(l)
			if err := Release(tx, l, r.N, r.Qty, "transfer.not_sent"); err != nil {
				return units, false, err
			}
			units += r.Qty
		}
		if n++; n > maxDispatchReleases {
			Lines.Put(tx, l)
			return units, true, nil
		}
		CancelOpen(tx, l, "transfer.not_sent")
		Lines.Put(tx, l)
	}
	return units, false, nil
}

func notify(tx *store.Tx, t *Transfer) (units int64) {
	n := SentGoods{From: string(tx.Partition()), To: t.To, Transfer: t.ID, Expected: t.Expected}
	for _, p := range PiecesOf(tx, t.ID) {
		units += p.Qty
		s := SentPiece{SKU: p.SKU, Lot: p.Lot, Expiry: ExpiryOf(tx, p.SKU, p.Lot), Qty: p.Qty, LPN: p.LPN, Owner: p.Owner,
			Since: p.Since, Grams: p.Grams, Serials: p.Serials}
		s.nest(tx)
		n.Lines = append(n.Lines, s)
	}
	tx.Emit(OutboxTransferSent, t.To, n)
	return units
}

// nest tells what the piece's LPN is, and what it stands on.
func (s *SentPiece) nest(r store.Reader) {
	for _, h := range Within(r, LPNHolder(s.LPN)) {
		l, ok := LPNs.Get(r, LPNKey(h.ID))
		switch {
		case s.LPN == "" || h.Kind != InLPN || !ok:
		case h.ID == s.LPN:
			s.Kind = l.Kind
		default:
			s.On = append(s.On, partner.NoticeLPN{ID: l.ID, Kind: byte(l.Kind)})
		}
	}
}

// scannable tells whether a scanner of any house reads all the LPNs: a notice names no others.
func (s *SentPiece) scannable() bool {
	bad := func(id string) bool {
		return strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' })
	}
	return !bad(s.LPN) && !slices.ContainsFunc(s.On, func(l partner.NoticeLPN) bool { return bad(l.ID) })
}

// NoticeOf is the number of the ASN at the other end: transfers are numbered house by house.
func NoticeOf(from, transfer string) string { return from + "-" + transfer }

// transferOver is how much more of a run than was sent is taken in percent: what came is there, and is told as over.
const transferOver = partner.MaxPercent

// ExpectTransfer stores the notice of a transfer in the warehouse it goes to. The same one twice is one.
func ExpectTransfer(tx *store.Tx, n SentGoods) error {
	number := NoticeOf(n.From, n.Transfer)
	if _, err := partner.FindASN(tx, number); err == nil {
		return nil
	}
	lines := make([]partner.ASNLine, len(n.Lines))
	for i, p := range n.Lines {
		if !p.scannable() {
			p.LPN, p.Kind, p.On = "", 0, nil
		}
		lines[i] = partner.ASNLine{SKU: p.SKU, Quantity: p.Qty, Lot: p.Lot, Expiry: p.Expiry, LPN: p.LPN, Owner: p.Owner,
			Since: p.Since, Grams: p.Grams, Serials: p.Serials, Kind: byte(p.Kind), On: p.On}
	}
	_, err := partner.PutASN(tx, partner.ASN{Number: number, Supplier: n.From, From: n.From, Reference: n.Transfer, Expected: n.Expected,
		Tolerance: partner.Tolerance{OverPercent: transferOver}}, lines, 0)
	return err
}

// ArrivedGoods is what the sender is told of a run: all that has come of it, so that the same news twice is one.
type ArrivedGoods struct {
	Warehouse string `cbor:"1,keyasint"`
	Transfer  string `cbor:"2,keyasint"`
	Piece     int    `cbor:"3,keyasint,omitempty"` // 0: none, only the notice was closed or opened again
	Qty       int64  `cbor:"4,keyasint,omitempty"`
	Closed    bool   `cbor:"5,keyasint,omitempty"`
	Grams     int64  `cbor:"6,keyasint,omitempty"` // of weighed goods: all that came
}

// tellArrived sends the news of a transfer's notice to where the goods came from. News of one notice keep their order.
func tellArrived(tx *store.Tx, a *partner.ASN, l *partner.ASNLine) {
	n := ArrivedGoods{Warehouse: a.From, Transfer: a.Reference, Closed: a.Closed}
	if l != nil {
		n.Piece, n.Qty, n.Grams = l.Line, l.Received, l.ReceivedGrams
	}
	tx.Emit(OutboxTransferReceived, a.Number, n)
}

// EndASN closes a notice, or opens it again; of a transfer the sender is told. Errors: those of partner.CloseASN.
func EndASN(tx *store.Tx, number string, expected uint64, closed bool) (partner.ASN, error) {
	a, err := partner.CloseASN(tx, number, expected, closed)
	if err == nil && a.From != "" {
		tellArrived(tx, &a, nil)
	}
	return a, err
}

// ArriveTransfer books the news at the sender: a piece has come so far, and the transfer has arrived once all have, or once
// nothing more is waited for. What is short or over stands in its pieces, and is booked: see settletransfer.go.
func ArriveTransfer(tx *store.Tx, n ArrivedGoods) error {
	t, err := GetTransfer(tx, n.Transfer)
	if err != nil {
		return err
	}
	if n.Piece > 0 {
		p, err := Pieces.Must(tx, pieceKey(t.ID, n.Piece), t.ID)
		if err != nil {
			return err
		}
		before := p.Arrived < p.Qty
		p.Arrived, p.ArrivedGrams = n.Qty, n.Grams
		Pieces.Put(tx, &p)
		switch after := p.Arrived < p.Qty; {
		case before && !after:
			t.Missing--
		case after && !before:
			t.Missing++
		}
	}
	t.Closed = n.Closed
	was := t.State
	switch done := t.Missing == 0 || t.Closed || t.Settler != ""; {
	case done && t.State == TransferSent:
		t.Ended = tx.Now().Unix()
		err = stepTransfer(tx, &t, transferArrive, "")
	case !done && t.State == TransferArrived:
		t.Ended = 0
		err = stepTransfer(tx, &t, transferReopen, "")
	}
	if err != nil {
		return err
	}
	if t.State == was && n.Piece > 0 && (t.Balanced || t.State == TransferSent) {
		return t.balanceOne(tx, n.Piece)
	}
	if t.State != was {
		t.Balanced = false
		return t.balance(tx)
	}
	Transfers.Put(tx, &t)
	return nil
}
