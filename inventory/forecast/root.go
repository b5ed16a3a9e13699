package forecast

import "math/bits"

// root gives the whole part of a square root; of a negative number 0.
func root(n int64) int64 {
	if n <= 0 {
		return 0
	}
	x := int64(1) << ((bits.Len64(uint64(n)) + 1) / 2) // not below the root
	for {
		y := (x + n/x) / 2
		if y >= x {
			return x
		}
		x = y
	}
}

// hypot gives the root of a*a + b*b for figures that are not negative, however large.
func hypot(a, b int64) int64 {
	shift := max(0, bits.Len64(uint64(max(a, b)))-31)
	a, b = a>>shift, b>>shift
	return root(a*a+b*b) << shift
}

// share gives a*b/c without overflow between; c is above zero, and the result fits.
func share(a, b, c int64) int64 {
	if a < 0 {
		return -share(-a, b, c)
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(q)
}

// MeanOf gives the mean of some figures and how far they spread around it, their standard deviation. One figure spreads
// around nothing.
func MeanOf(all []Milli) (mean, spread Milli) {
	n := int64(len(all))
	if n == 0 {
		return 0, 0
	}
	for _, x := range all {
		mean += x
	}
	mean /= n
	if n == 1 {
		return mean, 0
	}
	off := make([]int64, n)
	for i, x := range all {
		off[i] = max(x-mean, mean-x)
	}
	shift := narrow(off)
	sum := int64(0)
	for _, x := range off {
		sum += share(x, x, n-1)
	}
	return mean, root(sum) << shift
}
