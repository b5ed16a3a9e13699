package task

import "example.com/tote/terminal/ui"

// Keyed is a job in which keys do something: it names what each does there, at this moment, in the order of the keys. Help
// and the list of actions show these and no others, so that a receiver is not offered what only a picker can do. Confirm,
// back, numbers and choices need no name: the screen itself asks for them.
type Keyed interface{ Keys() []KeyUse }

// KeyUse is a key and what it does.
type KeyUse struct {
	Key  Key
	Does ui.Text
}

func uses(pairs ...any) (out []KeyUse) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, KeyUse{pairs[i].(Key), ui.T(pairs[i+1].(string))})
	}
	return out
}

// Keys of a trip: at a step, or at its end.
func (p *Pick) Keys() []KeyUse {
	if p.Trip == nil || p.step() == nil || p.Short != nil || p.Into != "" {
		return nil
	}
	return uses(KeyShort, "key.short", KeySkip, "key.skip", KeyWhy, "key.why", KeyFull, "key.full", KeySwap, "key.swap")
}

// Keys of a delivery: with goods in the hand, or between two.
func (r *Receive) Keys() []KeyUse {
	switch {
	case r.Delivery == nil:
		return uses(KeyDone, "use.leave")
	case r.Run == nil:
		return uses(KeyFull, "use.lpn_full", KeyDone, "use.delivery_done", KeyLabel, "use.new_lpn")
	}
	return uses(KeyShort, "short.damaged", KeySkip, "use.not_these", KeyFull, "use.lpn_full", KeySwap, "use.made_on", KeyLabel, "use.new_lpn")
}

// Keys of quality control.
func (i *Inspect) Keys() []KeyUse {
	if len(i.Waiting) == 0 {
		return uses(KeyDone, "use.leave")
	}
	return uses(KeySkip, "key.skip")
}

// Keys with goods to put away.
func (p *Putaway) Keys() []KeyUse {
	if len(p.Loads) == 0 {
		return uses(KeyDone, "use.leave")
	}
	return uses(KeySkip, "key.skip", KeyDone, "use.leave")
}

// Keys of a parcel: its units, its carton, its weight, its label.
func (p *Pack) Keys() []KeyUse {
	switch {
	case p.List == nil:
		return nil
	case p.Label != nil:
		return uses(KeyLabel, "key.label")
	case p.Scale != nil:
		return uses(KeyYes, "use.weight_right")
	case p.Choose:
		return uses(KeyNo, "use.no_carton")
	}
	return uses(KeyFull, "use.carton_full", KeyDone, "use.all_in")
}

// Keys of a lorry.
func (l *Load) Keys() []KeyUse { return uses(KeyDone, "use.drive_off") }

// Keys of what was looked up.
func (l *Lookup) Keys() []KeyUse { return uses(KeyDone, "use.leave") }

// Keys of a count: with a pile at hand, or between two.
func (c *Count) Keys() []KeyUse {
	switch {
	case c.stop() == nil:
		return uses(KeyDone, "use.leave")
	case !c.Placed:
		return uses(KeySkip, "key.skip", KeyDone, "use.give_back")
	case c.stop().Count != "":
		return uses(KeySkip, "key.skip", KeyDone, "use.none_there", KeyLabel, "use.photo")
	case c.Run == nil:
		return uses(KeySkip, "key.skip", KeyDone, "use.place_done")
	}
	return uses(KeyShort, "short.damaged", KeySkip, "key.skip", KeyDone, "use.place_done", KeyLabel, "use.photo")
}

// Keys of a move.
func (m *Move) Keys() []KeyUse {
	if m.From == "" && m.LPN == "" {
		return uses(KeyDone, "use.leave")
	}
	return uses(KeyFull, "use.place_odd", KeyDone, "use.leave")
}

// Keys of a round to the pick faces: at a source, or at a face.
func (r *Replenish) Keys() []KeyUse {
	switch {
	case r.Trip == nil || len(r.Steps)+len(r.Cart) == 0:
		return uses(KeyDone, "use.leave")
	case r.face() != nil:
		return uses(KeySkip, "key.skip", KeyFull, "use.face_full")
	}
	return uses(KeyShort, "key.short", KeySkip, "key.skip", KeyFull, "use.face_full", KeyDone, "use.give_back")
}

// Keys of a lorry to another warehouse.
func (x *Transfer) Keys() []KeyUse {
	if x.ID == "" {
		return uses(KeyDone, "use.leave")
	}
	return uses(KeyDone, "use.drive_off")
}

// Keys of the menu: its numbers are all.
func (m *Menu) Keys() []KeyUse { return nil }
