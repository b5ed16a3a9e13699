package labels

import "strconv"

// column of a table on A4.
type column struct {
	title  string
	weight float64
	align  Align
	size   float64 // points; 0 = 9.5
	bold   bool
}

// table prints rows below each other over as many sheets as they need, with the titles on every sheet.
type table struct {
	columns []column
	rows    [][]string
	field   string
}

const (
	a4Margin  = 15.0
	rowHigh   = 8.0 // two lines of small text
	titleHigh = 9.0
	footHigh  = 8.0  // page number
	quietA4   = 3.75 // quiet zone of three-dot bars: numbers end under their last bar
)

// MostRows bounds the lines of one slip or manifest. The longest real order has 703 lines, the longest manifest some
// thousand parcels; beyond this something upstream went wrong.
const MostRows = 5000

// sheets lays the table out. top draws what stands above the table on a sheet and gives where the table may begin; the
// last sheet keeps tail millimetres free below the table, and gets it at the returned place.
func (t table) sheets(top func(p *Page, first bool) float64, tail float64) (pages []Page, tailAt Rect) {
	limit := SizeA4.H - a4Margin - footHigh
	next := 0
	for {
		p := Page{Size: SizeA4}
		y := top(&p, len(pages) == 0)
		y = t.titles(&p, y)
		for next < len(t.rows) && y+rowHigh <= limit {
			t.row(&p, y, t.rows[next])
			y += rowHigh
			next++
		}
		p.rule(Rect{a4Margin, y, SizeA4.W - 2*a4Margin, hairline})
		pages = append(pages, p)
		if next == len(t.rows) && y+tail <= limit {
			tailAt = Rect{a4Margin, y + 3, SizeA4.W - 2*a4Margin, tail - 3}
			break
		}
		if next == len(t.rows) {
			t.rows, next = nil, 0 // one more sheet for the tail alone
		}
	}
	for i := range pages {
		pages[i].text(Text{Field: "page", Text: "第 " + strconv.Itoa(i+1) + " 页 / 共 " + strconv.Itoa(len(pages)) + " 页   Page " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(pages)),
			Rect: Rect{a4Margin, limit + 2, SizeA4.W - 2*a4Margin, 5}, Size: 8, Align: Center})
	}
	return pages, tailAt
}

func (t table) cells(y, high float64) []Rect {
	weights := make([]float64, len(t.columns))
	for i, c := range t.columns {
		weights[i] = c.weight
	}
	return Rect{a4Margin, y, SizeA4.W - 2*a4Margin, high}.columns(weights...)
}

func (t table) titles(p *Page, y float64) float64 {
	p.fill(Rect{a4Margin, y, SizeA4.W - 2*a4Margin, titleHigh})
	for i, r := range t.cells(y, titleHigh) {
		p.text(Text{Field: t.field + ".title", Text: t.columns[i].title, Rect: r.inset(1.2, 0.5), Size: 9, Least: 6, Lines: 2, Align: t.columns[i].align, VAlign: Middle, Bold: true, White: true})
	}
	return y + titleHigh
}

func (t table) row(p *Page, y float64, values []string) {
	for i, r := range t.cells(y, rowHigh) {
		c := t.columns[i]
		if c.size == 0 {
			c.size = 9.5
		}
		p.text(Text{Field: t.field, Text: values[i], Rect: r.inset(1.2, 0.4), Size: c.size, Least: 6, Lines: 2, Align: c.align, VAlign: Middle, Bold: c.bold})
	}
	p.rule(Rect{a4Margin, y + rowHigh - 0.1, SizeA4.W - 2*a4Margin, 0.15})
}
