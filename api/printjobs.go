package api

import (
	"context"

	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

type printJobsInput struct {
	PageQuery
	Warehouse string `path:"wh"`
	State     string `query:"state" doc:"queued, rendered, sending, sent, confirmed, failed, unknown or cancelled; absent: all, in this order"`
	Station   string `query:"station"`
	Printer   string `query:"printer"`
}

// listPrintJobs tells how far papers are: what a person has to look at is in state failed or unknown.
func (s *Server) listPrintJobs(ctx context.Context, in *printJobsInput) (*many[wire.PrintJob], error) {
	after, limit, err := in.span()
	if err != nil {
		return nil, err
	}
	q := inventory.PrintJobQuery{State: inventory.PrintStateOf(in.State), Station: in.Station, Printer: in.Printer, After: after, Limit: limit}
	if in.State != "" && q.State == 0 {
		return nil, fault.Invalid("printjob.state_word", "there is no state %q of a print job", in.State)
	}
	page, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.PrintJobPage, error) { return inventory.ListPrintJobs(v, q) })
	if err != nil {
		return nil, err
	}
	out := pageOf(page.Jobs, -1, showPrintJob, nil)
	out.Body.Next = cursor(page.Next)
	return out, nil
}

type printJobInput struct {
	Warehouse string `path:"wh"`
	Document  string `path:"document"`
	Entity    string `path:"entity"`
	Copy      int    `path:"copy"`
}

func (s *Server) getPrintJob(ctx context.Context, in *printJobInput) (*struct{ Body wire.PrintJob }, error) {
	key := inventory.PrintKey{Document: inventory.Document(in.Document), Entity: in.Entity, Copy: in.Copy}
	j, err := look(ctx, s, store.Partition(in.Warehouse), func(v *store.View) (inventory.PrintJob, error) { return inventory.GetPrintJob(v, key) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body wire.PrintJob }{showPrintJob(j)}, nil
}

func showPrintJob(j inventory.PrintJob) wire.PrintJob {
	return wire.PrintJob{Print: j.String(), State: j.State.String(), Station: j.Station, Printer: j.Printer, Language: j.Language, DPI: j.DPI, Bytes: j.File.Size,
		Hash: j.File.Hash, Order: j.Order, Reason: j.Reason, Trouble: j.Trouble, Worker: j.Worker, Cut: j.Cut, Replaced: j.Replaced, At: instant(j.At)}
}

// printPaper has a paper printed by hand.
var printPaper = mapping[wire.Print, fulfilment.PrintInput, fulfilment.PrintResult, wire.Printing]{
	In: func(w wire.Print) (fulfilment.PrintInput, error) {
		return fulfilment.PrintInput{Document: inventory.Document(w.Document), Entity: w.Entity, Station: w.Station, Printer: w.Printer, Reason: w.Reason}, nil
	},
	Do: fulfilment.Print,
	Out: func(r fulfilment.PrintResult) wire.Printing {
		return wire.Printing{Print: r.Print.String(), State: r.State.String(), Printer: r.Printer}
	},
	// A badge signs its worker in, but for the PIN: not everybody at a bench makes one.
	Judge: func(c *caller, d *fulfilment.PrintInput) error {
		if d.Document == inventory.BadgeDocument && !c.roles.Cover(people.Supervisor) {
			return fault.Forbidden("role.missing", "a badge is printed by a supervisor")
		}
		return nil
	},
}

// retryPrint has a job that failed, or waits, rendered and sent anew.
var retryPrint = decides(inventory.RetryPrint, func(w wire.RetryPrint) (string, inventory.PaperWanted) {
	return w.Print, inventory.PaperWanted{Printer: w.Printer}
})

// cancelPrint gives a job up.
var cancelPrint = decides(inventory.CancelPrint, func(w wire.CancelPrint) (string, inventory.PaperWanted) {
	return w.Print, inventory.PaperWanted{Reason: w.Reason}
})

// confirmPrint says that a person has seen the paper.
var confirmPrint = decides(inventory.ConfirmPrint, func(w wire.ConfirmPrint) (string, inventory.PaperWanted) {
	return w.Print, inventory.PaperWanted{}
})

// decides makes a verb of what a person decides about a print job. The whole job is no answer to keep.
func decides[W stamped](do func(*store.Tx, inventory.PaperWanted) (inventory.PrintJob, error), read func(W) (string, inventory.PaperWanted)) mapping[W, inventory.PaperWanted, fulfilment.PrintResult, wire.Printing] {
	return mapping[W, inventory.PaperWanted, fulfilment.PrintResult, wire.Printing]{
		In: func(w W) (inventory.PaperWanted, error) {
			text, in := read(w)
			var err error
			in.Key, err = inventory.ParsePrintKey(text)
			return in, err
		},
		Do: func(tx *store.Tx, in inventory.PaperWanted) (fulfilment.PrintResult, error) {
			j, err := do(tx, in)
			return fulfilment.PrintResult{Print: j.PrintKey, State: j.State, Printer: j.Printer}, err
		},
		Out: printPaper.Out,
	}
}
