package people

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/fault/faulttest"
)

// The whole matrix: each role alone against each role a route may need.
func TestWhatARoleCovers(t *testing.T) {
	covers := map[Role]string{
		Admin:       "admin supervisor receiver inspector putaway picker packer loader counter viewer",
		Supervisor:  "supervisor receiver inspector putaway picker packer loader counter viewer",
		Receiver:    "receiver viewer",
		Inspector:   "inspector viewer",
		Putaway:     "putaway viewer",
		Picker:      "picker viewer",
		Packer:      "packer viewer",
		Loader:      "loader viewer",
		Counter:     "counter viewer",
		Viewer:      "viewer",
		Integration: "integration",
	}
	if len(covers) != len(AllRoles()) {
		t.Fatalf("got %d roles in the table, want %d", len(covers), len(AllRoles()))
	}
	for _, have := range AllRoles() {
		var got []string
		for _, need := range AllRoles() {
			if RoleSet(have).Cover(need) {
				got = append(got, need.String())
			}
		}
		if d := cmp.Diff(covers[have], strings.Join(got, " ")); d != "" {
			t.Errorf("%s covers (-want +got):\n%s", have, d)
		}
	}
	if Roles(0).Cover(Viewer) || RoleSet(Admin).Cover(0) || RoleSet(Admin).Cover(Integration+1) || Roles(1).Has(0) {
		t.Error("nobody and no role must cover nothing")
	}
	if !RoleSet(Picker, Packer).CoverAny(Loader, Packer) || RoleSet(Picker).CoverAny(Loader, Packer) || RoleSet(Admin).CoverAny() {
		t.Error("CoverAny must be true exactly if one of the roles is covered")
	}
}

func TestRolesOfWords(t *testing.T) {
	for _, r := range AllRoles() {
		if got := RoleOf(r.String()); got != r {
			t.Errorf("%s: got %v back", r, got)
		}
	}
	got, err := RolesOf([]string{"packer", " admin", "packer"})
	if d := cmp.Diff([]string{"admin", "packer"}, got.Words()); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	_, err = RolesOf([]string{"king", "packer", "", "Admin"})
	if d := cmp.Diff([]string{"role.unknown", "roles: role.unknown", "roles: role.unknown", "roles: role.unknown"}, faulttest.Reasons(err)); d != "" {
		t.Errorf("all unknown words are told (-want +got):\n%s", d)
	}
	if fault.CodeFrom(err) != fault.CodeInvalid {
		t.Errorf("got %s, want invalid", fault.CodeFrom(err))
	}
}

// The bits are stored: a role that changed its bit would hand rights to others.
func TestRoleBitsAreFixed(t *testing.T) {
	want := map[Role]Roles{Admin: 2, Supervisor: 4, Receiver: 8, Inspector: 16, Putaway: 32, Picker: 64, Packer: 128, Loader: 256,
		Counter: 512, Viewer: 1024, Integration: 2048}
	for r, bit := range want {
		if got := RoleSet(r); got != bit {
			t.Errorf("%s: got bit %d, want %d", r, got, bit)
		}
	}
}
