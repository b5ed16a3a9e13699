package terminal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// TestEveryWordIsInTheCatalogue reads the source: a key that is written there and has no words would be seen by a worker.
func TestEveryWordIsInTheCatalogue(t *testing.T) {
	found := 0
	for _, dir := range []string{".", "task", "ui", "sshd"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, path, src, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 || !isT(call.Fun) {
					return true
				}
				lit, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					return true
				}
				key, err := strconv.Unquote(lit.Value)
				if found++; err != nil || !ui.Known(key) {
					t.Errorf("%s: the catalogue has no words for %q", set.Position(lit.Pos()), key)
				}
				return true
			})
		}
	}
	if found < 100 {
		t.Errorf("only %d keys were found: does the test still see the source?", found)
	}
}

// isT tells whether a call is ui.T, or T in its own package.
func isT(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && x.Name == "ui" && f.Sel.Name == "T"
	case *ast.Ident:
		return f.Name == "T"
	}
	return false
}

// Keys that are put together are listed here by what they are put together from.
func TestEveryMadeWordIsInTheCatalogue(t *testing.T) {
	var keys []string
	for _, k := range slices.Concat(allKeys, []task.Key{keyUndo, keyLanguage, keySignOut}) {
		keys = append(keys, "key."+string(k))
	}
	for _, k := range functionKeys {
		keys = append(keys, "key."+string(k))
	}
	for _, k := range task.Words() {
		if k != task.MenuKind {
			keys = append(keys, "task."+k)
		}
	}
	for _, v := range []string{"claim", "pick", "short", "swap", "close", "misscan", "pack", "weigh", "label", "confirm", "reprint", "load", "ship", "receive", "inspect", "putaway", "take-over", "end-task",
		"count", "recount", "move", "replenish", "send", "dispatch"} {
		keys = append(keys, "task."+v)
	}
	for _, w := range []string{"misscan", "lot.other", "sku.alike", "barcode.alike", "name.alike", "code.alike"} {
		keys = append(keys, "beware."+w)
	}
	for _, c := range []string{"invalid", "unauthenticated", "forbidden", "not_found", "conflict", "refused", "unavailable", "internal", "unknown"} {
		keys = append(keys, "reason."+c)
	}
	for _, k := range keys {
		if !ui.Known(k) {
			t.Errorf("the catalogue has no words for %q", k)
		}
	}
}

func TestEveryPrintedCommandHasItsKey(t *testing.T) {
	for _, w := range scan.Words {
		if w == scan.Qty {
			continue // asks for a number, in command
		}
		if commandKeys[w] == "" {
			t.Errorf("%s does nothing", w)
		}
	}
}
