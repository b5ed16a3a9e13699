package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"example.com/tote/api/client"
	"example.com/tote/api/wire"
	"example.com/tote/inventory/exchange"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// sheetHouse is a service with a warehouse, and its folder.
type sheetHouse struct {
	t     *testing.T
	dir   string
	s     *service
	token string
}

func newSheetHouse(t *testing.T) *sheetHouse {
	t.Helper()
	h := &sheetHouse{t: t, dir: filepath.Join(t.TempDir(), "data")}
	h.open()
	login, pin, err := h.s.api.FirstAdmin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := client.New(client.Options{Base: h.s.url(), NewID: newID})
	in, err := c.SignIn(t.Context(), login, pin)
	if err != nil {
		t.Fatal(err)
	}
	h.token = in.Token
	if _, err := c.As(h.token, "", nil).PutWarehouse(t.Context(), wire.Warehouse{Code: "SH1", Name: "Shanghai", Zone: "Asia/Shanghai"}, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

func (h *sheetHouse) open() {
	h.t.Helper()
	s, err := startService(serviceOptions{data: h.dir, listen: "127.0.0.1:0", log: slog.New(slog.NewTextHandler(io.Discard, nil)), pins: people.NewQuickPINs()})
	if err != nil {
		h.t.Fatal(err)
	}
	h.s = s
}

func (h *sheetHouse) close() {
	if h.s == nil {
		return
	}
	if err := h.s.stop(); err != nil {
		h.t.Error(err)
	}
	h.s = nil
}

// at gives the flags that name the house: its folder if it is closed, else its address.
func (h *sheetHouse) at() []string {
	if h.s == nil {
		return []string{"--data", h.dir}
	}
	return []string{"--server", h.s.url(), "--token", h.token}
}

// tote runs a command line against the house.
func (h *sheetHouse) tote(args ...string) (code int, out, err string) {
	h.t.Helper()
	var o, e bytes.Buffer
	code = run(append(args, h.at()...), streams{&o, &e})
	return code, o.String(), e.String()
}

func (h *sheetHouse) must(args ...string) string {
	h.t.Helper()
	code, out, err := h.tote(args...)
	if code != 0 {
		h.t.Fatalf("tote %v = %d\n%s%s", args, code, out, err)
	}
	return out
}

// check closes the house and audits its books.
func (h *sheetHouse) check() {
	h.t.Helper()
	h.close()
	var out bytes.Buffer
	if code := run([]string{"check", "--data", h.dir}, streams{&out, &out}); code != 0 {
		h.t.Errorf("tote check = %d\n%s", code, out.String())
	}
}

func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const teas = `商品编码,商品名称,状态,保质期(天)
T-1,西湖龙井特级礼盒装,已审核,540
T-2,武夷山大红袍,已审核,很久
,没有编码的商品,草稿,1
T-4,=碧螺春,草稿,
`

// inForms gives a sheet as people send it.
func inForms(t *testing.T, text string) map[string]string {
	t.Helper()
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	defer book.Close()
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		for j, cell := range strings.Split(line, ",") {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = book.SetCellStr("Sheet1", at, cell)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"utf-8": file(t, "teas.csv", []byte(text)), "gbk": file(t, "teas.txt", []byte(gbk)), "xlsx": file(t, "teas.xlsx", b.Bytes())}
}

// TestImportByCommandLine: on a closed store and through a running service alike, each bad row is named and the exit code
// is 1; row by row the good ones come in, as a whole nothing does.
func TestImportByCommandLine(t *testing.T) {
	for form, path := range inForms(t, teas) {
		for _, closed := range []bool{false, true} {
			for _, mode := range []string{"rows", "file"} {
				name := form + " served " + mode
				if closed {
					name = form + " closed " + mode
				}
				t.Run(name, func(t *testing.T) {
					h := newSheetHouse(t)
					if closed {
						h.close()
					}
					report := filepath.Join(t.TempDir(), "report.csv")
					code, out, err := h.tote("import", "items", path, "--mode", mode, "--report", report)
					if code != 1 || !strings.Contains(out, "line 3, 保质期(天)") || !strings.Contains(out, "line 4, 商品编码") || !strings.Contains(out, "4 rows: 2 good, 2 bad") {
						t.Errorf("import = %d\n%s%s", code, out, err)
					}
					if whole := strings.Contains(err, "nothing was taken in"); whole != (mode == "file") {
						t.Errorf("it tells %q", err)
					}
					if strings.Contains(err, "\r") || !strings.Contains(err, "read as") || !strings.Contains(err, "bytes") {
						t.Errorf("where there is no terminal progress comes in lines: %q", err)
					}
					if text, err := os.ReadFile(report); err != nil || !strings.Contains(string(text), "3,保质期(天),很久,problem,cell.number") {
						t.Errorf("the report: %v %s", err, text)
					}
					got := h.must("export", "items")
					if lines := strings.Count(got, "\n"); lines != map[string]int{"rows": 3, "file": 1}[mode] {
						t.Errorf("the catalogue afterwards:\n%s", got)
					}
					h.check()
				})
			}
		}
	}
}

// TestRoundTripByCommandLine: what tote export writes tote import takes as it is, whichever of the two houses is running.
func TestRoundTripByCommandLine(t *testing.T) {
	good := strings.Replace(strings.Replace(teas, "很久", "30", 1), ",没有编码的商品,草稿,1\n", "", 1)
	places := "code,kind,travel\nA-1,pick_face,5\nD,dock,1\n"
	orders := "channel,number,sku,quantity,paid,name,phone,country,province,city,district,detail\n" +
		"web,1,T-1,2,yes,王小明,13800000000,CN,上海市,上海市,浦东新区,示范路1号\nweb,1,T-4,1,,,,,,,,\nweb,2,NOPE,1,yes,李雷,13800000001,CN,上海市,上海市,浦东新区,示范路2号\n"
	from := newSheetHouse(t)
	from.must("import", "items", file(t, "items.csv", []byte(good)), "--mode", "file")
	from.must("import", "locations", file(t, "places.csv", []byte(places)), "--mode", "file", "--warehouse", "SH1")
	from.must("import", "orders", file(t, "orders.csv", []byte(orders)), "--mode", "file")
	kinds := map[string][]string{"items": nil, "locations": {"--warehouse", "SH1"}, "orders": {"--purpose", "moving.house", "--zone", "Asia/Shanghai"}}
	served := map[string]string{}
	for kind, flags := range kinds {
		served[kind] = from.must(append([]string{"export", kind}, flags...)...)
	}
	if !strings.Contains(served["orders"], "王小明") || strings.Contains(from.must("export", "orders"), "王小明") {
		t.Errorf("addresses go out for a purpose only: %s", served["orders"])
	}
	for _, closed := range []bool{false, true} {
		for _, format := range []string{"csv", "xlsx"} {
			for _, mode := range []string{"rows", "file"} {
				to := newSheetHouse(t)
				if closed {
					from.close()
					to.close()
				}
				for _, kind := range []string{"items", "locations", "orders"} {
					path := filepath.Join(t.TempDir(), kind+"."+format)
					from.must(slices.Concat([]string{"export", kind, path, "--language", "zh"}, kinds[kind])...)
					flags := kinds[kind]
					if kind == "orders" {
						flags = []string{"--zone", "Asia/Shanghai"}
					}
					to.must(slices.Concat([]string{"import", kind, path, "--mode", mode}, flags)...)
					to.must(slices.Concat([]string{"import", kind, path, "--mode", mode}, flags)...) // once more changes nothing
					if got := to.must(append([]string{"export", kind}, kinds[kind]...)...); got != served[kind] {
						t.Errorf("%s as %s by %s, closed %v: sent\n%s\ncame back\n%s", kind, format, mode, closed, served[kind], got)
					}
				}
				to.check()
			}
		}
	}
	from.check()
}

// TestSheetCommandsRefuse: what cannot be done is told in words, and no file is left half written.
func TestSheetCommandsRefuse(t *testing.T) {
	h := newSheetHouse(t)
	csv := file(t, "a.csv", []byte("code,kind\nA,dock\n"))
	dir := t.TempDir()
	for _, closed := range []bool{false, true} {
		if closed {
			h.close()
		}
		for _, c := range []struct {
			args []string
			want string
		}{
			{[]string{"import", "locations", csv}, "warehouse.missing"},
			{[]string{"import", "locations", csv, "--warehouse", "NO"}, "warehouse.unknown"},
			{[]string{"import", "orders", csv, "--zone", "Mars"}, "zone.unknown"},
			{[]string{"export", "locations", filepath.Join(dir, "out.csv"), "--warehouse", "NO"}, "warehouse.unknown"},
			{[]string{"export", "orders", filepath.Join(dir, "out.csv"), "--state", "lost"}, "order.state"},
		} {
			if code, out, err := h.tote(c.args...); code != 1 || !strings.Contains(err, c.want) {
				t.Errorf("tote %v = %d\n%s%s, want %s", c.args, code, out, err, c.want)
			}
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("an export that failed leaves %v %v", left, err)
	}
	var out bytes.Buffer
	if code := run([]string{"export", "items", "--data", dir}, streams{&out, &out}); code != 1 || !strings.Contains(out.String(), "store.missing") {
		t.Errorf("a folder without a store = %d %s", code, out.String())
	}
}

// TestStartGivesUpForgottenImports: a file whose reader died with the service keeps nothing occupied after the next start,
// also where the start is that of tote import.
func TestStartGivesUpForgottenImports(t *testing.T) {
	h := newSheetHouse(t)
	forget := func(id uint64) {
		h.close()
		err := withStore(h.dir, func(x *store.Executor) error {
			_, err := store.Do(t.Context(), x, store.Command{Partition: "SH1", Verb: "test", At: time.Now()}, func(tx *store.Tx) (bool, error) {
				exchange.Imports.Put(tx, &exchange.Staged{ID: id, Kind: "locations", State: exchange.Staging, Touched: time.Now().Unix()})
				return true, nil
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	state := func(x *store.Executor) (im exchange.Staged) {
		err := x.View(t.Context(), "SH1", func(v *store.View) (err error) {
			im, err = exchange.FindImport(v, 7)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return im
	}
	forget(7)
	h.open()
	if im := state(h.s.x); im.Reason != "import.stale" || im.State == exchange.Staging {
		t.Errorf("after the start of the service the import is %+v", im)
	}
	forget(7)
	h.must("import", "locations", file(t, "a.csv", []byte("code,kind\nA,dock\n")), "--warehouse", "SH1")
	err := withStore(h.dir, func(x *store.Executor) error {
		if im := state(x); im.Reason != "import.stale" || im.State == exchange.Staging {
			t.Errorf("after tote import the import is %+v", im)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTrialsAreNoFigures: the trials of a whole file, which are refused by design, count as nothing.
func TestTrialsAreNoFigures(t *testing.T) {
	h := newSheetHouse(t)
	h.must("import", "locations", file(t, "a.csv", []byte("code,kind\nA,dock\n")), "--warehouse", "SH1", "--mode", "file")
	resp, err := http.Get(h.s.url() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || strings.Contains(string(text), `verb="import.try"`) || !strings.Contains(string(text), `tote_commands_total{outcome="done",verb="import.decide"} 1`) {
		t.Errorf("figures: %v %s", err, text)
	}
}
