package sampling

// The standard's figures for switching.
const (
	window       = 5  // deliveries looked back at
	badInWindow  = 2  // of them not accepted: normal becomes tightened
	goodInARow   = 5  // accepted under tightened: back to normal
	badTightened = 5  // not accepted while tightened, in all: stopped
	scoreReduced = 30 // of the switching score: normal may become reduced
)

// State is what is remembered of a supplier's deliveries of an item. The zero State is that of a new one: normal.
type State struct {
	Severity Severity `cbor:"1,keyasint,omitempty"`
	Last     []bool   `cbor:"2,keyasint,omitempty"` // the last deliveries under this severity, oldest first: accepted?
	Score    int64    `cbor:"3,keyasint,omitempty"` // under normal
	Bad      int64    `cbor:"4,keyasint,omitempty"` // not accepted while tightened
}

// Now gives the severity the next delivery is looked at with.
func (s State) Now() Severity {
	if s.Severity == 0 {
		return Normal
	}
	return s.Severity
}

// Verdict is how a delivery that was presented for the first time was found.
type Verdict struct {
	Accepted bool
	Bad      int64 // bad units in the sample
	Query    Query // it was looked at by; its severity is the state's
	Unsteady bool  // the supplier's production stood still or changed: no reason to look less hard
}

// Judge gives the state behind a delivery. Deliveries that were sorted and presented again do not count, by the standard.
func (s State) Judge(v Verdict) State {
	s.Last = append(append([]bool{}, s.Last...), v.Accepted)
	if len(s.Last) > window {
		s.Last = s.Last[1:]
	}
	switch s.Now() {
	case Tightened:
		return s.tightened(v)
	case Reduced:
		if !v.Accepted || v.Unsteady {
			return State{Severity: Normal}
		}
		return s
	case Stopped:
		return s // only a person ends it: see Resume
	}
	s.Severity = Normal
	s.Score = s.score(v)
	switch {
	case count(s.Last, false) >= badInWindow:
		return State{Severity: Tightened}
	case s.Score >= scoreReduced && !v.Unsteady:
		return State{Severity: Reduced}
	}
	return s
}

func (s State) tightened(v Verdict) State {
	if !v.Accepted {
		if s.Bad++; s.Bad >= badTightened {
			return State{Severity: Stopped}
		}
		return s
	}
	if len(s.Last) >= goodInARow && count(s.Last, true) == goodInARow {
		return State{Severity: Normal}
	}
	return s
}

// Resume lets a stopped supplier deliver again, under tightened inspection: something was done about it.
func (s State) Resume() State {
	if s.Now() != Stopped {
		return s
	}
	return State{Severity: Tightened}
}

// score gives the switching score behind a delivery under normal inspection. A plan that takes at least two bad units shows
// more if one of the next stricter limit would have taken the delivery too.
func (s State) score(v Verdict) int64 {
	p, err := Find(v.Query)
	if err != nil || !v.Accepted || v.Unsteady {
		return 0
	}
	if p.Accept < 2 {
		return s.Score + 2
	}
	limit, _ := v.Query.AQL.index()
	q := v.Query
	q.AQL = limits[limit-1] // a plan with two or more is never at the strictest limit of its letter
	if stricter, err := Find(q); err != nil || v.Bad > stricter.Accept {
		return 0
	}
	return s.Score + 3
}

func count(all []bool, want bool) (n int) {
	for _, b := range all {
		if b == want {
			n++
		}
	}
	return n
}
