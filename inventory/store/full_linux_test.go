package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/needs"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/storetest"
)

// fillDisk makes every further write to the open file fail as on a full disk, by putting /dev/full in its place.
func fillDisk(t testing.TB, path string) {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		needs.Lacking(t, err.Error())
	}
	defer func() { _ = full.Close() }()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range open {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", entry.Name())); err != nil || to != path {
			continue
		}
		fd, err := strconv.Atoi(entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := unix.Dup3(int(full.Fd()), fd, unix.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("%s is not open", path)
}

func TestFullDisk(t *testing.T) {
	f := storetest.Open(t)
	for i := range 100 {
		do(t, f, f.Command(warehouse, "paint"), paint(fmt.Sprint(i), "red"))
	}
	fillDisk(t, f.Path)
	c := f.Command(warehouse, "paint")
	_, err := store.Do(t.Context(), f.Executor, c, paint("a", "red"))
	if fault.CodeFrom(err) != fault.CodeUnavailable {
		t.Errorf("on a full disk a command gives %v, want unavailable", err)
	}
	do(t, f, c, paint("a", "red")) // there is room again: the same command is done
	fillDisk(t, f.Path)
	if _, err := store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red")); fault.CodeFrom(err) != fault.CodeUnavailable {
		t.Errorf("on a full disk a command gives %v, want unavailable", err)
	}
	_, err = store.Do(t.Context(), f.Executor, f.Command(warehouse, "paint"), paint("a", "red"))
	wantReason(t, "after the second failure within a minute", err, "store.disk_full")
	wantReason(t, "ready", f.Ready(), "store.disk_full")
}
