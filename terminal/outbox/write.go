package outbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

func checkDrafts(drafts []Draft) error {
	var g fault.Gather
	if len(drafts) == 0 || len(drafts) > MaxDrafts {
		g.Add("commands", "outbox.count", "give 1 to %d commands at once, not %d", MaxDrafts, len(drafts))
	}
	for i, d := range drafts {
		at := "commands[" + strconv.Itoa(i) + "]"
		if d.Verb == "" {
			g.Add(at+".verb", "outbox.verb", "a command needs a verb")
		}
		for where, text := range map[string]string{".verb": d.Verb, ".warehouse": d.Warehouse, ".chain": d.Chain} {
			if len(text) > MaxText || !utf8.ValidString(text) {
				g.Add(at+where, "outbox.text", "must be at most %d bytes of UTF-8", MaxText)
			}
		}
		if strings.HasPrefix(d.Chain, "#") {
			g.Add(at+".chain", "outbox.chain", "chain %q begins with #, which marks commands without chain", d.Chain)
		}
		if len(d.Input) > MaxInput || !json.Valid(d.Input) {
			g.Add(at+".input", "outbox.body", "must be JSON of at most %d bytes, has %d", MaxInput, len(d.Input))
		}
	}
	return g.Invalid("outbox.input", "the step cannot be saved, this is the program's fault: tell the shift lead")
}

// compact gives the one spelling in which a body is kept and sent, so that it is the same bytes after a restart.
func compact(input json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	_ = json.Compact(&b, input) // it was checked
	return b.Bytes()
}

// loneChain names the stop of a command without chain.
func loneChain(number uint64) string { return "#" + strconv.FormatUint(number, 10) }

// write makes records durable, all or none, and then applies them.
func (b *Box) write(records []record) error {
	if b.closed {
		return fault.Unavailable("outbox.closed", "the outbox is closed")
	}
	b.failed = b.writeFrame(records)
	return b.failed
}

func (b *Box) writeFrame(records []record) error {
	if b.trouble != nil {
		if err := b.rewrite(); err != nil {
			return err
		}
	}
	frame, err := appendFrame(nil, records)
	if err != nil {
		return err
	}
	if b.size+int64(len(frame)) > MaxFile {
		if err := b.rewrite(); err != nil {
			return err
		}
		if b.size+int64(len(frame)) > MaxFile {
			return fault.Unavailable("outbox.full", "the waiting commands take all of the %d MB a device keeps: this was not saved, all "+
				"before it is; bring the device where the radio reaches and wait until they are sent", MaxFile>>20)
		}
	}
	_, err = b.file.WriteAt(frame, b.size)
	if err == nil {
		err = b.file.Sync()
	}
	if err != nil {
		return b.takeBack(err)
	}
	b.size += int64(len(frame))
	// Without this mark the file is read as well; only less of its end is known to have been promised.
	_, _ = b.file.WriteAt(slot(b.size), int64(slotAt+b.slot*slotSize))
	b.slot = 1 - b.slot
	for i := range records {
		b.apply(&records[i])
	}
	return nil
}

// takeBack removes what a failed write may have left, so that a command told as not saved does not turn up after a restart.
func (b *Box) takeBack(cause error) error {
	err := unwritable(b.path, cause)
	if again := errors.Join(b.file.Truncate(b.size), b.file.Sync()); again != nil {
		b.trouble = err
	}
	return err
}

// rewrite puts the box as it is in memory into a new file, which takes the place of the old one.
func (b *Box) rewrite() error {
	content, err := b.image()
	if err != nil {
		return err
	}
	copy(content, newHeader(int64(len(content))))
	if b.file != nil {
		_ = b.file.Close() // all that was promised in it was synced, and is in content
		b.file = nil
	}
	err = replace(b.opt.disk, b.path, content)
	if err == nil {
		b.file, err = b.opt.disk.Open(b.path)
	}
	if err != nil {
		// The old file or the new one stands there: both hold all that was promised. The next change comes through here.
		b.file, b.trouble = nil, unwritable(b.path, err)
		return b.trouble
	}
	b.trouble = nil
	b.size, b.base, b.slot = int64(len(content)), int64(len(content)), 0
	return nil
}

// imageRecords are how many records a rewrite puts into one frame.
const imageRecords = 64

func (b *Box) image() ([]byte, error) {
	records := []record{{Op: opBase, Number: b.next}}
	for _, e := range b.entries {
		c := e.Command
		records = append(records, record{Op: opCommand, Command: &c, At: e.At})
		if e.Answer != nil {
			records = append(records, record{Op: opAnswer, Number: e.Number, Answer: e.Answer})
		}
	}
	for _, chain := range b.stoppedChains() {
		records = append(records, stopRecord(chain, b.stops[chain]))
	}
	buf := make([]byte, headerSize)
	for part := range slices.Chunk(records, imageRecords) {
		var err error
		if buf, err = appendFrame(buf, part); err != nil {
			return nil, err
		}
	}
	return buf, nil
}

func stopRecord(chain string, s *stop) record {
	c := s.cause.Command
	return record{Op: opStop, Chain: chain, Command: &c, At: s.cause.At, Answer: s.cause.Answer, Problem: s.problem}
}

// shrink rewrites the file when most of it is history. It is called where nobody waits for a tone.
func (b *Box) shrink() {
	if b.size-b.base > compactBehind+b.base {
		_ = b.rewrite() // on failure trouble is set and the next change tells it
	}
}

// apply makes a durable record true in memory. It must give the same box whether it is called at once or after a restart.
func (b *Box) apply(r *record) {
	switch r.Op {
	case opBase:
		b.next = max(b.next, r.Number)
	case opCommand:
		if r.Command == nil || b.ids[r.Command.ID] != nil {
			return
		}
		e := &Entry{Command: *r.Command, At: r.At}
		b.entries = append(b.entries, e)
		b.ids[e.ID] = e
		b.waiting++
		b.next = max(b.next, e.Number+1)
	case opAnswer:
		if e := b.entry(r.Number); e != nil && e.Answer == nil && r.Answer != nil {
			e.Answer = r.Answer
			b.waiting--
		}
	case opConsume:
		if e := b.entry(r.Number); e != nil && e.Answer != nil {
			at := b.search(r.Number)
			b.entries = slices.Delete(b.entries, at, at+1)
			delete(b.ids, e.ID)
		}
	case opStop:
		if r.Command != nil && b.stops[r.Chain] == nil {
			if r.Problem == nil {
				r.Problem = &wire.Problem{}
			}
			b.stops[r.Chain] = &stop{Entry{Command: *r.Command, At: r.At, Answer: r.Answer}, r.Problem}
		}
	case opRelease:
		delete(b.stops, r.Chain)
		for _, e := range b.entries {
			if e.chainKey() == r.Chain {
				e.Tries = 0
			}
		}
	case opDrop:
		delete(b.stops, r.Chain)
		b.remove(func(e *Entry) bool { return e.Answer == nil && e.chainKey() == r.Chain })
	}
}

// remove takes out commands without an answer.
func (b *Box) remove(gone func(*Entry) bool) {
	b.entries = slices.DeleteFunc(b.entries, func(e *Entry) bool {
		if !gone(e) {
			return false
		}
		delete(b.ids, e.ID)
		b.waiting--
		return true
	})
}

func (b *Box) entry(number uint64) *Entry {
	if at := b.search(number); at < len(b.entries) && b.entries[at].Number == number {
		return b.entries[at]
	}
	return nil
}

func (b *Box) search(number uint64) int {
	return sort.Search(len(b.entries), func(i int) bool { return b.entries[i].Number >= number })
}

func (b *Box) stoppedChains() []string {
	out := make([]string, 0, len(b.stops))
	for chain := range b.stops {
		out = append(out, chain)
	}
	slices.SortFunc(out, func(x, y string) int {
		return cmp.Compare(b.stops[x].cause.Number, b.stops[y].cause.Number)
	})
	return out
}
