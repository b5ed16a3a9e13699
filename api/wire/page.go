package wire

// Page is a part of a list. Next is the cursor of the next part, absent at the end. A filtered page may be short or empty
// before the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent at the end"`
}
