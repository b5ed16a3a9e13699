package inventory

import (
	"context"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// ItemMeasured is the outbox kind by which a warehouse tells the catalogue what it measured.
const ItemMeasured = "item.measured"

// MeasureInput is what somebody at the dock measured of one pack of an item. It is a fact of the warehouse: it is taken
// without asking the company, and brought to the catalogue behind the answer.
type MeasureInput struct {
	SKU    item.SKU   `cbor:"1,keyasint"`
	Level  item.Level `cbor:"2,keyasint"` // 0: each
	Size   item.Size  `cbor:"3,keyasint"` // millimetres
	Grams  int64      `cbor:"4,keyasint,omitempty"`
	Again  bool       `cbor:"5,keyasint,omitempty"` // it replaces what was measured before
	Worker string     `cbor:"6,keyasint,omitempty"` // set by Measure
}

// unmeasured tells whether the next receipt should measure and weigh an item. Catch-weight goods have neither: their base
// unit is a gram.
func unmeasured(it *item.Item) bool {
	base := it.Base()
	return !it.CatchWeight && (!base.Size.Known() || base.Grams == 0)
}

// Measure takes down size and weight of an item's pack. Without Again it only fills in what the catalogue lacks. Errors:
// item.unknown, measure.invalid with measure.pack, measure.size, measure.weight, measure.known.
func Measure(tx *store.Tx, in MeasureInput) (MeasureInput, error) {
	if in.Level == 0 {
		in.Level = item.Each
	}
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return in, err
	}
	if err := in.check(&it); err != nil {
		return in, err
	}
	in.Worker = tx.Command().Worker
	tx.Emit(ItemMeasured, string(in.SKU), in)
	return in, nil
}

func (in *MeasureInput) check(it *item.Item) error {
	var g fault.Gather
	pack := packOf(it, in.Level)
	if pack == nil {
		g.Add("level", "measure.pack", "SKU %s comes in no %s: give it that pack first", in.SKU, in.Level)
	}
	for _, edge := range []int64{in.Size.Length, in.Size.Width, in.Size.Height} {
		if edge < 0 || edge > item.MaxMillimetre {
			g.Add("size", "measure.size", "an edge of %d mm is outside 0 to %d", edge, item.MaxMillimetre)
		}
	}
	if !in.Size.Known() && in.Size != (item.Size{}) {
		g.Add("size", "measure.size", "measure length, width and height, or none of them")
	}
	if in.Grams < 0 || in.Grams > item.MaxGrams {
		g.Add("grams", "measure.weight", "a weight of %d g is outside 0 to %d", in.Grams, item.MaxGrams)
	}
	if in.Size == (item.Size{}) && in.Grams == 0 {
		g.Add("size", "measure.size", "nothing was measured: tell length, width and height in mm, or the weight in g, or both")
	}
	if pack != nil && !in.Again {
		if in.Size.Known() && pack.Size.Known() && pack.Size != in.Size || in.Grams > 0 && pack.Grams > 0 && pack.Grams != in.Grams {
			g.Add("again", "measure.known", "the catalogue has %d x %d x %d mm, %d g: say again to replace it", pack.Size.Length, pack.Size.Width,
				pack.Size.Height, pack.Grams)
		}
	}
	return g.Invalid("measure.invalid", "this measure of SKU %s cannot be taken", in.SKU)
}

func packOf(it *item.Item, level item.Level) *item.Pack {
	for i := range it.Packs {
		if it.Packs[i].Level == level {
			return &it.Packs[i]
		}
	}
	return nil
}

// BookMeasure brings a measure into the catalogue, in the company's partition. A pack that is gone or was measured by
// somebody else meanwhile stays as it is, unless this one was to replace it.
func BookMeasure(tx *store.Tx, in MeasureInput) (changed bool, err error) {
	it, err := FindItem(tx, in.SKU)
	if err != nil {
		return false, err
	}
	it.Packs = clonePacks(it.Packs)
	pack := packOf(&it, in.Level)
	if pack == nil {
		return false, nil
	}
	if in.Size.Known() && (in.Again || !pack.Size.Known()) && pack.Size != in.Size {
		pack.Size, changed = in.Size, true
	}
	if in.Grams > 0 && (in.Again || pack.Grams == 0) && pack.Grams != in.Grams {
		pack.Grams, changed = in.Grams, true
	}
	if !changed {
		return false, nil
	}
	it.Revision++
	recordState(tx, StateChange{Noun: "item", ID: string(it.SKU), From: it.State.String(), To: it.State.String(), Event: "measure", Reason: "measured by " + in.Worker})
	keepItem(tx, &it)
	return true, nil
}

// MeasuredHandler delivers ItemMeasured.
func MeasuredHandler(ctx context.Context, d *store.Delivery) error {
	var in MeasureInput
	if err := d.Decode(&in); err != nil {
		return err
	}
	_, err := store.Post(ctx, d, store.Company, "measure.book", func(tx *store.Tx) (bool, error) { return BookMeasure(tx, in) })
	return err
}
