// Package report says what the stock was and what became of it: as of any past moment by item, lot, place, status and
// owner; turnover, slow movers, ABC classes, dead stock, lots that expire, value.
//
// All of it is added up from the ledger alone (inventory.Past), on short snapshots by a few goroutines, and is whole before
// the first row is written; balances are not looked at. Names, prices, zones and expiry dates are those of today, since
// nothing else is kept: a value says so in its name. The package writes nothing into the store, reads no clock and knows of
// no HTTP.
//
// A report is one table of columns (columns.go), from which CSV, XLSX and JSON are written alike. Memory: about 200 bytes
// for each balance, LPN and item the house had at that moment, and 250 for each row, however long the ledger is.
//
// Start at Ask, what a person writes; Ask.Prepare checks it, Make adds up, Table.Write writes.
package report
