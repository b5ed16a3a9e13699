package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// FuzzBodies: whatever a verb is sent, reading it neither panics nor answers with an error of ours.
func FuzzBodies(f *testing.F) {
	f.Add([]byte(`{"sku":"A","quantity":1,"from":"L:A01","expiry":"2026-12-31","occurred_at":"2026-01-02T03:04:05Z"}`))
	f.Add([]byte(`{"target":{"sku":"A","holder":"X"},"lines":[{"sku":""}],"units":[{"line":1}]}`))
	f.Add([]byte(`{"quantity":1e3,"lot":null,"serials":[null]}`))
	f.Add([]byte(`[]`))
	s := &Server{opt: Options{Secret: func(n int) []byte { return make([]byte, n) }}}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, v := range verbs {
			_, err := v.prepare(s, &caller{}, body)
			var u unreadable
			if err != nil && !errors.As(err, &u) && fault.CodeFrom(err) == fault.CodeInternal {
				t.Errorf("%s: %v", v.name, err)
			}
		}
	})
}

// FuzzCommands: a batch that was read is written and read again as it was, and hashed alike whatever its white space.
func FuzzCommands(f *testing.F) {
	f.Add([]byte(`{"floor":3,"commands":[{"id":"a","number":4,"verb":"pick","warehouse":"SH1","chain":"T-1","input":{"a": 1}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second wire.Commands
		if json.Unmarshal(data, &first) != nil {
			return
		}
		text, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%+v: %v", first, err)
		}
		if err := json.Unmarshal(text, &second); err != nil {
			t.Fatal(err)
		}
		if len(first.Commands) != len(second.Commands) || first.Floor != second.Floor {
			t.Fatalf("%+v became %+v", first, second)
		}
		for i, c := range first.Commands {
			d := second.Commands[i]
			compact, _ := json.Marshal(c.Input)
			if len(c.Input) > 0 && inputHash(c.Verb, "SH1", compact) != inputHash(d.Verb, "SH1", d.Input) {
				t.Errorf("%s hashes otherwise than %s", c.Input, d.Input)
			}
			c.Input, d.Input = nil, nil
			if !reflect.DeepEqual(c, d) {
				t.Errorf("%+v became %+v", c, d)
			}
		}
	})
}
