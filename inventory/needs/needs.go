// Package needs is what a test says that wants more than Go: a program, a device, a system that has named pipes.
//
// Without it the test is skipped by name, so that the tests pass with Go alone; where nothing may be lacking, as in
// continuous integration, it fails. It is for tests only, imports the standard library only, and never installs anything.
package needs

import (
	"os"
	"os/exec"
	"testing"
)

// Required is the variable of the environment that forbids every skip when it is 1.
const Required = "TOTE_REQUIRE_TOOLS"

// Program gives the path of a program, or ends the test without it.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Lacking(t, name)
	}
	return path
}

// Programs ends a test without one of the programs it needs.
func Programs(t testing.TB, names ...string) {
	t.Helper()
	for _, n := range names {
		Program(t, n)
	}
}

// Lacking ends a test that cannot run here.
func Lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv(Required) == "1" {
		t.Fatalf("needs %s, and %s=1 forbids to go without", what, Required)
	}
	t.Skipf("needs %s", what)
}
