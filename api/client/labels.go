package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// LabelQuery says which labels are wanted and how.
type LabelQuery struct {
	Kind      string   // item, location, lpn, tote, commands or badge
	Format    string   // pdf, zpl, tspl, escpos or png; "": pdf
	DPI       int      // 203, 300 or 600; 0: 203
	Media     string   // "100x150"; "": the label's own
	Page      int      // only this one, from 1
	Codes     []string // of locations, LPNs and totes
	On        string   // tote, carton or pallet: what LPNs are stuck on
	Arrow     string   // on locations: up, down, left or right
	Warehouse string   // where locations are looked up

	// Of an item label.
	SKU, Level, Lot, Expiry string
	// Of a badge.
	Worker string
}

// LabelFile is a document as a printer takes it.
type LabelFile struct {
	Data        []byte
	ContentType string
	Notes       string // what is not on it as it was given
}

// Labels draws labels; nothing is kept or printed.
func (c *Client) Labels(ctx context.Context, q LabelQuery) (LabelFile, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	v := given(map[string]string{"format": q.Format, "media": q.Media, "on": q.On, "arrow": q.Arrow, "warehouse": q.Warehouse, "sku": q.SKU, "level": q.Level,
		"lot": q.Lot, "expiry": q.Expiry, "worker": q.Worker})
	if q.DPI > 0 {
		v.Set("dpi", strconv.Itoa(q.DPI))
	}
	if q.Page > 0 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	if len(q.Codes) > 0 {
		v["code"] = q.Codes
	}
	return c.document(ctx, path("labels", q.Kind), v)
}

// Paper gives the bytes of a paper as they are printed.
func (c *Client) Paper(ctx context.Context, warehouse, document, entity string, copyNo int) (LabelFile, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	return c.document(ctx, path("warehouses", warehouse, "papers", document, entity, strconv.Itoa(copyNo)), nil)
}

// document reads an answer that is no JSON.
func (c *Client) document(ctx context.Context, at string, query url.Values) (LabelFile, error) {
	req, err := c.request(ctx, call{method: http.MethodGet, path: at, query: query}, nil)
	if err != nil {
		return LabelFile{}, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return LabelFile{}, unreached(err)
	}
	defer resp.Body.Close()
	data, err := readAll(resp)
	if err != nil {
		return LabelFile{}, unreached(err)
	}
	if resp.StatusCode != http.StatusOK {
		return LabelFile{}, problem(resp.StatusCode, data)
	}
	return LabelFile{Data: data, ContentType: resp.Header.Get("Content-Type"), Notes: resp.Header.Get("Tote-Label-Notes")}, nil
}
