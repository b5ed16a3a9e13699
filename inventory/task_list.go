package inventory

import (
	"iter"

	"example.com/tote/inventory/store"
)

// TaskList is a list of tasks: those that wait, of a kind or also in a zone, or those a worker has claimed.
type TaskList struct {
	Kind   TaskKind
	Zone   string
	Worker string // if he is named, kind and zone are not looked at
}

// Prefix begins the keys of the list, the most urgent task first.
func (l TaskList) Prefix() store.Key {
	switch {
	case l.Worker != "":
		return store.K(tagTasksOf).Str(l.Worker)
	case l.Zone != "":
		return toDoKey(inZone(l.Kind, l.Zone))
	}
	return toDoKey(string(l.Kind))
}

// Key is where a task stands in the list.
func (l TaskList) Key(t *Task) store.Key {
	if l.Worker != "" {
		return l.Prefix().Str(t.ID)
	}
	return l.Prefix().Int(-int64(t.Priority)).Int(t.Due).Str(t.ID)
}

// From walks the list from a key on; nil: from its first task.
func (l TaskList) From(r store.Reader, from store.Key) iter.Seq[Task] {
	return func(yield func(Task) bool) {
		prefix := l.Prefix()
		for k := range store.Keys(r, prefix, from) {
			kr := store.ReadKey(k, len(prefix))
			if l.Worker == "" {
				kr.Int()
				kr.Int()
			}
			if t, ok := Tasks.Get(r, TaskKey(kr.Str())); ok && !yield(t) {
				return
			}
		}
	}
}

// TasksToDo walks the open tasks of a kind, most urgent first.
func TasksToDo(r store.Reader, kind TaskKind) iter.Seq[Task] {
	return TaskList{Kind: kind}.From(r, nil)
}

// TasksToDoIn walks the open tasks of a kind that stay in one zone, most urgent first.
func TasksToDoIn(r store.Reader, kind TaskKind, zone string) iter.Seq[Task] {
	return TaskList{Kind: kind, Zone: zone}.From(r, nil)
}

// TasksOf walks the tasks a worker has claimed.
func TasksOf(r store.Reader, worker string) iter.Seq[Task] {
	return TaskList{Worker: worker}.From(r, nil)
}

func toDoKey(what string) store.Key { return store.K(tagTasksToDo).Str(what) }

// inZone is where trips of one zone are found; no kind of task has such a name.
func inZone(kind TaskKind, zone string) string { return string(kind) + "@" + zone }
