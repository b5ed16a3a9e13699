// Package sshd serves the terminal over SSH, for handhelds and stations with a terminal emulator and nothing else installed:
//
//	ssh -p 2222 li@host            Li, with her PIN as password
//	ssh -p 2222 li+SH1@host        the same, in warehouse SH1
//	ssh -p 2222 terminal@host      no password: badge and PIN are asked for on the screen, as on a device
//
// TOTE_STATION, TOTE_DOCK, TOTE_WAREHOUSE and TOTE_LANGUAGE are taken from the client's environment if it sends them.
//
// A worker has one Seat: the App with its running program and its queue. It lives in the service and goes on when the line to
// the worker breaks: whoever signs in again sits down at the same step. A Line is one connection; it is given to a seat, or
// taken from it when the worker goes on elsewhere. Between the two stands the lobby, which asks what must be known first: who
// is there, which warehouse, and whether the seat is to be taken over from a line that still lives.
//
// Frames are drawn here and not by the library's renderer: only the rows that changed, at once after the update that changed
// them. A ticker of 120 frames a second for each of 500 seats would cost more than all their scans, and a frame would wait
// for it. Nothing is ever asked of the terminal, since handhelds do not answer.
//
// The package never runs a command, forwards nothing, knows no keys but the host's and no PIN: the service judges sign-ins.
//
// Start at Server, then Seat.
package sshd
