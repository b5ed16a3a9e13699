package wire

import "time"

// SignIn asks to be let in. On a device send its token as the bearer's.
type SignIn struct {
	Login string `json:"login" doc:"Badge, id or name"`
	PIN   string `json:"pin"`
}

// SignedIn is a session. Its token is shown this once.
type SignedIn struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires" doc:"Whatever is done meanwhile"`
	Idle    int64     `json:"idle" doc:"Seconds without use after which it ends"`
	Me
}

// Me is who a token stands for.
type Me struct {
	Worker   string   `json:"worker,omitempty"`
	Name     string   `json:"name,omitempty"`
	NameZH   string   `json:"name_zh,omitempty"`
	Language string   `json:"language,omitempty"`
	Roles    []string `json:"roles,omitempty"`
	Device   string   `json:"device,omitempty"`
	APIKey   string   `json:"api_key,omitempty"`
}

// Worker is a person who signs in.
type Worker struct {
	ID       string   `json:"id"`
	Name     string   `json:"name,omitempty"`
	NameZH   string   `json:"name_zh,omitempty"`
	Badge    string   `json:"badge,omitempty"`
	Roles    []string `json:"roles,omitempty"`
	Active   bool     `json:"active,omitempty"`
	Language string   `json:"language,omitempty" doc:"zh or en; absent: the house's"`
	HasPIN   bool     `json:"has_pin,omitempty"`
	Revision uint64   `json:"revision,omitempty"`
}

// PIN is a worker's new PIN.
type PIN struct {
	PIN string `json:"pin" doc:"4 to 12 digits, neither alike nor in a row"`
}

// NewDevice enrols a device.
type NewDevice struct {
	Name string `json:"name" doc:"As written on it"`
	Kind string `json:"kind" doc:"handheld, station or shell"`
}

// Device is a terminal that was let in.
type Device struct {
	ID         string    `json:"id"`
	Name       string    `json:"name,omitempty"`
	Kind       string    `json:"kind,omitempty"`
	EnrolledAt time.Time `json:"enrolled_at,omitzero"`
	EnrolledBy string    `json:"enrolled_by,omitempty"`
	Disabled   bool      `json:"disabled,omitempty"`
	Revision   uint64    `json:"revision,omitempty"`
}

// EnrolledDevice is a device with its token, which is shown this once.
type EnrolledDevice struct {
	Token string `json:"token"`
	Device
}

// NewAPIKey lets a program in.
type NewAPIKey struct {
	Name       string   `json:"name" doc:"Of the program that uses it"`
	Roles      []string `json:"roles"`
	Warehouses []string `json:"warehouses,omitempty" doc:"Absent: all of them and the company's records"`
}

// APIKey lets a program in.
type APIKey struct {
	ID         string    `json:"id"`
	Name       string    `json:"name,omitempty"`
	Roles      []string  `json:"roles,omitempty"`
	Warehouses []string  `json:"warehouses,omitempty"`
	Created    time.Time `json:"created,omitzero"`
	CreatedBy  string    `json:"created_by,omitempty"`
	Disabled   bool      `json:"disabled,omitempty"`
	Revision   uint64    `json:"revision,omitempty"`
}

// CreatedAPIKey is a key with its token, which is shown this once.
type CreatedAPIKey struct {
	Token string `json:"token"`
	APIKey
}

// Switch turns a device or a key off or on.
type Switch struct {
	Disabled bool `json:"disabled"`
}
