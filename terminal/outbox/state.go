package outbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"example.com/tote/inventory/fault"
)

// Bounds of records.
const (
	MaxName   = 40       // characters of a record's name
	MaxRecord = 16 << 20 // bytes: a warehouse's locations and barcodes take about 5 MB
)

const (
	stateHead   = "tote-state 1 %08x %d\n" // checksum and length of the JSON that follows
	stateSuffix = ".state"
)

// State keeps small named records of the terminal: the task in hand, the claimed trip with its steps, versions of tables.
// It is safe for use by several goroutines; the folder's lock is the Box's.
type State struct {
	mu   sync.Mutex
	dir  string
	disk disk
}

// OpenState opens or makes the records in a folder. Error: outbox.unwritable.
func OpenState(dir string) (*State, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unwritable(dir, err)
	}
	return &State{dir: dir, disk: realDisk{}}, nil
}

// Save writes v as JSON under a name (a-z, 0-9 and -, at most MaxName), synced and whole: after a crash there is the old
// record or the new one. Errors: outbox.disk_full, outbox.unwritable, state.name, state.value.
func (s *State) Save(name string, v any) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	body, err := json.Marshal(v)
	if err != nil || len(body) > MaxRecord {
		return fault.Invalid("state.value", "record %s cannot be kept: %d bytes, at most %d", name, len(body), MaxRecord).Because(err)
	}
	content := append(fmt.Appendf(nil, stateHead, crc32.Checksum(body, castagnoli), len(body)), body...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := replace(s.disk, path, content); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// Load reads a record into v; ok is false if there is none. Error: state.corrupt, which names the file; Delete makes room
// for a new record.
func (s *State) Load(name string, v any) (ok bool, err error) {
	path, err := s.path(name)
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	data, err := os.ReadFile(path)
	s.mu.Unlock()
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fault.Unavailable("state.unreadable", "%s cannot be read: let the device be looked at", path).Because(err)
	}
	corrupt := func(what string, cause error) error {
		return fault.Internal("state.corrupt", "%s is damaged (%s); it is fetched from the service again when it is online", path, what).Because(cause)
	}
	head, body, _ := bytes.Cut(data, []byte("\n"))
	var sum uint32
	var length int
	if n, err := fmt.Sscanf(string(head)+"\n", stateHead, &sum, &length); n != 2 || err != nil {
		return false, corrupt("its first line cannot be read", err)
	}
	if length != len(body) || sum != crc32.Checksum(body, castagnoli) {
		return false, corrupt("its checksum differs", nil)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return false, corrupt("it is of another form", err)
	}
	return true, nil
}

// Delete removes a record; one that is not there is removed already.
func (s *State) Delete(name string) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err = os.Remove(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err = errors.Join(err, s.disk.SyncDir(s.dir)); err != nil {
		return unwritable(path, err)
	}
	return nil
}

func (s *State) path(name string) (string, error) {
	strange := strings.ContainsFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' })
	if name == "" || len(name) > MaxName || strange {
		return "", fault.Invalid("state.name", "a record's name has 1 to %d of a-z, 0-9 and -, not %q", MaxName, name)
	}
	return filepath.Join(s.dir, name+stateSuffix), nil
}
