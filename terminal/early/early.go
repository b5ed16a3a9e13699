// Package early keeps the terminal library from asking the terminal anything at start-up: on a handheld that does not
// answer, the question costs seconds and swallows the first scan. It works by initialisation order: Go initialises ready
// packages in the order of their paths, and this one sorts before the library's. Import it for its effect from the program;
// a test with a mute terminal guards it.
package early

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
