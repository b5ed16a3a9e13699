package inventory

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// Tags of transfers.
const (
	tagTransfer byte = 0x2C // 00 number: transfer; 01 state number: index; 02 number n: what was sent
	oneTransfer byte = 0x00
	byState     byte = 0x01
	sentPiece   byte = 0x02
)

// Bounds of transfers: a command opens few lines and reserves in few places, a lorry has few hundred pallets.
const (
	MaxTransferLines  = 16 // of one command; a longer transfer is sent in several
	MaxTransferAll    = 200
	maxTransferClaims = 24 // reservations of one command: each writes its balance, two index keys and its entry
	maxTransferReads  = 400
	MaxTransferPieces = partner.MaxLines // sent runs: each is a line of the notice at the other end
	transferKind      = 'X'
)

// Outbox kinds of transfers.
const (
	OutboxTransferSent     = "transfer.sent"     // the goods are on the way: the other end expects them
	OutboxTransferReceived = "transfer.received" // so much of a run has come there
)

// Transfer is goods on their way to another warehouse. Its lines are order lines of its number, so reserving, releasing and
// shipping are those of any order, and the same audit accounts for them: what of a line is shipped is in transit until the
// other end says that it came.
type Transfer struct {
	ID       string        `cbor:"1,keyasint"`
	To       string        `cbor:"2,keyasint"` // warehouse
	State    TransferState `cbor:"3,keyasint"`
	Lines    int           `cbor:"4,keyasint"`
	Pieces   int           `cbor:"5,keyasint,omitempty"`
	Document string        `cbor:"6,keyasint,omitempty"`
	Expected item.Date     `cbor:"7,keyasint,omitempty"` // when it should be there
	Opened   int64         `cbor:"8,keyasint"`           // unix seconds
	Sent     int64         `cbor:"9,keyasint,omitempty"`
	Ended    int64         `cbor:"10,keyasint,omitempty"`
	Worker   string        `cbor:"11,keyasint,omitempty"`
	Missing  int           `cbor:"12,keyasint,omitempty"` // pieces that have not come whole
	Closed   bool          `cbor:"13,keyasint,omitempty"` // the other end waits for nothing more
	Settler  string        `cbor:"14,keyasint,omitempty"` // who gave up what had not come; empty: the other end closed its notice, or all came
	Reason   SettleReason  `cbor:"15,keyasint,omitempty"` // why it never came, by whoever settled
	Balanced bool          `cbor:"16,keyasint,omitempty"` // ended, and nothing of it is in transit by the books
	Reached  int           `cbor:"17,keyasint,omitempty"` // lines the search under way has done
	Searched *SearchSpot   `cbor:"18,keyasint,omitempty"` // how far it has looked for goods for the line it was at
	Seeking  int           `cbor:"19,keyasint,omitempty"` // that line; others may have got their goods, or given up, meanwhile
}

// Transfers are kept by number, found by state, for good: they are papers between houses, and a house sends few a day.
var Transfers = store.Collection[Transfer]{Noun: "transfer", Version: 1,
	Key: func(t *Transfer) store.Key { return transferKey(t.ID) },
	Indexes: []store.Index[Transfer]{{Name: "state", Keys: func(t *Transfer) []store.Key {
		return []store.Key{store.K(tagTransfer).Byte(byState).Byte(byte(t.State)).Str(t.ID)}
	}}}}

func transferKey(id string) store.Key { return store.K(tagTransfer).Byte(oneTransfer).Str(id) }

// Piece is one run of goods that was sent: a line of the notice at the other end.
type Piece struct {
	Transfer string   `cbor:"1,keyasint"`
	N        int      `cbor:"2,keyasint"`
	Line     int      `cbor:"3,keyasint"` // of the transfer
	SKU      item.SKU `cbor:"4,keyasint"`
	Lot      item.Lot `cbor:"5,keyasint,omitempty"`
	Owner    string   `cbor:"6,keyasint,omitempty"`
	Qty      int64    `cbor:"7,keyasint"`
	Grams    int64    `cbor:"8,keyasint,omitempty"`
	LPN      string   `cbor:"9,keyasint,omitempty"`  // it went in
	Arrived  int64    `cbor:"10,keyasint,omitempty"` // what the other end has received
	Settled  int64    `cbor:"11,keyasint,omitempty"` // booked off as lost on the road; below zero: booked as sent too much
	Since    int64    `cbor:"12,keyasint,omitempty"` // unix seconds of the oldest receipt in it
	Serials  []string `cbor:"13,keyasint,omitempty"` // that were scanned

	ArrivedGrams int64 `cbor:"14,keyasint,omitempty"`
	SettledGrams int64 `cbor:"15,keyasint,omitempty"`
}

// Road gives what of a piece is still on the road, what never came, and what came too much. Nothing is short while the other
// end waits.
func (t *Transfer) Road(p *Piece) (onTheWay, short, over int64) {
	switch lack := p.Qty - p.Arrived; {
	case lack < 0:
		return 0, 0, -lack
	case t.State == TransferSent:
		return lack, 0, 0
	case t.State == TransferArrived:
		return 0, lack, 0
	}
	return 0, 0, 0
}

// Pieces are kept under their transfer, for good: some fifty of a hundred bytes a lorry.
var Pieces = store.Collection[Piece]{Noun: "transfer piece", Version: 1,
	Key: func(p *Piece) store.Key { return pieceKey(p.Transfer, p.N) }}

func pieceKey(transfer string, n int) store.Key {
	return store.K(tagTransfer).Byte(sentPiece).Str(transfer).Uint(uint64(n))
}

// GetTransfer gives a transfer or refuses, naming it.
func GetTransfer(r store.Reader, id string) (Transfer, error) {
	return Transfers.Must(r, transferKey(id), id)
}

// IsTransfer tells whether the lines of a number are a transfer's and not an order's.
func IsTransfer(r store.Reader, order string) bool { return Transfers.Has(r, transferKey(order)) }

// PiecesOf gives what was sent of a transfer, in order.
func PiecesOf(r store.Reader, id string) []Piece {
	return slices.Collect(Pieces.All(r, store.K(tagTransfer).Byte(sentPiece).Str(id), nil))
}

// ListTransfers gives up to limit transfers in a state behind a number, by number.
func ListTransfers(r store.Reader, s TransferState, after string, limit int) ([]Transfer, error) {
	var out []Transfer
	prefix := store.K(tagTransfer).Byte(byState).Byte(byte(s))
	var from store.Key
	if after != "" {
		from = prefix.Clone().Str(after).Byte(0)
	}
	for k := range store.Keys(r, prefix, from) {
		if len(out) == limit {
			break
		}
		t, err := GetTransfer(r, store.ReadKey(k, len(prefix)).Str())
		if err != nil {
			return nil, fault.Internal("transfer.index", "the states lead to a transfer that is not there").Because(err)
		}
		out = append(out, t)
	}
	return out, nil
}

// TransferLine is so much of an item to be sent.
type TransferLine struct {
	SKU   item.SKU
	Owner string
	Qty   int64
	UoM   string // "case": Qty counts those; "" base units
}

// TransferInput opens a transfer, adds lines to one that is open, or, without lines, looks again for goods it lacks.
type TransferInput struct {
	Transfer string // ""; opens one
	To       string // warehouse; of a new one
	Document string
	Expected item.Date
	Lines    []TransferLine
}

// TransferResult names the transfer and what it lacks.
type TransferResult struct {
	Transfer string          `cbor:"1,keyasint"`
	Reserved int64           `cbor:"2,keyasint,omitempty"` // base units reserved by this command
	Short    []TransferShort `cbor:"3,keyasint,omitempty"`
	More     bool            `cbor:"4,keyasint,omitempty"` // lines were not looked at: send it again without lines
}

// TransferShort is a line that did not get all it wants.
type TransferShort struct {
	Line int      `cbor:"1,keyasint"`
	SKU  item.SKU `cbor:"2,keyasint"`
	Want int64    `cbor:"3,keyasint"`
	Have int64    `cbor:"4,keyasint,omitempty"`
}

func (in *TransferInput) check(tx *store.Tx) error {
	var g fault.Gather
	if in.Transfer == "" {
		if _, err := FindWarehouse(tx, in.To); err != nil || in.To == string(tx.Partition()) {
			g.Add("to", "transfer.to", "name another warehouse the goods go to, not %q", in.To)
		}
		if len(in.Lines) == 0 {
			g.Add("lines", "transfer.lines", "a transfer has at least one line")
		}
	}
	if len(in.Lines) > MaxTransferLines {
		g.Add("lines", "transfer.lines", "%d lines at once are more than %d: add the others to the same transfer", len(in.Lines), MaxTransferLines)
	}
	if len(in.Document) > MaxNote {
		g.Add("document", "transfer.document", "a document has at most %d characters", MaxNote)
	}
	in.Lines = slices.Clone(in.Lines)
	for i := range in.Lines {
		l := &in.Lines[i]
		if _, err := FindItem(tx, l.SKU); err != nil {
			g.Add(lineField(i, "sku"), "item.unknown", "there is no item %q", l.SKU)
			continue
		}
		LineToBase(&g, fmt.Sprintf("lines[%d]", i), tx, l.SKU, l.UoM, &l.Qty)
		if l.Qty <= 0 || l.Qty > MaxAdjust {
			g.Add(lineField(i, "quantity"), "transfer.quantity", "1 to %d units can be sent, not %d", int64(MaxAdjust), l.Qty)
		}
		CheckOwner(&g, lineField(i, "owner"), l.Owner)
	}
	return g.Invalid("transfer.invalid", "goods cannot be transferred like this")
}

func lineField(i int, field string) string { return fmt.Sprintf("lines[%d].%s", i, field) }

// MakeTransfer opens a transfer to another warehouse, or adds to one, and reserves goods for it: earliest expiry first, whose
// free stock is in reserve and pick faces, under no hold. From then on orders do not get them. A line that is short waits for
// more: the same again without lines looks once more. Errors: transfer.invalid, transfer.unknown, transfer.state,
// transfer.full.
func MakeTransfer(tx *store.Tx, in TransferInput) (TransferResult, error) {
	if err := in.check(tx); err != nil {
		return TransferResult{}, err
	}
	t, err := in.open(tx)
	if err != nil {
		return TransferResult{}, err
	}
	if len(in.Lines) > 0 {
		t.Reached, t.Searched = 0, nil
	}
	if t.Lines+len(in.Lines) > MaxTransferAll {
		return TransferResult{}, fault.Refused("transfer.full", "transfer %s would have more than %d lines: open another one", t.ID, MaxTransferAll)
	}
	for _, l := range in.Lines {
		t.Lines++
		if _, err := OpenLine(tx, NewLine{Order: t.ID, No: t.Lines, SKU: l.SKU, Owner: l.Owner, Qty: l.Qty}); err != nil {
			return TransferResult{}, err
		}
	}
	Transfers.Put(tx, &t)
	return reserveFor(tx, &t)
}

func (in *TransferInput) open(tx *store.Tx) (Transfer, error) {
	if in.Transfer == "" {
		t := Transfer{ID: LocalNumber(tx, transferKind), To: in.To, Document: in.Document, Expected: in.Expected, Opened: tx.Now().Unix(), Worker: tx.Command().Worker}
		return t, stepTransfer(tx, &t, transferOpen, in.Document)
	}
	t, err := GetTransfer(tx, in.Transfer)
	if err == nil && t.State != TransferOpened {
		err = fault.Conflict("transfer.state", "transfer %s is %s: open another one", t.ID, t.State)
	}
	return t, err
}

// reserveFor claims what the lines of a transfer lack.
func reserveFor(tx *store.Tx, t *Transfer) (TransferResult, error) {
	out := TransferResult{Transfer: t.ID}
	today, err := Today(tx)
	if err != nil {
		return out, err
	}
	var lines []Line
	for l := range LinesOf(tx, t.ID, t.Reached+1) {
		if l.In(Open) > 0 {
			lines = append(lines, l)
		}
	}
	s := &supplying{tx: tx, t: t, today: today, reads: len(lines), out: &out}
	for i := range lines {
		if i == MaxTransferLines {
			out.More = true
			break
		}
		if t.Seeking != lines[i].No {
			t.Seeking, t.Searched = lines[i].No, nil // a spot is one among the goods of its own item
		}
		if out.More, err = s.line(&lines[i]); err != nil || out.More {
			break
		}
		t.Reached, t.Searched = lines[i].No, nil
	}
	if !out.More {
		t.Reached = 0 // the next look begins anew
	}
	Transfers.Put(tx, t)
	return out, err
}

// supplying reserves for a transfer within the bounds of one command.
type supplying struct {
	tx            *store.Tx
	t             *Transfer
	today         item.Date
	claims, reads int
	out           *TransferResult
}

// line reserves what a line lacks. It tells when a bound cut it off: the next command goes on there.
func (s *supplying) line(l *Line) (cut bool, err error) {
	for l.In(Open) > 0 {
		if s.claims >= maxTransferClaims || s.reads >= maxTransferReads {
			return true, nil
		}
		search := Search{SKU: l.SKU, Owner: l.Owner, Day: s.today, Want: l.In(Open)}
		if s.t.Searched != nil {
			search.From = *s.t.Searched
		}
		offer := search.Offer(s.tx)
		s.reads += offer.Reads
		for _, c := range offer.Candidates {
			qty := min(c.Free, l.In(Open))
			if qty == 0 {
				break
			}
			if s.claims == maxTransferClaims {
				return true, nil
			}
			if _, err := Reserve(s.tx, l, ReserveInput{Goods: c.Goods, Qty: qty}); err != nil {
				return false, err
			}
			Lines.Put(s.tx, l)
			s.claims++
			s.out.Reserved += qty
		}
		if !offer.More {
			break
		}
		s.t.Searched = &offer.Next
	}
	if lack := l.In(Open); lack > 0 {
		s.out.Short = append(s.out.Short, TransferShort{Line: l.No, SKU: l.SKU, Want: l.Ordered(), Have: l.Ordered() - lack})
	}
	return false, nil
}

// MaxOwner bounds the name of an owner of goods: a channel's or a third party's code.
const MaxOwner = 32

// CheckOwner notes an owner's name that cannot be one.
func CheckOwner(g *fault.Gather, where, owner string) {
	if len(owner) > MaxOwner || strings.ContainsFunc(owner, func(c rune) bool { return c <= ' ' || c == 0x7F }) {
		g.Add(where, "owner.malformed", "an owner's code has at most %d characters without blanks, not %q", MaxOwner, owner)
	}
}
