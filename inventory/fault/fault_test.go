package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestCodeWordsRoundTrip(t *testing.T) {
	for _, c := range Codes() {
		if got := CodeOf(c.String()); got != c {
			t.Errorf("CodeOf(%q) = %v, want %v", c.String(), got, c)
		}
	}
	if got := CodeOf("no such word"); got != CodeInternal {
		t.Errorf("unknown word = %v, want internal", got)
	}
}

func TestOnlyWarehouseAnswersAreStored(t *testing.T) {
	want := map[Code]bool{CodeConflict: true, CodeStale: true, CodeNotFound: true, CodeRefused: true}
	for _, c := range Codes() {
		if got := c.Stored(); got != want[c] {
			t.Errorf("%v.Stored() = %v, want %v", c, got, want[c])
		}
	}
}

func TestFromFindsTheErrorThroughWrapping(t *testing.T) {
	inner := Refused("stock.short", "SKU %s is short", "A1")
	if got := ReasonOf(fmt.Errorf("while picking: %w", inner)); got != "stock.short" {
		t.Errorf("reason = %q, want stock.short", got)
	}
	if got := CodeFrom(errors.New("boom")); got != CodeInternal {
		t.Errorf("foreign error code = %v, want internal", got)
	}
	if From(nil) != nil || ReasonOf(nil) != "" || CodeFrom(nil) != 0 {
		t.Error("nil must stay nil")
	}
}

func TestGatherTellsAllShortcomingsAtOnce(t *testing.T) {
	var g Gather
	if err := g.Invalid("x", "x"); err != nil {
		t.Fatalf("empty gather = %v, want nil", err)
	}
	g.Add("lines[0].sku", "item.unknown", "SKU X is not in the catalogue")
	g.Detail(Detail{Where: "lines[1]", Reason: "stock.short", Want: 5, Have: 2})
	err := g.Refused("order.bad", "order %s cannot be taken", "7")
	if got := len(From(err).Details); got != 2 {
		t.Errorf("details = %d, want 2", got)
	}
	if got, want := CodeFrom(err), CodeRefused; got != want {
		t.Errorf("code = %v, want %v", got, want)
	}
}
