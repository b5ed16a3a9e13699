// Package task has one model for each job a worker does at a scanner terminal.
//
// A Job is a plain struct: its exported fields are its whole state, its Screen says what is to be seen, its Handle takes one
// scan, key or answer and says what is to be done (Act). It judges a scan by what it has: first against what is expected;
// if it does not fit, it says what the scan was. What happened on the floor is posted as a fact; what needs the service is
// posted as an intent whose answer the job waits for, or asked.
//
// A new job is a file here, a line in kinds (registry.go), its words in the catalogue, and its flow script.
//
// The package never draws, never reads a clock, never talks to the service by itself, and imports no domain package.
//
// Start at Job (job.go), then read Pick.
package task
