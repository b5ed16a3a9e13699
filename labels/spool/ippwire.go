package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Tags of IPP (RFC 8010, 3.5).
const (
	tagOperation byte = 0x01
	tagJob       byte = 0x02
	tagEnd       byte = 0x03
	tagPrinter   byte = 0x04
	tagLastGroup byte = 0x0f // tags up to here separate groups

	tagInteger  byte = 0x21
	tagBoolean  byte = 0x22
	tagEnum     byte = 0x23
	tagTextLang byte = 0x35
	tagNameLang byte = 0x36
	tagName     byte = 0x42
	tagKeyword  byte = 0x44
	tagURI      byte = 0x45
	tagCharset  byte = 0x47
	tagLanguage byte = 0x48
	tagMIME     byte = 0x49
)

// Limits of a decoded message. Real answers have some 10 kB and 200 attributes even if everything is asked for.
const (
	maxIPPBytes  = 1 << 20
	maxIPPValues = 16384
)

// ippMessage is a request or an answer without its document. Collections lie flat in their attribute, since members have
// no names of their own on the wire; nothing here asks for one.
type ippMessage struct {
	version uint16
	code    uint16 // operation of a request, status of an answer
	id      uint32
	groups  []ippGroup
}

type ippGroup struct {
	tag   byte
	attrs []ippAttr
}

type ippAttr struct {
	name   string
	values []ippValue
}

type ippValue struct {
	tag byte
	raw []byte
}

func (m *ippMessage) encode() []byte {
	b := binary.BigEndian.AppendUint16(nil, m.version)
	b = binary.BigEndian.AppendUint16(b, m.code)
	b = binary.BigEndian.AppendUint32(b, m.id)
	for _, g := range m.groups {
		b = append(b, g.tag)
		for _, a := range g.attrs {
			name := a.name
			for _, v := range a.values {
				b = append(b, v.tag)
				b = binary.BigEndian.AppendUint16(b, uint16(len(name)))
				b = append(b, name...)
				b = binary.BigEndian.AppendUint16(b, uint16(len(v.raw)))
				b = append(b, v.raw...)
				name = "" // further values of the same attribute
			}
		}
	}
	return append(b, tagEnd)
}

var errIPPShort = errors.New("the IPP message ends inside a value")

// decodeIPP reads a message up to its end tag; what follows is a document and is left alone.
func decodeIPP(b []byte) (*ippMessage, error) {
	if len(b) < 9 {
		return nil, errIPPShort
	}
	if len(b) > maxIPPBytes {
		return nil, fmt.Errorf("an IPP message of %d bytes; at most %d", len(b), maxIPPBytes)
	}
	m := &ippMessage{version: binary.BigEndian.Uint16(b), code: binary.BigEndian.Uint16(b[2:]), id: binary.BigEndian.Uint32(b[4:])}
	b = b[8:]
	for values := 0; ; {
		if len(b) == 0 {
			return nil, errIPPShort
		}
		tag := b[0]
		b = b[1:]
		if tag == tagEnd {
			return m, nil
		}
		if tag <= tagLastGroup {
			m.groups = append(m.groups, ippGroup{tag: tag})
			continue
		}
		if values++; values > maxIPPValues {
			return nil, fmt.Errorf("an IPP message with more than %d values", maxIPPValues)
		}
		name, rest, err := ippField(b)
		if err != nil {
			return nil, err
		}
		raw, rest, err := ippField(rest)
		if err != nil {
			return nil, err
		}
		b = rest
		if err := m.add(string(name), ippValue{tag, slices.Clone(raw)}); err != nil {
			return nil, err
		}
	}
}

func ippField(b []byte) (field, rest []byte, err error) {
	if len(b) < 2 {
		return nil, nil, errIPPShort
	}
	n := int(binary.BigEndian.Uint16(b))
	if b = b[2:]; len(b) < n {
		return nil, nil, errIPPShort
	}
	return b[:n], b[n:], nil
}

func (m *ippMessage) add(name string, v ippValue) error {
	if len(m.groups) == 0 {
		return errors.New("an IPP value outside of any group")
	}
	g := &m.groups[len(m.groups)-1]
	if name != "" {
		g.attrs = append(g.attrs, ippAttr{name: name, values: []ippValue{v}})
		return nil
	}
	if len(g.attrs) == 0 {
		return errors.New("an IPP value without a name")
	}
	a := &g.attrs[len(g.attrs)-1]
	a.values = append(a.values, v)
	return nil
}

// values gives those of an attribute in the groups of a tag.
func (m *ippMessage) values(group byte, name string) []ippValue {
	for _, g := range m.groups {
		if g.tag != group {
			continue
		}
		for _, a := range g.attrs {
			if a.name == name {
				return a.values
			}
		}
	}
	return nil
}

func (m *ippMessage) texts(group byte, name string) []string {
	var out []string
	for _, v := range m.values(group, name) {
		out = append(out, v.text())
	}
	return out
}

// number gives an integer or enum; ok is false if there is none.
func (m *ippMessage) number(group byte, name string) (int, bool) {
	vs := m.values(group, name)
	if len(vs) == 0 || len(vs[0].raw) != 4 || vs[0].tag != tagInteger && vs[0].tag != tagEnum {
		return 0, false
	}
	return int(int32(binary.BigEndian.Uint32(vs[0].raw))), true
}

// refuses reports whether a boolean is there and false.
func (m *ippMessage) refuses(group byte, name string) bool {
	vs := m.values(group, name)
	return len(vs) == 1 && vs[0].tag == tagBoolean && len(vs[0].raw) == 1 && vs[0].raw[0] == 0
}

// text gives a value's words; of one with a language the words alone.
func (v ippValue) text() string {
	if v.tag == tagTextLang || v.tag == tagNameLang {
		if _, rest, err := ippField(v.raw); err == nil {
			if words, _, err := ippField(rest); err == nil {
				return string(words)
			}
		}
	}
	return string(v.raw)
}

func ippText(tag byte, name string, words ...string) ippAttr {
	a := ippAttr{name: name}
	for _, w := range words {
		a.values = append(a.values, ippValue{tag, []byte(w)})
	}
	return a
}

func ippNumber(tag byte, name string, n int) ippAttr {
	return ippAttr{name, []ippValue{{tag, binary.BigEndian.AppendUint32(nil, uint32(int32(n)))}}}
}
