package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// childTask makes the test binary, started again, do something else than testing.
const childTask = "TOTE_STORE_CHILD"

func TestMain(m *testing.M) {
	switch task := os.Getenv(childTask); task {
	case "":
		os.Exit(m.Run())
	case "hold":
		os.Exit(holdChild(os.Args[1]))
	case "crash":
		os.Exit(crashChild(os.Args[1]))
	case "start":
		os.Exit(startChild(os.Args[1]))
	default:
		fmt.Fprintln(os.Stderr, "no such task:", task)
		os.Exit(2)
	}
}

// child starts this binary again for a task on a file.
func child(ctx context.Context, t testing.TB, task, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, path)
	cmd.Env = append(os.Environ(), childTask+"="+task)
	cmd.Stderr = os.Stderr
	return cmd
}

// holdChild opens the store and keeps it until its input ends.
func holdChild(path string) int {
	e, err := store.OpenBolt(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("held")
	_, _ = os.Stdin.Read(make([]byte, 1))
	if err := e.Close(); err != nil {
		return 1
	}
	return 0
}

func TestFileAnotherProcessHolds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	cmd := child(t.Context(), t, "hold", path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = store.OpenBolt(path)
	wantReason(t, "opening it", err, "store.held")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to say so, want at most 5 s", took)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	e, err := store.OpenBolt(path)
	if err != nil {
		t.Fatalf("once the other has stopped: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func TestCleanStopStoresTheFreelist(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	fillTins(t, path, 200)
	check := func(when string, want bool) {
		t.Helper()
		if stored, err := store.FreelistStored(path); err != nil || stored != want {
			t.Errorf("%s: stored %v, %v; want %v", when, stored, err, want)
		}
	}
	check("after a clean stop", true)
	x, err := startAt(path)
	if err != nil {
		t.Fatal(err)
	}
	check("opened and only looked at", true)
	if _, err := store.Do(t.Context(), x, store.Command{Partition: warehouse, Verb: "paint", At: time.Now()}, paint("a", "red")); err != nil {
		t.Fatal(err)
	}
	check("written to", false)
	mustClose(t, x, nil)
	check("after the next clean stop", true)
}

func TestFreelistOfAFileThatIsNoStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	for _, content := range []string{"", "no store", string(make([]byte, 1<<16))} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.FreelistStored(path); err == nil {
			t.Errorf("%d bytes of something else pass for a store", len(content))
		}
	}
}

func TestFileThatIsDamagedIsRefusedInWords(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "tote.db")
	fillTins(t, whole, 200)
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"its first pages", data[:4*4096], "store.cut_off"},
		{"less than a page", data[:1000], "store.cut_off"},
		{"less than it says of itself", data[:50], "store.broken"},
		{"something else", bytes.Repeat([]byte("no store"), 4096), "store.broken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tote.db")
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := store.OpenBolt(path)
			wantReason(t, "opening it", err, c.want)
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.data) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

func TestMetaPageIsFoundWhenTheFirstIsTorn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tote.db")
	fillTins(t, path, 10)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for page := range 2 {
		torn := bytes.Clone(raw)
		clear(torn[page*4096+16 : page*4096+64])
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.FreelistStored(path); err != nil {
			t.Errorf("with page %d torn: %v", page, err)
		}
	}
}

func TestUncleanFileOpens(t *testing.T) {
	f := storetest.Open(t)
	for i := range 300 {
		do(t, f, f.Command(warehouse, "paint"), paint(fmt.Sprint(i), "red"))
	}
	f.Crash()
	if got, tail := shelf(t, f, warehouse); len(got) != 300 || tail != 300 {
		t.Errorf("%d tins and %d entries, want 300", len(got), tail)
	}
}

func TestBackupOpensAsAStore(t *testing.T) {
	f := storetest.Open(t)
	for i := range 200 {
		do(t, f, f.Command(warehouse, "paint"), paint(fmt.Sprint(i), "red"))
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	var done, total int64
	err = f.Backup(t.Context(), file, func(d, all int64) {
		if d < done || all < d {
			t.Errorf("progress goes from %d to %d of %d", done, d, all)
		}
		done, total = d, all
	})
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != done || total != done {
		t.Errorf("%v bytes written, %d of %d told (%v)", info.Size(), done, total, err)
	}
	e, err := store.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(e.Verify(), e.Close()); err != nil {
		t.Error(err)
	}
	x, err := startAt(path)
	if err != nil {
		t.Fatal(err)
	}
	if tail, err := x.Tail(warehouse); err != nil || tail != 200 {
		t.Errorf("the backup's ledger has %d entries (%v), want 200", tail, err)
	}
	mustClose(t, x, nil)
}

// slowPaper takes what is written and calls back after each write.
type slowPaper func(n int)

func (p slowPaper) Write(b []byte) (int, error) { p(len(b)); return len(b), nil }

func TestBackupEndsWithItsContextAndWithTheStore(t *testing.T) {
	f := storetest.Open(t)
	do(t, f, f.Command(warehouse, "paint"), paint("a", "red"))
	ctx, cancel := context.WithCancel(t.Context())
	if err := f.Backup(ctx, slowPaper(func(int) { cancel() }), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled, it gives %v", err)
	}
	closed := make(chan error, 1)
	var once bool
	err := f.Backup(t.Context(), slowPaper(func(int) {
		if !once {
			once = true
			go func() { closed <- f.Close() }()
			for f.Ready() == nil {
				<-time.After(time.Millisecond)
			}
			<-time.After(20 * time.Millisecond)
		}
	}), nil)
	wantReason(t, "while the store is being closed", err, "backup.interrupted")
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestBackupKeepsItsPace(t *testing.T) {
	f := storetest.Open(t, func(o *store.Options) { o.Now = time.Now })
	for range 20 {
		do(t, f, f.Command(warehouse, "fill"), func(tx *store.Tx) (int, error) {
			for i := range 10 {
				tx.Append(bytes.Repeat([]byte{byte(i)}, 100_000))
			}
			return 0, nil
		})
	}
	began := time.Now()
	var bytes int64
	if err := f.Backup(t.Context(), slowPaper(func(n int) { bytes += int64(n) }), nil); err != nil {
		t.Fatal(err)
	}
	least := time.Duration(bytes) * time.Second / store.BackupBytesPerSecond
	if took := time.Since(began); took < least*8/10 {
		t.Errorf("%d bytes took %v, want at least about %v", bytes, took, least)
	}
}
