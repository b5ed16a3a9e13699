package scan

import "example.com/tote/labels/gs1"

// Combine joins two scans of one thing, such as an item's code and the lot and expiry printed beside it as a second code.
// Either may come first. It gives false when the second adds nothing, contradicts the first, or is a thing of its own:
// then it is the next scan. Two codes that both name the item are joined only if each carries details the other lacks and
// none twice; otherwise the second is another unit.
func Combine(prev, next Scan) (Scan, bool) {
	if !combines(prev.Kind) || !combines(next.Kind) || prev.Kind == LPN && next.Kind == LPN {
		return Scan{}, false
	}
	if prev.Kind == Item && next.Kind == Item {
		if prev.Code != next.Code || prev.SKU != next.SKU || prev.Attached == (Attached{}) {
			return Scan{}, false
		}
	}
	if next.Attached == (Attached{}) && (next.Kind != Item || prev.Kind != Details) {
		return Scan{}, false
	}
	if prev.Kind != Details && next.Kind != Details && prev.Kind != next.Kind {
		return Scan{}, false
	}
	joined, ok := prev.Attached.join(next.Attached)
	if !ok {
		return Scan{}, false
	}
	out := prev
	if prev.Kind == Details {
		out = next
	}
	out.Attached = joined
	out.Elements = append(append(gs1.Elements{}, prev.Elements...), next.Elements...)
	out.Text = prev.Text + " " + next.Text
	return out, true
}

// combines tells the kinds that details may belong to.
func combines(k Kind) bool { return k == Item || k == Details || k == LPN }

// join takes each detail from the side that has it; false if both have one.
func (a Attached) join(b Attached) (Attached, bool) {
	ok := pick(&a.Lot, b.Lot)
	ok = pick(&a.Serial, b.Serial) && ok
	ok = pick(&a.Expiry, b.Expiry) && ok
	ok = pick(&a.BestBefore, b.BestBefore) && ok
	ok = pick(&a.Produced, b.Produced) && ok
	ok = pick(&a.Packed, b.Packed) && ok
	ok = pick(&a.Count, b.Count) && ok
	ok = pick(&a.Grams, b.Grams) && ok
	ok = pick(&a.GrossGrams, b.GrossGrams) && ok
	ok = pick(&a.Content, b.Content) && ok
	ok = pick(&a.SSCC, b.SSCC) && ok
	return a, ok
}

func pick[T comparable](have *T, other T) bool {
	var none T
	if other == none {
		return true
	}
	if *have != none {
		return false
	}
	*have = other
	return true
}
