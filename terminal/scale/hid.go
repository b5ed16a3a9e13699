package scale

import "fmt"

// hidReport is the length of a weight report of the USB HID point-of-sale usage page 0x8D: its number 3, status, unit,
// exponent of ten, and the weight as 16 bits, low byte first. A longer report ends with what is not needed.
const hidReport = 6

// hidUnits are the unit numbers of reports.
var hidUnits = map[byte]string{2: "g", 3: "kg", 11: "oz", 12: "lb"}

// hid reads a report. Status 1 is a fault, 2 the plate empty, 3 moving, 4 standing still, 5 below zero, 6 over the range,
// 7 and 8 that it must be calibrated or zeroed.
func hid(came []byte) (int, Reading, bool) {
	if len(came) < hidReport {
		return 0, Reading{}, false
	}
	if came[0] != 3 || came[1] < 1 || came[1] > 8 {
		return 1, Reading{}, false
	}
	b := came[:hidReport]
	r := Reading{Flagged: true, Raw: fmt.Sprintf("% x", b)}
	switch b[1] {
	case 1:
		r.Why = errBroken("fault")
	case 5:
		r.Why = errUnder()
	case 6:
		r.Why = errOver()
	case 7:
		r.Why = errBroken("calibration")
	case 8:
		r.Why = errNeverZeroed()
	}
	if r.Why != nil {
		return hidReport, r, true
	}
	r.Stable, r.Zero = b[1] != 3, b[1] == 2
	d, ok := hidDecimal(int64(int16(uint16(b[4])|uint16(b[5])<<8)), int(int8(b[3])))
	if !ok {
		return 1, Reading{}, false
	}
	name, known := hidUnits[b[2]]
	if !known {
		name = fmt.Sprintf("unit %d", b[2])
	}
	if r.Zero && d.value == 0 { // some send no unit with an empty plate
		r.Division = 1
		return hidReport, r, true
	}
	return hidReport, r.weighed(d, name, ""), true
}

// hidDecimal turns a power of ten into places behind the point.
func hidDecimal(value int64, exp int) (decimal, bool) {
	if exp < -maxDecimals || exp > maxDecimals {
		return decimal{}, false
	}
	for ; exp > 0; exp-- {
		value *= 10
	}
	return decimal{value: value, places: -exp}, true
}
