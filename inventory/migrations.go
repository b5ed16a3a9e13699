package inventory

import "example.com/tote/inventory/store"

// Migrations are the steps from the first store to today's. A program that knows fewer of them refuses the store: it would
// write records back without the fields it does not know, and leave out the indexes it does not keep. So a step stands here
// whenever a stored record gets a field, or a collection an index, even where nothing has to be brought up to date.
func Migrations() []store.Migration {
	asItIs := func(store.Snapshot, func(store.Write)) error { return nil }
	return []store.Migration{
		// Grams of weighed pieces, what a transfer's pieces have settled, when a trip ended; the indexes of LateIndexes.
		{To: 2, Name: "weights, settled transfers, late indexes", Run: asItIs},
	}
}
