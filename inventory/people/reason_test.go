package people

import (
	"testing"

	"example.com/tote/inventory/fault/faulttest"
)

func TestReasonsAreListed(t *testing.T) { faulttest.Listed(t, Reasons) }
