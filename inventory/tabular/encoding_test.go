package tabular

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func gbk(t testing.TB, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16Text(t *testing.T, text string, e unicode.Endianness) string {
	t.Helper()
	out, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodingIsDetected(t *testing.T) {
	const sheet = "商家编码,名称\r\nA1,老坛酸菜牛肉面\r\nA2,山楂片 𠮷\r\n"
	gb18030, err := simplifiedchinese.GB18030.NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, bytes string
		want        Encoding
	}{
		{"utf-8", sheet, UTF8},
		{"utf-8 with mark", "\ufeff" + sheet, UTF8},
		{"utf-16 little endian", utf16Text(t, sheet, unicode.LittleEndian), UTF16},
		{"utf-16 big endian", utf16Text(t, sheet, unicode.BigEndian), UTF16},
		{"gb18030 with a four-byte character", gb18030, GB18030},
		{"gb18030 with mark", "\x84\x31\x95\x33" + gb18030, GB18030},
	} {
		for _, slow := range []bool{false, true} {
			t.Run(tc.name, func(t *testing.T) {
				var opt Options
				var rd *Reader
				if slow {
					rd = open(t, iotest.OneByteReader(strings.NewReader(tc.bytes)), opt)
				} else {
					rd = open(t, strings.NewReader(tc.bytes), opt)
				}
				all := rows(t, rd)
				if len(all) != 2 || all[0].Raw("name") != "老坛酸菜牛肉面" || all[1].Raw("name") != "山楂片 𠮷" || all[1].Line != 3 {
					t.Fatalf("rows = %v", all)
				}
				if got := rd.Source().Encoding; got != tc.want {
					t.Errorf("encoding = %s, want %s", got, tc.want)
				}
			})
		}
	}
}

func TestGBKIsFoundHoweverLateItBegins(t *testing.T) {
	plain := "sku,name\n" + strings.Repeat("A1,plain text for a long while\n", 10_000)
	all := rows(t, open(t, strings.NewReader(plain+gbk(t, "A2,葡萄干和核桃仁\n")), Options{}))
	if got, want := all[len(all)-1].Raw("name"), "葡萄干和核桃仁"; got != want {
		t.Errorf("last name = %q, want %q", got, want)
	}
}

func TestTextThatStopsBeingValidNamesItsLine(t *testing.T) {
	long := "sku,name\n" + strings.Repeat("A1,薯片\n", 20_000)
	longGBK := gbk(t, "sku,name\n"+strings.Repeat("A1,原味薯片\n", 20_000))
	for _, tc := range []struct{ name, text, reason, part string }{
		{"utf-8 then gbk", long + gbk(t, "A2,海苔卷\n"), "encoding.invalid", "line 20002"},
		{"utf-8 then gbk, both near", "sku,name\nA1,薯片饼干\n" + gbk(t, "A2,海\n"), "encoding.invalid", "line 3"},
		{"utf-8 cut", "sku,name\nA1,薯片\nA2,饼\xe5\xb9", "encoding.invalid", "line 3"},
		{"gbk then broken", longGBK + "A2,\xff\xff\n", "encoding.invalid", "line 20002"},
		{"gbk cut", longGBK + "A2,\xca", "encoding.invalid", "line 20002"},
		{"utf-16 cut", utf16Text(t, "sku\nA1\nA2", unicode.LittleEndian) + "x", "encoding.invalid", "line 3"},
		{"utf-16 half a pair", utf16Text(t, "sku\nA1\n", unicode.LittleEndian) + "\x3d\xd8\x0a\x00", "encoding.invalid", "line 3"},
		{"zero bytes", "sku\nA1\nA\x00\n", "file.binary", "line 3"},
		{"zero bytes in gbk", longGBK + "A\x00", "file.binary", "line 20002"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantFileError(t, firstError(strings.NewReader(tc.text), Options{}), tc.reason, tc.part)
		})
	}
}

func TestWhatCannotBeToldIsRefusedNotGuessed(t *testing.T) {
	western, err := charmap.Windows1252.NewEncoder().String("sku,name\nA1,Noël rétro\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, text, reason string }{
		{"Windows-1252 that is valid GBK", western, "encoding.unknown"},
		{"Windows-1252, one word", "sku,name\nA1,No\xebl\n", "encoding.unknown"},
		{"GBK that is valid UTF-8", "sku,name\nA1," + gbk(t, "学校") + "\n", "encoding.ambiguous"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantFileError(t, firstError(strings.NewReader(tc.text), Options{}), tc.reason, "name its encoding")
		})
	}
	named := rows(t, open(t, strings.NewReader("sku,name\nA1,"+gbk(t, "学校")+"\n"), Options{Encoding: GB18030}))
	if got, want := named[0].Raw("name"), "学校"; got != want {
		t.Errorf("with its encoding named = %q, want %q", got, want)
	}
	for _, text := range []string{"sku,name\nA1,Café £5 Noël créée\n", "sku,name\nA1,Привет мир\n", "sku,name\nA1,½ m²\n"} {
		if err := firstError(strings.NewReader(text), Options{}); err.Error() != "EOF" {
			t.Errorf("Western UTF-8 %q = %v, want it read", text, err)
		}
	}
}

func TestForcedEncodingIsChecked(t *testing.T) {
	wantFileError(t, firstError(strings.NewReader("\ufeffsku\nA"), Options{Encoding: GB18030}), "encoding.mark", "marked as utf-8")
	wantFileError(t, firstError(strings.NewReader("sku\nA"), Options{Encoding: UTF16}), "encoding.mark", "byte order mark")
	wantFileError(t, firstError(strings.NewReader("sku\nA"), Options{Encoding: "latin1"}), "encoding.unknown", "latin1")
	wantFileError(t, firstError(strings.NewReader("sku\nA"+gbk(t, "海苔")), Options{Encoding: UTF8}), "encoding.invalid", "line 2")
}

// FuzzTextReader: whatever comes in, valid UTF-8 without replacement characters that were not there comes out, or an
// error; and how the bytes arrive makes no difference.
func FuzzTextReader(f *testing.F) {
	f.Add([]byte("sku\nA1"))
	f.Add([]byte(gbk(f, "商家编码,名称")))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("\x81\x30\x81\x30 \x84"))
	f.Fuzz(func(t *testing.T, data []byte) {
		whole, err := decodeAll(bytes.NewReader(data))
		slow, slowErr := decodeAll(iotest.OneByteReader(bytes.NewReader(data)))
		if string(whole) != string(slow) || (err == nil) != (slowErr == nil) {
			t.Errorf("at once %q (%v), byte by byte %q (%v)", whole, err, slow, slowErr)
		}
		if clean := strings.ToValidUTF8(string(whole), ""); clean != string(whole) {
			t.Errorf("output %q is not UTF-8", whole)
		}
	})
}
