package sampling

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

func TestLettersOfTable1(t *testing.T) {
	for _, c := range []struct {
		lot   int64
		level Level
		want  string
	}{
		{1, II, "A"}, {2, II, "A"}, {8, II, "A"}, {8, III, "B"}, {9, II, "B"}, {15, I, "A"}, {16, I, "B"}, {25, II, "C"}, {26, II, "D"}, {50, III, "E"},
		{51, S1, "B"}, {90, II, "E"}, {91, II, "F"}, {150, I, "D"}, {151, II, "G"}, {280, S4, "E"}, {281, II, "H"}, {500, II, "H"},
		{501, II, "J"}, {1200, II, "J"}, {1201, II, "K"}, {3200, III, "L"}, {3201, II, "L"}, {10_000, S2, "D"}, {10_001, II, "M"},
		{35_000, I, "K"}, {35_001, II, "N"}, {150_000, S3, "G"}, {150_001, II, "P"}, {500_000, III, "Q"}, {500_001, II, "Q"},
		{500_001, III, "R"}, {500_001, S1, "D"}, {500_001, S3, "H"},
	} {
		if got := Letter(c.lot, c.level); got != c.want {
			t.Errorf("%d units at level %s: letter %s, want %s", c.lot, c.level, got, c.want)
		}
	}
}

// TestMasterTables compares every cell of tables 2-A, 2-B and 2-C, arrows followed, with the figures of the standard.
func TestMasterTables(t *testing.T) {
	text, err := os.ReadFile("testdata/master-tables.tsv")
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	var aqls []string
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case f[0] == "severity":
			aqls = f[2:]
			continue
		}
		severity, row := SeverityOf(f[0]), strings.Index(letters, f[1])
		for i, want := range f[2:] {
			a, err := ParseAQL(aqls[i])
			if err != nil {
				t.Fatal(err)
			}
			limit, _ := a.index()
			p := tables[severity].plan(row, limit)
			if got := fmt.Sprintf("%s %d %d", p.Letter, p.Sample, p.Accept); got != want {
				t.Errorf("%s, letter %s, AQL %s: %s, want %s", severity, f[1], a, got, want)
			}
			cells++
		}
	}
	if want := 3 * 16 * 16; cells != want {
		t.Errorf("%d cells were compared, want %d", cells, want)
	}
}

func TestADeliverySmallerThanItsSampleIsLookedAtWhole(t *testing.T) {
	for _, c := range []struct {
		q    Query
		want Plan
	}{
		{Query{Lot: 1000, Level: II, AQL: 2500, Severity: Normal}, Plan{Letter: "J", Sample: 80, Accept: 5}},
		{Query{Lot: 5, Level: II, AQL: 10_000, Severity: Normal}, Plan{Letter: "C", Sample: 5, Whole: true}},
		{Query{Lot: 20, Level: II, AQL: 10, Severity: Normal}, Plan{Letter: "Q", Sample: 20, Whole: true}},
		{Query{Lot: 300, Level: II, AQL: 1000, Severity: Stopped}, Plan{Letter: "H", Sample: 300, Whole: true}},
	} {
		if got, err := Find(c.q); err != nil || got != c.want {
			t.Errorf("%+v: %+v, %v; want %+v", c.q, got, err, c.want)
		}
	}
}

// TestEveryCellLeadsToAPlan: an arrow that led round in a circle would hang here.
func TestEveryCellLeadsToAPlan(t *testing.T) {
	for lot := int64(1); lot < 600_000; lot = lot*5/4 + 1 {
		for level := S1; level <= III; level++ {
			for i, a := range limits {
				strict := map[Severity]Plan{}
				for s := Normal; s <= Reduced; s++ {
					p, err := Find(Query{lot, level, a, s})
					if err != nil || p.Sample <= 0 || p.Sample > lot || p.Accept < 0 || p.Whole && p.Accept != 0 {
						t.Fatalf("%d units, %s, AQL %s, %s: %+v, %v", lot, level, a, s, p, err)
					}
					strict[s] = p
				}
				if strict[Tightened].Accept > strict[Normal].Accept && !strict[Normal].Whole && strict[Tightened].Sample <= strict[Normal].Sample {
					t.Errorf("%d units, %s, AQL %s: tightened %+v takes more than normal %+v", lot, level, a, strict[Tightened], strict[Normal])
				}
				if i > 0 && strict[Reduced].Sample > strict[Normal].Sample && strict[Reduced].Accept == 0 && !strict[Reduced].Whole {
					t.Errorf("%d units, %s, AQL %s: reduced %+v looks at more than normal %+v", lot, level, a, strict[Reduced], strict[Normal])
				}
			}
		}
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	for _, q := range []Query{{}, {Lot: 10, Level: II, AQL: 2, Severity: Normal}, {Lot: -1, Level: II, AQL: 10, Severity: Normal}, {Lot: 10, AQL: 10, Severity: Normal}} {
		if p, err := Find(q); fault.ReasonOf(err) != "sampling.query" {
			t.Errorf("%+v: %+v, %v; want sampling.query", q, p, err)
		}
	}
	for _, text := range []string{"", "3", "2,5", "-1", "0.0100", "x"} {
		if a, err := ParseAQL(text); err == nil {
			t.Errorf("ParseAQL(%q) = %v", text, a)
		}
	}
	for _, a := range limits {
		if got, err := ParseAQL(a.String()); err != nil || got != a {
			t.Errorf("ParseAQL(%q) = %v, %v", a, got, err)
		}
	}
}
