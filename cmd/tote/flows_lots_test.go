package main

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

func sayEach[O any](all []O) string {
	lines := make([]string, len(all))
	for i, o := range all {
		lines[i] = say(reflect.ValueOf(o))
	}
	return strings.Join(lines, "\n")
}

// traceLook traces: SKU, its lot or - for all of them, a serial number. Numbers of entries are left out.
func traceLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	of := client.TraceOf{SKU: arg(args)}
	if len(args) > 1 && args[1] != "-" {
		of.Lot = args[1]
	}
	if len(args) > 2 {
		of.Serial = args[2]
	}
	steps, err := c.Trace(ctx, wh, of)
	lines := make([]string, len(steps))
	for i, s := range steps {
		_, lines[i], _ = strings.Cut(say(reflect.ValueOf(s)), " ") // without its number
	}
	return strings.Join(lines, "\n"), err
}

func serialLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	found, err := c.Serial(ctx, wh, arg(args))
	return sayEach(found), err
}

// expiringLook lists lots that run out: days ahead, and "value" for the dearest first.
func expiringLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	filter := map[string]string{"days": arg(args)}
	if len(args) > 1 {
		filter["by"] = args[1]
	}
	p, err := c.Expiring(ctx, wh, client.Query{Filter: filter})
	return sayEach(p.Items), err
}

// inspectionPlanLook tells what to look at: SKU, holder, lot.
func inspectionPlanLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	if len(args) < 2 {
		return "", fmt.Errorf("say: inspection-plan SKU HOLDER [LOT]")
	}
	p, err := c.InspectionPlan(ctx, wh, wire.Balance{SKU: args[0], Holder: args[1], Lot: arg(args[2:])})
	return say(reflect.ValueOf(p)), err
}

func inspectionsWaitingLook(ctx context.Context, c *client.Client, wh string, _ []string) (string, error) {
	all, err := c.InspectionsWaiting(ctx, wh)
	return sayEach(all), err
}

// putQualityPlanLine makes a quality plan: its category, level=, major=, minor=, defects=CODE:class:name,...
func putQualityPlanLine(ctx context.Context, h *flowHouse, line string) error {
	category, rest, _ := strings.Cut(line, " ")
	all, err := entriesOf(rest)
	if err != nil {
		return scriptError{err}
	}
	p := wire.QualityPlan{Category: category}
	for _, e := range all {
		if e.name != "defects" {
			if err := set(reflect.ValueOf(&p).Elem(), e.name, e.value); err != nil {
				return scriptError{err}
			}
			continue
		}
		for _, d := range strings.Split(e.value, ",") {
			words := strings.SplitN(d, ":", 3)
			if len(words) != 3 {
				return scriptError{fmt.Errorf("a defect is CODE:class:name, not %q", d)}
			}
			p.Defects = append(p.Defects, wire.DefectCode{Code: words[0], Class: words[1], Name: words[2]})
		}
	}
	_, err = h.admin.PutQualityPlan(ctx, p, 0)
	return err
}

// putLifeRuleLine makes a life rule: its party, days=, items=SKU:days,... and categories=NAME:days,...
func putLifeRuleLine(ctx context.Context, h *flowHouse, line string) error {
	party, rest, _ := strings.Cut(line, " ")
	all, err := entriesOf(rest)
	if err != nil {
		return scriptError{err}
	}
	l := wire.LifeRule{Party: party}
	for _, e := range all {
		if e.name == "days" {
			if l.Days, err = strconv.ParseInt(e.value, 10, 64); err != nil {
				return scriptError{err}
			}
			continue
		}
		for _, pair := range strings.Split(e.value, ",") {
			name, days, _ := strings.Cut(pair, ":")
			n, err := strconv.ParseInt(days, 10, 64)
			if err != nil {
				return scriptError{err}
			}
			it := wire.LifeItem{SKU: name, Days: n}
			if e.name == "categories" {
				it.SKU, it.Category = "", name
			}
			l.Items = append(l.Items, it)
		}
	}
	_, err = h.admin.PutLifeRule(ctx, l, 0)
	return err
}
