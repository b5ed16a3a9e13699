// Package store_test holds the store's tests and its benchmarks.
//
//	go test ./inventory/store -bench Command -run '^$'                                   what a command costs without a disk
//	go test ./inventory/store -bench 'AgainstPlainLoop|StartOfALarge' -run '^$' -timeout 20m     the two on a gigabyte
//	TOTE_LONG=1 go test ./inventory/store -run Killed -v                                 sixty processes killed at work
//
// TOTE_BENCH_STORE names a file to keep the filled gigabyte in between runs.
//
// Figures: 4 shared cores (Intel Xeon), virtio disk, ext4, Linux 6.18, Go 1.26.8. A command reads three records of 300
// bytes, writes them, a ledger entry, its answer and its floor, and takes its last answer away; the plain loop makes the
// same reads and writes as bytes. Ratio of commands/s, executor to plain loop; want 0.90, 0.80, 0.80:
//
//	callers                                1                    64                    512
//	load 2, fsync 4,000-9,000/s     1734/1925 = 0.90     5176/5205 = 0.99     7560/7999 = 0.95
//	load 7, fsync 500-1,900/s        359/354, 0.93       2801/2904, 0.98      7180/6711, 1.07   (median of 31 pairs)
//	without running ahead, load 1   1208/1245 = 0.97     3734/3626 = 1.03     4456/5510 = 0.81
//
// Running the next round while a full one is written brought the 512 callers from 0.79-0.81 to 0.95 and more. Linger of
// 0.3, 1 and 2 ms changed nothing beyond the noise. Start after a clean stop 1.5 ms; RssAnon after 60 s idle 3 MB. Opening
// after a crash: cold cache 2.0 s (16 s without warming), warm cache 0.7-0.9 s.
package store_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"example.com/tote/inventory/store"
)

// benchRun tells how many commands a way of committing got done.
type benchRun struct {
	callers int
	records uint64
	length  time.Duration
	round   int // tells the devices of one run from those of another
}

// closedLoop lets callers send one command after another and gives the commands done in a second.
func (r benchRun) closedLoop(do func(caller int, ids [3]uint64, number uint64) error) (perSecond float64, failure error) {
	var done atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	began := time.Now()
	for i := range r.callers {
		random := rand.New(rand.NewPCG(uint64(i), uint64(r.round)))
		all.Go(func() {
			for n := uint64(1); time.Since(began) < r.length; n++ {
				ids := [3]uint64{random.Uint64N(r.records), random.Uint64N(r.records), random.Uint64N(r.records)}
				if err := do(i, ids, n); err != nil {
					failed.Store(&err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}

func (r benchRun) executor(path string) (float64, error) {
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now})
	if err != nil {
		return 0, err
	}
	body := make([]byte, benchBody)
	n, err := r.closedLoop(func(caller int, ids [3]uint64, number uint64) error {
		now := time.Now()
		_, err := store.Do(context.Background(), x, store.Command{
			Partition: benchWarehouse, Verb: "pick", Source: store.Source{Kind: store.FromDevice, ID: r.device("x", caller)},
			ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Number: number, Floor: number, At: now, OccurredAt: now,
		}, benchCommand(ids, body))
		return err
	})
	if closeErr := x.Close(); err == nil {
		err = closeErr
	}
	return n, err
}

func (r benchRun) device(way string, caller int) string {
	return fmt.Sprintf("%s-%03d-%06d", way, r.round, caller)
}

type plainCall struct {
	command plainCommand
	done    chan error
}

// plainLoop is group commit and nothing else: one goroutine takes what is queued into one bbolt transaction.
func (r benchRun) plainLoop(path string) (float64, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, NoFreelistSync: true, PageSize: 4096, InitialMmapSize: int(plainMapped)})
	if err != nil {
		return 0, err
	}
	queue := make(chan plainCall, 4096)
	var loop sync.WaitGroup
	loop.Go(func() { runPlainLoop(db, queue) })
	n, err := r.closedLoop(func(caller int, ids [3]uint64, number uint64) error {
		c := plainCall{plainCommand{ids, r.device("p", caller), number}, make(chan error, 1)}
		queue <- c
		return <-c.done
	})
	close(queue)
	loop.Wait()
	db.NoFreelistSync = false
	if updateErr := db.Update(func(*bolt.Tx) error { return nil }); err == nil {
		err = updateErr
	}
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	return n, err
}

const plainGroup = 1000 // commands in one transaction at most

var plainMapped int64 = 64 << 30 // as the engine maps the file; a variable, since machines of 32 bits cannot even name it

func runPlainLoop(db *bolt.DB, queue chan plainCall) {
	var calls []plainCall
	for first := range queue {
		calls = append(calls[:0], first)
		for more := true; more && len(calls) < plainGroup; {
			select {
			case c, open := <-queue:
				if more = open; open {
					calls = append(calls, c)
				}
			default:
				more = false
			}
		}
		err := db.Update(func(btx *bolt.Tx) error {
			tx := &plainTx{records: btx.Bucket([]byte("r")), log: btx.Bucket([]byte("l"))}
			tx.log.FillPercent = 0.9
			k, _ := tx.log.Cursor().Last()
			tx.tail = binary.BigEndian.Uint64(k[len(k)-8:])
			for i := range calls {
				calls[i].command.run(tx)
				if err := tx.commit(); err != nil {
					return err
				}
			}
			return nil
		})
		for _, c := range calls {
			c.done <- err
		}
	}
}

// fsyncs gives the durable 4 KiB appends a second this disk does at this moment.
func fsyncs(t testing.TB, dir string) float64 {
	f, err := os.Create(filepath.Join(dir, "fsync.probe"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	page := make([]byte, 4096)
	began := time.Now()
	n := 0
	for ; time.Since(began) < time.Second; n++ {
		if _, err := f.Write(page); err != nil {
			t.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			t.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}

// How often the two ways are compared, and how long each runs: many short turns, so that what else happens on the machine
// meets both alike.
const (
	benchPairs = 31
	benchTurn  = time.Second
)

// BenchmarkAgainstPlainLoop compares the executor with the plain group loop on one store of a gigabyte, for minutes. What
// counts is the median of the ratios of neighbouring turns.
func BenchmarkAgainstPlainLoop(b *testing.B) {
	path, records := benchStoreFile(b, benchStoreSize)
	round := int(time.Now().Unix() % 1e6)
	for _, at := range []struct {
		callers int
		want    float64
	}{{1, 0.9}, {64, 0.8}, {512, 0.8}} {
		var plain, executor, ratios []float64
		for i := range benchPairs {
			round++
			r := benchRun{callers: at.callers, records: records, length: benchTurn, round: round}
			runs := []func(string) (float64, error){r.plainLoop, r.executor}
			var got [2]float64
			for turn := range runs {
				which := (turn + i) % len(runs) // each goes first as often as the other
				n, err := runs[which](path)
				if err != nil {
					b.Fatal(err)
				}
				got[which] = n
			}
			plain, executor, ratios = append(plain, got[0]), append(executor, got[1]), append(ratios, got[1]/got[0])
		}
		slices.Sort(ratios)
		b.Logf("%3d callers: executor %.0f, plain loop %.0f commands/s, ratio %.2f (half of the pairs between %.2f and %.2f; fsync %.0f/s)",
			at.callers, median(executor), median(plain), median(ratios), ratios[len(ratios)/4], ratios[len(ratios)*3/4], fsyncs(b, filepath.Dir(path)))
		if got := median(ratios); got < at.want {
			b.Errorf("%d callers: ratio %.2f, want at least %.2f", at.callers, got, at.want)
		}
	}
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

// BenchmarkCommand is what a command costs the loop without a disk.
func BenchmarkCommand(b *testing.B) {
	m := store.NewMemory()
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return m.Reopen(), nil }, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	const records = 1000
	random := rand.New(rand.NewPCG(1, 2))
	for id := range uint64(records) {
		fill := store.Command{Partition: benchWarehouse, Verb: "fill", At: benchBegin}
		if _, err := store.Do(b.Context(), x, fill, func(tx *store.Tx) (int, error) {
			for _, c := range benchKinds {
				v := benchValue(random, id)
				c.Put(tx, &v)
			}
			return 0, nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	body := make([]byte, benchBody)
	b.ReportAllocs()
	for n := uint64(1); b.Loop(); n++ {
		ids := [3]uint64{random.Uint64N(records), random.Uint64N(records), random.Uint64N(records)}
		_, err := store.Do(b.Context(), x, store.Command{
			Partition: benchWarehouse, Verb: "pick", Source: store.Source{Kind: store.FromDevice, ID: "d1"},
			ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Number: n, Floor: n, At: benchBegin,
		}, benchCommand(ids, body))
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		b.Fatal(err)
	}
}
