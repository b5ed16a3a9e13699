package early

import (
	"testing"

	"github.com/charmbracelet/lipgloss"
)

// TestThePathSortsFirst guards what the cure rests on; that it works is shown by the terminal before a mute screen.
func TestThePathSortsFirst(t *testing.T) {
	const ours, library = "example.com/tote/terminal/early", "github.com/charmbracelet/bubbletea"
	if ours >= library {
		t.Errorf("%s is initialised after %s: its question is asked", ours, library)
	}
	if !lipgloss.HasDarkBackground() {
		t.Error("the background is to be asked for")
	}
}
