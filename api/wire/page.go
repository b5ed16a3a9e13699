package wire

// Page is a part of a list. Next is the cursor of the next part, absent at the end. A filtered page may be short or empty
// before the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent at the end"`
}

// Query asks for a page of a list: what follows Cursor (Next of the page before), at most Limit (0: as many as allowed),
// with filters as the route names them.
type Query struct {
	Cursor string
	Limit  int
	Filter map[string]string
}
