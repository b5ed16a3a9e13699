package terminal

import (
	"context"
	"errors"
	"sync"

	"example.com/tote/api/wire"
	"example.com/tote/terminal/outbox"
)

// Device is the queue of a handheld: the outbox on its disk, and the sender that empties it.
type Device struct {
	box    *outbox.Box
	sender *outbox.Sender
	poster *devicePoster
	events chan outbox.Event

	begin   sync.Once
	sending sync.WaitGroup
	life    context.Context
	stop    context.CancelFunc
}

// DeviceOptions say where commands are kept and how they reach the service.
type DeviceOptions struct {
	Box outbox.Options
	// Post sends a batch as this device, under the session of the worker signed in on it ("" for none).
	Post func(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error)
	Seed uint64 // from the device's id
}

// deviceEvents is how many events wait for the app; more are left out, since each but the last is told by the box itself.
const deviceEvents = 512

// OpenDevice opens the outbox. What is in it is sent from the first SignedIn on: sent before, under nobody's session, an
// intent of before would be refused, and whoever is still signed in locked out for it.
func OpenDevice(o DeviceOptions) (*Device, outbox.Report, error) {
	box, report, err := outbox.Open(o.Box)
	if err != nil {
		return nil, report, err
	}
	d := &Device{box: box, poster: &devicePoster{post: o.Post}, events: make(chan outbox.Event, deviceEvents)}
	d.life, d.stop = context.WithCancel(context.Background())
	d.sender = outbox.NewSender(box, d.poster, outbox.SenderOptions{OnEvent: d.tell, Seed: o.Seed})
	return d, report, nil
}

// send begins to send, once.
func (d *Device) send() {
	d.begin.Do(func() {
		d.sending.Go(func() { _ = d.sender.Run(d.life) }) // it ends with the context only
	})
}

func (d *Device) tell(e outbox.Event) {
	select {
	case d.events <- e:
	default:
	}
}

// Keep syncs commands to the disk.
func (d *Device) Keep(_ context.Context, drafts []outbox.Draft) error {
	_, err := d.box.Append(drafts...)
	return err
}

// Next is the number the next command gets.
func (d *Device) Next() uint64 { return d.box.Next() }

// Answered gives what was answered and not consumed.
func (d *Device) Answered() []outbox.Entry { return d.box.Answered() }

// Consume forgets answers.
func (d *Device) Consume(numbers ...uint64) error { return d.box.Consume(numbers...) }

// Stops are the chains that wait for a person.
func (d *Device) Stops() []outbox.Stop { return d.box.Stops() }

// Release lets a stopped chain go on.
func (d *Device) Release(chain string) error {
	err := d.box.Release(chain)
	d.sender.Kick()
	return err
}

// Drop gives up what waits in a stopped chain.
func (d *Device) Drop(chain string) error {
	_, err := d.box.Drop(chain)
	return err
}

// SignedIn gives the session commands are sent under.
func (d *Device) SignedIn(session string) {
	d.poster.as(session)
	d.send()
	d.sender.SignedIn()
	d.sender.Kick()
}

// Kick tries to send at once.
func (d *Device) Kick() { d.sender.Kick() }

// Status tells the figures of the status line.
func (d *Device) Status() outbox.Status { return d.box.Status() }

// Events tells what happens to the queue.
func (d *Device) Events() <-chan outbox.Event { return d.events }

// Close stops sending and lets the outbox go; what waits stays on the disk.
func (d *Device) Close() error {
	d.stop()
	d.begin.Do(func() {}) // nothing begins any more
	d.sending.Wait()
	return errors.Join(d.box.Close())
}

// devicePoster sends under whichever session there is now.
type devicePoster struct {
	mu      sync.Mutex
	session string
	post    func(ctx context.Context, session string, batch wire.Commands) (wire.Answers, error)
}

func (p *devicePoster) as(session string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.session = session
}

// Post sends a batch.
func (p *devicePoster) Post(ctx context.Context, batch wire.Commands) (wire.Answers, error) {
	p.mu.Lock()
	session := p.session
	p.mu.Unlock()
	return p.post(ctx, session, batch)
}
