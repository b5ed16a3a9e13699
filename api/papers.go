package api

import (
	"context"
	"os"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
	"example.com/tote/labels/spool"
)

type paperInput struct {
	Warehouse string `path:"wh"`
	Document  string `path:"document" doc:"waybill, packing_slip, manifest, lpn, location, item, carton, pick_list, badge or commands"`
	Entity    string `path:"entity" doc:"Parcel, manifest, LPN, location, SKU, task, worker or warehouse"`
	Copy      int    `path:"copy" doc:"From 1"`
}

type paperOutput struct {
	ContentType string `header:"Content-Type"`
	// Cache is set so that an address on a label is not kept by whatever lies between.
	Cache string `header:"Cache-Control"`
	Body  []byte
}

// paper gives the bytes of a paper as they were rendered: a printer gets these, and a reprint the same again.
func (s *Server) paper(ctx context.Context, in *paperInput) (*paperOutput, error) {
	if s.opt.Papers == nil {
		return nil, fault.NotFound("paper.none", "this service keeps no papers")
	}
	key := inventory.PrintKey{Document: inventory.Document(in.Document), Entity: in.Entity, Copy: in.Copy}
	j, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.PrintJob, error) { return inventory.GetPrintJob(v, key) })
	if err != nil {
		return nil, err
	}
	if j.File.Hash == "" {
		return nil, fault.Conflict("paper.queued", "%s is %s: its bytes are not there yet", key, j.State)
	}
	data, err := os.ReadFile(s.opt.Papers.Path(j.File))
	if os.IsNotExist(err) {
		return nil, fault.NotFound("paper.purged", "the bytes of %s were dropped with the order's personal data", key)
	}
	if err != nil {
		return nil, fault.Unavailable("print.folder", "the print folder cannot be read").Because(err)
	}
	return &paperOutput{ContentType: spool.ContentTypeOf(j.Language), Cache: "no-store", Body: data}, nil
}
