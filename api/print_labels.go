package api

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
	"example.com/tote/labels"
	"example.com/tote/labels/gs1"
)

var lpnKinds = map[inventory.LPNKind]labels.LPNKind{inventory.ToteLPN: labels.LPNTote, inventory.CartonLPN: labels.LPNCarton, inventory.PalletLPN: labels.LPNPallet}

// lpnOf names the thing only: what lies in a tote or on a pallet changes while the label stays.
func lpnOf(r store.Reader, in *toRender) (labels.Document, error) {
	l, err := inventory.GetLPN(r, in.job.Entity)
	if err != nil {
		return nil, err
	}
	return labels.LPN{Size: in.size(), Kind: lpnKinds[l.Kind], Code: l.ID, SSCC: ssccOf(l.ID), Warehouse: string(r.Partition()), Reprint: in.reprint()}, nil
}

const ssccDigits = 18

// ssccOf gives an LPN's SSCC, which is its number then; "" for numbers of the house.
func ssccOf(id string) string {
	if len(id) != ssccDigits || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return id
}

var kindTexts = map[layout.Kind]string{layout.Dock: "月台 Dock", layout.Staging: "暂存 Staging", layout.Reserve: "存储位 Reserve", layout.PickFace: "拣货位 Pick face",
	layout.Pack: "包装台 Pack", layout.Outbound: "出库 Outbound", layout.Returns: "退货 Returns", layout.Quarantine: "隔离 Quarantine"}

func locationLabelOf(r store.Reader, in *toRender) (labels.Document, error) {
	l, err := inventory.FindLocation(r, layout.Code(in.job.Entity))
	if err != nil {
		return nil, err
	}
	return labels.Location{Size: in.size(), Code: string(l.Code), Barcode: l.Barcode, Zone: l.Zone, Kind: kindTexts[l.Kind], Warehouse: string(r.Partition()),
		Reprint: in.reprint()}, nil
}

var roleTexts = map[people.Role]string{people.Picker: "拣货员 Picker", people.Packer: "包装员 Packer", people.Receiver: "收货员 Receiver",
	people.Supervisor: "主管 Supervisor", people.Loader: "装车员 Loader"}

func errNoBadge(worker string) error {
	return fault.Conflict("worker.inactive", "worker %s does not work here now: no badge", worker)
}

func badgeOf(r store.Reader, in *toRender) (labels.Document, error) {
	w, err := people.FindWorker(r, in.job.Entity)
	if err != nil {
		return nil, err
	}
	if !w.Active {
		return nil, errNoBadge(w.ID)
	}
	b := labels.Badge{Size: in.size(), Worker: w.ID, NameZH: w.NameZH, Name: w.Name, Badge: firstOf(w.Badge, w.ID), Warehouse: string(r.Partition()), Reprint: in.reprint()}
	for _, role := range []people.Role{people.Supervisor, people.Receiver, people.Packer, people.Loader, people.Picker} {
		if w.Roles.Has(role) {
			b.Role = roleTexts[role]
			break
		}
	}
	return b, nil
}

func commandsOf(r store.Reader, in *toRender) (labels.Document, error) {
	return labels.CommandSheet{Warehouse: string(r.Partition()), Reprint: in.reprint()}, nil
}

// pickListOf gives a task's steps in the order of the walk.
func pickListOf(r store.Reader, in *toRender) (labels.Document, error) {
	t, err := inventory.GetTask(r, in.job.Entity)
	if err != nil {
		return nil, err
	}
	wh, err := inventory.WarehouseOf(r)
	if err != nil {
		return nil, err
	}
	out := labels.PickList{Task: t.ID, Wave: t.Wave, Warehouse: wh.Code, Zone: t.Zone, Worker: t.Claim.Worker, Date: time.Unix(in.job.At, 0).In(wh.Location()).Format(time.DateOnly), Reprint: in.reprint()}
	for _, s := range t.Steps {
		line := labels.PickLine{Location: string(s.Location), SKU: string(s.SKU), Lot: string(s.Lot), Quantity: s.Qty, UoM: eachUoM}
		if s.Slot > 0 {
			line.Tote = strconv.Itoa(s.Slot)
		}
		if it, err := inventory.FindItem(r, s.SKU); err == nil {
			line.Name = firstOf(it.NameZH, it.Name)
			if it.CatchWeight {
				line.UoM = gramUoM
			}
		}
		line.Expiry = expiryText(r, s.SKU, s.Lot)
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

func expiryText(r store.Reader, sku item.SKU, lot item.Lot) string {
	if d := inventory.ExpiryOf(r, sku, lot); d != item.NoDate {
		return d.String()
	}
	return ""
}

// itemLabelOf is the label of one unit: what lot a unit is of, the label cannot know.
func itemLabelOf(r store.Reader, in *toRender) (labels.Document, error) {
	it, err := inventory.FindItem(r, item.SKU(in.job.Entity))
	if err != nil {
		return nil, err
	}
	out := labels.Item{Size: in.size(), SKU: string(it.SKU), NameZH: it.NameZH, Name: it.Name, Reprint: in.reprint()}
	out.GTIN = gtinOf(it.Base())
	if codes := it.Base().Barcodes; out.GTIN == "" && len(codes) > 0 {
		out.Barcode = codes[0]
	}
	return out, nil
}

// gtinOf gives the first barcode of a pack that is a GTIN, or "".
func gtinOf(p item.Pack) string {
	for _, code := range p.Barcodes {
		if slices.Contains([]int{8, 12, 13, 14}, len(code)) && gs1.VerifyKey(code, len(code)) == nil {
			return code
		}
	}
	return ""
}

// cartonLabelOf is for the house the carton or pallet goes to: what is in it can be told by one GTIN only if all is alike.
// Without an SSCC it is told apart by its own GTIN, which it has if it is exactly one pack of an item; goods by weight have
// no count.
func cartonLabelOf(r store.Reader, in *toRender) (labels.Document, error) {
	l, err := inventory.GetLPN(r, in.job.Entity)
	if err != nil {
		return nil, err
	}
	out := labels.Carton{Size: in.size(), SSCC: ssccOf(l.ID), From: string(r.Partition()), Order: l.Order, Pallet: l.Kind == inventory.PalletLPN, Reprint: in.reprint()}
	within, count := aloneIn(r, &l)
	if count > 0 {
		it, err := inventory.FindItem(r, within.SKU)
		if err != nil {
			return nil, err
		}
		out.SKU, out.NameZH, out.Name = string(it.SKU), it.NameZH, it.Name
		switch {
		case out.SSCC == "":
			out.GTIN = packGTIN(&it, count)
		case !it.CatchWeight:
			if out.GTIN = gtinOf(it.Base()); out.GTIN != "" {
				out.Count = count
			}
		}
		if out.GTIN != "" { // a lot or a date says nothing without it
			out.Lot, out.Expiry = string(within.Lot), expiryText(r, within.SKU, within.Lot)
		}
	}
	if out.SSCC+out.GTIN == "" {
		return nil, fault.Refused("carton.no_sscc", "%s has no SSCC and is not one whole pack with a GTIN of its own: other houses could not tell it apart. Print its lpn label, or receive it under an SSCC", l.ID)
	}
	return out, nil
}

// aloneIn gives what is directly in an LPN and how many base units, 0 if it is empty or holds several SKUs or lots.
func aloneIn(r store.Reader, l *inventory.LPN) (first inventory.Balance, count int64) {
	for b := range inventory.Contents(r, l.Holder()) {
		if count > 0 && (b.SKU != first.SKU || b.Lot != first.Lot) {
			return first, 0
		}
		first = b
		count += b.OnHand
	}
	return first, count
}

// packGTIN gives the GTIN of the pack that holds exactly so many base units, smallest level first, or "".
func packGTIN(it *item.Item, quantity int64) string {
	for _, p := range it.Packs {
		if p.Quantity == quantity && p.Level != item.Each {
			if code := gtinOf(p); code != "" {
				return code
			}
		}
	}
	return ""
}
