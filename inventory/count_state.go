package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// CountState is how far a count of some goods is.
type CountState byte

// The states of a count in life order.
const (
	CountProvisional CountState = iota + 1 // not compared with the books yet: a device may still hold facts of its moment
	CountRecount                           // beyond tolerance: somebody else has to count
	CountDeciding                          // two counts differ, or nothing can be booked: a supervisor decides
	CountPosting                           // decided; a part of the difference is still to be booked
	CountMatched                           // the books are right
	CountPosted                            // the difference is booked
	CountRejected                          // the books stay as they are
)

var countStates = [...]string{CountProvisional: "provisional", CountRecount: "recount", CountDeciding: "deciding", CountPosting: "posting",
	CountMatched: "matched", CountPosted: "posted", CountRejected: "rejected"}

// String gives the word used on the wire.
func (s CountState) String() string {
	if int(s) < len(countStates) {
		return countStates[s]
	}
	return ""
}

// Open tells whether something is still to be done about the count.
func (s CountState) Open() bool { return s >= CountProvisional && s <= CountPosting }

// CountEvent is what happens to a count.
type CountEvent string

// The events of a count.
const (
	countBook     CountEvent = "book"     // a worker's result came in
	countMatch    CountEvent = "match"    // the books agree
	countAsk      CountEvent = "ask"      // for a second counter
	countEscalate CountEvent = "escalate" // to a supervisor
	countPost     CountEvent = "post"     // within tolerance, or two counts agree
	countApprove  CountEvent = "approve"  // a supervisor books it
	countReject   CountEvent = "reject"   // a supervisor believes the books
	countFinish   CountEvent = "finish"   // the last of the difference is booked
)

var countTable = map[CountState]map[CountEvent]CountState{
	0: {countBook: CountProvisional},
	CountProvisional: {countBook: CountProvisional, countMatch: CountMatched, countAsk: CountRecount, countEscalate: CountDeciding, countPost: CountPosting,
		countApprove: CountPosting, countReject: CountRejected},
	CountRecount:  {countBook: CountProvisional, countApprove: CountPosting, countReject: CountRejected},
	CountDeciding: {countBook: CountProvisional, countApprove: CountPosting, countReject: CountRejected},
	CountPosting:  {countFinish: CountPosted, countEscalate: CountDeciding},
}

// CountLineNoun names counts of goods in the ledger; "count" is the wish for one.
const CountLineNoun = "count-line"

// stepCount is the sole writer of a count's state. The caller puts the count.
func stepCount(tx *store.Tx, c *Count, ev CountEvent, reason string) error {
	to, ok := countTable[c.State][ev]
	if !ok {
		return fault.Conflict(CountLineNoun+".state", "count %s is %s: it cannot %s", c.ID, c.State, ev)
	}
	recordState(tx, StateChange{Noun: CountLineNoun, ID: c.ID, From: c.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	c.State = to
	return nil
}
