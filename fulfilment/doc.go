// Package fulfilment holds the order verbs: accept, take, allocate, release, claim, pick, short, pack, weigh, label, load,
// ship, cancel.
//
// An order is accepted in the company's partition (Intake, intake.go), where a duplicate number, a missing payment, an
// incomplete address or an unknown SKU makes it wait as an exception, never get lost. A good one is assigned to a
// warehouse through the outbox and taken there (Order, order.go); its goods are reserved, released in waves as pick tasks,
// picked into totes, packed into parcels, weighed, labelled, loaded and shipped.
//
// A verb is a function whose first argument is *store.Tx; it checks and writes in that one transaction and uses no clock
// and no randomness. State changes only through the tables in *_state.go. The package never renders, prints or calls the
// network: it emits into the outbox. Personal data stand in the recipient record alone (recipient.go).
//
// What moves goods that lines may have reserved stands here too, since the line gets its reservation elsewhere: move.go, split.go,
// merge.go, swap.go, replenish.go. What is brought to pick faces is planned by a job (replenish_plan.go), claimed as a trip and booked
// by replenish.go.
//
// Start reading at accept.go and follow the order: take.go, allocate.go, release.go, claim.go, pick.go, short.go, swap.go, pack.go,
// weigh.go, label.go, load.go, ship.go. What is decided is decided by pure packages: allocation, waving, route, cartonize;
// reslot.go asks inventory/slotting which items should change their faces.
//
// # Keys
//
//	company    50 order            intake         51 channel number order   index: the channel's number
//	           52 state order      index          53 order chunk            the intake's lines, 16 to a record
//	           54 order            recipient      55 order                  the key its plaintext is sealed with
//	           56 day order        index: when its personal data are dropped
//	           57 carrier warehouse n             waybill numbers granted
//	warehouse  18 order 00         order          18 order 02 parcel        parcel
//	           60 state prio shipby order         index: orders by state
//	           61 parcel order     index: parcel by number                  62 waybill     index: parcel by waybill
//	           63 wave             wave           64 manifest               65 manifest parcel  index: what is loaded
//	           66 kind code        weight learned of an item or a carton         67 carrier waybill numbers leased
//	           68 holder           goods to put back  69 carrier dock manifest           index: open manifests
//	           6A order parcel n   weighing       6F location sku         mis-scans there
package fulfilment
