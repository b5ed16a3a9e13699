//go:build unix

package store

import (
	"errors"
	"io/fs"
	"syscall"
)

// reasonFor names why the disk refuses, for /readyz.
func reasonFor(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "store.disk_full"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "store.read_only"
	}
	return "store.failed"
}
