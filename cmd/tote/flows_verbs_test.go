package main

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// doing is a verb as a script says it: what it takes, and how the client does it.
type doing struct {
	in      reflect.Type
	company bool
	fact    bool // the device tells it, nobody need be signed in
	do      func(ctx context.Context, c *client.Client, warehouse string, in any) (any, error)
}

func ask[I, O any](do func(*client.Client, context.Context, string, I) (O, error)) doing {
	return doing{in: reflect.TypeFor[I](), do: func(ctx context.Context, c *client.Client, wh string, in any) (any, error) {
		return do(c, ctx, wh, in.(I))
	}}
}

func tell[I, O any](do func(*client.Client, context.Context, string, I) (O, error)) doing {
	d := ask(do)
	d.fact = true
	return d
}

func askCompany[I, O any](do func(*client.Client, context.Context, I) (O, error)) doing {
	d := ask(func(c *client.Client, ctx context.Context, _ string, in I) (O, error) { return do(c, ctx, in) })
	d.company = true
	return d
}

// doings are the client's verbs by the names of the API's verb table.
var doings = map[string]doing{
	"receive": tell((*client.Client).Receive),
	"inspect": tell((*client.Client).Inspect),
	"putaway": tell((*client.Client).Putaway),
	"lease":   ask((*client.Client).Lease),
	"adjust":  ask((*client.Client).Adjust),
	"hold":    ask((*client.Client).Hold),
	"unhold": ask(func(c *client.Client, ctx context.Context, wh string, in wire.LiftHold) (wire.Empty, error) {
		return wire.Empty{}, c.Unhold(ctx, wh, in)
	}),
	"measure":         tell((*client.Client).Measure),
	"resume-supply":   ask((*client.Client).ResumeSupply),
	"plan-supply":     ask((*client.Client).PlanSupply),
	"override-supply": ask((*client.Client).OverrideSupply),
	"order-supply":    ask((*client.Client).OrderSupply),
	"answer-supply":   ask((*client.Client).AnswerSupply),
	"recall":          askCompany((*client.Client).Recall),
	"lift":            askCompany((*client.Client).Lift),
	"accept":          askCompany((*client.Client).Accept),
	"resolve":         askCompany((*client.Client).Resolve),
	"cancel":          askCompany((*client.Client).Cancel),
	"take":            ask((*client.Client).Take),
	"allocate":        ask((*client.Client).Allocate),
	"allocate-all":    ask((*client.Client).AllocateAll),
	"release":         ask((*client.Client).Release),
	"reslot":          ask((*client.Client).Reslot),
	"claim":           ask((*client.Client).Claim),
	"take-over":       ask((*client.Client).TakeOver),
	"end-task":        ask((*client.Client).EndTask),
	"pick":            tell((*client.Client).Pick),
	"short":           tell((*client.Client).Short),
	"close":           tell((*client.Client).Close),
	"pack":            tell((*client.Client).Pack),
	"weigh":           tell((*client.Client).Weigh),
	"label":           ask((*client.Client).Label),
	"reprint":         ask((*client.Client).Reprint),
	"print":           ask((*client.Client).Print),
	"retry-print":     ask((*client.Client).RetryPrint),
	"cancel-print":    ask((*client.Client).CancelPrint),
	"confirm-print":   ask((*client.Client).ConfirmPrint),
	"pause-printer":   ask((*client.Client).PausePrinter),
	"resume-printer":  ask((*client.Client).ResumePrinter),
	"confirm":         tell((*client.Client).Confirm),
	"load":            tell((*client.Client).Load),
	"ship":            ask((*client.Client).Ship),
}

// looking is a look at what the service keeps: the arguments are words.
type looking func(ctx context.Context, c *client.Client, warehouse string, args []string) (string, error)

func one[O any](read func(c *client.Client, ctx context.Context, warehouse, id string) (O, error)) looking {
	return func(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
		got, err := read(c, ctx, wh, arg(args))
		return say(reflect.ValueOf(got)), err
	}
}

func many[O any](word func(O) string, list func(c *client.Client, ctx context.Context, warehouse, of string, q client.Query) (wire.Page[O], error)) looking {
	return func(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
		var lines []string
		pages := func(ctx context.Context, q client.Query) (wire.Page[O], error) { return list(c, ctx, wh, arg(args), q) }
		err := client.All(ctx, client.Query{}, pages, func(o O) error {
			lines = append(lines, word(o))
			return nil
		})
		return strings.Join(lines, "\n"), err
	}
}

func arg(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func sayAny[O any](o O) string { return say(reflect.ValueOf(o)) }

// sayBalance words one balance as a person at the shelf would: where, how much, what of it is spoken for.
func sayBalance(b wire.Balance) string {
	out := fmt.Sprintf("%s %d", b.Holder, b.OnHand)
	if b.Grams > 0 && b.Grams != b.OnHand {
		out += fmt.Sprintf(" %d g", b.Grams)
	}
	if b.Reserved > 0 {
		out += fmt.Sprintf(" reserved %d", b.Reserved)
	}
	if b.Lot != "" {
		out += " lot " + b.Lot
	}
	if b.Status != "available" {
		out += " " + b.Status
	}
	if b.Owner != "" {
		out += " owner " + b.Owner
	}
	return out
}

func sayReservedLine(l wire.OrderLine) string {
	lists := strings.Split(say(reflect.ValueOf(l)), "\n")
	first, _ := strings.CutPrefix(lists[0], "order="+l.Order+" ")
	return strings.Join(append([]string{first}, lists[1:]...), "\n")
}

// looks are the readings a script can ask for, beside the verbs.
var looks = map[string]looking{
	"stock":    stockLook,
	"contents": contentsLook,
	"lots": many(sayAny, func(c *client.Client, ctx context.Context, wh, sku string, q client.Query) (wire.Page[wire.Lot], error) {
		return c.Lots(ctx, wh, sku, q)
	}),
	"trace":               traceLook,
	"serial":              serialLook,
	"expiring":            expiringLook,
	"inspection-plan":     inspectionPlanLook,
	"inspections-waiting": inspectionsWaitingLook,
	"supplies": many(sayAny, func(c *client.Client, ctx context.Context, wh, supplier string, q client.Query) (wire.Page[wire.Supply], error) {
		q.Filter = map[string]string{"supplier": supplier}
		return c.Supplies(ctx, wh, q)
	}),
	"inspection":  one((*client.Client).Inspection),
	"supply-plan": one((*client.Client).SupplyPlan),
	"supply-proposals": many(sayAny, func(c *client.Client, ctx context.Context, wh, _ string, q client.Query) (wire.Page[wire.SupplyProposal], error) {
		return c.SupplyProposals(ctx, wh)
	}),
	"proposed-supply": many(sayAny, (*client.Client).ProposedSupply),
	"supply-overrides": many(sayAny, func(c *client.Client, ctx context.Context, wh, _ string, q client.Query) (wire.Page[wire.SupplyOverride], error) {
		return c.SupplyOverrides(ctx, wh, q)
	}),
	"supply-policy": one(func(c *client.Client, ctx context.Context, wh, _ string) (wire.SupplyPolicy, error) {
		return c.SupplyPolicy(ctx, wh)
	}),
	"supplier-figures": one(func(c *client.Client, ctx context.Context, wh, supplier string) (wire.SupplierFigures, error) {
		return c.SupplierFigures(ctx, wh, supplier, client.Query{})
	}),
	"recall-of": one(func(c *client.Client, ctx context.Context, _, id string) (wire.Recall, error) {
		return c.ReadRecall(ctx, id)
	}),
	"recalled": many(sayAny, func(c *client.Client, ctx context.Context, _, id string, q client.Query) (wire.Page[wire.RecallRow], error) {
		return c.RecallGoods(ctx, id, q)
	}),
	"item": one(func(c *client.Client, ctx context.Context, _, sku string) (wire.Item, error) { return c.Item(ctx, sku) }),
	"holds": many(sayAny, func(c *client.Client, ctx context.Context, wh, _ string, q client.Query) (wire.Page[wire.Hold], error) {
		return c.Holds(ctx, wh, q)
	}),
	"exceptions": many(sayAny, func(c *client.Client, ctx context.Context, _, _ string, q client.Query) (wire.Page[wire.Order], error) {
		return c.Exceptions(ctx, q)
	}),
	"tasks": many(sayAny, func(c *client.Client, ctx context.Context, wh, kind string, q client.Query) (wire.Page[wire.Task], error) {
		q.Filter = map[string]string{"kind": kind}
		return c.Tasks(ctx, wh, q)
	}),
	"lines":           many(sayReservedLine, (*client.Client).Lines),
	"parcels":         parcelsLook,
	"suggest":         suggestLook,
	"order":           one(func(c *client.Client, ctx context.Context, _, id string) (wire.Order, error) { return c.Order(ctx, id) }),
	"warehouse-order": one((*client.Client).WarehouseOrder),
	"task":            one((*client.Client).Task),
	"parcel":          one((*client.Client).Parcel),
	"wave":            one((*client.Client).Wave),
	"manifest":        one((*client.Client).Manifest),
	"reslotting": one(func(c *client.Client, ctx context.Context, wh, id string) (wire.Reslotting, error) {
		return c.Reslotting(ctx, wh, id, client.Query{})
	}),
	"classes": many(sayAny, func(c *client.Client, ctx context.Context, wh, _ string, q client.Query) (wire.Page[wire.ItemClass], error) {
		return c.Classes(ctx, wh, q)
	}),
	"printer":    one((*client.Client).Printer),
	"station":    one((*client.Client).Station),
	"print-jobs": printJobsLook,
	"print-job": one(func(c *client.Client, ctx context.Context, wh, key string) (wire.PrintJob, error) {
		parts := strings.Split(key, "/")
		n, err := strconv.Atoi(parts[len(parts)-1])
		if err != nil {
			return wire.PrintJob{}, err
		}
		return c.PrintJob(ctx, wh, parts[0], strings.Join(parts[1:len(parts)-1], "/"), n)
	}),
	"printer-status": one(func(c *client.Client, ctx context.Context, wh, code string) (wire.PrinterStatus, error) {
		return c.PrinterStatus(ctx, wh, code, false)
	}),
	"purchase-order": one((*client.Client).PurchaseOrder),
	"asn":            one((*client.Client).ASN),
	"job": one(func(c *client.Client, ctx context.Context, wh, id string) (wire.Job, error) {
		n, err := strconv.ParseUint(id, 10, 64)
		if err != nil {
			return wire.Job{}, err
		}
		return c.Job(ctx, wh, n)
	}),
}

func stockLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	var lines []string
	for _, sku := range args {
		err := client.All(ctx, client.Query{}, func(ctx context.Context, q client.Query) (wire.Page[wire.Balance], error) {
			return c.Stock(ctx, wh, sku, q)
		},
			func(b wire.Balance) error {
				line := sayBalance(b)
				if len(args) > 1 {
					line = sku + " " + line
				}
				lines = append(lines, line)
				return nil
			})
		if err != nil {
			return "", err
		}
	}
	slices.Sort(lines)
	if len(lines) == 0 {
		return "none", nil
	}
	return strings.Join(lines, "\n"), nil
}

func contentsLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	got, err := c.Contents(ctx, wh, arg(args))
	if err != nil {
		return "", err
	}
	var lines []string
	for _, b := range got.Balances {
		what, _ := strings.CutPrefix(sayBalance(b), b.Holder+" ")
		lines = append(lines, b.SKU+" "+what)
	}
	got.Balances = nil
	return strings.Join(append([]string{say(reflect.ValueOf(got))}, lines...), "\n"), nil
}

func parcelsLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	all, err := c.Parcels(ctx, wh, arg(args))
	lines := make([]string, len(all))
	for i, p := range all {
		lines[i] = say(reflect.ValueOf(p))
	}
	return strings.Join(lines, "\n"), err
}

// printJobsLook lists the print jobs in a state, or all: what each is, and how far.
func printJobsLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	var lines []string
	pages := func(ctx context.Context, q client.Query) (wire.Page[wire.PrintJob], error) {
		return c.PrintJobs(ctx, wh, q)
	}
	err := client.All(ctx, client.Query{Filter: map[string]string{"state": arg(args)}}, pages, func(j wire.PrintJob) error {
		lines = append(lines, strings.TrimSpace(j.Print+" "+j.State+" "+j.Printer))
		return nil
	})
	return strings.Join(lines, "\n"), err
}

// suggestLook asks for places: SKU, where the goods are, how many, their lot.
func suggestLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	if len(args) < 3 {
		return "", fmt.Errorf("say: suggest SKU HOLDER QUANTITY [LOT]")
	}
	n, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil {
		return "", err
	}
	all, err := c.Suggest(ctx, wh, wire.Balance{SKU: args[0], Holder: args[1], OnHand: n, Lot: arg(args[3:])}, 3)
	lines := make([]string, len(all))
	for i, s := range all {
		lines[i] = say(reflect.ValueOf(s))
	}
	return strings.Join(lines, "\n"), err
}
