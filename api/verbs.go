package api

import "example.com/tote/inventory/people"

// Roles by who does what, for the tables.
var (
	receivers  = need(people.Receiver)
	inspectors = need(people.Inspector)
	putters    = need(people.Putaway, people.Receiver)
	pickers    = need(people.Picker)
	packers    = need(people.Packer)
	loaders    = need(people.Loader)
	leads      = need(people.Supervisor)
	shippers   = need(people.Packer, people.Loader)
	shops      = need(people.Integration, people.Supervisor)
)

// verbs are everything that is done on the floor and in the office, one line each: a route and a command of that name.
// A fact tells what was done and is booked whoever is signed in; an intent asks, and the worker's roles of now decide.
var verbs = []*verb{
	fact("receive", receivers, "Book goods that came in at a dock", receive),
	fact("inspect", inspectors, "Book what quality control found", inspect),
	fact("putaway", putters, "Book goods set down where they stay", putaway),
	intent("lease", receivers, "Take a block of LPN or SSCC numbers for a device", lease),
	intent("adjust", leads, "Correct what a holder has, by a difference", adjust),
	intent("hold", leads, "Keep goods from being allocated", hold),
	intent("unhold", leads, "Take a hold away", unhold),

	intent("accept", shops, "Take an order in, or the next range of its lines", accept).ofCompany("/v1/orders"),
	intent("resolve", leads, "Put an order that waits right", resolve).ofCompany("/v1/orders/resolve"),
	intent("cancel", shops, "Give up an order", cancel).ofCompany("/v1/orders/cancel"),
	intent("take", leads, "Take an order into its warehouse", take),
	intent("allocate", leads, "Reserve goods for an order", allocate),
	intent("allocate-all", leads, "Start the job that allocates every open order", allocateAll).accepted(),
	intent("release", leads, "Begin a wave: its job makes pick tasks", release).accepted(),

	intent("claim", pickers, "Take a task, or the most urgent open one", claim),
	intent("take-over", pickers, "Take what remains of another's task", takeOver),
	intent("end-task", pickers, "End a trip; what is left goes to a new task", endTask),
	fact("pick", pickers, "Book that goods were taken and put into a tote", pick),
	fact("short", pickers, "Book that a place holds less than was reserved", short),
	fact("close", pickers, "Book where a tote was set down for the packers", closeTote),
	fact("pack", packers, "Book what was scanned into a parcel", pack),
	fact("weigh", packers, "Book a parcel's weight", weigh),
	intent("label", packers, "Give a parcel its waybill and print it", label),
	intent("reprint", packers, "Print a parcel's label once more", reprint),
	fact("confirm", packers, "Book the printed label scanned back", confirm),
	fact("load", loaders, "Put parcels onto a manifest", load),
	intent("ship", loaders, "Close a manifest: its job ships the parcels", ship).accepted(),
}
