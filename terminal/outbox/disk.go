package outbox

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"example.com/tote/inventory/fault"
)

// file is what the box needs of an open file.
type file interface {
	io.WriterAt
	Sync() error
	Truncate(size int64) error
	Close() error
}

// disk is what the box needs of a file system; tests put one that fails in its place.
type disk interface {
	Create(path string) (file, error)
	Open(path string) (file, error)
	Rename(from, to string) error
	SyncDir(path string) error
}

type realDisk struct{}

func (realDisk) Create(path string) (file, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
}
func (realDisk) Open(path string) (file, error) { return os.OpenFile(path, os.O_RDWR, 0o600) }
func (realDisk) Rename(from, to string) error   { return os.Rename(from, to) }

// SyncDir makes names in a folder durable. Windows has no such call: there a rename is durable when its journal is.
func (realDisk) SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// replace writes a whole file so that after a crash there is the old one or the new. Neither may be open when it is called
// and it leaves none open: Windows renames no open file.
func replace(d disk, path string, content []byte) error {
	tmp := path + ".tmp"
	f, err := d.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(content, 0)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := d.Rename(tmp, path); err != nil {
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}

// Windows' own numbers for a full disk, which the syscall package does not map.
const (
	windowsHandleDiskFull = syscall.Errno(39)
	windowsDiskFull       = syscall.Errno(112)
)

func isDiskFull(err error) bool {
	var e syscall.Errno
	if !errors.As(err, &e) {
		return false
	}
	return e == syscall.ENOSPC || e == syscall.EDQUOT ||
		runtime.GOOS == "windows" && (e == windowsHandleDiskFull || e == windowsDiskFull)
}

// unwritable words a failure to write for the person who holds the device.
func unwritable(path string, err error) error {
	if isDiskFull(err) {
		return fault.Unavailable("outbox.disk_full", "the device's disk is full: this was not saved, all before it is; "+
			"free some space for %s, then do it again", path).Because(err)
	}
	return fault.Unavailable("outbox.unwritable", "the device cannot write %s: this was not saved, all before it is; "+
		"let the device be looked at", path).Because(err)
}
