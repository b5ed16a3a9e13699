// Package wire holds what goes over HTTP: bodies of requests and answers, problems, events.
//
// Fields are snake_case; quantities count base units, weights are grams, lengths millimetres, money minor units, instants
// RFC 3339 in UTC, dates 2026-12-31. Holders are written "L:location", "P:lpn", "W:worker", "X:outside". A field that is
// absent has its zero value. Unknown fields are ignored, so that a newer terminal works with an older service.
//
// The package imports the standard library only, knows no domain type and checks nothing: what a value may be is said
// where it is used. Start reading at Problem (problem.go) and Command (command.go).
package wire
