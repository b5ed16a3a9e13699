package demo

import (
	"context"
	"fmt"
	"strings"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/testdata"
)

// writersAtOnce is how many records are written side by side: they share commits.
const writersAtOnce = 64

// furnish signs in and loads the warehouse, its people and partners, and the catalogue.
func (d *day) furnish(ctx context.Context) error {
	door := client.New(client.Options{Base: d.opt.URL, NewID: d.opt.NewID})
	in, err := door.SignIn(ctx, d.opt.Login, d.opt.PIN)
	if err != nil {
		return err
	}
	d.admin = door.As(in.Token, "", nil)
	size := testdata.Medium
	if d.opt.Shape == testdata.Original {
		size = testdata.Large
	}
	if d.wh, err = testdata.NewWarehouse(d.opt.Catalogue, size); err != nil {
		return err
	}
	steps := []func(context.Context) error{d.putWarehouse, d.putPartners, d.putWorkers, d.putLocations, d.putItems, d.connectShop, d.hire}
	for _, s := range steps {
		if err := s(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *day) putWarehouse(ctx context.Context) error {
	name := d.wh.Name
	if d.opt.Catalogue == testdata.Snacks {
		name = d.wh.NameZH
	}
	_, err := d.admin.PutWarehouse(ctx, wire.Warehouse{Code: d.wh.Code, Name: name, Zone: d.wh.TimeZone, Address: addressLines(d.wh.Address),
		Phone: d.wh.Address.Phone, Country: d.wh.Address.Country}, 0)
	return err
}

func addressLines(a testdata.Address) (out []string) {
	for _, l := range []string{a.Detail, a.Town, a.District, a.City, a.Province, a.Postcode} {
		if l != "" && (len(out) == 0 || out[len(out)-1] != l) {
			out = append(out, l)
		}
	}
	return out
}

func (d *day) putPartners(ctx context.Context) error {
	for _, s := range testdata.Suppliers(d.opt.Catalogue) {
		_, err := d.admin.PutSupplier(ctx, wire.Supplier{Code: s.Code, Name: s.Name, NameZH: s.NameZH, LeadDays: int64(s.LeadDays),
			Tolerance: wire.Tolerance{OverPercent: 5, ShortPercent: 5}, Country: s.Address.Country}, 0)
		if err != nil {
			return err
		}
	}
	for _, c := range testdata.Customers(d.opt.Catalogue) {
		if _, err := d.admin.PutCustomer(ctx, wire.Customer{Code: c.Code, Name: c.Name, NameZH: c.NameZH, Country: c.Address.Country}, 0); err != nil {
			return err
		}
	}
	for i, c := range testdata.Carriers(d.opt.Catalogue) {
		// Every carrier of the demo gets a range of numbers, since none of the real ones can be asked.
		w := wire.Carrier{Code: c.Code, Name: c.Name, NameZH: c.NameZH, Services: []string{testdata.Standard, testdata.Express},
			Range:    wire.NumberRange{Prefix: c.Prefix, Next: int64(i+1) * 1_000_000_000, Last: int64(i+1)*1_000_000_000 + 99_999_999, Width: 10, Check: "gs1"},
			Label:    labelPolicy(d.opt.Catalogue),
			MaxGrams: c.MaxWeightG, MaxEdge: c.MaxLengthMM}
		if _, err := d.admin.PutCarrier(ctx, w, 0); err != nil {
			return err
		}
	}
	for _, c := range testdata.Cartons(d.opt.Catalogue) {
		w := wire.Carton{Code: c.Code, Name: c.Name, NameZH: c.NameZH, Inner: wire.Size{Length: c.InnerLengthMM, Width: c.InnerWidthMM, Height: c.InnerHeightMM},
			Outer: wire.Size{Length: c.OuterLengthMM, Width: c.OuterWidthMM, Height: c.OuterHeightMM}, Tare: c.TareG, MaxGross: c.MaxGrossG,
			CostMinor: c.CostMinor, Currency: c.Currency, Active: true}
		if _, err := d.admin.PutCarton(ctx, w, 0); err != nil {
			return err
		}
	}
	return nil
}

// peopleShown is how many made-up people get a log-in: a person who tries the demo needs one of each role, and each PIN
// costs a tenth of a second of hashing.
const peopleShown = 8

func (d *day) putWorkers(ctx context.Context) error {
	for _, w := range People(d.opt.Catalogue) {
		_, err := d.admin.PutWorker(ctx, wire.Worker{ID: w.Code, Name: w.Name, NameZH: w.NameZH, Badge: w.Badge, Roles: w.Roles,
			Active: true, Language: w.Language}, 0)
		if err != nil {
			return err
		}
		if err := d.admin.SetPIN(ctx, w.Code, w.PIN); err != nil {
			return err
		}
	}
	return nil
}

// labelPolicy says what labels show. A British courier finds a flat by what is written on the parcel; a Chinese one has it
// in his app, and what the label does not show nobody can copy from it.
func labelPolicy(catalogue string) wire.LabelPolicy {
	show := catalogue == testdata.Gifts
	return wire.LabelPolicy{Media: "100x150", ShowNames: show, ShowPhones: show, ShowUnits: show}
}

// People are the made-up people of a catalogue who can sign in: one of each set of roles.
func People(catalogue string) (out []testdata.Worker) {
	seen := map[string]bool{}
	for _, w := range testdata.Workers(catalogue) {
		key := strings.Join(w.Roles, " ")
		if !seen[key] && len(out) < peopleShown {
			seen[key] = true
			out = append(out, w)
		}
	}
	return out
}

func (d *day) putLocations(ctx context.Context) error {
	all := d.wh.Locations
	d.bar.Begin("locations", int64(len(all)))
	defer d.bar.End()
	return parallel(ctx, len(all), writersAtOnce, func(ctx context.Context, i int) error {
		l := all[i]
		w := wire.Location{Code: l.Code, Kind: l.Kind, Zone: l.Zone, Aisle: int64(l.Aisle), Bay: int64(l.Bay), Level: int64(l.Level), X: l.XMM, Y: l.YMM, Z: l.ZMM,
			Travel: int64(l.Travel), Grams: l.MaxWeightG, Volume: l.MaxVolumeMM3, Mixing: mixing(l), Class: l.StorageClass}
		d.bar.Add(1)
		_, err := d.admin.PutLocation(ctx, d.wh.Code, w, 0)
		return err
	})
}

func mixing(l testdata.Location) string {
	switch {
	case l.MaxSKUs == 1 && l.OneLotPerSKU:
		return "one_lot"
	case l.MaxSKUs == 1:
		return "one_item"
	}
	return "any"
}

func (d *day) putItems(ctx context.Context) error {
	d.items = map[string]testdata.Item{}
	var all []testdata.Item
	for it, err := range testdata.Items(d.opt.Catalogue) {
		if err != nil {
			return err
		}
		d.items[it.SKU] = it
		all = append(all, it)
	}
	d.bar.Begin("items", int64(len(all)))
	defer d.bar.End()
	return parallel(ctx, len(all), writersAtOnce, func(ctx context.Context, i int) error {
		d.bar.Add(1)
		return d.putItem(ctx, all[i])
	})
}

// putItem brings an item through its review, as the catalogue's people would.
func (d *day) putItem(ctx context.Context, it testdata.Item) error {
	w := wire.Item{SKU: it.SKU, Name: it.Name, NameZH: it.NameZH, Category: it.Category, StorageClass: it.StorageClass, LotTracked: it.LotTracked,
		ExpiryTracked: it.ExpiryTracked, ShelfLife: int64(it.ShelfLifeDays), MinAtReceipt: int64(it.MinDaysReceipt), MinAtShipping: int64(it.MinDaysShipping),
		KeepUpright: it.KeepUpright, Fragile: it.Fragile, ShipsAlone: it.ShipsAlone, PriceMinor: it.PriceMinor, Currency: it.Currency}
	if it.Fragile || it.LotTracked {
		w.SampleSize = 3
	}
	for _, l := range it.Levels {
		w.Packs = append(w.Packs, wire.ItemPack{Level: l.Name, Quantity: l.Units, Barcodes: []string{l.GTIN}, Grams: l.WeightG,
			Size: wire.Size{Length: l.LengthMM, Width: l.WidthMM, Height: l.HeightMM}})
	}
	if _, err := d.admin.ApproveItem(ctx, w); err != nil {
		return fmt.Errorf("item %s: %w", it.SKU, err)
	}
	return nil
}

func (d *day) connectShop(ctx context.Context) error {
	key, err := d.admin.CreateAPIKey(ctx, wire.NewAPIKey{Name: "demo shop", Roles: []string{"integration"}})
	if err == nil {
		d.shop = d.admin.As(key.Token, "", nil)
	}
	return err
}
