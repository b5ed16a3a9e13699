package store

import "example.com/tote/inventory/fault"

// CheckRevision refuses an edit of what somebody else has edited since. have is the stored record's revision, 0 when there
// is none yet; expected is the one the editor has read, 0 to create. Errors: revision.exists and revision.stale (code
// stale), <noun>.unknown.
func CheckRevision(noun, name string, have, expected uint64) error {
	switch {
	case have == expected:
		return nil
	case expected == 0:
		return fault.Stale("revision.exists", "%s %q exists already: to edit it, read it and send its revision (%d) as If-Match", noun, name, have)
	case have == 0:
		return fault.NotFound(unknownReason(noun), "there is no %s %q to edit: send revision 0 to create it", noun, name)
	}
	return fault.Stale("revision.stale", "%s %q was edited meanwhile: it has revision %d, not %d; read it again", noun, name, have, expected)
}

// CheckHome refuses a command that was sent to a partition which does not keep the records it writes: the company's, or a
// warehouse's.
func CheckHome(tx *Tx, noun string, company bool) error {
	if (tx.Partition() == Company) != company {
		return fault.Internal("partition.wrong", "%s records are not kept in partition %q", noun, tx.Partition())
	}
	return nil
}
