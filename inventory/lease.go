package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// LeaseSize is how many numbers a device takes at once: a day's pallets of one receiver, so that it works with the radio
// off; what a lost device had costs a hundred numbers.
const LeaseSize = 100

// leasable are the kinds of numbers a device may print by itself.
var leasable = map[byte]string{LPNNumber: "lpn", SSCCNumber: "sscc"}

// LeaseInput asks for a block of numbers: "lpn" or "sscc".
type LeaseInput struct{ Kind string }

// LeaseResult is the block, its numbers written in full; of SSCCs only the serials if the warehouse has no GS1 prefix.
type LeaseResult struct {
	Kind    string   `cbor:"1,keyasint"`
	First   uint64   `cbor:"2,keyasint"`
	Last    uint64   `cbor:"3,keyasint"`
	Numbers []string `cbor:"4,keyasint,omitempty"`
}

// Lease gives a device a block of numbers of its own, which nobody else gets. Errors: lease.kind, number.exhausted.
func Lease(tx *store.Tx, in LeaseInput) (LeaseResult, error) {
	for kind, word := range leasable {
		if word != in.Kind {
			continue
		}
		s, err := takeSpan(tx, kind, LeaseSize)
		if err != nil {
			return LeaseResult{}, err
		}
		out := LeaseResult{Kind: word, First: s.First, Last: s.Last}
		for n := s.First; n <= s.Last; n++ {
			if kind == LPNNumber {
				out.Numbers = append(out.Numbers, FormatNumber(kind, n))
				continue
			}
			id, err := FormatSSCC(tx, n)
			if fault.ReasonOf(err) == "warehouse.no_prefix" {
				break // the device has a prefix of its own to put before the serials
			}
			if err != nil {
				return LeaseResult{}, err
			}
			out.Numbers = append(out.Numbers, id)
		}
		return out, nil
	}
	return LeaseResult{}, fault.Invalid("lease.kind", "a device leases lpn or sscc numbers, not %q", in.Kind)
}
