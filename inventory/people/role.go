package people

import (
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
)

// Role is what somebody may do. The values are stored as bits: never reorder them.
type Role byte

// The roles; the list is closed.
const (
	Admin       Role = iota + 1 // people, devices, keys, warehouses, policies
	Supervisor                  // overrides, approvals, exceptions; every job on the floor
	Receiver                    // purchase orders and ASNs at the dock
	Inspector                   // quality control
	Putaway                     // goods from the dock to their locations, and from reserve to pick faces
	Picker                      // orders from the locations into totes
	Packer                      // totes into parcels, weighing, labels
	Loader                      // parcels onto the carrier's vehicle
	Counter                     // cycle counts
	Viewer                      // looks, changes nothing
	Integration                 // other programs: orders in, stock and shipments out
)

var roleWords = [...]string{Admin: "admin", Supervisor: "supervisor", Receiver: "receiver", Inspector: "inspector",
	Putaway: "putaway", Picker: "picker", Packer: "packer", Loader: "loader", Counter: "counter", Viewer: "viewer",
	Integration: "integration"}

// AllRoles lists every role in order.
func AllRoles() []Role {
	var out []Role
	for r := Admin; r <= Integration; r++ {
		out = append(out, r)
	}
	return out
}

// String gives the word used in files and on the wire.
func (r Role) String() string {
	if r >= Admin && r <= Integration {
		return roleWords[r]
	}
	return "?"
}

// RoleOf is the inverse of String; 0 for an unknown word.
func RoleOf(word string) Role {
	for _, r := range AllRoles() {
		if r.String() == word {
			return r
		}
	}
	return 0
}

// Roles is a set of roles, one bit each.
type Roles uint16

// RoleSet makes a set.
func RoleSet(roles ...Role) Roles {
	var s Roles
	for _, r := range roles {
		s |= 1 << r
	}
	return s
}

// floorRoles are the jobs a supervisor may do as well.
var floorRoles = RoleSet(Receiver, Inspector, Putaway, Picker, Packer, Loader, Counter)

// knownRoles are the bits that have a meaning.
var knownRoles = RoleSet(AllRoles()...)

// RolesOf reads role words; all unknown ones are told at once. Error: role.unknown.
func RolesOf(words []string) (Roles, error) {
	var g fault.Gather
	var s Roles
	for _, w := range words {
		r := RoleOf(strings.TrimSpace(w))
		if r == 0 {
			g.Add("roles", "role.unknown", "%q is no role", w)
			continue
		}
		s |= RoleSet(r)
	}
	return s, g.Invalid("role.unknown", "roles are %s", strings.Join(knownRoles.Words(), ", "))
}

// Has tells whether the very role is in the set.
func (s Roles) Has(r Role) bool { return s&RoleSet(r) != 0 && r != 0 }

// List gives the roles in order.
func (s Roles) List() []Role {
	return slices.DeleteFunc(AllRoles(), func(r Role) bool { return !s.Has(r) })
}

// Words gives the roles' words in order.
func (s Roles) Words() []string {
	var out []string
	for _, r := range s.List() {
		out = append(out, r.String())
	}
	return out
}

// Cover tells whether somebody with these roles may do what needs role r: a supervisor may do every job on the floor, an
// admin every job of a person, and whoever works here may look. Integration is covered by itself alone, and it covers
// nothing else: a stolen key moves no goods.
func (s Roles) Cover(r Role) bool {
	switch {
	case r == 0:
		return false
	case s.Has(r):
		return true
	case r == Integration:
		return false
	case s.Has(Admin):
		return r <= Integration
	case r == Viewer:
		return s&(floorRoles|RoleSet(Supervisor)) != 0
	case s.Has(Supervisor):
		return floorRoles.Has(r)
	}
	return false
}

// CoverAny tells whether one of the roles is covered.
func (s Roles) CoverAny(roles ...Role) bool { return slices.ContainsFunc(roles, s.Cover) }

func checkRoles(g *fault.Gather, s Roles) {
	if s == 0 || s&^knownRoles != 0 {
		g.Add("roles", "role.unknown", "give one or more of %s", strings.Join(knownRoles.Words(), ", "))
	}
}
