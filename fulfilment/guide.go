package fulfilment

import (
	"slices"

	"example.com/tote/inventory"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// Bounds of a guide. It is made on a snapshot beside the commands, for at most inventory.MaxTaskSteps steps.
const (
	maxCartTotes  = 60 // totes looked at on one worker's cart
	maxFormerTask = 4  // tasks a trip continues whose workers' carts are looked at
)

// Guide is what a worker needs beside the bare steps of a trip to walk it with the radio off.
type Guide struct {
	Totes []CartTote
	Steps []StepGuide // one for each step
}

// CartTote is a tote that is being filled for an order of a trip.
type CartTote struct {
	ID    string
	Order string
	At    inventory.Holder
}

// StepGuide is what belongs to one step.
type StepGuide struct {
	Place   layout.Location // the zero one if the goods stand in no location any more
	LPN     string          // the goods stand in it
	Expiry  item.Date
	Tracked bool     // the lot is to be scanned or read
	Totes   []string // of the step's order
	To      []string // of a refill: the face's code, and its barcode
	Beware  []Neighbour
}

// GuideTo gives the guide to steps of a task; now is unix seconds.
func GuideTo(r store.Reader, task string, steps []inventory.TaskStep, now int64) Guide {
	g := guiding{r: r, now: now, places: map[layout.Code]layout.Location{}, goods: map[layout.Code][]lying{}, faces: map[item.SKU]*face{}}
	t, _ := inventory.Tasks.Get(r, inventory.TaskKey(task))
	out := Guide{Totes: g.totes(&t), Steps: make([]StepGuide, len(steps))}
	for i, s := range steps {
		out.Steps[i] = g.step(s)
		for _, c := range out.Totes {
			if c.Order == s.Ref.Order {
				out.Steps[i].Totes = append(out.Steps[i].Totes, c.ID)
			}
		}
	}
	return out
}

// guiding remembers what steps next to each other share.
type guiding struct {
	r      store.Reader
	now    int64
	places map[layout.Code]layout.Location
	goods  map[layout.Code][]lying
	faces  map[item.SKU]*face
}

// totes gives the totes of a task's orders on the carts of its worker and of those who had it before.
func (g *guiding) totes(t *inventory.Task) []CartTote {
	var out []CartTote
	asked := map[string]bool{}
	for range maxFormerTask {
		if w := t.Claim.Worker; w != "" && !asked[w] {
			asked[w] = true
			out = append(out, g.onCart(w, t.Orders)...)
		}
		if t.From == "" {
			break
		}
		orders := t.Orders
		former, _ := inventory.Tasks.Get(g.r, inventory.TaskKey(t.From))
		former.Orders = orders
		t = &former
	}
	return out
}

func (g *guiding) onCart(worker string, orders []string) []CartTote {
	var out []CartTote
	for _, id := range inventory.Children(g.r, inventory.Worker(worker), maxCartTotes) {
		l, err := inventory.GetLPN(g.r, id)
		if err == nil && l.State == inventory.TotePicking && slices.Contains(orders, l.Order) {
			out = append(out, CartTote{ID: id, Order: l.Order, At: l.Parent})
		}
	}
	return out
}

func (g *guiding) step(s inventory.TaskStep) StepGuide {
	out := StepGuide{Expiry: inventory.ExpiryOf(g.r, s.SKU, s.Lot)}
	if s.From.Kind == inventory.InLPN {
		out.LPN = s.From.ID
	}
	code, ok := inventory.PlaceOf(g.r, s.From)
	if !ok {
		code = s.Location // it was moved since: the step still says where it stood
	}
	out.Place = g.place(code)
	if s.Refill != "" {
		out.To = []string{string(s.To)}
		if face := g.place(s.To); face.Barcode != "" {
			out.To = append(out.To, face.Barcode)
		}
	}
	it, err := inventory.FindItem(g.r, s.SKU)
	if err != nil {
		return out
	}
	out.Tracked = it.Tracked()
	out.Beware = g.beware(&it, s.Lot, &out.Place)
	return out
}

func (g *guiding) place(code layout.Code) layout.Location {
	l, known := g.places[code]
	if !known {
		l, _ = inventory.FindLocation(g.r, code)
		g.places[code] = l
	}
	return l
}
