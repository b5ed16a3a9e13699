package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"

	"example.com/tote/api/wire"
	"example.com/tote/labels"
	"example.com/tote/terminal/scan"
)

const waybillJSON = `{"size":"76x130","number":"SF1234567890123","carrier":"顺丰速运","routing":"571-A03","recipient":{"name":"张三😀","phone":"13812345678","country":"CN","city":"杭州市","street":"文三路138号"},
	"sender":{"company":"拾味食品"},"contents":["山楂条 × 2"]}`

// every is a command line for each kind, with how many pages it gives. %s is a folder with its files.
var every = []struct {
	pages int
	line  string
}{
	{1, "item --sku SNK-1 --name Hawthorn --name-zh 山楂条 --gtin 6901234567892 --lot L1 --expiry 2027-05-31"},
	{1, "location A01-01-1 --arrow up"},
	{3, "location A01-01-1 A01-01-2 A01-01-3 --zone A --check 47"},
	{1, "lpn 00106141411234567897"},
	{2, "tote T-0012345-6 T-0012346-4 --warehouse SH1"},
	{1, "carton --sscc 106141411234567897 --gtin 6901234567892 --count 24 --lot L1 --best-before 2027-05-31"},
	{1, "waybill --file %s/waybill.json"},
	{1, "waybill --number SF1 --carrier SF --to-name 张三 --to-street 文三路138号 --from-company 拾味 --media 100x180"},
	{1, "badge --id W1 --name 张三 --badge B123"},
	{4, "commands"},
	{1, "packing-slip %s/slip.json"},
	{2, "pick-list %s/lists.json"},
	{1, "manifest %s/manifest.json"},
	{1, "invoice %s/invoice.json --media 80mm"},
	{7, "wave %s/wave.json"},
	{6, "tote T-1 T-2 --copies 3"},
}

func labelFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"waybill.json":  waybillJSON,
		"slip.json":     `{"order":"O-1","lines":[{"sku":"A","name":"山楂条","quantity":2}]}`,
		"lists.json":    `[{"task":"K-1","lines":[{"location":"A-1","sku":"A","quantity":2}]},{"task":"K-2","lines":[{"location":"A-2","sku":"B","quantity":1,"tote":"3"}]}]`,
		"manifest.json": `{"number":"M-1","carrier":"SF","parcels":[{"waybill":"SF1","grams":100}]}`,
		"invoice.json":  `{"number":"V-1","seller":{"name":"S"},"currency":"CNY","total":2590,"lines":[{"sku":"A","quantity":2,"price":1295}]}`,
		"wave.json":     `[` + strings.Replace(waybillJSON, "{", `{"kind":"waybill",`, 1) + `,{"kind":"lpn","on":"tote","code":"T-1"},{"kind":"location","code":"A-1","arrow":"down"},{"kind":"commands"}]`,
		"unknown.json":  `[{"number":"SF1"},{"nomber":"SF2"}]`, "broken.json": `{"number":`, "empty.json": `[]`, "kindless.json": `[{"code":"T-1"},{"kind":"stamp"}]`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func labelArgs(line, dir string) []string {
	return append([]string{"label"}, strings.Fields(strings.ReplaceAll(line, "%s", dir))...)
}

// Each kind of document comes out of the command line in each language.
func TestLabelsFromTheCommandLine(t *testing.T) {
	dir := labelFiles(t)
	for _, c := range every {
		code, out, errs := play(t, labelArgs(c.line, dir)...)
		if n := strings.Count(out, "<</Type /Page\n"); code != 0 || n != c.pages {
			t.Errorf("%s: exit %d, %d pages, want %d: %s", c.line, code, n, c.pages, errs)
		}
		for format, begins := range map[string]string{"zpl": "^XA", "tspl": "SIZE", "png": "\x89PNG"} {
			code, out, errs := play(t, append(labelArgs(c.line, dir), "--format", format, "--dpi", "300")...)
			if code != 0 || !strings.HasPrefix(out, begins) {
				t.Errorf("%s as %s: exit %d, %.20q: %s", c.line, format, code, out, errs)
			}
		}
	}
	code, out, errs := play(t, labelArgs("invoice %s/invoice.json --media 80mm --format escpos", dir)...)
	if code != 0 || !strings.HasPrefix(out, "\x1b@") {
		t.Errorf("a receipt: exit %d, %.20q: %s", code, out, errs)
	}
}

// What is not on the paper as it was given is told, and never in the paper's own stream.
func TestLabelTellsWhatItChanged(t *testing.T) {
	dir := labelFiles(t)
	code, out, errs := play(t, append(labelArgs("badge --id W1 --name", dir), "😀"+strings.Repeat("长名字", 40))...)
	if code != 0 || !strings.HasPrefix(out, "%PDF") || !strings.Contains(errs, "page 1 name: U+1F600 cannot be shown and was replaced") || !strings.Contains(errs, "page 1 name: too long, ") {
		t.Errorf("exit %d, %.20q: %s", code, out, errs)
	}
	code, _, errs = play(t, labelArgs("commands --format png", dir)...)
	if code != 0 || !strings.Contains(errs, "this is 1 of 4, see --page") {
		t.Errorf("a picture of many pages: exit %d: %s", code, errs)
	}
	_, first, _ := play(t, labelArgs("commands --format png --page 1", dir)...)
	code, third, errs := play(t, labelArgs("commands --format png --page 3", dir)...)
	if code != 0 || errs != "" || first == third {
		t.Errorf("page 3: exit %d, like page 1 %v: %s", code, first == third, errs)
	}
	if img, err := png.Decode(bytes.NewReader([]byte(third))); err != nil || img.Bounds().Dx() != 1680 {
		t.Errorf("page 3: %v", err)
	}
}

func TestLabelsRefusedAtTheCommandLine(t *testing.T) {
	dir := labelFiles(t)
	for line, want := range map[string]string{
		"item --sku S --gtin 6901234567893":                 "check digit",
		"item":                                              "missing flags: --sku",
		"lpn":                                               "expected \"<code> ...\"",
		"location 库位":                                       "not a printable ASCII character",
		"location A-1 --arrow north":                        "--arrow must be one of",
		"tote " + strings.Repeat("W", 70):                   "take a larger label or a shorter code",
		"tote T-1 --media 10x10":                            "at least 50 by 25",
		"tote T-1 --media huge":                             "is no size",
		"tote T-1 --copies 0":                               "--copies is 1 to",
		"tote T-1 --page 2":                                 "there is no page 2: there are 1",
		"tote T-1 --dpi 72":                                 "--dpi must be one of",
		"tote T-1 --format cpcl":                            "--format must be one of",
		"tote T-1 --out " + dir + "/none/x.pdf":             "no such file",
		"commands --media 100x50":                           "always a4",
		"badge --id W1":                                     "name: is missing",
		"carton --lot L1":                                   "gtin: is missing",
		"waybill --number SF1":                              "recipient.street: is missing",
		"waybill --file " + dir + "/none.json":              "no such file",
		"waybill --file " + dir + "/unknown.json":           `document 2: unknown field "nomber"`,
		"waybill --file " + dir + "/broken.json":            "unexpected EOF",
		"waybill --file " + dir + "/empty.json":             "there are none",
		"wave " + dir + "/kindless.json":                    `document 2: "kind" must say one of badge, carton, commands`,
		"waybill --number SF1 --file " + dir + "/none.json": "can't be used together",
	} {
		code, out, errs := play(t, labelArgs(line, dir)...)
		if code == 0 || strings.HasPrefix(out, "%PDF") || !strings.Contains(errs, want) {
			t.Errorf("%.60s: exit %d, says %q, want %q", line, code, errs, want)
		}
	}
}

func TestLabelToAFile(t *testing.T) {
	dir := labelFiles(t)
	path := filepath.Join(dir, "sheet.pdf")
	code, out, errs := play(t, "label", "commands", "--out", path)
	got, err := os.ReadFile(path)
	if code != 0 || out != "" || errs != "" || err != nil || !bytes.HasPrefix(got, []byte("%PDF")) {
		t.Errorf("exit %d, %q, %q, %v", code, out, errs, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.part"))
	if err != nil || left != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
	_, again, _ := play(t, "label", "commands")
	if again != string(got) {
		t.Error("the same sheet is another file")
	}
}

// Bytes for a printer are not poured over somebody's screen.
func TestLabelsRefuseATerminal(t *testing.T) {
	keyboard, screen, err := pty.Open()
	if err != nil {
		t.Fatalf("needs a pseudo-terminal: %v", err)
	}
	defer keyboard.Close()
	defer screen.Close()
	for _, format := range []string{"pdf", "png", "tspl", "escpos"} {
		var errs bytes.Buffer
		if code := run([]string{"label", "tote", "T-1", "--format", format}, streams{screen, &errs}); code != 1 || !strings.Contains(errs.String(), "--out FILE") {
			t.Errorf("%s: exit %d, %s", format, code, errs.String())
		}
	}
}

// The sheet on the wall and the terminal that reads it have the same words.
func TestCommandSheetIsWhatTerminalsRead(t *testing.T) {
	if labels.CommandPrefix != scan.CommandPrefix {
		t.Errorf("printed %q, read %q", labels.CommandPrefix, scan.CommandPrefix)
	}
	var printed, read []string
	for _, c := range labels.Commands {
		printed = append(printed, c.Word)
	}
	for _, w := range scan.Words {
		read = append(read, string(w))
	}
	slices.Sort(printed)
	slices.Sort(read)
	if !slices.Equal(printed, read) {
		t.Errorf("printed %v, read %v", printed, read)
	}
	for _, c := range slices.Concat(labels.QuantityCommands(), labels.DigitCommands()) {
		word, number, _ := strings.Cut(c.Word, "-")
		if n, err := strconv.Atoi(number); err != nil || n < 0 || (word != string(scan.Qty) && word != string(scan.Digit)) {
			t.Errorf("printed %s, which no terminal reads", c.Word)
		}
	}
}

// A paper is fetched as it was printed, with the type of its language.
func TestPapersAreFetched(t *testing.T) {
	h := newFlowHouse(t)
	defer h.close()
	if _, err := h.admin.PutWarehouse(t.Context(), wire.Warehouse{Code: flowWarehouse, Name: "Shanghai", Zone: "Asia/Shanghai"}, 0); err != nil {
		t.Fatal(err)
	}
	in, err := h.admin.Print(t.Context(), flowWarehouse, wire.Print{Document: "commands", Entity: flowWarehouse})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.await(t.Context(), []string{"print-job", in.Print, "state=rendered"}); err != nil {
		t.Fatal(err)
	}
	got, err := h.admin.Paper(t.Context(), flowWarehouse, "commands", flowWarehouse, 1)
	if err != nil || got.ContentType != "application/pdf" || bytes.Count(got.Data, []byte("<</Type /Page\n")) != 4 {
		t.Errorf("%v, %s, %d bytes", err, got.ContentType, len(got.Data))
	}
	if _, err := h.admin.Paper(t.Context(), flowWarehouse, "commands", flowWarehouse, 2); err == nil {
		t.Error("a second copy nobody asked for")
	}
}
