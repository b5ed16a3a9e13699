package spool

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxJobBytes bounds a job, which is held in memory so that exactly the bytes checked are sent: a wave of 400 labels as
// bitmaps has 58 MB.
const MaxJobBytes = 64 << 20

// load gives the bytes of a job if they are those that were rendered. An error is passing trouble with the disk.
func load(j Job) ([]byte, Outcome, error) {
	if j.Size > MaxJobBytes {
		return nil, Outcome{Failed, PrintTooLarge, fmt.Sprintf("%d bytes, at most %d", j.Size, MaxJobBytes)}, nil
	}
	f, err := os.Open(j.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Outcome{Failed, PrintFileMissing, err.Error()}, nil
	}
	if err != nil {
		return nil, Outcome{}, err
	}
	data, err := io.ReadAll(io.LimitReader(f, j.Size+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, Outcome{}, err
	}
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); int64(len(data)) != j.Size || got != j.Hash || j.Size == 0 {
		return nil, Outcome{Failed, PrintFileAltered, fmt.Sprintf("%s has %d bytes and hash %s, not %d and %s", j.Path, len(data), got, j.Size, j.Hash)}, nil
	}
	return data, Outcome{}, nil
}
