package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/labels/gs1"
)

// LPNSeries is where the number of a new LPN comes from.
type LPNSeries string

// The series.
const (
	HouseSeries LPNSeries = ""     // U-0000123-4: known in this company only
	SSCCSeries  LPNSeries = "sscc" // 18 digits that no other company uses: for what leaves the building
)

// NextLPN gives the next number of a series; one that was given is never given again. Errors: lpn.series,
// warehouse.no_prefix, number.exhausted.
func NextLPN(tx *store.Tx, s LPNSeries) (string, error) {
	switch s {
	case HouseSeries:
		return PrintedNumber(tx, LPNNumber)
	case SSCCSeries:
		n, err := TakeNumber(tx, SSCCNumber)
		if err != nil {
			return "", err
		}
		return FormatSSCC(tx, n)
	}
	return "", fault.Invalid("lpn.series", "an LPN's number is of the house or an sscc, not %q", s)
}

// FormatSSCC writes a serial number as SSCC: the warehouse's extension digit, the company's GS1 prefix, the serial, the check
// digit. The serials come from ranges of which no two warehouses have the same, so the number is new whatever the extension
// digit was before; when the serials of a prefix run out, they cannot go on without another prefix. Errors:
// warehouse.no_prefix, number.exhausted.
func FormatSSCC(r store.Reader, serial uint64) (string, error) {
	w, err := WarehouseOf(r)
	if err != nil {
		return "", err
	}
	if w.GS1Prefix == "" {
		return "", fault.Refused("warehouse.no_prefix", "warehouse %s has no GS1 company prefix: enter it before SSCCs are printed", w.Code)
	}
	id, err := gs1.SSCC(gs1.SSCCParts{Extension: byte('0' + w.SSCCExtension), Prefix: w.GS1Prefix, Serial: int64(serial)})
	if err != nil {
		return "", fault.Unavailable("number.exhausted", "serial %d does not fit behind the GS1 prefix %s: a shorter prefix has room for more", serial, w.GS1Prefix).Because(err)
	}
	return id, nil
}

// RetireLPN takes an empty LPN out of the building: it stands nowhere, and its number is not given again.
func RetireLPN(tx *store.Tx, id, reason string) error {
	l, err := GetLPN(tx, id)
	if err != nil {
		return err
	}
	if !isEmpty(tx, l.Holder()) {
		return fault.Refused("lpn.not_empty", "LPN %s still holds goods or LPNs", id)
	}
	return carry(tx, &l, Holder{}, reason)
}
