// Package partner keeps who the house trades with and on what terms: suppliers and what they are to bring (purchase
// orders, ASNs), customers, carriers, and the cartons goods leave in.
//
// Suppliers, customers, carriers and cartons are master data of the company's partition; purchase orders and ASNs lie in
// the warehouse's that expects them. A number of waybills is taken from a carrier's range here and nowhere else, so that
// none is ever given twice.
//
// The package never moves stock: receiving is a verb of package inventory, which notes here what came (AddReceived). It
// does not know the catalogue; whether a line's SKU exists is checked by the caller before the line is stored. It uses no
// clock and no randomness.
//
// What a supplier is worth (Figures) follows from its purchase orders: when each was placed, answered and delivered.
//
// Start reading at Supplier (supplier.go) for how a record is kept, then PurchaseOrder (purchaseorder.go) and Carrier
// (carrier.go).
package partner
