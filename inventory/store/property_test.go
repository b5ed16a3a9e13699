package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// The property test sends random requests from devices and integrations to a store and to a model made of maps, and looks
// after each whether both gave the same answers and hold the same: with refusals, panics, requests sent again because the
// answer was lost, other inputs under the same id, rising floors, chains, failed commits, crashes and restarts.

// outcome is how a command ends when it runs.
type outcome int

const (
	succeeds outcome = iota
	isRefused
	isInvalid
	doesPanic
)

// order is one command of a request: what the sender decides.
type order struct {
	device string // "" for an integration
	number uint64
	floor  uint64
	id     string
	input  byte
	chain  string
	tin    string
	ends   outcome
	emits  bool
}

// reply is what a command is answered with.
type reply struct {
	n      int64
	reason string
}

// model is the store as maps.
type model struct {
	coats   map[string]int64
	entries uint64
	number  uint64
	outbox  int
	answers map[string]stored // by source and id
	floors  map[string]uint64
}

type stored struct {
	reply reply
	id    string
	input byte
}

func newModel() *model {
	return &model{coats: map[string]int64{}, answers: map[string]stored{}, floors: map[string]uint64{}}
}

func (o *order) source() string {
	if o.device == "" {
		return "key/" + o.id
	}
	return fmt.Sprintf("%s/%d", o.device, o.number)
}

// run says what the store must answer. broken are the chains that are held.
func (m *model) run(o *order, broken map[string]bool) (r reply) {
	if o.chain != "" && broken[o.chain] {
		return reply{reason: store.ReasonHeld}
	}
	defer func() {
		if r.reason != "" && o.chain != "" {
			broken[o.chain] = true
		}
	}()
	if before, known := m.answers[o.source()]; known {
		switch {
		case before.id != o.id:
			return reply{reason: "device.cloned"}
		case before.input != o.input:
			return reply{reason: "command.reused"}
		}
		return before.reply
	}
	if o.device != "" && o.number < m.floors[o.device] {
		return reply{reason: "command.too_old"}
	}
	switch o.ends {
	case isInvalid:
		return reply{reason: "paint.spilled"}
	case doesPanic:
		return reply{reason: "command.panicked"}
	case isRefused:
		r = reply{reason: "paint.spilled"}
	case succeeds:
		m.coats[o.tin]++
		m.entries++
		m.number++
		if o.emits {
			m.outbox++
		}
		r = reply{n: m.coats[o.tin]}
	}
	m.answers[o.source()] = stored{r, o.id, o.input}
	if o.device != "" && o.floor > m.floors[o.device] {
		m.floors[o.device] = o.floor
		m.sweep(o.device, o.floor)
	}
	return r
}

func (m *model) sweep(device string, floor uint64) {
	for n := uint64(1); n < floor; n++ {
		delete(m.answers, fmt.Sprintf("%s/%d", device, n))
	}
}

// work is the command as the store runs it.
func (o *order) work(tx *store.Tx) (int64, error) {
	one, err := paint(o.tin, "red")(tx)
	if err != nil {
		return 0, err
	}
	tx.Next("coat")
	if o.emits {
		tx.Emit("painted", o.tin, one.N)
	}
	switch o.ends {
	case isRefused:
		return 0, fault.Refused("paint.spilled", "spilled")
	case isInvalid:
		return 0, fault.Invalid("paint.spilled", "spilled")
	case doesPanic:
		panic("out of paint")
	}
	return one.N, nil
}

// shop is the machine under test beside its model.
type shop struct {
	f      *storetest.Fixture
	m      *model
	sent   []order
	number map[string]uint64
}

func (s *shop) next(t *rapid.T, device string) order {
	o := order{
		input: 1, tin: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "tin"), emits: rapid.Bool().Draw(t, "emits"),
		ends:  rapid.SampledFrom([]outcome{succeeds, succeeds, succeeds, isRefused, isInvalid, doesPanic}).Draw(t, "ends"),
		chain: rapid.SampledFrom([]string{"", "t1", "t2"}).Draw(t, "chain"), device: device,
	}
	if device == "" {
		o.id = s.f.Command(warehouse, "paint").ID
		return o
	}
	s.number[device]++
	o.number, o.floor = s.number[device], 1
	o.id = fmt.Sprintf("%s/%d", device, o.number)
	if lag := rapid.Uint64Range(0, 6).Draw(t, "lag"); o.number > lag {
		o.floor = o.number - lag
	}
	return o
}

// draw gives a new command, or one sent before: as it was, with another input, or under another id.
func (s *shop) draw(t *rapid.T) order {
	if len(s.sent) == 0 || rapid.IntRange(0, 2).Draw(t, "again") > 0 {
		return s.next(t, rapid.SampledFrom([]string{"", "d1", "d2"}).Draw(t, "device"))
	}
	o := s.sent[rapid.IntRange(max(0, len(s.sent)-8), len(s.sent)-1).Draw(t, "which")]
	switch rapid.IntRange(0, 5).Draw(t, "how") {
	case 0:
		o.input = 2
	case 1:
		if o.device != "" {
			o.id += "'"
		}
	}
	return o
}

func (s *shop) command(o *order, chains map[string]*store.Chain) store.Command {
	c := s.f.Command(warehouse, "paint")
	if o.device != "" {
		c = s.f.DeviceCommand(warehouse, "paint", o.device, o.number, o.floor)
	}
	c.ID, c.Input = o.id, store.Hash{o.input}
	if o.chain != "" {
		if chains[o.chain] == nil {
			chains[o.chain] = &store.Chain{}
		}
		c.Chain = chains[o.chain]
	}
	return c
}

// request sends several commands at once and compares their answers with the model's.
func (s *shop) request(t *rapid.T) {
	orders := make([]order, rapid.IntRange(1, 8).Draw(t, "commands"))
	for i := range orders {
		orders[i] = s.draw(t)
		s.sent = append(s.sent, orders[i])
	}
	for i, answer := range s.send(orders) {
		orders[i].check(t, answer)
	}
}

func (s *shop) send(orders []order) []func() (reply, reply) {
	chains, broken := map[string]*store.Chain{}, map[string]bool{}
	var out []func() (reply, reply)
	for i := range orders {
		o := &orders[i]
		call := store.Queue(s.f.Executor, s.command(o, chains), o.work)
		want := s.m.run(o, broken)
		out = append(out, func() (reply, reply) {
			n, err := call.Answer(context.Background())
			return reply{n, fault.ReasonOf(err)}, want
		})
	}
	return out
}

func (o *order) check(t *rapid.T, answer func() (reply, reply)) {
	if got, want := answer(); got != want {
		t.Fatalf("%+v answered %+v, want %+v", *o, got, want)
	}
}

// fail lets a commit fail, with the group on disk or not; either way, sent again the commands give their answers.
func (s *shop) fail(t *rapid.T) {
	o := s.next(t, rapid.SampledFrom([]string{"", "d1"}).Draw(t, "device"))
	o.ends, o.chain = succeeds, ""
	s.sent = append(s.sent, o)
	s.f.FailNextApply(fmt.Errorf("the plug was pulled"), rapid.Bool().Draw(t, "landed"))
	chains := map[string]*store.Chain{}
	_, err := store.Do(context.Background(), s.f.Executor, s.command(&o, chains), o.work)
	if fault.CodeFrom(err) != fault.CodeUnavailable {
		t.Fatalf("a failed commit answers %v", err)
	}
	want := s.m.run(&o, map[string]bool{})
	n, err := store.Do(context.Background(), s.f.Executor, s.command(&o, chains), o.work)
	if got := (reply{n, fault.ReasonOf(err)}); got != want {
		t.Fatalf("%+v sent again answered %+v, want %+v", o, got, want)
	}
}

func (s *shop) compare(t *rapid.T) {
	err := s.f.View(context.Background(), warehouse, func(v *store.View) error {
		coats := map[string]int64{}
		for one := range tins.All(v, store.K(tagTin), nil) {
			coats[one.ID] = one.N
		}
		if !maps.Equal(coats, s.m.coats) {
			t.Fatalf("the tins are %v, want %v", coats, s.m.coats)
		}
		if got := colored(v, "red"); !slices.Equal(got, slices.Sorted(maps.Keys(s.m.coats))) {
			t.Fatalf("red tins %v, want %v", got, s.m.coats)
		}
		if got := store.Tail(v); got != s.m.entries {
			t.Fatalf("%d entries, want %d", got, s.m.entries)
		}
		if got := len(store.Outbox(v, 0, 10_000)); got != s.m.outbox {
			t.Fatalf("%d outbox records, want %d", got, s.m.outbox)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRandomRequests(t *testing.T) {
	for _, kind := range []struct {
		name string
		open func(storetest.T, ...func(*store.Options)) *storetest.Fixture
	}{{"memory", storetest.Memory}, {"bolt", storetest.Open}} {
		t.Run(kind.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := &shop{m: newModel(), number: map[string]uint64{}}
				s.f = kind.open(t, func(o *store.Options) { o.GroupCommands = rapid.SampledFrom([]int{0, 3}).Draw(t, "group") })
				failed := false
				for range rapid.IntRange(1, 12).Draw(t, "steps") {
					switch rapid.IntRange(0, 12).Draw(t, "step") {
					case 0:
						s.f.Restart()
						failed = false
					case 1:
						s.f.Crash()
						failed = false
					case 2:
						if !failed { // a second one within a minute would make it wait
							s.fail(t)
						}
						failed = true
					default:
						s.request(t)
					}
					s.compare(t)
				}
				s.f.Verify()
			})
		})
	}
}
