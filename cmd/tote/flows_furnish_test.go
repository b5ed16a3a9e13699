package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// furnishings load what a script's warehouse has, one thing a line: its code, then its fields.
var furnishings = map[string]func(ctx context.Context, h *flowHouse, line string) error{
	"people":        func(ctx context.Context, h *flowHouse, line string) error { return h.enterLine(ctx, line, false) },
	"programs":      func(ctx context.Context, h *flowHouse, line string) error { return h.enterLine(ctx, line, true) },
	"items":         putItemLine,
	"suppliers":     putLine((*client.Client).PutSupplier, "code"),
	"customers":     putLine((*client.Client).PutCustomer, "code"),
	"carriers":      putLine((*client.Client).PutCarrier, "code"),
	"cartons":       putLine((*client.Client).PutCarton, "code"),
	"warehouse":     putWarehouseLine,
	"quality-plans": putQualityPlanLine,
	"life-rules":    putLifeRuleLine,
	"printers":      putPrinterLine,
	"stations":      putStationLine,
	"locations":     putLine(inWarehouse((*client.Client).PutLocation), "code"),
	"purchase-orders": putLine(func(c *client.Client, ctx context.Context, p wire.PurchaseOrder, rev uint64) (wire.PurchaseOrder, error) {
		return c.PutPurchaseOrder(ctx, flowWarehouse, p, rev)
	}, "number"),
	"closed-orders": closeOrderLine,
	"asns":          putLine(inWarehouse((*client.Client).PutASN), "number"),
}

func inWarehouse[T any](put func(*client.Client, context.Context, string, T, uint64) (T, error)) func(*client.Client, context.Context, T, uint64) (T, error) {
	return func(c *client.Client, ctx context.Context, v T, rev uint64) (T, error) {
		return put(c, ctx, warehouseIn(ctx), v, rev)
	}
}

// putLine puts a record of master data. "lines=TEA:10,NUTS:5" is short for the lines of a purchase order.
func putLine[T any](put func(*client.Client, context.Context, T, uint64) (T, error), key string) func(context.Context, *flowHouse, string) error {
	return func(ctx context.Context, h *flowHouse, line string) error {
		v := reflect.New(reflect.TypeFor[T]()).Elem()
		code, rest, _ := strings.Cut(line, " ")
		all, err := entriesOf(rest)
		if err == nil {
			err = set(v, key, code)
		}
		for _, e := range all {
			if err == nil && e.name == "lines" {
				err = setLines(v, e.value)
			} else if err == nil {
				err = set(v, e.name, e.value)
			}
		}
		if err != nil {
			return scriptError{err}
		}
		_, err = put(h.admin, ctx, v.Interface().(T), 0)
		return err
	}
}

// setLines reads SKU:quantity of a purchase order, SKU:quantity:lot:expiry:lpn of an ASN.
func setLines(v reflect.Value, text string) error {
	lines, _ := fieldNamed(v, "lines")
	for _, part := range strings.Split(text, ",") {
		words := strings.Split(part, ":")
		names := []string{"sku", "quantity", "lot", "expiry", "lpn"}
		if _, ok := v.Interface().(wire.PurchaseOrder); ok {
			names = []string{"sku", "ordered"}
		}
		one := reflect.New(lines.Type().Elem()).Elem()
		for i, w := range words {
			if i >= len(names) {
				return fmt.Errorf("a line has %v, not %q", names, part)
			}
			if err := set(one, names[i], w); err != nil {
				return err
			}
		}
		lines.Set(reflect.Append(lines, one))
	}
	return nil
}

// closeOrderLine ends a purchase order: what is missing is not waited for.
func closeOrderLine(ctx context.Context, h *flowHouse, line string) error {
	p, err := h.admin.PurchaseOrder(ctx, warehouseIn(ctx), line)
	if err == nil {
		_, err = h.admin.ClosePurchaseOrder(ctx, warehouseIn(ctx), p.Number, p.Revision, true)
	}
	return err
}

func (h *flowHouse) enterLine(ctx context.Context, line string, program bool) error {
	words := strings.Fields(line)
	return h.enter(ctx, words[0], words[1:], program)
}

// putWarehouseLine makes the warehouse; its numbers come to it by themselves.
func putWarehouseLine(ctx context.Context, h *flowHouse, line string) error {
	return putLine((*client.Client).PutWarehouse, "code")(ctx, h, line)
}

// putPrinterLine makes a printer; one of a folder prints into a folder of its own.
func putPrinterLine(ctx context.Context, h *flowHouse, line string) error {
	if code, _, _ := strings.Cut(line, " "); strings.Contains(line, "transport=folder") {
		folder := filepath.Join(h.dir, "out-"+code)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		line += " address=" + folder
	}
	if code, _, _ := strings.Cut(line, " "); strings.Contains(line, "transport=raw") && !strings.Contains(line, "address=") {
		address, err := h.plugPrinter(code)
		if err != nil {
			return err
		}
		line += " address=" + address
	}
	return putLine(inWarehouse((*client.Client).PutPrinter), "code")(ctx, h, line)
}

// putStationLine makes a station: its code, then which paper it prints where, as in waybill=Z1, and on_label=.
func putStationLine(ctx context.Context, h *flowHouse, line string) error {
	code, rest, _ := strings.Cut(line, " ")
	all, err := entriesOf(rest)
	if err != nil {
		return scriptError{err}
	}
	s := wire.Station{Code: code}
	for _, e := range all {
		if e.name == "on_label" {
			s.OnLabel = strings.Split(e.value, ",")
			continue
		}
		if e.name == "scale" {
			plugged, err := h.plugScale(code)
			if err != nil {
				return scriptError{err}
			}
			h.kit.scales[code] = plugged
			s.Scale = &wire.Scale{Protocol: e.value, Transport: "serial", Address: plugged.name}
			continue
		}
		s.Printers = append(s.Printers, wire.StationPrinter{Document: e.name, Printer: e.value})
	}
	_, err = h.admin.PutStation(ctx, flowWarehouse, s, 0)
	return err
}

// putItemLine makes an item and takes it through its review, unless the line says draft.
func putItemLine(ctx context.Context, h *flowHouse, line string) error {
	sku, rest, _ := strings.Cut(line, " ")
	all, err := entriesOf(rest)
	if err != nil {
		return scriptError{err}
	}
	it := wire.Item{SKU: sku, Name: sku}
	each, bulk, draft := wire.ItemPack{Level: "each", Quantity: 1}, wire.ItemPack{Level: "case"}, false
	for _, e := range all {
		switch e.name {
		case "draft":
			draft = true
		case "barcode":
			each.Barcodes = strings.Split(e.value, ",")
		case "grams":
			each.Grams, err = strconv.ParseInt(e.value, 10, 64)
		case "case":
			bulk.Quantity, err = strconv.ParseInt(e.value, 10, 64)
		case "case_barcode":
			bulk.Barcodes = strings.Split(e.value, ",")
		case "size":
			_, err = fmt.Sscanf(e.value, "%dx%dx%d", &each.Size.Length, &each.Size.Width, &each.Size.Height)
		default:
			err = set(reflect.ValueOf(&it).Elem(), e.name, e.value)
		}
		if err != nil {
			return scriptError{err}
		}
	}
	it.Packs = []wire.ItemPack{each}
	if bulk.Quantity > 0 {
		it.Packs = append(it.Packs, bulk)
	}
	if draft {
		_, err = h.admin.PutItem(ctx, it, 0)
	} else {
		_, err = h.admin.ApproveItem(ctx, it)
	}
	return err
}
