package store_test

import (
	"testing"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// sent is one command of a request and what is to become of it.
type sent struct {
	chain string
	run   func(*store.Tx) (tin, error)
	want  string // reason
}

func refuse(code fault.Code) func(*store.Tx) (tin, error) { return spill("x", code) }

func panics(*store.Tx) (tin, error) { panic("out of paint") }

func TestChainsAndBatches(t *testing.T) {
	ok := paint("a", "red")
	for _, c := range []struct {
		name     string
		commands []sent
		painted  int64
	}{
		{"nothing goes wrong", []sent{{"t1", ok, ""}, {"t1", ok, ""}}, 2},
		{"a refusal holds the rest of its chain, others go on", []sent{
			{"t1", ok, ""}, {"t1", refuse(fault.CodeRefused), "paint.spilled"}, {"t2", ok, ""}, {"t1", ok, "command.held"}, {"", ok, ""}, {"t1", ok, "command.held"}}, 3},
		{"a failure that is not stored holds its chain too", []sent{
			{"t1", panics, "command.panicked"}, {"t1", ok, "command.held"}, {"t2", refuse(fault.CodeInvalid), "paint.spilled"}, {"t2", ok, "command.held"}, {"t3", ok, ""}}, 1},
		{"unavailable holds the rest of the batch", []sent{
			{"t1", ok, ""}, {"t1", refuse(fault.CodeUnavailable), "paint.spilled"}, {"t2", ok, "command.held"}, {"", ok, "command.held"}}, 1},
		{"limited too", []sent{{"", refuse(fault.CodeLimited), "paint.spilled"}, {"t2", ok, "command.held"}}, 0},
		{"what is held does not hold the batch", []sent{
			{"t1", refuse(fault.CodeRefused), "paint.spilled"}, {"t1", ok, "command.held"}, {"t2", ok, ""}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := storetest.Open(t)
			chains, batch := map[string]*store.Chain{}, &store.Batch{}
			var calls []store.Pending[tin]
			var commands []store.Command
			for _, s := range c.commands {
				cmd := f.Command(warehouse, "paint")
				cmd.Batch = batch
				if s.chain != "" {
					if chains[s.chain] == nil {
						chains[s.chain] = &store.Chain{}
					}
					cmd.Chain = chains[s.chain]
				}
				commands = append(commands, cmd)
				calls = append(calls, store.Queue(f.Executor, cmd, s.run))
			}
			for i, s := range c.commands {
				wantReason(t, s.chain, calls[i].Wait(t.Context()), s.want)
			}
			if got, _ := shelf(t, f, warehouse); got["a"].N != c.painted {
				t.Errorf("painted %d times, want %d", got["a"].N, c.painted)
			}
			for i, s := range c.commands { // what was held is not stored: sent alone it runs
				if s.want == store.ReasonHeld {
					commands[i].Chain, commands[i].Batch = nil, nil
					do(t, f, commands[i], ok)
				}
			}
		})
	}
}

func TestRepeatedRefusalHoldsItsChainAgain(t *testing.T) {
	f := storetest.Open(t)
	first, second := f.Command(warehouse, "paint"), f.Command(warehouse, "paint")
	for range 2 { // the answers were lost, so the same request comes again
		chain := &store.Chain{}
		first.Chain, second.Chain = chain, chain
		a := store.Queue(f.Executor, first, refuse(fault.CodeRefused))
		b := store.Queue(f.Executor, second, paint("a", "red"))
		wantReason(t, "first", a.Wait(t.Context()), "paint.spilled")
		wantReason(t, "second", b.Wait(t.Context()), "command.held")
	}
}

func TestFullQueueAnswersAtOnceAndHoldsOnlyWhatComesAfter(t *testing.T) {
	f := storetest.Open(t, func(o *store.Options) { o.QueueLimit = 3 })
	do(t, f, f.Command(warehouse, "paint"), paint("warm up", "red"))
	began := make(chan struct{})
	release := make(chan struct{})
	running := store.Queue(f.Executor, f.Command(elsewhere, "wait"), func(*store.Tx) (int, error) {
		close(began) // another partition: the loop stands still here, the queue of the warehouse fills
		<-release
		return 0, nil
	})
	<-began
	batch, chain := &store.Batch{}, &store.Chain{}
	var calls []store.Pending[tin]
	for range 5 {
		c := f.Command(warehouse, "paint")
		c.Batch, c.Chain = batch, chain
		calls = append(calls, store.Queue(f.Executor, c, paint("a", "red")))
	}
	for i, want := range []string{3: "store.busy", 4: "command.held"} {
		if want == "" {
			continue
		}
		err := calls[i].Wait(t.Context())
		wantReason(t, "beyond the limit", err, want)
		if fault.CodeFrom(err) != fault.CodeUnavailable {
			t.Errorf("code %v, want unavailable", fault.CodeFrom(err))
		}
	}
	close(release)
	for _, c := range calls[:3] {
		wantReason(t, "within the limit", c.Wait(t.Context()), "")
	}
	wantReason(t, "the one that waited", running.Wait(t.Context()), "")
	if got, _ := shelf(t, f, warehouse); got["a"].N != 3 {
		t.Errorf("painted %d times, want 3", got["a"].N)
	}
}
