package store_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"example.com/tote/inventory/store"
)

// The crash test kills a process that writes, again and again, and looks at what it left behind. Each command of the child
// changes two tins and appends an entry; every answer is told to the parent as one line.

const (
	crashDevices  = 24
	crashOpen     = 3  // commands a device has on their way at once
	crashKept     = 15 // answers a device claims to lack still, so that they can be asked for after the kill
	crashAsked    = 10 // answers asked for, fewer than kept: a killed child may have gone on untold
	crashColor    = "red"
	crashDeadline = 20 * time.Second
)

// crashChild writes until it is killed. It begins where the ledger of each device's answers ends.
func crashChild(path string) int {
	x, err := startAt(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var line sync.Mutex
	for d := range crashDevices {
		go func() {
			name := fmt.Sprintf("d%02d", d)
			var n uint64
			if err := x.View(context.Background(), warehouse, func(v *store.View) error {
				left, _ := tins.Get(v, tinKey(name+"-left"))
				n = uint64(left.N)
				return nil
			}); err != nil {
				return
			}
			for base := n; ; base += crashOpen {
				var calls []store.Pending[uint64]
				for i := uint64(1); i <= crashOpen; i++ {
					calls = append(calls, store.Queue(x, crashCommand(name, base+i, max(base+1, crashKept)-crashKept+1), crashWork(name)))
				}
				for i, c := range calls {
					seq, err := c.Answer(context.Background())
					if err != nil {
						fmt.Fprintln(os.Stderr, err)
						os.Exit(1)
					}
					line.Lock()
					fmt.Printf("%s %d %d\n", name, base+uint64(i)+1, seq)
					line.Unlock()
				}
			}
		}()
	}
	time.Sleep(crashDeadline)
	return 0
}

func crashCommand(device string, n, floor uint64) store.Command {
	return store.Command{Partition: warehouse, Verb: "crash", Source: store.Source{Kind: store.FromDevice, ID: device},
		ID: fmt.Sprintf("%s/%d", device, n), Number: n, Floor: floor, At: time.Now()}
}

// crashWork changes both tins of a device alike and answers the number of its ledger entry.
func crashWork(device string) func(*store.Tx) (uint64, error) {
	return func(tx *store.Tx) (uint64, error) {
		for _, side := range []string{"-left", "-right"} {
			one, _ := tins.Get(tx, tinKey(device+side))
			one.ID, one.Color, one.N = device+side, crashColor, one.N+1
			tins.Put(tx, &one)
		}
		return tx.Append([]byte(device)), nil
	}
}

func TestKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	rounds := 4
	if os.Getenv("TOTE_LONG") != "" {
		rounds = 60
	}
	path := filepath.Join(t.TempDir(), "tote.db")
	acknowledged := map[string]map[uint64]uint64{} // device -> number -> entry
	total := 0
	for range rounds {
		total += killOnce(t, path, acknowledged)
		lookAfterwards(t, path, acknowledged)
	}
	t.Logf("%d processes killed, %d commands acknowledged, none missing", rounds, total)
	if total == 0 {
		t.Error("nothing was acknowledged: the test proves nothing")
	}
}

// killOnce lets a child work for a moment and kills it. It notes what the child acknowledged.
func killOnce(t *testing.T, path string, acknowledged map[string]map[uint64]uint64) (lines int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), crashDeadline)
	defer cancel()
	cmd := child(ctx, t, "crash", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	least := 50 + rand.IntN(1500) // kill in the middle of work, at a place that differs each time
	for s := bufio.NewScanner(out); s.Scan(); {
		var device string
		var n, seq uint64
		if _, err := fmt.Sscan(s.Text(), &device, &n, &seq); err != nil {
			continue // the last line may be cut
		}
		if acknowledged[device] == nil {
			acknowledged[device] = map[uint64]uint64{}
		}
		acknowledged[device][n] = seq
		if lines++; lines == least {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait() // killed: that is no failure
	return lines
}

func lookAfterwards(t *testing.T, path string, acknowledged map[string]map[uint64]uint64) {
	t.Helper()
	x, err := startAt(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Engine().(*store.Bolt).Verify(); err != nil {
		t.Errorf("bbolt's check after the kill: %v", err)
	}
	before, err := x.Tail(warehouse)
	if err != nil {
		t.Fatal(err)
	}
	painted := uint64(0)
	for _, device := range slices.Sorted(maps.Keys(acknowledged)) {
		painted += lookAtDevice(t, x, device, acknowledged[device])
	}
	if after, err := x.Tail(warehouse); after != before || err != nil {
		t.Errorf("commands sent again added %d entries (%v)", after-before, err)
	}
	if painted != before {
		t.Errorf("the tins tell of %d commands, the ledger of %d: a command is there by half", painted, before)
	}
	mustClose(t, x, nil)
}

func lookAtDevice(t *testing.T, x *store.Executor, device string, numbers map[uint64]uint64) (painted uint64) {
	t.Helper()
	owner := map[uint64]string{}
	err := x.View(t.Context(), warehouse, func(v *store.View) error {
		left, _ := tins.Get(v, tinKey(device+"-left"))
		right, _ := tins.Get(v, tinKey(device+"-right"))
		if left.N != right.N {
			t.Errorf("%s: left has %d coats, right %d", device, left.N, right.N)
		}
		painted = uint64(left.N)
		for e := range store.Entries(v, 1) {
			owner[e.Seq] = string(e.Body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	highest := slices.Max(slices.Collect(maps.Keys(numbers)))
	if painted < highest {
		t.Errorf("%s: number %d was acknowledged, but only %d are there", device, highest, painted)
	}
	for n, seq := range numbers {
		if owner[seq] != device {
			t.Errorf("%s: number %d was answered with entry %d, which is %q", device, n, seq, owner[seq])
		}
	}
	for n := max(painted, crashAsked) - crashAsked + 1; n <= highest; n++ { // as a terminal would send them again
		again, err := store.Do(t.Context(), x, crashCommand(device, n, 1), crashWork(device))
		if err != nil {
			t.Errorf("%s: number %d sent again: %v", device, n, err)
		}
		if first, told := numbers[n]; told && again != first { // an answer may have been lost with the process
			t.Errorf("%s: number %d sent again gives %d, the first answer was %d", device, n, again, first)
		}
	}
	return painted
}
