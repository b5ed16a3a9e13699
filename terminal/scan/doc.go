// Package scan turns what a scanner or a keyboard sends into typed scans.
//
// It has two halves. A Reader collects runes, bytes and named keys into finished raw scans: it knows terminators, pastes,
// bursts, substitutes that wedges put for GS, and how long to wait for the rest of a scan. Parse says what one raw scan
// may mean: a location, an item with its lot and dates, an LPN, a tote, an order, a parcel, a task, a waybill, a badge, a
// command of the printed sheet, a quantity. Two scans of one thing, such as a GTIN and a lot printed beside it, are joined
// by Combine.
//
// A code often has several meanings (14 digits are a GTIN or a waybill). Parse gives all of them, in a stable order, and
// never chooses: the prompt knows what it expects, and asks when more than one fits. What only the warehouse knows, its
// locations, barcodes and totes, comes through the small interface Table, which the terminal fills from its synced tables.
//
// The package never reads a clock (times are arguments), never draws, keeps no state beside a Reader's buffer, and does not
// know bubbletea. It imports the standard library, labels/gs1 and inventory/fault.
//
// Start at Reader for input, at Scan and Parse for meaning.
package scan
