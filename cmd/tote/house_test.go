package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "example.com/tote/"

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

func packages(t *testing.T) map[string]listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps,Standard", "-deps", "./...", "./testdata")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]listed{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// edges says which of the house's rooms a room may import; a longer path goes before a shorter one. Rooms that anyone
// may import are listed in open.
var edges = map[string][]string{
	"cmd/tote":              {""},
	"api":                   {"fulfilment", "inventory", "labels", "api"},
	"api/wire":              {},
	"api/client":            {"api/wire"},
	"fulfilment":            {"fulfilment", "inventory"},
	"fulfilment/allocation": {"inventory/item", "inventory/layout"},
	"fulfilment/waving":     {"inventory/item", "inventory/layout"},
	"fulfilment/route":      {"inventory/item", "inventory/layout"},
	"fulfilment/cartonize":  {"inventory/item", "inventory/layout"},
	"inventory":             {"inventory"},
	"inventory/item":        {},
	"inventory/layout":      {},
	"inventory/forecast":    {"inventory/item"},
	"inventory/slotting":    {"inventory/item", "inventory/layout"},
	"inventory/store":       {"inventory/store"},
	"inventory/fault":       {},
	"inventory/tabular":     {},
	"labels":                {"labels"},
	"labels/gs1":            {},
	"terminal":              {"terminal", "api/wire"},
	"testdata":              {},
}

// needs is for tests only.
var open = []string{"inventory/fault", "inventory/needs", "labels/gs1", "api/wire"}

// standardOnly are the rooms anyone may import because they bring nothing along.
var standardOnly = []string{"inventory/fault", "inventory/needs", "labels/gs1", "api/wire", "testdata"}

func TestImportsRunOneWay(t *testing.T) {
	all := packages(t)
	for path, p := range all {
		room, ours := strings.CutPrefix(path, module)
		if !ours {
			continue
		}
		may := edges[longestRoom(room)]
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, module)
			if !ours || slices.Contains(open, to) || allowed(may, to) {
				continue
			}
			t.Errorf("%s imports %s, which its room may not", room, to)
		}
	}
	for _, room := range standardOnly {
		for _, dep := range all[module+room].Deps {
			if d, known := all[dep]; known && !d.Standard && dep != module+room {
				t.Errorf("%s depends on %s and may use the standard library only", room, dep)
			}
		}
	}
	for path, p := range all {
		if room, ours := strings.CutPrefix(path, module); ours && strings.HasPrefix(room, "terminal") {
			for _, dep := range p.Deps {
				if strings.Contains(dep, "labstack/echo") || strings.HasPrefix(dep, "go.etcd.io/bbolt") {
					t.Errorf("%s depends on %s: a handheld needs neither server nor store", room, dep)
				}
			}
		}
	}
}

// longestRoom finds the rule for a room: its own, or that of the room around it.
func longestRoom(room string) string {
	for {
		if _, ok := edges[room]; ok {
			return room
		}
		cut := strings.LastIndex(room, "/")
		if cut < 0 {
			return room
		}
		room = room[:cut]
	}
}

func allowed(may []string, to string) bool {
	for _, m := range may {
		if m == "" || to == m || strings.HasPrefix(to, m+"/") {
			return true
		}
	}
	return false
}

func TestTopLevelIsThePlan(t *testing.T) {
	plan := []string{"LICENSE", "README.md", "api", "cmd", "fulfilment", "go.mod", "go.sum", "inventory", "labels", "terminal", "testdata"}
	made := []string{"tote", "tote.exe"} // by go build; git ignores them, and demo-*
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "demo-") && !strings.HasSuffix(name, ".test") && !slices.Contains(made, name) && !slices.Contains(plan, name) {
			t.Errorf("%s lies at the top level; the plan has %v", name, plan)
		}
	}
}

// TestOnlyTestsHashQuickly: a hasher whose PINs could be tried out in a moment is in no program.
func TestOnlyTestsHashQuickly(t *testing.T) {
	house, uses := root(t), 0
	err := filepath.WalkDir(house, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "NewQuickPINs(") {
			uses++
			if name, _ := filepath.Rel(house, path); filepath.ToSlash(name) != "inventory/people/pin.go" {
				t.Errorf("%s calls NewQuickPINs, which is for tests", name)
			}
		}
		return err
	})
	if err != nil || uses == 0 {
		t.Errorf("%d files name NewQuickPINs (%v); it was looked for in vain", uses, err)
	}
}
