package api_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// labelWorld is a service with an item, a location and a worker to label.
func labelWorld(t *testing.T) *world {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/items/SNK-1", w.admin, wire.Item{Name: "Hawthorn 😀", NameZH: "山楂条", Packs: []wire.ItemPack{
		{Level: "each", Quantity: 1, Barcodes: []string{"6901234567892"}, Size: wire.Size{Length: 100, Width: 50, Height: 20}, Grams: 500},
		{Level: "case", Quantity: 12, Barcodes: []string{"16901234567899"}, Size: wire.Size{Length: 300, Width: 200, Height: 100}, Grams: 6200}}}, nil)
	w.want(200, "PUT", "/v1/warehouses/SH1/locations/A01-01-1", w.admin, wire.Location{Kind: "pick_face", Zone: "A", Barcode: "LOC-A01011"}, nil)
	w.want(200, "PUT", "/v1/workers/W7", w.admin, wire.Worker{Name: "Zhang San", NameZH: "张三", Badge: "B-7", Roles: []string{"picker"}, Active: true}, nil)
	w.want(200, "PUT", "/v1/workers/W8", w.admin, wire.Worker{Name: "Gone", Badge: "B-8", Roles: []string{"picker"}}, nil)
	return w
}

// Each kind comes in each language, with the type that goes with it.
func TestLabelsInEveryLanguage(t *testing.T) {
	w := labelWorld(t)
	c := client.New(client.Options{Base: w.http.URL, Token: w.admin, Tries: 1})
	for _, q := range []client.LabelQuery{
		{Kind: "item", SKU: "SNK-1", Lot: "L1", Expiry: "2027-05-31"}, {Kind: "item", SKU: "SNK-1", Level: "case"}, {Kind: "location", Codes: []string{"A01-01-1"}, Warehouse: "SH1", Arrow: "up"},
		{Kind: "lpn", Codes: []string{"00106141411234567897"}, On: "carton"}, {Kind: "tote", Codes: []string{"T-1", "T-2"}}, {Kind: "commands"}, {Kind: "badge", Worker: "W7"},
	} {
		for format, want := range map[string]struct{ contentType, begins string }{
			"": {"application/pdf", "%PDF"}, "png": {"image/png", "\x89PNG"}, "zpl": {"application/zpl", "^XA"}, "tspl": {"application/octet-stream", "SIZE"},
		} {
			q.Format = format
			got, err := c.Labels(t.Context(), q)
			if err != nil || got.ContentType != want.contentType || !bytes.HasPrefix(got.Data, []byte(want.begins)) {
				t.Errorf("%s as %q: %v, %s, %.20q", q.Kind, format, err, got.ContentType, got.Data)
			}
			if told := strings.Contains(got.Notes, "U+1F600"); told != (q.Kind == "item") {
				t.Errorf("%s as %q: notes %q", q.Kind, format, got.Notes)
			}
		}
	}
}

// A label is drawn at the resolution and on the media asked for.
func TestLabelResolutionAndMedia(t *testing.T) {
	w := labelWorld(t)
	c := client.New(client.Options{Base: w.http.URL, Token: w.admin, Tries: 1})
	for _, q := range []struct {
		media string
		dpi   int
		wide  int
	}{{"", 203, 800}, {"80x40", 203, 640}, {"80x40", 300, 944}} {
		got, err := c.Labels(t.Context(), client.LabelQuery{Kind: "tote", Codes: []string{"T-1"}, Format: "png", Media: q.media, DPI: q.dpi})
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.Data))
		if err != nil {
			t.Fatal(err)
		}
		if n := img.Bounds().Dx(); n < q.wide-1 || n > q.wide+1 {
			t.Errorf("%q at %d dpi is %d dots wide, want %d", q.media, q.dpi, n, q.wide)
		}
	}
}

func TestLabelsRefused(t *testing.T) {
	w := labelWorld(t)
	viewer, lead := w.worker("V", "viewer"), w.worker("L", "supervisor")
	for _, c := range []struct {
		at, token, reason string
		status            int
	}{
		{"item?sku=SNK-1", "", "token.missing", 401},
		{"item?sku=SNK-1", w.device("D").Token, "session.missing", 401},
		{"item?sku=NONE", viewer, "item.unknown", 404},
		{"item?sku=SNK-1&level=pallet", viewer, "item.level", 404},
		{"item?sku=SNK-1&expiry=tomorrow", viewer, "label.incomplete", 400},
		{"badge?worker=W7", viewer, "role.missing", 403},
		{"badge?worker=W7", lead, "", 200},
		{"badge?worker=NONE", lead, "worker.unknown", 404},
		{"badge?worker=W8", lead, "worker.inactive", 409},
		{"location", viewer, "label.code", 400},
		{"location?code=A&arrow=north", viewer, "request.invalid", 400},
		{"location?code=NONE&warehouse=SH1", viewer, "location.unknown", 404},
		{"location?code=A&warehouse=XX9", viewer, "warehouse.unknown", 404},
		{"location?code=NONE", viewer, "", 200},
		{"tote?" + strings.Repeat("code=T&", 201), viewer, "label.code", 400},
		{"tote?code=" + url.QueryEscape("箱1"), viewer, "label.unprintable", 400},
		{"tote?code=T&media=huge", viewer, "label.size", 400},
		{"commands?media=50x50", viewer, "label.size", 400},
		{"commands?page=9", viewer, "label.page", 400},
		{"commands?dpi=72", viewer, "label.dpi", 400},
		{"commands?format=cpcl", viewer, "request.invalid", 400},
		{"waybill", viewer, "label.kind", 404},
	} {
		resp, got := w.send(http.MethodGet, "/v1/labels/"+c.at, c.token, nil)
		if resp.StatusCode != c.status || !strings.Contains(string(got), c.reason) {
			t.Errorf("%s = %d %.300s, want %d %s", c.at, resp.StatusCode, got, c.status, c.reason)
		}
		if resp.StatusCode == 200 && resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by others: %v", c.at, resp.Header)
		}
	}
	_, err := client.New(client.Options{Base: w.http.URL, Token: w.admin, Tries: 1}).Labels(t.Context(), client.LabelQuery{Kind: "tote"})
	if fault.CodeFrom(err) != fault.CodeInvalid {
		t.Errorf("the client says %v", err)
	}
}
