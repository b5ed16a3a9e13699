package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
	"example.com/tote/testdata"
)

// fillPercent is how full of goods a packer makes a carton: the rest is air and dunnage.
const fillPercent = 70

// packMostUnits is how many different units a packer scans into one parcel before taking another carton: the service takes
// 64 at once, of at most 24 picks.
const packMostUnits = 20

func toteCode(n int) string { return fmt.Sprintf("T%05d", n) }

// taken tells that a suggested place is no longer free: somebody else was there first.
func taken(err error) bool { return fault.ReasonOf(err) == "location.refused" }

// suggest asks where goods should go.
func (r *robot) suggest(ctx context.Context, holder, sku, lot string, qty int64) (wire.Suggestion, error) {
	out, err := r.c.Suggest(ctx, r.day.wh.Code, wire.Balance{SKU: sku, Lot: lot, Holder: holder, OnHand: qty}, 1)
	if err != nil {
		return wire.Suggestion{}, err
	}
	if len(out) == 0 {
		return wire.Suggestion{}, fault.Refused("putaway.no_place", "the warehouse has no place for %d of %s", qty, sku)
	}
	s := out[0]
	s.Quantity = min(s.Quantity, qty)
	return s, nil
}

// pack empties a tote into cartons, weighs and labels each.
func (r *robot) pack(ctx context.Context, f *floor, t toteJob) error {
	benches := r.day.places(testdata.Pack)
	boxes, err := r.boxes(ctx, t)
	if err != nil {
		return err
	}
	for i, b := range boxes {
		got, err := step(ctx, r, "pack", r.c.Pack, wire.Pack{Totes: []string{t.tote}, Carton: b.carton.Code, Station: benches[0], Units: b.units,
			Partial: i < len(boxes)-1})
		if err != nil {
			return err
		}
		f.change(func() { f.parcels++ })
		if err := r.weighAndLabel(ctx, f, got.Parcel, b); err != nil {
			return err
		}
		if got.OrderState == "packed" {
			f.change(func() { f.packed++ })
			r.day.bar.Add(1)
		}
		f.change(func() { f.free = append(f.free, got.Freed...) })
	}
	return nil
}

// boxes takes the carton the service suggests, if all of the tote goes into one, and else fills cartons by eye.
func (r *robot) boxes(ctx context.Context, t toteJob) ([]box, error) {
	list, err := r.c.PackList(ctx, r.day.wh.Code, t.tote)
	if err != nil {
		return nil, fmt.Errorf("pack list of %s: %w", t.tote, err)
	}
	if len(list.Totes) == 1 && len(list.Cartons) == 1 && len(list.Left) == 0 && len(t.units) <= packMostUnits {
		for _, c := range testdata.Cartons(r.day.opt.Catalogue) {
			if c.Code == list.Cartons[0].Code {
				return []box{{carton: c, units: t.units, grams: r.day.weight(t.units) + c.TareG}}, nil
			}
		}
	}
	return r.day.fill(t.units)
}

func (d *day) weight(units []wire.Unit) (grams int64) {
	for _, u := range units {
		grams += u.Quantity * d.items[u.SKU].Each().WeightG
	}
	return grams
}

// box is a carton with what a packer put into it.
type box struct {
	carton testdata.Carton
	units  []wire.Unit
	grams  int64
}

// fill puts units into cartons one after another, as a packer does: the next carton when one is full or heavy.
func (d *day) fill(units []wire.Unit) ([]box, error) {
	cartons := testdata.Cartons(d.opt.Catalogue)
	largest := cartons[len(cartons)-1]
	room, load := largest.InnerMM3()*fillPercent/100, largest.MaxGrossG-largest.TareG
	var out []box
	var b box
	var volume int64
	seal := func() {
		if len(b.units) > 0 {
			b.carton = smallest(cartons, volume, b.grams)
			b.grams += b.carton.TareG
			out = append(out, b)
		}
		b, volume = box{}, 0
	}
	for _, u := range units {
		each := d.items[u.SKU].Each()
		if each.WeightG > load || each.VolumeMM3() > room {
			return nil, fmt.Errorf("one %s does not fit the largest carton", u.SKU)
		}
		for left := u.Quantity; left > 0; {
			n := min(left, (room-volume)/max(each.VolumeMM3(), 1), (load-b.grams)/max(each.WeightG, 1))
			if n <= 0 || len(b.units) == packMostUnits {
				seal()
				continue
			}
			u.Quantity = n
			b.units = append(b.units, u)
			b.grams += n * each.WeightG
			volume += n * each.VolumeMM3()
			left -= n
		}
	}
	seal()
	return out, nil
}

func smallest(cartons []testdata.Carton, volume, grams int64) testdata.Carton {
	for _, c := range cartons {
		if c.InnerMM3()*fillPercent/100 >= volume && c.MaxGrossG-c.TareG >= grams {
			return c
		}
	}
	return cartons[len(cartons)-1]
}

// weighAndLabel puts a parcel on the scale, which is a gram or two off, and asks for its label.
func (r *robot) weighAndLabel(ctx context.Context, f *floor, parcel string, b box) error {
	grams := b.grams + int64(len(parcel)%3)
	_, err := step(ctx, r, "weigh", r.c.Weigh, wire.Weigh{Parcel: parcel, Grams: grams, Raw: fmt.Sprintf("S S %10d g", grams)})
	if err != nil {
		return err
	}
	got, err := step(ctx, r, "label", r.c.Label, wire.Label{Parcel: parcel, Station: "BENCH"})
	if err != nil {
		return err
	}
	f.change(func() {
		f.waybills[parcel], f.carriers[parcel] = got.Waybill, got.Carrier
		f.awaited[got.Print] = parcel
		if f.printed[got.Print] {
			delete(f.printed, got.Print)
			f.cameOut(got.Print)
		}
	})
	return nil
}

// confirm scans the printed label back from its parcel.
func (r *robot) confirm(ctx context.Context, f *floor, parcel string) error {
	f.mu.Lock()
	waybill := f.waybills[parcel]
	f.mu.Unlock()
	if _, err := step(ctx, r, "confirm", r.c.Confirm, wire.Confirm{Parcel: parcel, Scanned: waybill}); err != nil {
		return err
	}
	f.change(func() {
		f.confirmed++
		c := f.carriers[parcel]
		f.ready[c] = append(f.ready[c], parcel)
		delete(f.waybills, parcel)
		delete(f.carriers, parcel)
	})
	return nil
}

// load brings parcels to the dock; a full lorry leaves.
func (r *robot) load(ctx context.Context, f *floor, carrier string, parcels []string) error {
	docks := r.day.places(testdata.Outbound)
	got, err := step(ctx, r, "load", r.c.Load, wire.Load{Carrier: carrier, Dock: docks[0], Parcels: parcels})
	if err != nil {
		return err
	}
	r.day.lorries.note(got.Manifest, got.Parcels)
	f.change(func() { f.loaded += len(parcels) })
	return nil
}

func (d *day) openManifests() []string { return slices.Sorted(maps.Keys(d.lorries.open())) }
