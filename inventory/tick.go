package inventory

import (
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

const tagClock byte = 0x1D

// MidnightJob is the kind of job that a new day of the warehouse starts.
const MidnightJob = "midnight"

// Clock is the warehouse's own time, as the last tick told it.
type Clock struct {
	At  int64     `cbor:"1,keyasint"` // unix seconds
	Day item.Date `cbor:"2,keyasint"` // local
}

// Clocks holds one record.
var Clocks = store.Collection[Clock]{Noun: "clock", Version: 1, Key: func(*Clock) store.Key { return store.K(tagClock) }}

// Tick stores the time and starts what a new day asks for, nothing else. Missed days start one job.
func Tick(tx *store.Tx) (Clock, error) {
	day, err := Today(tx)
	if err != nil {
		return Clock{}, err
	}
	before, known := Clocks.Get(tx, store.K(tagClock))
	if !known {
		store.MarkBuilt(tx, LateIndexes()) // a new warehouse: the service has built older ones before their clock goes on
	}
	now := Clock{At: tx.Now().Unix(), Day: day}
	if known && day > before.Day {
		tx.StartJob(MidnightJob, day)
	} else {
		planCounts(tx, day)
	}
	WakeAnyCounts(tx)
	Clocks.Put(tx, &now)
	return now, nil
}
