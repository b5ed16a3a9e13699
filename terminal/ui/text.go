package ui

import (
	"strconv"
	"strings"
)

// Language is what a worker reads.
type Language string

// The languages of the house.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// Other gives the language the language key switches to.
func (l Language) Other() Language {
	if l == Chinese {
		return English
	}
	return Chinese
}

// Text is something to be read, in no language yet: words of the catalogue with what is put into them, or, without a key,
// what is the same in both languages (a code, a number) or was given in both (an item's name). It is resolved when the
// screen is drawn, so that a switch of language changes all of it at once.
type Text struct {
	Key  string `json:"k,omitempty"`
	Args []Text `json:"a,omitempty"`
	EN   string `json:"e,omitempty"`
	ZH   string `json:"z,omitempty"` // empty: as EN
}

// T gives the words of a key. Arguments are strings, whole numbers or Texts and stand for {0}, {1}, ... in them.
func T(key string, args ...any) Text {
	t := Text{Key: key}
	for _, a := range args {
		switch v := a.(type) {
		case Text:
			t.Args = append(t.Args, v)
		case string:
			t.Args = append(t.Args, Plain(v))
		case int:
			t.Args = append(t.Args, Number(int64(v)))
		case int64:
			t.Args = append(t.Args, Number(v))
		default:
			panic("ui: an argument of " + key + " is neither string nor number nor Text")
		}
	}
	return t
}

// Plain is a text that is the same in every language: a code.
func Plain(s string) Text { return Text{EN: s} }

// Number is a whole number.
func Number(n int64) Text { return Text{EN: strconv.FormatInt(n, 10)} }

// Named is a name given in one or both languages; what is missing is taken from the other.
func Named(en, zh string) Text {
	if en == "" {
		en = zh
	}
	return Text{EN: en, ZH: zh}
}

// Empty tells whether there is nothing to read.
func (t Text) Empty() bool { return t.Key == "" && t.EN == "" && t.ZH == "" }

// In gives the text in a language.
func (t Text) In(l Language) string {
	if t.Key == "" {
		if l == Chinese && t.ZH != "" {
			return t.ZH
		}
		return t.EN
	}
	w, ok := words[t.Key]
	if !ok {
		return t.Key // a test keeps the catalogue complete; a worker sees at least which word is missing
	}
	s := w.en
	if l == Chinese {
		s = w.zh
	}
	if len(t.Args) == 0 {
		return s
	}
	pairs := make([]string, 0, 2*len(t.Args))
	for i, a := range t.Args {
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", a.In(l))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
