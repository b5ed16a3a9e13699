package spool

import (
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
)

// What a printer understands.
const (
	PDF    = "pdf"
	ZPL    = "zpl"
	TSPL   = "tspl"
	ESCPOS = "escpos"
)

// How its bytes come to it.
const (
	Raw    = "raw"    // TCP, mostly port 9100
	IPP    = "ipp"    // ipp://, ipps://, http://, https://
	Folder = "folder" // a file a job, for a program that watches the folder
)

// RawPort is where printers listen for bare bytes (JetDirect).
const RawPort = 9100

// Printer is where and how to print. It is comparable: a changed one gets a new worker.
type Printer struct {
	Code      string
	Language  string // PDF, ZPL, TSPL, ESCPOS
	DPI       int
	Media     string // "100x150" (mm), "4x6in", "A4"; asked for over IPP if the printer offers it; may be empty
	Transport string // Raw, IPP, Folder
	Address   string // Raw: host or host:port; IPP: a URI; Folder: an absolute path
	Blind     bool   // Raw: never answers status questions (some clones do not); it is then printed to without asking
	Relay     bool   // IPP: the address is a server like CUPS, whose "completed" means handed over, not printed
	Paused    bool   // a person paused it
}

// Limits of a printer's settings.
const (
	MaxCode    = 64   // bytes
	MaxAddress = 1024 // bytes; URIs of IPP are at most 1023
	MinDPI     = 150  // below that no barcode of ours is readable
	MaxDPI     = 1200
)

// ContentTypeOf gives what a printer of a language is sent; "" for an unknown language.
func ContentTypeOf(language string) string {
	switch language {
	case PDF:
		return ContentPDF
	case ZPL:
		return ContentZPL
	case TSPL:
		return ContentTSPL
	case ESCPOS:
		return ContentESCPOS
	}
	return ""
}

// Check gives nil, or one invalid error that lists all that is wrong with the settings.
func (p Printer) Check() error {
	var g fault.Gather
	if p.Code == "" || len(p.Code) > MaxCode {
		g.Add("code", "printer.code", "a printer has a code of 1 to %d bytes", MaxCode)
	}
	if ContentTypeOf(p.Language) == "" {
		g.Add("language", "printer.language", "a printer understands pdf, zpl, tspl or escpos, not %q", p.Language)
	}
	if p.DPI < MinDPI || p.DPI > MaxDPI {
		g.Add("dpi", "printer.dpi", "a printer has %d to %d dots an inch, not %d", MinDPI, MaxDPI, p.DPI)
	}
	if len(p.Address) > MaxAddress {
		g.Add("address", "printer.address", "an address has at most %d bytes", MaxAddress)
	} else if problem := addressProblem(p); problem != "" {
		g.Add("address", "printer.address", "%s", problem)
	}
	if !slices.Contains([]string{Raw, IPP, Folder}, p.Transport) {
		g.Add("transport", "printer.transport", "a printer is reached by raw, ipp or folder, not %q", p.Transport)
	}
	if p.Blind && p.Transport != Raw {
		g.Add("blind", "printer.blind", "only a printer reached by raw can be blind")
	}
	if p.Relay && p.Transport != IPP {
		g.Add("relay", "printer.relay", "only a printer reached by ipp can be behind a relay")
	}
	return g.Invalid("printer.invalid", "the settings of printer %q cannot be used", p.Code)
}

func addressProblem(p Printer) string {
	switch p.Transport {
	case Raw:
		if _, err := rawAddress(p.Address); err != nil {
			return err.Error()
		}
	case IPP:
		if _, err := httpURL(p.Address); err != nil {
			return err.Error()
		}
	case Folder:
		if !filepath.IsAbs(p.Address) {
			return "a folder is given by its whole path"
		}
	}
	return ""
}

// rawAddress completes a host with the port.
func rawAddress(address string) (string, error) {
	bad := fault.Invalid("printer.address", "a raw printer is a host, or a host and a port: 10.0.0.7, printer1:9100, [fe80::1]:9100; not %q", address)
	if strings.ContainsAny(address, "/ \t\r\n") {
		return "", bad
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil { // without a port, or an IPv6 address without brackets
		host, port = strings.Trim(address, "[]"), strconv.Itoa(RawPort)
		if strings.Contains(host, ":") && net.ParseIP(strings.SplitN(host, "%", 2)[0]) == nil {
			return "", bad
		}
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || host == "" {
		return "", bad
	}
	return net.JoinHostPort(host, port), nil
}

// ippPort is the port of ipp:// and ipps:// addresses without one.
const ippPort = "631"

// httpURL gives where an IPP address is posted to.
func httpURL(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "", fault.Invalid("printer.address", "an IPP printer is an address like ipp://10.0.0.7/ipp/print, not %q", address)
	}
	switch u.Scheme {
	case "http", "https":
		return u.String(), nil
	case "ipp", "ipps":
		if u.Port() == "" {
			u.Host = net.JoinHostPort(u.Hostname(), ippPort)
		}
		u.Scheme = map[string]string{"ipp": "http", "ipps": "https"}[u.Scheme]
		return u.String(), nil
	}
	return "", fault.Invalid("printer.address", "an IPP printer's address begins with ipp, ipps, http or https, not %q", u.Scheme)
}
