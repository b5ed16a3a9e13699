// Package exchange brings items and locations in from sheets and out to them, and holds the mechanism other sheets join:
// orders come from fulfilment/channel.
//
// A file is taken in one of two ways. EachRow applies every good row by an ordinary command and names the bad ones.
// WholeFile takes all rows or none: while the file is read its records are staged beside the store's own and their unique
// names claimed (inventory/claims.go), each is tried on what is there, and only a file without a bad row is decided for.
// Before that decision giving up releases everything, also after a crash (AbortStale); after it a job applies the records
// by the ordinary verbs until none is left, and what a verb refuses by then is noted with the import, line by line.
// All-or-nothing means decided once and always finished, not that readers see one instant.
//
// A file updates what it mentions: a column it lacks leaves a record's value alone, a blank cell clears it. Importing the
// same file again changes nothing. An export holds everything an import takes, so it can be sent back as it is.
//
// The package never reads a clock and has no randomness of its own, never renders a progress bar, and keeps no file in
// memory: rows are posted while they are read. Only the job reads staged records; they are sealed with a key that is
// dropped when the import ends, since orders hold addresses.
//
// Start reading at Import (import.go), then stage.go and job.go; Sheet (sheet.go) is what a new kind of sheet implements,
// locations.go the smallest one.
//
// # Keys, in the partition of the records
//
//	70 kind name          claim (inventory/claims.go)
//	71 00 import          import        71 01 import    index: those that are staging
//	72 import seq         staged record
//	73 import seq         what the job could not apply
package exchange
