package fulfilment

import "example.com/tote/inventory/store"

// IntakesAfter lists up to limit orders in order of our number, behind one ("": from the first), from any partition.
func IntakesAfter(r store.Reader, after string, limit int) []Intake {
	var from store.Key
	if after != "" {
		from = intakeKey(after).Byte(0) // the smallest key behind it
	}
	var out []Intake
	for in := range Intakes.All(r.Company(), store.K(tagIntake), from) {
		if len(out) == limit {
			break
		}
		out = append(out, in)
	}
	return out
}
