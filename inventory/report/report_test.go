package report

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/ledgertest"
	"example.com/tote/inventory/store"
)

var house = ledgertest.Options{Entries: 16_000, SKUs: 200, Places: 800, To: ledgertest.Begin.AddDate(0, 0, 200)}

// furnishedFile is made once for all tests, who only read it, in a folder that TestMain takes away.
var (
	furnishedDir  string
	furnishedFile = sync.OnceValues(func() (path string, err error) {
		if furnishedDir, err = os.MkdirTemp("", "report"); err != nil {
			return "", err
		}
		path = filepath.Join(furnishedDir, "tote.db")
		return path, ledgertest.FillFile(path, house)
	})
)

// furnished gives a house with half a year behind it, and what time it is there.
func furnished(t *testing.T) (Look, time.Time) {
	t.Helper()
	path, err := furnishedFile()
	if err != nil {
		t.Fatal(err)
	}
	e, err := store.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := store.Look(e, ledgertest.Warehouse, func(v *store.View) error {
			if found, more := inventory.Check(v); len(found)+more > 0 {
				t.Errorf("%d differences, the first: %v", len(found)+more, found[0])
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return lookInto(e), house.To.Add(time.Hour)
}

func made(t *testing.T, look Look, now time.Time, a Ask) *Table {
	t.Helper()
	q, err := a.Prepare(t.Context(), look, now)
	if err != nil {
		t.Fatal(err)
	}
	table, err := Make(t.Context(), look, q, 3)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestBalancesWoundBackAreTheLedgerAddedUp goes both ways: the balances of today less every entry since, each decoded whole
// and taken back one by one, are the stock the report gives of that moment.
func TestBalancesWoundBackAreTheLedgerAddedUp(t *testing.T) {
	look, now := furnished(t)
	have := map[inventory.Goods]int64{}
	stands := map[string]inventory.Holder{}
	var entries []inventory.Recorded
	err := look(t.Context(), func(r store.Reader) error {
		var last *inventory.Balance
		for {
			some := inventory.BalancesAfter(r, last, 5000)
			if len(some) == 0 {
				break
			}
			for i := range some {
				have[some[i].Goods] = some[i].OnHand
			}
			last = &some[len(some)-1]
		}
		for e, err := range inventory.Ledger(r, 1) {
			if err != nil {
				return err
			}
			if entries = append(entries, e); e.Kind == inventory.EntryCarry {
				stands[e.ID] = e.To.Holder
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	add := func(sku item.SKU, s inventory.Side, qty int64) {
		if s.Holder.Kind == inventory.Outside {
			return
		}
		g := inventory.Goods{SKU: sku, Lot: s.Lot, Holder: s.Holder, Status: s.Status, Owner: s.Owner}
		if have[g] += qty; have[g] == 0 {
			delete(have, g)
		}
	}
	compared := 0
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		if i == len(entries)-1 || i%3001 == 0 && entries[i+1].At.After(e.At) {
			compared++
			got := stockAt(t, look, now, e.At)
			want := map[string]int64{}
			for g, qty := range have {
				place := g.Holder
				for place.Kind == inventory.InLPN && !stands[place.ID].IsZero() {
					place = stands[place.ID]
				}
				where := place.String()
				if place.Kind == inventory.AtLocation {
					where = place.ID
				}
				want[fmt.Sprintln(g.SKU, g.Lot, where, g.Holder, g.Status, g.Owner)] += qty
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("entry %d (-balances wound back +ledger added up):\n%s", e.Seq, d)
			}
		}
		switch e.Kind {
		case inventory.EntryMove:
			add(e.SKU, e.From, e.Qty)
			add(e.SKU, e.To, -e.Qty)
		case inventory.EntryCarry:
			stands[e.ID] = e.From.Holder
		}
	}
	if compared < 3 {
		t.Errorf("only %d moments were compared", compared)
	}
}

func stockAt(t *testing.T, look Look, now, at time.Time) map[string]int64 {
	t.Helper()
	table := made(t, look, now, Ask{Kind: "stock", At: at.Format(time.RFC3339Nano), By: "lot,location,holder,status,owner"})
	got := map[string]int64{}
	for i := range table.rows {
		l := &table.rows[i]
		got[fmt.Sprintln(l.sku, l.lot, l.place, l.holder, l.status, l.owner)] += l.onHand
	}
	return got
}

// TestAskTellsAllThatIsWrongAtOnce: one answer names every word that cannot be.
func TestAskTellsAllThatIsWrongAtOnce(t *testing.T) {
	look, now := furnished(t)
	for _, c := range []struct {
		ask  Ask
		want []string
	}{
		{Ask{Kind: "stocks", Format: "pdf", Language: "fr", At: "soon", SKU: "NO"}, []string{"kind report.kind", "format report.format", "language report.language", "at report.moment", "sku report.sku"}},
		{Ask{Kind: "stock", At: "2030-01-01", Days: "3", By: "colour", Zone: "nowhere"}, []string{"by report.by", "days report.filter", "at report.future", "zone report.zone"}},
		{Ask{Kind: "value", At: "2024-12-30"}, []string{"at report.before_first"}},
		{Ask{Kind: "stock", From: "2025-01-05"}, []string{"from report.filter"}},
		{Ask{Kind: "turnover", At: "2025-01-05", Zone: "F0"}, []string{"zone report.filter", "at report.filter"}},
		{Ask{Kind: "turnover", From: "2025-03-05", To: "2025-02-05", By: "lot"}, []string{"by report.filter", "from report.period"}},
		{Ask{Kind: "dead", Days: "many"}, []string{"days report.days"}},
	} {
		_, err := c.ask.Prepare(t.Context(), look, now)
		var got []string
		if fault.ReasonOf(err) == "report.invalid" {
			for _, d := range fault.From(err).Details {
				got = append(got, d.Where+" "+d.Reason)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%+v: %v (-want +got):\n%s", c.ask, err, d)
		}
	}
	if _, err := (Ask{Kind: "stock"}).Prepare(t.Context(), look, now); err != nil {
		t.Error(err)
	}
}

// TestADayEndsInTheWarehouse: Shanghai's last of January ends at 16:00 UTC; the day that is not over ends now.
func TestADayEndsInTheWarehouse(t *testing.T) {
	look, now := furnished(t)
	for at, want := range map[string]time.Time{
		"2025-01-31":                time.Date(2025, 1, 31, 16, 0, 0, 0, time.UTC),
		"2025-01-31T12:00:00+08:00": time.Date(2025, 1, 31, 4, 0, 0, 1000, time.UTC),
		now.Format(time.DateOnly):   now.Add(time.Microsecond),
		"":                          now.Add(time.Microsecond),
	} {
		q, err := Ask{Kind: "stock", At: at}.Prepare(t.Context(), look, now)
		if err != nil || !q.Before.Equal(want) {
			t.Errorf("%q ends at %s (%v), want %s", at, q.Before.UTC(), err, want)
		}
	}
	q, err := Ask{Kind: "abc", From: "2025-01-31", To: "2025-01-31"}.Prepare(t.Context(), look, now)
	if err != nil || q.Before.Sub(q.From) != 24*time.Hour {
		t.Errorf("a period of one day is %s long (%v)", q.Before.Sub(q.From), err)
	}
}

// TestSumsAgree: whatever stock is told apart by, it is the same stock; the value report is worth as much.
func TestSumsAgree(t *testing.T) {
	look, now := furnished(t)
	const at = "2025-05-03"
	all := func(a Ask) (units, value int64) {
		a.At = at
		table := made(t, look, now, a)
		for i := range table.rows {
			units += table.rows[i].onHand
			value += table.rows[i].value
		}
		return units, value
	}
	units, value := all(Ask{Kind: "stock", By: "item"})
	for _, a := range []Ask{{Kind: "stock"}, {Kind: "stock", By: "holder,lot,status"}, {Kind: "value"}, {Kind: "value", By: "zone,owner,location_kind"}, {Kind: "value", By: "status,storage_class"}} {
		if u, v := all(a); u != units || v != value || u == 0 {
			t.Errorf("%+v: %d units worth %d, want %d worth %d", a, u, v, units, value)
		}
	}
	house, _ := all(Ask{Kind: "stock", Owner: House})
	web, _ := all(Ask{Kind: "stock", Owner: "web"})
	if house+web != units || web == 0 {
		t.Errorf("the house has %d, web %d, both together %d", house, web, units)
	}
	var zones int64
	for _, zone := range []string{"dock", "pack", "out", "returns", "F0", "R0"} {
		n, _ := all(Ask{Kind: "stock", Zone: zone})
		zones += n
	}
	if zones != units {
		t.Errorf("all zones have %d units, the house %d", zones, units)
	}
	table := made(t, look, now, Ask{Kind: "turnover", From: "2025-02-01", To: at})
	var closing int64
	for i := range table.rows {
		closing += table.rows[i].t.Closing
	}
	if closing != units {
		t.Errorf("the period closes with %d, the stock is %d", closing, units)
	}
}

// TestExpiryIsTheListOfLotsThatExpire: of now, the report is what the list on the supervisor's screen says.
func TestExpiryIsTheListOfLotsThatExpire(t *testing.T) {
	look, now := furnished(t)
	today := item.DateOf(now, time.FixedZone("Shanghai", 8*3600))
	var want []string
	err := look(t.Context(), func(r store.Reader) error {
		q := inventory.ExpiringQuery{Today: today, Until: today + 200}
		for more := true; more; {
			var some []inventory.Expiring
			some, q.After, more = inventory.ListExpiring(r, q)
			for _, e := range some {
				want = append(want, fmt.Sprintln(e.Lot.Expiry, e.Lot.SKU, e.Lot.Number, e.Days, e.OnHand, e.Value, e.Currency))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	table := made(t, look, now, Ask{Kind: "expiry", Days: "200"})
	for i := range table.rows {
		l := &table.rows[i]
		got = append(got, fmt.Sprintln(l.expiry, l.sku, l.lot, table.today.Until(l.expiry), l.onHand, l.value, l.currency))
	}
	if d := cmp.Diff(want, got); d != "" || len(got) == 0 {
		t.Errorf("%d lots (-list +report):\n%s", len(got), d)
	}
}

// TestFiguresOfAnItem: what a reader would reckon with a pencil.
func TestFiguresOfAnItem(t *testing.T) {
	day := time.Date(2025, 5, 31, 0, 0, 0, 0, time.UTC)
	table := &Table{Query: Query{Before: day, From: day.AddDate(0, 0, -100)}, today: item.DateOf(day, time.UTC)}
	idle := func(v inventory.Turnover) int64 { n, _ := (&line{t: &v}).idle(table); return n }
	if got := idle(inventory.Turnover{LastOut: day.AddDate(0, 0, -12).UnixMicro(), FirstIn: 1}); got != 12 {
		t.Errorf("idle for %d days, want 12", got)
	}
	if got := idle(inventory.Turnover{FirstIn: day.AddDate(0, 0, -3).UnixMicro()}); got != 3 {
		t.Errorf("what never went out and came 3 days ago is idle for %d days", got)
	}
	l := line{t: &inventory.Turnover{Shipped: 40, Sent: 10, Closing: 25}}
	if days, ok := l.lasts(table); days != 50 || !ok {
		t.Errorf("25 units last %d days at 50 in 100 days, want 50", days)
	}
	l = line{t: &inventory.Turnover{Closing: 25}}
	if days, ok := l.lasts(table); ok {
		t.Errorf("what nobody wants lasts %d days", days)
	}
	if got := mulDiv(math.MaxInt64, 10, 1); got != math.MaxInt64 {
		t.Errorf("what has no room is %d", got)
	}
}

// TestACallerWhoLeavesStopsTheWork: no goroutine goes on reading.
func TestACallerWhoLeavesStopsTheWork(t *testing.T) {
	look, now := furnished(t)
	q, err := Ask{Kind: "stock"}.Prepare(t.Context(), look, now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	looks := 0
	_, err = Make(ctx, func(ctx context.Context, read func(store.Reader) error) error {
		if looks++; looks == 2 {
			leave()
		}
		return look(ctx, read)
	}, q, 1)
	if fault.ReasonOf(err) != "report.given_up" || looks > 3 {
		t.Errorf("%d looks were made, then: %v", looks, err)
	}
	broken := fault.Internal("disk.gone", "gone")
	if _, err = Make(t.Context(), func(context.Context, func(store.Reader) error) error { return broken }, q, 2); err != broken {
		t.Errorf("trouble of the store came back as %v", err)
	}
}
