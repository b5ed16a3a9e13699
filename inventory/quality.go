package inventory

import (
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/sampling"
	"example.com/tote/inventory/store"
)

// tagCareOfLots begins the company's records about lots, and one of the bytes below.
const (
	tagCareOfLots byte = 0x4D

	carePlan   byte = 0x00 // category: quality plan
	careLife   byte = 0x01 // party: life rule
	careRecall byte = 0x02 // number: recall
	careFound  byte = 0x03 // number warehouse piece: what a recall found
)

// DefaultCategory is the category of the quality plan for items whose own category has none.
const DefaultCategory = "default"

// Limits of a quality plan.
const (
	MaxDefects     = 60 // codes of a category: more than three screens of them are not chosen from but guessed at
	MaxDefectCode  = 16
	MaxCategory    = 40
	maxQualityName = 60 // characters
)

// DefectClass is how bad a defect is.
type DefectClass byte

// The classes. Of critical ones none is taken; major and minor have a limit each.
const (
	Critical DefectClass = iota + 1
	Major
	Minor
)

var defectWords = [...]string{Critical: "critical", Major: "major", Minor: "minor"}

// String gives the word used on the wire.
func (c DefectClass) String() string {
	if int(c) < len(defectWords) {
		return defectWords[c]
	}
	return ""
}

// DefectClassOf is the inverse of String; 0 for an unknown word.
func DefectClassOf(word string) DefectClass {
	return DefectClass(max(0, slices.Index(defectWords[:], word)))
}

// DefectCode is one entry of a category's list of defects.
type DefectCode struct {
	Code   string      `cbor:"1,keyasint"`
	Name   string      `cbor:"2,keyasint,omitempty"`
	NameZH string      `cbor:"3,keyasint,omitempty"`
	Class  DefectClass `cbor:"4,keyasint"`
}

// QualityPlan says how deliveries of a category's items are inspected.
type QualityPlan struct {
	Category string         `cbor:"1,keyasint"`
	Level    sampling.Level `cbor:"2,keyasint"`
	Major    sampling.AQL   `cbor:"3,keyasint"`
	Minor    sampling.AQL   `cbor:"4,keyasint"`
	Defects  []DefectCode   `cbor:"5,keyasint,omitempty"`
	Off      bool           `cbor:"6,keyasint,omitempty"` // deliveries are not inspected; the list of defects stands
	Revision uint64         `cbor:"7,keyasint,omitempty"`
}

// QualityPlans are kept in the company's partition, by category.
var QualityPlans = store.Collection[QualityPlan]{Noun: "quality plan", Version: 1,
	Key: func(p *QualityPlan) store.Key { return qualityKey(p.Category) }}

func qualityKey(category string) store.Key {
	return store.K(tagCareOfLots).Byte(carePlan).Str(category)
}

// PutQualityPlan creates the plan of a category (expected 0) or edits the one with that revision. Errors:
// quality-plan.invalid, revision.stale, revision.exists.
func PutQualityPlan(tx *store.Tx, p QualityPlan, expected uint64) (QualityPlan, error) {
	if err := store.CheckHome(tx, "quality plan", true); err != nil {
		return p, err
	}
	p.Category = strings.TrimSpace(p.Category)
	if err := p.check(); err != nil {
		return p, err
	}
	old, _ := QualityPlans.Get(tx, qualityKey(p.Category))
	if err := store.CheckRevision("quality plan", p.Category, old.Revision, expected); err != nil {
		return p, err
	}
	p.Revision = old.Revision + 1
	QualityPlans.Put(tx, &p)
	return p, nil
}

func (p *QualityPlan) check() error {
	var g fault.Gather
	if p.Category == "" || len(p.Category) > MaxCategory {
		g.Add("category", "quality.category", "name the category in at most %d bytes, or %q for all without a plan", MaxCategory, DefaultCategory)
	}
	for _, l := range []struct {
		name  string
		limit sampling.AQL
	}{{"major", p.Major}, {"minor", p.Minor}} {
		if _, err := sampling.Find(sampling.Query{Lot: 1, Level: p.Level, AQL: l.limit, Severity: sampling.Normal}); err != nil {
			g.Add(l.name, "quality.plan", "there is no plan at level %q with AQL %s", p.Level, l.limit)
		}
	}
	if len(p.Defects) > MaxDefects {
		g.Add("defects", "quality.defects", "%d codes, at most %d", len(p.Defects), MaxDefects)
	}
	seen := map[string]bool{}
	for _, d := range p.Defects {
		if d.Code == "" || len(d.Code) > MaxDefectCode || strings.ContainsFunc(d.Code, func(r rune) bool { return r <= ' ' || r > '~' }) || seen[d.Code] {
			g.Add("defects."+d.Code, "quality.defect", "defect code %q is there twice or not 1 to %d printable ASCII characters", d.Code, MaxDefectCode)
		}
		if d.Class < Critical || d.Class > Minor {
			g.Add("defects."+d.Code, "quality.class", "a defect is critical, major or minor")
		}
		if len([]rune(d.Name)) > maxQualityName || len([]rune(d.NameZH)) > maxQualityName || d.Name == "" && d.NameZH == "" {
			g.Add("defects."+d.Code, "name.missing", "a defect needs a name of at most %d characters", maxQualityName)
		}
		seen[d.Code] = true
	}
	return g.Invalid("quality-plan.invalid", "the quality plan of category %q cannot be kept as it is", p.Category)
}

// FindQualityPlan gives the plan of a category, from any partition. Error: quality-plan.unknown.
func FindQualityPlan(r store.Reader, category string) (QualityPlan, error) {
	return QualityPlans.Must(r.Company(), qualityKey(category), category)
}

// ListQualityPlans gives a page of plans by category, from any partition.
func ListQualityPlans(r store.Reader, after string, limit int) []QualityPlan {
	return QualityPlans.Page(r.Company(), store.K(tagCareOfLots).Byte(carePlan), after, limit)
}

// QualityPlanFor gives the plan that holds for an item: its category's, or the default one. An item with a sample size of its
// own follows that instead; its defects are still those of the list.
func QualityPlanFor(r store.Reader, it *item.Item) (QualityPlan, bool) {
	for _, category := range []string{it.Category, DefaultCategory} {
		if p, ok := QualityPlans.Get(r.Company(), qualityKey(category)); ok && category != "" {
			return p, true
		}
	}
	return QualityPlan{}, false
}

// defect finds a code of the list.
func (p *QualityPlan) defect(code string) (DefectCode, bool) {
	for _, d := range p.Defects {
		if d.Code == code {
			return d, true
		}
	}
	return DefectCode{}, false
}
