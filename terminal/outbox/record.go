package outbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"time"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// The file: a header of headerSize bytes, then frames. A frame is the length of its payload and a checksum over length and
// payload, four bytes each, little endian, then the payload: a JSON list of records, written and synced as one.
//
// The header holds the format's name and, in two slots written in turn, how far the file was acknowledged. A slot is
// written after the sync it tells of and becomes durable with the next one, so it never says too much. It is what tells a
// torn end, which nobody was promised, from a lost one.
const (
	magic      = "TOTEBOX1"
	headerSize = 64
	slotAt     = 16 // the first slot
	slotSize   = 16
	frameHead  = 8
	maxFrame   = 24 << 20 // bytes of a payload: more than the longest batch of answers a client takes
)

// Kinds of records.
const (
	opBase    = "base"    // Number: the next number; first in every file
	opCommand = "command" // Command, At
	opAnswer  = "answer"  // Number, Answer
	opConsume = "consume" // Number
	opStop    = "stop"    // Chain, Command (its cause), Answer or none, Problem
	opRelease = "release" // Chain
	opDrop    = "drop"    // Chain
)

// record is one change of the box.
type record struct {
	Op      string        `json:"op"`
	Number  uint64        `json:"n,omitempty"`
	Chain   string        `json:"chain,omitempty"`
	At      time.Time     `json:"at,omitzero"`
	Command *wire.Command `json:"c,omitempty"`
	Answer  *wire.Answer  `json:"a,omitempty"`
	Problem *wire.Problem `json:"p,omitempty"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func frameSum(length, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(length, castagnoli), castagnoli, payload)
}

// appendFrame adds the records as one frame to buf.
func appendFrame(buf []byte, records []record) ([]byte, error) {
	b := bytes.NewBuffer(buf)
	at := b.Len()
	b.Write(make([]byte, frameHead))
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(records); err != nil {
		return nil, err
	}
	out := b.Bytes()
	payload := out[at+frameHead:]
	if len(payload) > maxFrame {
		return nil, fault.Invalid("outbox.input", "%d bytes at once are too many, at most %d", len(payload), maxFrame)
	}
	binary.LittleEndian.PutUint32(out[at:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(out[at+4:], frameSum(out[at:at+4], payload))
	return out, nil
}

// frameAt reads the frame at an offset; ok is false if there is no whole, sound one.
func frameAt(data []byte, at int) (payload []byte, next int, ok bool) {
	if len(data)-at < frameHead {
		return nil, 0, false
	}
	n := int(binary.LittleEndian.Uint32(data[at:]))
	from := at + frameHead
	if n > maxFrame || n > len(data)-from {
		return nil, 0, false
	}
	payload = data[from : from+n]
	return payload, from + n, frameSum(data[at:at+4], payload) == binary.LittleEndian.Uint32(data[at+4:])
}

// frameBehind tells whether a sound frame begins anywhere behind an offset.
func frameBehind(data []byte, at int) bool {
	for {
		// Every payload begins like this, which spares nearly all checksums.
		found := bytes.Index(data[min(at+1+frameHead, len(data)):], []byte(`[{"op":`))
		if found < 0 {
			return false
		}
		at += 1 + found
		if _, _, ok := frameAt(data, at); ok {
			return true
		}
	}
}

func newHeader(acknowledged int64) []byte {
	h := make([]byte, headerSize)
	copy(h, magic)
	copy(h[slotAt:], slot(acknowledged))
	copy(h[slotAt+slotSize:], slot(acknowledged))
	return h
}

func slot(acknowledged int64) []byte {
	s := make([]byte, slotSize)
	binary.LittleEndian.PutUint64(s, uint64(acknowledged))
	binary.LittleEndian.PutUint32(s[8:], crc32.Checksum(s[:8], castagnoli))
	return s
}

// acknowledged reads how far a file was acknowledged: the sound slot that says most.
func acknowledged(data []byte) (int64, bool) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic {
		return 0, false
	}
	best, ok := int64(0), false
	for i := range 2 {
		s := data[slotAt+i*slotSize:][:slotSize]
		n := binary.LittleEndian.Uint64(s)
		if crc32.Checksum(s[:8], castagnoli) == binary.LittleEndian.Uint32(s[8:]) && n >= headerSize && n <= 1<<62 {
			best, ok = max(best, int64(n)), true
		}
	}
	return best, ok
}

// contents is a file, read.
type contents struct {
	records []record
	size    int64 // of the sound part
	cut     int64 // bytes behind it that were never acknowledged
}

// readFile reads a whole file. Its error names the offset of the first thing that is wrong; what was read before it comes
// back beside the error.
func readFile(path string, data []byte) (contents, error) {
	var c contents
	corrupt := func(at int, what string) error {
		return fault.Internal("outbox.corrupt", "%s is damaged at byte %d: %s; nothing was changed in it; "+
			"enrol the device anew and start it once with --set-aside and the new token", path, at, what)
	}
	mark, ok := acknowledged(data)
	if !ok {
		return c, corrupt(0, "the header cannot be read")
	}
	at := headerSize
	for at < len(data) {
		payload, next, ok := frameAt(data, at)
		if !ok {
			break
		}
		var records []record
		if err := json.Unmarshal(payload, &records); err != nil {
			return c, corrupt(at, "a record cannot be read ("+err.Error()+")")
		}
		c.records = append(c.records, records...)
		at = next
	}
	c.size = int64(at)
	switch {
	case c.size < mark && at == len(data):
		return c, corrupt(at, "the end is missing")
	case c.size < mark:
		return c, corrupt(at, "a saved record fails its checksum")
	case at < len(data) && frameBehind(data, at):
		return c, corrupt(at, "a record fails its checksum, sound ones follow")
	}
	c.cut = int64(len(data) - at)
	return c, nil
}
