package store

import (
	"fmt"
	"sync"

	"github.com/fxamacker/cbor/v2"
)

// Records are one version byte and CBOR with integer keys. The version is the collection's: a record written by a newer
// binary may hold fields this one would drop on the next write, so it is refused, never half read.
var (
	encoding = sync.OnceValue(func() cbor.EncMode {
		o := cbor.CoreDetEncOptions()
		// Text, since the numeric form with fractions is a float: a moment read back would not be the moment written.
		o.Time = cbor.TimeRFC3339NanoUTC
		m, err := o.EncMode()
		if err != nil {
			panic(err)
		}
		return m
	})
	decoding = sync.OnceValue(func() cbor.DecMode {
		m, err := cbor.DecOptions{
			// Limits of what a record may hold: generous for the longest list we keep, small against a broken length.
			MaxArrayElements: 1 << 16, MaxMapPairs: 1 << 16, MaxNestedLevels: 16,
		}.DecMode()
		if err != nil {
			panic(err)
		}
		return m
	})
)

// encode gives the stored bytes of a record.
func encode(version byte, v any) []byte {
	body, err := encoding().Marshal(v)
	if err != nil {
		panic(fmt.Errorf("encode %T: %w", v, err))
	}
	return append(append(make([]byte, 0, len(body)+1), version), body...)
}

// decode reads stored bytes into v.
func decode(name string, version byte, data []byte, v any) {
	if len(data) == 0 {
		panic(fmt.Errorf("%s: empty record", name))
	}
	if data[0] > version {
		panic(fmt.Errorf("%s: record of version %d, this program knows up to %d", name, data[0], version))
	}
	if err := decoding().Unmarshal(data[1:], v); err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
}

// Marshal encodes a value that travels inside a record or an outbox payload.
func Marshal(v any) []byte { return encode(1, v) }

// Unmarshal reads what Marshal wrote.
func Unmarshal(data []byte, v any) error {
	if len(data) == 0 || data[0] != 1 {
		return fmt.Errorf("payload of %d bytes is not of version 1", len(data))
	}
	return decoding().Unmarshal(data[1:], v)
}
