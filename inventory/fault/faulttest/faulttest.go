// Package faulttest holds what tests of refusals share: an error's shortcomings as words to compare, and the rule that a
// package lists the reasons it refuses with. It knows no domain type and is for tests only. Start reading at Places.
package faulttest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

// Places gives where an error's shortcomings are, in their order; nothing of no error.
func Places(err error) (out []string) {
	if err != nil {
		for _, d := range fault.From(err).Details {
			out = append(out, d.Where)
		}
	}
	return out
}

// Details gives an error's shortcomings, each as "where: reason"; nothing of no error.
func Details(err error) (out []string) {
	if err != nil {
		for _, d := range fault.From(err).Details {
			out = append(out, d.Where+": "+d.Reason)
		}
	}
	return out
}

// Reasons gives an error's reason, and behind it its Details; nothing of no error.
func Reasons(err error) []string {
	if err == nil {
		return nil
	}
	return append([]string{fault.ReasonOf(err)}, Details(err)...)
}

var (
	given = regexp.MustCompile(`(?:fault\.[A-Za-z]+\(|g\.Add\([^,]+, |Reason: |signIn[A-Z][a-z]+ += |\.(?:Invalid|Refused)\()"([a-z_]+\.[a-z_]+)"`)
	noun  = regexp.MustCompile(`Noun: "([a-z_]+)"`) // not_found is worded from the noun
)

// Listed tells if a package's table lists other reasons than those its code, in the folder of the test, refuses with.
func Listed(t *testing.T, table map[string]string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range given.FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
			if table[m[1]] == "" {
				t.Errorf("%s: reason %s is not in the table", f, m[1])
			}
		}
		for _, m := range noun.FindAllStringSubmatch(string(src), -1) {
			used[m[1]+".unknown"] = true
		}
	}
	for r := range table {
		if !used[r] {
			t.Errorf("reason %s is in the table, but nothing refuses with it", r)
		}
	}
}
