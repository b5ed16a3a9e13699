package store_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"example.com/tote/inventory/store"
)

// startChild opens a store, tells how long that took, works a moment, rests, and tells how much memory is its own.
func startChild(path string) int {
	began := time.Now()
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(path) }, Now: time.Now})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if _, err := x.Tail(benchWarehouse); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("start", time.Since(began))
	time.Sleep(startRest)
	fmt.Println("RssAnon", rssAnon())
	if err := x.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

const (
	startRest    = 60 * time.Second
	startLongest = time.Second
	startMemory  = 80 << 10 // kB
)

// rssAnon reads the process's own memory, in kB, without the mapped file.
func rssAnon() (kB int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "RssAnon: %d kB", &kB); err == nil {
			return kB
		}
	}
	return 0
}

// BenchmarkStartOfALargeStore opens a store of a gigabyte in a process of its own, after a clean stop.
func BenchmarkStartOfALargeStore(b *testing.B) {
	path, _ := benchStoreFile(b, benchStoreSize)
	cmd := child(b.Context(), b, "start", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	for s := bufio.NewScanner(out); s.Scan(); {
		b.Log(s.Text())
		var took string
		if _, err := fmt.Sscanf(s.Text(), "start %s", &took); err == nil {
			if d, err := time.ParseDuration(took); err != nil || d > startLongest {
				b.Errorf("starting took %s, want less than %v", took, startLongest)
			}
		}
		var kB int
		if _, err := fmt.Sscanf(s.Text(), "RssAnon %d", &kB); err == nil && kB > startMemory {
			b.Errorf("%d kB of its own, want less than %d", kB, startMemory)
		}
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
}
