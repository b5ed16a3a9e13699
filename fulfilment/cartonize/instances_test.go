package cartonize

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/item"
)

const folder = "../../testdata/instances/cartonization"

func rows(t testing.TB, file string) [][]string {
	f, err := os.Open(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	all, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

func number(t testing.TB, s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// order is a real order of testdata/instances/cartonization, see SOURCE.md there.
type order struct {
	id    string
	units []Unit
}

func orders(t testing.TB) ([]order, []Box) {
	var out []order
	for _, r := range rows(t, "orders.csv.gz") {
		if n := len(out); n == 0 || out[n-1].id != r[0] {
			out = append(out, order{id: r[0]})
		}
		o := &out[len(out)-1]
		o.units = append(o.units, Unit{ID: r[2], SKU: item.SKU(r[2]), Quantity: number(t, r[1]), Grams: number(t, r[6]),
			Size: size(number(t, r[4]), number(t, r[3]), number(t, r[5]))})
	}
	var boxes []Box
	for _, r := range rows(t, "boxes.csv") {
		boxes = append(boxes, Box{Code: r[0], Outer: size(number(t, r[2]), number(t, r[1]), number(t, r[3])), Tare: number(t, r[4]),
			Inner: size(number(t, r[6]), number(t, r[5]), number(t, r[7])), MaxGross: number(t, r[8]), Stock: Endless})
	}
	return out, boxes
}

// TestRealOrders packs 2,137 real orders, checks each plan, and compares boxes and volume with the best known.
func TestRealOrders(t *testing.T) {
	all, boxes := orders(t)
	best := map[string][]string{}
	for _, r := range rows(t, "best_known.csv.gz") {
		best[r[0]] = r
	}
	count, outer, bestCount, worse := 0, int64(0), int64(0), 0
	var took []time.Duration
	for _, o := range all {
		begin := time.Now()
		p, err := Pack(context.Background(), o.units, boxes, Rules{})
		took = append(took, time.Since(begin))
		if err != nil || len(p.Left) > 0 {
			t.Fatalf("order %s: %v, left %v", o.id, err, p.Left)
		}
		verify(t, o.units, boxes, Rules{}, p)
		count += len(p.Cartons)
		for _, c := range p.Cartons {
			outer += c.Outer.Volume()
		}
		b := number(t, best[o.id][1])
		bestCount += b
		if int64(len(p.Cartons)) > b {
			worse++
		}
	}
	slices.Sort(took)
	t.Logf("%d boxes (best known %d, %d orders worse), %d l; p50 %v p95 %v p99 %v max %v", count, bestCount, worse, outer/1e6,
		took[len(took)/2], took[len(took)*95/100], took[len(took)*99/100], took[len(took)-1])
	if int64(count)*1000 > bestCount*1001 {
		t.Errorf("got %d boxes, best known %d", count, bestCount)
	}
	peer := int64(0)
	for _, r := range rows(t, "peer_boxpacker.csv.gz") {
		peer += number(t, r[3])
	}
	if outer > peer {
		t.Errorf("got %d l of boxes, the peer %d l", outer/1e6, peer/1e6)
	}
}

// containers reads the container loading problems of a file.
func containers(t testing.TB, file string) (boxes []Box, units [][]Unit) {
	raw, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	f := strings.Fields(string(raw))
	next := func() int64 { v := number(t, f[0]); f = f[1:]; return v }
	for range next() {
		next()
		next()
		boxes = append(boxes, box("container", next(), next(), next()))
		var us []Unit
		for n := range next() {
			next()
			u := Unit{ID: strconv.FormatInt(n, 10), Grams: 1}
			for e, edge := range []*int64{&u.Size.Length, &u.Size.Width, &u.Size.Height} {
				*edge = next()
				u.Stand |= Edges(next()) << e
			}
			u.Quantity = next()
			us = append(us, u)
		}
		units = append(units, us)
	}
	return boxes, units
}

// TestContainers fills containers of br1..br7 and checks each: the first three of a file, or all with TOTE_LONG=1.
func TestContainers(t *testing.T) {
	share, n := int64(0), int64(0)
	begin := time.Now()
	for file := 1; file <= 7; file++ {
		boxes, units := containers(t, "br"+strconv.Itoa(file)+".txt")
		if os.Getenv("TOTE_LONG") != "1" {
			boxes = boxes[:3]
		}
		for k := range boxes {
			p, err := Fill(context.Background(), units[k], boxes[k], Rules{})
			if err != nil {
				t.Fatal(err)
			}
			verify(t, units[k], boxes[k:k+1], Rules{}, p)
			share += 1000 - p.Cartons[0].Void
			n++
		}
	}
	t.Logf("mean use %d permille of %d containers in %v each", share/n, n, time.Since(begin)/time.Duration(n))
	if share/n < 880 {
		t.Errorf("mean use %d permille, want 880", share/n)
	}
}

func BenchmarkFill(b *testing.B) {
	boxes, units := containers(b, "br5.txt")
	for b.Loop() {
		if _, err := Fill(context.Background(), units[0], boxes[0], Rules{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPack(b *testing.B) {
	all, boxes := orders(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, o := range all[:200] {
			if _, err := Pack(context.Background(), o.units, boxes, Rules{}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "us/order")
}
