package sampling

import (
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

// TestCellsOfTheMasterTables compares with cells of tables 2-A, 2-B and 2-C, arrows followed. Those of 2-C (reduced) were rebuilt from its
// structure, since no print of it was at hand: they guard against change, and prove nothing.
func TestCellsOfTheMasterTables(t *testing.T) {
	type cell struct {
		letter         string
		aql            string
		sample, accept int64
	}
	for severity, cells := range map[Severity][]cell{
		Normal: {
			{"A", "6.5", 2, 0}, {"A", "0.010", 1250, 0}, {"A", "10", 5, 1}, {"B", "4.0", 3, 0}, {"B", "6.5", 2, 0}, {"B", "10", 5, 1},
			{"C", "2.5", 5, 0}, {"C", "4.0", 3, 0}, {"C", "6.5", 8, 1}, {"D", "1.5", 8, 0}, {"D", "6.5", 8, 1}, {"D", "10", 8, 2},
			{"E", "1.0", 13, 0}, {"E", "2.5", 20, 1}, {"E", "4.0", 13, 1}, {"E", "10", 13, 3}, {"F", "0.65", 20, 0}, {"F", "1.0", 13, 0},
			{"F", "1.5", 32, 1}, {"F", "2.5", 20, 1}, {"F", "4.0", 20, 2}, {"F", "10", 20, 5}, {"G", "0.40", 32, 0}, {"G", "1.0", 50, 1},
			{"G", "2.5", 32, 2}, {"G", "10", 32, 7}, {"H", "0.25", 50, 0}, {"H", "1.0", 50, 1}, {"H", "2.5", 50, 3}, {"H", "4.0", 50, 5},
			{"J", "0.15", 80, 0}, {"J", "0.65", 80, 1}, {"J", "1.0", 80, 2}, {"J", "1.5", 80, 3}, {"J", "2.5", 80, 5}, {"J", "4.0", 80, 7},
			{"J", "6.5", 80, 10}, {"J", "10", 80, 14}, {"K", "0.10", 125, 0}, {"K", "1.0", 125, 3}, {"K", "2.5", 125, 7}, {"K", "10", 125, 21},
			{"L", "0.065", 200, 0}, {"L", "1.5", 200, 7}, {"L", "2.5", 200, 10}, {"L", "6.5", 200, 21}, {"L", "10", 125, 21},
			{"M", "2.5", 315, 14}, {"M", "4.0", 315, 21}, {"M", "6.5", 200, 21}, {"N", "0.025", 500, 0}, {"N", "1.0", 500, 10}, {"P", "0.65", 800, 10},
			{"Q", "0.010", 1250, 0}, {"Q", "0.040", 1250, 1}, {"R", "0.010", 1250, 0}, {"R", "0.025", 2000, 1}, {"R", "0.65", 2000, 21}, {"R", "1.0", 1250, 21},
		},
		Tightened: {
			{"A", "10", 2, 0}, {"B", "6.5", 3, 0}, {"B", "10", 8, 1}, {"C", "4.0", 5, 0}, {"D", "2.5", 8, 0}, {"D", "10", 8, 1}, {"E", "1.5", 13, 0},
			{"E", "6.5", 13, 1}, {"F", "1.0", 20, 0}, {"F", "1.5", 50, 1}, {"F", "4.0", 20, 1}, {"F", "6.5", 20, 2}, {"G", "0.65", 32, 0}, {"G", "2.5", 32, 1},
			{"H", "0.40", 50, 0}, {"H", "1.5", 50, 1}, {"H", "4.0", 50, 3}, {"J", "1.0", 80, 1}, {"J", "1.5", 80, 2}, {"J", "2.5", 80, 3}, {"J", "4.0", 80, 5},
			{"J", "6.5", 80, 8}, {"J", "10", 80, 12}, {"K", "1.0", 125, 2}, {"K", "1.5", 125, 3}, {"K", "2.5", 125, 5}, {"L", "1.0", 200, 3}, {"L", "6.5", 200, 18},
			{"L", "10", 125, 18}, {"M", "1.0", 315, 5}, {"N", "1.0", 500, 8}, {"P", "1.0", 800, 12}, {"Q", "1.0", 1250, 18},
			{"R", "0.010", 2000, 0}, {"R", "0.025", 3150, 1}, {"R", "0.040", 2000, 1},
		},
		Reduced: {
			{"A", "6.5", 2, 0}, {"C", "2.5", 2, 0}, {"D", "1.5", 3, 0}, {"F", "0.65", 8, 0}, {"F", "1.0", 5, 0}, {"H", "0.25", 20, 0}, {"H", "1.5", 20, 1},
			{"H", "2.5", 20, 2}, {"J", "0.15", 32, 0}, {"J", "0.65", 50, 1}, {"J", "1.0", 32, 1}, {"J", "1.5", 32, 2}, {"J", "2.5", 32, 3}, {"J", "4.0", 32, 5}, {"J", "6.5", 32, 6},
			{"J", "10", 32, 8}, {"K", "1.5", 50, 3}, {"K", "10", 50, 10}, {"L", "1.0", 80, 3}, {"L", "2.5", 80, 6}, {"L", "10", 50, 10}, {"M", "1.0", 125, 5},
			{"N", "1.0", 200, 6}, {"P", "1.0", 315, 8}, {"Q", "1.0", 500, 10}, {"R", "1.0", 500, 10},
		},
	} {
		for _, c := range cells {
			a, err := ParseAQL(c.aql)
			if err != nil {
				t.Fatal(err)
			}
			limit, _ := a.index()
			got := tables[severity].plan(indexOf(t, c.letter), limit)
			if got.Sample != c.sample || got.Accept != c.accept {
				t.Errorf("%s, letter %s, AQL %s: %d units, accept %d; want %d, %d", severity, c.letter, c.aql, got.Sample, got.Accept, c.sample, c.accept)
			}
		}
	}
}

func indexOf(t *testing.T, letter string) int {
	for i := range letters {
		if letters[i:i+1] == letter {
			return i
		}
	}
	t.Fatalf("there is no letter %q", letter)
	return 0
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
