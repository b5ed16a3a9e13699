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

// What terminals ask beside the verbs of the path from shelf to lorry.
func init() {
	doings["swap"] = ask((*client.Client).Swap)
	doings["misscan"] = tell((*client.Client).Misscan)
	looks["why-not"] = whyNotLook
	looks["lookup"] = lookupLook
	looks["expected"] = expectedLook
	looks["pack-list"] = func(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
		got, err := c.PackList(ctx, wh, arg(args))
		got.Cartons = nil // how they are filled is another story
		return say(reflect.ValueOf(got)), err
	}
}

// whyNotLook asks why a line is not to be had: order and line.
func whyNotLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	if len(args) < 2 {
		return "", fmt.Errorf("say: why-not ORDER LINE")
	}
	line, err := strconv.Atoi(args[1])
	if err != nil {
		return "", err
	}
	got, err := c.WhyNot(ctx, wh, args[0], line)
	lines := []string{fmt.Sprintf("state=%s want=%d have=%d missing=%d", got.State, got.Want, got.Have, got.Missing)}
	for _, cause := range got.Causes {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s -> %s: %s", cause.Reason, cause.Release, cause.Sentence)))
	}
	return strings.Join(lines, "\n"), err
}

func lookupLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	got, err := c.Lookup(ctx, wh, strings.Join(args, " "))
	var lines []string
	for _, m := range got.Meanings {
		lines = append(lines, sayMeaning(m)...)
	}
	if len(lines) == 0 {
		lines = []string{"nothing"}
	}
	return strings.Join(lines, "\n"), err
}

// sayMeaning words a meaning: what it is on one line, below it what lies there.
func sayMeaning(m wire.Meaning) []string {
	balances := m.Balances
	m.Balances, m.Location, m.Parcel = nil, nil, nil
	lines := strings.Split(say(reflect.ValueOf(m)), "\n")
	for _, b := range balances {
		what := fmt.Sprintf("  %s %s available %d", b.SKU, sayBalance(b.Balance), b.Available)
		for _, claim := range b.Claims {
			what += fmt.Sprintf(" for %s/%d", claim.Order, claim.Line)
		}
		if b.Why != "" {
			what += " " + b.Why
		}
		lines = append(lines, what)
	}
	return lines
}

// expectedLook asks which deliveries expect something: filter and value.
func expectedLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	if len(args) != 2 {
		return "", fmt.Errorf("say: expected reference|sku|barcode|lpn VALUE")
	}
	got, err := c.Expected(ctx, wh, client.Query{Filter: map[string]string{args[0]: args[1]}})
	lines := make([]string, len(got))
	for i, e := range got {
		lines[i] = say(reflect.ValueOf(e))
	}
	if len(lines) == 0 {
		lines = []string{"none"}
	}
	return strings.Join(lines, "\n"), err
}
