package api

import "example.com/tote/api/wire"

// ProblemFrom is the table from faults to problems, for its test.
func ProblemFrom(err error) wire.Problem { return problemFrom(err) }
