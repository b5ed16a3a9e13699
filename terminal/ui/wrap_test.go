package ui

import (
	"strings"
	"testing"
)

// TestWrap: rows end at blanks and between ideographs, never within a code that fits a row, and no row begins with a comma.
func TestWrap(t *testing.T) {
	for text, want := range map[string]string{
		"! 应重1500克,实重1300克":                       "! 应重1500克,实重|1300克",
		"属于 P-0000002-1,订单 O-0000002-4":           "属于 P-0000002-1,订|单 O-0000002-4",
		"确认用 BOX,或扫其他纸箱":                          "确认用 BOX,或扫其他|纸箱",
		"Enter takes BOX, or scan another carton": "Enter takes BOX, or|scan another carton",
		"340123450000000017340123450":             "34012345000000001734|0123450",
		"Keep U-340123450000000017 aside":         "Keep|U-340123450000000017|aside",
		"请扫商品条码请扫商品条,":                            "请扫商品条码请扫商品|条,",
		"":                                        "",
	} {
		if got := strings.Join(drawing{width: LeastWidth}.wrap(text, 4), "|"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
