package inventory

import (
	"cmp"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// An all-or-nothing import takes the unique names of its records before the records are there. Until it is decided and
// applied, or given up, nobody else may use them: a rival that came between would leave the file half right. Claims stand
// in the partition of the records they are for.

const tagClaim byte = 0x70

// Kinds of claimed names.
const (
	ClaimSKU          = "sku"
	ClaimBarcode      = "barcode"
	ClaimLocation     = "location"
	ClaimBeam         = "beam"  // a location's barcode, where it differs from its code
	ClaimChannelOrder = "order" // a channel's order number
)

// unitBreak parts the halves of a name; neither may hold control characters.
const unitBreak = "\x1f"

// String gives the name as people read it.
func (c Claim) String() string { return strings.ReplaceAll(c.Name, unitBreak, " ") }

// Claim is a name that only one record may have.
type Claim struct {
	Kind string `cbor:"1,keyasint"`
	Name string `cbor:"2,keyasint"`
}

// claimed is a claim with the import that holds it and the line of its file.
type claimed struct {
	Claim  Claim  `cbor:"1,keyasint"`
	Import uint64 `cbor:"2,keyasint"`
	Line   int    `cbor:"3,keyasint,omitempty"`
}

var claims = store.Collection[claimed]{Noun: "claim", Version: 1, Key: func(c *claimed) store.Key { return c.Claim.key() }}

func (c Claim) key() store.Key { return store.K(tagClaim).Str(c.Kind).Str(c.Name) }

// ItemClaims gives the names an item needs for itself. The item must be normalised.
func ItemClaims(it *item.Item) []Claim {
	out := []Claim{{ClaimSKU, string(it.SKU)}}
	for _, b := range it.Barcodes() {
		out = append(out, Claim{ClaimBarcode, b})
	}
	return out
}

// LocationClaims gives the names a location takes, and those that must be free besides, since a scan of one would be
// taken for the other. The location must be normalised.
func LocationClaims(l *layout.Location) (take, avoid []Claim) {
	take, avoid = []Claim{{ClaimLocation, string(l.Code)}}, []Claim{{ClaimBeam, string(l.Code)}}
	if l.Barcode != "" && l.Barcode != string(l.Code) {
		take = append(take, Claim{ClaimBeam, l.Barcode})
		avoid = append(avoid, Claim{ClaimLocation, strings.ToUpper(l.Barcode)})
	}
	return take, avoid
}

// OrderClaim gives the name an order of a channel takes.
func OrderClaim(channel, number string) Claim {
	return Claim{ClaimChannelOrder, channel + unitBreak + number}
}

// ClaimedByImport refuses names that an undecided import has taken, all of them at once. Verbs that give a record a
// unique name call it. Error: conflict import.pending.
func ClaimedByImport(r store.Reader, names ...Claim) error {
	var taken []fault.Detail
	kind := ""
	for _, c := range names {
		if by, ok := claims.Get(r, c.key()); ok {
			kind = cmp.Or(kind, c.Kind)
			taken = append(taken, fault.Detail{Where: c.String(), Reason: "import.pending", Have: int64(by.Import),
				Message: "is in a file being imported"})
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return fault.Conflict("import.pending", "%s %q belongs to import %d, which is not finished: try again when it is, or give that import up",
		kind, taken[0].Where, taken[0].Have).With(taken...)
}

// ClaimHolder tells which import holds a name, and for which line of its file.
func ClaimHolder(r store.Reader, c Claim) (imp uint64, line int, held bool) {
	by, held := claims.Get(r, c.key())
	return by.Import, by.Line, held
}

// TakeClaim keeps a name for an import. The caller has seen that nobody holds it.
func TakeClaim(tx *store.Tx, c Claim, imp uint64, line int) {
	claims.Put(tx, &claimed{Claim: c, Import: imp, Line: line})
}

// ReleaseClaim gives a name free again, if that import holds it.
func ReleaseClaim(tx *store.Tx, c Claim, imp uint64) {
	if by, ok := claims.Get(tx, c.key()); ok && by.Import == imp {
		claims.Delete(tx, c.key())
	}
}
