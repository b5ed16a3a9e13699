package store_test

import (
	"bytes"
	"cmp"
	"testing"

	"example.com/tote/inventory/store"
)

// FuzzKeyOrder holds the promise behind every index: bytes compare as the values do, part by part.
func FuzzKeyOrder(f *testing.F) {
	for _, s := range []string{"", "A", "A\x00", "A\x00\xff", "A1", "A\x01", "中文", "\xff\xff"} {
		f.Add(s, uint64(0), int64(-1), byte(0), "A", uint64(256), int64(1), byte(1))
		f.Add("A", uint64(255), int64(0), byte(3), s, uint64(1<<40), int64(-1<<63), byte(3))
	}
	f.Fuzz(func(t *testing.T, s1 string, u1 uint64, i1 int64, b1 byte, s2 string, u2 uint64, i2 int64, b2 byte) {
		k1, k2 := store.K(1).Str(s1).Uint(u1).Int(i1).Byte(b1), store.K(1).Str(s2).Uint(u2).Int(i2).Byte(b2)
		want := cmp.Or(cmp.Compare(s1, s2), cmp.Compare(u1, u2), cmp.Compare(i1, i2), cmp.Compare(b1, b2))
		if got := bytes.Compare(k1, k2); got != want {
			t.Errorf("(%q, %d, %d, %d) and (%q, %d, %d, %d) compare as %d, their keys as %d", s1, u1, i1, b1, s2, u2, i2, b2, want, got)
		}
		r := store.ReadKey(k1, 1)
		if s, u, i, b := r.Str(), r.Uint(), r.Int(), r.Byte(); s != s1 || u != u1 || i != i1 || b != b1 || len(r.Rest()) != 0 || r.Err() != nil {
			t.Errorf("the key of (%q, %d, %d, %d) reads as (%q, %d, %d, %d), rest %q, %v", s1, u1, i1, b1, s, u, i, b, r.Rest(), r.Err())
		}
		if s1 != s2 && bytes.HasPrefix(store.K(1).Str(s2), store.K(1).Str(s1)) {
			t.Errorf("the key of %q begins with that of %q: a walk over the one would meet the other", s2, s1)
		}
	})
}

// FuzzKeyReader feeds it bytes nobody built: it must say so or give what builds the same bytes again.
func FuzzKeyReader(f *testing.F) {
	f.Add([]byte{}, byte(0))
	f.Add([]byte(store.K(1).Str("A\x00B").Uint(300).Int(-5).Byte(7)), byte(0b11100100))
	f.Add([]byte{0, 2, 9, 0, 0, 1, 8, 0}, byte(0))
	f.Fuzz(func(t *testing.T, raw []byte, shape byte) {
		r := store.ReadKey(raw, 0)
		built := store.Key{}
		for range 4 {
			switch shape & 3 {
			case 0:
				built = built.Str(r.Str())
			case 1:
				built = built.Uint(r.Uint())
			case 2:
				built = built.Int(r.Int())
			case 3:
				built = built.Byte(r.Byte())
			}
			shape >>= 2
			if r.Err() != nil {
				return
			}
		}
		if built = built.With(r.Rest()); !bytes.Equal(built, raw) {
			t.Errorf("%x reads without complaint, but builds %x", raw, built)
		}
	})
}

func TestKeysContinueAPrefixWithoutWritingOverEachOther(t *testing.T) {
	prefix := store.K(1).Str("a")
	one, two := prefix.Str("1"), prefix.Str("2")
	if bytes.Equal(one, two) || string(one) != string(store.K(1).Str("a").Str("1")) {
		t.Errorf("keys %q and %q", one, two)
	}
}

func TestReadKeyBeyondItsEnd(t *testing.T) {
	r := store.ReadKey(store.K(1), 2)
	if r.Err() == nil {
		t.Error("skipping more than there is goes unnoticed")
	}
}

func TestCheckPartition(t *testing.T) {
	for p, ok := range map[store.Partition]bool{"@": true, "SH1": true, "W": true, "ABCDEFGH": true, "": false, "ABCDEFGHI": false, "sh1": false, "A\x00": false, "A B": false, "@@": false} {
		if err := store.CheckPartition(p); (err == nil) != ok {
			t.Errorf("CheckPartition(%q) = %v", p, err)
		}
	}
}
