package wire

import "time"

// PutBack says that a tote, or a worker's hands, hold goods that nobody wants any more.
type PutBack struct {
	Holder string    `json:"holder"`
	Order  string    `json:"order"`
	At     time.Time `json:"at,omitzero"`
}

// CountWanted says where somebody has to count, and why.
type CountWanted struct {
	Holder string `json:"holder"`
	SKU    string `json:"sku"`
	Reason string `json:"reason"`
}

// Reveal asks to read an order's recipient in clear.
type Reveal struct {
	Purpose string `json:"purpose" doc:"A word for the ledger: label, claim, customer.asked"`
}
