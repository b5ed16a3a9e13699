package api

import (
	"context"
	"log/slog"
	"slices"
)

// loggable are the fields a log line may carry: ids, words and figures, never a name, an address, a PIN or a token.
var loggable = []string{"command", "verb", "partition", "worker", "device", "key", "outcome", "reason", "took_us", "method",
	"route", "status", "cause", "streams", "seq", "address", "attempts", "file", "version"}

// quietHandler drops every field that is not on the list, so that a careless log line cannot tell a secret.
type quietHandler struct{ slog.Handler }

// QuietLogger gives a logger that writes the fields on the list only, through the handler of another one.
func QuietLogger(l *slog.Logger) *slog.Logger { return slog.New(quietHandler{l.Handler()}) }

// Handle writes a record without the fields that are not on the list.
func (h quietHandler) Handle(ctx context.Context, r slog.Record) error {
	keep := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if slices.Contains(loggable, a.Key) && a.Value.Kind() != slog.KindGroup {
			keep.AddAttrs(a)
		}
		return true
	})
	return h.Handler.Handle(ctx, keep)
}

// WithAttrs keeps the attributes that are on the list.
func (h quietHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	var keep []slog.Attr
	for _, a := range attrs {
		if slices.Contains(loggable, a.Key) && a.Value.Kind() != slog.KindGroup {
			keep = append(keep, a)
		}
	}
	return quietHandler{h.Handler.WithAttrs(keep)}
}

// WithGroup ignores groups: the list knows plain fields.
func (h quietHandler) WithGroup(string) slog.Handler { return h }
