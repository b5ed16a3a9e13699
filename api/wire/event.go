package wire

import "time"

// Event is one entry of a partition's ledger. It carries ids only.
type Event struct {
	Seq         uint64    `json:"seq"`
	At          time.Time `json:"at" doc:"When it was recorded"`
	Kind        string    `json:"kind" doc:"move, reserve, release, expire, line, state or carry"`
	SKU         string    `json:"sku,omitempty"`
	Quantity    int64     `json:"quantity,omitempty"`
	Grams       int64     `json:"grams,omitempty"`
	From        *Side     `json:"from,omitempty"`
	To          *Side     `json:"to,omitempty"`
	Serials     []string  `json:"serials,omitempty"`
	Ref         *Ref      `json:"ref,omitempty"`
	FromPhase   string    `json:"from_phase,omitempty"`
	ToPhase     string    `json:"to_phase,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Why         string    `json:"why,omitempty" doc:"Why a place won, of goods that were put away"`
	Document    string    `json:"document,omitempty"`
	Noun        string    `json:"noun,omitempty"`
	ID          string    `json:"id,omitempty"`
	FromState   string    `json:"from_state,omitempty"`
	ToState     string    `json:"to_state,omitempty"`
	Event       string    `json:"event,omitempty"`
	Worker      string    `json:"worker,omitempty"`
	Device      string    `json:"device,omitempty"`
	OccurredAt  time.Time `json:"occurred_at,omitzero"`
	Command     string    `json:"command,omitempty"`
	Reservation int       `json:"reservation,omitempty" doc:"The number the reservation has afterwards, if only a part went"`
}

// Side is one side of a movement.
type Side struct {
	Holder string `json:"holder"`
	Lot    string `json:"lot,omitempty"`
	Status string `json:"status,omitempty"`
	Owner  string `json:"owner,omitempty"`
}

// Check is the outcome of a live check of a partition.
type Check struct {
	Partition   string       `json:"partition"`
	Seq         uint64       `json:"seq" doc:"The last ledger entry it covers"`
	Clean       bool         `json:"clean"`
	Differences []Difference `json:"differences"`
	More        int          `json:"more,omitempty" doc:"Differences beyond those listed"`
	TookMillis  int64        `json:"took_millis"`
	FileGrowth  int64        `json:"file_growth" doc:"Bytes the store grew meanwhile"`
}

// Difference is one place where the ledger and the records disagree.
type Difference struct {
	What string `json:"what"`
	Name string `json:"name"`
	Want string `json:"want" doc:"As the ledger says"`
	Got  string `json:"got" doc:"As is stored"`
}
