// Package api is the service's door: HTTP routes on echo and huma, who may use which, one table from faults to problems,
// idempotent commands and batches of them, event streams, and the live check.
//
// A handler maps wire to domain, runs one command or reads one snapshot, and maps back; it returns errors and never writes
// them. Rules of the warehouse live in inventory and fulfilment, never here. The package uses no clock, no randomness and
// no environment of its own: they come in by Options.
//
// Start reading at routes.go, which lists every route with the role it needs, and verbs.go, which lists every verb; a
// verb's mapping stands in the file of its name. Then command.go (how a command is done exactly once), batch.go, auth.go
// and problem.go.
package api
