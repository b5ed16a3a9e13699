package inventory

import (
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

const tagReceipt byte = 0x38

// ReceiveInput is goods that came in: one run of one item and lot, into an LPN or loose onto a dock.
type ReceiveInput struct {
	Receipt       string // "" opens one
	PurchaseOrder string // with Line, or
	ASN           string // with Line, or neither: goods nobody announced
	Line          int
	Supplier      string // only without a purchase order or ASN
	SKU           item.SKU
	Qty           int64  // base units, or what UoM says
	UoM           string // "case": Qty counts those; "" base units
	Grams         int64  // goods by the gram: the same as Qty, told alone it is both; weighed pieces: what Qty of them weigh
	Lot           item.Lot
	Expiry        item.Date
	Production    item.Date
	Serials       []string
	Damaged       bool
	Owner         string
	Dock          layout.Code // where it stands now: a dock or staging location
	LPN           string      // "": loose
	LPNKind       LPNKind     // of a new LPN; 0: pallet
	Override      string      // a supervisor's reason to take goods with too little life

	transfer bool                // from another warehouse of the house, as the ASN says
	notice   partner.ASNLine     // of a transfer: what its sender knows
	nested   []partner.NoticeLPN // of a transfer's LPN: what it stands on, inmost first
}

// ReceiveResult is what was booked and what to do next.
type ReceiveResult struct {
	Receipt string   `cbor:"1,keyasint"`
	Holder  Holder   `cbor:"2,keyasint"`
	Status  Status   `cbor:"3,keyasint"`
	Sample  int64    `cbor:"4,keyasint,omitempty"` // units quality control wants to see; 0: put away at once
	Due     int64    `cbor:"5,keyasint,omitempty"` // what may still come on the line
	Measure bool     `cbor:"6,keyasint,omitempty"` // nobody has measured or weighed the item yet: see Measure
	Plan    Sampling `cbor:"7,keyasint,omitzero"`  // of the whole delivery that waits there, if quality control looks at it
	InPacks string   `cbor:"8,keyasint,omitempty"` // what was booked, in the item's packs
	Units   int64    `cbor:"9,keyasint,omitempty"` // of a whole LPN: base units, of all its runs
	Runs    int      `cbor:"10,keyasint,omitempty"`
}

// Receipt is one delivery as it was taken in. Its movements are the ledger entries that carry its number.
type Receipt struct {
	ID            string `cbor:"1,keyasint"`
	PurchaseOrder string `cbor:"2,keyasint,omitempty"`
	ASN           string `cbor:"3,keyasint,omitempty"`
	Supplier      string `cbor:"4,keyasint"`
	Opened        int64  `cbor:"5,keyasint"` // unix seconds
	Worker        string `cbor:"6,keyasint,omitempty"`
	Runs          int64  `cbor:"7,keyasint"` // receive commands
	Units         int64  `cbor:"8,keyasint"`
}

// Receipts are kept by number, for good: a recall begins with them, years later. Some hundred of a hundred bytes a day.
var Receipts = store.Collection[Receipt]{Noun: "receipt", Version: 1, Key: func(r *Receipt) store.Key { return receiptKey(r.ID) }}

func receiptKey(id string) store.Key { return store.K(tagReceipt).Str(id) }

// GetReceipt gives a receipt or refuses, naming it.
func GetReceipt(r store.Reader, id string) (Receipt, error) {
	return Receipts.Must(r, receiptKey(id), id)
}

// Receive takes goods in. Errors, all named at once: receive.invalid (quantity, lot, expiry, serials, dock), item.unknown,
// item.not_received; then receipt.over, lot.too_short (a supervisor may override), lot.expiry_differs, lpn.kind.
func Receive(tx *store.Tx, in ReceiveInput) (ReceiveResult, error) {
	if in.wholeLPN() {
		return receiveLPN(tx, in)
	}
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return ReceiveResult{}, err
	}
	if in.Qty, err = BaseUnits(tx, in.SKU, in.Qty, in.UoM); err != nil {
		return ReceiveResult{}, err
	}
	if err := in.fromTransfer(tx); err != nil {
		return ReceiveResult{}, err
	}
	if err := in.check(tx, &it); err != nil {
		return ReceiveResult{}, err
	}
	if err := in.checkLife(tx, &it); err != nil {
		return ReceiveResult{}, err
	}
	rec, due, err := in.announce(tx)
	if err != nil {
		return ReceiveResult{}, err
	}
	source := Supplier
	if in.transfer {
		source = InTransit
	}
	if in.Lot != "" {
		err := meetLot(tx, Lot{SKU: in.SKU, Number: in.Lot, Expiry: in.Expiry, Production: in.Production, Received: tx.Now().Unix(),
			Supplier: rec.Supplier, Receipt: rec.ID})
		if err != nil {
			return ReceiveResult{}, err
		}
	}
	holder, err := in.holder(tx)
	if err != nil {
		return ReceiveResult{}, err
	}
	out := ReceiveResult{Receipt: rec.ID, Holder: holder, Status: Available, Due: due}
	plan, planned := QualityPlanFor(tx, &it)
	switch {
	case in.Damaged:
		out.Status = Damaged
	case inspected(&it, &plan, planned) && !in.transfer: // it was looked at when it first came in
		if err := in.present(tx, &it, &rec, &out); err != nil {
			return ReceiveResult{}, err
		}
	}
	out.Measure, out.InPacks = unmeasured(&it), packsOf(&it, in.Qty)
	err = Move(tx, Movement{From: Goods{SKU: in.SKU, Lot: in.Lot, Holder: source, Status: out.Status, Owner: in.Owner},
		To: Side{Holder: holder, Lot: in.Lot, Status: out.Status, Owner: in.Owner}, Qty: in.Qty, Grams: in.Grams, Serials: in.Serials,
		Reason: in.Override, Document: rec.ID, Since: in.since(tx)})
	return out, err
}

// since is when the goods came into the house: what another warehouse has had for long goes out first here too.
func (in *ReceiveInput) since(tx *store.Tx) int64 {
	if in.notice.Since > 0 {
		return in.notice.Since
	}
	return tx.Now().Unix()
}

// present hands the goods to quality control, together with what of them waits there already.
func (in *ReceiveInput) present(tx *store.Tx, it *item.Item, rec *Receipt, out *ReceiveResult) (err error) {
	waits := Goods{SKU: in.SKU, Lot: in.Lot, Holder: out.Holder, Status: ToInspect, Owner: in.Owner}
	p := present(tx, waits, in.Qty, rec.Supplier, rec.ID)
	out.Status = ToInspect
	out.Plan, err = samplingFor(tx, it, &p, GetBalance(tx, waits).OnHand+in.Qty)
	out.Sample = out.Plan.Units
	return err
}

// weigh makes one figure of weight and quantity where the base unit is a gram, and wants the scale's word on weighed pieces.
// A supervisor may say that they weigh what nobody would believe.
func (in *ReceiveInput) weigh(g *fault.Gather, it *item.Item) {
	if it.WeighedPieces && in.Grams > 0 && strings.TrimSpace(in.Override) != "" {
		return
	}
	Weigh(g, "", it, &in.Qty, &in.Grams)
	if it.WeighedPieces && in.Grams == 0 {
		_, nominal, _ := it.PieceGrams(in.Qty)
		g.Detail(fault.Detail{Where: "grams", Reason: "goods.weight", Want: nominal, Message: "put the pieces on the scale: their weight is kept beside their number"})
	}
}

func (in *ReceiveInput) check(tx *store.Tx, it *item.Item) error {
	var g fault.Gather
	in.weigh(&g, it)
	most := int64(item.MaxPackQty)
	if in.transfer {
		most = MaxAdjust // as much as is sent: it stands at the dock
	}
	if it.State != item.Approved && !in.transfer { // what was retired on the road is the house's own
		g.Add("sku", "item.not_received", "SKU %s is %s: only approved items are received", it.SKU, it.State)
	}
	if in.Qty <= 0 || in.Qty > most {
		g.Add("quantity", "receive.quantity", "the quantity must be 1 to %d, not %d", most, in.Qty)
	}
	if it.Tracked() && in.Lot == "" {
		g.Add("lot", "lot.missing", "SKU %s is tracked by lot: scan or type the lot number", it.SKU)
	}
	if it.ExpiryTracked && in.Expiry == item.NoDate {
		g.Add("expiry", "expiry.missing", "SKU %s expires: scan or type the expiry date", it.SKU)
	}
	item.CheckLot(&g, "lot", in.Lot)
	if len(in.Override) > MaxStateReason {
		g.Add("override", "reason.missing", "a reason has at most %d bytes: it is kept in the ledger", MaxStateReason)
	}
	if n := int64(len(in.Serials)); n != in.Qty && (SerialNeeded(it) || n > 0) {
		g.Add("serials", "serial.count", "%d serial numbers were scanned for %d units", n, in.Qty)
	}
	checkSerials(tx, &g, in.SKU, in.Serials)
	dock, err := FindLocation(tx, in.Dock)
	switch {
	case err != nil:
		g.Add("dock", "location.unknown", "there is no location %q", in.Dock)
	case dock.Kind != layout.Dock && dock.Kind != layout.Staging:
		g.Add("dock", "receive.dock", "%s is a %s location: goods come in at a dock or staging location", in.Dock, dock.Kind)
	}
	return g.Invalid("receive.invalid", "SKU %s cannot be received like this", in.SKU)
}

// fromTransfer notes whether the goods come from another warehouse: then they are the house's own, whoever's they were, and
// nothing of what is asked of a supplier is asked of them.
func (in *ReceiveInput) fromTransfer(tx *store.Tx) error {
	if in.ASN == "" {
		return nil
	}
	asn, err := partner.FindASN(tx, in.ASN)
	if err != nil || asn.From == "" {
		return err
	}
	l, err := partner.FindASNLine(tx, in.ASN, in.Line)
	in.transfer, in.Owner, in.notice = true, l.Owner, l
	return err
}

// checkLife refuses goods that would be too old before they are sold.
func (in *ReceiveInput) checkLife(tx *store.Tx, it *item.Item) error {
	if in.transfer || in.Expiry == item.NoDate || strings.TrimSpace(in.Override) != "" || in.Damaged {
		return nil
	}
	today, err := Today(tx)
	if err != nil {
		return err
	}
	if left := today.Until(in.Expiry); left < it.MinAtReceipt {
		return fault.Refused("lot.too_short", "lot %q of SKU %s expires on %s, in %d days; at receipt %d must remain", in.Lot, it.SKU,
			in.Expiry, left, it.MinAtReceipt).With(fault.Detail{Where: "expiry", Reason: "lot.too_short", Want: it.MinAtReceipt, Have: left,
			Message: "set it aside or ask a supervisor"})
	}
	return nil
}

// announce books the goods against what announced them and against the receipt.
func (in *ReceiveInput) announce(tx *store.Tx) (rec Receipt, due int64, err error) {
	supplier := in.Supplier
	switch {
	case in.ASN != "":
		supplier, due, err = in.againstASN(tx)
	case in.PurchaseOrder != "":
		supplier, due, err = in.againstOrder(tx, in.PurchaseOrder, in.Line)
	case supplier == "":
		err = fault.Invalid("receive.supplier", "name a purchase order, an ASN or the supplier")
	}
	if err != nil {
		return rec, 0, err
	}
	if in.Receipt != "" {
		if rec, err = GetReceipt(tx, in.Receipt); err != nil {
			return rec, 0, err
		}
		if rec.Supplier != supplier {
			return rec, 0, fault.Refused("receipt.other_supplier", "receipt %s is of supplier %s, not %s: open another one", rec.ID, rec.Supplier, supplier)
		}
	} else {
		id, err := PrintedNumber(tx, ReceiptNumber)
		if err != nil {
			return rec, 0, err
		}
		rec = Receipt{ID: id, PurchaseOrder: in.PurchaseOrder, ASN: in.ASN, Supplier: supplier, Opened: tx.Now().Unix(), Worker: tx.Command().Worker}
	}
	rec.Runs++
	rec.Units += in.Qty
	Receipts.Put(tx, &rec)
	return rec, due, nil
}

func (in *ReceiveInput) againstOrder(tx *store.Tx, number string, line int) (supplier string, due int64, err error) {
	po, err := partner.FindPurchaseOrder(tx, number)
	if err != nil {
		return "", 0, err
	}
	l, err := partner.FindPurchaseLine(tx, number, line)
	if err == nil {
		err = in.sameSKU(l.SKU, "purchase order "+number, line)
	}
	if err == nil {
		l, err = partner.AddReceived(tx, number, line, in.Qty)
	}
	return po.Supplier, po.Open(l), err
}

func (in *ReceiveInput) againstASN(tx *store.Tx) (supplier string, due int64, err error) {
	asn, err := partner.FindASN(tx, in.ASN)
	if err != nil {
		return "", 0, err
	}
	l, err := partner.FindASNLine(tx, in.ASN, in.Line)
	if err == nil {
		err = in.sameSKU(l.SKU, "ASN "+in.ASN, in.Line)
	}
	if err == nil {
		l, err = partner.AddASNReceived(tx, in.ASN, in.Line, in.Qty)
	}
	if err != nil {
		return "", 0, err
	}
	if asn.From != "" {
		if in.Grams > 0 {
			if l, err = partner.AddASNGrams(tx, in.ASN, in.Line, in.Grams); err != nil {
				return "", 0, err
			}
		}
		tellArrived(tx, &asn, &l)
	}
	if l.POLine > 0 && asn.PurchaseOrder != "" {
		if _, err := partner.AddReceived(tx, asn.PurchaseOrder, l.POLine, in.Qty); err != nil {
			return "", 0, err
		}
	}
	return asn.Supplier, asn.Open(l), nil
}

func (in *ReceiveInput) sameSKU(want item.SKU, document string, line int) error {
	if want == in.SKU {
		return nil
	}
	return fault.Refused("receive.other_sku", "line %d of %s is SKU %s, not %s", line, document, want, in.SKU)
}

// holder gives where the goods stand from now on: the LPN, made known at the dock if it is new, or the dock itself.
func (in *ReceiveInput) holder(tx *store.Tx) (Holder, error) {
	if in.LPN == "" {
		return Location(in.Dock), nil
	}
	kind := in.LPNKind
	if kind == 0 {
		kind = PalletLPN
	}
	on, err := in.parent(tx)
	if err != nil {
		return Holder{}, err
	}
	l, err := in.standing(tx, in.LPN, kind, on)
	if err != nil {
		return Holder{}, err
	}
	if at, ok := PlaceOf(tx, l.Holder()); !ok || at != in.Dock {
		return Holder{}, fault.Refused("lpn.elsewhere", "LPN %s stands at %s, not at %s: use another LPN or move it first", l.ID, l.Parent, in.Dock)
	}
	return l.Holder(), nil
}
