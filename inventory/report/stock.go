package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/counting"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// group is what rows of stock are told apart by; what a report does not tell apart is blank.
type group struct {
	sku      item.SKU
	lot      item.Lot
	place    string
	zone     string
	kind     string
	holder   string
	status   string
	owner    string
	category string
	storage  string
	currency string
}

// stock makes the rows of the reports that are about what lay where.
func (m *maker) stock(past *inventory.Past) error {
	all, err := past.Stock()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(b inventory.PastBalance) bool {
		return !m.t.wanted(b.Owner) || m.t.places != nil && !(b.Place.Kind == inventory.AtLocation && m.t.places[b.Place.ID])
	})
	if err := m.learn(all); err != nil {
		return err
	}
	rows := map[group]*line{}
	flush := func() {
		for _, l := range rows {
			m.t.rows = append(m.t.rows, *l)
		}
		clear(rows)
	}
	ofItems := m.t.Kind != Value
	for i := range all {
		if ofItems && i > 0 && all[i].SKU != all[i-1].SKU {
			flush() // no row is of two items: the map stays small
		}
		m.addTo(rows, &all[i])
	}
	flush()
	byExpiry := m.t.Kind == Expiry
	slices.SortFunc(m.t.rows, func(a, b line) int {
		first := 0
		if byExpiry {
			first = cmp.Compare(a.expiry, b.expiry)
		}
		return cmp.Or(first, strings.Compare(string(a.sku), string(b.sku)), strings.Compare(string(a.lot), string(b.lot)), strings.Compare(a.category, b.category),
			strings.Compare(a.storage, b.storage), strings.Compare(a.zone, b.zone), strings.Compare(a.kind, b.kind), strings.Compare(a.place, b.place),
			strings.Compare(a.holder, b.holder), strings.Compare(a.status, b.status), strings.Compare(a.owner, b.owner), strings.Compare(a.currency, b.currency))
	})
	return nil
}

// learn looks up what the columns show of items, lots and places.
func (m *maker) learn(all []inventory.PastBalance) error {
	var skus []item.SKU
	m.lots, m.places = map[lotKey]item.Date{}, map[string]layoutFacts{}
	lots := map[lotKey]bool{}
	for i := range all {
		b := &all[i]
		skus = append(skus, b.SKU)
		if b.Lot != "" && (m.t.Kind == Expiry || m.by("lot")) {
			lots[lotKey{b.SKU, b.Lot}] = true
		}
		if b.Place.Kind == inventory.AtLocation && (m.by("location") || m.by("zone") || m.by("location_kind")) {
			m.places[b.Place.ID] = layoutFacts{}
		}
	}
	err := m.learnItems(skus)
	if err == nil {
		err = each(m, slices.SortedFunc(maps.Keys(lots), func(a, b lotKey) int {
			return cmp.Or(strings.Compare(string(a.sku), string(b.sku)), strings.Compare(string(a.lot), string(b.lot)))
		}), func(r store.Reader, k lotKey) { m.lots[k] = inventory.ExpiryOf(r, k.sku, k.lot) })
	}
	if err == nil {
		err = each(m, slices.Sorted(maps.Keys(m.places)), func(r store.Reader, code string) {
			if l, err := inventory.FindLocation(r, inventory.Holder{ID: code}.Code()); err == nil {
				m.places[code] = layoutFacts{l.Zone, l.Kind.String()}
			}
		})
	}
	return err
}

// layoutFacts are what a location is today.
type layoutFacts struct{ zone, kind string }

func (m *maker) by(word string) bool { return slices.Contains(m.t.By, word) }

// addTo adds a balance to the row it belongs to.
func (m *maker) addTo(rows map[group]*line, b *inventory.PastBalance) {
	it := m.items[b.SKU]
	expiry := m.lots[lotKey{b.SKU, b.Lot}]
	var k group
	switch m.t.Kind {
	case Expiry:
		if expiry == item.NoDate || m.t.today.Until(expiry) > m.t.Days {
			return
		}
		k.sku, k.lot = b.SKU, b.Lot
	case Stock:
		k.sku = b.SKU
	}
	m.tellApart(&k, b, it)
	if it.priced() {
		k.currency = it.Currency
	}
	l := rows[k]
	if l == nil {
		l = &line{sku: k.sku, lot: k.lot, place: k.place, zone: k.zone, kind: k.kind, holder: k.holder, status: k.status, owner: k.owner, category: k.category,
			storage: k.storage, currency: k.currency, it: it}
		if k.lot != "" {
			l.expiry = expiry
		}
		rows[k] = l
	}
	l.onHand += b.OnHand
	l.grams += b.Grams
	l.value = sum(l.value, counting.Worth(b.OnHand, it.price()))
	l.priced = l.priced || it.priced()
	if l.last != b.SKU || l.items == 0 { // balances come in order of SKU
		l.last = b.SKU
		l.items++
		if !it.priced() {
			l.unpriced++
		}
	}
}

// tellApart fills what rows are told apart by.
func (m *maker) tellApart(k *group, b *inventory.PastBalance, it *facts) {
	at := m.places[b.Place.ID]
	for _, word := range m.t.By {
		switch word {
		case "lot":
			k.lot = b.Lot
		case "location":
			k.place = b.Place.String()
			if b.Place.Kind == inventory.AtLocation {
				k.place, k.zone = b.Place.ID, at.zone
			}
		case "zone":
			k.zone = at.zone
		case "location_kind":
			k.kind = at.kind
		case "holder":
			k.holder = b.Holder.String()
		case "status":
			k.status = b.Status.String()
		case "owner":
			k.owner = b.Owner
		case "category":
			if it != nil {
				k.category = it.Category
			}
		case "storage_class":
			if it != nil {
				k.storage = it.StorageClass
			}
		}
	}
}
