package channel

import (
	"io"
	"strings"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

// Orders is the sheet of orders, one order line a row; see the package comment for what makes an order. Its partition is
// the company's. The zero value applies staged orders and exports without addresses.
type Orders struct {
	Random   io.Reader      // needed to import: seals recipients; crypto/rand.Reader
	Zone     *time.Location // of the times in the sheet; nil: UTC
	Channel  string         // of rows that name none
	Country  string         // ISO 3166 alpha-2, of recipients whose row names none
	Currency string         // of the prices: how many decimals they have

	State   fulfilment.IntakeState // export: only orders in this state; 0: all
	Purpose string                 // export: with recipients in clear, each reading written down with this purpose
}

// Exporting and importing.
var (
	_ exchange.Sheet     = Orders{}
	_ exchange.Discloser = Orders{}
)

var paidWords = []tabular.Choice{
	{Value: "yes", Aliases: []string{"paid", "true", "1", "y", "是", "已付款", "已支付"}},
	{Value: "no", Aliases: []string{"unpaid", "false", "0", "n", "否", "未付款", "未支付"}},
}

var orderSchema = tabular.Schema{Name: "orders", Columns: []tabular.Column{
	{Name: "channel", Label: "渠道", Aliases: []string{"店铺", "来源", "shop"}, Max: fulfilment.MaxOrderField},
	{Name: "number", Label: "订单号", Aliases: []string{"order", "order_number", "订单编号", "平台单号"}, Required: true, Max: fulfilment.MaxOrderField,
		Help: "The channel's. Rows of one order stand together."},
	{Name: "sku", Label: "商品编码", Aliases: []string{"货号", "商家编码", "sku编码"}, Required: true, Max: item.MaxSKU},
	{Name: "quantity", Label: "数量", Aliases: []string{"qty", "件数"}, Required: true, Kind: tabular.Quantity, Help: "Base units."},
	{Name: "price", Label: "单价", Aliases: []string{"unit_price", "价格"}, Kind: tabular.Money},
	{Name: "paid", Label: "已付款", Aliases: []string{"payment", "付款状态", "支付状态"}, Kind: tabular.Enum, Choices: paidWords,
		Help: "Blank is no: the order waits for its payment."},
	{Name: "placed_at", Label: "下单时间", Aliases: []string{"created_at", "创建时间"}, Kind: tabular.Instant},
	{Name: "ship_by", Label: "最晚发货时间", Aliases: []string{"发货截止"}, Kind: tabular.Instant},
	{Name: "priority", Label: "优先级", Kind: tabular.Integer, Help: "Higher goes first."},
	{Name: "service", Label: "配送服务", Aliases: []string{"服务类型"}, Max: fulfilment.MaxOrderField},
	{Name: "carrier", Label: "承运商", Aliases: []string{"快递公司"}, Max: fulfilment.MaxOrderField},
	{Name: "customer", Label: "客户编码", Aliases: []string{"客户"}, Max: fulfilment.MaxOrderField},
	{Name: "warehouse", Label: "仓库", Aliases: []string{"仓库编码"}, Max: store.MaxPartition, Help: "Blank: chosen."},
	{Name: "owner", Label: "货主", Max: fulfilment.MaxOrderField},
	{Name: "min_days", Label: "最少剩余天数", Kind: tabular.Quantity},
	{Name: "name", Label: "收件人", Aliases: []string{"recipient", "recipient_name", "收货人", "收货人姓名", "收件人姓名"}, Max: fulfilment.MaxAddressField},
	{Name: "company", Label: "公司", Aliases: []string{"收件公司"}, Max: fulfilment.MaxAddressField},
	{Name: "phone", Label: "电话", Aliases: []string{"mobile", "手机", "手机号", "联系电话", "收件人电话"}, Max: fulfilment.MaxAddressField},
	{Name: "country", Label: "国家", Aliases: []string{"国家代码"}, Max: 2, Help: "Two letters: CN."},
	{Name: "province", Label: "省", Aliases: []string{"省份", "state"}, Max: fulfilment.MaxAddressField},
	{Name: "city", Label: "市", Aliases: []string{"城市"}, Max: fulfilment.MaxAddressField},
	{Name: "district", Label: "区县", Aliases: []string{"区", "县", "区/县"}, Max: fulfilment.MaxAddressField},
	{Name: "town", Label: "街道镇", Aliases: []string{"街道", "镇", "乡镇"}, Max: fulfilment.MaxAddressField},
	{Name: "detail", Label: "详细地址", Aliases: []string{"address", "street", "地址", "收货地址"}, Max: fulfilment.MaxAddressField},
	{Name: "postcode", Label: "邮编", Aliases: []string{"zip", "邮政编码"}, Max: fulfilment.MaxAddressField},
	{Name: "division", Label: "行政区划代码", Aliases: []string{"区划代码"}, Max: fulfilment.MaxAddressField},
	{Name: "token", Label: "收件人令牌", Aliases: []string{"oaid"}, Max: fulfilment.MaxToken, Help: "By which the channel knows the address it masks."},
}}

// Kind names the records.
func (Orders) Kind() string { return "orders" }

// Schema gives the columns.
func (Orders) Schema() tabular.Schema { return orderSchema }

// InCompany tells that orders come in at the company.
func (Orders) InCompany() bool { return true }

func (s Orders) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// Bounds of one page of an export.
const (
	pageOrders = 60   // three ledger writes at most for a reading of each: within a command's budget
	pageLines  = 2000 // the longest order: 125 records of lines
)

// Page gives orders by our number, with the lines that are still wanted.
func (s Orders) Page(r store.Reader, after string) (exchange.Page, error) {
	var page exchange.Page
	lines := 0
	all := fulfilment.IntakesAfter(r, after, pageOrders)
	for i, in := range all {
		if lines > 0 && lines+in.Lines > pageLines {
			page.Next = all[i-1].ID
			return page, nil
		}
		lines += in.Lines
		if s.State != 0 && in.State != s.State {
			continue
		}
		to, err := s.recipientOf(r, in.ID)
		if err != nil {
			return page, err
		}
		page.Names = append(page.Names, in.ID)
		for l := range fulfilment.IntakeLinesOf(r, in.ID, 1) {
			if !l.Removed {
				page.Rows = append(page.Rows, func(rec *tabular.Record) { s.write(rec, &in, &l, &to) })
			}
		}
	}
	if len(all) == pageOrders {
		page.Next = all[len(all)-1].ID
	}
	return page, nil
}

// recipientOf gives the recipient in clear if the export is for a purpose, else what routing needs.
func (s Orders) recipientOf(r store.Reader, order string) (fulfilment.RecipientInput, error) {
	kept, err := fulfilment.RecipientOf(r, order)
	if err != nil {
		return fulfilment.RecipientInput{}, err
	}
	out := fulfilment.RecipientInput{Address: fulfilment.Address{Country: kept.Country, Province: kept.Province, Division: kept.Division}}
	if s.Purpose == "" || kept.Purged != 0 {
		return out, nil
	}
	out.Token = kept.Token
	out.Address, err = fulfilment.OpenRecipient(r, order)
	return out, err
}

func (s Orders) write(rec *tabular.Record, in *fulfilment.Intake, l *fulfilment.IntakeLine, to *fulfilment.RecipientInput) {
	h := head{Channel: in.Channel, Number: in.Number, Customer: in.Customer, Carrier: in.Carrier, Service: in.Service, Owner: in.Owner,
		Warehouse: in.Warehouse, Recipient: *to}
	for _, f := range textFields {
		rec.Text(f.column, *f.at(&h))
	}
	rec.Text("sku", string(l.SKU))
	rec.Int("quantity", l.Qty)
	if l.PriceMinor != 0 {
		rec.Money("price", l.PriceMinor, exchange.Decimals(s.Currency))
	}
	rec.Text("paid", paidWords[1].Value)
	if in.Paid {
		rec.Text("paid", paidWords[0].Value)
	}
	rec.Instant("placed_at", instant(in.PlacedAt), s.zone())
	rec.Instant("ship_by", instant(in.ShipBy), s.zone())
	if in.Priority != 0 {
		rec.Int("priority", int64(in.Priority))
	}
	if in.MinDays != 0 {
		rec.Int("min_days", in.MinDays)
	}
}

// instant gives the moment of unix seconds, and the zero time for none.
func instant(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0)
}

// Disclose writes down who reads the recipients of a page, if it shows them.
func (s Orders) Disclose(tx *store.Tx, names []string) error {
	if s.Purpose == "" {
		return nil
	}
	for _, order := range names {
		if _, err := fulfilment.Reveal(tx, fulfilment.RevealInput{Order: order, Purpose: strings.TrimSpace(s.Purpose)}); err != nil {
			return err
		}
	}
	return nil
}
