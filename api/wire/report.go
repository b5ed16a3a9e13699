package wire

import "time"

// Report is a report as JSON. Each row has its cells by their columns' keys, blank ones left out: texts, or whole numbers
// in the column's unit.
type Report struct {
	Report    string           `json:"report"`
	Warehouse string           `json:"warehouse"`
	TimeZone  string           `json:"time_zone"`
	From      *time.Time       `json:"from,omitempty"` // of a period
	Before    time.Time        `json:"before"`         // what was recorded before this moment counts
	LastEntry uint64           `json:"last_entry"`     // of the ledger
	Columns   []ReportColumn   `json:"columns"`
	Rows      []map[string]any `json:"rows"`
}

// ReportColumn is one column. Its unit is text, count (base units, days, grams), thousandths, minor_units (of the row's
// currency), date or moment.
type ReportColumn struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
}
