package people

import (
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Tags of this package's keys, all in the company's partition. The second byte, where there is one, says which key it is.
const (
	tagWorker  byte = 0x47
	tagBadge   byte = 0x48
	tagName    byte = 0x49
	tagDevice  byte = 0x4A
	tagSession byte = 0x4B
	tagAPIKey  byte = 0x4C
	tagFailure byte = 0x4E

	keyRecord byte = 0x00
	keyToken  byte = 0x01 // token hash -> record
	keyAdmin  byte = 0x02 // workers: those who can let others in
	keyWorker byte = 0x03 // sessions of a worker
	keyDevice byte = 0x04 // sessions of a device
)

// Limits of names and lists.
const (
	MaxID    = 16
	MaxName  = 40 // a 20-column screen shows two lines of it
	MaxBadge = 48 // what a Code 128 badge carries
	MaxPage  = 200
)

// Page asks for a part of a list: what follows After, at most Limit (0 and above MaxPage: MaxPage).
type Page struct {
	After string
	Limit int
}

func (p Page) limit() int {
	if p.Limit <= 0 || p.Limit > MaxPage {
		return MaxPage
	}
	return p.Limit
}

// list gives a page of a collection whose keys are its tag, keyRecord and an id.
func list[T any](r store.Reader, c *store.Collection[T], tag byte, p Page) []T {
	return c.Page(r, store.K(tag).Byte(keyRecord), p.After, p.limit())
}

func printable(s string, longest int) bool {
	bad := func(r rune) bool { return r <= ' ' || r > '~' }
	return s != "" && len(s) <= longest && !strings.ContainsFunc(s, bad)
}

func checkName(g *fault.Gather, where, name string) {
	control := func(r rune) bool { return r < ' ' || r == 0x7F }
	if len([]rune(name)) > MaxName || strings.ContainsFunc(name, control) || strings.TrimSpace(name) != name {
		g.Add(where, "name.malformed", "a name has at most %d characters, no control characters and no blanks at its ends", MaxName)
	}
}
