//go:build !unix

package store

import (
	"errors"
	"io/fs"
	"syscall"
)

// errorDiskFull and errorHandleDiskFull are what Windows calls a full disk.
const (
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
)

// reasonFor names why the disk refuses, for /readyz.
func reasonFor(err error) string {
	switch {
	case errors.Is(err, errorDiskFull), errors.Is(err, errorHandleDiskFull):
		return "store.disk_full"
	case errors.Is(err, fs.ErrPermission):
		return "store.read_only"
	}
	return "store.failed"
}
