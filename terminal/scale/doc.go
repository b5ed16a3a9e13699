// Package scale reads a weight off a bench scale and tells whether it counts.
//
// Four languages are spoken over a serial line or TCP: MT-SICS, Toledo 8217, NCI (also called ECR) and A&D, the last also
// as an endless stream, as Chinese indicators send it; a fifth, plain, takes lines that hold a number and its unit and
// nothing else. USB scales are read as HID reports from /dev/hidraw. Where no scale stands a weight is typed and carries
// its mark. Grams are whole, computed from the decimals on the line without floats; the line itself is always kept.
//
// A weight counts only if it stands still, was asked for after the parcel was scanned, is above the minimum, in a known
// unit, neither over nor under the scale's range, without a tare, and the plate was empty since the parcel before. Each
// refusal is a fault with a stable reason (reason.go) that says what to do.
//
// The package never guesses: half a line, noise or silence is no weight. It never waits or buffers without a bound, reads
// no clock of its own (the moment comes in with Settings.Now), and knows nothing of parcels and orders.
//
// Start reading at Scale (scale.go), then Judge (judge.go), which decides with values alone, and Bench (bench.go), which
// joins them for a packing station. Each protocol has a file: sics.go, toledo.go, nci.go, and.go, hid.go; lines are in
// transport.go.
package scale
