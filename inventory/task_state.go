package inventory

import (
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// TaskState is where in its life a task is.
type TaskState byte

// The states of a task in life order.
const (
	TaskOpen       TaskState = iota + 1
	TaskClaimed              // somebody walks it
	TaskDone                 // its worker ended it
	TaskHandedOver           // what remained went to another task
	TaskCancelled            // nothing of it is wanted any more
)

var taskStates = [...]string{TaskOpen: "open", TaskClaimed: "claimed", TaskDone: "done", TaskHandedOver: "handed_over", TaskCancelled: "cancelled"}

// String gives the word used on the wire.
func (s TaskState) String() string {
	if int(s) < len(taskStates) {
		return taskStates[s]
	}
	return ""
}

// TaskEvent is what happens to a task.
type TaskEvent string

// The events of a task.
const (
	TaskMake     TaskEvent = "make"
	TaskClaim    TaskEvent = "claim"
	TaskResume   TaskEvent = "resume" // the same worker on another device
	TaskHandOver TaskEvent = "hand_over"
	TaskEnd      TaskEvent = "end"
	TaskCancel   TaskEvent = "cancel"
)

var taskTable = map[TaskState]map[TaskEvent]TaskState{
	0:           {TaskMake: TaskOpen},
	TaskOpen:    {TaskClaim: TaskClaimed, TaskCancel: TaskCancelled, TaskHandOver: TaskHandedOver},
	TaskClaimed: {TaskResume: TaskClaimed, TaskEnd: TaskDone, TaskHandOver: TaskHandedOver, TaskCancel: TaskCancelled},
}

// stepTask is the sole writer of a task's state. The caller puts the task.
func stepTask(tx *store.Tx, t *Task, ev TaskEvent, reason string) error {
	to, ok := taskTable[t.State][ev]
	if !ok {
		return fault.Conflict("task.state", "task %s is %s: it cannot %s", t.ID, t.State, ev)
	}
	recordState(tx, StateChange{Noun: "task", ID: t.ID, From: t.State.String(), To: to.String(), Event: string(ev), Reason: reason})
	if t.State = to; to != TaskOpen && to != TaskClaimed {
		t.Ended = tx.Now().Unix()
	}
	return nil
}
