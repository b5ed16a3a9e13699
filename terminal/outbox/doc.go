// Package outbox keeps what a device has done and the service has not yet acknowledged.
//
// A Box is a queue of commands in one append-only file. Append returns when the commands are synced to disk: the good tone
// may sound then. It gives them their running numbers and ids, and they keep both until they are answered, however often
// they are sent and whatever happens to the process. A Sender sends them in order, in batches, over anything that can Post.
// Answers are kept until the terminal has consumed them. After a refusal the rest of that chain is held until a person
// releases or drops it; other chains go on. A State keeps the terminal's few small records, such as the task in hand.
//
// The package never decides what to do about a refusal, never draws, and reads neither clock nor random source by itself:
// both come with the options. It imports the standard library, api/wire and inventory/fault.
//
// What is on disk is believed only as far as its checksums go. A torn end that was never acknowledged is cut off and
// reported; anything else that cannot be read is an error that names file and place, and the file stays as it is.
//
// Start at Box, then Sender.
package outbox
