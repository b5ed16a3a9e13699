package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.com/tote/api/client"
)

// What is looked at as a report: "report KIND", then its parameters; ago=3d is the moment three days ago, since=10d begins a
// period then. Dates, moments and what depends on the second are left out; as= writes a sheet, told by its heading.
func init() { looks["report"] = reportLook }

func reportLook(ctx context.Context, c *client.Client, wh string, args []string) (string, error) {
	r := client.Report{Kind: arg(args), Warehouse: wh}
	clock, err := c.ReadReport(ctx, client.Report{Kind: "value", Warehouse: wh}) // up to now
	if err != nil {
		return "", err
	}
	for _, a := range args[1:] {
		key, v, _ := strings.Cut(a, "=")
		var days int
		_, _ = fmt.Sscanf(v, "%dd", &days)
		then := clock.Before.AddDate(0, 0, -days).Format(time.RFC3339)
		switch key {
		case "at":
			r.At = v
		case "ago":
			r.At = then
		case "from":
			r.From = v
		case "since":
			r.From = then
		case "by":
			r.By = v
		case "days":
			r.Days = v
		case "sku":
			r.SKU = v
		case "zone":
			r.Zone = v
		case "owner":
			r.Owner = v
		case "language":
			r.Language = v
		case "as":
			r.Format, r.BOM = v, true
		default:
			return "", fmt.Errorf("report: no parameter %q", key)
		}
	}
	if r.Format != "" {
		var file strings.Builder
		_, err := c.Report(ctx, r, &file)
		heading, _, _ := strings.Cut(strings.TrimPrefix(file.String(), "\ufeff"), "\r\n")
		return heading, err
	}
	got, err := c.ReadReport(ctx, r)
	var lines []string
	for _, row := range got.Rows {
		var cells []string
		for _, col := range got.Columns {
			v, ok := row[col.Key]
			if !ok || col.Unit == "date" || col.Unit == "moment" || col.Unit == "thousandths" || col.Key == "name" || col.Key == "unit" || fmt.Sprint(v) == "0" {
				continue
			}
			cells = append(cells, fmt.Sprintf("%s=%v", col.Key, v))
		}
		lines = append(lines, strings.Join(cells, " "))
	}
	return strings.Join(lines, "\n"), err
}
