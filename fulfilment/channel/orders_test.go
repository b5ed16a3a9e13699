package channel

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
	"example.com/tote/inventory/tabular"
)

const sampleFile = `店铺,订单号,商品编码,数量,单价,付款状态,下单时间,收件人,手机,省,市,区,收货地址
天猫,1001,SKU0,2,12.90,已付款,2026-03-01 20:15,王小明,13800000000,上海市,上海市,浦东新区,示范路1号
天猫,1001,SKU1,1,5,,,,,,,,
天猫,1002,SKU2,1,5,未付款,,李雷,13800000001,北京市,北京市,朝阳区,示范路2号
天猫,1003,NOPE,1,5,已付款,,韩梅梅,,北京市,北京市,朝阳区,示范路3号
京东,1001,SKU0,3,,已付款,,王小明,13800000000,上海市,上海市,浦东新区,示范路1号
`

func TestSchema(t *testing.T) {
	if err := orderSchema.Check(); err != nil {
		t.Error(err)
	}
}

// Rows that stand together are one order; what is wrong with an order makes it wait, never its row fail.
func TestOrdersOfASheet(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(sampleFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []exchange.Mode{exchange.EachRow, exchange.WholeFile} {
		for _, file := range []string{sampleFile, gbk} {
			s := newShop(t, 3)
			if out := s.imports(sheet(), mode, strings.NewReader(file)); !out.Report.OK() || out.Report.Rows != 5 {
				t.Fatal(told(out.Report))
			}
			want := []string{"1001 assigned 2/2", "1002 exception 1/1 payment.missing", "1003 exception 1/1 address.incomplete item.unknown", "1001 assigned 1/1"}
			got := s.orders()
			if diff := cmp.Diff(want, states(got)); diff != "" {
				t.Errorf("mode %d (-want +got):\n%s", mode, diff)
			}
			first := got[0]
			if first.Intake.Channel != "天猫" || first.Intake.PlacedAt != time.Date(2026, 3, 1, 12, 15, 0, 0, time.UTC).Unix() || first.Lines[0].PriceMinor != 1290 ||
				first.To.District != "浦东新区" || first.To.Country != "CN" {
				t.Errorf("got %+v", first)
			}
			// The same file once more changes nothing.
			if out := s.imports(sheet(), mode, strings.NewReader(file)); !out.Report.OK() || len(s.orders()) != 4 {
				t.Errorf("again: got %v and %d orders, want 4", told(out.Report), len(s.orders()))
			}
			if n := s.claims(); n != 0 {
				t.Errorf("%d claims and staged records are left", n)
			}
		}
	}
}

func TestBadOrderRowsAreNamed(t *testing.T) {
	file := strings.Join([]string{
		"channel,number,sku,quantity,price,paid,name,detail,priority,placed_at",
		"web,1,SKU0,1,,yes,Ann,Street 1,,",      // 2
		"web,1,SKU1,0,,yes,Ann,Street 1,,",      // 3 no quantity; its order is held
		"web,2,SKU0,1,,yes,Ann,Street 1,,",      // 4
		"web,2,SKU1,1,,no,Bob,,,",               // 5 two contradictions
		",3,SKU1,1,,yes,Ann,Street 1,,",         // 6
		"web,,SKU1,1,,yes,Ann,Street 1,,",       // 7
		"web,5,SKU1,1e3,,yes,Ann,Street 1,,",    // 8
		"web,6,SKU1,1,-1,maybe,Ann,Street 1,,x", // 9
		"web,7,SKU1,1,,yes,Ann,Street 1,,",      // 10
		"web,8,6.9E+12,1,,yes,Ann,Street 1,,",   // 11
	}, "\n")
	want := []string{"3 quantity line.quantity", "2  record.incomplete", "5 name order.differs", "5 paid order.differs", "4  record.incomplete",
		"6 channel cell.required", "7 number cell.required", "8 quantity cell.scientific", "9 paid cell.choice", "9 placed_at cell.date",
		"9 price cell.negative", "11 sku cell.scientific"}
	slices.Sort(want)
	for _, mode := range []exchange.Mode{exchange.EachRow, exchange.WholeFile} {
		s := newShop(t, 2)
		out := s.imports(sheet(), mode, strings.NewReader(file))
		got := told(out.Report)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mode %d (-want +got):\n%s", mode, diff)
		}
		taken := 1
		if mode == exchange.WholeFile {
			taken = 0
		}
		if n := len(s.orders()); n != taken || s.claims() != 0 {
			t.Errorf("mode %d: got %d orders and %d claims, want %d and none", mode, n, s.claims(), taken)
		}
	}
}

// An order whose rows stand apart: a person decides over the second part, or the whole file is refused.
func TestScatteredOrder(t *testing.T) {
	file := "channel,number,sku,quantity,paid,name,phone,detail\nweb,1,SKU0,1,yes,A,1,x\nweb,2,SKU0,1,yes,A,1,x\nweb,1,SKU1,1,yes,A,1,x\n"
	s := newShop(t, 2)
	if out := s.imports(sheet(), exchange.WholeFile, strings.NewReader(file)); !slices.Equal(told(out.Report), []string{"4 number row.duplicate"}) || len(s.orders()) != 0 {
		t.Errorf("whole file: got %q and %d orders", told(out.Report), len(s.orders()))
	}
	if out := s.imports(sheet(), exchange.EachRow, strings.NewReader(file)); !out.Report.OK() {
		t.Error(told(out.Report))
	}
	want := []string{"1 assigned 1/1", "2 assigned 1/1", "1 exception 1/1 order.duplicate"}
	if diff := cmp.Diff(want, states(s.orders())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func longFile(lines int) string {
	var b strings.Builder
	b.WriteString("channel,number,sku,quantity,paid,name,phone,detail,priority,min_days,ship_by\n")
	for i := range lines {
		fmt.Fprintf(&b, "web,L1,SKU%d,%d,yes,Ann,1,Street 1,3,20,2026-04-01\n", i%3, i+1)
	}
	b.WriteString("web,L2,SKU0,1,yes,Ann,1,Street 1,,,\n")
	return b.String()
}

// A long order is a series of commands; one that broke off is gone on with by the same file.
func TestLongOrders(t *testing.T) {
	for _, mode := range []exchange.Mode{exchange.EachRow, exchange.WholeFile} {
		for _, lines := range []int{15, 16, 17, 703, fulfilment.MaxLines} {
			s := newShop(t, 3)
			if out := s.imports(sheet(), mode, strings.NewReader(longFile(lines))); !out.Report.OK() {
				t.Fatal(told(out.Report))
			}
			want := []string{fmt.Sprintf("L1 assigned %d/%d", lines, lines), "L2 assigned 1/1"}
			if diff := cmp.Diff(want, states(s.orders())); diff != "" {
				t.Errorf("mode %d (-want +got):\n%s", mode, diff)
			}
		}
	}
	s := newShop(t, 3)
	lines := make([]fulfilment.AcceptLine, 16)
	for i := range lines {
		lines[i] = fulfilment.AcceptLine{SKU: item.SKU(fmt.Sprintf("SKU%d", i%3)), Qty: int64(i + 1)}
	}
	s.must(func(tx *store.Tx) error {
		seal, err := newSeal(&noise{})
		if err == nil {
			_, err = fulfilment.Accept(tx, fulfilment.AcceptInput{Channel: "web", Number: "L1", Paid: true, Total: 40, Lines: lines, Seal: seal,
				Recipient: fulfilment.RecipientInput{Address: fulfilment.Address{Name: "Ann", Phone: "1", Country: "CN", Detail: "Street 1"}}})
		}
		return err
	})
	if out := s.imports(sheet(), exchange.EachRow, strings.NewReader(longFile(40))); !out.Report.OK() {
		t.Fatal(told(out.Report))
	}
	if diff := cmp.Diff([]string{"L1 assigned 40/40", "L2 assigned 1/1"}, states(s.orders())); diff != "" {
		t.Errorf("after a break (-want +got):\n%s", diff)
	}
	out := s.imports(sheet(), exchange.EachRow, strings.NewReader(longFile(fulfilment.MaxLines+2)))
	if got := told(out.Report); out.Report.Bad != fulfilment.MaxLines+2 || !slices.Contains(got, fmt.Sprintf("%d  order.lines", fulfilment.MaxLines+3)) {
		t.Errorf("too long an order: got %d bad rows", out.Report.Bad)
	}
}

func TestRoundTrip(t *testing.T) {
	from := newShop(t, 3)
	if out := from.imports(sheet(), exchange.EachRow, strings.NewReader(sampleFile+strings.TrimPrefix(csvTail, "\n"))); !out.Report.OK() {
		t.Fatal(told(out.Report))
	}
	if out := from.imports(sheet(), exchange.EachRow, strings.NewReader(longFile(20))); !out.Report.OK() {
		t.Fatal(told(out.Report))
	}
	for _, format := range []tabular.Format{tabular.CSV, tabular.XLSX} {
		for _, mode := range []exchange.Mode{exchange.EachRow, exchange.WholeFile} {
			o := sheet()
			o.Purpose, o.Country = "claim", ""
			tail, _ := from.Tail(store.Company)
			var file bytes.Buffer
			_, err := exchange.Export(context.Background(), from.Executor, exchange.ExportOptions{Sheet: o, Partition: store.Company, Format: format,
				Writer: &file, Chinese: true, Now: from.Clock.Now, Worker: "W1"})
			if err != nil {
				t.Fatal(err)
			}
			if after, _ := from.Tail(store.Company); after != tail+uint64(len(from.orders())) {
				t.Errorf("%d entries tell of %d recipients read", after-tail, len(from.orders()))
			}
			to := newShop(t, 3)
			if out := to.imports(o, mode, bytes.NewReader(file.Bytes())); !out.Report.OK() {
				t.Fatalf("%s: %q", format, told(out.Report))
			}
			if diff := cmp.Diff(from.orders(), to.orders()); diff != "" {
				t.Errorf("%s (-exported +imported):\n%s", format, diff)
			}
		}
	}
	var file bytes.Buffer
	o := sheet()
	o.State = fulfilment.IntakeException
	rows, err := exchange.Export(context.Background(), from.Executor, exchange.ExportOptions{Sheet: o, Partition: store.Company, Format: tabular.CSV,
		Writer: &file, Now: from.Clock.Now})
	if err != nil || rows != 2 || strings.Contains(file.String(), "李雷") || strings.Contains(file.String(), "示范路") {
		t.Errorf("an export without a purpose: got %d rows, %v, showing\n%s", rows, err, file.String())
	}
}

const csvTail = "\n京东,=2+3,SKU0,1,,已付款,,\"O'Neil, Ann\",13800000000,上海市,上海市,浦东新区,\"-1 号楼\n2 室\"\n"

// While a file with an order is staged, the same order cannot come in from elsewhere.
func TestRivalOrder(t *testing.T) {
	s := newShop(t, 1)
	s.must(func(tx *store.Tx) error {
		inventory.TakeClaim(tx, inventory.OrderClaim("web", "9"), 77, 2)
		return nil
	})
	out := s.imports(sheet(), exchange.EachRow, strings.NewReader("channel,number,sku,quantity\nweb,9,SKU0,1\n"))
	if got := told(out.Report); !slices.Equal(got, []string{"2 number import.pending"}) {
		t.Errorf("got %q, want the rival told of the pending import", got)
	}
	seal, _ := newSeal(&noise{})
	err := s.do(func(tx *store.Tx) error {
		_, err := fulfilment.Accept(tx, fulfilment.AcceptInput{Channel: "web", Number: "9", Lines: []fulfilment.AcceptLine{{SKU: "SKU0", Qty: 1}}, Seal: seal})
		return err
	})
	if fault.ReasonOf(err) != "import.pending" {
		t.Errorf("got %v, want import.pending", err)
	}
}

// The service stops in the middle of bringing orders in, and goes on where it stopped: within a long order too.
func TestStoppedBetweenPieces(t *testing.T) {
	for after := 1; after <= 11; after++ { // ten pieces of the long order and one of the short
		s := newShop(t, 3)
		out, err := exchange.Import(context.Background(), s.Executor, exchange.ImportOptions{Sheet: sheet(), Partition: store.Company, Mode: exchange.WholeFile,
			Name: "orders.csv", Reader: strings.NewReader(longFile(150)), Now: s.Clock.Now, Random: &noise{}})
		if err != nil || !out.Report.OK() {
			t.Fatal(err, told(out.Report))
		}
		for range after {
			select {
			case <-s.pieces:
			case <-time.After(time.Minute):
				t.Fatal("no piece came within a minute")
			}
		}
		s.Restart()
		if n, err := exchange.AbortStale(context.Background(), s.Executor, store.Company, s.Clock.Now(), s.Clock.Now()); n != 0 || err != nil {
			t.Errorf("%d decided imports were given up, %v", n, err)
		}
		if len(s.jobs) == 0 {
			s.open()
			s.settled()
		}
		if diff := cmp.Diff([]string{"L1 assigned 150/150", "L2 assigned 1/1"}, states(s.orders())); diff != "" || s.claims() != 0 {
			t.Errorf("stopped after %d pieces, %d claims (-want +got):\n%s", after, s.claims(), diff)
		}
	}
}
