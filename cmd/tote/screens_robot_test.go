//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/terminal/ui"
)

// screenReader is a picker who knows nothing but what is on the screen.
type screenReader struct {
	tote func() string // a free one
	at   string        // where totes are set down
}

var (
	skuLine  = regexp.MustCompile(`(?m)^SKU (\S+)$`)
	toteAsk  = regexp.MustCompile(`(?m)^` + strings.ReplaceAll(ui.T("pick.scan_tote", "X").In(ui.English), "X", `(\S+)`) + `$`)
	bigPlace = regexp.MustCompile(`(?m)^([A-Z]-\d)$`)
)

// next says what a picker scans at a screen; done: there is no more work.
func (r *screenReader) next(screen string) (scan string, done bool, err error) {
	word := func(key string) bool { return strings.Contains(screen, ui.T(key).In(ui.English)) }
	found := func(re *regexp.Regexp) string {
		if m := re.FindStringSubmatch(screen); m != nil {
			return m[1]
		}
		return ""
	}
	switch {
	case word("safe.ask"):
		return "", false, errors.New("a command was refused")
	case word("pick.nothing"):
		return "", true, nil
	case word("prompt.choose_task"):
		return "1", false, nil
	case word("prompt.is_empty"):
		return "2", false, nil
	case word("prompt.scan_item"):
		return found(skuLine), false, nil
	case word("prompt.scan_location"):
		return found(bigPlace), false, nil
	case word("pick.scan_new_tote"):
		return r.tote(), false, nil
	case word("pick.set_down"):
		return r.at, false, nil
	case word("pick.next_or_back"):
		return "", false, nil
	}
	if tote := found(toteAsk); tote != "" {
		return tote, false, nil
	}
	return "", false, fmt.Errorf("a picker does not know what to do")
}

// freeTotes gives the totes of the small house, each once.
func freeTotes(prefix string) func() string {
	n := 0
	return func() string { n++; return fmt.Sprintf("%s%d", prefix, n) }
}

// TestTerminalKilledAtEveryStep picks a trip with the real program and kills it after every key message, at every moment
// between the key and the answer; what was confirmed is booked, and booked once.
func TestTerminalKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	rounds := 1
	if os.Getenv("TOTE_LONG") != "" {
		rounds = 12
	}
	for seed := range rounds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { killedAtEveryStep(t, uint64(seed)) })
	}
}

func killedAtEveryStep(t *testing.T, seed uint64) {
	h := newFlowHouse(t)
	defer h.close()
	h.openScreen = openPTY
	if err := h.playHouse("released"); err != nil {
		t.Fatal(err)
	}
	if err := h.openTerminal(t.Context(), h.people["Li"], nil); err != nil {
		t.Fatal(err)
	}
	s := h.screens["Li"].(*ptyScreen)
	random := rand.New(rand.NewPCG(seed, 1))
	reader := &screenReader{tote: freeTotes("T-"), at: "K-1"}
	mostWait, was, kills := 10, "", 0
	for {
		screen, err := s.screen("")
		if err != nil {
			t.Fatal(err)
		}
		scan, done, err := reader.next(screen)
		if err != nil {
			t.Fatalf("%v after %d kills:\n%s", err, kills, screen)
		}
		if done {
			break
		}
		if strings.Contains(screen, ui.T("pick.scan_new_tote").In(ui.English)) {
			reader.tote = func() string { return scan } // the same one until it is taken
		} else if strings.Contains(screen, ui.T("pick.set_down").In(ui.English)) {
			reader.tote = freeTotes("T-2")
		}
		if mostWait *= 2; screen != was {
			mostWait, was = 10, screen
		}
		for _, part := range []string{scan, scan + "\r"} { // each is a key message: half a scan is none
			s.send(part)
			select {
			case <-time.After(time.Duration(random.IntN(min(mostWait, 2000))) * time.Millisecond):
			case <-s.prog.ended:
			}
			if err := s.kill(); err != nil {
				t.Fatal(err)
			}
			if kills++; kills > 200 || !s.prog.shows("> _") {
				t.Fatalf("no prompt after %d kills:\n%s", kills, s.prog.screen.text())
			}
		}
	}
	if !s.prog.shows("Online ^0 !0", "^0 !0") {
		t.Fatalf("commands wait:\n%s", s.prog.screen.text())
	}
	got, err := stockLook(t.Context(), h.admin, flowWarehouse, []string{"TEA"})
	if err != nil || !strings.Contains(got, "L:F-1 13") || strings.Contains(got, "reserved 4 ") {
		t.Errorf("stock of TEA after %d kills: %v\n%s\nwant 13 left at F-1", kills, err, got)
	}
	nuts, err := stockLook(t.Context(), h.admin, flowWarehouse, []string{"NUTS"})
	if err != nil || !strings.Contains(nuts, "L:F-2 8") {
		t.Errorf("stock of NUTS after %d kills: %v\n%s\nwant 8 left at F-2", kills, err, nuts)
	}
	t.Logf("%d kills", kills)
}

// storm is a network that drops requests and answers, delays, sends twice, and lets old requests arrive late.
type storm struct {
	mu     sync.Mutex
	random *rand.Rand
	calm   bool
	late   sync.WaitGroup
	struck map[string]int
}

func (s *storm) chance(percent int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.calm && s.random.IntN(100) < percent
}

func (s *storm) wait(most time.Duration) <-chan time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.After(time.Duration(s.random.Int64N(int64(most))))
}

func (s *storm) count(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.struck[what]++
}

// RoundTrip carries a request through the storm. Questions are asked again in seconds only, so few of them are lost.
func (s *storm) RoundTrip(r *http.Request) (*http.Response, error) {
	bad := 20
	if r.Method == http.MethodGet {
		bad = 2
	}
	<-s.wait(8 * time.Millisecond)
	if s.chance(bad) {
		s.count("request lost")
		return nil, errors.New("lost on the way there")
	}
	if s.chance(bad) {
		s.count("late again")
		s.again(r, s.wait(300*time.Millisecond))
	}
	if s.chance(bad) {
		s.count("twice")
		if resp, err := http.DefaultTransport.RoundTrip(copyOf(r)); err == nil {
			drain(resp)
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && s.chance(bad) {
		s.count("answer lost")
		drain(resp)
		return nil, errors.New("lost on the way back")
	}
	return resp, err
}

// again lets a copy of a request arrive when later ones have been answered long since.
func (s *storm) again(r *http.Request, when <-chan time.Time) {
	old := copyOf(r).WithContext(context.WithoutCancel(r.Context()))
	s.late.Go(func() {
		<-when
		if resp, err := http.DefaultTransport.RoundTrip(old); err == nil {
			drain(resp)
		}
	})
}

func copyOf(r *http.Request) *http.Request {
	c := r.Clone(r.Context())
	if r.GetBody != nil {
		c.Body, _ = r.GetBody() // a reader of bytes that are there
	}
	return c
}

func drain(resp *http.Response) {
	_, _ = io.Copy(io.Discard, resp.Body) // it is nobody's
	_ = resp.Body.Close()
}

// robot is a picker at the model itself, in the storm.
type robot struct {
	localScreen
	storm  *storm
	reader screenReader
}

func (r *robot) begin(ctx context.Context) error {
	c := scanCommand{Server: r.h.svc.url(), Token: r.o.token, Warehouse: flowWarehouse, Data: r.o.dir, Language: "en", now: r.h.now, transport: r.storm}
	parts, err := c.open(ctx, nil)
	if err != nil {
		return err
	}
	r.parts, r.app = parts, parts.app
	r.do(r.app.Init())
	return nil
}

// work picks until there is nothing to pick and all is told. It goes on while commands wait, as with the radio off.
func (r *robot) work(ctx context.Context) error {
	since, was := time.Now(), ""
	for {
		select {
		case m := <-r.msgs:
			r.update(m)
			continue
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
		if !r.app.Settled() {
			if time.Since(since) > awaitFor {
				return fmt.Errorf("waits for ever:\n%s", r.rows())
			}
			continue
		}
		screen := r.rows()
		if screen != was {
			since, was = time.Now(), screen
		}
		scan, done, err := r.reader.next(screen)
		switch {
		case err != nil || time.Since(since) > awaitFor:
			return fmt.Errorf("%v:\n%s", err, screen)
		case done && r.parts.queue.Status().Waiting == 0:
			return nil
		case done:
		default:
			r.scan(scan)
		}
	}
}

// TestPickersInAStorm lets several terminals pick whole trips over a network that drops, delays, doubles and reorders.
func TestPickersInAStorm(t *testing.T) {
	t.Parallel()
	orders, robots := 9, 3
	if os.Getenv("TOTE_LONG") != "" {
		orders, robots = 18, 6
	}
	h := newFlowHouse(t)
	defer h.close()
	if err := h.playHouse("stocked"); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i := range orders {
		fmt.Fprintf(&text, `Shop accept
channel=shop number=%d paid carrier=SF warehouse=SH1 ship_by=2026-03-02T18:00:00+08:00
recipient name="Zhang Wei" phone=13800138000 country=CN province=浙江省 city=杭州市 district=西湖区 detail="文三路 90 号"
lines sku=TEA quantity=1
%s
await warehouse-order $O%d state=allocated

`, 1001+i, map[bool]string{true: "lines sku=NUTS quantity=1\n"}[i < 8], i+1)
	}
	h.script(text.String() + "Sun release\nkind=single\n\nawait wave $W1 state=released")
	var work sync.WaitGroup
	var storms []*storm
	for i := range robots {
		id := fmt.Sprintf("R%d", i+1)
		if err := h.enter(t.Context(), id, []string{"picker"}, false); err != nil {
			t.Fatal(err)
		}
		if err := h.admin.SetPIN(t.Context(), id, flowPIN); err != nil {
			t.Fatal(err)
		}
		r := &robot{storm: &storm{random: rand.New(rand.NewPCG(uint64(i), 7)), calm: true, struck: map[string]int{}},
			reader: screenReader{tote: freeTotes(fmt.Sprintf("T-%d", i+1)), at: "K-1"}}
		r.localScreen = localScreen{h: h, radio: &radio{}, o: screenOptions{width: 26, height: 20, token: h.people[id].token, worker: id, dir: filepath.Join(t.TempDir(), id)}}
		r.msgs, r.ended = make(chan tea.Msg, 1024), make(chan struct{})
		if err := r.begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.scan(id)
		r.typed(flowPIN)
		if _, err := r.screen(""); err != nil {
			t.Fatal(err)
		}
		r.storm.calm = false
		work.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 2*awaitFor)
			defer cancel()
			if err := r.work(ctx); err != nil {
				t.Errorf("%s: %v", id, err)
			}
			r.storm.late.Wait()
			if err := r.close(); err != nil {
				t.Error(err)
			}
		})
		storms = append(storms, r.storm)
	}
	work.Wait()
	for _, what := range []string{"request lost", "answer lost", "twice", "late again"} {
		n := 0
		for _, s := range storms {
			n += s.struck[what]
		}
		if n == 0 {
			t.Errorf("the storm never struck so: %s", what)
		}
	}
	stock, err := stockLook(t.Context(), h.admin, flowWarehouse, []string{"TEA"})
	if want := fmt.Sprintf("L:F-1 %d", 20-orders); err != nil || !strings.Contains(stock+"\n", want+"\n") || strings.Count(stock, "P:T-") != orders {
		t.Errorf("stock of TEA: %v\n%s\nwant %s and one in each of %d totes", err, stock, want, orders)
	}
}
