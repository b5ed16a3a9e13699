package people

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The table lists exactly the reasons the code refuses with.
func TestReasonsAreListed(t *testing.T) {
	given := regexp.MustCompile(`(?:fault\.[A-Za-z]+\(|g\.Add\([^,]+, |Reason: |signIn[A-Z][a-z]+ += |\.(?:Invalid|Refused)\()"([a-z_]+\.[a-z_]+)"`)
	noun := regexp.MustCompile(`Noun: "([a-z_]+)"`) // not_found is worded from the noun
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
			if Reasons[m[1]] == "" {
				t.Errorf("%s: reason %s is not in the table", f, m[1])
			}
		}
		for _, m := range noun.FindAllStringSubmatch(string(src), -1) {
			used[m[1]+".unknown"] = true
		}
	}
	for r := range Reasons {
		if !used[r] {
			t.Errorf("reason %s is in the table, but nothing refuses with it", r)
		}
	}
}
