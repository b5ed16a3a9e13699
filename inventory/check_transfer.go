package inventory

import (
	"fmt"
	"maps"

	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// roads follows what the sender of a transfer has in transit: what goes onto the lorry, and what is settled. What comes in from
// a lorry is another warehouse's transfer.
func (a *Auditor) roads(e Recorded) {
	sign := int64(1)
	switch {
	case e.To.Holder == InTransit:
	case e.From.Holder == InTransit && e.To.Holder == Adjustment:
		sign = -1
	default:
		return
	}
	w := a.at(transferKey(e.Document), "transfer "+e.Document)
	if w.road == nil {
		w.road = map[item.SKU]onRoad{}
	}
	r := w.road[e.SKU]
	w.road[e.SKU] = onRoad{r.units + sign*e.Qty, r.grams + sign*e.Grams}
}

// inTransit gives what the ledger has in transit of a transfer, of every item it sent.
func (w *wanted) inTransit() map[item.SKU]onRoad {
	if w.road == nil {
		return map[item.SKU]onRoad{}
	}
	return w.road
}

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
	pieces := PiecesOf(r, t.ID)
	for _, p := range pieces {
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
	if have := roadOf(pieces); !maps.Equal(have, w.inTransit()) {
		a.differ("transfer", name, fmt.Sprintf("in transit %v", w.inTransit()), fmt.Sprint(have))
	}
	for _, p := range pieces {
		if units, grams := t.unsettled(&p); t.Balanced && (units != 0 || grams != 0) {
			a.differ("transfer", fmt.Sprintf("%s no. %d", name, p.N), "nothing in transit of one that has ended", fmt.Sprintf("%d, %d g", units, grams))
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
