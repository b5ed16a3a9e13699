package channel

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
	"example.com/tote/inventory/tabular"
)

// shop is a company with one warehouse and a few approved items, its import jobs running.
type shop struct {
	*storetest.Fixture
	t      testing.TB
	jobs   chan bool
	pieces chan bool // pieces of orders brought in by a job
}

func newShop(t testing.TB, items int) *shop {
	t.Helper()
	s := &shop{t: t, jobs: make(chan bool, 100), pieces: make(chan bool, 10_000)}
	s.Fixture = storetest.Memory(t, func(o *store.Options) {
		o.Observe = func(ob store.Observation) {
			if ob.Command.Verb == "job.end" && ob.Err == nil {
				s.jobs <- true
			}
			if ob.Command.Verb == "import.orders" {
				select {
				case s.pieces <- true:
				default:
				}
			}
		}
	})
	s.must(func(tx *store.Tx) error {
		_, err := inventory.PutWarehouse(tx, layout.Warehouse{Code: "SH1", Name: "Shanghai", Zone: "Asia/Shanghai"}, 0)
		return err
	})
	for i := range items {
		s.must(func(tx *store.Tx) error {
			it, err := inventory.PutItem(tx, item.Item{SKU: item.SKU(fmt.Sprintf("SKU%d", i)), Name: "Tea", Packs: []item.Pack{{Level: item.Each, Quantity: 1}}}, 0)
			if err == nil {
				it, err = inventory.SubmitItem(tx, it.SKU, it.Revision)
			}
			if err == nil {
				_, err = inventory.ApproveItem(tx, it.SKU, it.Revision)
			}
			return err
		})
	}
	s.open()
	return s
}

func (s *shop) open() {
	s.t.Helper()
	if err := s.RunOutbox(exchange.Handlers(Orders{}), []store.Partition{store.Company}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) do(run func(*store.Tx) error) error {
	c := store.Command{Partition: store.Company, Verb: "test", At: s.Clock.Now(), Worker: "W1"}
	_, err := store.Do(context.Background(), s.Executor, c, func(tx *store.Tx) (bool, error) { return true, run(tx) })
	return err
}

func (s *shop) must(run func(*store.Tx) error) {
	s.t.Helper()
	if err := s.do(run); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) settled() {
	s.t.Helper()
	select {
	case <-s.jobs:
	case <-time.After(2 * time.Minute):
		s.t.Fatal("no job ended within two minutes")
	}
}

// noise stands in for randomness: the same each time.
type noise struct{ sum [32]byte }

func (n *noise) Read(b []byte) (int, error) {
	n.sum = sha256.Sum256(n.sum[:])
	return copy(b, n.sum[:]), nil
}

var china = time.FixedZone("CST", 8*3600)

func sheet() Orders { return Orders{Random: &noise{}, Zone: china, Country: "CN"} }

func (s *shop) imports(o Orders, m exchange.Mode, file io.Reader) exchange.Result {
	s.t.Helper()
	out, err := exchange.Import(context.Background(), s.Executor, exchange.ImportOptions{Sheet: o, Partition: store.Company, Mode: m,
		Name: "orders.csv", Reader: file, Now: s.Clock.Now, Random: &noise{}, Worker: "W1"})
	if err != nil {
		s.t.Fatal(err)
	}
	if m == exchange.WholeFile {
		s.settled()
	}
	return out
}

// seen is an order as far as a sheet tells it.
type seen struct {
	Intake fulfilment.Intake
	Lines  []fulfilment.IntakeLine
	To     fulfilment.Address
}

func (s *shop) orders() []seen {
	s.t.Helper()
	var out []seen
	err := s.View(context.Background(), store.Company, func(v *store.View) error {
		for _, in := range fulfilment.IntakesAfter(v, "", 1000) {
			to, err := fulfilment.OpenRecipient(v, in.ID)
			if err != nil {
				return err
			}
			out = append(out, seen{in, slices.Collect(fulfilment.IntakeLinesOf(v, in.ID, 1)), to})
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *shop) claims() int {
	n := 0
	_ = s.View(context.Background(), store.Company, func(v *store.View) error {
		for range store.Keys(v, store.K(0x70), nil) {
			n++
		}
		for range store.Keys(v, store.K(0x72), nil) {
			n++
		}
		return nil
	})
	return n
}

func told(r *tabular.Report) []string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, fmt.Sprintf("%d %s %s", p.Line, p.Column, p.Reason))
	}
	return out
}

func states(orders []seen) []string {
	var out []string
	for _, o := range orders {
		line := fmt.Sprintf("%s %s %d/%d", o.Intake.Number, o.Intake.State, o.Intake.Got, o.Intake.Lines)
		if o.Intake.State == fulfilment.IntakeException {
			for _, w := range o.Intake.Why {
				line += " " + w.Reason
			}
		}
		out = append(out, line)
	}
	return out
}
