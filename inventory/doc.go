// Package inventory holds the stock verbs: receive, inspect, put away, move, reserve, hold, adjust, count.
//
// Stock is double-entry. Every change is an entry in the partition's hash-chained ledger and, by the same commit, a change
// of balances; nothing edits a balance without a movement and nothing edits an entry. Goods stand in a holder: a location,
// an LPN (pallet, tote, carton), a worker's hands, or outside (supplier, customer, scrap, adjustment, transit), where
// nothing is counted. A reservation is a claim of an order line on goods in one balance; it travels with them into totes
// and cartons until they ship.
//
// Quantities count an item's base unit; a person's "2 case" becomes base units where a verb begins (units.go). Goods that are
// weighed have grams beside their pieces, moved and conserved like them (weight.go).
//
// A verb is a function whose first argument is *store.Tx; it checks and writes in that one transaction and uses no clock
// and no randomness. Reading functions take a store.Reader. The package never renders, prints, calls the network or knows
// of HTTP; what must happen outside is emitted into the outbox.
//
// Start reading at Entry (ledger.go) and Balance (balance.go), then follow the goods: receive.go, inspect.go, putaway.go,
// line.go and reserve.go, move.go; to have enough demand.go, supply.go and ordersupply.go; to another warehouse transfer.go, send.go and dispatch.go. Past (past.go) is what was
// where at a past moment, from which package report makes reports. Check (check.go) recomputes all of it from the ledger alone.
//
// # Keys of a warehouse partition
//
//	10 holder sku lot status owner         balance
//	11 sku lot holder status owner         index: every balance of an item
//	12 sku lot holder owner                index free: available, on hand > reserved
//	13 sku lot                             lot           15 lot sku    index: lots by number
//	14 target id                           hold          23 expiry sku lot   index: lots by expiry date
//	20 serial sku                          unit with a number of its own
//	21 00 holder sku lot owner             goods that wait for inspection; 21 01 supplier sku: how its deliveries were found
//	16 lpn                                 LPN            17 parent lpn   index: children
//	18 order 00                            order          18 order 01 line   order line with its reservations
//	18 order 02 parcel                     parcel
//	19 balance order line n                index: reservations not yet picked
//	1A task      1B kind state prio due task   index: tasks to do      1C worker task   index: claimed tasks
//	1E kind                                number ranges
//	1F ended task                          index: tasks that have ended, for the sweep
//	2C 00 transfer, 01 state transfer, 02 transfer n   transfers to other warehouses, index by state, runs that were sent
//	28 00 refill, 01 face sku refill, 02 goods refill, 03 and 04 to do, 05 ended   goods to be brought to a pick face; 06, 07: what is to be planned
//	2E scope name                          put-away rule
//	2F 00 goods, 01 location goods         goods directed to a place, index by place
//	2A 00 plan, 01 plan rank, 02 plan sku, 03   plans of moves, their moves and classes, the plan in force
//	35 00 sku, 01, 02 sku, 03 supplier sku, 04 sku, 05, 06   what is needed: demand by week, how far the ledger was read for it,
//	                                       plans, index of proposals, overrides, policy, orders made of proposals
//	30.. locations, 33.. purchase orders and ASNs, 38 receipts, 39 inspections, 3A print jobs, 3B counts wanted,
//	3C counting: see count.go
//
// The company's partition holds the catalogue (its changes for devices under 4F; quality plans, life rules and recalls under 4D), partners and people (40 and up) and order intake (50 and up).
package inventory
