package waving

// maxMemo bounds the walks remembered: 2 million slots of 16 bytes, so a call stays below 40 MB.
const maxMemo = 1 << 21

// probes is how many slots a key may lie in once the memory may not grow; beyond that the newer walk takes the place.
const probes = 8

// meter measures walks, each set of orders once. A set is known by a sum of random words, one an order, which a move
// changes without looking at the other orders of the trip. Two sets of a hundred thousand share a sum once in a billion
// calls; the search would then be misled, but never the answer: trips are measured anew when they are handed out.
type meter struct {
	walk  Walker
	slots []measured
	used  int
	fresh int // walks asked of the Walker
	set   []int
}

type measured struct {
	key    uint64 // 0: empty
	length int64
}

func newMeter(w Walker) *meter { return &meter{walk: w, slots: make([]measured, 1<<12)} }

// keyOf gives an order's word: the finisher of splitmix64, which turns neighbouring numbers into unrelated words.
func keyOf(order int) uint64 {
	x := (uint64(order) + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// known gives a length measured before.
func (m *meter) known(key uint64) (int64, bool) {
	mask := uint64(len(m.slots) - 1)
	for i := range uint64(probes) {
		switch s := &m.slots[(key+i)&mask]; s.key {
		case key:
			return s.length, true
		case 0:
			return 0, false
		}
	}
	return 0, false
}

// measure walks the orders in m.set and remembers the length.
func (m *meter) measure(key uint64) int64 {
	length := m.walk.Length(m.set)
	m.fresh++
	if m.used*2 > len(m.slots) && len(m.slots) < maxMemo {
		m.grow()
	}
	m.put(measured{key, length})
	return length
}

func (m *meter) put(x measured) {
	mask := uint64(len(m.slots) - 1)
	for i := range uint64(probes) {
		if s := &m.slots[(x.key+i)&mask]; s.key == 0 {
			*s = x
			m.used++
			return
		}
	}
	m.slots[(x.key+x.key>>40%probes)&mask] = x
}

func (m *meter) grow() {
	old := m.slots
	m.slots, m.used = make([]measured, 4*len(old)), 0
	for _, s := range old {
		if s.key != 0 {
			m.put(s)
		}
	}
}
