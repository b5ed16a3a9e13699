package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"sync"
)

// Numbers are a device's running command numbers, with those that still lack an answer. A handheld keeps them on disk.
type Numbers struct {
	mu   sync.Mutex
	next uint64
	open map[uint64]bool
}

// NewNumbers begins behind the last number a device has used.
func NewNumbers(last uint64) *Numbers { return &Numbers{next: last + 1, open: map[uint64]bool{}} }

// take gives the next number and the floor: the lowest that lacks an answer, itself included.
func (n *Numbers) take() (number, floor uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	number, floor = n.next, n.next
	n.next++
	n.open[number] = true
	for o := range n.open {
		floor = min(floor, o)
	}
	return number, floor
}

func (n *Numbers) answered(number uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.open, number)
}

// Do runs a verb in a warehouse ("" for the company's verbs, whose path is their name) and gives its answer. The command
// gets an id of its own, and on a device a number, and is sent until it is answered.
func Do[O any](ctx context.Context, c *Client, warehouse, verb string, in any) (out O, err error) {
	at := "/v1/" + verb
	if warehouse != "" {
		at = "/v1/warehouses/" + url.PathEscape(warehouse) + "/" + verb
	}
	h := c.commandHeader()
	if n := c.opt.Numbers; n != nil {
		number, floor := n.take()
		h.Set("Tote-Number", strconv.FormatUint(number, 10))
		h.Set("Tote-Floor", strconv.FormatUint(floor, 10))
		defer func() {
			if !worthRepeating(err) { // one without an answer stays open: the floor must not rise above its number
				n.answered(number)
			}
		}()
	}
	err = c.send(ctx, call{method: http.MethodPost, path: at, body: in, header: h}, &out)
	return out, err
}

// Input encodes a verb's body for a batch.
func Input(v any) (json.RawMessage, error) { return json.Marshal(v) }
