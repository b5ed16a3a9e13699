package api

import (
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
)

// orders tells of an order by our number or a channel's.
func (l *lookingUp) orders() {
	told := map[string]bool{}
	for _, try := range []struct {
		by  string
		ids []string
	}{{"number", []string{strings.ToUpper(l.code)}}, {"channel", fulfilment.IntakesNumbered(l.v, l.code, maxLookupSame)}} {
		for _, id := range try.ids {
			if !told[id] && l.order(id, try.by) {
				told[id] = true
			}
		}
	}
}

// order tells of an order as the warehouse has it, or else as the company does.
func (l *lookingUp) order(id, by string) bool {
	o, err := fulfilment.GetOrder(l.v, id)
	if err != nil {
		in, err := fulfilment.FindIntake(l.v, id)
		if err == nil {
			w := showIntake(in)
			l.add(wire.Meaning{Kind: "order", ID: in.ID, By: by, State: w.State, Lines: in.Lines, Waits: w.Exceptions})
		}
		return err == nil
	}
	m := wire.Meaning{Kind: "order", ID: o.ID, By: by, State: o.State.String(), Lines: o.Lines, Waits: showExceptions(o.Why)}
	if list, err := fulfilment.PackListOf(l.v, o.ID); err == nil {
		m.Totes = list.Totes
	}
	for p := range fulfilment.ParcelsOf(l.v, o.ID) {
		if len(m.Parcels) == maxLookupSame {
			m.More = true
			break
		}
		m.Parcels = append(m.Parcels, p.ID)
	}
	l.add(m)
	return true
}

func (l *lookingUp) parcels() {
	p, err := fulfilment.FindParcel(l.v, l.code)
	if err != nil {
		return
	}
	w := showParcel(p)
	m := wire.Meaning{Kind: "parcel", ID: p.ID, By: "waybill", State: w.State, Order: p.Order, Parcel: &w}
	if p.ID == l.code {
		m.By = "number"
	}
	if code, ok := inventory.PlaceOf(l.v, p.Holder()); ok {
		m.Place = string(code)
	}
	l.add(m)
}

// items tells of an item by one of its barcodes or its SKU, with all its balances.
func (l *lookingUp) items() {
	told := map[item.SKU]bool{}
	for _, code := range []string{l.gtin, l.code} {
		if it, pack, err := inventory.FindByBarcode(l.v, code); code != "" && err == nil && !told[it.SKU] {
			told[it.SKU] = true
			w := showPack(pack)
			l.item(&it, "barcode", &w)
		}
	}
	if it, err := inventory.FindItem(l.v, item.SKU(l.code)); err == nil && !told[it.SKU] {
		l.item(&it, "sku", nil)
	}
}

func (l *lookingUp) item(it *item.Item, by string, pack *wire.ItemPack) {
	m := wire.Meaning{Kind: "item", ID: string(it.SKU), By: by, State: it.State.String(), SKU: string(it.SKU), Name: it.Name, NameZH: it.NameZH, Pack: pack}
	for b := range inventory.OfItem(l.v, it.SKU) {
		if len(m.Balances) == maxLookupBalances {
			m.More = true
			break
		}
		m.Balances = append(m.Balances, l.balance(&b))
	}
	l.held(&m, inventory.Target{On: inventory.HoldSKU, SKU: it.SKU})
	l.add(m)
}

// lots tells of the lots of a number; of an element string, only that of its item.
func (l *lookingUp) lots() {
	number := item.Lot(l.code)
	if l.lot != "" {
		number = item.Lot(l.lot)
	}
	if number == "" || len(number) > item.MaxLot {
		return
	}
	for _, lot := range inventory.LotsNumbered(l.v, number, maxLookupSame) {
		if l.gtin != "" {
			if it, _, err := inventory.FindByBarcode(l.v, l.gtin); err != nil || it.SKU != lot.SKU {
				continue
			}
		}
		w := showLot(lot)
		m := wire.Meaning{Kind: "lot", ID: string(lot.Number), By: "number", SKU: string(lot.SKU), Lot: &w}
		if inventory.Expired(lot.Expiry, l.today) {
			m.State = "expired"
		}
		for b := range inventory.OfItem(l.v, lot.SKU) {
			if b.Lot != lot.Number {
				continue
			}
			if len(m.Balances) == maxLookupBalances {
				m.More = true
				break
			}
			m.Balances = append(m.Balances, l.balance(&b))
		}
		l.held(&m, inventory.Target{On: inventory.HoldLot, SKU: lot.SKU, Lot: lot.Number})
		l.add(m)
	}
}
