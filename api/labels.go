package api

import (
	"context"
	"strconv"
	"strings"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
	"example.com/tote/labels"
	"example.com/tote/labels/gs1"
	"example.com/tote/labels/render"
	"example.com/tote/labels/symbol"
)

// Limits of one request for labels.
const (
	MaxLabels     = 200 // a rack's worth: under a second to draw
	maxLabelNotes = 800 // bytes of the header that tells what was cut or replaced; proxies take 4,000
)

// labelsInput asks for labels that no job stands behind: a preview, or a sheet for the office printer.
type labelsInput struct {
	Kind      string   `path:"kind" doc:"item, location, lpn, tote, commands or badge"`
	Format    string   `query:"format" enum:"pdf,zpl,tspl,escpos,png" default:"pdf"`
	DPI       int      `query:"dpi" default:"203" doc:"Of the printer: 203, 300 or 600"`
	Media     string   `query:"media" doc:"Size in millimetres, such as 100x150, or card, 4x6in; absent: the label's own"`
	Page      int      `query:"page" minimum:"0" doc:"Only this page, from 1; a picture is always one page"`
	SKU       string   `query:"sku" doc:"Of an item label"`
	Level     string   `query:"level" doc:"Of an item label: each, inner, case or pallet; absent: each"`
	Lot       string   `query:"lot" doc:"On an item label"`
	Expiry    string   `query:"expiry" doc:"On an item label: 2027-05-31"`
	Code      []string `query:"code,explode" doc:"Of locations, LPNs or totes; may be given several times"`
	On        string   `query:"on" enum:"tote,carton,pallet" default:"pallet" doc:"What an lpn label is stuck on"`
	Arrow     string   `query:"arrow" enum:"none,up,down,left,right" default:"none" doc:"On a location label"`
	Warehouse string   `query:"warehouse" doc:"Locations are looked up in it; absent: they are printed as given"`
	Worker    string   `query:"worker" doc:"Of a badge. Needs the role supervisor."`
}

type labelsOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Cache       string `header:"Cache-Control"`
	Notes       string `header:"Tote-Label-Notes" doc:"What is not on the label as it was given, a note between semicolons"`
	Body        []byte
}

// labelKinds make the documents of a request, by kind.
var labelKinds = map[string]func(*Server, context.Context, *labelsInput) ([]labels.Document, error){
	"item": (*Server).itemLabels, "location": (*Server).locationLabels, "badge": (*Server).badgeLabels,
	"lpn": func(_ *Server, _ context.Context, in *labelsInput) ([]labels.Document, error) {
		return in.plates(in.On)
	},
	"tote": func(_ *Server, _ context.Context, in *labelsInput) ([]labels.Document, error) {
		return in.plates("tote")
	},
	"commands": func(_ *Server, _ context.Context, in *labelsInput) ([]labels.Document, error) {
		return []labels.Document{labels.CommandSheet{Warehouse: in.Warehouse}}, nil
	},
}

// getLabels draws labels in a printer's language. Nothing is kept and nothing is printed.
func (s *Server) getLabels(ctx context.Context, in *labelsInput) (*labelsOutput, error) {
	kind := labelKinds[in.Kind]
	if kind == nil {
		return nil, fault.NotFound("label.kind", "there is no label of kind %q: use item, location, lpn, tote, commands or badge", in.Kind)
	}
	language, err := render.Parse(in.Format)
	if err != nil {
		return nil, err
	}
	if dpi := symbol.DPI(in.DPI); dpi != symbol.DPI203 && dpi != symbol.DPI300 && dpi != symbol.DPI600 {
		return nil, fault.Invalid("label.dpi", "no printer has %d dpi: use 203, 300 or 600", in.DPI)
	}
	if in.Warehouse != "" {
		if err := s.checkNamed(ctx, callerOf(ctx), in.Warehouse); err != nil {
			return nil, err
		}
	}
	docs, err := kind(s, ctx, in)
	if err != nil {
		return nil, err
	}
	pages, err := in.pages(docs, language)
	if err != nil {
		return nil, err
	}
	out, report, err := render.Render(pages, render.Options{Language: language, DPI: symbol.DPI(in.DPI), Title: in.Kind})
	if err != nil {
		return nil, err
	}
	return &labelsOutput{ContentType: out.ContentType, Disposition: `inline; filename="` + in.Kind + "." + out.Extension + `"`, Cache: "no-store",
		Notes: labelNotes(report), Body: out.Data}, nil
}

// pages lays the documents out on the media that was asked for.
func (in *labelsInput) pages(docs []labels.Document, language render.Language) ([]labels.Page, error) {
	if in.Media != "" {
		size, err := labels.ParseSize(in.Media)
		if err != nil {
			return nil, err
		}
		for i := range docs {
			if docs[i], err = labels.OnMedia(docs[i], size); err != nil {
				return nil, err
			}
		}
	}
	pages, err := labels.PagesOf(docs...)
	if err != nil {
		return nil, err
	}
	if in.Page > len(pages) {
		return nil, fault.Invalid("label.page", "there is no page %d: there are %d", in.Page, len(pages))
	}
	switch {
	case in.Page > 0:
		return pages[in.Page-1 : in.Page], nil
	case language == render.PNG:
		return pages[:1], nil
	}
	return pages, nil
}

// labelNotes words a report for a header; the fields it names are in printable ASCII.
func labelNotes(r labels.Report) string {
	all := strings.Join(r.Lines(), "; ")
	if len(all) <= maxLabelNotes {
		return all
	}
	return all[:maxLabelNotes] + "..."
}

// codes gives the codes asked for.
func (in *labelsInput) codes() ([]string, error) {
	if len(in.Code) == 0 || len(in.Code) > MaxLabels {
		return nil, fault.Invalid("label.code", "%d codes were given: give 1 to %d, code=A&code=B", len(in.Code), MaxLabels)
	}
	return in.Code, nil
}

func (s *Server) itemLabels(ctx context.Context, in *labelsInput) ([]labels.Document, error) {
	it, err := look(ctx, s, store.Company, func(v *store.View) (item.Item, error) { return inventory.FindItem(v, item.SKU(in.SKU)) })
	if err != nil {
		return nil, err
	}
	out := labels.Item{SKU: string(it.SKU), NameZH: it.NameZH, Name: it.Name, Lot: in.Lot, Expiry: in.Expiry}
	pack := it.Base()
	if in.Level != "" {
		level, found := item.LevelOf(in.Level), false
		for _, p := range it.Packs {
			if p.Level == level {
				pack, found = p, true
			}
		}
		if !found {
			return nil, fault.NotFound("item.level", "SKU %s has no %s", it.SKU, in.Level)
		}
		out.Pack = packTexts[level]
		if pack.Quantity > 1 {
			out.Pack += " × " + strconv.FormatInt(pack.Quantity, 10)
		}
	}
	for _, code := range pack.Barcodes {
		if _, err := gs1.GTIN14(code); err == nil {
			out.GTIN, out.Barcode = code, ""
			break
		}
		if out.Barcode == "" {
			out.Barcode = code
		}
	}
	return []labels.Document{out}, nil
}

var packTexts = map[item.Level]string{item.Each: "件 each", item.Inner: "中包 inner", item.Case: "箱 case", item.Pallet: "托盘 pallet"}

func (s *Server) locationLabels(ctx context.Context, in *labelsInput) ([]labels.Document, error) {
	codes, err := in.codes()
	if err != nil {
		return nil, err
	}
	arrow, err := labels.ParseArrow(in.Arrow)
	if err != nil {
		return nil, err
	}
	docs := make([]labels.Document, len(codes))
	for i, code := range codes {
		docs[i] = labels.Location{Code: code, Arrow: arrow}
	}
	if in.Warehouse == "" {
		return docs, nil
	}
	return look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) ([]labels.Document, error) {
		for i, code := range codes {
			l, err := inventory.FindLocation(v, layout.Code(code))
			if err != nil {
				return nil, err
			}
			docs[i] = labels.Location{Code: string(l.Code), Barcode: l.Barcode, Zone: l.Zone, Kind: kindTexts[l.Kind], Warehouse: in.Warehouse, Arrow: arrow}
		}
		return docs, nil
	})
}

func (in *labelsInput) plates(on string) ([]labels.Document, error) {
	codes, err := in.codes()
	if err != nil {
		return nil, err
	}
	kind, err := labels.ParseLPNKind(on)
	if err != nil {
		return nil, err
	}
	docs := make([]labels.Document, len(codes))
	for i, code := range codes {
		d := labels.LPNOf(kind, code)
		d.Warehouse = in.Warehouse
		docs[i] = d
	}
	return docs, nil
}

// badgeLabels is for those who hand badges out: whoever has the barcode of one signs in with it and a PIN.
func (s *Server) badgeLabels(ctx context.Context, in *labelsInput) ([]labels.Document, error) {
	if err := leads.allows(callerOf(ctx)); err != nil {
		return nil, err
	}
	w, err := look(ctx, s, store.Company, func(v *store.View) (people.Worker, error) { return people.FindWorker(v, in.Worker) })
	if err != nil {
		return nil, err
	}
	if !w.Active {
		return nil, errNoBadge(w.ID)
	}
	b := labels.Badge{Worker: w.ID, NameZH: w.NameZH, Name: w.Name, Badge: firstOf(w.Badge, w.ID), Warehouse: in.Warehouse}
	for _, role := range people.AllRoles() {
		if w.Roles.Has(role) && roleTexts[role] != "" {
			b.Role = roleTexts[role]
			break
		}
	}
	return []labels.Document{b}, nil
}
