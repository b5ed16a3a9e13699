package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"example.com/tote/fulfilment/route"
	"example.com/tote/fulfilment/waving"
	"example.com/tote/inventory/fault"
)

// milli is a length of a case in thousandths of the file's unit, whatever that is; read and written exactly.
type milli int64

const milliDigits = 3

// UnmarshalJSON reads a decimal with up to three places.
func (m *milli) UnmarshalJSON(raw []byte) error {
	whole, part, _ := strings.Cut(string(raw), ".")
	part = strings.TrimRight(part, "0")
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", max(0, milliDigits-len(part))), 10, 64)
	if err != nil || len(part) > milliDigits || strings.HasPrefix(part, "-") {
		return fmt.Errorf("%s is not a length with up to %d decimal places", raw, milliDigits)
	}
	*m = milli(n)
	return nil
}

// MarshalJSON writes the shortest decimal.
func (m milli) MarshalJSON() ([]byte, error) {
	s := fmt.Sprintf("%04d", max(m, -m))
	s = strings.TrimRight(strings.TrimRight(s[:len(s)-milliDigits]+"."+s[len(s)-milliDigits:], "0"), ".")
	if m < 0 {
		s = "-" + s
	}
	return []byte(s), nil
}

// gridCase is the warehouse of a case.
type gridCase struct {
	Name    string  `json:"name"`
	AislesX []milli `json:"aisles_x"`
	CrossY  []milli `json:"cross_y"`
	Depot   struct {
		Aisle int   `json:"aisle"`
		Cross int   `json:"cross"`
		Extra milli `json:"extra"`
	} `json:"depot"`
}

// spotOf is a place in a case: aisle, position along it, and for storage the quantity there.
type spotOf [3]milli

// UnmarshalJSON takes two or three numbers.
func (s *spotOf) UnmarshalJSON(raw []byte) error {
	var all []milli
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	if len(all) < 2 || len(all) > 3 {
		return fmt.Errorf("%s is not [aisle, position] or [aisle, position, quantity]", raw)
	}
	copy(s[:], all)
	return nil
}

// grid makes the warehouse ready; faults name the fields of the case.
func (c *gridCase) grid(g *fault.Gather) (*route.Grid, route.Place) {
	var s route.Shape
	for _, x := range c.AislesX {
		s.Aisles = append(s.Aisles, int64(x))
	}
	for _, y := range c.CrossY {
		s.Cross = append(s.Cross, int64(y))
	}
	out, err := route.NewGrid(s)
	if err != nil {
		for _, d := range fault.From(err).Details {
			d.Where = strings.NewReplacer("aisles", "aisles_x", "cross", "cross_y").Replace(d.Where)
			g.Detail(d)
		}
		return nil, route.Place{}
	}
	d := &c.Depot
	if d.Aisle < 0 || d.Aisle >= len(s.Aisles) || d.Cross < 0 || d.Cross >= len(s.Cross) || d.Extra < 0 {
		g.Add("depot", "decide.depot", "there is no aisle %d with cross aisle %d, or the extra way is negative", d.Aisle, d.Cross)
		return out, route.Place{}
	}
	return out, route.Place{X: s.Aisles[d.Aisle], Y: s.Cross[d.Cross], Off: int64(d.Extra)}
}

// place gives the point of a pick.
func (c *gridCase) place(where string, s spotOf, g *fault.Gather) route.Place {
	a := s[0] / 1000
	if s[0]%1000 != 0 || a < 0 || int(a) >= len(c.AislesX) {
		g.Add(where, "decide.aisle", "there is no such aisle: the case has aisles 0 to %d", len(c.AislesX)-1)
		return route.Place{}
	}
	if n := len(c.CrossY); n > 0 && (s[1] < c.CrossY[0] || s[1] > c.CrossY[n-1]) {
		g.Add(where, "decide.place", "its position lies before the first or behind the last cross aisle")
	}
	return route.Place{X: int64(c.AislesX[a]), Y: int64(s[1])}
}

// unmarshal reads one JSON value and nothing behind it, and tells the line of what is wrong.
func unmarshal(file string, raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	err := dec.Decode(into)
	switch {
	case err == nil:
		if _, more := dec.Token(); more == io.EOF {
			return nil
		}
		err = errors.New("something follows the end of the JSON value")
	case errors.Is(err, io.EOF):
		err = errors.New("nothing stands there: a JSON value is wanted")
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("the file ends within the JSON value: it is cut off")
	}
	at := dec.InputOffset()
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
		err = fmt.Errorf("%s cannot be a JSON %s", cmp.Or(kind.Field, "the whole"), kind.Value)
	}
	line := 1 + bytes.Count(raw[:min(max(0, at), int64(len(raw)))], []byte("\n"))
	return fault.Invalid("decide.json", "%s, line %d: %v", file, line, err)
}

// cases reads a list, each case into a T, telling the case and the line of what is wrong.
func cases[T any](file string, raw []byte) (all []T, rows []json.RawMessage, err error) {
	if err := unmarshal(file, raw, &rows); err != nil {
		return nil, nil, err
	}
	all = make([]T, len(rows))
	from := 0
	for i := range rows {
		from += bytes.Index(raw[from:], rows[i])
		line := 1 + bytes.Count(raw[:from], []byte("\n"))
		from += len(rows[i])
		if err := json.Unmarshal(rows[i], &all[i]); err != nil {
			return nil, nil, fault.Invalid("decide.json", "%s, case %d, which begins in line %d: %v", file, i, line, err)
		}
	}
	return all, rows, nil
}

// list prints answers, one a line.
func list[T any](out io.Writer, all []T) error {
	for i, a := range all {
		raw, err := json.Marshal(a)
		if err != nil {
			return err
		}
		lead := ",\n"
		if i == 0 {
			lead = "[\n"
		}
		if _, err := fmt.Fprintf(out, "%s%s", lead, raw); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		_, err := io.WriteString(out, "[]\n")
		return err
	}
	_, err := io.WriteString(out, "\n]\n")
	return err
}

type decideRoute struct {
	problemFile
	effort
}

// Run prints the cases with a route each.
func (c *decideRoute) Run(ctx context.Context, t streams) error {
	raw, err := c.read()
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	type routeCase struct {
		gridCase
		Picks []spotOf `json:"picks"`
	}
	all, rows, err := cases[routeCase](c.File, raw)
	if err != nil {
		return err
	}
	answers := make([]map[string]json.RawMessage, len(all))
	exact, sum := 0, milli(0)
	for i := range all {
		var g fault.Gather
		grid, depot := all[i].grid(&g)
		trip := route.Trip{Start: depot, End: depot}
		for k, p := range all[i].Picks {
			trip.Stops = append(trip.Stops, route.Stop{ID: fmt.Sprintf("%06d", k), Place: all[i].place(fmt.Sprintf("picks[%d]", k), p, &g)})
		}
		if err := g.Invalid("decide.case", "this case cannot be walked"); err != nil {
			return within(c.File, cmp.Or(all[i].Name, strconv.Itoa(i)), err)
		}
		limited, end := c.limit(ctx)
		plan, err := grid.Plan(limited, trip)
		end()
		if err != nil {
			return within(c.File, cmp.Or(all[i].Name, strconv.Itoa(i)), err)
		}
		if err := json.Unmarshal(rows[i], &answers[i]); err != nil {
			return err
		}
		length := milli(plan.Length)
		if answers[i]["route"], err = json.Marshal(append([]int{}, plan.Order...)); err != nil {
			return err
		}
		if answers[i]["claimed_length"], err = json.Marshal(length); err != nil {
			return err
		}
		sum += length
		if plan.Exact {
			exact++
		}
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	total, _ := sum.MarshalJSON()
	fmt.Fprintf(t.err, "%d cases, %d of them proven shortest, %s together\n", len(all), exact, total)
	return list(t.out, answers)
}

type decideScattered struct {
	problemFile
	effort
}

// scatteredAnswer is the published answer format.
type scatteredAnswer struct {
	Name  string     `json:"name"`
	Picks [][3]int64 `json:"picks"` // article, place index, quantity
	Claim milli      `json:"claimed_length"`
}

// Run prints what to take from where.
func (c *decideScattered) Run(ctx context.Context, t streams) error {
	raw, err := c.read()
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	type scatteredCase struct {
		gridCase
		Articles []struct {
			Need int64    `json:"need"`
			At   []spotOf `json:"at"`
		} `json:"articles"`
	}
	all, _, err := cases[scatteredCase](c.File, raw)
	if err != nil {
		return err
	}
	answers := make([]scatteredAnswer, len(all))
	sum := milli(0)
	for i := range all {
		var g fault.Gather
		grid, depot := all[i].grid(&g)
		e := route.Errand{Start: depot, End: depot, Rounds: c.Iterations}
		if c.Time > 0 {
			e.Rounds = maxDecideRounds
		}
		for a, art := range all[i].Articles {
			out := route.Article{ID: fmt.Sprintf("%06d", a), Need: art.Need}
			for k, s := range art.At {
				where := fmt.Sprintf("articles[%d].at[%d]", a, k)
				if s[2]%1000 != 0 {
					g.Add(where, "decide.quantity", "a quantity is a whole number")
				}
				out.At = append(out.At, route.Source{ID: fmt.Sprintf("%06d", k), Quantity: int64(s[2] / 1000), Place: all[i].place(where, s, &g)})
			}
			e.Articles = append(e.Articles, out)
		}
		if err := g.Invalid("decide.case", "this errand cannot be run"); err != nil {
			return within(c.File, cmp.Or(all[i].Name, strconv.Itoa(i)), err)
		}
		limited, end := c.limit(ctx)
		plan, err := grid.Scatter(limited, e)
		end()
		if err != nil {
			return within(c.File, cmp.Or(all[i].Name, strconv.Itoa(i)), err)
		}
		answers[i] = scatteredAnswer{Name: all[i].Name, Claim: milli(plan.Length), Picks: [][3]int64{}}
		for _, k := range plan.Takes {
			answers[i].Picks = append(answers[i].Picks, [3]int64{int64(k.Article), int64(k.Source), k.Quantity})
		}
		sum += milli(plan.Length)
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	total, _ := sum.MarshalJSON()
	fmt.Fprintf(t.err, "%d cases, %s together\n", len(all), total)
	return list(t.out, answers)
}

type decideBatch struct {
	problemFile
	effort
}

// Run prints the batches of one case.
func (c *decideBatch) Run(ctx context.Context, t streams) error {
	raw, err := c.read()
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	in, p, err := readBatching(c.File, raw)
	if err != nil {
		return err
	}
	limited, iterations, end := c.search(ctx)
	defer end()
	p.Iterations = iterations
	plan, err := waving.MakeBatches(limited, p)
	if err != nil {
		return within(c.File, in.Name, err)
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	answer := struct {
		Batches [][]int `json:"batches"`
	}{[][]int{}}
	for _, b := range plan.Batches {
		answer.Batches = append(answer.Batches, b.Orders)
	}
	total, _ := milli(plan.Length).MarshalJSON()
	fmt.Fprintf(t.err, "%d orders in %d batches, walk %s, %d iterations\n", len(p.Orders), len(plan.Batches), total, plan.Iterations)
	return json.NewEncoder(t.out).Encode(answer)
}

// batchCase is a batching problem of the file; a line of an order is [aisle, position].
type batchCase struct {
	gridCase
	Capacity int64      `json:"capacity"`
	Orders   [][]spotOf `json:"orders"`
}

func readBatching(file string, raw []byte) (in batchCase, p waving.Problem, err error) {
	if err := unmarshal(file, raw, &in); err != nil {
		return in, p, err
	}
	var g fault.Gather
	grid, depot := in.grid(&g)
	if in.Capacity < 1 {
		g.Add("capacity", "decide.capacity", "a cart takes at least one line, not %d", in.Capacity)
	}
	p.Cart = waving.Cart{Lines: in.Capacity}
	places := make([][]route.Place, len(in.Orders))
	for i, o := range in.Orders {
		order := waving.Order{ID: fmt.Sprintf("%06d", i), Lines: int64(len(o)), Units: int64(len(o))}
		for k, l := range o {
			places[i] = append(places[i], in.place(fmt.Sprintf("orders[%d][%d]", i, k), l, &g))
			order.Stops = append(order.Stops, waving.Stop{Aisle: int64(l[0] / 1000), Along: int64(l[1])})
		}
		if order.Lines > in.Capacity {
			g.Detail(fault.Detail{Where: fmt.Sprintf("orders[%d]", i), Reason: "decide.capacity", Want: order.Lines, Have: in.Capacity,
				Message: fmt.Sprintf("its %d lines do not fit the cart of %d", order.Lines, in.Capacity)})
		}
		p.Orders = append(p.Orders, order)
	}
	if err := g.Invalid("decide.case", "these orders cannot be batched"); err != nil {
		return in, p, within(file, in.Name, err)
	}
	if p.Walk, err = grid.Tours(depot, depot, places); err != nil {
		return in, p, within(file, in.Name, err)
	}
	return in, p, nil
}
