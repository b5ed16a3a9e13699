package sampling

import (
	"strings"
	"testing"
)

// history judges deliveries one after another: "+" accepted without a bad unit, "-" not accepted, "o" accepted at the edge,
// "~" accepted while the production changed.
func history(s State, q Query, deliveries string) (State, string) {
	var path []string
	for _, d := range deliveries {
		q.Severity = s.Now()
		p, _ := Find(q)
		v := Verdict{Query: q, Accepted: d != '-', Unsteady: d == '~'}
		switch d {
		case 'o':
			v.Bad = p.Accept
		case '-':
			v.Bad = p.Reject()
		}
		s = s.Judge(v)
		path = append(path, s.Now().String()[:1])
	}
	return s, strings.Join(path, "")
}

func TestSwitching(t *testing.T) {
	many := Query{Lot: 1000, Level: II, AQL: 2500} // accepts 5: a good delivery scores 3
	few := Query{Lot: 100, Level: II, AQL: 2500}   // accepts 1: a good delivery scores 2
	for name, c := range map[string]struct {
		q          Query
		deliveries string
		want       string
	}{
		"one bad delivery is forgiven":                  {many, "+-+++", "nnnnn"},
		"two of five are not":                           {many, "-+++-", "nnnnt"},
		"two of six are":                                {many, "-++++-", "nnnnnn"},
		"two in the beginning":                          {few, "--", "nt"},
		"five good ones under tightened: normal":        {few, "--+++++", "ntttttn"},
		"five in a row, a bad one between begins anew":  {few, "--++++-+++++", "nttttttttttn"},
		"five bad ones under tightened, in all: stop":   {few, "---+-+-+-+-", "nttttttttts"},
		"only a person ends a stop":                     {few, "-------+++++++", "ntttttssssssss"},
		"ten very good ones: reduced":                   {many, "++++++++++", "nnnnnnnnnr"},
		"fifteen where little is accepted anyway":       {few, "+++++++++++++++", "nnnnnnnnnnnnnnr"},
		"at the edge of what is accepted: the score is": {many, "+++++++++o++++++++++", "nnnnnnnnnnnnnnnnnnnr"},
		"a bad one under reduced: normal":               {many, "++++++++++++-+", "nnnnnnnnnrrrnn"},
		"a changed production is not looked at less":    {many, "+++++++++~++", "nnnnnnnnnnnn"},
		"and ends reduced":                              {many, "++++++++++~", "nnnnnnnnnrn"},
	} {
		if _, got := history(State{}, c.q, c.deliveries); got != c.want {
			t.Errorf("%s: %s leads to %s, want %s", name, c.deliveries, got, c.want)
		}
	}
}

func TestResumeLeadsToTightened(t *testing.T) {
	s, _ := history(State{}, Query{Lot: 100, Level: II, AQL: 2500}, "-------")
	if got := s.Resume().Now(); s.Now() != Stopped || got != Tightened {
		t.Errorf("%s resumes as %s, want stopped and tightened", s.Now(), got)
	}
	if got := (State{}).Resume().Now(); got != Normal {
		t.Errorf("a supplier that was not stopped resumes as %s", got)
	}
}
