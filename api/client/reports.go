package client

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// Report says which report is wanted and how; blank means what is usual. Moments are RFC 3339, or a day like 2026-10-31 in
// the warehouse's time: its end, of From its start.
type Report struct {
	Kind      string // stock, turnover, slow, abc, dead, expiry or value
	Warehouse string
	Format    string // csv, xlsx or json; "": csv
	Language  string // of headings and names: en or zh
	BOM       bool   // CSV for Excel

	At        string // of stock, value, expiry and dead
	From, To  string // of turnover, slow and abc
	By        string // of stock and value: what rows are told apart by, with commas
	Days      string // of dead, slow and expiry
	SKU, Zone string
	Owner     string // "-" is the house
}

// Report writes a report to w as it comes and gives its bytes. After an error the file is worthless.
func (c *Client) Report(ctx context.Context, r Report, w io.Writer) (int64, error) {
	q := given(map[string]string{"format": r.Format, "language": r.Language, "at": r.At, "from": r.From, "to": r.To, "by": r.By, "days": r.Days,
		"sku": r.SKU, "zone": r.Zone, "owner": r.Owner})
	if r.BOM {
		q.Set("bom", "true")
	}
	return c.download(ctx, path("warehouses", r.Warehouse, "reports", r.Kind), q, w)
}

// ReadReport reads a report into memory, for programs that go on with its rows; its Format does not matter.
func (c *Client) ReadReport(ctx context.Context, r Report) (wire.Report, error) {
	var b bytes.Buffer
	var out wire.Report
	r.Format = "json"
	if _, err := c.Report(ctx, r, &b); err != nil {
		return out, err
	}
	d := json.NewDecoder(&b)
	d.UseNumber() // amounts go beyond what a float holds
	if err := d.Decode(&out); err != nil {
		return out, fault.Internal("answer.malformed", "the report cannot be read").Because(err)
	}
	return out, nil
}
