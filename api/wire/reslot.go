package wire

import "time"

// Reslot asks for a plan of which items should change their faces.
type Reslot struct {
	Stamp
	Weeks    int64  `json:"weeks,omitempty" doc:"Of picks that are counted; absent: 8"`
	Horizon  int64  `json:"horizon,omitempty" doc:"Weeks in which a move must repay; absent: 4"`
	MoveCost int64  `json:"move_cost,omitempty" doc:"Millimetres of walk that moving the goods of a face costs; absent: 150000"`
	MaxMoves int    `json:"max_moves,omitempty" doc:"Absent: 2000"`
	Zone     string `json:"zone,omitempty" doc:"Only faces of this zone change"`
	Reassign bool   `json:"reassign,omitempty" doc:"Faces that belong to a SKU may be given to another"`
}

// Reslotted names the plan and the job that makes it.
type Reslotted struct {
	Reslotting string `json:"reslotting"`
	Job        uint64 `json:"job"`
}

// Reslotting is a plan: moves in the order to make them, as advice. Put-away follows the plan in force.
type Reslotting struct {
	ID       string        `json:"id"`
	State    string        `json:"state" doc:"planning, current, replaced or failed"`
	Job      uint64        `json:"job"`
	Since    time.Time     `json:"since,omitzero" doc:"Picks are counted from there"`
	Until    time.Time     `json:"until,omitzero"`
	Picks    int64         `json:"picks,omitempty" doc:"Counted"`
	Orders   int64         `json:"orders,omitempty" doc:"Counted"`
	Sample   int64         `json:"sample,omitempty" doc:"One of so many orders was counted"`
	Faces    int           `json:"faces,omitempty"`
	Total    int           `json:"total,omitempty" doc:"Moves of the plan"`
	Gain     int64         `json:"gain,omitempty" doc:"Millimetres of walk within the horizon, less what the moves cost"`
	A        int           `json:"a,omitempty" doc:"Items that make 80 % of the lines"`
	B        int           `json:"b,omitempty" doc:"The next 15 %"`
	C        int           `json:"c,omitempty"`
	Weeks    int64         `json:"weeks,omitempty"`
	Horizon  int64         `json:"horizon,omitempty"`
	MoveCost int64         `json:"move_cost,omitempty"`
	Why      string        `json:"why,omitempty"`
	Moves    []PlannedMove `json:"moves,omitempty" doc:"A page of them; none of a plan that was replaced"`
	Next     string        `json:"next,omitempty" doc:"Cursor of the moves behind these"`
}

// PlannedMove is one move: an item goes to another face, and what lies there comes back.
type PlannedMove struct {
	Rank int    `json:"rank"`
	SKU  string `json:"sku"`
	From string `json:"from"`
	To   string `json:"to"`
	Back string `json:"back,omitempty" doc:"SKU that comes back from there; absent: the face is empty"`
	Gain int64  `json:"gain"`
	Why  string `json:"why"`
	Done bool   `json:"done,omitempty" doc:"The stock lies so"`
}

// ItemClass is how fast an item is, by the plan in force.
type ItemClass struct {
	SKU   string `json:"sku"`
	Class string `json:"class" doc:"A, B or C, by lines picked"`
	Rank  int    `json:"rank"`
	Lines int64  `json:"lines,omitempty"`
	Share int64  `json:"share" doc:"Permille of all lines, with all faster items"`
	Goal  string `json:"goal,omitempty" doc:"Face the plan gives it"`
}
