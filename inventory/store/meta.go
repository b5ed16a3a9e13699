package store

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"

	"example.com/tote/inventory/fault"
)

// What a bbolt file says of itself on its first two pages, read without bbolt: whether opening it is quick or a walk
// over the whole file is something to know before the lock is taken.
const (
	metaMagic      = 0xED0CDAED
	metaVersion    = 2
	metaAt         = 16 // behind the page's header
	metaSize       = 64
	metaSummed     = 56
	noFreelist     = ^uint64(0)
	smallestPage   = 1024
	largestPage    = 16 << 20
	offsetPageSize = 8
	offsetFreelist = 32
	offsetPages    = 40
	offsetTx       = 48
)

// boltMeta is the newer valid one of the two meta pages.
type boltMeta struct {
	pageSize       uint32
	pages          uint64 // pages in use, free ones among them
	tx             uint64
	freelistStored bool
}

var errNoMeta = errors.New("store: neither of the file's first two pages describes a store")

func readBoltMeta(f io.ReaderAt) (boltMeta, error) {
	first, ok := metaPage(f, 0)
	if ok {
		if second, ok := metaPage(f, int64(first.pageSize)); ok && second.tx > first.tx {
			return second, nil
		}
		return first, nil
	}
	for size := int64(smallestPage); size <= largestPage; size *= 2 { // the first is torn: the second says where it lies
		if second, ok := metaPage(f, size); ok && int64(second.pageSize) == size {
			return second, nil
		}
	}
	return boltMeta{}, errNoMeta
}

func metaPage(f io.ReaderAt, at int64) (boltMeta, bool) {
	b := make([]byte, metaSize)
	if _, err := f.ReadAt(b, at+metaAt); err != nil {
		return boltMeta{}, false
	}
	order := binary.NativeEndian // as bbolt writes it
	sum := fnv.New64a()
	sum.Write(b[:metaSummed])
	if order.Uint32(b) != metaMagic || order.Uint32(b[4:]) != metaVersion || order.Uint64(b[metaSummed:]) != sum.Sum64() {
		return boltMeta{}, false
	}
	return boltMeta{
		pageSize: order.Uint32(b[offsetPageSize:]), pages: order.Uint64(b[offsetPages:]), tx: order.Uint64(b[offsetTx:]),
		freelistStored: order.Uint64(b[offsetFreelist:]) != noFreelist,
	}, true
}

// FreelistStored tells whether the file at path holds its list of free pages, as it does after a clean stop: opening it
// then takes milliseconds.
func FreelistStored(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	meta, err := readBoltMeta(f)
	return meta.freelistStored, err
}

// checkWhole refuses a file that is shorter than it says it is: what is left of a copy that was cut off. bbolt maps the
// file into memory, and reading behind its end kills the process instead of giving an error. Whatever else is wrong with
// a file, bbolt tells.
func checkWhole(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // it is to be made, or bbolt is refused it too
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	meta, err := readBoltMeta(f)
	if want := meta.pages * uint64(meta.pageSize); err == nil && uint64(info.Size()) < want {
		return fault.Internal("store.cut_off", "%s is cut off: it has %d bytes of at least %d; restore the last backup", path, info.Size(), want)
	}
	return nil
}
