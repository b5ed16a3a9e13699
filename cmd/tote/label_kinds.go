package main

import (
	"strings"

	"example.com/tote/labels"
)

type labelItem struct {
	SKU     string `help:"Of the item." required:"" name:"sku"`
	Name    string `help:"In English, or the only one."`
	NameZH  string `help:"In Chinese." name:"name-zh"`
	GTIN    string `help:"8, 12, 13 or 14 digits: printed as EAN or GS1-128." name:"gtin"`
	Barcode string `help:"Another code, in Code 128. Default: the SKU."`
	Pack    string `help:"What is labelled, such as 'case x 12'."`
	Lot     string `help:"With a GTIN in a GS1 DataMatrix."`
	Expiry  string `help:"Day such as 2027-05-31."`
	Reprint int    `help:"Number of the reprint, 0 for the first."`
}

// Run prints one label.
func (c *labelItem) Run(l *labelCommand, t streams) error {
	return l.print(t, labels.Item{SKU: c.SKU, Name: c.Name, NameZH: c.NameZH, GTIN: c.GTIN, Barcode: c.Barcode, Pack: c.Pack, Lot: c.Lot,
		Expiry: c.Expiry, Reprint: c.Reprint})
}

type labelLocation struct {
	Codes     []string `arg:"" name:"code" help:"Codes of locations, such as A01-01-1."`
	Arrow     string   `help:"Where the location is, seen from the label: up, down, left or right." enum:"none,up,down,left,right" default:"none"`
	Barcode   string   `help:"What is scanned, if it is not the code."`
	Zone      string   `help:"Of the location."`
	Kind      string   `help:"Words for its kind, such as 'pick face'."`
	Warehouse string   `help:"Its name or code."`
	Check     string   `help:"Check digits for those who speak or type."`
	Reprint   int      `help:"Number of the reprint, 0 for the first."`
}

// Run prints a label for each code.
func (c *labelLocation) Run(l *labelCommand, t streams) error {
	arrow, err := labels.ParseArrow(c.Arrow)
	if err != nil {
		return err
	}
	docs := make([]labels.Document, len(c.Codes))
	for i, code := range c.Codes {
		docs[i] = labels.Location{Code: code, Barcode: c.Barcode, Arrow: arrow, Zone: c.Zone, Kind: c.Kind, Warehouse: c.Warehouse, Check: c.Check, Reprint: c.Reprint}
	}
	return l.print(t, docs...)
}

// plates are licence plates of one kind.
type plates struct {
	Codes     []string `arg:"" name:"code" help:"SSCCs with or without their (00), or numbers of the house such as T-0012345-6."`
	Warehouse string   `help:"Its name or code."`
	Line      []string `help:"What is in it; may be given several times." sep:"none"`
	Reprint   int      `help:"Number of the reprint, 0 for the first."`
}

func (c *plates) print(kind string, l *labelCommand, t streams) error {
	k, err := labels.ParseLPNKind(kind)
	if err != nil {
		return err
	}
	docs := make([]labels.Document, len(c.Codes))
	for i, code := range c.Codes {
		d := labels.LPNOf(k, code)
		d.Warehouse, d.Lines, d.Reprint = c.Warehouse, c.Line, c.Reprint
		docs[i] = d
	}
	return l.print(t, docs...)
}

type labelLPN struct {
	plates
	Kind string `help:"What it is stuck on." enum:"tote,carton,pallet" default:"pallet"`
}

// Run prints a label for each code.
func (c *labelLPN) Run(l *labelCommand, t streams) error { return c.print(c.Kind, l, t) }

type labelTote struct{ plates }

// Run prints a label for each code.
func (c *labelTote) Run(l *labelCommand, t streams) error { return c.print("tote", l, t) }

type labelCarton struct {
	SSCC       string `help:"18 digits." name:"sscc"`
	GTIN       string `help:"Of the contents, with --count; without an SSCC the carton's own." name:"gtin"`
	Count      int64  `help:"How many of that GTIN are in it."`
	Lot        string `help:"Of the contents."`
	BestBefore string `help:"Day such as 2027-05-31."`
	Expiry     string `help:"Day such as 2027-05-31."`
	SKU        string `help:"As text." name:"sku"`
	Name       string `help:"Of the contents, in English."`
	NameZH     string `help:"In Chinese." name:"name-zh"`
	From       string `help:"Who sends it."`
	To         string `help:"Who gets it."`
	Order      string `help:"Order or purchase order, as text."`
	Grams      int64  `help:"Gross weight."`
	Pallet     bool   `help:"It is a pallet."`
	Reprint    int    `help:"Number of the reprint, 0 for the first."`
}

// Run prints one label.
func (c *labelCarton) Run(l *labelCommand, t streams) error {
	return l.print(t, labels.Carton{SSCC: strings.TrimPrefix(c.SSCC, "(00)"), GTIN: c.GTIN, Count: c.Count, Lot: c.Lot, BestBefore: c.BestBefore, Expiry: c.Expiry, SKU: c.SKU,
		Name: c.Name, NameZH: c.NameZH, From: c.From, To: c.To, Order: c.Order, Grams: c.Grams, Pallet: c.Pallet, Reprint: c.Reprint})
}

type labelBadge struct {
	ID        string `help:"Staff number." name:"id" required:""`
	Name      string `help:"Of the worker."`
	NameZH    string `help:"In Chinese." name:"name-zh"`
	Badge     string `help:"What the barcodes say. Default: the staff number."`
	Role      string `help:"As text."`
	Warehouse string `help:"Its name or code."`
	Reprint   int    `help:"Number of the reprint, 0 for the first."`
}

// Run prints one badge.
func (c *labelBadge) Run(l *labelCommand, t streams) error {
	if c.Badge == "" {
		c.Badge = c.ID
	}
	return l.print(t, labels.Badge{Worker: c.ID, Name: c.Name, NameZH: c.NameZH, Badge: c.Badge, Role: c.Role, Warehouse: c.Warehouse, Reprint: c.Reprint})
}

type labelSheet struct {
	Warehouse string `help:"Its name or code."`
}

// Run prints the sheet.
func (c *labelSheet) Run(l *labelCommand, t streams) error {
	return l.print(t, labels.CommandSheet{Warehouse: c.Warehouse})
}

type labelWaybill struct {
	File    string   `help:"JSON with one waybill or a list of them; - reads standard input. Other flags but those of the printer are not looked at then." xor:"number"`
	Number  string   `help:"The carrier's number." xor:"number"`
	Carrier string   `help:"Its name."`
	Service string   `help:"Such as 'Standard'."`
	Routing string   `help:"The carrier's large sorting code."`
	Hub     string   `help:"Where the parcel is sorted."`
	Order   string   `help:"Order number."`
	Parcel  int      `help:"This one."`
	Parcels int      `help:"Of how many."`
	Grams   int64    `help:"Gross weight."`
	Date    string   `help:"As printed."`
	Content []string `help:"A line of contents; may be given several times." sep:"none"`
	Note    string   `help:"For the driver."`
	Privacy string   `help:"Of the recipient." enum:"by_country,mask,as_given" default:"by_country"`
	To      parties  `embed:"" prefix:"to-"`
	From    parties  `embed:"" prefix:"from-"`
}

// parties are the flags of a sender or recipient.
type parties struct {
	Name     string `help:"Name."`
	Company  string `help:"Company."`
	Phone    string `help:"Phone."`
	Country  string `help:"Such as CN."`
	Province string `help:"Province."`
	City     string `help:"City."`
	District string `help:"District."`
	Street   string `help:"Everything below the district."`
	Postcode string `help:"Postcode."`
}

// Run prints the waybills of a file, or the one of the flags.
func (c *labelWaybill) Run(l *labelCommand, t streams) error {
	if c.File != "" {
		return printFile[labels.Waybill](c.File, l, t)
	}
	w := labels.Waybill{Number: c.Number, Carrier: c.Carrier, Service: c.Service, Routing: c.Routing, Hub: c.Hub, Order: c.Order, Parcel: c.Parcel,
		Parcels: c.Parcels, Grams: c.Grams, ShipDate: c.Date, Contents: c.Content, Note: c.Note, Recipient: labels.Party(c.To), Sender: labels.Party(c.From)}
	if err := w.Privacy.UnmarshalText([]byte(c.Privacy)); err != nil {
		return err
	}
	return l.print(t, w)
}
