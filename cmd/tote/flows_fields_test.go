package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// entry is one "name=value" of a script.
type entry struct{ name, value string }

var entryText = regexp.MustCompile(`^([a-z_0-9.]+)=("(?:[^"]*)"|\S*)\s*`)

// entriesOf reads "a=1 b.c=2 d="two words""; a name alone means true.
func entriesOf(text string) ([]entry, error) {
	var out []entry
	for text = strings.TrimSpace(text); text != ""; {
		if m := entryText.FindStringSubmatch(text); m != nil {
			out = append(out, entry{m[1], strings.Trim(m[2], `"`)})
			text = text[len(m[0]):]
			continue
		}
		word, rest, _ := strings.Cut(text, " ")
		if strings.Contains(word, "=") {
			return nil, fmt.Errorf("cannot read %q", text)
		}
		out = append(out, entry{word, "true"})
		text = strings.TrimSpace(rest)
	}
	return out, nil
}

// fill puts the lines of a request into a struct of package wire. A line is fields, or the name of a list or of a part
// followed by the fields of one element.
func fill(into reflect.Value, lines []string) error {
	for _, line := range lines {
		at := into
		if word, rest, ok := strings.Cut(line, " "); ok && !strings.Contains(word, "=") {
			f, known := fieldNamed(into, word)
			switch {
			case !known:
			case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
				f.Set(reflect.Append(f, reflect.New(f.Type().Elem()).Elem()))
				at, line = f.Index(f.Len()-1), rest
			case f.Kind() == reflect.Struct:
				at, line = f, rest
			case f.Kind() == reflect.Pointer && f.Type().Elem().Kind() == reflect.Struct:
				f.Set(reflect.New(f.Type().Elem()))
				at, line = f.Elem(), rest
			}
		}
		all, err := entriesOf(line)
		if err != nil {
			return err
		}
		for _, e := range all {
			if err := set(at, e.name, e.value); err != nil {
				return err
			}
		}
	}
	return nil
}

func set(v reflect.Value, name, value string) error {
	first, rest, nested := strings.Cut(name, ".")
	f, ok := fieldNamed(v, first)
	if !ok {
		return fmt.Errorf("%s has no field %q", v.Type(), first)
	}
	if nested {
		return set(f, rest, value)
	}
	switch f.Interface().(type) {
	case time.Time:
		at, err := time.Parse(time.RFC3339, value)
		f.Set(reflect.ValueOf(at))
		return err
	case []string:
		f.Set(reflect.ValueOf(strings.Split(value, ",")))
		return nil
	case *int64:
		n, err := strconv.ParseInt(value, 10, 64)
		f.Set(reflect.ValueOf(&n))
		return err
	case *string:
		f.Set(reflect.ValueOf(&value))
		return nil
	}
	var err error
	switch f.Kind() {
	case reflect.String:
		f.SetString(value)
	case reflect.Bool:
		f.SetBool(value == "true")
	case reflect.Int, reflect.Int64:
		var n int64
		n, err = strconv.ParseInt(value, 10, 64)
		f.SetInt(n)
	case reflect.Uint64:
		var n uint64
		n, err = strconv.ParseUint(value, 10, 64)
		f.SetUint(n)
	default:
		err = fmt.Errorf("a script cannot give field %q of %s", name, v.Type())
	}
	return err
}

// fieldNamed finds a field by its name on the wire.
func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		t := v.Type().Field(i)
		if t.Anonymous {
			if f, ok := fieldNamed(v.Field(i), name); ok {
				return f, true
			}
			continue
		}
		if wireName(t) == name {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func wireName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// unsaid are fields of answers that tell how good a plan is or how often a record was written: a better plan is no other
// dialogue. Nor are the scans that prove a step, or the same quantity in packs, which say in codes what the step says already. So is the planner's why, unless it is a reason.
var (
	unsaid     = map[string]bool{"walk": true, "revision": true, "hash": true, "bytes": true, "fails": true, "scans": true, "in_packs": true}
	reasonWord = regexp.MustCompile(`^([a-z_]+\.[a-z_.]+|misscan)$`)
)

func isUnsaid(name string, f reflect.Value) bool {
	return unsaid[name] || f.Type() == reflect.TypeFor[time.Time]() ||
		(name == "why" && f.Kind() == reflect.String && !reasonWord.MatchString(f.String()))
}

// say words an answer: its fields on one line in the order of the wire, without moments and without what is zero and may be
// left out; below it one line for each element of a list.
func say(v reflect.Value) string {
	var lists []string
	line := sayLine(v, "", &lists)
	if line != "" {
		lists = append([]string{line}, lists...)
	}
	return strings.Join(lists, "\n")
}

func sayLine(v reflect.Value, prefix string, lists *[]string) string {
	var words []string
	add := func(w string) {
		if w != "" {
			words = append(words, w)
		}
	}
	for i := range v.NumField() {
		t, f := v.Type().Field(i), v.Field(i)
		name := prefix + wireName(t)
		if t.Anonymous {
			add(sayLine(f, prefix, lists))
			continue
		}
		for f.Kind() == reflect.Pointer && !f.IsNil() {
			f = f.Elem()
		}
		optional := strings.Contains(t.Tag.Get("json"), ",omit")
		if (optional && f.IsZero()) || isUnsaid(wireName(t), f) {
			continue
		}
		switch f.Kind() {
		case reflect.Struct:
			add(sayLine(f, name+".", lists))
		case reflect.Slice:
			add(saySlice(f, name, lists))
		default:
			add(name + "=" + quoted(fmt.Sprint(f.Interface())))
		}
	}
	return strings.Join(words, " ")
}

// longList is a list of words that is told by its ends.
const longList = 12

func saySlice(f reflect.Value, name string, lists *[]string) string {
	if all, ok := f.Interface().([]string); ok {
		if len(all) > longList {
			return fmt.Sprintf("%s=%s..%s (%d)", name, all[0], all[len(all)-1], len(all))
		}
		return name + "=" + quoted(strings.Join(all, ","))
	}
	for i := range f.Len() {
		var inner []string // lists of the element itself stand below it
		*lists = append(*lists, name+" "+sayLine(f.Index(i), "", &inner))
		for _, l := range inner {
			*lists = append(*lists, "  "+l)
		}
	}
	return ""
}

func quoted(s string) string {
	if s == "" || strings.ContainsAny(s, " \t") {
		return `"` + s + `"`
	}
	return s
}
