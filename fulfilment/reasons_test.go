package fulfilment

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reasonsTold gives the comments of the functions of stock and order verbs, by name: they list the reasons a verb refuses with.
func reasonsTold(t *testing.T) map[string]string {
	t.Helper()
	told := map[string]string{}
	for _, pattern := range []string{"*.go", "../inventory/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.IsExported() {
					told[fn.Name.Name] += fn.Doc.Text()
				}
			}
		}
	}
	for name, text := range told {
		for _, of := range sameAs.FindAllStringSubmatch(text, -1) {
			told[name] += told[of[1]]
		}
	}
	return told
}

// sameAs is how a comment says that a function refuses with what another refuses with, too.
var sameAs = regexp.MustCompile(`those of (\w+)`)
