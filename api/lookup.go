package api

import (
	"context"
	"strings"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
	"example.com/tote/labels/gs1"
)

// Bounds of one look-up: what a worker reads on a screen, not a report.
const (
	maxLookupBalances = 40
	maxLookupLPNs     = 40
	maxLookupSame     = 10 // things of one kind that one code names
)

type lookupInput struct {
	Warehouse string `path:"wh"`
	Code      string `query:"code" doc:"As it was scanned; GS1 element strings and Digital Links are read"`
}

// lookup tells everything a scanned code means here.
func (s *Server) lookup(ctx context.Context, in *lookupInput) (*struct{ Body wire.Lookup }, error) {
	code := strings.TrimSpace(in.Code)
	if code == "" || len(code) > gs1.LongestMessage {
		return nil, fault.Invalid("lookup.code", "a code has 1 to %d characters", gs1.LongestMessage)
	}
	now := s.opt.Now()
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (*struct{ Body wire.Lookup }, error) {
		w, err := inventory.WarehouseOf(v)
		if err != nil {
			return nil, err
		}
		l := &lookingUp{v: v, code: code, today: item.DateOf(now, w.Location())}
		l.readScan()
		for _, kind := range []func(){l.locations, l.lpns, l.orders, l.parcels, l.tasks, l.manifests, l.deliveries, l.items, l.lots, l.serials, l.workers} {
			kind()
		}
		out := wire.Lookup{Code: in.Code, Meanings: l.found}
		if out.Meanings == nil {
			out.Meanings = []wire.Meaning{}
		}
		return &struct{ Body wire.Lookup }{out}, nil
	})
}

// lookingUp gathers what one code means, kind by kind.
type lookingUp struct {
	v     *store.View
	code  string
	today item.Date
	sscc  string // the element string's
	gtin  string
	lot   string
	unit  string // serial number
	found []wire.Meaning
}

// readScan takes a GS1 message apart; any other code is what it says.
func (l *lookingUp) readScan() {
	scan, err := gs1.ParseScan(l.code)
	if strings.HasPrefix(l.code, "(") { // as a person types what stands below the bars
		scan.Elements, err = gs1.ParseBracketed(l.code)
		scan.GTIN, _ = scan.Elements.Value("01")
	}
	if err != nil {
		return
	}
	l.gtin = scan.GTIN
	l.sscc, _ = scan.Elements.Value("00")
	l.lot, _ = scan.Elements.Value("10")
	l.unit, _ = scan.Elements.Value("21")
	if len(scan.Elements) == 0 && scan.Text != "" {
		l.code = scan.Text
	}
}

func (l *lookingUp) add(m wire.Meaning) { l.found = append(l.found, m) }

func (l *lookingUp) locations() {
	at, err := inventory.FindLocationByScan(l.v, l.code)
	if err != nil {
		return
	}
	w := showLocation(at)
	m := wire.Meaning{Kind: "location", ID: w.Code, By: "barcode", State: "open", Location: &w}
	if strings.EqualFold(l.code, w.Code) {
		m.By = "code"
	}
	if at.Closed {
		m.State = "closed"
	}
	l.holding(&m, inventory.Location(at.Code))
	l.held(&m, inventory.Target{On: inventory.HoldHolder, Holder: inventory.Location(at.Code)})
	l.add(m)
}

// holding tells what a holder has.
func (l *lookingUp) holding(m *wire.Meaning, h inventory.Holder) {
	for b := range inventory.Contents(l.v, h) {
		if len(m.Balances) == maxLookupBalances {
			m.More = true
			break
		}
		m.Balances = append(m.Balances, l.balance(&b))
	}
	m.LPNs = inventory.Children(l.v, h, maxLookupLPNs+1)
	if len(m.LPNs) > maxLookupLPNs {
		m.LPNs, m.More = m.LPNs[:maxLookupLPNs], true
	}
}

func (l *lookingUp) held(m *wire.Meaning, on inventory.Target) {
	for _, h := range inventory.HoldsAt(l.v, on) {
		m.Holds = append(m.Holds, showHold(h))
	}
}

func (l *lookingUp) balance(b *inventory.Balance) wire.ClaimedStock {
	st := fulfilment.StandingOf(l.v, b, l.today)
	return wire.ClaimedStock{Balance: showBalance(l.v, *b), Location: st.Location, Available: st.Available, Why: st.Why, Claims: showRefs(st.Claims)}
}

func (l *lookingUp) lpns() {
	for _, id := range []string{l.code, l.sscc} {
		p, err := inventory.GetLPN(l.v, id)
		if id == "" || err != nil {
			continue
		}
		m := wire.Meaning{Kind: "lpn", ID: p.ID, By: "number", State: p.Kind.String(), At: p.Parent.String(), Order: p.Order}
		if p.Kind == inventory.ToteLPN {
			m.Kind, m.State = "tote", p.State.String()
		}
		if code, ok := inventory.PlaceOf(l.v, p.Holder()); ok {
			m.Place = string(code)
		}
		if p.Parent.Kind == inventory.WithWorker {
			m.Worker = p.Parent.ID
		}
		l.holding(&m, p.Holder())
		l.held(&m, inventory.Target{On: inventory.HoldHolder, Holder: p.Holder()})
		l.add(m)
	}
}

func (l *lookingUp) tasks() {
	t, err := inventory.GetTask(l.v, strings.ToUpper(l.code))
	if err != nil {
		return
	}
	l.add(wire.Meaning{Kind: "task", ID: t.ID, By: "number", State: t.State.String(), Worker: t.Claim.Worker, Since: instant(t.Claim.At),
		Lines: len(t.Steps), Left: len(t.Remaining(l.v))})
}

func (l *lookingUp) manifests() {
	if m, err := fulfilment.GetManifest(l.v, strings.ToUpper(l.code)); err == nil {
		l.add(wire.Meaning{Kind: "manifest", ID: m.ID, By: "number", State: m.State.String(), Place: m.Dock, Lines: int(m.Parcels)})
	}
}

func (l *lookingUp) deliveries() {
	lines, more, err := partner.ExpectedLines(l.v, partner.ExpectedQuery{Reference: l.code})
	if err != nil {
		return
	}
	at := map[string]int{}
	for _, e := range lines {
		key := e.Document + " " + e.Number
		if _, told := at[key]; !told {
			by := "number"
			if e.Reference != "" && !strings.EqualFold(e.Number, l.code) {
				by = "reference"
			}
			at[key] = len(l.found)
			l.add(wire.Meaning{Kind: e.Document, ID: e.Number, By: by, State: "expected", More: more})
		}
		l.found[at[key]].Lines++
	}
}

// workers tells only who a badge is: nothing else of a person belongs on a screen of the floor.
func (l *lookingUp) workers() {
	w, ok := people.FindLogin(l.v, l.code)
	switch {
	case !ok:
	case w.Badge == l.code:
		l.add(wire.Meaning{Kind: "worker", ID: w.ID, By: "badge"})
	case w.ID == people.NormalID(l.code):
		l.add(wire.Meaning{Kind: "worker", ID: w.ID, By: "number"})
	}
}
