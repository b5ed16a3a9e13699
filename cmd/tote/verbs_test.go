package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// apiVerbs asks a running service for its description and gives the path of each verb. An operation of a verb bears the
// verb's own name; that of any other route is made of its method and path.
func apiVerbs(t *testing.T) map[string]string {
	t.Helper()
	svc, err := startService(serviceOptions{data: t.TempDir(), listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := svc.stop(); err != nil {
			t.Error(err)
		}
	}()
	resp, err := http.Get(svc.url() + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var doc struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for path, methods := range doc.Paths {
		if op, ok := methods["post"]; ok && !strings.HasPrefix(op.OperationID, "post-") {
			out[op.OperationID] = path
		}
	}
	return out
}

// routesOfCompany are the verbs that work on the company's orders: their routes are as shops know them.
var routesOfCompany = map[string]string{"accept": "/v1/orders", "resolve": "/v1/orders/resolve", "cancel": "/v1/orders/cancel", "recall": "/v1/recalls", "lift": "/v1/recalls/lift"}

func TestEveryVerbHasRouteAndFlowScript(t *testing.T) {
	verbs := apiVerbs(t)
	if len(verbs) < 20 {
		t.Fatalf("the service describes %d verbs only: %v", len(verbs), verbs)
	}
	for v, path := range verbs {
		want := routesOfCompany[v]
		if want == "" {
			want = "/v1/warehouses/{wh}/" + v
		}
		if path != want {
			t.Errorf("verb %s has route %s, want %s", v, path, want)
		}
		if _, ok := doings[v]; !ok {
			t.Errorf("verb %s has no function of the client in the table of the flow scripts", v)
		}
		file := filepath.Join(flowsFolder, v+".txt")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("verb %s has no flow script: write testdata/flows/%s.txt", v, v)
			continue
		}
		if !saysVerb(string(text), v) {
			t.Errorf("testdata/flows/%s.txt never says %s and its answer", v, v)
		}
	}
	for v := range doings {
		if verbs[v] == "" {
			t.Errorf("the flow scripts know a verb %s that the service has not", v)
		}
	}
	scripts, err := filepath.Glob(filepath.Join(flowsFolder, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scripts {
		v := strings.TrimSuffix(filepath.Base(s), ".txt")
		if verbs[v] == "" {
			t.Errorf("testdata/flows/%s.txt is named after no verb: stories go to testdata/flows/stories", v)
		}
	}
}

// saysVerb tells whether somebody does the verb in a script and is answered.
func saysVerb(text, verb string) bool {
	return slices.ContainsFunc(blocksOf(text), func(b *block) bool {
		words := strings.Fields(b.head)
		return len(words) > 1 && words[1] == verb && b.asks
	})
}
