// Package channel brings orders in from the formats channels send them in, and out again as a sheet.
//
// The sheet (Orders) has one row an order line. Consecutive rows of the same channel and number are one order; its head
// (recipient, payment, wishes) is read from its first row, and a later row may leave those cells blank or repeat them but
// not contradict them. Rows of one order that stand apart are two orders: the second waits as a duplicate for a person,
// and an all-or-nothing import refuses the file.
//
// What is wrong with an order as such (unpaid, unknown SKU, incomplete address, a number seen before) refuses no row: the
// order is accepted and waits with its reasons, as from every other way in. An order that is here already, line for line,
// is left alone, so a file may be sent again after a break.
//
// The package holds no carrier and no label, and decides nothing about orders: that is fulfilment.Accept. It reads no
// clock; randomness for sealing recipients comes with the sheet. The staging of whole files is inventory/exchange's.
//
// Start reading at Orders (orders.go), then draft.go and apply.go.
package channel
