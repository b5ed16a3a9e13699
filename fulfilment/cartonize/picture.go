package cartonize

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// marks name the pieces of a picture, in packing order.
const marks = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func mark(i int) byte {
	if i < len(marks) {
		return marks[i]
	}
	return '#'
}

// Text draws a carton for a terminal of the given width: for every height at which pieces stand, the floor as seen from
// above with a letter a piece, front at the bottom, and then the pieces with what they are.
func Text(c Carton, units []Unit, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d x %d x %d mm\n", c.Code, c.Inner.Length, c.Inner.Width, c.Inner.Height)
	cols := max(8, min(width-2, 48))
	rows := max(3, int(int64(cols)*c.Inner.Width/max(1, c.Inner.Length)/2)) // a character is twice as high as wide
	rows = min(rows, 24)
	var heights []int64
	for _, p := range c.Places {
		heights = append(heights, p.Z)
	}
	slices.Sort(heights)
	for _, z := range slices.Compact(heights) {
		fmt.Fprintf(&b, "height %d mm\n", z)
		grid := make([][]byte, rows)
		for r := range grid {
			grid[r] = bytes.Repeat([]byte{'.'}, cols)
		}
		for i, p := range c.Places {
			if p.Z != z {
				continue
			}
			x0, x1 := cells(p.X, p.Size.Length, c.Inner.Length, cols)
			y0, y1 := cells(p.Y, p.Size.Width, c.Inner.Width, rows)
			for y := y0; y < y1; y++ {
				for x := x0; x < x1; x++ {
					grid[rows-1-y][x] = mark(i)
				}
			}
		}
		edge := "+" + strings.Repeat("-", cols) + "+\n"
		b.WriteString(edge)
		for _, row := range grid {
			fmt.Fprintf(&b, "|%s|\n", row)
		}
		b.WriteString(edge)
	}
	for i, p := range c.Places {
		note := ""
		if u := &units[p.Unit]; u.Fragile {
			note = " fragile"
		}
		fmt.Fprintf(&b, "%c %s, %s up%s\n", mark(i), units[p.Unit].SKU, p.Up, note)
	}
	return b.String()
}

// cells gives the characters a length covers: at least one, so that a thin piece is still seen.
func cells(at, length, whole int64, n int) (int, int) {
	from := int(at * int64(n) / max(1, whole))
	to := int((at + length) * int64(n) / max(1, whole))
	from = min(from, n-1)
	return from, min(n, max(to, from+1))
}

// String words a single edge: "height" up means as it stands on the shelf.
func (e Edges) String() string {
	var words []string
	for i, w := range []string{"length", "width", "height"} {
		if e&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return strings.Join(words, "|")
}

// SVG draws a carton in parallel projection, seen from the front right and above, its pieces back to front.
func SVG(c Carton, units []Unit) []byte {
	order := drawingOrder(c.Places)
	in := c.Inner
	height := in.Height + in.Width/2
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 %d %d" stroke="#000" stroke-width="1" font-size="%d" text-anchor="middle">`,
		in.Length+in.Width/2+20, height+20, max(8, in.Height/12))
	b.WriteByte('\n')
	point := func(x, y, z int64) string { return fmt.Sprintf("%d,%d", x+y/2, height-z-y/2) }
	face := func(fill string, p ...string) {
		fmt.Fprintf(&b, "<polygon fill=\"%s\" points=\"%s\"/>\n", fill, strings.Join(p, " "))
	}
	face("none", point(0, 0, 0), point(in.Length, 0, 0), point(in.Length, in.Width, 0), point(0, in.Width, 0))
	for _, i := range order {
		p := c.Places[i]
		x0, y0, z0 := p.X, p.Y, p.Z
		x1, y1, z1 := x0+p.Size.Length, y0+p.Size.Width, z0+p.Size.Height
		hue := p.Unit * 47 % 360
		fmt.Fprintf(&b, "<g><title>%s</title>\n", escape(string(units[p.Unit].SKU)))
		face(fmt.Sprintf("hsl(%d,60%%,75%%)", hue), point(x0, y0, z0), point(x1, y0, z0), point(x1, y0, z1), point(x0, y0, z1))
		face(fmt.Sprintf("hsl(%d,60%%,60%%)", hue), point(x1, y0, z0), point(x1, y1, z0), point(x1, y1, z1), point(x1, y0, z1))
		face(fmt.Sprintf("hsl(%d,60%%,88%%)", hue), point(x0, y0, z1), point(x1, y0, z1), point(x1, y1, z1), point(x0, y1, z1))
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" stroke=\"none\">%c</text></g>\n", (x0+x1)/2+y0/2, height-(z0+z1)/2-y0/2, mark(i))
	}
	face("none", point(0, 0, 0), point(in.Length, 0, 0), point(in.Length, 0, in.Height), point(0, 0, in.Height))
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// drawingOrder lists pieces so that none is drawn before one that lies behind it.
func drawingOrder(places []Placement) []int {
	behind := func(a, b Placement) bool { // a is hidden by b
		return a.Z+a.Size.Height <= b.Z || b.Y+b.Size.Width <= a.Y || a.X+a.Size.Length <= b.X
	}
	waits := make([]int, len(places))
	for i := range places {
		for j := range places {
			if i != j && behind(places[j], places[i]) && !behind(places[i], places[j]) {
				waits[i]++
			}
		}
	}
	out := make([]int, 0, len(places))
	drawn := make([]bool, len(places))
	for len(out) < len(places) {
		next := -1
		for i := range places {
			if !drawn[i] && (next < 0 || waits[i] < waits[next]) {
				next = i
			}
		}
		drawn[next] = true
		out = append(out, next)
		for j := range places {
			if !drawn[j] && behind(places[next], places[j]) && !behind(places[j], places[next]) {
				waits[j]--
			}
		}
	}
	return out
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
