package wire

// Problem is every answer that is not a success, as RFC 9457 has it. Programs key on Reason, a stable dotted word; Detail
// is English and for people; Details carry all shortcomings, not the first.
type Problem struct {
	Type    string   `json:"type" doc:"Always about:blank: Reason says which problem it is"`
	Title   string   `json:"title" doc:"The status in words"`
	Status  int      `json:"status"`
	Code    string   `json:"code" doc:"invalid, unauthenticated, forbidden, not_found, conflict, stale, refused, limited, unavailable or internal"`
	Reason  string   `json:"reason" doc:"Stable dotted word, such as stock.short"`
	Detail  string   `json:"detail,omitempty" doc:"What is wrong and the way out, in English"`
	Details []Detail `json:"details,omitempty" doc:"All shortcomings"`
}

// Detail is one shortcoming.
type Detail struct {
	Where   string `json:"where,omitempty" doc:"Path or thing: lines[3].sku, SKU 85123A"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
	Want    int64  `json:"want,omitempty" doc:"What was asked for, in the unit of the reason"`
	Have    int64  `json:"have,omitempty" doc:"What there is"`
}
