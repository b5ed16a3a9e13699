package labels

import (
	"strconv"

	"example.com/tote/labels/symbol"
)

// Of a receipt roll, in millimetres.
const (
	rollMargin  = 1.5   // at both sides of the part that is printed
	rollLongest = 380.0 // of one piece: longer receipts go on in the next
)

// roll lays the invoice out for a receipt printer. How long a piece becomes is known only when it is full.
func (v Invoice) roll(s sums) []Page {
	r := roller{x: rollMargin, wide: SizeRoll.W - 2*rollMargin}
	r.gap(1.5)
	r.say("title", join("  ", "销售清单 Invoice", reprint(v.Reprint)), 14, 8, Center)
	r.say("seller.name", v.Seller.Name, 11, 5.5, Center)
	r.say("seller.address", join("  ", v.Seller.TaxID, v.Seller.Phone), 8, 4, Center)
	r.say("seller.address", v.Seller.Address, 8, 8, Center)
	r.gap(1)
	r.code("number", v.Number)
	r.say("order", join("  ", "订单 Order", v.Order), 8.5, 4.5, Left)
	r.say("date", join("  ", "日期 Date", v.Date), 8.5, 4.5, Left)
	if buyer := join("  ", v.Buyer.Name, v.Buyer.TaxID); buyer != "" {
		r.say("buyer.name", "购买方 Buyer  "+buyer, 8.5, 8, Left)
	}
	r.rule()
	for i, l := range v.Lines {
		r.together(15)
		r.say("lines", strconv.Itoa(i+1)+". "+join("  ", l.Name, l.SKU), 9, 8.5, Left)
		detail := join(" ", strconv.FormatInt(l.Quantity, 10), l.UoM) + " × " + money(l.Price, v.Currency)
		if l.Discount != 0 {
			detail += "  优惠 off " + money(-l.Discount, v.Currency)
		}
		r.pair("lines", join("  ", detail, l.Tax), money(s.lines[i], v.Currency), 9, 4.8)
		r.gap(0.8)
	}
	r.rule()
	words, figures := v.below(s)
	r.together(float64(len(words))*5 + 12)
	for i := range words {
		if i == len(words)-1 {
			r.pair("totals", words[i], figures[i], 13, 7)
			continue
		}
		r.pair("totals", words[i], figures[i], 9.5, 5)
	}
	r.say("paid", v.Paid, 9, 5, Left)
	r.rule()
	r.say("message", v.Message, 9, 12, Center)
	r.gap(3) // the cutter stands above the print head
	return r.done()
}

// roller fills pieces of a roll from above.
type roller struct {
	pages []Page
	now   Page
	x, y  float64
	wide  float64
}

// together begins a new piece if what comes next would be torn apart.
func (r *roller) together(high float64) {
	if r.y+high > rollLongest {
		r.end()
	}
}

func (r *roller) end() {
	r.now.Size = Size{SizeRoll.W, r.y + 2}
	r.pages = append(r.pages, r.now)
	r.now, r.y = Page{}, 0
}

func (r *roller) done() []Page {
	r.end()
	return r.pages
}

func (r *roller) gap(mm float64) { r.y += mm }

func (r *roller) rule() {
	r.now.rule(Rect{r.x, r.y + 0.8, r.wide, hairline})
	r.y += 2
}

// say sets a text as high as it will need, at most so many millimetres.
func (r *roller) say(field, text string, size, most float64, align Align) {
	if text == "" {
		return
	}
	line := size * lineHeight / pointsPerMM
	lines := 1 + int(roughWidth(text)*size/pointsPerMM/r.wide)
	high := min(most, float64(lines)*line+0.3)
	r.now.text(Text{Field: field, Text: text, Rect: Rect{r.x, r.y, r.wide, high}, Size: size, Least: 6, Lines: max(1, int(most/line)+1), Align: align})
	r.y += high
}

// pair sets a word at the left and a figure at the right of one line.
func (r *roller) pair(field, word, figure string, size, high float64) {
	r.now.text(Text{Field: field, Text: word, Rect: Rect{r.x, r.y, r.wide * 0.66, high}, Size: size, Least: 6, Lines: 2, VAlign: Middle, Bold: size > 12})
	r.now.text(Text{Field: field, Text: figure, Rect: Rect{r.x + r.wide*0.67, r.y, r.wide * 0.33, high}, Size: size, Least: 5, Align: Right, VAlign: Middle, Bold: true, Whole: true})
	r.y += high
}

func (r *roller) code(field, content string) {
	const bars, number = 11, 4.5
	r.now.code(Code{Field: field, Kind: symbol.Code128, Content: content, Rect: Rect{0, r.y, SizeRoll.W, bars}, Align: Center, MostDots: 3})
	r.now.text(Text{Field: field, Text: content, Rect: Rect{r.x, r.y + bars, r.wide, number}, Size: 9, Least: 5, Align: Center, VAlign: Middle, Whole: true})
	r.y += bars + number
}
