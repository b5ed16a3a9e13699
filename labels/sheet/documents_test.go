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

func items() []labels.Document {
	return []labels.Document{
		labels.Item{SKU: "SNK-HAW-500", NameZH: "山楂条独立小包装", Name: "Hawthorn strips, single packs", GTIN: "6901234567892", Lot: "L2026-11A", Expiry: "2027-05-31", Pack: "袋 each"},
		labels.Item{SKU: "85123A", Name: "WHITE HANGING HEART T-LIGHT HOLDER"},
		labels.Item{SKU: "SNK-SES-BOX", NameZH: "芝麻酥礼盒", GTIN: "16901234567899", Lot: "ABCDEFGHIJKLMNOPQRST", Expiry: "2027-05-31", Pack: "箱 case × 12", Reprint: 2},
		labels.Item{SKU: "X1", NameZH: "小", GTIN: "96385074", Size: labels.Size{W: 40, H: 30}},
		labels.Item{SKU: "X2", Name: "Mug", Barcode: "OWN/123 a", Lot: "ONLY-LOT", Size: labels.Size{W: 100, H: 50}},
		labels.Item{SKU: "X3", Name: "UPC", GTIN: "036000291452"},
	}
}

// cartons are the logistic labels: contents of a shipment, a case of its own, an SSCC alone.
func cartons() []labels.Document {
	return []labels.Document{
		labels.Carton{SSCC: "106141411234567897", GTIN: "6901234567892", Count: 24, Lot: "L2026-11A", BestBefore: "2027-05-31", SKU: "SNK-HAW-500", NameZH: "山楂条", Name: "Hawthorn strips",
			From: "上海拾味食品有限公司", To: "SH01 上海嘉定仓", Order: "PO-0000123-4", Grams: 12500},
		labels.Carton{GTIN: "16901234567899", Lot: "ABCDEFGH-12345", Expiry: "2027-05-31", Size: labels.Size76x130},
		labels.Carton{SSCC: "106141411234567897", Pallet: true, Reprint: 1},
		labels.Carton{SSCC: "106141411234567897", GTIN: "6901234567892", Count: 12345678, Lot: "lower+case/%()", BestBefore: "2027-05-31", Expiry: "2027-06-30", Size: labels.Size100x180},
	}
}

func badges() []labels.Document {
	return []labels.Document{labels.Badge{Worker: "W1", NameZH: "张三", Badge: "B123"},
		labels.Badge{Worker: "W0001234", NameZH: "欧阳静怡", Name: "Ouyang Jingyi", Badge: "BADGE-0001234-5", Role: "拣货员 Picker", Warehouse: "上海嘉定仓"}}
}

func pickList(lines int) labels.PickList {
	l := labels.PickList{Task: "K-0000123-4", Wave: "V-0000012-3", Warehouse: "上海嘉定仓", Zone: "A", Worker: "张三 W1", Cart: "C07", Date: "2026-11-21 08:30", Note: "易碎品 Fragile"}
	for i := range lines {
		l.Lines = append(l.Lines, labels.PickLine{Location: "A01-" + string(rune('0'+i%10)) + "-1", SKU: "SNK-HAW-500", Name: "山楂条 500g 独立小包装 Hawthorn strips", Lot: "L2026-11", Expiry: "2027-05-31",
			Quantity: int64(i + 1), UoM: "袋 each", Tote: "3"})
	}
	return l
}

func invoice(lines int) labels.Invoice {
	v := labels.Invoice{Number: "V-0000123-4", Order: "O-0012345-6", Date: "2026-11-21", Seller: labels.InvoiceParty{Name: "拾味零食旗舰店", TaxID: "91310114MA1GT00X1X", Address: "上海市嘉定区曹安公路4800号"},
		Buyer: labels.InvoiceParty{Name: "杭州某某科技有限公司"}, Currency: "CNY", Shipping: 800, Discount: 500, Paid: "微信支付 WeChat Pay", Message: "感谢惠顾！ Thank you.",
		Taxes: []labels.InvoiceTax{{Name: "增值税 VAT 13%", Amount: 8123, Included: true}}}
	for i := range lines {
		v.Lines = append(v.Lines, labels.InvoiceLine{SKU: "SNK-HAW-500", Name: "山楂条 500g 独立小包装 Hawthorn strips", Quantity: int64(i%3 + 1), UoM: "袋", Price: 1295, Tax: "13%"})
	}
	return v
}

func receipt(lines int) labels.Invoice {
	v := invoice(lines)
	v.Size = labels.SizeRoll
	return v
}
