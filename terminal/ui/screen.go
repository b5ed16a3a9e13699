// Package ui draws the screens of the scanner terminals and holds their words in both languages.
//
// A Screen says what is to be seen; Draw fits it to a handheld of 20 by 16 characters or a station of 80 by 24. Places are
// fixed so that the eye learns them: title on top; then the big code to go to or to look for, the quantity alone, facts one
// a line; at the bottom what came of the last scan, what to scan next, what is being typed, and the link with what waits.
//
// The package never decides anything, knows no task and no service, and never writes to a terminal itself. It draws with
// ASCII and ideographs only: terminals disagree about the width of everything between.
//
// Start at Screen, then Draw (draw.go); words are in words.tsv.
package ui

import "slices"

// Screen is one picture of a job.
type Screen struct {
	Title   Text
	Step    int    // which of Of, from 1; 0: none
	Of      int    //
	Big     string // the code to look for, alone and large
	Count   Text   // the quantity, alone
	Facts   []Fact
	Choices []Text   // numbered from 1; scanned codes and digits choose
	Ask     Text     // the next scan, or what else is awaited
	Hidden  bool     // what is typed is a secret
	Picture []string // drawn on the right where the screen is wide enough for it and the rest; a handheld goes without
}

// Fact is one line: what it is, and its value. Without a label the value stands alone.
type Fact struct {
	Label Text
	Value Text
	Warn  bool // stands out: a look-alike next door
}

// Tone is how a message sounds and looks: never colour alone, a word and a mark go with it.
type Tone byte

// Tones.
const (
	Calm Tone = iota
	Good
	Warning
	Bad
)

// Note is what came of the last scan.
type Note struct {
	Tone Tone   `json:"t,omitempty"`
	Text []Text `json:"x,omitempty"` // the first line says what, further ones explain
}

// Say makes a note.
func Say(tone Tone, lines ...Text) Note { return Note{tone, lines} }

// beside gives what a note says beyond the question right below it: said twice it takes the rows of what explains it.
func (n Note) beside(ask Text, l Language) Note {
	said := func(t Text) bool { return t.In(l) == ask.In(l) }
	if n.Tone == Calm || slices.ContainsFunc(n.Text, func(t Text) bool { return !said(t) }) {
		n.Text = slices.DeleteFunc(slices.Clone(n.Text), said)
	}
	return n
}

// Status is the line that never goes away.
type Status struct {
	Link    bool
	Saving  int // confirmed here, not yet on the device's disk
	Waiting int // on the device's disk, not yet with the service
	Refused int
	Busy    bool // something was asked and is awaited
}

// Frame is all that is drawn at once.
type Frame struct {
	Screen Screen
	Note   Note
	Typed  string // in the scan box
	Status Status
	Page   int // of the choices, if they do not fit, from 0
}
