package api_test

import (
	"net/http"
	"strings"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/people"
)

// expectation is what the table of routes promises for somebody: let through (whatever the handler says then), or not.
func expectation(open bool, fact bool, need []people.Role, roles people.Roles, device bool) int {
	switch {
	case open || (fact && device) || (len(need) == 0) || roles.CoverAny(need...):
		return 0
	case device && roles == 0:
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}

// TestAllRoutesWithAllRoles walks every route with every role, as a device alone, with a bad token and without any. A
// caller is let through or refused exactly as the tables say; what the handler answers to an empty request is its matter.
func TestAllRoutesWithAllRoles(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	type somebody struct {
		name, token string
		roles       people.Roles
		device      bool
	}
	all := []somebody{{"device alone", w.device("D1").Token, 0, true}}
	for _, r := range people.AllRoles() {
		token := ""
		if r == people.Integration {
			token = w.key(r.String())
		} else {
			token = w.worker("W"+strings.ToUpper(r.String()), r.String())
		}
		all = append(all, somebody{r.String(), token, people.RoleSet(r), false})
	}
	routes := w.api.Access()
	if len(routes) < 70 {
		t.Fatalf("only %d routes", len(routes))
	}
	fill := strings.NewReplacer("{wh}", "SH1", "{sku}", "S", "{code}", "C", "{id}", "1", "{number}", "N", "{holder}", "L:C", "{step}", "submit")
	for _, r := range routes {
		if strings.HasSuffix(r.Path, "/sign-out") {
			continue // it would end the walker's session
		}
		at := fill.Replace(r.Path)
		if strings.HasSuffix(at, "/events") {
			at += "?after=other.1" // refused behind the guard, so that no stream is opened
		}
		for _, who := range []struct{ name, token string }{{"nobody", ""}, {"a liar", "ts_liar"}, {"a stranger", "xyz"}} {
			resp, got := w.send(r.Method, at, who.token, nil)
			if !r.Open && resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s: %s %s = %d %s, want 401", who.name, r.Method, r.Path, resp.StatusCode, got)
			}
		}
		for _, who := range all {
			if r.Open && !strings.HasPrefix(who.token, "td_") {
				continue // signing in takes a device's token or none
			}
			resp, got := w.send(r.Method, at, who.token, nil)
			refused := resp.StatusCode == http.StatusForbidden || (resp.StatusCode == http.StatusUnauthorized && !r.Open)
			switch want := expectation(r.Open, r.Fact, r.Roles, who.roles, who.device); {
			case want == 0 && refused:
				t.Errorf("%s: %s %s = %d %s, want to be let through", who.name, r.Method, r.Path, resp.StatusCode, got)
			case want != 0 && resp.StatusCode != want:
				t.Errorf("%s: %s %s = %d %s, want %d", who.name, r.Method, r.Path, resp.StatusCode, got, want)
			case resp.StatusCode >= 500:
				t.Errorf("%s: %s %s = %d %s", who.name, r.Method, r.Path, resp.StatusCode, got)
			}
		}
	}
}

func TestSessionsAndDevices(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.worker("W1", "picker")
	d1, d2 := w.device("one"), w.device("two")
	onOne := w.signIn(d1.Token, "w1", "2580")
	claim := wire.Claim{}
	send := func(token, session string, body any, verb string) (int, string) {
		r, got := w.send("POST", "/v1/warehouses/SH1/"+verb, token, body, "Tote-Session", session, "Idempotency-Key", newID())
		return r.StatusCode, string(got)
	}
	if got, text := send(d1.Token, onOne, claim, "claim"); got != 404 && got != 409 && got != 422 {
		t.Errorf("an intent with a session = %d %s", got, text)
	}
	if got, text := send(d2.Token, onOne, claim, "claim"); got != 401 || !strings.Contains(text, "session.elsewhere") {
		t.Errorf("an intent with another device's session = %d %s", got, text)
	}
	if got, text := send(d1.Token, "", claim, "claim"); got != 401 || !strings.Contains(text, "session.missing") {
		t.Errorf("an intent without a session = %d %s", got, text)
	}
	fact := wire.Short{Stamp: wire.Stamp{Worker: "W1"}}
	if got, text := send(d1.Token, "ts_ended", fact, "short"); got != 400 || !strings.Contains(text, "short.invalid") {
		t.Errorf("a fact with an ended session = %d %s, want it to reach the verb", got, text)
	}
	if got, text := send(w.signIn("", "W1", "2580"), "", wire.Short{Stamp: wire.Stamp{Worker: "W2"}}, "short"); got != 403 {
		t.Errorf("a browser's fact for another worker = %d %s", got, text)
	}

	w.want(200, "PUT", "/v1/devices/"+d1.ID+"/switch", w.admin, wire.Switch{Disabled: true}, nil, "If-Match", `"1"`)
	if got, text := send(d1.Token, "", fact, "short"); got != 401 || !strings.Contains(text, "device.disabled") {
		t.Errorf("a disabled device's fact = %d %s", got, text)
	}
}

func TestSignOutAndLockOut(t *testing.T) {
	w := newWorld(t)
	token := w.worker("W1", "picker")
	var me wire.Me
	w.want(200, "GET", "/v1/me", token, nil, &me)
	if me.Worker != "W1" || len(me.Roles) != 1 || me.Roles[0] != "picker" {
		t.Errorf("me = %+v", me)
	}
	w.want(204, "POST", "/v1/sign-out", token, nil, nil)
	w.want(401, "GET", "/v1/me", token, nil, nil)
	status := 0
	for range 20 {
		r, _ := w.send("POST", "/v1/sign-in", "", wire.SignIn{Login: "W1", PIN: "1111"})
		if status = r.StatusCode; status == 429 {
			break
		}
		if status != 401 {
			t.Fatalf("a wrong PIN = %d", status)
		}
	}
	if status != 429 {
		t.Fatalf("twenty wrong PINs do not lock: %d", status)
	}
	w.want(429, "POST", "/v1/sign-in", "", wire.SignIn{Login: "W1", PIN: "2580"}, nil)
	w.want(204, "POST", "/v1/workers/W1/unlock", w.admin, nil, nil)
	w.want(200, "POST", "/v1/sign-in", "", wire.SignIn{Login: "W1", PIN: "2580"}, nil)
}

// TestTokensAreShownOnce: the same request again does not show a token that was never stored.
func TestTokensAreShownOnce(t *testing.T) {
	w := newWorld(t)
	id := newID()
	body := wire.NewDevice{Name: "one", Kind: "handheld"}
	w.want(200, "POST", "/v1/devices", w.admin, body, nil, "Idempotency-Key", id)
	var p wire.Problem
	w.want(409, "POST", "/v1/devices", w.admin, body, &p, "Idempotency-Key", id)
	if p.Reason != "token.shown" {
		t.Errorf("reason %s", p.Reason)
	}
	var list wire.Page[wire.Device]
	w.want(200, "GET", "/v1/devices", w.admin, nil, &list)
	if len(list.Items) != 1 {
		t.Errorf("%d devices, want 1", len(list.Items))
	}
}

// TestKeysReachTheirWarehouses: a key for one warehouse sees no other.
func TestKeysReachTheirWarehouses(t *testing.T) {
	w := newWorld(t)
	w.newWarehouse()
	w.want(200, "PUT", "/v1/warehouses/BJ1", w.admin, wire.Warehouse{Name: "Beijing", Zone: "Asia/Shanghai"}, nil)
	var key wire.CreatedAPIKey
	w.want(200, "POST", "/v1/api-keys", w.admin, wire.NewAPIKey{Name: "shop", Roles: []string{"integration"}, Warehouses: []string{"BJ1"}}, &key)
	w.want(200, "GET", "/v1/warehouses/BJ1/tasks", key.Token, nil, nil)
	w.want(403, "GET", "/v1/warehouses/SH1/tasks", key.Token, nil, nil)
	w.want(200, "PUT", "/v1/api-keys/"+key.ID+"/switch", w.admin, wire.Switch{Disabled: true}, nil, "If-Match", `"1"`)
	w.want(401, "GET", "/v1/warehouses/BJ1/tasks", key.Token, nil, nil)
}

// TestFirstAdminUntilThereIsAHouse: a PIN that scrolled away unread must not shut everybody out of a new store, and in a
// store that is in use nobody gets in by starting it again.
func TestFirstAdminUntilThereIsAHouse(t *testing.T) {
	w := newWorld(t)
	id, pin, err := w.api.FirstAdmin(t.Context())
	if err != nil || id != "ADMIN" || pin == "" {
		t.Fatalf("started again, unfurnished: %q %q %v; want ADMIN and a PIN", id, pin, err)
	}
	w.want(401, "POST", "/v1/sign-in", "", wire.SignIn{Login: "ADMIN", PIN: w.pin}, nil)
	w.admin = w.signIn("", id, pin)
	w.newWarehouse()
	if id, pin, err := w.api.FirstAdmin(t.Context()); err != nil || id != "" || pin != "" {
		t.Errorf("started again with a warehouse: %q %q %v; want nobody", id, pin, err)
	}
	w.signIn("", "ADMIN", pin)
}

// TestFailedSignInsAreLogged: whoever looks into an attack finds worker, device and reason, and neither PIN nor login.
func TestFailedSignInsAreLogged(t *testing.T) {
	w := newWorld(t)
	w.worker("W1", "picker")
	w.want(401, "POST", "/v1/sign-in", "", wire.SignIn{Login: "W1", PIN: "864209"}, nil)
	w.want(401, "POST", "/v1/sign-in", "", wire.SignIn{Login: "Zhang Wei-Unknown", PIN: "864209"}, nil)
	logs := w.logs.String()
	if !strings.Contains(logs, `"msg":"sign-in failed","reason":"signin.wrong","worker":"W1"`) {
		t.Errorf("the failed sign-in of W1 is not in the log:\n%s", logs)
	}
	for _, never := range []string{"864209", "Zhang Wei"} {
		if strings.Contains(logs, never) {
			t.Errorf("the log tells %q", never)
		}
	}
}
