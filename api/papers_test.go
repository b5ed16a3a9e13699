package api_test

import (
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// An item's SKU is what the shop calls it, slashes and all: its paper is found by it.
func TestPapersOfItemsWithSlashes(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/items/A%2F1", w.admin, wire.Item{Name: "Half", Packs: []wire.ItemPack{{Level: "each", Quantity: 1, Size: wire.Size{Length: 100, Width: 50, Height: 20}, Grams: 500}}}, nil)
	c := client.New(client.Options{Base: w.http.URL, Token: w.admin, Tries: 1, NewID: newID})
	got, err := c.Print(t.Context(), "SH1", wire.Print{Document: "item", Entity: "A/1"})
	if err != nil || got.Print != "item/A/1/1" {
		t.Fatalf("got %+v, %v", got, err)
	}
	var job wire.PrintJob
	w.want(200, "GET", "/v1/warehouses/SH1/print-jobs/item/A%2F1/1", w.admin, nil, &job)
	if job.Print != got.Print {
		t.Errorf("got %+v", job)
	}
	_, err = c.Paper(t.Context(), "SH1", "item", "A/1", 1)
	if r := fault.ReasonOf(err); err != nil && r != "paper.queued" && r != "paper.none" { // whether it is rendered by now is not the question
		t.Error(err)
	}
	if _, err := c.Paper(t.Context(), "SH1", "item", "A/2", 1); fault.CodeFrom(err) != fault.CodeNotFound {
		t.Errorf("of an item nobody printed: %v", err)
	}
}
