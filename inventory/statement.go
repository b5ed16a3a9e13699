package inventory

import (
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// StatementEntries bounds the ledger entries one look reads for a statement: 20,000 fold in about 30 ms.
const StatementEntries = 20_000

// StatementLine is what became of an item's stock of one owner between two moments, in base units. Opening and all that
// follows it make Closing.
type StatementLine struct {
	SKU       item.SKU
	Opening   int64
	Received  int64 // from suppliers, from customers who sent goods back
	Shipped   int64 // to customers, below zero
	Transfers int64 // from other warehouses, less those to them
	Owners    int64 // from other owners, less those to them
	Adjusted  int64 // counted, found, lost, scrapped
	Closing   int64
}

// In is what came, Out what went, below zero.
func (l *StatementLine) In() int64 {
	return l.Received + max(0, l.Transfers) + max(0, l.Owners) + max(0, l.Adjusted)
}

// Out is what went, below zero.
func (l *StatementLine) Out() int64 { return l.Closing - l.Opening - l.In() }

// Statement is made from the ledger alone, piece by piece: the ledger is the truth, balances are its sum. Read it until it is
// done, each piece on a snapshot of its own.
type Statement struct {
	Owner    string
	From, To time.Time // what was recorded from the first on, and before the second
	next     uint64
	lines    map[item.SKU]*StatementLine
}

// NewStatement begins a statement.
func NewStatement(owner string, from, to time.Time) *Statement {
	return &Statement{Owner: owner, From: from, To: to, next: 1, lines: map[item.SKU]*StatementLine{}}
}

// Piece folds the next entries; it tells whether there are no more.
func (s *Statement) Piece(r store.Reader) (done bool, err error) {
	n := 0
	for e, err := range Ledger(r, s.next) {
		if err != nil {
			return true, err
		}
		if !e.At.Before(s.To) {
			return true, nil
		}
		s.fold(&e)
		s.next = e.Seq + 1
		if n++; n == StatementEntries {
			return false, nil
		}
	}
	return true, nil
}

func (s *Statement) fold(e *Recorded) {
	if e.Kind != EntryMove {
		return
	}
	out, in := s.has(e.From), s.has(e.To)
	if out == in {
		return // moved within, or not his
	}
	qty, other := e.Qty, e.From
	if out {
		qty, other = -qty, e.To
	}
	l := s.lines[e.SKU]
	if l == nil {
		l = &StatementLine{SKU: e.SKU}
		s.lines[e.SKU] = l
	}
	l.Closing += qty
	if e.At.Before(s.From) {
		l.Opening += qty
		return
	}
	switch {
	case other.Holder.Kind != Outside:
		l.Owners += qty
	case other.Holder == InTransit:
		l.Transfers += qty
	case other.Holder == Supplier, other.Holder == Customer && in:
		l.Received += qty
	case other.Holder == Customer:
		l.Shipped += qty
	default:
		l.Adjusted += qty
	}
}

func (s *Statement) has(side Side) bool {
	return side.Owner == s.Owner && side.Holder.Kind != Outside && !side.Holder.IsZero()
}

// Lines gives the items that have a figure, by SKU.
func (s *Statement) Lines() []StatementLine {
	var out []StatementLine
	for _, sku := range slices.SortedFunc(maps.Keys(s.lines), func(a, b item.SKU) int { return strings.Compare(string(a), string(b)) }) {
		if l := s.lines[sku]; l.Opening != 0 || l.Closing != 0 || l.Received != 0 || l.Shipped != 0 || l.Transfers != 0 || l.Owners != 0 || l.Adjusted != 0 {
			out = append(out, *l)
		}
	}
	return out
}
