package store

import "testing"

func TestMapBytes(t *testing.T) {
	for _, c := range []struct {
		system string
		bits   int
		want   uint64
	}{{"linux", 64, 64 << 30}, {"darwin", 64, 64 << 30}, {"android", 64, 64 << 30}, {"windows", 64, 0}, {"linux", 32, 0}, {"windows", 32, 0}} {
		if got := mapBytes(c.system, c.bits); uint64(got) != c.want {
			t.Errorf("%s with %d bits maps %d, want %d", c.system, c.bits, got, c.want)
		}
	}
}
