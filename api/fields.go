package api

import (
	"fmt"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

// holderFrom reads a holder, noting what is wrong with it; "" is none.
func holderFrom(g *fault.Gather, where, s string) inventory.Holder {
	if s == "" {
		return inventory.Holder{}
	}
	h, err := inventory.ParseHolder(s)
	if err != nil {
		g.Add(where, "holder.malformed", "%s", fault.From(err).Message)
	}
	return h
}

// conditionFrom reads a status, noting an unknown word; "" is none.
func conditionFrom(g *fault.Gather, where, s string) inventory.Status {
	st := inventory.StatusOf(s)
	if s != "" && st == 0 {
		g.Add(where, "status.unknown", "there is no status %q: use available, inspect or damaged", s)
	}
	return st
}

// dateFrom reads a date of the wire, noting what is wrong with it.
func dateFrom(g *fault.Gather, where, s string) item.Date {
	if s == "" {
		return item.NoDate
	}
	d, err := item.ParseDate(s)
	if err != nil {
		g.Add(where, "date.malformed", "%q is not a date like 2026-12-31", s)
	}
	return d
}

// lineAt gives the path of a field of a line.
func lineAt(i int, field string) string { return fmt.Sprintf("lines[%d].%s", i, field) }
