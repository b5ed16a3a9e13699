package scale

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/tote/inventory/fault"
)

// heard reads a transcript as a line would bring it, in pieces of a size, and says what each answer is.
func heard(t testing.TB, p Protocol, unit, transcript string, piece int) (out []string) {
	t.Helper()
	lang, ok := p.language(unit)
	if !ok {
		t.Fatalf("no language %s", p)
	}
	var held []byte
	for b := range slices.Chunk([]byte(transcript), piece) {
		held = append(held, b...)
		for {
			used, r, ok := lang.answer(held)
			if used > len(held) || used < 0 || ok && used == 0 {
				t.Fatalf("%q: used %d of %d, answer %t", held, used, len(held), ok)
			}
			held = held[used:]
			if ok {
				out = append(out, word(r))
			}
			if used == 0 {
				break
			}
		}
		if len(held) > maxAnswer {
			t.Fatalf("%d bytes are held", len(held))
		}
	}
	return out
}

// word says a reading shortly: "829 stable", "moving 830", "scale.over".
func word(r Reading) string {
	if r.Why != nil {
		return r.Why.Reason
	}
	out := fmt.Sprint(r.Grams)
	switch {
	case r.Flagged && r.Stable:
		out += " stable"
	case r.Flagged:
		out += " moving"
	}
	if r.Zero {
		out += " zero"
	}
	return out
}

// transcripts are bytes off the line, and what they mean.
var transcripts = []struct {
	name     string
	protocol Protocol
	unit     string
	bytes    string
	want     []string
}{
	{"a weight that stands", MTSICS, "", "S S     100.00 g\r\n", []string{"100 stable"}},
	{"kilograms, narrow columns", MTSICS, "", "S S 0.829 kg\r\n", []string{"829 stable"}},
	{"one that moves, then stands", MTSICS, "", "S D     0.512 kg\r\nS S     0.829 kg\r\n", []string{"512 moving", "829 stable"}},
	{"below zero", MTSICS, "", "S S    -12.30 g\r\n", []string{"-12 stable"}},
	{"busy, over, under", MTSICS, "", "S I\r\nS +\r\nS -\r\n", []string{"scale.busy", "scale.over", "scale.under"}},
	{"errors", MTSICS, "", "ES\r\nET\r\nEL\r\n", []string{"scale.refused", "scale.garbled", "scale.refused"}},
	{"switched on meanwhile", MTSICS, "", "I4 A \"0123456789\"\r\nS S     100.00 g\r\n", []string{"100 stable"}},
	{"carats", MTSICS, "", "S S     100.00 ct\r\n", []string{"scale.unknown_unit"}},
	{"half a line, then a whole one", MTSICS, "", "S S     10\r\nS S     100.00 g\r\n", []string{"scale.unknown_unit", "100 stable"}},
	{"a torn line", MTSICS, "", "00.00 g\r\nS S  \x00\xff 1.0 g\r\nS S\r\nS X 1 g\r\nS S 1.5 g\r\n", []string{"2 stable"}},

	{"kilograms by setting", Toledo8217, "kg", "\x0212.345\r", []string{"12345 stable"}},
	{"pounds by setting", Toledo8217, "lb", "\x0201.00\r", []string{"454 stable"}},
	{"parity bits", Toledo8217, "kg", "\x82\xb1\xb2\xae3\xb45\x8d", []string{"12345 stable"}},
	{"a tare is set", Toledo8217, "kg", "\x0200.500N\r", []string{"scale.tared"}},
	{"status", Toledo8217, "kg", "\x02?\x01\r\x02?\x02\r\x02?\x04\r\x02?\x08\r\x02?\x20\r\x02?\x40\r\x02?\x50\r",
		[]string{"scale.moving", "scale.over", "scale.under", "scale.not_zeroed", "scale.tared", "scale.busy", "0 stable zero"}},
	{"a status that looks like CR", Toledo8217, "kg", "\x02?\r\r", []string{"scale.under"}},
	{"a half answer and noise", Toledo8217, "kg", "345\r\x0212.\x02?\x01\x7f\x0200.829\r", []string{"829 stable"}},

	{"a weight that stands", NCI, "", "\n0001.83LB\r\n00\r\x03", []string{"830 stable"}},
	{"kilograms at zero", NCI, "", "\n00.000KG\r\n20\r\x03", []string{"0 stable zero"}},
	{"ounces that move", NCI, "", "\n001.00OZ\r\n10\r\x03", []string{"28 moving"}},
	{"no status", NCI, "", "\n000829G \r\n\r\x03", []string{"829"}},
	{"status alone", NCI, "", "\n10\r\x03\n01\r\x03\n02\r\x03\n40\r\x03\n08\r\x03",
		[]string{"scale.moving", "scale.under", "scale.over", "scale.broken", "scale.broken"}},
	{"a third status byte", NCI, "", "\n001.00KG\r\n0p4\r\x03\n001.00KG\r\n0p8\r\x03", []string{"scale.tared", "scale.not_zeroed"}},
	{"over, under, never zeroed", NCI, "", "\n^^^^.^^LB\r\n02\r\x03\n____.__LB\r\n01\r\x03\n----.--LB\r\n00\r\x03",
		[]string{"scale.over", "scale.under", "scale.not_zeroed"}},
	{"what it does not know", NCI, "", "\n?\r\x03", []string{"scale.refused"}},
	{"parity bits", NCI, "", "\n\xb0001.8\xb3LB\r\n\xb00\r\x03", []string{"830 stable"}},
	{"half an answer before a whole one", NCI, "", "\n0001.\n0001.83LB\r\n00\r\x03\n0001.83LB\r\n00\r\x03", []string{"830 stable"}},
	{"a whole one in it", NCI, "", "\n0001.83LB\r\n0001.83LB\r\n00\r\x03", nil},

	{"a weight that stands", AND, "", "ST,+00123.45  g\r\n", []string{"123 stable"}},
	{"gross, with spaces", AND, "", "ST,GS,+  0.829 kg\r\nUS,GS,+0001234kg\r\n", []string{"829 stable", "1234000 moving"}},
	{"net and tare", AND, "", "ST,NT,+00000.10kg\r\nST,TR,+00000.10kg\r\n", []string{"scale.tared", "scale.tared"}},
	{"over, under, pieces", AND, "", "OL,+9999999E+19\r\nOL,-9999999E+19\r\nQT,+00000012 PC\r\n", []string{"scale.over", "scale.under", "scale.unknown_unit"}},
	{"pounds", ANDStream, "", "ST,GS,+0002.000lb\r\n", []string{"907 stable"}},
	{"a unit by setting", ANDStream, "kg", "ST,GS,+0000.829\r\n", []string{"829 stable"}},
	{"no unit at all", ANDStream, "", "ST,GS,+0000.829\r\n", []string{"scale.unknown_unit"}},
	{"a stream torn and joined", ANDStream, "", "0.829kg\r\nST,GS,+00ST,GS,+0000.829kg\r\n\x00\x00\nUS,GS,+0000.830kg\r\n", []string{"830 moving"}},
	{"a stream of noise", ANDStream, "", strings.Repeat("\xfe~", 300) + "\r\nST,GS,+0000.829kg\r\n", []string{"829 stable"}},

	{"numbers", Plain, "", "  0.829 kg\r\n829g\n-5 g\r\n\r\nabc\r\n12 x\r\n", []string{"829", "829", "-5", "scale.unknown_unit"}},

	{"grams that stand", HID, "", "\x03\x04\x02\x00\x3d\x03", []string{"829 stable"}},
	{"tenths of ounces that move", HID, "", "\x03\x03\x0b\xff\x24\x01", []string{"828 moving"}},
	{"kilograms with an exponent", HID, "", "\x03\x04\x03\xfd\x3d\x03", []string{"829 stable"}},
	{"an empty plate", HID, "", "\x03\x02\x0b\xff\x00\x00", []string{"0 stable zero"}},
	{"fault, under, over, calibrate, zero", HID, "", "\x03\x01\x02\x00\x00\x00\x03\x05\x02\x00\x05\x00\x03\x06\x02\x00\x00\x00\x03\x07\x02\x00\x00\x00\x03\x08\x02\x00\x00\x00",
		[]string{"scale.broken", "scale.under", "scale.over", "scale.broken", "scale.not_zeroed"}},
	{"a unit nobody knows", HID, "", "\x03\x04\x05\x00\x3d\x03", []string{"scale.unknown_unit"}},
	{"noise", HID, "", "\x00\x07\x03\x04\x02\x00\x3d\x03", []string{"829 stable"}},
}

// Every transcript means the same however the line cuts it.
func TestProtocols(t *testing.T) {
	for _, c := range transcripts {
		t.Run(string(c.protocol)+" "+c.name, func(t *testing.T) {
			for _, piece := range []int{1, 2, 3, 7, 64, 1000} {
				if got := heard(t, c.protocol, c.unit, c.bytes, piece); !slices.Equal(got, c.want) {
					t.Errorf("in pieces of %d: got %q, want %q", piece, got, c.want)
				}
			}
		})
	}
}

// The line itself is kept as it was, in what can be printed.
func TestRawIsKept(t *testing.T) {
	for p, c := range map[Protocol][2]string{
		MTSICS: {"S S     100.00 g\r\n", "S S     100.00 g"}, Toledo8217: {"\x0212.345\r", "12.345"}, NCI: {"\n0001.83LB\r\n00\r\x03", "0001.83LB 00"},
		ANDStream: {"ST,GS,+  0.829 kg\r\n", "ST,GS,+  0.829 kg"}, Plain: {"\t0.829 kg\r\n", ".0.829 kg"}, HID: {"\x03\x04\x02\x00\x3d\x03", "03 04 02 00 3d 03"},
	} {
		lang, _ := p.language("kg")
		if _, r, ok := lang.answer([]byte(c[0])); !ok || r.Raw != c[1] {
			t.Errorf("%s: kept %q, want %q", p, r.Raw, c[1])
		}
	}
}

// Whatever comes over the line, nothing panics, nothing is held without bound, and what is read is a weight or a reason.
func FuzzProtocols(f *testing.F) {
	for _, c := range transcripts {
		f.Add(c.bytes, 5)
	}
	f.Fuzz(func(t *testing.T, s string, piece int) {
		for _, p := range []Protocol{MTSICS, Toledo8217, NCI, AND, Plain, HID} {
			lang, _ := p.language("kg")
			for _, got := range heard(t, p, "kg", s, min(max(piece, 1), 200)) {
				if strings.HasPrefix(got, "scale.") && Reasons[got] == "" {
					t.Errorf("%s: %q is in no table", p, got)
				}
			}
			if _, r, ok := lang.answer([]byte(s)); ok && (r.Raw == "" || len(r.Raw) > MaxRaw || r.Why == nil && (r.Division < 1 || max(r.Grams, -r.Grams) > MaxGrams)) {
				t.Errorf("%s: %q read as %+v", p, s, r)
			}
		}
	})
}

func FuzzTyped(f *testing.F) {
	f.Add("0.829 kg")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := Typed(s, at(0)); err == nil && (r.Grams > MaxGrams || r.Grams < -MaxGrams || r.Raw == "") || err != nil && Reasons[fault.ReasonOf(err)] == "" {
			t.Errorf("%q: %+v, %v", s, r, err)
		}
	})
}
