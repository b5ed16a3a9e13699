package client

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// maxReport bounds the answer to a file: 10,000 problems and the lines of a million bad rows.
const maxReport = 32 << 20

// File is a sheet on its way in.
type File struct {
	Kind      string // items, locations or orders
	Warehouse string // of locations
	Mode      string // rows: good rows are taken; file: all or none; "": rows
	Name      string // for messages
	Encoding  string // of CSV; "": detected
	Sheet     string // of a workbook; "": the first visible one
	Body      io.Reader
	Size      int64 // bytes, if known

	// Of orders: what rows that do not say it mean.
	Channel, Country, Currency, Zone string
}

// Import sends a file while it is read. It is sent once: what was taken in before trouble stays, and the same file may be
// sent again. With the error of a refused file comes what is known of it, its report above all.
func (c *Client) Import(ctx context.Context, f File) (wire.Imported, error) {
	q := given(map[string]string{"warehouse": f.Warehouse, "mode": f.Mode, "name": f.Name, "encoding": f.Encoding, "sheet": f.Sheet,
		"channel": f.Channel, "country": f.Country, "currency": f.Currency, "zone": f.Zone})
	req, err := c.request(ctx, call{method: http.MethodPost, path: path("imports", f.Kind), query: q, header: http.Header{
		"Content-Type": {"application/octet-stream"}, "Accept": {"application/json"}}}, nil)
	if err != nil {
		return wire.Imported{}, err
	}
	req.Body, req.ContentLength = io.NopCloser(f.Body), f.Size
	if f.Size == 0 {
		req.ContentLength = -1
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return wire.Imported{}, unreached(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxReport))
	if err != nil {
		return wire.Imported{}, unreached(err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		var p wire.ImportProblem
		if json.Unmarshal(data, &p) == nil && p.Import != nil {
			return *p.Import, Fault(&p.Problem)
		}
		return wire.Imported{}, problem(resp.StatusCode, data)
	}
	var out wire.Imported
	if err := json.Unmarshal(data, &out); err != nil {
		return out, fault.Internal("answer.malformed", "the report of the import cannot be read").Because(err)
	}
	return out, nil
}

// GetImport tells how far an all-or-nothing import is; warehouse "" for the company's, cursor "" for its first failures.
func (c *Client) GetImport(ctx context.Context, warehouse string, id uint64, cursor string) (wire.ImportState, error) {
	var out wire.ImportState
	err := c.Get(ctx, path("imports", strconv.FormatUint(id, 10)), given(map[string]string{"warehouse": warehouse, "cursor": cursor}), &out)
	return out, err
}

// Sheet says what is exported and how.
type Sheet struct {
	Kind      string // items, locations or orders
	Warehouse string // of locations
	Format    string // csv or xlsx; "": csv
	Language  string // of the headers: en or zh; "": en
	BOM       bool   // CSV for Excel

	// Of orders: only those in a state, with addresses for a purpose, times of a zone, prices of a currency.
	State, Purpose, Zone, Currency string
}

// Export writes a sheet to w as it comes and gives its bytes. After an error the file is worthless.
func (c *Client) Export(ctx context.Context, s Sheet, w io.Writer) (int64, error) {
	q := given(map[string]string{"warehouse": s.Warehouse, "format": s.Format, "language": s.Language, "state": s.State, "purpose": s.Purpose,
		"zone": s.Zone, "currency": s.Currency})
	if s.BOM {
		q.Set("bom", "true")
	}
	return c.download(ctx, path("exports", s.Kind), q, w)
}

// download writes a file to w as it comes.
func (c *Client) download(ctx context.Context, path string, q url.Values, w io.Writer) (int64, error) {
	req, err := c.request(ctx, call{method: http.MethodGet, path: path, query: q}, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, unreached(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
		if err != nil {
			return 0, unreached(err)
		}
		return 0, problem(resp.StatusCode, data)
	}
	out := &taker{w: w}
	n, err := io.Copy(out, resp.Body)
	switch {
	case out.err != nil:
		return n, fault.Unavailable("file.unwritable", "the file cannot be written").Because(out.err)
	case err != nil:
		return n, unreached(err)
	}
	return n, nil
}

// taker tells trouble with the file from trouble with the connection.
type taker struct {
	w   io.Writer
	err error
}

func (t *taker) Write(b []byte) (int, error) {
	n, err := t.w.Write(b)
	if err != nil {
		t.err = err
	}
	return n, err
}

// given keeps the parameters that say something.
func given(all map[string]string) url.Values {
	q := url.Values{}
	for name, value := range all {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}
