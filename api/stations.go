package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/inventory"
	"example.com/tote/inventory/layout"
)

var stations = kit[inventory.Station, wire.Station]{keeper[inventory.Station, wire.Station]{
	noun: "station", put: inventory.PutStation, find: inventory.FindStation, list: inventory.ListStations,
	from: func(code string, w wire.Station) (inventory.Station, error) {
		out := inventory.Station{Code: layout.Code(code), Name: w.Name}
		for _, p := range w.Printers {
			out.Printers = append(out.Printers, inventory.StationPrinter{Document: inventory.Document(p.Document), Media: p.Media, Printer: p.Printer})
		}
		for _, d := range w.OnLabel {
			out.OnLabel = append(out.OnLabel, inventory.Document(d))
		}
		if w.Scale != nil {
			out.Scale = inventory.Scale(*w.Scale)
		}
		return out, nil
	},
	show: func(d inventory.Station) wire.Station {
		out := wire.Station{Code: string(d.Code), Name: d.Name, Revision: d.Revision}
		for _, p := range d.Printers {
			out.Printers = append(out.Printers, wire.StationPrinter{Document: string(p.Document), Media: p.Media, Printer: p.Printer})
		}
		for _, doc := range d.OnLabel {
			out.OnLabel = append(out.OnLabel, string(doc))
		}
		if d.Scale != (inventory.Scale{}) {
			scale := wire.Scale(d.Scale)
			out.Scale = &scale
		}
		return out
	},
	code: func(d inventory.Station) (string, uint64) { return string(d.Code), d.Revision },
}}
