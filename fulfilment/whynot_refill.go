package fulfilment

import (
	"fmt"

	"example.com/tote/inventory"
)

// refills tells what is on its way to a place the line's goods are picked from: whoever finds too little there need not go to
// reserve.
func (w *whying) refills(at inventory.Holder) {
	if at.Kind != inventory.AtLocation {
		return
	}
	for f := range inventory.RefillsTo(w.r, at.Code(), w.l.SKU) {
		w.refill(&f)
	}
}

// refillsOf tells of refills that take the line's own goods along from reserve to a face.
func (w *whying) refillsOf(g inventory.Goods) {
	for f := range inventory.RefillsFrom(w.r, g) {
		if f.Pull > 0 {
			w.refill(&f)
		}
	}
}

func (w *whying) refill(f *inventory.Refill) {
	if w.told[f.ID] {
		return
	}
	w.told[f.ID] = true
	c := Cause{Reason: CauseRefill, Qty: f.Left(), Holder: f.From, Lot: f.Lot, Document: f.ID, Face: string(f.To), Task: f.Task, Release: ReleaseClaim}
	if t, ok := inventory.Tasks.Get(w.r, inventory.TaskKey(f.Task)); ok && f.Task != "" {
		c.Worker, c.Since, c.Release = t.Claim.Worker, t.Claim.At, ReleaseBring
	}
	w.add(c)
}

func (w *whying) sayRefill(c *Cause, units, who string) string {
	if c.Task == "" {
		return fmt.Sprintf("%s are to be brought to %s with refill %s, which waits for a worker: claim it", units, c.Face, c.Document)
	}
	return fmt.Sprintf("%s are on their way to %s with refill %s%s", units, c.Face, c.Document, who)
}
