package outbox

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

// filled makes a box with some of everything in it and gives its file before and after one more Append, whose frame is
// the end of the second, without the mark that it was acknowledged.
func filled(t testing.TB) (o Options, path string, before, after []byte, pictures [2][]string) {
	t.Helper()
	o = testOptions(t.TempDir())
	path = filepath.Join(o.Dir, fileName)
	b, _ := open(t, o)
	k := keep(t, b, "T-1", "T-2", "T-1", "")
	take(t, b, done(k[0]), not(k[1], "refused", fault.CodeRefused, "order.cancelled"))
	if err := b.Consume(1); err != nil {
		t.Fatal(err)
	}
	keep(t, b, "T-2")
	pictures[0] = picture(b)
	before = readAll(t, path)
	keep(t, b, "T-3", "T-1")
	pictures[1] = picture(b)
	after = readAll(t, path)
	copy(after[:headerSize], before[:headerSize]) // as it is on disk until the header is written
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	return o, path, before, after, pictures
}

func readAll(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func put(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A process that dies while it writes leaves any beginning of the last frame. It was not promised to anybody: it is cut off
// and reported, and the rest is whole.
func TestTornAtEveryByte(t *testing.T) {
	o, path, before, after, pictures := filled(t)
	o.disk = quickDisk{}
	for n := len(before); n <= len(after); n++ {
		put(t, path, after[:n])
		b, r := open(t, o)
		want := pictures[0]
		if n == len(after) {
			want = pictures[1] // whole on disk, though its Append never returned: it may be sent
		}
		if got := picture(b); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("cut at %d of %d:\n got %v\nwant %v", n, len(after), got, want)
		}
		cut := int64(n - len(before))
		if n == len(after) {
			cut = 0
		}
		if r.Cut != cut || cut > 0 && r.CutAt != int64(len(before)) {
			t.Fatalf("cut at %d: reported %d bytes from %d, want %d from %d", n, r.Cut, r.CutAt, cut, len(before))
		}
		keep(t, b, "T-9") // it goes on
		if err := reopen(t, b).Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Blocks of the torn end that never reached the disk read as zeros.
func TestTornWithZeros(t *testing.T) {
	o, path, before, after, pictures := filled(t)
	for n := len(before); n < len(after); n += 7 {
		data := append(append([]byte{}, after[:n]...), make([]byte, len(after)-n)...)
		put(t, path, data)
		b, r := open(t, o)
		equal(t, fmt.Sprintf("zeros from %d", n), picture(b), pictures[0])
		if r.Cut != int64(len(after)-len(before)) {
			t.Errorf("zeros from %d: %d bytes cut, want %d", n, r.Cut, len(after)-len(before))
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What was acknowledged and is missing is an error that names file and offset, every time; the file stays as it is.
func TestLostAtEveryByte(t *testing.T) {
	o, path, before, _, _ := filled(t)
	for n := range before {
		put(t, path, before[:n])
		for range 2 {
			_, _, err := Open(o)
			checkCorrupt(t, err, path, fmt.Sprintf("%d of %d bytes left", n, len(before)))
		}
		if !bytes.Equal(readAll(t, path), before[:n]) {
			t.Fatalf("%d bytes left: the file was changed", n)
		}
	}
}

func checkCorrupt(t testing.TB, err error, path, what string) {
	t.Helper()
	if fault.ReasonOf(err) != "outbox.corrupt" {
		t.Fatalf("%s: error %v, want outbox.corrupt", what, err)
	}
	if text := err.Error(); !strings.Contains(text, path) || !strings.Contains(text, "at byte ") {
		t.Fatalf("%s: %v does not name file and place", what, err)
	}
}

// One flipped byte anywhere is noticed, or harmless: nothing that was acknowledged is ever missing silently.
func TestFlippedAtEveryByte(t *testing.T) {
	o, path, before, _, pictures := filled(t)
	harmless := 0
	for n := range before {
		data := bytes.Clone(before)
		data[n] ^= 0x41
		put(t, path, data)
		b, _, err := Open(o)
		if err != nil {
			checkCorrupt(t, err, path, fmt.Sprintf("byte %d flipped", n))
			continue
		}
		harmless++
		if n >= headerSize {
			t.Errorf("byte %d of the records was flipped and nobody noticed", n)
		}
		equal(t, fmt.Sprintf("byte %d flipped", n), picture(b), pictures[0])
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if harmless > headerSize-len(magic) {
		t.Errorf("%d bytes may be flipped, want at most those of the header behind its name", harmless)
	}
}

// With a sound frame behind the damage, the damage was acknowledged, whatever the header says: it never says too much.
func TestDamageBeforeSoundFrames(t *testing.T) {
	o, path, before, after, _ := filled(t)
	copy(after[:headerSize], newHeader(headerSize)) // marks lost with the power
	after[len(before)-3] ^= 1                       // in the frame before the last
	put(t, path, after)
	_, _, err := Open(o)
	checkCorrupt(t, err, path, "damage before a sound frame")
}

func TestSetAside(t *testing.T) {
	o, path, before, _, _ := filled(t)
	data := bytes.Clone(before)
	data[len(data)-2] ^= 1
	put(t, path, data)
	_, _, err := Open(o)
	checkCorrupt(t, err, path, "last record damaged")
	file, readable, err := SetAside(o.Dir, noon)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what can still be read", numbers(readable), []uint64{3, 4})
	if !bytes.Equal(readAll(t, file), data) {
		t.Error("the file that was set aside is not the one that was there")
	}
	b, _ := open(t, o)
	equal(t, "a new box", picture(b), []string{"next 1 floor 1"})
}

// Whatever stands in the file: an answer or an error, no panic; what is read survives being written anew. The same bytes
// are tried as a file and, with a right checksum around them, as a frame.
func FuzzReadFile(f *testing.F) {
	_, _, before, after, _ := filled(f)
	for _, seed := range [][]byte{before, after, after[:len(after)-5], newHeader(headerSize), []byte(magic)} {
		f.Add(seed)
	}
	for at := headerSize; at < len(after); {
		payload, next, _ := frameAt(after, at)
		f.Add(payload)
		at = next
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		readAnew(t, data)
		frame := make([]byte, frameHead, frameHead+len(data))
		binary.LittleEndian.PutUint32(frame, uint32(len(data)))
		binary.LittleEndian.PutUint32(frame[4:], frameSum(frame[:4], data))
		readAnew(t, append(append(newHeader(headerSize), frame...), data...))
	})
}

func readAnew(t *testing.T, data []byte) {
	c, err := readFile("outbox.log", data)
	b := boxOf(c)
	if err != nil {
		return
	}
	if c.size+c.cut != int64(len(data)) {
		t.Fatalf("%d sound and %d cut of %d bytes", c.size, c.cut, len(data))
	}
	image, err := b.image()
	if err != nil {
		t.Fatal(err)
	}
	copy(image, newHeader(int64(len(image))))
	c, err = readFile("outbox.log", image)
	if err != nil {
		t.Fatalf("written anew it cannot be read: %v", err)
	}
	if got, want := fmt.Sprint(picture(boxOf(c))), fmt.Sprint(picture(b)); got != want {
		t.Fatalf("written anew:\n got %s\nwant %s", got, want)
	}
}

func boxOf(c contents) *Box {
	b := &Box{ids: map[string]*Entry{}, stops: map[string]*stop{}, next: 1}
	for i := range c.records {
		b.apply(&c.records[i])
	}
	return b
}
