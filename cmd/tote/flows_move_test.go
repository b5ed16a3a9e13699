package main

import (
	"context"
	"reflect"
	"strings"
	"time"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
)

// What is done with goods that lie: moved, split, merged, sent to another warehouse, made another owner's.
func init() {
	doings["direct"] = ask((*client.Client).Direct)
	doings["move"] = tell((*client.Client).Move)
	doings["split"] = tell((*client.Client).Split)
	doings["merge"] = tell((*client.Client).Merge)
	doings["change-owner"] = ask((*client.Client).ChangeOwner)
	doings["transfer"] = ask((*client.Client).Transfer)
	doings["send"] = tell((*client.Client).Send)
	doings["dispatch"] = ask((*client.Client).Dispatch)
	doings["settle-transfer"] = ask((*client.Client).SettleTransfer)
	looks["transfer"] = func(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
		got, err := c.TransferOf(ctx, wh, arg(args))
		got.Opened, got.Sent, got.Ended = time.Time{}, time.Time{}, time.Time{}
		return say(reflect.ValueOf(got)), err
	}
	looks["statement"] = statementLook
	furnishings["putaway-rules"] = putRuleLine
	furnishings["close-asns"] = func(ctx context.Context, h *flowHouse, line string) error {
		a, err := h.admin.ASN(ctx, warehouseIn(ctx), line)
		if err == nil {
			_, err = h.admin.CloseASN(ctx, warehouseIn(ctx), line, a.Revision, true)
		}
		return err
	}
	furnishings["gs1"] = func(ctx context.Context, h *flowHouse, line string) error {
		w, err := h.admin.Warehouse(ctx, warehouseIn(ctx))
		if err == nil {
			w.GS1Prefix = line
			_, err = h.admin.PutWarehouse(ctx, w, w.Revision)
		}
		return err
	}
}

// statementLook adds up an owner's stock up to now: owner, or - for the house, and how long ago it begins.
func statementLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	owner := strings.TrimPrefix(arg(args), "-")
	got, err := c.Statement(ctx, wh, owner, time.Unix(1, 0), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
	var lines []string
	for _, l := range got.Lines {
		lines = append(lines, say(reflect.ValueOf(l)))
	}
	return strings.Join(lines, "\n"), err
}

// putRuleLine puts a rule: scope and name, then its targets in order, each kind@zone.
func putRuleLine(ctx context.Context, h *flowHouse, line string) error {
	words := strings.Fields(line)
	rule := wire.PutawayRule{Scope: words[0], Name: words[1]}
	for _, w := range words[2:] {
		kind, zone, _ := strings.Cut(w, "@")
		rule.Targets = append(rule.Targets, wire.PutawayTarget{Kind: kind, Zone: zone})
	}
	_, err := h.admin.PutPutawayRule(ctx, warehouseIn(ctx), rule, 0)
	return err
}

type elsewhereKey struct{}

// elsewhere takes the warehouse off a word such as stock@BJ1.
func elsewhere(ctx context.Context, word string) (context.Context, string) {
	if name, wh, ok := strings.Cut(word, "@"); ok {
		return context.WithValue(ctx, elsewhereKey{}, wh), name
	}
	return ctx, word
}

// warehouseIn is the warehouse a block is about.
func warehouseIn(ctx context.Context) string {
	if wh, ok := ctx.Value(elsewhereKey{}).(string); ok {
		return wh
	}
	return flowWarehouse
}
