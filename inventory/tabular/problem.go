package tabular

import (
	"strings"
	"unicode/utf8"
)

// Reasons of a Problem in a row. They are stable: programs and translations key on them.
const (
	ReasonRequired    = "cell.required"     // a required cell is blank
	ReasonTooLong     = "cell.too_long"     // more characters than the column takes
	ReasonScientific  = "cell.scientific"   // 6.90123E+12: the spreadsheet dropped digits
	ReasonDigits      = "cell.digits"       // a number cell of more than 15 digits: the last ones are lost
	ReasonNumber      = "cell.number"       // not a whole number, or not a number
	ReasonUnit        = "cell.unit"         // a number with a unit behind it
	ReasonNegative    = "cell.negative"     // below zero where that means nothing
	ReasonRange       = "cell.range"        // too large to hold
	ReasonDecimals    = "cell.decimals"     // more decimals than the currency has
	ReasonDate        = "cell.date"         // not a date, or one that can be read two ways
	ReasonDateInText  = "cell.date_in_text" // the spreadsheet turned a code or number into a date
	ReasonBool        = "cell.bool"         // neither yes nor no
	ReasonChoice      = "cell.choice"       // not one of the allowed values
	ReasonSheetError  = "cell.error"        // #REF! and the like
	ReasonFormula     = "cell.formula"      // a formula whose result was not saved
	ReasonControl     = "cell.control"      // control characters
	ReasonDamaged     = "cell.damaged"      // characters destroyed before the file was saved
	ReasonQuote       = "cell.quote"        // text behind a closing quote: the row was split wrongly
	ReasonRowWide     = "row.wide"          // cells beyond the last column: the row was split wrongly
	ReasonNotDetailed = "report.limit"      // the row is bad, its problems were beyond what the report keeps
)

// Reasons of warnings, which refuse nothing.
const (
	ReasonColumnUnknown = "column.unknown" // a column nobody reads
	ReasonColumnUnnamed = "column.unnamed" // cells below a blank header
	ReasonOtherSheets   = "sheet.others"   // the workbook has further sheets
)

// Problem is one thing wrong in one cell, row or file.
type Problem struct {
	Line    int    // as the file's editor shows it, the first is 1; 0 is the file as a whole
	Column  string // header as it stands in the file; "" is the row as a whole
	Value   string // the cell, cut to MaxValueRunes; may be personal data
	Reason  string // stable dotted word
	Message string // English, what is wrong
	Hint    string // English, the way out
}

// clip cuts a value for a Problem, marking that it did.
func clip(value string) string { return clipTo(value, MaxValueRunes) }

func clipTo(value string, most int) string {
	if utf8.RuneCountInString(value) <= most {
		return value
	}
	n := 0
	for i := range value {
		if n == most-1 {
			return value[:i] + "…"
		}
		n++
	}
	return value
}

// sheetErrors are what a spreadsheet shows instead of a value, in a cell or in the CSV saved from it.
var sheetErrors = map[string]bool{
	"#REF!": true, "#N/A": true, "#DIV/0!": true, "#VALUE!": true, "#NAME?": true, "#NUM!": true, "#NULL!": true,
	"#SPILL!": true, "#CALC!": true, "#GETTING_DATA": true,
}

// damaged tells text that was destroyed before it reached us: the replacement character, and the three characters it
// becomes when it is read once more as GBK.
func damaged(text string) bool {
	return strings.ContainsRune(text, utf8.RuneError) || strings.Contains(text, "锟斤拷")
}

// explain gives the words of the problems a cell can have whatever column it is in.
func explain(reason string) (message, hint string) {
	switch reason {
	case ReasonTooLong:
		return "the cell is too long", "shorten the text; if it runs over several rows, a quote before it was never closed"
	case ReasonScientific:
		return "the spreadsheet turned the number into scientific notation and dropped digits",
			"format the column as text in the spreadsheet, enter the number in full and save again"
	case ReasonDigits:
		return "the number has more than 15 digits, a spreadsheet keeps only 15 of them",
			"format the column as text and enter the number in full"
	case ReasonDateInText:
		return "the spreadsheet turned the value into a date", "format the column as text and enter the value again"
	case ReasonSheetError:
		return "the cell holds a spreadsheet error", "mend the formula, or replace it by its value"
	case ReasonFormula:
		return "the cell is a formula without a saved result", "open the file in a spreadsheet, save it, or replace the formula by its value"
	case ReasonControl:
		return "the cell holds control characters", "enter the text again by hand"
	case ReasonDamaged:
		return "characters of the text were lost before the file was saved", "export the file again from where it came, as UTF-8"
	case ReasonQuote:
		return "text follows a closing quote, so the row was split in the wrong place", "double every quote inside a quoted cell"
	case ReasonRowWide:
		return "the row has cells beyond the last column, so it was split in the wrong place",
			"put cells that contain the separator in quotes, or name the further columns in the header"
	}
	return "the cell cannot be read", "enter the value again"
}
