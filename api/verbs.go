package api

import "example.com/tote/inventory/people"

// Roles by who does what, for the tables.
var (
	receivers  = need(people.Receiver)
	inspectors = need(people.Inspector)
	putters    = need(people.Putaway, people.Receiver)
	movers     = need(people.Putaway, people.Receiver, people.Picker)
	senders    = need(people.Loader, people.Putaway, people.Supervisor)
	pickers    = need(people.Picker)
	walkers    = need(people.Picker, people.Counter, people.Putaway) // of trips: which kind, the kind of the task says
	packers    = need(people.Packer)
	loaders    = need(people.Loader)
	leads      = need(people.Supervisor)
	printing   = need(people.Packer, people.Loader, people.Receiver)
	shops      = need(people.Integration, people.Supervisor)
)

// verbs are everything that is done on the floor and in the office, one line each: a route and a command of that name.
// A fact tells what was done and is booked whoever is signed in; an intent asks, and the worker's roles of now decide.
var verbs = []*verb{
	fact("receive", receivers, "Book goods that came in at a dock", receive),
	fact("inspect", inspectors, "Book what quality control found", inspect),
	fact("measure", receivers, "Take down size and weight of an item's pack", measure),
	intent("resume-supply", leads, "Let a supplier that was stopped deliver again", resumeSupply),
	intent("plan-supply", leads, "Plan what is to be ordered: its job counts what customers took, and proposes", planSupply).accepted(),
	intent("override-supply", leads, "Put a person's figures in place of those figured for an item, or lift them", overrideSupply),
	intent("order-supply", leads, "Make a purchase order of what is proposed for a supplier", orderSupply),
	intent("answer-supply", leads, "Book what a supplier said to a purchase order", answerSupply),
	fact("putaway", putters, "Book goods set down where they stay", putaway),
	intent("direct", putters, "Name the place for goods that are put away, and keep its space", direct),
	fact("move", movers, "Book goods brought to another place", move),
	fact("split", movers, "Book a part of an LPN put onto a new one", split),
	fact("merge", movers, "Book everything on an LPN put onto another", merge),
	intent("change-owner", leads, "Book goods over to another owner where they lie", changeOwner),
	intent("transfer", leads, "Open a transfer to another warehouse and reserve goods for it", transfer),
	fact("send", senders, "Book goods of a transfer put onto the lorry", send),
	intent("dispatch", senders, "Let the lorry of a transfer go", dispatch),
	intent("settle-transfer", leads, "Give up what has not come of a transfer: it is booked off", settleTransfer),
	intent("lease", receivers, "Take a block of LPN or SSCC numbers for a device", lease),
	intent("adjust", leads, "Correct what a holder has, by a difference", adjust),
	intent("hold", leads, "Keep goods from being allocated", hold),
	intent("unhold", leads, "Take a hold away", unhold),

	fact("count", counters, "Book what a worker counted", count),
	fact("recount", counters, "Book what a second worker counted", recount),
	intent("approve-count", leads, "Book the difference a count found", approveCount),
	intent("reject-count", leads, "Leave the books as they are", rejectCount),
	intent("start-count", leads, "Ask for a count of a place, a zone, an item or all: its job lists the places", startCount).accepted(),
	intent("stop-count", leads, "Give a stocktake up", stopCount).accepted(),

	intent("accept", shops, "Take an order in, or the next range of its lines", accept).ofCompany("/v1/orders"),
	intent("resolve", leads, "Put an order that waits right", resolve).ofCompany("/v1/orders/resolve"),
	intent("cancel", shops, "Give up an order", cancel).ofCompany("/v1/orders/cancel"),
	intent("recall", leads, "Hold a lot in every warehouse, and list what is where", recall).ofCompany("/v1/recalls").accepted(),
	intent("lift", leads, "Let the goods of a recall be sold again", lift).ofCompany("/v1/recalls/lift"),
	intent("take", leads, "Take an order into its warehouse", take),
	intent("allocate", leads, "Reserve goods for an order", allocate),
	intent("allocate-all", leads, "Start the job that allocates every open order", allocateAll).accepted(),
	intent("reslot", leads, "Ask for a plan of which items should change their faces: its job makes it", reslot).accepted(),
	intent("release", leads, "Begin a wave: its job makes pick tasks", release).accepted(),

	intent("plan-refills", leads, "Look at pick faces: its job plans what is brought to them from reserve", planRefills).accepted(),
	fact("replenish", refillers, "Book goods set down at a pick face", replenish),
	intent("cancel-refill", leads, "Give up a refill that nobody works on", cancelRefill),

	intent("claim", walkers, "Take a task, or the most urgent open one", claim),
	intent("take-over", walkers, "Take what remains of another's task", takeOver),
	intent("end-task", walkers, "End a trip; what is left goes to a new task", endTask),
	fact("pick", pickers, "Book that goods were taken and put into a tote", pick),
	fact("short", pickers, "Book that a place holds less than was reserved", short),
	intent("swap", pickers, "Let a line take other goods of its item that stand in front", swap),
	fact("misscan", pickers, "Tell what was scanned by mistake at a step", misscan),
	fact("close", pickers, "Book where a tote was set down for the packers", closeTote),
	fact("pack", packers, "Book what was scanned into a parcel", pack),
	fact("weigh", packers, "Book a parcel's weight", weigh),
	intent("label", packers, "Give a parcel its waybill and print it", label),
	intent("reprint", packers, "Print a parcel's label once more", reprint),
	intent("print", printing, "Have a paper printed by hand", printPaper),
	intent("retry-print", printing, "Render and send a print job anew of which no byte went out", retryPrint),
	intent("cancel-print", printing, "Give a print job up", cancelPrint),
	intent("confirm-print", printing, "Say that a paper is there", confirmPrint),
	intent("pause-printer", printing, "Keep print jobs from a printer", pausePrinter),
	intent("resume-printer", printing, "Let a printer go on", resumePrinter),
	fact("confirm", packers, "Book the printed label scanned back", confirm),
	fact("load", loaders, "Put parcels onto a manifest", load),
	intent("ship", loaders, "Close a manifest: its job ships the parcels", ship).accepted(),
}
