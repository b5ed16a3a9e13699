package api

import "example.com/tote/api/wire"

// ProblemFrom is the table from faults to problems, for its test.
func ProblemFrom(err error) wire.Problem { return problemFrom(err) }

// HoldReports takes the places of so many reports until the function it gives is called.
func (s *Server) HoldReports(n int64) (free func()) {
	s.reports.Add(n)
	return func() { s.reports.Add(-n) }
}
