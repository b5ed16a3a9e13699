// Package spool brings finished papers to printers: transports (raw TCP, IPP, a folder) and the loop that takes jobs from
// a Queue, one worker a printer, and says how each of them ended.
//
// The fact that forces its shape: a waybill that comes out twice is a parcel that is shipped twice, and a printer cannot
// be asked whether paper came out. So a job is settled into one of two halves. Before its first byte every trouble leaves
// it waiting, and it is tried again with growing pauses. From the first byte on nothing is ever tried again by itself:
// what breaks off there is Unknown and a person looks. The one exception is a printer that answers in full that it made no
// job of the bytes (IPP): that is Failed, and tried again by a person only. Queue.Begin is what separates the halves, and is durable before
// the byte goes out, so that a crash at any moment leaves a job either waiting or found again by Queue.Interrupted.
//
// What an answer is worth:
//
//   - Sent: all bytes are with the printer's buffer. TCP tells no more.
//   - Confirmed by IPP is job-state 9 of the server asked. On a printer of its own that is paper in the tray; CUPS calls a
//     job completed when it handed the bytes over to its backend, which is not better than Sent. A server that says it is CUPS, or a Printer
//     with Relay, is believed when a job is aborted there, but its jobs end as Sent.
//   - Confirmed by ~HS needs a printer that was seen busy after our last byte, answered every question since, and then
//     said that no format waits and no label of the batch is left. A job cleared at its panel looks the same.
//   - A waybill is there for certain only when somebody scans it.
//
// The package never renders, never chooses another printer, never keeps state of its own on disk, never reads a clock
// (Options bring Now and After) and imports nothing of the house but fault. Silence of a printer that should answer is
// a fault, never ready.
//
// Start at Queue and Loop; then worker.go for the life of a job, raw.go, folder.go and ipp.go for the transports.
package spool
