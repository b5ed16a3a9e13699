package inventory

import (
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// PrinterLanguages are what printers understand, PrinterResolutions the dots per inch of thermal heads, PaperMedia the sizes
// of paper and labels, PrinterTransports the ways to a printer. All are words as on the wire.
var (
	PrinterLanguages   = []string{"pdf", "zpl", "tspl", "escpos"}
	PrinterResolutions = []int64{203, 300}
	PaperMedia         = []string{"76x130", "100x150", "100x180", "4x6in", "100x50", "100x100", "60x40", "card", "80mm", MediaA4}
	PrinterTransports  = []string{TransportRaw, TransportIPP, TransportFolder}
)

// Words of printers that rules depend on.
const (
	LanguagePDF     = "pdf"
	MediaA4         = "A4"
	TransportRaw    = "raw"    // a TCP port that takes bytes, 9100 usually
	TransportIPP    = "ipp"    // Internet Printing Protocol: office printers
	TransportFolder = "folder" // files for another program
)

// PrinterChanged is the outbox kind that tells the sending loop of a printer's settings; its payload is the printer's code,
// its key too.
const PrinterChanged = "printer.changed"

// Limits of printers and stations.
const (
	MaxKitCode    = 16  // of printers; a station has its location's
	MaxKitName    = 60  // characters
	MaxKitAddress = 200 // bytes: a URL or a path
	MaxKitPage    = 200 // records of one page of a list
	rawPort       = "9100"
)

// Printer is a machine that papers come out of, or a folder another program prints from.
type Printer struct {
	Code      string `cbor:"1,keyasint"`
	Name      string `cbor:"2,keyasint,omitempty"`
	Language  string `cbor:"3,keyasint"`           // one of PrinterLanguages
	DPI       int64  `cbor:"4,keyasint,omitempty"` // one of PrinterResolutions
	Media     string `cbor:"5,keyasint,omitempty"` // what is loaded, one of PaperMedia; empty: whatever a document wants
	Transport string `cbor:"6,keyasint"`
	Address   string `cbor:"7,keyasint"` // host:port, URL or absolute path, by its transport
	Closed    bool   `cbor:"8,keyasint,omitempty"`
	Blind     bool   `cbor:"14,keyasint,omitempty"` // raw: a clone that answers no questions and is printed to without asking
	Relay     bool   `cbor:"15,keyasint,omitempty"` // ipp: a server like CUPS, which calls "completed" what it has handed over
	// Paused printers get nothing: by a person, or by the service after repeated failures.
	Paused   bool   `cbor:"9,keyasint,omitempty"`
	Reason   string `cbor:"10,keyasint,omitempty"` // why it is paused
	By       string `cbor:"11,keyasint,omitempty"` // worker who paused it; empty: the service
	PausedAt int64  `cbor:"12,keyasint,omitempty"` // unix seconds
	Revision uint64 `cbor:"13,keyasint,omitempty"`
}

// Printers are kept in their warehouse's partition.
var Printers = store.Collection[Printer]{
	Noun: "printer", Version: 1,
	Key: func(p *Printer) store.Key { return printerKey(p.Code) },
}

func printerKey(code string) store.Key {
	return store.K(tagPrintJob).Byte(printPrinter).Str(normalKit(code))
}

// normalKit gives the one spelling of a printer's or station's code.
func normalKit(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// Normalise brings a printer's words to their one spelling: capitals for its code, a raw printer's usual port.
func (p *Printer) Normalise() {
	p.Code, p.Name, p.Address = normalKit(p.Code), strings.TrimSpace(p.Name), strings.TrimSpace(p.Address)
	p.Language, p.Transport = strings.ToLower(strings.TrimSpace(p.Language)), strings.ToLower(strings.TrimSpace(p.Transport))
	if p.DPI == 0 {
		p.DPI = PrinterResolutions[0]
	}
	if p.Transport == TransportRaw && p.Address != "" {
		if _, _, err := net.SplitHostPort(p.Address); err != nil && !strings.Contains(p.Address, ":") {
			p.Address = net.JoinHostPort(p.Address, rawPort)
		}
	}
}

// Check tells everything that is wrong with the printer's own values. Error: printer.invalid.
func (p *Printer) Check() error {
	var g fault.Gather
	checkKitCode(&g, p.Code)
	if len([]rune(p.Name)) > MaxKitName {
		g.Add("name", "name.length", "a name has at most %d characters", MaxKitName)
	}
	if !slices.Contains(PrinterLanguages, p.Language) {
		g.Add("language", "printer.language", "language %q is none of %s", p.Language, strings.Join(PrinterLanguages, ", "))
	}
	if !slices.Contains(PrinterResolutions, p.DPI) {
		g.Add("dpi", "printer.dpi", "%d dots per inch are not offered: 203 and 300 are", p.DPI)
	}
	if p.Media != "" && !slices.Contains(PaperMedia, p.Media) {
		g.Add("media", "printer.media", "paper %q is none of %s", p.Media, strings.Join(PaperMedia, ", "))
	}
	switch {
	case !slices.Contains(PrinterTransports, p.Transport):
		g.Add("transport", "printer.transport", "transport %q is none of %s", p.Transport, strings.Join(PrinterTransports, ", "))
	case len(p.Address) > MaxKitAddress:
		g.Add("address", "printer.address", "an address has at most %d bytes", MaxKitAddress)
	default:
		if why := badAddress(p.Transport, p.Address); why != "" {
			g.Add("address", "printer.address", "address %q %s", p.Address, why)
		}
	}
	if p.Transport == TransportIPP && p.Language != LanguagePDF {
		g.Add("language", "printer.language_ipp", "over ipp go pdf documents only: reach a %s printer by raw", p.Language)
	}
	if p.Blind && p.Transport != TransportRaw {
		g.Add("blind", "printer.blind", "only a printer reached by raw can be blind")
	}
	if p.Relay && p.Transport != TransportIPP {
		g.Add("relay", "printer.relay", "only a printer reached by ipp can be behind a relay")
	}
	return g.Invalid("printer.invalid", "printer %q cannot be kept as it is", p.Code)
}

func checkKitCode(g *fault.Gather, code string) {
	if code == "" || len(code) > MaxKitCode || strings.ContainsFunc(code, func(r rune) bool { return r <= ' ' || r > '~' }) {
		g.Add("code", "code.malformed", "%q must have 1 to %d printable ASCII characters without blanks", code, MaxKitCode)
	}
}

// badAddress says what is wrong with an address of a transport, or "".
func badAddress(transport, address string) string {
	switch transport {
	case TransportRaw:
		return badHostPort(address)
	case TransportIPP:
		u, err := url.Parse(address)
		if err != nil || u.Hostname() == "" || !slices.Contains([]string{"ipp", "ipps", "http", "https"}, u.Scheme) {
			return "is no URL like ipp://host:631/ipp/print"
		}
		if u.User != nil {
			return "holds a name or password, which would be readable here"
		}
	case TransportFolder:
		if !filepath.IsAbs(address) || filepath.Clean(address) != address {
			return "is no absolute path of a folder, written without detours"
		}
	}
	return ""
}

func badHostPort(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || strings.ContainsAny(host, " /") {
		return "is not like 192.168.1.20:9100"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "has no port of 1 to 65535"
	}
	return ""
}

// PutPrinter creates a printer (expected 0) or edits the one with that revision. Whether it is paused is not edited here.
// A printer is closed, never deleted: jobs name it. Errors: printer.invalid with all that is wrong, printer.in_use,
// revision.stale, revision.exists, printer.unknown.
func PutPrinter(tx *store.Tx, p Printer, expected uint64) (Printer, error) {
	if err := store.CheckHome(tx, "printer", false); err != nil {
		return p, err
	}
	p.Normalise()
	if err := p.Check(); err != nil {
		return p, err
	}
	old, _ := Printers.Get(tx, printerKey(p.Code))
	if err := store.CheckRevision("printer", p.Code, old.Revision, expected); err != nil {
		return p, err
	}
	if err := checkStationsOf(tx, &p); err != nil {
		return p, err
	}
	p.Revision = old.Revision + 1
	p.Paused, p.Reason, p.By, p.PausedAt = old.Paused, old.Reason, old.By, old.PausedAt
	keepPrinter(tx, &p)
	return p, nil
}

// keepPrinter stores a printer and tells the sending loop.
func keepPrinter(tx *store.Tx, p *Printer) {
	Printers.Put(tx, p)
	tx.Emit(PrinterChanged, p.Code, p.Code)
}

// checkStationsOf refuses an edit after which a station would send a printer what it cannot print.
func checkStationsOf(r store.Reader, p *Printer) error {
	var g fault.Gather
	for _, s := range ListStations(r, "", MaxKitPage) {
		for _, row := range s.Printers {
			if why := row.unfit(p); row.Printer == p.Code && why != "" {
				g.Add(string(s.Code), "station.printer", "%s", why)
			}
		}
	}
	return g.Refused("printer.in_use", "stations print on printer %q what it then could not: change them first", p.Code)
}

// FindPrinter gives a printer of the warehouse. Error: printer.unknown.
func FindPrinter(r store.Reader, code string) (Printer, error) {
	return Printers.Must(r, printerKey(code), code)
}

// ListPrinters gives up to limit printers behind a code.
func ListPrinters(r store.Reader, after string, limit int) []Printer {
	return kitPage(r, &Printers, printPrinter, after, limit)
}

func kitPage[T any](r store.Reader, c *store.Collection[T], sort byte, after string, limit int) []T {
	if limit <= 0 || limit > MaxKitPage {
		limit = MaxKitPage
	}
	return c.Page(r, store.K(tagPrintJob).Byte(sort), after, limit)
}

// PauseInput stops a printer, or lets it go on; a pause has a reason.
type PauseInput struct {
	Printer string
	Reason  string
}

// Pause is whether a printer is paused, why and by whom.
type Pause struct {
	Printer string `cbor:"1,keyasint"`
	Paused  bool   `cbor:"2,keyasint,omitempty"`
	Reason  string `cbor:"3,keyasint,omitempty"`
	By      string `cbor:"4,keyasint,omitempty"`
}

func (p *Printer) pause() Pause { return Pause{p.Code, p.Paused, p.Reason, p.By} }

// PausePrinter keeps jobs from a printer until it is resumed; one that is being sent ends. Said again only the first reason
// counts: it is the cause. Errors: printer.unknown, reason.missing.
func PausePrinter(tx *store.Tx, in PauseInput) (Pause, error) {
	if in.Reason == "" || len(in.Reason) > MaxPrintText {
		return Pause{}, fault.Invalid("reason.missing", "say in 1 to %d bytes why printer %s is paused", MaxPrintText, in.Printer)
	}
	p, err := FindPrinter(tx, in.Printer)
	if err != nil || p.Paused {
		return p.pause(), err
	}
	p.Paused, p.Reason, p.By, p.PausedAt = true, in.Reason, tx.Command().Worker, tx.Now().Unix()
	recordState(tx, StateChange{Noun: "printer", ID: p.Code, From: "running", To: "paused", Event: "pause", Reason: in.Reason})
	keepPrinter(tx, &p)
	return p.pause(), nil
}

// ResumePrinter lets a printer go on with what waits for it. One that nobody paused may still rest after failures: the
// sending loop is told either way. Error: printer.unknown.
func ResumePrinter(tx *store.Tx, in PauseInput) (Pause, error) {
	p, err := FindPrinter(tx, in.Printer)
	if err != nil {
		return Pause{}, err
	}
	if p.Paused {
		p.Paused, p.Reason, p.By, p.PausedAt = false, "", "", 0
		recordState(tx, StateChange{Noun: "printer", ID: p.Code, From: "paused", To: "running", Event: "resume", Reason: in.Reason})
	}
	keepPrinter(tx, &p)
	return p.pause(), nil
}
