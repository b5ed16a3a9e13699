package labels

import (
	"slices"
	"strings"
	"testing"
)

// Printed sheets hang on walls for years: these contents are never changed, only added to.
func TestCommandWordsAreFrozen(t *testing.T) {
	want := strings.Fields(`CONFIRM SKIP SHORT UNDO BACK HELP LANG YES NO FULL SIGNOUT WHY SWAP LABEL DONE QTY
		QTY-1 QTY-2 QTY-3 QTY-4 QTY-5 QTY-6 QTY-7 QTY-8 QTY-9 QTY-10 QTY-11 QTY-12 QTY-13 QTY-14 QTY-15 QTY-16 QTY-17 QTY-18 QTY-19 QTY-20 QTY-50 QTY-100
		DIGIT-0 DIGIT-1 DIGIT-2 DIGIT-3 DIGIT-4 DIGIT-5 DIGIT-6 DIGIT-7 DIGIT-8 DIGIT-9`)
	for i := range want {
		want[i] = "TOTE-CMD:" + want[i]
	}
	pages, err := CommandSheet{}.Pages()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range pages {
		for _, c := range p.Codes {
			got = append(got, c.Content)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the sheet has %v, want %v", got, want)
	}
}

// An aiming line held level crosses one barcode at most, and between two on the same side lies a band without bars.
func TestNeighboursOnTheSheetAreNotHit(t *testing.T) {
	const apart = 15.0 // mm
	pages, err := CommandSheet{}.Pages()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pages {
		for j, a := range p.Codes {
			for _, b := range p.Codes[j+1:] {
				sameSide := a.Rect.X < b.Rect.right() && b.Rect.X < a.Rect.right()
				gap := b.Rect.Y - a.Rect.below()
				if gap < 2*bandGap || sameSide && gap < apart {
					t.Errorf("page %d: %s and %s are %.1f mm apart", i+1, a.Content, b.Content, gap)
				}
			}
		}
	}
}
