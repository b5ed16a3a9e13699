package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
)

// Bounds of trying again and of answers.
const (
	DefaultTries = 8                     // with the waits below about six seconds: a restart of the service
	firstWait    = 50 * time.Millisecond // a commit takes less
	longestWait  = 2 * time.Second       // between tries
	maxAnswer    = 16 << 20              // bytes: the largest list is a hundredth of it
	idleConns    = 256                   // kept open: a demo's robots and their batches
	idleFor      = 90 * time.Second      // a meal's break closes them
	dialWithin   = 5 * time.Second       // a service that is not there is told at once
	answerWithin = 30 * time.Second      // longer than the service's own patience with a commit
)

// Options say who speaks, and to whom.
type Options struct {
	// Base is the service's address, such as http://127.0.0.1:8080.
	Base string
	// Token is a session's, a device's or an API key's; empty: only open routes.
	Token string
	// Session is that of the worker signed in on the device whose token is Token.
	Session string
	// Numbers are the device's command numbers; nil: commands go by their ids alone.
	Numbers *Numbers
	// NewID gives ULIDs: the ids of commands.
	NewID func() string
	// Tries bounds how often a request is sent, 0: DefaultTries.
	Tries int
	// HTTP sends the requests; nil: a client that keeps many connections alive.
	HTTP *http.Client
}

// Client speaks to one service as one sender. It is safe for use by several goroutines.
type Client struct {
	base string
	opt  Options
	http *http.Client
}

// New makes a client. An address that is none is told by the first request.
func New(o Options) *Client {
	if o.Tries == 0 {
		o.Tries = DefaultTries
	}
	c := &Client{base: strings.TrimRight(o.Base, "/"), opt: o, http: o.HTTP}
	if c.http == nil {
		t := &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: dialWithin}).DialContext,
			MaxIdleConns: idleConns, MaxIdleConnsPerHost: idleConns, IdleConnTimeout: idleFor}
		c.http = &http.Client{Transport: t}
	}
	return c
}

// As gives a client for another sender over the same connections: a token, a worker's session on the device whose token it
// is ("" for none), and the device's numbers (nil for none).
func (c *Client) As(token, session string, numbers *Numbers) *Client {
	d := *c
	d.opt.Token, d.opt.Session, d.opt.Numbers = token, session, numbers
	return &d
}

// Get reads a route into out.
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	return c.send(ctx, call{method: http.MethodGet, path: path, query: query}, out)
}

// Put creates (revision 0) or edits the record with that revision; out, if not nil, takes the answer.
func (c *Client) Put(ctx context.Context, path string, revision uint64, body, out any) error {
	return c.change(ctx, http.MethodPut, path, revision, body, out)
}

// Post does what a route does, to the record with that revision if it is not 0; out, if not nil, takes the answer.
func (c *Client) Post(ctx context.Context, path string, revision uint64, body, out any) error {
	return c.change(ctx, http.MethodPost, path, revision, body, out)
}

func (c *Client) change(ctx context.Context, method, path string, revision uint64, body, out any) error {
	h := c.commandHeader()
	if revision > 0 {
		h.Set("If-Match", `"`+strconv.FormatUint(revision, 10)+`"`)
	}
	return c.send(ctx, call{method: method, path: path, body: body, header: h}, out)
}

// commandHeader gives the header of a new command: its id stays the same through all tries.
func (c *Client) commandHeader() http.Header {
	h := http.Header{}
	if c.opt.NewID != nil {
		h.Set("Idempotency-Key", c.opt.NewID())
	}
	return h
}

// call is one request of a route.
type call struct {
	method, path string
	query        url.Values
	body         any
	header       http.Header
	lasting      bool // its answer may take as long as it takes
}

// send sends a request until it is answered, and reads the answer into out.
func (c *Client) send(ctx context.Context, r call, out any) error {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return fault.Invalid("body.unwritable", "the body of %s %s cannot be written", r.method, r.path).Because(err)
		}
	}
	for try := 1; ; try++ {
		data, err := c.once(ctx, r, body)
		if err == nil {
			return readAnswer(r, data, out)
		}
		if !worthRepeating(err) || try >= c.opt.Tries || pause(ctx, wait(try, r.header.Get("Idempotency-Key"))) != nil {
			return err
		}
	}
}

func readAnswer(r call, data []byte, out any) error {
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fault.Internal("answer.malformed", "the answer of %s %s cannot be read", r.method, r.path).Because(err)
	}
	return nil
}

// worthRepeating tells whether a request was not done, or nobody knows, so that it may be sent once more.
func worthRepeating(err error) bool {
	switch fault.CodeFrom(err) {
	case fault.CodeUnavailable:
		return err != nil
	case fault.CodeLimited:
		return fault.ReasonOf(err) != "signin.locked" // a person has to wait, not a program
	}
	return false
}

// wait doubles from try to try; the id spreads those who were turned away together.
func wait(try int, id string) time.Duration {
	d := min(firstWait<<min(try-1, 10), longestWait)
	h := fnv.New32a()
	_, _ = io.WriteString(h, id) // it never fails
	return d/2 + time.Duration(h.Sum32()%1000)*d/2000
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// once sends a request one time.
func (c *Client) once(ctx context.Context, r call, body []byte) ([]byte, error) {
	if !r.lasting {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, answerWithin)
		defer cancel()
	}
	req, err := c.request(ctx, r, body)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, unreached(err)
	}
	defer resp.Body.Close()
	data, err := readAll(resp)
	if err != nil {
		return nil, unreached(err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return nil, problem(resp.StatusCode, data)
	}
	return data, nil
}

// readAll reads an answer whose length is mostly known without growing a buffer step by step.
func readAll(resp *http.Response) ([]byte, error) {
	if n := resp.ContentLength; n >= 0 && n <= maxAnswer {
		data := make([]byte, n)
		_, err := io.ReadFull(resp.Body, data)
		return data, err
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if len(data) > maxAnswer {
		err = errors.New("the answer is too large")
	}
	return data, err
}

func (c *Client) request(ctx context.Context, r call, body []byte) (*http.Request, error) {
	address := c.base + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, reader)
	if err != nil || req.URL.Host == "" {
		return nil, fault.Invalid("server.address", "%q is no address of a service: write http://host:port", c.base).Because(err)
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.opt.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.opt.Token)
	}
	if c.opt.Session != "" {
		req.Header.Set("Tote-Session", c.opt.Session)
	}
	return req, nil
}

// unreached words a request that got no answer: whether it was done nobody knows.
func unreached(err error) error {
	return fault.Unavailable("service.unreached", "the service cannot be reached").Because(err)
}

// path joins the parts of a path, each escaped.
func path(parts ...string) string {
	var b strings.Builder
	b.WriteString("/v1")
	for _, p := range parts {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(p))
	}
	return b.String()
}
