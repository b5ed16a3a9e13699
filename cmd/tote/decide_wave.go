package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory/fault"
)

type decideWave struct {
	problemFile
	effort
}

// Run prints the number of orders, their ids, the number of aisles and their ids, one a line.
func (c *decideWave) Run(ctx context.Context, t streams) error {
	raw, err := c.read()
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	pool, err := readPool(c.File, raw)
	if err != nil {
		return err
	}
	limited, iterations, end := c.search(ctx)
	defer end()
	pool.Iterations = iterations
	w, err := waving.Select(limited, pool)
	if err != nil {
		return within(c.File, "wave", err)
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%d units from %d aisles, %d iterations, proven %t\n", w.Units, len(w.Aisles), w.Iterations, w.Proven)
	var out bytes.Buffer
	for _, ids := range [][]int{w.Orders, w.Aisles} {
		fmt.Fprintln(&out, len(ids))
		for _, id := range ids {
			fmt.Fprintln(&out, id)
		}
	}
	_, err = out.WriteTo(t.out)
	return err
}

// maxWaveLine bounds a line of a wave's file: an aisle with each of 100,000 items.
const maxWaveLine = 2 << 20

// readPool reads the text format: "orders items aisles", a line "k item quantity ..." for each order and aisle, and "least
// most". The first lines that are wrong are named, all of them up to maxTold.
func readPool(file string, raw []byte) (waving.Pool, error) {
	var g fault.Gather
	rows := wholeNumbers(raw, &g)
	var p waving.Pool
	broken := func() (waving.Pool, error) {
		return waving.Pool{}, g.Invalid("decide.wave", "%s is not a wave", file)
	}
	if g.Len() > 0 {
		return broken()
	}
	if len(rows) < 2 || len(rows[0].n) != 3 || min(rows[0].n[0], rows[0].n[1], rows[0].n[2]) < 0 {
		g.Add("line 1", "decide.wave", "it must give the numbers of orders, items and aisles")
		return broken()
	}
	orders, items, aisles := rows[0].n[0], rows[0].n[1], rows[0].n[2]
	if want := 2 + orders + aisles; orders > int64(len(rows)) || aisles > int64(len(rows)) || want != int64(len(rows)) {
		g.Add("line 1", "decide.wave", "%d orders and %d aisles need two lines more than that, but there are %d", orders, aisles, len(rows))
		return broken()
	}
	for i, r := range rows[1 : len(rows)-1] {
		amounts := r.amounts(items, &g)
		if i < int(orders) {
			p.Orders = append(p.Orders, waving.Want{ID: fmt.Sprintf("%06d", i), Items: amounts})
		} else {
			p.Aisles = append(p.Aisles, waving.Supply{ID: fmt.Sprintf("%06d", i-int(orders)), Items: amounts})
		}
	}
	last := rows[len(rows)-1]
	if len(last.n) != 2 || last.n[0] < 0 || last.n[1] < last.n[0] {
		g.Add(last.where(), "decide.wave", "the last line gives the least and the most units, in this order")
	} else {
		p.Least, p.Most = last.n[0], last.n[1]
	}
	if g.Len() > 0 {
		return broken()
	}
	return p, nil
}

// maxTold bounds the list of bad lines: a file in a wrong format has nothing but those.
const maxTold = 20

// numbers is a line of whole numbers.
type numbers struct {
	line int
	n    []int64
}

func (r numbers) where() string { return fmt.Sprintf("line %d", r.line) }

// wholeNumbers reads the lines that are not blank.
func wholeNumbers(raw []byte, g *fault.Gather) (out []numbers) {
	sc := bufio.NewScanner(bytes.NewReader(raw))
	sc.Buffer(nil, maxWaveLine)
	line := 0
	for sc.Scan() {
		line++
		r := numbers{line: line}
		for k, f := range strings.Fields(sc.Text()) {
			n, err := strconv.ParseInt(f, 10, 64)
			if err != nil && g.Len() < maxTold {
				g.Add(fmt.Sprintf("line %d, field %d", line, k+1), "decide.number", "%.40q is not a whole number", f)
			}
			r.n = append(r.n, n)
		}
		if len(r.n) > 0 {
			out = append(out, r)
		}
	}
	if sc.Err() != nil {
		g.Add(fmt.Sprintf("line %d", line+1), "decide.line", "the line is longer than %d MB", maxWaveLine>>20)
	}
	return out
}

// amounts reads "k item quantity ...".
func (r numbers) amounts(items int64, g *fault.Gather) (out []waving.Amount) {
	told := g.Len() >= maxTold
	if r.n[0] < 0 || int64(len(r.n)-1) != 2*r.n[0] {
		if !told {
			g.Add(r.where(), "decide.wave", "its first number says %d items, but %d numbers follow", r.n[0], len(r.n)-1)
		}
		return nil
	}
	for k := 1; k < len(r.n); k += 2 {
		if r.n[k] < 0 || r.n[k] >= items || r.n[k+1] < 1 {
			if !told {
				g.Add(fmt.Sprintf("%s, field %d", r.where(), k+1), "decide.wave", "%d of item %d: items are 0 to %d, quantities at least 1", r.n[k+1], r.n[k], items-1)
			}
			continue
		}
		out = append(out, waving.Amount{Item: int(r.n[k]), Quantity: r.n[k+1]})
	}
	return out
}
