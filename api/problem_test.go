package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/api"
	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// TestProblems: every code has its status, comes back through the client as it was, and internal ones tell nothing.
func TestProblems(t *testing.T) {
	want := map[fault.Code]int{fault.CodeInvalid: 400, fault.CodeUnauthenticated: 401, fault.CodeForbidden: 403, fault.CodeNotFound: 404,
		fault.CodeConflict: 409, fault.CodeStale: 412, fault.CodeRefused: 422, fault.CodeLimited: 429, fault.CodeUnavailable: 503, fault.CodeInternal: 500}
	if len(want) != len(fault.Codes()) {
		t.Fatalf("%d codes are tested, there are %d", len(want), len(fault.Codes()))
	}
	for _, c := range fault.Codes() {
		cause := &fault.Error{Code: c, Reason: "some.reason", Message: "message of the fault", Err: fmt.Errorf("secret cause"),
			Details: []fault.Detail{{Where: "lines[3].sku", Reason: "sku.bad", Message: "no such", Want: 5, Have: 3}}}
		p := api.ProblemFrom(cause)
		if p.Status != want[c] || p.Title != http.StatusText(want[c]) || p.Code != c.String() || p.Reason != "some.reason" {
			t.Errorf("%s = %+v, want status %d", c, p, want[c])
		}
		text, _ := json.Marshal(p)
		if strings.Contains(string(text), "secret") {
			t.Errorf("%s tells its cause: %s", c, text)
		}
		back := client.Fault(&p).(*fault.Error)
		if c == fault.CodeInternal {
			if strings.Contains(string(text), "message of the fault") || len(p.Details) > 0 {
				t.Errorf("an internal error tells too much: %s", text)
			}
			continue
		}
		cause.Err = nil
		if diff := cmp.Diff(back, cause); diff != "" {
			t.Errorf("%s through the client (-got +want):\n%s", c, diff)
		}
	}
}

// TestRefusedBodies: what is wrong with a request is told in full, with the place.
func TestRefusedBodies(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		reason                   string
		where                    []string
	}{
		{"no JSON", "POST", "/v1/warehouses/SH1/receive", `{`, 400, "body.malformed", nil},
		{"no body", "POST", "/v1/warehouses/SH1/receive", ``, 400, "request.invalid", nil},
		{"wrong types in a verb", "POST", "/v1/warehouses/SH1/receive", `{"quantity":"x","lot":5,"serials":[1]}`, 400, "body.malformed", []string{"lot", "quantity", "serials[0]"}},
		{"wrong types in master data", "PUT", "/v1/items/A", `{"name":5,"packs":{}}`, 400, "request.invalid", []string{"name", "packs"}},
		{"wrong dates", "PUT", "/v1/warehouses/SH1/asns/1", `{"expected":"tomorrow","lines":[{"expiry":"1.2.2026"}]}`, 400, "asn.invalid", []string{"expected", "lines[0].expiry"}},
		{"wrong query", "GET", "/v1/items?limit=many", ``, 400, "request.invalid", []string{"query.limit"}},
		{"too long a page", "GET", "/v1/items?limit=201", ``, 400, "page.limit", nil},
		{"foreign cursor", "GET", "/v1/items?cursor=!!", ``, 400, "cursor.malformed", nil},
		{"too large a body", "PUT", "/v1/items/A", `{"name":"` + strings.Repeat("x", api.MaxBody) + `"}`, 400, "body.too_large", nil},
		{"too large a verb", "POST", "/v1/warehouses/SH1/receive", `{"lot":"` + strings.Repeat("x", api.MaxBody) + `"}`, 400, "body.too_large", nil},
		{"no such route", "GET", "/v1/nothing", ``, 404, "route.unknown", nil},
		{"no such method", "DELETE", "/v1/items", ``, 404, "route.method", nil},
		{"no such warehouse", "GET", "/v1/warehouses/XX9/tasks", ``, 404, "warehouse.unknown", nil},
		{"the company is no warehouse", "GET", "/v1/warehouses/@/tasks", ``, 404, "warehouse.unknown", nil},
		{"no command id", "POST", "/v1/warehouses/SH1/unhold", `{"target":{"sku":"A"},"id":1}`, 400, "command.id", nil},
		{"unknown state", "GET", "/v1/items?state=lost", ``, 400, "item.state", nil},
	} {
		resp, got := w.send(c.method, c.path, w.admin, []byte(c.body))
		var p wire.Problem
		if err := json.Unmarshal(got, &p); err != nil {
			t.Errorf("%s: %s", c.name, got)
			continue
		}
		if resp.StatusCode != c.status || p.Status != c.status || p.Reason != c.reason {
			t.Errorf("%s = %d %s, want %d %s", c.name, resp.StatusCode, got, c.status, c.reason)
		}
		if ct := resp.Header.Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("%s is of type %q", c.name, ct)
		}
		var where []string
		for _, d := range p.Details {
			where = append(where, d.Where)
		}
		if diff := cmp.Diff(where, c.where); diff != "" {
			t.Errorf("%s: places (-got +want):\n%s", c.name, diff)
		}
	}
}

// TestUnknownFieldsAreIgnored: a newer terminal works with an older service.
func TestUnknownFieldsAreIgnored(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/suppliers/ACME", w.admin, []byte(`{"name":"Acme","since":{"tomorrow":[1,2]}}`), nil)
	_, got := w.send("POST", "/v1/warehouses/SH1/hold", w.admin, []byte(`{"target":{"sku":"A","mood":1},"reason":"recall","colour":"red"}`), "Idempotency-Key", newID())
	if !strings.Contains(string(got), `"reason":"recall"`) || strings.Contains(string(got), "$schema") {
		t.Errorf("answer %s", got)
	}
}

func TestOpenAPIIsWholeAndOffline(t *testing.T) {
	w := newWorld(t)
	var spec struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	w.want(200, "GET", "/openapi.json", "", nil, &spec)
	if !strings.HasPrefix(spec.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", spec.OpenAPI)
	}
	described := 0
	for _, r := range w.api.Access() {
		if spec.Paths[r.Path][strings.ToLower(r.Method)] == nil {
			t.Errorf("%s %s is not described", r.Method, r.Path)
		}
		described++
	}
	if described < 60 {
		t.Errorf("only %d routes", described)
	}
	_, page := w.send("GET", "/docs", "", nil)
	for _, bad := range []string{"http://", "https://", "src="} {
		if strings.Contains(string(page), bad) {
			t.Errorf("the docs page fetches something: it contains %q", bad)
		}
	}
}

// TestLogsTellNoSecrets: the log has a line a command and neither names, nor PINs, nor tokens.
func TestLogsTellNoSecrets(t *testing.T) {
	w := newWorld(t)
	token := w.worker("W77", "picker")
	// Times and ids are left out: a PIN's digits come up in them now and then.
	log := regexp.MustCompile(`"(time|command)":"[^"]*"|"took_us":[0-9]+`).ReplaceAllString(w.logs.String(), `"${1}":`)
	for _, bad := range []string{w.pin, "2580", token, w.admin, "Name of W77", "Administrator"} {
		if strings.Contains(log, bad) {
			t.Errorf("the log tells %q:\n%s", bad, log)
		}
	}
	for _, good := range []string{`"verb":"worker.put"`, `"verb":"sign-in"`, `"worker":"ADMIN"`} {
		if !strings.Contains(log, good) {
			t.Errorf("the log lacks %s:\n%s", good, log)
		}
	}
}
