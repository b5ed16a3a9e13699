package spool

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"
)

func TestHostStatus(t *testing.T) {
	const first, second = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n", "\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
	for _, tt := range []struct {
		name, answer string
		reasons      []string
		pending      int
	}{
		{"ready", first + second + "\x021234,0\x03\r\n", nil, 0},
		{"two lines are enough", first + second, nil, 0},
		{"paper out", strings.Replace(first, "030,0", "030,1", 1) + second, []string{PrinterPaperOut}, 0},
		{"paused with two formats", strings.Replace(first, "0,0,1245,000", "0,1,1245,002", 1) + second, []string{PrinterPaused}, 2},
		{"head open and ribbon out", first + strings.Replace(second, "000,0,0,0", "000,0,1,1", 1), []string{PrinterHeadOpen, PrinterRibbonOut}, 0},
		{"buffer full", strings.Replace(first, "000,0,0,0", "000,1,0,0", 1) + second, []string{PrinterBufferFull}, 0},
		{"half a label", strings.Replace(first, "000,0,0,0", "000,0,0,1", 1) + second, []string{PrinterHalfLabel}, 0},
		{"hot", strings.Replace(first, "0,0,0\x03", "0,0,1\x03", 1) + second, []string{PrinterHot}, 0},
		{"memory lost and cold", strings.Replace(first, "0,0,0\x03", "1,1,0\x03", 1) + second, []string{PrinterCold, PrinterMemoryLost}, 0},
		{"seven labels left", first + strings.Replace(second, "00000000", "00000007", 1), nil, 7},
		{"one line", first, []string{PrinterGarbled}, 0},
		{"short lines", "\x021,2\x03\x023,4\x03", []string{PrinterGarbled}, 0},
		{"a web server", "HTTP/1.1 400 Bad Request\r\n\r\n", []string{PrinterGarbled}, 0},
		{"no flag", strings.Replace(first, "030,0", "030,7", 1) + second, []string{PrinterGarbled}, 0},
		{"below zero", strings.Replace(first, "1245,000", "1245,-01", 1) + second, []string{PrinterGarbled}, 0},
	} {
		r := hostStatus([]byte(tt.answer))
		if !slices.Equal(r.reasons, tt.reasons) || r.pending != tt.pending || r.counted == slices.Contains(tt.reasons, PrinterGarbled) {
			t.Errorf("%s: got %+v, want %v and %d pending", tt.name, r, tt.reasons, tt.pending)
		}
	}
}

func TestByteStatus(t *testing.T) {
	for _, tt := range []struct {
		name, language, answers string
		want                    []string
	}{
		{"TSPL ready", TSPL, "\x00", nil},
		{"TSPL printing is no fault", TSPL, "\x20", nil},
		{"TSPL head open, no paper", TSPL, "\x05", []string{PrinterHeadOpen, PrinterPaperOut}},
		{"TSPL jam, ribbon, pause", TSPL, "\x1a", []string{PrinterPaperJam, PrinterPaused, PrinterRibbonOut}},
		{"TSPL unknown fault", TSPL, "\x80", []string{PrinterFaulty}},
		{"TSPL silent", TSPL, "", []string{PrinterSilent}},
		{"ESC/POS ready", ESCPOS, "\x12\x12\x12\x12", nil},
		{"ESC/POS paper nearly out still prints", ESCPOS, "\x12\x12\x12\x1e", nil},
		{"ESC/POS cover open", ESCPOS, "\x1a\x16\x12\x12", []string{PrinterHeadOpen, PrinterOffline}},
		{"ESC/POS paper out", ESCPOS, "\x1a\x32\x12\x72", []string{PrinterOffline, PrinterPaperOut}},
		{"ESC/POS cutter", ESCPOS, "\x1a\x52\x1a\x12", []string{PrinterCutter, PrinterFaulty, PrinterOffline}},
		{"ESC/POS no such byte", ESCPOS, "\x00", []string{PrinterGarbled}},
		{"ESC/POS falls silent", ESCPOS, "\x12\x12", []string{PrinterSilent}},
	} {
		here, there := net.Pipe()
		go func() {
			buf := make([]byte, 16)
			for i := range len(tt.answers) {
				if _, err := there.Read(buf); err != nil {
					break
				}
				if _, err := io.WriteString(there, tt.answers[i:i+1]); err != nil {
					break
				}
			}
			_, _ = there.Read(buf)
			_ = there.Close()
		}()
		r := questionOf(Printer{Language: tt.language})(here)
		if !slices.Equal(r.reasons, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, r.reasons, tt.want)
		}
		if err := here.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	for reason, w := range reasonWords {
		en, zh, ok := Words(reason)
		if !ok || en == "" || zh == "" || en != w[0] || len(reason) > 64 {
			t.Errorf("%s: %q %q", reason, en, zh)
		}
	}
	for _, ours := range ippReasons {
		if _, _, ok := Words(ours); !ok {
			t.Errorf("no words for %s", ours)
		}
	}
	if _, _, ok := Words("printer.on_fire"); ok {
		t.Error("words for a reason that is none")
	}
}

func FuzzHostStatus(f *testing.F) {
	f.Add([]byte(readyZebra))
	f.Add([]byte("\x02\x03\x02,,,,,,,,,,,\x03"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if r := hostStatus(answer); r.pending < 0 || r.gone && r.ready() {
			t.Errorf("%q: %+v", answer, r)
		}
	})
}
