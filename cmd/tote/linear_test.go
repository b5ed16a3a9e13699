package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// Workers on devices of their own reserve, consume, adjust, claim and look at the same few goods and trips, over real HTTP
// with a bad radio, at a service that is killed and started again in the middle. Every command's call and answer are written
// down with their times; afterwards porcupine looks for one order of all commands that agrees with the clock and with the
// rules of linear_stock_test.go and linear_trips_test.go. A command that is sent again under its key is one operation.

// linearRun is one run: the house, what its workers know, and what happened.
type linearRun struct {
	h     *flowHouse
	radio *badRadio
	begin time.Time
	items map[string]*linearItem
	steps []wire.TaskStep // of all trips
	trips trips           // as they began

	mu    sync.Mutex
	tasks []string // known to the workers
	ops   map[string][]porcupine.Operation
	lost  map[string]int
	told  map[string]int // reasons and outcomes
}

// linearItem is what workers know of an item's goods.
type linearItem struct {
	rules  itemRules
	orders []stockWant
	lorry  map[string]string // transfers by the test's name
	known  []string          // their names
	picks  []stockOp         // reservations somebody has seen
}

// mostLost is how many commands of an object may stay without an answer for good: each may have happened at any time from
// then on, which makes the search longer.
const mostLost = 3

// linearWorker is a worker with a device. Two of them may be one person.
type linearWorker struct {
	*linearRun
	no     int
	name   string
	device wire.EnrolledDevice
	signed string
	client *client.Client
	number uint64
	rnd    *rand.Rand
	walkie *walkie
}

func (w *linearWorker) now() int64 { return time.Since(w.begin).Nanoseconds() }

// sender gives a client for the worker's next command, and one for exactly the same command again.
func (w *linearWorker) sender(tries int) func() *client.Client {
	w.number++
	id, number := w.h.newID(), w.number
	return func() *client.Client {
		return client.New(client.Options{Base: "http://radio", Token: w.device.Token, Session: w.signed, Tries: tries,
			NewID: func() string { return id }, Numbers: client.NewNumbers(number - 1), HTTP: &http.Client{Transport: w.walkie}})
	}
}

// record does a command and writes down how it went. Now and then it is given up after one try, or sent once more after its
// answer: the same key is the same command.
func (w *linearWorker) record(object string, in any, send func(c *client.Client) (any, error), lost any) {
	tries := 40
	w.mu.Lock()
	if w.rnd.IntN(60) == 0 && w.lost[object] < mostLost {
		tries = 1
	}
	w.mu.Unlock()
	sender := w.sender(tries)
	call := w.now()
	out, err := send(sender())
	back := w.now()
	unanswered := fault.CodeFrom(err) == fault.CodeUnavailable && err != nil
	if err == nil && w.rnd.IntN(20) == 0 {
		again, err := send(sender())
		if differs := err != nil && fault.CodeFrom(err) != fault.CodeUnavailable || err == nil && again != out; differs && !w.walkie.forgetful {
			w.h.t.Errorf("%+v: the answer was %+v, and to the same command again %+v, %v", in, out, again, err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if unanswered {
		w.lost[object]++
		out, back = lost, never
	} else if err != nil {
		w.h.t.Errorf("%s: %+v: %v", object, in, err)
		return
	}
	w.ops[object] = append(w.ops[object], porcupine.Operation{ClientId: w.no, Input: in, Call: call, Output: out, Return: back})
}

// look does a look, which changes nothing and is forgotten if it gets no answer.
func (w *linearWorker) look(object string, in any, read func(c *client.Client) (any, error)) {
	call := w.now()
	out, err := read(w.client)
	back := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		if fault.CodeFrom(err) != fault.CodeUnavailable {
			w.h.t.Errorf("%s: %+v: %v", object, in, err)
		}
		return
	}
	w.ops[object] = append(w.ops[object], porcupine.Operation{ClientId: w.no, Input: in, Call: call, Output: out, Return: back})
}

// tally counts what workers were told, so that a run in which nobody met anybody is seen.
func (w *linearWorker) tally(do, word string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told[do+" "+word]++
}

// work does one thing after another until the time is over.
func (w *linearWorker) work(ctx context.Context) {
	for ctx.Err() == nil && !w.h.t.Failed() {
		switch w.rnd.IntN(10) {
		case 0, 1:
			w.walkTrips(context.WithoutCancel(ctx))
		case 2, 3, 4, 5:
			w.handle(context.WithoutCancel(ctx), "TEA")
		default:
			w.handle(context.WithoutCancel(ctx), "NUTS")
		}
	}
}

// linearHouse is a small warehouse with hungry orders and open trips, whose service is a process of its own.
func linearHouse(t *testing.T) *linearRun {
	r := &linearRun{h: newFlowHouse(t), radio: newBadRadio(), ops: map[string][]porcupine.Operation{}, lost: map[string]int{}, told: map[string]int{}}
	h := r.h
	if err := h.playHouse("stocked"); err != nil {
		t.Fatal(err)
	}
	h.script("warehouse\nBJ1 name=Beijing zone=Asia/Shanghai\n\nitems\nCUP grams=300 size=80x80x90\nGHOST grams=1 size=10x10x10\n\n" +
		"people\nAnn supervisor picker putaway loader\nBen supervisor picker putaway loader\nCem supervisor picker putaway loader\nDee supervisor picker putaway loader")
	h.script("Sun adjust\nsku=TEA holder=L:F-1 delta=-20 reason=lost\n\nSun adjust\nsku=NUTS lot=N-JUNE holder=L:F-2 delta=-10 reason=lost\n\n" +
		"Sun adjust\nsku=NUTS lot=N-AUG holder=L:R-1 delta=-10 reason=lost\n\nSun adjust\nsku=CUP holder=L:F-3 delta=5000 reason=found")
	june, aug := 1, 2
	r.items = map[string]*linearItem{
		"TEA": {lorry: map[string]string{}, rules: itemRules{unit: 12, spots: []spot{{place: "F-1", travel: 10}, {place: "F-2", travel: 11}, {place: "R-1", travel: 20, reserve: true}}}},
		"NUTS": {lorry: map[string]string{}, rules: itemRules{spots: []spot{{place: "F-1", lot: "N-JUNE", expiry: june, travel: 10}, {place: "F-1", lot: "N-AUG", expiry: aug, travel: 10},
			{place: "F-2", lot: "N-JUNE", expiry: june, travel: 11}}}},
	}
	const hungry, walks = 4, 8
	number := 0
	order := func(line, state string, ship int) string {
		number++
		h.script(fmt.Sprintf("Shop accept\nchannel=shop number=%d paid carrier=SF warehouse=SH1 ship_by=2026-03-02T%02d:00:00+08:00\n"+
			"recipient name=\"Zhang Wei\" phone=13800138000 country=CN province=浙江省 city=杭州市 district=西湖区 detail=\"文三路 90 号\"\n%s\n\nawait warehouse-order $O%d state=%s",
			2000+number, ship, line, number, state))
		return h.names.byName[fmt.Sprintf("$O%d", number)]
	}
	for i := range hungry { // the goods of the second line never come, so that the order always wants more and is tried again
		for sku, it := range r.items {
			it.orders = append(it.orders, stockWant{order("lines sku="+sku+" quantity=60\nlines sku=GHOST quantity=1", "waiting", 12+i), 60})
		}
	}
	for range walks {
		order("lines sku=CUP quantity=1\nlines sku=CUP quantity=2\nlines sku=CUP quantity=3", "allocated", 18)
	}
	h.script("Sun release\nkind=single\n\nawait wave $W1 state=released")
	r.readTrips(t)
	return r
}

func (r *linearRun) readTrips(t *testing.T) {
	t.Helper()
	page, err := r.h.admin.Tasks(t.Context(), flowWarehouse, client.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range page.Items {
		task, err := r.h.admin.Task(t.Context(), flowWarehouse, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		now := tripNow{id: task.ID, state: task.State}
		for _, s := range task.Steps {
			now.steps = append(now.steps, len(r.steps))
			r.steps = append(r.steps, s)
		}
		r.trips.tasks = append(r.trips.tasks, now)
		r.tasks = append(r.tasks, task.ID)
	}
	slices.SortFunc(r.trips.tasks, func(a, b tripNow) int { return strings.Compare(a.id, b.id) })
	r.trips.picked = make([]bool, len(r.steps))
}

// crew gives each worker two devices.
func (r *linearRun) crew(t *testing.T, seed uint64, devices int) (out []*linearWorker) {
	t.Helper()
	names := []string{"Ann", "Ben", "Cem", "Dee"}
	for i := range devices {
		name := names[i%len(names)]
		dev, err := r.h.admin.EnrolDevice(t.Context(), wire.NewDevice{Name: fmt.Sprint("Handheld ", i), Kind: "handheld"})
		if err != nil {
			t.Fatal(err)
		}
		w := &linearWorker{linearRun: r, no: i, name: name, device: dev, rnd: rand.New(rand.NewPCG(seed, uint64(i)))}
		w.walkie = &walkie{badRadio: r.radio, rnd: rand.New(rand.NewPCG(seed, uint64(i+1000))), loss: 40}
		p := &person{id: name, token: dev.Token, hasPIN: i >= len(names)}
		if err := r.h.signIn(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		w.signed = p.session
		w.client = client.New(client.Options{Base: "http://radio", Token: dev.Token, Session: w.signed, NewID: r.h.newID, HTTP: &http.Client{Transport: w.walkie}})
		out = append(out, w)
	}
	return out
}

// TestEveryHistoryIsLinear is the proof: each object's history fits one order of its commands, also through a bad radio and
// a service that is killed. Then the history itself is made wrong, to see that the proof would have failed.
func TestEveryHistoryIsLinear(t *testing.T) {
	work, kills := linearTime()
	r := linearHouse(t)
	crew := r.crew(t, 1, 8)
	if err := r.h.svc.stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), work+90*time.Second)
	defer cancel()
	shift, over := context.WithCancel(ctx)
	defer over()
	var all sync.WaitGroup
	r.begin = time.Now()
	for i := range kills + 1 {
		k := r.h.startKilled(ctx)
		r.radio.reach(k.url)
		if i == 0 {
			for _, w := range crew {
				all.Go(func() { w.work(shift) })
			}
		}
		<-time.After(work / time.Duration(kills+1))
		if i == kills { // whoever still waits for an answer gets it from the last
			over()
			all.Wait()
		}
		k.kill()
		r.radio.reach("")
	}
	r.h.open()
	r.h.close()
	r.judge(t)
	r.met(t)
	r.spoil(t)
}

// TestHistoryOfForgottenKeysIsNot lets devices send again under another key, as if the service kept no answers: what is done
// twice fits no order.
func TestHistoryOfForgottenKeysIsNot(t *testing.T) {
	r := linearHouse(t)
	crew := r.crew(t, 2, 6)
	r.radio.reach(r.h.svc.url())
	shift, over := context.WithCancel(t.Context())
	var all sync.WaitGroup
	r.begin = time.Now()
	for _, w := range crew {
		w.walkie.forgetful, w.walkie.loss, w.walkie.sent = true, 6, map[string]int{}
		all.Go(func() { w.work(shift) })
	}
	<-time.After(time.Second)
	over()
	all.Wait()
	r.h.close()
	for _, object := range []string{"TEA", "NUTS"} {
		if got := r.check(object, r.ops[object], mostSearch); got != porcupine.Illegal {
			t.Errorf("%s: %d operations, some of them done twice: %s", object, len(r.ops[object]), got)
		}
	}
}

// linearTime is how long workers work, and how often the service is killed meanwhile.
func linearTime() (time.Duration, int) {
	if os.Getenv("TOTE_LONG") != "" {
		return 2 * time.Minute, 8
	}
	return 5 * time.Second, 2
}
