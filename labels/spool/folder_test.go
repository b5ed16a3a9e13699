package spool

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range all {
		out = append(out, f.Name())
	}
	return out
}

func TestFolderGetsWholeFilesOnly(t *testing.T) {
	dir := t.TempDir()
	half := filepath.Join(dir, ".tote,F1,waybill_P-0_1-00000000.pdf.part")
	other := filepath.Join(dir, ".tote,F1-B,waybill_P-0_1-00000000.pdf.part")
	for _, p := range []string{half, other} {
		if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data := []byte("%PDF-1.4 ...")
	j := aJob(t, "F1", "waybill/P-1/1", ContentPDF, data)
	s := newShelf(j)
	start(t, s, Printer{Code: "F1", Language: PDF, DPI: 300, Transport: Folder, Address: dir})
	s.until(t, j.Key, "sent")
	want := []string{filepath.Base(other), "waybill_P-1_1-" + FileName(j)[len("waybill_P-1_1-"):]}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q: the other printer's unfinished file is not ours to remove", got, want)
	}
	if got, err := os.ReadFile(filepath.Join(dir, FileName(j))); err != nil || !bytes.Equal(got, data) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFolderNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	j := aJob(t, "F1", "waybill/P-1/1", ContentPDF, []byte("new"))
	if err := os.WriteFile(filepath.Join(dir, FileName(j)), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newShelf(j)
	start(t, s, Printer{Code: "F1", Language: PDF, DPI: 300, Transport: Folder, Address: dir})
	s.until(t, j.Key, "failed "+PrintNameTaken)
	if got, err := os.ReadFile(filepath.Join(dir, FileName(j))); err != nil || string(got) != "old" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestMissingFolderHolds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "later")
	j := aJob(t, "F1", "waybill/P-1/1", ContentPDF, []byte("x"))
	s := newShelf(j)
	l := start(t, s, Printer{Code: "F1", Language: PDF, DPI: 300, Transport: Folder, Address: dir})
	untilStatus(t, s, l, "F1", func(st Status) bool { return slices.Equal(st.Reasons, []string{PrinterFolderMissing}) && st.Fails == 1 })
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if !l.Resume("F1") {
		t.Error("a resting printer is not resumed")
	}
	s.until(t, j.Key, "sent")
}

func TestFileNames(t *testing.T) {
	seen := map[string]string{}
	for _, key := range []string{"waybill/P-1/1", "waybill/P_1/1", "waybill/P/1/1", "../../etc/passwd", "...", "", "面单/包裹/1", "a\x00b", strings.Repeat("x", 5000), `C:\con`} {
		name := FileName(Job{Key: key, ContentType: ContentZPL})
		if name != filepath.Base(name) || strings.HasPrefix(name, ".") || len(name) > 143 || !strings.HasSuffix(name, ".zpl") || strings.ContainsAny(name, `/\: `+"\x00") {
			t.Errorf("%q becomes %q", key, name)
		}
		if other, twice := seen[name]; twice {
			t.Errorf("%q and %q are both %q", key, other, name)
		}
		seen[name] = key
	}
}

func TestBytesAreChecked(t *testing.T) {
	good := aJob(t, "F1", "waybill/P-1/1", ContentPDF, []byte("the bytes"))
	for _, tt := range []struct {
		name, want string
		spoil      func(j *Job)
	}{
		{"as rendered", "sent", func(*Job) {}},
		{"gone", "failed " + PrintFileMissing, func(j *Job) { j.Path += ".gone" }},
		{"altered", "failed " + PrintFileAltered, func(j *Job) { j.Hash = strings.Repeat("0", 64) }},
		{"longer", "failed " + PrintFileAltered, func(j *Job) { j.Size-- }},
		{"shorter", "failed " + PrintFileAltered, func(j *Job) { j.Size++ }},
		{"too large", "failed " + PrintTooLarge, func(j *Job) { j.Size = MaxJobBytes + 1 }},
		{"other language", "failed " + PrintWrongLanguage, func(j *Job) { j.ContentType = ContentZPL }},
	} {
		j := good
		tt.spoil(&j)
		s := newShelf(j)
		dir := t.TempDir()
		start(t, s, Printer{Code: "F1", Language: PDF, DPI: 300, Transport: Folder, Address: dir})
		s.until(t, j.Key, tt.want)
		if got := len(names(t, dir)); got != len(s.steps[j.Key])-1 {
			t.Errorf("%s: %d files after the steps %v", tt.name, got, s.steps[j.Key])
		}
	}
}
