package spool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestIPPMessageOnTheWire(t *testing.T) {
	p := newIPP(Printer{Address: "ipp://user:secret@p/ipp/print"}, time.Now)
	m := p.request(opGetJobAttributes, ippNumber(tagInteger, "job-id", 7), ippText(tagKeyword, "requested-attributes", "a", "b"))
	want := "\x01\x01\x00\x09\x00\x00\x00\x01\x01" +
		"\x47\x00\x12attributes-charset\x00\x05utf-8" +
		"\x48\x00\x1battributes-natural-language\x00\x02en" +
		"\x45\x00\x0bprinter-uri\x00\x15ipp://p:631/ipp/print" +
		"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07" +
		"\x44\x00\x14requested-attributes\x00\x01a\x44\x00\x00\x00\x01b" + "\x03"
	if got := string(m.encode()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	back, err := decodeIPP([]byte(want + "a document"))
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := back.number(tagOperation, "job-id"); n != 7 || !ok {
		t.Errorf("job-id %d %v", n, ok)
	}
	if got := back.texts(tagOperation, "requested-attributes"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
}

func TestIPPMessagesThatAreNone(t *testing.T) {
	head := "\x01\x01\x00\x00\x00\x00\x00\x01"
	for _, in := range []string{"", head, head + "\x01", head + "\x01\x47", head + "\x01\x47\x00\x05ab", head + "\x01\x47\x00\x01a\xff\xffx\x03",
		head + "\x47\x00\x01a\x00\x01b\x03", head + "\x01\x47\x00\x00\x00\x01b\x03", head + "\x01" + strings.Repeat("\x44\x00\x01a\x00\x00", maxIPPValues+1) + "\x03",
		strings.Repeat("x", maxIPPBytes+1)} {
		if m, err := decodeIPP([]byte(in)); err == nil {
			t.Errorf("%.40q is read as %+v", in, m)
		}
	}
}

func FuzzDecodeIPP(f *testing.F) {
	p := newIPP(Printer{Address: "ipp://p/ipp/print"}, time.Now)
	f.Add(p.request(opPrintJob, user, ippNumber(tagEnum, "job-state", 9)).encode())
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x01\x04\x35\x00\x01a\x00\x08\x00\x02en\x00\x02hi\x22\x00\x01b\x00\x01\x00\x03"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decodeIPP(data)
		if err != nil {
			return
		}
		once := m.encode()
		if !bytes.HasPrefix(data, once) {
			t.Fatalf("%q was written back as %q", data, once)
		}
		for _, g := range m.groups {
			for _, a := range g.attrs {
				_, _ = m.number(g.tag, a.name)
				_ = m.refuses(g.tag, a.name)
				for _, v := range a.values {
					if len(v.text()) > len(v.raw) {
						t.Fatalf("%q has the words %q", v.raw, v.text())
					}
				}
			}
		}
		if r := ippStatus(m); r.gone {
			t.Fatal("an answer is an answer")
		}
	})
}

func TestIPPStatus(t *testing.T) {
	for _, tt := range []struct {
		state   int
		accepts byte
		reasons []string
		want    []string
	}{
		{3, 1, []string{"none"}, nil},
		{4, 1, []string{"media-low-report", "toner-low-warning"}, nil},
		{3, 1, []string{"media-empty-warning"}, nil},
		{5, 1, []string{"media-empty-error", "media-needed"}, []string{PrinterPaperOut}},
		{5, 1, []string{"cover-open", "paused"}, []string{PrinterHeadOpen, PrinterPaused}},
		{5, 1, []string{"vendor-thing"}, []string{PrinterFaulty}},
		{3, 0, []string{"none"}, []string{PrinterNotAccepting}},
	} {
		m := &ippMessage{groups: []ippGroup{{tagPrinter, []ippAttr{ippNumber(tagEnum, "printer-state", tt.state),
			{"printer-is-accepting-jobs", []ippValue{{tagBoolean, []byte{tt.accepts}}}}, ippText(tagKeyword, "printer-state-reasons", tt.reasons...)}}}}
		if r := ippStatus(m); !slices.Equal(r.reasons, tt.want) {
			t.Errorf("%+v: got %v", tt, r.reasons)
		} else if mild := slices.Contains(tt.reasons, "media-empty-warning"); mild != slices.Contains(r.warnings, PrinterPaperOut) {
			t.Errorf("%+v: got the warnings %v", tt, r.warnings)
		}
	}
}

func TestFormatAndMedia(t *testing.T) {
	pdf := []string{"image/urf", "application/pdf"}
	cups := []string{"application/vnd.cups-raw", "application/octet-stream"}
	for _, tt := range []struct {
		content   string
		supported []string
		want      string
	}{{ContentPDF, pdf, ContentPDF}, {ContentZPL, pdf, ""}, {ContentZPL, cups, formatCUPSRaw}, {ContentPDF, cups, ""}, {ContentZPL, nil, ContentZPL}} {
		if got := formatFor(tt.content, tt.supported); got != tt.want {
			t.Errorf("%s among %v: got %q, want %q", tt.content, tt.supported, got, tt.want)
		}
	}
	media := []string{"iso_a4_210x297mm", "na_index-4x6_4x6in", "om_waybill_100x150mm", "custom_min_100x100mm"}
	for size, want := range map[string]string{"A4": "iso_a4_210x297mm", "4x6in": "na_index-4x6_4x6in", "100x150": "om_waybill_100x150mm", "76x130": "", "": ""} {
		if got := mediaFor(size, media); got != want {
			t.Errorf("%s: got %q, want %q", size, got, want)
		}
	}
	if got := nameOf("P-1\n\xff"+strings.Repeat("面", 200), ""); len(got) > maxIPPName || !strings.HasPrefix(got, "P-1__面") || strings.Contains(got, "\xff") {
		t.Errorf("got the name %q", got)
	}
}

// ippServer answers Get-Printer-Attributes as a printer that takes PDF, and a job by its own rule.
func ippServer(t *testing.T, print func(w http.ResponseWriter, r *http.Request)) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var jobs atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var head [8]byte
		if _, err := io.ReadFull(r.Body, head[:]); err != nil {
			t.Error(err)
			return
		}
		if binary.BigEndian.Uint16(head[2:]) == opPrintJob {
			jobs.Add(1)
			print(w, r)
			return
		}
		answer(w, 0, ippGroup{tagPrinter, []ippAttr{ippNumber(tagEnum, "printer-state", 3), ippText(tagMIME, "document-format-supported", ContentPDF)}})
	}))
	t.Cleanup(srv.Close)
	return srv, &jobs
}

func answer(w io.Writer, status uint16, groups ...ippGroup) {
	_, _ = w.Write((&ippMessage{version: ippVersion, code: status, id: 1, groups: groups}).encode())
}

func hangUp(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
}

func TestIPPEndings(t *testing.T) {
	jobGroup := ippGroup{tagJob, []ippAttr{ippNumber(tagInteger, "job-id", 5)}}
	all := func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	for _, tt := range []struct {
		name, want string
		print      func(w http.ResponseWriter, r *http.Request)
	}{
		{"taken", "sent", func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 0, jobGroup) }},
		{"taken with substitutes", "sent", func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 1, jobGroup) }},
		{"wrong format", "failed " + PrintNotAccepted, func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 0x040b) }},
		{"busy", "failed " + PrintRefused, func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 0x0507) }},
		{"error, but a job", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 0x0507, jobGroup) }},
		{"device error", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 0x0505) }},
		{"no job-id", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, r *http.Request) { all(r); answer(w, 0) }},
		{"no IPP", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, r *http.Request) { all(r); _, _ = w.Write([]byte("hello")) }},
		{"not allowed", "failed " + PrintRefused, func(w http.ResponseWriter, r *http.Request) { all(r); w.WriteHeader(http.StatusForbidden) }},
		{"elsewhere", "failed " + PrintRefused, func(w http.ResponseWriter, r *http.Request) {
			all(r)
			http.Redirect(w, r, "/other", http.StatusTemporaryRedirect)
		}},
		{"server error", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, r *http.Request) { all(r); w.WriteHeader(http.StatusBadGateway) }},
		{"dies inside", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, _ *http.Request) { hangUp(w) }},
		{"dies with all of it", "unknown " + PrintNoAnswer, func(w http.ResponseWriter, r *http.Request) { all(r); hangUp(w) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv, jobs := ippServer(t, tt.print)
			s := newShelf(aJob(t, "I1", "waybill/P-1/1", ContentPDF, bytes.Repeat([]byte("%PDF"), 500_000)))
			start(t, s, Printer{Code: "I1", Language: PDF, DPI: 600, Transport: IPP, Address: srv.URL + "/ipp/print"})
			s.until(t, "waybill/P-1/1", tt.want)
			if n := jobs.Load(); n != 1 {
				t.Errorf("the job was sent %d times", n)
			}
		})
	}
}

func TestIPPBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	web := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(web.Close)
	for address, want := range map[string]string{closed.URL: PrinterUnreachable, web.URL: PrinterNoIPP} {
		s := newShelf(aJob(t, "I1", "waybill/P-1/1", ContentPDF, []byte("%PDF")))
		l := start(t, s, Printer{Code: "I1", Language: PDF, DPI: 600, Transport: IPP, Address: address})
		st := untilStatus(t, s, l, "I1", func(st Status) bool { return len(st.Reasons) > 0 })
		if st.Reasons[0] != want || st.State != Unreachable || len(s.steps["waybill/P-1/1"]) > 0 {
			t.Errorf("got %+v, want %s", st, want)
		}
	}
}

func TestASealedBodyGivesNothing(t *testing.T) {
	b := &watchedBody{r: strings.NewReader("waybill")}
	if b.seal() {
		t.Error("began though nobody read")
	}
	if n, err := b.Read(make([]byte, 8)); n > 0 || err == nil {
		t.Errorf("%d bytes went out of a job that was given up", n)
	}
	if out := afterError(errors.New("dial"), false); out.Ending != Held {
		t.Errorf("got %+v", out)
	}
}

func TestWhatBecameOfASentJob(t *testing.T) {
	job := func(state int) ippGroup {
		return ippGroup{tagJob, []ippAttr{ippNumber(tagEnum, "job-state", state), ippText(tagKeyword, "job-state-reasons", "why")}}
	}
	for _, tt := range []struct {
		name   string
		relay  bool
		status uint16
		job    ippGroup
		want   Outcome
		over   bool
		fails  bool
	}{
		{name: "waits", job: job(3)},
		{name: "held there", job: job(4)},
		{name: "stopped", job: job(6)},
		{name: "completed", job: job(9), want: Outcome{Ending: Confirmed, Words: "why"}, over: true},
		{name: "completed behind a relay", relay: true, job: job(9), over: true},
		{name: "canceled", job: job(7), want: Outcome{Unknown, PrintCancelledThere, "why"}, over: true},
		{name: "aborted behind a relay", relay: true, job: job(8), want: Outcome{Unknown, PrintAborted, "why"}, over: true},
		{name: "forgotten", status: ippNotFound, over: true},
		{name: "no state", job: ippGroup{tag: tagJob}, fails: true},
		{name: "error", status: 0x0500, job: job(9), fails: true},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, tt.status, tt.job) }))
		out, over, err := newIPP(Printer{Address: srv.URL, Relay: tt.relay}, time.Now).follow(t.Context(), 5)
		srv.Close()
		if out != tt.want || over != tt.over || (err != nil) != tt.fails {
			t.Errorf("%s: got %+v, %v, %v", tt.name, out, over, err)
		}
	}
}
