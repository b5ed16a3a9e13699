//go:build race

package fulfilment

// everyPair takes one of so many pairs: nothing in a pair runs at the same time, so the race detector only makes it slow.
const everyPair = 8
