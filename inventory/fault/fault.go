// Package fault is the one error type of the house.
//
// Every refusal a person or a program may see is an *Error: a closed Code (what kind of trouble, and so which HTTP
// status), a stable dotted Reason that programs and translations key on, an English Message that names the thing and
// the way out, and Details that list all shortcomings at once, never only the first.
//
// The package never decides policy, never logs and imports the standard library only, so that anyone may import it.
// Start at Error, then the constructors below it.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code is the closed set of kinds of trouble. Its values are stable: they are stored with refused commands.
type Code uint8

// The codes, with the HTTP status each one is answered with.
const (
	CodeInternal        Code = iota + 1 // 500: a bug or a broken invariant; never stored, never explained to a client
	CodeInvalid                         // 400: the request itself is malformed
	CodeUnauthenticated                 // 401: nobody is signed in
	CodeForbidden                       // 403: signed in, but the role does not allow it
	CodeNotFound                        // 404: no such thing
	CodeConflict                        // 409: the thing exists, in a state that rules this out
	CodeStale                           // 412: edited by somebody else since it was read
	CodeRefused                         // 422: a warehouse rule said no
	CodeLimited                         // 429: too many, too often
	CodeUnavailable                     // 503: try again later, nothing was done
)

var codeWords = [...]string{
	CodeInternal: "internal", CodeInvalid: "invalid", CodeUnauthenticated: "unauthenticated", CodeForbidden: "forbidden",
	CodeNotFound: "not_found", CodeConflict: "conflict", CodeStale: "stale", CodeRefused: "refused",
	CodeLimited: "limited", CodeUnavailable: "unavailable",
}

// Codes lists every code in order, for tables and tests.
func Codes() []Code {
	out := make([]Code, 0, len(codeWords)-1)
	for c := CodeInternal; int(c) < len(codeWords); c++ {
		out = append(out, c)
	}
	return out
}

// String gives the word used on the wire.
func (c Code) String() string {
	if int(c) < len(codeWords) && codeWords[c] != "" {
		return codeWords[c]
	}
	return "internal"
}

// CodeOf is the inverse of String; unknown words are internal.
func CodeOf(word string) Code {
	for c, w := range codeWords {
		if w == word {
			return Code(c)
		}
	}
	return CodeInternal
}

// Stored reports whether an answer with this code is an answer of the warehouse, which is stored with the command and
// repeated, or a passing trouble, after which the same command may be sent again and runs.
func (c Code) Stored() bool {
	switch c {
	case CodeConflict, CodeStale, CodeNotFound, CodeRefused:
		return true
	}
	return false
}

// Detail is one shortcoming: where it is, the rule it breaks, and the words and figures about it.
type Detail struct {
	Where   string `cbor:"1,keyasint,omitempty"` // path or thing: "lines[3].sku", "SKU 85123A"
	Reason  string `cbor:"2,keyasint,omitempty"` // stable dotted word
	Message string `cbor:"3,keyasint,omitempty"` // English, names the way out
	Want    int64  `cbor:"4,keyasint,omitempty"` // what was asked for, in the unit of the reason
	Have    int64  `cbor:"5,keyasint,omitempty"` // what there is
}

// Error is the one error type. Compare with ReasonOf and CodeFrom, never by text.
type Error struct {
	Code    Code
	Reason  string
	Message string
	Details []Detail
	Err     error // the cause, for the log only
}

// Error gives one line for logs and command lines.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Reason != "" {
		fmt.Fprintf(&b, " (%s)", e.Reason)
	}
	for _, d := range e.Details {
		fmt.Fprintf(&b, "; %s: %s", d.Where, d.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// With adds shortcomings and returns the same error.
func (e *Error) With(details ...Detail) *Error {
	e.Details = append(e.Details, details...)
	return e
}

// Because sets the cause, which is logged and never sent to a client.
func (e *Error) Because(err error) *Error {
	e.Err = err
	return e
}

func newError(c Code, reason, format string, args []any) *Error {
	return &Error{Code: c, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// Invalid: the request itself is malformed.
func Invalid(reason, format string, args ...any) *Error {
	return newError(CodeInvalid, reason, format, args)
}

// Unauthenticated: nobody is signed in.
func Unauthenticated(reason, format string, args ...any) *Error {
	return newError(CodeUnauthenticated, reason, format, args)
}

// Forbidden: the role does not allow it.
func Forbidden(reason, format string, args ...any) *Error {
	return newError(CodeForbidden, reason, format, args)
}

// NotFound: no such thing.
func NotFound(reason, format string, args ...any) *Error {
	return newError(CodeNotFound, reason, format, args)
}

// Conflict: the thing exists, in a state that rules this out.
func Conflict(reason, format string, args ...any) *Error {
	return newError(CodeConflict, reason, format, args)
}

// Stale: edited by somebody else since it was read.
func Stale(reason, format string, args ...any) *Error {
	return newError(CodeStale, reason, format, args)
}

// Refused: a warehouse rule said no.
func Refused(reason, format string, args ...any) *Error {
	return newError(CodeRefused, reason, format, args)
}

// Limited: too many, too often.
func Limited(reason, format string, args ...any) *Error {
	return newError(CodeLimited, reason, format, args)
}

// Unavailable: try again later; nothing was done.
func Unavailable(reason, format string, args ...any) *Error {
	return newError(CodeUnavailable, reason, format, args)
}

// Internal: a bug or a broken invariant.
func Internal(reason, format string, args ...any) *Error {
	return newError(CodeInternal, reason, format, args)
}

// From gives the *Error inside err, or wraps err as internal; nil stays nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: CodeInternal, Reason: "internal", Message: "something went wrong here", Err: err}
}

// CodeFrom gives the code of err, 0 of nil; an error of another type is internal.
func CodeFrom(err error) Code {
	if err == nil {
		return 0
	}
	return From(err).Code
}

// ReasonOf gives the reason of err, or "" for nil.
func ReasonOf(err error) string {
	if err == nil {
		return ""
	}
	return From(err).Reason
}

// Gather collects shortcomings while checking one input, so that all are told at once.
// Its zero value is ready to use.
type Gather struct{ details []Detail }

// Add notes a shortcoming at a place of the input.
func (g *Gather) Add(where, reason, format string, args ...any) {
	g.details = append(g.details, Detail{Where: where, Reason: reason, Message: fmt.Sprintf(format, args...)})
}

// Detail notes a shortcoming that carries figures.
func (g *Gather) Detail(d Detail) { g.details = append(g.details, d) }

// Len tells how many were noted.
func (g *Gather) Len() int { return len(g.details) }

// Details gives what was noted.
func (g *Gather) Details() []Detail { return g.details }

// Invalid gives nil if nothing was noted, else one error of code invalid that lists everything.
func (g *Gather) Invalid(reason, format string, args ...any) error {
	if len(g.details) == 0 {
		return nil
	}
	return Invalid(reason, format, args...).With(g.details...)
}

// Refused gives nil if nothing was noted, else one error of code refused that lists everything.
func (g *Gather) Refused(reason, format string, args ...any) error {
	if len(g.details) == 0 {
		return nil
	}
	return Refused(reason, format, args...).With(g.details...)
}
