package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
)

// workbook is what is read of an XLSX file before its rows: which part is the sheet, which formats are dates, and the
// table of texts its cells point into.
type workbook struct {
	parts    map[string]*zip.File // by lower-case name
	date1904 bool
	sheets   []sheetRef
	formats  []numberFormat // by style
	shared   []string
}

type sheetRef struct {
	name, part string
	hidden     bool
}

// numberFormat is what a cell's style says about its number.
type numberFormat struct {
	date bool
	pad  int // digits to fill up with leading zeros, as the format 00000 shows them
}

func brokenWorkbook(err error, format string, args ...any) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	return fault.Invalid("xlsx.broken", "the workbook is damaged (%s); open it in a spreadsheet and save it again as .xlsx",
		fmt.Sprintf(format, args...)).Because(err)
}

// openXLSX reads the workbook's frame and opens the wanted sheet.
func openXLSX(at io.ReaderAt, size int64, opt Options, tick func(done, total int64)) (*sheetSource, []Problem, error) {
	archive, err := zip.NewReader(at, size)
	if err != nil {
		return nil, nil, brokenWorkbook(err, "not a complete zip file")
	}
	if len(archive.File) > MaxZipParts {
		return nil, nil, fault.Invalid("xlsx.too_large", "the workbook has %d parts, at most %d are read", len(archive.File), MaxZipParts)
	}
	w := &workbook{parts: make(map[string]*zip.File, len(archive.File))}
	for _, f := range archive.File {
		w.parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	rels, err := w.readFrame()
	if err != nil {
		return nil, nil, err
	}
	ref, warnings, err := w.choose(opt.Sheet)
	if err != nil {
		return nil, nil, err
	}
	if err := w.readStyles(rels.byType("/styles")); err != nil {
		return nil, nil, err
	}
	if err := w.readShared(rels.byType("/sharedStrings")); err != nil {
		return nil, nil, err
	}
	src, err := w.openSheet(ref, tick)
	return src, warnings, err
}

type relationships struct {
	base string
	Rels []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func (r relationships) resolve(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.ToLower(target[1:])
	}
	return strings.ToLower(path.Join(r.base, target))
}

func (r relationships) byType(suffix string) string {
	for _, rel := range r.Rels {
		if strings.HasSuffix(rel.Type, suffix) {
			return r.resolve(rel.Target)
		}
	}
	return ""
}

func (r relationships) byID(id string) string {
	for _, rel := range r.Rels {
		if rel.ID == id {
			return r.resolve(rel.Target)
		}
	}
	return ""
}

// readFrame reads which sheets there are and where.
func (w *workbook) readFrame() (relationships, error) {
	var root, rels relationships
	if err := w.decode("_rels/.rels", &root); err != nil {
		return rels, err
	}
	main := root.byType("/officeDocument")
	if main == "" || w.parts[main] == nil {
		return rels, fault.Invalid("file.format", "this is a zip file but no XLSX workbook; save the sheet as .xlsx or CSV")
	}
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			// The relationship's attribute is the only one called id; its namespace differs between the two
			// flavours of the format.
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &book); err != nil {
		return rels, err
	}
	dir, file := path.Split(main)
	if err := w.decode(dir+"_rels/"+file+".rels", &rels); err != nil {
		return rels, err
	}
	rels.base = path.Clean(dir)
	w.date1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	for _, s := range book.Sheets {
		for _, a := range s.Attrs {
			if part := rels.byID(a.Value); a.Name.Local == "id" && part != "" {
				w.sheets = append(w.sheets, sheetRef{name: s.Name, part: part, hidden: s.State == "hidden" || s.State == "veryHidden"})
			}
		}
	}
	return rels, nil
}

// choose picks the named sheet, or the first one people see, and warns of what is left unread then.
func (w *workbook) choose(name string) (sheetRef, []Problem, error) {
	var visible, all []string
	first := -1
	for i, s := range w.sheets {
		all = append(all, strconv.Quote(s.name))
		if name != "" && strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name)) {
			return s, nil, nil
		}
		if !s.hidden {
			visible = append(visible, strconv.Quote(s.name))
			if first < 0 {
				first = i
			}
		}
	}
	if name != "" {
		return sheetRef{}, nil, fault.Invalid("xlsx.sheet", "the workbook has no sheet %q; it has %s", name, strings.Join(all, ", "))
	}
	if first < 0 {
		return sheetRef{}, nil, fault.Invalid("xlsx.sheet", "the workbook has no visible sheet; name the sheet to read")
	}
	if len(visible) == 1 {
		return w.sheets[first], nil, nil
	}
	return w.sheets[first], []Problem{{
		Reason: ReasonOtherSheets, Value: clip(strings.Join(visible[1:], ", ")),
		Message: fmt.Sprintf("only sheet %s is read, the workbook has %d visible sheets", visible[0], len(visible)),
		Hint:    "name the sheet to read if another one is meant",
	}}, nil
}

// readStyles finds which styles show dates or leading zeros.
func (w *workbook) readStyles(part string) error {
	if part == "" || w.parts[part] == nil {
		return nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &styles); err != nil {
		return err
	}
	custom := map[int]numberFormat{}
	for _, f := range styles.Formats {
		custom[f.ID] = parseFormat(f.Code)
	}
	w.formats = make([]numberFormat, len(styles.Cells))
	for i, c := range styles.Cells {
		f, ok := custom[c.Format]
		if !ok {
			f.date = builtinDate(c.Format)
		}
		w.formats[i] = f
	}
	return nil
}

// builtinDate tells the numbers of the date formats every spreadsheet knows; 27 to 36 and 50 to 58 are the Chinese,
// Japanese and Korean ones.
func builtinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// parseFormat tells a date format by its letters outside quotes, brackets and escapes, and a format of zeros only.
func parseFormat(code string) numberFormat {
	if len(code) > 1 && len(code) <= sheetDigits && strings.Trim(code, "0") == "" {
		return numberFormat{pad: len(code)}
	}
	quoted, bracket, skip := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case skip:
			skip = false
		case quoted:
			quoted = r != '"'
		case bracket:
			bracket = r != ']'
		case r == '"':
			quoted = true
		case r == '[':
			bracket = true
		case r == '\\' || r == '_' || r == '*':
			skip = true
		case r == ';':
			return numberFormat{} // the first section, for positive numbers, decides
		case strings.ContainsRune("ymdhs", r):
			return numberFormat{date: true}
		}
	}
	return numberFormat{}
}

// readShared reads the table of texts. Phonetic guides are left out.
func (w *workbook) readShared(part string) error {
	if part == "" || w.parts[part] == nil {
		return nil
	}
	in, err := w.open(part, MaxSharedBytes, nil)
	if err != nil {
		return err
	}
	defer in.Close()
	dec := xml.NewDecoder(in)
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return brokenWorkbook(err, "its table of texts cannot be read")
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := richText(dec, "si")
			if err != nil {
				return brokenWorkbook(err, "its table of texts cannot be read")
			}
			w.shared = append(w.shared, text)
		}
	}
}

// richText joins the runs of text up to the end of the element named until.
func richText(dec *xml.Decoder, until string) (string, error) {
	var b strings.Builder
	inText := false
	for {
		token, err := dec.Token()
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if inText = e.Name.Local == "t"; !inText && (e.Name.Local == "rPh" || e.Name.Local == "rPr") {
				if err := dec.Skip(); err != nil {
					return "", err
				}
			}
		case xml.CharData:
			if inText {
				b.Write(e)
			}
		case xml.EndElement:
			inText = false
			if e.Name.Local == until {
				return unescape(b.String()), nil
			}
		}
	}
}

// unescape undoes the _x000D_ form in which workbooks store characters XML cannot.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		text = text[i:]
		if len(text) >= 7 && text[6] == '_' {
			if n, err := strconv.ParseUint(text[2:6], 16, 16); err == nil && (n < 0xD800 || n > 0xDFFF) {
				b.WriteRune(rune(n))
				text = text[7:]
				continue
			}
		}
		b.WriteByte('_')
		text = text[1:]
	}
}

func (w *workbook) decode(part string, into any) error {
	in, err := w.open(part, MaxPartBytes, nil)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := xml.NewDecoder(in).Decode(into); err != nil {
		return brokenWorkbook(err, "part %s cannot be read", part)
	}
	return nil
}

// open opens a part with a bound on what comes out of it, whatever the zip file claims.
func (w *workbook) open(part string, limit int64, tick func(done, total int64)) (io.ReadCloser, error) {
	file := w.parts[part]
	if file == nil {
		return nil, brokenWorkbook(nil, "part %s is missing", part)
	}
	in, err := file.Open()
	if err != nil {
		return nil, brokenWorkbook(err, "part %s cannot be opened", part)
	}
	total := int64(min(file.UncompressedSize64, uint64(limit)))
	return &partReader{in: in, left: limit, limit: limit, name: part, total: total, tick: tick}, nil
}

// partReader bounds a part's size and the length of one text or tag inside it, since the XML decoder holds those in
// memory whole.
type partReader struct {
	in          io.ReadCloser
	name        string
	left, limit int64
	run         int
	total, done int64
	tick        func(done, total int64)
}

func (p *partReader) Read(b []byte) (int, error) {
	if int64(len(b)) > p.left+1 {
		b = b[:p.left+1]
	}
	n, err := p.in.Read(b)
	if p.left -= int64(n); p.left < 0 {
		return 0, fault.Invalid("xlsx.too_large", "part %s of the workbook is over %d MB unzipped; split the sheet, or save it as CSV", p.name, p.limit>>20)
	}
	for rest := b[:n]; len(rest) > 0; {
		tag := bytes.IndexByte(rest, '<')
		if tag < 0 {
			tag = len(rest) - 1
			p.run += len(rest)
		} else if p.run += tag; p.run <= maxXMLRun {
			p.run = 0
		}
		if p.run > maxXMLRun {
			return 0, fault.Invalid("xlsx.too_large", "part %s of the workbook holds a text of over %d kB", p.name, maxXMLRun>>10)
		}
		rest = rest[tag+1:]
	}
	if p.done += int64(n); p.tick != nil {
		p.tick(p.done, p.total)
	}
	return n, err
}

func (p *partReader) Close() error { return p.in.Close() }
