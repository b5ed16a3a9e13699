package people

import (
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault/faulttest"
	"github.com/google/go-cmp/cmp"
)

type check struct {
	name string
	err  error
	want []string
}

func runChecks(t *testing.T, checks []check) {
	t.Helper()
	for _, c := range checks {
		if d := cmp.Diff(c.want, faulttest.Reasons(c.err)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

func TestWorkerCheck(t *testing.T) {
	with := func(edit func(*Worker)) error {
		w := Worker{ID: "W01", Name: "Ada", Badge: "B-1", Roles: RoleSet(Picker), Active: true, Language: "zh"}
		edit(&w)
		return w.Check()
	}
	runChecks(t, []check{
		{"good", with(func(*Worker) {}), nil},
		{"Chinese name only, no badge, no language", with(func(w *Worker) { w.Name, w.NameZH, w.Badge, w.Language = "", "王谷雨", "", "" }), nil},
		{"everything wrong", (&Worker{Badge: "a b", Language: "fr"}).Check(), []string{"worker.invalid", "id: worker.id", "name: name.malformed",
			"badge: worker.badge", "roles: role.unknown", "language: worker.language"}},
		{"a program's role", with(func(w *Worker) { w.Roles = RoleSet(Picker, Integration) }), []string{"worker.invalid", "roles: worker.integration"}},
		{"a role of tomorrow", with(func(w *Worker) { w.Roles |= 1 << 15 }), []string{"worker.invalid", "roles: role.unknown"}},
		{"long", with(func(w *Worker) { w.Name, w.ID = strings.Repeat("x", 41), strings.Repeat("1", 17) }), []string{"worker.invalid", "id: worker.id", "name: name.malformed"}},
		{"an escape in the name", with(func(w *Worker) { w.NameZH = "\x1b[2J" }), []string{"worker.invalid", "name_zh: name.malformed"}},
	})
}

func TestDeviceCheck(t *testing.T) {
	token := HashToken("t")
	runChecks(t, []check{
		{"good", (&Device{Name: "Gun 7", Kind: Handheld, Token: token}).Check(), nil},
		{"empty", (&Device{}).Check(), []string{"device.invalid", "name: name.malformed", "kind: device.kind", "token: device.token"}},
	})
	for k := Handheld; k <= Shell; k++ {
		if got := DeviceKindOf(k.String()); got != k {
			t.Errorf("%s: got %v back", k, got)
		}
	}
	if DeviceKindOf("") != 0 || DeviceKindOf("toaster") != 0 {
		t.Error("an unknown kind must be 0")
	}
}

func TestAPIKeyCheck(t *testing.T) {
	token := HashToken("t")
	runChecks(t, []check{
		{"good", (&APIKey{Name: "Shop", Token: token, Roles: RoleSet(Integration), Warehouses: []string{"SH1"}}).Check(), nil},
		{"empty", (&APIKey{}).Check(), []string{"api_key.invalid", "name: name.malformed", "roles: role.unknown", "token: api_key.token"}},
		{"no warehouses", (&APIKey{Name: "Shop", Token: token, Roles: RoleSet(Integration), Warehouses: []string{"@", "SH1", "sh"}}).Check(),
			[]string{"api_key.invalid", "warehouses[0]: api_key.warehouses", "warehouses[2]: api_key.warehouses"}},
		{"too many", (&APIKey{Name: "Shop", Token: token, Roles: RoleSet(Integration), Warehouses: slices.Repeat([]string{"SH1"}, 51)}).Check(),
			[]string{"api_key.invalid", "warehouses: api_key.warehouses"}},
	})
	all, one := APIKey{}, APIKey{Warehouses: []string{"SH1"}}
	if !all.Reaches("BJ1") || !one.Reaches("SH1") || one.Reaches("BJ1") || one.Reaches("") {
		t.Error("a key reaches its warehouses, or all if it names none")
	}
}

func TestCheckPIN(t *testing.T) {
	for pin, want := range map[string]string{
		"2580": "", "135790246813": "", "1223": "", "9012": "",
		"": "pin.malformed", "123": "pin.malformed", "1234567890123": "pin.malformed", "12a4": "pin.malformed", "１２３５": "pin.malformed", "-135": "pin.malformed",
		"0000": "pin.weak", "1234": "pin.weak", "987654": "pin.weak",
	} {
		var wants []string
		if want != "" {
			wants = []string{want}
		}
		if d := cmp.Diff(wants, faulttest.Reasons(CheckPIN(pin))); d != "" {
			t.Errorf("%q (-want +got):\n%s", pin, d)
		}
	}
}
