package task

import (
	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/ui"
)

// Explain says what a scan was, as far as the terminal knows: never a bare "not found".
func Explain(d Desk, s *Scanned) []ui.Text {
	if m, ok := meaning(s, scan.Item); ok && m.SKU != "" {
		return []ui.Text{ui.T("scan.was_item", m.SKU), itemName(d, m.SKU)}
	}
	kinds := []struct {
		kind scan.Kind
		key  string
	}{{scan.Location, "scan.was_location"}, {scan.Tote, "scan.was_tote"}, {scan.LPN, "scan.was_lpn"}, {scan.Parcel, "scan.was_parcel"},
		{scan.Task, "scan.was_task"}, {scan.Order, "scan.was_order"}, {scan.Receipt, "scan.was_receipt"}, {scan.Badge, "scan.was_badge"}, {scan.Waybill, "scan.was_waybill"},
		{scan.Quantity, "scan.was_number"}, {scan.Item, "scan.unknown_item"}}
	for _, k := range kinds {
		if m, ok := meaning(s, k.kind); ok {
			code := m.Code
			if code == "" {
				code = m.Text
			}
			return []ui.Text{ui.T(k.key, code)}
		}
	}
	if m, ok := meaning(s, scan.Unknown); ok && m.Problem != nil {
		return append(ErrorTexts(m.Problem), ui.Plain(s.Raw))
	}
	return []ui.Text{ui.T("scan.unknown", s.Raw)}
}
