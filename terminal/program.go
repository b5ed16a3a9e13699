package terminal

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/tote/terminal/ui"
)

// FPS is how often a frame may be drawn: at 60 a scan would wait up to 17 ms for its screen.
const FPS = 120

// Speaker writes the program's output and lets it ring: frames and bells never mix within one write.
type Speaker struct {
	mu sync.Mutex
	w  io.Writer
}

// NewSpeaker rings on the terminal behind w.
func NewSpeaker(w io.Writer) *Speaker { return &Speaker{w: w} }

// Write writes a part of a frame.
func (s *Speaker) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(b)
}

// bells by tone: good is one, so that a worker knows without looking; trouble is two, a stop three.
var bells = [...]string{ui.Calm: "", ui.Good: "\a", ui.Warning: "\a\a", ui.Bad: "\a\a\a"}

// Bells are what makes a terminal sound a tone.
func Bells(t ui.Tone) string { return bells[t] }

// Ring sounds a tone. Who cannot be reached will not see the screen either.
func (s *Speaker) Ring(t ui.Tone) { _, _ = s.Write([]byte(bells[t])) }

// Run shows the app on a terminal until it is quit or the context ends.
func Run(ctx context.Context, app *App, in io.Reader, out io.Writer, more ...tea.ProgramOption) error {
	opts := append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithFPS(FPS), tea.WithAltScreen(),
		tea.WithoutSignalHandler()}, more...)
	_, err := tea.NewProgram(app, opts...).Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil // told to stop
	}
	return err
}

// TTY is a terminal device as output: the library learns its size from the descriptor, and bells go between frames.
type TTY struct {
	*os.File
	speaker *Speaker
}

// NewTTY rings on a terminal device.
func NewTTY(f *os.File) *TTY { return &TTY{f, NewSpeaker(f)} }

// Write writes a part of a frame.
func (t *TTY) Write(b []byte) (int, error) { return t.speaker.Write(b) }

// Ring sounds a tone.
func (t *TTY) Ring(tone ui.Tone) { t.speaker.Ring(tone) }
