package inventory

import (
	"slices"

	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// LateIndexes are the indexes that came when stores had been written already. The service builds them before it serves; see
// store.Build.
func LateIndexes() []store.Building {
	return slices.Concat(
		store.Late(&Places, store.K(tagPlace)),
		store.Late(&Lots, store.K(tagLot)),
		store.Late(&Tasks, store.K(tagTask)),
		partner.LateIndexes(),
	)
}
