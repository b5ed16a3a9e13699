package api

import (
	"reflect"
	"strings"
	"testing"

	"example.com/tote/api/wire"
)

// Wherever a verb asks how much, a person may say it in the unit that lies before him: beside each quantity stands its unit.
func TestEveryQuantityHasItsUnit(t *testing.T) {
	quantities := 0
	var walk func(verb string, in reflect.Type)
	walk = func(verb string, in reflect.Type) {
		for in.Kind() == reflect.Slice || in.Kind() == reflect.Pointer {
			in = in.Elem()
		}
		if in.Kind() != reflect.Struct || in.PkgPath() != reflect.TypeFor[wire.Stamp]().PkgPath() {
			return
		}
		names := map[string]bool{}
		for i := range in.NumField() {
			name, _, _ := strings.Cut(in.Field(i).Tag.Get("json"), ",")
			names[name] = true
			walk(verb, in.Field(i).Type)
		}
		for _, n := range []string{"quantity", "delta", "found"} {
			if !names[n] {
				continue
			}
			if quantities++; !names["uom"] {
				t.Errorf("%s: %s has %q and no uom beside it", verb, in.Name(), n)
			}
		}
	}
	for _, v := range verbs {
		walk(v.name, v.in)
	}
	if quantities < 15 {
		t.Errorf("%d quantities were looked at, want all verbs'", quantities)
	}
}
