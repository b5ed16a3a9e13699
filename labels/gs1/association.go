package gs1

import "strings"

// exclusive lists AIs that must not stand in one symbol: a trade item is not its own content, and a count (37) counts
// the contents of a logistic unit, never the pieces of a trade item, for which (30) is there.
var exclusive = [][2]string{{"01", "02"}, {"01", "37"}, {"01", "255"}, {"21", "235"}}

// required lists, for an AI or its beginning, sets of which one member (or beginning) must be there.
var required = []struct {
	ai    string
	needs [][]string
}{
	{"02", [][]string{{"00"}, {"37"}}},
	{"37", [][]string{{"00"}, {"02", "8026"}}},
	{"10", [][]string{{"01", "02", "8006", "8026"}}},
	{"11", [][]string{{"01", "02", "8006", "8026"}}},
	{"13", [][]string{{"01", "02", "8006", "8026"}}},
	{"15", [][]string{{"01", "02", "8006", "8026"}}},
	{"16", [][]string{{"01", "02", "8006", "8026"}}},
	{"17", [][]string{{"01", "02", "255", "8006", "8026"}}},
	{"21", [][]string{{"01", "8006"}}},
	{"22", [][]string{{"01"}}},
	{"235", [][]string{{"01"}}},
	{"250", [][]string{{"01", "8006"}, {"21"}}},
	{"254", [][]string{{"414"}}},
	{"392", [][]string{{"01"}, {"30", "31", "32", "35", "36"}}},
	{"8011", [][]string{{"8010"}}},
	{"8019", [][]string{{"8017", "8018"}}},
}

// CheckAssociations judges elements together: no AI twice with different values, none beside one it excludes, none
// without those it needs. Parse does not call it: a supplier's label that breaks such a rule is still readable, and
// whether to accept it is the warehouse's choice. Build labels that pass it.
func (e Elements) CheckAssociations() error {
	seen := make(map[string]string, len(e))
	for _, el := range e {
		if before, twice := seen[el.AI]; twice && before != el.Value {
			return errorf(KindRepeated, el.AI, -1, "stands twice, as %q and %q", before, el.Value)
		}
		seen[el.AI] = el.Value
	}
	for _, pair := range exclusive {
		_, a := seen[pair[0]]
		if _, b := seen[pair[1]]; a && b {
			return errorf(KindExclusive, pair[0], -1, "must not stand with (%s)", pair[1])
		}
	}
	for _, el := range e {
		for _, rule := range required {
			if !strings.HasPrefix(el.AI, rule.ai) {
				continue
			}
			for _, oneOf := range rule.needs {
				if !e.hasAny(oneOf) {
					return errorf(KindRequired, el.AI, -1, "needs one of %v beside it", oneOf)
				}
			}
		}
	}
	return nil
}

func (e Elements) hasAny(beginnings []string) bool {
	for _, el := range e {
		for _, b := range beginnings {
			if strings.HasPrefix(el.AI, b) {
				return true
			}
		}
	}
	return false
}
