package inventory

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// ScaleProtocols are the languages of scales, ScaleTransports the ways to one. "typed" is no scale: the packer types.
var (
	ScaleProtocols  = []string{"mt-sics", "toledo-8217", "nci", "ad", ScaleHID, ScaleTyped}
	ScaleTransports = []string{"serial", "tcp", ScaleHID}
)

// Words of scales that rules depend on.
const (
	ScaleHID   = "hid"
	ScaleTyped = "typed"
)

// Limits of stations.
const (
	MaxStationPrinters = 24        // about two for each kind of paper
	MaxScaleLeast      = 1_000_000 // grams: a floor scale
)

// Station is the kit of a place people work at: the bench's printers and its scale. Its code is its location's.
type Station struct {
	Code     layout.Code      `cbor:"1,keyasint"`
	Name     string           `cbor:"2,keyasint,omitempty"`
	Printers []StationPrinter `cbor:"3,keyasint,omitempty"` // the first that fits a paper prints it
	Scale    Scale            `cbor:"4,keyasint,omitzero"`
	OnLabel  []Document       `cbor:"5,keyasint,omitempty"` // papers that come with each parcel's first label
	Revision uint64           `cbor:"6,keyasint,omitempty"`
}

// StationPrinter says which printer a station prints a paper on.
type StationPrinter struct {
	Document Document `cbor:"1,keyasint"`
	Media    string   `cbor:"2,keyasint,omitempty"` // only for paper of this size; empty: for any
	Printer  string   `cbor:"3,keyasint"`
}

// Scale is how a station's scale is talked to. The zero value is none.
type Scale struct {
	Protocol  string `cbor:"1,keyasint,omitempty"`
	Transport string `cbor:"2,keyasint,omitempty"`
	Address   string `cbor:"3,keyasint,omitempty"` // device path, or host:port
	Least     int64  `cbor:"4,keyasint,omitempty"` // grams below which a weight does not count
}

// Stations are kept in their warehouse's partition.
var Stations = store.Collection[Station]{
	Noun: "station", Version: 1,
	Key: func(s *Station) store.Key { return stationKey(string(s.Code)) },
}

func stationKey(code string) store.Key {
	return store.K(tagPrintJob).Byte(printStation).Str(normalKit(code))
}

// PutStation creates a station (expected 0) or edits the one with that revision. Errors: station.invalid with all that is
// wrong, revision.stale, revision.exists, station.unknown.
func PutStation(tx *store.Tx, s Station, expected uint64) (Station, error) {
	if err := store.CheckHome(tx, "station", false); err != nil {
		return s, err
	}
	s.normalise()
	if err := s.check(tx); err != nil {
		return s, err
	}
	old, _ := Stations.Get(tx, stationKey(string(s.Code)))
	if err := store.CheckRevision("station", string(s.Code), old.Revision, expected); err != nil {
		return s, err
	}
	s.Revision = old.Revision + 1
	Stations.Put(tx, &s)
	return s, nil
}

func (s *Station) normalise() {
	s.Code, s.Name = layout.Code(normalKit(string(s.Code))), strings.TrimSpace(s.Name)
	s.Printers = slices.Clone(s.Printers)
	for i := range s.Printers {
		s.Printers[i].Printer = normalKit(s.Printers[i].Printer)
	}
	s.Scale.Address = strings.TrimSpace(s.Scale.Address)
}

func (s *Station) check(r store.Reader) error {
	var g fault.Gather
	if at, err := FindLocation(r, s.Code); err != nil {
		g.Add("code", "location.unknown", "a station stands at a location, and there is no %q", s.Code)
	} else if at.Kind.Stocked() {
		g.Add("code", "location.kind", "location %s is a %s: people and printers stand at docks, packing and outbound places", s.Code, at.Kind)
	}
	if len([]rune(s.Name)) > MaxKitName {
		g.Add("name", "name.length", "a name has at most %d characters", MaxKitName)
	}
	if len(s.Printers) > MaxStationPrinters {
		g.Add("printers", "station.printers", "at most %d printers for papers, not %d", MaxStationPrinters, len(s.Printers))
	} else {
		s.checkPrinters(r, &g)
	}
	for i, d := range s.OnLabel {
		where := fmt.Sprintf("on_label[%d]", i)
		if !slices.Contains(OnLabelDocuments, d) || slices.Contains(s.OnLabel[:i], d) {
			g.Add(where, "station.on_label", "%q cannot come with a label, or is named twice", d)
		}
	}
	s.Scale.check(&g)
	return g.Invalid("station.invalid", "station %q cannot be kept as it is", s.Code)
}

func (s *Station) checkPrinters(r store.Reader, g *fault.Gather) {
	for i, row := range s.Printers {
		where := fmt.Sprintf("printers[%d]", i)
		if !slices.Contains(Documents, row.Document) {
			g.Add(where+".document", "print.document", "there is no paper %q", row.Document)
		}
		if row.Media != "" && !slices.Contains(PaperMedia, row.Media) {
			g.Add(where+".media", "printer.media", "paper %q is none of %s", row.Media, strings.Join(PaperMedia, ", "))
		}
		p, err := FindPrinter(r, row.Printer)
		if err != nil {
			g.Add(where+".printer", "printer.unknown", "there is no printer %q", row.Printer)
			continue
		}
		if why := row.unfit(&p); why != "" {
			g.Add(where+".printer", "station.printer", "%s", why)
		}
	}
}

// unfit says why a row's printer cannot print what the row says, or "".
func (row StationPrinter) unfit(p *Printer) string {
	switch wants := row.media(); {
	case p.Closed:
		return "printer " + p.Code + " is closed"
	case p.Media != "" && wants != "" && wants != p.Media:
		return fmt.Sprintf("printer %s has %s paper, a %s wants %s", p.Code, p.Media, row.Document, wants)
	}
	return ""
}

// media gives the paper a row is for: a sheet is a sheet, whatever the row says not.
func (row StationPrinter) media() string {
	if row.Media == "" && slices.Contains(sheetDocuments, row.Document) {
		return MediaA4
	}
	return row.Media
}

func (c *Scale) check(g *fault.Gather) {
	if *c == (Scale{}) {
		return
	}
	known := slices.Contains(ScaleProtocols, c.Protocol)
	if !known {
		g.Add("scale.protocol", "scale.protocol", "protocol %q is none of %s", c.Protocol, strings.Join(ScaleProtocols, ", "))
	}
	if c.Least < 0 || c.Least > MaxScaleLeast {
		g.Add("scale.least", "scale.least", "a least weight of %d g is outside 0 to %d", c.Least, MaxScaleLeast)
	}
	if c.Protocol == ScaleTyped {
		if c.Transport != "" || c.Address != "" {
			g.Add("scale.transport", "scale.transport", "typed weights need neither transport nor address")
		}
		return
	}
	switch {
	case !slices.Contains(ScaleTransports, c.Transport):
		g.Add("scale.transport", "scale.transport", "transport %q is none of %s", c.Transport, strings.Join(ScaleTransports, ", "))
	case known && (c.Protocol == ScaleHID) != (c.Transport == ScaleHID):
		g.Add("scale.transport", "scale.transport", "protocol hid goes over transport hid, and nothing else does; not %s over %s", c.Protocol, c.Transport)
	}
	switch {
	case len(c.Address) > MaxKitAddress || c.Address == "" && c.Transport != ScaleHID:
		g.Add("scale.address", "scale.address", "an address has 1 to %d bytes; only a scale at USB may go without", MaxKitAddress)
	case c.Transport == "tcp":
		if why := badHostPort(c.Address); why != "" {
			g.Add("scale.address", "scale.address", "address %q %s", c.Address, why)
		}
	}
}

// FindStation gives a station of the warehouse. Error: station.unknown.
func FindStation(r store.Reader, code string) (Station, error) {
	return Stations.Must(r, stationKey(code), code)
}

// ListStations gives up to limit stations behind a code.
func ListStations(r store.Reader, after string, limit int) []Station {
	return kitPage(r, &Stations, printStation, after, limit)
}

// Prints tells whether a paper comes with each parcel's first label here.
func (s *Station) Prints(d Document) bool { return slices.Contains(s.OnLabel, d) }

// PrinterAt gives the printer a station prints a paper on: the first that fits, whether it is paused or not, since a paused
// one goes on and another bench's paper is lost. false: none, the paper stays a file.
func PrinterAt(r store.Reader, station string, d Document, media string) (Printer, bool) {
	s, ok := Stations.Get(r, stationKey(station))
	if !ok {
		return Printer{}, false
	}
	for _, row := range s.Printers {
		if row.Document != d || row.Media != "" && media != "" && row.Media != media {
			continue
		}
		p, err := FindPrinter(r, row.Printer)
		if err == nil && !p.Closed && (p.Media == "" || media == "" || p.Media == media) {
			return p, true
		}
	}
	return Printer{}, false
}
