// Package tabular reads and writes the spreadsheets people exchange with a warehouse: items, locations and orders as
// CSV or XLSX, row by row, however long the file is.
//
// It never guesses. A file whose encoding cannot be told, a number a spreadsheet has already shortened, a code it has
// turned into a date: each is refused with its line, its column and the way out, because a wrong barcode found in
// the aisle costs more than a file sent back. It knows no item and no order, writes no store and reads no clock.
//
// Trouble comes in two sizes. What makes the whole file unreadable (wrong format, unknown encoding, a missing column,
// over a limit) is a *fault.Error of Open or Next. What is wrong in one row is a Problem of that Row: getters note it
// and go on, so that one pass over a file names everything in it. A Report gathers them.
//
// Values in problems and reports may be personal (names, phones): show them to the person who sent the file, never log
// them.
//
// Start at Schema, then Open, Reader.Next and the getters of Row; Writer is the way back. XLSX files are read by a
// small streaming reader of our own, not by excelize, which writes them: its row iterator tells neither a text cell
// from a number nor a date from either, and takes a damaged sheet for a short one.
package tabular
