package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"

	"example.com/tote/api/wire"
)

// EditHead is what every edit of master data takes beside its body.
type EditHead struct {
	CommandHead
	IfMatch string `header:"If-Match" doc:"The ETag of what is edited; absent to create"`
}

// expected gives the revision an edit was made on; 0: it creates.
func (h EditHead) expected() (uint64, error) {
	if h.IfMatch == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(strings.Trim(strings.TrimPrefix(h.IfMatch, "W/"), `"`), 10, 64)
	if err != nil || n == 0 {
		return 0, fault.Invalid("revision.malformed", "If-Match %q is no ETag this service gave: they look like \"3\"", h.IfMatch)
	}
	return n, nil
}

func etag(revision uint64) string { return `"` + strconv.FormatUint(revision, 10) + `"` }

// one is the answer with one record of master data.
type one[W any] struct {
	ETag string `header:"ETag"`
	Body W
}

// many is the answer with a page of a list.
type many[W any] struct{ Body wire.Page[W] }

// PageQuery is what every list takes.
type PageQuery struct {
	Cursor string `query:"cursor" doc:"Next of the page before"`
	Limit  int    `query:"limit" doc:"At most 200, which is the default"`
}

// span reads where a page begins and how long it may be.
func (p PageQuery) span() (after string, limit int, err error) {
	if p.Limit < 0 || p.Limit > MaxPage {
		return "", 0, fault.Invalid("page.limit", "a page has 1 to %d items, not %d", MaxPage, p.Limit)
	}
	if p.Limit == 0 {
		p.Limit = MaxPage
	}
	after, err = readCursor(p.Cursor)
	return after, p.Limit, err
}

// Cursors are opaque, so that what they hold may change.
func cursor(last string) string {
	if last == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(last))
}

func readCursor(c string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return "", fault.Invalid("cursor.malformed", "cursor %q is not one this service gave: begin without one", c)
	}
	return string(b), nil
}

// edited is all that is kept as the answer of an edit: stored answers carry no name, phone or address.
type edited struct {
	Code     string `cbor:"1,keyasint,omitempty"`
	Revision uint64 `cbor:"2,keyasint,omitempty"`
}

// edit runs one edit of master data as a command. The id may be missing: the revision already tells a repetition.
func (s *Server) edit(ctx context.Context, p store.Partition, verb string, h EditHead, body any, run func(*store.Tx, uint64) (edited, error)) (edited, error) {
	expected, err := h.expected()
	if err != nil {
		return edited{}, err
	}
	if h.ID == "" {
		h.ID, h.Number = s.opt.NewID(), 0
	}
	asked, err := json.Marshal([]any{h.IfMatch, body})
	if err != nil {
		return edited{}, fault.Internal("body.unwritable", "an edit cannot be hashed").Because(err)
	}
	c, err := s.command(callerOf(ctx), order{verb: verb, part: p, head: h.CommandHead, body: asked})
	if err != nil {
		return edited{}, err
	}
	return do(ctx, s, c, func(tx *store.Tx) (edited, error) { return run(tx, expected) })
}

// look reads one partition as it stands now.
func look[T any](ctx context.Context, s *Server, p store.Partition, read func(*store.View) (T, error)) (out T, err error) {
	err = s.x.View(ctx, p, func(v *store.View) error {
		out, err = read(v)
		return err
	})
	return out, err
}

// keeper is one noun of the company's master data that is listed, read and put by its code.
type keeper[D, W any] struct {
	noun string
	put  func(*store.Tx, D, uint64) (D, error)
	find func(store.Reader, string) (D, error)
	list func(r store.Reader, after string, limit int) []D
	from func(code string, w W) (D, error)
	show func(D) W
	code func(D) (string, uint64) // and revision
}

type codeInput struct {
	Code string `path:"code"`
}

type putInput[W any] struct {
	EditHead
	Code string `path:"code"`
	Body W
}

// routes gives the noun's three routes.
func (k keeper[D, W]) routes(path string, read, write access) []route {
	return []route{
		at(get, path, read, "List "+k.noun+"s", k.page),
		at(get, path+"/{code}", read, "Read a "+k.noun, k.get),
		at(put, path+"/{code}", write, "Create a "+k.noun+", or edit the one with the revision in If-Match", k.keep),
	}
}

func (k keeper[D, W]) page(s *Server, ctx context.Context, in *PageQuery) (*many[W], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := look(ctx, s, store.Company, func(v *store.View) ([]D, error) { return k.list(v, after, limit), nil })
	if err != nil {
		return nil, err
	}
	return pageOf(found, limit, k.show, func(d D) string { code, _ := k.code(d); return code }), nil
}

// pageOf words a page; a full one has a next. With a limit of -1 the caller sets it.
func pageOf[D, W any](found []D, limit int, show func(D) W, key func(D) string) *many[W] {
	out := &many[W]{}
	out.Body.Items = make([]W, len(found))
	for i, d := range found {
		out.Body.Items[i] = show(d)
	}
	if len(found) == limit {
		out.Body.Next = cursor(key(found[len(found)-1]))
	}
	return out
}

func (k keeper[D, W]) get(s *Server, ctx context.Context, in *codeInput) (*one[W], error) {
	d, err := look(ctx, s, store.Company, func(v *store.View) (D, error) { return k.find(v, in.Code) })
	if err != nil {
		return nil, err
	}
	_, revision := k.code(d)
	return &one[W]{etag(revision), k.show(d)}, nil
}

func (k keeper[D, W]) keep(s *Server, ctx context.Context, in *putInput[W]) (*one[W], error) {
	d, err := k.from(in.Code, in.Body)
	if err != nil {
		return nil, err
	}
	e, err := s.edit(ctx, store.Company, k.noun+".put", in.EditHead, []any{in.Code, in.Body}, func(tx *store.Tx, expected uint64) (edited, error) {
		kept, err := k.put(tx, d, expected)
		code, revision := k.code(kept)
		return edited{code, revision}, err
	})
	if err != nil {
		return nil, err
	}
	return k.get(s, ctx, &codeInput{e.Code})
}
