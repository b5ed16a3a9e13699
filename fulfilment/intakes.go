package fulfilment

import "example.com/tote/inventory/store"

// IntakesAfter lists up to limit orders in order of our number, behind one ("": from the first), from any partition.
func IntakesAfter(r store.Reader, after string, limit int) []Intake {
	return Intakes.Page(r.Company(), store.K(tagIntake), after, limit)
}
