package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// statusOf is the one table from faults to HTTP. Its inverse stands in the client.
var statusOf = map[fault.Code]int{
	fault.CodeInvalid:         http.StatusBadRequest,
	fault.CodeUnauthenticated: http.StatusUnauthorized,
	fault.CodeForbidden:       http.StatusForbidden,
	fault.CodeNotFound:        http.StatusNotFound,
	fault.CodeConflict:        http.StatusConflict,
	fault.CodeStale:           http.StatusPreconditionFailed,
	fault.CodeRefused:         http.StatusUnprocessableEntity,
	fault.CodeLimited:         http.StatusTooManyRequests,
	fault.CodeUnavailable:     http.StatusServiceUnavailable,
	fault.CodeInternal:        http.StatusInternalServerError,
}

// retryAfter is what 429 and 503 ask for, in seconds: commits take milliseconds, so the shortest there is.
const retryAfter = "1"

// problem is a wire.Problem as huma wants to send it.
type problem struct{ wire.Problem }

func (p *problem) Error() string             { return p.Detail }
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) ContentType(string) string { return "application/problem+json" }

func problemOf(err error) *problem { return &problem{problemFrom(err)} }

// GetHeaders tells when to come again.
func (p *problem) GetHeaders() http.Header {
	if p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable {
		return http.Header{"Retry-After": {retryAfter}}
	}
	if p.Status == http.StatusUnauthorized {
		return http.Header{"Www-Authenticate": {`Bearer realm="tote"`}}
	}
	return nil
}

// problemFrom words an error for the outside. The cause is left out, and of an internal one the message too.
func problemFrom(err error) wire.Problem {
	f := fault.From(err)
	status, ok := statusOf[f.Code]
	if !ok {
		status = http.StatusInternalServerError
	}
	p := wire.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: f.Code.String(), Reason: f.Reason, Detail: f.Message}
	if f.Code == fault.CodeInternal {
		p.Detail = "something went wrong in the service; it is logged there"
		return p
	}
	for _, d := range f.Details {
		p.Details = append(p.Details, wire.Detail{Where: d.Where, Reason: d.Reason, Message: d.Message, Want: d.Want, Have: d.Have})
	}
	return p
}

// explain turns a handler's error into what is sent, and logs what is not.
func (s *Server) explain(ctx context.Context, err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	if fault.CodeFrom(err) == fault.CodeInternal {
		s.log.LogAttrs(ctx, slog.LevelError, "internal error", slog.String("reason", fault.ReasonOf(err)), slog.String("cause", err.Error()))
	}
	return problemOf(err)
}

// bendHuma makes huma's own refusals problems of ours: validation is 400 with all details. Its constructor is a package
// variable, so this is done once.
var bendHuma = sync.OnceFunc(func() {
	huma.NewError = newProblem
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return newProblem(status, msg, errs...)
	}
})

func newProblem(status int, msg string, errs ...error) huma.StatusError {
	for _, err := range errs {
		var p *problem
		if errors.As(err, &p) {
			return p
		}
	}
	var f *fault.Error
	switch status {
	case http.StatusRequestEntityTooLarge:
		f = fault.Invalid("body.too_large", "the body is too large: %s", msg)
	case http.StatusUnsupportedMediaType:
		f = fault.Invalid("body.type", "the body must be JSON (Content-Type: application/json)")
	case http.StatusRequestTimeout:
		f = fault.Invalid("body.slow", "the body did not come in time: send it again")
	case http.StatusInternalServerError:
		f = fault.Invalid("body.unreadable", "the body could not be read to its end: send it again")
	default:
		f = fault.Invalid("request.invalid", "the request is not as it must be: %s", msg)
	}
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			f.With(fault.Detail{Where: strings.TrimPrefix(d.ErrorDetail().Location, "body."), Reason: "value.malformed", Message: d.ErrorDetail().Message})
		}
	}
	return problemOf(f)
}
