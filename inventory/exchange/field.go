package exchange

import (
	"example.com/tote/inventory/tabular"
)

// field is a column with the way between its cells and a record of type B.
type field[B any] struct {
	tabular.Column
	read  func(*tabular.Row, *B)
	write func(*tabular.Record, *B)
	copy  func(to, from *B)
}

func schemaOf[B any](name string, fields []field[B]) tabular.Schema {
	s := tabular.Schema{Name: name}
	for _, f := range fields {
		s.Columns = append(s.Columns, f.Column)
	}
	return s
}

// merge copies what the file mentions.
func merge[B any](fields []field[B], columns map[string]bool, to, from *B) {
	for _, f := range fields {
		if columns[f.Name] {
			f.copy(to, from)
		}
	}
}

func textField[B any](c tabular.Column, at func(*B) *string) field[B] {
	name := c.Name
	return field[B]{c,
		func(r *tabular.Row, b *B) { *at(b) = r.Text(name, 0) },
		func(w *tabular.Record, b *B) { w.Text(name, *at(b)) },
		func(to, from *B) { *at(to) = *at(from) }}
}

func boolField[B any](c tabular.Column, at func(*B) *bool) field[B] {
	name := c.Name
	c.Kind = tabular.Bool
	return field[B]{c,
		func(r *tabular.Row, b *B) { *at(b) = r.Bool(name) },
		func(w *tabular.Record, b *B) { w.Bool(name, *at(b)) },
		func(to, from *B) { *at(to) = *at(from) }}
}

// numberField holds a whole number; of its kind depends what is told of a bad cell. 0 is written as a blank cell, which
// reads back as 0.
func numberField[B any](c tabular.Column, at func(*B) *int64) field[B] {
	name := c.Name
	read := (*tabular.Row).Quantity
	switch c.Kind {
	case tabular.Grams:
		read = (*tabular.Row).Grams
	case tabular.Millimetres:
		read = (*tabular.Row).Millimetres
	case tabular.Integer:
		read = (*tabular.Row).Int
	}
	return field[B]{c,
		func(r *tabular.Row, b *B) { *at(b) = read(r, name) },
		func(w *tabular.Record, b *B) {
			if n := *at(b); n != 0 {
				w.Int(name, n)
			}
		},
		func(to, from *B) { *at(to) = *at(from) }}
}

// enumField holds one of a few values, kept as their place in a list of words.
func enumField[B any, E ~byte](c tabular.Column, at func(*B) *E, of func(string) E, word func(E) string) field[B] {
	name := c.Name
	c.Kind = tabular.Enum
	return field[B]{c,
		func(r *tabular.Row, b *B) { *at(b) = of(r.Enum(name)) },
		func(w *tabular.Record, b *B) { w.Text(name, word(*at(b))) },
		func(to, from *B) { *at(to) = *at(from) }}
}
