package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// rawPrinter is a printer that takes bytes on a port and nothing else: each connection is a document. It is as slow as paper,
// so that a service is often killed in the middle of one.
type rawPrinter struct {
	net.Listener
	mu   sync.Mutex
	came [][]byte
	wait sync.WaitGroup
}

func newRawPrinter(t *testing.T) *rawPrinter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &rawPrinter{Listener: l}
	p.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.wait.Go(func() { p.take(c) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); p.wait.Wait() })
	return p
}

func (p *rawPrinter) take(c net.Conn) {
	defer c.Close()
	var doc bytes.Buffer
	_, _ = io.Copy(&doc, c) // what broke off is no whole document, and counts as none
	p.mu.Lock()
	p.came = append(p.came, doc.Bytes())
	p.mu.Unlock()
	<-time.After(labelTime)
}

// labelTime is how long a label takes to come out.
const labelTime = 30 * time.Millisecond

// whole counts the documents that came whole, by hash.
func (p *rawPrinter) whole() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]int{}
	for _, doc := range p.came {
		sum := sha256.Sum256(doc)
		out[hex.EncodeToString(sum[:])]++
	}
	return out
}

// script plays lines of a flow script without looking at the answers.
func (h *flowHouse) script(text string) {
	h.t.Helper()
	blocks := blocksOf(text)
	for _, b := range blocks {
		b.asks = b.asks || h.people[strings.Fields(b.head)[0]] != nil
	}
	if !h.play("test", blocks, true) {
		h.t.FailNow()
	}
	for _, b := range blocks {
		if b.asks && strings.Contains(b.want, ".") && !strings.Contains(b.want, "=") {
			h.t.Fatalf("%s: %s", b.head, b.want)
		}
	}
}

// weighedParcels makes an order of n teas that is packed into n parcels, each weighed.
func (h *flowHouse) weighedParcels(n int) []string {
	h.t.Helper()
	if err := h.playHouse("stocked"); err != nil {
		h.t.Fatal(err)
	}
	h.script(fmt.Sprintf(`Wang receive
supplier=ACME sku=TEA quantity=%[1]d dock=D-1

Wang putaway
from=L:D-1 sku=TEA quantity=%[1]d to=F-3

Shop accept
channel=shop number=1001 paid carrier=SF warehouse=SH1 ship_by=2026-03-02T18:00:00+08:00
recipient name="Zhang Wei" phone=13800138000 country=CN province=浙江省 city=杭州市 district=西湖区 detail="文三路 90 号"
lines sku=TEA quantity=%[1]d

await warehouse-order $O1 state=allocated

Sun release
kind=single

await wave $W1 state=released`, n))
	h.script("Li claim")
	trip, err := h.admin.Tasks(h.t.Context(), flowWarehouse, client.Query{Filter: map[string]string{"worker": "LI"}})
	if err != nil || len(trip.Items) != 1 {
		h.t.Fatalf("%d trips, %v", len(trip.Items), err)
	}
	task, err := h.admin.Task(h.t.Context(), flowWarehouse, trip.Items[0].ID)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range task.Steps {
		h.script(fmt.Sprintf("Li pick\ntask=%s ref.order=%s ref.line=%d ref.reservation=%d from=%s sku=TEA quantity=%d tote=T-1", task.ID, s.Ref.Order, s.Ref.Line,
			s.Ref.Reservation, s.From, s.Quantity))
	}
	h.script("Li close\ntote=T-1 at=K-1")
	var out []string
	for i := range n {
		partial := " partial"
		if i == n-1 {
			partial = ""
		}
		h.script(fmt.Sprintf("Chen pack\ntotes=T-1 carton=BOX station=K-1%s\nunits sku=TEA quantity=1", partial))
		name := fmt.Sprintf("$P%d", i+1)
		h.script("Chen weigh\nparcel=" + name + " grams=200 raw=typed override=light")
		out = append(out, h.names.byName[name])
	}
	return out
}

// killedService is the service in a process of its own, on the house's folder and clock.
type killedService struct {
	cmd *exec.Cmd
	url string
}

const (
	envServeData  = "TOTE_TEST_SERVE_DATA"
	envServeAhead = "TOTE_TEST_SERVE_AHEAD"
)

// TestServesForAKiller is the process that is killed: on its own it does nothing.
func TestServesForAKiller(t *testing.T) {
	data := os.Getenv(envServeData)
	if data == "" {
		return
	}
	ahead, err := time.ParseDuration(os.Getenv(envServeAhead))
	if err != nil {
		t.Fatal(err)
	}
	svc, err := startService(serviceOptions{data: data, listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler), now: func() time.Time { return time.Now().Add(ahead) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "url.part"), []byte(svc.url()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(data, "url.part"), filepath.Join(data, "url")); err != nil {
		t.Fatal(err)
	}
	<-time.After(2 * time.Minute) // longer than the test; then it goes by itself
}

func (h *flowHouse) startKilled(ctx context.Context) *killedService {
	h.t.Helper()
	at := filepath.Join(h.dir, "url")
	_ = os.Remove(at)
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	k := &killedService{cmd: exec.CommandContext(ctx, self, "-test.run=^TestServesForAKiller$")}
	k.cmd.Env = append(os.Environ(), envServeData+"="+h.dir, envServeAhead+"="+time.Duration(h.ahead.Load()).String())
	if err := k.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	every := time.NewTicker(awaitEvery)
	defer every.Stop()
	for {
		if url, err := os.ReadFile(at); err == nil {
			k.url = string(url)
			return k
		}
		select {
		case <-ctx.Done():
			h.t.Fatal("the service does not start")
		case <-every.C:
		}
	}
}

func (k *killedService) kill() { _ = k.cmd.Process.Kill(); _ = k.cmd.Wait() }

// clientOf gives the house's admin at a killed service, without patience: who is not answered asks the next one.
func (h *flowHouse) clientOf(k *killedService, id string) *client.Client {
	c := client.New(client.Options{Base: k.url, NewID: func() string { return id }, HTTP: &http.Client{Timeout: 5 * time.Second}})
	return c.As(h.people["Admin"].session, "", nil)
}

// A service that is killed at any moment of printing prints no waybill twice and loses none without a word: in the end each
// job is with the printer, or a person is asked to look.
func TestKilledWhilePrintingNoWaybillComesTwice(t *testing.T) {
	rounds, parcels := 5, 30
	if os.Getenv("TOTE_LONG") != "" {
		rounds, parcels = 40, 120
	}
	h := newFlowHouse(t)
	printer := newRawPrinter(t)
	ids := h.weighedParcels(parcels)
	h.script("printers\nZ1 language=zpl dpi=203 media=100x150 transport=raw blind address=" + printer.Addr().String() + "\n\nstations\nK-1 waybill=Z1")
	if err := h.svc.stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	defer cancel()
	commands := make([]string, parcels) // a label that got no answer is asked for again with the same id
	for i := range commands {
		commands[i] = h.newID()
	}
	labelled := 0
	for range rounds {
		k := h.startKilled(ctx)
		until := time.Now().Add(time.Duration(20+rand.IntN(250)) * time.Millisecond)
		for labelled < parcels && time.Now().Before(until) {
			if _, err := h.clientOf(k, commands[labelled]).Label(ctx, flowWarehouse, wire.Label{Parcel: ids[labelled], Station: "K-1"}); err != nil {
				t.Fatal(err)
			}
			labelled++
		}
		if left := time.Until(until); left > 0 {
			<-time.After(left)
		}
		k.kill()
	}
	h.open()
	for ; labelled < parcels; labelled++ {
		h.script("Chen label\nparcel=" + ids[labelled] + " station=K-1")
	}
	jobs := h.settledJobs(ctx)
	h.close()
	whole, unknown := printer.whole(), 0
	for _, id := range ids {
		j, ok := jobs["waybill/"+id+"/1"]
		switch n := whole[j.Hash]; {
		case !ok:
			t.Errorf("the waybill of %s was lost", id)
		case n > 1:
			t.Errorf("the waybill of %s came out %d times", id, n)
		case j.State == "sent" && n != 1:
			t.Errorf("the waybill of %s is sent and never came", id)
		case j.State == "unknown":
			unknown++
		case j.State != "sent":
			t.Errorf("the waybill of %s is %s in the end", id, j.State)
		}
	}
	t.Logf("%d kills over %d waybills: %d for a person to look at", rounds, parcels, unknown)
	if unknown == parcels {
		t.Error("nothing was printed: the test proves nothing")
	}
}

// settledJobs waits until nothing is on its way to a printer any more, and gives all jobs. What has no printer stays a file.
func (h *flowHouse) settledJobs(ctx context.Context) map[string]wire.PrintJob {
	h.t.Helper()
	every := time.NewTicker(20 * time.Millisecond)
	defer every.Stop()
	for {
		out := map[string]wire.PrintJob{}
		pages := func(ctx context.Context, q client.Query) (wire.Page[wire.PrintJob], error) {
			return h.admin.PrintJobs(ctx, flowWarehouse, q)
		}
		busy := 0
		err := client.All(ctx, client.Query{}, pages, func(j wire.PrintJob) error {
			out[j.Print] = j
			if slices.Contains([]string{"queued", "sending"}, j.State) || j.State == "rendered" && j.Printer != "" {
				busy++
			}
			return nil
		})
		if err != nil {
			h.t.Fatal(err)
		}
		if busy == 0 {
			return out
		}
		select {
		case <-ctx.Done():
			status, err := h.admin.PrinterStatus(context.WithoutCancel(ctx), flowWarehouse, "Z1", false)
			h.t.Fatalf("%d jobs are still on their way; the printer is %+v, %v", busy, status, err)
		case <-every.C:
		}
	}
}
