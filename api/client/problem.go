package client

import (
	"encoding/json"
	"net/http"

	"example.com/tote/api/wire"
	"example.com/tote/inventory/fault"
)

// codeOf is the inverse of the service's table, for answers that carry no problem: a proxy's, say.
var codeOf = map[int]fault.Code{
	http.StatusBadRequest:          fault.CodeInvalid,
	http.StatusUnauthorized:        fault.CodeUnauthenticated,
	http.StatusForbidden:           fault.CodeForbidden,
	http.StatusNotFound:            fault.CodeNotFound,
	http.StatusGone:                fault.CodeNotFound,
	http.StatusConflict:            fault.CodeConflict,
	http.StatusPreconditionFailed:  fault.CodeStale,
	http.StatusUnprocessableEntity: fault.CodeRefused,
	http.StatusTooManyRequests:     fault.CodeLimited,
	http.StatusBadGateway:          fault.CodeUnavailable,
	http.StatusServiceUnavailable:  fault.CodeUnavailable,
	http.StatusGatewayTimeout:      fault.CodeUnavailable,
	http.StatusInternalServerError: fault.CodeInternal,
}

// problem gives the error behind an answer that is none of success.
func problem(status int, body []byte) error {
	var p wire.Problem
	if json.Unmarshal(body, &p) == nil && p.Code != "" {
		return Fault(&p)
	}
	code, ok := codeOf[status]
	if !ok {
		code = fault.CodeInternal
	}
	return &fault.Error{Code: code, Reason: "answer.foreign", Message: "something in between answered " + http.StatusText(status)}
}

// Fault gives the error a problem words, as in the answers of a batch; nil for none.
func Fault(p *wire.Problem) error {
	if p == nil {
		return nil
	}
	f := &fault.Error{Code: fault.CodeOf(p.Code), Reason: p.Reason, Message: p.Detail}
	for _, d := range p.Details {
		f.Details = append(f.Details, fault.Detail{Where: d.Where, Reason: d.Reason, Message: d.Message, Want: d.Want, Have: d.Have})
	}
	return f
}
