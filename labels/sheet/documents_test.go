package sheet

import "example.com/tote/labels"

// The documents the tests of this package print.

func waybillCN() labels.Waybill {
	return labels.Waybill{
		Number: "SF1234567890123", Carrier: "顺丰速运 SF Express", Service: "标准快递 Standard", Routing: "571-A03-12", Hub: "杭州萧山转运中心",
		Recipient: labels.Party{Name: "欧阳静怡", Phone: "13812345678", Country: "CN", Province: "浙江省", City: "杭州市", District: "西湖区", Street: "文三路138号东方通信大厦7楼701室"},
		Sender:    labels.Party{Name: "王经理", Company: "上海拾味食品有限公司", Phone: "021-61234567", Province: "上海市", City: "上海市", District: "嘉定区", Street: "曹安公路4800号2号仓", Postcode: "201804"},
		Order:     "O-0012345-6", Parcel: 1, Parcels: 2, Grams: 1250, ShipDate: "2026-11-21",
		Contents: []string{"山楂条 500g × 2", "芝麻酥 礼盒 × 1", "冻干草莓 60g × 3"}, Note: "本人签收 Signature required",
	}
}

func waybillUK() labels.Waybill {
	return labels.Waybill{
		Size: labels.Size4x6in, Number: "JD014600006281230447", Carrier: "Parcelforce Worldwide", Service: "EXPRESS 48", Routing: "GB-LON-NW1 14", Hub: "Park Royal Hub",
		Recipient: labels.Party{Name: "Zoë Łukasiewicz-Ångström", Company: "Baker & Sons Ltd", Phone: "+44 20 7946 0958", Country: "GB", City: "London", Street: "221B Baker Street, Flat 4", Postcode: "NW1 6XE"},
		Sender:    labels.Party{Company: "Harbour Gifts", Phone: "+44 1632 960 001", Country: "GB", City: "Bristol", Street: "14 Wharf Road", Postcode: "BS1 4RB"},
		Order:     "536365", Parcel: 1, Parcels: 1, Grams: 830, ShipDate: "2026-11-21", Contents: []string{"WHITE HANGING HEART T-LIGHT HOLDER × 6", "CREAM CUPID HEARTS COAT HANGER × 2"},
	}
}

func lpns() []labels.Document {
	return []labels.Document{
		labels.LPN{Kind: labels.LPNTote, Code: "T-0012345-6", Warehouse: "SH01"},
		labels.LPN{Kind: labels.LPNPallet, Code: "L-0000042-1", SSCC: "106141411234567897", Warehouse: "SH01", Lines: []string{"85123A 山楂条 500g × 240", "批次 L2026-11 效期 2027-05-31"}, Reprint: 1},
	}
}

func locations() []labels.Document {
	return []labels.Document{
		labels.Location{Code: "A-01-02-3", Barcode: "LOC-A-01-02-3", Zone: "A 区", Kind: "拣货位 Pick face", Warehouse: "SH01", Arrow: labels.ArrowUp, Check: "47"},
		labels.Location{Code: "B-12-34-1", Zone: "B", Kind: "存储位 Reserve", Warehouse: "SH01", Size: labels.Size{W: 80, H: 40}},
	}
}

func slip(lines int) labels.PackingSlip {
	s := labels.PackingSlip{Shop: "拾味零食旗舰店", Order: "O-0012345-6", OrderDate: "2026-11-20", Waybill: "SF1234567890123", Carrier: "顺丰速运", Parcel: 1, Parcels: 2,
		Recipient: waybillCN().Recipient, Message: "感谢惠顾！如有破损请于 48 小时内联系我们。 Thank you for your order."}
	for i := range lines {
		s.Lines = append(s.Lines, labels.SlipLine{SKU: "SNK-" + string(rune('A'+i%26)) + "-500", Name: "山楂条 500g 独立小包装 Hawthorn strips", Lot: "L2026-11", Quantity: int64(i%9 + 1), UoM: "袋 each"})
	}
	return s
}

func manifest(parcels int) labels.Manifest {
	m := labels.Manifest{Number: "M-0000123-4", Carrier: "顺丰速运 SF Express", Warehouse: "SH01 上海嘉定仓", Date: "2026-11-21", Vehicle: "沪A·12345", Dock: "D3"}
	for i := range parcels {
		m.Parcels = append(m.Parcels, labels.ManifestParcel{Waybill: "SF12345678" + string(rune('0'+i%10)) + "0123", Order: "O-0012345-6", Grams: int64(300 + i*17)})
	}
	return m
}
