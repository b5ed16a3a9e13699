// Package client is the typed client of the service: the demo's robots, terminals, tests and command lines use it.
//
// Each method is one route. What changes something is a command with an id; when the answer is lost on the way or the
// service is busy, the client sends the same command again under the same id, so it is done once. Refusals come back as
// *fault.Error with the code, reason and details the service gave.
//
// The package makes no ids itself and reads no clock: see Options. It knows no domain type but wire's and fault.
//
// Start reading at Client (client.go), then verbs.go, master.go and reads.go.
package client
