package ledgertest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// TB is what Shared needs of a benchmark.
type TB interface {
	Helper()
	Fatal(args ...any)
	Logf(format string, args ...any)
}

var shared = struct {
	sync.Mutex
	dir   string
	paths map[int]string
}{paths: map[int]string{}}

// Shared gives the path of a store with so many entries, made once a process: 5 million take about a minute and 3 GB.
// Whoever changes it works on a copy. With TOTE_STORES it is kept in that folder and found there again; otherwise give
// Clean to the package's TestMain.
func Shared(b TB, entries int) string {
	b.Helper()
	shared.Lock()
	defer shared.Unlock()
	if path := shared.paths[entries]; path != "" {
		return path
	}
	dir := os.Getenv("TOTE_STORES")
	if dir == "" {
		if shared.dir == "" {
			made, err := os.MkdirTemp("", "tote-ledger")
			if err != nil {
				b.Fatal(err)
			}
			shared.dir = made
		}
		dir = shared.dir
	}
	path := filepath.Join(dir, fmt.Sprintf("ledger-%d.db", entries))
	if _, err := os.Stat(path); err != nil {
		began := time.Now()
		if err := FillFile(path+".part", Options{Entries: entries}); err != nil {
			b.Fatal(err)
		}
		if err := os.Rename(path+".part", path); err != nil {
			b.Fatal(err)
		}
		b.Logf("furnished %d entries in %v", entries, time.Since(began).Round(time.Second))
	}
	shared.paths[entries] = path
	return path
}

// Clean takes away what Shared made.
func Clean() {
	if shared.dir != "" {
		_ = os.RemoveAll(shared.dir)
	}
}
