package people

import (
	"fmt"
	"slices"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// MaxKeyWarehouses bounds the warehouses of one key.
const MaxKeyWarehouses = 50

// APIKey lets another program in.
type APIKey struct {
	ID         string    `cbor:"1,keyasint"`
	Name       string    `cbor:"2,keyasint"`
	Token      TokenHash `cbor:"3,keyasint"`
	Roles      Roles     `cbor:"4,keyasint"`
	Warehouses []string  `cbor:"5,keyasint,omitempty"` // none: the company's records and every warehouse
	Created    time.Time `cbor:"6,keyasint"`           // whole seconds
	CreatedBy  string    `cbor:"7,keyasint,omitempty"`
	Disabled   bool      `cbor:"8,keyasint,omitempty"`
	Revision   uint64    `cbor:"9,keyasint,omitempty"`
}

// Reaches tells whether the key may work with a warehouse's records.
func (k *APIKey) Reaches(warehouse string) bool {
	return len(k.Warehouses) == 0 || slices.Contains(k.Warehouses, warehouse)
}

// Check tells everything that is wrong with the key's own values. Error: api_key.invalid.
func (k *APIKey) Check() error {
	var g fault.Gather
	if k.Name == "" {
		g.Add("name", "name.malformed", "an API key needs the name of the program that uses it")
	}
	checkName(&g, "name", k.Name)
	checkRoles(&g, k.Roles)
	if k.Token.IsZero() {
		g.Add("token", "api_key.token", "the key's token is missing")
	}
	if len(k.Warehouses) > MaxKeyWarehouses {
		g.Add("warehouses", "api_key.warehouses", "at most %d warehouses", MaxKeyWarehouses)
	}
	for i, w := range k.Warehouses {
		if w == string(store.Company) || store.CheckPartition(store.Partition(w)) != nil {
			g.Add(fmt.Sprintf("warehouses[%d]", i), "api_key.warehouses", "%q is no warehouse code", w)
		}
	}
	return g.Invalid("api_key.invalid", "API key %q cannot be kept as it is", k.Name)
}

// APIKeys are kept in the company's partition, with an index by token. None is ever deleted.
var APIKeys = store.Collection[APIKey]{
	Noun: "api_key", Version: 1,
	Key: func(k *APIKey) store.Key { return apiKeyKey(k.ID) },
	Indexes: []store.Index[APIKey]{{Name: "token", Keys: func(k *APIKey) []store.Key {
		return []store.Key{tokenPrefix(tagAPIKey, k.Token).Str(k.ID)}
	}}},
}

func apiKeyKey(id string) store.Key { return store.K(tagAPIKey).Byte(keyRecord).Str(id) }

// NewAPIKey describes a key to be made.
type NewAPIKey struct {
	Name       string
	Token      TokenHash
	Roles      Roles
	Warehouses []string
	By         string // worker
}

// CreateAPIKey lets a program in. Errors: api_key.invalid, token.taken.
func CreateAPIKey(tx *store.Tx, n NewAPIKey) (APIKey, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return APIKey{}, err
	}
	k := APIKey{Name: n.Name, Token: n.Token, Roles: n.Roles, Warehouses: slices.Clone(n.Warehouses), CreatedBy: n.By,
		Created: second(tx.Now()), Revision: 1}
	if err := k.Check(); err != nil {
		return APIKey{}, err
	}
	if _, ok := tokenOwner(tx, tagAPIKey, k.Token); ok {
		return APIKey{}, errTokenTaken()
	}
	k.ID = fmt.Sprintf("K%04d", tx.Next("api_key"))
	APIKeys.Put(tx, &k)
	return k, nil
}

// DisableAPIKey shuts a program out, or in again. Errors: api_key.unknown, revision.stale.
func DisableAPIKey(tx *store.Tx, id string, expected uint64, disabled bool) (APIKey, error) {
	if err := store.CheckHome(tx, "people", true); err != nil {
		return APIKey{}, err
	}
	k, err := FindAPIKey(tx, id)
	if err != nil {
		return k, err
	}
	if err := store.CheckRevision("api_key", id, k.Revision, expected); err != nil {
		return k, err
	}
	k.Disabled = disabled
	k.Revision++
	APIKeys.Put(tx, &k)
	return k, nil
}

// FindAPIKey gives a key by id, from any partition. Error: api_key.unknown.
func FindAPIKey(r store.Reader, id string) (APIKey, error) {
	return APIKeys.Must(r.Company(), apiKeyKey(id), id)
}

// APIKeyByToken gives the key whose token is shown. Errors: api_key.token, api_key.disabled, both unauthenticated.
func APIKeyByToken(r store.Reader, h TokenHash) (APIKey, error) {
	r = r.Company()
	id, ok := tokenOwner(r, tagAPIKey, h)
	k, there := APIKeys.Get(r, apiKeyKey(id))
	if !ok || !there || !k.Token.Equal(h) {
		return APIKey{}, fault.Unauthenticated("api_key.token", "this API key is not known")
	}
	if k.Disabled {
		return APIKey{}, fault.Unauthenticated("api_key.disabled", "API key %s was disabled: ask an admin for a new one", k.ID)
	}
	return k, nil
}

// ListAPIKeys gives a page in order of id, from any partition.
func ListAPIKeys(r store.Reader, p Page) []APIKey {
	return list(r.Company(), &APIKeys, tagAPIKey, p)
}
