package gs1

import "fmt"

// Kind is the closed set of things wrong with GS1 data. Values are stable words; programs and translations key on them.
type Kind string

// The kinds of trouble.
const (
	KindEmpty      Kind = "empty"       // nothing, or only separators
	KindUnknownAI  Kind = "unknown_ai"  // no such application identifier in the table
	KindLength     Kind = "length"      // too short or too long for its AI or key
	KindCharset    Kind = "charset"     // a character the AI or key does not allow
	KindCheckDigit Kind = "check_digit" // modulo-10 check digit differs
	KindDate       Kind = "date"        // wrong number of digits, month or day
	KindValue      Kind = "value"       // well formed, but a value the AI forbids
	KindSyntax     Kind = "syntax"      // brackets, prefix or address not as they must be
	KindRepeated   Kind = "repeated"    // one AI twice with different values
	KindExclusive  Kind = "exclusive"   // two AIs that must not stand together
	KindRequired   Kind = "required"    // an AI that needs another one which is not there
)

// Error says what is wrong with GS1 data and where.
type Error struct {
	Kind    Kind
	AI      string // the application identifier concerned, if any
	Offset  int    // byte offset in the input, -1 when the whole is meant
	Message string
}

func (e *Error) Error() string {
	s := "gs1: "
	if e.AI != "" {
		s += "(" + e.AI + ") "
	}
	s += e.Message
	if e.Offset >= 0 {
		s += fmt.Sprintf(" at byte %d", e.Offset)
	}
	return s
}

func errorf(kind Kind, ai string, offset int, format string, args ...any) *Error {
	return &Error{Kind: kind, AI: ai, Offset: offset, Message: fmt.Sprintf(format, args...)}
}
