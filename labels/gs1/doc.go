// Package gs1 reads and writes what stands in GS1 barcodes: check digits, GTIN, SSCC and GLN keys, element strings
// with application identifiers (AIs), dates, GS1 Digital Link addresses and what a scanner sends with its AIM prefix.
//
// It never draws a symbol (that is labels/symbol), never asks a clock (the year that decides a century is an argument)
// and never guesses: an unknown AI or a missing separator is an error that says to scan again, because a lot number
// that swallowed an expiry date would be booked as a lot that exists nowhere.
//
// Element strings are Go strings in which the byte GS (0x1D) is the separator FNC1, as scanners send it. Errors are
// *Error with a closed Kind. The package imports the standard library only.
//
// Start at Scan (ParseScan) for input from a scanner, at Parse and Elements for element strings, at ai.go for the table.
package gs1
