package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// Each script begins on a Monday morning in Shanghai, so that dates in it can be written down.
var firstMorning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("Shanghai", 8*3600))

const (
	flowWarehouse = "SH1"
	flowPIN       = "2580"
	awaitFor      = 30 * time.Second     // a loaded machine; what is awaited takes milliseconds
	awaitEvery    = 3 * time.Millisecond // between two looks
)

// flowHouse is a warehouse a script plays in: the real service on a file, reached over HTTP.
type flowHouse struct {
	t      *testing.T
	dir    string
	svc    *service
	ahead  atomic.Int64 // nanoseconds the house's clock is ahead of the real one
	admin  *client.Client
	pin    string
	people map[string]*person
	names  names

	openScreen openScreen              // how terminals are opened
	screens    map[string]screenDriver // by worker
	kit        kit
}

// person is somebody who works here, with the device in his hand; or a program, with its key.
type person struct {
	id      string
	roles   []string
	device  string
	token   string
	session string
	hasPIN  bool
	last    uint64          // number of the device's last command
	said    map[string]said // commands the script has named
}

// said is what makes a command the same one again.
type said struct {
	id     string
	number uint64
}

func newFlowHouse(t *testing.T) *flowHouse {
	h := &flowHouse{t: t, dir: t.TempDir(), people: map[string]*person{}, screens: map[string]screenDriver{},
		kit: kit{scales: map[string]*fakeScale{}, printers: map[string]*labelPrinter{}, benches: map[string]string{}}, names: names{made: map[string]string{}, byName: map[string]string{}, count: map[string]int{}}}
	h.ahead.Store(int64(time.Until(firstMorning)))
	h.open()
	id, pin, err := h.svc.api.FirstAdmin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.people["Admin"] = &person{id: id, hasPIN: true, said: map[string]said{}}
	h.pin = pin
	h.signInAdmin()
	return h
}

func (h *flowHouse) now() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }

func (h *flowHouse) newID() string { return newIDAt(h.now()) }

// open starts the service, on the store it had before if there is one.
func (h *flowHouse) open() {
	h.t.Helper()
	svc, err := startService(serviceOptions{data: h.dir, listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler), now: h.now, pins: people.NewQuickPINs()})
	if err != nil {
		h.t.Fatal(err)
	}
	h.svc = svc
	h.admin = client.New(client.Options{Base: svc.url(), NewID: h.newID, HTTP: http.DefaultClient})
	if p := h.people["Admin"]; p != nil && p.session != "" {
		h.admin = h.admin.As(p.session, "", nil)
	}
}

func (h *flowHouse) signInAdmin() {
	h.t.Helper()
	in, err := client.New(client.Options{Base: h.svc.url(), NewID: h.newID, HTTP: http.DefaultClient}).SignIn(h.t.Context(), h.people["Admin"].id, h.pin)
	if err != nil {
		h.t.Fatal(err)
	}
	h.people["Admin"].session = in.Token
	h.admin = h.admin.As(in.Token, "", nil)
}

// close stops the service, opens the closed store once more and checks every partition of it.
func (h *flowHouse) close() {
	h.t.Helper()
	for _, d := range h.screens {
		if err := d.close(); err != nil {
			h.t.Error(err)
		}
	}
	if err := h.svc.stop(); err != nil {
		h.t.Error(err)
	}
	e, err := store.OpenBolt(filepath.Join(h.dir, storeFile))
	if err != nil {
		h.t.Fatal(err)
	}
	var found bytes.Buffer
	bad, err := checkEngine(e, streams{out: &found, err: &found})
	if err := errors.Join(err, e.Close()); err != nil {
		h.t.Error(err)
	}
	if bad > 0 {
		h.t.Errorf("%d differences between ledger and records:\n%s", bad, &found)
	}
}

// enter makes somebody known: a worker with a handheld, or a program with a key.
func (h *flowHouse) enter(ctx context.Context, name string, roles []string, program bool) error {
	p := &person{id: name, roles: roles, said: map[string]said{}}
	if program {
		key, err := h.admin.CreateAPIKey(ctx, wire.NewAPIKey{Name: name, Roles: roles})
		p.token = key.Token
		h.people[name] = p
		return err
	}
	if _, err := h.admin.PutWorker(ctx, wire.Worker{ID: name, Name: name, Roles: roles, Active: true}, 0); err != nil {
		return err
	}
	dev, err := h.admin.EnrolDevice(ctx, wire.NewDevice{Name: "Handheld of " + name, Kind: "handheld"})
	p.device, p.token = dev.ID, dev.Token
	h.people[name] = p
	return err
}

// signIn signs a worker in on his device.
func (h *flowHouse) signIn(ctx context.Context, p *person) error {
	if !p.hasPIN {
		if err := h.admin.SetPIN(ctx, p.id, flowPIN); err != nil {
			return err
		}
		p.hasPIN = true
	}
	in, err := client.New(client.Options{Base: h.svc.url(), Token: p.token, NewID: h.newID, HTTP: http.DefaultClient}).SignIn(ctx, p.id, flowPIN)
	p.session = in.Token
	return err
}

// how is how a command is sent.
type how struct {
	name   string        // the script's name for it: the same name is the same command again
	number uint64        // the device's number, if the script says it
	age    time.Duration // how long ago the command was made
	lost   bool          // the first answer is lost on the way
}

// sender gives a client that sends one command as somebody.
func (h *flowHouse) sender(p *person, how how) *client.Client {
	s, again := p.said[how.name]
	if !again {
		s.id = newIDAt(h.now().Add(-how.age))
	}
	if !again && p.device != "" {
		p.last++
		s.number = p.last
	}
	if how.name != "" {
		p.said[how.name] = s
	}
	if how.number > 0 {
		s.number = how.number
	}
	transport := http.DefaultTransport
	if how.lost {
		transport = &losingTransport{next: transport}
	}
	o := client.Options{Base: h.svc.url(), Token: p.token, Session: p.session, NewID: func() string { return s.id }, HTTP: &http.Client{Transport: transport}}
	switch {
	case p.token == "":
		o.Token, o.Session = p.session, ""
	case p.device != "":
		o.Numbers = client.NewNumbers(s.number - 1)
	}
	return client.New(o)
}

// losingTransport loses the answer of the first request: the service has done it, nobody was told.
type losingTransport struct {
	next http.RoundTripper
	lost bool
}

func (l *losingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(r)
	if err != nil || l.lost {
		return resp, err
	}
	l.lost = true
	_, _ = io.Copy(io.Discard, resp.Body)
	return nil, errors.Join(errors.New("the radio went off"), resp.Body.Close())
}

// doVerb lets somebody do a verb and words the answer.
func (h *flowHouse) doVerb(ctx context.Context, p *person, verb string, how how, body []string) (any, error) {
	d := doings[verb]
	in := reflect.New(d.in).Elem()
	if err := fill(in, body); err != nil {
		return nil, scriptError{err}
	}
	if err := h.stamp(ctx, p, d, in); err != nil {
		return nil, err
	}
	wh := warehouseIn(ctx)
	if d.company {
		wh = ""
	}
	return d.do(ctx, h.sender(p, how), wh, in.Interface())
}

// stamp signs in whoever asks for something or overrides a rule; a fact names its worker, and the device's word is enough.
func (h *flowHouse) stamp(ctx context.Context, p *person, d doing, in reflect.Value) error {
	if p.device == "" {
		return nil
	}
	override, ok := fieldNamed(in, "override")
	if d.fact && !(ok && override.String() != "") {
		if w, _ := fieldNamed(in, "worker"); w.String() == "" {
			w.SetString(p.id)
		}
		return nil
	}
	if p.session == "" {
		return h.signIn(ctx, p)
	}
	return nil
}

// scriptError is a mistake of the script's author, no answer of the service.
type scriptError struct{ error }

// setClock moves the house's clock; sessions end meanwhile, and every warehouse is told the time.
func (h *flowHouse) setClock(ctx context.Context, by string) error {
	var d time.Duration
	if days, ok := strings.CutSuffix(by, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			return scriptError{err}
		}
		d = time.Duration(n) * 24 * time.Hour
	} else {
		var err error
		if d, err = time.ParseDuration(by); err != nil {
			return scriptError{err}
		}
	}
	h.ahead.Add(int64(d))
	for _, p := range h.people {
		p.session = ""
	}
	h.signInAdmin()
	h.svc.tellTime(ctx)
	return nil
}

// names are what a script calls the numbers the service makes.
type names struct {
	made   map[string]string // number with check digit -> name
	kept   []keptName
	byName map[string]string
	count  map[string]int
}

// keptName is a field's value that the script has given a name of its own.
type keptName struct {
	name  string
	value *regexp.Regexp
}

// madeNumber is a number with kind letter and check digit, as the service makes them.
var madeNumber = regexp.MustCompile(`\b([A-Z])-\d{7,}-\d\b`)

// hide puts names for numbers: the first order is $O1, the second $O2, and what the script has kept goes by its own name.
func (n *names) hide(text string) string {
	for _, k := range n.kept {
		text = k.value.ReplaceAllString(text, "${1}"+strings.ReplaceAll(k.name, "$", "$$"))
	}
	return madeNumber.ReplaceAllStringFunc(text, func(v string) string {
		if v[2] == '9' {
			return v // one the script has made up
		}
		name, ok := n.made[v]
		if !ok {
			n.count[v[:1]]++
			name = fmt.Sprintf("$%s%d", v[:1], n.count[v[:1]])
			n.made[v], n.byName[name] = name, v
		}
		return name
	})
}

// keep names the value of a field: a long one wherever it stands, a short one, such as a job's number, in that field only.
func (n *names) keep(name, field, value string) {
	before := `\b`
	if len(value) < 6 {
		before = `\b` + field + `=`
	}
	n.kept = append(n.kept, keptName{name, regexp.MustCompile(`(` + before + `)` + regexp.QuoteMeta(value) + `\b`)})
	n.byName[name] = value
}

var nameWord = regexp.MustCompile(`\$[A-Z][A-Z0-9]*`)

// show puts numbers for names.
func (n *names) show(text string) (string, error) {
	var err error
	out := nameWord.ReplaceAllStringFunc(text, func(name string) string {
		v, ok := n.byName[name]
		if !ok {
			err = scriptError{fmt.Errorf("nothing is called %s yet", name)}
		}
		return v
	})
	return out, err
}
