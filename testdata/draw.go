package testdata

// draw is the package's only source of variety: a 64-bit FNV-1a hash of its parts with a last mixing step, since FNV alone
// leaves the high bits of short texts alike. It must never change: goldens and expected exceptions hang on it.
func draw(parts ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, part := range parts {
		for i := 0; i < len(part); i++ {
			h = (h ^ uint64(part[i])) * 1099511628211
		}
		h = (h ^ 0x1f) * 1099511628211 // so that ("ab","c") and ("a","bc") differ
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// below maps a draw to 0 <= x < n.
func below(h uint64, n int) int { return int(h % uint64(n)) }

// pick chooses one entry of a list.
func pick[T any](h uint64, list []T) T { return list[below(h, len(list))] }

// weighted gives the index of the share, in percent, that the draw falls into; the shares add up to 100.
func weighted(h uint64, percent ...int) int {
	left := below(h, 100)
	for i, share := range percent {
		if left < share {
			return i
		}
		left -= share
	}
	return len(percent) - 1
}
