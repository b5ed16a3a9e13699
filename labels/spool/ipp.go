package spool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Operations and answers of IPP (RFC 8011).
const (
	ippVersion = 0x0101 // every printer must understand 1.1; some old ones refuse 2.0

	opPrintJob             = 0x0002
	opCancelJob            = 0x0008
	opGetJobAttributes     = 0x0009
	opGetPrinterAttributes = 0x000B

	ippLastSuccess        = 0x00FF
	ippNotFound           = 0x0406
	ippFormatNotSupported = 0x040A
	ippValueNotSupported  = 0x040B // what Debian's ippeveprinter says of a format

	jobCanceled  = 7
	jobAborted   = 8
	jobCompleted = 9

	printerStopped = 5
)

// refusals of a server (not of the request) after which there is certainly no job: operation or version not supported,
// unavailable, takes no jobs, busy, cancelled. The others (internal, temporary, device error) leave that open.
var ippServerRefusals = []uint16{0x0501, 0x0502, 0x0503, 0x0506, 0x0507, 0x0508}

// IPP formats every queue that prints bytes as they are knows.
const formatCUPSRaw = "application/vnd.cups-raw"

// maxIPPName bounds what is sent as a name (RFC 8011, 5.1.3).
const maxIPPName = 255

// ippPrinter is a client of one printer.
type ippPrinter struct {
	printer Printer
	post    string // http or https address
	uri     string // ipp or ipps address, without a password
	client  *http.Client
	id      atomic.Uint32
	cups    atomic.Bool // it says that it is CUPS
}

func newIPP(p Printer, now func() time.Time) *ippPrinter {
	t := &ippPrinter{printer: p}
	t.post, _ = httpURL(p.Address) // Check has seen it
	if u, err := url.Parse(t.post); err == nil {
		u.User, u.Scheme = nil, map[string]string{"http": "ipp", "https": "ipps"}[u.Scheme]
		t.uri = u.String()
	}
	dial := net.Dialer{Timeout: dialTime}
	t.client = &http.Client{
		// A job goes nowhere but where it was sent to.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := dial.DialContext(ctx, network, address)
				if err != nil {
					return nil, err
				}
				return &stallingConn{c, now}, nil
			},
			TLSHandshakeTimeout: dialTime,
			// Some printers answer when the last page is out of their buffer.
			ResponseHeaderTimeout: stallTime,
			// A kept connection may be closed by the printer while a job goes into it.
			DisableKeepAlives:  true,
			DisableCompression: true,
		},
	}
	return t
}

// stallingConn gives every piece written its own deadline, as raw does.
type stallingConn struct {
	net.Conn
	now func() time.Time
}

func (c *stallingConn) Write(b []byte) (written int, err error) {
	for written < len(b) && err == nil {
		if err = c.SetWriteDeadline(c.now().Add(stallTime)); err == nil {
			var n int
			n, err = c.Conn.Write(b[written:min(written+writePiece, len(b))])
			written += n
		}
	}
	return written, err
}

func (t *ippPrinter) request(op uint16, more ...ippAttr) *ippMessage {
	attrs := append([]ippAttr{
		ippText(tagCharset, "attributes-charset", "utf-8"),
		ippText(tagLanguage, "attributes-natural-language", "en"),
		ippText(tagURI, "printer-uri", t.uri),
	}, more...)
	return &ippMessage{version: ippVersion, code: op, id: t.id.Add(1), groups: []ippGroup{{tagOperation, attrs}}}
}

var user = ippText(tagName, "requesting-user-name", "tote")

// errHTTP is an answer that is not IPP's.
type errHTTP struct{ status int }

func (e *errHTTP) Error() string {
	return fmt.Sprintf("HTTP %d %s", e.status, http.StatusText(e.status))
}

// call posts a message with a body that begins with it.
func (t *ippPrinter) call(ctx context.Context, body io.Reader, size int64) (*ippMessage, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.post, body)
	if err != nil {
		return nil, err
	}
	req.ContentLength, req.GetBody = size, nil // without GetBody nothing can be posted twice
	req.Header.Set("Content-Type", "application/ipp")
	res, err := t.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was read as far as it is wanted
	if res.StatusCode != http.StatusOK {
		return nil, &errHTTP{res.StatusCode}
	}
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxIPPBytes+1))
	if err != nil {
		return nil, err
	}
	return decodeIPP(answer)
}

func (t *ippPrinter) tell(ctx context.Context, m *ippMessage) (*ippMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	b := m.encode()
	return t.call(ctx, bytes.NewReader(b), int64(len(b)))
}

func (t *ippPrinter) describe(ctx context.Context) (*ippMessage, reading) {
	m, err := t.tell(ctx, t.request(opGetPrinterAttributes, user, ippText(tagKeyword, "requested-attributes", "printer-state", "printer-state-reasons",
		"printer-state-message", "printer-is-accepting-jobs", "document-format-supported", "media-supported", "cups-version")))
	if err != nil {
		if network := (net.Error)(nil); errors.As(err, &network) || errors.Is(err, io.EOF) {
			return nil, absent(PrinterUnreachable, err)
		}
		return nil, absent(PrinterNoIPP, err)
	}
	if m.code > ippLastSuccess {
		return nil, absent(PrinterNoIPP, fmt.Errorf("IPP status %#04x", m.code))
	}
	t.cups.Store(len(m.values(tagPrinter, "cups-version")) > 0)
	return m, ippStatus(m)
}

func (t *ippPrinter) ask(ctx context.Context) reading {
	_, r := t.describe(ctx)
	return r
}

func (t *ippPrinter) open(ctx context.Context, j Job, data []byte) opened {
	m, r := t.describe(ctx)
	if !r.ready() {
		return opened{reading: r}
	}
	formats := m.texts(tagPrinter, "document-format-supported")
	format := formatFor(j.ContentType, formats)
	if format == "" {
		return opened{reading: r, fail: Outcome{Failed, PrintNotAccepted, fmt.Sprintf("%s is none of %s", j.ContentType, strings.Join(formats, ", "))}}
	}
	req := t.request(opPrintJob, user, ippText(tagName, "job-name", nameOf(j.Title, j.Key)), ippText(tagMIME, "document-format", format))
	if media := mediaFor(t.printer.Media, m.texts(tagPrinter, "media-supported")); media != "" {
		req.groups = append(req.groups, ippGroup{tagJob, []ippAttr{ippText(tagKeyword, "media", media)}})
	}
	return opened{reading: r, to: &ippDelivery{t: t, head: req.encode()}}
}

// formatFor gives the name under which a printer takes a document, or "". One that does not say what it takes is believed
// to take everything. Languages of label printers are nowhere registered: a queue that passes bytes on is what takes them.
func formatFor(content string, supported []string) string {
	if len(supported) == 0 || slices.Contains(supported, content) {
		return content
	}
	if content != ContentPDF && slices.Contains(supported, formatCUPSRaw) {
		return formatCUPSRaw
	}
	return ""
}

// mediaFor finds our size among the printer's ("om_waybill_100x150mm", "na_index-4x6_4x6in", "iso_a4_210x297mm"), or "":
// then the printer chooses, which is right for a printer with one roll.
func mediaFor(size string, supported []string) string {
	if size == "" {
		return ""
	}
	want := "_" + strings.ToLower(size)
	if strings.EqualFold(size, "A4") {
		want = "_210x297mm"
	} else if !strings.HasSuffix(want, "in") && !strings.HasSuffix(want, "mm") {
		want += "mm"
	}
	for _, m := range slices.Sorted(slices.Values(supported)) {
		if strings.HasSuffix(m, want) {
			return m
		}
	}
	return ""
}

func nameOf(title, key string) string {
	if title == "" {
		title = key
	}
	title = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return '_'
		}
		return r
	}, title)
	for len(title) > maxIPPName {
		_, n := utf8.DecodeLastRuneInString(title)
		title = title[:len(title)-n]
	}
	return title
}

type ippDelivery struct {
	t    *ippPrinter
	head []byte
}

func (d *ippDelivery) drop() {}

func (d *ippDelivery) send(ctx context.Context, data []byte) (Outcome, receipt) {
	body := &watchedBody{r: io.MultiReader(bytes.NewReader(d.head), bytes.NewReader(data))}
	m, err := d.t.call(ctx, body, int64(len(d.head)+len(data)))
	if err != nil {
		return afterError(err, body.seal()), receipt{}
	}
	id, hasID := m.number(tagJob, "job-id")
	words := fmt.Sprintf("IPP status %#04x %s", m.code, strings.Join(m.texts(tagOperation, "status-message"), " "))
	switch {
	case m.code <= ippLastSuccess && hasID:
		return Outcome{Ending: Sent}, receipt{id: id}
	case m.code <= ippLastSuccess || hasID:
		return Outcome{Unknown, PrintNoAnswer, words}, receipt{}
	case m.code == ippFormatNotSupported || m.code == ippValueNotSupported:
		return Outcome{Failed, PrintNotAccepted, words}, receipt{}
	case m.code < 0x0500 || slices.Contains(ippServerRefusals, m.code):
		return Outcome{Failed, PrintRefused, words}, receipt{}
	}
	return Outcome{Unknown, PrintNoAnswer, words}, receipt{}
}

// afterError judges a job whose answer is not IPP's.
func afterError(err error, began bool) Outcome {
	var status *errHTTP
	switch {
	case !began:
		return Outcome{Held, PrinterUnreachable, err.Error()}
	case errors.As(err, &status) && status.status < 500 && status.status != http.StatusRequestTimeout:
		return Outcome{Failed, PrintRefused, err.Error()} // the web server turned it away before its printer saw it
	}
	return Outcome{Unknown, PrintNoAnswer, err.Error()}
}

// watchedBody knows whether anybody began to read it. Once sealed it gives nothing more, since the HTTP client may go on
// writing after it has given up.
type watchedBody struct {
	mu            sync.Mutex
	r             io.Reader
	began, sealed bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sealed {
		return 0, errors.New("this job was given up")
	}
	b.began = true
	return b.r.Read(p)
}

func (b *watchedBody) seal() (began bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed = true
	return b.began
}
