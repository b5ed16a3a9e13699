package terminal

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
	"example.com/tote/terminal/table"
	"example.com/tote/terminal/task"
)

// Door lets workers in: the service as this terminal reaches it.
type Door interface {
	// SignIn opens a session with badge, id or name, and PIN.
	SignIn(ctx context.Context, login, pin string) (wire.SignedIn, error)
	// Enter gives the service as the worker of a session sees it.
	Enter(session string) Backend
}

// Backend is the service as a signed-in worker sees it; api/client satisfies it.
type Backend interface {
	task.Backend
	table.Source
	SignOut(ctx context.Context) error
}

// Queue carries commands to the service, in order, each until it is answered.
type Queue interface {
	// Keep takes commands and returns when none of them can be lost any more: synced to the device's disk, or committed by the
	// service. Their numbers follow one another from Next. An error means that none was taken.
	Keep(ctx context.Context, drafts []outbox.Draft) error
	// Next is the number the next command gets.
	Next() uint64
	// Answered gives what was answered and not consumed, oldest first.
	Answered() []outbox.Entry
	// Consume forgets answers the terminal has dealt with.
	Consume(numbers ...uint64) error
	// Stops are the chains that wait for a person.
	Stops() []outbox.Stop
	// Release lets a stopped chain go on.
	Release(chain string) error
	// Drop gives up what waits in a stopped chain.
	Drop(chain string) error
	// SignedIn gives the session commands are sent under from now on; "" when nobody is signed in. Before its first call
	// nothing is sent.
	SignedIn(session string)
	// Status tells the figures of the status line.
	Status() outbox.Status
	// Events tells what happens to the queue.
	Events() <-chan outbox.Event
}

// Memory keeps the terminal's state over a kill or a reboot. A session inside the service has none: it lives on in there.
type Memory interface {
	Save(name string, v any) error
	Load(name string, v any) (bool, error)
}
