package api

import (
	"example.com/tote/api/wire"
	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

var suppliers = keeper[partner.Supplier, wire.Supplier]{
	noun: "supplier", put: partner.PutSupplier, find: partner.FindSupplier,
	list: func(r store.Reader, after string, limit int) []partner.Supplier {
		return partner.ListSuppliers(r, partner.Page{After: after, Limit: limit})
	},
	from: func(code string, w wire.Supplier) (partner.Supplier, error) {
		return partner.Supplier{Code: code, Name: w.Name, NameZH: w.NameZH, LeadDays: w.LeadDays, Tolerance: partner.Tolerance(w.Tolerance),
			Address: w.Address, Country: w.Country, Phone: w.Phone, Closed: w.Closed}, nil
	},
	show: func(d partner.Supplier) wire.Supplier {
		return wire.Supplier{Code: d.Code, Name: d.Name, NameZH: d.NameZH, LeadDays: d.LeadDays, Tolerance: wire.Tolerance(d.Tolerance),
			Address: d.Address, Country: d.Country, Phone: d.Phone, Closed: d.Closed, Revision: d.Revision}
	},
	code: func(d partner.Supplier) (string, uint64) { return d.Code, d.Revision },
}

var customers = keeper[partner.Customer, wire.Customer]{
	noun: "customer", put: partner.PutCustomer, find: partner.FindCustomer,
	list: func(r store.Reader, after string, limit int) []partner.Customer {
		return partner.ListCustomers(r, partner.Page{After: after, Limit: limit})
	},
	from: func(code string, w wire.Customer) (partner.Customer, error) {
		return partner.Customer{Code: code, Name: w.Name, NameZH: w.NameZH, MinDays: w.MinDays, Address: w.Address, Country: w.Country,
			Phone: w.Phone, Closed: w.Closed}, nil
	},
	show: func(d partner.Customer) wire.Customer {
		return wire.Customer{Code: d.Code, Name: d.Name, NameZH: d.NameZH, MinDays: d.MinDays, Address: d.Address, Country: d.Country,
			Phone: d.Phone, Closed: d.Closed, Revision: d.Revision}
	},
	code: func(d partner.Customer) (string, uint64) { return d.Code, d.Revision },
}

var carriers = keeper[partner.Carrier, wire.Carrier]{
	noun: "carrier", put: putCarrier, find: partner.FindCarrier,
	list: func(r store.Reader, after string, limit int) []partner.Carrier {
		return partner.ListCarriers(r, partner.Page{After: after, Limit: limit})
	},
	from: carrierFrom, show: showCarrier,
	code: func(d partner.Carrier) (string, uint64) { return d.Code, d.Revision },
}

// putCarrier leases each warehouse its first waybill numbers as soon as a carrier has a range, so that the first parcel
// waits for nothing. A range too short for all of them leaves the last ones to ask.
func putCarrier(tx *store.Tx, c partner.Carrier, expected uint64) (partner.Carrier, error) {
	kept, err := partner.PutCarrier(tx, c, expected)
	if err != nil {
		return kept, err
	}
	for _, w := range inventory.ListWarehouses(tx) {
		if err := leaseWaybills(tx, kept, w.Code); err != nil {
			return kept, err
		}
	}
	return kept, nil
}

func leaseWaybills(tx *store.Tx, c partner.Carrier, warehouse string) error {
	if c.Closed || c.Range.IsZero() {
		return nil
	}
	_, err := fulfilment.GrantWaybills(tx, fulfilment.WaybillsAsked{Warehouse: warehouse, Carrier: c.Code, N: 1})
	if fault.ReasonOf(err) == "carrier.range_exhausted" {
		return nil
	}
	return err
}

func carrierFrom(code string, w wire.Carrier) (partner.Carrier, error) {
	c := partner.Carrier{Code: code, Name: w.Name, NameZH: w.NameZH, Services: w.Services, MaxGrams: w.MaxGrams, MaxEdge: w.MaxEdge, Closed: w.Closed,
		Label: partner.LabelPolicy(w.Label)}
	var err error
	if c.CutOff, err = partner.ParseCutOff(w.CutOff); err != nil {
		return c, err
	}
	if w.Range == (wire.NumberRange{}) {
		return c, nil
	}
	rule := partner.CheckNone
	if w.Range.Check != "" {
		var ok bool
		if rule, ok = partner.CheckRuleOf(w.Range.Check); !ok {
			return c, fault.Invalid("carrier.invalid", "carrier %q cannot be kept as it is", code).
				With(fault.Detail{Where: "range.check", Reason: "range.rule", Message: "check must be none, gs1, mod7 or s10"})
		}
	}
	c.Range = partner.NumberRange{Prefix: w.Range.Prefix, Next: w.Range.Next, Last: w.Range.Last, Width: w.Range.Width, Rule: rule, Suffix: w.Range.Suffix}
	return c, nil
}

func showCarrier(d partner.Carrier) wire.Carrier {
	w := wire.Carrier{Code: d.Code, Name: d.Name, NameZH: d.NameZH, Services: d.Services, MaxGrams: d.MaxGrams, MaxEdge: d.MaxEdge, Closed: d.Closed,
		Label: wire.LabelPolicy(d.Label), CutOff: d.CutOffText(), Revision: d.Revision}
	if r := d.Range; !r.IsZero() {
		w.Range = wire.NumberRange{Prefix: r.Prefix, Next: r.Next, Last: r.Last, Width: r.Width, Check: r.Rule.String(), Suffix: r.Suffix}
	}
	return w
}

var cartons = keeper[partner.Carton, wire.Carton]{
	noun: "carton", put: partner.PutCarton, find: partner.FindCarton,
	list: func(r store.Reader, after string, limit int) []partner.Carton {
		return partner.ListCartons(r, partner.Page{After: after, Limit: limit})
	},
	from: func(code string, w wire.Carton) (partner.Carton, error) {
		return partner.Carton{Code: code, Name: w.Name, NameZH: w.NameZH, Inner: item.Size(w.Inner), Outer: item.Size(w.Outer), Tare: w.Tare,
			MaxGross: w.MaxGross, CostMinor: w.CostMinor, Currency: w.Currency, Active: w.Active}, nil
	},
	show: func(d partner.Carton) wire.Carton {
		return wire.Carton{Code: d.Code, Name: d.Name, NameZH: d.NameZH, Inner: wire.Size(d.Inner), Outer: wire.Size(d.Outer), Tare: d.Tare,
			MaxGross: d.MaxGross, CostMinor: d.CostMinor, Currency: d.Currency, Active: d.Active, Revision: d.Revision}
	},
	code: func(d partner.Carton) (string, uint64) { return d.Code, d.Revision },
}

var warehouses = keeper[layout.Warehouse, wire.Warehouse]{
	noun: "warehouse", put: putWarehouse, find: inventory.FindWarehouse,
	list: func(r store.Reader, after string, limit int) []layout.Warehouse {
		var out []layout.Warehouse
		for _, w := range inventory.ListWarehouses(r) {
			if w.Code > after && len(out) < limit {
				out = append(out, w)
			}
		}
		return out
	},
	from: func(code string, w wire.Warehouse) (layout.Warehouse, error) {
		return layout.Warehouse{Code: code, Name: w.Name, Zone: w.Zone, Address: w.Address, Phone: w.Phone, Country: w.Country, FEFO: layout.FEFO(w.FEFO),
			GS1Prefix: w.GS1Prefix, SSCCExtension: w.SSCCExtension}, nil
	},
	show: func(d layout.Warehouse) wire.Warehouse {
		return wire.Warehouse{Code: d.Code, Name: d.Name, Zone: d.Zone, Address: d.Address, Phone: d.Phone, Country: d.Country, FEFO: string(d.FEFO),
			GS1Prefix: d.GS1Prefix, SSCCExtension: d.SSCCExtension, Revision: d.Revision}
	},
	code: func(d layout.Warehouse) (string, uint64) { return d.Code, d.Revision },
}

// putWarehouse gives a new warehouse its first ranges of printed numbers by the same command, so that none stands without.
func putWarehouse(tx *store.Tx, w layout.Warehouse, expected uint64) (layout.Warehouse, error) {
	kept, err := inventory.PutWarehouse(tx, w, expected)
	if err != nil || expected != 0 {
		return kept, err
	}
	for _, kind := range inventory.PrintedKinds {
		inventory.GrantRange(tx, inventory.Ask{Warehouse: kept.Code, Kind: kind})
	}
	for _, c := range partner.ListCarriers(tx, partner.Page{}) {
		if err := leaseWaybills(tx, c, kept.Code); err != nil {
			return kept, err
		}
	}
	return kept, nil
}
