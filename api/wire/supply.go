package wire

import "time"

// PlanSupply asks for a plan of what is to be ordered. Midnight makes one by itself.
type PlanSupply struct {
	Stamp
}

// SupplyPlanned names the job that plans.
type SupplyPlanned struct {
	Job uint64 `json:"job"`
}

// SupplyPlan says when an item is to be ordered and how much, of the house's own stock. Quantities are base units, forecasts
// thousandths of them.
type SupplyPlan struct {
	SKU        string `json:"sku"`
	Supplier   string `json:"supplier,omitempty"`
	Method     string `json:"method" doc:"idle, young, regular or intermittent"`
	Forecast   int64  `json:"forecast,omitempty" doc:"Of this week, thousandths"`
	Error      int64  `json:"error,omitempty" doc:"Standard deviation of a week's forecast from what was wanted, thousandths"`
	Demand     int64  `json:"demand,omitempty" doc:"Expected until what is ordered at the next chance is there, thousandths"`
	LeadHours  int64  `json:"lead_hours,omitempty"`
	LeadSpread int64  `json:"lead_spread,omitempty" doc:"Standard deviation, hours"`
	LeadFrom   string `json:"lead_from,omitempty" doc:"policy, supplier, measured, measured of the item, or override"`
	Safety     int64  `json:"safety,omitempty"`
	Reorder    int64  `json:"reorder,omitempty" doc:"Ordered while free and on order, less owed, are below it"`
	UpTo       int64  `json:"up_to,omitempty"`
	Free       int64  `json:"free,omitempty" doc:"In the house and not reserved"`
	Owed       int64  `json:"owed,omitempty" doc:"Orders wait for it"`
	OnOrder    int64  `json:"on_order,omitempty"`
	Proposal   int64  `json:"proposal,omitempty" doc:"What should be ordered"`
	Packs      int64  `json:"packs,omitempty" doc:"The same in packs"`
	Pack       string `json:"pack,omitempty" doc:"each, inner, case or pallet"`
	Value      int64  `json:"value,omitempty" doc:"Of the proposal, minor units, by the catalogue's price"`
	Currency   string `json:"currency,omitempty"`
	Overridden bool   `json:"overridden,omitempty"`
	Never      bool   `json:"never,omitempty" doc:"Somebody decided that it is not ordered"`

	Figured  *SupplyLevels   `json:"figured,omitempty" doc:"Levels as figured, where a person overrode them"`
	Why      string          `json:"why,omitempty"`
	At       time.Time       `json:"at,omitzero" doc:"Since when the plan says so"`
	Override *SupplyOverride `json:"override,omitempty" doc:"Absent in lists"`
	Weeks    []DemandWeek    `json:"weeks,omitempty" doc:"What customers took, oldest first; absent in lists"`
}

// SupplyLevels are when to order and up to where.
type SupplyLevels struct {
	Safety  int64 `json:"safety"`
	Reorder int64 `json:"reorder"`
	UpTo    int64 `json:"up_to"`
}

// DemandWeek is what customers took in a week, by the day it begins.
type DemandWeek struct {
	Monday string `json:"monday"`
	Taken  int64  `json:"taken"`
}

// OverrideSupply puts a person's figures in place of those figured; without any, those set before are lifted.
type OverrideSupply struct {
	Stamp
	SKU      string `json:"sku"`
	Safety   *int64 `json:"safety,omitempty"`
	Reorder  *int64 `json:"reorder,omitempty"`
	UpTo     *int64 `json:"up_to,omitempty"`
	LeadDays *int64 `json:"lead_days,omitempty" doc:"Holds from the next plan on"`
	Never    bool   `json:"never,omitempty" doc:"It is never proposed"`
	Reason   string `json:"reason"`
}

// SupplyOverride is what a person decided about an item, who and why, and what was decided before.
type SupplyOverride struct {
	SKU      string           `json:"sku"`
	State    string           `json:"state" doc:"stands or lifted"`
	Safety   *int64           `json:"safety,omitempty"`
	Reorder  *int64           `json:"reorder,omitempty"`
	UpTo     *int64           `json:"up_to,omitempty"`
	LeadDays *int64           `json:"lead_days,omitempty"`
	Never    bool             `json:"never,omitempty"`
	Reason   string           `json:"reason,omitempty"`
	Worker   string           `json:"worker,omitempty"`
	At       time.Time        `json:"at,omitzero"`
	Before   []SupplyDecision `json:"before,omitempty" doc:"Latest first"`
}

// SupplyDecision is an override that was replaced or lifted.
type SupplyDecision struct {
	Safety   *int64    `json:"safety,omitempty"`
	Reorder  *int64    `json:"reorder,omitempty"`
	UpTo     *int64    `json:"up_to,omitempty"`
	LeadDays *int64    `json:"lead_days,omitempty"`
	Never    bool      `json:"never,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Worker   string    `json:"worker,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// SupplyProposal is what should be ordered from one supplier.
type SupplyProposal struct {
	Supplier string `json:"supplier" doc:"Empty: of items whose supplier the catalogue does not name"`
	Name     string `json:"name,omitempty"`
	NameZH   string `json:"name_zh,omitempty"`
	Lines    int64  `json:"lines"`
	Units    int64  `json:"units"`
	Value    int64  `json:"value,omitempty" doc:"Minor units, by the catalogue's prices; absent if they are in several currencies"`
	Currency string `json:"currency,omitempty"`
	Stale    bool   `json:"stale,omitempty" doc:"Purchase orders were made by hand since: plan again before ordering"`
}

// OrderSupply makes a purchase order of what is proposed for a supplier.
type OrderSupply struct {
	Stamp
	Supplier string       `json:"supplier"`
	Number   string       `json:"number,omitempty" doc:"Of the purchase order; absent: the warehouse numbers it. That of one made so before: lines are added"`
	Expected string       `json:"expected,omitempty" doc:"Date; absent: today and the longest lead time"`
	Lines    []SupplyLine `json:"lines,omitempty" doc:"Absent: all that is proposed. At most 60 a command"`
}

// SupplyLine orders one item of a proposal.
type SupplyLine struct {
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity,omitempty" doc:"Absent: as proposed"`
	UoM      string `json:"uom,omitempty" doc:"What quantity counts: each, inner, case or pallet, g or kg of catch-weight goods; absent: base units"`
}

// SupplyOrdered tells what was ordered.
type SupplyOrdered struct {
	PurchaseOrder string `json:"purchase_order"`
	Supplier      string `json:"supplier"`
	Expected      string `json:"expected,omitempty"`
	Lines         int    `json:"lines" doc:"By this command"`
	Units         int64  `json:"units"`
	Value         int64  `json:"value,omitempty" doc:"Minor units; absent if the items are priced in several currencies"`
	Currency      string `json:"currency,omitempty"`
	More          bool   `json:"more,omitempty" doc:"More is proposed: order again under the same number"`
}

// AnswerSupply tells what a supplier said to a purchase order.
type AnswerSupply struct {
	Stamp
	PurchaseOrder string         `json:"purchase_order"`
	Promised      string         `json:"promised,omitempty" doc:"Date"`
	Lines         []AnsweredLine `json:"lines,omitempty" doc:"Only those it says something else of than was ordered, or confirms"`
}

// AnsweredLine is what a supplier will bring of a line.
type AnsweredLine struct {
	Line      int   `json:"line"`
	Confirmed int64 `json:"confirmed" doc:"Base units; 0: it refuses the line"`
}

// SupplyAnswered tells how the order stands.
type SupplyAnswered struct {
	PurchaseOrder string    `json:"purchase_order"`
	Supplier      string    `json:"supplier"`
	Promised      string    `json:"promised,omitempty"`
	Replied       time.Time `json:"replied" doc:"First answer"`
	Refused       int64     `json:"refused,omitempty" doc:"Units that will not come"`
}

// SupplyPolicy says how a warehouse has enough.
type SupplyPolicy struct {
	Service  int64  `json:"service" doc:"Permille of cycles without a stock-out: 500 to 999"`
	Review   int64  `json:"review" doc:"Days between two orders to a supplier"`
	Cycle    int64  `json:"cycle,omitempty" doc:"Days of demand an order brings beyond what is needed"`
	Lead     int64  `json:"lead" doc:"Days, of suppliers that were never measured and tell none"`
	Revision uint64 `json:"revision,omitempty"`
}

// SupplierFigures tell how a supplier delivered the orders that were placed with it in some months. Rates are permille, absent
// while there is nothing to make them of.
type SupplierFigures struct {
	Supplier string `json:"supplier"`
	Name     string `json:"name,omitempty"`
	NameZH   string `json:"name_zh,omitempty"`
	From     string `json:"from" doc:"First month, like 2026-03"`
	To       string `json:"to" doc:"Last month"`
	Orders   int64  `json:"orders"`
	Lines    int64  `json:"lines"`
	Ordered  int64  `json:"ordered" doc:"Base units"`
	Received int64  `json:"received"`

	Replied      int64  `json:"replied,omitempty" doc:"Orders that were answered"`
	ReplyMinutes *int64 `json:"reply_minutes,omitempty" doc:"Mean time from placed to answered"`
	RefusedLines int64  `json:"refused_lines,omitempty" doc:"Lines of which it says it brings less than was ordered"`

	Due        int64  `json:"due,omitempty" doc:"Lines that came whole, or should have by now"`
	OnTime     int64  `json:"on_time,omitempty" doc:"Of them whole by the day promised, or else expected"`
	OnTimeRate *int64 `json:"on_time_rate,omitempty"`
	LateDays   int64  `json:"late_days,omitempty" doc:"Of all lines that came later, together"`

	Ended      int64  `json:"ended,omitempty" doc:"Lines of orders that are complete or closed"`
	Short      int64  `json:"short,omitempty" doc:"Of them with less than was ordered"`
	ShortUnits int64  `json:"short_units,omitempty"`
	ShortRate  *int64 `json:"short_rate,omitempty" doc:"Of lines"`

	Leads      int64 `json:"leads,omitempty" doc:"Lines whose lead time was measured"`
	LeadHours  int64 `json:"lead_hours,omitempty" doc:"Mean, from placed to the first goods"`
	LeadSpread int64 `json:"lead_spread,omitempty" doc:"Standard deviation, hours"`

	Looked     int64  `json:"looked,omitempty" doc:"Units quality control looked at in these months"`
	Bad        int64  `json:"bad,omitempty" doc:"Of them with a defect"`
	DefectRate *int64 `json:"defect_rate,omitempty"`
	Failed     int64  `json:"failed,omitempty" doc:"Units that went to quarantine"`
}
