// Package store keeps the house's records: every acknowledged command is on disk, once, whole, in order.
//
// It has two layers. An Engine is one technology (bbolt by default, memory for tests): snapshots to read, groups of
// writes applied atomically and durably. The Executor is written once for all engines: commands queue per partition, run
// one after another on an overlay over a snapshot, and all that ran are applied in one go; only then are the callers
// answered. A refused or panicking command's overlay is dropped, so it leaves no trace.
//
// A command is a pure function of (Tx, input): no clock, no randomness, no I/O, and it may run twice. What must happen
// outside (paper, another partition, a carrier) is emitted into the outbox by the same commit.
//
// The package knows no domain type, never reads the clock and never logs. A failing read of the engine or a record that
// cannot be decoded unwinds the command by panic and is answered as unavailable or internal, so that verbs read like the
// work they describe instead of like error plumbing.
//
// # One command
//
// Queue puts it into its partition's queue, or refuses at once (queue.go, chain.go). The loop (executor.go) takes what is
// queued as a round (round.go): for each command it looks for a stored answer (answer.go), runs it on a Tx (tx.go) over
// what lies under it (layers.go, overlay.go), and keeps its answer beside what it wrote. One Apply writes the round; when
// more waits than one commit may hold, the next round runs meanwhile, over the writes of the one under way, and shares its
// fate. If Apply fails, all are answered unavailable and the engine is exchanged (health.go): whether the group has landed
// is then not known, and the stored answers tell when the commands come again.
//
// # Keys
//
//	partition 0x00 tag ...        the partition is a warehouse code, or "@" for the company
//
//	space Records   tags below 0x10 belong to this package (see tags.go), the rest to the domain
//	space Log       0x01 seq      the ledger, hash-chained          0x02 seq   the outbox
//
// # Beside it
//
// The outbox (outbox.go) is delivered by a runner (runner.go, delivery.go); larger work is a job (job.go); readers use a
// View (view.go) and wait with WaitBeyond (watch.go); schema.go migrates; bolt.go with meta.go and warm_linux.go is the
// engine on disk, memory.go the one without; backup.go copies a running store.
//
// Package enginetest is the suite every engine passes, package storetest the store for other packages' tests.
//
// Start reading at Command (command.go), then Executor (executor.go), Tx (tx.go) and Collection (collection.go).
package store
