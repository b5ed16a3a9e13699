package labels

import (
	"strconv"

	"example.com/tote/labels/symbol"
)

// Invoice is the priced slip in a parcel, on A4 or on a receipt roll. It is no tax document: taxes are printed as they are
// given. All sums are counted here in minor units, and a total that was given must agree.
type Invoice struct {
	Size     Size          `json:"size"`   // zero = SizeA4; SizeRoll prints a receipt
	Number   string        `json:"number"` // printable ASCII: it is a barcode too
	Order    string        `json:"order"`
	Date     string        `json:"date"` // as printed
	Seller   InvoiceParty  `json:"seller"`
	Buyer    InvoiceParty  `json:"buyer"`
	Currency string        `json:"currency"` // ISO 4217, "CNY"
	Lines    []InvoiceLine `json:"lines"`
	Shipping int64         `json:"shipping"` // minor units
	Discount int64         `json:"discount"` // minor units, taken off
	Taxes    []InvoiceTax  `json:"taxes"`
	Total    *int64        `json:"total"` // minor units; nil = counted here
	Paid     string        `json:"paid"`  // "微信支付 WeChat Pay"
	Message  string        `json:"message"`
	Reprint  int           `json:"reprint"`
}

// InvoiceParty is who sells or buys, as it is to stand on the paper.
type InvoiceParty struct {
	Name    string `json:"name"`
	TaxID   string `json:"tax_id"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
}

// InvoiceLine is one line. Amounts are minor units: 1295 CNY is 12.95, 1295 JPY is 1,295.
type InvoiceLine struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Quantity int64  `json:"quantity"` // in UoM; negative for what came back
	UoM      string `json:"uom"`
	Price    int64  `json:"price"`    // of one
	Discount int64  `json:"discount"` // off the line
	Tax      string `json:"tax"`      // as printed, "13%"
}

// InvoiceTax is one tax as it was counted by whoever answers for it.
type InvoiceTax struct {
	Name     string `json:"name"` // "增值税 VAT 13%"
	Amount   int64  `json:"amount"`
	Included bool   `json:"included"` // in the prices: told, not added
}

// mostQuantity bounds one line: beyond it somebody scanned a barcode into the quantity.
const mostQuantity = 1_000_000_000

// mostTaxes is more than any country has kinds of tax on one slip.
const mostTaxes = 12

// sums are the figures below the lines.
type sums struct {
	lines        []int64
	goods, total int64
}

// Pages gives A4 sheets or pieces of a roll. Errors: ReasonIncomplete with every missing or wrong field.
func (v Invoice) Pages() ([]Page, error) {
	s, err := v.check()
	if err != nil {
		return nil, err
	}
	if v.Size == SizeRoll {
		return v.roll(s), nil
	}
	return v.sheets(s), nil
}

func (v Invoice) check() (sums, error) {
	var f fields
	if v.Size != (Size{}) && v.Size != SizeA4 && v.Size != SizeRoll {
		f.Add("size", ReasonIncomplete, "is %g by %g mm; invoices are a4 or 80mm", v.Size.W, v.Size.H)
	}
	f.needed("number", v.Number)
	f.needed("seller.name", v.Seller.Name)
	if !currency(v.Currency) {
		f.Add("currency", ReasonIncomplete, "is %q, want three capitals: CNY", v.Currency)
	}
	f.rows("lines", len(v.Lines))
	if len(v.Taxes) > mostTaxes {
		f.Add("taxes", ReasonIncomplete, "are %d, want at most %d", len(v.Taxes), mostTaxes)
	}
	s := v.count(&f)
	if v.Total != nil && f.Len() == 0 && *v.Total != s.total {
		f.Add("total", ReasonIncomplete, "is %s, the lines and what is added make %s", money(*v.Total, v.Currency), money(s.total, v.Currency))
	}
	return s, f.Invalid(ReasonIncomplete, "invoice %q cannot be printed", v.Number)
}

// count adds up; a sum beyond int64 is an error at the place where it came about.
func (v Invoice) count(f *fields) sums {
	s := sums{lines: make([]int64, len(v.Lines))}
	add := func(to *int64, n int64, ok bool, where string) {
		sum, fits := plus(*to, n)
		if !ok || !fits {
			f.Add(where, ReasonIncomplete, "is beyond any sum of money")
			return
		}
		*to = sum
	}
	for i, l := range v.Lines {
		at := "lines[" + strconv.Itoa(i) + "]"
		if l.Quantity == 0 || l.Quantity > mostQuantity || l.Quantity < -mostQuantity {
			f.Add(at+".quantity", ReasonIncomplete, "is %d, want 1 to %d, or less than nothing for a return", l.Quantity, mostQuantity)
		}
		if l.Name == "" && l.SKU == "" {
			f.Add(at+".name", ReasonIncomplete, "is missing, and there is no SKU")
		}
		amount, ok := times(l.Quantity, l.Price)
		add(&s.lines[i], amount, ok, at+".price")
		add(&s.lines[i], -l.Discount, l.Discount >= 0, at+".discount")
		add(&s.goods, s.lines[i], true, at)
	}
	s.total = s.goods
	add(&s.total, v.Shipping, true, "shipping")
	add(&s.total, -v.Discount, v.Discount >= 0, "discount")
	for i, t := range v.Taxes {
		if !t.Included {
			add(&s.total, t.Amount, true, "taxes["+strconv.Itoa(i)+"]")
		}
	}
	return s
}

// below lists the figures under the lines, the total last.
func (v Invoice) below(s sums) (words, figures []string) {
	put := func(word string, n int64) {
		words, figures = append(words, word), append(figures, money(n, v.Currency))
	}
	if v.Shipping != 0 || v.Discount != 0 || len(v.Taxes) > 0 {
		put("商品合计 Goods", s.goods)
	}
	if v.Shipping != 0 {
		put("运费 Shipping", v.Shipping)
	}
	if v.Discount != 0 {
		put("优惠 Discount", -v.Discount)
	}
	for _, t := range v.Taxes {
		name := t.Name
		if t.Included {
			name = join(" ", name, "(已含 included)")
		}
		put(name, t.Amount)
	}
	put("应付 Total "+v.Currency, s.total)
	return words, figures
}

func (v Invoice) discounted() bool {
	for _, l := range v.Lines {
		if l.Discount != 0 {
			return true
		}
	}
	return false
}

func (v Invoice) sheets(s sums) []Page {
	t := table{field: "lines", columns: []column{{title: "序 No.", weight: 1.2, align: Right}, {title: "SKU", weight: 2.8}, {title: "品名 Item", weight: 6},
		{title: "数量 Qty", weight: 1.5, align: Right}, {title: "单位 UoM", weight: 1.5}, {title: "单价 Price", weight: 2.2, align: Right}}}
	off := v.discounted()
	if off {
		t.columns = append(t.columns, column{title: "优惠 Off", weight: 1.9, align: Right})
	}
	t.columns = append(t.columns, column{title: "税率 Tax", weight: 1.3, align: Right}, column{title: "金额 Amount", weight: 2.5, align: Right, bold: true})
	for i, l := range v.Lines {
		row := []string{strconv.Itoa(i + 1), l.SKU, l.Name, strconv.FormatInt(l.Quantity, 10), l.UoM, money(l.Price, v.Currency)}
		if off && l.Discount != 0 {
			row = append(row, money(-l.Discount, v.Currency))
		} else if off {
			row = append(row, "")
		}
		t.rows = append(t.rows, append(row, l.Tax, money(s.lines[i], v.Currency)))
	}
	words, figures := v.below(s)
	const step = 6.5
	pages, tail := t.sheets(v.top, step*float64(len(words))+24)
	last := &pages[len(pages)-1]
	r := Rect{tail.X + tail.W*0.45, tail.Y, tail.W * 0.55, step}
	for i := range words {
		size := 10.0
		if i == len(words)-1 {
			last.rule(Rect{r.X, r.Y, r.W, hairline})
			size, r.H = 14, step+1.5
		}
		last.text(Text{Field: "totals", Text: words[i], Rect: Rect{r.X, r.Y, r.W * 0.56, r.H}, Size: size, Least: 6, VAlign: Middle, Bold: i == len(words)-1})
		last.text(Text{Field: "totals", Text: figures[i], Rect: Rect{r.X + r.W*0.57, r.Y, r.W * 0.43, r.H}, Size: size, Least: 7, Align: Right, VAlign: Middle, Bold: i == len(words)-1, Whole: true})
		r.Y += step
	}
	last.text(Text{Field: "paid", Text: v.Paid, Rect: Rect{tail.X, tail.Y, tail.W * 0.42, 6}, Size: 10, Least: 7, VAlign: Middle})
	last.text(Text{Field: "message", Text: v.Message, Rect: Rect{tail.X, r.Y + 4, tail.W, 11}, Size: 10, Least: 7, Lines: 3})
	return pages
}

func (v Invoice) top(p *Page, first bool) float64 {
	wide := SizeA4.W - 2*a4Margin
	p.text(Text{Field: "title", Text: join("  ", "销售清单 Invoice", reprint(v.Reprint)), Rect: Rect{a4Margin, a4Margin, wide * 0.55, 9}, Size: 20, Least: 10, VAlign: Middle, Bold: true})
	if !first {
		p.text(Text{Field: "number", Text: v.Number, Rect: Rect{a4Margin + wide*0.6, a4Margin, wide * 0.4, 9}, Size: 12, Least: 6, Align: Right, VAlign: Middle})
		return a4Margin + 12
	}
	p.code(Code{Field: "number", Kind: symbol.Code128, Content: v.Number, Rect: Rect{a4Margin + wide*0.55, a4Margin, wide * 0.45, 13}, Align: Right, MostDots: 3})
	p.text(Text{Field: "number", Text: v.Number, Rect: Rect{a4Margin + wide*0.55, a4Margin + 13, wide*0.45 - quietA4, 5}, Size: 10, Least: 6, Align: Right, VAlign: Middle, Whole: true})
	box := Rect{a4Margin, a4Margin + 20, wide, 12}
	p.frame(box)
	facts(p, box, []fact{{"number", "单号 Number", v.Number, 3}, {"order", "订单号 Order", v.Order, 3}, {"date", "日期 Date", v.Date, 2}, {"currency", "币种 Currency", v.Currency, 1.4}})
	parties := Rect{a4Margin, box.below() + 3, wide, 20}.columns(1, 1)
	v.Seller.draw(p, parties[0], "seller", "销售方 Seller")
	v.Buyer.draw(p, parties[1], "buyer", "购买方 Buyer")
	return parties[0].below() + 3
}

func (w InvoiceParty) draw(p *Page, r Rect, field, caption string) {
	r.W -= 2
	p.text(Text{Field: field + ".caption", Text: caption, Rect: Rect{r.X, r.Y, r.W, 3.5}, Size: 7})
	p.text(Text{Field: field + ".name", Text: w.Name, Rect: Rect{r.X, r.Y + 3.5, r.W, 5.5}, Size: 11, Least: 7, VAlign: Middle, Bold: true})
	p.text(Text{Field: field + ".address", Text: join(string(lineBreak), join("  ", w.TaxID, w.Phone), w.Address), Rect: Rect{r.X, r.Y + 9.2, r.W, r.H - 9.2}, Size: 9, Least: 6, Lines: 3})
}
