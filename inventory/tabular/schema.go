package tabular

import (
	"strings"

	"example.com/tote/inventory/fault"
)

// Kind says what a column's cells are. It decides how a Writer puts them down and what a template explains; reading
// is by the getter the importer calls.
type Kind uint8

// The kinds, each with the getter of Row that reads it.
const (
	Text        Kind = iota // Row.Text, Row.Required
	Integer                 // Row.Int
	Quantity                // Row.Quantity: whole base units
	Grams                   // Row.Grams: whole grams
	Millimetres             // Row.Millimetres: whole millimetres
	Money                   // Row.Money: a decimal amount, kept in minor units
	Date                    // Row.Date: 2026-01-31
	Instant                 // Row.Instant: 2026-01-31 14:05:00 in the warehouse's time
	Bool                    // Row.Bool: yes or no
	Enum                    // Row.Enum: one of Column.Choices
)

var kindWords = [...]string{"text", "whole number", "quantity", "grams", "millimetres", "money", "date", "date and time", "yes/no", "choice"}

// String gives the kind in words for help texts.
func (k Kind) String() string {
	if int(k) < len(kindWords) {
		return kindWords[k]
	}
	return "unknown"
}

// AttributePrefix marks a column of free attributes: "attr.colour" is the attribute "colour". A sheet in Chinese may
// say 属性. instead.
const AttributePrefix = "attr."

var attributePrefixes = []string{AttributePrefix, "属性.", "属性:", "属性："}

// Choice is one allowed value of an Enum column and other ways people write it, such as its Chinese name.
type Choice struct {
	Value   string
	Aliases []string
}

// Column is one column of a sheet.
type Column struct {
	Name     string   // canonical header, written on export: "weight_g"
	Label    string   // Chinese header, accepted on import and written on a Chinese export: "重量(克)"
	Aliases  []string // other headers accepted on import
	Required bool     // the column must be there and every row must fill it
	Kind     Kind
	Choices  []Choice // of an Enum
	Max      int      // most characters of a Text; 0 is MaxCellRunes
	Help     string   // one sentence for people who fill in the sheet
}

// Schema is a kind of sheet. Headers are matched without regard to case, width, spaces, '_', '-' and '*'.
type Schema struct {
	Name       string // "items": names the sheet of an exported workbook
	Columns    []Column
	Attributes bool // columns with AttributePrefix are taken as free attributes
}

// Check reports a schema that cannot work: two columns answering to one header, a choice without values. It is meant
// for the test beside the schema; Open and NewWriter call it too and return its error, of code internal.
func (s Schema) Check() error {
	seen := map[string]string{}
	if len(s.Columns) == 0 || len(s.Columns) > MaxColumns {
		return fault.Internal("schema.broken", "schema %s has %d columns, 1 to %d are possible", s.Name, len(s.Columns), MaxColumns)
	}
	for _, c := range s.Columns {
		if c.Name == "" || (c.Kind == Enum) != (len(c.Choices) > 0) {
			return fault.Internal("schema.broken", "schema %s: column %q lacks its name or its choices", s.Name, c.Name)
		}
		own := map[string]bool{}
		for _, header := range c.headers() {
			key := headerKey(header)
			if key == "" || own[key] {
				continue
			}
			own[key] = true
			if other, taken := seen[key]; taken {
				return fault.Internal("schema.broken", "schema %s: header %q belongs to both %s and %s", s.Name, header, other, c.Name)
			}
			seen[key] = c.Name
		}
	}
	return nil
}

// headers lists everything the column answers to, its canonical name first.
func (c Column) headers() []string {
	out := append(make([]string, 0, 2+len(c.Aliases)), c.Name)
	if c.Label != "" {
		out = append(out, c.Label)
	}
	return append(out, c.Aliases...)
}

func (c Column) maxRunes() int {
	if c.Max > 0 && c.Max < MaxCellRunes {
		return c.Max
	}
	return MaxCellRunes
}

func (s Schema) byHeader() map[string]int {
	out := map[string]int{}
	for i, c := range s.Columns {
		for _, header := range c.headers() {
			out[headerKey(header)] = i
		}
	}
	return out
}

// headerKey folds what people vary in a header: case, full-width forms, spaces, separators and the star that marks a
// required column in many templates.
func headerKey(header string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '\u3000', '_', '-', '*', '\ufeff':
			return -1
		}
		return r
	}, strings.ToLower(narrow(header)))
}

// attributeName gives the attribute a header stands for.
func attributeName(header string) (string, bool) {
	header = strings.TrimSpace(header)
	for _, prefix := range attributePrefixes {
		if len(header) > len(prefix) && strings.EqualFold(header[:len(prefix)], prefix) {
			name := strings.TrimSpace(header[len(prefix):])
			return name, name != ""
		}
	}
	return "", false
}
