// Package report says what the stock was and what became of it: as of any past moment by item, lot, place, status and
// owner; turnover, slow movers, ABC classes, dead stock, lots that expire, value.
//
// All of it is added up from the ledger alone (inventory.Past), on short snapshots by a few goroutines, and is whole before
// the first row is written; balances are not looked at. Names, prices, zones and expiry dates are those of today, since
// nothing else is kept: a value says so in its name. The package writes nothing into the store, reads no clock and knows of
// no HTTP.
//
// Adding up from the first entry takes 2 s of one core at five million entries, so nothing is kept from one report to the
// next, and yesterday is not reckoned back from today's balances: that would be quicker by a second, trust what it should
// prove, and be wrong wherever they are. A test goes both ways.
//
// A report is one table of columns (columns.go), from which CSV, XLSX and JSON are written alike. Memory: about 200 bytes
// for each balance, LPN and item the house had at that moment, and 300 for each row, however long the ledger is; and for
// each goroutine what a stretch of 100,000 entries left changed: some 5 MB, at the very worst 40.
//
// Start at Ask, what a person writes; Ask.Prepare checks it, Make adds up, Table.Write writes.
package report
