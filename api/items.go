package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

type itemsInput struct {
	PageQuery
	State    string `query:"state" doc:"draft, review, approved or retired"`
	Category string `query:"category"`
	Supplier string `query:"supplier"`
}

func (s *Server) listItems(ctx context.Context, in *itemsInput) (*many[wire.Item], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	q := inventory.ItemQuery{After: item.SKU(after), Limit: limit, Category: in.Category, Supplier: in.Supplier}
	if q.State = item.StateOf(in.State); in.State != "" && q.State == 0 {
		return nil, fault.Invalid("item.state", "there is no state %q: use draft, review, approved or retired", in.State)
	}
	page, err := look(ctx, s, store.Company, func(v *store.View) (inventory.ItemPage, error) { return inventory.ListItems(v, q), nil })
	if err != nil {
		return nil, err
	}
	out := pageOf(page.Items, -1, showItem, nil)
	out.Body.Next = cursor(string(page.Next))
	return out, nil
}

type skuInput struct {
	SKU string `path:"sku"`
}

func (s *Server) getItem(ctx context.Context, in *skuInput) (*one[wire.Item], error) {
	it, err := look(ctx, s, store.Company, func(v *store.View) (item.Item, error) { return inventory.FindItem(v, item.SKU(in.SKU)) })
	if err != nil {
		return nil, err
	}
	return &one[wire.Item]{etag(it.Revision), showItem(it)}, nil
}

type putItemInput struct {
	EditHead
	SKU  string `path:"sku"`
	Body wire.Item
}

func (s *Server) putItem(ctx context.Context, in *putItemInput) (*one[wire.Item], error) {
	it := itemFrom(in.SKU, &in.Body)
	e, err := s.edit(ctx, store.Company, "item.put", in.EditHead, []any{in.SKU, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := inventory.PutItem(tx, it, expected)
		return edited{string(kept.SKU), kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getItem(ctx, &skuInput{e.Code})
}

type reviewInput struct {
	EditHead
	SKU  string `path:"sku"`
	Step string `path:"step" doc:"submit, approve, reject, retire or reopen"`
	Body *wire.ReviewStep
}

// reviewItem takes an item one step through its review.
func (s *Server) reviewItem(ctx context.Context, in *reviewInput) (*one[wire.Item], error) {
	reason := ""
	if in.Body != nil {
		reason = in.Body.Reason
	}
	steps := map[string]func(*store.Tx, item.SKU, uint64) (item.Item, error){
		"submit": inventory.SubmitItem, "approve": inventory.ApproveItem, "reopen": inventory.ReopenItem,
		"reject": func(tx *store.Tx, sku item.SKU, n uint64) (item.Item, error) {
			return inventory.RejectItem(tx, sku, n, reason)
		},
		"retire": func(tx *store.Tx, sku item.SKU, n uint64) (item.Item, error) {
			return inventory.RetireItem(tx, sku, n, reason)
		},
	}
	step := steps[in.Step]
	if step == nil {
		return nil, fault.NotFound("item.step", "there is no step %q: use submit, approve, reject, retire or reopen", in.Step)
	}
	e, err := s.edit(ctx, store.Company, "item."+in.Step, in.EditHead, []any{in.SKU, reason}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := step(tx, item.SKU(in.SKU), expected)
		return edited{string(kept.SKU), kept.Revision}, err
	})
	if err != nil {
		return nil, err
	}
	return s.getItem(ctx, &skuInput{e.Code})
}

type catalogueInput struct {
	Since uint64 `query:"since" doc:"The version the device has; absent: everything"`
}

// getCatalogue gives a device what changed in the items, so that it judges scans with the radio off.
func (s *Server) getCatalogue(ctx context.Context, in *catalogueInput) (*struct{ Body wire.Catalogue }, error) {
	d, err := look(ctx, s, store.Company, func(v *store.View) (inventory.CatalogueDelta, error) {
		return inventory.ItemsSince(v, in.Since)
	})
	if err != nil {
		return nil, err
	}
	out := wire.Catalogue{Items: make([]wire.Item, len(d.Items)), Version: d.Version, More: d.More, Anew: d.Anew}
	for i, it := range d.Items {
		w := showItem(it)
		w.Category, w.Supplier, w.Currency, w.PriceMinor, w.SafetyStock, w.Attributes = "", "", "", 0, 0, nil
		out.Items[i] = w
	}
	return &struct{ Body wire.Catalogue }{out}, nil
}

type barcodeInput struct {
	Code string `path:"code"`
}

func (s *Server) scanBarcode(ctx context.Context, in *barcodeInput) (*one[wire.Scanned], error) {
	return look(ctx, s, store.Company, func(v *store.View) (*one[wire.Scanned], error) {
		it, pack, err := inventory.FindByBarcode(v, in.Code)
		if err != nil {
			return nil, err
		}
		return &one[wire.Scanned]{etag(it.Revision), wire.Scanned{Item: showItem(it), Pack: showPack(pack)}}, nil
	})
}

func itemFrom(sku string, w *wire.Item) item.Item {
	it := item.Item{SKU: item.SKU(sku), Name: w.Name, NameZH: w.NameZH, Category: w.Category, LotTracked: w.LotTracked, ExpiryTracked: w.ExpiryTracked,
		SerialTracked: w.SerialTracked, SerialAtShipping: w.SerialAtShipping, CatchWeight: w.CatchWeight, WeighedPieces: w.WeighedPieces, WeightTolerance: w.WeightTolerance, ShelfLife: w.ShelfLife, MinAtReceipt: w.MinAtReceipt,
		MinAtShipping: w.MinAtShipping, KeepUpright: w.KeepUpright, Fragile: w.Fragile, ShipsAlone: w.ShipsAlone,
		OwnContainer: w.OwnContainer, StorageClass: w.StorageClass, Hazard: w.Hazard, SafetyStock: w.SafetyStock, SampleSize: w.SampleSize,
		PriceMinor: w.PriceMinor, Currency: w.Currency, Supplier: w.Supplier, Attributes: w.Attributes}
	for _, p := range w.Packs {
		it.Packs = append(it.Packs, item.Pack{Level: item.LevelOf(p.Level), Quantity: p.Quantity, Barcodes: p.Barcodes, Size: item.Size(p.Size), Grams: p.Grams})
	}
	return it
}

func showItem(it item.Item) wire.Item {
	w := wire.Item{SKU: string(it.SKU), Name: it.Name, NameZH: it.NameZH, State: it.State.String(), Category: it.Category,
		LotTracked: it.LotTracked, ExpiryTracked: it.ExpiryTracked, SerialTracked: it.SerialTracked, SerialAtShipping: it.SerialAtShipping, CatchWeight: it.CatchWeight, WeighedPieces: it.WeighedPieces, WeightTolerance: it.WeightTolerance,
		ShelfLife: it.ShelfLife, MinAtReceipt: it.MinAtReceipt, MinAtShipping: it.MinAtShipping, KeepUpright: it.KeepUpright,
		Fragile: it.Fragile, ShipsAlone: it.ShipsAlone, OwnContainer: it.OwnContainer, StorageClass: it.StorageClass, Hazard: it.Hazard,
		SafetyStock: it.SafetyStock, SampleSize: it.SampleSize, PriceMinor: it.PriceMinor, Currency: it.Currency, Supplier: it.Supplier,
		Attributes: it.Attributes, Revision: it.Revision}
	for _, p := range it.Packs {
		w.Packs = append(w.Packs, showPack(p))
	}
	return w
}

func showPack(p item.Pack) wire.ItemPack {
	return wire.ItemPack{Level: p.Level.String(), Quantity: p.Quantity, Barcodes: p.Barcodes, Size: wire.Size(p.Size), Grams: p.Grams}
}
