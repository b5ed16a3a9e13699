package sheet

import (
	"encoding/base64"
	"encoding/xml"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"example.com/tote/labels"
	"example.com/tote/labels/symbol"
)

// zbarPage is what zbar says of one picture.
type zbarPage struct {
	File  string `xml:"href,attr"`
	Codes []struct {
		Type      string `xml:"type,attr"`
		Modifiers string `xml:"modifiers,attr"`
		Data      struct {
			Text   string `xml:",chardata"`
			Format string `xml:"format,attr"`
		} `xml:"data"`
	} `xml:"index>symbol"`
}

// zbarBatch is how many pictures one process reads.
const zbarBatch = 50

// readBack prints the pages and compares every barcode on them with what another program sees: no code is missing, none
// reads as anything else, and zbar finds no bars of our kinds where there are none.
func readBack(t *testing.T, pages []labels.Page) {
	t.Helper()
	files := printed(t, pages, asTIFF)
	seen := map[string]zbarPage{}
	for from := 0; from < len(files); from += zbarBatch {
		part := files[from:min(from+zbarBatch, len(files))]
		out, _ := exec.Command("zbarimg", append([]string{"-q", "--nodbus", "--xml", "-Sdisable", "-Scode128.enable", "-Sean13.enable", "-Sean8.enable"}, part...)...).Output() // exit 4: a page without bars
		var got struct {
			Pages []zbarPage `xml:"source"`
		}
		if err := xml.Unmarshal(out, &got); err != nil {
			t.Fatalf("zbarimg: %v in %.300s", err, out)
		}
		for _, p := range got.Pages {
			seen[p.File] = p
		}
	}
	for i, p := range pages {
		bars, squares := map[string]int{}, []labels.Code{}
		for _, c := range p.Codes {
			switch c.Kind {
			case symbol.DataMatrix, symbol.GS1DataMatrix:
				squares = append(squares, c)
			default:
				bars[c.Kind.String()+" "+c.Content]++
			}
		}
		for _, c := range seen[files[i]].Codes {
			data := c.Data.Text
			if c.Data.Format == "base64" { // what XML cannot hold: separators
				raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
				if err != nil {
					t.Fatal(err)
				}
				data = string(raw)
			}
			content := barsOf(c.Type, c.Modifiers, data)
			if bars[content]--; bars[content] < 0 {
				t.Errorf("page %d: zbar reads %q, which is not on it", i, content)
			}
		}
		for content, n := range bars {
			if n > 0 {
				t.Errorf("page %d: zbar does not read %q", i, content)
			}
		}
		for _, c := range squares {
			readSquare(t, i, files[i], p.Size, c)
		}
	}
}

// barsOf words what zbar saw as it was asked for.
func barsOf(kind, modifiers, data string) string {
	switch {
	case kind == "CODE-128" && modifiers == "GS1":
		return symbol.GS1128.String() + " " + elementsOf(data)
	case kind == "CODE-128":
		return symbol.Code128.String() + " " + data
	}
	return kind + " " + data
}

// readSquare has libdmtx look at a square and a centimetre around it: a whole sheet takes it seconds.
func readSquare(t *testing.T, page int, file string, size labels.Size, c labels.Code) {
	t.Helper()
	const around = 10 // mm
	percent := func(mm, of float64) string { return strconv.Itoa(max(0, min(100, int(mm/of*100)))) + "%" }
	args := []string{"-N1", "-m5000", "-x" + percent(c.Rect.X-around, size.W), "-X" + percent(c.Rect.X+c.Rect.W+around, size.W),
		"-y" + percent(size.H-c.Rect.Y-c.Rect.H-around, size.H), "-Y" + percent(size.H-c.Rect.Y+around, size.H), file} // its y counts from below
	if c.Kind == symbol.GS1DataMatrix {
		args = append([]string{"-G29"}, args...)
	}
	out, _ := exec.Command("dmtxread", args...).Output()
	got := string(out)
	if c.Kind == symbol.GS1DataMatrix {
		got = elementsOf(got)
	}
	if got != c.Content {
		t.Errorf("page %d: dmtxread reads %q, want %s %q", page, got, c.Kind, c.Content)
	}
}
