// Package terminal is the program on handhelds and packing stations: a bubbletea model that signs a worker in, shows what
// there is to do, runs the job chosen and carries what was confirmed to the service.
//
// App is the model. It turns keys into scans (scan), lets the job at hand (task) judge them, draws its screen (ui), and
// sees to what all jobs have in common: commands are kept durably before the good tone sounds (Queue), questions are asked
// again when the link is back, the last scan is undone as long as nothing was posted, a refusal that comes late opens a safe
// screen that says what to do with the goods in hand, and after a kill the job goes on at the same step (Memory).
//
// The package never decides what a scan means for stock: that is the service's, or the job's by the tables it has. It
// imports no domain package; what it needs of the service is in Backend, with the types of the wire.
//
// Start at App, then input.go, then task.Job.
package terminal
