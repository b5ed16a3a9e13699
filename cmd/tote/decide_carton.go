package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.com/tote/fulfilment/cartonize"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
)

type decideCarton struct {
	problemFile
	effort
	Boxes string `help:"CSV of the boxes; by default boxes.csv beside the orders." type:"path"`
}

// The columns read and printed. A piece stands at x, y, z, the corner nearest to the box's, and is that long, wide and high
// as turned; carton counts from 1 within an order or problem.
var (
	orderColumns  = []string{"order", "qty", "item", "w", "l", "d", "weight_g"}
	boxColumns    = []string{"box", "outer_w", "outer_l", "outer_d", "tare_g", "inner_w", "inner_l", "inner_d", "max_gross_g"}
	answerColumns = []string{"order", "carton", "box", "item", "x", "y", "z", "length", "width", "height"}
)

// packing is one order, or one container to fill.
type packing struct {
	name  string
	units []cartonize.Unit
	boxes []cartonize.Box
	fill  bool
}

// Run prints a row for every piece.
func (c *decideCarton) Run(ctx context.Context, t streams) error {
	raw, err := c.read()
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	all, err := c.packings(raw)
	if err != nil {
		return err
	}
	rules := cartonize.Rules{Effort: c.Iterations}
	if c.Time > 0 {
		rules.Effort = maxEffort
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(answerColumns) // into memory: the error is told by Flush, and there is none
	boxes, outer, used := 0, int64(0), int64(0)
	for _, p := range all {
		plan, err := c.pack(ctx, p, rules)
		if err != nil {
			return within(c.File, p.name, err)
		}
		for k, carton := range plan.Cartons {
			boxes, outer, used = boxes+1, outer+carton.Outer.Volume(), used+1000-carton.Void
			for _, s := range carton.Places {
				row := []string{p.name, strconv.Itoa(k + 1), carton.Code, p.units[s.Unit].ID}
				for _, n := range []int64{s.X, s.Y, s.Z, s.Size.Length, s.Size.Width, s.Size.Height} {
					row = append(row, strconv.FormatInt(n, 10))
				}
				_ = w.Write(row)
			}
		}
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	fmt.Fprintf(t.err, "%d packed into %d boxes, %d l outside, %d permille used on average\n", len(all), boxes, outer/1_000_000, used/int64(max(1, boxes)))
	_, err = out.WriteTo(t.out)
	return err
}

// maxEffort is more search than any time allows.
const maxEffort = 1_000_000

func (c *decideCarton) pack(ctx context.Context, p packing, rules cartonize.Rules) (plan cartonize.Plan, err error) {
	if err := stopped(ctx); err != nil {
		return plan, err
	}
	limited, end := c.limit(ctx)
	defer end()
	if p.fill {
		return cartonize.Fill(limited, p.units, p.boxes[0], rules)
	}
	if plan, err = cartonize.Pack(limited, p.units, p.boxes, rules); err != nil {
		return plan, err
	}
	var g fault.Gather
	for _, l := range plan.Left {
		g.Add("item "+p.units[l.Unit].ID, l.Reason, "%d left out: %s", l.Quantity, l.Message)
	}
	return plan, g.Refused("decide.left", "not all units can be packed")
}

// packings tells the two formats apart: orders begin with their column names, containers with a number.
func (c *decideCarton) packings(raw []byte) ([]packing, error) {
	raw, err := gunzip(c.File, raw)
	if err != nil {
		return nil, err
	}
	if first, _, _ := bytes.Cut(bytes.TrimSpace(raw), []byte("\n")); !bytes.Contains(first, []byte(",")) {
		return readContainers(c.File, raw)
	}
	from := problemFile{c.Boxes}
	if from.File == "" {
		if c.File == "-" {
			return nil, fault.Invalid("decide.boxes", "orders from standard input need --boxes")
		}
		from.File = filepath.Join(filepath.Dir(c.File), "boxes.csv")
	}
	list, err := from.read()
	if err != nil {
		return nil, err
	}
	boxes, err := readBoxes(from.File, list)
	if err != nil {
		return nil, err
	}
	return readOrders(c.File, raw, boxes)
}

// gunzip opens what is packed and leaves alone what is not.
func gunzip(file string, raw []byte) ([]byte, error) {
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		return raw, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err == nil {
		raw, err = io.ReadAll(io.LimitReader(z, maxDecideBytes+1))
	}
	if err != nil || len(raw) > maxDecideBytes {
		return nil, fault.Invalid("decide.file", "%s is damaged, or unpacks to more than %d MB", file, maxDecideBytes>>20).Because(err)
	}
	return raw, nil
}

// rows reads a CSV with these columns and hands on each row, with a function that reads a whole number of it.
func rows(file string, raw []byte, columns []string, take func(row []string, number func(column string) int64)) error {
	var g fault.Gather
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = len(columns)
	head, err := r.Read()
	if err != nil || !slices.Equal(head, columns) {
		return fault.Invalid("decide.csv", "%s, line 1: the columns must be %s", file, strings.Join(columns, ","))
	}
	for g.Len() < maxTold {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			g.Add("row", "decide.csv", "%v", err)
			break
		}
		take(row, func(column string) int64 {
			k := slices.Index(columns, column)
			n, err := strconv.ParseInt(row[k], 10, 64)
			if err != nil || n < 0 {
				line, _ := r.FieldPos(k)
				g.Add(fmt.Sprintf("line %d, %s", line, column), "decide.number", "%.40q is not a whole number from 0", row[k])
			}
			return n
		})
	}
	return g.Invalid("decide.csv", "%s has bad rows", file)
}

func readBoxes(file string, raw []byte) (boxes []cartonize.Box, err error) {
	return boxes, rows(file, raw, boxColumns, func(row []string, n func(string) int64) {
		boxes = append(boxes, cartonize.Box{Code: row[0], Tare: n("tare_g"), MaxGross: n("max_gross_g"), Stock: cartonize.Endless,
			Outer: item.Size{Length: n("outer_l"), Width: n("outer_w"), Height: n("outer_d")},
			Inner: item.Size{Length: n("inner_l"), Width: n("inner_w"), Height: n("inner_d")}})
	})
}

// readOrders joins the rows of an order, which lie together.
func readOrders(file string, raw []byte, boxes []cartonize.Box) (all []packing, err error) {
	err = rows(file, raw, orderColumns, func(row []string, n func(string) int64) {
		if len(all) == 0 || all[len(all)-1].name != row[0] {
			all = append(all, packing{name: row[0], boxes: boxes})
		}
		p := &all[len(all)-1]
		p.units = append(p.units, cartonize.Unit{ID: row[2], SKU: item.SKU(row[2]), Quantity: n("qty"), Grams: n("weight_g"),
			Size: item.Size{Length: n("l"), Width: n("w"), Height: n("d")}})
	})
	return all, err
}

// readContainers reads thpack text: the number of problems; for each its number (and a seed), the container, the number of
// types, and a line "id l may-stand w may-stand h may-stand count" for each.
func readContainers(file string, raw []byte) (all []packing, err error) {
	var g fault.Gather
	lines := wholeNumbers(raw, &g)
	at := 0
	next := func(least, most int, what string) []int64 {
		if g.Len() > 0 {
			return make([]int64, most)
		}
		if at == len(lines) {
			g.Add("the end", "decide.thpack", "%s is missing", what)
			return make([]int64, most)
		}
		r := lines[at]
		at++
		if len(r.n) < least || len(r.n) > most || slices.Min(r.n) < 0 {
			g.Add(r.where(), "decide.thpack", "%s is wanted here: %d numbers from 0, not %d", what, most, len(r.n))
			return make([]int64, most)
		}
		return r.n
	}
	for range min(next(1, 1, "the number of problems")[0], int64(len(lines))) {
		p := packing{fill: true, name: strconv.FormatInt(next(1, 2, "a problem's number and seed")[0], 10)}
		size := next(3, 3, "a container's length, width and height")
		in := item.Size{Length: size[0], Width: size[1], Height: size[2]}
		p.boxes = []cartonize.Box{{Code: "container", Inner: in, Outer: in, Stock: cartonize.Endless}}
		for range min(next(1, 1, "the number of types")[0], int64(len(lines))) {
			r := next(8, 8, "a type: id, three edges each with its mark, count")
			p.units = append(p.units, cartonize.Unit{ID: strconv.FormatInt(r[0], 10), Quantity: r[7], Grams: 1,
				Size:  item.Size{Length: r[1], Width: r[3], Height: r[5]},
				Stand: cartonize.Edges(min(r[2], 1)) | cartonize.Edges(min(r[4], 1))<<1 | cartonize.Edges(min(r[6], 1))<<2})
		}
		if g.Len() > 0 {
			break
		}
		all = append(all, p)
	}
	if g.Len() == 0 && at < len(lines) {
		g.Add(lines[at].where(), "decide.thpack", "something follows the last problem")
	}
	return all, g.Invalid("decide.thpack", "%s is not a list of container problems", file)
}
