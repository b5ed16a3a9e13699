package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"example.com/tote/api/wire"
)

// Query asks for a page of a list.
type Query = wire.Query

func values(q Query) url.Values {
	v := url.Values{}
	for k, f := range q.Filter {
		v.Set(k, f)
	}
	if q.Cursor != "" {
		v.Set("cursor", q.Cursor)
	}
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return v
}

func list[T any](ctx context.Context, c *Client, at string, q Query) (wire.Page[T], error) {
	return get[wire.Page[T]](ctx, c, at, values(q))
}

func read[T any](ctx context.Context, c *Client, parts ...string) (T, error) {
	return get[T](ctx, c, path(parts...), nil)
}

func get[T any](ctx context.Context, c *Client, at string, query url.Values) (T, error) {
	var out T
	err := c.send(ctx, call{method: http.MethodGet, path: at, query: query}, &out)
	return out, err
}

func keep[T any](ctx context.Context, c *Client, revision uint64, body T, parts ...string) (T, error) {
	return change[T](ctx, c, http.MethodPut, revision, body, parts...)
}

func post[T any](ctx context.Context, c *Client, revision uint64, body any, parts ...string) (T, error) {
	return change[T](ctx, c, http.MethodPost, revision, body, parts...)
}

// change creates (revision 0) or edits the record with that revision.
func change[T any](ctx context.Context, c *Client, method string, revision uint64, body any, parts ...string) (T, error) {
	var out T
	err := c.change(ctx, method, path(parts...), revision, body, &out)
	return out, err
}

// All walks all pages of a list: give it one of the client's list methods.
func All[T any](ctx context.Context, q Query, page func(context.Context, Query) (wire.Page[T], error), each func(T) error) error {
	for {
		p, err := page(ctx, q)
		if err != nil {
			return err
		}
		for _, v := range p.Items {
			if err := each(v); err != nil {
				return err
			}
		}
		if q.Cursor = p.Next; p.Next == "" {
			return nil
		}
	}
}

// Items lists items by SKU; filters: state, category, supplier.
func (c *Client) Items(ctx context.Context, q Query) (wire.Page[wire.Item], error) {
	return list[wire.Item](ctx, c, path("items"), q)
}

// Item reads an item.
func (c *Client) Item(ctx context.Context, sku string) (wire.Item, error) {
	return read[wire.Item](ctx, c, "items", sku)
}

// PutItem creates an item, or edits the one with that revision.
func (c *Client) PutItem(ctx context.Context, it wire.Item, revision uint64) (wire.Item, error) {
	return keep(ctx, c, revision, it, "items", it.SKU)
}

// ReviewItem takes the item with that revision one step through its review: submit, approve, reject, retire, reopen.
func (c *Client) ReviewItem(ctx context.Context, sku, step, reason string, revision uint64) (wire.Item, error) {
	return post[wire.Item](ctx, c, revision, wire.ReviewStep{Reason: reason}, "items", sku, step)
}

// ApproveItem takes a draft, as it was answered, through its review to the end; one without a revision is created first.
func (c *Client) ApproveItem(ctx context.Context, it wire.Item) (got wire.Item, err error) {
	if got = it; it.Revision == 0 {
		got, err = c.PutItem(ctx, it, 0)
	}
	for _, step := range []string{"submit", "approve"} {
		if err == nil {
			got, err = c.ReviewItem(ctx, it.SKU, step, "", got.Revision)
		}
	}
	return got, err
}

// Catalogue tells what changed in the items since a version a device knows, 0 for everything; More asks for the next page.
func (c *Client) Catalogue(ctx context.Context, since uint64) (wire.Catalogue, error) {
	return get[wire.Catalogue](ctx, c, path("catalogue"), sinceVersion(since))
}

// Barcode tells what a barcode means.
func (c *Client) Barcode(ctx context.Context, code string) (wire.Scanned, error) {
	return read[wire.Scanned](ctx, c, "barcodes", code)
}

// Suppliers lists suppliers by code.
func (c *Client) Suppliers(ctx context.Context, q Query) (wire.Page[wire.Supplier], error) {
	return list[wire.Supplier](ctx, c, path("suppliers"), q)
}

// Supplier reads a supplier.
func (c *Client) Supplier(ctx context.Context, code string) (wire.Supplier, error) {
	return read[wire.Supplier](ctx, c, "suppliers", code)
}

// PutSupplier creates a supplier, or edits the one with that revision.
func (c *Client) PutSupplier(ctx context.Context, s wire.Supplier, revision uint64) (wire.Supplier, error) {
	return keep(ctx, c, revision, s, "suppliers", s.Code)
}

// Customers lists trade customers by code.
func (c *Client) Customers(ctx context.Context, q Query) (wire.Page[wire.Customer], error) {
	return list[wire.Customer](ctx, c, path("customers"), q)
}

// Customer reads a trade customer.
func (c *Client) Customer(ctx context.Context, code string) (wire.Customer, error) {
	return read[wire.Customer](ctx, c, "customers", code)
}

// PutCustomer creates a customer, or edits the one with that revision.
func (c *Client) PutCustomer(ctx context.Context, v wire.Customer, revision uint64) (wire.Customer, error) {
	return keep(ctx, c, revision, v, "customers", v.Code)
}

// Carriers lists carriers by code.
func (c *Client) Carriers(ctx context.Context, q Query) (wire.Page[wire.Carrier], error) {
	return list[wire.Carrier](ctx, c, path("carriers"), q)
}

// Carrier reads a carrier.
func (c *Client) Carrier(ctx context.Context, code string) (wire.Carrier, error) {
	return read[wire.Carrier](ctx, c, "carriers", code)
}

// PutCarrier creates a carrier, or edits the one with that revision. Warehouses lease waybill numbers at once.
func (c *Client) PutCarrier(ctx context.Context, v wire.Carrier, revision uint64) (wire.Carrier, error) {
	return keep(ctx, c, revision, v, "carriers", v.Code)
}

// Cartons lists kinds of cartons by code.
func (c *Client) Cartons(ctx context.Context, q Query) (wire.Page[wire.Carton], error) {
	return list[wire.Carton](ctx, c, path("cartons"), q)
}

// Carton reads a kind of carton.
func (c *Client) Carton(ctx context.Context, code string) (wire.Carton, error) {
	return read[wire.Carton](ctx, c, "cartons", code)
}

// PutCarton creates a kind of carton, or edits the one with that revision.
func (c *Client) PutCarton(ctx context.Context, v wire.Carton, revision uint64) (wire.Carton, error) {
	return keep(ctx, c, revision, v, "cartons", v.Code)
}

// Warehouses lists warehouses by code.
func (c *Client) Warehouses(ctx context.Context, q Query) (wire.Page[wire.Warehouse], error) {
	return list[wire.Warehouse](ctx, c, path("warehouses"), q)
}

// Warehouse reads a warehouse.
func (c *Client) Warehouse(ctx context.Context, code string) (wire.Warehouse, error) {
	return read[wire.Warehouse](ctx, c, "warehouses", code)
}

// PutWarehouse creates a warehouse, or edits the one with that revision. A new one gets its numbers by itself.
func (c *Client) PutWarehouse(ctx context.Context, w wire.Warehouse, revision uint64) (wire.Warehouse, error) {
	return keep(ctx, c, revision, w, "warehouses", w.Code)
}

// Locations lists a warehouse's locations in travel order; filters: kind, prefix, zone.
func (c *Client) Locations(ctx context.Context, warehouse string, q Query) (wire.Page[wire.Location], error) {
	return list[wire.Location](ctx, c, path("warehouses", warehouse, "locations"), q)
}

// Location reads a location by its code or barcode.
func (c *Client) Location(ctx context.Context, warehouse, code string) (wire.Location, error) {
	return read[wire.Location](ctx, c, "warehouses", warehouse, "locations", code)
}

// PutLocation creates a location, or edits the one with that revision.
func (c *Client) PutLocation(ctx context.Context, warehouse string, l wire.Location, revision uint64) (wire.Location, error) {
	return keep(ctx, c, revision, l, "warehouses", warehouse, "locations", l.Code)
}

// Layout gives what changed in a warehouse's locations since a version; 0: everything. More asks for the next page.
func (c *Client) Layout(ctx context.Context, warehouse string, since uint64) (wire.Layout, error) {
	return get[wire.Layout](ctx, c, path("warehouses", warehouse, "layout"), sinceVersion(since))
}

// PurchaseOrders lists purchase orders by expected date, without their lines.
func (c *Client) PurchaseOrders(ctx context.Context, warehouse string, q Query) (wire.Page[wire.PurchaseOrder], error) {
	return list[wire.PurchaseOrder](ctx, c, path("warehouses", warehouse, "purchase-orders"), q)
}

// PurchaseOrder reads a purchase order with its lines.
func (c *Client) PurchaseOrder(ctx context.Context, warehouse, number string) (wire.PurchaseOrder, error) {
	return read[wire.PurchaseOrder](ctx, c, "warehouses", warehouse, "purchase-orders", number)
}

// PutPurchaseOrder creates a purchase order, or edits the one with that revision.
func (c *Client) PutPurchaseOrder(ctx context.Context, warehouse string, p wire.PurchaseOrder, revision uint64) (wire.PurchaseOrder, error) {
	return keep(ctx, c, revision, p, "warehouses", warehouse, "purchase-orders", p.Number)
}

// ClosePurchaseOrder waits for nothing more of the purchase order with that revision, or waits again.
func (c *Client) ClosePurchaseOrder(ctx context.Context, warehouse, number string, revision uint64, closed bool) (wire.PurchaseOrder, error) {
	return post[wire.PurchaseOrder](ctx, c, revision, nil, "warehouses", warehouse, "purchase-orders", number, ending(closed))
}

// ASNs lists ASNs by expected date, without their lines.
func (c *Client) ASNs(ctx context.Context, warehouse string, q Query) (wire.Page[wire.ASN], error) {
	return list[wire.ASN](ctx, c, path("warehouses", warehouse, "asns"), q)
}

// ASN reads an ASN with its lines.
func (c *Client) ASN(ctx context.Context, warehouse, number string) (wire.ASN, error) {
	return read[wire.ASN](ctx, c, "warehouses", warehouse, "asns", number)
}

// PutASN creates an ASN, or edits the one with that revision.
func (c *Client) PutASN(ctx context.Context, warehouse string, a wire.ASN, revision uint64) (wire.ASN, error) {
	return keep(ctx, c, revision, a, "warehouses", warehouse, "asns", a.Number)
}

// CloseASN waits for nothing more of the ASN with that revision, or waits again.
func (c *Client) CloseASN(ctx context.Context, warehouse, number string, revision uint64, closed bool) (wire.ASN, error) {
	return post[wire.ASN](ctx, c, revision, nil, "warehouses", warehouse, "asns", number, ending(closed))
}

func ending(closed bool) string {
	if closed {
		return "close"
	}
	return "reopen"
}

func sinceVersion(n uint64) url.Values { return url.Values{"since": {strconv.FormatUint(n, 10)}} }
