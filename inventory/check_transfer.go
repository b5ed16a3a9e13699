package inventory

import (
	"fmt"

	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// compareTransfer compares what a partition says of a transfer by itself: its state with the ledger, and the pieces on the
// lorry with what its lines have shipped, which the ledger accounts for. Both ends are compared by CheckTransfers.
func (a *Auditor) compareTransfer(r store.Reader, k store.Key, w *wanted) {
	switch k[1] {
	case oneTransfer:
	case byState:
		kr := store.ReadKey(k, 2)
		kr.Byte()
		if !foundBy(r, &Transfers, transferKey(kr.Str()), k) {
			a.differ("index", "transfer", "no entry", "one that leads to no such record")
		}
		return
	default:
		return // a piece: with its transfer
	}
	t, _ := Transfers.Get(r, k)
	name := "transfer " + t.ID
	if t.State.String() != w.state {
		a.differ("transfer", name, w.state, t.State)
	}
	sent, n, missing := map[int]int64{}, 0, 0
	for _, p := range PiecesOf(r, t.ID) {
		n++
		sent[p.Line] += p.Qty
		if p.Arrived < p.Qty {
			missing++
		}
	}
	lines := 0
	for l := range LinesOf(r, t.ID, 1) {
		lines++
		if l.In(Shipped) != sent[l.No] {
			a.differ("transfer", fmt.Sprintf("%s line %d", name, l.No), l.In(Shipped), sent[l.No])
		}
	}
	if open := t.State == TransferOpened; n != t.Pieces || lines != t.Lines || !open && missing != t.Missing {
		a.differ("transfer", name, fmt.Sprintf("%d lines, %d pieces, %d missing", lines, n, missing), fmt.Sprintf("%d, %d, %d", t.Lines, t.Pieces, t.Missing))
	}
	sameIndex(a, r, name, &Transfers, &t)
}

// maxTransferNews bounds the outbox records that are looked at for what is still on its way between two warehouses.
const maxTransferNews = 10_000

// CheckTransfers compares both ends of every transfer a warehouse has sent: what is in transit is what was sent and has not been
// received, whatever crash came between. News that still wait in an outbox are counted as told. other gives the partition of
// another warehouse, nil if there is none. For stores nobody writes to: the two ends are two snapshots.
func CheckTransfers(from store.Reader, other func(warehouse string) store.Reader) (found []Difference) {
	waiting := map[string]bool{}
	for _, rec := range store.Outbox(from, 0, maxTransferNews) {
		var n SentGoods
		if rec.Kind == OutboxTransferSent && store.Unmarshal(rec.Payload, &n) == nil {
			waiting[n.Transfer] = true
		}
	}
	for t := range Transfers.All(from, store.K(tagTransfer).Byte(oneTransfer), nil) {
		if t.State != TransferSent && t.State != TransferArrived {
			continue
		}
		number := NoticeOf(string(from.Partition()), t.ID)
		to := other(t.To)
		if to == nil {
			found = append(found, Difference{"transfer", t.ID, "warehouse " + t.To, "none"})
			continue
		}
		lines := partner.ASNLines(to, number)
		if len(lines) == 0 {
			if !waiting[t.ID] {
				found = append(found, Difference{"transfer", t.ID, "a notice at " + t.To + " or on its way there", "none"})
			}
			continue
		}
		found = append(found, compareEnds(from, to, &t, number, lines)...)
	}
	return found
}

func compareEnds(from, to store.Reader, t *Transfer, number string, lines []partner.ASNLine) (found []Difference) {
	told := map[int]int64{} // by piece: what news on their way will say
	for _, rec := range store.Outbox(to, 0, maxTransferNews) {
		var n ArrivedGoods
		if rec.Kind == OutboxTransferReceived && rec.Key == number && store.Unmarshal(rec.Payload, &n) == nil && n.Piece > 0 {
			told[n.Piece] = n.Qty
		}
	}
	pieces := PiecesOf(from, t.ID)
	if len(pieces) != len(lines) {
		return []Difference{{"transfer", t.ID, fmt.Sprintf("%d runs sent", len(pieces)), fmt.Sprintf("%d expected at %s", len(lines), t.To)}}
	}
	for i, p := range pieces {
		l, arrived := lines[i], p.Arrived
		if n, ok := told[p.N]; ok {
			arrived = n
		}
		if l.SKU != p.SKU || l.Lot != p.Lot || l.Quantity != p.Qty || l.Received != arrived {
			found = append(found, Difference{"transfer", fmt.Sprintf("%s no. %d", t.ID, p.N),
				fmt.Sprintf("%d of SKU %s lot %q sent, %d arrived", p.Qty, p.SKU, p.Lot, arrived),
				fmt.Sprintf("at %s %d of SKU %s lot %q, %d received", t.To, l.Quantity, l.SKU, l.Lot, l.Received)})
		}
	}
	return found
}
