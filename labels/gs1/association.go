package gs1

import "strings"

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
	for _, el := range e {
		f := formats[el.AI]
		if f == nil {
			continue // nobody can say what belongs beside it
		}
		for _, pattern := range f.excludes {
			if other, there := e.matching(pattern, el.AI); there {
				return errorf(KindExclusive, el.AI, -1, "must not stand with (%s)", other)
			}
		}
	}
	for _, el := range e {
		f := formats[el.AI]
		if f == nil {
			continue
		}
		for _, group := range f.needs {
			if !e.meets(group, el.AI) {
				return errorf(KindRequired, el.AI, -1, "needs one of %s beside it", groupText(group))
			}
		}
	}
	return nil
}

// matching finds an AI other than self that a pattern means.
func (e Elements) matching(pattern, self string) (string, bool) {
	for _, el := range e {
		if el.AI != self && matches(pattern, el.AI) {
			return el.AI, true
		}
	}
	return "", false
}

// matches compares digit by digit; an n in the pattern is any digit.
func matches(pattern, ai string) bool {
	if len(pattern) != len(ai) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != 'n' && pattern[i] != ai[i] {
			return false
		}
	}
	return true
}

func (e Elements) meets(group [][]string, self string) bool {
	for _, member := range group {
		all := true
		for _, pattern := range member {
			_, there := e.matching(pattern, self)
			all = all && there
		}
		if all {
			return true
		}
	}
	return false
}

func groupText(group [][]string) string {
	members := make([]string, len(group))
	for i, m := range group {
		members[i] = "(" + strings.Join(m, ") with (") + ")"
	}
	return strings.Join(members, ", ")
}
