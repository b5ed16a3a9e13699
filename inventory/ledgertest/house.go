package ledgertest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// house is the warehouse while its past is drawn: pallets come in and go up, faces are filled from them, orders are
// reserved, picked into totes, packed into cartons and shipped, many of them under way at a time.
type house struct {
	o     Options
	load  *store.Loader
	rng   *rand.Rand
	seq   int
	at    time.Time
	err   error
	stock map[inventory.Goods]*held
	lots  map[lotKey]inventory.Lot
	lpns  map[string]*inventory.LPN
	faces []face
	under []*order // orders under way
	free  []string // totes
	n     struct{ pallets, orders, totes, commands int }
}

type held struct {
	onHand, reserved int64
	since            int64
}

type lotKey struct {
	sku item.SKU
	lot item.Lot
}

// face is an item's pick face: the lot that lies there, and the pallets that stand above.
type face struct {
	lot     item.Lot
	pallets []inventory.Goods
}

type order struct {
	id     string
	stage  int
	tote   string
	carton string
	lines  []*inventory.Line
	skus   []int
}

const ordersUnderWay = 400

// work does the next piece of the day: one stage of one order, as a command or two would.
func (h *house) work() {
	if len(h.under) < ordersUnderWay {
		h.accept()
		return
	}
	i := h.rng.IntN(len(h.under))
	o := h.under[i]
	switch o.stage++; o.stage {
	case 1:
		h.pick(o)
	case 2:
		h.pack(o)
	default:
		h.ship(o)
		h.under[i] = h.under[len(h.under)-1]
		h.under = h.under[:len(h.under)-1]
	}
	switch h.rng.IntN(400) {
	case 0:
		h.adjust()
	case 1:
		h.comeBack()
	case 2:
		h.lend()
	}
}

func (h *house) append(e inventory.Entry) {
	if h.err != nil {
		return
	}
	if h.at.IsZero() {
		h.at = h.o.From
	}
	// Entries are spread evenly, a few of one command at one moment.
	if e.Command = fmt.Sprintf("01KD%022d", h.n.commands); h.seq%3 == 0 {
		h.n.commands++
		h.at = h.o.From.Add(h.o.To.Sub(h.o.From) / time.Duration(h.o.Entries) * time.Duration(min(h.seq, h.o.Entries)))
	}
	w := h.rng.IntN(40)
	e.Worker, e.Device = fmt.Sprintf("w%02d", w), fmt.Sprintf("D-%06d", w)
	if h.rng.IntN(5) == 0 {
		e.OccurredAt = h.at.UnixMilli() - int64(h.rng.IntN(20_000))
	}
	h.seq++
	_, h.err = h.load.Append(h.at, store.Marshal(&e))
}

func side(g inventory.Goods) inventory.Side {
	return inventory.Side{Holder: g.Holder, Lot: g.Lot, Status: g.Status, Owner: g.Owner}
}

func (h *house) put(g inventory.Goods, onHand, reserved int64) {
	if g.Holder.Kind == inventory.Outside {
		return
	}
	b := h.stock[g]
	if b == nil {
		b = &held{since: h.at.Unix()}
		h.stock[g] = b
	}
	if b.onHand += onHand; b.onHand == 0 {
		delete(h.stock, g)
	}
	b.reserved += reserved
}

// move moves goods no line has claimed.
func (h *house) move(from, to inventory.Goods, qty int64, reason, document string) {
	h.append(inventory.Entry{Kind: inventory.EntryMove, SKU: from.SKU, Qty: qty, From: side(from), To: side(to), Reason: reason, Document: document})
	h.put(from, -qty, 0)
	h.put(to, qty, 0)
}

func (h *house) carry(id string, kind inventory.LPNKind, to inventory.Holder, reason string) {
	l := h.lpns[id]
	if l == nil {
		l = &inventory.LPN{ID: id, Kind: kind}
		if kind == inventory.ToteLPN {
			l.State = inventory.ToteFree
		}
		h.lpns[id] = l
	}
	h.append(inventory.Entry{Kind: inventory.EntryCarry, Noun: kind.String(), ID: id, From: inventory.Side{Holder: l.Parent}, To: inventory.Side{Holder: to}, Reason: reason})
	l.Parent = to
}

func (h *house) state(noun, id, from, to, event string) {
	h.append(inventory.Entry{Kind: inventory.EntryState, Noun: noun, ID: id, FromState: from, ToState: to, Event: event})
}

// sku draws an item: a few are wanted all the time, most hardly ever.
func (h *house) sku() int {
	a, b := h.rng.IntN(h.o.SKUs), h.rng.IntN(h.o.SKUs)
	return min(a, b, h.rng.IntN(h.o.SKUs))
}

// receive brings a pallet of an item in and puts it up.
func (h *house) receive(n int) {
	h.n.pallets++
	id := fmt.Sprintf("P-%07d", h.n.pallets)
	g := inventory.Goods{SKU: SKU(n), Holder: inventory.LPNHolder(id), Status: inventory.Available}
	if hasLots(n) {
		g.Lot = item.Lot(fmt.Sprintf("L%06d", h.n.pallets))
		today := item.DateOf(h.at, time.UTC)
		h.lots[lotKey{g.SKU, g.Lot}] = inventory.Lot{SKU: g.SKU, Number: g.Lot, Expiry: today + 60 + item.Date(h.rng.IntN(400)), Received: h.at.Unix(), First: uint64(h.seq) + 1}
	}
	h.carry(id, inventory.PalletLPN, inventory.Location("D-1"), "lpn.registered")
	h.move(inventory.Goods{SKU: g.SKU, Lot: g.Lot, Holder: inventory.Supplier, Status: inventory.Available}, g, 240, "receive", fmt.Sprintf("R-%06d", h.n.pallets))
	h.carry(id, inventory.PalletLPN, inventory.Location(shelf(h.rng.IntN(max(1, h.o.Places-h.o.SKUs)))), "putaway")
	h.faces[n].pallets = append(h.faces[n].pallets, g)
}

// onFace fills an item's face until there are qty free units and gives the goods there.
func (h *house) onFace(n int, qty int64) inventory.Goods {
	f := &h.faces[n]
	g := inventory.Goods{SKU: SKU(n), Lot: f.lot, Holder: inventory.Location(Face(n)), Status: inventory.Available}
	if b := h.stock[g]; b != nil && b.onHand-b.reserved >= qty {
		return g
	}
	for len(f.pallets) < 2 {
		h.receive(n)
	}
	from := f.pallets[0]
	some := min(60, h.stock[from].onHand)
	f.lot, g.Lot = from.Lot, from.Lot
	h.move(from, g, some, "replenish", "")
	if h.stock[from] == nil {
		f.pallets = f.pallets[1:]
		h.carry(from.Holder.ID, inventory.PalletLPN, inventory.Scrap, "pallet.empty")
	}
	return h.onFace(n, qty)
}

func (h *house) accept() {
	h.n.orders++
	o := &order{id: fmt.Sprintf("O-%08d", h.n.orders)}
	h.state("order", o.id, "", "accepted", "take")
	for no := range 1 + h.rng.IntN(3) {
		n, qty := h.sku(), int64(1+h.rng.IntN(4))
		g := h.onFace(n, qty)
		l := &inventory.Line{Order: o.id, No: no + 1, SKU: g.SKU, NextRes: 2, Sums: [7]int64{0: qty, inventory.Allocated: qty},
			Res: []inventory.Reservation{{N: 1, Holder: g.Holder, Lot: g.Lot, Status: g.Status, Qty: qty, Phase: inventory.Allocated}}}
		h.append(inventory.Entry{Kind: inventory.EntryLine, SKU: g.SKU, Qty: qty, Ref: l.Ref(0), ToPhase: inventory.Open})
		h.append(inventory.Entry{Kind: inventory.EntryReserve, SKU: g.SKU, Qty: qty, From: side(g), Ref: l.Ref(1), FromPhase: inventory.Open, ToPhase: inventory.Allocated})
		h.put(g, 0, qty)
		o.lines, o.skus = append(o.lines, l), append(o.skus, n)
	}
	h.state("order", o.id, "accepted", "allocated", "allocate")
	h.under = append(h.under, o)
}

// travel moves a line's reserved goods on.
func (h *house) travel(l *inventory.Line, to inventory.Holder, phase inventory.Phase, reason, document string) {
	r := &l.Res[0]
	from := l.Goods(r)
	h.append(inventory.Entry{Kind: inventory.EntryMove, SKU: l.SKU, Qty: r.Qty, From: side(from), To: side(from.At(to)), Ref: l.Ref(r.N), FromPhase: r.Phase, ToPhase: phase,
		Reason: reason, Document: document})
	h.put(from, -r.Qty, -r.Qty)
	h.put(from.At(to), r.Qty, r.Qty)
	l.Sums[r.Phase] -= r.Qty
	l.Sums[phase] += r.Qty
	r.Holder, r.Phase = to, phase
	if phase == inventory.Shipped {
		l.Res = nil
	}
}

func (h *house) pick(o *order) {
	if len(h.free) == 0 {
		h.n.totes++
		id := fmt.Sprintf("T-%05d", h.n.totes)
		h.carry(id, inventory.ToteLPN, inventory.Location("PK-1"), "lpn.registered")
		h.free = append(h.free, id)
	}
	o.tote, h.free = h.free[len(h.free)-1], h.free[:len(h.free)-1]
	l := h.lpns[o.tote]
	h.state("tote", o.tote, "free", "picking", "bind")
	l.State, l.Order = inventory.TotePicking, o.id
	for _, line := range o.lines {
		h.travel(line, l.Holder(), inventory.Picked, "pick", fmt.Sprintf("TR-%07d", h.n.orders/8))
	}
	h.carry(o.tote, inventory.ToteLPN, inventory.Location("PK-1"), "tote.moved")
}

func (h *house) pack(o *order) {
	o.carton = "C-" + o.id[2:]
	h.carry(o.carton, inventory.CartonLPN, inventory.Location("PK-1"), "lpn.registered")
	for _, line := range o.lines {
		h.travel(line, inventory.LPNHolder(o.carton), inventory.Packed, "pack", o.carton)
	}
	h.state("tote", o.tote, "picking", "free", "empty")
	l := h.lpns[o.tote]
	l.State, l.Order = inventory.ToteFree, ""
	h.free = append(h.free, o.tote)
	h.state("parcel", o.carton, "open", "packed", "close")
}

func (h *house) ship(o *order) {
	h.carry(o.carton, inventory.CartonLPN, inventory.Location("OUT-1"), "parcel.loaded")
	for _, line := range o.lines {
		h.travel(line, inventory.Customer, inventory.Shipped, "ship", o.carton)
		h.keep(line)
	}
	h.carry(o.carton, inventory.CartonLPN, inventory.Customer, "parcel.shipped")
	h.state("parcel", o.carton, "loaded", "shipped", "ship")
	h.state("order", o.id, "packed", "shipped", "ship")
	l := h.lpns[o.carton]
	delete(h.lpns, o.carton)
	if h.err == nil {
		h.err = store.Load(h.load, &inventory.LPNs, l)
	}
}

func (h *house) keep(l *inventory.Line) {
	if h.err == nil {
		h.err = store.Load(h.load, &inventory.Lines, l)
	}
}

// adjust loses or finds a unit on a face.
func (h *house) adjust() {
	n := h.sku()
	g := h.onFace(n, 1)
	if h.rng.IntN(2) == 0 {
		h.move(g, g.At(inventory.Adjustment), 1, string(inventory.AdjustLost), "")
		return
	}
	h.move(g.At(inventory.Adjustment), g, 1, string(inventory.AdjustFound), "")
}

// comeBack takes a return in.
func (h *house) comeBack() {
	n := h.sku()
	if hasLots(n) {
		return
	}
	g := inventory.Goods{SKU: SKU(n), Holder: inventory.Location("RET-1"), Status: inventory.Damaged}
	h.move(g.At(inventory.Customer), g, 1, "return", "")
}

// lend makes two units of a face the web shop's own.
func (h *house) lend() {
	g := h.onFace(h.sku(), 2)
	to := g
	to.Owner = "web"
	h.move(g, to, 2, "change-owner", "")
}

// finish writes the records the past has led to.
func (h *house) finish() error {
	for _, o := range h.under {
		for _, l := range o.lines {
			h.keep(l)
		}
	}
	goods := make([]inventory.Goods, 0, len(h.stock))
	for g := range h.stock {
		goods = append(goods, g)
	}
	slices.SortFunc(goods, func(a, b inventory.Goods) int {
		return strings.Compare(fmt.Sprint(a.Holder, a.SKU, a.Lot, a.Status, a.Owner), fmt.Sprint(b.Holder, b.SKU, b.Lot, b.Status, b.Owner))
	})
	for _, g := range goods {
		b := h.stock[g]
		if h.err == nil {
			h.err = store.Load(h.load, &inventory.Balances, &inventory.Balance{Goods: g, OnHand: b.onHand, Reserved: b.reserved, Since: b.since})
		}
	}
	for _, l := range h.lpns {
		if h.err == nil {
			h.err = store.Load(h.load, &inventory.LPNs, l)
		}
	}
	for _, l := range h.lots {
		if h.err == nil {
			h.err = store.Load(h.load, &inventory.Lots, &l)
		}
	}
	if h.err == nil {
		h.err = h.load.Flush()
	}
	return h.err
}
