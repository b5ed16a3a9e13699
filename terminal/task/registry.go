package task

import (
	"encoding/json"
	"slices"

	"example.com/tote/inventory/fault"
)

// kind is a line of the table of jobs.
type kind struct {
	word  string
	roles []string // who finds it in the menu: one of them; admins and supervisors find all
	open  func() Job
}

// kinds are all jobs in the order of the menu. A new job is a file of its own, a line here, its words in the catalogue and
// its flow script.
var kinds = []kind{
	{"receive", []string{"receiver"}, func() Job { return &Receive{} }},
	{"inspect", []string{"inspector"}, func() Job { return &Inspect{} }},
	{"putaway", []string{"putaway"}, func() Job { return &Putaway{} }},
	{"pick", []string{"picker"}, func() Job { return &Pick{} }},
	{"pack", []string{"packer"}, func() Job { return &Pack{} }},
	{"load", []string{"loader", "packer"}, func() Job { return &Load{} }},
	{"count", []string{"counter"}, func() Job { return &Count{} }},
	{"move", []string{"putaway", "receiver", "picker"}, func() Job { return &Move{} }},
	{"replenish", []string{"putaway", "picker"}, func() Job { return &Replenish{} }},
	{"transfer", []string{"loader", "putaway"}, func() Job { return &Transfer{} }},
	{"lookup", nil, func() Job { return &Lookup{} }},
}

// Decode gives back a job from its kind and its JSON.
func Decode(word string, state json.RawMessage) (Job, error) {
	job := blank(word)
	if job == nil {
		return nil, fault.Invalid("task.kind", "there is no job %q", word)
	}
	if len(state) > 0 {
		if err := json.Unmarshal(state, job); err != nil {
			return nil, fault.Invalid("task.state", "what is kept of the job %q cannot be read", word).Because(err)
		}
	}
	return job, nil
}

func blank(word string) Job {
	if word == MenuKind {
		return &Menu{}
	}
	for _, k := range kinds {
		if k.word == word {
			return k.open()
		}
	}
	return nil
}

// leading roles see every job.
var leading = []string{"supervisor", "admin"}

// offered gives the jobs for somebody's roles.
func offered(roles []string) []string {
	var out []string
	for _, k := range kinds {
		if slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(k.roles, r) || slices.Contains(leading, r) }) || len(k.roles) == 0 {
			out = append(out, k.word)
		}
	}
	return out
}

// Receives tells whether somebody with these roles receives goods, and needs LPN numbers for them.
func Receives(roles []string) bool { return slices.Contains(offered(roles), "receive") }

// Words are the kinds of all jobs, the menu's included.
func Words() []string {
	out := []string{MenuKind}
	for _, k := range kinds {
		out = append(out, k.word)
	}
	return out
}
