package report

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/tabular"
)

// Format is how a report is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	JSON Format = "json"
)

var formats = []Format{CSV, XLSX, JSON}

// thousandths are three decimals.
const thousandths = 3

// Write writes the table. With bom a CSV file begins with a byte order mark, without which Excel takes UTF-8 for the local
// encoding. Error: file.unwritable.
func (t *Table) Write(w io.Writer, bom bool) error {
	if t.Format == JSON {
		return t.writeJSON(w)
	}
	out, err := tabular.NewWriter(w, tabular.Format(t.Format), tabular.WriterOptions{Schema: t.Schema(), Chinese: t.Chinese, BOM: bom})
	if err != nil {
		return err
	}
	for i := range t.rows {
		rec := out.Record()
		for _, c := range t.Columns {
			if v := c.of(t, &t.rows[i]); !v.blank {
				t.put(rec, c, v, t.rows[i].currency)
			}
		}
		if err := out.Write(rec); err != nil {
			out.GiveUp()
			return err
		}
	}
	return out.Close()
}

func (t *Table) put(rec *tabular.Record, c *Column, v cell, currency string) {
	switch c.Shape {
	case Text:
		rec.Text(c.Key, clean(v.text))
	case Count:
		rec.Int(c.Key, v.n)
	case Thousandths:
		rec.Money(c.Key, v.n, thousandths)
	case Money:
		rec.Money(c.Key, v.n, exchange.Decimals(currency))
	case Day:
		rec.Date(c.Key, v.at)
	case Moment:
		rec.Instant(c.Key, v.at, t.Site.Location())
	}
}

// clean takes out what a sheet cannot hold: a report must not fail for a character in the name of one item.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\ufffe' || r == '\uffff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// head is what JSON says before the rows.
type head struct {
	Report    Kind       `json:"report"`
	Warehouse string     `json:"warehouse"`
	Zone      string     `json:"time_zone"`
	From      *time.Time `json:"from,omitempty"`
	Before    time.Time  `json:"before"`
	Entry     uint64     `json:"last_entry"`
	Columns   []heading  `json:"columns"`
}

type heading struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
}

// writeJSON writes one object: what the report is of, its columns, then its rows as objects without their blank cells.
func (t *Table) writeJSON(w io.Writer) error {
	h := head{Report: t.Kind, Warehouse: t.Site.Code, Zone: t.Site.Zone, Before: t.Before.UTC(), Entry: t.Entry}
	if kinds[t.Kind].period {
		from := t.From.UTC()
		h.From = &from
	}
	for _, c := range t.Columns {
		h.Columns = append(h.Columns, heading{c.Key, c.Name(t.Chinese), c.Shape.String()})
	}
	top, err := json.Marshal(&h)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	_, _ = out.Write(top[:len(top)-1])
	_, _ = out.WriteString(`,"rows":[`)
	var row []byte
	for i := range t.rows {
		if row = row[:0]; i > 0 {
			row = append(row, ',')
		}
		row = append(t.appendRow(append(row, '\n'), &t.rows[i]), '}')
		if _, err := out.Write(row); err != nil {
			return unwritable(err)
		}
	}
	_, _ = out.WriteString("\n]}\n")
	if err := out.Flush(); err != nil {
		return unwritable(err)
	}
	return nil
}

func (t *Table) appendRow(row []byte, l *line) []byte {
	open := byte('{')
	for _, c := range t.Columns {
		v := c.of(t, l)
		if v.blank {
			continue
		}
		row = append(row, open)
		open = ','
		row = append(strconv.AppendQuote(row, c.Key), ':')
		switch c.Shape {
		case Text:
			quoted, _ := json.Marshal(strings.ToValidUTF8(v.text, "?")) // text always has one
			row = append(row, quoted...)
		case Day:
			row = strconv.AppendQuote(row, v.at.Format(time.DateOnly))
		case Moment:
			row = strconv.AppendQuote(row, v.at.UTC().Format(time.RFC3339))
		default:
			row = strconv.AppendInt(row, v.n, 10)
		}
	}
	if open == '{' {
		row = append(row, open)
	}
	return row
}
