package fulfilment

import (
	"context"
	"fmt"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// ReslotJob is the kind of the job that makes a plan of which items should change their faces.
const ReslotJob = "reslot"

// reslotPatience is how long moves are looked for: 4,000 faces take seconds, 20,000 a minute or two. What is found by then
// is the plan.
const reslotPatience = 3 * time.Minute

// ReslotResult names the plan and the job that makes it.
type ReslotResult struct {
	Plan string `cbor:"1,keyasint"`
	Job  uint64 `cbor:"2,keyasint"`
}

type reslotPayload struct {
	Plan string `cbor:"1,keyasint"`
}

// Reslot begins a plan: its job counts the picks of the last weeks in the ledger, looks where goods lie, and stores the moves
// that repay and the class of every item. Errors: reslot.invalid.
func Reslot(tx *store.Tx, in inventory.ReslotInput) (ReslotResult, error) {
	if err := in.Check(); err != nil {
		return ReslotResult{}, err
	}
	p, err := inventory.BeginReslotting(tx, in)
	if err != nil {
		return ReslotResult{}, err
	}
	inventory.StartReslotting(tx, &p, tx.StartJob(ReslotJob, reslotPayload{Plan: p.ID}).ID)
	return ReslotResult{Plan: p.ID, Job: p.Job}, nil
}

// ReslotHandler works on the job: it reads in short looks, decides without any, and stores in bounded commands. The plan
// comes into force by the last of them, so a crash before it leaves the plan before in force, and the job begins anew.
func ReslotHandler() store.Handler {
	return store.JobHandler(func(ctx context.Context, r *store.JobRun) (string, error) {
		var p reslotPayload
		if err := store.Unmarshal(r.Job.Payload, &p); err != nil {
			return "", fault.Internal("job.payload", "job %d cannot be read", r.Job.ID).Because(err)
		}
		w := &reslotting{run: r}
		if err := r.View(ctx, func(v *store.View) (err error) {
			w.plan, err = inventory.GetReslotting(v, p.Plan)
			return err
		}); err != nil {
			return "", err
		}
		err := w.all(ctx)
		if code := fault.CodeFrom(err); err != nil && w.plan.State == inventory.ReslotPlanning && (code.Stored() || code == fault.CodeInvalid) {
			if gaveUp := w.giveUp(ctx, err); gaveUp != nil {
				return "", gaveUp
			}
		}
		return w.note(), err
	})
}

// reslotting is one run of a plan's job.
type reslotting struct {
	run     *store.JobRun
	floor   floor
	plan    inventory.Reslotting
	picks   *pickCount
	items   map[item.SKU]item.Item
	slots   []slotting.Slot
	goods   []slotting.Profile
	moves   []slotting.Move
	classes []slotting.Classed
}

func (w *reslotting) note() string {
	return fmt.Sprintf("reslotting=%s moves=%d gain_mm=%d picks=%d", w.plan.ID, w.plan.Moves, w.plan.Gain, w.plan.Picks)
}

func (w *reslotting) all(ctx context.Context) error {
	if w.plan.State != inventory.ReslotPlanning {
		return w.sweep(ctx) // its last command was on disk although the run before was told otherwise
	}
	if err := w.sweep(ctx); err != nil { // also what a run before a crash has stored of this plan
		return err
	}
	if err := w.floor.refresh(ctx, w.run); err != nil {
		return err
	}
	if w.floor.grid == nil {
		return fault.Refused("reslot.no_grid", "the pick faces of warehouse %s form no grid: give their aisles and coordinates", w.run.Partition())
	}
	if err := w.count(ctx); err != nil {
		return err
	}
	if err := w.look(ctx); err != nil {
		return err
	}
	if err := w.decide(ctx); err != nil {
		return err
	}
	if err := w.store(ctx); err != nil {
		return err
	}
	return w.sweep(ctx)
}

// decide makes the plan, away from any snapshot.
func (w *reslotting) decide(ctx context.Context) error {
	in, p := &w.plan.Input, slotting.Policy{}
	p.Weeks, p.Horizon, p.MoveCost, p.MaxMoves = in.Weeks, in.Horizon*w.picks.sample(), in.MoveCost, in.MaxMoves
	cross := w.floor.grid.Shape().Cross
	p.AisleLength = cross[len(cross)-1] - cross[0]
	p.Trips, p.Ages = w.picks.trips()
	if p.Horizon > slotting.MaxWeeks { // one of a hundred orders counted, half a year ahead: what a move costs shrinks instead
		p.MoveCost, p.Horizon = p.MoveCost*slotting.MaxWeeks/p.Horizon, slotting.MaxWeeks
	}
	limited, end := context.WithTimeout(ctx, reslotPatience)
	defer end()
	var err error
	if w.moves, err = slotting.Moves(limited, w.slots, w.goods, nil, p); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fault.Unavailable("reslot.stopped", "the service stops").Because(ctx.Err())
	}
	w.classes = slotting.Classes(w.picks.bySKU(w.goods), slotting.ClassOptions{})
	w.plan.Moves = len(w.moves)
	for _, m := range w.moves {
		w.plan.Gain += m.Gain
	}
	for _, c := range w.classes {
		w.plan.Classes[c.Class-slotting.A]++
	}
	word := "all_that_repay"
	switch {
	case limited.Err() != nil:
		word = "out_of_time"
	case len(w.moves) == in.MaxMoves:
		word = "as_many_as_asked"
	}
	w.plan.Why = fmt.Sprintf("%s weeks=%d horizon=%d move_cost_mm=%d trips=%d faces=%d", word, in.Weeks, in.Horizon, in.MoveCost, len(p.Trips), w.plan.Faces)
	return nil
}

// store puts the plan down, piece by piece.
func (w *reslotting) store(ctx context.Context) error {
	goal := map[item.SKU]layout.Code{}
	for _, m := range w.moves {
		goal[m.SKU] = m.To
		if m.Back != "" {
			goal[m.Back] = m.From
		}
	}
	pieces := (len(w.moves)+inventory.ReslotPiece-1)/inventory.ReslotPiece + (len(w.classes)+inventory.ReslotPiece-1)/inventory.ReslotPiece + 1
	total := w.run.Job.Done + uint64(pieces)
	for from := 0; from < len(w.moves); from += inventory.ReslotPiece {
		err := w.post(ctx, total, func(tx *store.Tx) error {
			for i := from; i < min(len(w.moves), from+inventory.ReslotPiece); i++ {
				m := &w.moves[i]
				inventory.PlannedMoves.Put(tx, &inventory.PlannedMove{Plan: w.plan.ID, Rank: i + 1, SKU: m.SKU, From: m.From, To: m.To, Back: m.Back, Gain: m.Gain, Why: m.Why})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for from := 0; from < len(w.classes); from += inventory.ReslotPiece {
		err := w.post(ctx, total, func(tx *store.Tx) error {
			for _, c := range w.classes[from:min(len(w.classes), from+inventory.ReslotPiece)] {
				inventory.ItemClasses.Put(tx, &inventory.ItemClass{Plan: w.plan.ID, SKU: c.SKU, Class: c.Class, Lines: c.Lines, Rank: c.Rank, Share: c.Share, Goal: goal[c.SKU]})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return w.post(ctx, total, func(tx *store.Tx) error { return inventory.FinishReslotting(tx, w.plan) })
}

func (w *reslotting) post(ctx context.Context, total uint64, do func(*store.Tx) error) error {
	_, err := store.Piece(ctx, w.run, total, store.Command{Verb: "reslot"}, func(tx *store.Tx) (struct{}, error) { return struct{}{}, do(tx) })
	return err
}

// sweep drops what is left of plans that are not in force, this one's included while it is not.
func (w *reslotting) sweep(ctx context.Context) error {
	for more := true; more; {
		err := w.post(ctx, w.run.Job.Done+1, func(tx *store.Tx) error {
			more = inventory.SweepReslottings(tx)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *reslotting) giveUp(ctx context.Context, why error) error {
	e := fault.From(why)
	return w.post(ctx, w.run.Job.Done+1, func(tx *store.Tx) error { return inventory.FailReslotting(tx, w.plan.ID, e.Reason, e.Message) })
}
