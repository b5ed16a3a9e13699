package testdata

import "fmt"

// Supplier sells to the warehouse. Every category is bought from one or two of them.
type Supplier struct {
	Code, Name, NameZH string
	LeadDays           int
	Address            Address
}

// Customer is a trade customer: a made-up shop.
type Customer struct {
	Code, Name, NameZH string
	Address            Address
}

// Carrier takes parcels away. OwnNumbers says that the house numbers its waybills itself, with Prefix before them.
type Carrier struct {
	Code, Name, NameZH      string
	Service                 string // the order service it is meant for
	Prefix                  string
	OwnNumbers              bool
	MaxWeightG, MaxLengthMM int64
}

// Carton is a shipping carton.
type Carton struct {
	Code, Name, NameZH                         string
	InnerLengthMM, InnerWidthMM, InnerHeightMM int64
	OuterLengthMM, OuterWidthMM, OuterHeightMM int64
	TareG, MaxGrossG, CostMinor                int64
	Currency                                   string
}

// InnerMM3 is the room inside in cubic millimetres.
func (c Carton) InnerMM3() int64 { return c.InnerLengthMM * c.InnerWidthMM * c.InnerHeightMM }

// Channels lists where a catalogue's orders come from, the busiest first. An unknown catalogue has none (so below too).
func Channels(catalogue string) []string {
	switch catalogue {
	case Gifts:
		return []string{"webshop", "marketplace", "phone"}
	case Snacks:
		return []string{"miniapp", "livestream", "webshop"}
	}
	return nil
}

// Suppliers lists the suppliers of a catalogue.
func Suppliers(catalogue string) []Supplier {
	names := []struct{ name, zh string }{
		{"Bobbin & Quill Wholesale", ""}, {"Fellbeck Glassworks", ""}, {"Teacup Terrace Trading", ""}, {"Marrowby Tin Company", ""},
		{"Lantern Row Imports", ""}, {"Wexmere Paper Mill", ""}, {"Oddlestone Crafts", ""}, {"Pennock Home Goods", ""}}
	if catalogue == Snacks {
		names = []struct{ name, zh string }{
			{"Cloud Ridge Nuts", "云岭样板坚果厂"}, {"Paper Boat Bakery", "纸船烘焙坊"}, {"Windmill Meats", "风车肉脯厂"},
			{"Green Plum Preserves", "青梅蜜饯厂"}, {"Star River Drinks", "星河样板饮料厂"}, {"Abacus Sweets", "算盘糖果厂"},
			{"Tide Mark Seafood", "潮线海味厂"}, {"Sugar Jar Pastry", "糖罐糕点坊"}}
	}
	var list []Supplier
	for i, n := range names {
		code := fmt.Sprintf("SUP%02d", i+1)
		list = append(list, Supplier{Code: code, Name: n.name, NameZH: n.zh, LeadDays: 3 + below(draw(catalogue, code), 12),
			Address: firmAddress(catalogue, code, n.name, n.zh)})
	}
	if checkCatalogue(catalogue) != nil {
		return nil
	}
	return list
}

// supplierOf gives the supplier who delivers an item: one of at most two for its category.
func supplierOf(catalogue string, item Item) string {
	half := fmt.Sprint(below(draw(item.SKU, "maker"), 2))
	return fmt.Sprintf("SUP%02d", 1+below(draw(catalogue, item.Category, half), 8))
}

// Customers lists the shops that order in the original shape.
func Customers(catalogue string) []Customer {
	if checkCatalogue(catalogue) != nil {
		return nil
	}
	return customersOf(catalogue)
}

// customersOf makes the list anew at each call: it is short, and nobody can spoil it for others.
func customersOf(catalogue string) []Customer {
	kinds, kindsZH := []string{"Gifts", "Corner Shop", "Tea Room", "Emporium"}, []string{"便利店", "零食铺", "杂货店", "小超市"}
	list := make([]Customer, 0, 24)
	for i := range 24 {
		code := fmt.Sprintf("CUS%03d", i+1)
		h := draw(catalogue, "shop", code)
		c := Customer{Code: code, Name: surnames[i%len(surnames)] + " " + kinds[(i+i/len(surnames))%len(kinds)]}
		if catalogue == Snacks {
			family := below(h, len(familyNamesZH))
			c.Name = fmt.Sprintf("%s %s No. %d", familyPinyin[family], "Snack Shop", i+1)
			c.NameZH = fmt.Sprintf("%s记第%d%s", familyNamesZH[family], i+1, kindsZH[i%len(kindsZH)])
		}
		c.Address = firmAddress(catalogue, code, c.Name, c.NameZH)
		list = append(list, c)
	}
	return list
}

func firmAddress(catalogue, code, name, zh string) Address {
	if catalogue == Snacks {
		a := buyerInChina(code)
		a.Company = zh
		return a
	}
	a := buyerAbroad("United Kingdom", code)
	a.Company = name
	return a
}

// Carriers lists the carriers; the first takes any carton packed to its limit.
func Carriers(catalogue string) []Carrier {
	switch catalogue {
	case Gifts:
		return []Carrier{
			{"TOTEX", "Tote Express", "", Standard, "TX", true, 30_000, 1500},
			{"OWLPOST", "Owlpost Next Day", "", Express, "OW", true, 20_000, 1000},
			{"HEDGEROW", "Hedgerow Freight", "", Standard, "HF", true, 40_000, 2400},
		}
	case Snacks:
		return []Carrier{
			{"TOTEX", "Tote Express", "拓特快运", Standard, "TX", true, 30_000, 1500},
			{"YUNQUE", "Cloud Sparrow", "云雀速递", Express, "YQ", true, 20_000, 1000},
			{"ZHICHUAN", "Paper Boat Freight", "纸船物流", Standard, "ZC", true, 40_000, 2400},
		}
	}
	return nil
}

// Cartons lists the cartons from the smallest up. Any unit of the catalogue goes into the largest, a consumer's whole order too.
func Cartons(catalogue string) []Carton {
	if checkCatalogue(catalogue) != nil {
		return nil
	}
	currency, price := "GBP", int64(1)
	if catalogue == Snacks {
		currency, price = "CNY", 6
	}
	wall := func(mm int64) int64 { return mm + 8 } // two walls of 4 mm
	list := []Carton{
		{Code: "C1", Name: "Small box", NameZH: "1号纸箱", InnerLengthMM: 200, InnerWidthMM: 150, InnerHeightMM: 90, TareG: 70, MaxGrossG: 5_000, CostMinor: 14},
		{Code: "C2", Name: "Flat box", NameZH: "2号扁箱", InnerLengthMM: 330, InnerWidthMM: 240, InnerHeightMM: 80, TareG: 130, MaxGrossG: 8_000, CostMinor: 21},
		{Code: "C3", Name: "Cube box", NameZH: "3号方箱", InnerLengthMM: 250, InnerWidthMM: 250, InnerHeightMM: 200, TareG: 180, MaxGrossG: 12_000, CostMinor: 27},
		{Code: "C4", Name: "Medium box", NameZH: "4号纸箱", InnerLengthMM: 380, InnerWidthMM: 280, InnerHeightMM: 220, TareG: 290, MaxGrossG: 18_000, CostMinor: 38},
		{Code: "C5", Name: "Long box", NameZH: "5号长箱", InnerLengthMM: 480, InnerWidthMM: 250, InnerHeightMM: 240, TareG: 340, MaxGrossG: 20_000, CostMinor: 45},
		{Code: "C6", Name: "Large box", NameZH: "6号大箱", InnerLengthMM: 480, InnerWidthMM: 400, InnerHeightMM: 300, TareG: 520, MaxGrossG: 25_000, CostMinor: 62},
		{Code: "C7", Name: "Extra large box", NameZH: "7号特大箱", InnerLengthMM: 600, InnerWidthMM: 420, InnerHeightMM: 420, TareG: 820, MaxGrossG: 30_000, CostMinor: 95},
	}
	for i := range list {
		c := &list[i]
		c.OuterLengthMM, c.OuterWidthMM, c.OuterHeightMM = wall(c.InnerLengthMM), wall(c.InnerWidthMM), wall(c.InnerHeightMM)
		c.CostMinor, c.Currency = c.CostMinor*price, currency
	}
	return list
}
