package scale

import (
	"net"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory/fault"
)

// Settings say where a scale is and how it speaks. Zero values are what most scales come with.
type Settings struct {
	Protocol Protocol
	// Port is a serial device ("/dev/ttyUSB0", better a name under /dev/serial/by-id, or "COM3"), "tcp://10.0.0.5:4001",
	// or of HID "/dev/hidraw0".
	Port     string
	Baud     int    // 0: 9600
	DataBits int    // 0: 8, of Toledo 8217 and NCI 7
	Parity   string // none, even, odd; empty: none, of Toledo 8217 and NCI even
	StopBits int    // 0: 1
	Unit     string // assumed where the line carries none; Toledo 8217 never does
	// Answer bounds the wait for one answer; 0: AnswerWithin.
	Answer time.Duration
	// Now gives the time: readings are stamped with it.
	Now func() time.Time
}

// Bounds of time on the line.
const (
	AnswerWithin = time.Second          // a scale answers SI, W and Q in well under 300 ms, streams five times a second
	DialWithin   = 2 * time.Second      // to a scale on the house's own network
	RedialEvery  = time.Second          // so that a pulled plug does not keep the station busy
	maxAnswerFor = 10 * time.Second     // nobody waits longer for a single answer
	silences     = 3                    // answers missed in a row before the line is opened anew
	maxBaud      = 115200               // the fastest any bench scale speaks
	tcpPrefix    = "tcp://"             // of Settings.Port
	pumpPause    = 5 * time.Millisecond // after a read that gave nothing at once, so that a mad driver cannot spin
)

// filled gives the settings with the usual values where none were set.
func (s Settings) filled() Settings {
	seven := s.Protocol == Toledo8217 || s.Protocol == NCI
	if s.Baud == 0 {
		s.Baud = 9600
	}
	if s.DataBits == 0 {
		s.DataBits = 8
		if seven {
			s.DataBits = 7
		}
	}
	if s.Parity == "" {
		s.Parity = "none"
		if seven {
			s.Parity = "even"
		}
	}
	if s.StopBits == 0 {
		s.StopBits = 1
	}
	if s.Answer == 0 {
		s.Answer = AnswerWithin
	}
	s.Unit = strings.ToLower(s.Unit)
	return s
}

// check tells everything that is wrong with the settings. Error: scale.settings.
func (s Settings) check() error {
	var g fault.Gather
	all := []Protocol{MTSICS, Toledo8217, NCI, AND, ANDStream, Plain, HID, ByHand}
	if !slices.Contains(all, s.Protocol) {
		g.Add("protocol", "scale.settings", "protocol %q is none of %v", s.Protocol, all)
	}
	if (s.Port == "") != (s.Protocol == ByHand) {
		g.Add("port", "scale.settings", "name the scale's port; only typed weights need none")
	}
	if address, ok := strings.CutPrefix(s.Port, tcpPrefix); ok {
		if _, port, err := net.SplitHostPort(address); err != nil || port == "" || s.Protocol == HID {
			g.Add("port", "scale.settings", "%q is no address like tcp://10.0.0.5:4001, or of a protocol without one", s.Port)
		}
	}
	if s.Baud < 300 || s.Baud > maxBaud || s.DataBits != 7 && s.DataBits != 8 || s.StopBits != 1 && s.StopBits != 2 {
		g.Add("baud", "scale.settings", "%d baud, %d data bits, %d stop bits: a scale has 300 to %d, 7 or 8, 1 or 2", s.Baud, s.DataBits, s.StopBits, maxBaud)
	}
	if _, ok := parities[s.Parity]; !ok {
		g.Add("parity", "scale.settings", "parity %q is not none, even or odd", s.Parity)
	}
	if s.Unit != "" && !knownUnit(s.Unit) || s.Unit == "" && s.Protocol == Toledo8217 {
		g.Add("unit", "scale.settings", "unit %q is not g, kg, lb or oz; Toledo 8217 needs one, its line carries none", s.Unit)
	}
	if s.Answer < 0 || s.Answer > maxAnswerFor {
		g.Add("answer", "scale.settings", "an answer is waited for up to %v", maxAnswerFor)
	}
	if s.Now == nil {
		g.Add("now", "scale.settings", "the time is missing")
	}
	return g.Invalid("scale.settings", "the scale on %q cannot be used as it is set", s.Port)
}
