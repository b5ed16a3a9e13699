package scan

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

func rows(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open("../../testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]string
	head := true
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		if !head {
			out = append(out, strings.Split(sc.Text(), "\t"))
		}
		head = false
	}
	return out
}

// The table in the program is the table of the vectors: ids, carriers, forms, confidence, in this order.
func TestWaybillFormsAreTheVectors(t *testing.T) {
	want := rows(t, "waybill-numbers.patterns.tsv")
	if len(want) != 29 || len(waybillForms) != len(want) {
		t.Fatalf("%d forms, the vectors have %d, want 29", len(waybillForms), len(want))
	}
	for i, row := range want {
		f := waybillForms[i]
		confidence, _, _ := strings.Cut(row[5], " ")
		if f.id != row[0] || f.carrier != row[1] || f.form != row[2] || f.confidence != confidence {
			t.Errorf("form %d = %s %q %s %s, want %v", i, f.id, f.carrier, f.form, f.confidence, row)
		}
		if none := strings.HasPrefix(row[3], "none"); (f.check == nil) != none && f.id != "jd_package" {
			t.Errorf("%s: check digit known %t, vectors say %q", f.id, f.check != nil, row[3])
		}
	}
}

func TestWaybillNumbers(t *testing.T) {
	count := map[string]int{}
	for _, row := range rows(t, "waybill-numbers.tsv") {
		kind, id, input, normal, result := row[0], row[1], row[2], row[3], row[4]
		carriers, number := Carriers(input)
		if number != normal {
			t.Errorf("%q is kept as %q, want %q", input, number, normal)
		}
		if kind == "ambiguous" {
			count[kind]++
			var ids []string
			for _, c := range carriers {
				ids = append(ids, c.ID)
			}
			if got := strings.Join(ids, ","); got != result {
				t.Errorf("%q fits %s, want %s", input, got, result)
			}
			continue
		}
		for i := range waybillForms {
			if waybillForms[i].id != id {
				continue
			}
			count[result]++
			got := "no-match"
			if fits, sound := waybillForms[i].judge(i, normal); sound {
				got = "ok"
			} else if fits {
				got = "bad-check"
			}
			if got != result {
				t.Errorf("%s %q is %s, want %s", id, normal, got, result)
			}
			told := false
			for _, c := range carriers {
				told = told || c.ID == id
			}
			if told != (result == "ok") {
				t.Errorf("%q is told as %s: %t, want %s", input, id, told, result)
			}
		}
	}
	for kind, want := range map[string]int{"ok": 89, "bad-check": 25, "no-match": 21, "ambiguous": 15} {
		if count[kind] != want {
			t.Errorf("%d rows %s, want %d", count[kind], kind, want)
		}
	}
}
