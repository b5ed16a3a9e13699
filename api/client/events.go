package client

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// maxEventLine bounds a line of an event stream: an entry with a hundred serial numbers takes 3 KB.
const maxEventLine = 1 << 20

// Events gives each of a warehouse's ledger entries (warehouse "": the company's) behind the one with the id after, in
// order, over one connection. after: "" for the first that is kept, "now" for new ones only. It returns the id of the
// last event fn took, to go on from, when fn answers an error, ctx ends, or the connection does: then the error is
// unavailable, and calling again behind that id resumes.
func (c *Client) Events(ctx context.Context, warehouse, after string, fn func(id string, e wire.Event) error) (last string, err error) {
	last = after
	at := path("company", "events")
	if warehouse != "" {
		at = path("warehouses", warehouse, "events")
	}
	h := http.Header{}
	if last != "" {
		h.Set("Last-Event-ID", last)
	}
	req, err := c.request(ctx, call{method: http.MethodGet, path: at, header: h}, nil)
	if err != nil {
		return last, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return last, unreached(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
		if err != nil {
			return last, unreached(err)
		}
		return last, problem(resp.StatusCode, data)
	}
	return readEvents(resp.Body, last, fn)
}

// readEvents reads a stream until it ends.
func readEvents(r io.Reader, last string, fn func(string, wire.Event) error) (string, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxEventLine)
	id, data := "", ""
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			id = value
		case "data":
			data = value
		case "":
			if data == "" {
				continue // the end of a comment
			}
			var e wire.Event
			if err := json.Unmarshal([]byte(data), &e); err != nil {
				return last, fault.Internal("event.malformed", "event %s cannot be read", id).Because(err)
			}
			if err := fn(id, e); err != nil {
				return last, err
			}
			last, data = id, ""
		}
	}
	err := lines.Err()
	if err == nil {
		err = io.EOF
	}
	return last, unreached(err)
}
